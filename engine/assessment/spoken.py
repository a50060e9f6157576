"""Values, questions and scoring in words: takes them exact, gives the words of one language. Unknown is no number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from gongti.engine.expression import BOOL, NOT_ASKED, RatioValue, Term, Unit, unknown
from gongti.engine.expression.spell import source, spell
from gongti.engine.expression.types import Reference
from gongti.engine.gaps import amount_text
from gongti.engine.measure import Desk, percent_text
from gongti.engine.pack import BoundCriterion, Formula, Pack, Question, ScoreLevel, ScoreRule
from gongti.engine.values.exact import Number, Rational, decimals, show, to_fraction
from gongti.engine.values.interval import Interval, SetRange
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Language, Text, say

_SHOWN_NAMES: Final = 3
"""Facilities named before the rest are counted."""
_PLAIN: Final = Term("const", BOOL, 0)


def number(value: Number) -> str:
    """Exactly: in decimals where they end within four places (``86.5``), else in lowest terms (``13/42``)."""
    text = amount_text(value)
    return text if Fraction(text) == to_fraction(value) else show(value)


def share(value: Number) -> str:
    """A share in lowest terms, but 1 as ``100%`` and 0 as ``0%``."""
    return percent_text(value) if value in (0, 1) else show(value)


def _short(value: Any) -> str | None:
    """The fraction of a share that also has a short percentage; None for every other value."""
    known = isinstance(value, Rational) and percent_text(value).endswith("%")
    return show(value) if known else None


@dataclass(frozen=True)
class Spoken:
    """One pack in one language; with a desk, also what its report answered."""

    pack: Pack
    lang: Language
    desk: Desk | None = None

    def say(self, code: str, **params: object) -> str:
        return say(f"explain.{code}", self.lang, **params)

    def join(self, texts: Iterable[str]) -> str:
        return say("report.comma", self.lang).join(texts)

    def semicolon(self, texts: Iterable[str]) -> str:
        return say("report.semicolon", self.lang).join(texts)

    def names(self, names: Sequence[str]) -> str:
        """Some facilities by name, the rest counted."""
        shown = self.join(names[:_SHOWN_NAMES])
        return shown if len(names) <= _SHOWN_NAMES else self.say("who.more", names=shown, count=len(names))

    def said(self, text: Text | None) -> str | None:
        return None if text is None else text.said(self.lang)

    # values

    def points(self, value: Number) -> str:
        """Points exactly, and rounded where two decimals do not hold them: ``7.20``, ``78/11≈7.09``."""
        rounded = decimals(value)
        if Fraction(rounded) == to_fraction(value):
            return rounded
        return self.say("about", exact=show(value), rounded=rounded)

    def interval(self, low: Number, high: Number) -> str:
        return self.points(low) if low == high else self.say("interval", low=self.points(low), high=self.points(high))

    def value(self, term: Term, value: Any) -> str:
        """What a term came to, in words; the ``Name`` of spelling."""
        if value is None or value is NOT_ASKED or value == unknown(term):
            return self.say("unknown")
        if value is NO_DATE:
            return say("word.no-date", self.lang)
        if isinstance(value, bool):
            return say("word.yes" if value else "word.no", self.lang)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Interval):
            return self._range(term, value)
        if isinstance(value, (frozenset, SetRange)):
            return self.say("set", names=self.options(self._labels(term), value))
        if isinstance(value, str):
            return self._labels(term).get(value, value)
        return self._number(term, value)

    def _range(self, term: Term, value: Interval) -> str:
        low = None if value.lo is None else self._number(term, value.lo)
        high = None if value.hi is None else self._number(term, value.hi)
        if low is None:
            return self.say("range-to", high=high)
        return self.say("range-from", low=low) if high is None else self.say("range", low=low, high=high)

    def _number(self, term: Term, value: Number) -> str:
        """A percentage and a written bar as they were typed, a computed share in lowest terms."""
        if term.op == "parameter" and self.desk is not None:
            held = self.desk.parameters.get(term.value)
            if held is not None and held.value.term.op == "const" and held.value.term.value == value:
                return str(held.value.text).strip()
        question = self.question_of(term)
        typed = term.op == "const" or (question is not None and question.type == "percent")
        if term.type.scale == "share" and typed:
            return percent_text(value)
        return share(value) if term.type.scale in ("share", "any") else number(value)

    def measured(self, term: Term, value: Any) -> str:
        """As ``value``, and a computed share in percent too, where that is as exact: ``193/200（即 96.5%）``."""
        text = self.value(term, value)
        if term.type.base == "number" and term.type.scale == "share" and text == _short(value):
            return self.say("share", share=text, percent=percent_text(value))
        return text

    def question_of(self, term: Term) -> Question | None:
        """The question a leaf reads."""
        reference = term.value
        read = isinstance(reference, Reference) and reference.slot >= 0
        return self.pack.questions[reference.slot] if read else None

    def _labels(self, term: Term) -> Mapping[str, str]:
        question = self.question_of(term)
        return {} if question is None else {k: t.said(self.lang) for k, t in question.options.items()}

    def options(self, labels: Mapping[str, str], value: frozenset[str] | SetRange) -> str:
        """A set's options by their labels, those not known apart."""
        sure = value.sure if isinstance(value, SetRange) else value
        names = self.join(labels.get(o, o) for o in [*labels, *sorted(sure - set(labels))] if o in sure)
        names = names or say("word.no-date", self.lang)
        if not isinstance(value, SetRange):
            return names
        blank = self.join(labels.get(o, o) for o in labels if o in value.possible - value.sure)
        return self.say("set-open", names=names, unknown=blank)

    def answer(self, question: Question, value: Any) -> str:
        """An answer as a person says it: ``360 / 1200 个/周``, ``是``, ``8.3%``."""
        unit = question.unit.said(self.lang)
        if value is NOT_ASKED or value is None:
            return self.say("unknown")
        if isinstance(value, RatioValue):
            counts = (
                number(c) if not isinstance(c, Interval) else self.say("unknown") for c in (value.part, value.whole)
            )
            return " ".join(filter(None, (" / ".join(counts), unit)))
        if value is NO_DATE or isinstance(value, (bool, date)):
            return self.value(_PLAIN, value)
        if isinstance(value, (frozenset, SetRange)):
            return self.options({k: t.said(self.lang) for k, t in question.options.items()}, value)
        if isinstance(value, Interval):
            return self.say("unknown")
        return percent_text(value) if question.type == "percent" else " ".join(filter(None, (number(value), unit)))

    # expressions

    def spell(self, formula: Formula, unit: Unit) -> str:
        """With the numbers of one unit filled in."""
        assert self.desk is not None
        return spell(formula.term, self.desk.world, unit, unit, self.value)

    def written(self, formula: Formula) -> str:
        return " ".join(formula.text.split())

    def source(self, term: Term) -> str:
        return source(term, self.value)

    # who

    def asked_of(self, name: str) -> str:
        """The consortium, the region, or a role or type with the facilities that have it here."""
        if name in ("consortium", "region"):
            return self.say(f"who.{name}")
        if self.desk is None:
            return name
        names = [str(u.fields.get("name", u.id)) for u in self.desk.collection(name)]
        if not names:
            return self.say("who.none", role=name)
        return self.say("who.some", role=name, names=self.names(names))

    def answer_type(self, question: Question) -> str:
        """What an answer can be."""
        options = self.join(t.said(self.lang) for t in question.options.values())
        part, whole = question.part.said(self.lang), question.whole.said(self.lang)
        return self.say(f"type.{question.type}", options=options, part=part, whole=whole)

    def party(self, id: str) -> str:
        """What the reader calls a facility, and the two ids that are no facility's."""
        if id in ("consortium", "region"):
            return self.say(f"who.{id}")
        return next((p.name for p in self.desk.facilities if p.id == id), id) if self.desk is not None else id

    # scoring in general

    def method(self, criterion: BoundCriterion) -> str:
        """How the measure becomes points, in one phrase."""
        rule = criterion.score
        if rule.method == "levels":
            return self.say("method.levels", entries=self.join(self._levels(rule)))
        if rule.method == "linear":
            assert rule.full is not None
            code = "method.linear" if rule.zero is None else "method.linear-zero"
            zero = "" if rule.zero is None else self.bar(rule.zero)
            return self.say(code, full=self.bar(rule.full), zero=zero)
        if rule.method == "deduct":
            return self._deduct(criterion)
        return self.say("method.pass")

    def _levels(self, rule: ScoreRule) -> Iterable[str]:
        for level in rule.levels:
            yield self.say("method.level", id=level.id or "–", test=self.test(level), points=number(level.points))

    def test(self, level: ScoreLevel) -> str:
        """What a level asks for: its bound, or its condition as written."""
        if level.holds is None:
            return self.say("method.rest")
        if level.bound is None:
            return self.source(level.holds.term)
        return self.say(f"method.{level.holds.term.value[0]}", bar=self.bar(level.bound))

    def bar(self, formula: Formula) -> str:
        """A bar as written; of a parameter its value beside the name, and percentage points in full."""
        text = self.written(formula)
        if formula.term.op == "parameter":
            value = self._parameter(formula.term.value)
            return text if value is None else self.say("method.bar", value=value, name=text)
        return self.say("method.pp", count=text.removesuffix("pp").strip()) if text.endswith("pp") else text

    def _parameter(self, name: str) -> str | None:
        """A parameter's text: the day's where there is a day, else the only one it ever has."""
        if self.desk is not None:
            held = self.desk.parameters.get(name)
            return " ".join(held.value.text.split()) if held is not None else None
        values = self.pack.parameters[name]
        return " ".join(values[0].value.text.split()) if len(values) == 1 else None

    def _deduct(self, criterion: BoundCriterion) -> str:
        rule, term = criterion.score, criterion.measure.term
        bar = rule.below or rule.above
        kind = "below" if rule.below else "above" if rule.above else "missing"
        if bar is None and not (term.op == "function" and term.value == "missing"):
            return self.say("method.deduct", each=number(rule.each), floor=number(rule.floor))
        return self.say(
            f"method.deduct-{kind}",
            bar="" if bar is None else self.bar(bar),
            per="1" if rule.per is None else self.bar(rule.per),
            each=number(rule.each),
            step="" if rule.step == "exact" else self.say(f"method.step-{rule.step}"),
            floor=number(rule.floor),
        )
