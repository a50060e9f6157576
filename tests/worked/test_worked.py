"""A made-up sheet of 100 points, worked out by hand: the engine must give what expected.yaml says, line by line.

The pack uses every method (pass, linear, levels, deduct, add, due, every), every policy (drop, redistribute, full),
a dimension's ``max``, ``bonus_cap``, and every adjustment once. expected.yaml holds the hand values of each item with
their arithmetic as text. This module adds them up with Fractions (policies, cap, percent, grade) and compares; it
shares nothing with the engine but the files, and no value in it comes from a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

HERE = Path(__file__).parent
ON = date(2025, 1, 20)
BARS = [("excellent", 90), ("good", 76), ("pass", 55), ("fail", None)]
BONUS_CAP = 5
SIDES = ("claimed", "verified")


def text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


PACK = yaml.safe_load(text("pack.yaml"))
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(text("expected.yaml"))


class Row(NamedTuple):
    """One item by hand: exact points from ``low`` to ``high`` of ``of``."""

    status: str
    low: Fraction
    high: Fraction
    of: Fraction
    bonus: bool
    level: str | None


def by_hand(side: str, dimension: str) -> dict[str, Row]:
    rows = {}
    for name, sides in EXPECTED[dimension].items():
        given = sides.get("both") or sides[side]
        low = Fraction(str(given["points"]))
        high = Fraction(str(given.get("high", low)))
        bonus = given.get("bonus", False)
        rows[name] = Row(given["status"], low, high, Fraction(given["of"]), bonus, given.get("level"))
    return rows


class Sum(NamedTuple):
    low: Fraction
    high: Fraction
    of: Fraction


def added(rows: dict[str, Row]) -> Sum:
    return Sum(
        sum((r.low for r in rows.values()), Fraction()),
        sum((r.high for r in rows.values()), Fraction()),
        sum((r.of for r in rows.values()), Fraction()),
    )


def dimension_by_hand(side: str, dimension: str) -> Sum:
    """The dimension's points: by its policy and its maximum."""
    rows = by_hand(side, dimension)
    plain = added(rows)
    if dimension == "management":
        # 4 points (tcm-linked) are handed on to the 16 that are left: × 20/16. What is below 0 stays as it is.
        assert plain.of == 16
        factor = Fraction(20, 16)
        ends = [
            sum((p * factor if p > 0 else p for p in points), Fraction())
            for points in ([r.low for r in rows.values()], [r.high for r in rows.values()])
        ]
        return Sum(ends[0], ends[1], Fraction(20))
    if dimension == "service":
        return Sum(*(min(x, Fraction(30)) for x in plain))
    return plain


def total_by_hand(side: str) -> tuple[Sum, Fraction, Fraction]:
    """The total after the bonus cap, and what the cap took at the low and at the high end."""
    dimensions = [dimension_by_hand(side, d) for d in EXPECTED]
    bonus = [r for d in EXPECTED for r in by_hand(side, d).values() if r.bonus]
    cut_low = max(Fraction(), sum((r.low for r in bonus), Fraction()) - BONUS_CAP)
    cut_high = max(Fraction(), sum((r.high for r in bonus), Fraction()) - BONUS_CAP)
    low = sum((d.low for d in dimensions), Fraction()) - cut_low
    high = sum((d.high for d in dimensions), Fraction()) - cut_high
    return Sum(low, high, sum((d.of for d in dimensions), Fraction())), cut_low, cut_high


def said(number: Fraction) -> str:
    """Two decimals, half up; what is below zero is whole here, so that the two ways of rounding it cannot differ."""
    cents = number * 100
    assert cents >= 0 or cents.denominator == 1
    return f"{(Decimal(cents.numerator) / Decimal(cents.denominator)).quantize(Decimal(1), ROUND_HALF_UP) / 100:.2f}"


def grade_of(percent: Fraction) -> str:
    return next(name for name, bar in BARS if bar is None or percent >= bar)


def result(pack: str = text("pack.yaml"), review: bool = True) -> dict[str, Any]:
    loaded, found = load_pack_text(pack)
    assert loaded is not None, [str(p) for p in found]
    names = ["report.yaml", "register.yaml", *(["review.yaml"] if review else [])]
    submission, problems = read_report_texts([(n, text(n)) for n in names], prior=("prior.json", text("prior.json")))
    assert submission is not None, [str(p) for p in problems]
    return view(assess(loaded, submission, ON, "auto", problems), "zh")


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    return result()


def _leaves(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        if "criteria" in entry:
            yield from _leaves(entry["criteria"])
        else:
            yield entry


def items() -> Iterator[tuple[str, str, str]]:
    for side in SIDES:
        for dimension, rows in EXPECTED.items():
            for name in rows:
                yield side, dimension, name


def test_the_sheet_is_of_100_points_and_uses_the_whole_language() -> None:
    leaves = {d["id"]: list(_leaves(d["criteria"])) for d in PACK["dimensions"]}
    assert {d: [c["id"] for c in rows] for d, rows in leaves.items()} == {d: list(r) for d, r in EXPECTED.items()}
    points = {d: sum(c["points"] for c in rows if c.get("force") != "may") for d, rows in leaves.items()}
    assert points == {"governance": 20, "management": 20, "service": 32, "effect": 30}
    assert 20 + 20 + PACK["dimensions"][2]["max"] + 30 == 100
    every = [c for rows in leaves.values() for c in rows]
    methods = {c.get("score", {}).get("method", "pass") for c in every}
    assert methods == {"pass", "linear", "levels", "deduct", "add"}
    assert {key for c in every for key in ("due", "every", "veto", "adjust", "score_each", "across") if key in c} == {
        "due", "every", "veto", "adjust", "score_each", "across",
    }  # fmt: skip
    policies = {d.get("scoring", PACK["scoring"])["not_applicable"] for d in PACK["dimensions"]}
    assert policies == {"drop", "redistribute", "full"}
    types = {q.get("type", "calc") for q in PACK["indicators"].values()}
    assert types == {"yesno", "count", "number", "money", "percent", "ratio", "date", "choice", "set", "table", "calc"}


@pytest.mark.parametrize(("side", "dimension", "name"), list(items()), ids=lambda x: str(x))
def test_each_item_is_as_worked_out(shown: dict[str, Any], side: str, dimension: str, name: str) -> None:
    hand = by_hand(side, dimension)[name]
    row = next(r for r in shown["criteria"] if r["id"] == name)
    found = row if side == "claimed" else row["verified"]
    assert row["dimension"] == dimension
    assert {k: found[k] for k in ("status", "points", "low", "high", "of")} == {
        "status": hand.status,
        "points": said(hand.low),
        "low": said(hand.low),
        "high": said(hand.high),
        "of": said(hand.of),
    }
    if side == "claimed" and hand.level is not None:
        assert row["level"] == hand.level


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("dimension", list(EXPECTED))
def test_each_dimension_is_the_sum_of_its_items(shown: dict[str, Any], side: str, dimension: str) -> None:
    hand = dimension_by_hand(side, dimension)
    row = next(d for d in shown["dimensions"] if d["id"] == dimension)
    found = row if side == "claimed" else row["verified"]
    assert (found["points"], found["low"], found["high"], found["of"]) == (
        said(hand.low), said(hand.low), said(hand.high), said(hand.of),
    )  # fmt: skip
    if side == "claimed":
        assert row["percent"] == said(100 * hand.low / hand.of)


@pytest.mark.parametrize("side", SIDES)
def test_the_total_is_the_sum_of_the_dimensions_with_the_bonus_capped(shown: dict[str, Any], side: str) -> None:
    hand, _, _ = total_by_hand(side)
    found = shown[side]
    assert {k: found[k] for k in ("points", "low", "high", "of", "percent", "low_percent", "high_percent")} == {
        "points": said(hand.low),
        "low": said(hand.low),
        "high": said(hand.high),
        "of": said(hand.of),
        "percent": said(100 * hand.low / hand.of),
        "low_percent": said(100 * hand.low / hand.of),
        "high_percent": said(100 * hand.high / hand.of),
    }


def test_what_the_sums_are() -> None:
    """The sums in plain numbers, so that a reader can follow them without running anything."""
    assert dimension_by_hand("claimed", "governance") == Sum(Fraction("12.5"), Fraction("12.5"), Fraction(16))
    # (3.75 + 2.7 + 2.5 + 1) × 1.25 − 1
    assert dimension_by_hand("claimed", "management") == Sum(Fraction("11.4375"), Fraction("11.4375"), Fraction(20))
    assert dimension_by_hand("claimed", "service").of == 27  # 32 without the sample of 5
    # 4 + 3 + 2.4 + 1.2 + 0 + 3 + 3 + 4 + 3 and 6.5 bonus
    assert dimension_by_hand("claimed", "effect") == Sum(Fraction("30.1"), Fraction("30.1"), Fraction(30))
    assert total_by_hand("claimed")[1:] == (Fraction("1.5"), Fraction("1.5"))  # 4 + 2.5 − 5
    assert total_by_hand("claimed")[0].of == 16 + 20 + 27 + 30
    assert dimension_by_hand("verified", "governance").low == Fraction("6.5")
    # (4 + 2.125 + 2 + 1) × 1.25 − 2
    assert dimension_by_hand("verified", "management").low == Fraction("9.40625")
    assert dimension_by_hand("verified", "service").of == 30  # 32, cut by max
    # 2 + 3 + 2.4 + 0.5 + [0, 3] + 2 − 4 + 3 and 4.5 bonus, of 30 without the 3 waived
    assert dimension_by_hand("verified", "effect") == Sum(Fraction("13.4"), Fraction("16.4"), Fraction(27))
    assert total_by_hand("verified")[1:] == (0, 0)  # 4 + 0.5 is below 5
    assert total_by_hand("verified")[0].of == 16 + 20 + 30 + 27


def test_the_grade_is_that_of_the_percent(shown: dict[str, Any]) -> None:
    hand, _, _ = total_by_hand("claimed")
    low, high = grade_of(100 * hand.low / hand.of), grade_of(100 * hand.high / hand.of)
    assert (low, high) == ("pass", "good")  # 70.30 and 71.96 of 93: 75.6 % and 77.4 %
    assert shown["claimed"]["grade"] == low
    assert shown["claimed"]["possible_grades"] == [high, low]


def test_one_of_the_five_events_caps_the_verified_grade_and_only_that(shown: dict[str, Any]) -> None:
    hand, _, _ = total_by_hand("verified")
    assert grade_of(100 * hand.low / hand.of) == "pass"  # 51.60 of 93 is 55.5 %: without the veto it would pass
    assert shown["verified"]["grade"] == "fail"
    assert shown["verified"]["possible_grades"] == ["fail"]
    assert [(v["rule"], v["caps"], v["certain"]) for v in shown["vetoes"]] == [("red-lines", "fail", True)]


def test_points_for_an_explanation_alone_are_told_apart(shown: dict[str, Any]) -> None:
    # claimed: 2.4 − 0 and 1.2 − 0.5; verified: 2.4 − 0
    assert shown["claimed"]["explained"] == "3.10"
    assert shown["verified"]["explained"] == "2.40"


def test_the_contradiction_names_the_one_township_and_goes_with_its_correction(shown: dict[str, Any]) -> None:
    row = next(r for r in shown["criteria"] if r["id"] == "funds-linked")
    assert {u["id"]: u["status"] for u in row["facilities"]} == {"a": "met", "b": "contested", "c": "partial"}
    assert [c["id"] for c in result(review=False)["contradictions"]] == ["transfers-arrive"]


def test_the_ledger_rests_on_the_verified_side(shown: dict[str, Any]) -> None:
    gaps = {g["criterion"]: (g["basis"], g["status"], g["points_at_stake"]) for g in shown["gaps"]}
    assert gaps["remote-care"] == ("verified", "explained", "1.60")  # 4 − 2.4
    assert gaps["drills-held"] == ("verified", "waived", "0.00")
    assert gaps["hospice-offered"] == ("verified", "unknown", "3.00")
    assert gaps["followed-up"] == ("verified", "open", "8.00")  # 4 − (−4)
    assert gaps["council-seats"] == ("verified", "open", "4.00")
    assert not {"charter-issued", "midterm", "private-signed", "innovated", "awarded"} & set(gaps)


def test_without_a_review_the_claimed_side_is_the_same_and_the_verified_is_not_there(shown: dict[str, Any]) -> None:
    alone = result(review=False)
    assert alone["verified"] is None
    assert alone["claimed"] == shown["claimed"]
    assert [r["points"] for r in alone["criteria"]] == [r["points"] for r in shown["criteria"]]


WEIGHTS = {"governance": 10, "management": 20, "service": 40, "effect": 30}


@pytest.mark.parametrize("side", SIDES)
def test_with_weights_the_percent_is_the_weighted_mean_of_the_dimensions(side: str) -> None:
    """percent = Σ w·p/of ÷ Σ w, less the points that the bonus cap takes ÷ of; points and of stay what they were."""
    dimensions = [{**d, "weight": WEIGHTS[d["id"]]} for d in PACK["dimensions"]]
    found = result(json.dumps({**PACK, "dimensions": dimensions}, ensure_ascii=False, default=str))[side]
    hand, cut_low, cut_high = total_by_hand(side)
    sums = {d: dimension_by_hand(side, d) for d in EXPECTED}
    low = sum((WEIGHTS[d] * s.low / s.of for d, s in sums.items()), Fraction()) - 100 * cut_low / hand.of
    high = sum((WEIGHTS[d] * s.high / s.of for d, s in sums.items()), Fraction()) - 100 * cut_high / hand.of
    assert sum(WEIGHTS.values()) == 100  # so that Σ w·p/of is the percent already
    assert (found["points"], found["of"]) == (said(hand.low), said(hand.of))
    assert (found["low_percent"], found["high_percent"]) == (said(low), said(high))
