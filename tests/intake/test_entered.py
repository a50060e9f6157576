"""Takes what a spreadsheet made of something typed, finds what was meant by it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.intake.entered import entered
from gongti.engine.values.typed import Refusal


def _cell(value: object, shown_as: str = "General", kind: str = "n") -> SimpleNamespace:
    return SimpleNamespace(value=value, number_format=shown_as, data_type=kind)


@pytest.mark.parametrize(
    ("value", "shown_as", "meant"),
    [
        (0.45, "0%", "45%"),
        (0.45, "0.00%", "45%"),
        (7.0000000000000007e-2, "0%", "7%"),
        (0.333, "0.0%;[Red]-0.0%", "33.3%"),
        (1, "0%", "100%"),
        (-0.05, "0%", "-5%"),
        (45, '0"%"', "45%"),
        (300, '#,##0"万元"', "300万元"),
        (300, '#,##0"元"', 300),  # the unit that is asked for anyway
        (3, '"第"0"名"', 3),
        (12000, '0.0,"万"', 12000),  # shown in ten thousands, and still 12,000
        (1 / 3, "# ?/?", "1/3"),
        (1.5, "# ??/??", "3/2"),
        (0.3334, "# ?/?", Decimal("0.3334")),  # shown as 1/3, and is not
        (0.1, "General", Decimal("0.1")),
        (0.1 + 0.2, "General", Decimal("0.3")),
        (1e-05, "0.00", Decimal("0.00001")),
        (1200.0, "#,##0", 1200),
        (True, "General", True),
        ("３６０", "General", "３６０"),
        ("甲_x000D_\n乙", "General", "甲\n乙"),
        (datetime(2024, 9, 30), "yyyy-mm-dd", date(2024, 9, 30)),
        (time(12, 30), "h:mm", "12:30:00"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        (None, "General", None),
    ],
)
def test_what_was_meant(value: object, shown_as: str, meant: object) -> None:
    found = entered(_cell(value, shown_as))
    assert found == meant and type(found) is type(meant)


@pytest.mark.parametrize(
    ("value", "kind", "code"),
    [
        ("#DIV/0!", "e", "cell-error"),
        ("#REF!", "s", "cell-error"),  # as text: so some programs keep a failed formula
        (float("inf"), "n", "cell-error"),
        (10**15, "n", "code-too-long"),
        (1e15, "n", "code-too-long"),
    ],
)
def test_what_cannot_be_trusted(value: object, kind: str, code: str) -> None:
    found = entered(_cell(value, kind=kind))
    assert isinstance(found, Refusal) and found.code == code


def test_zeros_before_a_code_belong_to_it_and_to_no_count() -> None:
    assert entered(_cell(7, "000"), as_code=True) == "007"
    assert entered(_cell(7, "000")) == 7


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_typed_decimal_comes_back(typed: Decimal) -> None:
    found = entered(_cell(float(typed)))
    assert isinstance(found, (int, Decimal)) and found == typed


@given(st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-4)))
def test_a_typed_percentage_comes_back(percent: Decimal) -> None:
    found = entered(_cell(float(percent / 100), "0.00%"))
    assert isinstance(found, str) and Decimal(found.removesuffix("%")) == percent
