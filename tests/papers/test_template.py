"""An office's own template: what it may hold, what is wrong with it and where, and what it keeps of its looks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from papers.papers_read import fresh, lines, opened, papers, parts, tables, text_of
from report.html_views import hostile

from gongti.engine.papers import Template, read_template, starter, write
from gongti.engine.words import Language

PATH = "模板.docx"


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def made(*texts: str, change: Callable[[Any], None] | None = None) -> bytes:
    """A document of these paragraphs."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    if change is not None:
        change(document)
    return saved(document)


def read(data: bytes) -> Template:
    template, problems = read_template(data, PATH)
    assert template is not None, [p.line("en") for p in problems]
    return template


def said(data: bytes, lang: Language = "zh") -> list[str]:
    template, problems = read_template(data, PATH)
    assert template is None
    assert all(p.line("zh") and p.line("en") for p in problems)
    return [p.line(lang) for p in problems]


def report(template: Template, lang: Language = "zh", **changed: Any) -> bytes:
    (data,) = write("assessment-report", fresh("qinghe", lang) | changed, lang, "docx", head="0f" * 32,
                    template=template).values()  # fmt: skip
    return data


def split(document: Any) -> None:
    """Cuts every field into runs, as Word does when a field was typed in several goes."""
    for paragraph in document.paragraphs:
        text = paragraph.text
        if "{{" in text:
            for run in list(paragraph.runs):
                run._r.getparent().remove(run._r)
            for at, piece in enumerate(re.findall(r".{1,2}", text)):
                paragraph.add_run(piece).bold = at % 2 == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_template_is_one(lang: Language) -> None:
    template = read(starter(lang))
    assert starter(lang) == starter(lang)
    data = report(template, lang)
    view = fresh("qinghe", lang)
    text = "\n".join(lines(data))
    assert "{{" not in text and "}}" not in text
    assert view["consortium"]["name"] in text and "0f" * 32 in text
    assert f"{view['claimed']['low']} {'至' if lang == 'zh' else 'to'} {view['claimed']['high']}" in text
    titles = [line for line in lines(data) if line.endswith("考核情况报告" if lang == "zh" else "Assessment report")]
    assert len(titles) == 1, "the title stands once, where the template says it"


@pytest.mark.parametrize("paper", ["score-sheet", "rectification-notice", "self-report"])
def test_every_paper_takes_a_template(paper: str) -> None:
    plain = papers(paper, "qinghe", "zh", "docx")
    template = read(starter("zh"))
    on_ours = write(paper, fresh("qinghe"), "zh", "docx", head="0f" * 32, template=template)
    assert list(plain) == list(on_ours)
    assert write(paper, fresh("qinghe"), "zh", "docx", head="0f" * 32, template=template) == on_ours
    for name, data in on_ours.items():
        assert set(map(str, tables(plain[name]))) == set(map(str, tables(data)))


def test_fields_are_found_in_pieces_and_everywhere() -> None:
    def change(document: Any) -> None:
        split(document)
        table = document.add_table(1, 1)
        table.cell(0, 0).text = "得分 {{得分}}，{{ Grade }}"
        document.sections[0].header.paragraphs[0].text = "{{医共体}} {{period}}"
        document.sections[0].footer.paragraphs[0].text = "尾号 ｛｛台账尾号｝｝"
        inside = "<w:txbxContent><w:p><w:r><w:t>框{{评价日}}</w:t></w:r></w:p></w:txbxContent>"
        document.paragraphs[0]._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:pict>{inside}</w:pict></w:r>"))

    data = report(read(made("关于{{医共体}}的{{标题}}（{{统计期}}）", "{{正文}}", change=change)))
    document = opened(data)
    first = document.paragraphs[0]
    assert (
        "".join(run.text for run in first.runs) == "关于青禾县人民医院医共体的青禾县人民医院医共体考核情况报告（2024）"
    )
    assert "框2024-12-05" in lines(data)
    assert ["得分 79.49 至 106.61，紧密型、基本紧密型"] in [row for table in tables(data) for row in table]
    assert document.sections[0].header.paragraphs[0].text == "青禾县人民医院医共体 2024"
    assert document.sections[0].footer.paragraphs[0].text == "尾号 " + "0f" * 32
    assert "{{" not in parts(data)["word/document.xml"].decode()


def test_page_styles_and_letterhead_stay_the_offices() -> None:
    def change(document: Any) -> None:
        section = document.sections[0]
        section.page_width, section.left_margin, section.right_margin = Mm(180), Mm(15), Mm(15)
        section.header.paragraphs[0].text = "某县卫生健康局文件"
        document.styles["Normal"].font.size = Pt(13)
        document.styles["Heading 1"].font.size = Pt(17)

    data = report(read(made("红头", "{{body}}", "此页无正文", change=change)))
    document = opened(data)
    section = document.sections[0]
    assert round(section.page_width.mm) == 180 and section.header.paragraphs[0].text == "某县卫生健康局文件"
    assert document.styles["Normal"].font.size == Pt(13) and document.styles["Heading 1"].font.size == Pt(17)
    found = [p.text for p in document.paragraphs if p.text]
    assert found[0] == "红头" and found[-1] == "此页无正文"
    assert found[1].endswith("考核情况报告"), "our own title, because the template has no field for it"
    for table in document.element.body.iter(qn("w:tbl")):
        assert sum(int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))) <= Mm(150).twips + 1
    body = next(p for p in document.paragraphs if p.text.startswith("涉及 "))
    assert body.style.name == "Normal" and body._p.xpath("string(w:pPr/w:ind/@w:firstLineChars)") == "200"


def test_a_style_of_ours_that_the_office_has_is_the_offices() -> None:
    def change(document: Any) -> None:
        document.styles.add_style("Gongti Body", 1).font.size = Pt(15)

    document = opened(report(read(made("{{正文}}", change=change))))
    body = next(p for p in document.paragraphs if p.text.startswith("涉及 "))
    assert body.style.name == "Gongti Body" and body.style.font.size == Pt(15)


def test_the_text_may_stand_in_a_cell_and_end_a_section() -> None:
    def in_cell(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).text = "{{正文}}"

    data = report(read(made(change=in_cell)))
    (cell,) = opened(data).tables[0]._tbl.xpath("w:tr/w:tc")
    assert cell[-1].tag == qn("w:p") and any("一、基本情况" in text_of(p) for p in cell)

    def ends_section(document: Any) -> None:
        document.add_section()
        mark = document.paragraphs[0]
        assert mark._p.xpath("w:pPr/w:sectPr") or document.element.body.xpath(".//w:p/w:pPr/w:sectPr")

    assert len(opened(report(read(made("{{正文}}", change=ends_section)))).sections) == 2


def test_what_a_report_says_is_no_field() -> None:
    view = hostile(fresh("qinghe"))
    view["consortium"]["name"] = "{{得分}}\u202e\x07"
    (data,) = write("assessment-report", view, "zh", "docx", template=read(made("{{医共体}}", "{{正文}}"))).values()
    assert lines(data)[0] == "{{得分}}<U+202E>␇"


# ---- what is wrong


def test_an_unknown_field_is_named_with_its_place_and_the_nearest() -> None:
    assert said(made("甲", "{{医共题}}", "{{正文}}")) == [
        f"{PATH}!document!¶2: error: template-field-unknown: 模板里的“{{{{医共题}}}}”不是可以填的项。是不是“医共体”？"
    ]
    assert said(made("{{scores}}", "{{body}}"), "en")[0].endswith("Did you mean “score”?")

    def in_header(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{没有这项}}"

    (line,) = said(made("{{正文}}", change=in_header))
    assert line.startswith(f"{PATH}!header") and "{{没有这项}}" in line


def codes(data: bytes) -> list[str]:
    return [line.split(": ")[2] for line in said(data)]


def header_body(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "{{正文}}"


def test_the_text_has_one_place() -> None:
    assert codes(made("{{标题}}")) == ["template-no-body"]
    assert codes(made("{{正文}}", "{{body}}")) == ["template-body-twice"]
    assert codes(made("前言 {{正文}}")) == ["template-body-place"]
    assert codes(made("甲", change=header_body)) == ["template-body-place"]


def test_a_field_that_is_not_closed() -> None:
    assert codes(made("{{标题", "{{正文}}")) == ["template-field-open"]


def test_all_problems_at_once() -> None:
    assert sorted(codes(made("{{甲}}", "{{乙}}", "{{标题"))) == [
        "template-field-open", "template-field-unknown", "template-field-unknown",
    ]  # fmt: skip


def changed(data: bytes, **instead: bytes) -> bytes:
    """The package with some parts replaced or added; ``_`` in a name stands for ``/``."""
    out = io.BytesIO()
    named = {name.replace("__", "/"): content for name, content in instead.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name, None) or old.read(name))
        for name, content in named.items():
            new.writestr(name, content)
    return out.getvalue()


GOOD = made("{{正文}}")
TYPES = parts(GOOD)["[Content_Types].xml"]
DOCUMENT = parts(GOOD)["word/document.xml"]
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def other(**instead: bytes) -> bytes:
    return changed(GOOD, **instead)


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("template-not-docx", lambda: b""),
    "text": ("template-not-docx", lambda: "{{正文}}".encode()),
    "old-word": ("template-not-docx", lambda: OLD + b"\0" * 600),
    "encrypted": ("template-locked", lambda: OLD + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600),
    "truncated": ("template-broken", lambda: GOOD[: len(GOOD) // 2]),
    "only-the-sign": ("template-broken", lambda: b"PK\x03\x04"),
    "workbook": ("template-not-docx", lambda: _zip({"[Content_Types].xml": TYPES.replace(b"word", b"sheet")})),
    "any-zip": ("template-not-docx", lambda: _zip({"a.txt": b"a"})),
    "macros": ("template-macros", lambda: other(word__vbaProject__bin=b"x", **{"word/vbaProject.bin": b"x"})),
    "macro-type": ("template-macros", lambda: other(**{"[Content_Types].xml": TYPES.replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+",
        b"vnd.ms-word.document.macroEnabled.main+")})),
    "doctype": ("template-broken", lambda: other(**{"word/document.xml": DOCUMENT.replace(
        b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1)})),
    "not-xml": ("template-broken", lambda: other(**{"word/document.xml": b"<w:document"})),
    "styles-not-xml": ("template-broken", lambda: other(**{"word/styles.xml": b"<"})),
    "no-document": ("template-broken", lambda: _without("word/document.xml")),
    "bomb": ("template-too-large", lambda: other(**{"word/media/a.bin": b"\0" * 40_000_000})),
    "many-parts": ("template-too-large", lambda: other(**{f"word/media/{n}": b"a" for n in range(2_100)})),
    "many-tags": ("template-too-large", lambda: other(**{"word/document.xml": DOCUMENT.replace(
        b"<w:body>", b"<w:body>" + b"<w:p/>" * 250_000)})),
    "deep": ("template-broken", lambda: other(**{"word/document.xml": DOCUMENT.replace(
        b"<w:body>", b"<w:body>" + b"<w:sdt>" * 5_000 + b"</w:sdt>" * 5_000)})),
}  # fmt: skip


def _zip(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def _without(name: str) -> bytes:
    return _zip({part: data for part, data in parts(GOOD).items() if part != name})


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_template_is_said_in_one_line(case: str) -> None:
    code, data = BAD[case]
    (line,) = said(data())
    assert line.startswith(f"{PATH}: error: {code}: ")
