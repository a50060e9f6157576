"""Roll-up: policies, maxima, weights and the bonus cap; unknown applicability against brute force over all subsets.

The oracle below knows nothing of the engine's arithmetic: plain fractions, one completion at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongti.engine.score import Finding, Ledger, Scored, roll_up
from gongti.engine.values.exact import Number, from_fraction, to_fraction

Applies = Literal["yes", "maybe", "no"]


@dataclass(frozen=True)
class Line:
    """One criterion: P, the points it can come to, and whether it applies."""

    full: int
    low: Fraction
    high: Fraction
    applies: Applies = "yes"
    bonus: bool = False


@dataclass(frozen=True)
class Group:
    lines: tuple[Line, ...]
    policy: str = "drop"
    max: int | None = None
    weight: int | None = None


# ------------------------------------------------------------ the oracle: one completion, by the pack language


def completions(lines: tuple[Line, ...]) -> Iterator[tuple[tuple[Line, Fraction | None], ...]]:
    """Every way the lines can come out: at either end, or (None) not applying."""
    yield from product(*([(line, v) for v in _ends(line)] for line in lines))


def _ends(line: Line) -> list[Fraction | None]:
    if line.applies == "no":
        return [None]
    ends: list[Fraction | None] = [*{line.low, line.high}]
    return [None, *ends] if line.applies == "maybe" else ends


def added_up(group: Group, outcome: tuple[tuple[Line, Fraction | None], ...]) -> tuple[Fraction, Fraction, Fraction]:
    """Points (bonus inside), `of`, and what the bonus added, of one dimension."""
    rows = [(line, v) for line, v in outcome if not line.bonus]
    bonus = sum((v for line, v in outcome if line.bonus and v is not None), Fraction(0))
    if group.policy == "full":
        rows = [(line, Fraction(line.full) if v is None else v) for line, v in rows]
    left = [(line, v) for line, v in rows if v is not None]
    of = Fraction(sum(line.full for line, _ in left))
    factor = Fraction(1)
    if group.policy == "redistribute" and of:
        whole = Fraction(sum(line.full for line, _ in rows))
        factor, of = whole / of, whole
    plain = sum((v * factor if v > 0 else v for _, v in left), Fraction(0))
    most = Fraction(group.max) if group.max is not None else None
    cut = (lambda x: x) if most is None else (lambda x: min(x, most))
    return cut(plain + bonus), cut(of), cut(plain + bonus) - cut(plain)


def total(groups: tuple[Group, ...], cap: int | None, outcomes: Any) -> tuple[Fraction, Fraction, Fraction | None]:
    """Points, `of` and percent of the whole."""
    sums = [added_up(g, o) for g, o in zip(groups, outcomes, strict=True)]
    points, of = sum((s[0] for s in sums), Fraction(0)), sum((s[1] for s in sums), Fraction(0))
    over = max(Fraction(0), sum((s[2] for s in sums), Fraction(0)) - cap) if cap is not None else Fraction(0)
    if not of:
        return points - over, of, None
    if groups[0].weight is None:
        return points - over, of, (points - over) / of * 100
    weighed = [(g.weight, s[0] / s[1]) for g, s in zip(groups, sums, strict=True) if s[1]]
    mean = sum(w * q for w, q in weighed) / sum(w for w, _ in weighed)  # type: ignore[operator, misc, type-var]
    return points - over, of, (mean - over / of) * 100


# ------------------------------------------------------------ the engine on the same lines


def ledger(groups: tuple[Group, ...], cap: int | None = None) -> Ledger:
    findings: list[Finding] = []
    dimensions = []
    for d, group in enumerate(groups):
        criteria = []
        for i, line in enumerate(group.lines):
            criterion: Any = SimpleNamespace(id=f"{d}.{i}", points=line.full, force="may" if line.bonus else "must")
            criteria.append(criterion)
            findings.append(finding(criterion, line, group.policy))
        dimensions.append(
            SimpleNamespace(
                id=str(d), criteria=tuple(criteria), max=group.max, policy=group.policy, weight=group.weight
            )
        )
    scoring = SimpleNamespace(bonus_cap=cap)
    pack: Any = SimpleNamespace(dimensions=tuple(dimensions), model=SimpleNamespace(scoring=scoring))
    return roll_up(pack, findings)


def finding(criterion: Any, line: Line, policy: str) -> Finding:
    """As the findings room gives it: what may not apply is open from its floor to its full points."""
    low, high = from_fraction(line.low), from_fraction(line.high)
    of: Number = 0 if line.bonus else line.full
    units = (SimpleNamespace(applies=None if line.applies == "maybe" else True),)
    status: Any = "undetermined"
    if line.applies == "maybe":
        low, high = min(0, low), line.full
    elif line.applies == "no":
        status, units = "not_applicable", ()
        low = high = of = line.full if policy == "full" and not line.bonus else 0
    measurement: Any = SimpleNamespace(units=units)
    return Finding(criterion, measurement, status, low, high, of, Scored(low, high), (), None, None, ())


def line(full: int, got: int | str, **more: Any) -> Line:
    return Line(full, Fraction(got), Fraction(got), **more)


def percent(found: Ledger) -> tuple[Fraction, Fraction]:
    low, high = found.total.low_percent, found.total.high_percent
    assert low is not None and high is not None
    return to_fraction(low), to_fraction(high)


# ------------------------------------------------------------ by hand


def test_what_does_not_apply_is_dropped() -> None:
    found = ledger((Group((line(10, 6), line(5, 0, applies="no"))),))
    assert (found.total.low, found.total.of, found.not_applicable) == (6, 10, 5)
    assert percent(found) == (60, 60)
    assert found.dimensions[0].factor == 1


def test_points_handed_on_multiply_the_rest_and_leave_a_loss_below_zero_as_it_is() -> None:
    """D = 30, n = 10: those left count 3/2. 8 becomes 12, −2 stays, the bonus of 1 stays: 11 of 30."""
    rows = (line(10, 8), line(10, -2), line(10, 0, applies="no"), line(3, 1, bonus=True))
    found = ledger((Group(rows, "redistribute"),))
    assert to_fraction(found.dimensions[0].factor) == Fraction(3, 2)
    assert (found.total.low, found.total.of, found.not_applicable) == (11, 30, 0)


def test_points_handed_on_to_nobody_are_dropped() -> None:
    found = ledger((Group((line(10, 0, applies="no"),), "redistribute"), Group((line(5, 4),))))
    assert (found.total.low, found.total.of, found.not_applicable) == (4, 5, 10)


def test_full_gives_its_points_to_what_does_not_apply() -> None:
    found = ledger((Group((line(10, 6), line(5, 0, applies="no")), "full"),))
    assert (found.total.low, found.total.of, found.not_applicable) == (11, 15, 0)


def test_a_maximum_cuts_points_and_of_alike_after_bonus_and_hand_on() -> None:
    """10 of 20 count as 20 of 40 (20 handed on), with a bonus of 3 that is 23; the dimension counts at most 22."""
    rows = (line(20, 10), line(20, 0, applies="no"), line(3, 3, bonus=True))
    found = ledger((Group(rows, "redistribute", max=22),))
    assert (found.total.low, found.total.of) == (22, 22)


def test_weights_count_dimensions_not_points() -> None:
    """1/2 at weight 3, 1/5 at weight 1: (3/2 + 1/5) ÷ 4 = 42.5 %. The dimension without `of` does not weigh."""
    groups = (
        Group((line(10, 5),), weight=3),
        Group((line(50, 10),), weight=1),
        Group((line(5, 0, applies="no"),), weight=90),
    )
    assert percent(ledger(groups)) == (Fraction(85, 2), Fraction(85, 2))


def test_the_bonus_cap_takes_the_points_of_the_whole_from_a_weighted_percent() -> None:
    """Bonus 4, cap 1: 3 points of 40 are 7.5 %. Before: (1 × 14/10 + 1 × 15/30) ÷ 2 = 95 %."""
    groups = (Group((line(10, 10), line(4, 4, bonus=True)), weight=1), Group((line(30, 15),), weight=1))
    found = ledger(groups, cap=1)
    assert (found.total.low, found.total.of) == (26, 40)
    assert percent(found) == (Fraction(175, 2), Fraction(175, 2))


def test_what_may_not_apply_stays_in_of() -> None:
    found = ledger((Group((line(10, 6), Line(10, Fraction(0), Fraction(10), "maybe"))),))
    assert (found.total.low, found.total.high, found.total.of) == (6, 16, 20)
    assert percent(found) == (30, 80)


def test_a_bonus_that_fills_the_maximum_does_not_hide_what_may_leave() -> None:
    """5 of 5 and a bonus of 5 make 10 of 10 with the open row, 10 of 5 without it; beside 0 of 10: 50 % or 66.7 %."""
    rows = (line(5, 5), line(5, 5, bonus=True), Line(5, Fraction(0), Fraction(5), "maybe"))
    low, high = percent(ledger((Group(rows, max=10), Group((line(10, 0),)))))
    assert low == 50
    assert high >= Fraction(200, 3)


def test_nothing_counted_has_no_percent() -> None:
    for weight in (None, 1):
        found = ledger((Group((line(5, 0, applies="no"),), weight=weight),))
        assert (found.total.of, found.total.low_percent, found.total.high_percent) == (0, None, None)
        assert not found.known


# ------------------------------------------------------------ against all completions


@st.composite
def lines(draw: st.DrawFn) -> Line:
    full = draw(st.sampled_from([1, 2, 3, 5, 10]))
    bonus = draw(st.integers(0, 3)) == 0
    applies: Applies = draw(st.sampled_from(["yes", "yes", "maybe", "maybe", "no"]))
    floor = draw(st.sampled_from([0, 0, 0, -2, -6])) if not bonus else 0
    if applies == "maybe":
        return Line(full, Fraction(floor), Fraction(full), applies, bonus)
    ends = st.fractions(floor, full, max_denominator=6)
    low, high = sorted((draw(ends), draw(ends)))
    return Line(full, low if draw(st.booleans()) else high, high, applies, bonus)


@st.composite
def packs(draw: st.DrawFn) -> tuple[tuple[Group, ...], int | None]:
    weighted = draw(st.booleans())
    groups = draw(
        st.lists(
            st.builds(
                Group,
                st.lists(lines(), min_size=1, max_size=3).map(tuple),
                st.sampled_from(["drop", "drop", "redistribute", "full"]),
                st.sampled_from([None, None, 4, 8]),
                st.sampled_from([1, 2, 7]) if weighted else st.none(),
            ),
            min_size=1,
            max_size=2,
        )
    )
    return tuple(groups), draw(st.sampled_from([None, None, 0, 2]))


def maybe(full: int, floor: int = 0) -> Line:
    return Line(full, Fraction(floor), Fraction(full), "maybe")


@given(packs())
@settings(max_examples=2 * settings.default.max_examples)
@example(((Group((line(5, 5), line(5, 5, bonus=True), maybe(5)), max=10), Group((line(10, 0),))), None)).via(
    "a bonus fills the maximum"
)
@example(((Group((line(10, -5), maybe(10)), weight=1), Group((line(10, 10),), weight=1)), None)).via(
    "a loss weighs more where less is counted"
)
@example(
    ((Group((line(5, 5), line(5, 5, bonus=True), maybe(5)), weight=1), Group((line(10, 0),), weight=1)), None)
).via("a bonus weighs more where less is counted")
@example(((Group((maybe(10), line(5, 5, bonus=True)), weight=1), Group((line(10, 0),), weight=1)), None)).via(
    "a dimension that may be none"
)
@example(
    (
        (
            Group((line(90, 45), Line(10, Fraction(0), Fraction(10), bonus=True)), weight=1),
            Group((line(10, 10),), weight=9),
        ),
        0,
    )
).via("more bonus beyond the cap is less percent")
@example(((Group((line(10, 10), line(5, 5, bonus=True)), weight=1), Group((line(10, 0), maybe(80)), weight=1)), 1)).via(
    "the cut weighs more where less is counted"
)
def test_no_completion_leaves_the_interval(drawn: tuple[tuple[Group, ...], int | None]) -> None:
    """Points always; percent while it lies between 0 and 100, as the contract has it."""
    groups, cap = drawn
    found = ledger(groups, cap)
    least, most = to_fraction(found.total.low), to_fraction(found.total.high)
    for outcomes in product(*(completions(g.lines) for g in groups)):
        points, _, share = total(groups, cap, outcomes)
        assert least <= points <= most
        if share is not None and 0 <= share <= 100:
            low, high = percent(found)
            assert low <= share <= high


@given(packs())
@settings(max_examples=2 * settings.default.max_examples)
def test_what_is_known_is_exact(drawn: tuple[tuple[Group, ...], int | None]) -> None:
    groups, cap = drawn
    settled = tuple(
        Group(tuple(Line(x.full, x.low, x.low, "no" if x.applies == "maybe" else x.applies, x.bonus) for x in g.lines),
              g.policy, g.max, g.weight)
        for g in groups
    )  # fmt: skip
    found = ledger(settled, cap)
    points, of, share = total(settled, cap, [next(iter(completions(g.lines))) for g in settled])
    assert to_fraction(found.total.low) == to_fraction(found.total.high) == points
    assert to_fraction(found.total.of) == of
    if share is None:
        assert found.total.low_percent is None
    else:
        assert percent(found) == (share, share)


@given(packs())
def test_without_unknown_applicability_the_ends_are_reached(drawn: tuple[tuple[Group, ...], int | None]) -> None:
    """Points are not only sound but as narrow as can be."""
    groups, cap = drawn
    sure = tuple(
        Group(tuple(Line(x.full, x.low, x.high, "yes", x.bonus) for x in g.lines), g.policy, g.max, g.weight)
        for g in groups
    )
    found = ledger(sure, cap)
    every = [total(sure, cap, o) for o in product(*(completions(g.lines) for g in sure))]
    assert to_fraction(found.total.low) == min(p for p, _, _ in every)
    assert to_fraction(found.total.high) == max(p for p, _, _ in every)
    shares = [s for _, _, s in every if s is not None]
    if shares:
        assert percent(found)[0] == min(shares) or cap is not None
        assert percent(found)[1] == max(shares) or cap is not None


@pytest.mark.parametrize("policy", ["drop", "redistribute", "full"])
def test_answering_narrows(policy: str) -> None:
    """Settling one row either way stays inside what was said before."""
    open_row = Line(10, Fraction(0), Fraction(10), "maybe")
    before = percent(ledger((Group((line(10, 4), open_row), policy),)))
    for settled in (line(10, 0, applies="no"), line(10, 0), line(10, 10)):
        after = percent(ledger((Group((line(10, 4), settled), policy),)))
        assert before[0] <= after[0] <= after[1] <= before[1]
