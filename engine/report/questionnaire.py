"""A questionnaire (plain data) → the terminal's text, 80 to 200 cells wide; it computes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from gongti.engine.report import page
from gongti.engine.report.forms import table, text
from gongti.engine.report.phrases import Data
from gongti.engine.report.prose import Prose
from gongti.engine.report.questionnaire_facts import LABELS, Sheets
from gongti.engine.words import Language

_RULED: Final = 6  # cells: what is left of a heading's line for its rule


def render(view: Data, lang: Language, *, width: int, colour: bool) -> bytes:
    """The whole questionnaire on a terminal."""
    return page.printed(lambda inside: _parts(Sheets(view, lang), inside), width=width, colour=colour)


def _parts(shown: Sheets, width: int) -> Iterator[RenderableType]:
    packs, sheets = shown.view["packs"], shown.view["sheets"]
    yield Prose(text(shown.say("title"), "bold"))
    yield Prose(text(shown.say("counts", packs=len(packs), questions=shown.view["questions"])))
    yield Text()
    yield from (Prose(page.marked(pack["title"], pack["id"])) for pack in packs)
    yield Text()
    right = {"justify": "right", "no_wrap": True}
    overview = table(
        Column(shown.say("who"), ratio=1),
        Column(shown.say("count"), **right),  # type: ignore[arg-type]
        Column(shown.say("numbers"), **right),  # type: ignore[arg-type]
    )
    for sheet in sheets:
        overview.add_row(Prose(text(sheet["who"])), shown.count(sheet), shown.span(sheet))
    yield overview
    if shown.note():
        yield Prose(text(shown.note(), "dim"))
    drawn = page.Facts(shown.lang, "ask", LABELS)
    for sheet in sheets:
        body = _sheet(sheet, shown, drawn)
        if cell_len(sheet["who"]) < width - _RULED:
            yield from page.section(sheet["who"], body)
        else:
            yield Text()
            yield Prose(text(sheet["who"], "bold"))
            yield from page.section("", body)


def _sheet(sheet: Data, shown: Sheets, drawn: page.Facts) -> Iterator[RenderableType]:
    yield from (Prose(text(note, "dim")) for note in shown.notes(sheet))
    for question in sheet["questions"]:
        yield Text()
        yield _question(question, shown, drawn)


def _question(question: Data, shown: Sheets, drawn: page.Facts) -> Table:
    """The number, the label, and under it what is said of the question."""
    entry = Table.grid(Column(width=3, justify="right"), Column(ratio=1), padding=(0, 2, 0, 0), expand=True)
    entry.add_row(str(question["number"]), Prose(page.marked(question["label"], question["id"])))
    rows = ((code, words, "dim" if code == "used-by" else "") for code, words in shown.facts(question))
    entry.add_row("", drawn.table(rows))
    return entry
