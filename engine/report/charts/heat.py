"""Statuses of criteria at facilities → a heat map, a letter and a colour in each cell, in pieces that fit a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gongti.engine.report.charts import svg

_CELL: Final = 24
_SIZE: Final = 12
_LEADING: Final = 15
_NARROW: Final = 500  # px: below it a line's words get less room and the cells are smaller
_TALLEST: Final = 840  # px: what A4 has room for under the facilities' names
_FIRST: Final = 640  # px: what is left of it under a section's heading, remark and legend
_HEAD: Final = 9  # em: a facility's name that needs more than two such columns of characters is a number instead

Captions = Callable[[int, int], svg.Caption]
"""How a piece is called: its number and how many there are → its caption."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A status: the letter of its cells, its colours, and what it is called."""

    letter: str
    fill: str
    ink: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with its cells, each the code of a kind or None; without cells a heading."""

    label: str
    cells: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn: the columns' names, the first always shown; and which of them are in this piece."""

    heads: Sequence[str]
    kinds: Mapping[str, Kind]
    width: int
    numbered: bool

    @property
    def cell(self) -> int:
        return 20 if self.width < _NARROW else _CELL

    @property
    def label(self) -> int:
        return self.width * 2 // 5 if self.width < _NARROW else 270

    @property
    def across(self) -> int:
        """How many columns have room beside the first."""
        return max(1, (self.width - self.label - self.cell - 8) // self.cell)


def numbered(heads: Sequence[str]) -> bool:
    """Whether some facility's name is too long to stand over its column, so that all are numbers."""
    return any(len(_name(head)) > 2 for head in heads[1:])


def heat_maps(
    heads: Sequence[str], lines: Sequence[Line], kinds: Mapping[str, Kind], captions: Captions, width: int
) -> list[str]:
    """The pieces, in reading order: all criteria of the first columns, then the next columns."""
    chart = Map(heads, kinds, width, numbered(heads))
    pieces = [(columns, rows) for columns in _bands(chart) for rows in _pages(chart, lines)]
    return [_piece(chart, columns, rows, captions(part, len(pieces))) for part, (columns, rows) in enumerate(pieces, 1)]


def _bands(chart: Map) -> list[list[int]]:
    """Columns of each piece: as even as can be, so that no piece is left with one."""
    others = list(range(1, len(chart.heads)))
    count = max(1, -(-len(others) // chart.across))
    size = -(-len(others) // count) if others else 0
    return [[0, *others[at : at + size]] for at in range(0, len(others), size)] if others else [[0]]


def _pages(chart: Map, lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines cut to pages; a heading goes with the line under it, and stands again over what goes on overleaf."""
    page: list[Line] = []
    heading: Line | None = None
    used, room = 0, _FIRST
    for at, row in enumerate(lines):
        height = _height(chart, row)
        needed = height + (_height(chart, lines[at + 1]) if not row.cells and at + 1 < len(lines) else 0)
        if page and used + needed > room:
            yield page
            room = _TALLEST
            page = [heading] if heading is not None and row.cells else []
            used = sum(_height(chart, found) for found in page)
        heading = heading if row.cells else row
        page.append(row)
        used += height
    if page:
        yield page


def _height(chart: Map, row: Line) -> int:
    if not row.cells:
        return len(_heading(chart, row)) * _LEADING + 10
    return max(chart.cell, len(_label(chart, row)) * _LEADING + 6)


def _label(chart: Map, row: Line) -> tuple[str, ...]:
    return svg.wrapped(row.label, chart.label - 8, _SIZE)


def _heading(chart: Map, row: Line) -> tuple[str, ...]:
    return svg.wrapped(row.label, chart.width - 8, _SIZE + 1)


def _piece(chart: Map, columns: Sequence[int], rows: Sequence[Line], caption: svg.Caption) -> str:
    body, top = _heads(chart, columns)
    fills: dict[str, list[str]] = {}
    y = top
    for row in rows:
        height = _height(chart, row)
        if row.cells:
            body += _row(chart, columns, row, y, height, fills)
        else:
            body.append(svg.block(0, y + 17, _heading(chart, row), _SIZE + 1, _LEADING, bold=True))
        y += height
        body.append(svg.line(0, y, chart.label + len(columns) * chart.cell + 4, y, svg.TRACK))
    drawn = [f'<path d="{"".join(path)}" fill="{chart.kinds[code].fill}"/>' for code, path in sorted(fills.items())]
    return svg.picture(chart.width, y + 2, caption, [*drawn, *body])


def _x(chart: Map, place: int) -> int:
    """The left edge of a piece's column; the first stands a little apart."""
    return chart.label + place * chart.cell + (4 if place else 0)


def _heads(chart: Map, columns: Sequence[int]) -> tuple[list[str], int]:
    """Names over the columns, written downward, or their numbers; and where the rows begin."""
    if chart.numbered:
        labels = [[chart.heads[0]], *([str(column)] for column in columns[1:])]
        return [
            svg.text(_x(chart, at) + chart.cell / 2, 14, said[0], 11, fill=svg.QUIET, anchor="middle")
            for at, said in enumerate(labels)
        ], 22
    names = [_name(chart.heads[column]) for column in columns]
    tall = int(max(svg.room(line, _SIZE) for name in names for line in name)) + 8
    body = []
    for at, lines in enumerate(names):
        middle = _x(chart, at) + chart.cell / 2
        for row, said in enumerate(lines):  # columns of characters run from right to left
            x = middle + (len(lines) - 1) * 5.5 - row * 11
            size = 11 if len(lines) > 1 else _SIZE
            body.append(
                f'<text x="{svg.number(x)}" y="{svg.number(tall - 4)}" font-size="{size}" fill="{svg.QUIET}" '
                f'text-anchor="end" writing-mode="vertical-rl">{svg.words(said)}</text>'
            )
    return body, tall


def _name(head: str) -> tuple[str, ...]:
    return svg.wrapped(head, _HEAD * _SIZE, _SIZE)


def _row(
    chart: Map, columns: Sequence[int], row: Line, y: int, height: int, fills: dict[str, list[str]]
) -> Iterator[str]:
    """The criterion's words and its letters; where the colours go is added to ``fills``, one path a colour."""
    lines = _label(chart, row)
    first = y + (height - len(lines) * _LEADING) / 2 + _LEADING - 3.5
    yield svg.block(0, first, lines, _SIZE, _LEADING)
    by_ink: dict[str, list[tuple[int, str]]] = {}
    size = chart.cell - 2
    top = y + (height - chart.cell) / 2 + 1
    for at, column in enumerate(columns):
        code = row.cells[column]
        if code is None:
            continue
        kind, x = chart.kinds[code], _x(chart, at)
        fills.setdefault(code, []).append(f"M{x + 1} {svg.number(top)}h{size}v{size}h-{size}z")
        by_ink.setdefault(kind.ink, []).append((x + chart.cell // 2, kind.letter))
    for ink, letters in sorted(by_ink.items()):
        xs = " ".join(str(x) for x, _ in letters)
        said = svg.words("".join(letter for _, letter in letters))
        yield (
            f'<text x="{xs}" y="{svg.number(top + size / 2 + 4)}" font-size="{_SIZE}" fill="{ink}" '
            f'text-anchor="middle">{said}</text>'
        )
