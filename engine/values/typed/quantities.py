"""Amounts as typed: takes an answer and its indicator's unit, gives a count, a number, a sum of money or a share.

One function a type of the pack language: the type decides what a text means (12/31 is a share here).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from gongti.engine.values.exact import Number, divide, show
from gongti.engine.values.typed.numerals import Numeral, numeral, tidy, unit_after, why_not
from gongti.engine.values.typed.plain import MAX_DIGITS, Raw, Refusal, plain, refuse, shown, stated


@dataclass(frozen=True, slots=True)
class Percent:
    """A share from 0 to 1 as typed, and half a unit of its last digit: "33.3%" is 333/1000 and 1/2000.

    ``half_unit`` is 0 where the text is exact: a fraction, or a bare 0.
    """

    value: Number
    half_unit: Number


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two counts, ``part`` out of ``whole``; either may be unanswered."""

    part: int | None
    whole: int | None


_TOO_LARGE: Final = 10**MAX_DIGITS
_MAGNITUDES: Final = "十百千万亿"
_YUAN: Final = {"元": 1, "百元": 100, "千元": 1000, "万元": 10**4, "百万元": 10**6, "千万元": 10**7, "亿元": 10**8}
_PER: Final = {"%": 100, "‰": 1000, "百分之": 100, "千分之": 1000, "万分之": 10**4}
_PARTS: Final = tuple(mark for mark in _PER if len(mark) > 1)
_TENTHS: Final = re.compile(r"(.+)成([一二三四五六七八九1-9半]?)")
_HALVES: Final = frozenset({"半", "一半"})


def count(raw: Raw, unit: str | None = None) -> int | None | Refusal:
    """A whole number, 0 or more; its own unit may stand after it."""
    if type(raw) is int and 0 <= raw < _TOO_LARGE:
        return raw
    found = _amount(raw, unit, "not-a-count")
    if not isinstance(found, Numeral):
        return found
    if found.value < 0:
        return refuse("negative-number", raw)
    # A fraction is no count even where it comes out whole: 12/6 may be a day.
    return found.value if isinstance(found.value, int) and found.step else refuse("not-a-whole-number", raw)


def number(raw: Raw, unit: str | None = None) -> Number | None | Refusal:
    """Any exact number: decimals or a fraction, below 0 too; its own unit may stand after it."""
    if type(raw) is int and -_TOO_LARGE < raw < _TOO_LARGE:
        return raw
    found = _amount(raw, unit, "not-a-number")
    return found.value if isinstance(found, Numeral) else found


def money(raw: Raw, unit: str = "元") -> Number | None | Refusal:
    """A sum of money, 0 or more, in the indicator's unit; 元, 万元, 亿元 after it are converted exactly."""
    if type(raw) is int and 0 <= raw < _TOO_LARGE:
        return raw
    found = _money(raw, plain(unit))
    if not isinstance(found, Numeral):
        return found
    return found.value if found.value >= 0 else refuse("negative-number", raw)


def percent(raw: Raw) -> Percent | None | Refusal:
    """A share from 0 to 100 %, exactly as typed; a bare number other than 0 has two readings."""
    if isinstance(raw, date):
        return refuse("date-for-number", raw)
    text = stated(raw, "not-a-percent")
    if not isinstance(text, str):
        return text
    found = _share(tidy(text), raw)
    if not isinstance(found, Percent):
        return found
    if found.value < 0:
        return refuse("negative-number", raw)
    return found if found.value <= 1 else refuse("over-100-percent", raw)


def ratio(raw: Raw, unit: str | None = None) -> Ratio | None | Refusal:
    """Two counts: ``{part: 400, whole: 1200}``, either of which may be null, or "400/1200".

    Other keys of the mapping are the caller's to report.
    """
    if isinstance(raw, date):
        return refuse("date-for-number", raw)
    if isinstance(raw, Mapping):
        part, whole = count(raw.get("part"), unit), count(raw.get("whole"), unit)
    else:
        text = stated(raw, "not-a-ratio")
        if not isinstance(text, str):
            return text
        text = tidy(text)
        if "分之" in text:
            below, _, above = text.partition("分之")
        else:
            above, slash, below = text.partition("/")
            if not slash or _is_unit(below, unit):
                return _not_two_counts(text, raw, unit)
        if not above or not below or text.startswith(_PARTS) or "%" in text or "‰" in text:
            return _not_two_counts(text, raw, unit)
        part, whole = count(above, unit), count(below, unit)
    if isinstance(part, Refusal) or isinstance(whole, Refusal):
        refused = [replace(r, entry=k) for k, r in (("part", part), ("whole", whole)) if isinstance(r, Refusal)]
        return replace(refused[0], also=tuple(refused[1:]))
    if part is None and whole is None:
        return None
    if part is not None and whole is not None and part > whole:
        return refuse("part-over-whole", raw, part=part, whole=whole)
    return Ratio(part, whole)


def _amount(raw: Raw, unit: str | None, otherwise: str) -> Numeral | None | Refusal:
    """A numeral with the indicator's unit, or none, after it."""
    if isinstance(raw, date):
        return refuse("date-for-number", raw)
    text = stated(raw, otherwise)
    if not isinstance(text, str):
        return text
    text = tidy(text)
    asked = tidy(plain(unit)) if unit else ""
    bare = _without_unit(text, asked)
    noun = asked.lstrip(_MAGNITUDES)
    if noun != asked and bare != text:
        # 二百五万人: what stands before 万人 must make sense with the 万.
        within = _read(bare + asked.removesuffix(noun), raw, asked, otherwise)
        if isinstance(within, Refusal):
            return within
    elif noun != asked and text[-1] in _MAGNITUDES[1:] and isinstance(numeral(text, raw), Numeral):
        return refuse("magnitude-twice", raw, unit=asked, better=text + noun)
    return _read(bare, raw, asked, otherwise)


def _read(text: str, raw: Raw, asked: str, otherwise: str) -> Numeral | Refusal:
    found = numeral(text, raw)
    if found is not None:
        return found
    if text.endswith("%") or text.startswith("百分之"):
        share = _per(text, raw)
        if isinstance(share, Percent) and otherwise == "not-a-number":
            hundredths = share.value * 100
            return refuse("two-readings", raw, first=_decimal(hundredths), second=_decimal(share.value))
    reason = why_not(text, raw)
    if reason is not None:
        return reason
    after = unit_after(text)
    if after and not any(c.isdecimal() for c in after) and isinstance(numeral(text.removesuffix(after), raw), Numeral):
        typed = shown(after)
        return refuse("other-unit", raw, typed=typed, unit=asked) if asked else refuse("no-unit", raw, typed=typed)
    return refuse(otherwise, raw)


def _without_unit(text: str, asked: str) -> str:
    """A numeral without the unit asked for: 360个/周, or 360个 where 个/周 is asked."""
    for unit in (asked, asked.partition("/")[0]):
        if unit and text.endswith(unit) and len(text) > len(unit):
            return text.removesuffix(unit)
    return text


def _is_unit(text: str, unit: str | None) -> bool:
    """Whether what follows a slash only ends the unit: 400个/周."""
    return bool(unit) and "/" in plain(str(unit)) and text == tidy(plain(str(unit))).partition("/")[2]


def _money(raw: Raw, unit: str) -> Numeral | None | Refusal:
    if isinstance(raw, date):
        return refuse("date-for-number", raw)
    base, slash, per = unit.partition("/")
    if base not in _YUAN:
        return _amount(raw, unit, "not-a-number")
    text = stated(raw, "not-a-number")
    if not isinstance(text, str):
        return text
    text = tidy(text).removesuffix(slash + per)
    sign = "¥" if text.startswith("¥") else "人民币" if text.startswith("人民币") else ""
    text = text.removeprefix(sign)
    if text[-2:-1] == "元" or text[-2:-1] == "圆":
        text = text.removesuffix("整").removesuffix("正")
    if len(text) > 1 and text[-1] in "元圆":
        found = numeral(text[:-1], raw) or why_not(text[:-1], raw) or _read(text, raw, unit, "not-a-number")
        return Numeral(divide(found.value, _YUAN[base]), 0) if isinstance(found, Numeral) else found
    found = _read(text, raw, unit, "not-a-number")
    if base == "元" or not isinstance(found, Numeral):
        return found
    if sign:
        return refuse("two-readings", raw, first=text + "元", second=text + base)
    return refuse("magnitude-twice", raw, unit=base, better=text + "元") if text[-1:] in tuple(_MAGNITUDES) else found


def _share(text: str, raw: Raw) -> Percent | Refusal:
    if text in _HALVES:
        return Percent(divide(1, 2), 0)
    share = _per(text, raw) or _tenths(text, raw)
    if share is not None:
        return share
    found = numeral(text, raw)
    if found is None:
        return why_not(text, raw) or refuse("not-a-percent", raw)
    if isinstance(found, Refusal):
        return found
    if "/" in text or "分之" in text or found.value == 0:
        return Percent(found.value, 0)
    if found.value < 0:
        return refuse("negative-number", raw)
    if found.value > 100:
        return refuse("over-100-percent", raw)
    small, large = f"{_decimal(found.value)}%", f"{_decimal(found.value * 100)}%"
    if found.value <= 1:
        return refuse("bare-share", raw, first=large, second=small)
    return refuse("bare-percent", raw, first=small, second=large)


def _per(text: str, raw: Raw) -> Percent | Refusal | None:
    """33.3%, 5‰, 百分之三十, 千分之五."""
    sign, text = ("-", text[1:]) if text[:1] in ("-", "负") else ("", text)
    for mark, parts in _PER.items():
        bare = text.removeprefix(mark) if len(mark) > 1 else text.removesuffix(mark)
        if bare == text or not bare:
            continue
        if mark == "百分之" and bare == "百":
            return Percent(-1 if sign else 1, 0)
        found = numeral(sign + bare, raw)
        if not isinstance(found, Numeral):
            return found or why_not(bare, raw)
        if found.step == 0 and found.value != 0:
            # 1/3%: one third, or a third of one percent.
            once, twice = show(found.value), show(divide(found.value, parts))
            return refuse("two-readings", raw, first=once, second=twice)
        return Percent(divide(found.value, parts), divide(found.step, 2 * parts))
    return None


def _tenths(text: str, raw: Raw) -> Percent | Refusal | None:
    """三成, 五成五, 3.5成."""
    split = _TENTHS.fullmatch(text)
    if not split:
        return None
    found, rest = numeral(split[1], raw), split[2]
    if not isinstance(found, Numeral):
        return found
    if not rest:
        return Percent(divide(found.value, 10), divide(found.step, 20))
    hundredth = numeral("五" if rest == "半" else rest, raw)
    if not isinstance(found.value, int) or not isinstance(hundredth, Numeral):
        return None
    return Percent(divide(found.value * 10 + hundredth.value, 100), divide(1, 200))


def _not_two_counts(text: str, raw: Raw, unit: str | None) -> Refusal:
    one = _amount(text, unit, "not-a-number")
    if isinstance(one, Numeral):
        return refuse("ratio-one-number", raw)
    share = _per(text, raw) or _tenths(text, raw)
    return refuse("ratio-as-percent", raw) if isinstance(share, Percent) else refuse("not-a-ratio", raw)


def _decimal(value: Number) -> str:
    """A decimal fraction written out; every number typed in decimals has one."""
    text = show(value)
    above, slash, below = text.partition("/")
    if not slash:
        return text
    places = 0
    while 10**places % int(below) and places < 2 * MAX_DIGITS:
        places += 1
    scaled = divide(value * 10**places, 1)
    if not isinstance(scaled, int):
        return text
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
