"""What a spreadsheet makes of what one types: takes a cell, gives the value that was meant, or why there is none.

A number comes as the decimals one typed, a share as it is shown (45%), a day as a day. Of numbers a spreadsheet keeps
fifteen digits; more than those come from binary arithmetic and were never typed.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

from gongti.engine.values.typed import Raw, Refusal

LONGEST_NUMBER: Final = 10**15
"""A workbook keeps fifteen digits of a number; of a longer code the rest became zeros."""
_KEPT: Final = Context(prec=15)
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_FRACTION: Final = re.compile(r"(?:[#0?]+\s+)?[#?]+\s*/\s*([#?]+)\Z")
_UNITS: Final = "万亿千%‰％"
"""What stands in a format beside the digits and changes what they mean."""
_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
_ESCAPED: Final = re.compile(r"_x000[Dd]_")


class Shown(NamedTuple):
    """How a number format shows numbers: as a percentage, as a fraction of so many digits, with a unit after it."""

    percent: bool
    digits: int
    unit: str
    zeros: int


@lru_cache(maxsize=1024)
def shown_by(number_format: str) -> Shown:
    """What a number format says of the meaning of a number. Its first section is that of positive numbers."""
    section = _first_section(number_format)
    literals = "".join((m[1] or m[2] or "") for m in _LITERAL.finditer(section)).strip()
    bare = _LITERAL.sub("", section).strip()
    fraction = _FRACTION.match(bare)
    unit = literals if any(c in _UNITS for c in literals) and "!" not in section and not bare.endswith(",") else ""
    zeros = len(bare) if len(bare) > 1 and not bare.strip("0") and not unit else 0
    return Shown("%" in bare, len(fraction[1]) if fraction is not None else 0, unit, zeros)


def _first_section(number_format: str) -> str:
    quoted = False
    for at, character in enumerate(number_format):
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            return number_format[:at]
    return number_format


def entered(cell: Any, *, as_code: bool = False) -> Raw | Refusal:
    """The value of a cell as one typed it; None where it is blank. ``as_code``: leading zeros shown belong to it."""
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "e" or (value.__class__ is str and value.strip() in _ERRORS):
        return Refusal("cell-error", {"value": str(value)[:20]})
    if isinstance(value, str):
        return _ESCAPED.sub("", value) if "_x000" in value else value
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format), as_code)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value) if isinstance(value, (time, timedelta)) else str(value)


def _number(value: int | float, number_format: str, as_code: bool) -> Raw | Refusal:
    if isinstance(value, float):
        if not math.isfinite(value):
            return Refusal("cell-error", {"value": str(value)})
        if value.is_integer():
            value = int(value)
    if abs(value) >= LONGEST_NUMBER:
        return Refusal("code-too-long", {"value": str(value)[:40]})
    exact = value if isinstance(value, int) else _exact(value)
    if number_format == "General":
        return exact
    shown = shown_by(number_format)
    if shown.percent:
        return f"{_decimals(Decimal(exact).scaleb(2))}%"
    if shown.digits and not isinstance(value, int):
        simple = Fraction(value).limit_denominator(10 ** min(shown.digits, 4) - 1)
        if float(simple) == value:  # one third, and not merely near it
            return str(simple)
    if shown.unit:
        return f"{_decimals(Decimal(exact))}{shown.unit}"
    return str(exact).zfill(shown.zeros) if as_code and shown.zeros else exact


def _exact(value: float) -> int | Decimal:
    """The shortest decimal that is this number, of fifteen digits at most."""
    number = _KEPT.create_decimal(repr(value)).normalize()
    return number if number != number.to_integral_value() else int(number)


def _decimals(number: Decimal) -> str:
    """Written out, without zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
