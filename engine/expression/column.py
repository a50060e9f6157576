"""Collections in expressions: takes an aggregate's term, gives its elements in a world, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gongti.engine.expression.aggregate import AGGREGATE
from gongti.engine.expression.reading import element_slots
from gongti.engine.expression.types import Term
from gongti.engine.expression.world import NOT_ASKED, Evaluate, TableValue, Unit, World, unknown
from gongti.engine.values import interval as iv

Compile = Callable[[Term], Evaluate]
Elements = Callable[[World, Unit, Unit], list[tuple[Unit, bool]] | None]

_NONE: frozenset[str] = frozenset()
_STATISTICS = ("mean", "median", "min", "max")


def compile_elements(term: Term, compile_: Compile) -> Elements:
    """The elements an aggregate goes over, each with whether it is sure to be in; None where nobody can tell.

    Who is not asked what it reads is left out; who perhaps is not asked is perhaps in.
    """
    of, condition, table, _ = term.args
    where = compile_(condition) if condition is not None else None
    slots = sorted({*element_slots(of), *element_slots(condition)})
    rows_of, collection = _rows(term, table, compile_), term.value.collection

    def elements(w: World, u: Unit, e: Unit) -> list[tuple[Unit, bool]] | None:
        rows = rows_of(w, u, e)
        if rows is None:
            return None
        unsure = w.unsure.get(collection, _NONE) if w.unsure else _NONE
        if not slots and where is None:
            return [(row, row.id not in unsure) for row in rows]
        found = []
        for row in rows:
            values = row.values
            for slot in slots:
                if values[slot] is NOT_ASKED:
                    break
            else:
                sure = row.id not in unsure and (not row.unsure or row.unsure.isdisjoint(slots))
                inside = True if where is None else where(w, u, row)
                if inside is not False:
                    found.append((row, sure and inside is True))
        return found

    return elements


def _rows(term: Term, table: Term | None, compile_: Compile) -> Callable[[World, Unit, Unit], Sequence[Unit] | None]:
    """A role's facilities, all rows of results, or a table's rows; None where they are not known."""
    collection = term.value.collection
    if table is None:
        return lambda w, u, e: w.roles[collection] if collection in w.roles else w.collections.get(collection)
    read = compile_(table)

    def of_table(w: World, u: Unit, e: Unit) -> Sequence[Unit] | None:
        value = read(w, u, e)
        if value.__class__ is TableValue:
            return value.rows if value.known else None
        return value if isinstance(value, (tuple, list)) else None

    return of_table


def compile_aggregate(term: Term, compile_: Compile) -> Evaluate:
    """What an aggregate makes of its elements."""
    function, _, better = term.value
    of, _, _, placed = term.args
    elements, unanswered = compile_elements(term, compile_), _unanswered(term)
    combine = AGGREGATE[function]
    value = compile_(of) if of is not None else _there
    # Of nobody: the range of what is averaged or picked, which the result cannot leave either.
    blank = unknown(of if of is not None and function in _STATISTICS else term)
    place_of = compile_(placed) if placed is not None else None

    def run(w: World, u: Unit, e: Unit) -> Any:
        found = elements(w, u, e)
        if found is None:
            return unanswered
        return combine([(sure, value(w, u, row)) for row, sure in found], blank)

    def run_place(w: World, u: Unit, e: Unit) -> Any:
        found = elements(w, u, e)
        if found is None or place_of is None:
            return blank
        mine = place_of(w, u, e)
        theirs = [(sure, value(w, u, row)) for row, sure in found]
        if better == "higher":
            return combine([(sure, iv.at_least(mine, other)) for sure, other in theirs], blank)
        return combine([(sure, iv.at_least(other, mine)) for sure, other in theirs], blank)

    return run if place_of is None else run_place


def _there(w: World, u: Unit, e: Unit) -> bool:
    return True


def _unanswered(term: Term) -> Any:
    """What an aggregate over a table is that is not answered: there may be any rows with anything in them."""
    function, of = term.value.function, term.args[0]
    if function == "sum" and of is not None:
        return iv.NOT_NEGATIVE if of.type.positive else iv.ANY_NUMBER
    return unknown(of if of is not None and function in _STATISTICS else term)
