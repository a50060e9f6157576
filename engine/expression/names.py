"""Names of expressions: takes a name and where it stands, gives the typed term that reads it, or the problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from gongti.engine.document import nearest
from gongti.engine.expression.syntax import Name, Node, SyntaxProblem
from gongti.engine.expression.types import (
    BOOL,
    COUNT,
    DATE,
    FIELDS,
    HAS_PRIOR,
    MOMENTS,
    SHARE,
    TABLE,
    Asked,
    Column,
    Reached,
    Reference,
    Scope,
    Term,
    Type,
)

NOT_YET: Final = frozenset({"peers"})
"""Of the language, but not built: refused by name."""

PLACES: Final = ("consortium", "region")


class Rows(NamedTuple):
    """What an aggregate goes over: a role's facilities, or rows with ``columns``, read from ``table`` if it has one."""

    name: str
    columns: Mapping[str, Column] | None = None
    table: Term | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """Where a node stands: its names, the rows written C.x here, and those whose condition this is, if any."""

    scope: Scope
    walk: Callable[[Here, Node], Term]
    over: Rows | None = None
    where: Rows | None = None

    def term(self, node: Node) -> Term:
        return self.walk(self, node)


def read_name(here: Here, node: Name) -> Term:
    """The term of a name that stands as a value."""
    term = reference(here, node)
    if term.type == TABLE:
        raise SyntaxProblem("column-alone", node.at, name=".".join(node.parts))
    return term


def reference(here: Here, node: Name) -> Term:
    """The term of a name; a table's too."""
    head, *rest = node.parts
    scope = here.scope
    if head in NOT_YET:
        raise SyntaxProblem("not-yet", node.at, what=head)
    if here.over is None and here.where is not None and head in (here.where.columns or ()):
        return _column(node, here.where, head, rest)
    if head == "prior":
        if not rest:
            raise SyntaxProblem("indicator-expected", node.at, name=head)
        return before(reference(here, Name(node.at, tuple(rest))), "prior", node.at)
    if head == HAS_PRIOR:
        return _leaf(node, rest, Term("given", BOOL, node.at, value=head))
    if head == "this":
        if scope.unit != "facility":
            raise SyntaxProblem("no-this", node.at)
        return _member(here, node, rest, head, "")
    if head in PLACES and rest:
        return _member(here, node, rest, head, head)
    if head in scope.roles:
        return _of_role(here, node, head, rest)
    if head in scope.collections:
        if here.over is None or here.over.name != head or not rest:
            raise SyntaxProblem("column-alone", node.at, name=head)
        return _column(node, here.over, rest[0], rest[1:])
    return _bare(here, node, head, rest)


def before(term: Term, said: str, at: int) -> Term:
    """What a term read in the period before: an indicator's prior answer, a calc over prior answers."""
    if term.type == TABLE:
        raise SyntaxProblem("prior-of-table", at, name=term.value.name)
    if not (isinstance(term.value, Reached) or (isinstance(term.value, Reference) and term.value.slot >= 0)):
        raise SyntaxProblem("indicator-expected", at, name=said)
    return _prior(term, at)


def all_before(term: Term) -> Term | None:
    """The whole of a term in the period before; None where a part of it already is, or has none (a table)."""
    try:
        return _prior(term, term.at)
    except SyntaxProblem:
        return None


def _prior(term: Term, at: int) -> Term:
    value = term.value
    if isinstance(value, Reference) and value.slot >= 0:
        if term.type == TABLE:
            raise SyntaxProblem("prior-of-table", at, name=value.name)
        if value.prior:
            raise SyntaxProblem("prior-of-prior", at, name=value.name)
        return replace(term, at=at, value=value._replace(prior=True))
    args = tuple(None if a is None else _prior(a, at) for a in term.args)
    return replace(term, args=args, value=value._replace(prior=True) if isinstance(value, Reached) else value)


def _bare(here: Here, node: Name, head: str, rest: list[str]) -> Term:
    scope, where = here.scope, here.where
    if where is not None and where.columns is not None:
        if head in where.columns:  # in the argument of an aggregate inside the condition
            raise SyntaxProblem("bare-in-column", node.at, name=head)
    elif where is not None or scope.unit == "facility" or head in scope.indicators:
        found = _of_unit(here, node, head, rest)
        if found is not None:
            return found
    if head in scope.parameters:
        return _leaf(node, rest, Term("parameter", answered_type(scope.parameters[head]), node.at, value=head))
    if head in MOMENTS:
        return _leaf(node, rest, Term("moment", DATE, node.at, value=head))
    if head in scope.given:
        return _leaf(node, rest, Term("given", scope.given[head], node.at, value=head))
    raise SyntaxProblem("unknown-name", node.at, name=head, near=nearest(head, known_names(here)))


def _of_unit(here: Here, node: Name, head: str, rest: list[str]) -> Term | None:
    """A bare indicator or field: of the element inside ``where``, else of the unit; a place of its own stays it."""
    scope = here.scope
    asked = scope.indicators.get(head)
    if asked is not None and asked.of in PLACES:
        return _answer(here, node, head, rest, asked.of, asked.of)
    if asked is None and head not in FIELDS:
        return None
    op = "element" if here.where is not None else "own"
    if op == "element" and here.over is not None and not (asked is not None and _is_over(here, op, "", asked)):
        # The element here is one of C in C.x, no longer the one whose condition this is.
        raise SyntaxProblem("bare-in-column", node.at, name=head)
    if asked is None:
        return _leaf(node, rest, Term(op, FIELDS[head], node.at, value=Reference("", head, -1, "")))
    if op == "own" and scope.unit != "facility":
        role = asked.of if asked.of in scope.roles else ""
        raise SyntaxProblem("asked-elsewhere", node.at, name=head, of=asked.of, role=role or "ROLE")
    return _answer(here, node, head, rest, op, "")


def _member(here: Here, node: Name, rest: list[str], op: str, owner: str) -> Term:
    """``consortium.x``, ``region.x``, ``this.x``."""
    if not rest:
        raise SyntaxProblem("unknown-name", node.at, name=node.parts[0], near="")
    name = rest[0]
    if name in here.scope.indicators:
        asked = here.scope.indicators[name]
        if op in PLACES and asked.of != op:
            raise SyntaxProblem("asked-elsewhere", node.at, name=name, of=asked.of, role=asked.of)
        return _answer(here, node, name, rest[1:], op, owner)
    if op == "this" and name in FIELDS:
        return _leaf(node, rest[1:], Term(op, FIELDS[name], node.at, value=Reference("", name, -1, "")))
    raise _unknown(node, name, known_names(here))


def _of_role(here: Here, node: Name, role: str, rest: list[str]) -> Term:
    if not rest:
        raise SyntaxProblem("column-alone", node.at, name=role)
    op, owner = ("element", "") if here.over is not None and role == here.over.name else ("role", role)
    name = rest[0]
    if name in here.scope.indicators:
        asked = here.scope.indicators[name]
        if asked.of in PLACES:
            raise SyntaxProblem("asked-elsewhere", node.at, name=name, of=asked.of, role=asked.of)
        if asked.columns is not None and not here.scope.roles[role]:
            raise SyntaxProblem("table-of-many", node.at, name=name, role=role)
        return _answer(here, node, name, rest[1:], op, owner)
    if name in FIELDS:
        return _leaf(node, rest[1:], Term(op, FIELDS[name], node.at, value=Reference(owner, name, -1, "")))
    raise _unknown(node, name, known_names(here))


def _answer(here: Here, node: Name, name: str, rest: list[str], op: str, owner: str) -> Term:
    """An indicator's answer, a calc's value, or a table with or without the column of it that is gone over."""
    asked = here.scope.indicators[name]
    if asked.calc is not None:
        reached = Reached(op, owner, name)
        return _leaf(node, rest, Term("calc", asked.type, node.at, (asked.calc,), reached))
    if asked.columns is None:
        return _cell(node, rest, op, Column(asked.type, asked.ratio), Reference(owner, name, asked.slot, ""))
    if not rest:
        return Term(op, TABLE, node.at, value=Reference(owner, name, asked.slot, ""))
    if here.over is None or not _is_over(here, op, owner, asked):
        raise SyntaxProblem("column-alone", node.at, name=".".join(node.parts))
    return _column(node, here.over, rest[0], rest[1:])


def _is_over(here: Here, op: str, owner: str, asked: Asked) -> bool:
    """Whether this is the table whose rows are gone over here."""
    table = here.over.table if here.over is not None else None
    return table is not None and (table.op, table.value.owner, table.value.slot) == (op, owner, asked.slot)


def _column(node: Name, rows: Rows, name: str, rest: Sequence[str]) -> Term:
    columns = rows.columns or {}
    if name not in columns:
        raise _unknown(node, name, list(columns))
    return _cell(node, list(rest), "element", columns[name], Reference("", name, -1, ""))


def _cell(node: Name, rest: list[str], op: str, column: Column, read: Reference) -> Term:
    kind = answered_type(column.type)
    if column.ratio:
        kind = SHARE
        if rest[:1] in (["part"], ["whole"]):
            read, rest = read._replace(part=rest[0]), rest[1:]
            kind = replace(COUNT, unit=column.type.unit)
    return _leaf(node, rest, Term(op, kind, node.at, value=read))


def answered_type(kind: Type) -> Type:
    """The type of what someone gives as a count or a share: it cannot lie below 0."""
    return replace(kind, positive=True) if kind.base == "number" and (kind.whole or kind.scale == "share") else kind


def _leaf(node: Name, rest: list[str], term: Term) -> Term:
    if rest:
        raise SyntaxProblem("unknown-name", node.at, name=".".join(node.parts), near="")
    return term


def _unknown(node: Name, name: str, known: list[str]) -> SyntaxProblem:
    return SyntaxProblem("unknown-name", node.at, name=".".join(node.parts), near=nearest(name, known))


def known_names(here: Here) -> list[str]:
    """Every word that could begin a name."""
    scope = here.scope
    names = [*scope.indicators, *scope.roles, *scope.parameters, *scope.collections, *scope.given]
    return [*names, *FIELDS, *MOMENTS, HAS_PRIOR]
