"""The questionnaire of several packs: takes packs, gives every question once, by who answers it; or why it cannot.

A question is known by its id, in every pack the same: one that two packs ask differently is refused. First come the
offices of the county or city, then the consortium, then facilities, at last what only a reviewer answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.expression import reads
from gongti.engine.pack.bound import BoundCriterion, BoundRole, Pack, Question, Reconciliation
from gongti.engine.words import Text, listed

Kind = Literal["office", "region", "consortium", "facilities", "assessor"]
"""Whose sheet it is; ``region`` is for questions to the county or city that name no office."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """What one pack does with a question.

    ``questions`` are those whose asking or validity depends on it; ``otherwise`` that a rule or grade alone reads it.
    """

    pack: Pack
    criteria: tuple[BoundCriterion, ...]
    reconcile: tuple[Reconciliation, ...]
    questions: tuple[str, ...]
    otherwise: bool


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question with its number; ``pack`` is the first that asks it, ``evidence`` what any of them wants."""

    number: int
    question: Question
    pack: Pack
    evidence: tuple[Text, ...]
    uses: tuple[Use, ...]


_LIST: Final = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Who:
    """Facilities: those of a role, as a pack defines it, or of a type."""

    name: str
    role: BoundRole | None

    @property
    def key(self) -> tuple[str, bool]:
        """Two roles are one where their conditions are, whatever they are called."""
        if self.role is None:
            return f'type == "{self.name}"', False
        text = " ".join(self.role.where.text.split())
        return _LIST.sub(
            lambda m: "[" + ", ".join(sorted(re.split(r"\s*,\s*", m[1].strip()))) + "]", text
        ), self.everywhere

    @property
    def everywhere(self) -> bool:
        return self.role is not None and self.role.of_region


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The questions of one office, of the consortium, or of each of some facilities.

    ``who`` holds more than one entry where packs define a role differently: every one of them answers.
    """

    kind: Kind
    office: Text | None
    who: tuple[Who, ...]
    questions: tuple[Asked, ...]

    @property
    def one(self) -> bool:
        """Whether a single facility answers."""
        return bool(self.who) and all(w.role is not None and w.role.one for w in self.who)


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """Every question of the packs, once, by who answers it."""

    packs: tuple[Pack, ...]
    sheets: tuple[Sheet, ...]

    @property
    def questions(self) -> tuple[Asked, ...]:
        return tuple(q for s in self.sheets for q in s.questions)


def questionnaire(packs: Sequence[Pack]) -> tuple[Questionnaire | None, tuple[Problem, ...]]:
    """The questions of packs, in the order in which the packs ask them; the same packs always give the same."""
    packs = tuple({p.id: p for p in packs}.values())
    problems = Problems()
    asked: dict[str, list[tuple[Pack, Question]]] = {}
    for pack in packs:
        for question in pack.questions:
            asked.setdefault(question.id, []).append((pack, question))
    for name, askers in asked.items():
        (first, _), *others = askers
        for pack, _ in others:
            if keys := differences(first, pack, name):
                problems.add("asked-two-ways", Place(pack.path), indicator=name, other=first.id, keys=listed(keys))
    if problems.has_errors:
        return None, problems.sorted()
    return Questionnaire(packs, tuple(_sheets(asked))), problems.sorted()


_COMPARED: Final = (
    "type", "label", "unit", "part", "whole", "asked_of", "filled_by", "definition", "options", "ask_when", "valid",
    "time", "fold", "asks_prior", "better", "table",
)  # fmt: skip


def differences(pack: Pack, other: Pack, name: str) -> tuple[str, ...]:
    """In what two packs' questions of one id differ, by the keys of the language; their evidence may.

    So may the label beside ``use``, where it is still the one entry of the dictionary that is asked.
    """
    used = all(name in p.model.indicators and p.model.indicators[name].use is not None for p in (pack, other))
    one, two = pack.question(name), other.question(name)
    keys = (k for k in _COMPARED if not (used and k == "label"))
    return tuple(_SAID.get(k, k) for k in keys if _plain(getattr(one, k)) != _plain(getattr(two, k)))


_SAID: Final = {"asks_prior": "prior", "table": "columns"}
"""The key of the language, where it is another word."""


def _plain(value: Any) -> Any:
    """What is asked, without the pack it is bound in."""
    if isinstance(value, Text):
        return value.zh
    if isinstance(value, Mapping):
        return [(k, _plain(v)) for k, v in value.items()]
    if hasattr(value, "term"):
        return " ".join(value.text.split())
    if hasattr(value, "columns"):
        columns = [(n, [_plain(getattr(c, k)) for k in _COMPARED]) for n, c in value.columns.items()]
        rows = _plain(value.fixed) if value.fixed is not None else value.role
        return columns, value.required, value.key, rows, value.may_be_empty, value.min_rows
    return value


def _sheets(asked: Mapping[str, list[tuple[Pack, Question]]]) -> Iterator[Sheet]:
    """The sheets in their order, their questions numbered through."""
    groups: dict[tuple[Any, ...], list[list[tuple[Pack, Question]]]] = {}
    for askers in asked.values():
        groups.setdefault(_home(askers), []).append(askers)
    number = 0
    for home in sorted(groups, key=_rank):
        questions = []
        for askers in groups[home]:
            number += 1
            questions.append(_asked(number, askers))
        (_, first), *_ = groups[home][0]
        office = first.filled_by if home[0] == "office" else None
        who = _who(groups[home][0]) if home[0] == "facilities" else ()
        yield Sheet(home[0], office, who, tuple(questions))


def _home(askers: list[tuple[Pack, Question]]) -> tuple[Any, ...]:
    """Whose sheet a question is on."""
    _, question = askers[0]
    if question.assessor:
        return ("assessor",)
    if question.asked_of == "region":
        return ("office", question.filled_by.zh) if question.filled_by is not None else ("region",)
    if question.asked_of == "consortium":
        return ("consortium",)
    return ("facilities", tuple(w.key for w in _who(askers)), bool(all(w.role and w.role.one for w in _who(askers))))


def _rank(home: tuple[Any, ...]) -> int:
    """Offices, region, consortium, facilities (a single one, then by their part in it, then by type), the review."""
    if home[0] != "facilities":
        return {"office": 0, "region": 1, "consortium": 2, "assessor": 9}[home[0]]
    if home[2]:
        return 3
    return 4 if any("role" in text.split() for text, _ in home[1]) else 5


def _who(askers: list[tuple[Pack, Question]]) -> tuple[Who, ...]:
    """The facilities that the packs mean, each meaning once; those of the whole region hold those of the consortium."""
    found = [Who(q.asked_of, next((r for r in pack.roles if r.name == q.asked_of), None)) for pack, q in askers]
    meant = {w.key: w for w in found}
    return tuple(w for (text, everywhere), w in meant.items() if everywhere or (text, True) not in meant)


def _asked(number: int, askers: list[tuple[Pack, Question]]) -> Asked:
    pack, question = askers[0]
    evidence: dict[str, Text] = {}
    for text in (text for _, q in askers for text in q.evidence):
        evidence.setdefault(text.zh, text)
    uses = tuple(_use(pack, question.id) for pack, _ in askers)
    return Asked(number, question, pack, tuple(evidence.values()), uses)


def _use(pack: Pack, name: str) -> Use:
    criteria = tuple(c for c in pack.criteria if any(n == name for _, _, n in (*c.reads, *c.prior_reads)))
    reconcile = tuple(r for r in pack.reconcile if any(n == name for _, _, n in r.reads))
    questions = tuple(q.id for q in pack.questions if q.id != name and name in _conditions(q))
    return Use(pack, criteria, reconcile, questions, name in pack.used and not (criteria or reconcile or questions))


def _conditions(question: Question) -> set[str]:
    """What decides whether a question is asked, and whether its answer is taken."""
    formulas = (f for f in (question.ask_when, question.valid) if f is not None)
    return {name for f in formulas for _, _, name in reads(f.term)}
