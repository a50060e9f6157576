"""Reasons (扣分理由): takes a finding, gives one sentence for each deduction, with the reporter's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gongti.engine.expression import NOT_ASKED, RatioValue, Term
from gongti.engine.gaps.distance import across_bar, amount_text, bar_of
from gongti.engine.measure import Desk, Measured, Party, percent_text, written
from gongti.engine.pack import BoundCriterion, Question
from gongti.engine.score import Finding
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, decimals, divide
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Sentence, Text, sentence

Words = Sentence | Text | str

NAMES: Final = 3
"""Facilities named in one sentence before the rest are counted."""


def reasons(desk: Desk, finding: Finding) -> tuple[Sentence, ...]:
    """Why points are lost or open, in order; none where the criterion is met, watched or waived."""
    status = finding.status
    if status == "not_applicable":
        why = sentence("reason.not-asked")
        if finding.criterion.applies is not None and (finding.measurement.excluded or not finding.measurement.units):
            why = sentence("reason.condition-false", condition=finding.criterion.applies.text)
        return (sentence("reason.not-applicable", why=why, points=decimals(finding.criterion.points)),)
    if status == "contested":
        return tuple(_contested(desk, finding))
    if status == "undetermined":
        sure = finding.criterion.points - finding.high
        return (*_undetermined(desk, finding), *(_lost(desk, finding, sure, "reason.lost") if sure else ()))
    if status == "explained" and finding.explanation is not None:
        lost = finding.criterion.points - finding.scored.low
        text = finding.explanation.text
        given = decimals(finding.low)
        if finding.scored.low != finding.scored.high:
            return (sentence("reason.explained-open", text=text, points=given),)
        return (sentence("reason.explained", text=text, points=given), *_lost(desk, finding, lost, "reason.not-lost"))
    if status in ("partial", "unmet"):
        code = "reason.no-bonus" if finding.criterion.force == "may" else "reason.lost"
        return tuple(_lost(desk, finding, finding.criterion.points - finding.low, code))
    return ()


def _contested(desk: Desk, finding: Finding) -> Iterator[Sentence]:
    titles = {r.id: r.title for r in desk.pack.reconcile}
    for rule in finding.doubts:
        yield sentence("reason.contested", rule=titles[rule], points=decimals(finding.high - finding.low))


def _undetermined(desk: Desk, finding: Finding) -> Iterator[Sentence]:
    points = decimals(finding.high - finding.low)
    if finding.measurement.empty:
        yield sentence("reason.nobody", role=finding.criterion.over.name, points=points)
        return
    lacking: dict[tuple[str, str], list[tuple[Party, Question]]] = {}
    for party, question, why in missing(desk, finding):
        lacking.setdefault((question.id, why), []).append((party, question))
    what: Words | None = None
    for (_, why), found in lacking.items():
        party, question = found[0]
        who = _owner(party) if party.id in ("consortium", "region") else _names([p.name for p, _ in found])
        one = sentence(f"reason.{why}", who=who, label=question.label)
        what = one if what is None else sentence("reason.and", first=what, second=one)
    if what is None:
        yield sentence("reason.open", points=points)
    else:
        yield sentence("reason.undecided", what=what, points=points)


def missing(desk: Desk, finding: Finding) -> Iterator[tuple[Party, Question, str]]:
    """The answers a finding lacks: (whose, which, why), in order."""
    if finding.status == "not_applicable":
        return
    for party, question in answers_of(desk, finding):
        given = party.given[question.slot]
        if given is not None and given.reason is not None:
            why = given.reason
            if why == "partial" and isinstance(party.unit.values[question.slot], RatioValue):
                whole = party.unit.values[question.slot].whole
                why = "zero" if whole == 0 else why  # type: ignore[assignment]
            yield party, question, why


def answers_of(desk: Desk, finding: Finding) -> Iterator[tuple[Party, Question]]:
    """Every answer a finding can rest on: its own units' and those of the columns and owners it names."""
    questions = {q.id: q for q in desk.pack.questions}
    seen: set[tuple[str, str]] = set()
    for op, owner, name in finding.criterion.reads:
        question = questions[name]
        for party in _parties(desk, finding, op, owner):
            if (party.id, name) not in seen and party.unit.values[question.slot] is not NOT_ASKED:
                seen.add((party.id, name))
                yield party, question


def _parties(desk: Desk, finding: Finding, op: str, owner: str) -> Iterator[Party]:
    if op == "consortium":
        yield desk.consortium
    elif op == "region":
        yield desk.region
    elif op == "role":
        yield from desk.parties(owner)
    else:
        for measured in finding.measurement.units:
            yield measured.party


def _lost(desk: Desk, finding: Finding, lost: Number, code: str) -> Iterator[Sentence]:
    """One sentence a unit that lost points, or one for the value made across."""
    criterion = finding.criterion
    if criterion.across is not None:
        yield _across(desk, finding, lost, code)
        return
    measured = {m.party.id: m for m in finding.measurement.units}
    several = len(finding.units) > 1
    for unit in finding.units:
        if unit.low is None or unit.low != unit.high or unit.low >= criterion.points:
            continue
        share: Number = criterion.points - unit.low
        if several and criterion.combine == "mean":
            share = divide(share, len(finding.units))
        what = _what(desk, criterion, measured[unit.party_id], unit.level)
        if several and criterion.combine == "min":
            inner: Words = what
            yield sentence("reason.of-unit-min", name=unit.name, what=inner)
        else:
            loss = sentence(code, what=what, points=decimals(share))
            alone = unit.party_id in ("consortium", "region") or not several
            yield loss if alone else sentence("reason.of-unit", name=unit.name, loss=loss)
    if several and criterion.combine == "min":
        yield sentence("reason.min-total", points=decimals(lost))


def _across(desk: Desk, finding: Finding, lost: Number, code: str) -> Sentence:
    """The value made across, and who pulls it down."""
    units = finding.units
    failing = [u.name for u in units if u.status == "unmet"]
    if any(u.status is not None for u in units):
        met = sum(u.status == "met" for u in units)
        what = sentence("reason.across", met=met, count=len(units), names=_names(failing) if failing else "—")
    else:
        term, bar = finding.criterion.measure.term, across_bar(desk, finding.criterion)
        value = value_text(term, finding.value, desk)
        if bar is not None and iv.is_known(bar.target):
            target = value_text(bar.term, bar.target, desk)
            what = sentence(_BAR[bar.op], label=finding.criterion.title, value=value, target=target)
        else:
            what = sentence("reason.value", label=finding.criterion.title, value=value)
    return sentence(code, what=what, points=decimals(lost))


def _what(desk: Desk, criterion: BoundCriterion, unit: Measured, level: str | None) -> Words:
    """What is so, and what was asked."""
    term = criterion.measure.term
    if term.op == "compare" and term.args[0] is not None and term.args[0].value == "missing":
        term = term.args[0]  # missing(s) == 0
    if term.op == "function" and term.value == "missing" and term.args[0] is not None:
        options = _missing_options(desk, term.args[0], unit.party)
        if options is not None:
            return sentence("reason.missing-options", names=options)
    if term.type.base == "bool" and term.op in ("own", "role", "consortium", "region"):
        return sentence("reason.no", label=_label(desk, term))
    bar = bar_of(desk, criterion, unit.party)
    if bar is not None and bar.term.type.base in ("number", "date") and iv.is_known(bar.target):
        value = _held(desk, bar.term, unit.party)
        target = value_text(bar.term, bar.target, desk)
        params = {"label": _label(desk, bar.term) or criterion.title, "value": value, "target": target}
        if level is not None:
            return sentence("reason.level", level=level, **params)
        return sentence(_BAR[bar.op], **params)
    if term.type.base == "bool":
        return sentence("reason.condition", label=criterion.title)
    value = _held(desk, term, unit.party)
    return sentence("reason.value", label=_label(desk, term) or criterion.title, value=value)


_BAR: Final = {
    ">=": "reason.below",
    ">": "reason.not-above",
    "<=": "reason.above",
    "<": "reason.not-below",
    "==": "reason.not-equal",
}


def _label(desk: Desk, term: Term) -> Words:
    if hasattr(term.value, "slot") and term.value.slot >= 0:
        question = desk.pack.questions[term.value.slot]
        parts: dict[str, Words] = {"part": question.part, "whole": question.whole, "": question.label}
        return parts[term.value.part]
    return ""


def _held(desk: Desk, term: Term, party: Party) -> Words:
    """The reporter's own number: the two counts of a ratio, else the value."""
    from gongti.engine.expression import compile_term

    if term.op in ("own", "consortium", "region") and term.value.slot >= 0 and not term.value.part:
        owner = {"consortium": desk.consortium, "region": desk.region}.get(term.op, party)
        question = desk.pack.questions[term.value.slot]
        if question.type == "ratio":
            return written(question, owner.unit.values[question.slot]) or ""
    if term.op == "/" and term.args[0] is not None and term.args[1] is not None:
        ends = [compile_term(a)(desk.world, party.unit, party.unit) for a in (term.args[0], term.args[1])]
        return "/".join(amount_text(e) if iv.is_known(e) else "?" for e in ends)
    return value_text(term, compile_term(term)(desk.world, party.unit, party.unit), desk)


def value_text(term: Term, value: Any, desk: Desk) -> Words:
    """A value as people write it: a share in percent or as its fraction, a number with its unit, a day."""
    if not iv.is_known(value):
        return sentence("word.unknown")
    if value is NO_DATE:
        return sentence("word.no-date")
    if isinstance(value, bool):
        return sentence("word.yes" if value else "word.no")
    if term.type.base == "number":
        if term.type.scale in ("share", "any") and 0 <= value <= 1 and not term.type.whole:
            return percent_text(value)
        return amount_text(value) + term.type.unit
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _missing_options(desk: Desk, term: Term, party: Party) -> Words | None:
    """The names of the options a known set lacks."""
    from gongti.engine.expression import compile_term

    if not (hasattr(term.value, "slot") and term.value.slot >= 0):
        return None
    held = compile_term(term)(desk.world, party.unit, party.unit)
    if not isinstance(held, frozenset):
        return None
    question = desk.pack.questions[term.value.slot]
    absent = [label for name, label in question.options.items() if name not in held]
    return Text("、".join(t.zh for t in absent), ", ".join(t.en or t.zh for t in absent))


def _names(names: list[str]) -> Words:
    if len(names) <= NAMES:
        return Text("、".join(names), ", ".join(names))
    return sentence("reason.and-others", names="、".join(names[:NAMES]), count=len(names))


def _owner(party: Party) -> Words:
    return sentence(f"owner.{party.id}")
