"""Draws the questions and parameters of a pack; a question comes into being when an expression needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from hypothesis import strategies as st

from naive.answers import OPTIONS, SCALARS
from naive.language import Compare, Expr, Lit, Own, Param, number
from naive.world import home

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]
SHARES = ("1/3", "50%", "60%", "85%", "90%")
COLUMN_KINDS = ("count", "yesno", "date", "choice", "percent", "text", "money")

FEATURES = frozenset(
    "money choice text table series calc ask_when valid assessor prior place union difference region add due "
    "redistribute full max weights bonus_cap groups each until adjust review this assessor_applies".split()
)
"""The parts of the language that are drawn beyond the plainest packs; a property may leave some out."""


class Questions:
    """One pack in the making: its questions and parameters."""

    def __init__(self, draw: Draw, register: bool, features: frozenset[str] = FEATURES, simple: bool = False) -> None:
        self.draw = draw
        self.register = register
        self.features = features
        self.simple = simple  # each criterion reads one answer of its unit, and no other
        self.indicators: dict[str, dict[str, Any]] = {}
        self.parameters: dict[str, list[dict[str, Any]]] = {}

    def has(self, feature: str) -> bool:
        return feature in self.features

    def pick(self, options: Sequence[T]) -> T:
        found: T = self.draw(st.sampled_from(options))
        return found

    def chance(self, percent: int) -> bool:
        """True in about so many of a hundred; the simplest case is no."""
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)

    def maybe(self, feature: str, percent: int) -> bool:
        return self.has(feature) and self.chance(percent)

    # Questions

    def question(self, kind: str, whom: str, part: str = "") -> str:
        """A question that any expression may read; a part is read of a ratio that is no folded mean of shares."""
        known = [
            i
            for i, q in self.indicators.items()
            if q.get("type") == kind
            and home(q) == whom
            and not {"ask_when", "filled_by"} & set(q)
            and not (part and q.get("fold", "sum") != "sum")
        ]
        if known and self.chance(40):
            return self.pick(known)
        id = self._new(kind, whom)
        question = self.indicators[id]
        if kind in SCALARS and self.maybe("series", 12):
            question |= {
                "time": self.pick(("quarter", "quarter", "year", "month")),
                "fold": self.pick(("sum",) if part else ("mean", "sum", "last", "min", "max")),
            }
            if kind == "percent" and question["fold"] == "sum":
                question["fold"] = "mean"
        elif kind in ("count", "number", "percent", "money") and self.maybe("valid", 12):
            question["valid"] = Compare(Own(id), (("<=", number("60%" if kind == "percent" else "5")),))
        return id

    def _new(self, kind: str, whom: str) -> str:
        id = f"q{len(self.indicators) + 1}_{kind}"
        self.indicators[id] = {"type": kind, "label": f"问题{len(self.indicators) + 1}", "asked_of": whom}
        if kind in ("set", "choice"):
            self.indicators[id]["options"] = OPTIONS
        if kind == "ratio":
            self.indicators[id] |= {"part": "其中", "whole": "总数"}
        if kind == "money" and self.chance(50):
            self.indicators[id]["unit"] = self.pick(("万元", "元"))
        return id

    def sometimes(self, kind: str, whom: str) -> str:
        """A question that is asked only if another answer makes it so: read by its own criterion alone."""
        trigger: Expr = Own(self.question("yesno", whom))
        if self.chance(50):
            trigger = Compare(Own(self.question("count", whom)), ((">", number(0)),))
        id = self._new(kind, whom)
        self.indicators[id]["ask_when"] = trigger
        return id

    def by_assessor(self, kind: str, whom: str) -> str:
        id = self._new(kind, whom)
        self.indicators[id]["filled_by"] = "assessor"
        return id

    def with_prior(self, kind: str, whom: str) -> str:
        """A question that asks for last year's value too."""
        while "fold" in self.indicators[id := self.question(kind, whom)]:
            self.indicators[id].pop("fold")
            self.indicators[id].pop("time")
        self.indicators[id]["prior"] = "ask"
        return id

    def ranked(self, whom: str) -> str:
        """A question whose answers are compared among units."""
        id = self.question(self.pick(("count", "percent", "ratio")), whom)
        if self.chance(40):
            self.indicators[id].setdefault("better", self.pick(("higher", "lower")))
        return id

    def table(self, whom: str) -> str:
        known = [i for i, q in self.indicators.items() if q.get("type") == "table" and q["asked_of"] == whom]
        if known and self.chance(50):
            return self.pick(known)
        id = self._new("table", whom)
        question = self.indicators[id]
        columns: dict[str, dict[str, Any]] = {}
        if self.chance(40):
            question["rows"] = self.pick(("centres", "members"))
        else:
            question |= {"key": "item"}
            columns["item"] = {"type": "text", "required": True}
            if self.chance(60):
                question["may_be_empty"] = True
            if self.chance(25):
                question["min_rows"] = 2
        for kind in ("count", "yesno", *(k for k in COLUMN_KINDS[2:] if self.chance(40))):
            columns[f"c_{kind}"] = {"type": kind} | ({"options": OPTIONS} if kind == "choice" else {})
            if self.chance(40):
                columns[f"c_{kind}"]["required"] = True
        question["columns"] = columns
        return id

    # Parameters and limits

    def parameter(self, values: Sequence[str]) -> Param:
        name = f"limit_{len(self.parameters) + 1}"
        cite = {"doc": "plan", "clause": "一"}
        rows = [{"from": date(2023, 1, 1), "value": number(self.pick(values)), "cite": cite}]
        if self.chance(50):
            rows.append({"from": date(2024, 12, 15), "value": number(self.pick(values)), "cite": cite})
        self.parameters[name] = rows
        return Param(name)

    def limit(self, share: bool) -> Expr:
        values = SHARES if share else ("1", "2", "3", "2.5", "5")
        return self.parameter(values) if self.chance(15) and not self.simple else number(self.pick(values))

    def compares(self) -> str:
        return self.pick((">=", ">=", ">", "<=", "<", "==", "!="))

    def option(self) -> Lit:
        """An option, bare or quoted."""
        o = self.pick(list(OPTIONS))
        return Lit(o if self.chance(50) else f'"{o}"', o)
