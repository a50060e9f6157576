"""Explanations of small packs, for what the samples do not reach; every line worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from assessment.explaining import agrees, case, texts

from gongti.engine.assessment import Result, assess
from gongti.engine.assessment.explain import explanation
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

PACK = """
format: 1
id: p
version: 1.0.0
title: 一包
applies_to: county-consortium
documents: {d: {title: 文件, date: 2024-01-01, seen: original}}
in_force: {from: 2024-01-01}
points_by: project
roles: {members: role == "member", nobody: role == "partner"}
indicators:
  beds_held: {type: count, label: 床位, unit: 张, asked_of: members}
  open_day: {type: date, label: 日期, asked_of: consortium}
  wanted: {type: yesno, label: 要不要, asked_of: consortium}
  rate: {type: percent, label: 比例, asked_of: consortium}
dimensions:
  - id: a
    title: 甲
    max: 12
    criteria:
      - {id: mean, title: 平均, force: must, points: 6, over: members, measure: beds_held, score: {method: linear, zero: 10, full: 40}}
      - {id: min, title: 最低, force: must, points: 6, over: members, measure: beds_held, score_each: min, score: {method: deduct, each: 1, above: 20, per: 10, step: down, floor: -2}}
      - {id: total, title: 合计, force: must, points: 3, over: members, measure: beds_held, across: sum, score: {method: linear, full: 100}}
      - {id: bonus, title: 加分, force: may, points: 2, measure: open_day <= 2024-06-30}
      - {id: empty, title: 无人, force: must, points: 1, over: nobody, measure: beds > 3}
      - {id: never, title: 不适用, force: must, points: 4, applies_when: wanted, measure: rate, score: {method: linear, full: 50%}}
      - {id: if-any, title: 各家, force: must, points: 4, over: members, applies_when: beds_held > 15, measure: beds_held, across: mean, score: {method: levels, levels: [{id: 高, at_least: 30, points: 100%}, {id: 中, when: 'value in [20, 25]', points: 1}]}}
grades: [{id: g, title: 合格, otherwise: true}]
"""  # noqa: E501

REPORT = """
format: 1
consortium: {id: c, name: 某医共体, kind: county-consortium}
period: 2024
answers: {open_day: 无, wanted: 否, rate: 33.3%}
facilities:
  - {id: x, name: 甲院, role: member, type: t, answers: {beds_held: 20}}
  - {id: y, name: 乙院, role: member, type: t, answers: {beds_held: 55}}
  - {id: z, name: 丙院, role: member, type: t}
"""


@pytest.fixture(scope="module")
def small() -> Result:
    return case(PACK, REPORT)


def test_each_facility_is_scored_and_the_mean_is_written_out(small: Result) -> None:
    row = explanation(small, "mean", "zh")
    lines = {u["name"]: [s["text"] for s in u["steps"]] for u in row["units"]}
    # By hand: 6 × 10/30 = 2; 55 is beyond 40; unknown is 0 to 6. The mean is 8/3 to 14/3.
    assert lines["甲院"] == ["代入：20", "按比例：6 × ((20 − 10) ÷ (40 − 10)) = 2.00"]
    assert lines["乙院"][1] == "按比例：55 已到满分线 40，得满分 6.00"
    assert lines["丙院"] == ["代入：未知", "按比例：数据不全，得 0.00 至 6.00"]
    assert row["steps"][0]["text"].endswith(
        "按最低计：(6 + 2 + 0) ÷ 3 = 8/3≈2.67；按最高计：(2 × 6 + 2) ÷ 3 = 14/3≈4.67"
    )


def test_the_lowest_facility_counts_and_a_floor_is_kept(small: Result) -> None:
    row = explanation(small, "min", "zh")
    lines = {u["name"]: u["steps"][1]["text"] for u in row["units"]}
    assert lines["甲院"] == "扣分法，(20 − 20) ÷ 10 不大于 0，没有要扣的，得满分 6.00"
    assert lines["乙院"] == "扣分法，s = (55 − 20) ÷ 10 = 3.5；s 舍为 3；6 − 1 × 3 = 3.00"
    assert lines["丙院"] == "扣分法：数据不全，得 -2.00 至 6.00"
    assert row["steps"][0]["text"] == "按得分最低的一家（丙院）计：-2.00 至 3.00"


def test_values_of_several_facilities_are_added_with_the_unknown_among_them(small: Result) -> None:
    first, second, _ = texts(small, "total")
    assert first == "合计：20 + 55 + 未知 = （不少于75）"
    assert second == "按比例：数据不全，得 2.25 至 3.00"


def test_bonus_and_an_empty_role_and_what_does_not_apply(small: Result) -> None:
    assert texts(small, "bonus") == [
        "代入：无 <= 2024-06-30，不成立",
        "达标法：条件不成立，得 0",
        "本项加 0.00（最多 2.00，不计入满分）",
    ]
    assert texts(small, "empty")[0] == "名录里没有“nobody”，无从评起，得 0.00 至 1.00"
    row = explanation(small, "never", "zh")
    assert row["applies"]["units"] == [{"spelled": "否", "holds": "否", "names": ["医共体（集团）本部"]}]
    assert [s["text"] for s in row["steps"]] == ["不适用，4.00 分不计入满分"]
    assert row["units"] == [] and row["criterion"]["of"] == "0.00"


def test_where_it_is_not_known_whether_it_applies_nothing_is_computed(small: Result) -> None:
    row = explanation(small, "if-any", "zh")
    assert {(u["spelled"], u["holds"], *u["names"]) for u in row["applies"]["units"]} == {
        ("20 > 15", "是", "甲院"), ("55 > 15", "是", "乙院"), ("未知 > 15", "未知", "丙院"),
    }  # fmt: skip
    assert texts(small, "if-any")[0] == "是否适用还不知道，得 0.00 至 4.00"
    assert row["measure"]["score"].endswith("分档：高（不低于30）4分、中（value in [20, 25]）1分")


def test_a_dimension_says_that_its_maximum_cuts_the_sum(small: Result) -> None:
    low, high = explanation(small, "mean", "zh")["total"]["dimension"]["text"]
    assert low == "[2.67] + -2.00 + 2.25 + 0.00 + 0.00 = 2.92"
    assert high == "[4.67] + 3.00 + 3.00 + 1.00 + 4.00，最多计 12：12.00"


def test_a_percentage_stays_as_it_was_typed() -> None:
    result = case(PACK, REPORT.replace("wanted: 否", "wanted: 是"))
    # 33.3 % and not a third: 4 × 333/500 is 2.664.
    assert texts(result, "never")[:2] == ["代入：33.3%", "按比例：4 × (33.3% ÷ 50%) = 333/125≈2.66"]


def test_a_criterion_the_pack_does_not_have_is_an_error(small: Result) -> None:
    with pytest.raises(KeyError):
        explanation(small, "nothing", "zh")


EDGES = """
format: 1
id: p
version: 1.0.0
title: 一包
applies_to: county-consortium
documents: {d: {title: 文件, date: 2024-01-01, seen: original}}
in_force: {from: 2024-01-01}
indicators:
  owed: {type: count, label: 欠账, asked_of: consortium}
  covered: {type: ratio, label: 覆盖, part: 已覆盖, whole: 应覆盖, asked_of: consortium}
dimensions:
  - id: a
    title: 甲
    criteria:
      - {id: debts, title: 欠账, force: must, points: 5, measure: owed, score: {method: deduct, each: 2, floor: -4}, veto: true}
      - {id: bands, title: 分档, force: must, points: 5, measure: owed, score: {method: levels, levels: [{id: 好, at_most: 1, points: 5}, {id: 中, at_most: 3, points: 2}]}}
      - {id: lower, title: 越少越好, force: must, points: 5, measure: owed, score: {method: linear, zero: 5, full: 0}}
      - {id: cover, title: 覆盖, force: must, points: 5, measure: covered, score: {method: linear, full: 100%}}
grades: [{id: good, title: 好, when: percent >= 60}, {id: bad, title: 差, otherwise: true}]
"""  # noqa: E501


def test_floors_bands_and_a_division_by_nothing() -> None:
    report = REPORT.replace("open_day: 无, wanted: 否, rate: 33.3%", "owed: 9, covered: {part: 0, whole: 0}")
    result = case(EDGES, report)
    assert texts(result, "debts")[1] == "扣分法，s = 9；5 − 2 × 9 低于下限，按 -4.00 计"
    assert texts(result, "bands")[1].endswith(
        "“好”5 分：9 <= 1 不成立；“中”2 分：9 <= 3 不成立；没有一档成立：0 分；得 0.00"
    )
    assert texts(result, "lower")[1] == "按比例：9 没有越过起分线 5，得 0"
    assert texts(result, "cover")[:2] == [
        "代入：0 / 0，得 未知",
        "按比例，数据不全。最低：0% 没有越过起分线 0，得 0；最高：100% 已到满分线 100%，得满分 5.00",
    ]
    assert [m["text"] for m in explanation(result, "cover", "zh")["missing"]] == ["分母为 0，算不出"]
    (veto,) = explanation(result, "debts", "zh")["rules"]
    assert (veto["text"], veto["certain"]) == ("一票否决：“欠账”未达到；等次最高为差", True)
    assert veto["because"] == ["“欠账”未达标"]


WEIGHTED = """
format: 1
id: p
version: 1.0.0
title: 一包
applies_to: county-consortium
documents: {d: {title: 文件, date: 2024-01-01, seen: original}}
in_force: {from: 2024-01-01}
indicators:
  x: {type: count, label: 甲数, asked_of: consortium}
  y: {type: count, label: 乙数, asked_of: consortium}
dimensions:
  - id: a
    title: 甲
    weight: 30
    criteria: [{id: one, title: 一, force: must, points: 20, measure: x, score: {method: linear, full: 10}}]
  - id: b
    title: 乙
    weight: 70
    criteria: [{id: two, title: 二, force: must, points: 10, measure: y, score: {method: linear, full: 10}}]
grades: [{id: g, title: 合格, otherwise: true}]
"""


def test_weights_make_the_percent() -> None:
    result = case(WEIGHTED, REPORT.replace("open_day: 无, wanted: 否, rate: 33.3%", "x: 5, y: 8"))
    total = explanation(result, "one", "zh")["total"]["total"]
    # By hand: half of 30 and four fifths of 70 are 71 of 100.
    assert total["percent"] == {
        "low": "71.00",
        "high": "71.00",
        "text": ["([30 × 10.00 ÷ 20.00] + 70 × 8.00 ÷ 10.00) ÷ (30 + 70) × 100 = 71.00"],
        "formulas": [
            {"formula": "([30 × 10 ÷ 20] + 70 × 8 ÷ 10) ÷ (30 + 70) × 100", "value": "71"},
            {"formula": "([30 × 10 ÷ 20] + 70 × 8 ÷ 10) ÷ (30 + 70) × 100", "value": "71"},
        ],
    }


def test_an_explanation_accepted_for_one_facility_counts_for_it_alone() -> None:
    pack = PACK.replace("title: 平均, force: must", "title: 平均, force: should").replace("    max: 12\n", "")
    pack = pack.replace("points_by: project", "points_by: project\nscoring: {explained_share: 50%}")
    report = REPORT + "explanations: {mean: 病区正在改造，年底前恢复}\n"
    review = "format: 1\nreviewer: 某某\ndate: 2024-11-20\n"
    review += "criteria: [{criterion: mean, facility: x, explanation: accepted}]\n"
    found, _ = load_pack_text(pack)
    submission, _ = read_report_texts([("report.yaml", report)], reviews=[("review.yaml", review)])
    assert found is not None and submission is not None
    result = assess(found, submission, date(2024, 12, 1), "direct")
    row = explanation(result, "mean", "zh")
    lines = {u["name"]: u["steps"][-1] for u in row["units"]}
    # By hand: 2 of 6 rise to half of 6; the others stay: (3 + 6 + 0) ÷ 3 to (3 + 6 + 6) ÷ 3.
    assert lines["甲院"]["kind"] == "explained" and "6 × 50% = 3.00" in lines["甲院"]["text"]
    assert lines["乙院"]["kind"] == "score"
    assert row["steps"][-2]["exact"] == ["3", "5"] and row["steps"][-2]["text"].startswith("甲院的书面说明已采纳")
    agrees(result, "zh")


def test_an_objection_without_a_review_stands_open() -> None:
    (open_,) = explanation(
        case(PACK, REPORT + "objections: [{criterion: mean, text: 床位少计, by: 甲院}]\n"), "mean", "zh"
    )["review"]["objections"]
    assert (open_["outcome"], open_["text"]) == ("open", "床位少计")
