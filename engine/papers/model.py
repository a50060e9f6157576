"""The parts a paper is made of, whatever its format: paragraphs, tables, pictures; all words said already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gongti.engine.report.blocks import Line, Span, line


class WriterMissing(Exception):
    """python-docx, or what draws its pictures, is not installed: ``pip install "gongti[docx]"``."""


Kind = Literal["title", "subtitle", "heading", "heading-2", "body", "summary", "plain", "note", "right", "centre"]
"""What a paragraph is: ``body`` and ``summary``, in smaller type, are indented by two characters, ``plain`` is not."""
RowKind = Literal["", "group", "total", "blank"]
Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Para:
    line: Line
    kind: Kind = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` of the table's width beside the others."""

    head: str
    share: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines under one another, over ``span`` columns; ``filled`` is by hand."""

    lines: tuple[Line, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """``high``: millimetres it has at least, where somebody writes by hand."""

    cells: tuple[Cell, ...]
    kind: RowKind = ""
    high: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Its head is repeated on every page; one of a form (``headless``) has none."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headless: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of our own; ``wide`` in millimetres."""

    svg: str
    alt: str
    wide: int


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Para | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """``file`` is a name for it without an ending; ``fields`` are what an office's template may ask for, by id."""

    file: str
    title: str
    blocks: tuple[Block, ...]
    fields: dict[str, str]
    landscape: bool = False


def para(words: object, kind: Kind = "body") -> Para:
    return Para(line(words), kind)


def labelled(label: str, words: object, kind: Kind = "body") -> Para:
    """A label in bold, and what is said about it."""
    return Para((Span(label, "bold"), Span(str(words))), kind)


def cell(*words: object, span: int = 1) -> Cell:
    """A cell of plain lines; nothing is an empty one."""
    return Cell(tuple(line(text) for text in words if text not in (None, "")), span)


def cells(words: Iterable[object]) -> tuple[Cell, ...]:
    return tuple(cell(text) for text in words)
