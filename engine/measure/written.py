"""Answers in their canonical form, as results write them: takes a value, gives its text, and reads it back.

``360/1200``, ``true``, ``2023-08-31``, ``none``, ``lab, ecg``; a table as its rows; None while unknown.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from gongti.engine.expression import NOT_ASKED, RatioValue, TableValue
from gongti.engine.pack import Question
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, divide, show
from gongti.engine.values.interval import SetRange
from gongti.engine.values.typed import NO_DATE


def written(question: Question, value: Any) -> str | None:
    """An answer in its canonical form; None while nothing of it is known."""
    if isinstance(value, TableValue):
        return _table(question, value)
    if isinstance(value, RatioValue):
        if question.fold in ("mean", "min", "max"):
            return show(value.share) if value.share.__class__ is not iv.Interval else None  # type: ignore[arg-type]
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


def _table(question: Question, table: TableValue) -> str | None:
    """Its rows, each as ``{column: value, …}`` of the cells that are known; fixed rows by their names."""
    if not table.known or question.table is None:
        return None
    fixed = question.table.fixed is not None or question.table.role is not None
    rows = []
    for row in table.rows:
        cells = [(n, written(c, row.fields[n])) for n, c in question.table.columns.items()]
        filled = "{" + ", ".join(f"{name}: {text}" for name, text in cells if text is not None) + "}"
        rows.append(f"{row.id}: {filled}" if fixed else filled)
    return "{" + ", ".join(rows) + "}" if fixed else "[" + ", ".join(rows) + "]"


_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(?:/[1-9][0-9]{0,39})?\Z", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_COUNTS: Final = re.compile(r"([0-9]{1,40}|\?)/([0-9]{1,40}|\?)\Z", re.ASCII)


def read_written(question: Question, text: str) -> Any:
    """The value of a canonical form; None where it is not one of this question's, or not all of it is known.

    A yes-or-no that is "no" is False, so that None alone means that nothing could be read.
    """
    kind = question.type
    if kind == "yesno":
        return {"true": True, "false": False}.get(text)
    if kind == "ratio":
        counts = _COUNTS.match(text)
        if counts is not None and question.fold not in ("mean", "min", "max"):
            return _ratio(*(None if end == "?" else int(end) for end in counts.groups()))
        share = _number(text)
        known = share is not None and 0 <= share <= 1
        return RatioValue(iv.NOT_NEGATIVE, iv.NOT_NEGATIVE, share) if known else None
    if kind in ("count", "number", "money", "percent"):
        number = _number(text)
        return number if number is not None and _fits(question, number) else None
    if kind == "date":
        try:
            return NO_DATE if text == "none" else date.fromisoformat(text) if _DAY.match(text) else None
        except ValueError:
            return None
    if kind == "set":
        options = {part.strip() for part in text.split(",") if part.strip()}
        sure = frozenset(options - {"?"})
        if not sure <= question.options.keys():
            return None
        return SetRange(sure, frozenset(question.options)) if "?" in options else sure
    if kind == "choice":
        return text if text in question.options else None
    return text if kind == "text" else None


def _ratio(part: int | None, whole: int | None) -> RatioValue | None:
    """Two counts of which either may be unknown; None where they cannot be part and whole."""
    if part is not None and whole is not None:
        return RatioValue(part, whole, divide(part, whole)) if part <= whole != 0 else None
    if part is not None:
        return RatioValue(part, iv.Interval(part, None), iv.SHARE)
    return RatioValue(iv.NOT_NEGATIVE if whole is None else iv.between(0, whole), _end(whole), iv.SHARE)


def _end(whole: int | None) -> iv.Range:
    return iv.NOT_NEGATIVE if whole is None else whole


def _fits(question: Question, number: Number) -> bool:
    """Whether a number can be an answer: a series' mean of counts need not be whole."""
    if question.type == "number":
        return True
    whole = question.type == "count" and question.fold != "mean"
    return number >= 0 and (number <= 1 or question.type != "percent") and (number.__class__ is int or not whole)


def _number(text: str) -> Any:
    if _NUMBER.match(text) is None:
        return None
    above, _, below = text.partition("/")
    return divide(int(above), int(below)) if below else int(above)
