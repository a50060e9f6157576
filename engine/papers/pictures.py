"""A chart's SVG → a picture of Word: the SVG itself, and a PNG for programs that do not read it."""

from __future__ import annotations

import io
import re
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from gongti.engine.papers.model import Picture, WriterMissing
from gongti.engine.report.visible import visible

_EMU_MM: Final = 36_000
_EMU_TWIP: Final = 635
_ZOOM: Final = 3.0
"""Dots of the PNG for each of the SVG: about 250 to the inch as the radar is printed."""
_SIZE: Final = re.compile(r'<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)"')
_DESCRIPTION: Final = re.compile(r"<desc[^>]*>([^<]*)</desc>")
_EXTENSION: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""What Word calls a picture's SVG."""


class PictureMaker:
    """Puts pictures into one document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        ids = document.element.xpath("//wp:docPr/@id")
        self.last = max((int(found) for found in ids if str(found).isdigit()), default=0)

    def run(self, picture: Picture, room: int) -> str:
        """The run that holds it, no wider than ``room`` (twips). Raises ``WriterMissing``."""
        found = _SIZE.search(picture.svg)
        assert found is not None, "a chart says how large it is"
        width = min(picture.wide * _EMU_MM, room * _EMU_TWIP)
        height = int(width * float(found[2]) / float(found[1]))
        self.last += 1
        png, svg = self._png(picture.svg), self._svg(picture.svg)
        described = _DESCRIPTION.search(picture.svg)
        words = quoteattr(visible(_unescaped(described[1]) if described is not None else picture.alt))
        title = quoteattr(visible(picture.alt))
        named = f'id="{self.last}" name="Chart {self.last}" title={title} descr={words}'
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr {named}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{png}">'
            f'<a:extLst><a:ext uri="{_EXTENSION}"><asvg:svgBlip r:embed="{svg}"/></a:ext></a:extLst></a:blip>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    def _png(self, svg: str) -> str:
        relation, _ = self.document.part.get_or_add_image(io.BytesIO(rasterised(svg)))
        return str(relation)

    def _svg(self, svg: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        package = self.document.part.package
        name = PackURI(f"/word/media/chart{self.last}.svg")
        part = Part(name, "image/svg+xml", svg.encode("utf-8"), package)
        return str(self.document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))


def rasterised(svg: str) -> bytes:
    """The SVG as PNG, drawn with the fonts of this machine. Raises ``WriterMissing``."""
    try:
        import resvg_py
    except ImportError:
        raise WriterMissing from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM, background="white"))


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)
