"""Text in Chinese and Latin → lines of a given width in cells, broken where a Chinese typesetter would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_WIDE: Final = (
    "\u1100-\u115f\u2e80-\u2fff\u3000\u3003-\u3007\u3012\u3013\u301c-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    "\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff3a\uff3e-\uff5a\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd"
)
_OPENING: Final = "“（《「『【〔〈［｛"
_CLOSING: Final = "”，。、；：！？）》」』】〕〉］｝％…"
# What may not be torn apart (避头尾): no line begins with a closing mark or ends with an opening one.
_TOKEN: Final = re.compile(
    rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*[ ]*|\s", re.DOTALL
)
_COMFORTABLE: Final = 12  # cells: a column may be narrower than its longest word, but not than this


def tokens(line: str) -> Iterator[str]:
    """The pieces of a line that stay together; joined they are the line."""
    return (found.group() for found in _TOKEN.finditer(line) if found.group())


def breaks(line: str, width: int) -> list[int]:
    """Offsets at which ``line`` is cut so that no piece, its trailing blanks aside, is wider than ``width`` cells."""
    cuts: list[int] = []
    offset = column = 0
    for token in tokens(line):
        bare = cell_len(token.rstrip(" "))
        if column and column + bare > width:
            cuts.append(offset)
            column = 0
        if bare > width:  # longer than a line by itself: a path, a hash, a name of two hundred letters
            for index, char in enumerate(token.rstrip(" ")):
                cells = cell_len(char)
                if column + cells > width:
                    cuts.append(offset + index)
                    column = 0
                column += cells
            column += len(token) - len(token.rstrip(" "))
        else:
            column += cell_len(token)
        offset += len(token)
    return cuts


class Prose:
    """A rich renderable: styled text that wraps as Chinese does. Line ends in it are kept."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines: list[Text] = []
        for paragraph in self.text.split("\n", allow_blank=True):
            for line in paragraph.divide(breaks(paragraph.plain, options.max_width)):
                line.rstrip()
                lines.append(line)
        yield Text("\n", no_wrap=True, overflow="crop").join(lines)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        paragraphs = self.text.plain.split("\n")
        widest = max(cell_len(p) for p in paragraphs)
        word = max((cell_len(t.rstrip(" ")) for p in paragraphs for t in tokens(p)), default=0)
        return Measurement(min(word, _COMFORTABLE), widest).with_maximum(options.max_width)
