"""The short way of plain answers and the long way of all others come to the same value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.measure import answers
from gongti.engine.pack import Question
from gongti.engine.submission import Answer
from gongti.engine.words import Text

OPTIONS = {"lab": Text("检验"), "ecg": Text("心电")}


def _question(kind: Any) -> Question:
    none = Text("")
    return Question("q", 0, kind, Text("问"), None, none, none, none, "consortium", OPTIONS, ())


PERCENTS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,7})?%\Z")
DAYS = st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z") | st.dates().map(str)


@given(st.tuples(st.just("percent"), PERCENTS) | st.tuples(st.just("date"), DAYS))
def test_short_and_long_way_agree(case: tuple[str, str]) -> None:
    kind, raw = case
    short = answers._at_once(_question(kind), raw)
    value, made = answers.read_answer(_question(kind), Answer(raw, Place("r.yaml", 1, 1)), Problems())
    if short is not None:
        assert made.reason is None and short == (value, made.half_unit)


@pytest.mark.parametrize(("kind", "raw"), [("percent", "33.3%"), ("date", "2024-02-29"), ("count", 3), ("yesno", True)])
def test_plain_answers_take_the_short_way(kind: str, raw: Any) -> None:
    assert answers._at_once(_question(kind), raw) is not None


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
    assert answers._at_once(_question(kind), raw) is None
