"""A table that is asked for → its sheet: a line a row, blank ones or those asked for by name; a column a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongti.engine.form.heights import height
from gongti.engine.form.items import Item, options_of, rule
from gongti.engine.form.making import Making
from gongti.engine.form.model import Cell, Column, Line, Sheet, Style
from gongti.engine.form.told import rows_told, text_of
from gongti.engine.measure.tables import Rows, fixed_rows
from gongti.engine.pack import Question, Table
from gongti.engine.pack.questionnaire import Asked
from gongti.engine.submission import Answer
from gongti.engine.submission import form as keys

BLANK_ROWS: Final = 30
"""Rows to fill, where nobody says how many there are; more than the least that are wanted."""
_MORE: Final = 10
_WIDTHS: Final = {
    "date": 14,
    "yesno": 12,
    "count": 14,
    "number": 14,
    "money": 14,
    "percent": 12,
    "ratio": 12,
    "choice": 18,
}
_TEXT: Final = 26
_FROZEN: Final = 5


def table_sheet(
    making: Making, party: str, asked: Asked, name: str, answers: Sequence[Answer], frame: Rows, home: str
) -> Sheet:
    """The sheet of one party's table; ``home`` is the party's own sheet."""
    question, table = asked.question, asked.question.table
    assert table is not None
    columns = [entry for column, of in table.columns.items() for entry in _columns(making, column, of, table)]
    fixed = fixed_rows(table, frame)
    told = dict(rows_told(question, answers, frame, making.lang))
    rows = fixed if fixed else {str(n): str(n) for n in range(1, _how_many(table, len(told)) + 1)}
    first = 34 if fixed else 6
    lines = [Line(), *_heads(making, asked, name, columns, first, home, bool(fixed))]
    for key, label in rows.items():
        cells: dict[int, Cell] = {1: Cell(label if fixed else int(label), "item" if fixed else "number")}
        texts = [(label, "", first)]
        for n, (item, _, width) in enumerate(columns, 2):
            value = told.get(key, {}).get(item.key)
            style: Style = "hint" if making.review else item.style("answer")
            allowed = None if making.review else rule(item, item.text, making.lang)
            cells[n] = Cell(value, style, not making.review, allowed)
            texts.append((text_of(value if value is not None else ""), "", width))
        lines.append(Line(key, cells, height(texts, 22)))
    shape = [Column("", 4), Column("", first), *(Column(item.key, width) for item, _, width in columns)]
    return Sheet(
        name, f"{keys.MARK}table indicator={question.id} party={party}", tuple(shape), tuple(lines), _FROZEN, _FROZEN, 1
    )


def _how_many(table: Table, told: int) -> int:
    return max(BLANK_ROWS, table.min_rows + _MORE, told)


def _columns(making: Making, name: str, column: Question, table: Table) -> list[tuple[Item, str, int]]:
    """What is typed into a column, what stands below its label, how wide it is; a ratio takes two."""
    lang = making.lang
    label = column.label.said(lang)
    if name in table.required:
        label = making.say("table.required", label=label)
    definition = column.definition.said(lang) if column.definition is not None else ""
    unit, width = column.unit.said(lang), _WIDTHS.get(column.type, _TEXT)
    if column.type == "ratio":
        ends = (("part", column.part.said(lang)), ("whole", column.whole.said(lang)))
        words = {
            end: making.say(f"item.{end}", label=text) if text else making.say(f"item.{end}-bare") for end, text in ends
        }
        # Each alone: cells of a row stand beside each other, and their rule is that of a count.
        return [(Item(f"{name}.{end}", f"{label} {words[end]}", "count", unit), definition, width) for end, _ in ends]
    if column.type == "set":
        options = "、".join(t.said(lang) for t in column.options.values())
        return [(Item(name, label, "text"), "\n".join(filter(None, (definition, options))), _TEXT)]
    item = Item(name, label, column.type, unit, options_of(column, lang))  # type: ignore[arg-type]
    return [(item, definition, width)]


def _heads(
    making: Making, asked: Asked, name: str, columns: list[tuple[Item, str, int]], first: int, home: str, fixed: bool
) -> list[Line]:
    """Title, what it is about, how it is filled, and the columns' headings."""
    table = asked.question.table
    assert table is not None
    span = len(columns) + 1
    wide = first + sum(width for _, _, width in columns)
    intro = [making.say("table.fixed" if fixed else "table.intro", number=asked.number)]
    if table.may_be_empty:
        intro.append(making.say("table.none", sheet=home, number=asked.number))
    if table.min_rows > 1:
        intro.append(making.say("table.least", count=table.min_rows))
    if table.required:
        intro.append(making.say("table.legend"))
    label = asked.question.label.said(making.lang)
    texts = [(making.say("head.row"), "", first)]
    heads: dict[int, Cell] = {1: Cell(making.say("head.row"), "head")}
    for n, (item, small, width) in enumerate(columns, 2):
        text = making.say("table.unit", label=item.text, unit=item.unit) if item.unit else item.text
        heads[n] = Cell(text, "head", small=small)
        texts.append((text, small, width))
    about = "\n".join(making.about(asked))
    said = "\n".join(intro)
    return [
        Line(cells={1: Cell(f"{making.title}　{name}", "title", columns=span)}, height=30),
        Line(cells={1: Cell(label, "question", small=about, columns=span)}, height=height([(label, about, wide)], 22)),
        Line(cells={1: Cell(said, "small", columns=span)}, height=height([(said, "", wide)], 20)),
        Line(cells=heads, height=height(texts, 24)),
    ]  # fmt: skip
