"""What reviewers saw beside the answers, in points: takes points before and after, gives the step between in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gongti.engine.assessment.method_words import MethodWords
from gongti.engine.assessment.spoken import Spoken, number
from gongti.engine.assessment.steps import Formulas, Step
from gongti.engine.expression import Unit
from gongti.engine.measure import Desk, Party, percent_text
from gongti.engine.pack import Adjustment, BoundCriterion, Formula
from gongti.engine.score import Scored
from gongti.engine.score.adjust import show_evidence
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number


@dataclass(frozen=True)
class AdjustSteps:
    """The entries of a criterion's ``adjust`` that hold, with their numbers."""

    spoken: Spoken
    desk: Desk
    criterion: BoundCriterion

    def step(self, before: Scored, after: Scored, unit: Unit, parties: Sequence[Party]) -> Step:
        """``parties`` are those whose own answers were read: what was seen of these is what counts."""
        checks = self.desk.checks
        assert checks is not None
        evidence, cases = show_evidence(self.desk, checks, self.criterion, before, parties)
        seen = [self.spoken.say(f"seen.{evidence}")]
        seen += [self.spoken.say("adjust.cases", cases=cases)] if cases else []
        held = [(e, e.when.evaluate(self.desk.world, unit, unit)) for e in self.criterion.adjust]
        touching = [(e, holds) for e, holds in held if holds is not False]
        entries = self.spoken.semicolon(self._entry(e, holds, unit) for e, holds in touching)
        line, formulas = self._line([e for e, _ in touching], before, after, unit, all(h for _, h in touching))
        words = {"seen": self.spoken.join(seen), "entries": entries, "line": line}
        return Step("adjusted", self.spoken.say("step.adjusted", **words), after.low, after.high, formulas)

    def _entry(self, entry: Adjustment, holds: bool | None, unit: Unit) -> str:
        words = MethodWords(self.spoken).adjustment(entry, list(self._effects(entry, unit)))
        return words if holds else self.spoken.say("adjust.perhaps", entry=words)

    def _effects(self, entry: Adjustment, unit: Unit) -> Iterator[str]:
        """What an entry does, its expressions with their numbers."""
        for code, formula in (("times", entry.times), ("minus", entry.minus)):
            if formula is not None:
                written, value = self.spoken.written(formula), self._at(formula, unit)
                said = self._factor(value) if code == "times" else self._number(value)
                if formula.term.op != "const":
                    said = self.spoken.say("adjust.filled", written=written, value=said)
                yield self.spoken.say(f"adjust.{code}", **{code: said})
        if entry.floor is not None:
            yield self.spoken.say("adjust.floor", floor=number(entry.floor))

    def _at(self, formula: Formula, unit: Unit) -> Any:
        return formula.evaluate(self.desk.world, unit, unit)

    def _number(self, value: Any) -> str:
        return number(value) if iv.is_known(value) else self.spoken.say("unknown")

    def _factor(self, value: Any) -> str:
        return percent_text(value) if iv.is_known(value) else self.spoken.say("unknown")

    def _line(
        self, entries: Sequence[Adjustment], before: Scored, after: Scored, unit: Unit, sure: bool
    ) -> tuple[str, Formulas]:
        """p × times − minus at both ends, and what the floor and the full points make of it."""
        times = [self._at(e.times, unit) for e in entries if e.times is not None]
        minus = [self._at(e.minus, unit) for e in entries if e.minus is not None]
        if not sure or not all(iv.is_known(v) for v in (*times, *minus)):
            return self.spoken.say("adjust.open", points=self.spoken.interval(after.low, after.high)), ()
        low, low_of = self._end(before.low, times, minus, after.low)
        if before.low == before.high:
            return low, low_of
        high, high_of = self._end(before.high, times, minus, after.high)
        return self.spoken.say("adjust.ends", low=low, high=high), (*low_of, *high_of)

    def _end(
        self, before: Number, times: Sequence[Number], minus: Sequence[Number], after: Number
    ) -> tuple[str, Formulas]:
        made: Any = before
        for factor in times:
            made = made * factor
        for less in minus:
            made = made - less
        formula = " × ".join([number(before), *map(self._factor, times)])
        formula += "".join(f" − {number(m)}" if m >= 0 else f" − ({number(m)})" for m in minus)
        points = self.spoken.points(after)
        code = "score.line" if made == after else "adjust.raised" if made < after else "adjust.lowered"
        words = {"formula": formula, "made": self.spoken.points(made), "points": points}
        return self.spoken.say(code, **words), ((formula, made),)
