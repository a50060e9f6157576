"""Last period's values: from the answer itself, from an earlier result, from both; and where they disagree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from measure.asked import Seen, ends, pack_of, seen
from score.sheets import report

COUNT = "  x: {type: count, label: 人数, unit: 人, asked_of: consortium, prior: ask}\n"
RATIO = "  x: {type: ratio, label: 占比, part: 甲, whole: 乙, asked_of: consortium, prior: ask}\n"
SCORED = ", score: {method: deduct, each: 1}"
MEASURES = (
    f"measure: change(x){SCORED}",
    f"measure: growth(x){SCORED}",
    f"measure: prior.x{SCORED}",
    "measure: has_prior",
)


def _result(value: str | None, verified: str | None = None, period: str = "2023", **more: Any) -> dict[str, Any]:
    row = {"facility": "consortium", "indicator": "x", "value": value}
    return {
        "format": 1,
        "assessed_on": "2024-01-15",
        "pack": {"id": "small"},
        "claimed": {},
        "consortium": {"id": "x", "period": period},
        "answers": [row if verified is None else {**row, "verified": verified}],
        **more,
    }


def _seen(answer: Any, prior: Any = None, question: str = COUNT) -> Seen:
    return seen(pack_of(question, MEASURES), report({"x": answer}, {"h": {}}), prior=prior)


@pytest.mark.parametrize(
    ("answer", "prior"),
    [
        ({"value": 110, "prior": 100}, None),
        (110, _result("100")),
        ({"value": 110, "prior": 100}, _result("100")),
        ({"value": 110, "prior": "100人"}, _result("100")),
        (110, _result("90", "100")),  # what was verified then, not what was claimed
        (110, _result(None, "100")),
        (110, _result("100", None)),
    ],
)
def test_where_it_is_said(answer: Any, prior: Any) -> None:
    found = _seen(answer, prior)
    assert found.codes == []
    assert ends(found.measured("c0")) == (10, 10)
    assert ends(found.measured("c1")) == (Fraction(1, 10), Fraction(1, 10))
    assert (found.measured("c2"), found.measured("c3")) == (100, True)


def test_nowhere_said_is_unknown() -> None:
    found = _seen(110)
    assert found.codes == []
    assert ends(found.measured("c2")) == (0, None) and found.measured("c3") is False
    assert ends(found.measured("c0")) == (None, 110)


def test_an_earlier_result_that_says_nothing_of_it() -> None:
    found = _seen(110, _result(None))
    assert (found.codes, ends(found.measured("c2")), found.measured("c3")) == ([], (0, None), True)


@pytest.mark.parametrize(("value", "verified"), [("90", None), ("100", "90")])
def test_what_differs_is_unknown_and_said(value: str, verified: str | None) -> None:
    found = _seen({"value": 110, "prior": 100}, _result(value, verified))
    assert found.codes == ["prior-differs"]
    assert "（90）" in found.lines()[0] and ": error: " in found.lines()[0]
    assert ends(found.measured("c2")) == (0, None) and found.value == 110


@pytest.mark.parametrize("text", ["about 100", "100人", "1e2", "", "100.0"])
def test_what_cannot_be_read_is_said_and_the_answers_own_word_stands(text: str) -> None:
    assert _seen(110, _result(text)).codes == ["prior-unreadable"]
    found = _seen({"value": 110, "prior": 100}, _result(text))
    assert (found.codes, found.measured("c2")) == (["prior-unreadable"], 100)


def test_a_stated_prior_that_is_refused_is_none() -> None:
    found = _seen({"value": 110, "prior": -1})
    assert (found.codes, ends(found.measured("c2")), found.measured("c3")) == (["negative-number"], (0, None), False)
    assert _seen({"value": 110, "prior": -1}, _result("100")).measured("c2") == 100


@pytest.mark.parametrize("period", ["2024", "2025", "2024-Q1"])
def test_a_result_of_this_period_or_a_later_one_is_no_past(period: str) -> None:
    found = _seen(110, _result("100", period=period))
    assert (ends(found.measured("c2")), found.measured("c3")) == ((0, None), False)


def test_a_prior_without_a_value_of_now() -> None:
    found = _seen({"prior": 100})
    assert (found.given.reason, found.measured("c2"), ends(found.measured("c0"))) == ("unanswered", 100, (-100, None))


def test_growth_from_nothing_is_unbounded() -> None:
    found = _seen({"value": 110, "prior": 0})
    assert found.measured("c0") == 110 and ends(found.measured("c1"))[1] is None


def test_a_ratio_by_its_counts_or_only_its_share() -> None:
    now = {"part": 540, "whole": 1000}
    stated = _seen({**now, "prior": {"part": 53, "whole": 100}}, None, RATIO)
    assert (stated.codes, ends(stated.measured("c0"))) == ([], (Fraction(1, 100), Fraction(1, 100)))
    given = _seen({**now, "prior": {"part": 53, "whole": 100}}, _result("530/1000"), RATIO)
    assert given.codes == ["prior-differs"]  # the same share, other counts


def test_a_series_states_last_period_as_one_value() -> None:
    series = COUNT.replace("prior: ask", "prior: ask, time: quarter, fold: sum")
    answer = {"2024-Q1": 10, "2024-Q2": 20, "2024-Q3": 30, "2024-Q4": 40, "prior": 90}
    found = _seen(answer, _result("90"), series)
    assert (found.codes, found.value, ends(found.measured("c0"))) == ([], 100, (10, 10))


def test_a_result_of_each_facility_goes_to_that_facility() -> None:
    pack = pack_of(
        "  x: {type: count, label: 人数, asked_of: members, prior: ask}\n",
        (f"over: members, measure: change(x){SCORED}",),
    )
    prior = _result(None) | {
        "answers": [{"facility": f, "indicator": "x", "value": v} for f, v in (("a", "1"), ("b", "5"))]
    }
    handed_in = report({}, {"h": {}, "a": {"x": 3}, "b": {"x": 3}})
    for party, change in (("a", 2), ("b", -2)):
        assert ends(seen(pack, handed_in, party, prior).measured()) == (change, change)
