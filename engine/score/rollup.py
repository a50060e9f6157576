"""Roll-up: takes findings, gives dimensions and the total as intervals. Grades come later, from the worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongti.engine.pack import BoundDimension, Pack
from gongti.engine.score.findings import Finding
from gongti.engine.values.exact import Number, divide


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points from ``low`` to ``high`` of ``of``; percent on 0-100, None where ``of`` is 0."""

    low: Number
    high: Number
    of: Number

    @property
    def low_percent(self) -> Number | None:
        return divide(100 * self.low, self.of) if self.of else None

    @property
    def high_percent(self) -> Number | None:
        return divide(100 * self.high, self.of) if self.of else None


@dataclass(frozen=True, slots=True, eq=False)
class DimensionScore:
    dimension: BoundDimension
    findings: tuple[Finding, ...]
    points: Points


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """One side's score: dimensions and total. ``known`` is false where every counted row is open from 0 to P."""

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
    low: Number = 0
    high: Number = 0
    of: Number = 0
    bonus_low: Number = 0
    bonus_high: Number = 0
    for dimension in pack.dimensions:
        rows = tuple(by_id[c.id] for c in dimension.criteria)
        score = _dimension(dimension, rows)
        dimensions.append(DimensionScore(dimension, rows, score))
        low, high, of = low + score.low, high + score.high, of + score.of
        # What is left of the bonus after the dimension's own maximum: the rest is already cut.
        plain = _dimension(dimension, [r for r in rows if r.criterion.force != "may"])
        bonus_low, bonus_high = bonus_low + score.low - plain.low, bonus_high + score.high - plain.high
    cap = pack.model.scoring.bonus_cap
    if cap is not None:
        low -= max(0, bonus_low - cap)
        high -= max(0, bonus_high - cap)
    counted = [f for f in findings if f.of]
    return Ledger(
        tuple(dimensions),
        Points(low, high, of),
        _sum(f.criterion.points for f in findings if f.status == "not_applicable" and f.criterion.force != "may"),
        _sum(f.low - f.scored.low for f in findings if f.status == "explained"),
        any(not (f.low <= 0 and f.high >= f.of) for f in counted),
    )


def _dimension(dimension: BoundDimension, rows: Sequence[Finding]) -> Points:
    low = _sum(r.low for r in rows)
    high = _sum(r.high for r in rows)
    of = _sum(r.of for r in rows)
    if dimension.max is not None:
        low, high, of = min(low, dimension.max), min(high, dimension.max), min(of, dimension.max)
    return Points(low, high, of)


def _sum(numbers: object) -> Number:
    total: Number = 0
    for number in numbers:  # type: ignore[attr-defined]
        total = total + number
    return total
