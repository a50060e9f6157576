"""Measures: takes the desk and a criterion, gives the measured value of every unit it applies to. No points yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from gongti.engine.diagnostics import Problems
from gongti.engine.expression import NOBODY, NOT_ASKED, Unit, reads_own
from gongti.engine.expression.aggregate import AGGREGATE
from gongti.engine.expression.evaluate import unknown
from gongti.engine.measure.checks import WHOLE
from gongti.engine.measure.desk import Desk, Party, parties_over
from gongti.engine.pack import BoundCriterion
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import lowest, magnitude, show
from gongti.engine.values.logic import Truth, all_of
from gongti.engine.values.typed import NO_DATE

Out = Literal["not_applicable", "not_due", "not_reviewed", "waived"]
"""Why a criterion is outside the score."""

Doubts = frozenset[str] | None
NOBODY_ELSE: Final[frozenset[str]] = frozenset()


class Measured(NamedTuple):
    """One unit: whether the criterion applies to it, and its value or the value's range."""

    party: Party
    applies: Truth
    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """A criterion measured: its units, and under ``across`` the one value made of them.

    ``applies`` is of the criterion: None where, under ``across``, it is not known of some unit. ``empty`` marks a
    role that nobody has: undetermined, not inapplicable. ``out`` says why nothing is scored, where nothing is:
    every unit was left out. ``excluded`` are the units it does not apply to, ``not_due`` those whose day has not
    come, ``waived`` those a reviewer freed. ``doubted`` are the units that a contradiction is about.
    """

    criterion: BoundCriterion
    units: tuple[Measured, ...]
    applies: Truth
    value: Any
    empty: bool = False
    out: Out | None = None
    excluded: tuple[Party, ...] = ()
    not_due: tuple[Party, ...] = ()
    waived: tuple[Party, ...] = ()
    doubted: frozenset[str] = frozenset()


def measure(desk: Desk, criterion: BoundCriterion, problems: Problems, doubts: Doubts = None) -> Measurement:
    """Every unit's value; what cannot be known is a range, never a guess.

    ``doubts`` are the parties whose answers to this criterion contradict another account: None for none.
    """
    checks = desk.checks
    for_reviewer = criterion.assessor and checks is None
    candidates = units_of(desk, criterion)
    if not candidates and criterion.over.kind in ("role", "type"):
        return _nobody(desk, criterion, problems)
    world, where, applies, slots = desk.world, criterion.over.where, criterion.applies, criterion.slots
    evaluate = criterion.measure.evaluate
    due = criterion.score.due_day(desk.submission.period.end) if criterion.score.method == "due" else None
    perhaps = world.unsure.get(criterion.over.name, NOBODY_ELSE) if world.unsure else NOBODY_ELSE
    units: list[Measured] = []
    excluded: list[Party] = []
    not_due: list[Party] = []
    waived: list[Party] = []
    for slot in slots:
        candidates = [p for p in candidates if p.unit.values[slot] is not NOT_ASKED]
    if where is None and applies is None and checks is None and due is None and doubts is None:
        # Most criteria ask nothing but a measure of each unit.
        units = [Measured(p, _is_in(p.unit, slots, perhaps), evaluate(world, p.unit, p.unit)) for p in candidates]
        candidates = ()
    for party in candidates:
        unit = party.unit
        holds = _is_in(unit, slots, perhaps)
        if where is not None or applies is not None:
            inside = True if where is None else where.evaluate(world, unit, unit)
            if inside is False:
                continue
            if applies is not None:
                inside = all_of((inside, applies.evaluate(world, unit, unit)))
            if inside is False:
                excluded.append(party)
                continue
            holds = all_of((holds, inside))
        if checks is not None and checks.is_inapplicable(criterion.id, party.id):
            excluded.append(party)
            continue
        value = evaluate(world, unit, unit)
        if due is not None and not _is_due(value, due, desk.on):
            not_due.append(party)
            continue
        if checks is not None and checks.is_waived(criterion.id, party.id):
            waived.append(party)
            continue
        if doubts is not None and party.id in doubts and criterion.across is not None:
            value = unknown(criterion.measure.term)
        units.append(Measured(party, holds, value))
    out: Out | None = None
    if for_reviewer and units:
        units, not_due, out = [], [], "not_reviewed"
    elif not units:
        out = "waived" if waived else "not_due" if not_due else "not_applicable"
    combined = bool(units) and criterion.across is not None
    known = combined and all(u.applies is True for u in units)
    return Measurement(
        criterion,
        tuple(units),
        applies=False if not units else True if known or not combined else None,
        value=across(criterion, units) if combined and known else None,
        out=out,
        excluded=tuple(excluded),
        not_due=tuple(not_due),
        waived=tuple(waived),
        doubted=frozenset() if doubts is None else frozenset(u.party.id for u in units if u.party.id in doubts),
    )


def _is_in(unit: Unit, slots: Sequence[int], perhaps: frozenset[str]) -> Truth:
    """True, or None where it is not known whether the unit has the role, or is put every question that is read."""
    if unit.id in perhaps:
        return None
    return None if unit.unsure and not unit.unsure.isdisjoint(slots) else True


def _nobody(desk: Desk, criterion: BoundCriterion, problems: Problems) -> Measurement:
    """A criterion over a role that nobody has: nobody's own answers can be read here, so only a condition that
    reads none can say "not applicable"."""
    condition = criterion.applies
    general = condition is not None and not reads_own(condition.term)
    if condition is not None and general and condition.evaluate(desk.world, NOBODY, NOBODY) is False:
        return Measurement(criterion, (), False, None, out="not_applicable")
    if desk.checks is not None and desk.checks.is_inapplicable(criterion.id, WHOLE):
        return Measurement(criterion, (), False, None, out="not_applicable")
    if desk.checks is not None and desk.checks.is_waived(criterion.id, WHOLE):
        return Measurement(criterion, (), False, None, out="waived")
    if criterion.assessor and desk.checks is None:
        return Measurement(criterion, (), False, None, out="not_reviewed")
    problems.add("empty-role", criterion.at, criterion=criterion.id, role=criterion.over.name)
    return Measurement(criterion, (), True, None, empty=True)


def _is_due(value: Any, due: date, on: date) -> bool:
    """Whether a day can be judged: a day that is said can; none is final only after the due day, and silence is
    not held against anybody before it."""
    if value is NO_DATE:
        return on > due
    return value is not None or on >= due


def units_of(desk: Desk, criterion: BoundCriterion) -> Sequence[Party]:
    """The parties a criterion goes over, before its conditions."""
    return parties_over(desk, criterion.over)


def across(criterion: BoundCriterion, units: Sequence[Measured]) -> Any:
    """The units' values made one."""
    function = criterion.across or ""
    blank = iv.SHARE if function == "share" else unknown(criterion.measure.term)
    return AGGREGATE[function]([(True, u.value) for u in units], blank)


def warn_rounded(desk: Desk, measurement: Measurement, problems: Problems) -> None:
    """A typed percentage whose rounding straddles a threshold: the counts would decide."""
    for term, against in measurement.criterion.percentages:
        slot = term.value.slot
        one = {"consortium": desk.consortium, "region": desk.region}.get(term.op)
        for unit in measurement.units:
            party = one or unit.party
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
