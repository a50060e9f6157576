"""Branch coverage: takes a pack, gives every branch its cases should reach; takes a result, gives those it reached.

A branch is an outcome that the pack's author wrote down or that every method has: each level, full marks,
part marks, none, not known; on time, late, missing and not yet due; applicable and not; explained and not; each
adjustment; each rule fired and not; each reconciliation agreed and not; each grade.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongti.engine.assessment import Result, Side
from gongti.engine.pack import BoundCriterion, Pack
from gongti.engine.score import Finding
from gongti.engine.values.exact import Number, show
from gongti.engine.values.interval import is_known


class Branch(NamedTuple):
    """Where, and which way: ("criterion", "five-centres", "partial")."""

    kind: str
    id: str
    way: str


def branches_of(pack: Pack) -> tuple[Branch, ...]:
    """Every branch, in the pack's order."""
    found: list[Branch] = []
    for criterion in pack.criteria:
        found += [Branch("criterion", criterion.id, way) for way in _ways(criterion)]
    for rule in pack.reconcile:
        found += [Branch("reconcile", rule.id, way) for way in ("agrees", "contradicts")]
    doubted = {d for r in pack.reconcile for d in r.doubts}
    found += [Branch("criterion", c.id, "contested") for c in pack.criteria if c.id in doubted and c.force != "aim"]
    for bound in pack.rules:
        found += [Branch("rule", bound.id, way) for way in ("fires", "rests")]
    for criterion in pack.criteria:
        if criterion.veto is not None:
            found += [Branch("rule", criterion.id, way) for way in ("fires", "rests")]
    found += [Branch("grade", grade.id, "given") for grade in pack.grades]
    return tuple(found)


def _ways(criterion: BoundCriterion) -> Iterator[str]:
    if criterion.force == "aim":
        yield from ("known", "unknown")
        return
    score = criterion.score
    if score.method == "pass":
        yield from ("full", "none")
    elif score.method == "due":
        yield from ("full", "late", "missing", "not-due")
    elif score.method == "levels":
        for level in score.levels:
            yield _level(level.id, level.points)
        if all(level.holds is not None for level in score.levels):
            yield _level(None, 0)
    else:
        yield from ("full", "part", "none")
    yield "open"
    if criterion.applies is not None:
        yield "not-applicable"
    if criterion.force == "should":
        yield "explained"
    if criterion.assessor:
        yield "not-reviewed"
    yield from (f"adjust {i + 1}" for i in range(len(criterion.adjust)))


def _level(name: str | None, points: Number) -> str:
    return f"level {name or '-'} ({show(points)})"


def reached(result: Result) -> frozenset[Branch]:
    """The branches one result went through."""
    found: set[Branch] = set()
    for side in (result.claimed, result.verified):
        if side is not None:
            found |= _of_side(side)
    return frozenset(found)


def _of_side(side: Side) -> set[Branch]:
    pack = side.desk.pack
    found = {Branch("criterion", f.criterion.id, way) for f in side.ledger.findings for way in _reached(f)}
    contradicted = {c.rule.id for c in side.contradictions}
    for rule in pack.reconcile:
        found.add(Branch("reconcile", rule.id, "contradicts" if rule.id in contradicted else "agrees"))
    fired = {r.rule for r in side.rules}
    names = [r.id for r in pack.rules]
    names += [c.id for c in pack.criteria if c.veto is not None]
    found |= {Branch("rule", name, "fires" if name in fired else "rests") for name in names}
    if side.grade is not None:
        found.add(Branch("grade", pack.grades[side.grade].id, "given"))
    return found


def _reached(finding: Finding) -> Iterator[str]:
    criterion = finding.criterion
    if finding.status == "watched":
        yield "known" if finding.units and all(is_known(u.value) for u in finding.units) else "unknown"
        return
    if finding.measurement.not_due:
        yield "not-due"
    yield from (f"adjust {i + 1}" for i in sorted({i for u in finding.units for i in u.adjusted}))
    if finding.status in ("not_applicable", "not_due", "not_reviewed", "waived"):
        yield finding.status.replace("_", "-")
        return
    if finding.status in ("contested", "explained"):
        yield finding.status
    ends = [(u.low, u.high, u.level) for u in finding.units if u.low is not None and u.high is not None]
    if criterion.across is not None or not ends:
        levels = finding.scored.levels
        ends = [(finding.scored.low, finding.scored.high, levels[0][0] if len(levels) == 1 else None)]
    if finding.status == "contested" and criterion.across is not None:
        return
    for low, high, level in ends:
        if low is None or low != high:
            yield "open"
        elif criterion.score.method == "levels":
            yield _level(level, low)
        elif level in ("late", "missing"):
            yield level
        elif low >= criterion.points:
            yield "full"
        elif low <= max(0, criterion.score.floor):
            yield "none"
        else:
            yield "part"
