"""Shares with their intervals and the grade lines → bars on one scale from nought to a hundred percent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gongti.engine.report.charts import svg

_BAR: Final = 20
_LABEL: Final = 20  # px over a bar, for its words
_GAP: Final = 14
_AXIS: Final = 22
_MARK: Final = 20
_SIZE: Final = 13
_SMALL: Final = 12
_MARGIN: Final = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, its ends between 0 and 1, and the numbers as the view prints them."""

    label: str
    low: Fraction
    high: Fraction
    value: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade line: where, and what it is called."""

    at: Fraction
    label: str


def scale(bars: Sequence[Bar], marks: Sequence[Mark], caption: svg.Caption, width: int) -> str:
    """Solid to the low end, hatched to the high end; each grade line goes through all bars, its name above."""
    inner = width - 2 * _MARGIN
    rows = _stagger(marks, inner)
    top = max((row + 1 for _, row, _, _ in rows), default=0) * _MARK + (4 if marks else 0)
    heights = [_LABEL * max(1, len(_label(bar, inner))) for bar in bars]
    bottom = top + sum(heights) + len(bars) * (_BAR + _GAP)
    words: list[str] = []  # over the grade lines, which go through all bars
    body: list[str] = []
    y = top
    for bar, height in zip(bars, heights, strict=True):
        lines = _label(bar, inner)
        for row, said in enumerate(lines):
            words.append(svg.box(_MARGIN, y + row * _LABEL + 1, svg.room(said, _SIZE) + 2, _LABEL - 3, svg.PAPER))
            words.append(svg.text(_MARGIN, y + row * _LABEL + 14, said, _SIZE))
        length = svg.room(bar.value, _SIZE) + 4
        words.append(svg.box(_MARGIN + inner - length, y + height - _LABEL + 1, length, _LABEL - 3, svg.PAPER))
        words.append(svg.text(_MARGIN + inner, y + height - 6, bar.value, _SIZE, anchor="end", bold=True))
        y += height
        low, high = svg.unit(bar.low) * inner, svg.unit(bar.high) * inner
        body.append(svg.box(_MARGIN, y, inner, _BAR, svg.TRACK))
        body.append(svg.box(_MARGIN, y, low, _BAR, svg.EARNED))
        if bar.low < bar.high:
            body.append(svg.hatched(_MARGIN + low, y, max(high - low, 2), _BAR, svg.OPEN))
        y += _BAR + _GAP
    for mark, row, x, named in rows:
        at = _MARGIN + svg.unit(mark.at) * inner
        body.append(svg.line(at, (row + 1) * _MARK - 2, at, bottom - _GAP + 4, svg.GRADE, "4 3"))
        for at_row, said in enumerate(named, row + 1 - len(named)):
            words.append(svg.box(x - 2, at_row * _MARK + 1, svg.room(said, _SMALL) + 4, _MARK - 1, svg.PAPER))
            words.append(svg.text(x, (at_row + 1) * _MARK - 6, said, _SMALL, fill=svg.GRADE, bold=True))
    axis = bottom - _GAP + 4
    body.append(svg.line(_MARGIN, axis, _MARGIN + inner, axis, svg.QUIET))
    for tick in range(0, 101, 20):
        place = _MARGIN + Fraction(tick, 100) * inner
        anchor = {0: "start", 100: "end"}.get(tick, "middle")
        body.append(svg.line(place, axis, place, axis + 4, svg.QUIET))
        body.append(svg.text(place, axis + 17, f"{tick}%", _SMALL, fill=svg.QUIET, anchor=anchor))
    return svg.picture(width, axis + _AXIS, caption, [*body, *words])


def _label(bar: Bar, inner: int) -> list[str]:
    """The bar's words beside its value; where they have no room beside it, above."""
    beside = inner - svg.room(bar.value, _SIZE) - 12
    if svg.room(bar.label, _SIZE) <= beside:
        return [bar.label]
    return [*svg.wrapped(bar.label, inner, _SIZE), ""]


def _stagger(marks: Sequence[Mark], inner: int) -> list[tuple[Mark, int, float, tuple[str, ...]]]:
    """(mark, its last row, x of its lines, the lines): over their grade line, on as few rows as keep labels apart."""
    ends: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda m: (m.at, m.label)):
        lines = svg.wrapped(mark.label, inner, _SMALL)
        length = max(svg.room(said, _SMALL) for said in lines)
        x = min(max(_MARGIN, _MARGIN + float(svg.unit(mark.at)) * inner - length / 2), _MARGIN + inner - length)
        row = next(
            (at for at in range(len(ends)) if all(end + 10 <= x for end in ends[at : at + len(lines)])), len(ends)
        )
        ends += [0.0] * (row + len(lines) - len(ends))
        ends[row : row + len(lines)] = [x + length] * len(lines)
        placed.append((mark, row + len(lines) - 1, x, lines))
    return placed
