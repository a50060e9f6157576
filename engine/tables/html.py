"""A page → one self-contained HTML file in the dress of the reports: no script, no address, every text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from gongti.engine.report.templating import written
from gongti.engine.report.visible import visible
from gongti.engine.tables.page import Cell, Column, Page, Table
from gongti.engine.words import Language, say

_LANGUAGES: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}
_TONES: Final = {"": "", "good": "green", "warn": "yellow", "bad": "red", "dim": "dim"}
_SHORT: Final = 12  # cells
_MOST: Final = 40
# In tenths of an em: a cell, what stands between two columns, and how much goes across A4 on its side.
_CELL: Final = 6
_GAP: Final = 10
_AFTER_NUMBERS: Final = 20
_ACROSS: Final = 750


@dataclass(frozen=True)
class Frame:
    """What the base template of the reports asks of a page."""

    lang: Language

    @property
    def html_lang(self) -> str:
        return _LANGUAGES[self.lang]

    def word(self, code: str) -> str:
        return say(f"html.{code}", self.lang)


@dataclass(frozen=True)
class Laid:
    """A column as it is laid out: its place in a row, its width ("" takes what is left); whether it names the row."""

    at: int
    title: str
    kind: str
    heads: bool
    width: str


def render(page: Page, lang: Language) -> bytes:
    """The page in UTF-8."""
    return written("tables.html.j2", shown=page, page=Frame(lang), tones=_TONES, laid_out=laid_out)


def laid_out(table: Table) -> list[Laid]:
    """The columns that say anything: short ones as wide as what they say, the wide one what the others leave.

    A row is named by its number where it begins with one, else by what stands in the wide column.
    """
    kept = [at for at in range(len(table.columns)) if any(row[at].text for row in table.rows)]
    wide = next((at for at in kept if table.columns[at].wide), -1)
    named = kept[0] if table.columns[kept[0]].kind == "number" else wide
    rooms = {at: _room(table.columns[at], [row[at] for row in table.rows]) for at in kept}
    gaps = {at: _AFTER_NUMBERS if table.columns[at].kind == "number" else _GAP for at in kept}
    short = {at: room * _CELL + gaps[at] for at, room in rooms.items() if room <= _SHORT and at != wide}
    left = max(0, _ACROSS - sum(short.values())) * 100 // _ACROSS
    shared = sum(room for at, room in rooms.items() if at not in short)
    widths = {at: f"{room * left // shared}%" for at, room in rooms.items() if at not in short}
    widths |= {at: f"{tenths // 10}.{tenths % 10}em" for at, tenths in short.items()} | {wide: ""}
    return [
        Laid(at, column.title, column.kind, at == named, widths[at]) for at in kept if (column := table.columns[at])
    ]


def _room(column: Column, cells: list[Cell]) -> int:
    """Cells of a terminal: as many as its longest line has, between what fits its title and what it asks for."""
    longest = max(cell_len(visible(line)) for cell in cells for line in cell.text.split("\n"))
    return max(cell_len(column.title), min(longest, column.width + 4, _MOST))
