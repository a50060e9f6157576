"""Measures: takes the desk and a criterion, gives the measured value of every unit it applies to. No points yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gongti.engine.diagnostics import Problems
from gongti.engine.expression import NOBODY, NOT_ASKED, reads_own
from gongti.engine.expression.aggregate import AGGREGATE
from gongti.engine.expression.evaluate import unknown
from gongti.engine.measure.desk import Desk, Party
from gongti.engine.pack import BoundCriterion
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import lowest, magnitude, show
from gongti.engine.values.logic import Truth, all_of


class Measured(NamedTuple):
    """One unit: whether the criterion applies to it, and its value or the value's range."""

    party: Party
    applies: Truth
    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """A criterion measured: its units, and under ``across`` the one value made of them.

    ``applies`` is of the criterion: false where no unit is left; None where, under ``across``, it is not
    known of some unit. ``empty`` marks a role that nobody has: undetermined, not inapplicable.
    """

    criterion: BoundCriterion
    units: tuple[Measured, ...]
    applies: Truth
    value: Any
    empty: bool = False
    excluded: tuple[Party, ...] = ()


def measure(desk: Desk, criterion: BoundCriterion, problems: Problems) -> Measurement:
    """Every unit's value; what cannot be known is a range, never a guess."""
    candidates = units_of(desk, criterion)
    if not candidates and criterion.over.kind in ("role", "type"):
        # Nobody's own answers can be read here, so only a condition that reads none can say "not applicable".
        condition = criterion.applies
        general = condition is not None and not reads_own(condition.term)
        if condition is not None and general and condition.evaluate(desk.world, NOBODY, NOBODY) is False:
            return Measurement(criterion, (), False, None)
        params = {"criterion": criterion.id, "role": criterion.over.name}
        problems.add("empty-role", criterion.at, **params)
        return Measurement(criterion, (), True, None, empty=True)
    world, where, applies, slots = desk.world, criterion.over.where, criterion.applies, criterion.slots
    evaluate = criterion.measure.evaluate
    units: list[Measured] = []
    excluded: list[Party] = []
    for party in candidates:
        unit = party.unit
        values = unit.values
        asked = True
        for slot in slots:
            asked = asked and values[slot] is not NOT_ASKED
        if not asked:
            continue
        holds: Truth = True
        if where is not None or applies is not None:
            inside = True if where is None else where.evaluate(world, unit, unit)
            if inside is False:
                continue
            holds = inside if applies is None else all_of((inside, applies.evaluate(world, unit, unit)))
            if holds is False:
                excluded.append(party)
                continue
        units.append(Measured(party, holds, evaluate(world, unit, unit)))
    if not units:
        return Measurement(criterion, (), False, None, excluded=tuple(excluded))
    if criterion.across is None:
        return Measurement(criterion, tuple(units), True, None, excluded=tuple(excluded))
    known = all(u.applies is True for u in units)
    value = across(criterion, units) if known else None
    return Measurement(criterion, tuple(units), True if known else None, value, excluded=tuple(excluded))


def units_of(desk: Desk, criterion: BoundCriterion) -> Sequence[Party]:
    """The parties a criterion goes over, before its conditions."""
    over = criterion.over
    if over.kind == "consortium":
        return (desk.consortium,)
    if over.kind == "region":
        return (desk.region,)
    return desk.parties(over.name)


def across(criterion: BoundCriterion, units: Sequence[Measured]) -> Any:
    """The units' values made one."""
    function = criterion.across or ""
    blank = iv.SHARE if function == "share" else unknown(criterion.measure.term)
    return AGGREGATE[function]([(True, u.value) for u in units], blank)


def warn_rounded(desk: Desk, measurement: Measurement, problems: Problems) -> None:
    """A typed percentage whose rounding straddles a threshold: the counts would decide."""
    for term, against in measurement.criterion.percentages:
        slot = term.value.slot
        for unit in measurement.units:
            party = {"consortium": desk.consortium, "region": desk.region}.get(term.op, unit.party)
            given, value = party.given[slot], party.unit.values[slot]
            if given is None or given.at is None or not given.half_unit or not iv.is_known(value):
                continue
            threshold = against.evaluate(desk.world, unit.party.unit, unit.party.unit)
            if iv.is_known(threshold) and value != threshold and magnitude(value - threshold) <= given.half_unit:
                typed = desk.pack.questions[slot]
                problems.add(
                    "rounded-percentage",
                    given.at,
                    label=typed.label,
                    criterion=measurement.criterion.id,
                    typed=percent_text(value),
                    threshold=percent_text(threshold),
                )


def percent_text(value: Any) -> str:
    """A share as people write it: ``33.3%``, or the fraction where it has no short decimal form (``1/3``)."""
    n, d = lowest(value)
    for places in range(5):
        if (n * 100 * 10**places) % d == 0:
            digits = n * 100 * 10**places // d
            whole, part = divmod(abs(digits), 10**places)
            sign = "-" if digits < 0 else ""
            return f"{sign}{whole}.{part:0{places}d}%" if places else f"{sign}{whole}%"
    return show(value)
