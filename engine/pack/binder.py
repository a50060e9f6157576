"""What the binding of one pack shares: takes the tree and the names, gives formulas and places, collects problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import did_you_mean, place_of
from gongti.engine.expression import (
    FIELDS,
    MOMENTS,
    PLAIN,
    TEXT,
    Scope,
    SyntaxProblem,
    Type,
    check,
    compile_term,
    parse,
)
from gongti.engine.expression.check import join_types
from gongti.engine.expression.types import Term
from gongti.engine.pack import models as m
from gongti.engine.pack.bound import Formula
from gongti.engine.words import sentence

RESERVED: Final = frozenset({*FIELDS, *MOMENTS, "consortium", "region", "this", "prior", "peers", "criteria"}) | {
    "dimensions", "percent", "points", "value", "evidence", "cases", "has_prior",
    "and", "or", "not", "in", "if", "else", "where", "true", "false",
}  # fmt: skip
"""Names that no indicator, parameter or role may take."""

COLLECTIONS: Final[Mapping[str, Mapping[str, Type]]] = {
    name: {"id": TEXT, "status": TEXT, "level": TEXT, "points": PLAIN, "of": PLAIN, "percent": PLAIN}
    for name in ("criteria", "dimensions")
}
"""What grades and checks may ask of results; ``percent`` is on 0-100 there."""


@dataclass
class Binder:
    """What the binding of one pack shares: the tree for places, the names, the problems.

    ``assessor`` are the questions that only a reviewer answers; ``broken`` the indicators that are declared, but
    whose own problem, already told, keeps them from being asked: expressions that name them are not told again.
    """

    model: m.PackModel
    tree: Any
    lines: list[str]
    path: str
    problems: Problems
    scope: Scope
    assessor: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()

    def at(self, *path: str | int, key: bool = False) -> Place:
        return place_of(self.tree, path, key=key)

    def formula(self, text: str, path: tuple[str | int, ...], scope: Scope, base: str | None = None) -> Formula | None:
        """A compiled expression, or a problem at its place; ``base`` is the type it must have."""
        at = self.at(*path)
        try:
            term = check(parse(text), scope)
            if base is not None and term.type.base != base:
                raise SyntaxProblem("type-expected", 0, expected=base, found=term.type.base)
        except SyntaxProblem as problem:
            self.expression_problem(problem, at, text)
            return None
        return Formula(text, term, compile_term(term))

    def expression_problem(self, problem: SyntaxProblem, at: Place, text: str) -> None:
        params = dict(problem.params)
        if problem.code == "unknown-name" and self.broken & set(str(params.get("name")).split(".")):
            return
        if "near" in params:
            params["near"] = did_you_mean(str(params["near"]))
        for name in ("expected", "found", "left", "right", "kind"):
            if problem.code in ("type-expected", "type-mismatch", "not-ordered") and name in params:
                params[name] = sentence(f"type.{params[name]}")
        line = self.lines[at.line - 1] if 0 < at.line <= len(self.lines) else ""
        quoted = line[at.column - 1 : at.column] in ('"', "'")
        column = at.column + problem.at + quoted if "\n" not in text else at.column
        self.problems.add(problem.code, Place(at.path, at.line, column), expression=" ".join(text.split()), **params)

    def join(self, left: Term, right: Term, at: Place, text: str) -> None:
        try:
            join_types(left, right)
        except SyntaxProblem as problem:
            self.expression_problem(problem, at, text)

    def unique(self, items: Iterable[tuple[str, tuple[str | int, ...]]]) -> None:
        """Every id once; the second place is the problem, the first is named."""
        first: dict[str, int] = {}
        for name, path in items:
            at = self.at(*path, "id")
            if name in first:
                self.problems.add("duplicate-id", at, id=name, first=first[name])
            else:
                first[name] = at.line


def own_name(criterion: m.Criterion) -> str:
    """The name of the indicator a criterion asks itself."""
    return criterion.id.replace("-", "_")
