"""Reconciliation (勾稽): takes the desk, gives each pair of sides that no completion of the unknowns makes agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongti.engine.measure.desk import Desk
from gongti.engine.pack import Reconciliation
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, magnitude
from gongti.engine.values.interval import Interval, Range


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """Two sides that cannot both be right, with their values."""

    rule: Reconciliation
    left: Any
    right: Any


def reconcile(desk: Desk) -> tuple[Contradiction, ...]:
    """Every contradiction certain in every completion."""
    nobody = desk.world.consortium
    found = []
    for rule in desk.pack.reconcile:
        left = rule.left.evaluate(desk.world, nobody, nobody)
        right = rule.right.evaluate(desk.world, nobody, nobody)
        if rule.left.term.type.base == "number":
            agree = could_agree(left, right, rule.tolerance, relative=rule.relative)
        else:
            agree = iv.equal(left, right) is not False
        if not agree:
            found.append(Contradiction(rule, left, right))
    return tuple(found)


def could_agree(left: Range, right: Range, tolerance: Number, *, relative: bool) -> bool:
    """Whether some a in left and b in right have |a − b| ≤ tolerance, or ≤ tolerance × max(|a|, |b|).

    Where the ranges meet they agree. Apart, the nearest ends are closest in difference; relatively too while
    both lie on one side of zero, since widening the pair only grows the gap faster than the larger magnitude
    for a tolerance below 1; so the ends and, for larger tolerances, the far ends are tried.
    """
    a, b, c, d = iv.low(left), iv.high(left), iv.low(right), iv.high(right)
    if iv.equal(_interval(left), _interval(right)) is not False:
        return True
    if d is not None and a is not None and d < a:
        a, b, c, d = c, d, a, b
    assert b is not None and c is not None  # apart: the lower range ends before the upper begins
    if not relative:
        return c - b <= tolerance
    if tolerance >= 1:
        return a is None or d is None or any(_close(x, y, tolerance) for x in (a, b) for y in (c, d))
    return _close(b, c, tolerance)


def _close(x: Number, y: Number, tolerance: Number) -> bool:
    return magnitude(x - y) <= tolerance * max(magnitude(x), magnitude(y))


def _interval(value: Range) -> Range:
    return value if value.__class__ is Interval else Interval(value, value)  # type: ignore[arg-type]
