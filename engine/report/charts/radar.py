"""Shares of the dimensions, of one or several series → a radar; of fewer than three dimensions it has no picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gongti.engine.report.charts import svg
from gongti.engine.report.prose import tokens
from gongti.engine.report.visible import visible

_RADIUS: Final = 104
_SIZE: Final = 12
_LEADING: Final = 15
_NAMED: Final = 8  # axes: more have no room for names and are numbered
_SIDE: Final = (78, 112)  # px left and right of the web for names: at least, and at most for a long word
_LOOKS: Final = (("#2f5d8a", "", "circle"), ("#9a5b13", "7 3", "square"), ("#57606a", "2 3", "triangle"))

Ends = tuple[Fraction, Fraction] | None


@dataclass(frozen=True, slots=True)
class Series:
    """A side: what it is called and, for each dimension, its ends between 0 and 1; None where it is not assessed.

    ``look`` is which of three lines and marks it is drawn with, so that a side looks the same whatever stands beside.
    """

    label: str
    ends: tuple[Ends, ...]
    look: int = 0


def radar(axes: Sequence[str], series: Sequence[Series], caption: svg.Caption) -> str:
    """Solid lines join the low ends, thin dashed ones the high ends where they differ; each side has its own mark."""
    if len(axes) < 3:
        return ""
    named = len(axes) <= _NAMED
    words = [word for name in axes for word in tokens(visible(name))] if named else []
    longest = max((math.ceil(svg.room(word.strip(), _SIZE)) for word in words), default=0)
    side = min(max(longest, _SIDE[0]), _SIDE[1])
    labels = [svg.wrapped(f"{at} {name}", side, _SIZE) if named else [str(at)] for at, name in enumerate(axes, 1)]
    width = 2 * (_RADIUS + side + 14)
    tallest = max(map(len, labels)) * _LEADING
    x0, y0 = width / 2, _RADIUS + tallest + 14
    angles = [-math.pi / 2 + 2 * math.pi * at / len(axes) for at in range(len(axes))]
    body = _web(x0, y0, angles)
    for angle, lines in zip(angles, labels, strict=True):
        body.append(_named(x0, y0, angle, lines))
    for one in series:
        body += _drawn(x0, y0, angles, one, _LOOKS[one.look])
    y = y0 + _RADIUS + tallest + 30
    for one in series:
        ink, dash, shape = _LOOKS[one.look]
        body.append(_stroke(f"M20 {svg.number(y - 4)}H56", ink, dash, 2))
        body.append(_mark(38, y - 4, shape, ink))
        lines = svg.wrapped(one.label, width - 70, _SIZE)
        body.append(svg.block(64, y, lines, _SIZE, _LEADING))
        y += len(lines) * _LEADING + 4
    return svg.picture(width, y, caption, body)


def _at(x0: float, y0: float, angle: float, share: float) -> tuple[float, float]:
    return x0 + math.cos(angle) * _RADIUS * share, y0 + math.sin(angle) * _RADIUS * share


def _web(x0: float, y0: float, angles: Sequence[float]) -> list[str]:
    body = []
    for ring in (25, 50, 75, 100):
        points = [_at(x0, y0, angle, ring / 100) for angle in angles]
        body.append(_stroke(_path(points), svg.RULE, "", 1))
    for angle in angles:
        body.append(svg.line(x0, y0, *_at(x0, y0, angle, 1)))
    for ring in (50, 100):
        body.append(svg.text(x0 + 4, y0 - _RADIUS * ring / 100 + 11, f"{ring}%", 10, fill=svg.QUIET))
    return body


def _named(x0: float, y0: float, angle: float, lines: Sequence[str]) -> str:
    """A dimension's name outside the web: beside it left and right, above and below it in the middle."""
    x, y = x0 + math.cos(angle) * (_RADIUS + 10), y0 + math.sin(angle) * (_RADIUS + 10)
    side = math.cos(angle)
    anchor = "middle" if abs(side) < 0.2 else ("start" if side > 0 else "end")
    height = len(lines) * _LEADING
    up = (1 - math.sin(angle)) / 2  # 1 at the top: the whole name above its point; 0 at the bottom: below it
    return svg.block(x, y - height * up + _LEADING - 3, lines, _SIZE, _LEADING, anchor=anchor)


def _drawn(x0: float, y0: float, angles: Sequence[float], one: Series, look: tuple[str, str, str]) -> list[str]:
    ink, dash, shape = look
    known = [(angle, ends) for angle, ends in zip(angles, one.ends, strict=True) if ends is not None]
    low = [_at(x0, y0, angle, float(svg.unit(ends[0]))) for angle, ends in known]
    high = [_at(x0, y0, angle, float(svg.unit(ends[1]))) for angle, ends in known]
    if not low:
        return []
    body = [f'<path d="{_path(low)}" fill="{ink}" fill-opacity="0.09" stroke="none"/>']
    body.append(_stroke(_path(low), ink, dash, 2))
    if low != high:
        body.append(_stroke(_path(high), ink, "1.5 3.5", 1.2))
    return body + [_mark(x, y, shape, ink) for x, y in low]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in points) + "Z"


def _stroke(path: str, ink: str, dash: str, width: float) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{width}" stroke-linejoin="round"{dashed}/>'


def _mark(x: float, y: float, shape: str, ink: str) -> str:
    if shape == "circle":
        return f'<circle cx="{svg.number(x)}" cy="{svg.number(y)}" r="3.5" fill="{ink}"/>'
    if shape == "square":
        return svg.box(x - 3, y - 3, 6, 6, svg.PAPER, ink)
    path = f"M{svg.number(x)} {svg.number(y - 4)}l4 7h-8z"
    return f'<path d="{path}" fill="{ink}"/>'
