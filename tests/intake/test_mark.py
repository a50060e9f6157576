"""Takes workbooks with problems, finds them in the marked copy: coloured, said, and everything else as it was."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from intake.workbooks import changed, filled, repacked, saved
from program import gongti

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.intake import read_report_texts
from gongti.engine.intake.mark import marked

SHEETS: dict[str, dict[str, Any]] = {
    "cover": {"@name": None},
    "consortium": {"staff": "=1/0", "beds": 3, "wards": "=1+2", "slots.part": 3, "slots.part\0": 4},
}
RED, ORANGE = "FFFFC7CE", "FFFFEB9C"


def _calculated(text: str) -> str:
    return text.replace("<f>1+2</f><v />", "<f>1+2</f><v>3</v>").replace("<f>1+2</f><v></v>", "<f>1+2</f><v>3</v>")


def _dressed(book: Any) -> None:
    """With what a form has beside its cells."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book["表2"]
    sheet["D4"].protection, sheet["D3"].protection = Protection(locked=False), Protection(locked=False)
    sheet["D3"].fill = PatternFill("solid", start_color="FFFFF9DB")
    sheet["D3"].comment = Comment("原有的批注", "张三")
    sheet.protection.sheet = True
    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    rule.add("D4")
    sheet.add_data_validation(rule)


DATA = repacked(filled(SHEETS, then=_dressed), "xl/worksheets/sheet2.xml", _calculated)


def _found(data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    return read_report_texts([("表.xlsx", data)])


def _marked(data: bytes, *more: Problem) -> bytes:
    problems = Problems()
    copy = marked(data, "表.xlsx", [*_found(data)[1], *more], "zh", problems)
    assert copy is not None and list(problems) == []
    return copy


def _book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_wrong_cells_are_coloured_and_say_why() -> None:
    book = _book(_marked(DATA))
    wrong = book["表2"]["D3"]
    assert wrong.fill.start_color.rgb == RED
    assert wrong.comment.text == "原有的批注\n————\n单元格是公式，但没有存下结果；请用WPS或Excel打开，保存一次"
    assert book["表2"]["D7"].fill.start_color.rgb == RED and "D6" in book["表2"]["D7"].comment.text
    assert book["表2"]["D4"].fill.fill_type is None and book["表2"]["D4"].comment is None


def test_everything_else_stays() -> None:
    before, after = _book(DATA), _book(_marked(DATA))
    assert after.sheetnames == ["问题", *before.sheetnames] and after["_gongti"].sheet_state == "hidden"
    sheet = after["表2"]
    assert sheet.protection.sheet and not sheet["D4"].protection.locked
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["D4"]
    assert sheet.row_dimensions[1].hidden and sheet.column_dimensions["A"].hidden
    old = [[cell.value for cell in row] for row in before["表2"].iter_rows()]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == old


def test_a_marked_copy_reads_the_same() -> None:
    """Its formulas too: openpyxl alone would lose what they came to."""
    (one, problems), (other, same) = _found(DATA), _found(_marked(DATA))
    assert problems == same and len(problems) == 2
    assert one is not None and other is not None
    assert replace(one, inputs=()) == replace(other, inputs=()) and one.answers["wards"][0].raw == 3


def test_what_has_no_cell_stands_in_the_list() -> None:
    more = (Problem("warning", Place("表.xlsx"), "form-empty"), Problem("error", Place("别的.xlsx"), "form-empty"))
    sheet = _book(_marked(DATA, *more))["问题"]
    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=4)]
    assert rows == [["错误", "表2", "D3"], ["错误", "表2", "D7"], ["提醒", None, None]]
    assert sheet["D6"].value == "这份填报表还没有填，里面一个答案也没有"


def test_several_problems_of_one_cell_stand_together() -> None:
    more = Problem("warning", Place("表.xlsx", 3, 4, "表2", "D3"), "form-empty")
    comment = _book(_marked(DATA, more))["表2"]["D3"].comment.text
    assert comment.endswith("保存一次\n这份填报表还没有填，里面一个答案也没有")


def test_marking_again_takes_the_old_marks_off() -> None:
    mended = changed(_marked(DATA), lambda book: book["表2"].__setitem__("D3", 12) or book["表2"].__setitem__("D5", 3))
    book = _book(_marked(mended))
    cell = book["表2"]["D3"]
    assert (cell.fill.start_color.rgb, cell.comment.text) == ("FFFFF9DB", "原有的批注")
    assert book.sheetnames[0] == "问题" and "问题 2" not in book.sheetnames
    assert book["表2"]["D7"].fill.start_color.rgb == RED and book["表2"]["D7"].comment.text.count("D6") == 1
    clean = _book(_marked(changed(mended, lambda book: book["表2"].__setitem__("D7", 3))))
    assert "问题" not in clean.sheetnames
    assert clean["表2"]["D7"].comment is None and clean["表2"]["D7"].fill.fill_type is None


def test_nothing_wrong_is_the_same_file() -> None:
    good = filled({"consortium": {"staff": 12}})
    assert _marked(good) == good


def test_a_merged_cell_is_marked_where_it_shows() -> None:
    data = filled({"consortium": {"staff": 12, "beds": 3}}, then=lambda b: b["表1"].merge_cells("E3:E4"))
    book = _book(_marked(data, Problem("warning", Place("表.xlsx", 4, 5, "表1", "E4"), "form-empty")))
    assert book["表1"]["E3"].fill.start_color.rgb == ORANGE and book["表1"]["E3"].comment is not None


def test_text_of_a_file_is_never_a_formula() -> None:
    data = filled({"consortium": {"staff": 12}}, then=lambda b: b.create_sheet("=1+1")["B2"].__setattr__("value", "x"))
    sheet = _book(_marked(data))["问题"]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("area", ["A1:XFD1048576", "C9:XFD1048576"])
def test_an_area_without_end_is_not_opened(area: str) -> None:
    more = f'</sheetData><mergeCells><mergeCell ref="{area}"/></mergeCells>'
    data = repacked(DATA, "xl/worksheets/sheet2.xml", lambda text: text.replace("</sheetData>", more))
    problems = Problems()
    assert marked(data, "表.xlsx", _found(data)[1], "zh", problems) is None
    assert [p.code for p in problems] == ["workbook-too-large"]


def _read(*texts: tuple[str, bytes]) -> tuple[Any, list[str]]:
    submission, problems = read_report_texts(texts)
    assert submission is not None
    codes = [p.code for p in problems if p.at.path != "in/表.xlsx"]
    return submission.answers["beds"][0].raw, codes


def test_beside_its_original_a_marked_copy_is_not_read() -> None:
    """The original was mended since: what the copy still holds must not stand against it."""
    copy = _marked(DATA)
    mended = changed(DATA, lambda book: book["表2"].__setitem__("D4", 7))
    assert _read(("in/表.xlsx", mended), ("in/表（标注）.xlsx", copy)) == (7, ["form-marked-copy"])
    assert _read(("in/表（标注）.xlsx", copy), ("in/表.xlsx", mended)) == (7, ["form-marked-copy"])


def test_away_from_its_original_a_marked_copy_is_a_form_like_any_other() -> None:
    copy, again = _marked(DATA), _marked(changed(_marked(DATA), lambda book: book["表2"].__setitem__("D4", 7)))
    assert _read(("in/表.xlsx", copy)) == (3, [])
    assert _read(("out/表（标注）.xlsx", copy))[0] == 3
    # Marked once more, it is still the copy of the first.
    assert _read(("in/表.xlsx", DATA), ("in/表2.xlsx", again)) == (3, ["form-marked-copy-changed"])


def test_what_was_filled_into_a_copy_is_not_set_aside_in_silence() -> None:
    copy = changed(_marked(DATA), lambda book: book["表2"].__setitem__("D4", 7))
    assert _read(("in/表.xlsx", DATA), ("in/表（标注）.xlsx", copy)) == (3, ["form-marked-copy-changed"])


@pytest.mark.parametrize("name", ["../in/表.xlsx", "/in/表.xlsx", "..", "a\\b", "=1+1", "x" * 5000])
def test_what_a_copy_says_of_its_original_is_only_a_name(name: str) -> None:
    copy = changed(_marked(DATA), lambda book: book["问题"]["E1"].__setattr__("value", name))
    mended = changed(DATA, lambda book: book["表2"].__setitem__("D4", 3))
    assert _read(("in/表.xlsx", mended), ("in/x/表.xlsx", copy))[0] == 3


# the command


def test_check_writes_a_copy_and_leaves_the_original(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(DATA)
    outcome = gongti("check", "表.xlsx", "--on", "2024-12-31", "--mark", "看这里.xlsx", cwd=tmp_path)
    assert outcome.status == 1 and (tmp_path / "表.xlsx").read_bytes() == DATA
    assert outcome.errors == ["已标出问题的副本：看这里.xlsx"]
    assert _book((tmp_path / "看这里.xlsx").read_bytes())["表2"]["D3"].fill.start_color.rgb == RED


def test_several_workbooks_are_marked_into_a_folder(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.xlsx").write_bytes(DATA)
    (tmp_path / "in" / "deep" / "b.xlsx").write_bytes(filled({"facility id=b": {"@name": "乙", "x": 1}}))
    (tmp_path / "in" / "c.yaml").write_text("format: 1\nfacility: {id: c}\n", "utf-8")
    gongti("check", "in", "--on", "2024-12-31", "--mark", "out", "--lang", "en", cwd=tmp_path)
    found = sorted(p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.xlsx"))
    assert found == ["a.xlsx", "deep/b.xlsx"]
    assert "Problems" in _book((tmp_path / "out" / "a.xlsx").read_bytes()).sheetnames


@pytest.mark.parametrize("out", ["表.xlsx", "./表.xlsx", "."])
def test_a_copy_never_takes_the_originals_place(tmp_path: Path, out: str) -> None:
    (tmp_path / "表.xlsx").write_bytes(DATA)
    outcome = gongti("check", "表.xlsx", "--mark", out, cwd=tmp_path)
    assert outcome.status == 2 and outcome.errors == ["error: mark-same-file: --mark 要写到别处，不能盖掉原来的文件"]
    assert (tmp_path / "表.xlsx").read_bytes() == DATA


def test_a_register_is_marked_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["编码", "名称", "角色", "床位"], ["a", "县医院", "牵头医院", "许多"]):
        book.active.append(row)
    (tmp_path / "名册.xlsx").write_bytes(saved(book))
    (tmp_path / "a.yaml").write_text("format: 1\nconsortium: {id: moxian}\nperiod: 2024\n", "utf-8")
    gongti("check", "a.yaml", "名册.xlsx", "--on", "2024-12-31", "--mark", "m.xlsx", cwd=tmp_path)
    assert _book((tmp_path / "m.xlsx").read_bytes())["Sheet"]["D2"].fill.start_color.rgb == ORANGE
