"""Numbers and words → pieces of SVG, and how much room words take; what every chart is drawn with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from html import escape
from typing import Final

from gongti.engine.report.prose import tokens
from gongti.engine.report.visible import visible

Number = int | float | Fraction

INK: Final = "#1f2328"
QUIET: Final = "#57606a"
RULE: Final = "#d0d7de"
PAPER: Final = "#ffffff"
TRACK: Final = "#eef0f2"
EARNED: Final = "#2f5d8a"
OPEN: Final = "#7a5c9e"
LOST: Final = "#b0563f"
GRADE: Final = "#9b1c1c"
FONT: Final = (
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
)
_HATCH: Final = 6  # px between two lines of a hatched bar
_WIDE: Final = frozenset("MWmw@%—…&")


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture's id (unique in its page), its title, and what it shows in words."""

    id: str
    title: str
    description: str


def number(value: Number) -> str:
    """A coordinate: at most one decimal, never ``-0``."""
    tenths = round(value * 10)
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' * (tenths < 0)}{whole}{f'.{rest}' if rest else ''}"


def words(text: object) -> str:
    """Text nobody vouched for, as text of XML."""
    return escape(visible(text), quote=True)


def text(
    x: Number, y: Number, said: object, size: int = 13, *, fill: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """One line of words at a place; ``anchor`` start, middle or end."""
    weight = ' font-weight="600"' if bold else ""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{size}" fill="{fill}"{weight}{at}>{words(said)}</text>'


def box(x: Number, y: Number, width: Number, height: Number, fill: str, stroke: str = "") -> str:
    edge = f' stroke="{stroke}"' if stroke else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" fill="{fill}"{edge}/>'
    )


def hatched(x: Number, y: Number, width: Number, height: Number, ink: str) -> str:
    """A box for what is still open: an edge and slanted lines, cut by hand so that every program draws them."""
    parts = []
    offset = -int(height) + _HATCH // 2
    while offset < width:
        start, end = max(0, offset), min(width, offset + height)
        if start < end:
            parts.append(
                f"M{number(x + start)} {number(y + height - (start - offset))}"
                f"L{number(x + end)} {number(y + height - (end - offset))}"
            )
        offset += _HATCH
    lines = f'<path d="{"".join(parts)}" stroke="{ink}" stroke-width="1.2" fill="none"/>' if parts else ""
    return box(x, y, width, height, PAPER, ink) + lines


def line(x1: Number, y1: Number, x2: Number, y2: Number, stroke: str = RULE, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" stroke="{stroke}"{dashed}/>'


def picture(width: Number, height: Number, caption: Caption, body: Iterable[str]) -> str:
    """The whole SVG; it shrinks with what holds it and never grows past its width."""
    w, h = number(width), number(height)
    title, description = f"{caption.id}-title", f"{caption.id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
        f'aria-labelledby="{title} {description}" font-family="{escape(FONT, quote=True)}">'
        f'<title id="{title}">{words(caption.title)}</title>'
        f'<desc id="{description}">{words(caption.description)}</desc>'
        f"{''.join(body)}</svg>"
    )


# ---- how much room words take


@cache
def advance(char: str) -> float:
    """The width of a character in em, rather too much than too little: the reader's fonts are not known."""
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA" or char in _WIDE:
        return 1.0
    return 0.72 if char.isupper() else 0.62


def room(said: str, size: int) -> float:
    return _length(visible(said), size)


def _length(shown: str, size: int) -> float:
    return sum(map(advance, shown)) * size


@lru_cache(1024)
def wrapped(said: str, width: Number, size: int) -> tuple[str, ...]:
    """The words on lines no wider than ``width``, broken as Chinese is; a word too long for a line is cut in pieces."""
    lines, used = [""], 0.0
    for token in _pieces(visible(said), width, size):
        if lines[-1] and used + _length(token.rstrip(" "), size) > width:
            lines.append("")
            used = 0.0
        lines[-1] += token
        used += _length(token, size)
    return tuple(found.strip() for found in lines)


def _pieces(shown: str, width: Number, size: int) -> Iterator[str]:
    for token in tokens(shown):
        if _length(token.rstrip(" "), size) <= width:
            yield token
        else:
            yield from _cut(token, width, size)


def _cut(token: str, width: Number, size: int) -> Iterator[str]:
    piece, used = "", 0.0
    for char in token:
        if piece and used + advance(char) * size > width:
            yield piece
            piece, used = "", 0.0
        piece += char
        used += advance(char) * size
    yield piece


def block(
    x: Number, y: Number, lines: Iterable[str], size: int, leading: int, *, fill: str = INK, anchor: str = "start",
    bold: bool = False,
) -> str:  # fmt: skip
    """Lines under one another, the first on ``y``."""
    return "".join(
        text(x, y + row * leading, said, size, fill=fill, anchor=anchor, bold=bold) for row, said in enumerate(lines)
    )


def unit(part: Number) -> Number:
    """Cut to 0–1: bonus may pass the end of a scale, deductions its beginning."""
    return min(1, max(0, part))
