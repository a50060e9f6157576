"""Points and percents, as the decimals of a view → bars of one line that can be read without colour."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from rich.cells import cell_len
from rich.text import Text

EARNED: Final = "█"
OPEN: Final = "╱"
LEFT: Final = "·"
LINE: Final = "│"
STYLES: Final = {EARNED: "green", OPEN: "yellow", LEFT: "dim", LINE: "bold"}

Mark = tuple[Fraction, str]  # a place between 0 and 1, and what is written under it


def share(part: str, whole: str) -> Fraction:
    """``part`` of ``whole``, cut to 0–1: bonus may pass the end and deductions the beginning; of nothing, nothing."""
    total = Fraction(whole)
    return min(Fraction(1), max(Fraction(0), Fraction(part) / total)) if total > 0 else Fraction(0)


def bar(low: Fraction, high: Fraction, width: int, marks: Sequence[Mark] = ()) -> Text:
    """Solid to ``low``, hatched to ``high``, dotted to the end; the smallest interval shows one hatch."""
    solid, end = _cells(low, width), _cells(high, width)
    if low < high and solid == end:
        solid, end = (solid, end + 1) if end < width else (solid - 1, end)
    cells = [EARNED] * solid + [OPEN] * (end - solid) + [LEFT] * (width - end)
    for place, _ in marks:
        cells[_column(place, width)] = LINE
    drawn = Text()
    for cell in cells:
        drawn.append(cell, STYLES[cell])
    return drawn


def scale(width: int, marks: Sequence[Mark]) -> Text:
    """The labels of the marks, each under its own, on as few lines as keep them two blanks apart."""
    rows: list[str] = []
    for place, label in sorted(marks):
        start = max(0, min(_column(place, width), width - cell_len(label)))
        for number, row in enumerate(rows):
            if not row or cell_len(row) + 2 <= start:
                rows[number] = row + " " * (start - cell_len(row)) + label
                break
        else:
            rows.append(" " * start + label)
    return Text("\n".join(rows))


def _cells(part: Fraction, width: int) -> int:
    return int(part * width + Fraction(1, 2))


def _column(place: Fraction, width: int) -> int:
    return min(int(place * width), width - 1)
