"""Answers: takes what was written and the question's type, gives a value or its range, and why it is not known.

What is refused, missing, contradictory or not asked stays apart: each has its own reason, and none is a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence as List
from gongti.engine.document import nearest
from gongti.engine.expression import NOT_ASKED, RatioValue
from gongti.engine.pack import Pack, Question
from gongti.engine.submission import META_KEYS, Answer
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, Rational, divide, show
from gongti.engine.values.interval import SetRange
from gongti.engine.values.typed import (
    NO_DATE,
    Percent,
    Ratio,
    Refusal,
    SetAnswer,
    count,
    day,
    number,
    options,
    percent,
    ratio,
    yesno,
)
from gongti.engine.words import listed, sentence

Reason = Literal["unanswered", "refused", "not_reported", "differs", "partial"]
"""Why an answer is not known."""


class Given(NamedTuple):
    """What was made of one question put to one unit: answered, or why not; and where it stands."""

    reason: Reason | None
    at: Place | None
    half_unit: Number = 0


NOT_ANSWERED: Final = Given("unanswered", None)


NOT_REPORTED: Final = Given("not_reported", None)


def read_answers(
    pack: Pack,
    answers: Mapping[str, tuple[Answer, ...]],
    roles: frozenset[str],
    fields: Mapping[str, Any],
    silent: Given,
    problems: Problems,
) -> tuple[list[Any], list[Given | None]]:
    """One unit's answers by slot: a value or its range, and what became of the question."""
    values: list[Any] = []
    given: list[Given | None] = []
    kind = fields.get("type")
    for question in pack.questions:
        several = answers.get(question.id)
        if question.asked_of not in roles and question.asked_of != kind:
            if several:
                problems.add("answer-not-asked", several[0].at, indicator=question.id, of=question.asked_of)
            values.append(NOT_ASKED)
            given.append(None)
        elif several is None:
            values.append(UNKNOWN[question.type](question))
            given.append(silent)
        else:
            answer = several[0]
            taken = _at_once(question, answer.raw) if len(several) == 1 else None
            if taken is not None:
                value, half_unit = taken
                values.append(value)
                given.append(Given(None, answer.at, half_unit))
            else:
                value, made = _one(question, several, problems)
                values.append(value)
                given.append(made)
    return values, given


_PLAIN_PERCENT: Final = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,6}))?%\Z", re.ASCII)
_PLAIN_DAY: Final = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


def _at_once(question: Question, raw: Any) -> tuple[Any, Number] | None:
    """Value and half unit of an answer that stands there in its type's plainest form, as most do; else None."""
    kind, form = question.type, raw.__class__
    if form is bool:
        return (raw, 0) if kind == "yesno" else None
    if form is int:
        return (raw, 0) if kind == "count" and raw >= 0 else None
    if form is Tree and kind == "ratio" and len(raw) == 2:
        part, whole = raw.get("part"), raw.get("whole")
        if part.__class__ is int and whole.__class__ is int and 0 <= part <= whole != 0:
            return RatioValue(part, whole, divide(part, whole)), 0
    elif form is List and kind == "set" and all(item.__class__ is str for item in raw):
        found = frozenset(raw)
        return (found, 0) if found <= question.options.keys() else None
    elif form is str and kind == "percent" and (match := _PLAIN_PERCENT.match(raw)):
        digits = match[2] or ""
        scale = 100 * 10 ** len(digits)
        return divide(int(match[1] + digits), scale), Rational(1, 2 * scale)
    elif form is str and kind == "date" and _PLAIN_DAY.match(raw):
        try:
            return date.fromisoformat(raw), 0
        except ValueError:
            return None
    return None


def _one(question: Question, several: tuple[Answer, ...], problems: Problems) -> tuple[Any, Given]:
    """The value of one question's answers; two that differ are none."""
    if len(several) == 1:
        return read_answer(question, several[0], problems)
    read = [read_answer(question, answer, problems) for answer in several]
    known = [r for r in read if r[1].reason is None]
    if len(known) == 1 or (known and all(iv.equal(_bare(k[0]), _bare(known[0][0])) is True for k in known)):
        return known[0]
    if not known:
        return read[0]
    problems.add("answers-differ", several[1].at, indicator=question.id, first=str(several[0].at))
    return UNKNOWN[question.type](question), Given("differs", several[0].at)


def _bare(value: Any) -> Any:
    return (value.part, value.whole) if isinstance(value, RatioValue) else value


UNKNOWN: Final[Mapping[str, Any]] = {
    "yesno": lambda q: None,
    "count": lambda q: iv.NOT_NEGATIVE,
    "number": lambda q: iv.ANY_NUMBER,
    "percent": lambda q: iv.SHARE,
    "ratio": lambda q: RatioValue(iv.NOT_NEGATIVE, iv.NOT_NEGATIVE, iv.SHARE),
    "date": lambda q: None,
    "set": lambda q: SetRange(frozenset(), frozenset(q.options)),
}
"""The whole range of each type."""


def read_answer(question: Question, answer: Answer, problems: Problems) -> tuple[Any, Given]:
    """One answer by its question's type: its value, or the type's range with the reason it is not known."""
    raw = answer.raw
    kind = question.type
    if isinstance(raw, Tree):
        raw = _without_meta(question, raw, problems)
    value = _TYPED[kind](question, raw)
    if value is None:
        return UNKNOWN[kind](question), Given("unanswered", answer.at)
    if isinstance(value, Refusal):
        problems.add(value.code, answer.at, **value.params)
        return UNKNOWN[kind](question), Given("refused", answer.at)
    if isinstance(value, Percent):
        return value.value, Given(None, answer.at, value.half_unit)
    if isinstance(value, Ratio):
        return _ratio(value, answer.at)
    if isinstance(value, SetAnswer):
        return _set(question, value, answer, problems)
    return value, Given(None, answer.at)


def _without_meta(question: Question, raw: Tree, problems: Problems) -> Any:
    """The answer inside a mapping that also holds evidence and a note."""
    if "prior" in raw and "prior" not in question.options:
        problems.warn("not-yet", raw.keys_at["prior"], what="prior")
    if "value" in raw and not (question.type == "set" and "value" in question.options):
        for key in raw:
            if key not in META_KEYS:
                near = nearest(key, META_KEYS)
                hint = sentence("hint.near", word=near) if near else ""
                problems.warn("unknown-key", raw.keys_at[key], key=key[:80], near=hint)
        return raw["value"]
    kept = {k: v for k, v in raw.items() if k not in META_KEYS or (question.type == "set" and k in question.options)}
    if question.type == "ratio":
        for key in sorted(kept):
            if key not in ("part", "whole"):
                near = nearest(key, ["part", "whole", *META_KEYS])
                hint = sentence("hint.near", word=near) if near else ""
                problems.warn("unknown-key", raw.keys_at[key], key=key[:80], near=hint)
                del kept[key]
    return kept or None


_TYPED: Final[Mapping[str, Any]] = {
    "yesno": lambda q, raw: yesno(raw),
    "count": lambda q, raw: count(raw, q.unit.zh or None),
    "number": lambda q, raw: number(raw, q.unit.zh or None),
    "percent": lambda q, raw: percent(raw),
    "ratio": lambda q, raw: ratio(raw, q.unit.zh or None),
    "date": lambda q, raw: day(raw),
    "set": lambda q, raw: options(raw, {k: (k, t.zh, t.en) if t.en else (k, t.zh) for k, t in q.options.items()}),
}


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
    for refusal in value.refused:
        problems.add(refusal.code, answer.at, **refusal.params)
    if value.unlisted:
        unlisted = listed(value.unlisted)
        problems.add("unlisted-option", answer.at, indicator=question.id, options=unlisted)
    found = iv.set_range(value.sure, value.possible)
    return found, Given(None if found.__class__ is frozenset else "partial", answer.at)


def written(question: Question, value: Any) -> str | None:
    """An answer in its canonical form: ``360/1200``, ``true``, ``2023-08-31``, ``lab, ecg``; None while unknown."""
    if isinstance(value, RatioValue):
        part, whole = value.part, value.whole
        ends = ["?" if end.__class__ is iv.Interval else str(end) for end in (part, whole)]
        return None if ends == ["?", "?"] else "/".join(ends)
    if isinstance(value, SetRange):
        return ", ".join([*(o for o in question.options if o in value.sure), "?"]) if value.sure else None
    if not iv.is_known(value) or value is NOT_ASKED:
        return None
    if value is NO_DATE:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ", ".join(o for o in question.options if o in value)
    if isinstance(value, str):
        return value
    return show(value)
