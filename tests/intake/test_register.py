"""Takes reports and registers that do not quite agree, finds who counts, in which role, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gongti.engine.diagnostics import Problems
from gongti.engine.intake import read_report_texts
from gongti.engine.measure import Desk, framed, set_up
from gongti.engine.pack import load_pack_text

PACK = (Path(__file__).parent.parent / "bad" / "pack.yaml").read_text("utf-8")
HEAD = "format: 1\nconsortium: {id: moxian, name: 某县医共体}\nperiod: 2024\n"
REGISTER = """\
register:
  - {id: a, name: 县医院, role: lead, type: county-hospital}
  - {id: b, name: 甲镇卫生院, role: member, type: township-health-centre}
  - {id: c, name: 乙镇卫生院, role: member, consortium: moxian}
  - {id: d, name: 丙镇卫生院, role: member, consortium: linxian}
  - {id: e, name: 丁镇卫生院, role: member, consortium: none}
"""


def _desk(facilities: str, register: str = REGISTER) -> tuple[Desk, list[str]]:
    pack, _ = load_pack_text(PACK)
    submission, _ = read_report_texts([("r.yaml", HEAD + f"facilities: [{facilities}]\n" + register)])
    assert pack is not None and submission is not None
    problems = Problems()
    desk = set_up(framed(pack, submission, date(2024, 12, 31), problems), None, problems)
    return desk, [p.code for p in problems.sorted()]


def _counted(desk: Desk) -> list[str]:
    return [p.id for p in desk.facilities]


def _role(desk: Desk, role: str) -> list[str]:
    return [u.id for u in desk.collection(role)]


def test_who_counts_is_the_register_s_word() -> None:
    desk, codes = _desk("{id: a}")
    assert _counted(desk) == ["a", "b", "c"]
    assert [(p.id, p.reported) for p in desk.facilities] == [("a", True), ("b", False), ("c", False)]
    assert (desk.source, desk.not_counted) == ("register", ())
    assert codes == ["not-reported", "not-reported"]


def test_without_a_register_the_report_s_list_stands() -> None:
    desk, codes = _desk("{id: b, role: member}, {id: a, role: lead}", "")
    assert (_counted(desk), desk.source, codes) == (["a", "b"], "report", ["no-register"])
    assert (_role(desk, "lead"), _role(desk, "members")) == (["a"], ["b"])


def test_without_a_register_a_blank_sheet_lists_its_facility_and_reports_nothing() -> None:
    pack, _ = load_pack_text(PACK)
    listed = "facilities: [{id: a, name: 县医院, role: lead, answers: {slots: 1/3}}, {id: b, role: member}]\n"
    submission, _ = read_report_texts([("r.yaml", HEAD + listed)])
    assert pack is not None and submission is not None
    one, two = submission.facilities
    submission = replace(submission, facilities=(one, replace(two, blank=True)))
    problems = Problems()
    desk = set_up(framed(pack, submission, date(2024, 12, 31), problems), None, problems)
    assert [(p.id, p.reported) for p in desk.facilities] == [("a", True), ("b", False)]
    assert (_role(desk, "lead"), _role(desk, "members")) == (["a"], ["b"])
    unified = next(q.slot for q in pack.questions if q.id == "unified")
    given = desk.facilities[1].given[unified]
    assert given is not None and given.reason == "not_reported"
    assert [p.code for p in problems.sorted()] == ["no-register"]


def test_what_differs_from_the_register_is_said_in_words() -> None:
    pack, _ = load_pack_text(PACK)
    report = "facilities: [{id: b, name: 甲镇卫生院, role: lead, type: village-clinic}, {id: a}, {id: c}]\n"
    submission, _ = read_report_texts([("r.yaml", HEAD + report + REGISTER)])
    assert pack is not None and submission is not None
    problems = Problems()
    framed(pack, submission, date(2024, 12, 31), problems)
    assert [p.text("zh") for p in problems.sorted()] == [
        "“甲镇卫生院”的“在医共体中的角色”自报“牵头医院”，名册为“成员单位”，以名册为准",
        "“甲镇卫生院”的“机构类型”自报“村卫生室”，名册为“乡镇卫生院”，以名册为准",
    ]
    assert [p.text("en") for p in problems.sorted()] == [
        "“甲镇卫生院”, Role: reported as “lead”; the register says “member”, which is taken",
        "“甲镇卫生院”, Type: reported as “village clinic”; the register says “township health centre”, which is taken",
    ]


@pytest.mark.parametrize(
    ("facilities", "reported", "not_counted", "code"),
    [
        ("{id: b}", ["b"], (), None),
        ("{id: x, name: 甲镇卫生院}", ["b"], (), "matched-by-name"),
        ("{name: 甲镇卫生院}", ["b"], (), "matched-by-name"),
        ("{id: x, name: 甲镇卫生院}, {id: b}", ["b"], ("x",), "not-in-register"),  # the id goes before the name
        ("{id: x, name: 甲镇卫生}", [], ("x",), "not-in-register"),  # nearly is not exactly
        ("{id: bb, name: 己镇卫生院}", [], ("bb",), "not-in-register"),
        ("{id: d, name: 丙镇卫生院}", [], ("d",), "other-consortium"),
        ("{id: e, name: 丁镇卫生院}", [], ("e",), "other-consortium"),
        ("{id: d, name: 甲镇卫生院}", [], ("d",), "other-consortium"),  # known by its id, so the name says nothing
    ],
)
def test_matching(facilities: str, reported: list[str], not_counted: tuple[str, ...], code: str | None) -> None:
    desk, codes = _desk(facilities)
    assert [p.id for p in desk.facilities if p.reported] == reported
    assert desk.not_counted == not_counted
    assert _counted(desk) == ["a", "b", "c"]
    assert [c for c in codes if c not in ("not-reported", "register-differs")] == ([code] if code else [])


def test_two_that_claim_one_entry_by_name_are_not_both_taken() -> None:
    desk, codes = _desk("{id: x, name: 甲镇卫生院}, {id: y, name: 甲镇卫生院}")
    assert [p.id for p in desk.facilities if p.reported] == ["b"]
    assert desk.not_counted == ("y",) and "not-in-register" in codes


def test_the_register_wins_on_role_type_and_level_and_says_so() -> None:
    desk, codes = _desk("{id: a}, {id: b, role: lead, type: county-hospital, level: 一级, beds: 30}, {id: c}")
    fields = desk.facilities[1].unit.fields
    assert (fields["role"], fields["type"]) == ("member", "township-health-centre")
    assert (fields["level"], fields["beds"]) == ("一级", 30)  # where the register is silent the report's word stands
    assert codes == ["register-differs", "register-differs"]
    assert (_role(desk, "lead"), _role(desk, "members")) == (["a"], ["b", "c"])


def test_a_type_names_a_collection_too() -> None:
    desk, _ = _desk("{id: a}, {id: b}, {id: c}")
    assert _role(desk, "township-health-centre") == ["b"]


def test_a_role_that_must_be_one() -> None:
    assert "role-not-one" in _desk("{id: a}", REGISTER.replace("role: lead", "role: partner"))[1]
    assert "role-not-one" in _desk("{id: a}", REGISTER.replace("role: member, consortium: moxian", "role: lead"))[1]
    assert "role-not-one" not in _desk("{id: a}")[1]
