"""An office's own .docx → the template it is, or where it is wrong; with a paper → that paper in the office's looks.

Page, styles, header, footer and letterhead stay the office's. Fields in braces, ``{{标题}}`` or ``{{title}}``, are
replaced wherever they stand, and the text of the paper stands where the paragraph ``{{正文}}`` (``{{body}}``) stood.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import near_hint
from gongti.engine.papers.archive import is_safe
from gongti.engine.papers.model import Block, Paper, Para, WriterMissing, para
from gongti.engine.report.visible import visible
from gongti.engine.words import TABLE, Language, say

FIELDS: Final = tuple(code.removeprefix("paper.field.") for code in TABLE if code.startswith("paper.field."))
"""Ids of what a template may ask for; what they are called stands in the table of words."""
_NAMES: Final = {name.casefold(): id_ for id_ in FIELDS for name in TABLE[f"paper.field.{id_}"]}
_FIELD: Final = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
_OPEN: Final = re.compile(r"[{｛]{2}")
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Template:
    """Bytes that were read once and found right, and the ids of the fields that stand in them."""

    data: bytes
    fields: frozenset[str]


def read_template(data: bytes, path: str) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template, or everything that is wrong with it, each with its place. Raises ``WriterMissing``."""
    problems = Problems()
    if not is_safe(data, path, problems):
        return None, problems.sorted()
    document = _opened(data)
    if document is None:
        problems.add("template-broken", Place(path))
        return None, problems.sorted()
    found = list(_found(document, path, problems))
    bodies = found.count("body")
    if not problems.has_errors and bodies != 1:
        problems.add("template-body-twice" if bodies else "template-no-body", Place(path))
    if problems.has_errors:
        return None, problems.sorted()
    return Template(data, frozenset(found)), problems.sorted()


def _opened(data: bytes) -> Any:
    """None where python-docx makes nothing of it: it raises whatever a damaged part makes it."""
    try:
        import docx
    except ImportError:
        raise WriterMissing from None
    try:
        document = docx.Document(io.BytesIO(data))
        document.sections[0], document.styles.element, document.core_properties.title
        return document
    except Exception:
        return None


# ---- what stands in it


def _stories(document: Any) -> Iterator[tuple[str, Any]]:
    """The text, the headers and the footers, each with the name of its part."""
    yield "document", document.element
    kinds = ("/header", "/footer")
    parts = {
        str(r.target_part.partname): r.target_part for r in document.part.rels.values() if r.reltype.endswith(kinds)
    }
    for name in sorted(parts):
        yield PurePath(name).stem, parts[name].element


def _paragraphs(document: Any) -> Iterator[tuple[str, int, Any]]:
    """(part, number, paragraph); those of tables and text boxes too."""
    for name, element in _stories(document):
        for number, paragraph in enumerate(element.iter(_w("p")), 1):
            yield name, number, paragraph


def _texts(paragraph: Any) -> list[Any]:
    """A paragraph's own pieces of text: those of a text box that hangs on it are of other paragraphs."""
    return [t for t in paragraph.iter(_w("t")) if next(t.iterancestors(_w("p")), None) is paragraph]


def _text(paragraph: Any) -> str:
    return "".join(t.text or "" for t in _texts(paragraph))


def _found(document: Any, path: str, problems: Problems) -> Iterator[str]:
    """The ids of the fields, as often as they stand there; what is wrong with any is recorded."""
    for part, number, paragraph in _paragraphs(document):
        text = _text(paragraph)
        at = Place(path, sheet=part, cell=f"¶{number}")
        for field in _FIELD.finditer(text):
            id_ = _id(field[1])
            if id_ is None:
                near = near_hint(field[1].strip(), _NAMES, problems)
                problems.add("template-field-unknown", at, field=visible(field[0])[:_SHOWN], near=near)
                continue
            if id_ == "body" and not _is_place(part, paragraph, text):
                problems.add("template-body-place", at)
            yield id_
        if _OPEN.search(_FIELD.sub("", text)):
            problems.add("template-field-open", at, text=visible(text)[:_SHOWN])


def _id(name: str) -> str | None:
    return _NAMES.get("".join(name.split()).casefold())


def _is_place(part: str, paragraph: Any, text: str) -> bool:
    """Whether a whole text may stand instead of this paragraph."""
    boxed = next(paragraph.iterancestors(_w("txbxContent")), None) is not None
    return part == "document" and not boxed and _FIELD.fullmatch(text.strip()) is not None


# ---- filled in


def filled(template: Template, paper: Paper) -> bytes:
    """The paper in the office's looks; its title is left out where the template says it in a field of its own."""
    from gongti.engine.papers.word import Writer, box_of, saved

    document = _opened(template.data)
    assert document is not None, "it was read before"
    place = None
    for _, _, paragraph in list(_paragraphs(document)):
        if place is None and [_id(f[1]) for f in _FIELD.finditer(_text(paragraph))] == ["body"]:
            place = paragraph
        else:
            _replace(paragraph, paper.fields)
    assert place is not None, "it was read before"
    blocks: list[Block] = list(paper.blocks)
    if "title" in template.fields:
        blocks = [block for block in blocks if not (isinstance(block, Para) and block.kind == "title")]
    for element in Writer(document, box_of(_section(place, document))).elements(blocks):
        place.addprevious(element)
    if place.xpath("w:pPr/w:sectPr"):  # it ends a section, and stays for that
        for child in place.xpath("w:r"):
            place.remove(child)
    else:
        place.getparent().remove(place)
    return saved(document, paper.title)


def _section(paragraph: Any, document: Any) -> Any:
    """The section a paragraph is in: the one that ends next after it."""
    body = document.element.body
    top = paragraph
    while top.getparent() is not body and top.getparent() is not None:
        top = top.getparent()
    for element in (top, *top.itersiblings()):
        for section in element.xpath("self::w:sectPr | w:pPr/w:sectPr"):
            return section
    return document.sections[-1]._sectPr


def _replace(paragraph: Any, values: dict[str, str]) -> None:
    """Every field of a paragraph by its value, in the looks of the run it begins in; Word may have cut it in pieces."""
    pieces = _texts(paragraph)
    fields = list(_FIELD.finditer("".join(t.text or "" for t in pieces)))
    for field in reversed(fields):  # from behind, so that the places of those before stay right
        id_ = _id(field[1])
        value: str | None = visible(values[id_]) if id_ in values else None
        start = 0
        for piece in pieces if value is not None else ():
            text = piece.text or ""
            end = start + len(text)
            low, high = max(field.start(), start), min(field.end(), end)
            if low < high:
                first = value if low == field.start() else ""
                piece.text = text[: low - start] + (first or "") + text[high - start :]
                piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            start = end


# ---- one to begin with


def starter(lang: Language) -> bytes:
    """A small template in our looks that has the fields, for an office to make its own. Raises ``WriterMissing``."""
    from gongti.engine.papers.word import Writer, box_of, new, saved

    def field(id_: str) -> str:
        return "{{" + say(f"paper.field.{id_}", lang) + "}}"

    def words(code: str, **params: object) -> str:
        return say(f"paper.{code}", lang, **params)

    document = new()
    line = words("starter-line", **{id_: field(id_) for id_ in ("period", "day", "score", "grade")})
    blocks = (
        para(words("starter-office"), "subtitle"),
        para(field("title"), "title"),
        para(field("consortium"), "subtitle"),
        para(line, "centre"),
        para(field("body")),
        para(words("starter-stamp"), "right"),
        para(words("notice-day"), "right"),
        para(words("head-line", head=field("head")), "note"),
    )
    body = document.element.body
    for element in Writer(document, box_of(document.sections[0]._sectPr)).elements(blocks):
        body.insert(len(body) - 1, element)
    return saved(document, words("starter-office"))


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
