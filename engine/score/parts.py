"""A dimension's part of the total: takes its findings, gives its points, its bonus and what could still leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongti.engine.pack import BoundDimension
from gongti.engine.score.findings import Finding
from gongti.engine.values.exact import Number, divide


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One dimension added up: ``plain`` points without its bonus, both before the maximum ``max``.

    ``gone`` left ``of`` as applying to nobody. ``bare`` is the same dimension with every criterion inapplicable of
    which it is not known whether it applies; None where that is known of all.
    """

    weight: Number | None
    max: Number | None
    factor: Number
    low_plain: Number
    high_plain: Number
    low_bonus: Number
    high_bonus: Number
    counted: Number
    gone: Number
    bare: Part | None
    least: Number

    @property
    def of(self) -> Number:
        return self.cut(self.counted)

    @property
    def low(self) -> Number:
        return self.cut(self.low_plain + self.low_bonus)

    @property
    def high(self) -> Number:
        return self.cut(self.high_plain + self.high_bonus)

    @property
    def spare(self) -> Number:
        """How much further ``of`` could fall than the points at their best, if what may not apply does not."""
        if self.bare is None:
            return 0
        return max(0, (self.of - self.high) - (self.bare.of - self.bare.high))

    @property
    def least_of(self) -> Number:
        """The least that ``of`` can come to without being nothing."""
        if self.bare is None:
            return self.of
        return self.bare.of or self.cut(self.least)

    def cut(self, points: Number) -> Number:
        return points if self.max is None or points < self.max else self.max

    def won(self, bonus: Number, plain: Number) -> Number:
        """What a bonus adds beside other points."""
        return self.cut(plain + bonus) - self.cut(plain)

    def grown(self, points: Number) -> Number:
        """Points multiplied by what was handed on; points below 0 are not."""
        return points * self.factor if self.factor != 1 and points > 0 else points


def part_of(dimension: BoundDimension, rows: Sequence[Finding]) -> Part:
    """The dimension added up; see the pack language, "Roll-up"."""
    leaving = [r for r in rows if r.of and r.low != r.high and r.may_leave]
    bare = _part(dimension, rows, leaving, None, 0) if leaving else None
    return _part(dimension, rows, (), bare, min((r.of for r in leaving), default=0))


def _part(
    dimension: BoundDimension, rows: Sequence[Finding], leaving: Sequence[Finding], bare: Part | None, least: Number
) -> Part:
    handed: Number = 0
    of: Number = 0
    low_bonus: Number = 0
    high_bonus: Number = 0
    left: list[Finding] = []
    full: Number = 0
    for row in rows:
        if row.criterion.force == "may":
            low_bonus, high_bonus = low_bonus + row.low, high_bonus + row.high
        elif row in leaving and dimension.policy == "full":
            full = full + row.of
        elif row in leaving or (row.status == "not_applicable" and not row.of):
            handed = handed + row.criterion.points
        elif row.of:
            of = of + row.of
            left.append(row)
    factor: Number = 1
    gone = handed
    if dimension.policy == "redistribute" and handed and of:
        factor, gone = divide(handed + of, of), 0
    low: Number = 0
    high: Number = 0
    if factor == 1:
        for row in left:
            low, high = low + row.low, high + row.high
    else:
        for row in left:
            low = low + (row.low * factor if row.low > 0 else row.low)
            high = high + (row.high * factor if row.high > 0 else row.high)
        of = of + handed
    return Part(
        dimension.weight, dimension.max, factor, low + full, high + full, low_bonus, high_bonus, of + full, gone,
        bare, least,
    )  # fmt: skip
