"""Draws whole packs: dimensions and how they are added up, reconcile, rules, grades, adjustments."""

from __future__ import annotations

from datetime import date
from typing import Any

from naive.answers import OPTIONS
from naive.case import CHC, THC
from naive.columns import Cell, Over, Rows, This
from naive.language import Arith, At, Compare, Expr, Field, Items, Lit, Own, Reviewed, number, text
from naive.maker import Maker
from naive.rows import CONDITIONS, policy_of
from naive.verdict import GradeRule
from naive.world import PLACES, criteria, leaves, measure_of, over_of


def fields_of(role: str) -> Expr:
    """The condition of a role, as in the examples of the reference."""
    if role == "primary":
        return Compare(Field("type"), (("in", Items((Lit(f'"{THC}"', THC), Lit(f'"{CHC}"', CHC)))),))
    return Compare(Field("role"), (("==", Lit(f'"{role}"', role)),))


def roles() -> dict[str, Any]:
    return {
        "lead": {"where": fields_of("lead"), "one": True},
        "members": fields_of("member"),
        "primary": fields_of("primary"),
    }


def skeleton(dimensions: list[dict[str, Any]], questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A pack without grades and rules, in the shape the reference shows."""
    return {
        "format": 1,
        "id": "random-pack",
        "version": "1.0.0",
        "title": "随机评分包",
        "applies_to": "county-consortium",
        "documents": {"plan": {"title": "虚构方案", "issuer": "虚构单位", "date": date(2023, 1, 1), "seen": "derived"}},
        "in_force": {"from": date(2023, 1, 1)},
        "points_by": "project",
        "roles": roles(),
        "indicators": questions,
        "dimensions": dimensions,
    }


def make_pack(maker: Maker) -> dict[str, Any]:
    dimensions: list[dict[str, Any]] = []
    n = 0
    for d in range(maker.pick((1, 2, 2))):
        found = []
        for _ in range(maker.pick((1, 2, 3))):
            n += 1
            found.append(maker.criterion(f"c{n}" if maker.chance(50) else f"c-{n}"))
        if d == 0 and not any(c["force"] in ("must", "should") for c in found):
            found[0] = base(maker, found[0]["id"])
        dimensions.append({"id": f"d{d + 1}", "title": f"维度{d + 1}", "criteria": grouped(maker, found, f"g{d + 1}")})
    pack = skeleton(dimensions, maker.indicators)
    if scoring := make_scoring(maker, dimensions):
        pack["scoring"] = scoring
    settle_what_waits(pack)
    if maker.chance(40) and not maker.simple:
        countable = [c for _, c in criteria(pack) if c["force"] != "aim"]
        pack["reconcile"] = [reconcile(maker, pack, countable)]
    grades = make_grades(maker)
    if grades:
        pack["grades"] = grades
        for _, c in criteria(pack):
            if c["force"] == "must" and maker.chance(10):
                c["veto"] = maker.pick((True, grades[1]["id"]))
    if maker.has("adjust") and maker.simple:
        for place in (pack, dimensions[0], next(leaves(dimensions[0]))):
            if maker.chance(50):
                place["adjust"] = adjustments(maker)
    rules = make_rules(maker, pack, [g["id"] for g in grades])
    if rules:
        pack["rules"] = rules
    return finished(maker, pack)


def finished(maker: Maker, pack: dict[str, Any]) -> dict[str, Any]:
    """With what its expressions came to need on the way."""
    if any(q.get("rows") == "centres" for q in maker.indicators.values()):
        pack["options"] = {"centres": OPTIONS}
    if maker.parameters:
        pack["parameters"] = maker.parameters
    if maker.has("region"):
        in_county = Compare(Field("type"), (("==", text(THC)),))
        pack["roles"]["all_townships"] = {"where": in_county, "of": "region"}
    return pack


def base(maker: Maker, id: str) -> dict[str, Any]:
    """A criterion that everybody can be measured by."""
    c = {"id": id, "title": "底项", "cite": {"doc": "plan", "clause": "一"}, "force": "must", "points": number(5)}
    return c | {"measure": Own(maker.question("yesno", "consortium"))}


def grouped(maker: Maker, found: list[dict[str, Any]], id: str) -> list[dict[str, Any]]:
    """Some of the criteria in a group, or in a group of a group."""
    if not maker.maybe("groups", 30):
        return found
    inner = found[maker.pick((0, 1)) :]
    if not inner:
        return found
    group = {"id": id, "title": "二级指标", "criteria": inner}
    if maker.chance(30):
        group = {"id": f"{id}-outer", "title": "一级指标", "criteria": [group]}
    return found[: len(found) - len(inner)] + [group]


def make_scoring(maker: Maker, dimensions: list[dict[str, Any]]) -> dict[str, Any]:
    """The pack's policy, and what the dimensions have of their own."""
    scoring: dict[str, Any] = {}
    policies = ["drop"] + [p for p in ("redistribute", "full") if maker.has(p)]
    if maker.chance(30):
        explained = number(maker.pick(("50%", "100%", "0%")))
        scoring |= {"not_applicable": maker.pick(policies), "explained_share": explained}
    if maker.maybe("due", 20):
        scoring["late_share"] = number(maker.pick(("50%", "1/3")))
    if maker.maybe("bonus_cap", 30):
        scoring["bonus_cap"] = number(maker.pick(("1", "2.5", "5")))
    weighted = maker.maybe("weights", 25)
    for dimension in dimensions:
        if len(policies) > 1 and maker.chance(25):
            dimension |= maker.pick(
                (
                    {"not_applicable": maker.pick(policies)},
                    {"scoring": {"not_applicable": maker.pick(policies)}},
                )
            )
        if maker.maybe("max", 20):
            dimension["max"] = number(maker.pick(("3", "5", "8", "10")))
        if weighted:
            dimension["weight"] = number(maker.pick(("1", "2", "30", "2.5")))
    return scoring


def settle_what_waits(pack: dict[str, Any]) -> None:
    """Whether something waits for its day or for the reviewer must not be open where leaving `of` moves points.

    Not due stands outside `of` and not applicable counts in full, or hands its points on: of a criterion that may be
    either, the contract does not say what it has.
    """
    asked = pack["indicators"]
    for dimension in pack["dimensions"]:
        for c in leaves(dimension):
            waits = any("filled_by" in asked.get(i, {}) for i in measure_of(c).own()) or {"due", "every"} & set(c)
            if waits and moves_points(pack, dimension["id"]):
                c.pop("where", None)
                c.pop("applies_when", None)


def moves_points(pack: dict[str, Any], dimension: str) -> bool:
    """Whether what does not apply counts in full or hands its points on."""
    return any(policy_of(pack, d) != "drop" for d in pack["dimensions"] if d["id"] == dimension)


def may_not_apply(pack: dict[str, Any], c: dict[str, Any]) -> bool:
    asked = pack["indicators"]
    return bool({"where", "applies_when"} & set(c)) or any("ask_when" in asked.get(i, {}) for i in measure_of(c).own())


def reconcile(maker: Maker, pack: dict[str, Any], countable: list[dict[str, Any]]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": "agree",
        "title": "两端一致",
        "tolerance": number(maker.pick(("2%", "50%", "2", "0"))),
    }
    each = maker.maybe("each", 40)
    if each:  # which values a doubted member may take is settled for a condition, and for points of its own
        countable = [c for c in countable if doubted_alone(pack, c)] or countable[:0]
    doubts = sorted({maker.pick(countable)["id"] for _ in range(maker.pick((1, 2)))}) if countable else []
    if each and doubts:
        left: Expr = Own(maker.question("count", "members"))
        if maker.maybe("this", 40):
            left = of_county_table(maker)
        right: Expr = Own(maker.question("count", "members"))
        return rule | {"over": "members", "doubts": doubts, "expect": Compare(left, (("==", right),))}
    doubts = doubts or [next(c["id"] for _, c in criteria(pack) if c["force"] != "aim")]
    left = Over("sum", "members", Own(maker.question("count", maker.pick(("members", "primary")))))
    right = (
        At("lead", maker.question("ratio", "lead", "part"), "part")
        if maker.chance(50)
        else At("consortium", maker.question("count", "consortium"))
    )
    if maker.chance(30):
        left = At("lead", maker.question("count", "lead"))
    return rule | {"doubts": doubts, "expect": Compare(left, (("==", right),))}


def doubted_alone(pack: dict[str, Any], c: dict[str, Any]) -> bool:
    over = over_of(pack, c)
    if over in (*PLACES, "lead"):
        return True
    return over == "members" and not {"where", "applies_when"} & set(c) and c.get("across", "any") in CONDITIONS


def of_county_table(maker: Maker) -> Rows:
    """What the county's own table says of this member."""
    table = maker.table("region")
    columns = maker.indicators[table]["columns"]
    columns.setdefault("c_text", {"type": "text"})
    mine = Compare(Cell("c_text"), (("==", This("id")),))
    return Rows("sum", table, Cell("c_count"), mine, place="region")


def adjustments(maker: Maker) -> list[dict[str, Any]]:
    cases = Arith("*", number(2), Reviewed("cases"))
    return [
        entry
        for entry in (
            {"when": Compare(Reviewed("evidence"), (("==", text("incomplete")),)), "times": number("50%")},
            {
                "when": Compare(Reviewed("evidence"), (("==", text("falsified")),)),
                "times": number(0),
                "minus": cases,
                "floor": number(maker.pick(("-5", "-1", "0"))),
            },
            {"when": Compare(Reviewed("cases"), ((">=", number(2)),)), "minus": Reviewed("cases")},
        )
        if maker.chance(60)
    ] or [{"when": Compare(Reviewed("evidence"), (("!=", text("complete")),)), "minus": number(1)}]


def make_grades(maker: Maker) -> list[dict[str, Any]]:
    if maker.chance(10):
        return []
    every = maker.pick((None, 60, 50))
    grades: list[dict[str, Any]] = [{"id": "good", "title": "好", "when": GradeRule(maker.pick((80, 85, 60)), every)}]
    if maker.chance(70):
        grades.append({"id": "fair", "title": "中", "when": GradeRule(maker.pick((60, 40)))})
    return [*grades, {"id": "poor", "title": "差", "otherwise": True}]


def make_rules(maker: Maker, pack: dict[str, Any], grades: list[str]) -> list[dict[str, Any]]:
    found = [c for _, c in criteria(pack)]
    doubted = {d for r in pack.get("reconcile", []) for d in r["doubts"]}
    scored = [c for c in found if c["force"] == "must"]
    shoulds = [c for c in found if c["force"] == "should"]
    joined = [
        c["id"]
        for c in scored
        if over_of(pack, c) not in PLACES and c.get("across", "any") in ("share", "every", "any", "count")
    ]
    levelled = [
        c
        for c in scored
        if c.get("score", {}).get("method") == "levels"
        and over_of(pack, c) in ("consortium", "lead")
        and c["id"] not in doubted
        and "otherwise" in c["score"]["levels"][-1]
    ]
    rules: list[dict[str, Any]] = []
    bad: tuple[Any, ...] = ("unmet", ["unmet", "partial"], ["unmet"])

    def end() -> dict[str, Any]:
        cap = maker.pick(grades[1:])
        return {"veto": "一票否决", "caps": cap} if maker.chance(70) else {"caps": cap}

    for i in range(maker.pick((0, 1, 2, 3, 4))):
        kind = maker.pick(
            (
                "joined",
                "joined",
                "joined",
                "finding",
                "dimension",
                "note",
                "check",
                "level",
                "level",
                "contradiction",
            )
        )
        id = f"rule-{i + 1}"
        if kind == "joined" and joined:
            when = [{"finding": maker.pick(joined), "status": maker.pick(bad), "facility": "$f"}]
            if maker.chance(50):
                when.append({"finding": maker.pick(joined), "status": maker.pick(bad), "facility": "$f"})
            if maker.chance(30):
                when.append({"facility": "$f", "role": maker.pick(("lead", "members"))})
            if maker.chance(50) or not grades:
                rules.append({"id": id, "when": when, "then": {"conclude": f"weak_{i}"}})
                there = [
                    {"conclusion": f"weak_{i}", "facility": "$f"} if maker.chance(50) else {"conclusion": f"weak_{i}"}
                ]
                rules.append({"id": f"{id}-end", "when": there, "then": end() if grades else {"note": "有弱项"}})
            else:
                rules.append({"id": id, "when": when, "then": end()})
        elif kind == "finding" and scored and grades:
            when = [{"finding": maker.pick(scored)["id"], "status": maker.pick(bad)}]
            if shoulds and maker.chance(40):  # only unmet: an explanation may turn partial into explained
                when.append({"finding": maker.pick(shoulds)["id"], "status": "unmet"})
            elif maker.chance(40):
                when.append({"finding": maker.pick(scored)["id"], "status": maker.pick(bad)})
            rules.append({"id": id, "when": when, "then": end()})
        elif kind == "dimension" and grades:
            when = [{"dimension": maker.pick(pack["dimensions"])["id"], "below": maker.pick((40, 60, 80))}]
            rules.append({"id": id, "when": when, "then": end()})
        elif kind == "check" and grades:
            rules.append({"id": id, "when": [{"check": maker.condition("consortium", 0)}], "then": end()})
        elif kind == "level" and levelled and grades:
            c = maker.pick(levelled)
            levels = [e["id"] for e in c["score"]["levels"]]
            rules.append(
                {"id": id, "when": [{"finding": c["id"], "level": levels[maker.pick((0, 1)) :][-2:]}], "then": end()}
            )
        elif kind == "contradiction" and pack.get("reconcile"):
            rules.append({"id": id, "when": [{"contradiction": "agree"}], "then": {"escalate": "请核对"}})
        else:
            note: dict[str, Any] = {
                "id": id,
                "when": [
                    {
                        "finding": maker.pick(found)["id"],
                        "status": maker.pick(("met", "partial", "unmet", "not_applicable")),
                    }
                ],
                "then": {"note": "留意"},
            }
            if maker.chance(40):
                note["unless"] = [{"finding": maker.pick(found)["id"], "status": "unmet"}]
            rules.append(note)
    return rules
