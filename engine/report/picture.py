"""What rich would print, as segments → an SVG picture of a terminal without any network address in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from io import StringIO
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.terminal_theme import TerminalTheme

_ASPECT: Final = 0.6  # em a cell: what Menlo and DejaVu Sans Mono have
_FONT_SIZE: Final = 20  # rich's, in px
_ID: Final = "gongti"

# rich's own template fetches a font; this one names fonts a reader may have. The fields are those rich fills in.
_TEMPLATE: Final = """\
<svg class="{unique_id}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: Menlo, "DejaVu Sans Mono", Consolas, "Noto Sans Mono CJK SC", "PingFang SC", monospace;
    font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 16px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""

_PAPER: Final = TerminalTheme(
    (252, 252, 250),
    (43, 48, 56),
    [
        (43, 48, 56),
        (180, 52, 44),
        (46, 125, 80),
        (176, 112, 0),
        (40, 92, 160),
        (132, 66, 150),
        (20, 116, 128),
        (110, 116, 124),
    ],
)

_RUN: Final = re.compile(r'textLength="[0-9.]+"([^>]*)>([^<]+)</text>')
_CELL: Final = _FONT_SIZE * _ASPECT


def draw(segments: Iterable[Segment], width: int) -> str:
    """The picture; the same segments give the same bytes."""
    console = Console(file=StringIO(), width=width, height=100, record=True, legacy_windows=False, _environ={})
    console.print(Segments(_runs(segments)), end="")
    drawn = console.export_svg(
        title="gongti", theme=_PAPER, code_format=_TEMPLATE, font_aspect_ratio=_ASPECT, unique_id=_ID
    )
    return _RUN.sub(_measured, drawn)


def _runs(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Segments cut between wide, narrow and blank: each piece begins in its own cell, whatever font is found."""
    for segment in segments:
        for _, run in groupby(segment.text, key=lambda char: (cell_len(char), char == " ")):
            yield Segment("".join(run), segment.style)


def _measured(found: re.Match[str]) -> str:
    """A run with its length in cells, where rich gives it in characters and squeezes Chinese into half its place."""
    rest, text = found.groups()
    plain = unescape(text)
    cells = cell_len(plain)
    wide = f' letter-spacing="{2 * _CELL - _FONT_SIZE:g}"' if cells > len(plain) else ""
    return f'textLength="{cells * _CELL:g}"{wide}{rest}>{text}</text>'
