"""Takes rows, sums and contradictions; gives conclusions, vetoes, caps and the grade of the worst or the best world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from naive.language import Spelled
from naive.rollup import Total
from naive.rows import OPEN, Row, status_of
from naive.world import OURS, World, criteria


@dataclass(frozen=True)
class Verdict:
    grade: int | None
    vetoes: Mapping[str, str]
    caps: frozenset[str]
    notes: frozenset[str]
    conclusions: frozenset[tuple[str, str | None]]


@dataclass(frozen=True)
class _Facts:
    world: World
    rows: Mapping[str, Row]
    dimensions: Mapping[str, Fraction | None]  # percent
    contradictions: frozenset[str]
    best: bool


def infer(
    world: World,
    rows: Mapping[str, Row],
    total: Total,
    contradictions: frozenset[str],
    best: bool,
) -> Verdict:
    pack = world.scenario.pack
    percents = {id: s.percent(best) for id, s in total.dimensions.items()}
    facts = _Facts(world, rows, percents, contradictions, best)
    conclusions: set[tuple[str, str | None]] = set()
    while True:  # conclusions rest on conclusions: again until nothing new is concluded
        new = {
            (rule["then"]["conclude"], f)
            for rule in pack.get("rules", [])
            if "conclude" in rule["then"]
            for f in _fires(facts, conclusions, rule)
        }
        if new <= conclusions:
            break
        conclusions |= new
    vetoes = {}
    caps, notes = set(), set()
    fired: list[str] = []
    for rule in pack.get("rules", []):
        then = rule["then"]
        if "conclude" in then or not any(True for _ in _fires(facts, conclusions, rule)):
            continue
        if "veto" in then:
            vetoes[rule["id"]] = then["caps"]
        elif "caps" in then:
            caps.add(rule["id"])
        else:
            notes.add(rule["id"])
        if "caps" in then:
            fired.append(then["caps"])
    grades = pack.get("grades", [])
    for _, c in criteria(pack):
        if c.get("veto") and _side(rows[c["id"]], facts.best)[0] == "unmet":
            vetoes[f"veto:{c['id']}"] = grades[-1]["id"] if c["veto"] is True else c["veto"]
            fired.append(vetoes[f"veto:{c['id']}"])
    percent = total.high_percent if best else total.low_percent
    if percent is None or not grades:
        return Verdict(None, vetoes, frozenset(caps), frozenset(notes), frozenset(conclusions))
    reached = next(i for i, g in enumerate(grades) if "otherwise" in g or _grade_holds(g["when"], percent, percents))
    order = [g["id"] for g in grades]
    return Verdict(
        max([reached] + [order.index(g) for g in fired]),
        vetoes,
        frozenset(caps),
        frozenset(notes),
        frozenset(conclusions),
    )


@dataclass(frozen=True)
class GradeRule(Spelled):
    """`percent >= N`, and optionally the same of every dimension."""

    percent: int
    every: int | None = None

    def text(self, prefix: str = "") -> str:
        more = f" and every(dimensions.percent >= {self.every})" if self.every is not None else ""
        return f"percent >= {self.percent}{more}"


def _grade_holds(rule: GradeRule, percent: Fraction, dimensions: Mapping[str, Fraction | None]) -> bool:
    if percent < rule.percent:
        return False
    return rule.every is None or all(p is None or p >= rule.every for p in dimensions.values())


def _side(row: Row, best: bool) -> tuple[str, str | None]:
    """The status and level that a row shows in one of the two worlds."""
    if row.status in OPEN:
        level = (row.levels[0] if best else row.levels[-1]) if row.levels else None
        return status_of(row.high if best else row.low, row.full), level
    return row.status, row.level


def _fires(facts: _Facts, conclusions: set[tuple[str, str | None]], rule: dict[str, Any]) -> Iterator[str | None]:
    """Every facility put for `$f` (or nothing, where no `$f` occurs) with which the rule holds."""
    joined = any("facility" in p for p in rule["when"])
    everyone: list[str | None] = (
        [f.id for f in facts.world.scenario.facilities if f.counted and f.consortium == OURS] if joined else [None]
    )
    for f in everyone:
        if all(_true(facts, conclusions, p, f) for p in rule["when"]) and not (
            rule.get("unless") and all(_true(facts, conclusions, p, f) for p in rule["unless"])
        ):
            yield f


def _true(facts: _Facts, conclusions: set[tuple[str, str | None]], pattern: dict[str, Any], f: str | None) -> bool:
    if "finding" in pattern:
        row = facts.rows[pattern["finding"]]
        if "facility" not in pattern:
            status, level = _side(row, facts.best)
            return ("status" not in pattern or status in _several(pattern["status"])) and (
                "level" not in pattern or level in _several(pattern["level"])
            )
        unit = row.units.get(f or "")
        if unit is None:
            return False
        if unit.status in OPEN:
            return status_of(unit.high if facts.best else unit.low, row.full) in _several(pattern["status"])
        return unit.status in _several(pattern["status"])
    if "contradiction" in pattern:
        return pattern["contradiction"] in facts.contradictions
    if "conclusion" in pattern:
        if "facility" in pattern:
            return (pattern["conclusion"], f) in conclusions
        return any(name == pattern["conclusion"] for name, _ in conclusions)
    if "dimension" in pattern:
        percent = facts.dimensions[pattern["dimension"]]
        return percent is not None and percent < pattern["below"]
    if "check" in pattern:
        return bool(pattern["check"].value(facts.world, "consortium"))
    return f in facts.world.members(pattern["role"])


def _several(x: Any) -> list[str]:
    return x if isinstance(x, list) else [x]
