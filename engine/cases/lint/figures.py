"""Numbers and days in Chinese prose: takes a quote and a figure, tells whether the quote says it, in any writing.

Every number that the words could be read as counts, so that a figure is never called unsourced for its spelling.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE: Final = {"万": 10_000, "亿": 100_000_000}
_NUMERAL: Final = "[零〇一二两三四五六七八九十百千万亿]+"
_NUMBER: Final = rf"(?:[0-9]+(?:\.[0-9]+)?|{_NUMERAL})"

_QUOTIENT: Final = re.compile(rf"([0-9]+)/([0-9]+)|({_NUMBER})分之({_NUMBER})")
_PLAIN: Final = re.compile(rf"({_NUMBER})(%|个百分点|成([一二三四五六七八九半])?|[万亿])?")


def says_number(quote: str, value: Fraction) -> bool:
    return value in set(_numbers(_bare(quote)))


def _bare(quote: str) -> str:
    """Full-width signs as their ASCII, without white space and the commas of thousands."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", quote))
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", text)


def _numbers(text: str) -> Iterator[Fraction]:
    for match in _QUOTIENT.finditer(text):
        whole, part = (match[2], match[1]) if match[1] else (match[3], match[4])
        if _read(whole):
            yield _read(part) / _read(whole)
    for match in _PLAIN.finditer(text):
        value = _read(match[1])
        yield value
        unit = match[2] or ""
        if unit in ("%", "个百分点"):
            yield value / 100
        elif unit.startswith("成"):
            rest = Fraction(1, 2) if match[3] == "半" else _read(match[3]) / 10 if match[3] else Fraction(0)
            yield (value + rest) / 10
        elif unit:
            yield value * _LARGE[unit]
    if re.search("一半|半数|过半", text):
        yield Fraction(1, 2)


def _read(text: str) -> Fraction:
    """一百二十 and 120; a row of digits (二〇二三) is read one by one."""
    if text[0] in "0123456789":
        return Fraction(text)
    if not set(text) & (_UNITS.keys() | _LARGE.keys()):
        return Fraction("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[sign], 0
        else:
            total, section, digit = total + (section + digit or 1) * _LARGE[sign], 0, 0
    return Fraction(total + section + digit)


# days


def says_day(quote: str, day: date) -> bool:
    """2024年8月31日, 8月31日, 2024年8月底, 8月底 (whose year is not said), 2024年底, 2024-08-31; a month's first or
    last day by the month with its year."""
    text = _bare(quote)
    if day.isoformat() in text or f"{day.year}.{day.month}.{day.day}" in text:
        return True
    last = calendar.monthrange(day.year, day.month)[1]
    if day.day in (1, last) and re.search(rf"{day.year}年{_month(day.month)}(?![0-9底末初])", text):
        return True
    if (day.month, day.day) == (12, 31) and re.search(rf"{day.year}年年?(?:底|末)", text):
        return True
    year = rf"(?:{day.year}年|(?<!年)|(?<=[每当本同次]年))"
    return any(re.search(year + ending, text) for ending in _endings(day.month, day.day, last))


def says_day_of_year(quote: str, day: tuple[int, int]) -> bool:
    """8月31日, 8月底, 年底."""
    month, number = day
    last = calendar.monthrange(2000, month)[1]
    return any(re.search(ending, _bare(quote)) for ending in _endings(month, number, last))


def _endings(month: int, day: int, last: int) -> Iterator[str]:
    yield rf"{_month(month)}{_numeral(day)}[日号]"
    if day == last or (month, day) == (2, 28):
        yield rf"{_month(month)}(?:底|末)"
    if (month, day) == (12, 31):
        yield "(?<![0-9])(?<![0-9]年)年(?:底|末)"
    if (month, day) == (6, 30):
        yield "上半年"


def _month(month: int) -> str:
    return rf"(?<![0-9一二三四五六七八九十]){_numeral(month)}月(?:份)?"


def _numeral(number: int) -> str:
    """A month or day in digits or in Chinese."""
    tens, ones = divmod(number, 10)
    signs = "零一二三四五六七八九"
    said = (signs[tens] if tens > 1 else "") + ("十" if tens else "") + (signs[ones] if ones else "")
    return rf"(?:0?{number}|{said})"
