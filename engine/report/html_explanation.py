"""An explanation of one criterion → what its HTML template lays out: headings, facts, lists and tables of lines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from gongti.engine.report.blocks import Block, Facts, Item, Line, Para
from gongti.engine.report.explained import Explained
from gongti.engine.report.phrases import Data
from gongti.engine.words import Language, say

Drawn = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A page: its title, whose it is, what came of it, and its sections."""

    title: str
    heading: str
    about: tuple[Line, ...]
    outcome: Drawn
    sections: list[tuple[str, list[Drawn]]]


def sheet(shown: Data, lang: Language) -> Sheet:
    """The criterion, section by section."""
    explained = Explained(shown, lang)
    heading = str(shown["criterion"]["title"])
    title = say("html.title-explained", lang, name=shown["consortium"]["name"], criterion=heading)
    sections = [(found, [_drawn(block, explained) for block in blocks]) for found, blocks in explained.sections()]
    return Sheet(title, heading, explained.about(), _drawn(explained.outcome(), explained), sections)


def _drawn(block: Block, explained: Explained) -> Drawn:
    if isinstance(block, Facts):
        return {"kind": "facts", "rows": [(explained.word(code), lines) for code, lines in _grouped(block)]}
    if isinstance(block, Item):
        return {"kind": "item", "lines": block.lines}
    if isinstance(block, Para):
        return {"kind": "para", "lines": block.lines}
    return {"kind": "grid", "columns": [asdict(column) for column in block.columns], "rows": block.rows}


def _grouped(block: Facts) -> list[tuple[str, list[Line]]]:
    """A label with its lines, where it repeats."""
    groups: list[tuple[str, list[Line]]] = []
    for code, words in block.rows:
        if groups and groups[-1][0] == code:
            groups[-1][1].append(words)
        else:
            groups.append((code, [words]))
    return groups
