"""What is only watched: value, last period's, change and direction, each reckoned by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

PACK = """
format: 1
id: watched
version: 1.0.0
title: 监测
applies_to: county-consortium
documents: {plan: {title: 虚构方案, issuer: 虚构单位, date: 2024-01-01, seen: recalled}}
in_force: {from: 2024-01-01}
points_by: project
roles: {lead: {where: role == "lead", one: true}, members: role == "member"}
indicators:
  visits:
    {type: ratio, label: 基层占比, unit: 人次, part: 基层, whole: 全县, asked_of: region, prior: ask, better: higher}
  stays: {type: ratio, label: 住院率, unit: 人次, part: 住院, whole: 参保, asked_of: region, prior: ask, better: lower}
  fees: {type: money, label: 住院总费用, unit: 万元, asked_of: region, prior: ask}
  stayed: {type: count, label: 住院人次, unit: 人次, asked_of: region, prior: ask}
  doctors: {type: count, label: 派驻医师, unit: 人, asked_of: lead, prior: ask, better: higher}
  visitors: {type: count, label: 来访医师, unit: 人, asked_of: members, prior: ask, better: higher}
  linked: {type: yesno, label: 已接通, asked_of: members, prior: ask}
  centres: {type: set, label: 中心, options: {lab: 检验, ecg: 心电}, asked_of: consortium}
  fee_a_case: {calc: region.fees / region.stayed, label: 次均费用, unit: 万元, of: region, better: lower}
dimensions:
  - id: all
    title: 全部
    criteria:
CRITERIA
"""

CRITERION = "      - {{id: {id}, title: {id}, force: aim, cite: {{doc: plan, clause: 一}}, {rest}}}\n"

REPORT = """
format: 1
consortium: {id: x, name: 某医共体, kind: county-consortium}
period: 2024
region:
  answers:
    visits: {part: 520, whole: 1000, prior: {part: 500, whole: 1000}}
    stays: {part: 1, whole: 3, prior: {part: 1, whole: 4}}
    fees: {value: 900, prior: 800}
    stayed: {value: 1800, prior: 2000}
answers: {centres: [lab]}
facilities:
  - {id: h, name: 县医院, role: lead, type: county-hospital, answers: {doctors: {value: 9, prior: 9}}}
  - id: a
    name: 甲
    role: member
    type: township-health-centre
    answers: {visitors: {value: 3, prior: 2}, linked: {value: 是, prior: 否}}
  - id: b
    name: 乙
    role: member
    type: township-health-centre
    answers: {visitors: {value: 5, prior: 2}, linked: {value: 是, prior: 是}}
"""


def watched(rest: str, report: str = REPORT, lang: Any = "zh") -> dict[str, Any]:
    pack, wrong = load_pack_text(PACK.replace("CRITERIA", CRITERION.format(id="c", rest=rest)))
    assert pack is not None, wrong
    submission, problems = read_report_texts([("report.yaml", report)])
    assert submission is not None, problems
    (row,) = view(assess(pack, submission, date(2025, 2, 1), "direct", problems), lang)["watched"]
    assert row["criterion"] == "c"
    return {key: row[key] for key in ("text", "prior_text", "change_text", "direction")}


CASES = {
    "a share in percentage points, higher is better": (
        "measure: region.visits",
        ("52%", "50%", "+2个百分点", "better"),  # 520/1000 − 500/1000
    ),
    "lower is better, and what is rounded says so": (
        "measure: region.stays",
        ("约33.33%", "25%", "约+8.33个百分点", "worse"),  # 1/3 − 1/4 = 1/12
    ),
    "money with its growth, no direction said": (
        "measure: region.fees",
        ("900 万元", "800 万元", "+100（+12.5%）", None),
    ),
    "a quotient of two answers": (
        "measure: region.fees / region.stayed",
        ("0.5", "0.4", "+0.1（+25%）", None),  # 900/1800, 800/2000
    ),
    "a calc has a unit and a direction": (
        "measure: region.fee_a_case",
        ("0.5 万元", "0.4 万元", "+0.1（+25%）", "worse"),
    ),
    "unchanged": ("over: lead, measure: doctors", ("9 人", "9 人", "0", "same")),
    "a sum over facilities": (
        "over: members, measure: visitors, across: sum",
        ("8 人", "4 人", "+4（+100%）", "better"),
    ),
    "a share of facilities": (
        "over: members, measure: linked, across: share",
        ("100%", "50%", "+50个百分点", None),
    ),
    "a condition": ("measure: region.visits >= 55%", ("未达到", "未达到", None, None)),
    "a set": ("measure: centres", ("检验", None, None, None)),
    "growth is about two periods already": ("measure: growth(region.fees)", ("12.5%", None, None, None)),  # 100/800
}


@pytest.mark.parametrize("name", CASES)
def test_reckoned_by_hand(name: str) -> None:
    rest, expected = CASES[name]
    assert tuple(watched(rest).values()) == expected


def test_each_facility_where_the_values_are_not_made_one() -> None:
    pack, wrong = load_pack_text(
        PACK.replace("CRITERIA", CRITERION.format(id="c", rest="over: members, measure: visitors"))
    )
    assert pack is not None, wrong
    submission, problems = read_report_texts([("report.yaml", REPORT)])
    assert submission is not None
    (row,) = view(assess(pack, submission, date(2025, 2, 1), "direct", problems), "zh")["watched"]
    assert row["facilities"] == [{"id": "a", "text": "3 人"}, {"id": "b", "text": "5 人"}]
    assert row["value"] is row["prior"] is row["direction"] is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("prior: {part: 500, whole: 1000}", "note: 新口径", ("52%", None, None, None)),
        ("visits: {part: 520, whole: 1000, prior", "visits: {part: 520, prior", ("未知", "50%", None, None)),
    ],
)
def test_unknown_is_no_number_and_no_direction(old: str, new: str, expected: tuple[str | None, ...]) -> None:
    assert tuple(watched("measure: region.visits", REPORT.replace(old, new)).values()) == expected


def test_a_growth_from_nothing_has_no_percentage() -> None:
    report = REPORT.replace("{value: 900, prior: 800}", "{value: 900, prior: 0}")
    assert tuple(watched("measure: region.fees", report).values()) == ("900 万元", "0 万元", "+900", None)


def test_in_english() -> None:
    assert watched("measure: region.visits", lang="en")["change_text"] == "+2 percentage points"
