"""What the register does not say: a role nobody can tell, a field nobody filled. Neither is a no, neither a yes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

PACK = """
format: 1
id: register-gaps
version: 1.0.0
title: 名册缺项
applies_to: county-consortium
documents: {plan: {title: 虚构方案, seen: derived}}
in_force: {from: 2023-01-01}
roles: {members: role == "member", big: beds > 50}
indicators:
  doctors: {type: count, label: 医师, unit: 人, asked_of: big}
dimensions:
  - id: one
    title: 一
    criteria:
      - {id: item, title: 项目, cite: {doc: plan}, points: 10, CRITERION}
"""
REPORT = """
format: 1
consortium: {id: x, name: 某县医共体, kind: county-consortium}
period: 2024
facilities:
  - {id: a, name: 甲, answers: {doctors: 9}}
  - {id: b, name: 乙, answers: {doctors: 0}}
register:
  - {id: a, name: 甲, role: member, beds: 80}
  - {id: b, name: 乙, role: member}
"""


def shown(criterion: str) -> dict[str, Any]:
    pack, problems = load_pack_text(PACK.replace("CRITERION", criterion))
    assert pack is not None, [str(p) for p in problems]
    submission, problems = read_report_texts([("report.yaml", REPORT)])
    assert submission is not None, problems
    return view(assess(pack, submission, date(2024, 12, 31), "both", problems), "zh")


@pytest.mark.parametrize(
    ("criterion", "low", "high"),
    [
        # b may be big, and has no doctor: every big facility has some, or not.
        ("measure: every(big.doctors > 5)", "0.00", "10.00"),
        ("over: big, measure: doctors > 5, across: every", "0.00", "10.00"),
        # one for sure, perhaps two
        ("measure: count(big) >= 1", "10.00", "10.00"),
        ("measure: count(big) >= 2", "0.00", "10.00"),
        # a has full marks, b perhaps none of the same, or stands apart: the mean is of both or of a alone
        ("over: big, measure: doctors > 5", "5.00", "10.00"),
        # 9 doctors with or without b's none
        ("measure: sum(big.doctors) == 9", "10.00", "10.00"),
    ],
)
def test_who_perhaps_has_a_role_is_perhaps_counted(criterion: str, low: str, high: str) -> None:
    (row,) = shown(criterion)["criteria"]
    assert (row["low"], row["high"]) == (low, high)


def test_a_field_that_decides_and_is_not_there_is_named_with_its_place() -> None:
    found = shown("over: members, measure: beds > 50")
    (row,) = found["criteria"]
    assert (row["status"], row["low"], row["high"]) == ("undetermined", "5.00", "10.00")
    (problem,) = [p for p in found["problems"] if p["code"] == "field-missing"]
    assert problem["at"] == "report.yaml:10:5"
    assert "乙" in problem["text"] and "beds" in problem["text"] and "项目" in problem["text"]


def test_a_field_that_decides_nothing_is_not_asked_for() -> None:
    found = shown('over: members, measure: beds > 50 or role == "member"')
    assert found["criteria"][0]["status"] == "met"
    assert not [p for p in found["problems"] if p["code"] == "field-missing"]
