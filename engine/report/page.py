"""Parts of a text → UTF-8 bytes for a terminal of a given width; and the forms that sheets of facts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Final

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from gongti.engine.report.forms import stack, text
from gongti.engine.report.prose import Prose
from gongti.engine.report.visible import visible
from gongti.engine.words import Language, say

NARROWEST: Final = 80
WIDEST: Final = 200
INDENT: Final = 2


def blank_console(width: int, *, colour: bool, out: StringIO | None = None) -> Console:
    """A console that knows nothing of the machine: no environment, no size, no code page, no markup, no emoji."""
    return Console(
        file=out or StringIO(),
        width=max(NARROWEST, min(WIDEST, width)),
        height=100,
        color_system="standard" if colour else None,
        force_terminal=colour,
        force_jupyter=False,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )


def printed(parts: Callable[[int], Iterable[RenderableType]], *, width: int, colour: bool) -> bytes:
    """What rich draws of the parts; without ``colour`` no escape sequence at all. Widths outside 80–200 are moved in.

    The console knows nothing of the machine: no environment, no size, no code page, no markup, no emoji.
    """
    out = StringIO()
    console = blank_console(width, colour=colour, out=out)
    for part in parts(console.width):
        console.print(part)
    written = out.getvalue()
    if not colour:
        written = "".join(line.rstrip() + "\n" for line in written.splitlines())
    return written.encode("utf-8")


def section(heading: str, parts: Iterable[RenderableType]) -> Iterable[RenderableType]:
    """A blank line, the heading under a rule, the parts set in; nothing at all where there is no part."""
    body = list(parts)
    if body:
        yield Text()
        yield Rule(text(heading, "bold"), align="left", style="dim")
        for part in body:
            yield Padding(part, (0, 0, 0, INDENT))


def marked(words: object, mark: object) -> Text:
    """A title, and beside it the id by which files and commands know it."""
    return text(words, "bold").append(" ").append(visible(mark), "dim")


class Facts:
    """Labels and what is said about them, aligned by the widest label of ``codes`` in the room's words."""

    def __init__(self, lang: Language, prefix: str, codes: Sequence[str]) -> None:
        self.lang, self.prefix = lang, prefix
        self.width = max(cell_len(say(f"{prefix}.{code}", lang)) for code in codes)

    def table(self, rows: Iterable[tuple[str, str | Sequence[Text], str]]) -> Table:
        """Rows of (code of the label, words or lines, style); a label that repeats is left out."""
        drawn = Table.grid(Column(width=self.width, style="dim"), Column(ratio=1), padding=(0, 2, 0, 0), expand=True)
        before = ""
        for code, words, style in rows:
            label = "" if code == before else say(f"{self.prefix}.{code}", self.lang)
            lines = text(words, style) if isinstance(words, str) else stack(list(words))
            drawn.add_row(Text(label), Prose(lines))
            before = code
        return drawn
