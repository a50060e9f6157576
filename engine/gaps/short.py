"""Where a unit falls short, in words: what is so, beside what was asked; by the method and the form of the measure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from gongti.engine.expression import SHARE, Aggregate, TableValue, Term, compile_term
from gongti.engine.expression.column import compile_elements
from gongti.engine.gaps.distance import across_bar, bar_of
from gongti.engine.gaps.lacking import lacks
from gongti.engine.gaps.said import (
    PARTS,
    Words,
    amount_text,
    held,
    label_of,
    options_of,
    owner_of,
    question_of,
    said_names,
    said_options,
    unwrapped,
    value_at,
    value_text,
    with_unit,
)
from gongti.engine.measure import Desk, Measured, Party, percent_text
from gongti.engine.pack import BoundCriterion
from gongti.engine.score import Finding
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import decimals
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Sentence, Text, sentence

_BAR: Final = {
    ">=": "reason.below",
    ">": "reason.not-above",
    "<=": "reason.above",
    "<": "reason.not-below",
    "==": "reason.not-equal",
}


def short(desk: Desk, criterion: BoundCriterion, unit: Measured, level: str | None) -> Words:
    """What is so at one unit, and what was asked of it."""
    if criterion.score.method == "due":
        return _deadline(desk, criterion, unit)
    term, party = unwrapped(desk, criterion.measure.term, unit.party)
    bar = bar_of(desk, criterion, unit.party)
    named = _named(desk, criterion, term, party, bar.op if bar is not None else "")
    if named is not None:
        return named
    if term.type.base == "bool" and term.op in ("own", "role", "consortium", "region"):
        return sentence("reason.no", label=label_of(desk, criterion.measure.term) or label_of(desk, term))
    if bar is not None and bar.term.type.base in ("number", "date", "text") and iv.is_known(bar.target):
        label = _label(desk, criterion, bar.term)
        value = held(desk, bar.term, bar.party)
        target = value_text(bar.term, bar.target, desk)
        if level is not None:
            return sentence("reason.level", level=level, label=label, value=value, target=target)
        return _against(desk, criterion, unit.party, _BAR[bar.op], label, value, target)
    if term.type.base == "bool":
        among = _among(desk, term, party)
        return among if among is not None else sentence("reason.condition", label=criterion.title)
    label = _label(desk, criterion, term)
    value = held(desk, term, party)
    if level is not None:
        return sentence("reason.level-alone", label=label, value=value, level=level)
    return sentence("reason.value", label=label, value=value)


def _label(desk: Desk, criterion: BoundCriterion, term: Term) -> Words:
    """What stands before a value: a calc's own name, a question's label; the criterion's title only in quotes."""
    label = label_of(desk, criterion.measure.term) or label_of(desk, term)
    if not label:
        return sentence("word.titled", label=criterion.title)
    return sentence("word.is", label=label) if term.type.base == "text" else label


def _deadline(desk: Desk, criterion: BoundCriterion, unit: Measured) -> Sentence:
    """Late by which day, or not done at all."""
    rule = criterion.score
    day = rule.due_day(desk.submission.period.end)
    target = day.isoformat() if day is not None else "—"
    label = label_of(desk, criterion.measure.term) or criterion.title
    if unit.value is NO_DATE or not isinstance(unit.value, date):
        return sentence("reason.missing-by", label=label, target=target)
    params: dict[str, Any] = {"label": label, "value": unit.value.isoformat(), "target": target}
    if not rule.late_share:
        return sentence("reason.late-nothing", **params)
    return sentence("reason.late", share=percent_text(rule.late_share), **params)


def _against(
    desk: Desk, criterion: BoundCriterion, party: Party, code: str, label: Words, value: Words, target: Words
) -> Sentence:
    """A value against its bar; of `deduct` and `add` with what each step costs or wins."""
    rule = criterion.score
    if rule.method not in ("deduct", "add"):
        return sentence(code, label=label, value=value, target=target)
    params: dict[str, Any] = {"label": label, "value": value, "each": decimals(rule.each)}
    if rule.below is None and rule.above is None:
        term, _ = unwrapped(desk, criterion.measure.term, party)
        question = question_of(desk, term)
        unit = question.unit if question is not None else Text(term.type.unit)
        return sentence(f"reason.{rule.method}-each", unit=unit if unit.zh else sentence("unit.each"), **params)
    edge = rule.below or rule.above
    assert edge is not None
    bar = edge.evaluate(desk.world, party.unit, party.unit)
    said = value_text(criterion.measure.term, bar, desk)
    side = "below" if rule.below is not None else "above"
    return sentence(f"reason.{rule.method}-{side}", target=said, per=_per(desk, criterion, party), **params)


def _per(desk: Desk, criterion: BoundCriterion, party: Party) -> Words:
    """The size of one step: percentage points, or so many of the measure's unit."""
    rule, kind = criterion.score, criterion.measure.term.type
    per = 1 if rule.per is None else rule.per.evaluate(desk.world, party.unit, party.unit)
    if not iv.is_known(per):
        return sentence("word.unknown")
    if kind.scale == SHARE.scale or (rule.per is not None and rule.per.term.type.scale == SHARE.scale):
        return sentence("word.points", count=amount_text(100 * per))
    question = question_of(desk, criterion.measure.term)
    return with_unit(per, question.unit if question is not None else Text(kind.unit))


# what can be named: options, rows, cells


def _named(desk: Desk, criterion: BoundCriterion, term: Term, party: Party, op: str) -> Words | None:
    """The options, rows or cells that make a measure fall short, where they can be named; ``op`` is the bar's."""
    label = label_of(desk, criterion.measure.term)
    if term.op == "compare" and len(term.value) == 1 and term.args[0] is not None and term.args[1] is not None:
        op, bar = term.value[0], term.args[1]
        if op == "==" and bar.op == "const" and bar.value == 0:
            op = "<="
        label = label or label_of(desk, term.args[0])
        term, party = unwrapped(desk, term.args[0], party)
    if term.op == "function" and term.value == "has":
        return _has_not(desk, term)
    if term.op == "function" and term.value == "complete":
        return _incomplete(desk, term, party)
    return _options(desk, term, party, op) or _rows(desk, term, party, op, label)


def _options(desk: Desk, term: Term, party: Party, op: str) -> Words | None:
    """The options that a known set lacks, or those it has where there should be fewer."""
    of = term.args[0] if term.op == "function" and term.value in ("missing", "present") else None
    if of is None or (term.value == "missing" and op in (">=", ">")):
        return None
    value = value_at(desk, of, party)
    if not isinstance(value, frozenset):
        return None
    labels = options_of(desk, of)
    if term.value == "present" and op in ("<=", "<"):
        code = "reason.difference-options" if of.op == "-" else "reason.present-options"
        return sentence(code, names=said_options(labels, value)) if value else None
    absent = [name for name in of.type.options or labels if name not in value]
    return sentence("reason.missing-options", names=said_options(labels, absent)) if absent else None


def _has_not(desk: Desk, term: Term) -> Words | None:
    of, option = term.args[0], term.args[1]
    if of is None or option is None or option.op != "const":
        return None
    return sentence("reason.missing-options", names=said_options(options_of(desk, of), [option.value]))


def _incomplete(desk: Desk, term: Term, party: Party) -> Words | None:
    """The cells a table lacks, or how many rows it should have."""
    of = term.args[0]
    question = question_of(desk, of) if of is not None else None
    owner = owner_of(desk, of.op, of.value.owner, party) if of is not None and question is not None else None
    if of is None or question is None or owner is None or question.table is None:
        return None
    blank = lacks(owner, question)
    if blank:
        parts = said_names(list(blank), PARTS, "reason.and-other-parts")
        return sentence("reason.incomplete", label=question.label, parts=parts)
    value = owner.unit.values[question.slot]
    if isinstance(value, TableValue) and value.known and len(value.rows) < question.table.min_rows:
        params = {"found": len(value.rows), "least": question.table.min_rows}
        return sentence("reason.few-rows", label=question.label, **params)
    return None


def _rows(desk: Desk, term: Term, party: Party, op: str, label: Words) -> Words | None:
    """The rows of a table that fail a condition put to all, or that are counted where there should be fewer."""
    if term.op != "aggregate" or len(term.args) < 3 or term.args[2] is None:
        return None
    wanted = {"every": False, "share": False, "count": True}.get(term.value.function)
    if wanted is None or (wanted and op not in ("<=", "<")) or (term.value.function == "share" and op in ("<=", "<")):
        return None
    question = question_of(desk, term.args[2])
    names = [name for name, holds in _judged(desk, term, party) if holds is wanted]
    if question is None or not names:
        return None
    params: dict[str, Any] = {"label": label or question.label}
    params["names"] = said_names(names, PARTS, "reason.and-other-parts")
    if term.value.function == "share":
        return sentence("reason.rows-share", share=value_text(term, value_at(desk, term, party), desk), **params)
    return sentence("reason.rows-counted" if wanted else "reason.rows-failing", **params)


def _judged(desk: Desk, term: Term, party: Party) -> Iterator[tuple[str, Any]]:
    """Every row that is surely gone over, with what the condition comes to there."""
    assert isinstance(term.value, Aggregate)
    found = compile_elements(term, compile_term)(desk.world, party.unit, party.unit)
    of = compile_term(term.args[0]) if term.args[0] is not None else None
    for row, sure in found or ():
        if sure:
            yield row.id, True if of is None else of(desk.world, party.unit, row)


def _among(desk: Desk, term: Term, party: Party) -> Words | None:
    """A choice that is not one of those asked for."""
    if term.op != "compare" or term.value != ("in",) or term.args[0] is None or term.args[1] is None:
        return None
    of = term.args[0]
    label = label_of(desk, of)
    items = [i.value for i in term.args[1].args if i is not None and i.op == "const" and isinstance(i.value, str)]
    if not label or not items:
        return None
    target = said_options(options_of(desk, of), items)
    return sentence("reason.not-among", label=label, value=held(desk, of, party), target=target)


# one value made across


def across_short(desk: Desk, finding: Finding) -> Sentence:
    """The value made across, and who pulls it down."""
    units = finding.units
    failing = [u.name for u in units if u.status == "unmet"]
    if any(u.status is not None for u in units):
        met = sum(u.status == "met" for u in units)
        return sentence("reason.across", met=met, count=len(units), names=said_names(failing) if failing else "—")
    term, bar = finding.criterion.measure.term, across_bar(desk, finding.criterion)
    value = value_text(term, finding.value, desk)
    label = sentence("word.titled", label=finding.criterion.title)
    if bar is not None and iv.is_known(bar.target):
        target = value_text(bar.term if bar.term.type != term.type else term, bar.target, desk)
        return sentence(_BAR[bar.op], label=label, value=value, target=target)
    return sentence("reason.value", label=label, value=value)
