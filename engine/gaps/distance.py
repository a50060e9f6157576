"""Distances: takes a unit's finding, gives the smallest change of the numerator alone that reaches full marks.

Only for measures of the form x, a ÷ b, a ratio, sum(C.x), missing(s), or one comparison of these; the
denominator stays, counts are rounded up, the unit is the reporter's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from gongti.engine.expression import COUNT, SHARE, Term, compile_term
from gongti.engine.measure import Desk, Party
from gongti.engine.pack import BoundCriterion
from gongti.engine.score import Finding
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, ceil, decimals, floor, lowest, magnitude, show
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
    """What full marks ask for: the measured side, the operator, the value it must reach."""

    term: Term
    op: str
    target: Any


def bar_of(desk: Desk, criterion: BoundCriterion, party: Party) -> Bar | None:
    """The bar of a criterion for one unit; None where it is not a single number or day to be reached."""
    term, score = criterion.measure.term, criterion.score
    world, unit = desk.world, party.unit
    if term.op == "compare" and len(term.value) == 1:
        left, right = term.args[0], term.args[1]
        op = term.value[0]
        if left is None or right is None or op not in _TURNED:
            return None
        if _is_fixed(left) and not _is_fixed(right):  # the bar stands first: 10 <= x
            left, right, op = right, left, _TURNED[op]
        return Bar(left, op, compile_term(right)(world, unit, unit))
    if score.method == "linear" and score.full is not None:
        full = score.full.evaluate(world, unit, unit)
        zero = score.zero.evaluate(world, unit, unit) if score.zero is not None else 0
        if not (iv.is_known(full) and iv.is_known(zero)):
            return None
        return Bar(term, ">=" if full > zero else "<=", full)
    if score.method == "levels":
        return _top_level(desk, criterion, party)
    if score.method == "deduct":
        if score.below is not None:
            return Bar(term, ">=", score.below.evaluate(world, unit, unit))
        if score.above is not None:
            return Bar(term, "<=", score.above.evaluate(world, unit, unit))
        return Bar(term, "<=", 0)
    return None


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
    return Bar(criterion.measure.term, op, best.bound.evaluate(desk.world, party.unit, party.unit))


def unit_distance(desk: Desk, criterion: BoundCriterion, party: Party) -> Distance | None:
    """The distance of one unit, or None: not of the form, not known, or already there."""
    bar = bar_of(desk, criterion, party)
    if bar is None or not iv.is_known(bar.target) or bar.term.type.base != "number":
        return None
    return _to(desk, bar, party)


def _to(desk: Desk, bar: Bar, party: Party) -> Distance | None:
    term, target = bar.term, bar.target
    world, unit = desk.world, party.unit
    questions = desk.pack.questions
    value = compile_term(term)(world, unit, unit)
    if not iv.is_known(value) or _reached(value, bar.op, target):
        return None
    if term.op == "function" and term.value == "missing":
        return Distance(magnitude(value - target), sentence("unit.items"))
    reference = term.value if term.op in ("own", "role", "consortium", "region") else None
    if reference is not None and reference.slot >= 0:
        question = questions[reference.slot]
        if question.type == "ratio" and not reference.part:
            held = _ratio_of(desk, term, unit)
            return None if held is None else _counts(held.part, held.whole * target, bar.op, True, question.unit)
        if question.type == "percent":
            steps = _counts(value * 100, target * 100, bar.op, False, Text(""))
            return steps and Distance(steps.amount, sentence("unit.points"), steps.falling)
        return _counts(value, target, bar.op, question.type in ("count", "ratio"), question.unit)
    if term.op == "/" and term.args[0] is not None and term.args[1] is not None:
        numerator, denominator = (compile_term(a)(world, unit, unit) for a in (term.args[0], term.args[1]))
        if iv.is_known(numerator) and iv.is_known(denominator) and denominator > 0:
            kind = term.args[0].type
            return _counts(numerator, denominator * target, bar.op, kind.whole, Text(kind.unit))
        return None
    if term.op == "aggregate" and term.value[0] == "sum":
        return _counts(value, target, bar.op, term.type.whole, Text(term.type.unit))
    return None


def _ratio_of(desk: Desk, term: Term, unit: Any) -> Any:
    """The ratio's counts, where both are known."""
    owner = {"consortium": desk.consortium.unit, "region": desk.region.unit}.get(term.op, unit)
    if term.op == "role":
        units = desk.world.roles[term.value.owner]
        owner = units[0] if len(units) == 1 else None
    held = owner.values[term.value.slot] if owner is not None else None
    known = held is not None and iv.is_known(held.part) and iv.is_known(held.whole)
    return held if known else None


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
    kind = finding.criterion.measure.term.type
    return _counts(finding.value, bar.target, bar.op, kind.whole, Text(kind.unit))


def across_bar(desk: Desk, criterion: BoundCriterion) -> Bar | None:
    """What full marks ask of the one value made across, where it is a number."""
    if criterion.score.method == "pass":
        return None
    kind = {"share": SHARE, "count": COUNT}.get(criterion.across or "", criterion.measure.term.type)
    bar = bar_of(desk, criterion, desk.consortium)
    return None if bar is None else Bar(Term("given", kind, 0, value="value"), bar.op, bar.target)


def amount_text(value: Number) -> str:
    """A number for a sentence: whole, else with as many decimals as it has, else two."""
    n, d = lowest(value)
    for places in range(5):
        if n * 10**places % d == 0:
            return decimals(value, places)
    return decimals(value, 2) if magnitude(value) >= 1 else show(value)
