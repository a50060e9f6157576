"""A page: a title, facts and tables, all words said already; takes a format, gives bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gongti.engine.words import Language

Tone = Literal["", "good", "warn", "bad", "dim"]
"""What colour adds to words that say the same."""
Kind = Literal["text", "number", "day"]
Format = Literal["terminal", "html", "xlsx"]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in cells of a terminal and about as many half-width characters of a sheet.

    ``wide`` columns take what room is left. ``under``: on a narrow terminal the cell goes below the first wide one's.
    """

    title: str
    width: int = 12
    kind: Kind = "text"
    wide: bool = False
    under: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``sheet`` is its name in a workbook; ``only`` keeps it out of the other formats or out of the workbook."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sheet: str = ""
    only: Literal["", "sheet", "page"] = ""


@dataclass(frozen=True, slots=True)
class Page:
    """``facts`` are (label, words, tone); ``colon`` stands between a label and words on a line."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, Cell], ...]
    tables: tuple[Table, ...]
    facts_title: str
    colon: str

    def grouped(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """The facts with every label once: what stands under one label together."""
        found: list[tuple[str, tuple[Cell, ...]]] = []
        for label, words in self.facts:
            if found and label in ("", found[-1][0]):
                found[-1] = (found[-1][0], (*found[-1][1], words))
            else:
                found.append((label, (words,)))
        return tuple(found)

    def shown(self, where: Literal["sheet", "page"]) -> tuple[Table, ...]:
        return tuple(table for table in self.tables if table.only in ("", where) and table.rows)


def cell(text: object, tone: Tone = "") -> Cell:
    """A cell; nothing is an empty one."""
    return Cell("" if text is None else str(text), tone)


def render(page: Page, lang: Language, fmt: str, *, width: int = 100, colour: bool = False) -> bytes:
    """The page in a format. Each is imported when asked for. Raises ValueError for a format it has not."""
    if fmt == "html":
        from gongti.engine.tables import html

        return html.render(page, lang)
    if fmt == "xlsx":
        from gongti.engine.tables import workbook

        return workbook.render(page)
    if fmt != "terminal":
        raise ValueError(fmt)
    from gongti.engine.tables import terminal

    return terminal.render(page, width=width, colour=colour)
