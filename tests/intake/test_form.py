"""Takes forms as clerks hand them in, moved about, damaged, half filled; finds what was answered and what is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.workbooks import HEAD, changed, filled, repacked, saved
from openpyxl.styles import Font

from gongti.engine.diagnostics import Place
from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.submission import Submission

SECONDS = 60
"""Of processor time, for what should take none: the bound of these tests is that they end, not that they are fast."""
SHEET = "xl/worksheets/sheet2.xml"

COVER: dict[str, Any] = {
    "@name": None,
    "@period": None,
    "@reviewer": "张三",
    "@date": (date(2024, 12, 1), "yyyy-mm-dd"),
}
SHEETS: dict[str, dict[str, Any]] = {
    "cover": COVER,
    "consortium": {"staff": 12, "lab": "是", "centres": None, "centres:lab": "有", "centres:ecg": "无"},
    "region office=县医保局": {"paid": (0.45, "0%")},
    "facility id=a": {
        "@name": "县医院",
        "@role": "牵头医院",
        "@type": "县级医院",
        "slots.part": 360,
        "slots.whole": 1200,
    },
    "explanations": {"slots-one-third": {"explanation": "号源池系统十一月上线"}},
}


def _read(data: bytes, name: str = "表.xlsx", *more: tuple[str, Any]) -> tuple[Submission | None, list[str]]:
    submission, problems = read_report_texts([(name, data), *more])
    return submission, [f"{p.at}: {p.severity}: {p.code}" for p in problems]


def _answers(submission: Submission | None) -> dict[str, Any]:
    """Every answer by whose it is, without its place."""
    assert submission is not None
    parties = {"consortium": submission.answers, "region": submission.region_answers}
    parties |= {f.id: f.answers for f in submission.facilities}
    return {
        f"{who} {name}": [a.raw for a in said] for who, answers in parties.items() for name, said in answers.items()
    }


def _one(rows: dict[str, Any], **how: Any) -> tuple[dict[str, Any], list[str]]:
    """The consortium's answers of a form with nothing else, and the problems."""
    submission, problems = _read(filled({"consortium": rows}, **how))
    assert submission is not None, problems
    return {name: said[0].raw for name, said in submission.answers.items()}, problems


GOOD = filled(SHEETS)
READ = {
    "consortium staff": [12],
    "consortium lab": ["是"],
    "consortium centres": [{"lab": "有", "ecg": "无"}],
    "region paid": ["45%"],
    "a slots": [{"part": 360, "whole": 1200}],
}


def test_a_form_is_read_like_a_report() -> None:
    submission, problems = _read(GOOD)
    assert problems == [] and submission is not None and _answers(submission) == READ
    assert (submission.consortium.id, submission.consortium.kind) == ("moxian", "county-consortium")
    assert submission.period.text == "2024"
    assert dict(submission.facilities[0].fields) == {
        "id": "a", "name": "县医院", "role": "lead", "type": "county-hospital"
    }  # fmt: skip
    assert submission.offices == {"县医保局": ("表.xlsx",)}
    assert submission.explanations["slots-one-third"].text == "号源池系统十一月上线"
    assert str(submission.answers["staff"][0].at) == "表.xlsx!表2!D3"


# cells are found by their ids


def _rows(book: Any) -> None:
    for sheet in book.worksheets[:5]:
        sheet.insert_rows(2, 3)
        sheet.insert_rows(7)


def _columns(book: Any) -> None:
    for sheet in book.worksheets[:5]:
        sheet.insert_cols(2, 2)
        sheet.insert_cols(6)


def _above(book: Any) -> None:
    for sheet in book.worksheets[:5]:
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1)


def _sheets(book: Any) -> None:
    book._sheets.reverse()
    for number, sheet in enumerate(book.worksheets):
        if sheet.title != "_gongti":
            sheet.title = f"改名{number}"


def _swap(book: Any) -> None:
    """Two questions change places, keys and all."""
    sheet = book["表2"]
    one, two = ([cell.value for cell in sheet[n]] for n in (3, 4))
    for column, (x, y) in enumerate(zip(one, two, strict=True), 1):
        sheet.cell(3, column).value, sheet.cell(4, column).value = y, x


def _hidden_gone(book: Any) -> None:
    """Without its hidden sheet a form is known by its sheets' marks; whose it is then stands on the cover."""
    del book["_gongti"]
    book["表1"]["D3"], book["表1"]["D4"] = "moxian", "2024年"


@pytest.mark.parametrize("change", [_rows, _columns, _above, _sheets, _swap, _hidden_gone])
def test_what_people_do_to_sheets_does_no_harm(change: Callable[[Any], None]) -> None:
    submission, problems = _read(changed(GOOD, change))
    assert problems == [] and _answers(submission) == READ


def test_a_form_is_known_by_its_properties_alone() -> None:
    from openpyxl.packaging.custom import StringProperty

    def only_properties(book: Any) -> None:
        del book["_gongti"]
        book.custom_doc_props.append(StringProperty(name="gongti_kind", value="report"))
        book.custom_doc_props.append(StringProperty(name="gongti_packs", value="one 1.0.0 ab; two 1.1.0 cd"))
        book.custom_doc_props.append(StringProperty(name="gongti_packs_2", value="three 2.0.0 ef"))
        book["表1"]["D3"], book["表1"]["D4"] = "moxian", 2024

    submission, problems = _read(changed(GOOD, only_properties))
    assert problems == [] and _answers(submission) == READ and submission is not None
    assert submission.forms[0].packs == (("one", "1.0.0", "ab"), ("two", "1.1.0", "cd"), ("three", "2.0.0", "ef"))


@pytest.mark.parametrize("typed", ["2023-H1", "2023年上半年", "２０２３年上半年", "2023 - h1"])
def test_the_cover_wins_and_a_period_is_understood(typed: str) -> None:
    submission, problems = _read(filled({**SHEETS, "cover": {"@name": "某县人民医院医共体", "@period": typed}}))
    assert submission is not None and problems == []
    assert (submission.consortium.name, submission.period.text) == ("某县人民医院医共体", "2023-H1")


def test_a_month_that_became_a_day() -> None:
    submission, _ = _read(filled({**SHEETS, "cover": {"@period": (date(2024, 6, 1), "mmm-yy")}}))
    assert submission is not None and submission.period.text == "2024-06"


# what clerks type


def test_numbers_shares_days_and_words_come_as_meant() -> None:
    rows = {
        "a": (0.45, "0%"), "b": 0.1, "c": (date(2024, 9, 30), "yyyy-mm-dd"), "d": "2024年9月30日", "e": True,
        "f": " ３６０ ", "g": "无", "h": "\u200b", "i": "   ", "j": (1 / 3, "# ?/?"),
    }  # fmt: skip
    answers, problems = _one(rows)
    assert problems == []
    assert answers == {
        "a": "45%", "b": Decimal("0.1"), "c": date(2024, 9, 30), "d": "2024年9月30日", "e": True, "f": "３６０",
        "g": "无", "j": "1/3",
    }  # fmt: skip


def test_what_stands_beside_an_answer() -> None:
    rows = {
        "staff": {"answer": 12, "prior": 10, "evidence": "台账.xlsx；附件3.pdf\n附件4.pdf", "note": "含聘用"},
        "quiet": {"not_applicable": "没有这类机构"},
        "slots.part": {"answer": 360, "prior": 300},
        "slots.whole": {"answer": 1200, "prior": 1150},
        "visits@2024-Q1": {"answer": 100, "prior": 90},
        "visits@2024-Q2.part": 5,
    }
    answers, problems = _one(rows)
    assert problems == []
    assert answers == {
        "staff": {"value": 12, "prior": 10, "evidence": ["台账.xlsx", "附件3.pdf", "附件4.pdf"], "note": "含聘用"},
        "quiet": {"value": None, "not_applicable": "没有这类机构"},
        "slots": {"value": {"part": 360, "whole": 1200}, "prior": {"part": 300, "whole": 1150}},
        "visits": {"value": {"2024-Q1": 100, "2024-Q2": {"part": 5}}, "prior": {"2023-Q1": 90}},
    }


def test_none_of_a_set() -> None:
    assert _one({"centres": "无", "centres:lab": None, "centres:ecg": "无"}) == ({"centres": "无"}, [])
    assert _one({"centres": "全部", "centres:lab": "有", "centres:ecg": True}) == ({"centres": "全部"}, [])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            {"centres": "无", "centres:lab": "有", "centres:ecg": "无", "centres:ct": True},
            "这里填了“无”，与D4“有”、D6“TRUE”对不上，没有采用，请改成一致",
        ),
        (
            {"centres": "全部", "centres:lab": "有", "centres:ecg": "否"},
            "这里填了“全部”，与D5“否”对不上，没有采用，请改成一致",
        ),
        (
            {"centres": "检验、影像", "centres:lab": "有", "centres:ecg": None},
            "这里填了“检验、影像”，与D4“有”对不上，没有采用，请改成一致",
        ),
    ],
)
def test_a_set_said_twice_and_differently(rows: dict[str, Any], words: str) -> None:
    submission, problems = read_report_texts([("表.xlsx", filled({"consortium": rows}))])
    assert submission is not None and submission.answers == {}
    assert [p.line("zh") for p in problems] == [f"表.xlsx!表1!D3: error: form-whole-and-options: {words}"]


def test_an_option_may_be_called_like_a_key() -> None:
    answers, _ = _one({"centres:value": {"answer": "有", "note": "x"}, "centres:lab": "无"})
    assert answers == {"centres": {"value": "有", "lab": "无", "note": "x"}}


def test_a_table_of_counted_rows() -> None:
    rows = {
        "1": {"item": "统一薪酬", "due": (date(2024, 9, 30), "yyyy-mm-dd"), "share.part": 1, "share.whole": 3},
        "2": {},
        "3": {"item": "药品目录"},
    }
    sheets = {"region": {"issues": {"evidence": "清单.xlsx"}}, "table indicator=issues party=region": rows}
    submission, problems = _read(filled(sheets))
    assert problems == [] and submission is not None
    (answer,) = submission.region_answers["issues"]
    first = {"item": "统一薪酬", "due": date(2024, 9, 30), "share": {"part": 1, "whole": 3}}
    assert answer.raw == {"value": [first, {"item": "药品目录"}], "evidence": ["清单.xlsx"]}


def test_a_copied_row_of_a_table_is_a_row() -> None:
    sheets = {"table indicator=issues party=region": {"1": {"item": "甲"}, "1\0": {"item": "乙"}}}
    submission, problems = _read(filled(sheets))
    assert problems == [] and _answers(submission) == {"region issues": [[{"item": "甲"}, {"item": "乙"}]]}


def test_a_table_of_named_rows() -> None:
    sheets = {"table indicator=rooms party=a": {"lab": {"area": 3}, "ecg": {}}, "facility id=a": {"@name": "甲"}}
    submission, problems = _read(filled(sheets))
    assert problems == [] and _answers(submission) == {"a rooms": [{"lab": {"area": 3}}]}


def test_rows_of_blank_facilities_go_by_what_they_call_themselves() -> None:
    sheets = {
        "facility new=2": {"@name": "乙镇卫生院", "staff": 3},
        "table indicator=rooms party=consortium": {"new=1": {"area": 1}, "new=2": {"area": 2}},
        "table indicator=beds party=new=2": {"1": {"ward": "内科"}},
    }
    submission, _ = _read(filled(sheets))
    assert _answers(submission)["consortium rooms"] == [{"new=1": {"area": 1}, "乙镇卫生院": {"area": 2}}]
    assert _answers(submission)["乙镇卫生院 beds"] == [[{"ward": "内科"}]]


def test_a_table_said_to_be_empty_and_filled() -> None:
    sheets = {"region": {"issues": "无"}, "table indicator=issues party=region": {"1": {"item": "甲"}}}
    submission, problems = _read(filled(sheets))
    assert problems == ["表.xlsx!表1!D3: error: form-none-and-some"] and _answers(submission) == {}


# who reports


def test_blank_facilities_count_once_they_say_anything() -> None:
    sheets = {
        "facility new=1": {
            "@name": "甲镇卫生院",
            "@role": "成员单位",
            "@type": "乡镇卫生院",
            "@id": (7, "000"),
            "x": 1,
        },
        "facility new=2": {"@name": None, "@role": None, "x": None},
    }
    submission, problems = _read(filled(sheets))
    assert submission is not None and problems == []
    assert [dict(f.fields) for f in submission.facilities] == [
        {"id": "007", "name": "甲镇卫生院", "role": "member", "type": "township-health-centre"}
    ]


def test_a_facility_without_a_name_is_nobody() -> None:
    submission, problems = _read(filled({"facility new=1": {"@id": None, "@name": None, "staff": 3}}))
    assert submission is None and problems == ["表.xlsx!表1!D4: error: form-facility-unnamed"]


def test_a_sheet_that_nobody_filled_in_has_not_reported() -> None:
    data = filled({"facility id=a": {"@name": "甲", "x": 1}, "facility id=b": {"@name": "乙", "x": None}})
    alone, _ = _read(data)
    assert alone is not None
    # With no register both count, and only one has reported.
    assert [(f.id, f.blank) for f in alone.facilities] == [("a", False), ("b", True)]
    register = "format: 1\nfacilities: [{id: a, role: lead}, {id: b, role: member}]\n"
    listed, _ = _read(data, "表.xlsx", ("名册.yaml", register))
    assert listed is not None and [f.id for f in listed.facilities] == ["a"]


def test_an_id_that_was_overwritten() -> None:
    """Two readings of whose sheet it is: its answers are nobody's."""
    other = filled({"facility id=a": {"@id": "b", "staff": 3}, "facility id=c": {"@id": "c", "staff": 4}})
    submission, problems = _read(other)
    assert problems == ["表.xlsx!表1!D3: error: form-id-differs"] and _answers(submission) == {"c staff": [4]}


def test_several_workbooks_are_one_report() -> None:
    one, two = filled({"consortium": {"staff": 12}}), filled({"facility id=a": {"@name": "甲", "beds_open": 5}})
    submission, problems = _read(
        one, "一.xlsx", ("二.xlsx", two), ("三.yaml", "format: 1\nfacility: {id: b, answers: {x: 1}}\n")
    )
    assert problems == []
    assert _answers(submission) == {"consortium staff": [12], "a beds_open": [5], "b x": [1]}


def test_whose_form_it_is_may_stand_in_another_file() -> None:
    bare = filled({"cover": {"@name": None, "@period": None}, "consortium": {"staff": 12}}, head=HEAD[:2])
    submission, problems = _read(bare)
    assert submission is None
    assert problems == [
        "表.xlsx!表1!D3: error: form-blank-consortium",
        "表.xlsx!表1!D4: error: form-blank-period",
    ]
    submission, problems = _read(bare, "表.xlsx", ("a.yaml", "format: 1\nconsortium: {id: moxian}\nperiod: 2024\n"))
    assert problems == [] and _answers(submission) == {"consortium staff": [12]}


def test_a_name_stands_for_an_id_that_nobody_gave() -> None:
    submission, problems = _read(
        filled({"cover": {"@name": "某集团", "@period": 2024}, "consortium": {"x": 1}}, head=HEAD[:2])
    )
    assert problems == [] and submission is not None and submission.consortium.id == "某集团"


# what is wrong, and where


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=1/0", "error: formula-without-value"),
        ("#DIV/0!", "warning: cell-error"),
        (10**15, "error: code-too-long"),
    ],
)
def test_a_cell_that_cannot_be_trusted(value: Any, code: str) -> None:
    assert _one({"staff": value, "beds": 3}) == ({"beds": 3}, [f"表.xlsx!表1!D3: {code}"])


def test_a_formula_counts_by_its_result() -> None:
    kept, none = "<f>7+5</f><v>12</v>", ("<f>7+5</f><v />", "<f>7+5</f><v></v>")
    part = "xl/worksheets/sheet1.xml"
    data = filled({"consortium": {"staff": "=7+5"}})
    data = repacked(data, part, lambda text: text.replace(none[0], kept).replace(none[1], kept))
    assert _answers(_read(data)[0]) == {"consortium staff": [12]}
    empty = '<c r="D3" t="str"><f>""</f><v></v>'
    blank = repacked(data, part, lambda text: text.replace(f'<c r="D3">{kept}', empty))
    assert _read(blank)[1] == ["表.xlsx: warning: form-empty"]


def test_formulas_that_nobody_reads_are_no_matter() -> None:
    data = filled({"consortium": {"staff": 12}}, then=lambda b: b["表1"].__setitem__("B9", "=COUNTA(D3:D8)"))
    assert _read(data)[1] == []


def test_the_same_key_twice() -> None:
    rows = {"staff": 12, "staff\0": 13, "beds": 5, "beds\0": 5, "slots.part": 3, "slots.whole": 9, "slots.part\0": 4}
    answers, problems = _one(rows)
    assert answers == {"beds": 5, "slots": {"whole": 9}}
    assert problems == ["表.xlsx!表1!D4: error: form-key-twice", "表.xlsx!表1!D9: error: form-key-twice"]


def test_two_sheets_of_one_respondent_that_differ() -> None:
    data = changed(GOOD, lambda book: setattr(book.copy_worksheet(book["表2"])["D3"], "value", 13))
    submission, problems = _read(data)
    assert problems == [] and _answers(submission)["consortium staff"] == [12, 13]  # told by the pack's reading
    assert len(_answers(submission)["consortium lab"]) == 1


def test_rows_without_a_key_are_listed() -> None:
    def typed_below(book: Any) -> None:
        sheet = book["表1"]
        sheet["D9"], sheet["E9"], sheet["B10"], sheet["Z3"] = "另有三家", 3, "不在答案列", "另附一页"
        sheet["B11"] = "表里本来就有的字"
        sheet["B11"].font = Font(bold=True)

    data = changed(filled({"consortium": {"staff": 12}}), typed_below)
    submission, problems = read_report_texts([("表.xlsx", data)])
    assert [(str(p.at), p.code, p.params) for p in problems] == [
        ("表.xlsx!表1!Z3", "form-not-read", {"row": 3, "cells": "Z3"}),
        ("表.xlsx!表1!D9", "form-not-read", {"row": 9, "cells": "D9、E9"}),
        ("表.xlsx!表1!B10", "form-not-read", {"row": 10, "cells": "B10"}),
    ]


def test_very_many_rows_without_a_key() -> None:
    def typed_below(book: Any) -> None:
        for number in range(10, 250):
            book["表1"].cell(number, 4, number)

    _, problems = _read(changed(filled({"consortium": {"staff": 12}}), typed_below))
    assert len(problems) == 101 and "表.xlsx!表1: warning: form-more-not-read" in problems


def test_a_sheet_of_somebody_elses_is_named() -> None:
    def add(book: Any) -> None:
        book.create_sheet("补充")["B2"] = "请见附件"
        book.create_sheet("空表")
        hidden = book.create_sheet("下拉")
        hidden["A1"], hidden.sheet_state = "是", "hidden"

    assert _read(changed(GOOD, add))[1] == ["表.xlsx!补充: warning: form-sheet-not-read"]


def test_a_sheet_whose_hidden_cells_were_deleted() -> None:
    submission, problems = _read(changed(GOOD, lambda book: book["表2"].delete_rows(1)))
    assert problems == ["表.xlsx!表2: warning: form-sheet-not-read"]
    assert submission is not None and submission.answers == {}


def test_a_column_that_is_none() -> None:
    assert _one({"staff": {"answer": 12, "nickname": "x"}})[1] == ["表.xlsx!表1!P3: warning: form-column-not-read"]


def test_merged_answers() -> None:
    data = filled({"consortium": {"staff": 12, "beds": None, "wide": 3}}, then=lambda b: b["表1"].merge_cells("D3:D4"))
    submission, problems = _read(data)
    assert problems == ["表.xlsx!表1!D3: warning: form-merged"] and _answers(submission) == {
        "consortium staff": [12], "consortium wide": [3]
    }  # fmt: skip
    harmless = filled(
        {"consortium": {"slots.part": {"answer": 3, "note": "x"}, "slots.whole": 9}},
        then=lambda b: (b["表1"].merge_cells("G3:G4"), b["表1"].merge_cells("B2:P2")),
    )
    assert _read(harmless)[1] == []


def test_an_empty_form_is_told() -> None:
    submission, problems = _read(filled({"consortium": {"staff": None}}))
    assert submission is not None and problems == ["表.xlsx: warning: form-empty"]


def test_a_day_without_an_explanation() -> None:
    sheets = {"explanations": {"x": {"until": "2024-12-31"}, "y": {"explanation": "甲", "until": "2024-12-31"}}}
    submission, problems = _read(filled({**sheets, "consortium": {"a": 1}}))
    assert submission is not None and list(submission.explanations) == ["y"]
    assert submission.explanations["y"].until == date(2024, 12, 31)
    assert problems == ["表.xlsx!表1!P3: warning: form-until-alone"]


def test_a_form_of_a_later_version() -> None:
    submission, problems = _read(filled(SHEETS, head=[("gongti", "2"), *HEAD[1:]]))
    assert submission is None and problems == ["表.xlsx: error: form-newer"]


# the reviewer's area

REVIEW = [("gongti", "1"), ("kind", "review"), *HEAD[2:]]
CHECKED = {
    "slots.part": {"answer": 360, "checked": 300, "method": "查阅", "state": "不齐", "cases": 2, "remark": "缺一月"},
    "slots.whole": {"answer": 1200, "checked": 1200},
    "staff": {"answer": "=1/0", "checked": "无法核实", "date": (date(2024, 12, 3), "yyyy-mm-dd")},
    "beds": {"answer": 40, "objection": "床位已核增"},
    "wards": {"answer": 3, "method": "访谈"},
    "rooms": {"answer": 3},
}


def test_a_review_beside_a_report() -> None:
    submission, problems = _read(filled({"cover": COVER, "facility id=a": {"@name": "甲", **CHECKED}}))
    assert problems == ["表.xlsx!表2!D6: error: formula-without-value"] and submission is not None
    (review,) = submission.reviews
    assert (review.reviewer, review.date) == ("张三", date(2024, 12, 1))
    found = [(e.facility, e.indicator, e.given, e.value, e.method, e.evidence, e.cases) for e in review.answers]
    assert found == [
        ("a", "slots", True, {"part": 300, "whole": 1200}, "examine", "incomplete", 2),
        ("a", "staff", True, None, None, None, 0),
        ("a", "wards", False, None, "interview", None, 0),
    ]
    assert review.answers[0].note == "缺一月" and review.answers[1].date == date(2024, 12, 3)
    assert [(o.facility, o.indicator, o.text) for o in review.objections] == [("a", "beds", "床位已核增")]
    assert "slots" in submission.facilities[0].answers


def test_of_a_reviewers_form_only_the_reviewers_cells_are_read() -> None:
    data = filled({"cover": COVER, "facility id=a": {"@name": "甲", **CHECKED}}, head=REVIEW)
    report = (
        "a.yaml",
        "format: 1\nconsortium: {id: moxian}\nperiod: 2024\nfacilities: [{id: a, answers: {beds: 41}}]\n",
    )
    submission, problems = read_report_texts([report, ("核验.xlsx", data)])
    assert problems == () and submission is not None and _answers(submission) == {"a beds": [41]}
    assert [e.indicator for e in submission.reviews[0].answers] == ["slots", "staff", "wards"]
    named, _ = read_report_texts([report], reviews=[("核验.xlsx", data)])
    assert named is not None and named.reviews == submission.reviews


def test_rulings() -> None:
    rows = {
        "one": {
            "explanation": "甲",
            "ruling": "采纳",
            "waiver_until": (date(2025, 6, 30), "yyyy-mm-dd"),
            "waiver_reason": "在建",
        },  # fmt: skip
        "two": {"inapplicable": "不采纳"},
        "three": {"ruling": "也许"},
    }
    submission, problems = _read(filled({"cover": COVER, "explanations": rows, "consortium": {"x": 1}}))
    assert problems == ["表.xlsx!表2!Q5: error: form-word"] and submission is not None
    one, two = submission.reviews[0].criteria
    assert (one.criterion, one.explanation, one.facility) == ("one", "accepted", None)
    assert one.waiver is not None and (one.waiver.until, one.waiver.reason) == (date(2025, 6, 30), "在建")
    assert (two.criterion, two.not_applicable) == ("two", "refused")


@pytest.mark.parametrize(
    ("checked", "blank"),
    [
        ({"slots.part": 300}, "I4"),  # without its whole
        ({"slots.part": 300, "slots.whole": 1200}, None),
        ({"slots.part": "无法核实"}, None),
        ({"centres:lab": "有", "centres:ecg": "无"}, None),
        ({"centres:ecg": "有"}, "I6"),
        ({"centres": "无"}, None),
        ({"staff": 3}, None),
    ],
)
def test_a_verified_value_that_is_filled_in_only_in_part_is_told(checked: dict[str, Any], blank: str | None) -> None:
    """What is left blank is not known: nobody may think that the claim stands in its place."""
    keys = ("slots.part", "slots.whole", "centres", "centres:lab", "centres:ecg", "staff")
    rows = {key: {"checked": checked.get(key)} for key in keys}
    _, problems = _read(filled({"cover": COVER, "consortium": rows}))
    assert problems == ([f"表.xlsx!表2!{blank}: warning: form-checked-part"] if blank is not None else [])


def test_a_review_of_nobody() -> None:
    sheets = {"cover": {"@reviewer": None}, "consortium": {"staff": {"answer": 12, "checked": 11}}}
    submission, problems = _read(filled(sheets))
    assert submission is None and problems == ["表.xlsx!表1!D3: error: form-reviewer-missing"]


def test_an_empty_review_is_told() -> None:
    report = ("a.yaml", "format: 1\nconsortium: {id: moxian}\nperiod: 2024\n")
    _, problems = read_report_texts([report], reviews=[("核验.xlsx", filled(SHEETS, head=REVIEW))])
    assert [(p.at.path, p.code) for p in problems] == [("核验.xlsx", "form-nothing-verified")]


# files that are no workbook to read


def _zip(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _old(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + b"".join(n.encode("utf-16-le") for n in names)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_old("Root Entry", "Workbook"), "workbook-old"),
        (_old("Root Entry", "Book"), "workbook-old"),
        (_old("EncryptionInfo", "EncryptedPackage"), "workbook-locked"),
        (_old("WordDocument"), "workbook-other"),
        (_zip(**{"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "workbook-other"),
        (_zip(**{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "workbook-other"),
        (_zip(**{"xl/workbook.bin": "", "[Content_Types].xml": "<a/>"}), "workbook-old"),
        ("编码,名称\na,甲\n".encode("gbk"), "workbook-is-text"),
        ("编码\t名称\n".encode("utf-16"), "workbook-is-text"),
        (b"<html><table></table></html>", "workbook-is-text"),
        (GOOD[: len(GOOD) // 2], "workbook-broken"),
        (b"\0" * 100, "workbook-broken"),
        (repacked(GOOD, SHEET, lambda text: text[: len(text) // 2]), "workbook-broken"),
    ],
)
def test_one_sentence_says_what_to_do(data: bytes, code: str) -> None:
    submission, problems = _read(data)
    assert submission is None and f"表.xlsx: error: {code}" in problems


def test_files_in_a_folder_that_somebody_meant_to_hand_in(tmp_path: Path) -> None:
    (tmp_path / "自评.xlsx").write_bytes(GOOD)
    (tmp_path / "~$自评.xlsx").write_bytes(b"x")
    (tmp_path / "乡镇.et").write_bytes(b"x")
    (tmp_path / "说明.txt").write_bytes(b"x")
    found, problems = read_reports([str(tmp_path)])
    assert found is not None
    assert sorted((Path(p.at.path).name, p.severity, p.code) for p in problems) == [
        ("~$自评.xlsx", "info", "ignored-file"),
        ("~$自评.xlsx", "warning", "workbook-open-now"),
        ("乡镇.et", "info", "ignored-file"),
        ("乡镇.et", "warning", "workbook-not-xlsx"),
        ("说明.txt", "info", "ignored-file"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        lambda x: x.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        lambda x: x.replace("<sheetData>", '<sheetData><row r="1"/>' * 3),
        lambda x: x.replace("</sheetData>", '<row r="9"><c r="D9"><f>1+1</f></c></row></sheetData>'),
        lambda x: x.replace("</sheetData>", "<row>" + '<c t="s"><v>99999999</v></c>' * 2000 + "</row></sheetData>"),
        lambda x: x.replace("<dimension ", '<dimension ref="A1:XFD1048576" x="').replace('D3"', 'D3" t="d"', 1),
    ],
)
def test_a_hostile_sheet_ends(change: Callable[[str], str]) -> None:
    start = process_time()
    _read(repacked(GOOD, SHEET, change))
    assert process_time() - start < SECONDS


@given(st.binary(max_size=30), st.floats(0, 1), st.integers(0, 200))
def test_random_damage(data: bytes, where: float, cut: int) -> None:
    at = int(where * len(GOOD))
    _read(GOOD[:at] + data + GOOD[at + cut :])


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8), st.text(max_size=12)), max_size=6),
    st.sampled_from(["表1", "表2", "表4", "表5", "_gongti"]),
)
def test_random_keys_and_cells(cells: list[tuple[int, int, str]], sheet: str) -> None:
    def scribble(book: Any) -> None:
        for row, column, text in cells:
            clean = "".join(c for c in text if c.isprintable())
            book[sheet].cell(row, column, clean if not clean.startswith("=") else None)

    submission, problems = _read(changed(GOOD, scribble))
    assert submission is not None or any(": error: " in p for p in problems)


def test_a_form_is_a_form_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "自评.dat").write_bytes(GOOD)
    assert _answers(read_reports([str(tmp_path / "自评.dat")])[0]) == READ


def test_a_register_in_a_workbook_is_still_a_register() -> None:
    book = openpyxl.Workbook()
    for row in (["编码", "名称", "角色", "类型"], ["a", "县医院", "牵头医院", "县级医院"]):
        book.active.append(row)
    submission, problems = _read(GOOD, "表.xlsx", ("名册.xlsx", saved(book)))
    assert problems == [] and submission is not None and submission.register is not None
    assert [e.id for e in submission.register.entries] == ["a"]


def test_order_of_files_changes_nothing() -> None:
    files = [("a.xlsx", GOOD), ("b.xlsx", filled({"facility id=b": {"@name": "乙", "x": 1}}))]
    one, other = (read_report_texts(order) for order in (files, files[::-1]))
    assert one == other and one[0] is not None


def test_a_place_is_a_cell() -> None:
    submission, _ = _read(GOOD)
    assert submission is not None
    (slots,) = submission.facilities[0].answers["slots"]
    assert slots.at == Place("表.xlsx", 6, 4, "表4", "D6")
    assert slots.raw.values_at["whole"] == Place("表.xlsx", 7, 4, "表4", "D7")
    assert replace(submission, inputs=()) == replace(submission, inputs=())
