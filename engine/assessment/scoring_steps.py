"""One value to points, with its numbers: takes a criterion and a measured value, gives the method's step in words.

Nothing is scored a second way: every number is what the engine's own functions give for the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gongti.engine.assessment.spoken import Spoken, number, share
from gongti.engine.assessment.steps import Formulas, Step, minus
from gongti.engine.expression import Unit
from gongti.engine.measure import Desk, percent_text
from gongti.engine.pack import BoundCriterion, Formula, ScoreRule
from gongti.engine.score import Scored, shortfall
from gongti.engine.score.methods import score_value, stepped
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number
from gongti.engine.values.interval import Interval

_Line = tuple[str, Formulas]
_WRITTEN: Final = ("const", "parameter")
"""Bars that need no calculation of their own."""


@dataclass(frozen=True)
class ScoringSteps:
    """A criterion's method in words with the numbers of one value."""

    spoken: Spoken
    desk: Desk
    criterion: BoundCriterion

    @property
    def rule(self) -> ScoreRule:
        return self.criterion.score

    def score(self, value: Any, unit: Unit) -> Iterator[Step]:
        """Where the bars come from, if they are not just written down, and then the points."""
        yield from self.bars(unit)
        found = score_value(self.rule, self.criterion.points, value, self.desk.world, unit)
        text, formulas = _METHODS[self.rule.method](self, value, unit, found)
        yield Step("score", text, found.low, found.high, formulas)

    def bars(self, unit: Unit) -> Iterator[Step]:
        rule = self.rule
        bars = {"full": rule.full, "zero": rule.zero, "bar": rule.below or rule.above, "per": rule.per}
        for code, formula in bars.items():
            if formula is not None and formula.term.op not in _WRITTEN:
                spelled = self.spoken.spell(formula, unit)
                value = self.spoken.measured(formula.term, self._at(formula, unit))
                words = self.spoken.say(f"bar.{code}")
                alone = value == spelled or spelled.endswith(f"= {value}]")
                said = "step.bar-alone" if alone else "step.bar"
                yield Step("bar", self.spoken.say(said, bar=words, spelled=spelled, value=value))

    def _at(self, formula: Formula, unit: Unit) -> Any:
        return formula.evaluate(self.desk.world, unit, unit)

    def _pass(self, value: Any, unit: Unit, found: Scored) -> _Line:
        code = "open" if value is None else "yes" if value is True else "no"
        return self.spoken.say(f"score.pass-{code}", points=self.spoken.points(self.criterion.points)), ()

    # linear

    def _linear(self, value: Any, unit: Unit, found: Scored) -> _Line:
        rule = self.rule
        assert rule.full is not None
        full = self._at(rule.full, unit)
        zero: Any = 0 if rule.zero is None else self._at(rule.zero, unit)
        if not (iv.is_known(full) and iv.is_known(zero)):
            return self._unknown("linear", found)
        if not isinstance(value, Interval):
            line, formulas = self._linear_at(value, zero, full, found.low)
            return self.spoken.say("score.linear", line=line), formulas
        if value.lo is None or value.hi is None:
            return self._unknown("linear", found)
        # A value between two ends: what each gives, the worse first.
        world, points = self.desk.world, self.criterion.points
        ends = [(score_value(rule, points, end, world, unit).low, end) for end in (value.lo, value.hi)]
        (low, low_of), (high, high_of) = (
            self._linear_at(end, zero, full, worth) for worth, end in sorted(ends, key=lambda end: end[0])
        )
        return self.spoken.say("score.linear-ends", low=low, high=high), (*low_of, *high_of)

    def _linear_at(self, value: Number, zero: Number, full: Number, worth: Number) -> _Line:
        rule, say, points = self.rule, self.spoken.say, self.spoken.points(worth)
        assert rule.full is not None
        full_text = self.spoken.value(rule.full.term, full)
        zero_text = "0" if rule.zero is None else self.spoken.value(rule.zero.term, zero)
        value_text = self._held(value)
        if worth >= self.criterion.points:
            return say("score.line-full", value=value_text, full=full_text, points=points), ()
        if worth <= 0:
            return say("score.line-none", value=value_text, zero=zero_text), ()
        if rule.zero is not None:
            above = minus(value_text, zero_text)
            formula = f"{number(self.criterion.points)} × (({above}) ÷ ({minus(full_text, zero_text)}))"
        else:
            formula = f"{number(self.criterion.points)} × ({value_text} ÷ {full_text})"
        return say("score.line", formula=formula, points=points), ((formula, worth),)

    def _held(self, value: iv.Range) -> str:
        """A measured number inside a formula: shares in lowest terms, a percentage as it was typed."""
        term = self.criterion.measure.term
        if isinstance(value, Interval):
            return self.spoken.value(term, value)
        question = self.spoken.question_of(term)
        if question is not None and question.type == "percent":
            return percent_text(value)
        shares = self.criterion.across == "share" or term.type.scale in ("share", "any")
        return share(value) if shares else number(value)

    # levels

    def _levels(self, value: Any, unit: Unit, found: Scored) -> _Line:
        say = self.spoken.say
        entries = []
        for level in self.rule.levels:
            words = {"level": level.id or "–", "worth": number(level.points)}
            if level.holds is None:
                entries.append(say("score.level-rest", **words))
                break
            holds = self._at(level.holds, unit)
            code = "open" if holds is None else "yes" if holds else "no"
            entries.append(say(f"score.level-{code}", test=self.spoken.spell(level.holds, unit), **words))
            if holds is True:
                break
        else:
            entries.append(say("score.level-none"))
        points = self.spoken.interval(found.low, found.high)
        return say("score.levels", entries=self.spoken.semicolon(entries), points=points), ()

    # deduct and add

    def _deduct(self, value: Any, unit: Unit, found: Scored) -> _Line:
        return self._counted("deduct", value, unit, found)

    def _add(self, value: Any, unit: Unit, found: Scored) -> _Line:
        return self._counted("add", value, unit, found)

    def _counted(self, method: str, value: Any, unit: Unit, found: Scored) -> _Line:
        """Points off, or on, for each of s."""
        say, rule = self.spoken.say, self.rule
        left = self._left if method == "deduct" else self._won
        size = shortfall(rule, value, self.desk.world, unit)
        if isinstance(size, Interval):
            if size.lo is None or size.hi is None:
                return self._unknown(method, found)
            (low, low_of), (high, high_of) = (left(end) for end in (size.lo, size.hi))
            if method == "deduct":
                (low, low_of), (high, high_of) = (high, high_of), (low, low_of)
            return say(f"score.{method}-ends", low=low, high=high), (*low_of, *high_of)
        formula = self._size(value, unit)
        if size == 0 and formula:
            return say(f"score.{method}-none", formula=formula, points=self.spoken.points(found.low)), ()
        text, formulas = left(size)
        if not formula:
            term = self.criterion.measure.term
            missing = method == "deduct" and term.op == "function" and term.value == "missing"
            code = "missing" if missing else "plain"
            return say(f"score.{method}-{code}", size=number(size), left=text), formulas
        return say(f"score.{method}-size", formula=formula, size=number(size), left=text), ((formula, size), *formulas)

    def _size(self, value: Any, unit: Unit) -> str:
        """How far the value lies beyond its bar, in the rule's unit; "" where it is itself what is counted."""
        rule, text = self.rule, self._held(value)
        bar = rule.below or rule.above
        if bar is not None:
            limit = self.spoken.value(bar.term, self._at(bar, unit))
            text = minus(limit, text) if rule.below is not None else minus(text, limit)
        if rule.per is None:
            return text if bar is not None else ""
        return f"({text}) ÷ {self.spoken.value(rule.per.term, self._at(rule.per, unit))}"

    def _left(self, size: Number) -> _Line:
        """P − each · s, and what its steps and its floor make of it."""
        say, rule, counted = self.spoken.say, self.rule, stepped(self.rule, size)
        left = self.criterion.points - rule.each * counted
        formula = f"{number(self.criterion.points)} − {number(rule.each)} × {number(counted)}"
        text = say("score.line", formula=formula, points=self.spoken.points(left))
        if left < rule.floor:
            text = say("score.deduct-floor", formula=formula, points=self.spoken.points(rule.floor))
        return self._stepped(size, counted, text), ((formula, left),)

    def _won(self, size: Number) -> _Line:
        """each · s, at most P."""
        say, counted, points = self.spoken.say, stepped(self.rule, size), self.criterion.points
        won = self.rule.each * counted
        formula = f"{number(self.rule.each)} × {number(counted)}"
        text = say("score.line", formula=formula, points=self.spoken.points(won))
        if won > points:
            text = say("score.add-most", formula=formula, won=number(won), points=self.spoken.points(points))
        return self._stepped(size, counted, text), ((formula, won),)

    def _stepped(self, size: Number, counted: Number, text: str) -> str:
        if counted == size:
            return text
        return self.spoken.say(f"score.step-{self.rule.step}", size=number(counted), left=text)

    # a day

    def _due(self, value: Any, unit: Unit, found: Scored) -> _Line:
        """On time, late, or not at all."""
        say, rule = self.spoken.say, self.rule
        last = rule.due_day(self.desk.world.moments["period_end"])
        day = last.isoformat() if last is not None else ""
        points = self.spoken.points(found.high)
        if value is None:
            return say("score.due-open", day=day, points=points), ()
        if not isinstance(value, date):
            return say("score.due-missing", day=day, on=self.desk.on.isoformat()), ()
        if last is None or value <= last:
            return say("score.due-yes", day=day, value=value.isoformat(), points=points), ()
        formula = f"{number(self.criterion.points)} × {percent_text(rule.late_share)}"
        late = say("score.due-late", day=day, value=value.isoformat(), formula=formula, points=points)
        return late, ((formula, found.low),)

    def _unknown(self, method: str, found: Scored) -> _Line:
        low, high = self.spoken.points(found.low), self.spoken.points(found.high)
        return self.spoken.say(f"score.{method}-open", low=low, high=high), ()


_METHODS: Final[Mapping[str, Callable[[ScoringSteps, Any, Unit, Scored], _Line]]] = {
    "pass": ScoringSteps._pass,
    "linear": ScoringSteps._linear,
    "levels": ScoringSteps._levels,
    "deduct": ScoringSteps._deduct,
    "add": ScoringSteps._add,
    "due": ScoringSteps._due,
}
