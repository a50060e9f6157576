"""Calls of expressions: takes an aggregate over a collection or a function, gives its typed term, or the problem."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Literal

from gongti.engine.document import nearest
from gongti.engine.expression.names import NOT_YET, Here, Rows, before, reference
from gongti.engine.expression.operators import ANY, expect, join_types, option
from gongti.engine.expression.reading import names, without_prior
from gongti.engine.expression.syntax import Call, Name, Node, SyntaxProblem
from gongti.engine.expression.types import (
    BOOL,
    COUNT,
    SHARE,
    TABLE,
    Aggregate,
    Asked,
    Column,
    Reached,
    Reference,
    Term,
    Type,
)

AGGREGATES: Final = "count share every any sum mean median min max distinct place union".split()
FUNCTIONS: Final = "missing present has complete answered first_known days change growth abs".split()

_ARGUMENTS: Final = {"place": 2, "has": 2, "days": 2, "first_known": 2}
"""How many a call takes; one where it is not said."""

ROWS_OF: Final = {"criteria": "dimensions"}
"""Results whose rows a row of other results has itself: within a condition on dimensions, its criteria."""


def call(here: Here, node: Call) -> Term:
    name = node.function
    if name in NOT_YET:
        raise SyntaxProblem("not-yet", node.at, what=name)
    if name not in AGGREGATES and name not in FUNCTIONS:
        raise SyntaxProblem("unknown-function", node.at, name=name, near=nearest(name, [*AGGREGATES, *FUNCTIONS]))
    if node.where is not None and name in FUNCTIONS:
        raise SyntaxProblem("expression-rest", node.where.at, found="where")
    expected = _ARGUMENTS.get(name, 1)
    if len(node.args) != expected:
        raise SyntaxProblem("argument-count", node.at, name=name, expected=expected, found=len(node.args))
    return _aggregate(here, node) if name in AGGREGATES else _function(here, node)


# aggregates


def _aggregate(here: Here, node: Call) -> Term:
    function, arg = node.function, node.args[-1]
    rows = _rows(here, node, arg)
    where = None
    if node.where is not None:
        where = expect(replace(here, over=None, where=rows).term(node.where), "bool")
    better: Literal["higher", "lower"] = "higher"
    of = placed = None
    if isinstance(arg, Name) and ".".join(arg.parts) == rows.name:
        if function != "count":
            raise SyntaxProblem("column-alone", arg.at, name=rows.name)
        kind = COUNT
    else:
        of = replace(here, over=rows).term(arg)
        if function == "place":
            placed = here.term(node.args[0])
            better = _better(here, arg, of)
            join_types(expect(placed, "number"), expect(of, "number"))
        kind = _kind(function, of)
    return Term("aggregate", kind, node.at, (of, where, rows.table, placed), Aggregate(function, rows.name, better))


def _kind(function: str, of: Term) -> Type:
    """The type of what a function makes of its argument, which must be of the right one."""
    if function in ("distinct", "place"):
        return COUNT if function == "distinct" else SHARE
    if function in ("count", "share", "every", "any"):
        expect(of, "bool")
        return {"count": COUNT, "share": SHARE}.get(function, BOOL)
    if function == "union":
        return expect(of, "set").type
    kind = expect(of, "number").type
    # A sum of shares may exceed 1.
    positive = kind.positive and (function != "sum" or kind.scale != "share")
    return replace(kind, whole=kind.whole and function in ("sum", "min", "max"), positive=positive)


def _better(here: Here, arg: Node, of: Term) -> Literal["higher", "lower"]:
    """The direction in which the indicator of a column is better."""
    if not isinstance(arg, Name):
        raise SyntaxProblem("place-column", arg.at)
    asked = here.scope.indicators.get(of.value.name) if isinstance(of.value, (Reference, Reached)) else None
    own = asked is not None and (isinstance(of.value, Reached) or of.value.slot >= 0)
    return asked.better if asked is not None and own else "higher"


def _rows(here: Here, node: Call, arg: Node) -> Rows:
    """The one collection whose elements an aggregate goes over."""
    scope = here.scope
    many: dict[Any, Rows] = {}
    single: dict[str, Rows] = {}
    for name in names(arg):
        path = _table_path(here, name)
        head = without_prior(name)[0]
        if path is not None:
            table = reference(here, Name(name.at, path))
            columns = scope.indicators[path[-1]].columns
            many[table.op, table.value] = Rows(".".join(path), columns, table)
        elif head in scope.collections:
            many[head] = _results(here, head, name.at)
        elif head in scope.roles:
            (single if scope.roles[head] else many)[head] = Rows(head)
    for part, whole in ROWS_OF.items():
        if whole in many:
            many.pop(part, None)
    found = list((many or single).values())
    if len(found) != 1:
        tables = (name for name, asked in scope.indicators.items() if asked.columns is not None)
        there = [rows.name for rows in found] or [*scope.roles, *scope.collections, *tables]
        code = "one-collection" if found else "no-collection"
        raise SyntaxProblem(code, node.at, name=node.function, names=", ".join(sorted(there)))
    return found[0]


def _table_path(here: Here, name: Name) -> tuple[str, ...] | None:
    """The beginning of a name that says a table: ``issues``, ``lead.issues``."""
    parts, indicators = without_prior(name), here.scope.indicators
    if parts[0] in (*here.scope.roles, "consortium", "region", "this"):
        return parts[:2] if len(parts) > 1 and _is_table(indicators.get(parts[1])) else None
    bare = here.where is None or here.where.columns is None
    return parts[:1] if bare and _is_table(indicators.get(parts[0])) else None


def _is_table(asked: Asked | None) -> bool:
    return asked is not None and asked.columns is not None


def _results(here: Here, name: str, at: int) -> Rows:
    """Rows of results: all of them, or those that the row around has."""
    columns = {field: Column(kind, False) for field, kind in here.scope.collections[name].items()}
    around = here.over or here.where
    table = None
    if around is not None and ROWS_OF.get(name) == around.name:
        table = Term("element", TABLE, at, value=Reference("", name, -1, ""))
    return Rows(name, columns, table)


# functions


def _function(here: Here, node: Call) -> Term:
    name, at = node.function, node.at
    if name in ("change", "growth"):
        return _since(here, node)
    if name in ("complete", "answered"):
        (arg,) = node.args
        of = reference(here, arg) if isinstance(arg, Name) else here.term(arg)
        return Term("function", BOOL, at, (expect(of, "table") if name == "complete" else of,), name)
    first = here.term(node.args[0])
    if name == "has":
        return Term("function", BOOL, at, (first, option(here, node.args[1], expect(first, "set").type)), name)
    if name in ("missing", "present"):
        return Term("function", COUNT, at, (expect(first, "set"),), name)
    if name == "abs":
        kind = expect(first, "number").type
        return Term("function", replace(kind, positive=kind.positive or kind.scale != "share"), at, (first,), name)
    second = here.term(node.args[1])
    if name == "days":
        args = (expect(first, "date"), expect(second, "date"))
        return Term("function", replace(COUNT, positive=False), at, args, name)
    return Term("function", join_types(first, second), at, (first, second), name)


def _since(here: Here, node: Call) -> Term:
    """``change`` and ``growth`` of an indicator since the period before."""
    name, (arg,) = node.function, node.args
    if not isinstance(arg, Name):
        raise SyntaxProblem("indicator-expected", arg.at, name=name)
    now = reference(here, arg)
    then = before(now, name, arg.at)
    kind = replace(expect(now, "number").type, positive=False) if name == "change" else ANY
    return Term("function", kind, node.at, (now, then), name)
