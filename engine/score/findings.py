"""Findings: takes a measurement, gives the criterion's status and its points as an interval, unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from gongti.engine.diagnostics import Problems
from gongti.engine.measure import WHOLE, Desk, Measurement
from gongti.engine.pack import BoundCriterion
from gongti.engine.score.adjust import adjusted
from gongti.engine.score.methods import METHODS, Scored, open_range, score_value
from gongti.engine.submission import Explanation
from gongti.engine.values.exact import Number, mean

Status = Literal[
    "watched",
    "not_applicable",
    "not_due",
    "not_reviewed",
    "waived",
    "contested",
    "explained",
    "undetermined",
    "met",
    "unmet",
    "partial",
]

THIN_EXPLANATION = 8
"""Characters below which an explanation explains nothing."""


class UnitFinding(NamedTuple):
    """One unit of a criterion. Under ``across`` a unit has no points, and a status only where it is a condition.

    ``adjusted`` are the entries of the criterion's ``adjust`` that hold for it, ``before`` its points without them;
    None where the review took nothing off and gave nothing back.
    """

    party_id: str
    name: str
    status: Status | None
    value: Any
    low: Number | None
    high: Number | None
    level: str | None
    adjusted: tuple[int, ...] = ()
    before: Scored | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """A criterion's outcome on one ledger. ``of`` is 0 for what is not counted (bonus, watched, inapplicable).

    ``scored`` is what the measure and a reviewer's adjustments gave, before a contradiction opened it or an
    explanation raised it. ``doubts`` are the reconciliations that contest it, or some of its units. ``adjusted`` and
    ``before`` are as a unit's, of the one value made across.
    """

    criterion: BoundCriterion
    measurement: Measurement
    status: Status
    low: Number
    high: Number
    of: Number
    scored: Scored
    units: tuple[UnitFinding, ...]
    value: Any
    explanation: Explanation | None
    doubts: tuple[str, ...]
    adjusted: tuple[int, ...] = ()
    before: Scored | None = None

    @property
    def level(self) -> str | None:
        """The level reached, where one value was scored and it is certain."""
        levels = self.scored.levels
        return levels[0][0] if len(levels) == 1 and self.low == self.high else None

    @property
    def open(self) -> bool:
        """Whether answers could still move the points."""
        return self.low != self.high

    @property
    def unsettled(self) -> bool:
        """Whether the points or the status of any unit are open: a unit can be, where the criterion is settled."""
        return self.open or any(u.status in ("undetermined", "contested") for u in self.units)

    @property
    def may_leave(self) -> bool:
        """Whether it may yet turn out to apply to nobody, and so leave the score."""
        units = self.measurement.units
        return bool(units) and all(u.applies is None for u in units)


class _Result(NamedTuple):
    """What the units come to before doubts and explanations."""

    scored: Scored
    units: tuple[UnitFinding, ...] = ()
    adjusted: tuple[int, ...] = ()
    before: Scored | None = None


def find(
    desk: Desk,
    measurement: Measurement,
    contested: tuple[str, ...] = (),
    doubts: tuple[str, ...] = (),
    explanation: Explanation | None = None,
) -> Finding:
    """Points and status of one criterion on the desk's side.

    ``contested`` are the reconciliations that doubt all of it, ``doubts`` those that doubt the measurement's doubted
    units alone. On the verified side an explanation counts where a reviewer accepted it.
    """
    criterion = measurement.criterion
    points = criterion.points
    if criterion.force == "aim":
        units = tuple(UnitFinding(u.party.id, u.party.name, None, u.value, None, None, None) for u in measurement.units)
        value = combined_value(measurement)
        return Finding(criterion, measurement, "watched", 0, 0, 0, Scored(0, 0), units, value, None, ())
    if measurement.out is not None:
        return _left_out(desk, measurement, measurement.out)
    scored, units, taken, before = _score(desk, measurement)
    of = 0 if criterion.force == "may" else points
    doubts = doubts if measurement.doubted else ()
    named = tuple(dict.fromkeys((*contested, *doubts))) if contested or doubts else ()
    if contested or (measurement.doubted and len(measurement.doubted) == len(measurement.units)):
        opened = open_range(criterion.score, points)._replace(low=0)
        units = tuple(_doubted(u, points) for u in units)
        return Finding(criterion, measurement, "contested", 0, points, of, opened, units, None, None, named)
    low, high = scored.low, scored.high
    raised = None
    if explanation is not None and criterion.force == "should":
        share = desk.pack.model.scoring.explained_share * points
        accepted = _accepted(desk, measurement)
        if accepted is not None:
            low, high, units = _raised_units(criterion, units, accepted, share, low, high)
            raised = explanation if low > scored.low else None
        elif low < share:
            # Where it is not sure that the criterion applies, the explanation may yet raise nothing.
            sure = measurement.empty or any(u.applies is True for u in measurement.units)
            raised = explanation if sure else None
            low, high = share if sure else low, max(high, share)
    status: Status = "explained" if raised is not None else status_of(low, high, points)
    value = combined_value(measurement)
    return Finding(criterion, measurement, status, low, high, of, scored, units, value, raised, named, taken, before)


def _left_out(desk: Desk, measurement: Measurement, out: Status) -> Finding:
    """A criterion of which no unit is scored: outside ``of``; full where the dimension gives what does not apply."""
    criterion = measurement.criterion
    points: Number = 0
    if out == "not_applicable" and criterion.force != "may":
        policy = next(d.policy for d in desk.pack.dimensions if d.id == criterion.dimension)
        points = criterion.points if policy == "full" else 0
    given = Scored(points, points)
    return Finding(criterion, measurement, out, points, points, points, given, (), None, None, ())


def _accepted(desk: Desk, measurement: Measurement) -> frozenset[str] | None:
    """The parties for whom an explanation counts, None for all; one value made of all is explained whole or not."""
    checks, criterion = desk.checks, measurement.criterion
    if checks is None:
        return None
    parties = [u.party.id for u in measurement.units]
    explained = frozenset(p for p in parties if checks.is_explained(criterion.id, p))
    if len(explained) == len(parties):
        return None if parties or checks.is_explained(criterion.id, WHOLE) else frozenset()
    return explained if criterion.across is None else frozenset()


def _raised_units(
    criterion: BoundCriterion,
    units: tuple[UnitFinding, ...],
    accepted: frozenset[str],
    share: Number,
    low: Number,
    high: Number,
) -> tuple[Number, Number, tuple[UnitFinding, ...]]:
    """The points where an explanation counts for some units only: theirs are raised, then all are combined."""
    if not accepted:
        return low, high, units
    raised = []
    for unit in units:
        if unit.party_id in accepted and unit.low is not None and unit.high is not None and unit.low < share:
            unit = unit._replace(status="explained", low=share, high=max(unit.high, share))
        raised.append(unit)
    combine: Callable[[Sequence[Number]], Number] = min if criterion.combine == "min" else mean
    return combine([u.low or 0 for u in raised]), combine([u.high or 0 for u in raised]), tuple(raised)


def _doubted(unit: UnitFinding, points: Number) -> UnitFinding:
    """A unit of a contested criterion: its points are in doubt; under ``across`` its condition stays what it is."""
    if unit.low is None:
        return unit
    return unit._replace(status="contested", low=0, high=points, level=None, adjusted=(), before=None)


def status_of(low: Number, high: Number, points: Number) -> Status:
    """The status of points, where nothing else decides it."""
    if low is not high and low < high:
        return "undetermined"
    if low >= points:
        return "met"
    return "unmet" if low <= 0 else "partial"


def _score(desk: Desk, measurement: Measurement) -> _Result:
    """The points of the one value, or the units' points combined."""
    criterion = measurement.criterion
    rule, points, world = criterion.score, criterion.points, desk.world
    if measurement.empty:
        return _Result(open_range(rule, points))
    checks = desk.checks if criterion.adjust else None
    if criterion.across is not None:
        units = tuple(_condition_finding(u.party.id, u.party.name, u.value, u.applies) for u in measurement.units)
        if measurement.applies is None:
            return _Result(open_range(rule, points), units)
        scored = score_value(rule, points, measurement.value, world, desk.consortium.unit)
        if checks is None:
            return _Result(scored, units)
        parties = [u.party for u in measurement.units]
        after, held = adjusted(desk, checks, criterion, scored, desk.consortium.unit, parties)
        return _Result(after, units, held, scored if after is not scored else None)
    score = METHODS[rule.method]
    findings = []
    lows: list[Number] = []
    highs: list[Number] = []
    levels: tuple[tuple[str | None, Number], ...] = ()
    still_open = False
    doubted = measurement.doubted
    for party, applies, value in measurement.units:
        if doubted and party.id in doubted:
            findings.append(UnitFinding(party.id, party.name, "contested", value, 0, points, None))
            lows.append(0)
            highs.append(points)
            levels = open_range(rule, points).levels
            still_open = True
            continue
        if applies is None:
            low, high, levels = open_range(rule, points)
        else:
            low, high, levels = score(rule, points, value, world, party.unit)
        taken: tuple[int, ...] = ()
        before = None
        if checks is not None:
            scored = Scored(low, high, levels)
            after, taken = adjusted(desk, checks, criterion, scored, party.unit, (party,))
            if after is not scored:
                before, low, high = scored, after.low, after.high
        # Most units score full marks: one object then stands for all three numbers.
        status: Status = "met" if low is high is points else status_of(low, high, points)
        level = levels[0][0] if len(levels) == 1 else None
        findings.append(UnitFinding(party.id, party.name, status, value, low, high, level, taken, before))
        lows.append(low)
        highs.append(high)
        still_open = still_open or status == "undetermined"
    if len(findings) == 1:
        return _Result(Scored(lows[0], highs[0], levels), tuple(findings))
    combine: Callable[[Sequence[Number]], Number] = min if criterion.combine == "min" else mean
    lowest = combine(lows)
    return _Result(Scored(lowest, combine(highs) if still_open else lowest), tuple(findings))


def _condition_finding(party_id: str, name: str, value: Any, applies: bool | None) -> UnitFinding:
    """Under ``across`` a unit's status is its condition's; of a number it has none."""
    status: Status | None = None
    if applies is None or value is None:
        status = "undetermined"
    elif value is True:
        status = "met"
    elif value is False:
        status = "unmet"
    return UnitFinding(party_id, name, status, value, None, None, None)


def combined_value(measurement: Measurement) -> Any:
    """The one value of the criterion: made across, or of its only unit."""
    if measurement.criterion.across is not None:
        return measurement.value
    return measurement.units[0].value if len(measurement.units) == 1 else None


def usable_explanations(desk: Desk, on: date, problems: Problems) -> dict[str, Explanation]:
    """The explanations that count on that day; those that do not are warned of, and thin ones too.

    Problems are told once, on the claimed side.
    """
    if desk.checks is not None:
        problems = Problems()
    criteria = {c.id: c for c in desk.pack.criteria}
    usable: dict[str, Explanation] = {}
    texts: dict[str, int] = {}
    for explanation in desk.submission.explanations.values():
        texts[explanation.text] = texts.get(explanation.text, 0) + 1
    for name, explanation in sorted(desk.submission.explanations.items()):
        criterion = criteria.get(name)
        if criterion is None:
            continue
        if criterion.force != "should":
            problems.add("explanation-not-counted", explanation.at, criterion=criterion.title)
        elif explanation.until is not None and explanation.until < on:
            until = explanation.until.isoformat()
            problems.add("explanation-expired", explanation.at, criterion=criterion.title, until=until)
        else:
            usable[name] = explanation
            if len(explanation.text) < THIN_EXPLANATION or texts[explanation.text] >= 3:
                problems.add("thin-explanation", explanation.at, criterion=criterion.title)
    return usable
