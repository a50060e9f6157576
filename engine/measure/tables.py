"""Tables: takes an answer of rows, gives each row's cells with their places; what is no table is refused.

Cells are read by their columns' types elsewhere; here only the shape is decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence as List
from gongti.engine.document import near_hint
from gongti.engine.expression import Unit
from gongti.engine.measure.series import subperiods
from gongti.engine.pack import Question, Table
from gongti.engine.submission import META_KEYS, Answer, Period, parse_period
from gongti.engine.values import interval as iv
from gongti.engine.words import listed

_NONE: Final = frozenset({"无", "没有", "none"})
MAX_ROWS: Final = 20_000
"""Rows beyond which a table is refused: no list of a consortium is that long."""


class Row(NamedTuple):
    """One row as written: its id, its name for messages, its cells, its place (None for a row nobody filled)."""

    id: str
    name: str
    cells: Mapping[str, Answer]
    at: Place | None


class Found(NamedTuple):
    """The rows, or why there are none."""

    rows: tuple[Row, ...] | None
    reason: Literal["unanswered", "refused"] | None = None


@dataclass(frozen=True)
class Rows:
    """What series and tables need of the assessment: the period, and the facilities of each role for fixed rows."""

    period: Period
    members: Mapping[str, Sequence[tuple[str, str]]]

    def subperiods(self, time: str) -> tuple[str, ...]:
        found = self._subperiods.get(time)
        if found is None:
            found = self._subperiods[time] = subperiods(self.period, time)
        return found

    def year_before(self) -> Rows:
        """The same a year earlier: where a series gives last period's values by their own sub-periods."""
        text = self.period.text
        earlier = parse_period(f"{self.period.start.year - 1}{text[4:]}")
        return Rows(earlier or self.period, self.members)

    @cached_property
    def _subperiods(self) -> dict[str, tuple[str, ...]]:
        return {}


def table_rows(question: Question, table: Table, answer: Answer, frame: Rows, problems: Problems) -> Found:
    """The rows of an answer: a list, or for fixed rows a mapping by their names."""
    raw = answer.raw
    fixed = fixed_rows(table, frame)
    if isinstance(raw, Tree) and "value" in raw and (fixed is None or "value" not in fixed):
        raw = raw["value"]
    if raw is None:
        return Found(None, "unanswered")
    if isinstance(raw, str) and raw.strip().lower() in _NONE and table.may_be_empty:
        return Found(())
    if fixed is not None:
        return _fixed(question, table, fixed, raw, answer.at, problems)
    if not isinstance(raw, List):
        problems.add("table-form", answer.at, label=question.label, columns=listed(table.columns))
        return Found(None, "refused")
    if not raw:
        return Found(()) if table.may_be_empty else Found(None, "unanswered")
    if len(raw) > MAX_ROWS:
        problems.add("table-too-long", answer.at, label=question.label, limit=MAX_ROWS)
        return Found(None, "refused")
    rows: list[Row] = []
    refused = False
    for i, (item, at) in enumerate(zip(raw, raw.items_at, strict=True), start=1):
        if not isinstance(item, Tree):
            problems.add("table-form", at, label=question.label, columns=listed(table.columns))
            refused = True
            continue
        name = _name(table, item, i)
        rows.append(Row(name, name, _cells(table, item, problems), at))
    return Found(None, "refused") if refused else Found(tuple(rows))


def fixed_rows(table: Table, frame: Rows) -> dict[str, str] | None:
    """The rows that are asked for by name: id and label; None where the reporter names them."""
    if table.fixed is not None:
        return {name: label.zh for name, label in table.fixed.items()}
    return dict(frame.members.get(table.role, ())) if table.role is not None else None


def _fixed(
    question: Question, table: Table, fixed: Mapping[str, str], raw: Any, at: Place, problems: Problems
) -> Found:
    if not isinstance(raw, Tree):
        problems.add("fixed-table-form", at, label=question.label, rows=listed(fixed))
        return Found(None, "refused")
    by_label = {label: name for name, label in fixed.items()}
    rows: dict[str, Row] = {}
    for key, item in raw.items():
        name = key if key in fixed else by_label.get(key.strip())
        if name is None:
            if key not in META_KEYS:
                hint = near_hint(key, [*fixed, *by_label], problems)
                problems.add("unknown-row", raw.keys_at[key], label=question.label, row=key[:80], near=hint)
        elif not isinstance(item, Tree):
            if item is not None:
                problems.add("table-form", raw.values_at[key], label=question.label, columns=listed(table.columns))
                return Found(None, "refused")
        elif name in rows:
            problems.add("duplicate-row", raw.keys_at[key], table=question.label, key=fixed[name])
            return Found(None, "refused")
        else:
            rows[name] = Row(name, fixed[name], _cells(table, item, problems), raw.keys_at[key])
    if not rows:
        return Found(None, "unanswered")
    return Found(tuple(rows.get(name, Row(name, label, {}, at)) for name, label in fixed.items()))


def _cells(table: Table, item: Tree, problems: Problems) -> dict[str, Answer]:
    """The cells by column; a column may be called by its label."""
    by_label = {column.label.zh: name for name, column in table.columns.items()}
    cells: dict[str, Answer] = {}
    for key, value in item.items():
        name = key if key in table.columns else by_label.get(key.strip())
        if name is None:
            hint = near_hint(key, [*table.columns, *by_label], problems)
            problems.warn("unknown-key", item.keys_at[key], key=key[:80], near=hint)
        elif value is not None and value != "":
            cells[name] = Answer(value, item.values_at[key])
    return cells


def _name(table: Table, item: Tree, number: int) -> str:
    """What a row is called in messages: its key, else its number."""
    key = item.get(table.key) if table.key is not None else None
    return " ".join(str(key).split())[:40] if isinstance(key, (str, int)) and str(key).strip() else f"#{number}"


def duplicate_key(rows: Sequence[Unit], key: str) -> str | None:
    """A key that two rows share, if any; unknown ones may be any."""
    seen: set[Any] = set()
    for row in rows:
        value = row.fields.get(key)
        if not iv.is_known(value) or value.__class__ is tuple:
            continue
        if value in seen:
            return row.id
        seen.add(value)
    return None
