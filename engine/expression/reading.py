"""What expressions read: takes a tree, or a typed tree, gives the indicators it names and whose answers they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongti.engine.expression.syntax import Call, Comparison, ListOf, Name, Node, Operation
from gongti.engine.expression.types import Asked, Reached, Reference, Scope, Term

Read = tuple[str, str, str]
"""(op, role or owner, indicator), ``op`` as in ``Term``."""

OWN = ("own", "this")


def names(node: Node) -> Iterator[Name]:
    """Every name in a tree, outside the conditions of aggregates and the tables of ``complete``."""
    if isinstance(node, Name):
        yield node
    for part in _parts(node):
        yield from names(part)


def _parts(node: Node) -> Iterable[Node]:
    if isinstance(node, ListOf):
        return node.items
    if isinstance(node, Call) and node.function == "complete":
        return ()
    return node.args if isinstance(node, (Call, Operation, Comparison)) else ()


def without_prior(name: Name) -> tuple[str, ...]:
    """The parts of a name after ``prior``."""
    return name.parts[1:] if name.parts[0] == "prior" and len(name.parts) > 1 else name.parts


def own_indicators(node: Node, scope: Scope) -> Iterator[Asked]:
    """The indicators that bare names of a tree read, before it is known whose they are."""
    if isinstance(node, Name):
        head = without_prior(node)[0]
        if head in scope.indicators:
            yield scope.indicators[head]
        return
    parts = node.args if isinstance(node, Call) else _parts(node)
    for part in parts:
        yield from own_indicators(part, scope)


def reads(term: Term) -> Iterator[Read]:
    """Every indicator a term can read. A calc's are those of its own term, as they are reached from here.

    Names inside ``where`` and over a collection come as ``role`` with that collection.
    """
    for read, _ in _reads(term, None, ""):
        yield read


def current_reads(term: Term) -> Iterator[Read]:
    """As ``reads``, of what it reads from this period."""
    for read, prior in _reads(term, None, ""):
        if not prior:
            yield read


def prior_reads(term: Term) -> Iterator[Read]:
    """As ``reads``, of what it reads from the period before only."""
    for read, prior in _reads(term, None, ""):
        if prior:
            yield read


def fields_read(term: Term) -> Iterator[Read]:
    """Every field of the register that a term can read, as ``reads`` tells indicators; a table's columns too."""
    yield from _fields(term, None, "")


def _fields(term: Term, home: tuple[str, str] | None, collection: str) -> Iterator[Read]:
    value = term.value
    if isinstance(value, Reference) and value.slot < 0:
        yield (*_reached(term.op, value.owner, home, collection), value.name)
    if isinstance(value, Reached):
        home, collection = _reached(value.mode, value.owner, home, collection), ""
    for i, arg in enumerate(term.args):
        if arg is not None:
            inside = term.op == "aggregate" and i < 2
            yield from _fields(arg, home, term.value.collection if inside else collection)


def _reads(term: Term, home: tuple[str, str] | None, collection: str) -> Iterator[tuple[Read, bool]]:
    """``home`` is how the unit of a calc was reached, ``collection`` what the elements here are of."""
    value = term.value
    if isinstance(value, Reference) and value.slot >= 0:
        yield (*_reached(term.op, value.owner, home, collection), value.name), value.prior
    if isinstance(value, Reached):
        home, collection = _reached(value.mode, value.owner, home, collection), ""
    for i, arg in enumerate(term.args):
        if arg is not None:
            inside = term.op == "aggregate" and i < 2
            yield from _reads(arg, home, term.value.collection if inside else collection)


def _reached(op: str, owner: str, home: tuple[str, str] | None, collection: str) -> tuple[str, str]:
    if op == "element":
        return "role", collection
    return home if home is not None and op in OWN else (op, owner)


def reads_own(term: Term) -> bool:
    """Whether a term reads an answer or a field of its own unit."""
    if isinstance(term.value, Reached) and term.value.mode not in OWN:
        return False
    return term.op in OWN or any(reads_own(a) for a in term.args if a is not None)


def element_slots(term: Term | None) -> list[int]:
    """The indicators an aggregate's argument reads off each element: who is not asked them is left out."""
    return sorted(set(_slots(term, ("element",))))


def _slots(term: Term | None, ops: tuple[str, ...]) -> Iterator[int]:
    if term is None:
        return
    value = term.value
    if isinstance(value, Reference) and value.slot >= 0 and term.op in ops:
        yield value.slot
    if isinstance(value, Reached):
        if value.mode not in ops:
            return
        ops = OWN
    # Of an aggregate inside, only the table it goes over and what it places are read here.
    for arg in term.args[2:] if term.op == "aggregate" else term.args:
        yield from _slots(arg, ops)
