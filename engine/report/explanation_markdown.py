"""An explanation of one criterion (plain data) → Markdown, to be read as it is or put on the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongti.engine.report.blocks import Block, Facts, Grid, Item, Line, Para
from gongti.engine.report.explained import Explained
from gongti.engine.report.markdown import plain, table
from gongti.engine.report.phrases import Data
from gongti.engine.words import Language

_NUMBERED: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""What would begin a list of its own."""


def render(shown: Data, lang: Language) -> bytes:
    """The criterion in UTF-8, one line end at its end."""
    return ("\n".join(_sheet(Explained(shown, lang))).rstrip("\n") + "\n").encode("utf-8")


def _sheet(shown: Explained) -> Iterator[str]:
    yield f"# {plain(shown.view['criterion']['title'])}"
    yield ""
    for words in shown.about():
        yield _words(words)
        yield ""
    yield from _block(shown.outcome(), shown)
    for heading, blocks in shown.sections():
        yield f"## {plain(heading)}"
        yield ""
        for block in blocks:
            yield from _block(block, shown)


def _block(block: Block, shown: Explained) -> Iterator[str]:
    """The block's lines and a blank one after them."""
    if isinstance(block, Facts):
        yield from _facts(block, shown)
    elif isinstance(block, Item):
        head, *rest = block.lines
        yield f"- {_words(head)}"
        yield from (f"  - {_words(words)}" for words in rest)
    elif isinstance(block, Para):
        yield "<br>".join(map(_words, block.lines))
    else:
        yield from _grid(block)
        return
    yield ""


def _facts(block: Facts, shown: Explained) -> Iterator[str]:
    """A label with its one line, or with its lines as a list under it."""
    groups: list[tuple[str, list[Line]]] = []
    for code, words in block.rows:
        if groups and groups[-1][0] == code:
            groups[-1][1].append(words)
        else:
            groups.append((code, [words]))
    for code, lines in groups:
        label = f"- **{plain(shown.word(code))}**{shown.say('colon').rstrip()}"
        if len(lines) == 1:
            yield f"{label} {_words(lines[0])}"
        else:
            yield label
            yield from (f"  - {_words(words)}" for words in lines)


def _grid(block: Grid) -> Iterator[str]:
    heads = [plain(column.head) for column in block.columns]
    yield from table(heads, (["<br>".join(map(_words, cell)) for cell in row] for row in block.rows))


def _words(words: Line) -> str:
    """Bold stays bold, every other look is left to the page."""
    parts: list[str] = []
    for span in words:
        text = plain(span.text) if parts else _NUMBERED.sub(r"\1\\\2", plain(span.text))
        blank = " " if span.text.startswith(" ") and parts else ""
        parts.append(blank + (f"**{text}**" if span.style == "bold" and text else text))
    return "".join(parts)
