"""The judge's roll-up, worked by hand: policies, bonus, caps and weights."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from naive.language import number
from naive.rollup import roll_up
from naive.rows import Row

F = Fraction


def rows(policy: str, *made: tuple[str, str, str, str, int, int]) -> dict[str, Row]:
    """Rows as (id, dimension, force, status, points, full)."""
    return {id: Row(id, d, force, status, F(p), F(p), F(p), F(full), policy) for id, d, force, status, p, full in made}


def pack(found: dict[str, Row], scoring: dict[str, Any], **dimensions: dict[str, Any]) -> dict[str, Any]:
    names = sorted({r.dimension for r in found.values()})
    return {
        "scoring": scoring,
        "dimensions": [
            {"id": d, "criteria": [{"id": r.id} for r in found.values() if r.dimension == d]} | dimensions.get(d, {})
            for d in names
        ],
    }


@pytest.mark.parametrize(
    ("policy", "points", "of", "percent"),
    [
        ("drop", F(9), F(15), F(60)),
        ("redistribute", F(12), F(20), F(60)),  # D = 5 + 15, so each is multiplied by 20/15
        ("full", F(14), F(20), F(70)),
    ],
)
def test_what_does_not_apply(policy: str, points: Fraction, of: Fraction, percent: Fraction) -> None:
    found = rows(
        policy,
        ("a", "d", "must", "partial", 6, 10),
        ("b", "d", "should", "partial", 3, 5),
        ("c", "d", "must", "not_applicable", 5 if policy == "full" else 0, 5),
        ("w", "d", "must", "waived", 0, 40),
        ("v", "d", "must", "not_due", 0, 40),
        ("u", "d", "must", "not_reviewed", 0, 40),
    )
    total = roll_up(pack(found, {"not_applicable": policy}), found)
    assert (total.low, total.of, total.low_percent) == (points, of, percent)


def test_points_below_zero_are_not_multiplied() -> None:
    found = rows(
        "redistribute",
        ("a", "d", "must", "partial", 4, 5),
        ("b", "d", "must", "unmet", -2, 5),
        ("c", "d", "must", "not_applicable", 0, 10),
    )
    assert roll_up(pack(found, {"not_applicable": "redistribute"}), found).low == 6  # 4·20/10 − 2


def test_all_handed_on_to_nobody_is_as_dropped() -> None:
    found = rows("redistribute", ("c", "d", "must", "not_applicable", 0, 10))
    total = roll_up(pack(found, {"not_applicable": "redistribute"}), found)
    assert (total.of, total.low_percent) == (0, None)


@pytest.mark.parametrize(
    ("most", "cap", "points", "percent"),
    [
        (None, None, F(15), F(150)),
        (None, "2", F(12), F(120)),
        ("12", None, F(12), F(120)),  # 10 + 5 is cut at 12; `of` is below it
        ("12", "1", F(11), F(110)),  # the bonus adds 2 within the maximum, and 1 of these is cut
        ("8", None, F(8), F(100)),
    ],
)
def test_bonus_and_its_bounds(most: str | None, cap: str | None, points: Fraction, percent: Fraction) -> None:
    found = rows("drop", ("a", "d", "must", "met", 10, 10), ("m", "d", "may", "met", 5, 5))
    scoring = {"bonus_cap": number(cap)} if cap else {}
    total = roll_up(pack(found, scoring, d={"max": number(most)} if most else {}), found)
    assert (total.low, total.low_percent) == (points, percent)


def test_weights_count_dimensions_that_have_something_to_divide_by() -> None:
    found = rows(
        "drop",
        ("a", "d", "must", "met", 10, 10),
        ("b", "e", "must", "partial", 1, 4),
        ("c", "f", "must", "not_applicable", 0, 4),
    )
    weights = {"d": {"weight": number(30)}, "e": {"weight": number(10)}, "f": {"weight": number(60)}}
    total = roll_up(pack(found, {}, **weights), found)
    assert total.low_percent == F(30 * 100 + 10 * 25, 40)
    assert (total.low, total.of) == (11, 14)
