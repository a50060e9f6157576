"""Typed text made plain: takes whatever an answer holds, gives half-width text to read and a short form to quote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

Raw: TypeAlias = object
"""An answer as it arrives: None, bool, int, Decimal, str, date, a list or a mapping. Anything else is refused."""

MAX_TYPED: Final = 200
"""No number, date or option anybody types is longer; only lists and notes are."""
MAX_DIGITS: Final = 30
"""Digits a number may have: far beyond any budget, and short enough that no text makes arithmetic slow."""
SHOWN: Final = 40
"""How much of an answer a message quotes."""

NONE_WORDS: Final = frozenset({"无", "没有", "暂无", "尚无", "none"})
"""Answered: there is none."""
ALL_WORDS: Final = frozenset({"全部", "全部都有", "全都有", "都有", "all"})
"""Answered: all there are."""
DASHES: Final = frozenset({"-", "--", "---", "/", "//", "\\", "·", "…", "……"})
"""On a paper form these may mean "there is none" or "left blank"."""
_INAPPLICABLE: Final = re.compile(
    r"(?:[本我此该](?:单位|机构|医院|卫生院|院|局|县|市|区|题|项))?(?:不适用|不涉及).*|n\.?/?a\.?|(?:not|in)\W?applicable",
    re.DOTALL | re.IGNORECASE,
)
"""Said in place of an answer: the question is not for us. That is a claim with a reason, not a "no"."""

INVISIBLE: Final = frozenset(
    [0xAD, 0x61C, 0x180E, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
    + [*range(0x2066, 0x2070)]
)
"""Soft hyphen, zero-width and direction marks, variation selectors, byte order mark: nobody types them on purpose."""
_SPACES: Final = (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_DASHES: Final = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63)
_PLAIN: Final[dict[int, int | None]] = {
    **dict.fromkeys(INVISIBLE),
    **{c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)},
    **{c: ord(" ") for c in _SPACES},
    **{c: ord("-") for c in _DASHES},
    **{ord(c): ord(p) for c, p in {"﹪": "%", "﹐": ",", "﹒": ".", "⁄": "/", "∕": "/", "￥": "¥", "〜": "~"}.items()},
}
"""Not Unicode's own compatibility form: that would turn 5² into 52 and 1½ into 11/2."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that cannot be taken, as data: a code of the table of words and its parameters.

    ``entry`` is the key of the mapping, or the number in the list, that it is about; None for the answer as a whole.
    ``also`` are the refusals of other entries, where the answer has one value and so is refused once.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    entry: str | int | None = None
    also: tuple[Refusal, ...] = ()


def refuse(code: str, given: Raw, **params: object) -> Refusal:
    """A refusal that quotes what was given."""
    return Refusal(code, {"given": shown(given), **params})


def shown(given: Raw) -> str:
    """At most ``SHOWN`` printable characters of an answer, whatever it holds."""
    if isinstance(given, str):
        head = given[:SHOWN].strip()
        quoted = "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in head)
        return quoted + ("…" if len(given) > SHOWN else "")
    if given is None or isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int):
        # A number this long is not spelled out: that costs quadratic time, and Python refuses beyond 4,300 digits.
        tens = given.bit_length() * 30103 // 100000
        return shown(str(given)) if tens < SHOWN else f"{'-' if given < 0 else ''}10^{tens}…"
    if isinstance(given, Decimal):
        return shown(str(given))
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, (list, tuple)):
        return "[…]" if given else "[]"
    if isinstance(given, Mapping):
        return "{…}" if given else "{}"
    return type(given).__name__


def plain(typed: str) -> str:
    """Half-width, one kind of space and dash, no invisible characters, nothing at the ends."""
    return typed.translate(_PLAIN).strip()


def plain_within(typed: str, limit: int) -> str:
    """The plain text; of one longer than ``limit`` perhaps only the beginning, still longer than that."""
    head = plain(typed[: 4 * limit])
    return head if len(typed) <= 4 * limit or len(head) > limit else plain(typed)


def inapplicable(text: str) -> bool:
    """Whether a plain text says, where an answer should stand, that the question does not apply."""
    return _INAPPLICABLE.fullmatch(text[:MAX_TYPED]) is not None


def digits_in(text: str) -> int:
    """How many decimal digits of any script a text has."""
    return sum(c.isdecimal() for c in text)


def stated(given: Raw, otherwise: str) -> str | None | Refusal:
    """The plain text of a scalar that is to be a value; that the question does not apply is none."""
    text = written(given, otherwise)
    return refuse("inapplicable-answer", given) if isinstance(text, str) and inapplicable(text) else text


def written(given: Raw, otherwise: str) -> str | None | Refusal:
    """The plain text of a scalar; None where it is blank.

    Numbers are written out in decimals, which is exact. What is no scalar, and text too long for one,
    is refused with the code ``otherwise``, a number too long with its own.
    """
    if given is None:
        return None
    if isinstance(given, str):
        typed = plain_within(given, MAX_TYPED)
        if len(typed) > MAX_TYPED:
            long = digits_in(typed[:MAX_TYPED]) > MAX_DIGITS
            return refuse("number-too-long", given, limit=MAX_DIGITS) if long else refuse(otherwise, given)
        if typed in DASHES:
            return refuse("dash-answer", given)
        return typed or None
    if type(given) is int:
        return str(given) if abs(given) < 10**MAX_DIGITS else refuse("number-too-long", given, limit=MAX_DIGITS)
    if isinstance(given, Decimal):
        return _decimal(given, otherwise)
    return refuse(otherwise, given)


def _decimal(given: Decimal, otherwise: str) -> str | Refusal:
    if not given.is_finite():
        return refuse(otherwise, given)
    if not given:
        return "0"
    exponent: Any = given.as_tuple().exponent
    # Exponents are looked at before anything is written out: 1e999999999 is a short text and a very long number.
    if given.adjusted() >= MAX_DIGITS or exponent < -MAX_DIGITS:
        return refuse("number-too-long", given, limit=MAX_DIGITS)
    return format(given, "f")
