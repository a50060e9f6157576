"""The judge is judged: cases computed by hand from the words of the pack language reference."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from naive.columns import Over
from naive.evaluator import Outcome, evaluate
from naive.language import At, Compare, Field, Items, Lit, Measured, Own, Param, number
from naive.verdict import GradeRule
from naive.world import Facility, Scenario

F = Fraction
LEAD = {"where": Compare(Field("role"), (("==", Lit('"lead"', "lead")),)), "one": True}
MEMBERS = Compare(Field("role"), (("==", Lit('"member"', "member")),))
CENTRES = Compare(Field("type"), (("in", Items((Lit('"community-health-centre"', "community-health-centre"),))),))
PEOPLE = (
    Facility("h", "lead", "county-hospital"),
    Facility("a", "member", "township-health-centre", beds=20),
    Facility("b", "member", "township-health-centre", beds=50),
)


def judge(
    criteria: list[dict[str, Any]],
    values: dict[tuple[str, str], Any],
    indicators: dict[str, Any],
    explained: frozenset[str] = frozenset(),
    hole: int = 0,
    people: tuple[Facility, ...] = PEOPLE,
    **more: Any,
) -> Outcome:
    pack = {
        "roles": {"lead": LEAD, "members": MEMBERS, "primary": CENTRES},
        "indicators": indicators,
        "dimensions": [{"id": "d", "criteria": criteria}],
        **more,
    }
    return evaluate(Scenario(pack, people, explained), values, F(hole))


def criterion(points: int = 8, **more: Any) -> dict[str, Any]:
    return {"id": "c", "force": "must", "points": number(points), **more}


@pytest.mark.parametrize(
    ("part", "whole", "points", "status"),
    [(400, 1200, F(8), "met"), (399, 1200, F(399, 50), "partial"), (0, 1200, F(0), "unmet"), (900, 1200, F(8), "met")],
)
def test_a_third_of_the_slots_in_proportion(part: int, whole: int, points: Fraction, status: str) -> None:
    c = criterion(over="lead", measure=Own("x"), score={"method": "linear", "full": Param("third")})
    third = [{"from": date(2023, 1, 1), "value": number("1/3")}, {"from": date(2025, 1, 1), "value": number("1/2")}]
    outcome = judge(
        [c],
        {("h", "x"): (F(part), F(whole))},
        {"x": {"type": "ratio", "asked_of": "lead"}},
        parameters={"third": third},
    )
    assert (outcome.low, outcome.of, outcome.rows["c"].status, outcome.defined) == (points, 8, status, True)


def test_nothing_of_nothing_takes_the_named_value_and_says_so() -> None:
    c = criterion(over="lead", measure=Own("x"), score={"method": "linear", "full": number("1/2")})
    points = [
        judge([c], {("h", "x"): (F(0), F(0))}, {"x": {"type": "ratio", "asked_of": "lead"}}, hole=h) for h in (0, 7)
    ]
    assert [(p.low, p.defined) for p in points] == [(0, False), (8, False)]


@pytest.mark.parametrize(
    ("more", "points"),
    [
        ({}, F(6)),  # P − 1·2
        ({"step": "up", "below": "9", "per": "2"}, F(4)),  # s = (9 − 2)/2 = 3.5 → 4
        ({"step": "down", "below": "9", "per": "2"}, F(5)),
        ({"below": "9", "per": "2"}, F(9, 2)),
        ({"above": "1", "per": "1"}, F(7)),
        ({"above": "5", "per": "1"}, F(8)),
        ({"below": "102", "per": "2", "floor": "-4"}, F(-4)),
        ({"below": "102", "per": "2"}, F(0)),
    ],
)
def test_deductions(more: dict[str, str], points: Fraction) -> None:
    rule = {k: v if k == "step" else number(v) for k, v in more.items()}
    c = criterion(measure=Own("x"), score={"method": "deduct", "each": number(1), **rule})
    assert judge([c], {("consortium", "x"): F(2)}, {"x": {"type": "count", "asked_of": "consortium"}}).low == points


def test_a_set_alone_loses_its_points_by_the_option() -> None:
    asked = {"x": {"type": "set", "asked_of": "consortium", "options": ["a", "b", "c", "d"]}}
    assert judge([criterion(measure=Own("x"))], {("consortium", "x"): frozenset("ab")}, asked).low == 4


@pytest.mark.parametrize(
    ("value", "points", "level"),
    [(F(9, 10), F(8), "A"), (F(89, 100), F(4), "B"), (F(6, 10), F(4), "B"), (F(59, 100), F(1), "C")],
)
def test_levels_take_the_first_that_holds(value: Fraction, points: Fraction, level: str) -> None:
    levels = [
        {"id": "A", "at_least": number("90%"), "points": number(8)},
        {"id": "B", "when": Compare(Measured(), ((">=", number("60%")),)), "points": number("50%")},
        {"id": "C", "otherwise": True, "points": number(1)},
    ]
    c = criterion(measure=Own("x"), score={"method": "levels", "levels": levels})
    outcome = judge([c], {("consortium", "x"): value}, {"x": {"type": "percent", "asked_of": "consortium"}})
    assert (outcome.low, outcome.rows["c"].level) == (points, level)


COUNTED = {"x": {"type": "count", "asked_of": "members"}}
AT_LEAST_3 = Compare(Own("x"), ((">=", number(3)),))


@pytest.mark.parametrize(
    ("more", "points"),
    [
        ({"measure": AT_LEAST_3, "score": {"method": "pass"}}, F(4)),
        ({"measure": AT_LEAST_3, "score": {"method": "pass"}, "score_each": "min"}, F(0)),
        ({"measure": AT_LEAST_3, "score": {"method": "pass"}, "across": "every"}, F(0)),
        ({"measure": AT_LEAST_3, "score": {"method": "pass"}, "across": "any"}, F(8)),
        ({"measure": AT_LEAST_3, "score": {"method": "linear", "full": number("100%")}, "across": "share"}, F(4)),
        ({"measure": Own("x"), "score": {"method": "linear", "full": number(8)}, "across": "sum"}, F(5)),
        ({"measure": Own("x"), "score": {"method": "linear", "full": number(8)}, "across": "median"}, F(5, 2)),
        ({"measure": Own("x"), "score": {"method": "linear", "full": number(8)}}, F(5, 2)),
        ({"measure": Own("x"), "score": {"method": "linear", "full": number(4)}, "where": AT_LEAST_3}, F(8)),
        (
            {
                "measure": AT_LEAST_3,
                "score": {"method": "pass"},
                "applies_when": Compare(Field("beds"), (("<", number(30)),)),
            },
            F(0),
        ),
    ],
)
def test_units_across_and_each(more: dict[str, Any], points: Fraction) -> None:
    outcome = judge([criterion(over="members", **more)], {("a", "x"): F(1), ("b", "x"): F(4)}, COUNTED)
    assert (outcome.low, outcome.high, outcome.of) == (points, points, 8)


def test_who_is_not_asked_is_left_out_and_all_left_out_is_not_applicable() -> None:
    asked = {"x": {"type": "yesno", "asked_of": "primary"}}
    people = (*PEOPLE, Facility("s", "member", "community-health-centre"))
    some = judge([criterion(over="members", measure=Own("x"))], {("s", "x"): True}, asked, people=people)
    none = judge([criterion(over="members", measure=Own("x"))], {}, asked)
    empty = judge([criterion(over="primary", measure=Own("x"))], {}, asked)
    assert [(o.rows["c"].status, o.low, o.high, o.of) for o in (some, none, empty)] == [
        ("met", 8, 8, 8),
        ("not_applicable", 0, 0, 0),
        ("undetermined", 0, 8, 8),
    ]
    spared = judge(
        [
            criterion(
                over="primary", measure=Own("x"), applies_when=Compare(Over("count", "primary"), ((">", number(0)),))
            )
        ],
        {},
        asked,
    )
    assert spared.rows["c"].status == "not_applicable"
    assert none.not_applicable == 8 and list(some.rows["c"].units) == ["s"]


@pytest.mark.parametrize(
    ("force", "status", "points", "of"),
    [("must", "unmet", 0, 8), ("should", "explained", 4, 8), ("may", "unmet", 0, 0), ("aim", "watched", 0, 0)],
)
def test_force_and_explanation(force: str, status: str, points: int, of: int) -> None:
    c = criterion(measure=Own("x")) | {"force": force}
    outcome = judge(
        [c],
        {("consortium", "x"): False},
        {"x": {"type": "yesno", "asked_of": "consortium"}},
        explained=frozenset({"c"}),
        scoring={"explained_share": number("50%")},
    )
    assert (outcome.rows["c"].status, outcome.low, outcome.of, outcome.explained) == (status, points, of, points)


@pytest.mark.parametrize(("sent", "received", "broken"), [(100, 98, False), (100, 97, True), (0, 0, False)])
def test_the_edge_of_a_tolerance_is_inside(sent: int, received: int, broken: bool) -> None:
    rule = {
        "id": "r",
        "doubts": ["c"],
        "tolerance": number("2%"),
        "expect": Compare(Over("sum", "members", Own("x")), (("==", At("lead", "y")),)),
    }
    grades = [{"id": "good", "when": GradeRule(60)}, {"id": "poor", "otherwise": True}]
    outcome = judge(
        [criterion(measure=Own("z"))],
        {("a", "x"): F(received), ("b", "x"): F(0), ("h", "y"): F(sent), ("consortium", "z"): True},
        COUNTED | {"y": {"type": "count", "asked_of": "lead"}, "z": {"type": "yesno", "asked_of": "consortium"}},
        reconcile=[rule],
        grades=grades,
    )
    expected = (
        (frozenset({("r", None)}), "contested", 0, 8, "poor", ("good", "poor"))
        if broken
        else (frozenset(), "met", 8, 8, "good", ("good",))
    )
    row = outcome.rows["c"]
    assert (outcome.contradictions, row.status, row.low, row.high, outcome.grade, outcome.possible) == expected


@pytest.mark.parametrize(
    ("more", "points", "status"),
    [
        ({}, (4, 8), "undetermined"),
        ({"score_each": "min"}, (0, 8), "undetermined"),
        ({"across": "every", "score": {"method": "pass"}}, (0, 8), "undetermined"),
        ({"across": "any", "score": {"method": "pass"}}, (8, 8), "met"),  # the other member settles it
        ({"over": "lead", "measure": Own("z")}, (0, 8), "contested"),  # it does not go over that member
    ],
)
def test_a_doubt_about_one_member_falls_on_it_alone(more: dict[str, Any], points: tuple[int, int], status: str) -> None:
    rule = {
        "id": "r",
        "over": "members",
        "doubts": ["c"],
        "tolerance": number(0),
        "expect": Compare(Own("x"), (("==", Own("y")),)),
    }
    c = criterion(over="members", measure=AT_LEAST_3) | more
    values = {(f, q): F(v) for f, q, v in (("a", "x", 3), ("a", "y", 3), ("b", "x", 4), ("b", "y", 3), ("h", "z", 1))}
    asked = {"y": {"type": "count", "asked_of": "members"}, "z": {"type": "yesno", "asked_of": "lead"}}
    row = judge([c], values, COUNTED | asked, reconcile=[rule]).rows["c"]
    assert (row.status, (row.low, row.high)) == (status, points)
    if "over" not in more:
        assert (row.units["a"].status, row.units["b"].status) == (
            "met",
            "undetermined" if "across" in more else "contested",
        )


def test_rules_join_on_one_facility_and_cap_the_grade() -> None:
    first = criterion(over="members", measure=Own("x")) | {"id": "first"}
    second = criterion(over="members", measure=Own("y")) | {"id": "second"}
    asked = {k: {"type": "yesno", "asked_of": "members"} for k in "xy"}
    rules = [
        {
            "id": "weak",
            "when": [
                {"finding": "first", "status": "unmet", "facility": "$f"},
                {"finding": "second", "status": "unmet", "facility": "$f"},
            ],
            "then": {"conclude": "weak_member"},
        },
        {
            "id": "stop",
            "when": [{"conclusion": "weak_member", "facility": "$f"}],
            "then": {"veto": "一家两项都没有", "caps": "poor"},
        },
        {
            "id": "fine",
            "when": [{"finding": "first", "status": "partial"}],
            "unless": [{"conclusion": "weak_member"}],
            "then": {"note": "尚可"},
        },
    ]
    grades = [{"id": "good", "when": GradeRule(50)}, {"id": "poor", "otherwise": True}]

    def of(a: tuple[bool, bool], b: tuple[bool, bool]) -> Outcome:
        values = {("a", "x"): a[0], ("a", "y"): a[1], ("b", "x"): b[0], ("b", "y"): b[1]}
        return judge([first, second], values, asked, rules=rules, grades=grades)

    apart, both = of((False, True), (True, False)), of((False, False), (True, True))
    assert (apart.low, apart.grade, apart.vetoes, apart.notes) == (8, "good", {}, {"fine"})
    assert (both.low, both.grade, both.vetoes, both.notes) == (8, "poor", {"stop": ("poor", True)}, set())
    assert both.conclusions == {("weak_member", "a")}
