"""Full marks, losses and the score → a waterfall from the one to the other, the largest loss first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gongti.engine.report.charts import svg

_BAR: Final = 16
_SIZE: Final = 12
_LEADING: Final = 16
_GAP: Final = 8
_NARROW: Final = 500  # px: below it a step's words stand over its bar, not beside it
_LABEL: Final = 270
_VALUE: Final = 96
_KEPT: Final = Fraction(1, 3)
"""How much of the width is left to what is earned, where the losses are the smaller part: the axis is then broken."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A step down: points lost for certain, points still open, and the number as the view prints it (or nothing)."""

    label: str
    certain: Fraction
    open: Fraction
    value: str


@dataclass(frozen=True, slots=True)
class Total:
    """An end of the staircase: its points, with an interval for the score."""

    label: str
    low: Fraction
    high: Fraction
    value: str


def waterfall(full: Total, losses: Sequence[Loss], score: Total, caption: svg.Caption, width: int) -> str:
    """Each loss hangs where the one before ended; what is still open is hatched.

    Where little is lost the axis begins above nought, so that the losses can be told apart; the bars then show a cut.
    """
    lost = full.high - score.low
    chart = _Chart(width, max(Fraction(0), score.low - lost * _KEPT / (1 - _KEPT)), full.high)
    body, y = chart.total(full, 4)
    low = full.high
    for loss in losses:
        drawn, y = chart.loss(loss, low, y)
        body += drawn
        low -= loss.certain + loss.open
    drawn, y = chart.total(score, y + 4)
    return svg.picture(width, y, caption, [*body, *drawn])


@dataclass(frozen=True)
class _Chart:
    width: int
    start: Fraction
    full: Fraction

    @property
    def narrow(self) -> bool:
        return self.width < _NARROW

    @property
    def left(self) -> int:
        return 0 if self.narrow else _LABEL + 10

    @property
    def inner(self) -> int:
        return self.width - self.left - (0 if self.narrow else _VALUE)

    def at(self, points: Fraction) -> Fraction:
        share = svg.unit((points - self.start) / (self.full - self.start)) if self.full > self.start else 1
        return self.left + Fraction(share) * self.inner

    def words(self, label: str, value: str, y: int, *, bold: bool = False) -> tuple[list[str], int, int]:
        """The step's words and number; where its bar begins, and where the step ends."""
        beside = self.width - int(svg.room(value, _SIZE)) - 14 if self.narrow else _LABEL
        lines = svg.wrapped(label, beside, _SIZE)
        tall = len(lines) * _LEADING
        body = [svg.block(0, y + 13, lines, _SIZE, _LEADING, bold=bold)]
        if self.narrow:
            body.append(svg.text(self.width, y + 13, value, _SIZE, anchor="end", bold=True))
            return body, y + tall + 2, y + tall + 2 + _BAR + _GAP
        tall = max(tall, _BAR)
        body.append(svg.text(self.width, y + tall / 2 + 4, value, _SIZE, anchor="end", bold=True))
        return body, y + (tall - _BAR) // 2, y + tall + _GAP

    def total(self, total: Total, y: int) -> tuple[list[str], int]:
        body, top, end = self.words(total.label, total.value, y, bold=True)
        low, high = self.at(total.low), self.at(total.high)
        body.append(svg.box(self.left, top, low - self.left, _BAR, svg.EARNED))
        if self.start > 0:
            body.append(self.cut(top))
        if total.low < total.high:
            body.append(svg.hatched(low, top, max(high - low, Fraction(2)), _BAR, svg.OPEN))
        return body, end

    def cut(self, top: int) -> str:
        """Two slanted gaps: the bar is longer than it is drawn."""
        strokes = "".join(f"M{self.left + at} {top + _BAR + 2}l6 -{_BAR + 4}" for at in (14, 22))
        return f'<path d="{strokes}" stroke="{svg.PAPER}" stroke-width="3" fill="none"/>'

    def loss(self, loss: Loss, start: Fraction, y: int) -> tuple[list[str], int]:
        body, top, end = self.words(loss.label, loss.value, y)
        body.append(svg.line(self.left, top + _BAR, self.left + self.inner, top + _BAR, svg.TRACK))
        right, middle = self.at(start), self.at(start - loss.certain)
        last = self.at(start - loss.certain - loss.open)
        if loss.certain > 0:
            body.append(svg.box(middle, top, max(right - middle, Fraction(1)), _BAR, svg.LOST))
        if loss.open > 0:
            body.append(svg.hatched(last, top, max(middle - last, Fraction(2)), _BAR, svg.OPEN))
        return body, end
