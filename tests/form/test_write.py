"""The workbook as written: found by its keys, locked but for what is filled, checked while typing, ready for print."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest

from form.making import INSTALLED, form, given, pack, report
from gongti.engine.form import Form, WriterMissing, written
from gongti.engine.form.model import Cell, address
from gongti.engine.submission import form as keys


@cache
def made(name: str) -> tuple[Form, Any]:
    of = form(name, of=given(report()))
    return of, openpyxl.load_workbook(io.BytesIO(written(of, "zh")))


@pytest.mark.parametrize("name", [*INSTALLED, "bad"])
def test_keys_stand_in_the_hidden_row_and_column(name: str) -> None:
    of, book = made(name)
    for part in of.sheets:
        place = book[part.name]
        assert place["A1"].value == part.mark
        assert place.row_dimensions[1].hidden and place.column_dimensions["A"].hidden
        assert [place.cell(1, n).value or "" for n in range(2, len(part.columns) + 1)] == [
            c.key for c in part.columns[1:]
        ]
        assert [place.cell(n, 1).value or "" for n in range(2, len(part.lines) + 1)] == [x.key for x in part.lines[1:]]


@pytest.mark.parametrize("name", [*INSTALLED, "bad"])
def test_what_is_filled_is_open_and_all_else_is_locked(name: str) -> None:
    of, book = made(name)
    for part in of.sheets:
        place = book[part.name]
        protection = place.protection
        assert protection.sheet and protection.password is None
        assert not protection.formatColumns and not protection.formatRows  # False: allowed
        opened = {address(n, c) for n, x in enumerate(part.lines) for c, found in x.cells.items() if found.open}
        loose = {c.coordinate for row in place.iter_rows() for c in row if not c.protection.locked}
        merged = {
            c for area in place.merged_cells.ranges for c in _coordinates(area) if c != area.start_cell.coordinate
        }
        assert loose - merged == opened, part.name
        assert part.mark.startswith("gongti:table") or opened


def _coordinates(area: Any) -> list[str]:
    return [address(row - 1, column - 1) for row, column in area.cells]


def test_every_rule_is_a_validation_with_its_words() -> None:
    of, book = made("bad")
    for part in of.sheets:
        rules = {str(v.sqref): v for v in book[part.name].data_validations.dataValidation}
        for n, entry in enumerate(part.lines):
            for column, found in entry.cells.items():
                if found.open and found.rule is not None and (found.rule.options or found.rule.valid):
                    check = rules[address(n, column)]
                    assert check.error == found.rule.error and 0 < len(check.error) <= 255
                    assert len(check.prompt or "") <= 255
                    assert check.type == _type(found)


def _type(found: Cell) -> str:
    assert found.rule is not None
    return "list" if found.rule.options else found.rule.number or "custom"


def test_what_is_chosen_from_stands_on_the_hidden_sheet() -> None:
    of, book = made("bad")
    assert (book["_gongti"].sheet_state, book["_lists"].sheet_state) == ("hidden", "hidden")
    whole = book["医共体（集团）整体"]
    (row,) = (r[0].row for r in whole.iter_rows(max_col=1) if r[0].value == "plan_issued")
    column = next(c.column_letter for c in whole[1] if c.value == keys.ANSWER)
    (check,) = (v for v in whole.data_validations.dataValidation if str(v.sqref) == f"{column}{row}")
    match = re.fullmatch(r"_lists!\$([A-Z]+)\$1:\$\1\$2", check.formula1)
    assert match is not None
    assert [book["_lists"][f"{match[1]}{n}"].value for n in (1, 2)] == ["是", "否"]


@pytest.mark.parametrize("name", [*INSTALLED, "bad"])
def test_the_workbook_says_what_it_is_twice(name: str) -> None:
    _, book = made(name)
    about = [[c.value for c in row if c.value is not None] for row in book["_gongti"].iter_rows()]
    told = {row[0]: row[1] for row in about if row[0] != "pack"}
    expected = {
        "gongti": "1",
        "kind": "report",
        "period": "2024",
        "consortium.id": "mo",
        "consortium.name": "墨县医共体",
    }
    assert expected.items() <= told.items()
    known = pack(name)
    assert ["pack", known.id, known.model.version, known.sha256] in about
    properties = {p.name: p.value for p in book.custom_doc_props}
    assert properties["gongti_kind"] == "report"
    assert properties["gongti_packs"] == f"{known.id} {known.model.version} {known.sha256}"


def test_many_packs_go_on_in_further_properties() -> None:
    several = ("county-four-keys", "county-monitoring-2024", "county-pilot-2019", "county-standard-2020")
    book = openpyxl.load_workbook(io.BytesIO(written(form(*several, of=given(report())), "zh")))
    parts = {p.name: p.value for p in book.custom_doc_props if p.name.startswith("gongti_packs")}
    assert all(len(text) <= 255 for text in parts.values())
    texts = [parts[name] for name in sorted(parts, key=lambda n: (len(n), n))]
    assert "; ".join(texts).split("; ") == [f"{p.id} {p.model.version} {p.sha256}" for p in map(pack, several)]


@pytest.mark.parametrize("name", ["bad", "urban-group-liaoning-2023"])
def test_print(name: str) -> None:
    of, book = made(name)
    for part in of.sheets:
        place = book[part.name]
        assert str(place.page_setup.paperSize) == "9" and place.sheet_properties.pageSetUpPr.fitToPage
        assert (place.page_setup.fitToWidth, place.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert place.page_setup.orientation == ("portrait" if part.portrait else "landscape")
        assert "&P" in place.oddFooter.center.text
        areas = str(place.print_area).split(",")
        assert len(areas) == (1 if part.reviewer is None else 2)
        if part.frozen > 2:
            assert place.freeze_panes is not None and place.print_title_rows == f"$2:${part.repeated}"
        if part.reviewer is not None:
            clerk, reviewer = (re.findall(r"\$([A-Z]+)\$", area) for area in areas)
            assert openpyxl.utils.column_index_from_string(clerk[1]) < part.reviewer
            assert openpyxl.utils.column_index_from_string(reviewer[0]) == part.reviewer + 1


@pytest.mark.parametrize("name", ["bad", "county-four-keys"])
def test_no_row_is_too_low_for_its_texts(name: str) -> None:
    of, book = made(name)
    for part in of.sheets:
        place = book[part.name]
        for n, entry in enumerate(part.lines[1:], 2):
            for column, found in entry.cells.items():
                if isinstance(found.value, str) and not found.formula and found.style not in ("title", "group"):
                    width = sum(c.width for c in part.columns[column : column + found.columns])
                    wide = sum(2 if ord(char) > 0x2E80 else 1 for char in found.value)
                    small = sum(2 if ord(char) > 0x2E80 else 1 for char in found.small)
                    least = 13.5 * -(-wide // width) + 11 * (-(-small * 8 // (10 * width)))
                    assert place.row_dimensions[n].height >= min(least, 405), (part.name, n, found.value)


HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2", "https://example.org", "<b>粗</b>", "_x0041_", "甲\u202e乙")


def test_what_a_register_holds_is_never_a_formula_or_a_link() -> None:
    entries = [
        {"id": f"f{n}", "name": name, "role": "member" if n else "lead", "type": "tcm-hospital"}
        for n, name in enumerate(HOSTILE)
    ]
    register = json.dumps({"format": 1, "facilities": entries}, ensure_ascii=True)
    data = written(form("county-four-keys", of=given(report(register=register))), "zh")
    book = openpyxl.load_workbook(io.BytesIO(data))
    names = []
    for place in book.worksheets:
        if str(place["A1"].value).startswith("gongti:facility"):
            (row,) = (r[0].row for r in place.iter_rows(max_col=1) if r[0].value == "@name")
            column = next(c.column for c in place[1] if c.value == keys.ANSWER)
            names.append((place.cell(row, column).value, place.cell(row, column).data_type))
    visible = [name.replace("\u202e", "<U+202E>") for name in HOSTILE]
    assert sorted(names) == sorted((name, "s") for name in visible)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets")]
    assert not any("External" in part for part in parts)
    formulas = {f for part in parts for f in re.findall(r"<f>(.*?)</f>", part)}
    assert formulas and all(re.match(r"COUNTIF\(|IF\(|REPT\(|SUM\(|[0-9]+-COUNTIF|'", f) for f in formulas)
    assert not any(sign in f for f in formulas for sign in ("cmd|", "http:", "https:"))


def test_the_same_form_is_the_same_bytes() -> None:
    of, _ = made("bad")
    first, second = written(of, "zh"), written(form("bad", of=given(report())), "zh")
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_missing_writer_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(WriterMissing):
        written(made("bad")[0], "zh")
