"""Whose answers an item read: takes a criterion and its units' parties, gives each (party, question) once, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongti.engine.expression import NOT_ASKED
from gongti.engine.measure.desk import Desk, Party
from gongti.engine.pack import BoundCriterion, Question

Reads = Sequence[tuple[str, str, str]]
"""(op, owner, indicator), as ``BoundCriterion.reads`` and ``prior_reads``."""


def answers_of(desk: Desk, criterion: BoundCriterion, units: Sequence[Party]) -> Iterator[tuple[Party, Question]]:
    """Every answer that the item can rest on: its units' own, and those of the columns and owners that it names."""
    return read_of(desk, criterion.reads, units)


def read_of(desk: Desk, reads: Reads, units: Sequence[Party]) -> Iterator[tuple[Party, Question]]:
    """The answers that are read; what a party is not asked is none of them."""
    questions = {q.id: q for q in desk.pack.questions}
    seen: set[tuple[str, str]] = set()
    for op, owner, name in reads:
        question = questions[name]
        for party in owners(desk, op, owner, units):
            if (party.id, name) not in seen and party.unit.values[question.slot] is not NOT_ASKED:
                seen.add((party.id, name))
                yield party, question


def owners(desk: Desk, op: str, owner: str, units: Sequence[Party]) -> Sequence[Party]:
    """Whose values a name reads: one party's, a collection's, or the units' own."""
    if op == "consortium":
        return (desk.consortium,)
    if op == "region":
        return (desk.region,)
    return desk.parties(owner) if op == "role" else units
