"""The arithmetic of one finding: takes it, gives its steps in words and exact numbers; the last holds the points.

Nothing is scored a second way: every number is the engine's own, or what the engine's own functions give for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gongti.engine.assessment.adjust_steps import AdjustSteps
from gongti.engine.assessment.measure_steps import MeasureSteps
from gongti.engine.assessment.scoring_steps import ScoringSteps
from gongti.engine.assessment.spoken import Spoken, number
from gongti.engine.assessment.steps import Step, mean_of
from gongti.engine.expression import BOOL, COUNT, SHARE, Term, Unit
from gongti.engine.measure import Desk, Measured, percent_text
from gongti.engine.pack import BoundCriterion
from gongti.engine.score import Finding, Scored, UnitFinding, find, open_range
from gongti.engine.values.exact import Number, decimals

MOST: Final = 24
"""Facilities whose numbers a formula writes out before the rest are an ellipsis."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One facility: its numbers filled in, and how its own value was scored where it was."""

    finding: UnitFinding
    spelled: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Arithmetic:
    """A finding laid out: what each unit has, and the steps from there to the points."""

    spoken: Spoken
    desk: Desk
    finding: Finding

    @property
    def criterion(self) -> BoundCriterion:
        return self.finding.criterion

    @property
    def filling(self) -> MeasureSteps:
        return MeasureSteps(self.spoken, self.desk, self.criterion)

    @property
    def scoring(self) -> ScoringSteps:
        return ScoringSteps(self.spoken, self.desk, self.criterion)

    def units(self) -> tuple[UnitLine, ...]:
        """Every unit the criterion applies to, or may apply to."""
        measured = {m.party.id: m for m in self.finding.measurement.units}
        found = self.finding.units or tuple(
            UnitFinding(m.party.id, m.party.name, None, m.value, None, None, None) for m in measured.values()
        )
        alone = {u.party_id: u for u in self._alone().units} if self.criterion.force != "aim" else {}
        lines = []
        for unit in found:
            one = measured[unit.party_id]
            steps = [*self._of(one, alone.get(unit.party_id, unit))]
            if unit.party_id in self._explained():
                steps.append(self._explained_unit(unit))
            lines.append(UnitLine(unit, self.filling.spelled(one), tuple(steps)))
        return tuple(lines)

    def _alone(self) -> Finding:
        """What the measure and a reviewer's adjustments gave, before a contradiction opened all of it or an
        explanation raised it."""
        measurement = self.finding.measurement
        if self.finding.status == "contested":
            measurement = replace(measurement, doubted=frozenset())
        return find(self.desk, measurement)

    def _explained(self) -> tuple[str, ...]:
        """The units whose own points an explanation raised: where a reviewer accepted it for some of them only."""
        if self.finding.status == "contested" or self.criterion.force != "should":
            return ()
        alone = {u.party_id: (u.low, u.high) for u in self._alone().units}
        return tuple(u.party_id for u in self.finding.units if alone.get(u.party_id) != (u.low, u.high))

    def _explained_unit(self, unit: UnitFinding) -> Step:
        formula, worth = self._worth()
        low, high = unit.low or 0, unit.high or 0
        words = {"formula": formula, "worth": self.spoken.points(worth), "points": self.spoken.interval(low, high)}
        code = "step.explained" if low == high else "step.explained-open"
        return Step("explained", self.spoken.say(code, **words), low, high, ((formula, worth),))

    def _worth(self) -> tuple[str, Number]:
        """What an explanation counts at least."""
        share = self.desk.pack.model.scoring.explained_share
        return f"{number(self.criterion.points)} × {percent_text(share)}", share * self.criterion.points

    def _of(self, unit: Measured, found: UnitFinding) -> Iterator[Step]:
        """One unit: its numbers, its points, what the review made of them; in doubt they do not stand."""
        yield from self.filling.filled(unit)
        doubted = unit.party.id in self.finding.measurement.doubted
        if self.criterion.across is not None or self.criterion.force == "aim":
            if doubted:
                yield Step("contested", self.spoken.say("step.contested-value"))
            return
        if unit.applies is None:
            yield self._open(open_range(self.criterion.score, self.criterion.points), "step.applies-open")
        else:
            yield from self.scoring.score(unit.value, unit.party.unit)
        if found.before is not None and found.low is not None and found.high is not None:
            after = Scored(found.low, found.high)
            adjust = AdjustSteps(self.spoken, self.desk, self.criterion)
            yield adjust.step(found.before, after, unit.party.unit, (unit.party,))
        if doubted and self.finding.status != "contested":
            yield self._open(Scored(0, self.criterion.points), "step.contested", kind="contested")

    def _open(self, found: Scored, code: str, kind: str = "open", **params: object) -> Step:
        low, high = self.spoken.points(found.low), self.spoken.points(found.high)
        return Step(kind, self.spoken.say(code, low=low, high=high, **params), found.low, found.high)

    # several facilities

    def steps(self) -> tuple[Step, ...]:
        """From the units to the criterion's points; of a single unit its own steps too. The last holds the points."""
        return (*self._measured(), *self._raised(), self._result())

    def _measured(self) -> Iterator[Step]:
        finding, criterion = self.finding, self.criterion
        measurement = finding.measurement
        if measurement.out is not None:
            return
        if criterion.across is not None and measurement.units:
            yield from self._across()
        elif criterion.force == "aim":
            if len(measurement.units) == 1:
                yield from self.filling.filled(measurement.units[0])
        elif measurement.empty:
            found = open_range(criterion.score, criterion.points)
            yield self._open(found, "step.empty", role=criterion.over.name)
        elif len(measurement.units) == 1:
            yield from self._of(measurement.units[0], self._alone().units[0])
        else:
            yield self._combined()

    def _across(self) -> Iterator[Step]:
        criterion, measurement = self.criterion, self.finding.measurement
        if measurement.applies is None:
            yield self._open(open_range(criterion.score, criterion.points), "step.applies-open")
            return
        values = [u.value for u in measurement.units]
        yield Step("across", self._made(criterion.across or "", measurement.value, values))
        if criterion.force == "aim":
            return
        whole: Unit = self.desk.consortium.unit
        yield from self.scoring.score(measurement.value, whole)
        alone = self._alone()
        if alone.before is not None:
            parties = [m.party for m in measurement.units]
            adjust = AdjustSteps(self.spoken, self.desk, criterion)
            yield adjust.step(alone.before, alone.scored, whole, parties)

    def _made(self, function: str, value: Any, values: Sequence[Any]) -> str:
        """How the units' values became one."""
        say, name = self.spoken.say, self.spoken.say(f"across.{function}")
        kinds = {"share": SHARE, "count": COUNT, "every": BOOL, "any": BOOL}
        said = self.spoken.value(Term("given", kinds.get(function, self.criterion.measure.term.type), 0), value)
        if function in kinds:
            tally = {"yes": values.count(True), "no": values.count(False), "open": values.count(None)}
            return say("step.tally", count=len(values), function=name, value=said, **tally)
        texts = [self.spoken.value(self.criterion.measure.term, v) for v in values[:MOST]]
        texts += ["…"] * (len(values) > MOST)
        formula = " + ".join(texts) if function in ("sum", "mean") else self.spoken.join(texts)
        if function == "mean":
            formula = f"({formula}) ÷ {len(values)}"
        return say("step.across", function=name, formula=formula, value=said)

    def _combined(self) -> Step:
        """The units' points made one: their mean or the lowest."""
        say = self.spoken.say
        alone = self._alone()
        units, found = alone.units, alone.scored
        lows, highs = [u.low or 0 for u in units], [u.high or 0 for u in units]
        if self.criterion.combine == "min":
            names = [u.name for u, low in zip(units, lows, strict=True) if low == found.low]
            points = self.spoken.interval(found.low, found.high)
            return Step(
                "combine", say("step.min", names=self.spoken.names(names), points=points), found.low, found.high
            )
        low, high = mean_of(lows), mean_of(highs)
        if found.low == found.high:
            text = say("step.mean", formula=low, points=self.spoken.points(found.low))
            return Step("combine", text, found.low, found.high, ((low, found.low),))
        ends = {"low": f"{low} = {self.spoken.points(found.low)}", "high": f"{high} = {self.spoken.points(found.high)}"}
        formulas = ((low, found.low), (high, found.high))
        return Step("combine", say("step.mean-open", **ends), found.low, found.high, formulas)

    # what comes after the measure

    def _raised(self) -> Iterator[Step]:
        finding, say = self.finding, self.spoken.say
        if finding.status == "contested":
            yield self._open(Scored(finding.low, finding.high), "step.contested", kind="contested")
            return
        if finding.measurement.out is not None or (finding.low, finding.high) == finding.scored[:2]:
            return
        explained = self._explained()
        if explained:
            yield self._raised_units(explained)
            return
        formula, worth = self._worth()
        words = {"formula": formula, "worth": self.spoken.points(worth)}
        if finding.low == finding.high:
            text = say("step.explained", formula=formula, points=self.spoken.points(finding.low))
        else:
            code = "step.explained-open" if finding.status == "explained" else "step.explained-unsure"
            text = say(code, points=self.spoken.interval(finding.low, finding.high), **words)
        yield Step("explained", text, finding.low, finding.high, ((formula, worth),))

    def _raised_units(self, explained: tuple[str, ...]) -> Step:
        """The units' points made one again, after the explanation of some of them."""
        finding, say = self.finding, self.spoken.say
        names = self.spoken.names([u.name for u in finding.units if u.party_id in explained])
        words = {"names": names, "points": self.spoken.interval(finding.low, finding.high)}
        text = say("step.explained-units", **words)
        if len(finding.units) == 1 or self.criterion.combine == "min":
            return Step("explained", text, finding.low, finding.high)
        ends = [(mean_of([u.low or 0 for u in finding.units]), finding.low)]
        if finding.low != finding.high:
            ends.append((mean_of([u.high or 0 for u in finding.units]), finding.high))
        lines = [say("score.line", formula=formula, points=self.spoken.points(made)) for formula, made in ends]
        text = self.spoken.semicolon([text, *lines])
        return Step("explained", text, finding.low, finding.high, tuple(ends))

    def _result(self) -> Step:
        finding = self.finding
        full, low, high = decimals(self.criterion.points), finding.low, finding.high
        words = {"points": self.spoken.interval(low, high), "of": full, "full": full}
        return Step("points", self.spoken.say(f"step.{self._outcome()}", **words), low, high)

    def _outcome(self) -> str:
        """How the points enter the score, or why they do not."""
        finding, criterion = self.finding, self.criterion
        if finding.status == "watched":
            return "watched"
        if finding.status == "not_applicable":
            if criterion.force == "may":
                return "not-applicable-bonus"
            policy = next(d.policy for d in self.desk.pack.dimensions if d.id == criterion.dimension)
            return "not-applicable" if policy == "drop" else f"not-applicable-{policy}"
        if finding.measurement.out is not None:
            return finding.status.replace("_", "-")
        return "points" if finding.of else "bonus"
