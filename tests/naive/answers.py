"""Takes a question; gives what a clerk may type for a value, and what an unknown answer may turn out to be."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from naive.columns import Table
from naive.language import Value
from naive.world import PLACES, Scenario, World, questions

OPTIONS = {"lab": "医学检验", "imaging": "医学影像", "ecg": "心电诊断"}
TEXTS = ("甲办", "乙办", "丙办")
ABSENT = object()
SCALARS = ("count", "number", "percent", "money", "ratio")  # what may be a series, and has a value of last year
Question = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What stands in the report, and the values it may turn out to be: one if it is known."""

    typed: Any
    possible: tuple[Value, ...]

    @property
    def known(self) -> bool:
        return len(self.possible) == 1


def of_last_year(question: Question) -> Question:
    """The question of which `prior.x` is the answer."""
    return {k: v for k, v in question.items() if k not in ("prior", "valid", "ask_when", "filled_by")}


def question_of(pack: dict[str, Any], id: str) -> Question:
    found = questions(pack)
    return of_last_year(found[id.removeprefix("prior.")]) if id.startswith("prior.") else found[id]


def row_keys(scenario: Scenario, question: Question) -> tuple[str, ...]:
    """The fixed rows of a table: of an option list, or of a role's facilities."""
    rows = question.get("rows")
    if rows is None:
        return ()
    if rows in scenario.pack.get("options", {}):
        return tuple(scenario.pack["options"][rows])
    return tuple(World(scenario, {}).members(rows))


def sub_periods(question: Question) -> tuple[str, ...]:
    if question["time"] == "year":
        return ("2024",)
    return (
        tuple(f"2024-Q{q}" for q in range(1, 5))
        if question["time"] == "quarter"
        else tuple(f"2024-{m:02}" for m in range(1, 13))
    )


def asked_places(scenario: Scenario, whom: str) -> list[str]:
    if whom in PLACES:
        return [whom]
    if whom in scenario.pack["roles"]:
        return World(scenario, {}).members(whom)
    raise AssertionError(whom)


# ---------------------------------------------------------------- what a clerk types


def typed(question: Question, value: Value, form: int = 0) -> Any:
    """A value as a report may hold it; the form chooses among spellings that mean the same."""
    if isinstance(value, Table):
        return _typed_table(question, value, form)
    if isinstance(value, dict):
        return {k: typed_one(question, v, form) for k, v in value.items()}
    return typed_one(question, value, form)


def typed_one(question: Question, value: Value, form: int = 0) -> Any:
    kind = question["type"]
    if kind == "yesno":
        return (("是", "有", "√", True) if value else ("否", "无", "×", False))[form % 4]
    if kind == "ratio":
        return {"part": plain_number(value[0]), "whole": plain_number(value[1])}
    if kind == "set":
        return {o: o in value for o in OPTIONS} if form % 2 else sorted(value)
    if kind == "date":
        if value is None:
            return "无"
        return f"{value.year}年{value.month}月{value.day}日" if form % 2 else value
    if kind == "percent":
        share = value * 100
        return f"{plain_number(share)}%" if share.denominator in (1, 2, 5, 10) else str(value)
    if kind in ("choice", "text"):
        return value
    if kind == "count" and value >= 1000 and form % 2:
        return f"{value.numerator:,}"
    if kind == "money" and form % 2:
        unit = question.get("unit", "元")
        return f"{plain_number(value * 10000)}元" if unit == "万元" else f"{plain_number(value)}{unit}"
    return plain_number(value)


def _typed_table(question: Question, table: Table, form: int) -> Any:
    columns = question["columns"]

    def row(cells: Mapping[str, Value]) -> dict[str, Any]:
        return {name: typed_one(columns[name], v, form) for name, v in cells.items() if name != "#"}

    if "rows" in question:
        return {cells["#"]: row(cells) for cells in table.rows}
    return [row(cells) for cells in table.rows]


def plain_number(x: Fraction) -> int | float | str:
    if x.denominator == 1:
        return x.numerator
    exact = float(x)
    return exact if Fraction(str(exact)) == x else str(x)


# ---------------------------------------------------------------- what an unknown may turn out to be


class _Just:
    """A world that holds one answer: `valid` looks at nothing else here."""

    def __init__(self, value: Value) -> None:
        self.held = value

    def answer(self, place: str, indicator: str) -> Value:
        return self.held


def is_valid(question: Question, value: Value) -> bool:
    return "valid" not in question or bool(question["valid"].value(_Just(value), "here"))


def domain(question: Question, keys: Sequence[str] = ()) -> tuple[Value, ...]:
    """Some of the values an unanswered question may take: the ends, the thresholds in use, and far away."""
    if question["type"] == "table":
        return tables(question, keys)
    ones = tuple(v for v in domain_of_one(question) if is_valid(question, v))
    return series(question, ones) if "fold" in question else ones


def domain_of_one(question: Question) -> tuple[Value, ...]:
    kind = question["type"]
    if kind == "yesno":
        return (False, True)
    if kind == "count":
        return tuple(Fraction(n) for n in (0, 1, 2, 3, 5, 1000))
    if kind == "money":
        return (Fraction(0), Fraction(1), Fraction(5, 2), Fraction(5), Fraction(1000))
    if kind == "number":
        return (Fraction(-4), Fraction(0), Fraction(1), Fraction(5, 2), Fraction(5), Fraction(1000))
    if kind == "percent":
        return tuple(Fraction(s) for s in ("0", "1/4", "1/3", "3/5", "9/10", "1"))
    if kind == "ratio":
        return tuple((Fraction(a), Fraction(b)) for a, b in ((0, 4), (1, 3), (0, 0), (3, 5), (900, 1000), (2, 2)))
    if kind == "date":
        return (None, date(2024, 1, 31), date(2024, 6, 30), date(2024, 7, 1), date(2024, 11, 30), date(2024, 12, 31))
    if kind == "choice":
        return tuple(OPTIONS)
    if kind == "text":
        return TEXTS
    return tuple(frozenset(c) for n in range(len(OPTIONS) + 1) for c in itertools.combinations(OPTIONS, n))


def series(question: Question, ones: Sequence[Value]) -> tuple[dict[str, Value], ...]:
    """The same value all the time, and rising or falling through all of them."""
    periods = sub_periods(question)
    level = [dict.fromkeys(periods, v) for v in ones]
    moving = [{p: order[i % len(order)] for i, p in enumerate(periods)} for order in (ones, ones[::-1])]
    return tuple(level[:1] + moving + level[1:])


def tables(question: Question, keys: Sequence[str] = ()) -> tuple[Table, ...]:
    """Tables with every cell at its first value, at its last, and some with both; of one row, of none and of three."""
    columns: Mapping[str, Question] = question["columns"]
    ends = [{n: domain_of_one(q)[i] for n, q in columns.items()} for i in (0, -1)]
    middle = {n: domain_of_one(q)[len(domain_of_one(q)) // 2] for n, q in columns.items()}
    if keys:
        found = [[ends[i] | {"#": k} for k in keys] for i in (0, 1)]
        found += [[ends[(i + j) % 2] | {"#": k} for j, k in enumerate(keys)] for i in (0, 1)]
        found += [[middle | {"#": k} for k in keys]]
    else:
        found = [[ends[0]], [ends[1]], [ends[0], ends[1]], [middle, ends[0]], [ends[1], middle, ends[0]]]
        found += [[]] if question.get("may_be_empty") else []
    return tuple(table_of(question, rows) for rows in found)


def table_of(question: Question, rows: Sequence[Mapping[str, Value]]) -> Table:
    """A table without a blank; a key of its own for every row."""
    key = question.get("key")
    keyed = [dict(r) | ({key: f"事项{i}"} if key else {}) for i, r in enumerate(rows)]
    return Table(tuple(keyed), len(keyed) >= question.get("min_rows", 0))


def blanked(question: Question, table: Table, blank: set[tuple[int, str]]) -> Answer:
    """A table with some cells not filled: each may turn out to be at either end, or all of them between."""
    columns: Mapping[str, Question] = question["columns"]
    required = any(columns[name].get("required") for _, name in blank)
    complete = table.complete and not required
    written = [{n: v for n, v in row.items() if (i, n) not in blank} for i, row in enumerate(table.rows)]
    possible = []
    for choice in (0, -1, 1):
        rows = tuple(
            {n: domain_of_one(columns[n])[choice] if (i, n) in blank else v for n, v in row.items()}
            for i, row in enumerate(table.rows)
        )
        possible.append(Table(rows, complete))
    if not blank:
        return Answer(typed(question, table), (table,))
    return Answer(typed(question, replace(table, rows=tuple(written))), tuple(possible))


REFUSED = {
    "count": -1,
    "percent": "120%",
    "ratio": {"part": 5, "whole": 2},
    "date": "2024-02-30",
    "yesno": "也许",
    "money": -1,
    "choice": "地下室",
}
