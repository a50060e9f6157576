"""Answers: takes what was written and the question's type, gives a value or its range, and why it is not known.

What is refused, missing, contradictory or not asked stays apart: each has its own reason, and none is a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence as List
from gongti.engine.document import near_hint
from gongti.engine.expression import NOT_ASKED, RatioValue, TableValue, Unit
from gongti.engine.measure.claims import claim_of
from gongti.engine.measure.papers import check_papers
from gongti.engine.measure.plain import AT_ONCE
from gongti.engine.measure.series import fold, series_entries
from gongti.engine.measure.tables import Rows, duplicate_key, table_rows
from gongti.engine.pack import Pack, Question, Table
from gongti.engine.submission import META_KEYS, Answer
from gongti.engine.submission.called import who_called
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number
from gongti.engine.values.interval import SetRange
from gongti.engine.values.typed import (
    Percent,
    Ratio,
    Refusal,
    SetAnswer,
    choice,
    count,
    day,
    money,
    number,
    options,
    percent,
    ratio,
    text,
    yesno,
)
from gongti.engine.words import listed

Reason = Literal[
    "unanswered", "refused", "not_reported", "differs", "partial", "assessor", "inapplicable",
    "not_confirmed", "conflict", "overruled",
]  # fmt: skip
"""Why an answer is not known; the last three are a reviewer's doing, ``assessor`` waits for one. ``inapplicable`` is
claimed not to apply, which a reviewer has yet to accept."""


class Given(NamedTuple):
    """What was made of one question put to one unit: answered, or why not; and where it stands.

    ``lacks`` names the parts that are not there: a series' periods, a table's cells.
    """

    reason: Reason | None
    at: Place | None
    half_unit: Number = 0
    lacks: tuple[str, ...] = ()


NOT_ANSWERED: Final = Given("unanswered", None)


NOT_REPORTED: Final = Given("not_reported", None)


FOR_ASSESSOR: Final = Given("assessor", None)


class Sheet(NamedTuple):
    """One unit's answers by slot, as read: before any condition of the pack on them. Prior ones where it reads any."""

    values: list[Any]
    given: list[Given | None]
    prior: list[Any]
    prior_given: list[Given | None]


def put_to(pack: Pack, roles: frozenset[str], kind: Any) -> tuple[Question, ...]:
    """The questions put to a unit by its roles or its type."""
    return tuple(q for q in pack.questions if q.asked_of in roles or q.asked_of == kind)


def read_answers(
    pack: Pack,
    answers: Mapping[str, tuple[Answer, ...]],
    asked: Sequence[Question],
    silent: Given,
    frame: Rows,
    problems: Problems,
) -> Sheet:
    """One unit's answers by slot: a value or its range, and what became of the question."""
    values: list[Any] = [NOT_ASKED] * len(pack.questions)
    given: list[Given | None] = [None] * len(pack.questions)
    answered = 0
    for question in asked:
        slot = question.slot
        several = answers.get(question.id)
        if several is None:
            values[slot] = unknown_answer(question)
            given[slot] = FOR_ASSESSOR if question.assessor else silent
            continue
        answered += 1
        if question.assessor:
            problems.add("assessor-answers", several[0].at, indicator=question.label)
            values[slot], given[slot] = unknown_answer(question), FOR_ASSESSOR
            continue
        answer = several[0]
        at_once = AT_ONCE.get(question.type) if len(several) == 1 and question.fold is None else None
        taken = at_once(question, answer.raw) if at_once is not None else None
        if taken is not None:
            values[slot], half_unit = taken
            given[slot] = Given(None, answer.at, half_unit)
        else:
            values[slot], given[slot] = read_all(question, several, frame, problems)
    if answered < len(answers):
        _warn_not_asked(pack, answers, given, problems)
    if not pack.reads_prior:
        return Sheet(values, given, [], [])
    prior = [read_prior(question, answers.get(question.id), frame, problems) for question in pack.questions]
    return Sheet(values, given, [value for value, _ in prior], [made for _, made in prior])


def _warn_not_asked(
    pack: Pack, answers: Mapping[str, tuple[Answer, ...]], given: Sequence[Given | None], problems: Problems
) -> None:
    for question in pack.questions:
        if given[question.slot] is None and answers.get(question.id):
            at = answers[question.id][0].at
            problems.add("answer-not-asked", at, label=question.label, of=who_called(question.asked_of))


def read_prior(
    question: Question, several: tuple[Answer, ...] | None, frame: Rows, problems: Problems
) -> tuple[Any, Given | None]:
    """Last period's value as an answer states it beside its own; unknown where none does."""
    if question.type == "table":
        return None, None
    stated = [
        Answer(answer.raw["prior"], answer.raw.values_at["prior"])
        for answer in several or ()
        if isinstance(answer.raw, Tree) and "prior" in answer.raw and "prior" not in question.options
    ]
    if not stated:
        return unknown_answer(question), NOT_ANSWERED
    if question.fold is not None and isinstance(stated[0].raw, Tree):
        return read_all(question, tuple(stated), frame.year_before(), problems)
    return read_all(replace(question, fold=None), tuple(stated), frame, problems)


def read_all(question: Question, several: tuple[Answer, ...], frame: Rows, problems: Problems) -> tuple[Any, Given]:
    """The value of one question's answers; two that differ are none."""
    if len(several) == 1:
        return read_answer(question, several[0], frame, problems)
    read = [read_answer(question, answer, frame, problems) for answer in several]
    known = [r for r in read if r[1].reason is None]
    claimed = [r for r in read if r[1].reason == "inapplicable"]
    if known and claimed:
        problems.add("answered-and-inapplicable", claimed[0][1].at or several[0].at, label=question.label)
        return unknown_answer(question), Given("differs", several[0].at)
    if len(known) == 1 or (known and all(same_value(k[0], known[0][0]) for k in known)):
        return known[0]
    if not known:
        return read[0]
    problems.add("answers-differ", several[1].at, label=question.label, first=str(several[0].at))
    return unknown_answer(question), Given("differs", several[0].at)


def same_value(x: Any, y: Any) -> bool:
    """Whether two answers say the same: a ratio by its counts, a table by its rows."""
    if isinstance(x, TableValue) and isinstance(y, TableValue):
        return [row.fields for row in x.rows] == [row.fields for row in y.rows]
    return iv.equal(_bare(x), _bare(y)) is True


def _bare(value: Any) -> Any:
    return (value.part, value.whole) if isinstance(value, RatioValue) else value


UNKNOWN: Final[Mapping[str, Callable[[Question], Any]]] = {
    "yesno": lambda q: None,
    "count": lambda q: iv.NOT_NEGATIVE,
    "number": lambda q: iv.ANY_NUMBER,
    "money": lambda q: iv.NOT_NEGATIVE,
    "percent": lambda q: iv.SHARE,
    "ratio": lambda q: RatioValue(iv.NOT_NEGATIVE, iv.NOT_NEGATIVE, iv.SHARE),
    "date": lambda q: None,
    "choice": lambda q: None,
    "set": lambda q: SetRange(frozenset(), frozenset(q.options)),
    "text": lambda q: None,
    "table": lambda q: TableValue((), False, None),
}
"""The whole range of each type."""


def unknown_answer(question: Question) -> Any:
    """The whole range of what could be answered."""
    return UNKNOWN[question.type](question)


def read_answer(question: Question, answer: Answer, frame: Rows, problems: Problems) -> tuple[Any, Given]:
    """One answer by its question's type: its value, or the type's range with the reason it is not known."""
    if isinstance(answer.raw, Tree) and "evidence" in answer.raw and "evidence" not in question.options:
        check_papers(answer.raw["evidence"], problems, answer.raw.values_at["evidence"])
    claim = claim_of(question, answer.raw, problems)
    if claim is not None:
        return unknown_answer(question), Given("refused" if claim.answered else "inapplicable", claim.at)
    if question.table is not None:
        return read_table(question, question.table, answer, frame, problems)
    if question.fold is not None:
        return _series(question, question.fold, answer, frame, problems)
    return read_plain(question, answer, problems)


def read_plain(question: Question, answer: Answer, problems: Problems) -> tuple[Any, Given]:
    """One answer of a type that is one value."""
    raw = answer.raw
    kind = question.type
    if isinstance(raw, Tree):
        raw = _without_meta(question, raw, problems)
    value = _TYPED[kind](question, raw)
    if value is None:
        return unknown_answer(question), Given("unanswered", answer.at)
    if isinstance(value, Refusal):
        _tell(question, (value, *value.also), answer, problems)
        return unknown_answer(question), Given("refused", answer.at)
    if isinstance(value, Percent):
        return value.value, Given(None, answer.at, value.half_unit)
    if isinstance(value, Ratio):
        return _ratio(value, answer.at)
    if isinstance(value, SetAnswer):
        return _set(question, value, answer, problems)
    return value, Given(None, answer.at)


def _series(question: Question, fold_by: str, answer: Answer, frame: Rows, problems: Problems) -> tuple[Any, Given]:
    """A series by the sub-periods of the report's period, made one value."""
    wanted = frame.subperiods(question.time or "year")
    entries, at = series_entries(question, answer, wanted, problems)
    if entries is None:
        return unknown_answer(question), Given("refused" if answer.raw is not None else "unanswered", at)
    plain = replace(question, fold=None)
    values: list[Any] = []
    lacks: list[str] = []
    reasons: list[Reason] = []
    for name in wanted:
        entry = entries.get(name)
        value, given = (unknown_answer(question), NOT_ANSWERED) if entry is None else read_plain(plain, entry, problems)
        values.append(value)
        if given.reason is not None:
            lacks.append(name)
            reasons.append(given.reason)
    folded = fold(fold_by, values, unknown_answer(question))
    if not lacks:
        return folded, Given(None, at)
    alone: Reason = "refused" if "refused" in reasons else "unanswered"
    return folded, Given("partial" if len(lacks) < len(wanted) else alone, at, 0, tuple(lacks))


def read_table(question: Question, table: Table, answer: Answer, frame: Rows, problems: Problems) -> tuple[Any, Given]:
    """The rows of a table, each cell by its column's type; see ``tables``."""
    found = table_rows(question, table, answer, frame, problems)
    if found.rows is None:
        return unknown_answer(question), Given(found.reason or "unanswered", answer.at)
    rows: list[Unit] = []
    lacks: list[str] = []
    for row in found.rows:
        fields: dict[str, Any] = {}
        for name, column in table.columns.items():
            cell = row.cells.get(name)
            value, given = (
                (unknown_answer(column), NOT_ANSWERED) if cell is None else read_plain(column, cell, problems)
            )
            fields[name] = value
            if given.reason is not None and (name in table.required or given.reason == "refused"):
                lacks.append(f"{row.name}·{column.label.zh}")
            if given.reason == "unanswered" and name in table.required and row.at is not None:
                problems.add("blank-cell", row.at, table=question.label, row=row.name, column=column.label)
        rows.append(Unit(row.id, (), fields))
    if table.key is not None:
        twice = duplicate_key(rows, table.key)
        if twice is not None:
            problems.add("duplicate-row", answer.at, table=question.label, key=twice)
            return unknown_answer(question), Given("refused", answer.at)
    if len(rows) < table.min_rows:
        problems.add("too-few-rows", answer.at, table=question.label, least=table.min_rows, found=len(rows))
    complete = not lacks and len(rows) >= table.min_rows
    value = TableValue(tuple(rows), True, complete)
    return value, Given("partial" if lacks else None, answer.at, 0, tuple(lacks))


def _tell(question: Question, refused: Sequence[Refusal], answer: Answer, problems: Problems) -> None:
    """Each refusal at the entry that it is about: the option, the end of a ratio, the item of a list."""
    raw = answer.raw
    if isinstance(raw, Tree) and _is_beside(question, raw):
        raw = raw["value"]
    for refusal in refused:
        at, entry = answer.at, refusal.entry
        if isinstance(raw, Tree) and isinstance(entry, str):
            at = raw.values_at.get(entry, at)
        elif isinstance(raw, List) and isinstance(entry, int):
            at = raw.items_at[entry]
        problems.add(refusal.code, at, **refusal.params)


def _is_beside(question: Question, raw: Tree) -> bool:
    """Whether the answer stands in a mapping as its ``value``, beside evidence and a note."""
    return "value" in raw and not (question.type == "set" and "value" in question.options)


def _without_meta(question: Question, raw: Tree, problems: Problems) -> Any:
    """The answer inside a mapping that also holds evidence and a note."""
    if _is_beside(question, raw):
        for key in raw:
            if key not in META_KEYS:
                hint = near_hint(key, META_KEYS, problems)
                problems.warn("unknown-key", raw.keys_at[key], key=key[:80], near=hint)
        return raw["value"]
    kept = {k: v for k, v in raw.items() if k not in META_KEYS or (question.type == "set" and k in question.options)}
    if question.type == "ratio":
        for key in sorted(kept):
            if key not in ("part", "whole"):
                hint = near_hint(key, ["part", "whole", *META_KEYS], problems)
                problems.warn("unknown-key", raw.keys_at[key], key=key[:80], near=hint)
                del kept[key]
    return kept or None


_TYPED: Final[Mapping[str, Any]] = {
    "yesno": lambda q, raw: yesno(raw),
    "count": lambda q, raw: count(raw, q.unit.zh or None),
    "number": lambda q, raw: number(raw, q.unit.zh or None),
    "percent": lambda q, raw: percent(raw),
    "ratio": lambda q, raw: ratio(raw, q.unit.zh or None),
    "money": lambda q, raw: money(raw, q.unit.zh or "元"),
    "date": lambda q, raw: day(raw),
    "choice": lambda q, raw: choice(raw, _named(q)),
    "text": lambda q, raw: text(raw),
    "set": lambda q, raw: options(raw, _named(q)),
}


def _named(question: Question) -> dict[str, tuple[str, ...]]:
    """The options by every name they go by."""
    return {k: (k, t.zh, t.en) if t.en else (k, t.zh) for k, t in question.options.items()}


def _ratio(value: Ratio, at: Place) -> tuple[Any, Given]:
    part: iv.Range = iv.NOT_NEGATIVE if value.part is None else value.part
    whole: iv.Range = iv.NOT_NEGATIVE if value.whole is None else value.whole
    if value.part is not None and value.whole is not None:
        if value.whole == 0:  # nothing of nothing: the counts are known, their quotient is not
            return RatioValue(part, whole, iv.SHARE), Given("partial", at)
        return RatioValue(part, whole, iv.quotient(part, whole)), Given(None, at)
    if value.part is not None:  # the whole is at least the part
        return RatioValue(part, iv.Interval(value.part, None), iv.SHARE), Given("partial", at)
    if value.whole is not None:
        return RatioValue(iv.between(0, value.whole), whole, iv.SHARE), Given("partial", at)
    return RatioValue(part, whole, iv.SHARE), Given("unanswered", at)


def _set(question: Question, value: SetAnswer, answer: Answer, problems: Problems) -> tuple[Any, Given]:
    _tell(question, value.refused, answer, problems)
    if value.unlisted:
        problems.add("unlisted-option", answer.at, label=question.label, options=listed(value.unlisted))
    found = iv.set_range(value.sure, value.possible)
    return found, Given(None if found.__class__ is frozenset else "partial", answer.at)
