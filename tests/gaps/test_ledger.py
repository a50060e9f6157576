"""The ledger: deadlines past and to come, waivers, distances by type, and the answers that can still decide."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from score.sheets import Side, claimed_side, pack_text, report, verified_side

from gongti.engine.gaps import Distance, distances, gaps_of, short_of, undecided_of
from gongti.engine.values.exact import show

COUNT = "  x: {type: count, label: 件数, unit: 件, asked_of: consortium}"


def pack(indicators: str, criterion: str, more: str = "") -> str:
    return pack_text(
        indicators, f"      - {{id: item, title: 某项, cite: {{doc: plan}}, points: 4, {criterion}}}", more
    )


def gaps(side: Side) -> list[tuple[str, str, date | None]]:
    return [(g.status, show(g.points_at_stake), g.due) for g in gaps_of(side.desk, side.ledger)]


def undecided(side: Side) -> list[tuple[str, str, str, str]]:
    return [
        (u.party.id, u.question.id, u.reason, show(u.points_at_stake)) for u in undecided_of(side.desk, side.ledger)
    ]


REMEDY = "remedy: {action: 催办, days:"
BUILT = "  x: {type: date, label: 建成日期, asked_of: consortium}"


@pytest.mark.parametrize(
    ("criterion", "answer", "on", "expected"),
    [
        ("due: 2024-06-30", "无", "2024-07-01", [("overdue", "4", None)]),
        ("due: 2024-06-30", "2024-08-01", "2024-07-01", [("overdue", "4", None)]),
        ("due: 2024-06-30, score: {method: pass, late_share: 50%}", "2024-08-01", "2024-09-01", [("open", "2", None)]),
        # a day that is planned too late: its own day is still to come
        ("due: 2024-06-30", "2024-08-01", "2024-06-10", [("open", "4", date(2024, 6, 30))]),
        (f"due: 2024-06-30, {REMEDY} 5}}", "2024-08-01", "2024-06-10", [("open", "4", date(2024, 6, 15))]),
        (f"due: 2024-06-30, {REMEDY} 60}}", "2024-08-01", "2024-06-10", [("open", "4", date(2024, 6, 30))]),
        (f"due: 2024-06-30, {REMEDY} 30}}", "无", "2024-07-01", [("overdue", "4", date(2024, 7, 31))]),
        ("due: 2024-06-30", None, "2024-07-01", [("unknown", "4", None)]),
        ("due: 2024-06-30", "无", "2024-06-30", []),
    ],
)  # fmt: skip
def test_overdue_is_unmet_with_its_day_past(criterion: str, answer: Any, on: str, expected: Any) -> None:
    answers = {} if answer is None else {"x": answer}
    side = claimed_side(pack(BUILT, f"measure: x, {criterion}"), report(answers), date.fromisoformat(on))
    assert gaps(side) == expected


def test_a_waived_item_is_listed_with_nothing_at_stake_and_its_facilities() -> None:
    x = "  x: {type: yesno, label: 项, asked_of: members}"
    waivers = [
        {"criterion": "item", "facility": f, "waiver": {"until": "2025-06-30", "reason": "灾后重建"}}
        for f in ("a", "b")
    ]
    handed_in = report(members={"a": {"x": False}, "b": {"x": False}})
    side = verified_side(pack(x, "over: members, measure: x"), handed_in, {"criteria": waivers})
    assert gaps(side) == [("waived", "0", None)]
    assert [p.id for p in short_of(side.desk, side.findings["item"])] == ["a", "b"]


# ------------------------------------------------------------ distances


def distance(indicators: str, criterion: str, answers: dict[str, Any], lang: Any = "zh") -> str | None:
    side = claimed_side(pack(indicators, criterion), report(answers))
    found: Distance | None = distances(side.desk, side.findings["item"])[0]
    return None if found is None else found.text.said(lang)


RATIOS = (
    "  x: {type: ratio, label: 比, part: 其中, whole: 全部, unit: 例, asked_of: consortium, time: quarter, fold: FOLD}"
)
QUARTERS = {"x": {f"2024-Q{i}": {"part": 1, "whole": 5} for i in range(1, 5)}}
MONEY = "  x: {type: money, label: 资金, UNIT asked_of: consortium}"


@pytest.mark.parametrize(
    ("indicators", "criterion", "answers", "expected"),
    [
        (MONEY.replace("UNIT", "unit: 万元,"), "measure: x >= 1200", {"x": 900}, "还差300万元"),
        (MONEY.replace("UNIT", ""), "measure: x >= 1200", {"x": 900}, "还差300元"),
        (COUNT + "\n  y: {calc: x, label: 折算}", "measure: y >= 5", {"x": 2}, "还差3件"),
        (COUNT, "measure: x, score: {method: add, each: 1.5}", {"x": 1}, "还差2件"),
        (COUNT, "measure: x, score: {method: deduct, each: 1}", {"x": 3}, "还要减少3件"),
        (BUILT, "measure: x, due: 2024-06", {"x": "2024-07-01"}, None),
        ("  x: {type: count, label: 数, asked_of: consortium, prior: ask}", "measure: growth(x) >= 10%",
         {"x": {"value": 10, "prior": 10}}, None),
        (RATIOS.replace("FOLD", "sum"), "measure: x >= 50%", QUARTERS, "还差6例"),
        (RATIOS.replace("FOLD", "mean"), "measure: x >= 50%", QUARTERS, None),
    ],
)  # fmt: skip
def test_distance_by_type(indicators: str, criterion: str, answers: dict[str, Any], expected: str | None) -> None:
    assert distance(indicators, criterion, answers) == expected


# ------------------------------------------------------------ what can still decide


def test_a_condition_that_decides_whether_it_is_asked_is_listed() -> None:
    gated = (
        "  g: {type: yesno, label: 设有病房, asked_of: members}\n"
        "  x: {type: yesno, label: 病房达标, asked_of: members, ask_when: g}"
    )
    side = claimed_side(pack(gated, "over: members, measure: x"), report(members={"a": {}}))
    assert undecided(side) == [("a", "g", "unanswered", "4"), ("a", "x", "unanswered", "4")]


def test_the_last_periods_value_is_listed_apart_from_this_ones() -> None:
    x = "  x: {type: count, label: 人次, asked_of: consortium, prior: ask}"
    side = claimed_side(pack(x, "measure: growth(x) >= 1%"), report())
    assert undecided(side) == [("consortium", "x", "prior", "4"), ("consortium", "x", "unanswered", "4")]


@pytest.mark.parametrize(
    ("answer", "reason", "points"),
    [({"2024-Q1": 1}, "partial", "4"), ({}, "unanswered", "4"), ({f"2024-Q{i}": 1 for i in range(1, 5)}, None, "")],
)
def test_a_series_is_listed_while_a_period_is_not_there(answer: Any, reason: str | None, points: str) -> None:
    x = "  x: {type: count, label: 例数, asked_of: consortium, time: quarter, fold: sum}"
    side = claimed_side(pack(x, "measure: x >= 12"), report({"x": answer}))
    assert undecided(side) == ([("consortium", "x", reason, points)] if reason else [])


def test_a_table_is_listed_while_a_cell_that_matters_is_blank() -> None:
    table = (
        "  t: {type: table, label: 台账, asked_of: consortium, key: item, "
        "columns: {item: {type: text, required: true}, done: {type: yesno, required: true}}}"
    )
    rows = [{"item": "甲", "done": True}, {"item": "乙"}]
    side = claimed_side(pack(table, "measure: every(t.done)"), report({"t": rows}))
    assert undecided(side) == [("consortium", "t", "partial", "4")]
    settled = claimed_side(pack(table, "measure: any(t.done)"), report({"t": rows}))
    assert undecided(settled) == []


def test_a_unit_in_doubt_waits_for_its_checking_not_for_answers() -> None:
    indicators = (
        "  sent: {type: count, label: 拨付, asked_of: members}\n  got: {type: count, label: 实收, asked_of: members}\n"
        "  more: {type: count, label: 另有, asked_of: members}"
    )
    text = pack(
        indicators,
        "over: members, measure: got + more, score: {method: linear, full: 8}",
        "reconcile: [{id: ends, title: 两端一致, over: members, expect: sent == got, doubts: [item]}]",
    )
    members = {"b": {"sent": 5, "got": 8}, "c": {"sent": 5, "got": 5}}
    side = claimed_side(text, report(members=members))
    # b is open from 0 to 4; c, with 5 of 8, from 2.5 to 4: the mean from 1.25 to 4.
    assert undecided(side) == [("c", "more", "unanswered", "11/4")]
