"""Reasons: the sentence for each kind of loss, of openness and of standing outside the score, with its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from score.sheets import claimed_side, pack_text, report, verified_side

ON = date(2024, 12, 1)


def lines(criterion: str, points: int = 4, **more: str) -> str:
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    return f"      - {{id: item, title: 某项, cite: {{doc: plan}}, points: {points}, {criterion}{rest}}}"


def said(
    indicators: str,
    criterion: str,
    answers: dict[str, Any],
    members: dict[str, Any] | None = None,
    on: date = ON,
    lang: str = "zh",
    **more: Any,
) -> list[str]:
    pack = pack_text(indicators, lines(criterion), more.pop("more", ""), more.pop("dimension", ""))
    return claimed_side(pack, report(answers, members, **more), on).reasons("item", lang)


COUNT = "  x: {type: count, label: 件数, unit: 件, asked_of: consortium}"
SHARE = "  x: {type: percent, label: 覆盖率, asked_of: consortium}"


@pytest.mark.parametrize(
    ("indicator", "score", "answer", "sentence"),
    [
        (COUNT, "method: deduct, each: 0.5", 3, "件数3件，每件扣0.50分，扣1.50分"),
        (COUNT, "method: add, each: 1", 1, "件数1件，每件加1.00分，扣3.00分"),
        (COUNT, "method: deduct, each: 1, above: 2", 4, "件数4件，超出2件，每超1件扣1.00分，扣2.00分"),
        (COUNT, "method: add, each: 1, above: 10, per: 5", 20, "件数20件，比10件每高5件加1.00分，扣2.00分"),
        (
            SHARE,
            "method: deduct, each: 0.5, below: 90%, per: 1pp",
            "88%",
            "覆盖率88%，低于90%，每低1个百分点扣0.50分，扣1.00分",
        ),
        (SHARE, "method: linear, full: 80%", "60%", "覆盖率60%，低于80%，扣1.00分"),
    ],
)
def test_a_number_against_what_was_asked(indicator: str, score: str, answer: Any, sentence: str) -> None:
    assert said(indicator, f"measure: x, score: {{{score}}}", {"x": answer}) == [sentence]


def test_money_is_said_in_its_unit() -> None:
    money = "  x: {type: money, label: 统筹资金, unit: 万元, asked_of: consortium}"
    assert said(money, "measure: x, score: {method: linear, full: 1200}", {"x": "900万元"}) == [
        "统筹资金900万元，低于1200万元，扣1.00分"
    ]


CHOICE = "  x: {type: choice, label: 支付方式, options: {drg: 按病组, head: 按人头, fee: 按项目}, asked_of: consortium}"


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [
        ("measure: x == drg", "支付方式为按项目，应为按病组，扣4.00分"),
        ('measure: "x in [drg, head]"', "支付方式为按项目，应为按病组、按人头，扣4.00分"),
        (
            "measure: x, score: {method: levels, levels: [{id: 优, when: value == drg, points: 4}, "
            "{id: 一般, otherwise: true, points: 1}]}",
            "支付方式为按项目，只到“一般”档，扣3.00分",
        ),
    ],
)
def test_an_option_is_said_by_its_label(criterion: str, sentence: str) -> None:
    assert said(CHOICE, criterion, {"x": "fee"}) == [sentence]


SETS = (
    "  x: {type: set, label: 应有, options: {a: 甲, b: 乙, c: 丙}, asked_of: consortium}\n"
    "  y: {type: set, label: 已有, options: {a: 甲, b: 乙, c: 丙}, asked_of: members}"
)


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [
        ("measure: missing(x), score: {method: deduct, each: 1}", "缺丙，扣1.00分"),
        ("measure: missing(union(members.y)), score: {method: deduct, each: 1}", "缺乙、丙，扣2.00分"),
        ("measure: present(x - union(members.y)), score: {method: deduct, each: 1}", "差乙，扣1.00分"),
        ("measure: present(x), score: {method: deduct, each: 1}", "有甲、乙，扣2.00分"),
        ("measure: present(x) >= 3", "缺丙，扣4.00分"),
        ('measure: "has(x, c)"', "缺丙，扣4.00分"),
    ],
)
def test_options_are_named(criterion: str, sentence: str) -> None:
    answers = {"x": ["a", "b"]}
    assert said(SETS, criterion, answers, {"a": {"y": ["a"]}, "b": {"y": []}}) == [sentence]


TABLE = (
    "  t: {type: table, label: 台账, asked_of: consortium, key: item, may_be_empty: true, min_rows: 2, "
    "columns: {item: {type: text, label: 事项, required: true}, done: {type: yesno, label: 办结, required: true}}}\n"
    "  open_items: {calc: count(t where not done), label: 未办结事项}"
)


def rows(**done: bool | None) -> dict[str, Any]:
    return {"t": [{"item": item} if value is None else {"item": item, "done": value} for item, value in done.items()]}


@pytest.mark.parametrize(
    ("criterion", "answers", "sentence"),
    [
        ("measure: every(t.done)", rows(甲=True, 乙=False), "“台账”中乙未达到，扣4.00分"),
        (
            "measure: share(t.done), score: {method: linear, full: 1}",
            rows(甲=True, 乙=False),
            "“台账”中乙未达到，达到50%，扣2.00分",
        ),
        ("measure: open_items == 0", rows(甲=False, 乙=False), "“未办结事项”中有甲、乙，扣4.00分"),
        (
            "measure: open_items, score: {method: deduct, each: 1}",
            rows(甲=True, 乙=False),
            "“未办结事项”中有乙，扣1.00分",
        ),
        ("measure: complete(t)", rows(甲=True, 乙=None), "“台账”没有填全，缺乙·办结，扣4.00分"),
        ("measure: complete(t)", rows(甲=True), "“台账”只有1行，应不少于2行，扣4.00分"),
    ],
)
def test_rows_and_cells_are_named(criterion: str, answers: dict[str, Any], sentence: str) -> None:
    assert said(TABLE, criterion, answers) == [sentence]


def test_a_series_says_how_it_was_made_one() -> None:
    series = "  x: {type: count, label: 例数, unit: 例, asked_of: consortium, time: quarter, fold: sum}"
    answers = {"x": {"2024-Q1": 1, "2024-Q2": 2, "2024-Q3": 3, "2024-Q4": 3}}
    assert said(series, "measure: x, score: {method: linear, full: 12}", answers) == [
        "例数（各期合计）9例，低于12例，扣1.00分"
    ]


def test_against_the_last_period_in_percentage_points() -> None:
    x = "  x: {type: percent, label: 覆盖率, asked_of: consortium, prior: ask}"
    answers = {"x": {"value": "60%", "prior": "58.5%"}}
    assert said(x, "measure: change(x) >= 2pp", answers) == ["覆盖率较上期增减1.5个百分点，低于2个百分点，扣4.00分"]


# ------------------------------------------------------------ deadlines

BUILT = "  x: {type: date, label: 建成日期, asked_of: consortium}"


@pytest.mark.parametrize(
    ("share", "answer", "on", "sentence"),
    [
        ("50%", "2024-07-05", "2024-12-01", "建成日期2024-07-05，晚于2024-06-30，逾期得50%，扣2.00分"),
        ("0%", "2024-07-05", "2024-12-01", "建成日期2024-07-05，晚于2024-06-30，逾期不得分，扣4.00分"),
        ("50%", "无", "2024-07-01", "“建成日期”至2024-06-30仍无，扣4.00分"),
        ("50%", "无", "2024-06-30", "未到期：2024-06-30前完成即可，暂不计分"),
        ("50%", None, "2024-07-01", "医共体（集团）本部未填“建成日期”，4.00分未定"),
    ],
)
def test_late_missing_and_not_due(share: str, answer: str | None, on: str, sentence: str) -> None:
    criterion = f"measure: x, due: 2024-06, score: {{method: pass, late_share: {share}}}"
    answers = {} if answer is None else {"x": answer}
    assert said(BUILT, criterion, answers, on=date.fromisoformat(on)) == [sentence]


# ------------------------------------------------------------ not known


def test_the_missing_quarters_are_named() -> None:
    series = "  x: {type: count, label: 例数, asked_of: consortium, time: quarter, fold: sum}"
    answers = {"x": {"2024-Q1": 1, "2024-Q3": 3}}
    assert said(series, "measure: x, score: {method: linear, full: 12}", answers) == [
        "医共体（集团）本部的“例数”缺2024-Q2、2024-Q4，2.67分未定"
    ]


def test_the_missing_cells_are_named() -> None:
    found = said(TABLE, "measure: every(t.done)", rows(甲=True, 乙=None))
    assert found == ["医共体（集团）本部的“台账”缺乙·办结，4.00分未定"]


def test_last_period_not_known() -> None:
    x = "  x: {type: count, label: 人次, asked_of: consortium, prior: ask}"
    assert said(x, "measure: growth(x) >= 1%", {"x": 5}) == ["缺医共体（集团）本部“人次”的上期值，4.00分未定"]


def test_what_decides_whether_it_is_asked_at_all() -> None:
    gated = (
        "  g: {type: yesno, label: 设有病房, asked_of: members}\n"
        "  x: {type: yesno, label: 病房达标, asked_of: members, ask_when: g}"
    )
    assert said(gated, "over: members, measure: x", {}, {"a": {"x": True}}) == ["甲卫生院未填“设有病房”，4.00分未定"]


def test_a_unit_in_doubt_beside_one_that_is_unanswered() -> None:
    """b is in doubt: 4 ÷ 2 points; c lacks its answer: the other 2."""
    indicators = (
        "  sent: {type: count, label: 拨付, asked_of: members}\n  got: {type: count, label: 实收, asked_of: members}"
    )
    more = "reconcile: [{id: ends, title: 两端一致, over: members, expect: sent == got, doubts: [item]}]"
    criterion = "over: members, measure: got, score: {method: linear, full: 8}"
    members = {"b": {"sent": 5, "got": 8}, "c": {"sent": 5}}
    assert said(indicators, criterion, {}, members, more=more) == [
        "乙卫生院：勾稽“两端一致”两边对不上，2.00分待核实",
        "丙卫生院未填“实收”，2.00分未定",
    ]


# ------------------------------------------------------------ outside the score


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("drop", "不适用（“count(members) > 5”不成立），4.00分不计入总分"),
        ("redistribute", "不适用（“count(members) > 5”不成立），4.00分按合理缺项由同一维度的其他项折算"),
        ("full", "不适用（“count(members) > 5”不成立），按规则计满分4.00分"),
    ],
)
def test_not_applicable_by_policy(policy: str, sentence: str) -> None:
    criterion = "measure: x > 1, applies_when: count(members) > 5"
    assert said(COUNT, criterion, {}, dimension=f"    not_applicable: {policy}\n") == [sentence]


def test_for_the_reviewer_alone() -> None:
    x = "  x: {type: yesno, label: 抽查合格, asked_of: consortium, filled_by: assessor}"
    assert said(x, "measure: x", {}) == ["由核验人员核查，自评不计分"]
    side = verified_side(pack_text(x, lines("measure: x")), report(), {"criteria": []})
    assert side.reasons("item") == ["医共体（集团）本部的“抽查合格”待核验人员核查，4.00分未定"]


def test_waived_until_when_and_why() -> None:
    waiver = {"criterion": "item", "waiver": {"until": "2025-03-31", "reason": "灾后重建"}}
    side = verified_side(pack_text(COUNT, lines("measure: x > 1")), report({"x": 0}), {"criteria": [waiver]})
    assert side.reasons("item") == ["准予豁免至2025-03-31：灾后重建，4.00分不计入总分"]


def test_ruled_out_by_the_reviewer() -> None:
    ruling = {"criterion": "item", "not_applicable": "accepted"}
    side = verified_side(pack_text(COUNT, lines("measure: x > 1")), report({"x": 0}), {"criteria": [ruling]})
    assert side.reasons("item") == ["不适用（核验人员认定不适用），4.00分不计入总分"]


# ------------------------------------------------------------ what the review took off

ADJUST = (
    'adjust: [{when: evidence == "incomplete", times: 50%}, '
    '{when: evidence == "falsified", times: 0, minus: 2 * cases}, '
    '{when: evidence == "complete" and cases > 0, minus: 0.5 * cases}, '
    "{when: cases > 8, minus: 20, floor: -4, note: 屡查屡犯}]"
)


@pytest.mark.parametrize(
    ("seen", "answer", "sentences"),
    [
        ({"evidence": "incomplete"}, 4, ["佐证材料不全，得分乘50%，扣2.00分"]),
        ({"evidence": "incomplete"}, 2, ["件数2件，低于4件，扣2.00分", "佐证材料不全，得分乘50%，扣1.00分"]),
        ({"evidence": "complete", "cases": 2}, 4, ["评审查实2例，扣1.00分"]),
        ({"evidence": "falsified", "cases": 0}, 4, ["弄虚作假，不得分，扣4.00分"]),
        ({"evidence": "complete", "cases": 9}, 4, ["评审查实9例；屡查屡犯，倒扣至0分以下，共扣8.00分"]),
    ],
)
def test_adjustments_are_told_apart_from_the_measure(seen: dict[str, Any], answer: int, sentences: list[str]) -> None:
    pack = pack_text(COUNT, lines("measure: x, score: {method: linear, full: 4}"), more=ADJUST)
    side = verified_side(pack, report({"x": answer}), {"answers": [{"indicator": "x", **seen}]})
    assert side.reasons("item") == sentences


def test_an_adjustment_of_one_of_several_is_its_share() -> None:
    x = "  x: {type: count, label: 件数, unit: 件, asked_of: members}"
    pack = pack_text(x, lines("over: members, measure: x, score: {method: linear, full: 4}"), more=ADJUST)
    seen = {"answers": [{"facility": "b", "indicator": "x", "evidence": "incomplete"}]}
    side = verified_side(pack, report(members={"a": {"x": 4}, "b": {"x": 4}}), seen)
    assert side.reasons("item") == ["乙卫生院：佐证材料不全，得分乘50%，扣1.00分"]


def test_reviewers_who_differ_and_what_could_not_be_confirmed() -> None:
    pack = pack_text(COUNT, lines("measure: x >= 4"))
    unseen = verified_side(pack, report({"x": 4}), {"answers": [{"indicator": "x", "value": None}]})
    assert unseen.reasons("item") == ["医共体（集团）本部的“件数”核查时无法确认，4.00分未定"]
    two = [{"indicator": "x", "value": v, "reviewer": r} for v, r in ((4, "复核员甲"), (3, "复核员乙"))]
    differ = verified_side(pack, report({"x": 4}), {"answers": two})
    assert differ.reasons("item") == ["医共体（集团）本部的“件数”几位核验人员认定不一，4.00分未定"]


def test_english_says_the_same_numbers() -> None:
    x = "  x: {type: count, label: {zh: 件数, en: cases}, unit: {zh: 件, en: pieces}, asked_of: consortium}"
    assert said(x, "measure: x, score: {method: deduct, each: 0.5}", {"x": 3}, lang="en") == [
        "cases is 3 pieces, minus 0.50 per pieces: minus 1.50"
    ]
