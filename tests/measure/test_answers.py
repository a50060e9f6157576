"""The short way of plain answers and the long way of all others come to the same value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence
from gongti.engine.measure.answers import read_plain
from gongti.engine.measure.plain import AT_ONCE
from gongti.engine.pack import Question
from gongti.engine.submission import Answer
from gongti.engine.words import Text

OPTIONS = {"lab": Text("检验"), "ecg": Text("心电")}


def _question(kind: Any) -> Question:
    none = Text("")
    return Question("q", 0, kind, Text("问"), None, none, none, none, "consortium", OPTIONS, ())


PERCENTS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,7})?%\Z")
DAYS = st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z") | st.dates().map(str)


HERE = Place("r.yaml", 1, 1)


def _list(items: list[Any]) -> Sequence:
    made = Sequence(HERE)
    made.extend(items)
    return made


def _mapping(entries: dict[str, Any]) -> Mapping:
    made = Mapping(HERE)
    for key, value in entries.items():
        made.put(key, value, HERE)
    return made


YESNO = st.sampled_from([True, False, "是", "否", "有", "无", "yes", "x", ""])
SETS = st.lists(st.sampled_from([*OPTIONS, "检验", "none", 1])).map(_list)
RATIOS = st.fixed_dictionaries({"part": st.integers(-1, 9), "whole": st.integers(0, 9)}).map(_mapping)


@given(
    st.tuples(st.just("percent"), PERCENTS)
    | st.tuples(st.just("date"), DAYS)
    | st.tuples(st.just("yesno"), YESNO)
    | st.tuples(st.just("set"), SETS)
    | st.tuples(st.just("ratio"), RATIOS)
)
def test_short_and_long_way_agree(case: tuple[str, Any]) -> None:
    kind, raw = case
    short = AT_ONCE[kind](_question(kind), raw)
    value, made = read_plain(_question(kind), Answer(raw, HERE), Problems())
    if short is not None:
        assert made.reason is None and short == (value, made.half_unit)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("percent", "33.3%"),
        ("date", "2024-02-29"),
        ("count", 3),
        ("yesno", True),
        ("yesno", "是"),
        ("set", _list(["lab"])),
        ("ratio", _mapping({"part": 1, "whole": 3})),
    ],
)
def test_plain_answers_take_the_short_way(kind: str, raw: Any) -> None:
    assert AT_ONCE[kind](_question(kind), raw) is not None


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("percent", "120%"),
        ("percent", "３３％"),
        ("date", "2024-02-30"),
        ("date", "1850-01-01"),
        ("count", -1),
        ("count", True),
    ],
)
def test_what_is_not_plain_does_not(kind: str, raw: Any) -> None:
    assert AT_ONCE[kind](_question(kind), raw) is None
