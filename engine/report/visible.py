"""Text that nobody vouched for → the same text with nothing in it that a terminal or an editor obeys."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BLANKS: Final = re.compile(r"[\t\n\r ]+")
# Format and control characters act instead of showing: they move the cursor, colour, hide or turn the text around.
_ACTING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NONCHARACTERS: Final = frozenset("\ufffe\uffff")
_CONTROL_PICTURES: Final = 0x2400


def visible(text: object) -> str:
    """One line of plain text: blanks and line ends run together, acting characters replaced by a sign for each.

    ESC becomes ``␛``, a right-to-left override ``<U+202E>``; everything else stays as it is.
    """
    line = _BLANKS.sub(" ", str(text)).strip(" ")
    if line.isascii() and line.isprintable():
        return line
    return "".join(_sign(c) if _acts(c) else c for c in line)


def _acts(char: str) -> bool:
    return unicodedata.category(char) in _ACTING or char in _NONCHARACTERS


def _sign(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
