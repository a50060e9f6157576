"""A paper → the bytes of its .docx, the same for the same paper; nothing is decided here but looks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from gongti.engine.papers import looks
from gongti.engine.papers.archive import fixed
from gongti.engine.papers.model import (
    Block,
    Cell,
    Column,
    Paper,
    Para,
    Picture,
    Row,
    Table,
    WriterMissing,
)
from gongti.engine.papers.pictures import PictureMaker
from gongti.engine.report.blocks import Line, line
from gongti.engine.report.charts.svg import room
from gongti.engine.report.visible import visible

_CREATED: Final = datetime(2020, 1, 1)
"""The same for every paper, so that the same paper is the same bytes."""
_SMALL_FROM: Final = 6
"""Columns: a table of more is set in smaller type."""
_PADDING: Final = 70
"""Twips left and right in a cell."""
_MARGINS: Final = "".join(
    f'<w:{side} w:w="{wide}" w:type="dxa"/>'
    for side, wide in (("top", 25), ("left", _PADDING), ("bottom", 25), ("right", _PADDING))
)
_TALL: Final = 60
"""Per cent of a page: a row that is higher may go over to the next, or it would leave half a page empty."""
_ALIGN: Final = {"left": "left", "centre": "center", "right": "right"}
_SHADE: Final = "F2F2F2"
_TITLE_LENGTH: Final = 250


@dataclass(frozen=True)
class Box:
    """Room for text on a page, in twips."""

    width: int
    height: int


def new(landscape: bool = False) -> Any:
    """An empty document with our page, our styles and a page number. Raises ``WriterMissing``."""
    try:
        import docx
    except ImportError:
        raise WriterMissing from None
    document = docx.Document()
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    relations = document.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[name]
    _page(document.sections[0], landscape)
    _defaults(document)
    for style in (looks.NORMAL, looks.BODY, looks.TABLE, looks.SMALL, looks.FOOTER, *looks.STYLES.values()):
        put_style(document, style, instead=True)
    _numbered(document.sections[0])
    return document


def _page(section: Any, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Twips

    width, height = looks.PAGE[::-1] if landscape else looks.PAGE
    section.page_width, section.page_height = Twips(width), Twips(height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    for side, wide in (looks.MARGINS_WIDE if landscape else looks.MARGINS).items():
        setattr(section, f"{side}_margin", Mm(wide))
    section.footer_distance = Mm(12 if landscape else 25)
    section.header_distance = Mm(15)


def _defaults(document: Any) -> None:
    """No fonts of a theme: each style names its own, and what names none gets that of the body."""
    element = document.styles.element
    for run in element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for child in list(run):
            run.remove(child)
        language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        for child in _parsed(looks.fonts(looks.FANGSONG) + looks.size(16) + language):
            run.append(child)


def put_style(document: Any, style: looks.Style, *, instead: bool = False) -> str:
    """The id of the style of this name; a document that has none gets ours, ``instead`` of its own if so asked."""
    styles = document.styles.element
    kinds = (e for e in styles.iterchildren(_w("style")) if e.get(_w("type")) == "paragraph")
    named = {e.find(_w("name")).get(_w("val"), "").casefold(): e for e in kinds if e.find(_w("name")) is not None}
    there = named.get(style.name.casefold())
    if there is not None and not instead:
        return str(there.get(_w("styleId")))
    if there is not None:
        styles.remove(there)
    taken = set(styles.xpath("w:style/@w:styleId"))
    id_ = style.id
    while id_ in taken:
        id_ += "G"
    (made,) = _parsed(style.xml().replace(f'w:styleId="{style.id}"', f'w:styleId="{id_}"'))
    styles.append(made)
    return id_


def _numbered(section: Any) -> None:
    """``— 1 —`` in the middle of every page's foot."""
    footer = section.footer
    footer.is_linked_to_previous = False
    element = footer.paragraphs[0]._p
    runs = (
        _run("— "),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        _run(" —"),
    )
    for child in list(element):
        element.remove(child)
    for child in _parsed(f'<w:pPr><w:pStyle w:val="{looks.FOOTER.id}"/></w:pPr>' + "".join(runs)):
        element.append(child)


def written(paper: Paper) -> bytes:
    """The paper in our own looks. Raises ``WriterMissing``."""
    document = new(paper.landscape)
    body = document.element.body
    for element in Writer(document, box_of(document.sections[0]._sectPr)).elements(paper.blocks):
        body.insert(len(body) - 1, element)
    return saved(document, paper.title)


def box_of(section: Any) -> Box:
    """The room on the pages of a section."""
    (width, height) = looks.PAGE
    margins = {side: int(mm * looks.TWIPS_MM) for side, mm in looks.MARGINS.items()}
    for size in section.xpath("w:pgSz"):
        width, height = int(size.get(_w("w"), width)), int(size.get(_w("h"), height))
    for given in section.xpath("w:pgMar"):
        margins = {side: abs(int(given.get(_w(side), twips))) for side, twips in margins.items()}
    room_wide = width - margins["left"] - margins["right"]
    room_high = height - margins["top"] - margins["bottom"]
    return Box(max(room_wide, 2000), max(room_high, 2000))


def saved(document: Any, title: str) -> bytes:
    """The bytes, without a moment in them."""
    core = document.core_properties
    core.title = visible(title)[:_TITLE_LENGTH]
    core.created = core.modified = _CREATED
    core.author, core.last_modified_by, core.comments, core.revision = "", "", "", 1
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())


class Writer:
    """Makes the elements of blocks for one document; ``own``: it is ours, with all our styles."""

    def __init__(self, document: Any, box: Box) -> None:
        self.document, self.box = document, box
        self.pictures = PictureMaker(document)

    @cached_property
    def styles(self) -> Mapping[str, str]:
        """The id of each kind's style in this document."""
        made = {kind: put_style(self.document, style) for kind, style in looks.STYLES.items()}
        for code, style in (("table", looks.TABLE), ("small", looks.SMALL)):
            made[code] = put_style(self.document, style)
        names = self.document.styles.element.xpath("w:style/w:name/@w:val")
        if looks.BODY.name in names:
            made["body"] = put_style(self.document, looks.BODY)
        return made

    def elements(self, blocks: Sequence[Block]) -> Iterator[Any]:
        """Between two tables, and after a last one, stands a small empty paragraph: else Word makes them one."""
        before: Block | None = None
        for block, after in zip(blocks, (*blocks[1:], None), strict=True):
            if isinstance(block, Table) and isinstance(before, Table):
                yield from _parsed(_GAP)
            yield from _parsed(self.xml(block, isinstance(before, Table), isinstance(after, Table)))
            before = block
        if not isinstance(before, Para):
            yield from _parsed(_END)

    def xml(self, block: Block, below: bool, above: bool) -> str:
        """``below`` and ``above`` a table a paragraph keeps its distance, and what leads to one stays with it."""
        if isinstance(block, Para):
            return self.paragraph(block, below, above)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Picture):
            spacing = '<w:keepLines/><w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
            return (
                f'<w:p><w:pPr>{spacing}<w:jc w:val="center"/></w:pPr>{self.pictures.run(block, self.box.width)}</w:p>'
            )
        return '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'

    # ---- paragraphs

    def paragraph(self, block: Para, below: bool = False, above: bool = False) -> str:
        named = self.styles.get(block.kind, "")
        style = f'<w:pStyle w:val="{named}"/>' if named else ""
        direct = "<w:keepNext/>" if above else ""
        space = (' w:before="120"' if below else "") + (' w:after="80"' if above else "")
        direct += f"<w:spacing{space}/>" if space else ""
        if block.kind == "body" and not named:  # an office's own body style: two characters of whatever size it is
            direct += '<w:ind w:firstLineChars="200"/>'
        elif block.kind in ("right", "centre"):
            direct += f'<w:jc w:val="{_ALIGN[block.kind]}"/>'
        return f"<w:p><w:pPr>{style}{direct}</w:pPr>{_runs(block.line)}</w:p>"

    # ---- tables

    def table(self, block: Table) -> str:
        widths = _widths(block.columns, self.box.width)
        small = len(block.columns) >= _SMALL_FROM
        rows = []
        if not block.headless:
            head = Row(tuple(Cell((line(column.head, "bold"),)) for column in block.columns), "group")
            rows.append(self.row(head, block, widths, small, is_head=True))
        for at, row in enumerate(block.rows):
            kept = row.kind == "group" or (block.headless and at < len(block.rows) - 1 and _to_sign(block))
            rows.append(self.row(row, block, widths, small, kept=kept))
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{_MARGINS}</w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def row(
        self, row: Row, table: Table, widths: Sequence[int], small: bool, *, is_head: bool = False, kept: bool = False
    ) -> str:
        size = looks.SMALL.size if small else looks.TABLE.size
        cells, at, tallest = [], 0, 0.0
        for cell in row.cells:
            width = sum(widths[at : at + cell.span])
            column = table.columns[at]
            align = "center" if is_head else _ALIGN[column.align]
            if row.kind == "group" and not is_head:
                align = "center" if at and not table.headless else "left"
            cells.append(self.cell(cell, width, align, small, row, kept=kept or is_head))
            tallest = max(tallest, _high(cell, width, size))
            at += cell.span
        properties = "" if tallest * 100 > _TALL * self.box.height else "<w:cantSplit/>"
        if row.high:
            properties += f'<w:trHeight w:val="{int(row.high * looks.TWIPS_MM)}" w:hRule="atLeast"/>'
        if is_head:
            properties += "<w:tblHeader/>"
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"

    def cell(self, cell: Cell, width: int, align: str, small: bool, row: Row, *, kept: bool) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if row.kind in ("group", "total") else ""
        keep = "<w:keepNext/>" if kept else ""
        style = self.styles["small" if small else "table"]
        spacing = '<w:spacing w:before="120" w:after="60"/>' if row.kind == "blank" else ""
        paragraphs = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{spacing}<w:jc w:val="{align}"/></w:pPr>{_runs(line)}</w:p>'
            for line in cell.lines or ((),)
        )
        middle = '<w:vAlign w:val="center"/>' if align == "center" or row.kind in ("group", "total") else ""
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}{middle}</w:tcPr>{paragraphs}</w:tc>'


_SPACE: Final = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="exact"/></w:pPr></w:p>'
_GAP: Final = _SPACE.format(120)
_END: Final = _SPACE.format(20)
"""So low that it finds room on the page the table fills."""


def _to_sign(table: Table) -> bool:
    """Whether it is a box to write in, which stays on one page."""
    return any(row.high for row in table.rows)


def _widths(columns: Sequence[Column], room_wide: int) -> list[int]:
    """Twips of each column, together all there is."""
    total = sum(column.share for column in columns)
    found = [room_wide * column.share // total for column in columns]
    found[-1] += room_wide - sum(found)
    return found


def _high(cell: Cell, width: int, size: float) -> float:
    """About how high a cell's text is, in twips."""
    inside = max(width - 2 * _PADDING, 200) / 20
    lines = sum(
        max(1, -(-int(sum(room(span.text, int(size + 0.5)) for span in line)) // max(int(inside), 1)))
        for line in cell.lines
    )
    return lines * size * 1.35 * 20


def _runs(line: Line) -> str:
    return "".join(_run(span.text, bold=span.style == "bold") for span in line)


def _run(text: str, *, bold: bool = False) -> str:
    """Words as one run; nothing in them acts, and what XML cannot hold is shown as a sign."""
    shown = visible(text) if text.strip() == text else _edged(text)
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(shown)}</w:t></w:r>'


def _edged(text: str) -> str:
    """The same with the blanks at its ends kept: labels end in one."""
    bare = text.strip(" ")
    start = len(text) - len(text.lstrip(" "))
    return " " * start + visible(bare) + " " * (len(text) - start - len(bare))


def _w(name: str) -> str:
    return f"{{{looks.W}}}{name}"


def _parsed(xml: str) -> list[Any]:
    from docx.oxml import parse_xml

    spaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _SPACES.items())
    return list(parse_xml(f"<w:body{spaces}>{xml}</w:body>"))


_SPACES: Final = {
    "w": looks.W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
