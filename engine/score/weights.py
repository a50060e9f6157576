"""Weights: takes the dimensions' parts, gives the percent of the whole, Σ w·p/of ÷ Σ w, from worst to best.

Only dimensions that have an ``of`` weigh. Points beyond the bonus cap take as many percent as they are of ``of``.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongti.engine.score.parts import Part
from gongti.engine.values.exact import Number, divide

Ends = tuple[Number | None, Number | None]


def weighted(parts: Sequence[Part], of: Number, cap: Number | None, cuts: tuple[Number, Number]) -> Ends:
    """The percent's ends on 0-100; ``cuts`` are the points beyond the bonus cap at the low and at the high end."""
    counted = [p for p in parts if p.of]
    if not counted:
        return None, None
    low, high = _mean([_low(p) for p in counted], 1), _mean([_high(p) for p in counted], -1)
    if cap is not None:
        less, more = _cut(parts, counted, of, cap, cuts)
        low, high = low - less, high - more
    return 100 * low, 100 * high


Entry = tuple[Number, Number, bool]
"""A dimension's share, its weight, and whether it may yet have no ``of`` at all."""


def _low(part: Part) -> Entry:
    """Its worst share: points below 0 weigh most where least is counted."""
    share = divide(part.low, part.of if part.low >= 0 else part.least_of)
    return share, part.weight or 0, part.bare is not None and not part.bare.of


def _high(part: Part) -> Entry:
    """Its best share: where a bonus lifts it above full marks, the less is counted the higher it is."""
    bare = part.bare
    above = bare is not None and bare.high > bare.of
    share = divide(part.high, part.least_of if above else part.of)
    return share, part.weight or 0, bare is not None and not bare.of


def _mean(entries: Sequence[Entry], sign: int) -> Number:
    """The least (sign 1) or the greatest (−1) mean by weight, over every choice of those that may be absent.

    An entry that may be absent moves the mean towards its own share, so each is taken while it still helps.
    """
    total: Number = 0
    weights: Number = 0
    for share, weight, optional in entries:
        if not optional:
            total, weights = total + share * weight, weights + weight
    for share, weight, _ in sorted((e for e in entries if e[2]), key=lambda e: e[0], reverse=sign < 0):
        if not weights or sign * (share * weights - total) < 0:
            total, weights = total + share * weight, weights + weight
    return divide(total, weights)


def _cut(
    parts: Sequence[Part], counted: Sequence[Part], of: Number, cap: Number, cuts: tuple[Number, Number]
) -> tuple[Number, Number]:
    """What the bonus cap takes at most and at least, as a share.

    Where a dimension weighs less than its points, more bonus beyond the cap lowers the percent: the cut at the
    low end then takes that in too, and at the high end leaves it.
    """
    most = max(0, _sum([p.won(p.high_bonus, p.low_plain) for p in parts]) - cap)
    least = max(0, _sum([p.won(p.low_bonus, p.high_plain) for p in parts]) - cap)
    if any(p.bare is not None for p in parts):
        sure = _sum([p.least_of for p in counted if p.bare is None or p.bare.of])
        return divide(most, sure or min(p.least_of for p in counted)), divide(least, of)
    weights = _sum([p.weight or 0 for p in counted])
    fall: list[Number] = [0, 0]
    for part in parts:
        worth = divide(part.weight or 0, weights * part.of) if part.of else 0
        steep = divide(1, of) - worth
        if steep > 0:
            for end, plain in enumerate((part.low_plain, part.high_plain)):
                fall[end] = fall[end] + steep * (part.won(part.high_bonus, plain) - part.won(part.low_bonus, plain))
    low, high = divide(cuts[0], of), divide(cuts[1], of)
    return low + min(fall[0], divide(most, of) - low), high - min(fall[1], high - divide(least, of))


def _sum(numbers: Sequence[Number]) -> Number:
    total: Number = 0
    for number in numbers:
        total = total + number
    return total
