"""How high a row must be so that no wrapped text is cut: takes texts with their widths, gives points, generously."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len

LINE: Final = 16
"""Points of a line of 10-point type: enough for the highest font that may stand in."""
SMALL_LINE: Final = 14
"""The same of 9-point type."""
TITLE_LINE: Final = 22
_SMALL: Final = 9
"""Tenths: how wide a character of small type is, to one of plain type."""
_PADDING: Final = 2
HIGHEST: Final = 405
"""Excel's rows are no higher than 409 points."""


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in so many digits' width; a Chinese character is two wide."""
    room = max(2, width - _PADDING)
    return sum(max(1, -(-cell_len(part) // room)) for part in text.split("\n")) if text else 0


def height(texts: Iterable[tuple[str, str, int]], least: int = 18) -> int:
    """Of (text, smaller text below it, width) the highest, in points."""
    found = [least]
    for text, small, width in texts:
        wide = width * 10 // _SMALL
        found.append(lines_of(text, width) * LINE + lines_of(small, wide) * SMALL_LINE + 3)
    return min(HIGHEST, max(found))


def title_height(text: str, width: int) -> int:
    """The same of a sheet's title, which is of 14-point type."""
    return lines_of(text, width * 10 // 14) * TITLE_LINE + 6
