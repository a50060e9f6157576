"""Where a criterion's words and numbers come from: takes a desk and a criterion, gives what it cites.

A number that decides may stand in a dated parameter, with a source of its own. What a report says of a criterion rests
on that source too, so it is cited beside the criterion's clauses, with how its words were seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongti.engine.expression import Term
from gongti.engine.measure import Desk
from gongti.engine.pack import BoundCriterion, Formula, Pack
from gongti.engine.pack.criteria import formulas_of
from gongti.engine.pack.models import Cite


def formulas(criterion: BoundCriterion, adjusted: bool = False) -> Iterator[Formula]:
    """Every formula that decides on a criterion; with ``adjusted`` those of a review's adjustments too."""
    yield from formulas_of(criterion)
    for entry in criterion.adjust if adjusted else ():
        yield from (f for f in (entry.when, entry.times, entry.minus) if f is not None)


def parameters(criterion: BoundCriterion, adjusted: bool = False) -> tuple[str, ...]:
    """The parameters its formulas name, those of their calcs too, each once."""
    return tuple(dict.fromkeys(n for f in formulas(criterion, adjusted) for n in _named(f.term)))


def _named(term: Term) -> Iterator[str]:
    if term.op == "parameter":
        yield term.value
    for arg in term.args:
        if arg is not None:
            yield from _named(arg)


def cited(desk: Desk, criterion: BoundCriterion) -> tuple[Cite, ...]:
    """The criterion's clauses, then those of the numbers it reads as they stand on the day, each once."""
    held = (desk.parameters.get(name) for name in parameters(criterion))
    cites = [*criterion.cites, *(c for value in held if value is not None for c in value.cites)]
    return tuple(c for i, c in enumerate(cites) if c not in cites[:i])


def cite_row(pack: Pack, cite: Cite) -> dict[str, Any]:
    """One source as plain data: document, clause, quote, how it was seen, and the requirements it answers."""
    return {
        "doc": cite.doc,
        "document": pack.documents[cite.doc].title.said("zh"),
        "clause": cite.clause,
        "quote": cite.quote,
        "seen": pack.seen(cite),
        "ref": list(cite.ref),
    }
