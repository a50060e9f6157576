"""Series: each way to fold, of each type; by which sub-periods; how keys may be written; what is missing or outside."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure.asked import NOTHING, asked, ends
from score.sheets import pack_text

from gongti.engine.expression import RatioValue
from gongti.engine.measure.series import subperiods
from gongti.engine.pack import load_pack_text
from gongti.engine.submission import parse_period
from gongti.engine.values.interval import Interval
from gongti.engine.values.typed import NO_DATE

QUARTERS = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
COUNT = "type: count, time: quarter, fold: "
OPTIONS = "options: {lab: 检验, ecg: 心电}"


def four(*values: Any) -> dict[str, Any]:
    return dict(zip(QUARTERS, values, strict=True))


RATIOS = [{"part": 10, "whole": 20}, {"part": 30, "whole": 40}, {"part": 5, "whole": 50}, {"part": 45, "whole": 90}]
DAYS = [date(2024, 2, 1), "无", date(2024, 5, 1), date(2024, 3, 1)]
FOLDS: list[tuple[str, str, list[Any], Any]] = [
    ("count", "mean", [900, 1000, 950, 1100], Fraction(1975, 2)),  # 3950 ÷ 4
    ("count", "sum", [900, 1000, 950, 1100], 3950),
    ("count", "last", [900, 1000, 950, 1100], 1100),
    ("count", "min", [900, 1000, 950, 1100], 900),
    ("count", "max", [900, 1000, 950, 1100], 1100),
    ("number", "mean", ["1.5", -2, "0.5", 3], Fraction(3, 4)),
    ("number", "sum", ["1.5", -2, "0.5", 3], 3),
    ("number", "last", ["1.5", 3, "0.5", -2], -2),
    ("number", "min", ["1.5", -2, "0.5", 3], -2),
    ("number", "max", ["1.5", -2, "0.5", 3], 3),
    ("money, unit: 万元", "mean", ["100万元", 200, "0.5亿元", 50], Fraction(2675, 2)),  # 5350 ÷ 4
    ("money, unit: 万元", "sum", ["100万元", 200, "0.5亿元", 50], 5350),
    ("money, unit: 万元", "last", ["100万元", 200, "0.5亿元", "500000元"], 50),
    ("money, unit: 万元", "min", ["100万元", 200, "0.5亿元", 50], 50),
    ("money, unit: 万元", "max", ["100万元", 200, "0.5亿元", 50], 5000),
    ("percent", "mean", ["80%", "90%", "86%", "84%"], Fraction(85, 100)),
    ("percent", "last", ["80%", "90%", "86%", "84%"], Fraction(84, 100)),
    ("percent", "min", ["80%", "90%", "86%", "84%"], Fraction(80, 100)),
    ("percent", "max", ["80%", "90%", "86%", "84%"], Fraction(90, 100)),
    ("ratio, part: 甲, whole: 乙", "mean", RATIOS, Fraction(37, 80)),  # (1/2 + 3/4 + 1/10 + 1/2) ÷ 4
    ("ratio, part: 甲, whole: 乙", "sum", RATIOS, Fraction(90, 200)),
    ("ratio, part: 甲, whole: 乙", "last", RATIOS, Fraction(1, 2)),
    ("ratio, part: 甲, whole: 乙", "min", RATIOS, Fraction(1, 10)),
    ("ratio, part: 甲, whole: 乙", "max", RATIOS, Fraction(3, 4)),
    ("date", "min", DAYS, date(2024, 2, 1)),  # 无 is no day
    ("date", "max", DAYS, date(2024, 5, 1)),
    ("date", "last", DAYS, date(2024, 3, 1)),
    ("yesno", "last", ["是", "是", "是", "否"], False),
    (f"choice, {OPTIONS}", "last", ["检验", "lab", "lab", "心电"], "ecg"),
    (f"set, {OPTIONS}", "last", [["lab"], ["lab"], ["lab"], ["检验", "ecg"]], frozenset({"lab", "ecg"})),
    ("text", "last", ["甲", "乙", "丙", "丁"], "丁"),
]
NEEDED = {"ratio": "part: 甲, whole: 乙", "choice": OPTIONS, "set": OPTIONS, "table": "columns: {a: count}"}
WORKS = {(kind.partition(",")[0], by) for kind, by, _, _ in FOLDS}


NAMES = [f"{kind.partition(',')[0]}-{by}" for kind, by, *_ in FOLDS]


@pytest.mark.parametrize(("kind", "by", "answers", "value"), FOLDS, ids=NAMES)
def test_each_fold_of_each_type(kind: str, by: str, answers: list[Any], value: Any) -> None:
    found = asked(f"type: {kind}, time: quarter, fold: {by}", four(*answers))
    assert (found.codes, found.given.reason) == ([], None)
    folded = found.value.share if isinstance(found.value, RatioValue) else found.value
    same = ends(folded) == ends(value) if isinstance(value, (int, Fraction)) and value is not False else folded == value
    assert same and type(folded is True) is bool


@pytest.mark.parametrize("by", ["mean", "sum", "last", "min", "max"])
@pytest.mark.parametrize(
    "kind",
    ["yesno", "count", "number", "money", "percent", "ratio", "date", "choice", "set", "text", "table"],
)
def test_every_other_fold_is_refused(kind: str, by: str) -> None:
    needed = f", {NEEDED[kind]}" if kind in NEEDED else ""
    text = pack_text(
        f"  x: {{type: {kind}{needed}, label: 甲项, time: quarter, fold: {by}}}",
        "      - {id: c, title: 项, cite: {doc: plan}, force: aim, measure: answered(x)}\n",
    )
    _, problems = load_pack_text(text)
    assert [p.code for p in problems] == ([] if (kind, by) in WORKS else ["fold-does-not-fit"])


def test_a_ratio_by_sum_keeps_its_counts() -> None:
    found = asked("type: ratio, part: 甲, whole: 乙, time: quarter, fold: sum", four(*RATIOS))
    assert (found.value.part, found.value.whole) == (90, 200)


def test_no_day_at_all_is_none() -> None:
    for by in ("min", "max", "last"):
        assert asked(f"type: date, time: quarter, fold: {by}", four(*["无"] * 4)).value is NO_DATE


# ---- sub-periods

MONTHS = tuple(f"2024-{n:02d}" for n in range(1, 13))


@pytest.mark.parametrize(
    ("period", "time", "names"),
    [
        ("2024", "year", ("2024",)),
        ("2024", "quarter", QUARTERS),
        ("2024", "month", MONTHS),
        ("2024-H1", "year", ("2024",)),
        ("2024-H1", "quarter", QUARTERS[:2]),
        ("2024-H2", "quarter", QUARTERS[2:]),
        ("2024-H1", "month", MONTHS[:6]),
        ("2024-H2", "month", MONTHS[6:]),
        ("2024-Q3", "year", ("2024",)),
        ("2024-Q3", "quarter", ("2024-Q3",)),
        ("2024-Q4", "month", ("2024-10", "2024-11", "2024-12")),
        ("2024-06", "year", ("2024",)),
        ("2024-06", "quarter", ("2024-Q2",)),  # the one it lies in
        ("2024-06", "month", ("2024-06",)),
        ("2024-12", "quarter", ("2024-Q4",)),
        ("2024-01", "quarter", ("2024-Q1",)),
    ],
)
def test_what_a_period_is_made_of(period: str, time: str, names: tuple[str, ...]) -> None:
    parsed = parse_period(period)
    assert parsed is not None and subperiods(parsed, time) == names
    found = asked(f"type: count, time: {time}, fold: sum", dict.fromkeys(names, 2), period=period)
    assert (found.codes, found.value) == ([], 2 * len(names))


@pytest.mark.parametrize(
    ("time", "key"),
    [
        ("quarter", "2024-Q2"),
        ("quarter", "2024Q2"),
        ("quarter", "2024-q2"),
        ("quarter", " 2024-Q2 "),
        ("month", "2024-06"),
        ("month", "2024-6"),
        ("month", "202406"),
        ("year", "2024"),
        ("year", 2024),
    ],
)
def test_how_a_key_may_be_written(time: str, key: Any) -> None:
    found = asked(f"type: count, time: {time}, fold: last", {key: 7}, period="2024-06")
    assert (found.codes, found.value) == ([], 7)


@pytest.mark.parametrize(
    "key", ["2024-Q5", "2023-Q4", "2024-H1", "2024", "Q1", "一季度", "x" * 5000, "\u202e2024-Q1", ""]
)
def test_a_key_outside_the_period_is_named_and_not_used(key: str) -> None:
    found = asked(COUNT + "sum", {**four(1, 2, 3, 4), key: 100})
    assert (found.codes, found.value) == (["outside-period"], 10)
    (line,) = found.lines()
    assert ": warning: " in line and len(line) < 250


def test_the_same_quarter_twice_is_refused() -> None:
    found = asked(COUNT + "sum", {"2024-Q1": 1, "2024Q1": 2})
    assert (found.codes, found.given.reason) == (["duplicate-row"], "refused")


# ---- missing


@pytest.mark.parametrize(
    ("by", "low", "high"),
    [("sum", 2850, None), ("mean", Fraction(2850, 4), None), ("min", 0, 900), ("max", 1000, None)],
)
def test_a_quarter_missing_is_open_upwards(by: str, low: Any, high: Any) -> None:
    found = asked(COUNT + by, {"2024-Q1": 900, "2024-Q2": 1000, "2024-Q3": 950})
    assert ends(found.value) == (low, high)
    assert (found.codes, found.given.reason, found.given.lacks) == ([], "partial", ("2024-Q4",))


def test_the_last_missing_is_not_the_one_before() -> None:
    found = asked(COUNT + "last", {"2024-Q1": 900, "2024-Q2": 1000, "2024-Q3": 950})
    assert ends(found.value) == (0, None)
    known = asked(COUNT + "last", {"2024-Q4": 1100})
    assert known.value == 1100  # the others change nothing


def test_a_percent_missing_lies_between_none_and_all() -> None:
    found = asked("type: percent, time: quarter, fold: mean", {"2024-Q1": "80%", "2024-Q2": "90%", "2024-Q3": "86%"})
    assert ends(found.value) == (Fraction(256, 400), Fraction(356, 400))


def test_a_ratio_missing_leaves_the_whole_open() -> None:
    found = asked(
        "type: ratio, part: 甲, whole: 乙, time: quarter, fold: sum", dict(zip(QUARTERS[:3], RATIOS, strict=False))
    )
    assert ends(found.value.part) == (45, None) and ends(found.value.whole) == (110, None)
    assert ends(found.value.share) == (0, 1)


@pytest.mark.parametrize("answer", [{}, None, {"2024-Q1": None}, {"evidence": ["台账.pdf"]}])
def test_nothing_in_it_is_unanswered(answer: Any) -> None:
    found = asked(COUNT + "sum", answer)
    assert (found.codes, found.given.reason, ends(found.value)) == ([], "unanswered", (0, None))
    assert found.given.lacks in ((), QUARTERS)


def test_one_refused_quarter_is_missing_and_said() -> None:
    found = asked(COUNT + "sum", four(1, -2, 3, 4))
    assert (found.codes, found.given.reason, found.given.lacks) == (["negative-number"], "partial", ("2024-Q2",))
    assert ends(found.value) == (8, None)
    refused = asked(COUNT + "sum", four(-1, -2, -3, -4))
    assert (len(refused.codes), refused.given.reason) == (4, "refused")


@pytest.mark.parametrize("answer", [3950, "3950", [1, 2, 3, 4], "2024-Q1: 100", {"value": 3950}])
def test_what_is_no_series_is_refused(answer: Any) -> None:
    found = asked(COUNT + "sum", answer)
    assert (found.codes, found.given.reason, ends(found.value)) == (["series-form"], "refused", (0, None))


def test_evidence_and_a_value_beside_it() -> None:
    beside = asked(COUNT + "sum", {**four(1, 2, 3, 4), "evidence": ["台账.pdf"], "note": "按季"})
    inside = asked(COUNT + "sum", {"value": four(1, 2, 3, 4), "evidence": ["台账.pdf"]})
    assert beside.codes == inside.codes == [] and beside.value == inside.value == 10


# ---- whatever the missing ones turn out to be

NUMBERS = st.integers(0, 50)


@given(st.sampled_from(["mean", "sum", "last", "min", "max"]), st.lists(NUMBERS, min_size=4, max_size=4), st.data())
def test_every_completion_lies_inside(by: str, values: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(QUARTERS)))
    whole = asked(COUNT + by, four(*values)).value
    part = asked(COUNT + by, {k: v for k, v in four(*values).items() if k not in gone} or NOTHING).value
    low, high = ends(part)
    exact = ends(whole)[0]
    assert exact is not None and low is not None
    assert low <= exact and (high is None or exact <= high)
    assert isinstance(part, Interval) == bool(gone) or by == "last"
