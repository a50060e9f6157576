"""Texts → the forms of the terminal report: a line, lines under one another, a table, an entry of a list."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from gongti.engine.report.prose import Prose
from gongti.engine.report.visible import visible


def text(words: object, style: str = "") -> Text:
    """One line that stays text whatever it holds: no markup, no control characters."""
    return Text(visible(words), style)


def stack(lines: Sequence[Text]) -> Text:
    return Text("\n").join(lines)


def item(lines: Sequence[Text]) -> RenderableType:
    """One entry of a list: a dot, the first line, the others under it."""
    entry = Table.grid(Column(width=1), Column(ratio=1), padding=(0, 1, 0, 0), expand=True)
    entry.add_row("·", Prose(stack(lines)))
    return entry


def table(*columns: Column, leading: int = 0) -> Table:
    """Columns under a thin rule, without vertical lines: where a font draws them wide, nothing shifts."""
    return Table(
        *columns,
        box=SIMPLE_HEAD,
        expand=True,
        leading=leading,
        padding=(0, 2, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="dim",
        border_style="dim",
    )
