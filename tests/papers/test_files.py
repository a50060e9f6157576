"""Papers as files: hostile text stays text, the same input gives the same bytes, the looks are the official ones."""

from __future__ import annotations

import io
import re
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest
from docx.oxml.ns import qn
from papers.papers_read import HEAD, cells, fresh, lines, opened, papers, parts, sheets, text_of
from report.html_views import HOSTILE, big, hostile

from gongti.engine.papers import PAPERS, WriterMissing, write
from gongti.engine.report.visible import visible
from gongti.engine.words import say

EACH = [(paper, fmt) for paper, formats in PAPERS.items() for fmt in formats]
DOCX = [paper for paper, formats in PAPERS.items() if "docx" in formats]
SOME = ["reviewed", pytest.param("qinghe", marks=pytest.mark.slow)]
ACTING = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


@pytest.mark.parametrize(("paper", "fmt"), EACH)
@pytest.mark.parametrize("name", SOME)
def test_hostile_text_stays_text(paper: str, fmt: str, name: str) -> None:
    view = hostile(fresh(name))
    for file, data in write(paper, view, "zh", fmt, head=HOSTILE).items():
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', file) and len(file) < 100
        for part, content in parts(data).items():
            if part.endswith((".xml", ".rels", ".svg")):
                ElementTree.fromstring(content)
                assert not ACTING.search(content.decode("utf-8")), part
        if fmt == "docx":
            assert any(visible(HOSTILE) in line for line in lines(data))
            body = opened(data).element
            assert [i.text.strip() for i in body.iter(qn("w:instrText"))] == []
            assert not list(body.iter(qn("w:hyperlink")))
            continue
        found = [cell for sheet in sheets(data) for cell in cells(sheet)]
        assert any(visible(HOSTILE) in str(cell.value) for cell in found)
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in found)
        assert not any("drawing" in part or "externalLink" in part for part in parts(data))


@pytest.mark.parametrize(("paper", "fmt"), EACH)
def test_a_name_that_is_a_formula_is_written_as_text(paper: str, fmt: str) -> None:
    view = fresh("qinghe")
    for row in (*view["criteria"], *view["gaps"]):
        row["title"] = "=1+1"
    for data in write(paper, view, "zh", fmt).values():
        if fmt == "xlsx":
            found = [cell for sheet in sheets(data) for cell in cells(sheet) if cell.value == "=1+1"]
            assert found and all(cell.data_type == "s" for cell in found)
            assert not any(b"<f>" in content for name, content in parts(data).items() if "worksheets" in name)
        else:
            assert any("=1+1" in line for line in lines(data))


@pytest.mark.parametrize(("paper", "fmt"), EACH)
@pytest.mark.parametrize("name", SOME)
def test_the_same_view_gives_the_same_bytes(paper: str, fmt: str, name: str) -> None:
    made = papers(paper, name, "zh", fmt)
    assert made == write(paper, fresh(name), "zh", fmt, head=HEAD)
    for data in made.values():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts(data)["docProps/core.xml"].decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", core)) == {"2020-01-01T00:00:00Z"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_are_named_for_what_they_are(lang: str) -> None:
    view = fresh("qinghe", lang)  # type: ignore[arg-type]
    names = list(write("rectification-notice", view, lang, "docx"))  # type: ignore[arg-type]
    assert len({name.casefold() for name in names}) == len(names) == 6
    paper, name = say("paper.rectification-notice", lang), view["consortium"]["name"]  # type: ignore[arg-type]
    assert names[0] == say("paper.file", lang, paper=paper, name=name) + ".docx"  # type: ignore[arg-type]


def test_facilities_of_one_name_have_a_notice_each() -> None:
    view = fresh("qinghe")
    for facility in view["facilities"]:
        facility["name"] = "CON/卫生院"
    names = list(write("rectification-notice", view, "zh", "docx"))
    assert len({name.casefold() for name in names}) == len(names) == 6
    assert all("/" not in name for name in names)


@pytest.mark.parametrize("paper", DOCX)
def test_the_looks_of_an_official_paper(paper: str) -> None:
    for data in write(paper, fresh("reviewed"), "zh", "docx").values():
        document = opened(data)
        wide = paper == "score-sheet"
        (section,) = document.sections
        assert (round(section.page_width.mm), round(section.page_height.mm)) == ((297, 210) if wide else (210, 297))
        if not wide:
            margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
            assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
        assert text_of(section.footer._element) == "— 1 —"
        assert [i.text.strip() for i in section.footer._element.iter(qn("w:instrText"))] == ["PAGE"]
        styles = {s.xpath("string(w:name/@w:val)"): s for s in document.styles.element.xpath("w:style")}
        asked = {"Normal": ("仿宋", "32"), "Gongti Body": ("仿宋", "32"), "Title": ("宋体", "44"),
                 "heading 1": ("黑体", "32"), "heading 2": ("楷体", "32")}  # fmt: skip
        for name, (font, size) in asked.items():
            style = styles[name]
            assert style.xpath("string(w:rPr/w:rFonts/@w:eastAsia)") == font
            assert style.xpath("string(w:rPr/w:sz/@w:val)") == size
            if name != "Title":
                assert style.xpath("string(w:pPr/w:spacing/@w:line)") == "560"
                assert style.xpath("string(w:pPr/w:spacing/@w:lineRule)") == "exact"
        body = styles["Gongti Body"]
        assert body.xpath("string(w:pPr/w:ind/@w:firstLineChars)") == "200"
        used = {p.get(qn("w:val")) for p in document.element.body.iter(qn("w:pStyle"))}
        for style in document.styles.element.xpath("w:style[@w:type='paragraph']"):
            if style.get(qn("w:styleId")) in used | {"Normal"}:
                assert style.xpath("string(w:rPr/w:rFonts/@w:eastAsia)"), style.get(qn("w:styleId"))
        for table in document.element.body.iter(qn("w:tbl")):
            rows = list(table.iter(qn("w:tr")))
            has_head = rows[0].xpath("w:trPr/w:tblHeader")
            assert has_head or len(rows[0]) <= 4  # a form to sign and a list of facts have none
            assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)
            width = sum(int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol")))
            assert width <= (section.page_width - section.left_margin - section.right_margin) / 635 + 1


@pytest.mark.parametrize("paper", ["assessment-report", "self-report"])
def test_the_picture_is_an_svg_with_a_fallback_and_words(paper: str) -> None:
    (data,) = write(paper, fresh("qinghe"), "zh", "docx").values()
    document = opened(data)
    (drawing,) = document.element.body.xpath(".//w:drawing")
    found = parts(data)
    svg = next(content for name, content in found.items() if name.endswith(".svg"))
    png = next(content for name, content in found.items() if name.endswith(".png"))
    assert png.startswith(b"\x89PNG") and svg.startswith(b"<svg")
    (properties,) = drawing.xpath(".//wp:docPr")
    assert properties.get("title") == say("html.radar", "zh")
    for dimension in fresh("qinghe")["dimensions"]:
        assert dimension["title"] in properties.get("descr")
    types = found["[Content_Types].xml"].decode()
    assert "image/svg+xml" in types and "image/png" in types
    related = {
        name for name, _ in re.findall(r'Id="(\w+)"[^>]*media/([^"]+)"', found["word/_rels/document.xml.rels"].decode())
    }
    related |= {
        n for _, n in re.findall(r'media/([^"]+)"[^>]*Id="(\w+)"', found["word/_rels/document.xml.rels"].decode())
    }
    xml = found["word/document.xml"].decode()
    assert set(re.findall(r'r:embed="(\w+)"', xml)) == related and len(related) == 2


def test_forty_facilities_and_a_hundred_criteria_are_a_paper_too() -> None:
    view = big(fresh("qinghe"))
    for paper, fmt in (("score-sheet", "docx"), ("score-sheet", "xlsx"), ("assessment-report", "docx")):
        (data,) = write(paper, view, "zh", fmt).values()
        text = "\n".join(lines(data)) if fmt == "docx" else "\n".join(
            str(cell.value) for sheet in sheets(data) for cell in cells(sheet)
        )  # fmt: skip
        assert all(criterion["title"] in text for criterion in view["criteria"]), paper


def test_the_list_is_filtered_chosen_from_and_coloured() -> None:
    (data,) = write("rectification-list", fresh("qinghe"), "zh", "xlsx").values()
    sheet = sheets(data)[0]
    assert sheet.auto_filter.ref and sheet.freeze_panes == "C2" and sheet.print_title_rows == "$1:$1"
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"list", "date"}
    assert rules["list"].formula1 == '"未开始,整改中,已完成，待核,已销号"' or "未开始" in rules["list"].formula1
    assert len(sheet.conditional_formatting) == 2
    count = len(sheet["A"])
    assert all(str(r.sqref).endswith(str(count)) for r in sheet.data_validations.dataValidation)


def test_the_score_sheet_in_excel_is_ready_to_print() -> None:
    (data,) = write("score-sheet", fresh("qinghe"), "zh", "xlsx").values()
    (sheet,) = sheets(data)
    head = next(cell.row for cell in cells(sheet) if cell.value == "序号")
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.freeze_panes == f"C{head + 1}"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0


def test_both_sign_and_one_may_object() -> None:
    for fmt in ("docx", "xlsx"):
        (data,) = write("score-sheet", fresh("reviewed"), "zh", fmt).values()
        text = lines(data) if fmt == "docx" else [str(cell.value) for sheet in sheets(data) for cell in cells(sheet)]
        for code in ("assessors-sign", "assessed-sign", "assessed-seal", "day-sign", "objections"):
            assert any(say(f"paper.{code}", "zh").strip() in line for line in text), (fmt, code)


@pytest.mark.parametrize(
    ("paper", "fmt"), [("score-sheet", "pdf"), ("rectification-list", "docx"), ("nothing", "docx")]
)
def test_what_there_is_not_is_refused(paper: str, fmt: str) -> None:
    with pytest.raises(ValueError, match=paper):
        write(paper, fresh("qinghe"), "zh", fmt)


@pytest.mark.parametrize("absent", ["docx", "resvg_py"])
def test_without_its_libraries_a_document_is_not_half_written(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(WriterMissing):
        write("self-report", fresh("qinghe"), "zh", "docx")
    assert write("rectification-list", fresh("qinghe"), "zh", "xlsx")
