"""Roll-up: takes findings, gives dimensions and the total as intervals. Grades come later, from the worlds.

What does not apply follows its dimension's policy: ``drop`` leaves it out; ``redistribute`` hands its points on, so
that those left are multiplied by D ÷ (D − n); ``full`` was given its points as a finding. A criterion of which it is
not known whether it applies stays in ``of``, open from its floor to its full points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongti.engine.pack import BoundDimension, Pack
from gongti.engine.score.findings import Finding
from gongti.engine.score.parts import Part, part_of
from gongti.engine.score.weights import weighted
from gongti.engine.values.exact import Number, divide


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points from ``low`` to ``high`` of ``of``; percent on 0-100, not cut there, None where ``of`` is 0."""

    low: Number
    high: Number
    of: Number
    low_percent: Number | None
    high_percent: Number | None


@dataclass(frozen=True, slots=True, eq=False)
class DimensionScore:
    """``factor`` is what its rows' points were multiplied by, 1 where nothing was handed on."""

    dimension: BoundDimension
    findings: tuple[Finding, ...]
    points: Points
    factor: Number = 1


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """One side's score: dimensions and total.

    ``not_applicable`` are points that left ``of`` because they apply to nobody, ``explained`` those given only for an
    explanation. ``known`` is false where every counted row is open from 0 to P.
    """

    dimensions: tuple[DimensionScore, ...]
    total: Points
    not_applicable: Number
    explained: Number
    known: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(f for d in self.dimensions for f in d.findings)


def roll_up(pack: Pack, findings: Sequence[Finding]) -> Ledger:
    """Σ over what applies. Bonus adds to points and never to ``of``; a dimension's ``max`` cuts both."""
    by_id = {f.criterion.id: f for f in findings}
    dimensions = []
    parts = []
    gone: Number = 0
    explained: Number = 0
    for dimension in pack.dimensions:
        rows = tuple(by_id[c.id] for c in dimension.criteria)
        part = part_of(dimension, rows)
        points = Points(part.low, part.high, part.of, _percent(part.low, part.of), _percent(part.high, part.of))
        dimensions.append(DimensionScore(dimension, rows, points, part.factor))
        parts.append(part)
        gone = gone + part.gone
        for row in rows:
            if row.status == "explained":
                explained = explained + part.grown(row.low) - part.grown(row.scored.low)
    return Ledger(
        tuple(dimensions),
        _total(parts, pack.model.scoring.bonus_cap),
        gone,
        explained,
        any(not (f.low <= 0 and f.high >= f.of) for f in findings if f.of),
    )


def _total(parts: Sequence[Part], cap: Number | None) -> Points:
    low, high, of = _sum(p.low for p in parts), _sum(p.high for p in parts), _sum(p.of for p in parts)
    cuts: tuple[Number, Number] = (0, 0)
    if cap is not None:
        # What is left of a bonus after its dimension's own maximum: the rest is already cut.
        cuts = (
            max(0, _sum(p.won(p.low_bonus, p.low_plain) for p in parts) - cap),
            max(0, _sum(p.won(p.high_bonus, p.high_plain) for p in parts) - cap),
        )
        low, high = low - cuts[0], high - cuts[1]
    if any(p.weight is not None for p in parts):
        return Points(low, high, of, *weighted(parts, of, cap, cuts))
    return Points(low, high, of, _percent(low, of), _high_percent(parts, high, of))


def _high_percent(parts: Sequence[Part], high: Number, of: Number) -> Number | None:
    """The best percent. Where a bonus fills a dimension's maximum, points that leave ``of`` may leave nothing else."""
    spare = _sum(p.spare for p in parts)
    return _percent(high, of - spare if of > spare else of)


def _percent(points: Number, of: Number) -> Number | None:
    return divide(100 * points, of) if of else None


def _sum(numbers: object) -> Number:
    total: Number = 0
    for number in numbers:  # type: ignore[attr-defined]
        total = total + number
    return total
