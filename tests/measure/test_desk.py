"""Answers that nothing uses, columns that are no single value, `this` where there is none: each is said."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

PACK = """
format: 1
id: small
version: 1.0.0
title: 小
applies_to: county-consortium
documents: {plan: {title: 虚构方案, seen: derived}}
in_force: {from: 2023-01-01}
roles: {members: role == "member"}
indicators:
  staff: {type: count, label: 人数, unit: 人, asked_of: members}
  spare: {type: count, label: 备用数, asked_of: consortium}
dimensions:
  - id: one
    title: 一
    criteria:
      - {id: enough, title: 人数, cite: {doc: plan}, points: 4, over: consortium, measure: MEASURE}
"""


def _shown(measure: str, members: int = 2) -> dict[str, Any]:
    pack, problems = load_pack_text(PACK.replace("MEASURE", measure))
    assert pack is not None, [p.line("zh") for p in problems]
    facilities = [
        {"id": f"m{i}", "name": f"单位{i}", "role": "member", "answers": {"staff": 5}} for i in range(members)
    ]
    report = {
        "format": 1,
        "consortium": {"id": "x", "name": "某医共体", "kind": "county-consortium"},
        "period": 2024,
        "answers": {"spare": 7},
        "facilities": facilities,
        "register": [{k: v for k, v in f.items() if k != "answers"} for f in facilities],
    }
    submission, found = read_report_texts([("report.json", json.dumps(report))])
    assert submission is not None
    return view(assess(pack, submission, date(2024, 12, 1), "direct", found), "zh")


@pytest.mark.parametrize(("members", "status"), [(0, "undetermined"), (1, "met"), (2, "undetermined")])
def test_a_column_is_one_value_only_of_one_facility(members: int, status: str) -> None:
    shown = _shown("members.staff >= 3", members)
    assert shown["criteria"][0]["status"] == status
    assert ("role-not-single" in {p["code"] for p in shown["problems"]}) == (members != 1)


def test_an_answer_that_nothing_uses_is_listed() -> None:
    assert [p["text"] for p in _shown("sum(members.staff) >= 3")["problems"] if p["code"] == "answer-not-used"] == [
        "“spare”已填，但没有任何评价项用到"
    ]


def test_there_is_no_this_without_a_facility() -> None:
    pack, problems = load_pack_text(PACK.replace("MEASURE", "count(members where staff > this.staff) >= 1"))
    assert pack is None and [p.code for p in problems] == ["no-this"]


@pytest.mark.parametrize(
    ("measure", "amount", "target"),
    [
        ("12 <= sum(members.staff)", "2", "12"),  # the bar first: 10 is 2 short of 12
        ("sum(members.staff) == 13", "3", "13"),
        ("sum(members.staff) < 9", "2", "9"),  # at most 8
        ("sum(members.staff) > 10", "1", "10"),
    ],
)
def test_distances_are_read_from_either_side(measure: str, amount: str, target: str) -> None:
    row = _shown(measure)["criteria"][0]
    assert (row["status"], row["target"], row["distance"]["amount"]) == ("unmet", target, amount)


def test_one_more_is_enough_past_a_bar_that_only_counts_beyond_itself() -> None:
    row = _shown("sum(members.staff) / 4 > 5 / 2")["criteria"][0]  # 10 ÷ 4 is exactly at the bar, 11 ÷ 4 beyond it
    assert (row["status"], row["distance"]["amount"]) == ("unmet", "1")
