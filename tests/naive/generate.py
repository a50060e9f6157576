"""Gives hypothesis strategies for small packs with reports on them, and their YAML for the engine.

Every pack drawn is valid by the reference. Where the contract leaves room (a condition without a method, say) or
promises less (`answered`, `first_known`: a later answer may take away what its absence gave), the strategies keep
to what it settles, so that a difference found is always a mistake.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

from naive.case import (
    ABSENT,
    CHC,
    HOSPITAL,
    OPTIONS,
    REFUSED,
    THC,
    Answer,
    Case,
    domain,
    plain_number,
    typed,
)
from naive.evaluator import PLACES, Facility, GradeRule, Scenario, World, criteria, indicators, over_of
from naive.language import (
    Apply,
    Arith,
    At,
    Both,
    Choice,
    Compare,
    Expr,
    Field,
    Items,
    Lit,
    Measured,
    Negated,
    Over,
    Own,
    Param,
    day,
    number,
)

T = TypeVar("T")
SHARES = ("1/3", "50%", "60%", "85%", "90%")
Draw = Callable[[st.SearchStrategy[Any]], Any]


# ---------------------------------------------------------------- packs


class Maker:
    """Draws one pack; questions come into being as the expressions need them."""

    def __init__(self, draw: Draw, register: bool) -> None:
        self.draw = draw
        self.register = register
        self.indicators: dict[str, dict[str, Any]] = {}
        self.parameters: dict[str, list[dict[str, Any]]] = {}

    def pick(self, options: Sequence[T]) -> T:
        found: T = self.draw(st.sampled_from(options))
        return found

    def chance(self, percent: int) -> bool:
        """True in about so many of a hundred; the simplest case is no."""
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)

    def question(self, kind: str, whom: str) -> str:
        known = [i for i, q in self.indicators.items() if q["type"] == kind and q["asked_of"] == whom]
        if known and self.chance(40):
            return self.pick(known)
        id = f"q{len(self.indicators) + 1}_{kind}"
        self.indicators[id] = {"type": kind, "label": f"问题{len(self.indicators) + 1}", "asked_of": whom}
        if kind == "set":
            self.indicators[id]["options"] = OPTIONS
        if kind == "ratio":
            self.indicators[id] |= {"part": "其中", "whole": "总数"}
        return id

    def parameter(self, values: Sequence[str]) -> Param:
        name = f"limit_{len(self.parameters) + 1}"
        cite = {"doc": "plan", "clause": "一"}
        rows = [{"from": date(2023, 1, 1), "value": number(self.pick(values)), "cite": cite}]
        if self.chance(50):
            rows.append({"from": date(2024, 12, 15), "value": number(self.pick(values)), "cite": cite})
        self.parameters[name] = rows
        return Param(name)

    def limit(self, share: bool) -> Expr:
        values = SHARES if share else ("1", "2", "3", "2.5", "5")
        return self.parameter(values) if self.chance(15) else number(self.pick(values))

    # Names seen from a place: own, or those of the one lead, the consortium and the region.

    def name(self, kind: str, whom: str, part: str = "") -> Expr:
        if whom in ("consortium", "region") and self.chance(10):
            elsewhere = self.pick(("lead", "region"))
            return At(elsewhere, self.question(kind, elsewhere), part)
        if whom not in PLACES and self.chance(10):
            return At("consortium", self.question(kind, "consortium"), part)
        return Own(self.question(kind, whom), part)

    def number(self, whom: str, depth: int = 1) -> Expr:
        """A plain number: a count, a part, a sum over a role, or arithmetic on these."""
        aggregates = ("sum", "count") if whom in PLACES else ()
        deeper = ("arith", "if", "other") if depth else ()
        kind = self.pick(("count", "count", "number", "missing", *aggregates, *aggregates, *deeper))
        if kind == "missing":
            return Apply(self.pick(("missing", "present")), (Own(self.question("set", whom)),), frozenset(OPTIONS))
        if kind == "sum":
            asked = self.pick(("members", "primary"))
            function = self.pick(("sum", "sum", "mean", "min", "max", "median", "distinct"))
            return Over(
                function,
                "members",
                Own(self.question("count", asked)),
                where=self.condition("members", 0) if asked == "members" and self.chance(25) else None,
            )
        if kind == "count":
            if not aggregates:
                return self.name("count", whom)
            return (
                Over("count", "members", where=self.condition("members", 0))
                if self.chance(50)
                else self.name("count", whom)
            )
        if kind == "arith":
            op = self.pick(("+", "-", "*", "/"))
            return Arith(op, self.number(whom, 0), self.number(whom, 0))
        if kind == "if":
            return Choice(self.number(whom, 0), self.condition(whom, 0), self.number(whom, 0))
        if kind == "other":
            which = self.pick(("abs", "part", "whole", "apart"))
            if which == "abs":
                return Apply("abs", (Arith("-", self.number(whom, 0), self.number(whom, 0)),))
            if which == "apart":
                return Apply("apart", (day(date(2024, 6, 1)), day(date(2024, 6, 1 + self.pick((0, 1, 3))))))
            return self.name("ratio", whom, which)
        return self.name(kind, whom)

    def share(self, whom: str) -> Expr:
        """A share: a ratio, a typed percentage, one count by another, a share of a role."""
        kind = self.pick(("ratio", "ratio", "percent", "share") if whom in PLACES else ("ratio", "ratio", "percent"))
        if kind == "share":
            if self.chance(30):
                asked = self.question(self.pick(("ratio", "percent")), "members")
                return Over("mean", "members", Own(asked), share=True)
            return Over(
                "share",
                "members",
                self.column(),
                where=self.condition("members", 0) if self.chance(20) else None,
                share=True,
            )
        return self.name(kind, whom)

    def column(self) -> Expr:
        """A condition on one column of the members."""
        if self.chance(50):
            return Own(self.question("yesno", "members"))
        asked = self.question("count", self.pick(("members", "primary")))
        return Compare(Own(asked), ((self.compares(), self.limit(False)),))

    def compares(self) -> str:
        return self.pick((">=", ">=", ">", "<=", "<", "==", "!="))

    def condition(self, whom: str, depth: int = 1) -> Expr:
        kinds = ["yesno", "yesno", "share", "number", "has", "date"]
        if whom in PLACES:
            kinds += ["every"]
        elif self.register:
            kinds += ["beds"]
        if depth:
            kinds += ["and", "or", "not", "chain"]
        kind = self.pick(kinds)
        if kind == "yesno":
            return self.name("yesno", whom)
        if kind == "share":
            return Compare(self.share(whom), ((self.compares(), self.limit(True)),))
        if kind == "number":
            return Compare(self.number(whom, 0), ((self.compares(), self.limit(False)),))
        if kind == "has":
            option = self.pick(list(OPTIONS))
            return Apply("has", (Own(self.question("set", whom)), Lit(option, option)))
        if kind == "date":
            return Compare(self.name("date", whom), ((self.pick(("<=", "<", ">=", ">")), day(date(2024, 6, 30))),))
        if kind == "every":
            return Over(self.pick(("every", "any")), "members", self.column())
        if kind == "beds":
            return Compare(Field("beds"), ((self.pick((">", "<=")), number(30)),))
        if kind == "not":
            return Negated(self.condition(whom, 0))
        if kind == "chain":
            return Compare(number(1), (("<=", self.number(whom, 0)), (self.pick(("<=", "<")), self.limit(False))))
        return Both(kind, self.condition(whom, 0), self.condition(whom, 0))

    def own_condition(self, whom: str) -> Expr:
        """A condition that reads at least one answer of the unit itself, so that the unit is asked."""
        found = self.condition(whom)
        return found if whom in PLACES or found.own() else Own(self.question("yesno", whom))

    # Criteria

    def criterion(self, id: str) -> dict[str, Any]:
        force = self.pick(("must", "must", "must", "must", "should", "should", "may", "aim"))
        points = self.pick(("1", "2", "3", "4", "5", "8", "10", "2.5"))
        c: dict[str, Any] = {"id": id, "title": f"条目{id}", "cite": {"doc": "plan", "clause": "一"}, "force": force}
        if force != "aim":
            c["points"] = number(points)
        if self.chance(15):
            whom = self.pick(("consortium", "lead", "members", "region"))
            c["ask"] = {"type": "yesno", "asked_of": whom}
            return c
        over = self.pick(("consortium", "consortium", "lead", "members", "members", "members", "primary"))
        whom = self.pick(("members", "members", "primary")) if over == "members" else over
        if over != "consortium":
            c["over"] = over
        if over == "members" and self.chance(15):
            c["where"] = self.condition("members", 0)
        if self.chance(20):
            c["applies_when"] = self.condition(over, 0)
        if over in ("members", "primary") and self.chance(45):
            c["across"] = self.pick(("share", "every", "any", "count", "sum", "mean", "median", "min", "max"))
        elif over in ("members", "primary") and self.chance(40):
            c["score_each"] = self.pick(("mean", "min"))
        across = c.get("across")
        if across in ("every", "any"):
            c |= {"measure": self.own_condition(whom), "score": {"method": "pass"}}
        elif across in ("share", "count"):
            c |= {"measure": self.own_condition(whom)}
            c["score"] = self.scored(across == "share", int(Fraction(points)), force)
        elif across:
            share = across != "sum" and self.chance(40)
            c |= {"measure": self.measured(whom, share), "score": self.scored(share, int(Fraction(points)), force)}
        else:
            kind = self.pick(("condition", "number", "share", "share", "set", "yesno"))
            if kind == "condition":
                c |= {"measure": self.own_condition(whom), "score": {"method": "pass"}}
            elif kind == "yesno":
                c["measure"] = Own(self.question("yesno", whom))
            elif kind == "set":
                c["measure"] = Own(self.question("set", whom))
            else:
                share = kind == "share"
                c |= {"measure": self.measured(whom, share), "score": self.scored(share, int(Fraction(points)), force)}
        return c

    def measured(self, whom: str, share: bool) -> Expr:
        found = self.share(whom) if share else self.number(whom)
        if not found.own() and whom not in PLACES:
            return Own(self.question("ratio" if share else "count", whom))
        return found

    def scored(self, share: bool, points: int, force: str) -> dict[str, Any]:
        method = self.pick(("linear", "levels", "deduct") if force != "aim" else ("linear", "deduct"))
        if method == "linear":
            full = self.limit(share)
            zeros = ("0%", "10%", "95%") if share else ("0", "0.5", "8")
            return {"method": "linear", "full": full} | ({"zero": number(self.pick(zeros))} if self.chance(40) else {})
        if method == "deduct":
            s: dict[str, Any] = {"method": "deduct", "each": number(self.pick(("0.5", "1", "2")))}
            if self.chance(40) and force in ("must", "should"):
                s["floor"] = number(self.pick(("-2", "-4", "0")))
            side = self.pick(("below", "above"))
            if share:
                s |= {side: number(self.pick(SHARES[1:])), "per": number(self.pick(("1pp", "10pp")))}
            elif self.chance(40):
                s |= {side: number(self.pick(("1", "2.5", "5"))), "per": number(self.pick(("1", "0.5")))}
            if self.chance(40):
                s["step"] = self.pick(("exact", "up", "down"))
            return s
        bounds = ("90%", "60%", "1/3") if share else ("5", "2.5", "1")
        upward = self.chance(70)
        levels = []
        for i in range(self.pick((1, 2, 3))):
            bound = number(bounds[i] if upward else bounds[2 - i])
            worth = (points, self.pick(("50%", "3/5")), self.pick((0, 0.5, "10%")))[i]
            entry: dict[str, Any] = {"id": "ABC"[i]}
            if self.chance(25):
                entry["when"] = Compare(Measured(), ((self.pick((">=", ">") if upward else ("<=", "<")), bound),))
            else:
                entry[self.pick(("at_least", "more_than") if upward else ("at_most", "less_than"))] = bound
            entry["points"] = number("50%") if worth == "3/5" else number(str(worth))
            levels.append(entry)
        if self.chance(60):
            levels.append({"id": "Z", "otherwise": True, "points": number(0)})
        return {"method": "levels", "levels": levels}

    # Reconcile, rules, grades

    def reconcile(self, ids: list[str]) -> dict[str, Any]:
        doubts = sorted({self.pick(ids) for _ in range(self.pick((1, 2)))})
        rule: dict[str, Any] = {"id": "agree", "title": "两端一致", "doubts": doubts}
        tolerance = number(self.pick(("2%", "50%", "2", "0")))
        left: Expr = Over("sum", "members", Own(self.question("count", self.pick(("members", "primary")))))
        right: Expr = (
            At("lead", self.question("ratio", "lead"), "part")
            if self.chance(50)
            else At("consortium", self.question("count", "consortium"))
        )
        if self.chance(30):
            left = At("lead", self.question("count", "lead"))
        return rule | {"expect": Compare(left, (("==", right),)), "tolerance": tolerance}

    def rules(self, pack: dict[str, Any], grades: list[str]) -> list[dict[str, Any]]:
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
            cap = self.pick(grades[1:])
            return {"veto": "一票否决", "caps": cap} if self.chance(70) else {"caps": cap}

        for i in range(self.pick((0, 1, 2, 3, 4))):
            kind = self.pick(
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
                when = [{"finding": self.pick(joined), "status": self.pick(bad), "facility": "$f"}]
                if self.chance(50):
                    when.append({"finding": self.pick(joined), "status": self.pick(bad), "facility": "$f"})
                if self.chance(30):
                    when.append({"facility": "$f", "role": self.pick(("lead", "members"))})
                if self.chance(50) or not grades:
                    rules.append({"id": id, "when": when, "then": {"conclude": f"weak_{i}"}})
                    there = [
                        {"conclusion": f"weak_{i}", "facility": "$f"}
                        if self.chance(50)
                        else {"conclusion": f"weak_{i}"}
                    ]
                    rules.append({"id": f"{id}-end", "when": there, "then": end() if grades else {"note": "有弱项"}})
                else:
                    rules.append({"id": id, "when": when, "then": end()})
            elif kind == "finding" and scored and grades:
                when = [{"finding": self.pick(scored)["id"], "status": self.pick(bad)}]
                if shoulds and self.chance(40):  # only unmet: an explanation may turn partial into explained
                    when.append({"finding": self.pick(shoulds)["id"], "status": "unmet"})
                elif self.chance(40):
                    when.append({"finding": self.pick(scored)["id"], "status": self.pick(bad)})
                rules.append({"id": id, "when": when, "then": end()})
            elif kind == "dimension" and grades:
                when = [{"dimension": self.pick(pack["dimensions"])["id"], "below": self.pick((40, 60, 80))}]
                rules.append({"id": id, "when": when, "then": end()})
            elif kind == "check" and grades:
                rules.append({"id": id, "when": [{"check": self.condition("consortium", 0)}], "then": end()})
            elif kind == "level" and levelled and grades:
                c = self.pick(levelled)
                levels = [e["id"] for e in c["score"]["levels"]]
                rules.append(
                    {"id": id, "when": [{"finding": c["id"], "level": levels[self.pick((0, 1)) :][-2:]}], "then": end()}
                )
            elif kind == "contradiction" and pack.get("reconcile"):
                rules.append({"id": id, "when": [{"contradiction": "agree"}], "then": {"escalate": "请核对"}})
            else:
                note: dict[str, Any] = {
                    "id": id,
                    "when": [
                        {
                            "finding": self.pick(found)["id"],
                            "status": self.pick(("met", "partial", "unmet", "not_applicable")),
                        }
                    ],
                    "then": {"note": "留意"},
                }
                if self.chance(40):
                    note["unless"] = [{"finding": self.pick(found)["id"], "status": "unmet"}]
                rules.append(note)
        return rules


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
            found[0] = {
                "id": found[0]["id"],
                "title": "底项",
                "cite": {"doc": "plan", "clause": "一"},
                "force": "must",
                "points": number(5),
                "measure": Own(maker.question("yesno", "consortium")),
            }
        dimensions.append({"id": f"d{d + 1}", "title": f"维度{d + 1}", "criteria": found})
    pack = skeleton(dimensions, maker.indicators)
    if maker.chance(30):
        pack["scoring"] = {"not_applicable": "drop", "explained_share": number(maker.pick(("50%", "100%", "0%")))}
    if maker.chance(40):
        countable = [c["id"] for _, c in criteria(pack) if c["force"] != "aim"]
        pack["reconcile"] = [maker.reconcile(countable)]
    grades: list[dict[str, Any]] = []
    if not maker.chance(10):
        # A condition on every dimension only where each surely has something to divide by.
        firm = all(
            any(
                c["force"] in ("must", "should")
                and not {"applies_when", "where"} & set(c)
                and over_of(pack, c) in ("consortium", "lead")
                for c in d["criteria"]
            )
            for d in dimensions
        )
        grades = [
            {
                "id": "good",
                "title": "好",
                "when": GradeRule(maker.pick((80, 85, 60)), maker.pick((None, 60, 50)) if firm else None),
            }
        ]
        if maker.chance(70):
            grades.append({"id": "fair", "title": "中", "when": GradeRule(maker.pick((60, 40)))})
        grades.append({"id": "poor", "title": "差", "otherwise": True})
        pack["grades"] = grades
        for _, c in criteria(pack):
            if c["force"] == "must" and maker.chance(10):
                c["veto"] = maker.pick((True, grades[1]["id"]))
    rules = maker.rules(pack, [g["id"] for g in grades])
    if rules:
        pack["rules"] = rules
    if maker.parameters:
        pack["parameters"] = maker.parameters
    return pack


# ---------------------------------------------------------------- reports


def make_facilities(maker: Maker) -> tuple[Facility, ...]:
    found = [Facility("h1", "lead", HOSPITAL, 200)]
    for i in range(maker.pick((1, 2, 2, 3))):
        found.append(Facility(f"m{i + 1}", "member", maker.pick((THC, THC, CHC, HOSPITAL)), maker.pick((10, 30, 60))))
    if maker.chance(20):  # of another consortium, of none, or reporting without being in the register
        found.append(Facility("x1", "member", THC, 10, counted=not maker.register))
    return tuple(found)


def asked_places(scenario: Scenario, whom: str) -> list[str]:
    return [whom] if whom in PLACES else World(scenario, {}).members(whom)


def make_answer(maker: Maker, kind: str, unknown: int) -> Answer:
    possible = domain(kind)
    form = maker.pick((0, 1, 2, 3))
    if not maker.chance(unknown):
        values = possible if kind != "ratio" or unknown else tuple(v for v in possible if v[1])
        value = maker.pick(values)
        return Answer(typed(kind, value, form), (value,))
    if kind == "set" and maker.chance(50):  # some options are told, the rest is unknown
        told = {o: maker.chance(50) for o in OPTIONS if maker.chance(50)}
        if told:
            return Answer(told, tuple(s for s in possible if all((o in s) == has for o, has in told.items())))
    if kind == "ratio" and maker.chance(50):
        known = Fraction(maker.pick((0, 1, 3, 4)))
        if maker.chance(50):
            return Answer(
                {"part": plain_number(known)} | ({"whole": None} if form % 2 else {}),
                tuple((known, known + more) for more in (Fraction(0), Fraction(2), Fraction(1000))),
            )
        return Answer(
            {"whole": plain_number(known)},
            tuple(
                (part, known)
                for part in sorted(
                    {Fraction(0), known / 4, known} if known % 4 == 0 else {Fraction(0), Fraction(1), known}
                )
            ),
        )
    if form == 0 and kind in REFUSED:
        return Answer(REFUSED[kind], possible)
    return Answer(None if form % 2 else ABSENT, possible)


@st.composite
def cases(draw: Draw, unknown: int = 25) -> Case:
    """A pack and a report on it; about so many of a hundred answers are unknown (0: the report is complete)."""
    register = draw(st.integers(0, 3)) > 0
    maker = Maker(draw, register)
    pack = make_pack(maker)
    facilities = make_facilities(maker)
    on = maker.pick((date(2024, 12, 1), date(2025, 1, 15)))
    explained = {c["id"] for _, c in criteria(pack) if c["force"] in ("should", "must") and maker.chance(30)}
    # A parameter is read on the last day of the period, or on the day of the assessment if that is earlier.
    scenario = Scenario(pack, facilities, frozenset(explained), min(on, date(2024, 12, 31)))
    return Case(
        scenario,
        make_answers(maker, scenario, unknown),
        on,
        register,
        silent=make_silent(maker, facilities, unknown if register else 0),
        explanations={id: f"{id}一项的情况说明：系统正在改造" for id in sorted(explained)},
        disguised=frozenset(f.id for f in facilities if register and f.counted and maker.chance(5)),
    ).hushed()


def make_silent(maker: Maker, facilities: tuple[Facility, ...], unknown: int) -> frozenset[str]:
    return frozenset(f.id for f in facilities if unknown and f.counted and maker.chance(15))


def make_answers(maker: Maker, scenario: Scenario, unknown: int) -> dict[tuple[str, str], Answer]:
    return {
        (place, id): make_answer(maker, q["type"], unknown)
        for id, q in indicators(scenario.pack).items()
        for place in asked_places(scenario, q["asked_of"])
    }


@dataclass(frozen=True)
class Joining:
    """A case whose scores are shares of the members, and a facility that passes every condition, with its answers."""

    case: Case
    newcomer: Facility
    answers: Mapping[tuple[str, str], Answer]

    def joined(self) -> Case:
        scenario = replace(self.case.scenario, facilities=(*self.case.scenario.facilities, self.newcomer))
        return replace(self.case, scenario=scenario, answers={**self.case.answers, **self.answers})


@st.composite
def joinings(draw: Draw) -> Joining:
    maker = Maker(draw, register=draw(st.booleans()))
    conditions: list[Expr] = []
    found = []
    for i in range(maker.pick((1, 2))):
        asked = maker.column() if maker.chance(30) else maker.own_condition("members")
        if "consortium." in asked.text():  # else passing would not be the newcomer's own doing
            asked = Own(maker.question("yesno", "members"))
        conditions.append(asked)
        c: dict[str, Any] = {
            "id": f"c{i}",
            "title": f"条目{i}",
            "cite": {"doc": "plan", "clause": "一"},
            "force": maker.pick(("must", "should", "may")),
            "points": number(maker.pick((3, 5, 10))),
        }
        way = maker.pick(("share", "each", "column"))
        linear = {"method": "linear", "full": maker.limit(True)}
        if way == "share":
            c |= {"over": "members", "measure": asked, "across": "share", "score": linear}
        elif way == "each":
            c |= {"over": "members", "measure": asked, "score": {"method": "pass"}}
        elif isinstance(asked, Own) or (
            isinstance(asked, Compare) and asked.own() and len(asked.rest) == 1 and isinstance(asked.first, Own)
        ):
            c |= {"measure": Over("share", "members", asked, share=True), "score": linear}
        else:
            c |= {"over": "members", "measure": asked, "across": "share", "score": linear}
        found.append(c)
    pack = skeleton([{"id": "d1", "title": "维度", "criteria": found}], maker.indicators)
    if maker.parameters:
        pack["parameters"] = maker.parameters
    scenario = Scenario(pack, make_facilities(maker), frozenset(), date(2024, 12, 1))
    case = Case(
        scenario,
        make_answers(maker, scenario, 25),
        date(2024, 12, 1),
        maker.register,
        silent=make_silent(maker, scenario.facilities, 15 if maker.register else 0),
    ).hushed()
    newcomer = Facility("z9", "member", maker.pick((THC, CHC)), maker.pick((10, 60)))
    grown = replace(scenario, facilities=(*scenario.facilities, newcomer))
    asked_ids = [i for i, q in indicators(pack).items() if (newcomer.id in asked_places(grown, q["asked_of"]))]
    domains = [domain(pack["indicators"][i]["type"]) for i in asked_ids]
    for values in itertools.product(*domains):
        answers = {(newcomer.id, i): v for i, v in zip(asked_ids, values, strict=True)}
        world = World(grown, answers)
        if all(c.value(world, newcomer.id) for c in conditions) and not world.undefined_used:
            return Joining(
                case,
                newcomer,
                {k: Answer(typed(pack["indicators"][k[1]]["type"], v), (v,)) for k, v in answers.items()},
            )
    reject()  # nobody can pass
