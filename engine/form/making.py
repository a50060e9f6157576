"""What every sheet of a form is made from: the packs' questions, what is given beside them, the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

from gongti.engine.expression import Term
from gongti.engine.expression.types import Reference
from gongti.engine.form.model import LIST_SHEET, letters
from gongti.engine.form.told import text_of
from gongti.engine.pack.questionnaire import Asked, Questionnaire
from gongti.engine.report.conditions import Conditions
from gongti.engine.submission import Answer, ConsortiumReport, Period, Register, Submission
from gongti.engine.words import Language, Text, say

_DEEPEST: Final = 4
"""Questions that decide on one another: further than this nobody asks."""
Answers = Mapping[str, tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Given:
    """What is known beside the packs.

    ``claimed`` is the report under review, which makes the form a reviewer's; ``before`` the last period's, shown as
    a hint. ``blank`` is how many facilities there is room for without a register.
    """

    period: Period
    consortium: ConsortiumReport | None = None
    register: Register | None = None
    claimed: Submission | None = None
    before: Submission | None = None
    blank: int = 5

    @property
    def kind(self) -> Literal["report", "review"]:
        return "report" if self.claimed is None else "review"


class Lists:
    """The lists of a workbook that is chosen from, each once: a column of the hidden sheet each."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], int] = {}

    def range(self, entries: tuple[str, ...]) -> str:
        """Where a list stands, as formulas call it."""
        column = letters(self._columns.setdefault(entries, len(self._columns)))
        return f"{LIST_SHEET}!${column}$1:${column}${len(entries)}"

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self._columns)


@dataclass(frozen=True)
class Making:
    """One form in the making."""

    asked: Questionnaire
    given: Given
    lang: Language
    claimed: Mapping[str, Answers] = field(default_factory=dict)
    before: Mapping[str, Answers] = field(default_factory=dict)

    def say(self, code: str, **params: object) -> str:
        return say(f"form.{code}", self.lang, **params)

    @property
    def review(self) -> bool:
        return self.given.claimed is not None

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        return {q.question.id: q.number for q in self.asked.questions}

    @cached_property
    def title(self) -> str:
        title = self.say(f"title.{self.given.kind}")
        known = self.given.consortium
        return self.say("title-of", name=text_of(known.name), title=title) if known is not None else title

    @cached_property
    def period(self) -> str:
        return self.say("period-of", period=self.given.period.text)

    @cached_property
    def fields_spoken_of(self) -> frozenset[str]:
        """The fields of a facility that a role or a criterion reads."""
        found = {name for p in self.asked.packs for c in p.criteria for _, name in c.fields}
        for pack in self.asked.packs:
            for role in pack.roles:
                _fields(role.where.term, found)
        return frozenset(found)

    def about(self, asked: Asked) -> tuple[str, ...]:
        """What stands below the label: the definition, for when, when to answer, what must hold, what to attach."""
        question, said = asked.question, Conditions(asked.pack, self.lang, self.numbers)
        parts = [question.definition.said(self.lang)] if question.definition is not None else []
        if question.time is not None:
            code = f"series.{question.time}" if question.fold is not None else f"time.{question.time}"
            parts.append(self.say("asked.time", text=say(f"ask.{code}", self.lang)))
        if question.ask_when is not None:
            parts.append(self.say("asked.when", text=said.said(question.ask_when, question.id)))
        if question.valid is not None:
            parts.append(self.say("asked.valid", text=said.said(question.valid, question.id)))
        if asked.evidence:
            papers = self.say("list").join(t.said(self.lang) for t in asked.evidence)
            parts.append(self.say("asked.papers", text=papers))
        return tuple(parts)


def _fields(term: Term, found: set[str]) -> None:
    if isinstance(term.value, Reference) and term.value.slot < 0:
        found.add(term.value.name)
    for arg in term.args:
        if arg is not None:
            _fields(arg, found)


def numbered(asked: Questionnaire) -> Questionnaire:
    """The questionnaire with its questions numbered as they stand in the form: by sheet, then by dimension.

    Facilities of every kind are one sheet here, so that numbers rise on each of theirs too.
    """
    of_facilities = min((n for n, s in enumerate(asked.sheets) if s.kind == "facilities"), default=0)
    order = sorted(
        ((of_facilities if sheet.kind == "facilities" else n), dimension(q, asked)[0], q.number)
        for n, sheet in enumerate(asked.sheets)
        for q in sheet.questions
    )
    numbers = {old: new for new, (*_, old) in enumerate(order, 1)}
    return replace(asked, sheets=tuple(replace(s, questions=_renumbered(s.questions, numbers)) for s in asked.sheets))


def _renumbered(questions: tuple[Asked, ...], numbers: Mapping[int, int]) -> tuple[Asked, ...]:
    made = (replace(question, number=numbers[question.number]) for question in questions)
    return tuple(sorted(made, key=lambda question: question.number))


def dimension(asked: Asked, everything: Questionnaire, depth: int = 0) -> tuple[tuple[int, int], Text | None]:
    """Under which heading a question stands, with its place among the headings: that of its first criterion.

    A question that only a reconciliation reads stands with the criterion it may put in doubt; one that only decides
    whether another is asked, with that one.
    """
    packs = everything.packs
    for use in asked.uses:
        doubted = {d for r in use.reconcile for d in r.doubts}
        for ids in ({c.id for c in use.criteria}, doubted):
            for place, found in enumerate(use.pack.dimensions):
                if any(c.id in ids for c in found.criteria):
                    return (packs.index(use.pack), place), found.title
    decided = {name for use in asked.uses for name in use.questions}
    others = (q for q in everything.questions if q.question.id in decided)
    found_with = [dimension(q, everything, depth + 1) for q in others] if depth < _DEEPEST else []
    return min((f for f in found_with if f[1] is not None), key=lambda f: f[0], default=((len(packs), 0), None))
