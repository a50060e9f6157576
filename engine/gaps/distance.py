"""Distances: takes a unit's finding, gives the smallest change of the numerator alone that reaches full marks.

Only for measures of the form x, a ÷ b, a ratio, sum(C.x), missing(s), or one comparison of these, and for a calc
of that form; the denominator stays, counts are rounded up, the unit is the reporter's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from gongti.engine.expression import COUNT, SHARE, RatioValue, Reference, Term
from gongti.engine.gaps.said import amount_text, owner_of, question_of, unwrapped, value_at
from gongti.engine.measure import Desk, Party
from gongti.engine.pack import BoundCriterion, Question
from gongti.engine.score import Finding
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, ceil, divide, floor, magnitude
from gongti.engine.values.interval import Interval
from gongti.engine.words import Sentence, Text, sentence


@dataclass(frozen=True, slots=True)
class Distance:
    """How far: ``amount`` in ``unit``; ``falling`` where less is needed, not more."""

    amount: Number
    unit: Text | Sentence
    falling: bool = False

    @property
    def text(self) -> Sentence:
        code = "reason.distance-fall" if self.falling else "reason.distance"
        if isinstance(self.unit, Text) and not self.unit.zh:
            return sentence(f"{code}-bare", amount=amount_text(self.amount))
        return sentence(code, amount=amount_text(self.amount), unit=self.unit)


@dataclass(frozen=True, slots=True)
class Bar:
    """What full marks ask for: the measured side, the operator, the value it must reach; ``party`` whose it is."""

    term: Term
    op: str
    target: Any
    party: Party


def bar_of(desk: Desk, criterion: BoundCriterion, party: Party) -> Bar | None:
    """The bar of a criterion for one unit; None where it is not a single number, day or option to be reached."""
    term, home = unwrapped(desk, criterion.measure.term, party)
    if term.op == "compare" and len(term.value) == 1:
        left, right = term.args[0], term.args[1]
        op = term.value[0]
        if left is None or right is None or op not in _TURNED:
            return None
        if _is_fixed(left) and not _is_fixed(right):  # the bar stands first: 10 <= x
            left, right, op = right, left, _TURNED[op]
        return Bar(left, op, value_at(desk, right, home), home)
    return _scored_bar(desk, criterion, term, home, party)


def _scored_bar(desk: Desk, criterion: BoundCriterion, term: Term, home: Party, party: Party) -> Bar | None:
    """What the score asks of a value, whatever it is made of."""
    score, world, unit = criterion.score, desk.world, party.unit
    if score.method == "due":
        day = score.due_day(desk.submission.period.end)
        return None if day is None else Bar(term, "<=", day, home)
    if score.method == "linear" and score.full is not None:
        full = score.full.evaluate(world, unit, unit)
        zero = score.zero.evaluate(world, unit, unit) if score.zero is not None else 0
        if not (iv.is_known(full) and iv.is_known(zero)):
            return None
        return Bar(term, ">=" if full > zero else "<=", full, home)
    if score.method == "levels":
        return _top_level(desk, criterion, party)
    if score.method == "deduct":
        if score.below is not None:
            return Bar(term, ">=", score.below.evaluate(world, unit, unit), home)
        if score.above is not None:
            return Bar(term, "<=", score.above.evaluate(world, unit, unit), home)
        return Bar(term, "<=", 0, home)
    return _enough(desk, criterion, party) if score.method == "add" else None


_TURNED: Final = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "=="}
"""A comparison read from its other side."""


def _is_fixed(term: Term) -> bool:
    """Whether a term is a bar by itself: nothing anybody answers."""
    return term.op in ("const", "parameter", "moment") or (
        term.op in ("+", "-", "*", "/", "neg") and all(a is None or _is_fixed(a) for a in term.args)
    )


def _top_level(desk: Desk, criterion: BoundCriterion, party: Party) -> Bar | None:
    """The bar of the level that is worth most, where that level is a single bound."""
    best = max(criterion.score.levels, key=lambda level: level.points)
    if best.bound is None or best.holds is None:
        return None
    op = best.holds.term.value[0]
    term, home = unwrapped(desk, criterion.measure.term, party)
    return Bar(term, op, best.bound.evaluate(desk.world, party.unit, party.unit), home)


def _enough(desk: Desk, criterion: BoundCriterion, party: Party) -> Bar | None:
    """Where each·s comes to full marks; rounded up, the last step is won before it is whole: no single bar."""
    score, world, unit = criterion.score, desk.world, party.unit
    if not score.each or score.step == "up":
        return None
    size = divide(criterion.points, score.each)
    if score.step == "down":
        size = ceil(size)
    per = 1 if score.per is None else score.per.evaluate(world, unit, unit)
    edge = score.below or score.above
    start = 0 if edge is None else edge.evaluate(world, unit, unit)
    if not (iv.is_known(per) and iv.is_known(start)) or per <= 0:
        return None
    term, home = unwrapped(desk, criterion.measure.term, party)
    if score.below is not None:
        return Bar(term, "<=", start - size * per, home)
    return Bar(term, ">=", start + size * per, home)


def unit_distance(desk: Desk, criterion: BoundCriterion, party: Party) -> Distance | None:
    """The distance of one unit, or None: not of the form, not known, or already there."""
    bar = bar_of(desk, criterion, party)
    if bar is None or not iv.is_known(bar.target) or bar.term.type.base != "number":
        return None
    term, home = unwrapped(desk, bar.term, bar.party)
    return _to(desk, Bar(term, bar.op, bar.target, home))


def _to(desk: Desk, bar: Bar) -> Distance | None:
    term, target, party = bar.term, bar.target, bar.party
    value = value_at(desk, term, party)
    if not iv.is_known(value) or _reached(value, bar.op, target):
        return None
    if term.op == "function" and term.value == "missing":
        return Distance(magnitude(value - target), sentence("unit.items"))
    question = question_of(desk, term)
    if question is not None and term.op != "element":
        return None if term.value.prior else _of_answer(desk, bar, question, value)
    if term.op == "/" and term.args[0] is not None and term.args[1] is not None:
        numerator, denominator = (value_at(desk, a, party) for a in (term.args[0], term.args[1]))
        if iv.is_known(numerator) and iv.is_known(denominator) and denominator > 0:
            return _counts(
                numerator, denominator * target, bar.op, term.args[0].type.whole, unit_of(desk, term.args[0])
            )
        return None
    if term.op == "aggregate" and term.value[0] == "sum":
        return _counts(value, target, bar.op, term.type.whole, unit_of(desk, term))
    return None


def _of_answer(desk: Desk, bar: Bar, question: Question, value: Number) -> Distance | None:
    """From one answer, or one count of a ratio, to its bar."""
    reference, target = bar.term.value, bar.target
    if question.type == "ratio" and not reference.part:
        held = _ratio_of(desk, bar.term, bar.party)
        # The parts and wholes of a series are one ratio only where they are added up or the last is taken.
        if held is None or question.fold in ("mean", "min", "max"):
            return None
        return _counts(held[0], held[1] * target, bar.op, True, question.unit)
    if question.type == "percent":
        steps = _counts(value * 100, target * 100, bar.op, False, Text(""))
        return steps and Distance(steps.amount, sentence("unit.points"), steps.falling)
    whole = question.type in ("count", "ratio") and question.fold != "mean"
    return _counts(value, target, bar.op, whole, question.unit)


def unit_of(desk: Desk, term: Term) -> Text:
    """The unit of a number: of the one question it is made of, else what the pack's types say."""
    question = question_of(desk, term)
    if question is None and term.op == "aggregate" and term.args[0] is not None:
        question = question_of(desk, term.args[0])
    return question.unit if question is not None else Text(term.type.unit)


def _ratio_of(desk: Desk, term: Term, party: Party) -> tuple[Number, Number] | None:
    """The ratio's counts, part and whole, where both are known."""
    assert isinstance(term.value, Reference)
    owner = owner_of(desk, term.op, term.value.owner, party)
    held = owner.unit.values[term.value.slot] if owner is not None else None
    if not isinstance(held, RatioValue):
        return None
    part, whole = held.part, held.whole
    return None if isinstance(part, Interval) or isinstance(whole, Interval) else (part, whole)


def _reached(value: Number, op: str, target: Number) -> bool:
    return {
        ">=": value >= target,
        ">": value > target,
        "<=": value <= target,
        "<": value < target,
        "==": value == target,
    }[op]


def _counts(value: Number, target: Number, op: str, whole: bool, unit: Text) -> Distance | None:
    """From a value to a target; counts go to the next whole number that holds.

    Past a bar that only counts beyond itself there is no smallest step but for counts: None.
    """
    if not whole and op in (">", "<"):
        return None
    if op == "==":
        return Distance(magnitude(target - value), unit, value > target)
    if op in (">=", ">"):
        if whole:
            target = floor(target) + 1 if op == ">" else ceil(target)
        return Distance(target - value, unit)
    if whole:
        target = ceil(target) - 1 if op == "<" else floor(target)
    return Distance(value - target, unit, falling=True)


def distances(desk: Desk, finding: Finding) -> tuple[Distance | None, dict[str, Distance]]:
    """A criterion's distance, and each unit's own: for several units the sum of theirs."""
    if finding.status not in ("partial", "unmet", "explained"):
        return None, {}
    criterion = finding.criterion
    if criterion.across is not None:
        return _across_distance(desk, finding), {}
    units = {}
    for measured in finding.measurement.units:
        found = unit_distance(desk, criterion, measured.party)
        if found is not None:
            units[measured.party.id] = found
    if not units:
        return None, {}
    first, *rest = units.values()
    total = first.amount
    for other in rest:
        total = total + other.amount
    return Distance(total, first.unit, first.falling), units


def _across_distance(desk: Desk, finding: Finding) -> Distance | None:
    """The distance of a sum made across: of its one value to the bar; of other values made across there is none."""
    bar = across_bar(desk, finding.criterion)
    if bar is None or finding.criterion.across != "sum" or not (iv.is_known(bar.target) and iv.is_known(finding.value)):
        return None
    if _reached(finding.value, bar.op, bar.target):
        return None
    term, _ = unwrapped(desk, finding.criterion.measure.term, desk.consortium)
    return _counts(finding.value, bar.target, bar.op, term.type.whole, unit_of(desk, term))


def across_bar(desk: Desk, criterion: BoundCriterion) -> Bar | None:
    """What full marks ask of the one value made across, where it is a number."""
    if criterion.score.method == "pass":
        return None
    kind = {"share": SHARE, "count": COUNT}.get(criterion.across or "", criterion.measure.term.type)
    bar = _scored_bar(desk, criterion, criterion.measure.term, desk.consortium, desk.consortium)
    return None if bar is None else Bar(Term("given", kind, 0, value="value"), bar.op, bar.target, desk.consortium)
