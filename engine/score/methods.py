"""The scoring methods: takes a measured value, gives points as an interval and the levels that could be reached.

P is the criterion's points. Every method is monotone in its measure or evaluated three-valued, so its ends
over an interval are taken at the interval's ends; the result bounds every completion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from gongti.engine.expression import Unit, World
from gongti.engine.pack import Formula, ScoreRule
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, ceil, divide, floor, part_of
from gongti.engine.values.interval import Interval, Range

LATE: Final = "late"
"""The level of what was done after its day."""
MISSING: Final = "missing"
"""The level of what was not done when its day had passed."""


class Scored(NamedTuple):
    """Points from ``low`` to ``high``; ``levels`` are the (id, points) that could be the one reached."""

    low: Number
    high: Number
    levels: tuple[tuple[str | None, Number], ...] = ()


def open_range(rule: ScoreRule, points: Number) -> Scored:
    """Nothing known: from 0 (or what the method gives below it) to P, with every level there is."""
    if rule.method == "due":
        return Scored(0, points, _deadline(rule, points))
    lowest: Number = min(0, rule.floor) if rule.method == "deduct" else 0
    levels = tuple((level.id, level.points) for level in rule.levels)
    if levels and not any(level.holds is None for level in rule.levels):
        levels = (*levels, (None, 0))
    return Scored(min((lowest, *(worth for _, worth in levels))), points, levels)


def score_value(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    """The points of one value, known or not."""
    return METHODS[rule.method](rule, points, value, world, unit)


def _pass(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    if value is None:
        return Scored(0, points)
    return Scored(points, points) if value is True else Scored(0, 0)


def _linear(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    """P · clamp((v − zero) ÷ (full − zero)), in either direction."""
    assert rule.full is not None
    full = rule.full.evaluate(world, unit, unit)
    if rule.zero is None:
        zero: Any = 0
        span: Any = full
        if value.__class__ is not Interval and span.__class__ is not Interval and span > 0:
            part = part_of(points, value, span)
            return Scored(points, points) if part is None else Scored(part, part)
    else:
        zero = rule.zero.evaluate(world, unit, unit)
        span = iv.subtract(full, zero)
    if span.__class__ is Interval or value.__class__ is Interval or zero.__class__ is Interval:
        return _linear_open(points, value, zero, full)
    if not span:
        return Scored(0, points)  # full = zero, from an expression: a division by zero says nothing
    above = value - zero
    if span < 0:
        above, span = -above, iv.negative(span)
    if above <= 0:
        return Scored(0, 0)
    if above >= span:
        return Scored(points, points)
    reached = points * divide(above, span)
    return Scored(reached, reached)


def _linear_open(points: Number, value: Range, zero: Range, full: Range) -> Scored:
    """The ends of a linear score whose measure or bars are ranges."""
    if not (zero.__class__ is Interval or full.__class__ is Interval):
        if full == zero:
            return Scored(0, points)
        low, high = iv.low(value), iv.high(value)
        rising = full > zero  # type: ignore[operator]
        ends = [_share(end, zero, full, rising, infinite) for end, infinite in ((low, -1), (high, 1))]  # type: ignore[arg-type]
        return Scored(points * min(ends), points * max(ends))
    corners = [
        (v, z, f)
        for v in (iv.low(value), iv.high(value))
        for z in (iv.low(zero), iv.high(zero))
        for f in (iv.low(full), iv.high(full))
    ]
    rising = [f > z for _, z, f in corners if f is not None and z is not None]
    if len(rising) < len(corners) or any(v is None for v, _, _ in corners) or len(set(rising)) != 1:
        return Scored(0, points)
    shares = [_share(v, z, f, rising[0], 0) for v, z, f in corners]  # type: ignore[arg-type]
    return Scored(points * min(shares), points * max(shares))


def _share(value: Number | None, zero: Number, full: Number, rising: bool, infinite: int) -> Number:
    """clamp((v − zero) ÷ (full − zero)); a value without bound lies beyond every bar."""
    if value is None:
        return 1 if (infinite > 0) == rising else 0
    if full == zero:
        return 1 if value >= full else 0
    reached = divide(value - zero, full - zero)
    return 0 if reached < 0 else 1 if reached > 1 else reached


def _levels(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    """The first entry that holds; while unknown, every entry that could be the first."""
    world.given["value"] = value
    reached: list[tuple[str | None, Number]] = []
    for level in rule.levels:
        holds = True if level.holds is None else level.holds.evaluate(world, unit, unit)
        if holds is False:
            continue
        if holds is True and not reached:
            return Scored(level.points, level.points, ((level.id, level.points),))
        reached.append((level.id, level.points))
        if holds is True:
            break
    else:
        reached.append((None, 0))
    worth = [p for _, p in reached]
    return Scored(min(worth), max(worth), tuple(reached))


def _deduct(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    """P − each·s, not below the floor."""
    size = shortfall(rule, value, world, unit)
    if not isinstance(size, Interval):
        left = _left(rule, points, size)
        return Scored(left, left)
    return Scored(_left(rule, points, size.hi), _left(rule, points, size.lo))


def _left(rule: ScoreRule, points: Number, size: Number | None) -> Number:
    """What a shortfall leaves; None is one without bound."""
    if size is None:
        return min(rule.floor, points) if rule.each else points
    left = points - rule.each * stepped(rule, size) if size else points
    return rule.floor if left < rule.floor else left


def _add(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    """each·s, from 0 to P."""
    size = shortfall(rule, value, world, unit)
    ends = []
    for end in (iv.low(size), iv.high(size)):
        won = (points if rule.each else 0) if end is None else rule.each * stepped(rule, end)
        ends.append(points if won > points else won)
    return Scored(ends[0], ends[1])


def _due(rule: ScoreRule, points: Number, value: Any, world: World, unit: Unit) -> Scored:
    """A day on time P, a later one its share of P, none at all 0: what is not due yet never comes here."""
    if value is None:
        return open_range(rule, points)
    last = rule.due_day(world.moments["period_end"])
    if not isinstance(value, date):  # 无
        return Scored(0, 0, ((MISSING, 0),))
    if last is None or value <= last:
        return Scored(points, points, ((None, points),))
    late = rule.late_share * points
    return Scored(late, late, ((LATE, late),))


def _deadline(rule: ScoreRule, points: Number) -> tuple[tuple[str | None, Number], ...]:
    """What a deadline can come to: on time, late, or not at all."""
    return (None, points), (LATE, rule.late_share * points), (MISSING, 0)


def shortfall(rule: ScoreRule, value: Any, world: World, unit: Unit) -> Range:
    """s before its steps, of `deduct` and `add`: the value, or how far it lies below or above a bar; never negative."""
    if rule.below is not None:
        value = iv.subtract(_number(rule.below, world, unit), value)
    elif rule.above is not None:
        value = iv.subtract(value, _number(rule.above, world, unit))
    if rule.per is not None:
        value = iv.quotient(value, _number(rule.per, world, unit))
    if value.__class__ is not Interval:
        return value if value > 0 else 0
    lowest, highest = value.lo, value.hi
    return iv.between(
        0 if lowest is None or lowest < 0 else lowest,
        highest if highest is None or highest > 0 else 0,
    )


def stepped(rule: ScoreRule, size: Number) -> Number:
    return ceil(size) if rule.step == "up" else floor(size) if rule.step == "down" else size


def _number(formula: Formula, world: World, unit: Unit) -> Any:
    return formula.evaluate(world, unit, unit)


METHODS: Final[Mapping[str, Callable[[ScoreRule, Number, Any, World, Unit], Scored]]] = {
    "pass": _pass,
    "linear": _linear,
    "levels": _levels,
    "deduct": _deduct,
    "add": _add,
    "due": _due,
}
