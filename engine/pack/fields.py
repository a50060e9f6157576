"""The values that stand in a pack's YAML: validators and annotated types, exact and without guessing.

Each takes what the document reader gave (text, int, Decimal, bool, mapping) and gives the value, or refuses with
the name of what was expected, from which the message is made.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gongti.engine.values.exact import Number, from_fraction
from gongti.engine.words import Text

ID: Final = r"^[A-Za-z][A-Za-z0-9_-]*$"
NAME: Final = r"^[A-Za-z][A-Za-z0-9_]*$"


def _text(value: Any) -> Any:
    if isinstance(value, Text):
        return value
    if isinstance(value, Mapping):
        zh, en = value.get("zh"), value.get("en", "")
        if set(value) <= {"zh", "en"} and isinstance(zh, str) and isinstance(en, str):
            return Text(zh, en)
    elif isinstance(value, str) and value.strip():
        return Text(value)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Text(str(value))
    raise PydanticCustomError("text", "text")


def _expression(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise PydanticCustomError("expression", "expression")


def _exact(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return from_fraction(Fraction(value))
    if isinstance(value, str):
        try:
            text = value.strip()
            if len(text) <= 30 and "_" not in text and text.isascii() and "e" not in text.lower():
                return from_fraction(Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text))
        except (ValueError, ZeroDivisionError):
            pass
    raise PydanticCustomError("number", "number")


def _date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if _DAY.match(value) else _refuse_date()
        except ValueError:
            pass
    if isinstance(value, date):
        return value
    return _refuse_date()


def _refuse_date() -> Any:
    raise PydanticCustomError("date", "date")


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_MONTH: Final = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])\Z", re.ASCII)
_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-([0-3][0-9])\Z", re.ASCII)


def _due(value: Any) -> Any:
    """A day; a month stands for its last day, which is inside it."""
    month = _MONTH.match(value) if isinstance(value, str) else None
    if month is None:
        return _date(value)
    year, number = int(month[1]), int(month[2])
    return date(year, number, calendar.monthrange(year, number)[1])


def _every(value: Any) -> Any:
    """A day of every year as (month, day); 29 February is one."""
    match = _MONTH_DAY.match(value) if isinstance(value, str) else None
    if match is not None:
        month, day = int(match[1]), int(match[2])
        if 1 <= day <= calendar.monthrange(2000, month)[1]:
            return month, day
    raise PydanticCustomError("month-day", "month-day")


def one_or_more(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _label(value: Any) -> Any:
    """A string; YAML reads a bare 1.0 or 2024 as a number, which here is a name."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise PydanticCustomError("string", "string")
    return str(value)


def points_or_share(value: Any) -> Any:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Share(_exact(value))
    return _exact(value)


class Share:
    """Points given as a share of a criterion's points."""

    __slots__ = ("of_points",)

    def __init__(self, of_points: Number) -> None:
        self.of_points = of_points


Words = Annotated[Any, BeforeValidator(_text)]
"""A Text: ``str`` or ``{zh:, en:}`` in YAML."""
Formula = Annotated[str, BeforeValidator(_expression)]
Exact = Annotated[Any, BeforeValidator(_exact)]
"""A Number."""
Day = Annotated[date, BeforeValidator(_date)]
DueDay = Annotated[date, BeforeValidator(_due)]
MonthDay = Annotated[Any, BeforeValidator(_every)]
"""(month, day)"""
Label = Annotated[str, BeforeValidator(_label)]
Id = Annotated[str, BeforeValidator(_label), Field(pattern=ID)]
Identifier = Annotated[str, BeforeValidator(_label), Field(pattern=NAME)]
PointsOrShare = Annotated[Any, BeforeValidator(points_or_share)]
"""A Number, or a Share of the criterion's points."""
