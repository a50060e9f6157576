"""Takes folders in which something cannot be read, finds the rest under ``--partial``; and the parts of offices."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from program import gongti

from gongti.engine.intake import read_report_texts, read_reports

BAD = Path(__file__).parent.parent / "bad"
HEAD = "format: 1\nconsortium: {id: moxian, name: 某县医共体, kind: county-consortium}\nperiod: 2024\n"
WHOLE = ("a.yaml", HEAD + "answers: {staff: 12}\nfacilities: [{id: a, answers: {slots: 1/3}}]\n")
PART = ("b.yaml", "format: 1\nfacility: {id: b, name: 甲镇卫生院}\nanswers: {unified: 是}\n")


def _codes(problems: Any) -> list[str]:
    return [f"{p.at}: {p.severity}: {p.code}" for p in problems]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", "c.yaml:1:4: error: syntax"),
        ("format: 1\nfacility: {id: c}\nanswers: [1]\n", "c.yaml:3:10: error: wrong-shape"),
        (HEAD + "facilities: [{id: c}, {id: c}]\n", "c.yaml:4:23: error: duplicate-facility"),
        ("format: 1\nreviewer: 甲\nanswers: {staff: 3}\n", "c.yaml:3:10: error: wrong-shape"),
        ("format: 1\ntitle: 说明\n", "c.yaml:1:1: error: not-a-report"),
        ("", "c.yaml: error: empty-file"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(text: str, code: str) -> None:
    texts = [WHOLE, PART, ("c.yaml", text)]
    assert read_report_texts(texts)[0] is None
    found, problems = read_report_texts(texts, partial=True)
    assert found is not None and found.unreadable == ("c.yaml",)
    assert [f.id for f in found.facilities] == ["a", "b"]
    assert [path for path, _ in found.inputs] == ["a.yaml", "b.yaml"]
    assert sorted(_codes(problems)) == sorted([code, "c.yaml: warning: file-left-out"])


def test_without_anything_unreadable_partial_changes_nothing() -> None:
    assert read_report_texts([WHOLE, PART], partial=True) == read_report_texts([WHOLE, PART])


def test_order_changes_nothing() -> None:
    texts = [WHOLE, PART, ("c.yaml", "a: ["), ("d.yaml", "")]
    found = [read_report_texts(order, partial=True) for order in itertools.permutations(texts)]
    assert all(f == found[0] for f in found) and found[0][0] is not None
    assert found[0][0].unreadable == ("c.yaml", "d.yaml")


def test_nothing_readable_is_left() -> None:
    for texts in ([("a.yaml", "a: [")], [("a.yaml", "a: ["), PART], [("a.yaml", ""), ("r.csv", "编码,角色\na,x\n")]):
        found, problems = read_report_texts(texts, partial=True)
        assert found is None and "a.yaml: error: nothing-left" in _codes(problems)


def test_parts_that_contradict_each_other_are_not_left_out() -> None:
    texts = [WHOLE, ("b.yaml", HEAD.replace("moxian", "linxian"))]
    found, problems = read_report_texts(texts, partial=True)
    assert found is None and [p.code for p in problems] == ["two-consortia"]


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE[1], "utf-8")
    (tmp_path / "large.yaml").write_bytes(b"#" * (9 * 1024 * 1024))
    assert read_reports([str(tmp_path)])[0] is None
    found, problems = read_reports([str(tmp_path)], partial=True)
    large = (tmp_path / "large.yaml").as_posix()
    assert found is not None and found.unreadable == (large,)
    assert _codes(problems) == [f"{large}: error: file-too-large", f"{large}: warning: file-left-out"]
    missing, _ = read_reports([str(tmp_path), "no-such.yaml"], partial=True)
    assert missing is None  # a path mistyped is no file that cannot be read


def test_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes((BAD / "report.yaml").read_bytes())
    (tmp_path / "b.yaml").write_text("a: [", "utf-8")
    for command in ("assess", "explain"):
        more = ("plan-issued",) if command == "explain" else ()
        arguments = (command, tmp_path, *more, "--pack", BAD / "pack.yaml", "--engine", "direct")
        assert gongti(*arguments).status == 2
        assert gongti(*arguments, "--partial").status == 0


# offices


def _office(name: str, staff: int) -> str:
    return f"format: 1\noffice: {name}\nanswers: {{staff: {staff}}}\nregion: {{answers: {{paid: 2024-03-31}}}}\n"


def test_an_office_s_part_takes_consortium_and_period_from_the_whole() -> None:
    found, problems = read_report_texts([WHOLE, ("b.yaml", _office("县医保局", 12))])
    assert found is not None and problems == ()
    assert found.offices == {"县医保局": ("b.yaml",)}
    assert [a.raw for a in found.answers["staff"]] == [12] and [a.raw for a in found.region_answers["paid"]]


def test_two_offices_that_differ_leave_both_answers() -> None:
    texts = [
        WHOLE,
        ("b.yaml", _office("县医保局", 13)),
        ("c.yaml", _office("县卫健局", 14)),
        ("d.yaml", _office("县卫健局", 14)),
    ]
    found, problems = read_report_texts(texts)
    assert found is not None and problems == ()
    assert found.offices == {"县医保局": ("b.yaml",), "县卫健局": ("c.yaml", "d.yaml")}
    assert sorted(a.raw for a in found.answers["staff"]) == [12, 13, 14]


def test_an_office_may_hand_in_facilities_and_a_whole_report() -> None:
    part = "format: 1\noffice: 县卫健局\nfacilities: [{id: a, answers: {unified: 是}}]\n"
    found, problems = read_report_texts([(WHOLE[0], WHOLE[1] + "office: 县医保局\n"), ("b.yaml", part)])
    assert found is not None and problems == ()
    assert found.offices == {"县医保局": ("a.yaml",), "县卫健局": ("b.yaml",)}
    assert set(found.facilities[0].answers) == {"slots", "unified"}


@pytest.mark.parametrize(("office", "code"), [("[甲]", "wrong-shape"), ("{a: 1}", "wrong-shape")])
def test_an_office_is_a_name(office: str, code: str) -> None:
    found, problems = read_report_texts([WHOLE, ("b.yaml", f"format: 1\noffice: {office}\nanswers: {{staff: 12}}\n")])
    assert found is None and [f"{p.at}: {p.code}" for p in problems] == [f"b.yaml:2:9: {code}"]


# one facility's part


def test_answers_of_a_facility_beside_it_and_below_it() -> None:
    text = "format: 1\nfacility: {id: b, answers: {slots: 1/3}}\nanswers: {unified: 是}\n"
    found, problems = read_report_texts([WHOLE, ("b.yaml", text)])
    assert found is not None and problems == ()
    assert set(found.facilities[1].answers) == {"slots", "unified"} and set(found.answers) == {"staff"}
    twice = text.replace("unified: 是", "slots: 1/2")
    found, problems = read_report_texts([WHOLE, ("b.yaml", twice)])
    assert found is None and _codes(problems) == ["b.yaml:3:11: error: duplicate-key"]


def test_a_facility_beside_others_loses_none() -> None:
    text = "format: 1\nfacility: {id: b}\nfacilities: [{id: c, answers: {unified: 是}}]\n"
    found, _ = read_report_texts([WHOLE, ("b.yaml", text)])
    assert found is not None and [f.id for f in found.facilities] == ["a", "b", "c"]


def test_a_part_of_another_period_is_refused() -> None:
    found, problems = read_report_texts([WHOLE, ("b.yaml", PART[1] + "period: 2023\n")])
    assert found is None and [p.code for p in problems] == ["two-periods"]


def test_a_facility_s_sheet_that_says_whose_and_when() -> None:
    text = HEAD + "facility: {id: b}\nanswers: {unified: 是}\n"
    found, problems = read_report_texts([("b.yaml", text)])
    assert found is not None and problems == ()
    assert found.answers == {} and set(found.facilities[0].answers) == {"unified"}


# registers of several files


def test_what_one_register_leaves_out_another_may_say() -> None:
    first = "format: 1\nfacilities: [{id: a, role: lead}]\n"
    second = "format: 1\nfacilities: [{id: a, type: county-hospital, consortium: moxian}]\n"
    found, problems = read_report_texts([WHOLE, ("b.yaml", first), ("c.yaml", second)])
    assert found is not None and problems == () and found.register is not None
    fields = {"id": "a", "role": "lead", "type": "county-hospital", "consortium": "moxian"}
    assert [e.fields for e in found.register.entries] == [fields]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("type: village-clinic", "“a”的“机构类型”这里是“村卫生室”，另一处名册（b.yaml:2:14）是“县级医院”"),
        ("consortium: linxian", "“a”的“医共体（集团）编号”这里是“linxian”，另一处名册（b.yaml:2:14）是“moxian”"),
    ],
)
def test_registers_that_differ_name_the_field_and_both_places(said: str, words: str) -> None:
    first = "format: 1\nfacilities: [{id: a, type: county-hospital}]\n"
    found, problems = read_report_texts(
        [WHOLE, ("b.yaml", first), ("c.yaml", first.replace("type: county-hospital", said))]
    )
    assert found is None
    assert _codes(problems) == ["c.yaml:2:14: error: registers-differ"]
    assert problems[0].text("zh") == f"{words}，请统一" and "b.yaml:2:14" in problems[0].text("en")


def test_a_register_may_name_the_consortium_in_words() -> None:
    register = "format: 1\nfacilities: [{id: a, consortium: 某县医共体}, {id: d, consortium: 临县医共体}]\n"
    found, _ = read_report_texts([WHOLE, ("b.yaml", register)])
    assert found is not None and found.register is not None
    assert [e.fields["consortium"] for e in found.register.entries] == ["moxian", "临县医共体"]
