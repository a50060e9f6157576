"""Deliberate mistakes: each takes a pack as plain data, puts one mistake into it, gives where it stands and the remedy.

A kind that a pack has no place for is made by adding one. ``MISTAKES`` are (code, what the message must advise, maker).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from gongti.engine.pack.requirements import Requirement, holds

Data = dict[str, Any]
Path = tuple[str | int, ...]


class Rules(NamedTuple):
    """What stands beside the pack: the questions of the dictionary, the requirements."""

    dictionary: Data
    requirements: dict[str, Requirement]


Maker = Callable[[Data, Rules], tuple[Path, str]]
"""Changes the data; the path of the mistake, and words that the message must have."""


# what a pack has, or is given


def criteria(pack: Data) -> Iterator[tuple[Path, Data]]:
    def below(entries: list[Data], path: Path) -> Iterator[tuple[Path, Data]]:
        for i, entry in enumerate(entries):
            if "criteria" in entry:
                yield from below(entry["criteria"], (*path, i, "criteria"))
            else:
                yield (*path, i), entry

    for d, dimension in enumerate(pack["dimensions"]):
        yield from below(dimension["criteria"], ("dimensions", d, "criteria"))


def cites(pack: Data) -> Iterator[tuple[Path, Data]]:
    """Every citation of a criterion."""
    for path, criterion in criteria(pack):
        found = criterion.get("cite", [])
        if isinstance(found, dict):
            yield (*path, "cite"), found
        else:
            yield from (((*path, "cite", i), cite) for i, cite in enumerate(found))


def original(pack: Data, rules: Rules) -> tuple[Path, Data]:
    """A citation of the words themselves, or one made so."""
    for path, cite in cites(pack):
        refs = cite["ref"] if isinstance(cite.get("ref"), list) else [cite.get("ref")]
        known = [rules.requirements[r].words for r in refs if r in rules.requirements]
        if "quote" in cite and known and holds(known, cite["quote"]):
            cite["seen"] = "original"
            return path, cite
    path, cite = next((p, c) for p, c in cites(pack) if c.get("ref"))
    cite["ref"] = cite["ref"][0] if isinstance(cite["ref"], list) else cite["ref"]
    cite.update(quote=rules.requirements[cite["ref"]].words, seen="original")
    return path, cite


def added(pack: Data, kind: str = "percent", **more: Any) -> Path:
    """A criterion of its own in a dimension of its own, asking a question of this kind; its path."""
    document = next(iter(pack["documents"]))
    cite = {"doc": document, "clause": "一", "seen": "derived"}
    ask = {"type": kind, "label": "有意写错的一项", **more.pop("ask", {})}
    criterion = {"id": "zz-added", "title": "有意写错的一项", "cite": cite, "points": 10, "ask": ask, **more}
    pack["dimensions"].append({"id": "zz-dimension", "title": "另加的维度", "criteria": [criterion]})
    if any("weight" in d for d in pack["dimensions"]):
        pack["dimensions"][-1]["weight"] = 1
    if "total" in pack.get("scoring", {}):
        pack["scoring"]["total"] += criterion["points"]
    return ("dimensions", len(pack["dimensions"]) - 1, "criteria", 0)


def levels(pack: Data, *rows: Data) -> Path:
    """Those levels of a share; the path of the list."""
    path = added(pack, score={"method": "levels", "levels": [*rows]})
    return (*path, "score", "levels")


def ruled(pack: Data, when: Data) -> Path:
    """A rule with this condition; the path of its condition."""
    rules = pack.setdefault("rules", [])
    rules.append({"id": "zz-rule", "when": [when], "then": {"note": "有意写错"}})
    return ("rules", len(rules) - 1, "when", 0)


def misspelt(name: str) -> str:
    return name + "x"


def first_id(pack: Data) -> str:
    found: str = next(c["id"] for _, c in criteria(pack))
    return found


def own(pack: Data, key: str, name: str, value: Any) -> Path:
    pack.setdefault(key, {})[name] = value
    return (key, name)


def parameter(pack: Data) -> list[Data]:
    """The entries of a parameter, in order."""
    own(pack, "parameters", "zz_share", [{"from": pack["in_force"]["from"], "value": "50%"}])
    added(pack, "percent", score={"method": "linear", "full": "zz_share"})
    entries: list[Data] = pack["parameters"]["zz_share"]
    return entries


def later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


# dangling names


def document(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, cite = next(cites(pack))
    right, cite["doc"] = cite["doc"], misspelt(cite["doc"])
    return (*path, "doc"), f"是不是“{right}”"


def needs(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, criterion = next(criteria(pack))
    criterion.setdefault("remedy", {"action": "补齐"})["needs"] = [misspelt(criterion["id"])]
    return (*path, "remedy", "needs", 0), f"是不是“{criterion['id']}”"


def doubts(pack: Data, rules: Rules) -> tuple[Path, str]:
    found = pack.setdefault("reconcile", [])
    right = first_id(pack)
    found.append({"id": "zz-both", "title": "两处", "expect": "1 == 1", "doubts": [misspelt(right)]})
    return ("reconcile", len(found) - 1, "doubts", 0), f"是不是“{right}”"


def finding(pack: Data, rules: Rules) -> tuple[Path, str]:
    right = first_id(pack)
    return (*ruled(pack, {"finding": misspelt(right), "status": "unmet"}), "finding"), f"是不是“{right}”"


def level(pack: Data, rules: Rules) -> tuple[Path, str]:
    levels(pack, {"id": "enough", "at_least": "80%", "points": "100%"}, {"otherwise": True, "points": 0})
    return (*ruled(pack, {"finding": "zz-added", "level": "enoughx"}), "level"), "是不是“enough”"


def dimension(pack: Data, rules: Rules) -> tuple[Path, str]:
    right = pack["dimensions"][0]["id"]
    return (*ruled(pack, {"dimension": misspelt(right), "below": 40}), "dimension"), f"是不是“{right}”"


def contradiction(pack: Data, rules: Rules) -> tuple[Path, str]:
    pack.setdefault("reconcile", []).append({"id": "zz-both", "title": "两处", "expect": "1 == 1"})
    return (*ruled(pack, {"contradiction": "zz-bothx"}), "contradiction"), "是不是“zz-both”"


def conclusion(pack: Data, rules: Rules) -> tuple[Path, str]:
    pack.setdefault("rules", []).append(
        {"id": "zz-first", "when": {"finding": first_id(pack), "status": "unmet"}, "then": {"conclude": "zz-weak"}}
    )
    return (*ruled(pack, {"conclusion": "zz-weakx"}), "conclusion"), "是不是“zz-weak”"


def facility_role(pack: Data, rules: Rules) -> tuple[Path, str]:
    right = next(iter(own_roles(pack)))
    return (*ruled(pack, {"facility": "$f", "role": misspelt(right)}), "role"), f"是不是“{right}”"


def own_roles(pack: Data) -> Data:
    roles: Data = pack.setdefault("roles", {})
    if not roles:
        roles["zz_units"] = 'role == "member"'
    return roles


def over(pack: Data, rules: Rules) -> tuple[Path, str]:
    right = next(iter(own_roles(pack)))
    return (*added(pack, over=misspelt(right)), "over"), f"是不是“{right}”"


def asked_of(pack: Data, rules: Rules) -> tuple[Path, str]:
    right = next(iter(own_roles(pack)))
    return (*added(pack, ask={"asked_of": misspelt(right)}), "ask", "asked_of"), f"是不是“{right}”"


def options(pack: Data, rules: Rules) -> tuple[Path, str]:
    own(pack, "options", "zz_centres", {"lab": "检验", "ecg": "心电"})
    return (*added(pack, "set", ask={"options": "zz_centresx"}), "ask", "options"), "是不是“zz_centres”"


def shared(pack: Data, rules: Rules) -> tuple[Path, str]:
    right = next(iter(rules.dictionary["indicators"]))
    own(pack, "indicators", misspelt(right), {"use": misspelt(right)})
    return ("indicators", misspelt(right), "use"), f"是不是“{right}”"


def named_in_expression(pack: Data, rules: Rules) -> tuple[Path, str]:
    parameter(pack)
    pack["dimensions"][-1]["criteria"][0]["score"]["full"] = "zz_sharex"
    return ("dimensions", len(pack["dimensions"]) - 1, "criteria", 0, "score", "full"), "是不是“zz_share”"


def veto(pack: Data, rules: Rules) -> tuple[Path, str]:
    if not pack.get("grades"):
        pack["grades"] = [{"id": "weak", "title": "弱", "otherwise": True}]
    right = pack["grades"][-1]["id"]
    return (*added(pack, "yesno", veto=misspelt(right)), "veto"), f"是不是“{right}”"


def caps(pack: Data, rules: Rules) -> tuple[Path, str]:
    if not pack.get("grades"):
        pack["grades"] = [{"id": "weak", "title": "弱", "otherwise": True}]
    right = pack["grades"][-1]["id"]
    path = ruled(pack, {"finding": first_id(pack), "status": "unmet"})
    pack["rules"][-1]["then"] = {"caps": misspelt(right)}
    return (*path[:2], "then", "caps"), f"是不是“{right}”"


def requirement(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, cite = original(pack, rules)
    right = cite["ref"][0] if isinstance(cite["ref"], list) else cite["ref"]
    cite["ref"] = right + "9"
    return (*path, "ref"), "是不是“"


# levels


def level_shadowed(pack: Data, rules: Rules) -> tuple[Path, str]:
    for path, criterion in criteria(pack):
        found = criterion.get("score", {}).get("levels", [])
        if found and "otherwise" not in found[0]:
            found.insert(1, {k: v for k, v in found[0].items() if k != "id"})
            return (*path, "score", "levels", 1), "请把要求高的一档写在前面"
    at_least = {"at_least": "60%", "points": "50%"}
    return (*levels(pack, at_least, {"at_least": "80%", "points": "100%"}), 1), "请把要求高的一档写在前面"


def level_out_of_range(pack: Data, rules: Rules) -> tuple[Path, str]:
    path = levels(pack, {"at_least": "110%", "points": "100%"}, {"otherwise": True, "points": 0})
    return (*path, 0), "0% <= value <= 100%；请改界限"


def level_never_full(pack: Data, rules: Rules) -> tuple[Path, str]:
    path = levels(pack, {"at_least": "80%", "points": 8}, {"otherwise": True, "points": 0})
    return (*path, 0, "points"), "请写 points: 100%"


def full_out_of_range(pack: Data, rules: Rules) -> tuple[Path, str]:
    return (*added(pack, score={"method": "linear", "full": "120%"}), "score", "full"), "请改到范围以内"


def level_gap(pack: Data, rules: Rules) -> tuple[Path, str]:
    path = levels(pack, {"at_least": "80%", "points": "100%"}, {"less_than": "60%", "points": 0})
    return (*path, 1), "60% <= value < 80%，落在这里的得0分；请把两档的界限接上"


def level_overlap(pack: Data, rules: Rules) -> tuple[Path, str]:
    middle = {"when": "60% <= value and value <= 80%", "points": "50%"}
    path = levels(pack, {"at_least": "80%", "points": "100%"}, middle, {"less_than": "60%", "points": 0})
    return (*path, 1), "value == 80%，只会算前面那一档；请把两档的界限错开"


# grades


def grade_impossible(pack: Data, rules: Rules) -> tuple[Path, str]:
    found = pack.setdefault("grades", [{"id": "zz-rest", "title": "其余", "otherwise": True}])
    found.insert(0, {"id": "zz-top", "title": "特等", "when": "percent >= 850"})
    return ("grades", 0, "when"), "请改界限"


def grade_shadowed(pack: Data, rules: Rules) -> tuple[Path, str]:
    found = pack.setdefault("grades", [{"id": "zz-rest", "title": "其余", "otherwise": True}])
    found[:0] = [{"id": "zz-some", "title": "甲", "when": "percent >= 60"}]
    found.insert(1, {"id": "zz-most", "title": "乙", "when": "percent >= 85"})
    return ("grades", 1, "when"), "请调整次序或界限"


# points


def dimension_points(pack: Data, rules: Rules) -> tuple[Path, str]:
    first = pack["dimensions"][0]
    right = first.get("points", reckoned(first))
    first["points"] = right + 1
    return ("dimensions", 0, "points"), f"请改为{written(right)}，"


def total_points(pack: Data, rules: Rules) -> tuple[Path, str]:
    scoring = pack.setdefault("scoring", {})
    right = scoring.get("total", sum(map(reckoned, pack["dimensions"])))
    scoring["total"] = right + 1
    return ("scoring", "total"), f"请改为{written(right)}，"


def reckoned(dimension: Data) -> Any:
    found = (c for _, c in criteria({"dimensions": [dimension]}) if c.get("force", "must") in ("must", "should"))
    return sum(c["points"] for c in found)


def written(number: Any) -> str:
    return format(Decimal(number).normalize(), "f")


def max_above(pack: Data, rules: Rules) -> tuple[Path, str]:
    pack["dimensions"][0]["max"] = 100_000
    return ("dimensions", 0, "max"), "请改小"


# days


def due(pack: Data, rules: Rules) -> tuple[Path, str]:
    before = later(pack["in_force"]["from"], -1)
    for path, criterion in criteria(pack):
        if "due" in criterion:
            criterion["due"] = before
            return (*path, "due"), "请检查年份"
    return (*added(pack, "date", due=before), "due"), "请检查年份"


def due_after(pack: Data, rules: Rules) -> tuple[Path, str]:
    until = pack["in_force"].setdefault("until", later(pack["in_force"]["from"], 5000))
    return (*added(pack, "date", due=later(until, 1)), "due"), "请检查年份"


def parameter_late(pack: Data, rules: Rules) -> tuple[Path, str]:
    parameter(pack)[0]["from"] = later(pack["in_force"]["from"], 30)
    return ("parameters", "zz_share", 0, "from"), f"请把第一个 from 改为{pack['in_force']['from']}"


def parameter_after(pack: Data, rules: Rules) -> tuple[Path, str]:
    until = pack["in_force"].setdefault("until", later(pack["in_force"]["from"], 5000))
    parameter(pack).append({"from": later(until, 1), "value": "60%"})
    return ("parameters", "zz_share", 1, "from"), "请检查年份"


def parameter_twice(pack: Data, rules: Rules) -> tuple[Path, str]:
    entries = parameter(pack)
    entries.append({"from": entries[0]["from"], "value": "60%"})
    return ("parameters", "zz_share", 1, "from"), "请改其中一个的 from"


def document_after(pack: Data, rules: Rules) -> tuple[Path, str]:
    name = next(iter(pack["documents"]))
    pack["documents"][name]["date"] = later(pack["in_force"]["from"], 1)
    return ("documents", name, "date"), "请检查两个日期"


# used by nothing


def unused_indicator(pack: Data, rules: Rules) -> tuple[Path, str]:
    return own(pack, "indicators", "zz_idle", {"type": "yesno", "label": "没有人看的问题"}), "请用上它，或删去"


def unused_parameter(pack: Data, rules: Rules) -> tuple[Path, str]:
    entry = {"from": pack["in_force"]["from"], "value": "50%"}
    return own(pack, "parameters", "zz_idle", [entry]), "请在计分里写它的名字"


def unused_role(pack: Data, rules: Rules) -> tuple[Path, str]:
    return own(pack, "roles", "zz_idle", 'role == "partner"'), "请删去，或检查 over、asked_of"


def unused_options(pack: Data, rules: Rules) -> tuple[Path, str]:
    return own(pack, "options", "zz_idle", {"a": "甲", "b": "乙"}), "请删去，或在指标里写 options: zz_idle"


def unused_document(pack: Data, rules: Rules) -> tuple[Path, str]:
    return own(pack, "documents", "zz-idle", {"title": "另一份文件", "seen": "recalled"}), "请删去，或检查 cite 的 doc"


# sources


def no_source(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, criterion = next((p, c) for p, c in criteria(pack) if c.get("cite"))
    del criterion["cite"]
    return (*path, "id"), "请加 cite"


def quote_no_clause(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, cite = original(pack, rules)
    del cite["clause"]
    return (*path, "quote"), "请在旁边加 clause"


def quote_no_ref(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, cite = original(pack, rules)
    ref = cite.pop("ref")
    return (*path, "quote"), "请加 ref" if isinstance(ref, list) else f"{ref}"


def quote_differs(pack: Data, rules: Rules) -> tuple[Path, str]:
    path, cite = original(pack, rules)
    half = len(cite["quote"]) // 2
    cite["quote"] = f"{cite['quote'][:half]}甭{cite['quote'][half:]}"
    return (*path, "quote"), "请照原文改"


def number_unsourced(pack: Data, rules: Rules) -> tuple[Path, str]:
    _, cite = original(pack, rules)
    path = added(pack, "count", score={"method": "linear", "full": 7919}, ask={"unit": "人"})
    pack["dimensions"][-1]["criteria"][0]["cite"] = copy.deepcopy(cite)
    return (*path, "score", "full"), "7919不在所引的原话里；请引出写有这个数的原话"


# questions across packs


def asked_twice(pack: Data, rules: Rules) -> tuple[Path, str]:
    right, entry = next((n, e) for n, e in rules.dictionary["indicators"].items() if "label" in e)
    return own(pack, "indicators", "zz_again", {**entry, "valid": True}), f"写 use: {right}"


MISTAKES: tuple[tuple[str, Maker], ...] = (
    ("unknown-document", document), ("unknown-criterion", needs), ("unknown-criterion", doubts),
    ("unknown-criterion", finding), ("unknown-level", level), ("unknown-dimension", dimension),
    ("unknown-contradiction", contradiction), ("unknown-conclusion", conclusion), ("unknown-collection", facility_role),
    ("unknown-collection", over), ("unknown-asked-of", asked_of), ("unknown-options", options),
    ("unknown-shared-indicator", shared), ("unknown-name", named_in_expression), ("unknown-grade", veto),
    ("unknown-grade", caps), ("unknown-requirement", requirement),
    ("level-shadowed", level_shadowed), ("level-out-of-range", level_out_of_range),
    ("level-never-full", level_never_full), ("full-out-of-range", full_out_of_range),
    ("level-gap", level_gap), ("level-overlap", level_overlap),
    ("grade-impossible", grade_impossible), ("grade-shadowed", grade_shadowed),
    ("points-do-not-sum", dimension_points), ("points-do-not-sum", total_points), ("max-never-reached", max_above),
    ("due-out-of-force", due), ("due-out-of-force", due_after), ("parameter-begins-late", parameter_late),
    ("parameter-after-force", parameter_after), ("parameter-twice", parameter_twice),
    ("document-after-force", document_after),
    ("unused-indicator", unused_indicator), ("unused-parameter", unused_parameter), ("unused-role", unused_role),
    ("unused-options", unused_options), ("unused-document", unused_document),
    ("no-source", no_source), ("quote-no-clause", quote_no_clause), ("quote-no-ref", quote_no_ref),
    ("quote-differs", quote_differs), ("number-unsourced", number_unsourced),
    ("asked-twice", asked_twice),
)  # fmt: skip
