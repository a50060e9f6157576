"""Adjustments: what reviewers saw beside the answers, by hand; and unknown conditions against every completion."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.expression import NOBODY, World
from gongti.engine.measure.checks import Checks
from gongti.engine.pack import Adjustment, Formula, ScoreRule
from gongti.engine.score.adjust import adjusted
from gongti.engine.score.methods import Scored
from gongti.engine.values.exact import from_fraction, to_fraction
from score.sheets import pack_text, report, sides, verified_side

ADJUST = (
    'adjust: [{when: evidence == "incomplete", times: 50%}, '
    '{when: evidence == "falsified", times: 0, minus: 2 * cases, floor: -5}]'
)
PACK = pack_text(
    "  x: {type: count, label: 数, asked_of: members}\n  own: {type: count, label: 本部数, asked_of: consortium}",
    "      - {id: each, title: 各家, cite: {doc: plan}, points: 8, over: members, measure: x, "
    "score: {method: linear, full: 8}}\n"
    "      - {id: together, title: 合计, cite: {doc: plan}, points: 8, over: members, measure: x, across: sum, "
    "score: {method: linear, full: 16}}\n"
    "      - {id: lead, title: 本部, cite: {doc: plan}, points: 8, measure: own, score: {method: linear, full: 8}}",
    more=ADJUST,
)


def _seen(*answers: dict[str, Any]) -> Any:
    handed_in = report({"own": 8}, {"a": {"x": 8}, "b": {"x": 8}})
    return verified_side(PACK, handed_in, {"answers": [{"indicator": "x", "method": "examine", **a} for a in answers]})


def test_each_unit_by_what_was_seen_of_its_own_answers() -> None:
    """a 8 × 50 % = 4, b 8: mean 6. Made across, the one value rests on both: 8 × 50 %."""
    side = _seen({"facility": "a", "evidence": "incomplete"})
    assert [(u.low, u.adjusted) for u in side.findings["each"].units] == [(4, (0,)), (8, ())]
    assert (side.findings["each"].low, side.findings["each"].status) == (6, "partial")
    together = side.findings["together"]
    assert (together.low, together.adjusted, together.before.low) == (4, (0,), 8)
    assert (side.findings["lead"].status, side.findings["lead"].units[0].before) == ("met", None)


@pytest.mark.parametrize(("cases", "points"), [(0, 0), (1, -2), (2, -4), (3, -5)])
def test_what_is_falsified_counts_nothing_and_less_down_to_the_floor(cases: int, points: int) -> None:
    side = _seen({"facility": "a", "evidence": "falsified", "cases": cases})
    assert side.findings["each"].units[0].low == points
    assert side.findings["together"].low == points


def test_the_worst_of_several_answers_counts_and_their_cases_add_up() -> None:
    side = _seen(
        {"facility": "a", "evidence": "falsified", "cases": 1}, {"facility": "b", "evidence": "incomplete", "cases": 1}
    )
    assert [u.low for u in side.findings["each"].units] == [-2, 4]
    assert side.findings["together"].low == -4


def test_the_claimed_side_is_never_adjusted() -> None:
    handed_in = report({"own": 8}, {"a": {"x": 8}, "b": {"x": 8}})
    seen = {"answers": [{"facility": "a", "indicator": "x", "evidence": "falsified", "cases": 2}]}
    claimed, _ = sides(PACK, handed_in, seen)
    assert [f.status for f in claimed.findings.values()] == ["met", "met", "met"]


# ------------------------------------------------------------ unknown conditions


def _formula(value: Any) -> Formula:
    return Formula("", None, lambda w, u, e: value)  # type: ignore[arg-type]


def _number(value: Fraction | None) -> Formula | None:
    return None if value is None else _formula(from_fraction(value))


@st.composite
def entries(draw: st.DrawFn) -> tuple[bool | None, Fraction | None, Fraction | None, int | None]:
    return (
        draw(st.sampled_from([True, False, None, None])),
        draw(st.none() | st.fractions(0, 1, max_denominator=3)),
        draw(st.none() | st.fractions(0, 6, max_denominator=2)),
        draw(st.sampled_from([None, None, -5, -2, 0, 1])),
    )


def by_hand(points: Fraction, floor: int, held: list[tuple[Fraction | None, Fraction | None, int | None]]) -> Fraction:
    """p ← min(P, max(floor, p·∏times − Σminus)), for P = 8; nothing holds, nothing happens."""
    if not held:
        return points
    times, minus = Fraction(1), Fraction(0)
    for factor, less, _ in held:
        times, minus = times * (1 if factor is None else factor), minus + (less or 0)
    lowest = min([f for _, _, f in held if f is not None], default=0)
    if floor < 0:
        lowest = min(lowest, floor)
    return min(Fraction(8), max(Fraction(lowest), points * times - minus))


@given(
    st.lists(entries(), max_size=3),
    st.sampled_from([0, -3]),
    st.lists(st.fractions(-3, 8, max_denominator=3), min_size=2, max_size=2).map(sorted),
)
def test_no_completion_leaves_the_interval(drawn: list[Any], floor: int, ends: list[Fraction]) -> None:
    low, high = (max(e, Fraction(floor)) for e in ends)
    adjust = tuple(Adjustment(_formula(w), _number(t), _number(m), f, (), None) for w, t, m, f in drawn)
    criterion: Any = type(
        "C", (), {"points": 8, "adjust": adjust, "reads": (), "score": ScoreRule("deduct", floor=floor)}
    )
    desk: Any = type("D", (), {"world": World(NOBODY, NOBODY, {}, {}, {}), "pack": type("P", (), {"questions": ()})})
    checks = Checks({}, {}, frozenset(), frozenset())
    scored = Scored(from_fraction(low), from_fraction(high))
    after, held = adjusted(desk, checks, criterion, scored, NOBODY, ())
    assert held == tuple(i for i, entry in enumerate(drawn) if entry[0] is True)
    choices = [[True, False] if w is None else [w] for w, *_ in drawn]
    every = [
        by_hand(p, floor, [entry[1:] for entry, chosen in zip(drawn, choice, strict=True) if chosen])
        for choice in product(*choices)
        for p in (low, high)
    ]
    assert to_fraction(after.low) <= min(every)
    assert to_fraction(after.high) >= max(every)
    if None not in [entry[0] for entry in drawn]:
        assert (to_fraction(after.low), to_fraction(after.high)) == (min(every), max(every))
