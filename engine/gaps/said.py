"""Names and values in words: takes a term and a party, gives what is asked and what was answered, both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from gongti.engine.expression import Aggregate, RatioValue, Reached, Reference, Term, compile_term
from gongti.engine.measure import Desk, Party, percent_text, written
from gongti.engine.pack import Question
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, decimals, lowest, magnitude, show
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Sentence, Text, sentence

Words = Sentence | Text | str

NAMES: Final = 3
"""Facilities named in one sentence before the rest are counted."""
_LONG_FRACTION: Final = 1000
"""A denominator from which on a fraction is no help to a reader."""
PARTS: Final = 6
"""Rows, cells and periods named in one sentence before the rest are counted."""


def unwrapped(desk: Desk, term: Term, party: Party) -> tuple[Term, Party]:
    """What a calc computes, with the party whose answers it then reads; any other term as it is."""
    while isinstance(term.value, Reached) and not term.value.prior and term.args[0] is not None:
        home = owner_of(desk, term.value.mode, term.value.owner, party)
        if home is None:
            break
        term, party = term.args[0], home
    return term, party


def owner_of(desk: Desk, op: str, owner: str, party: Party) -> Party | None:
    """Whose answer a name reads; None where a role that should be one facility is not, or it is an element's."""
    if op in ("own", "this"):
        return party
    if op == "role":
        found = desk.parties(owner)
        return found[0] if len(found) == 1 else None
    return {"consortium": desk.consortium, "region": desk.region}.get(op)


def question_of(desk: Desk, term: Term) -> Question | None:
    """The question whose answer a name is."""
    read = isinstance(term.value, Reference) and term.value.slot >= 0
    return desk.pack.questions[term.value.slot] if read else None


def label_of(desk: Desk, term: Term) -> Words:
    """What a term is called, by the labels of questions and calcs; "" where it has no name."""
    if isinstance(term.value, Reached):
        name = term.value.name
        label: Words = next((c.label for c in desk.pack.calcs if c.id == name), "")
        return sentence("word.prior-of", label=label) if term.value.prior else label
    if term.op == "function" and term.value in ("growth", "change") and term.args[0] is not None:
        return _labelled(f"word.{term.value}-of", label_of(desk, term.args[0]))
    if isinstance(term.value, Aggregate):
        return _of_many(desk, term, term.value.function)
    question = question_of(desk, term)
    if question is None:
        return ""
    label = {"part": question.part, "whole": question.whole}.get(term.value.part, question.label)
    if term.value.prior:
        return sentence("word.prior-of", label=label)
    return sentence(f"word.fold-{question.fold}", label=label) if question.fold is not None else label


def _of_many(desk: Desk, term: Term, function: str) -> Words:
    """What facilities' answers come to together, or where one stands among them."""
    of = term.args[3] if function == "place" else term.args[0]
    if of is None or function not in ("sum", "mean", "median", "min", "max", "place"):
        return ""
    return _labelled(f"word.{function}-of", label_of(desk, of))


def _labelled(code: str, label: Words) -> Words:
    return sentence(code, label=label) if label else ""


def options_of(desk: Desk, term: Term, table: Question | None = None) -> Mapping[str, Text]:
    """The options that a set's or a choice's values are of, by id."""
    question = question_of(desk, term)
    if question is not None and question.options:
        return question.options
    if isinstance(term.value, Reference) and table is not None and table.table is not None:
        column = table.table.columns.get(term.value.name)
        return column.options if column is not None else {}
    inner = table
    if term.op == "aggregate" and len(term.args) > 2 and term.args[2] is not None:
        inner = question_of(desk, term.args[2])
    for arg in term.args:
        if arg is not None and (found := options_of(desk, arg, inner)):
            return found
    return {}


def value_text(term: Term, value: Any, desk: Desk) -> Words:
    """A value as people write it: a share in percent or as its fraction, a number with its unit, a day, an option."""
    if not iv.is_known(value):
        return sentence("word.unknown")
    if value is NO_DATE:
        return sentence("word.no-date")
    if isinstance(value, bool):
        return sentence("word.yes" if value else "word.no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return options_of(desk, term).get(value, value)
    if isinstance(value, frozenset):
        return said_options(options_of(desk, term), value)
    if isinstance(value, RatioValue):
        value = value.share
        return percent_text(value) if iv.is_known(value) else sentence("word.unknown")
    kind = term.type
    if kind.scale == "share" and term.op == "function" and term.value == "change":
        return sentence("word.points", count=amount_text(100 * value))
    if kind.scale == "share" or (kind.scale == "any" and 0 <= value <= 1 and not kind.whole):
        return percent_text(value)
    question = question_of(desk, term)
    unit = question.unit if question is not None else Text(kind.unit)
    return with_unit(value, unit)


def with_unit(value: Number, unit: Text) -> Words:
    """A number and its unit, as each language sets them side by side."""
    amount = amount_text(value)
    return Text(amount + unit.zh, f"{amount} {unit.en}" if unit.en else amount + unit.zh)


def held(desk: Desk, term: Term, party: Party) -> Words:
    """The reporter's own number: the two counts of a ratio or a quotient, else the value."""
    term, party = unwrapped(desk, term, party)
    question = question_of(desk, term)
    if question is not None and question.type == "ratio" and not term.value.part and not term.value.prior:
        owner = owner_of(desk, term.op, term.value.owner, party)
        if owner is not None:
            return written(question, owner.unit.values[question.slot]) or ""
    if term.op == "/" and term.args[0] is not None and term.args[1] is not None:
        ends = [value_at(desk, a, party) for a in (term.args[0], term.args[1])]
        return "/".join(amount_text(e) if iv.is_known(e) else "?" for e in ends)
    return value_text(term, value_at(desk, term, party), desk)


def value_at(desk: Desk, term: Term, party: Party) -> Any:
    """What a term comes to at one party."""
    return compile_term(term)(desk.world, party.unit, party.unit)


def said_options(labels: Mapping[str, Text], chosen: Iterable[str]) -> Words:
    """Options by their labels, in the pack's order; none is said so."""
    chosen = frozenset(chosen)
    found = [text for name, text in labels.items() if name in chosen]
    found += [Text(name) for name in sorted(chosen - set(labels))]
    return joined(found) if found else sentence("word.no-date")


def joined(texts: Iterable[Text]) -> Text:
    """Several words in a row, as each language writes it."""
    found = list(texts)
    return Text("、".join(t.zh for t in found), ", ".join(t.en or t.zh for t in found))


def said_names(names: list[str], limit: int = NAMES, code: str = "reason.and-others") -> Words:
    """Some by name, the rest counted."""
    if len(names) <= limit:
        return joined(Text(n) for n in names)
    shown = joined(Text(n) for n in names[:limit])
    return sentence(code, names=shown, count=len(names))


def who(party: Party) -> Words:
    """What a party is called in a sentence."""
    return sentence(f"owner.{party.id}") if party.id in ("consortium", "region") else party.name


def amount_text(value: Number) -> str:
    """A number for a sentence: whole, else with as many decimals as it has, else two; of a small one the fraction,
    or four decimals where its fraction says less than they do."""
    n, d = lowest(value)
    for places in range(5):
        if n * 10**places % d == 0:
            return decimals(value, places)
    if magnitude(value) >= 1:
        return decimals(value, 2)
    return show(value) if d < _LONG_FRACTION else decimals(value, 4)
