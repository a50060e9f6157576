"""Aggregates over a collection: takes elements that are surely or perhaps in it, gives a value or its range.

An element is (sure, value): not sure where the ``where`` condition is unknown. Bounds are exact over
the membership of the unsure elements. ``blank`` is the range of the result's type, the value of an
aggregate that has no element that is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, divide, magnitude
from gongti.engine.values.interval import End, Interval, Range, SetRange
from gongti.engine.values.logic import all_of, any_of, negate

Element = tuple[bool, Any]


def count(elements: Sequence[Element], blank: Any) -> Range:
    """How many are in it and true."""
    sure = perhaps = 0
    for inside, value in elements:
        if inside and value is True:
            sure += 1
        elif value is not False:
            perhaps += 1
    return iv.between(sure, sure + perhaps)


def share(elements: Sequence[Element], blank: Any) -> Range:
    """The true ones of those in it. Numerator and denominator move together, so the ends are taken jointly."""
    if not any(inside for inside, _ in elements):
        return blank  # type: ignore[no-any-return]
    true = sum(1 for inside, v in elements if inside and v is True)
    open_ = sum(1 for inside, v in elements if inside and v is None)
    whole = sum(1 for inside, _ in elements if inside)
    unsure_not_false = sum(1 for inside, v in elements if not inside and v is not False)
    unsure_not_true = sum(1 for inside, v in elements if not inside and v is not True)
    lowest = divide(true, whole + unsure_not_true)
    highest = divide(true + open_ + unsure_not_false, whole + unsure_not_false)
    return iv.between(lowest, highest)


def every(elements: Sequence[Element], blank: Any) -> bool | None:
    return all_of(value if inside else any_of((None, value)) for inside, value in elements)


def any_(elements: Sequence[Element], blank: Any) -> bool | None:
    return negate(all_of(negate(value) if inside else any_of((None, negate(value))) for inside, value in elements))


def sum_(elements: Sequence[Element], blank: Any) -> Range:
    result: Range = 0
    for inside, value in elements:
        result = iv.add(result, value if inside else iv.hull(0, value))
    return result


def distinct(elements: Sequence[Element], blank: Any) -> Range:
    """How many different values. An unknown value may be a new one or one of those there."""
    if not any(inside for inside, _ in elements):
        return blank  # type: ignore[no-any-return]
    known = {value for inside, value in elements if inside and iv.is_known(value)}
    extra = [value for inside, value in elements if not (inside and iv.is_known(value))]
    fresh = {value for value in extra if iv.is_known(value)} - known
    unknown = sum(1 for value in extra if not iv.is_known(value))
    return iv.between(max(len(known), 1), len(known) + len(fresh) + unknown)


def union(elements: Sequence[Element], blank: Any) -> Any:
    """What any of them has."""
    if not any(inside for inside, _ in elements):
        return blank
    sure: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    for inside, value in elements:
        least, most = value if value.__class__ is SetRange else (value, value)
        sure, possible = sure | least if inside else sure, possible | most
    return iv.set_range(sure, possible)


def _statistic(of: Callable[[Sequence[Number]], Number]) -> Callable[[Sequence[Element], Any], Range]:
    """A statistic that never falls when a value rises, over elements some of which may not be in it.

    Its lowest value takes every low end and the smallest unsure elements while they help: the best choice
    of k unsure elements is the k smallest, so trying each k is exact; the highest likewise.
    """

    def combine(elements: Sequence[Element], blank: Any) -> Range:
        sure = [value for inside, value in elements if inside]
        if not sure:
            return blank  # type: ignore[no-any-return]
        unsure = [value for inside, value in elements if not inside]
        if not unsure and all(value.__class__ is not Interval for value in sure):
            return of(sure)
        lowest = _extreme(of, [iv.low(v) for v in sure], [iv.low(v) for v in unsure], -1)
        highest = _extreme(of, [iv.high(v) for v in sure], [iv.high(v) for v in unsure], 1)
        return iv.between(lowest, highest)

    return combine


def _extreme(of: Callable[[Sequence[Number]], Number], sure: list[End], unsure: list[End], sign: int) -> End:
    """The statistic's end in one direction; an end that is not bounded stands beyond every number."""
    finite = [v for v in [*sure, *unsure] if v is not None]
    if len(finite) < len(sure) + len(unsure):
        # A stand-in for infinity far outside: where the statistic still lands among the finite values it is
        # bounded (a median, a minimum), else it is not.
        limit: Number = max((magnitude(v) for v in finite), default=0)
        edge = (limit + 1) * 4 * (len(sure) + len(unsure))
        filled = [[sign * edge if v is None else v for v in part] for part in (sure, unsure)]
        found = _best(of, filled[0], filled[1], sign)
        return None if sign * found > limit else found
    return _best(of, [v for v in sure if v is not None], [v for v in unsure if v is not None], sign)


def _best(of: Callable[[Sequence[Number]], Number], sure: list[Number], unsure: list[Number], sign: int) -> Number:
    best = of(sure)
    chosen = list(sure)
    for value in sorted(unsure, reverse=sign > 0):
        chosen.append(value)
        candidate = of(chosen)
        if (candidate > best) if sign > 0 else (candidate < best):
            best = candidate
    return best


def _mean(values: Sequence[Number]) -> Number:
    total: Number = 0
    for value in values:
        total = total + value
    return divide(total, len(values))


def _median(values: Sequence[Number]) -> Number:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return divide(ordered[middle - 1] + ordered[middle], 2)


AGGREGATE: Final[Mapping[str, Callable[[Sequence[Element], Any], Any]]] = {
    "count": count,
    "share": share,
    "every": every,
    "any": any_,
    "sum": sum_,
    "distinct": distinct,
    "place": share,
    "union": union,
    "mean": _statistic(_mean),
    "median": _statistic(_median),
    "min": _statistic(min),
    "max": _statistic(max),
}
