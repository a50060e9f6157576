"""Days as typed: takes an answer, gives a date, "there is none", None or a refusal that names the readings."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from gongti.engine.values.typed.numerals import Numeral, numeral, tidy
from gongti.engine.values.typed.plain import NONE_WORDS, Raw, Refusal, refuse, stated


class NoDate(Enum):
    """The answer 无: asked for a day, there is none."""

    NO_DATE = "none"


NO_DATE: Final = NoDate.NO_DATE

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200

_TIME: Final = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_EIGHT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NAMED: Final = re.compile(r"(?:公元)?([^年月日]+)年([^年月日]+)月([^年月日号]+)[日号]?")
_MONTH: Final = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|([0-9]{2}))")
_NAMED_MONTH: Final = re.compile(r"([^年月日]+)年(?:([^年月日]+)月)?")
_YEAR: Final = re.compile(r"[0-9]{4}")
_NO_YEAR: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})")
_NAMED_NO_YEAR: Final = re.compile(r"([^年月日]+)月([^年月日号]+)[日号]?")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})")
_SERIAL: Final = re.compile(r"[1-9][0-9]{4}")
_EPOCHS: Final = (date(1899, 12, 30), date(1904, 1, 1))
"""Day 0 of the two calendars workbooks use (ECMA-376 part 1, 18.17.4.1)."""


def day(raw: Raw) -> date | NoDate | None | Refusal:
    """The day an answer names; the year comes first, in four digits."""
    if isinstance(raw, datetime):
        return day(raw.date())
    if isinstance(raw, date):
        return _valid(raw.year, raw.month, raw.day, raw)
    text = stated(raw, "not-a-date")
    if not isinstance(text, str):
        return text
    if text.casefold() in NONE_WORDS:
        return NO_DATE
    text = tidy(_TIME.sub("", text))
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _valid(int(found[1]), int(found[3]), int(found[4]), raw)
    found = _EIGHT.fullmatch(text)
    if found:
        return _valid(int(found[1]), int(found[2]), int(found[3]), raw)
    found = _NAMED.fullmatch(text)
    if found:
        year, month, number = (_whole(part) for part in found.groups())
        if year is None or month is None or number is None:
            return refuse("not-a-date", raw)
        if year < 100:
            return _first_readings(_two_digit_years(year, month, number), raw)
        return _valid(year, month, number, raw)
    return _incomplete(text, raw) or _year_not_first(text, raw) or refuse("not-a-date", raw)


def _valid(year: int, month: int, number: int, raw: Raw) -> date | Refusal:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return refuse("year-out-of-range", raw, year=year, first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= month <= 12:
        return refuse("no-such-month", raw, month=month)
    days = monthrange(year, month)[1]
    if not 1 <= number <= days:
        return refuse("no-such-day", raw, year=year, month=month, days=days)
    return date(year, month, number)


def _whole(text: str) -> int | None:
    """The number in a part of a date: 8, 08, 八, 三十一, 二零二三."""
    found = numeral(text, text) if len(text) <= 8 else None
    return found.value if isinstance(found, Numeral) and isinstance(found.value, int) and found.value >= 0 else None


def _incomplete(text: str, raw: Raw) -> Refusal | None:
    """A month, a year, or a day without its year."""
    found = _MONTH.fullmatch(text)
    if found:
        return _without_day(int(found[1]), int(found[2] or found[3]), raw)
    found = _NAMED_MONTH.fullmatch(text)
    if found and (year := _whole(found[1])) is not None:
        month = _whole(found[2]) if found[2] else 0
        return _without_day(year, month, raw) if month is not None else None
    if _YEAR.fullmatch(text):
        return _without_day(int(text), 0, raw)
    found = _NO_YEAR.fullmatch(text)
    if found:
        return _without_year(int(found[1]), int(found[3]), found[2], raw)
    found = _NAMED_NO_YEAR.fullmatch(text)
    if found:
        month, number = _whole(found[1]), _whole(found[2])
        return _without_year(month, number, "", raw) if month is not None and number is not None else None
    if _SERIAL.fullmatch(text):
        first, second = (epoch + timedelta(int(text)) for epoch in _EPOCHS)
        return refuse("date-serial", raw, first=first, second=second)
    return None


def _without_day(year: int, month: int, raw: Raw) -> Refusal | None:
    """``month`` 0 means that it is missing too."""
    first = _valid(year, month or 1, 1, raw)
    if isinstance(first, Refusal):
        return first
    last_month = month or 12
    return refuse("date-without-day", raw, first=first, last=date(year, last_month, monthrange(year, last_month)[1]))


def _without_year(month: int, number: int, separator: str, raw: Raw) -> Refusal | None:
    days = [(m, n) for m, n in ((month, number), (number, month)) if 1 <= m <= 12 and 1 <= n <= 31]
    if not days or (not separator and days[0] != (month, number)):
        return None
    month, number = days[0]
    code = "date-or-share" if separator == "/" else "date-without-year"
    return refuse(code, raw, month=month, day=number, example=f"2024-{month:02}-{number:02}")


def _year_not_first(text: str, raw: Raw) -> Refusal | None:
    """8/31/2023, 3/4/2023, 23-08-31."""
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    a, b, c = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 4:
        return _first_readings(_days((c, a, b), (c, b, a)), raw)
    return _first_readings(_days((2000 + a, b, c), (2000 + c, a, b), (2000 + c, b, a), (1900 + a, b, c)), raw)


def _two_digit_years(year: int, month: int, number: int) -> list[date]:
    return _days((2000 + year, month, number), (1900 + year, month, number))


def _days(*orders: tuple[int, int, int]) -> list[date]:
    """The days among some readings, each once, in that order."""
    found = (_valid(*order, None) for order in orders)
    return list(dict.fromkeys(d for d in found if isinstance(d, date)))


def _first_readings(readings: list[date], raw: Raw) -> Refusal:
    if not readings:
        return refuse("not-a-date", raw)
    if len(readings) == 1:
        return refuse("year-not-first", raw, better=readings[0])
    return refuse("two-readings", raw, first=readings[0], second=readings[1])
