"""Findings: takes a measurement, gives the criterion's status and its points as an interval, unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from gongti.engine.diagnostics import Problems
from gongti.engine.measure import Contradiction, Desk, Measurement
from gongti.engine.pack import BoundCriterion
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
    """One unit of a criterion. Under ``across`` a unit has no points, and a status only where it is a condition."""

    party_id: str
    name: str
    status: Status | None
    value: Any
    low: Number | None
    high: Number | None
    level: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """A criterion's outcome on one ledger. ``of`` is 0 for what is not counted (bonus, watched, inapplicable).

    ``full`` is its points where it counts at all; ``scored`` is what the measure alone gave, before a
    contradiction opened it or an explanation raised it.
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


def find(
    desk: Desk, measurement: Measurement, contradictions: tuple[Contradiction, ...], explanation: Explanation | None
) -> Finding:
    """Points and status of one criterion, claimed side."""
    criterion = measurement.criterion
    points = criterion.points
    units: tuple[UnitFinding, ...]
    if criterion.force == "aim":
        units = tuple(UnitFinding(u.party.id, u.party.name, None, u.value, None, None, None) for u in measurement.units)
        value = _combined_value(measurement)
        return Finding(criterion, measurement, "watched", 0, 0, 0, Scored(0, 0), units, value, None, ())
    if measurement.applies is False:
        return Finding(criterion, measurement, "not_applicable", 0, 0, 0, Scored(0, 0), (), None, None, ())
    scored, units = _score(desk, measurement)
    of = 0 if criterion.force == "may" else points
    doubts = tuple(c.rule.id for c in contradictions if criterion.id in c.rule.doubts)
    low, high = scored.low, scored.high
    if doubts:
        opened = open_range(criterion.score, points)._replace(low=0)
        units = tuple(_doubted(u, points) for u in units)
        return Finding(criterion, measurement, "contested", 0, points, of, opened, units, None, None, doubts)
    raised = None
    if explanation is not None and criterion.force == "should":
        share = desk.pack.model.scoring.explained_share * points
        if low < share:
            # Where it is not sure that the criterion applies, the explanation may yet raise nothing.
            sure = measurement.empty or any(u.applies is True for u in measurement.units)
            raised = explanation if sure else None
            low, high = share if sure else low, max(high, share)
    status: Status
    status = "explained" if raised is not None else status_of(low, high, points)
    return Finding(
        criterion, measurement, status, low, high, of, scored, units, _combined_value(measurement), raised, doubts
    )


def _doubted(unit: UnitFinding, points: Number) -> UnitFinding:
    """A unit of a contested criterion: its points are in doubt; under ``across`` its condition stays what it is."""
    return unit if unit.low is None else unit._replace(status="contested", low=0, high=points, level=None)


def status_of(low: Number, high: Number, points: Number) -> Status:
    """The status of points, where nothing else decides it."""
    if low < high:
        return "undetermined"
    if low >= points:
        return "met"
    return "unmet" if low <= 0 else "partial"


def _score(desk: Desk, measurement: Measurement) -> tuple[Scored, tuple[UnitFinding, ...]]:
    """The points of the one value, or the units' points combined."""
    criterion = measurement.criterion
    rule, points, world = criterion.score, criterion.points, desk.world
    if measurement.empty:
        return open_range(rule, points), ()
    if criterion.across is not None:
        units = tuple(_condition_finding(u.party.id, u.party.name, u.value, u.applies) for u in measurement.units)
        if measurement.applies is None:
            return open_range(rule, points), units
        return score_value(rule, points, measurement.value, world, desk.consortium.unit), units
    score = METHODS[rule.method]
    findings = []
    lows: list[Number] = []
    highs: list[Number] = []
    levels: tuple[tuple[str | None, Number], ...] = ()
    still_open = False
    for party, applies, value in measurement.units:
        if applies is None:
            low, high, levels = open_range(rule, points)
        else:
            low, high, levels = score(rule, points, value, world, party.unit)
        # Most units score full marks: one object then stands for all three numbers.
        status: Status = "met" if low is high is points else status_of(low, high, points)
        level = levels[0][0] if len(levels) == 1 else None
        findings.append(UnitFinding(party.id, party.name, status, value, low, high, level))
        lows.append(low)
        highs.append(high)
        still_open = still_open or status == "undetermined"
    if len(findings) == 1:
        return Scored(lows[0], highs[0], levels), tuple(findings)
    combine: Callable[[Sequence[Number]], Number] = min if criterion.combine == "min" else mean
    lowest = combine(lows)
    return Scored(lowest, combine(highs) if still_open else lowest), tuple(findings)


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


def _combined_value(measurement: Measurement) -> Any:
    """The one value of the criterion: made across, or of its only unit."""
    if measurement.criterion.across is not None:
        return measurement.value
    return measurement.units[0].value if len(measurement.units) == 1 else None


def usable_explanations(desk: Desk, on: date, problems: Problems) -> dict[str, Explanation]:
    """The explanations that count on that day; those that do not are warned of, and thin ones too."""
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
            problems.add("explanation-not-counted", explanation.at, criterion=name)
        elif explanation.until is not None and explanation.until < on:
            problems.add("explanation-expired", explanation.at, criterion=name, until=explanation.until.isoformat())
        else:
            usable[name] = explanation
            if len(explanation.text) < THIN_EXPLANATION or texts[explanation.text] >= 3:
                problems.add("thin-explanation", explanation.at, criterion=name)
    return usable
