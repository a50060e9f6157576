"""Grades: takes a pack, names those that no result reaches, and those that could be lost as points rise."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from gongti.engine.cases.lint.linted import Linted, said, terms
from gongti.engine.cases.lint.points import out_of, total
from gongti.engine.cases.lint.truth import Span, cuts, value_of
from gongti.engine.expression import Term
from gongti.engine.pack import Pack
from gongti.engine.values.exact import from_fraction, to_fraction


def check_grades(linted: Linted) -> None:
    for i, grade in enumerate(linted.pack.grades):
        if grade.when is not None and _direction(grade.when.term) not in (0, 1):
            linted.problems.add("grade-may-fall", linted.at("grades", i, "when"), id=grade.id)
    whens = [g.when.term for g in linted.pack.grades if g.when is not None]
    names = {t.value for when in whens for t in terms(when) if t.op == "parameter"}
    for day in linted.days_of(names):
        _reached(linted, lambda name, day=day: linted.parameter(name, day))


def _reached(linted: Linted, parameter: Any) -> None:
    """Grades that hold for no percent and points, or only where a better one does."""
    spans = _spans(linted.pack)
    terms_of = [g.when.term if g.when is not None else None for g in linted.pack.grades]
    samples: list[Sequence[Fraction]] = []
    for name, span in spans.items():
        marks = {v for t in terms_of if t is not None for v in cuts(t, name, parameter) if isinstance(v, Fraction)}
        samples.append(span.samples(marks))
    worlds = [dict(zip(spans, values, strict=True)) for values in product(*samples)]
    held: list[list[bool | None]] = []
    for i, (grade, term) in enumerate(zip(linted.pack.grades, terms_of, strict=True)):
        if term is None:
            break  # the last; that grades may be given to nobody at the end is no mistake
        here = [value_of(term, world, parameter) for world in worlds]
        at = linted.at("grades", i, "when")
        possible = [k for k, holds in enumerate(here) if holds is not False]
        if not possible:
            highest = spans["percent"].high
            most = said(from_fraction(highest)) if highest is not None else "∞"
            linted.problems.add("grade-impossible", at, id=grade.id, most=most)
        else:
            earlier = [b for b, other in enumerate(held) if any(other[k] for k in possible)]
            if earlier and all(any(held[b][k] for b in earlier) for k in possible):
                first = earlier[0]
                params = {"id": grade.id, "earlier": linted.pack.grades[first].id}
                line = linted.at("grades", first).line
                linted.problems.add("grade-shadowed", at, line=line, **params)
        held.append(here)


def _spans(pack: Pack) -> dict[str, Span]:
    """How far percent and points reach: to 100 and the sum, and beyond by the bonus; below 0 where reviews deduct."""
    out = to_fraction(total([out_of(d) for d in pack.dimensions]))
    bonus = total([c.points for c in pack.criteria if c.force == "may"])
    cap = pack.model.scoring.bonus_cap
    extra = to_fraction(bonus if cap is None or bonus < cap else cap)
    low = None if any(c.adjust for c in pack.criteria) else Fraction(0)
    weighted = any(d.weight is not None for d in pack.dimensions)
    most = None if extra and (weighted or not out) else 100 + (100 * extra / out if out else Fraction(0))
    return {"percent": Span(low, most), "points": Span(low, out + extra)}


_MIXED = 2


def _direction(term: Term) -> int:
    """How a term moves as points rise: 0 not at all, 1 up, -1 down, 2 it cannot be told."""
    if term.op in ("const", "parameter", "moment"):
        return 0
    if term.op == "given":
        return int(term.value != "has_prior")
    if term.op == "element":
        return 1 if term.value.name in ("points", "percent") else 0 if term.value.name in ("id", "of") else _MIXED
    inner = [_direction(a) for a in term.args if a is not None]
    if term.op in ("not", "neg"):
        return _flip(inner[0])
    if term.op in ("and", "or", "+"):
        return _together(inner)
    if term.op == "-":
        return _together([inner[0], _flip(inner[1])])
    if term.op == "compare" and len(term.value) == 1:
        op = term.value[0]
        if op in (">=", ">"):
            return _together([inner[0], _flip(inner[1])])
        if op in ("<=", "<"):
            return _together([_flip(inner[0]), inner[1]])
        if op in ("==", "!="):
            return _of_status(term) if op == "==" else _flip(_of_status(term))
        return 0 if not any(inner) else _MIXED
    if term.op == "aggregate":
        function, collection, _ = term.value
        if collection not in ("criteria", "dimensions"):
            return 0
        of, condition = term.args[0], term.args[1]
        where = _direction(condition) if condition is not None else 0
        if function == "count":  # more are in it as the conditions come to hold
            return _together([where, _direction(of) if of is not None else 0])
        return _together(inner[:1]) if where == 0 and function != "distinct" else _MIXED
    return 0 if not any(inner) else _MIXED


def _of_status(term: Term) -> int:
    """A status compared: as points rise *met* comes and *unmet* goes; of the others it cannot be told."""
    sides = [a for a in term.args if a is not None]
    words = [a.value for a in sides if a.op == "const"]
    named = [a for a in sides if a.op == "element" and a.value.name == "status"]
    if words and named:
        return {"met": 1, "unmet": -1}.get(words[0], _MIXED)
    return 0 if not any(_direction(a) for a in sides) else _MIXED


def _flip(direction: int) -> int:
    return -direction if direction in (1, -1) else direction


def _together(directions: list[int]) -> int:
    moving = {d for d in directions if d}
    return 0 if not moving else moving.pop() if len(moving) == 1 else _MIXED
