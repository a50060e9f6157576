"""The parts a sheet is made of, whatever its format: lines of styled words, facts, lists, tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Style = Literal["", "bold", "dim", "red", "yellow", "magenta", "green"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look."""

    text: str
    style: Style = ""


Line = tuple[Span, ...]


def line(words: object, style: Style = "") -> Line:
    return (Span(str(words), style),)


def titled(title: object, id: object) -> Line:
    """A title, and beside it the id by which files and commands know it."""
    return Span(str(title), "bold"), Span(f" {id}", "dim")


@dataclass(frozen=True, slots=True)
class Para:
    """Lines under one another."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, by their codes, and what is said about them; a label that repeats is said once."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: its head and the lines under it."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, and how wide it may grow beside the others; a ``place`` is in a file, a ``number`` of points."""

    head: str
    ratio: int = 3
    kind: Literal["text", "place", "number"] = "text"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a cell is lines under one another."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]


Block = Para | Facts | Item | Grid


def facts(rows: Iterable[tuple[str, Line]]) -> Iterable[Facts]:
    """The facts, if there are any."""
    found = tuple(rows)
    return (Facts(found),) if found else ()
