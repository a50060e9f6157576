"""Reconciliation (勾稽): takes the desk, gives each pair of sides that no completion of the unknowns makes agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongti.engine.expression import NOT_ASKED
from gongti.engine.measure.desk import Desk, Party, parties_over
from gongti.engine.pack import Reconciliation
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, magnitude
from gongti.engine.values.interval import Interval, Range
from gongti.engine.values.logic import Truth, all_of


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """Two sides that cannot both be right, with their values; ``party`` where the rule goes over members."""

    rule: Reconciliation
    left: Any
    right: Any
    party: Party | None = None


def reconcile(desk: Desk) -> tuple[Contradiction, ...]:
    """Every contradiction certain in every completion."""
    found = []
    for rule in desk.pack.reconcile:
        for party, where in _over(desk, rule):
            if where is False or any(party.unit.values[s] is NOT_ASKED for s in _own(desk, rule)):
                continue
            left = rule.left.evaluate(desk.world, party.unit, party.unit)
            right = rule.right.evaluate(desk.world, party.unit, party.unit)
            if rule.left.term.type.base == "number":
                agree = could_agree(left, right, rule.tolerance, relative=rule.relative)
            else:
                agree = iv.equal(left, right) is not False
            if not agree and where is True:
                found.append(Contradiction(rule, left, right, party if rule.over is not None else None))
    return tuple(found)


def _over(desk: Desk, rule: Reconciliation) -> Iterator[tuple[Party, Truth]]:
    """Who a reconciliation is about, and whether it is."""
    if rule.over is None:
        yield desk.consortium, True
        return
    condition = rule.over.where
    for party in parties_over(desk, rule.over):
        inside: Truth = None if party.id in desk.world.unsure.get(rule.over.name, ()) else True
        if condition is not None:
            inside = all_of((inside, condition.evaluate(desk.world, party.unit, party.unit)))
        yield party, inside


def _own(desk: Desk, rule: Reconciliation) -> Iterator[int]:
    """The questions a rule over members reads of the member itself."""
    if rule.over is not None:
        slots = {q.id: q.slot for q in desk.pack.questions}
        yield from (slots[name] for op, _, name in rule.reads if op in ("own", "this"))


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
