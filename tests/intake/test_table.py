"""Takes registers as plain tables, texts and workbooks, finds the entries they make; and what no table may cost."""

from __future__ import annotations

import io
import re
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.diagnostics import Problems
from gongti.engine.expression import FIELDS
from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.intake.table import HEADINGS, read_table
from gongti.engine.pack.names import FACILITY_TYPES
from gongti.engine.words.entries import TYPES

REPORT = ("a.yaml", "format: 1\nconsortium: {id: moxian, name: 某县医共体}\nperiod: 2024\nanswers: {staff: 12}\n")
SHEET = "xl/worksheets/sheet1.xml"
SECONDS = 60
"""Of processor time, for what should take none: the bound of these tests is that they end, not that they are fast."""


def _read(data: bytes | str, name: str = "名册.csv") -> tuple[list[dict[str, Any]] | None, list[str]]:
    """The entries, None where the table cannot be used; and the problems."""
    problems = Problems()
    registers = read_table(data.encode() if isinstance(data, str) else data, name, problems)
    entries = None if registers is None else [dict(e.fields) for r in registers for e in r.entries]
    return entries, [f"{p.at}: {p.severity}: {p.code}" for p in problems.sorted()]


def _book(*rows: list[Any], then: Callable[[Any], None] | None = None, title: str = "名册") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    if then is not None:
        then(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _workbook(
    *rows: list[Any], then: Callable[[Any], None] | None = None
) -> tuple[list[dict[str, Any]] | None, list[str]]:
    return _read(_book(*rows, then=then), "名册.xlsx")


def _repacked(data: bytes, member: str, change: Callable[[str], str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, change(text.decode()) if part.filename == member else text)
    return out.getvalue()


HEAD = ["编码", "名称", "角色", "类型"]
A = ["a", "县医院", "牵头医院", "县级医院"]
B = ["b", "甲镇卫生院", "成员单位", "乡镇卫生院"]
ENTRIES = [
    {"id": "a", "name": "县医院", "role": "lead", "type": "county-hospital"},
    {"id": "b", "name": "甲镇卫生院", "role": "member", "type": "township-health-centre"},
]
TEXT = "\n".join(",".join(row) for row in (HEAD, A, B)) + "\n"


# texts


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_by_any_separator(separator: str, end: str, encoding: str) -> None:
    text = TEXT.replace(",", separator).replace("\n", end)
    assert _read(text.encode(encoding)) == (ENTRIES, [])


def test_a_text_in_gbk_is_read_and_named() -> None:
    assert _read(TEXT.encode("gbk")) == (ENTRIES, ["名册.csv: warning: not-utf8"])


def test_english_headings_and_every_field() -> None:
    text = (
        "id,name,type,level,tier,class,ownership,role,consortium,grid,beds,population,founded\n"
        "a,甲,county-hospital,二级,县级,综合,公立,lead,none,g1,40,31000,1998-05-01\n"
    )
    assert sorted(FIELDS) == sorted(text.partition("\n")[0].split(","))
    found, problems = _read(text)
    assert found is not None and problems == []
    assert found[0]["beds"] == 40 and found[0]["founded"] == date(1998, 5, 1) and found[0]["consortium"] == "none"
    assert set(found[0]) == set(FIELDS)


@pytest.mark.parametrize(
    ("heading", "value", "field", "meant"),
    [
        ("所属医共体", "无", "consortium", "none"),
        ("所属医共体", "某县医共体", "consortium", "某县医共体"),
        ("床位（张）", "４０", "beds", 40),
        ("服务人口(人)", "3.1万", "population", 31000),
        ("网格", "东片", "grid", "东片"),
        ("级 别", "二级 甲等", "level", "二级 甲等"),
        ("成立日期", "1998年5月1日", "founded", date(1998, 5, 1)),
    ],
)
def test_headings_as_tables_have_them(heading: str, value: str, field: str, meant: object) -> None:
    found, problems = _read(f"编码,角色,{heading}\na,牵头医院,{value}\n")
    assert problems == [] and found == [{"id": "a", "role": "lead", field: meant}]


def test_quotes_lines_and_commas_inside_a_cell() -> None:
    found, problems = _read('id,name,role,beds\na,"甲""院""\n(东)",lead,"1,200"\nb, 乙 ,member,约30\n')
    assert found == [
        {"id": "a", "name": '甲"院" (东)', "role": "lead", "beds": 1200},
        {"id": "b", "name": "乙", "role": "member"},
    ]
    assert problems == ["名册.csv:4:14: warning: approximate-number"]  # the quoted break made it line 4


def test_a_title_above_and_blank_lines_between() -> None:
    text = f"某县医共体机构名册,,,\n填报日期,2024-12-31,,\n\n{TEXT.replace(chr(10), chr(10) + ',,,' + chr(10))}\n\n"
    assert _read(text) == (ENTRIES, [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "设备,数量\n彩超,3\n",
        "名称,数量\n彩超,3\n",
        "编码,名称\na,县医院\n",
        "角色,类型\nlead,county-hospital\n",
        "编码,名称,类型\n1,彩超,影像设备\n",
        "x\n" * 10 + TEXT,  # nobody looks for a heading in line 11
    ],
)
def test_a_table_that_is_no_register_is_named_and_left_alone(text: str) -> None:
    assert _read(text) == ([], ["名册.csv: warning: not-a-register"])


def test_a_table_of_types_is_a_register_by_one_type_it_knows() -> None:
    found, problems = _read("编码,名称,类型\n1,县医院,县人民医院\n2,乙院,county-clinic\n")
    assert problems == [] and found is not None and [e["type"] for e in found] == ["county-hospital", "county-clinic"]


def test_the_types_are_those_packs_know() -> None:
    assert set(TYPES) == FACILITY_TYPES
    assert set(HEADINGS.values()) == set(FIELDS)


def test_all_that_is_wrong_is_named_at_once() -> None:
    found, problems = _read(
        "序号,编码,名称,角色,床位,电话,\n1,a,甲院,lead,约9,1,x\n2,,乙院,member,9,,y\n3,a,丙院,领队,-1,,\n4,,,member,1,,\n,合计,,,9,,\n"
    )
    assert found is None
    assert problems == [
        "名册.csv:1:1: info: register-column-unused",
        "名册.csv:1:16: warning: register-column-unknown",
        "名册.csv:2:13: warning: approximate-number",
        "名册.csv:2:18: warning: register-column-unnamed",
        "名册.csv:3:1: warning: register-id-blank",
        "名册.csv:4:1: error: duplicate-facility",
        "名册.csv:4:8: warning: register-word-unknown",
        "名册.csv:5:1: error: key-missing",
        "名册.csv:6:2: warning: register-total-row",
    ]


def test_a_text_of_too_many_rows() -> None:
    rows = "".join(f"f{i},院{i},member\n" for i in range(10_000))
    found, problems = _read("id,name,role\n" + rows[: rows.index("f9999,")] + "\n" * 500_000)
    assert found is not None and len(found) == 9_999 and problems == []
    assert _read("id,name,role\n" + rows) == (None, ["名册.csv:10001:1: error: register-too-long"])


# workbooks


def test_a_workbook_with_all_that_people_do() -> None:
    def then(sheet: Any) -> None:
        sheet.merge_cells("A1:F1")
        sheet.merge_cells("F3:F4")  # one consortium, written once beside two rows
        sheet.merge_cells("A8:A9")
        sheet["A5"].number_format = "0000"

    found, problems = _workbook(
        ["某县医共体机构名册"],
        ["编码", "名称", "角色", "类型", "床位数", "所属医共体", "成立日期"],
        ["a", "县医院", "牵头医院", "县级医院", 300, "某县医共体", date(1952, 3, 1)],
        ["b", "甲镇卫生院", "成员单位", "乡镇卫生院", 30.0, None, "1958年10月1日"],
        [12, "乙镇卫生院", "成员单位", "乡镇卫生院", 25, "临县", None],
        ["合计", None, None, None, 355],
        then=then,
    )
    assert problems == ["名册.xlsx!名册!A6: warning: register-total-row"]
    assert found == [
        {**ENTRIES[0], "beds": 300, "consortium": "某县医共体", "founded": date(1952, 3, 1)},
        {**ENTRIES[1], "beds": 30, "consortium": "某县医共体", "founded": date(1958, 10, 1)},
        {
            "id": "0012",
            "name": "乙镇卫生院",
            "role": "member",
            "type": "township-health-centre",
            "beds": 25,
            "consortium": "临县",
        },
    ]


def test_a_formula_counts_by_the_value_that_was_kept() -> None:
    rows = ([*HEAD, "床位"], [*A, "=1+2"], [*B, 30])
    assert _workbook(*rows) == (None, ["名册.xlsx!名册!E2: error: formula-without-value"])
    kept = _repacked(_book(*rows), SHEET, lambda x: re.sub(r"(?<=</f>)<v(?: ?/>|></v>)", "<v>3</v>", x))
    found, problems = _read(kept, "名册.xlsx")
    assert found == [{**ENTRIES[0], "beds": 3}, {**ENTRIES[1], "beds": 30}] and problems == []


def test_a_formula_in_a_column_nobody_reads_is_no_matter() -> None:
    found, problems = _workbook([*HEAD, "备注"], [*A, "=1+2"], B)
    assert found == ENTRIES and problems == ["名册.xlsx!名册!E1: info: register-column-unused"]


def test_an_error_in_a_cell_is_a_blank_with_a_name() -> None:
    found, problems = _workbook([*HEAD, "床位"], [*A, "#DIV/0!"], [*B, True])
    assert found is not None and "beds" not in found[0]
    assert problems[0] == "名册.xlsx!名册!E2: warning: cell-error" and len(problems) == 2


def test_a_code_of_more_digits_than_a_workbook_keeps() -> None:
    assert _workbook(HEAD, [123456789012345678, *A[1:]])[1][0] == "名册.xlsx!名册!A2: error: code-too-long"
    assert _workbook(HEAD, [1.23e20, *A[1:]])[1][0] == "名册.xlsx!名册!A2: error: code-too-long"
    found, problems = _workbook(HEAD, ["123456789012345678", *A[1:]])
    assert found is not None and found[0]["id"] == "123456789012345678" and problems == []


def test_every_sheet_that_is_a_register_counts() -> None:
    def then(sheet: Any) -> None:
        second = sheet.parent.create_sheet("乡镇")
        second.append(HEAD)
        second.append(B)
        sheet.parent.create_sheet("说明").append(["本表由县卫健局填报"])
        sheet.parent.create_sheet("空")

    assert _workbook(HEAD, A, then=then) == (ENTRIES, [])


def test_one_id_in_two_sheets() -> None:
    def then(sheet: Any) -> None:
        second = sheet.parent.create_sheet("旧")
        second.append(HEAD)
        second.append(A)

    assert _workbook(HEAD, A, then=then) == (None, ["名册.xlsx!旧!A2: error: duplicate-facility"])


def test_a_cell_in_the_far_corner() -> None:
    assert _workbook(HEAD, A, B, then=lambda s: s.cell(1_048_576, 16_384, "x")) == (ENTRIES, [])
    found, problems = _workbook(HEAD, A, B, then=lambda s: s.cell(1_048_576, 1, "x"))
    assert (found, problems) == (None, ["名册.xlsx!名册!A1048576: error: register-too-long"])


def test_a_dimension_that_lies_hides_nothing() -> None:
    data = _repacked(_book(HEAD, A, B), SHEET, lambda x: x.replace('ref="A1:D3"', 'ref="A1:A1"'))
    assert _read(data, "名册.xlsx") == (ENTRIES, [])


def test_a_workbook_that_is_no_register() -> None:
    assert _workbook(["号源", "数量"], ["专家号", 30]) == ([], ["名册.xlsx: warning: not-a-register"])


def test_a_workbook_is_known_by_how_it_begins() -> None:
    found, problems = read_report_texts([REPORT, ("名册", _book(HEAD, A))])
    assert found is not None and found.register is not None and problems == ()
    assert [str(e.at) for e in found.register.entries] == ["名册!名册!A2"]


def _bomb(text: str) -> str:
    return text.replace("</sheetData>", " " * 40_000_000 + "</sheetData>")


GOOD = _book(HEAD, A, B)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "workbook-locked"),
        (b"", "workbook-broken"),
        (b"PK\x03\x04", "workbook-broken"),
        (GOOD[: len(GOOD) // 2], "workbook-broken"),
        (GOOD[:-40] + b"\0" * 40, "workbook-broken"),
        (b"a,b\n", "workbook-is-text"),
        (_repacked(GOOD, SHEET, lambda x: x[: len(x) // 2]), "workbook-broken"),
        (_repacked(GOOD, SHEET, lambda x: f"<!DOCTYPE a [<!ENTITY b 'c'>]>{x}"), "workbook-broken"),
        (_repacked(GOOD, "[Content_Types].xml", lambda x: "<a/>"), "workbook-broken"),
        (_repacked(GOOD, SHEET, _bomb), "workbook-too-large"),
        (_repacked(GOOD, SHEET, lambda x: x + "<!-- -->" * 700_000, zipfile.ZIP_STORED), "workbook-too-large"),
        (_repacked(GOOD, "xl/styles.xml", lambda x: x + "<font/>" * 60_000, zipfile.ZIP_STORED), "workbook-too-large"),
    ],
)
def test_a_workbook_that_cannot_be_read(data: bytes, code: str) -> None:
    assert _read(data, "名册.xlsx") == (None, [f"名册.xlsx: error: {code}"])


@pytest.mark.parametrize(
    "more",
    [
        "<row>" + "<c/>" * 250_000 + "</row></sheetData>",
        '<row r="999999999999"><c r="A4"><v>1</v></c></row></sheetData>',
        '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        "</sheetData><mergeCells>" + '<mergeCell ref="A2:XFD1048576"/>' * 40_000 + "</mergeCells>",
        '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
        '</sheetData><dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>',
    ],
)
def test_a_hostile_sheet_ends(more: str) -> None:
    data = _repacked(GOOD, SHEET, lambda x: x.replace("</sheetData>", more, 1), zipfile.ZIP_STORED)
    start = process_time()
    _read(data, "名册.xlsx")
    assert process_time() - start < SECONDS


def test_a_zip_bomb_is_not_unpacked() -> None:
    data = _repacked(GOOD, SHEET, _bomb)
    tracemalloc.start()
    try:
        _read(data, "名册.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("text", ["," * 2_000_000, '"' * 1_000_001, '"' + '""' * 500_000 + ",", "a" * 3_000_000])
def test_a_hostile_text_ends(text: str) -> None:
    start = process_time()
    _read(text)
    _read("编码,角色\n" + text)
    assert process_time() - start < SECONDS


def test_without_openpyxl_one_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    problems = Problems()
    assert read_table(GOOD, "名册.xlsx", problems) is None
    (problem,) = problems
    assert (
        problem.line("zh") == "名册.xlsx: error: workbook-reader-missing: 读 .xlsx 要装 openpyxl：pip install openpyxl"
    )


def test_without_a_workbook_openpyxl_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert _read(TEXT) == (ENTRIES, [])


def test_tables_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(REPORT[1], "utf-8")
    (tmp_path / "名册.xlsx").write_bytes(_book(HEAD, A))
    (tmp_path / "乡镇.CSV").write_text("编码,名称,角色,类型\n" + ",".join(B) + "\n", "gbk")
    (tmp_path / "台账.xlsx").write_bytes(_book(["号源", "数量"], ["专家号", 30]))
    (tmp_path / "~$名册.xlsx").write_bytes(b"x")
    found, problems = read_reports([str(tmp_path)])
    assert found is not None and found.register is not None
    assert [dict(e.fields) for e in found.register.entries] == ENTRIES
    assert sorted((Path(p.at.path).name, p.code) for p in problems) == [
        ("~$名册.xlsx", "ignored-file"),
        ("~$名册.xlsx", "workbook-open-now"),
        ("乡镇.CSV", "not-utf8"),
        ("台账.xlsx", "not-a-register"),
    ]
    assert [Path(path).name for path, _ in found.inputs] == ["a.yaml", "乡镇.CSV", "名册.xlsx"]


def test_a_table_and_a_register_must_agree() -> None:
    register = ("r.yaml", "format: 1\nfacilities: [{id: a, role: member, beds: 30}]\n")
    found, problems = read_report_texts([REPORT, register, ("名册.xlsx", _book(HEAD, A))])
    assert found is None
    assert [(str(p.at), p.code) for p in problems] == [("名册.xlsx!名册!A2", "registers-differ")]
    assert "“在医共体中的角色”" in problems[0].text("zh") and "r.yaml:2:14" in problems[0].text("zh")


# anything at all


@given(st.binary(max_size=300) | st.text("编码名称角色,;\t\n\r\"' 1a", max_size=80).map(str.encode))
def test_random_texts(data: bytes) -> None:
    _read(data)
    _read("编码,角色\n".encode() + data)


@given(st.binary(max_size=60), st.integers(0, len(GOOD)), st.integers(0, 60))
def test_random_damage_to_a_workbook(data: bytes, at: int, cut: int) -> None:
    _read(GOOD[:at] + data + GOOD[at + cut :], "名册.xlsx")
