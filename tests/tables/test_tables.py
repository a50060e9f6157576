"""Pages in every format: takes facts and tables full of hostile text, gives it back as text and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import html5lib
import openpyxl
import pytest
from report.html_views import hostile
from tables.pages_made import SHEETS, SMALL

from gongti.engine.tables import Column, Page, Table, cell, render
from gongti.engine.words import Language

HOSTILE = '<script>alert(1)</script>=HYPERLINK("http://x")\u202eabc\x1b[31m&amp;'
ACTING = re.compile("[\u202a-\u202e\u2066-\u2069\x1b\x00-\x08]")
COLUMNS = (
    Column("问题", 40, wide=True),
    Column("条款", 10, under=True),
    Column("分", 8, "number"),
    Column("日", 10, "day"),
)
ROWS = (
    (cell("甲\n乙", "bad"), cell("第一条"), cell("7.20"), cell("2025-06-30")),
    (cell(HOSTILE), cell("=1+1"), cell("60.00 至 80.00"), cell("无")),
    (cell(None), cell(""), cell("3"), cell("0001-01-01")),
)


def page(*tables: Table) -> Page:
    facts = (("标签", cell(HOSTILE, "warn")), ("标签", cell("二")))
    return Page(f"题目{HOSTILE}", "副题", facts, tables or (Table("表[1]", COLUMNS, ROWS, note="注"),), "说明", "：")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("fmt", ["terminal", "html"])
def test_hostile_text_stays_text(fmt: str) -> None:
    shown = render(page(), "zh", fmt, width=200).decode()
    assert not ACTING.search(shown)
    assert "<U+202E>" in shown if fmt == "terminal" else "&lt;U+202E&gt;" in shown


def test_html_is_one_page_that_asks_for_nothing() -> None:
    parser = Tags()
    parser.feed(render(page(), "en", "html").decode())
    assert parser.open == []
    tags = [tag for tag, _ in parser.seen]
    assert "script" not in tags and "link" not in tags and "img" not in tags
    assert dict(parser.seen)["html"]["lang"] == "en"
    assert not any(set(attrs) & {"src", "onclick"} for _, attrs in parser.seen)
    assert {attrs["href"] for _, attrs in parser.seen if "href" in attrs} == {"#main"}
    assert any("<script>alert(1)</script>" in text for text in parser.text)
    assert tags.count("dt") == 1 and "二" in parser.text  # a label that repeats is said once
    assert tags.count("tr") == 1 + len(ROWS) and "甲" in parser.text and "乙" in parser.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("change", [lambda view: view, hostile])
@pytest.mark.parametrize("name", SHEETS)
def test_pages_of_results_are_valid_and_every_row_and_column_is_named(
    name: str, change: Callable[[Any], Any], lang: Language
) -> None:
    view = change(SMALL[name](lang))
    html = render(SHEETS[name](view, lang), lang, "html").decode()
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    (policy,) = [m for m in root.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy.get("content") == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert re.findall(r"[a-z]+://|url\(|@import", html) == []
    ids = [el.get("id") for el in root.iter() if el.get("id")]
    assert len(ids) == len(set(ids))
    levels = [el.tag for el in root.iter() if re.fullmatch("h[1-6]", str(el.tag))]
    assert levels[0] == "h1" and set(levels[1:]) == {"h2"}
    for table in root.iter("table"):
        assert "".join(next(table.iter("caption")).itertext())
        (head, *rows) = table.iter("tr")
        columns = [th.get("scope") for th in head]
        assert set(columns) == {"col"} and len(columns) == len([*table.iter("col")])
        for row in rows:
            assert len(row) == len(columns)
            assert [cell.get("scope") for cell in row if cell.tag == "th"] == ["row"]
            assert all(cell.get("data-head") or cell.get("class") == "empty" for cell in row if cell.tag == "td")
    assert not ACTING.search(html)


def test_a_column_of_which_no_row_says_anything_is_left_out_of_a_page() -> None:
    rows = tuple((row[0], cell(""), *row[2:]) for row in ROWS)
    shown = render(page(Table("表", COLUMNS, rows)), "zh", "html").decode()
    assert shown.count("<col") - shown.count("<colgroup") == 3 and "条款" not in shown


def test_what_stands_under_one_label_keeps_its_own_tone() -> None:
    shown = render(page(), "zh", "html").decode()
    assert '<span class="yellow">' in shown and "<span>二</span>" in shown


def test_a_workbook_holds_no_formula_and_a_filter_on_every_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(page(), "zh", "xlsx")))
    assert book.sheetnames == ["表 1", "说明"]
    sheet = book["表 1"]
    assert sheet.auto_filter.ref == "A1:D4" and sheet.freeze_panes == "A2"
    kinds = {c.coordinate: c.data_type for row in sheet for c in row}
    assert "f" not in kinds.values() and not any(c.hyperlink for row in sheet for c in row)
    assert (sheet["A2"].value, sheet["B3"].value) == ("甲\n乙", "=1+1")
    assert (sheet["C2"].value, sheet["C2"].number_format, kinds["C4"]) == (7.2, "0.00", "n")
    assert sheet["C3"].value == "60.00 至 80.00"
    assert kinds["D2"] == "d" and sheet["D2"].value.date().isoformat() == "2025-06-30"
    assert sheet["D4"].value == "0001-01-01"  # no day a sheet can hold
    assert not ACTING.search(str(sheet["A3"].value)) and not ACTING.search(str(book["说明"]["A1"].value))


@pytest.mark.parametrize("fmt", ["terminal", "html", "xlsx"])
def test_the_same_page_gives_the_same_bytes(fmt: str) -> None:
    assert render(page(), "zh", fmt) == render(page(), "zh", fmt)


def test_a_narrow_terminal_puts_columns_under_the_wide_one() -> None:
    narrow, wide = (render(page(), "zh", "terminal", width=width).decode() for width in (80, 160))
    assert "条款：第一条" in narrow and "条款：第一条" not in wide and "第一条" in wide
    assert max(map(len, narrow.splitlines())) <= 80


def test_an_empty_table_is_left_out_and_some_are_for_one_format() -> None:
    tables = (
        Table("空", COLUMNS, ()),
        Table("只表", COLUMNS, ROWS, only="sheet"),
        Table("只页", COLUMNS, ROWS, only="page"),
    )
    shown = render(page(*tables), "zh", "terminal").decode()
    assert "空" not in shown and "只表" not in shown and "只页" in shown
    names = openpyxl.load_workbook(io.BytesIO(render(page(*tables), "zh", "xlsx"))).sheetnames
    assert names == ["只表", "说明"]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        render(page(), "zh", "pdf")
