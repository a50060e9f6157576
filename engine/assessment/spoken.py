"""Values and questions in words: takes them exact, gives the words of one language. Unknown is no number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from gongti.engine.expression import BOOL, NOT_ASKED, RatioValue, TableValue, Term, Unit, unknown
from gongti.engine.expression.spell import source, spell
from gongti.engine.expression.types import Reference
from gongti.engine.gaps import amount_text
from gongti.engine.measure import Desk, percent_text
from gongti.engine.pack import Formula, Pack, Question
from gongti.engine.values.exact import Number, Rational, decimals, show, to_fraction
from gongti.engine.values.interval import Interval, SetRange
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Language, Text, say

_SHOWN_NAMES: Final = 3
"""Facilities named before the rest are counted."""
_PLAIN: Final = Term("const", BOOL, 0)
_SINCE: Final = ("change", "growth")


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

    def names(self, names: Sequence[str], most: int = _SHOWN_NAMES) -> str:
        """Some by name, the rest counted."""
        shown = self.join(names[:most])
        return shown if len(names) <= most else self.say("who.more", names=shown, count=len(names))

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
            return self.say("set", names=self.options(self.labels(term), value))
        if isinstance(value, str):
            return self.labels(term).get(value) or self.say("quoted", text=value)
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
        """As ``value``, and a computed share in percent too, where that is as exact: ``193/200（即 96.5%）``.

        What has changed since the last period is in percentage points where it is a share.
        """
        text = self.value(term, value)
        since = term.value if term.op == "function" and term.value in _SINCE else ""
        shares = term.type.base == "number" and (term.type.scale == "share" or since == "growth")
        if not shares or text != _short(value):
            return text
        percent = percent_text(value)
        if since == "change":
            percent = self.say("method.pp", count=percent.removesuffix("%"))
        return self.say("share", share=text, percent=percent)

    def question_of(self, term: Term) -> Question | None:
        """The question a leaf reads."""
        reference = term.value
        read = isinstance(reference, Reference) and reference.slot >= 0
        return self.pack.questions[reference.slot] if read else None

    def labels(self, term: Term) -> Mapping[str, str]:
        """What the options of a choice or a set are called, of whatever it was made."""
        question = self.question_of(term)
        if question is None:
            return self._labels.get(frozenset(term.type.options), {}) if term.type.options else {}
        return {k: t.said(self.lang) for k, t in question.options.items()}

    @cached_property
    def _labels(self) -> Mapping[frozenset[str], dict[str, str]]:
        """The labels of every list of options, by the options; the first question that has them names them."""
        found: dict[frozenset[str], dict[str, str]] = {}
        for question in self._every_question():
            if question.options:
                labels = {k: t.said(self.lang) for k, t in question.options.items()}
                found.setdefault(frozenset(labels), labels)
        return found

    def _every_question(self) -> Iterator[Question]:
        for question in self.pack.questions:
            yield question
            if question.table is not None:
                yield from question.table.columns.values()

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
        """An answer as a person says it: ``360 / 1200 个/周``, ``是``, ``8.3%``, ``5 行``."""
        unit = question.unit.said(self.lang)
        if value is NOT_ASKED or value is None:
            return self.say("unknown")
        if isinstance(value, TableValue):
            return self.say("rows", count=len(value.rows)) if value.known else self.say("unknown")
        if isinstance(value, RatioValue):
            return self._ratio(question, value, unit)
        if value is NO_DATE or isinstance(value, (bool, date)):
            return self.value(_PLAIN, value)
        labels = {k: t.said(self.lang) for k, t in question.options.items()}
        if isinstance(value, (frozenset, SetRange)):
            return self.options(labels, value)
        if isinstance(value, Interval):
            return self.say("unknown")
        if isinstance(value, str):
            return labels.get(value, value)
        return percent_text(value) if question.type == "percent" else " ".join(filter(None, (number(value), unit)))

    def _ratio(self, question: Question, value: RatioValue, unit: str) -> str:
        """Both counts; of a series whose shares are averaged or picked there are none, but a share."""
        if question.fold in ("mean", "min", "max"):
            return self.say("unknown") if isinstance(value.share, Interval) else percent_text(value.share)
        counts = (number(c) if not isinstance(c, Interval) else self.say("unknown") for c in (value.part, value.whole))
        return " ".join(filter(None, (" / ".join(counts), unit)))

    # expressions

    def spell(self, formula: Formula, unit: Unit) -> str:
        """With the numbers of one unit filled in."""
        return self.spelled(formula.term, unit)

    def spelled(self, term: Term, unit: Unit) -> str:
        assert self.desk is not None
        return spell(term, self.desk.world, unit, unit, self.value)

    def written(self, formula: Formula) -> str:
        return " ".join(formula.text.split())

    def source(self, term: Term) -> str:
        return source(term, self.value)

    # who

    def asked_of(self, name: str) -> str:
        """The consortium, the region, or a role or type with the facilities that have it here."""
        if name in ("consortium", "region"):
            return self.say(f"who.{name}")
        everywhere = any(r.name == name and r.of_region for r in self.pack.roles)
        role = self.say("who.everywhere", role=name) if everywhere else name
        if self.desk is None:
            return role
        names = [str(u.fields.get("name", u.id)) for u in self.desk.collection(name)]
        if not names:
            return self.say("who.none", role=role)
        return self.say("who.some", role=role, names=self.names(names))

    def answer_type(self, question: Question) -> str:
        """What an answer can be; of a series one for each of its periods, of a table its columns."""
        options = self.join(t.said(self.lang) for t in question.options.values())
        part, whole = question.part.said(self.lang), question.whole.said(self.lang)
        words = self.say(f"type.{question.type}", options=options, part=part, whole=whole)
        if question.table is not None:
            words += self._columns(question)
        if question.fold is not None:
            fold = self.say(f"fold.{question.fold}")
            words = self.say("type.series", each=self.say(f"time.{question.time}"), type=words, fold=fold)
        return words

    def _columns(self, question: Question) -> str:
        """A table's columns with what each holds, and how many rows are asked for."""
        table = question.table
        assert table is not None
        columns = []
        for name, column in table.columns.items():
            unit = column.unit.said(self.lang)
            about = [self.answer_type(column) + (self.say("unit", unit=unit) if unit else "")]
            about += [self.say("table.required")] if name in table.required else []
            about += [self.say("table.key")] if name == table.key else []
            columns.append(self.say("table.column", label=column.label.said(self.lang), about=self.join(about)))
        words = self.say("table.columns", columns=self.join(columns))
        if table.fixed is not None:
            words += self.say("table.fixed", rows=self.join(t.said(self.lang) for t in table.fixed.values()))
        if table.role is not None:
            words += self.say("table.role", role=table.role)
        if table.min_rows:
            words += self.say("table.least", count=table.min_rows)
        return words + (self.say("table.may-be-empty") if table.may_be_empty else "")

    def party(self, id: str) -> str:
        """What the reader calls a facility, and the two ids that are no facility's."""
        if id in ("consortium", "region"):
            return self.say(f"who.{id}")
        parties = () if self.desk is None else (*self.desk.facilities, *self.desk.others)
        return next((p.name for p in parties if p.id == id), id)
