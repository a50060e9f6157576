"""Types of expressions: takes a tree and the names it may use, gives a typed tree or the problem with its offset."""

from __future__ import annotations

from datetime import date
from typing import Final

from gongti.engine.expression.calls import AGGREGATES, FUNCTIONS, call
from gongti.engine.expression.names import NOT_YET, Here, read_name
from gongti.engine.expression.operators import comparison, constant, join_types, operation
from gongti.engine.expression.syntax import Call, Comparison, ListOf, Literal, Name, Node, SyntaxProblem
from gongti.engine.expression.types import BOOL, DATE, PLAIN, SHARE, TEXT, Scope, Term, Type

MAX_TERMS: Final = 5000
"""Terms of an expression with the calcs it names written out, so that calcs of calcs cannot grow without bound."""
MAX_NESTED: Final = 4
"""Aggregates inside one another, each of which multiplies the time by the size of its collection."""


def check(node: Node, scope: Scope) -> Term:
    """The typed tree. Raises SyntaxProblem with the offset of the first part that does not fit."""
    term = _term(Here(scope, _term), node)
    _bound(term)
    return term


def _term(here: Here, node: Node) -> Term:
    if isinstance(node, Literal):
        return constant(_literal_type(node), node.at, node.value)
    if isinstance(node, ListOf):
        return Term("list", Type("list"), node.at, tuple(here.term(i) for i in node.items))
    if isinstance(node, Name):
        return read_name(here, node)
    if isinstance(node, Call):
        return call(here, node)
    return comparison(here, node) if isinstance(node, Comparison) else operation(here, node)


def _literal_type(node: Literal) -> Type:
    if isinstance(node.value, bool):
        return BOOL
    if isinstance(node.value, str):
        return TEXT
    if isinstance(node.value, date):
        return DATE
    return SHARE if node.share else PLAIN


def _bound(term: Term) -> None:
    """Refuses what could take long: too many terms, or aggregates too deep in one another."""
    waiting: list[tuple[Term, int]] = [(term, 0)]
    seen = 0
    while waiting:
        part, nested = waiting.pop()
        seen += 1
        inside = nested + (part.op == "aggregate")
        if seen > MAX_TERMS:
            raise SyntaxProblem("expression-too-large", 0, limit=MAX_TERMS)
        if inside > MAX_NESTED:
            raise SyntaxProblem("aggregates-too-deep", 0, limit=MAX_NESTED)
        waiting += ((arg, inside) for arg in part.args if arg is not None)


__all__ = ["AGGREGATES", "FUNCTIONS", "NOT_YET", "check", "join_types"]
