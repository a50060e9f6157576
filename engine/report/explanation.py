"""An explanation of one criterion (plain data) → the terminal's text, 80 to 200 cells wide; it computes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich import table as rich
from rich.console import RenderableType
from rich.text import Text

from gongti.engine.report import page
from gongti.engine.report.blocks import Block, Column, Facts, Grid, Item, Line, Para
from gongti.engine.report.explained import LABELS, Explained
from gongti.engine.report.forms import item, stack, table, text
from gongti.engine.report.phrases import Data
from gongti.engine.report.prose import Prose
from gongti.engine.report.visible import visible
from gongti.engine.words import Language

_PLACE: Final = 40  # cells: wide enough for a usual path, so that a line number is not torn


def render(shown: Data, lang: Language, *, width: int, colour: bool) -> bytes:
    """The criterion on a terminal."""
    return page.printed(lambda _: _sheet(Explained(shown, lang)), width=width, colour=colour)


def _sheet(shown: Explained) -> Iterator[RenderableType]:
    drawn = page.Facts(shown.lang, "explain", LABELS)
    yield Prose(text(shown.view["criterion"]["title"], "bold"))
    yield from (Prose(_text(words)) for words in shown.about())
    yield Text()
    yield _block(shown.outcome(), drawn)
    for heading, blocks in shown.sections():
        yield from page.section(heading, [_block(block, drawn) for block in blocks])


def _block(block: Block, drawn: page.Facts) -> RenderableType:
    if isinstance(block, Facts):
        return drawn.table((code, [_text(words)], "") for code, words in block.rows)
    if isinstance(block, Item):
        return item([_text(words) for words in block.lines])
    if isinstance(block, Para):
        return Prose(_stacked(block.lines))
    return _grid(block)


def _grid(block: Grid) -> rich.Table:
    drawn = table(*map(_column, block.columns))
    for row in block.rows:
        drawn.add_row(*(Prose(_stacked(cell)) for cell in row))
    return drawn


def _column(column: Column) -> rich.Column:
    if column.kind == "place":
        return rich.Column(column.head, max_width=_PLACE)
    if column.kind == "number":
        return rich.Column(column.head, justify="right", no_wrap=True)
    return rich.Column(column.head, ratio=column.ratio)


def _stacked(lines: tuple[Line, ...]) -> Text:
    return stack([_text(words) for words in lines])


def _text(words: Line) -> Text:
    """Styled words that stay words; blanks between spans are kept."""
    made = Text()
    for span in words:
        blank = " " if span.text.startswith(" ") and made else ""
        made.append(blank + visible(span.text), span.style or None)
    return made
