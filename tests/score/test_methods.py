"""Methods: `add` and deadlines by hand, and every method on intervals against each number inside them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.expression import NOBODY, World
from gongti.engine.pack import Formula, ScoreRule
from gongti.engine.pack.bound import ScoreLevel
from gongti.engine.score.methods import open_range, score_value
from gongti.engine.values.exact import from_fraction, to_fraction
from gongti.engine.values.interval import Interval
from gongti.engine.values.typed import NO_DATE
from score.sheets import claimed_side, pack_text, report

WORLD = World(NOBODY, NOBODY, {}, {}, {"period_end": date(2024, 12, 31)})


def fixed(value: int | Fraction) -> Formula:
    number = from_fraction(Fraction(value))
    return Formula(str(value), None, lambda w, u, e: number)  # type: ignore[arg-type]


def at_least(bar: int) -> Formula:
    def holds(w: World, u: Any, e: Any) -> bool | None:
        value = w.given["value"]
        if isinstance(value, Interval):
            return (
                True
                if value.lo is not None and value.lo >= bar
                else None
                if value.hi is None or value.hi >= bar
                else False
            )
        return bool(value >= bar)

    return Formula("", None, holds)  # type: ignore[arg-type]


def points(rule: ScoreRule, full: int, value: Any) -> tuple[Fraction, Fraction]:
    found = score_value(rule, full, value, WORLD, NOBODY)
    return to_fraction(found.low), to_fraction(found.high)


@pytest.mark.parametrize(
    ("value", "won"),
    [(0, 0), (3, Fraction(3, 2)), (10, 5), (11, 5), (Interval(2, 4), (1, 2)), (Interval(3, None), (Fraction(3, 2), 5))],
)
def test_add_wins_each_up_to_full(value: Any, won: Any) -> None:
    expected = won if isinstance(won, tuple) else (won, won)
    assert points(ScoreRule("add", each=from_fraction(Fraction(1, 2))), 5, value) == expected


def test_add_counts_whole_steps_beyond_a_bar() -> None:
    """Above 10, per 5, step down: 24 is 14 beyond, 2 whole steps of 3 points; rounded up it would be 3."""
    bars = {"above": fixed(10), "per": fixed(5), "each": 3}
    assert points(ScoreRule("add", step="down", **bars), 20, 24) == (6, 6)
    assert points(ScoreRule("add", step="up", **bars), 20, 24) == (9, 9)
    assert points(ScoreRule("add", **bars), 20, 24) == (Fraction(42, 5),) * 2
    assert points(ScoreRule("add", **bars), 20, 9) == (0, 0)


DUE = ScoreRule("due", due=date(2024, 6, 30), late_share=from_fraction(Fraction(1, 2)))


@pytest.mark.parametrize(
    ("value", "got", "level"),
    [
        (date(2024, 6, 29), 4, None),
        (date(2024, 6, 30), 4, None),
        (date(2024, 7, 1), 2, "late"),
        (NO_DATE, 0, "missing"),
    ],
)
def test_a_day_is_on_time_to_its_last(value: Any, got: int, level: str | None) -> None:
    found = score_value(DUE, 4, value, WORLD, NOBODY)
    assert (found.low, found.high) == (got, got)
    assert found.levels[0][0] == level


def test_a_day_that_nobody_said_may_still_be_any() -> None:
    found = score_value(DUE, 4, None, WORLD, NOBODY)
    assert (found.low, found.high) == (0, 4)
    assert [name for name, _ in found.levels] == [None, "late", "missing"]


@pytest.mark.parametrize(("year", "last"), [(2023, date(2023, 6, 30)), (2024, date(2024, 6, 30))])
def test_every_is_of_the_periods_last_year(year: int, last: date) -> None:
    assert ScoreRule("due", every=(6, 30)).due_day(date(year, 12, 31)) == last


def test_the_leap_day_is_that_of_the_last_year_that_has_one() -> None:
    rule = ScoreRule("due", every=(2, 29))
    assert rule.due_day(date(2024, 12, 31)) == date(2024, 2, 29)
    assert rule.due_day(date(2027, 12, 31)) == date(2024, 2, 29)


DEADLINE = pack_text(
    "  built: {type: date, label: 建成日期, asked_of: consortium}",
    "      - {id: built-by, title: 建成, cite: {doc: plan}, points: 4, measure: built, due: DAY, "
    "score: {method: pass, late_share: 50%}}\n"
    "      - {id: other, title: 其他, cite: {doc: plan}, points: 6, ask: {type: yesno, asked_of: consortium}}",
)


@pytest.mark.parametrize(
    ("due", "on", "answer", "status"),
    [
        # unanswered: before the day not due, from the day on unknown
        ("2024-06-30", "2024-06-29", None, "not_due"),
        ("2024-06-30", "2024-06-30", None, "undetermined"),
        ("2024-06-30", "2024-07-01", None, "undetermined"),
        # none: not due to the end of the day, then missing
        ("2024-06-30", "2024-06-29", "无", "not_due"),
        ("2024-06-30", "2024-06-30", "无", "not_due"),
        ("2024-06-30", "2024-07-01", "无", "unmet"),
        # a month is its last day
        ("2024-02", "2024-03-05", "2024-02-29", "met"),
        ("2023-02", "2023-03-05", "2023-02-28", "met"),
        ("2023-02", "2023-03-05", "2023-03-01", "partial"),
        ("2024-06", "2024-07-01", "2024-07-01", "partial"),
    ],
)
def test_deadlines_before_on_and_after_the_day(due: str, on: str, answer: str | None, status: str) -> None:
    answers = {"other": True} | ({"built": answer} if answer else {})
    side = claimed_side(DEADLINE.replace("DAY", due), report(answers), date.fromisoformat(on))
    found = side.findings["built-by"]
    assert found.status == status
    assert side.ledger.total.of == (6 if status == "not_due" else 10)


# ------------------------------------------------------------ intervals

NUMBERS = st.fractions(-5, 20, max_denominator=4)


@st.composite
def rules(draw: st.DrawFn) -> ScoreRule:
    method = draw(st.sampled_from(["linear", "levels", "deduct", "add"]))
    if method == "linear":
        zero, full = draw(st.lists(st.integers(0, 12), min_size=2, max_size=2, unique=True))
        return ScoreRule("linear", full=fixed(full), zero=fixed(zero))
    if method == "levels":
        worth = draw(st.lists(st.integers(-2, 8), min_size=3, max_size=3))
        bars = draw(st.lists(st.integers(0, 12), min_size=2, max_size=2))
        levels = [ScoreLevel(str(i), at_least(b), None, w) for i, (b, w) in enumerate(zip(bars, worth, strict=False))]
        last = [ScoreLevel("rest", None, None, worth[2])] if draw(st.booleans()) else []
        return ScoreRule("levels", levels=(*levels, *last))
    bars: dict[str, Any] = draw(st.sampled_from([{}, {"below": fixed(9)}, {"above": fixed(3), "per": fixed(2)}]))
    each = from_fraction(draw(st.fractions(0, 3, max_denominator=4)))
    step: Any = draw(st.sampled_from(["exact", "up", "down"]))
    floor = draw(st.sampled_from([0, 0, -3, 2])) if method == "deduct" else 0
    return ScoreRule(method, each=each, step=step, floor=floor, **bars)  # type: ignore[arg-type]


@given(rules(), NUMBERS, NUMBERS, st.fractions(0, 1, max_denominator=5))
def test_every_number_inside_scores_inside(rule: ScoreRule, one: Fraction, other: Fraction, part: Fraction) -> None:
    low, high = sorted((one, other))
    inside = low + (high - low) * part
    ends = points(rule, 8, Interval(from_fraction(low), from_fraction(high)))
    at, same = points(rule, 8, from_fraction(inside))
    assert at == same
    assert ends[0] <= at <= ends[1]
    nothing = open_range(rule, 8)
    assert to_fraction(nothing.low) <= at <= to_fraction(nothing.high)


@given(rules(), NUMBERS)
def test_ends_without_bound_hold_everything(rule: ScoreRule, value: Fraction) -> None:
    at, _ = points(rule, 8, from_fraction(value))
    for half in (Interval(None, None), Interval(from_fraction(value), None), Interval(None, from_fraction(value))):
        low, high = points(rule, 8, half)
        assert low <= at <= high
