"""A form as frozen data: workbooks of sheets, sheets of lines, lines of cells; what a writer needs and no more.

Places are counted from 0: the first line of a sheet is its keys', the first column the lines'; both are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Style = Literal[
    "title", "period", "plain", "small", "label", "head", "head-reviewer", "group", "number", "question", "item",
    "unit", "done", "below", "below-reviewer", "hint", "link", "count", "answered", "answered-review", "asked",
    "asked-review", "bar", "answer", "answer-date", "answer-percent", "answer-number", "answer-text", "answer-words",
    "words", "reviewer", "reviewer-date", "reviewer-percent", "reviewer-number", "reviewer-words", "sign",
]  # fmt: skip
"""How a cell looks; what follows the hyphen is how what is typed into it is shown, or a turn of it."""

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be typed into a cell.

    ``options`` are chosen from; else ``valid`` is a formula with ``@`` for the cell itself, which holds of a right
    entry. ``lowest`` and ``highest`` say the same of a plain number, which programs check best themselves. ``strict``
    is False where the options are only offered. ``hint`` is shown while typing, ``error`` instead of taking the entry.
    """

    error: str = ""
    title: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    valid: str = ""
    number: Literal["whole", "decimal"] | None = None
    lowest: int | None = None
    highest: int | None = None
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, or the first of several ``columns`` merged.

    ``small`` stands in smaller, grey letters below the value. ``formula`` makes the value anew; ``value`` is what it
    comes to in an empty form. ``to`` is the sheet a click leads to. What is ``open`` can be typed into. No line is
    drawn between a cell that goes on ``below`` and the next, which does so ``above``.
    """

    value: Value = None
    style: Style = "plain"
    open: bool = False
    rule: Rule | None = None
    formula: str = ""
    small: str = ""
    to: str = ""
    columns: int = 1
    above: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its key, its cells by column, how high it must be (in points)."""

    key: str = ""
    cells: Mapping[int, Cell] = field(default_factory=dict)
    height: int = 18


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key and its width, in digits of the workbook's own font."""

    key: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Lines up to ``frozen`` stay in sight and are repeated on every page.

    ``reviewer`` is the first column of the reviewer's area, which is printed on pages of its own; ``keep`` the last
    column that stays in sight and is repeated there.
    """

    name: str
    mark: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    frozen: int
    repeated: int
    keep: int
    reviewer: int | None = None
    portrait: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One workbook. ``file`` is its name in a folder; ``about`` the rows of the hidden sheet, in order."""

    file: str
    title: str
    about: tuple[tuple[str, ...], ...]
    sheets: tuple[Sheet, ...]
    lists: tuple[tuple[str, ...], ...] = ()


LIST_SHEET: Final = "_lists"
"""The hidden sheet of what can be chosen from."""


def letters(column: int) -> str:
    """A column as workbooks call it, counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def address(line: int, column: int, *, fixed: str = "") -> str:
    """A cell as formulas call it; ``fixed`` holds ``column`` or ``both`` where it stays when copied."""
    before = "$" if fixed in ("column", "both") else ""
    return f"{before}{letters(column)}{'$' if fixed == 'both' else ''}{line + 1}"
