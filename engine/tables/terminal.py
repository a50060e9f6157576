"""A page → lines for a terminal, 80 to 200 cells wide, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Column as RichColumn
from rich.table import Table as RichTable
from rich.text import Text

from gongti.engine.report.forms import stack, table, text
from gongti.engine.report.page import printed, section
from gongti.engine.report.prose import Prose
from gongti.engine.tables.page import Cell, Column, Page, Table

_STYLES: Final = {"": "", "good": "green", "warn": "yellow", "bad": "red", "dim": "dim"}
_SPREAD_FROM: Final = 140  # cells: a narrower table puts some columns under others


def render(page: Page, *, width: int, colour: bool) -> bytes:
    """The page; without ``colour`` no escape sequence at all."""
    return printed(lambda inside: _parts(page, inside), width=width, colour=colour)


def _parts(page: Page, width: int) -> Iterator[RenderableType]:
    yield Prose(text(page.title, "bold"))
    if page.subtitle:
        yield Prose(text(page.subtitle))
    yield Text()
    yield _facts(page)
    for found in page.shown("page"):
        body: list[RenderableType] = [_table(found, page.colon, width >= _SPREAD_FROM)]
        if found.note:
            body = [Prose(text(found.note, "dim")), *body]
        yield from section(found.title, body)


def _facts(page: Page) -> RichTable:
    wide = max((cell_len(label) for label, _ in page.facts), default=0)
    drawn = RichTable.grid(RichColumn(width=wide, style="dim"), RichColumn(ratio=1), padding=(0, 2, 0, 0), expand=True)
    before = ""
    for label, words in page.facts:
        drawn.add_row(Text("" if label == before else label), Prose(_text(words)))
        before = label
    return drawn


def _table(found: Table, colon: str, spread: bool) -> RichTable:
    kept = [i for i, column in enumerate(found.columns) if spread or not column.under]
    moved = [i for i in range(len(found.columns)) if i not in kept]
    main = next((i for i in kept if found.columns[i].wide), kept[0])
    drawn = table(*(_column(found.columns[i]) for i in kept), leading=1 if moved else 0)
    for row in found.rows:
        cells = {i: [_text(row[i])] for i in kept}
        for i in moved:
            if row[i].text:
                label = Text(found.columns[i].title + colon, "dim")
                cells[main].append(label.append_text(_text(row[i])))
        drawn.add_row(*(Prose(stack(cells[i])) for i in kept))
    return drawn


def _column(column: Column) -> RichColumn:
    if column.wide:
        return RichColumn(column.title, ratio=1)
    right = column.kind == "number"
    return RichColumn(column.title, max_width=column.width, justify="right" if right else "left", no_wrap=right)


def _text(words: Cell) -> Text:
    """Lines of a cell stay lines; everything else in it stays text."""
    return stack([text(line, _STYLES[words.tone]) for line in words.text.split("\n")])
