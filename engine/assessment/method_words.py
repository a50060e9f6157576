"""Scoring in general: takes a criterion, gives in one language how its measure becomes points; no answer is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongti.engine.assessment.spoken import Spoken, number
from gongti.engine.measure import percent_text
from gongti.engine.pack import Adjustment, BoundCriterion, Formula, ScoreLevel, ScoreRule


@dataclass(frozen=True)
class MethodWords:
    """The methods and adjustments of one pack in words."""

    spoken: Spoken

    def method(self, criterion: BoundCriterion) -> str:
        """How the measure becomes points, in one phrase."""
        rule, say = criterion.score, self.spoken.say
        if rule.method == "levels":
            return say("method.levels", entries=self.spoken.join(self._levels(rule)))
        if rule.method == "linear":
            assert rule.full is not None
            code = "method.linear" if rule.zero is None else "method.linear-zero"
            zero = "" if rule.zero is None else self.bar(rule.zero)
            return say(code, full=self.bar(rule.full), zero=zero)
        if rule.method == "deduct":
            return self._counted(criterion, "deduct", floor=number(rule.floor))
        if rule.method == "add":
            return self._counted(criterion, "add", points=number(criterion.points))
        if rule.method == "due":
            return self._due(rule)
        return say("method.pass")

    def _due(self, rule: ScoreRule) -> str:
        say = self.spoken.say
        if rule.every is not None:
            day = say("method.every", month=rule.every[0], day=rule.every[1])
        else:
            day = rule.due.isoformat() if rule.due is not None else ""
        if not rule.late_share:
            return say("method.due", day=day)
        return say("method.due-late", day=day, share=percent_text(rule.late_share))

    def _levels(self, rule: ScoreRule) -> Iterator[str]:
        for level in rule.levels:
            words = {"test": self.test(level), "points": number(level.points)}
            yield self.spoken.say("method.level", id=level.id or "–", **words)

    def test(self, level: ScoreLevel) -> str:
        """What a level asks for: its bound, or its condition as written."""
        if level.holds is None:
            return self.spoken.say("method.rest")
        if level.bound is None:
            return self.spoken.source(level.holds.term)
        return self.spoken.say(f"method.{level.holds.term.value[0]}", bar=self.bar(level.bound))

    def bar(self, formula: Formula) -> str:
        """A bar as written; of a parameter its value beside the name, and percentage points in full."""
        text = self.spoken.written(formula)
        if formula.term.op == "parameter":
            value = self._parameter(formula.term.value)
            return text if value is None else self.spoken.say("method.bar", value=value, name=text)
        if not text.endswith("pp"):
            return text
        return self.spoken.say("method.pp", count=text.removesuffix("pp").strip())

    def _parameter(self, name: str) -> str | None:
        """A parameter's text: the day's where there is a day, else the only one it ever has."""
        if self.spoken.desk is not None:
            held = self.spoken.desk.parameters.get(name)
            return " ".join(held.value.text.split()) if held is not None else None
        values = self.spoken.pack.parameters[name]
        return " ".join(values[0].value.text.split()) if len(values) == 1 else None

    def _counted(self, criterion: BoundCriterion, method: str, **params: object) -> str:
        """Points off, or on, for each of what is counted."""
        rule, term, say = criterion.score, criterion.measure.term, self.spoken.say
        bar = rule.below or rule.above
        kind = "below" if rule.below else "above" if rule.above else "missing"
        missing = term.op == "function" and term.value == "missing"
        if bar is None and not (missing and method == "deduct"):
            per = "1" if rule.per is None else self.bar(rule.per)
            step = self._step(rule) if rule.per is not None else ""
            return say(f"method.{method}", each=number(rule.each), per=per, step=step, **params)
        return say(
            f"method.{method}-{kind}",
            bar="" if bar is None else self.bar(bar),
            per="1" if rule.per is None else self.bar(rule.per),
            each=number(rule.each),
            step=self._step(rule),
            **params,
        )

    def _step(self, rule: ScoreRule) -> str:
        return "" if rule.step == "exact" else self.spoken.say(f"method.step-{rule.step}")

    def adjustment(self, entry: Adjustment, effects: list[str] | None = None) -> str:
        """When a reviewer's finding changes the points, and what it does to them."""
        say = self.spoken.say
        when = self.spoken.written(entry.when)
        if entry.note is not None:
            when = say("adjust.noted", note=entry.note.said(self.spoken.lang), when=when)
        effects = list(self.effects(entry)) if effects is None else effects
        return say("adjust.entry", when=when, effects=self.spoken.join(effects))

    def effects(self, entry: Adjustment) -> Iterator[str]:
        """What an entry does, as written."""
        if entry.times is not None:
            yield self.spoken.say("adjust.times", times=self.spoken.written(entry.times))
        if entry.minus is not None:
            yield self.spoken.say("adjust.minus", minus=self.spoken.written(entry.minus))
        if entry.floor is not None:
            yield self.spoken.say("adjust.floor", floor=number(entry.floor))
