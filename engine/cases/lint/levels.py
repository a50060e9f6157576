"""Levels of a score: takes a pack, names those no value reaches, holes and overlaps between them, and no full marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from gongti.engine.cases.lint.linted import Linted, Steps, said, terms
from gongti.engine.cases.lint.truth import Span, cuts, value_of
from gongti.engine.expression import Term
from gongti.engine.pack import BoundCriterion
from gongti.engine.pack import models as m
from gongti.engine.values.exact import from_fraction, to_fraction
from gongti.engine.words import listed


def check_levels(linted: Linted) -> None:
    for path, criterion, bound in linted.criteria():
        if bound.score.levels and criterion.score is not None:
            _never_full(linted, (*path, "score"), bound)
            formulas = [level.holds.term for level in bound.score.levels if level.holds is not None]
            names = {t.value for f in formulas for t in terms(f) if t.op == "parameter"}
            for day in linted.days_of(names):
                _bands(linted, (*path, "score", "levels"), criterion, bound, day)
        elif bound.score.full is not None:
            _full_in_range(linted, (*path, "score", "full"), bound)


def _never_full(linted: Linted, path: Steps, bound: BoundCriterion) -> None:
    best = max(range(len(bound.score.levels)), key=lambda i: to_fraction(bound.score.levels[i].points))
    points = bound.score.levels[best].points
    if bound.points and points < bound.points:
        at = linted.at(*path, "levels", best, "points")
        linted.problems.add("level-never-full", at, best=said(points), points=said(bound.points))


def _full_in_range(linted: Linted, path: Steps, bound: BoundCriterion) -> None:
    """A line that no value reaches gives nobody full points."""
    full = bound.score.full
    assert full is not None
    span = span_of(bound, full.term)
    names = {t.value for t in terms(full.term) if t.op == "parameter"}
    for day in linted.days_of(names):
        line = value_of(full.term, {}, lambda name, day=day: linted.parameter(name, day))  # type: ignore[misc]
        if isinstance(line, Fraction) and line not in span and bound.score.zero is None:
            share = span.high == 1
            params = {"bound": said(from_fraction(line), share), "range": range_text(span, share)}
            linted.problems.add("full-out-of-range", linted.at(*path), **params)


def span_of(bound: BoundCriterion, value: Term) -> Span:
    """What the scored value of a criterion can be; ``value`` is a term of its type."""
    measure, across, kind = bound.measure.term, bound.across, value.type
    if across is None or across in ("sum", "mean", "median", "min", "max"):
        kind = measure.type
    whole = kind.whole and across not in ("mean", "median")
    positive = across in ("share", "count") or kind.positive
    low = Fraction(0) if positive else None
    high = Fraction(1) if across == "share" or (kind.scale == "share" and kind.positive and across != "sum") else None
    if measure.op == "function" and measure.value in ("missing", "present") and across != "sum":
        of = measure.args[0]
        high = Fraction(len(of.type.options or ())) if of is not None else None
    return Span(low, high, whole and across != "share")


@dataclass(frozen=True, slots=True)
class _Band:
    """One level: where it holds, sample by sample; None where more than the measure decides. ``otherwise`` always."""

    holds: tuple[bool | None, ...]
    otherwise: bool

    @property
    def plain(self) -> bool:
        return None not in self.holds and not self.otherwise

    @property
    def where(self) -> list[int]:
        """The samples at which it holds."""
        return [k for k, holds in enumerate(self.holds) if holds]


def _bands(linted: Linted, path: Steps, criterion: m.Criterion, bound: BoundCriterion, day: date) -> None:
    levels = bound.score.levels

    def parameter(name: str) -> Any:
        return linted.parameter(name, day)

    tested = [level.holds.term for level in levels if level.holds is not None]
    value = next((t for f in tested for t in terms(f) if t.op == "given" and t.value == "value"), None)
    if value is None:
        return
    marks = [[*cuts(f.holds.term, "value", parameter)] if f.holds is not None else [] for f in levels]
    numeric = value.type.base == "number"
    share = value.type.scale == "share"
    span = span_of(bound, value)
    samples: Sequence[Any]
    if numeric:
        samples = span.samples({v for found in marks for v in found if isinstance(v, Fraction)})
    else:
        samples = (True, False) if value.type.base == "bool" else value.type.options or ()
    if not samples:
        return
    bands = []
    for level, found in zip(levels, marks, strict=True):
        if level.holds is None:
            bands.append(_Band(tuple(True for _ in samples), True))
        else:
            term, opaque = level.holds.term, None in found
            held = (None if opaque else value_of(term, {"value": v}, parameter) for v in samples)
            bands.append(_Band(tuple(held), False))
    _unreachable(linted, path, criterion, bands, range_text(span, share) if numeric else listed(map(str, samples)))
    if numeric:
        marked = _Scale([v for v in samples if isinstance(v, Fraction)], span, share)
        _holes(linted, path, bands, marked)
        _overlaps(linted, path, bands, marked)


def _unreachable(linted: Linted, path: Steps, criterion: m.Criterion, bands: Sequence[_Band], reach: object) -> None:
    assert criterion.score is not None and criterion.score.levels is not None
    for i, band in enumerate(bands):
        own = [k for k, holds in enumerate(band.holds) if holds is not False]
        at, number = linted.at(*path, i), i + 1
        if not own:
            test = next((v for k, v in criterion.score.levels[i] if k in _TESTS and v is not None), "")
            linted.problems.add("level-out-of-range", at, number=number, bound=test, range=reach)
            continue
        earlier = [b for b in range(i) if any(bands[b].holds[k] for k in own)]
        if band.otherwise:  # against all cases, unless one level alone takes every value
            earlier = [b for b in earlier if all(bands[b].holds)]
        if earlier and all(any(bands[b].holds[k] for b in earlier) for k in own):
            line = linted.at(*path, earlier[0]).line
            linted.problems.add("level-shadowed", at, number=number, earlier=earlier[0] + 1, line=line)


_TESTS = frozenset({"at_least", "more_than", "at_most", "less_than", "when"})


@dataclass(frozen=True, slots=True)
class _Scale:
    """The samples in order, to say where values lie."""

    samples: Sequence[Fraction]
    span: Span
    share: bool

    def between(self, first: int, last: int) -> str:
        """The values from one sample to another, as a comparison of the pack language."""
        if self.span.whole:
            low, high = self._said(first), self._said(last)
            return f"value == {low}" if first == last else f"{low} <= value <= {high}"
        if first == last and self._is_mark(first):
            return f"value == {self._said(first)}"
        below = f"{self._said(first)} <= " if self._is_mark(first) else f"{self._said(first - 1)} < "
        above = f" <= {self._said(last)}" if self._is_mark(last) else f" < {self._said(last + 1)}"
        return f"{below if first > 0 or self._is_mark(0) else ''}value{above if self._ends(last) else ''}"

    def _ends(self, last: int) -> bool:
        return last < len(self.samples) - 1 or self._is_mark(last)

    def _is_mark(self, i: int) -> bool:
        """Marks and the samples between them take turns; the first is a mark where the span has an end there."""
        return (i % 2 == 0) if self.span.low == self.samples[0] else (i % 2 == 1)

    def _said(self, i: int) -> str:
        return said(from_fraction(self.samples[i]), self.share)


def _holes(linted: Linted, path: Steps, bands: Sequence[_Band], scale: _Scale) -> None:
    """Values between two levels that none of them takes; at either end the language itself says: no points."""
    taken = [
        next((b for b, band in enumerate(bands) if band.holds[k] is not False), None) for k in range(len(scale.samples))
    ]
    start: int | None = None
    for k, by in enumerate(taken):
        if by is None:
            start = k if start is None else start
            continue
        if start is not None and start > 0 and (below := taken[start - 1]) is not None:
            later = max(by, below)
            params = {"hole": scale.between(start, k - 1), "one": min(by, below) + 1, "other": later + 1}
            linted.problems.add("level-gap", linted.at(*path, later), **params)
        start = None


def _overlaps(linted: Linted, path: Steps, bands: Sequence[_Band], scale: _Scale) -> None:
    """Two levels that share values though neither lies inside the other: the order of the lines decides by chance."""
    for j, other in enumerate(bands):
        for i, one in enumerate(bands[:j]):
            if not (one.plain and other.plain):
                continue
            both = [k for k, (a, b) in enumerate(zip(one.holds, other.holds, strict=True)) if a and b]
            if both and both not in (one.where, other.where):
                params = {"earlier": i + 1, "number": j + 1, "shared": scale.between(both[0], both[-1])}
                linted.problems.add("level-overlap", linted.at(*path, j), **params)


def range_text(span: Span, share: bool) -> str:
    low = f"{said(from_fraction(span.low), share)} <= " if span.low is not None else ""
    high = f" <= {said(from_fraction(span.high), share)}" if span.high is not None else ""
    return f"{low}value{high}"
