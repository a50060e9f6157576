"""An answer in its canonical form says everything of it: what is written is read back as the same value."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.expression import NOT_ASKED, RatioValue, TableValue, Unit
from gongti.engine.measure import read_written, written
from gongti.engine.measure.answers import same_value, unknown_answer
from gongti.engine.pack import Question, Table
from gongti.engine.values.exact import Rational, divide
from gongti.engine.values.interval import Interval, SetRange
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Text

NONE = Text("")
OPTIONS = {"lab": Text("检验"), "ecg": Text("心电"), "ct": Text("影像, 放射")}


def question(kind: Any, fold: Any = None) -> Question:
    return Question("q", 0, kind, Text("问"), None, NONE, NONE, NONE, "consortium", OPTIONS, (), fold=fold)


COUNTS = st.integers(0, 10**30)
NUMBERS = st.builds(divide, st.integers(-(10**20), 10**20), st.integers(1, 10**12))
SHARES = st.tuples(st.integers(0, 10**12), st.integers(1, 10**12)).map(lambda p: divide(min(p), max(p)))
RATIOS = (
    st.tuples(COUNTS, st.integers(1, 10**30))
    .map(lambda p: (min(p), max(p)))
    .map(lambda p: RatioValue(p[0], p[1], divide(*p)))
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "yesno": st.booleans(),
    "count": COUNTS,
    "number": NUMBERS,
    "money": NUMBERS.filter(lambda n: n >= 0),
    "percent": SHARES,
    "ratio": RATIOS,
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.just(NO_DATE),
    "choice": st.sampled_from(sorted(OPTIONS)),
    "set": st.frozensets(st.sampled_from(sorted(OPTIONS))),
    "text": st.text(),
}


@pytest.mark.parametrize("kind", sorted(VALUES))
@given(data=st.data())
def test_what_is_written_is_read_back(kind: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    text = written(question(kind), value)
    assert text is not None
    found = read_written(question(kind), text)
    assert found == value and same_value(found, value)
    assert isinstance(found, bool) == isinstance(value, bool)
    assert written(question(kind), found) == text


@pytest.mark.parametrize("fold", ["mean", "min", "max"])
@given(share=SHARES)
def test_a_ratio_folded_from_shares_is_written_as_its_share(fold: str, share: Any) -> None:
    value = RatioValue(Interval(0, None), Interval(0, None), share)
    text = written(question("ratio", fold), value)
    assert text is not None
    assert read_written(question("ratio", fold), text).share == share


@pytest.mark.parametrize("fold", ["sum", "last"])
@given(value=RATIOS)
def test_a_ratio_folded_from_counts_keeps_them(fold: str, value: RatioValue) -> None:
    text = written(question("ratio", fold), value)
    assert text == f"{value.part}/{value.whole}"
    assert read_written(question("ratio", fold), text) == value


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("yesno", False, "false"),
        ("count", 12, "12"),
        ("number", Rational(-1, 2), "-1/2"),
        ("money", Rational(25, 2), "25/2"),
        ("percent", Rational(874, 1000), "437/500"),
        ("ratio", RatioValue(360, 1200, divide(360, 1200)), "360/1200"),
        ("date", date(2023, 8, 31), "2023-08-31"),
        ("date", NO_DATE, "none"),
        ("set", frozenset({"ecg", "lab"}), "lab, ecg"),
        ("set", frozenset(), ""),
        ("text", "甲、乙", "甲、乙"),
        # in part
        ("ratio", RatioValue(360, Interval(360, None), Interval(0, 1)), "360/?"),
        ("ratio", RatioValue(Interval(0, 1200), 1200, Interval(0, 1)), "?/1200"),
        ("set", SetRange(frozenset({"ecg"}), frozenset(OPTIONS)), "ecg, ?"),
    ],
)
def test_the_forms(kind: str, value: Any, text: str) -> None:
    assert written(question(kind), value) == text


@pytest.mark.parametrize("kind", [*sorted(VALUES), "table"])
def test_what_is_not_known_is_not_written(kind: str) -> None:
    assert written(question(kind), unknown_answer(question(kind))) is None
    assert written(question(kind), NOT_ASKED) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yesno", "是"),
        ("yesno", "True"),
        ("count", "1/0"),
        ("count", "1.5"),
        ("count", "9" * 41),
        ("count", " 3"),
        ("count", "３"),
        ("count", "-3"),
        ("count", "7/2"),
        ("money", "-1"),
        ("percent", "120%"),
        ("percent", "3/2"),
        ("percent", "-1/2"),
        ("ratio", "7/3"),
        ("ratio", "0/0"),
        ("date", "2023-02-30"),
        ("date", "20230831"),
        ("date", "2023-W35-4"),
        ("choice", "检验"),
        ("choice", ""),
        ("set", "lab, mri"),
        ("table", "[]"),
    ],
)
def test_what_is_none_of_the_forms_is_not_read(kind: str, text: str) -> None:
    """A result is a file like any other: what no answer can be must not come in through it."""
    assert read_written(question(kind), text) is None


@given(st.sampled_from([*sorted(VALUES), "table"]), st.text(max_size=12))
def test_anything_at_all_is_read_or_not(kind: str, text: str) -> None:
    found = read_written(question(kind), text)
    assert found is None or kind != "table"


def test_a_table_is_written_by_its_rows() -> None:
    columns = {"item": question("text"), "cost": question("money"), "closed": question("yesno")}
    table = Table(columns, frozenset(), None, None, None, False, 0)
    asked = Question("q", 0, "table", Text("问"), None, NONE, NONE, NONE, "consortium", {}, (), table=table)
    rows = (
        Unit("1", (), {"item": "甲", "cost": Rational(1, 2), "closed": True}),
        Unit("2", (), {"item": "乙", "cost": Interval(0, None), "closed": None}),
    )
    assert written(asked, TableValue(rows, True, True)) == "[{item: 甲, cost: 1/2, closed: true}, {item: 乙}]"
    assert written(asked, TableValue((), True, True)) == "[]"
    assert written(asked, TableValue((), False, None)) is None


def test_a_yes_is_no_number() -> None:
    assert written(question("count"), 1) == "1" and written(question("yesno"), True) == "true"
    assert read_written(question("count"), "1") is not True


@pytest.mark.parametrize(("kind", "text"), [("ratio", "360/?"), ("ratio", "?/1200"), ("set", "ecg, ?")])
def test_what_is_known_in_part_is_read_as_that_part(kind: str, text: str) -> None:
    assert written(question(kind), read_written(question(kind), text)) == text
