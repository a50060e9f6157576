"""What is inside an expression: takes a term and a unit, gives the calcs and tables it reads, and where it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gongti.engine.expression import Aggregate, Reached, Reference, Term, Unit, compile_term
from gongti.engine.expression.column import compile_elements
from gongti.engine.measure import Desk

_MOST: Final = 24
"""Elements of a collection that are looked into."""


class Standing(NamedTuple):
    """A term and where it stands: the unit its bare names read, the element an aggregate is at, itself or not."""

    term: Term
    unit: Unit
    element: Unit
    inside: bool


def calcs(desk: Desk, term: Term, unit: Unit) -> Iterator[tuple[Term, Unit]]:
    """Every calc that is reached, with the unit it is read at; the ones it rests on come after it."""
    for found in _walk(desk, Standing(term, unit, unit, False)):
        if isinstance(found.term.value, Reached):
            home = _home(desk, found)
            if home is not None:
                yield found.term, home


def tables(desk: Desk, term: Term, unit: Unit) -> Iterator[Standing]:
    """Every aggregate over a table's rows."""
    for found in _walk(desk, Standing(term, unit, unit, False)):
        table = found.term.args[2] if isinstance(found.term.value, Aggregate) else None
        if table is not None and not found.inside and isinstance(table.value, Reference) and table.value.slot >= 0:
            yield found


def _walk(desk: Desk, at: Standing) -> Iterator[Standing]:
    yield at
    term = at.term
    if isinstance(term.value, Reached):
        home = _home(desk, at)
        if home is not None and term.args[0] is not None:
            yield from _walk(desk, Standing(term.args[0], home, home, at.inside))
        return
    elements = [at.element]
    if isinstance(term.value, Aggregate) and any(_reaches(a) for a in term.args[:2] if a is not None):
        rows = compile_elements(term, compile_term)(desk.world, at.unit, at.element)
        elements = [row for row, _ in (rows or [])[:_MOST]]
    for i, arg in enumerate(term.args):
        if arg is None:
            continue
        if isinstance(term.value, Aggregate) and i < 2:
            for row in elements:
                yield from _walk(desk, Standing(arg, at.unit, row, True))
        else:
            yield from _walk(desk, at._replace(term=arg))


def _reaches(term: Term) -> bool:
    return isinstance(term.value, Reached) or any(_reaches(a) for a in term.args if a is not None)


def _home(desk: Desk, at: Standing) -> Unit | None:
    """The unit a calc is read at; None where a role that should be one facility is not."""
    reached: Reached = at.term.value
    if reached.mode == "role":
        found = desk.world.roles[reached.owner]
        return found[0] if len(found) == 1 else None
    places = {"consortium": desk.consortium.unit, "region": desk.region.unit, "element": at.element}
    return places.get(reached.mode, at.unit)
