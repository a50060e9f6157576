"""The arithmetic of one finding: takes it, gives its steps in words and exact numbers; the last holds the points.

Nothing is scored a second way: every number is the engine's own, or what the engine's own functions give for it.
A step's ``formulas`` are what its text claims to compute, each with the exact number the engine has for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from gongti.engine.assessment.spoken import Spoken, number, share
from gongti.engine.expression import BOOL, COUNT, SHARE, Term, Unit, compile_term
from gongti.engine.measure import Desk, Measured, percent_text
from gongti.engine.pack import BoundCriterion, Question, ScoreRule
from gongti.engine.score import Finding, Scored, UnitFinding, find, open_range, shortfall
from gongti.engine.score.methods import score_value, stepped
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, decimals
from gongti.engine.values.interval import Interval, SetRange

Formulas = tuple[tuple[str, Number], ...]

MOST: Final = 24
"""Facilities whose numbers a formula writes out before the rest are an ellipsis."""


_CONDITIONS: Final = ("compare", "and", "or", "not", "aggregate", "function")


@dataclass(frozen=True, slots=True)
class Step:
    """One line. ``low`` and ``high`` are points, None where the line is still about the measure."""

    kind: str
    text: str
    low: Number | None = None
    high: Number | None = None
    formulas: Formulas = ()


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

    def units(self) -> tuple[UnitLine, ...]:
        """Every unit the criterion applies to, or may apply to."""
        measured = {m.party.id: m for m in self.finding.measurement.units}
        found = self.finding.units or tuple(
            UnitFinding(m.party.id, m.party.name, None, m.value, None, None, None) for m in measured.values()
        )
        return tuple(UnitLine(u, self._spelled(measured[u.party_id]), self._of(measured[u.party_id])) for u in found)

    def _spelled(self, unit: Measured) -> str:
        return self.spoken.spell(self.criterion.measure, unit.party.unit)

    def _of(self, unit: Measured) -> tuple[Step, ...]:
        value = self._filled(unit)
        if self.criterion.across is not None or self.criterion.force == "aim":
            return (value,)
        return value, self._scored(unit)

    def _filled(self, unit: Measured) -> Step:
        term = self.criterion.measure.term
        options = self._options(term, unit.party.unit)
        if options is not None:
            return options
        spelled, value = self._spelled(unit), self.spoken.measured(term, unit.value)
        code = "step.filled" if spelled == value else "step.filled-value"
        if term.type.base == "bool" and term.op in _CONDITIONS:
            code = {True: "step.filled-yes", False: "step.filled-no", None: "step.filled-open"}[unit.value]
        return Step("value", self.spoken.say(code, spelled=spelled, value=value))

    def _options(self, term: Term, unit: Unit) -> Step | None:
        """Of a set: what is there, what is missing, what is not known."""
        of = term.args[0] if term.op == "function" and term.value == "missing" else None
        question = self.spoken.question_of(of) if of is not None else None
        if of is None or question is None:
            return None
        held = compile_term(of)(self.desk.world, unit, unit)
        sure, possible = (held.sure, held.possible) if isinstance(held, SetRange) else (held, held)
        have, open_ = self._names(question, sure), self._names(question, possible - sure)
        misses = self._names(question, set(question.options) - possible)
        say = self.spoken.say
        counts = {"all": len(question.options), "have": have[0], "missing": misses[0], "open": open_[0]}
        names = {"haves": have[1], "misses": misses[1], "opens": open_[1]}
        return Step("value", say("step.options-open" if open_[0] else "step.options", **counts, **names))

    def _names(self, question: Question, chosen: Any) -> tuple[int, str]:
        texts = [t.said(self.spoken.lang) for o, t in question.options.items() if o in chosen]
        return len(texts), self.spoken.say("step.names", names=self.spoken.join(texts)) if texts else ""

    # one value to points

    def _scored(self, unit: Measured) -> Step:
        criterion = self.criterion
        if unit.applies is None:
            return self._open(open_range(criterion.score, criterion.points), "step.applies-open")
        return self._score(unit.value, unit.party.unit)

    def _open(self, found: Scored, code: str, **params: object) -> Step:
        low, high = self.spoken.points(found.low), self.spoken.points(found.high)
        return Step("open", self.spoken.say(code, low=low, high=high, **params), found.low, found.high)

    def _score(self, value: Any, unit: Unit) -> Step:
        """The method in words with the numbers of one value."""
        criterion = self.criterion
        found = score_value(criterion.score, criterion.points, value, self.desk.world, unit)
        text, formulas = {
            "pass": self._pass,
            "linear": self._linear,
            "levels": self._levels,
            "deduct": self._deduct,
        }[criterion.score.method](value, unit, found)
        return Step("score", text, found.low, found.high, formulas)

    def _pass(self, value: Any, unit: Unit, found: Scored) -> tuple[str, Formulas]:
        code = "open" if value is None else "yes" if value is True else "no"
        return self.spoken.say(f"score.pass-{code}", points=self.spoken.points(self.criterion.points)), ()

    def _linear(self, value: Any, unit: Unit, found: Scored) -> tuple[str, Formulas]:
        rule, world = self.criterion.score, self.desk.world
        assert rule.full is not None
        full = rule.full.evaluate(world, unit, unit)
        zero: Any = 0 if rule.zero is None else rule.zero.evaluate(world, unit, unit)
        if not (iv.is_known(full) and iv.is_known(zero)):
            return self._unknown("linear", found)
        if isinstance(value, Interval):
            return self._linear_ends(value, unit, found)
        line, formulas = self._linear_at(rule, value, zero, full, found.low)
        return self.spoken.say("score.linear", line=line), formulas

    def _linear_ends(self, value: Interval, unit: Unit, found: Scored) -> tuple[str, Formulas]:
        """A value between two ends: what each gives, the worse first."""
        if value.lo is None or value.hi is None:
            return self._unknown("linear", found)
        rule, world = self.criterion.score, self.desk.world
        assert rule.full is not None
        full: Any = rule.full.evaluate(world, unit, unit)
        zero: Any = 0 if rule.zero is None else rule.zero.evaluate(world, unit, unit)
        ends = [(score_value(rule, self.criterion.points, e, world, unit).low, e) for e in (value.lo, value.hi)]
        (low, low_of), (high, high_of) = (
            self._linear_at(rule, end, zero, full, worth) for worth, end in sorted(ends, key=lambda end: end[0])
        )
        return self.spoken.say("score.linear-ends", low=low, high=high), (*low_of, *high_of)

    def _linear_at(
        self, rule: ScoreRule, value: Number, zero: Number, full: Number, worth: Number
    ) -> tuple[str, Formulas]:
        say, points = self.spoken.say, self.spoken.points(worth)
        assert rule.full is not None
        full_text = self.spoken.value(rule.full.term, full)
        zero_text = "0" if rule.zero is None else self.spoken.value(rule.zero.term, zero)
        value_text = self._held(value)
        if worth >= self.criterion.points:
            return say("score.line-full", value=value_text, full=full_text, points=points), ()
        if worth <= 0:
            return say("score.line-none", value=value_text, zero=zero_text), ()
        if rule.zero is not None:
            above = _minus(value_text, zero_text)
            formula = f"{number(self.criterion.points)} × (({above}) ÷ ({_minus(full_text, zero_text)}))"
        else:
            formula = f"{number(self.criterion.points)} × ({value_text} ÷ {full_text})"
        return say("score.line", formula=formula, points=points), ((formula, worth),)

    def _held(self, value: iv.Range) -> str:
        """A measured number inside a formula: shares in lowest terms, a percentage as it was typed."""
        if isinstance(value, Interval):
            return self.spoken.value(self.criterion.measure.term, value)
        question = self.spoken.question_of(self.criterion.measure.term)
        if question is not None and question.type == "percent":
            return percent_text(value)
        shares = self.criterion.across == "share" or self.criterion.measure.term.type.scale in ("share", "any")
        return share(value) if shares else number(value)

    def _levels(self, value: Any, unit: Unit, found: Scored) -> tuple[str, Formulas]:
        say, world = self.spoken.say, self.desk.world
        entries = []
        for level in self.criterion.score.levels:
            words = {"level": level.id or "–", "worth": number(level.points)}
            if level.holds is None:
                entries.append(say("score.level-rest", **words))
                break
            holds = level.holds.evaluate(world, unit, unit)
            code = "open" if holds is None else "yes" if holds else "no"
            entries.append(say(f"score.level-{code}", test=self.spoken.spell(level.holds, unit), **words))
            if holds is True:
                break
        else:
            entries.append(say("score.level-none"))
        points = self.spoken.interval(found.low, found.high)
        return say("score.levels", entries=self.spoken.semicolon(entries), points=points), ()

    def _deduct(self, value: Any, unit: Unit, found: Scored) -> tuple[str, Formulas]:
        say, rule = self.spoken.say, self.criterion.score
        size = shortfall(rule, value, self.desk.world, unit)
        if isinstance(size, Interval):
            if size.lo is None or size.hi is None:
                return self._unknown("deduct", found)
            (best, best_of), (worst, worst_of) = (self._left(rule, end) for end in (size.lo, size.hi))
            return say("score.deduct-ends", low=worst, high=best), (*worst_of, *best_of)
        formula = self._size(rule, value, unit)
        if size == 0 and formula:
            points = self.spoken.points(found.low)
            return say("score.size-none", formula=formula, points=points), ()
        left, left_of = self._left(rule, size)
        if not formula:
            term = self.criterion.measure.term
            code = "missing" if term.op == "function" and term.value == "missing" else "plain"
            return say(f"score.size-{code}", size=number(size), left=left), left_of
        return say("score.size", formula=formula, size=number(size), left=left), ((formula, size), *left_of)

    def _size(self, rule: ScoreRule, value: Any, unit: Unit) -> str:
        """How far the value lies beyond its bar, in the rule's unit; "" where it is itself what is deducted for."""
        world, text = self.desk.world, self._held(value)
        bar = rule.below or rule.above
        if bar is not None:
            limit = self.spoken.value(bar.term, bar.evaluate(world, unit, unit))
            text = _minus(limit, text) if rule.below is not None else _minus(text, limit)
        if rule.per is None:
            return text if bar is not None else ""
        per = self.spoken.value(rule.per.term, rule.per.evaluate(world, unit, unit))
        return f"({text}) ÷ {per}"

    def _left(self, rule: ScoreRule, size: Number) -> tuple[str, Formulas]:
        """P − each · s, and what its steps and its floor make of it."""
        say, counted = self.spoken.say, stepped(rule, size)
        left = self.criterion.points - rule.each * counted
        formula = f"{number(self.criterion.points)} − {number(rule.each)} × {number(counted)}"
        text = say("score.line", formula=formula, points=self.spoken.points(left))
        if left < rule.floor:
            text = say("score.deduct-floor", formula=formula, points=self.spoken.points(rule.floor))
        if counted != size:
            text = say(f"score.step-{rule.step}", size=number(counted), left=text)
        return text, ((formula, left),)

    def _unknown(self, method: str, found: Scored) -> tuple[str, Formulas]:
        low, high = self.spoken.points(found.low), self.spoken.points(found.high)
        return self.spoken.say(f"score.{method}-open", low=low, high=high), ()

    # several facilities

    def steps(self) -> tuple[Step, ...]:
        """From the units to the criterion's points; of a single unit its own steps too. The last holds the points."""
        return (*self._measured(), *self._raised(), self._result())

    def _measured(self) -> tuple[Step, ...]:
        finding, criterion = self.finding, self.criterion
        measurement = finding.measurement
        if measurement.applies is False:
            return ()
        if criterion.across is not None and measurement.units:
            return self._across()
        if criterion.force == "aim":
            return tuple(self._filled(u) for u in measurement.units) if len(measurement.units) == 1 else ()
        if measurement.empty:
            found = open_range(criterion.score, criterion.points)
            return (self._open(found, "step.empty", role=criterion.over.name),)
        if len(measurement.units) == 1:
            return self._of(measurement.units[0])
        return (self._combined(),)

    def _across(self) -> tuple[Step, ...]:
        criterion, measurement = self.criterion, self.finding.measurement
        if measurement.applies is None:
            return (self._open(open_range(criterion.score, criterion.points), "step.applies-open"),)
        made = Step(
            "across", self._made(criterion.across or "", measurement.value, [u.value for u in measurement.units])
        )
        if criterion.force == "aim":
            return (made,)
        return made, self._score(measurement.value, self.desk.consortium.unit)

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
        return say("step.across", function=name, formula=formula, value=said)

    def _combined(self) -> Step:
        """The units' points made one: their mean or the lowest."""
        say = self.spoken.say
        # What the measure alone gave, before a contradiction opened it or an explanation raised it.
        alone = find(self.desk, self.finding.measurement, (), None)
        units, found = alone.units, alone.scored
        lows, highs = [u.low or 0 for u in units], [u.high or 0 for u in units]
        if self.criterion.combine == "min":
            names = [u.name for u, low in zip(units, lows, strict=True) if low == found.low]
            points = self.spoken.interval(found.low, found.high)
            return Step(
                "combine", say("step.min", names=self.spoken.names(names), points=points), found.low, found.high
            )
        low, high = _mean(lows), _mean(highs)
        if found.low == found.high:
            text = say("step.mean", formula=low, points=self.spoken.points(found.low))
            return Step("combine", text, found.low, found.high, ((low, found.low),))
        ends = {"low": f"{low} = {self.spoken.points(found.low)}", "high": f"{high} = {self.spoken.points(found.high)}"}
        formulas = ((low, found.low), (high, found.high))
        return Step("combine", say("step.mean-open", **ends), found.low, found.high, formulas)

    # what comes after the measure

    def _raised(self) -> tuple[Step, ...]:
        finding, say = self.finding, self.spoken.say
        ends = {"low": self.spoken.points(finding.low), "high": self.spoken.points(finding.high)}
        if finding.status == "contested":
            return (Step("contested", say("step.contested", **ends), finding.low, finding.high),)
        if finding.status == "explained":
            part = self.desk.pack.model.scoring.explained_share
            formula = f"{number(self.criterion.points)} × {percent_text(part)}"
            text = say("step.explained", formula=formula, points=ends["low"])
            return (Step("explained", text, finding.low, finding.high, ((formula, finding.low),)),)
        return ()

    def _result(self) -> Step:
        finding, say = self.finding, self.spoken.say
        if finding.status == "watched":
            return Step("points", say("step.watched"), finding.low, finding.high)
        full = decimals(self.criterion.points)
        if finding.status == "not_applicable":
            return Step("points", say("step.not-applicable", points=full), finding.low, finding.high)
        code = "step.points" if finding.of else "step.bonus"
        points = self.spoken.interval(finding.low, finding.high)
        return Step("points", say(code, points=points, of=full), finding.low, finding.high)


def _minus(left: str, right: str) -> str:
    return f"{left} − ({right})" if right.startswith("-") else f"{left} − {right}"


def _mean(values: Sequence[Number]) -> str:
    """(8 × 9 + 3 × 0) ÷ 11: equal points together, the most first."""
    counts = Counter(values)
    parts = [f"{n} × {number(v)}" if n > 1 else number(v) for v, n in sorted(counts.items(), reverse=True)]
    return f"({' + '.join(parts)}) ÷ {len(values)}"
