"""What is lacking: takes a finding, gives the answers it rests on and those it lacks, each with why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from gongti.engine.expression import NOT_ASKED, RatioValue, reads
from gongti.engine.measure import Desk, Given, Party
from gongti.engine.measure import answers_of as read_by
from gongti.engine.measure.answers import Reason
from gongti.engine.measure.answers_of import Reads, owners
from gongti.engine.pack import Question
from gongti.engine.score import Finding

Why = Reason | Literal["zero", "prior", "prior_differs"]
"""Why an answer is lacking: a share of nothing has no value, and of the last period nothing may be known."""


def answers_of(desk: Desk, finding: Finding) -> Iterator[tuple[Party, Question]]:
    """Every answer a finding can rest on: its own units' and those of the columns and owners it names.

    Where it is not known whether a question is asked, what decides that comes before it.
    """
    found = list(read_by.answers_of(desk, finding.criterion, [m.party for m in finding.measurement.units]))
    if not any(question.slot in party.unit.unsure for party, question in found):
        yield from found
        return
    seen: set[tuple[str, str]] = set()
    for party, question in found:
        yield from _with_gates(desk, party, question, seen)


def _with_gates(
    desk: Desk, party: Party, question: Question, seen: set[tuple[str, str]]
) -> Iterator[tuple[Party, Question]]:
    key = (party.id, question.id)
    if key in seen:
        return
    seen.add(key)
    if question.slot in party.unit.unsure and question.ask_when is not None:
        for gate, condition in read_by.read_of(desk, tuple(reads(question.ask_when.term)), (party,)):
            yield from _with_gates(desk, gate, condition, seen)
    yield party, question


def missing(desk: Desk, finding: Finding) -> Iterator[tuple[Party, Question, Why]]:
    """The answers a finding lacks: (whose, which, why), in order; none where it is outside the score."""
    if finding.measurement.out is not None:
        return
    for party, question in answers_of(desk, finding):
        given = party.given[question.slot]
        if given is not None and given.reason is not None:
            yield party, question, "zero" if _of_nothing(party, question, given) else given.reason
    yield from _prior(desk, finding.criterion.prior_reads, [m.party for m in finding.measurement.units])


def _of_nothing(party: Party, question: Question, given: Given) -> bool:
    """Whether a ratio is known, and is of nothing."""
    value = party.unit.values[question.slot]
    return given.reason == "partial" and isinstance(value, RatioValue) and value.whole == 0


def _prior(desk: Desk, prior_reads: Reads, units: list[Party]) -> Iterator[tuple[Party, Question, Why]]:
    """What is not known of the last period."""
    seen: set[tuple[str, str]] = set()
    for op, owner, name in prior_reads:
        question = desk.pack.question(name)
        for party in owners(desk, op, owner, units):
            if (party.id, name) in seen or party.unit.values[question.slot] is NOT_ASKED:
                continue
            seen.add((party.id, name))
            given = party.prior_given[question.slot] if question.slot < len(party.prior_given) else None
            if given is None or given.reason is not None:
                differs = given is not None and given.reason == "differs"
                yield party, question, "prior_differs" if differs else "prior"


def lacks(party: Party, question: Question) -> tuple[str, ...]:
    """The parts of an answer that are not there: a series' periods, a table's cells."""
    given = party.given[question.slot]
    return given.lacks if given is not None else ()
