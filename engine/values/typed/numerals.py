"""Numerals: takes plain text, gives the exact number it writes, in Arabic digits, Chinese ones or both.

The readings of Chinese numerals are those of everyday use: 二百五 is 250 and 一万五 15000, 二百零五 is 205.
What everyday use leaves open (三五, 3万5, 一亿五千) is refused with both readings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from gongti.engine.values.exact import Number, divide
from gongti.engine.values.typed.plain import MAX_DIGITS, Raw, Refusal, refuse


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as typed: its value, and one unit in the place of its last digit (0 for a fraction)."""

    value: Number
    step: Number


Reading = Numeral | Refusal | None
"""None: no numeral at all. A refusal: a numeral, but not one that says which number."""

_PLACES: Final = {"十": 10, "百": 100, "千": 1000}
_WAN: Final = 10**4
_YI: Final = 10**8
_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")}
_SAME: Final = str.maketrans(
    "〇○◯壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟萬億兩負點", "零零零一二二三三三四五六六七八九十百千万亿两负点"
)
"""Bookkeepers' digits and the rings typed for zero, as everyday ones."""

_NUMBER: Final = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_ARABIC: Final = re.compile(rf"({_NUMBER})([十百千万亿]{{0,2}})")
_SECTION: Final = re.compile(r"([0-9]+)(万亿|[十百千]?[万亿]|[百千])")
_SCIENTIFIC: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})")
_COMMAS: Final = re.compile(r"[0-9]+(?:, *[0-9]+)+(?:\.[0-9]+)?")
_SPACED: Final = re.compile(r"[0-9.]+(?: +[0-9.]+)+")
_SPACE_OUTSIDE: Final = re.compile(r"(?<![0-9,.])\s+|\s+(?![0-9,.])")
_TIMES: Final = {
    **{"": 1, "百": 100, "千": 1000, "万": _WAN, "亿": _YI, "万亿": _WAN * _YI},
    **{p + "万": n * _WAN for p, n in _PLACES.items()},
    **{p + "亿": n * _YI for p, n in _PLACES.items()},
}
_NUMERIC: Final = "[0-9零一二两三四五六七八九十百千万亿廿卅半]"
_ANY_NUMERIC: Final = re.compile(_NUMERIC)
_LEADING: Final = re.compile(rf"[-+]?(?:{_NUMERIC}|[点.,/])*{_NUMERIC}")
_NOT_EXACT: Final = re.compile(
    r"[约近几数多余超过]|左右|上下|大概|以[上下内外]|至少|至多|不[少多低高大小]于|[大小]于|不足|[<>≤≥≈~≦≧]"
    rf"|^[^-]*{_NUMERIC}%?(?:-|至|到){_NUMERIC}[^-]*$"
)


def tidy(text: str) -> str:
    """Everyday digits, and no spaces but those between two digits."""
    return _SPACE_OUTSIDE.sub("", text.translate(_SAME))


def numeral(text: str, given: Raw) -> Reading:
    """The number a tidy text writes; ``given`` is what a refusal quotes."""
    if len(text) > MAX_DIGITS and sum(c.isdecimal() or c in _DIGITS for c in text) > MAX_DIGITS:
        return refuse("number-too-long", given, limit=MAX_DIGITS)
    if not text.isascii() and any(unicodedata.category(c)[0] == "N" and c not in "0123456789" for c in text):
        return refuse("unusual-digits", given)
    if text[:1] in ("-", "负"):
        found = _unsigned(text[1:], given)
        return Numeral(-found.value, found.step) if isinstance(found, Numeral) else found
    if text[:1] in ("+", "正"):
        found = _unsigned(text[1:], given)
        return refuse("plus-sign", given, number=text[1:]) if isinstance(found, Numeral) else found
    return _unsigned(text, given)


def why_not(text: str, given: Raw) -> Refusal | None:
    """What is wrong with a text that is no numeral but has one in it, where that is plain to see."""
    if _ANY_NUMERIC.search(text) and _NOT_EXACT.search(text):
        return refuse("approximate-number", given)
    if _SPACED.fullmatch(text):
        return refuse("several-numbers", given, joined=re.sub(r"\s", "", text))
    if _COMMAS.fullmatch(text):
        joined = re.sub(r"[, ]", "", text)
        if text.count(",") == 1 and " " not in text and "." not in text:
            return refuse("misplaced-comma", given, joined=joined, point=text.replace(",", "."))
        return refuse("several-numbers", given, joined=joined)
    found = _SCIENTIFIC.fullmatch(text)
    if found and int(found[3]) <= MAX_DIGITS:
        mantissa, places, exponent = found[1] + (found[2] or ""), len(found[2] or ""), int(found[3])
        if exponent >= places:
            return refuse("scientific-notation", given, number=str(int(mantissa) * 10 ** (exponent - places)))
    return None


def unit_after(text: str) -> str:
    """What stands after the leading numeral of a text; empty where it has none, or nothing after it."""
    found = _LEADING.match(text)
    return text[found.end() :] if found else ""


def _whole(text: str, given: Raw) -> int | Refusal | None:
    """A whole number without sign, fraction or decimals."""
    found = _unsigned(text, given) if "点" not in text and "分之" not in text and "/" not in text else None
    if isinstance(found, Numeral):
        return found.value if isinstance(found.value, int) else None
    return found


def _unsigned(text: str, given: Raw) -> Reading:
    if "分之" in text:
        below, _, above = text.partition("分之")
        units, _, below = below.rpartition("又")
        return _fraction(units, above, below, given)
    if "/" in text:
        above, _, below = text.partition("/")
        return _fraction("", above, below, given)
    found = _ARABIC.fullmatch(text)
    if found and found[2] in _TIMES:
        return _decimals(found[1].replace(",", ""), _TIMES[found[2]])
    if text[:1].isdigit():
        return _sections(text, given)
    if text == "半":
        return Numeral(divide(1, 2), 0)
    return _chinese(text, given)


def _fraction(units: str, above: str, below: str, given: Raw) -> Reading:
    parts = [_whole(part, given) for part in (units or "零", above, below)]
    for part in parts:
        if not isinstance(part, int):
            return part
    n, a, b = (part for part in parts if isinstance(part, int))
    return Numeral(divide(n * b + a, b), 0) if b else refuse("zero-denominator", given)


def _decimals(digits: str, times: int) -> Numeral:
    units, _, rest = digits.partition(".")
    scale = 10 ** len(rest)
    return Numeral(divide(int(units + rest) * times, scale), divide(times, scale))


def _sections(text: str, given: Raw) -> Reading:
    """Arabic digits with magnitudes between them: 1亿2000万, 3万5千."""
    total, unit, at = 0, 0, 0
    while found := _SECTION.match(text, at):
        below, part = _TIMES[found[2]], int(found[1])
        if unit and (below >= unit or part * below >= unit):
            return None
        total, unit, at = total + part * below, below, found.end()
    rest = text[at:]
    if not rest:
        return Numeral(total, 1)
    if not unit or not rest.isdigit():
        return None
    part = int(rest)
    if len(rest) == 1:
        return refuse("two-readings", given, first=total + part * unit // 10, second=total + part)
    return Numeral(total + part, 1) if unit // 10 <= part < unit else None


def _chinese(text: str, given: Raw) -> Reading:
    text = text.replace("廿", "二十").replace("卅", "三十")
    units, point, rest = text.partition("点")
    if not point:
        value = _upto_yi(text, given)
        return Numeral(value, 1) if isinstance(value, int) else value
    digits = rest.rstrip("十百千万亿")
    times = _TIMES.get(rest[len(digits) :])
    value = _upto_yi(units, given, last=False)
    if not isinstance(value, int):
        return value
    if not digits or times is None or not all(c in _DIGITS for c in digits):
        return None
    return _decimals(f"{value}." + "".join(str(_DIGITS[c]) for c in digits), times)


def _upto_yi(text: str, given: Raw, *, last: bool = True) -> int | Refusal | None:
    """Any whole number. ``last``: nothing follows it, so that its last digit may be of the next place (二百五)."""
    if text == "两":
        return 2
    if text and all(c in _DIGITS for c in text):
        if len(text) == 2 and "零" not in text:
            first, second = _DIGITS[text[0]], _DIGITS[text[1]]
            return refuse("digit-pair", given, whole=10 * first + second, first=first, second=second)
        return int("".join(str(_DIGITS[c]) for c in text))
    head, yi, tail = text.rpartition("亿")
    if not yi:
        return _upto_wan(text, last=last)
    above = 2 if head == "两" else _upto_wan(head, last=False)
    if not above:
        return None
    if not tail or tail[0] == "零":
        below = _upto_wan(tail[1:], after_zero=True, last=last) if tail else 0
    elif tail in _DIGITS:
        below = _DIGITS[tail] * _YI // 10 if last else None
    else:
        below = _upto_wan(tail, last=last)
        if below and below < _WAN:
            # 一亿五千: five thousand, or, as it is mostly meant, fifty million.
            return refuse("two-readings", given, first=above * _YI + below * _WAN, second=above * _YI + below)
    return above * _YI + below if below is not None else None


def _upto_wan(text: str, *, after_zero: bool = False, last: bool = True) -> int | None:
    head, wan, tail = text.rpartition("万")
    if not wan:
        return _section(text, after_zero=after_zero, last=last)
    above = 2 if head == "两" else _section(head, after_zero=after_zero, last=False)
    if not above:
        return None
    if not tail or tail[0] == "零":
        below = _section(tail[1:], after_zero=True, last=last) if tail else 0
        # 一万零五千: the nought stands for a place that is not empty.
        if below is not None and below >= _WAN // 10:
            return None
    elif tail in _DIGITS:
        below = _DIGITS[tail] * _WAN // 10 if last else None
    else:
        below = _section(tail, last=last)
    return above * _WAN + below if below is not None else None


def _section(text: str, *, after_zero: bool = False, last: bool = True) -> int | None:
    """Thousands and below, from the highest place down; a last digit right after a place is of the next one."""
    total, place, digit, nought = 0, _WAN, None, after_zero
    if not text or (after_zero and text in _DIGITS):
        return _DIGITS.get(text) or None
    for i, c in enumerate(text):
        if c == "零":
            if digit is not None or nought or not i:
                return None
            nought = True
        elif c in _DIGITS or (c == "两" and text[i + 1 : i + 2] in ("百", "千")):
            if digit is not None:
                return None
            digit = _DIGITS.get(c, 2)
        elif c in _PLACES:
            if digit is None and c == "十":
                digit = 1
            if digit is None or _PLACES[c] >= place or (nought and total and _PLACES[c] * 10 == place):
                return None
            total, place, digit, nought = total + digit * _PLACES[c], _PLACES[c], None, False
        else:
            return None
    if digit is None:
        return None if nought else total
    if place == _WAN:
        return digit
    if nought:
        return total + digit if place > 10 else None
    # 二百五 is 250; but 二百五万 may be 205 or 250 of them.
    return total + digit * place // 10 if last or place == 10 else None
