"""The looks of a Chinese official paper (公文, after GB/T 9704): page, fonts and spacing as styles of Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

LATIN: Final = "Times New Roman"
SONG, FANGSONG, HEITI, KAITI = "宋体", "仿宋", "黑体", "楷体"
"""Fonts every Chinese Windows has. (方正小标宋, which the standard names for titles, few have.)"""
TWIPS_MM: Final = 56.6929
"""Twentieths of a point in a millimetre."""
PAGE: Final = (11906, 16838)
"""A4, in twips."""
MARGINS: Final = {"top": 37, "bottom": 35, "left": 28, "right": 26}
"""Millimetres; of a page on its side they turn with it."""
MARGINS_WIDE: Final = {"top": 22, "bottom": 22, "left": 20, "right": 20}
LINE: Final = 28
"""Points from line to line, exactly."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's style: ``size``, ``line`` (exact; 0: as high as the font asks), ``before``, ``after`` in points.

    Text is not justified: LibreOffice loses a mark that hangs out of a line it spreads, and names without a place to
    break would tear the others apart. Chinese comes out even to within a character.
    """

    name: str
    id: str
    font: str
    size: float
    line: int = LINE
    bold: bool = False
    align: str = "left"
    indent: bool = False
    keep: bool = False
    before: int = 0
    after: int = 0
    level: int | None = None

    def xml(self) -> str:
        """The element ``w:style``; it is based on no other, so that it looks the same in every document."""
        spacing = f'w:before="{self.before * 20}" w:after="{self.after * 20}" '
        spacing += f'w:line="{self.line * 20}" w:lineRule="exact"' if self.line else 'w:line="240" w:lineRule="auto"'
        parts = ["<w:keepNext/>"] if self.keep else []
        parts += ['<w:widowControl w:val="0"/>', f"<w:spacing {spacing}/>"]
        if self.indent:
            parts.append(f'<w:ind w:firstLineChars="200" w:firstLine="{int(self.size * 40)}"/>')
        parts.append(f'<w:jc w:val="{self.align}"/>')
        if self.level is not None:
            parts.append(f'<w:outlineLvl w:val="{self.level}"/>')
        default = ' w:default="1"' if self.name == "Normal" else ""
        return (
            f'<w:style xmlns:w="{W}" w:type="paragraph"{default} w:styleId={quoteattr(self.id)}>'
            f"<w:name w:val={quoteattr(self.name)}/><w:qFormat/><w:pPr>{''.join(parts)}</w:pPr>"
            f"<w:rPr>{fonts(self.font)}{'<w:b/>' if self.bold else ''}{size(self.size)}</w:rPr></w:style>"
        )


W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def fonts(chinese: str) -> str:
    """Chinese needs its font named for East Asia, else it falls back to whatever the theme has."""
    names = f"w:ascii={quoteattr(LATIN)} w:hAnsi={quoteattr(LATIN)} w:cs={quoteattr(LATIN)}"
    return f"<w:rFonts {names} w:eastAsia={quoteattr(chinese)}/>"


def size(points: float) -> str:
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


NORMAL: Final = Style("Normal", "Normal", FANGSONG, 16)
BODY: Final = Style("Gongti Body", "GongtiBody", FANGSONG, 16, indent=True)
NOTE: Final = Style("Gongti Note", "GongtiNote", FANGSONG, 10.5, line=16, before=3)
TABLE: Final = Style("Gongti Table", "GongtiTable", FANGSONG, 10.5, line=0)
SMALL: Final = Style("Gongti Table Small", "GongtiTableSmall", FANGSONG, 9, line=0)
FOOTER: Final = Style("footer", "Footer", SONG, 14, line=0, align="center")
STYLES: Final = {
    "title": Style("Title", "Title", SONG, 22, line=34, bold=True, align="center", keep=True, after=8),
    "subtitle": Style("Subtitle", "Subtitle", KAITI, 14, align="center", after=8),
    "heading": Style("heading 1", "Heading1", HEITI, 16, indent=True, keep=True, level=0, before=6),
    "heading-2": Style("heading 2", "Heading2", KAITI, 16, indent=True, keep=True, level=1),
    "summary": Style("Gongti Summary", "GongtiSummary", FANGSONG, 14, line=21, indent=True),
    "note": NOTE,
}
"""Of each kind of paragraph that has a style of its own; the others are of the body's."""
