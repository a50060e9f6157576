"""The judge's reading of bonus points, deadlines, adjustments and the verified side, each worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from naive.answers import Answer
from naive.evaluator import evaluate
from naive.language import Arith, Compare, Field, Own, Reviewed, number, text
from naive.review import REMARK, Entry, Objection, Review, Ruling, verified
from naive.rows import Row
from naive.world import Facility, Scenario, Seen

F = Fraction
MEMBERS = Compare(Field("role"), (("==", text("member")),))
PEOPLE = (Facility("a", "member", "township-health-centre"), Facility("b", "member", "township-health-centre"))
KEY = ("consortium", "x")


def pack(c: dict[str, Any], kind: str = "count", **more: Any) -> dict[str, Any]:
    asked = {"x": {"type": kind, "asked_of": "members" if c.get("over") == "members" else "consortium"}}
    row = {"id": "c", "force": "must", "points": number(8), "measure": Own("x")} | c
    return {
        "roles": {"members": MEMBERS},
        "indicators": asked,
        "dimensions": [{"id": "d", "criteria": [row]}],
    } | more


def row(c: dict[str, Any], value: Any, kind: str = "count", scoring: Any = None, **facts: Any) -> Row:
    scenario = Scenario(pack(c, kind, scoring=scoring or {}), PEOPLE, **facts)
    values = value if isinstance(value, dict) else {KEY: value}
    return evaluate(scenario, values).rows["c"]


@pytest.mark.parametrize(
    ("rule", "value", "points"),
    [
        ({"each": "2"}, 3, 6),
        ({"each": "2"}, 5, 8),  # never above P
        ({"each": "2", "above": "3", "per": "1"}, 5, 4),
        ({"each": "2", "above": "3", "per": "1"}, 2, 0),
        ({"each": "1", "below": "7", "per": "2", "step": "up"}, 2, 3),  # (7 − 2)/2 = 2.5 → 3
    ],
)
def test_points_are_added_one_by_one(rule: dict[str, str], value: int, points: int) -> None:
    score = {"method": "add"} | {k: v if k == "step" else number(v) for k, v in rule.items()}
    assert row({"score": score}, F(value)).low == points


@pytest.mark.parametrize(
    ("due", "on", "answer", "status", "points", "level"),
    [
        (date(2024, 6, 30), date(2024, 12, 1), date(2024, 6, 30), "met", 8, None),
        (date(2024, 6, 30), date(2024, 12, 1), date(2024, 7, 1), "partial", 4, "late"),
        ("2024-02", date(2024, 12, 1), date(2024, 2, 29), "met", 8, None),  # a leap year's February
        ("2024-02", date(2024, 12, 1), date(2024, 3, 1), "partial", 4, "late"),
        ("2024-11", date(2024, 12, 1), None, "unmet", 0, "missing"),
        ("2024-11", date(2024, 11, 30), None, "not_due", 0, None),  # on the day itself there is still time
        ("2024-12", date(2024, 12, 1), None, "not_due", 0, None),
        ("2024-12", date(2024, 12, 1), "nobody said", "not_due", 0, None),
        ("2024-12", date(2024, 12, 1), date(2024, 11, 1), "met", 8, None),
        ("every 11-30", date(2024, 12, 1), date(2024, 12, 1), "partial", 4, "late"),
    ],
)
def test_deadlines(due: Any, on: date, answer: Any, status: str, points: int, level: str | None) -> None:
    silent = answer == "nobody said"
    when = {"every": due[6:]} if str(due).startswith("every") else {"due": due}
    found = row(
        when | {"score": {"method": "pass", "late_share": number("50%")}},
        None if silent else answer,
        "date",
        on=on,
        unanswered=frozenset({KEY} if silent else ()),
    )
    assert (found.status, found.low, found.level) == (status, points, level)
    assert found.of == (0 if status == "not_due" else 8)


def test_without_a_share_of_its_own_what_is_late_takes_the_pack_s_or_nothing() -> None:
    late = {"due": date(2024, 6, 30)}
    assert row(late, date(2024, 7, 1), "date").low == 0
    assert row(late, date(2024, 7, 1), "date", scoring={"late_share": number("1/4")}).low == 2


def test_whose_day_has_not_come_is_left_out() -> None:
    c = {"over": "members", "due": "2024-12"}
    both = row(
        c,
        {("a", "x"): date(2024, 5, 1), ("b", "x"): None},
        "date",
    )
    assert (both.status, both.low, list(both.units)) == ("met", 8, ["a"])


INCOMPLETE = {"when": Compare(Reviewed("evidence"), (("==", text("incomplete")),)), "times": number("50%")}
FALSIFIED = {
    "when": Compare(Reviewed("evidence"), (("==", text("falsified")),)),
    "times": number(0),
    "minus": Arith("*", number(2), Reviewed("cases")),
    "floor": number(-5),
}
BY_CASES = {"when": Compare(Reviewed("cases"), ((">=", number(1)),)), "minus": number(1)}


@pytest.mark.parametrize(
    ("seen", "points"),
    [
        (Seen(), 6),
        (Seen("incomplete"), 3),
        (Seen("falsified", 1), -3),  # 6·0 − 2 − 1
        (Seen("falsified", 2), -5),  # 6·0 − 4 − 1, the floor
        (Seen("complete", 9), 5),
    ],
)
def test_adjustments(seen: Seen, points: int) -> None:
    c = {"score": {"method": "linear", "full": number(4)}, "adjust": [INCOMPLETE, FALSIFIED]}
    scenario = Scenario(pack(c, adjust=[BY_CASES]), PEOPLE, verified=True, seen={KEY: seen})
    assert evaluate(scenario, {KEY: F(3)}).rows["c"].low == points
    assert evaluate(replace(scenario, verified=False), {KEY: F(3)}).rows["c"].low == 6


def test_an_adjustment_falls_on_the_unit_or_on_the_one_value() -> None:
    c = {"over": "members", "score": {"method": "linear", "full": number(4)}, "adjust": [INCOMPLETE]}
    facts = {"verified": True, "seen": {("a", "x"): Seen("incomplete")}}
    values = {("a", "x"): F(4), ("b", "x"): F(2)}
    assert row(c, values, **facts).low == 4  # (8/2 + 4)/2
    assert row(c | {"across": "mean"}, values, **facts).low == 3  # P·3/4 = 6, halved


@pytest.mark.parametrize(
    ("facts", "status", "of"),
    [
        ({}, "partial", 8),
        ({"waived": frozenset({("c", None)})}, "waived", 0),
        ({"waived": frozenset({("c", "a")})}, "met", 8),
        ({"ruled_out": frozenset({("c", "a")})}, "met", 8),
        ({"ruled_out": frozenset({("c", "a"), ("c", "b")})}, "not_applicable", 0),
    ],
)
def test_what_a_reviewer_lets_go(facts: dict[str, Any], status: str, of: int) -> None:
    found = row({"over": "members"}, {("a", "x"): False, ("b", "x"): True}, "yesno", verified=True, **facts)
    assert (found.status, found.of) == (status, of)


def test_what_only_the_reviewer_answers_waits_for_the_review() -> None:
    found = pack({}, "yesno")
    found["indicators"]["x"]["filled_by"] = "assessor"
    claimed = Scenario(found, PEOPLE)
    rows = [evaluate(s, {KEY: True}).rows["c"] for s in (claimed, replace(claimed, verified=True))]
    assert [(r.status, r.of) for r in rows] == [("not_reviewed", 0), ("met", 8)]


OLD, NEW = date(2024, 11, 1), date(2024, 11, 20)


@pytest.mark.parametrize(
    ("entries", "possible"),
    [
        ([], (F(5),)),
        ([Entry(KEY, 3, F(3))], (F(3),)),
        ([Entry(KEY, REMARK)], (F(5),)),
        ([Entry(KEY, None)], None),
        ([Entry(KEY, 3, F(3), checked=4)], (F(5),)),
        ([Entry(KEY, 3, F(3), date=NEW), Entry(KEY, 2, F(2), date=OLD)], (F(3),)),
        ([Entry(KEY, 3, F(3)), Entry(KEY, 3, F(3), "乙")], (F(3),)),
        ([Entry(KEY, 3, F(3)), Entry(KEY, 2, F(2), "乙")], None),
        ([Entry(KEY, 3, F(3)), Entry(KEY, 2, F(2), "乙", final=True)], (F(2),)),
        ([Entry(KEY, 3, F(3), final=True), Entry(KEY, 2, F(2), "乙", final=True)], None),
    ],
)
def test_what_reviewers_found_stands_where_they_agree(entries: list[Entry], possible: Any) -> None:
    scenario = Scenario(pack({"score": {"method": "linear", "full": number(4)}}), PEOPLE)
    _, answers = verified(scenario, {KEY: Answer(5, (F(5),))}, Review(tuple(entries)))
    assert answers[KEY].known == (possible is not None)
    assert possible is None or answers[KEY].possible == possible


@pytest.mark.parametrize(("reviewed", "known"), [(OLD, False), (date(2024, 11, 10), True), (NEW, True)])
def test_an_upheld_objection_needs_a_new_value(reviewed: date, known: bool) -> None:
    scenario = Scenario(pack({"score": {"method": "linear", "full": number(4)}}), PEOPLE)
    objection = Objection(KEY, "c", date(2024, 11, 10), "upheld")
    review = Review((Entry(KEY, 3, F(3), date=reviewed),), (), (objection,))
    _, answers = verified(scenario, {KEY: Answer(5, (F(5),))}, review)
    assert answers[KEY].known == known


@pytest.mark.parametrize(("until", "waived"), [(-1, False), (0, True), (1, True)])
def test_a_waiver_holds_to_its_last_day(until: int, waived: bool) -> None:
    scenario = Scenario(pack({}, "yesno"), PEOPLE, explained=frozenset({"c"}))
    review = Review((), (Ruling("c", waiver=date(2024, 12, 1 + until) if until >= 0 else date(2024, 11, 30)),))
    side, _ = verified(scenario, {KEY: Answer("否", (False,))}, review)
    assert (("c", None) in side.waived, side.explained) == (waived, frozenset())
