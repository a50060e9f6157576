"""The judge's reading of tables, series, last year's values and places, each worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from naive.columns import Cell, Complete, Over, Place, Rows, Table, This
from naive.language import Apply, Arith, Compare, Expr, Field, Known, Lit, Own, Prior, Trend, day, number, text
from naive.world import Facility, Scenario, World

F = Fraction
PEOPLE = (
    Facility("h", "lead", "county-hospital"),
    Facility("a", "member", "township-health-centre", beds=20),
    Facility("b", "member", "township-health-centre", beds=50),
    Facility("c", "member", "township-health-centre", beds=30),
    Facility("z", "member", "township-health-centre", beds=40, consortium="other"),
)
MEMBERS = Compare(Field("role"), (("==", text("member")),))
PACK: dict[str, Any] = {
    "roles": {"members": MEMBERS, "county": {"where": MEMBERS, "of": "region"}},
    "dimensions": [],
    "indicators": {
        "x": {"type": "count", "asked_of": "members", "prior": "ask"},
        "s": {"type": "set", "asked_of": "members"},
        "low": {"type": "count", "asked_of": "members", "better": "lower"},
        "quarterly": {"type": "count", "asked_of": "consortium", "time": "quarter", "fold": "mean"},
        "shares": {"type": "ratio", "asked_of": "consortium", "time": "quarter", "fold": "sum"},
        "highest": {"type": "ratio", "asked_of": "consortium", "time": "quarter", "fold": "max"},
        "at_last": {"type": "count", "asked_of": "consortium", "time": "quarter", "fold": "last"},
        "issues": {"type": "table", "asked_of": "region", "columns": {}},
        "doubled": {"calc": Arith("*", Own("x"), number(2)), "of": "members"},
        "only_if": {"type": "count", "asked_of": "members", "ask_when": Compare(Own("x"), ((">", number(3)),))},
    },
}
ISSUES = Table(
    (
        {"item": "一", "cost": F(3), "closed": True, "due": date(2024, 12, 31), "who": "a"},
        {"item": "二", "cost": F(4), "closed": False, "due": date(2024, 11, 30), "who": "b"},
        {"item": "三", "cost": F(5), "closed": False, "due": date(2025, 1, 1), "who": "a"},
    ),
    complete=False,
)
VALUES: dict[tuple[str, str], Any] = {
    ("a", "x"): F(3),
    ("b", "x"): F(6),
    ("c", "x"): F(6),
    ("a", "prior.x"): F(2),
    ("b", "prior.x"): F(8),
    ("c", "prior.x"): F(0),
    ("a", "s"): frozenset({"lab"}),
    ("b", "s"): frozenset({"ecg", "lab"}),
    ("c", "s"): frozenset(),
    ("a", "low"): F(1),
    ("b", "low"): F(2),
    ("c", "low"): F(3),
    ("a", "only_if"): F(100),
    ("b", "only_if"): F(1),
    ("c", "only_if"): F(2),
    ("consortium", "quarterly"): {f"2024-Q{q}": F(q * q) for q in (1, 2, 3, 4)},
    ("consortium", "shares"): {"2024-Q1": (F(1), F(2)), "2024-Q2": (F(1), F(4))},
    ("consortium", "highest"): {"2024-Q1": (F(1), F(2)), "2024-Q2": (F(1), F(4))},
    ("consortium", "at_last"): {"2024-Q2": F(7), "2024-Q1": F(9)},
    ("region", "issues"): ISSUES,
}
CENTRES = frozenset({"lab", "ecg", "imaging"})
OPEN_ITEM = Compare(Cell("closed"), (("==", Lit("false", False)),))


@pytest.mark.parametrize(
    ("expression", "here", "value"),
    [
        (Own("quarterly"), "consortium", F(15, 2)),  # (1 + 4 + 9 + 16)/4
        (Own("shares"), "consortium", F(1, 3)),  # (1 + 1)/(2 + 4)
        (Own("highest"), "consortium", F(1, 2)),
        (Own("at_last"), "consortium", F(7)),  # the last quarter, however it is written
        (Prior(Own("x")), "b", F(8)),
        (Trend("change", Own("x")), "b", F(-2)),
        (Trend("growth", Own("x")), "a", F(1, 2)),
        (Own("doubled"), "b", F(12)),
        (Prior(Own("doubled")), "b", F(16)),  # the calculation over last year's answers
        (Place(Own("x"), "members"), "a", F(1, 3)),
        (Place(Own("x"), "members"), "b", F(1)),  # of two that tie, both have the better place
        (Place(Own("low"), "members"), "a", F(1)),
        (Place(Own("low"), "members"), "c", F(1, 3)),
        (Over("count", "county"), "consortium", F(4)),
        (Over("count", "members"), "consortium", F(3)),
        (Over("sum", "members", Own("only_if")), "consortium", F(3)),  # a is not asked: its x is not above 3
        (Apply("missing", (Over("union", "members", Own("s")),), CENTRES), "consortium", F(1)),
        (Apply("present", (Arith("-", Own("s"), Own("s")),), CENTRES), "b", F(0)),
        (Rows("count", "issues"), "region", F(3)),
        (Rows("count", "issues", where=OPEN_ITEM), "region", F(2)),
        (Rows("sum", "issues", Cell("cost"), OPEN_ITEM), "region", F(9)),
        (Rows("share", "issues", Cell("closed")), "region", F(1, 3)),
        (Rows("every", "issues", Cell("closed"), Compare(Cell("cost"), (("<", number(4)),))), "region", True),
        (Rows("count", "issues", where=Compare(Cell("due"), (("<=", Known("period_end")),))), "region", F(2)),
        (Rows("any", "issues", Compare(Cell("due"), (("<", day(date(2024, 11, 30))),))), "region", False),
        (Complete("issues"), "region", False),
        (Rows("sum", "issues", Cell("cost"), Compare(Cell("who"), (("==", This("id")),)), place="region"), "a", F(8)),
    ],
)
def test_by_hand(expression: Expr, here: str, value: Any) -> None:
    world = World(Scenario(PACK, PEOPLE), VALUES)
    assert (expression.value(world, here), world.undefined_used) == (value, False)


@pytest.mark.parametrize(
    "expression", [Trend("growth", Own("x")), Rows("mean", "issues", Cell("cost"), Lit("false", False))]
)
def test_growth_from_nothing_and_a_mean_of_no_rows_are_undefined(expression: Expr) -> None:
    world = World(Scenario(PACK, PEOPLE), VALUES | {("c", "issues"): ISSUES}, hole=F(7))
    assert (expression.value(world, "c"), world.undefined_used) == (7, True)


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (Prior(Own("x", "part")), "prior.x.part"),
        (Trend("growth", Own("x")), "growth(x)"),
        (Place(Own("x"), "members"), "place(x, members.x)"),
        (Rows("sum", "t", Cell("n"), Compare(Cell("who"), (("==", This("id")),))), "sum(t.n where who == this.id)"),
        (Rows("count", "t", place="region"), "count(region.t)"),
        (Over("union", "members", Own("s")), "union(members.s)"),
    ],
)
def test_printed(expression: Expr, written: str) -> None:
    assert expression.text() == written
