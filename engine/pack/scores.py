"""Scores of a pack: takes a criterion's model and its measure, gives the scoring rule, typed against the measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gongti.engine.expression import BOOL, COUNT, SHARE, Scope, Type
from gongti.engine.expression.types import Term
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import Binder
from gongti.engine.pack.bound import Formula, ScoreLevel, ScoreRule
from gongti.engine.pack.fields import Share
from gongti.engine.values.exact import Number, divide
from gongti.engine.words import sentence

_ACROSS_TRUTHS: Final = frozenset({"share", "every", "any", "count"})


def bind_score(
    binder: Binder,
    criterion: m.Criterion,
    measure: Formula,
    options: int,
    points: Number,
    scope: Scope,
    path: tuple[str | int, ...],
) -> ScoreRule | None:
    problems = binder.problems
    entry = criterion.score
    if criterion.due is not None or criterion.every is not None:
        return _due(binder, criterion, measure.term.type, path)
    kind = _across_type(binder, criterion, measure, path)
    value = Term("given", kind, 0, value="value")
    if entry is not None and entry.late_share is not None:
        problems.add("late-share-alone", binder.at(*path, "score", "late_share", key=True))
    if entry is None and criterion.force == "aim":
        return ScoreRule("pass")  # watched: its value is shown and never scored
    if entry is None:
        if kind.base == "bool":
            return ScoreRule("pass")
        if options:
            return ScoreRule("deduct", each=divide(points, options))
        problems.add("score-missing", binder.at(*path), kind=sentence(f"type.{kind.base}"))
        return None
    needed, allowed = SCORE_KEYS[entry.method]
    given = entry.model_fields_set - {"method", "late_share"}
    for key in sorted(given - needed - allowed):
        problems.add("key-not-here", binder.at(*path, "score", key, key=True), key=key, where=entry.method)
    for key in sorted(needed - given):
        if not (key == "each" and options and entry.method == "deduct"):
            problems.add("key-missing", binder.at(*path, "score"), key=key)
    base = "bool" if entry.method == "pass" else "number"
    if kind.base != base and not (entry.method == "levels" and kind.base in ("bool", "date", "text")):
        params = {"method": entry.method, "kind": sentence(f"type.{kind.base}")}
        problems.add("method-does-not-fit", binder.at(*path, "score"), **params)
        return None

    def number(text: str | None, key: str, *, beside: bool = True) -> Formula | None:
        if text is None:
            return None
        formula = binder.formula(text, (*path, "score", key), scope, "number")
        if formula is not None and beside:
            binder.join(value, formula.term, binder.at(*path, "score", key), text)
        return formula

    full, zero = number(entry.full, "full"), number(entry.zero, "zero")
    if full is not None and full.term.op == "const":
        start = zero.term.value if zero is not None and zero.term.op == "const" else 0 if zero is None else None
        if start is not None and full.term.value == start:
            problems.add("linear-flat", binder.at(*path, "score", "full"))
    if entry.below is not None and entry.above is not None:
        problems.add("below-and-above", binder.at(*path, "score", "above", key=True))
    floor = entry.floor if entry.floor is not None else 0
    if floor > points:
        problems.add("floor-too-high", binder.at(*path, "score", "floor"))
    if entry.each is not None and entry.each < 0:
        problems.add("points-not-positive", binder.at(*path, "score", "each"))
    return ScoreRule(
        method=entry.method,
        full=full,
        zero=zero,
        levels=_levels(binder, entry, value, points, scope, path) if entry.levels else (),
        each=entry.each if entry.each is not None else divide(points, options) if options else 0,
        below=number(entry.below, "below"),
        above=number(entry.above, "above"),
        per=number(entry.per, "per"),
        step=entry.step or "exact",
        floor=floor,
    )


def _due(binder: Binder, criterion: m.Criterion, kind: Type, path: tuple[str | int, ...]) -> ScoreRule | None:
    """A deadline: the measure is a day, on time or late."""
    problems, entry = binder.problems, criterion.score
    if criterion.due is not None and criterion.every is not None:
        problems.add("due-and-every", binder.at(*path, "every", key=True))
    key = "due" if criterion.due is not None else "every"
    if criterion.across is not None:
        problems.add("due-with-across", binder.at(*path, "across", key=True))
        return None
    if kind.base != "date":
        params = {"method": key, "kind": sentence(f"type.{kind.base}")}
        problems.add("method-does-not-fit", binder.at(*path, key, key=True), **params)
        return None
    if entry is not None and (entry.method != "pass" or entry.model_fields_set - {"method", "late_share"}):
        problems.add("due-score", binder.at(*path, "score"))
    own = entry.late_share if entry is not None else None
    share: Number = own if own is not None else binder.model.scoring.late_share
    if not 0 <= share <= 1:
        where = (*path, "score", "late_share") if own is not None else ("scoring", "late_share")
        problems.add("share-out-of-range", binder.at(*where), key="late_share")
    return ScoreRule("due", due=criterion.due, every=criterion.every, late_share=share)


SCORE_KEYS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "pass": (frozenset(), frozenset()),
    "linear": (frozenset({"full"}), frozenset({"zero"})),
    "levels": (frozenset({"levels"}), frozenset()),
    "deduct": (frozenset({"each"}), frozenset({"below", "above", "per", "step", "floor"})),
    "add": (frozenset({"each"}), frozenset({"below", "above", "per", "step"})),
}
"""Keys each method needs, and those it may have."""


def _across_type(binder: Binder, criterion: m.Criterion, measure: Formula, path: tuple[str | int, ...]) -> Type:
    """The type of the value that is scored: each unit's, or that of the one made across."""
    kind, across = measure.term.type, criterion.across
    if across is None:
        return kind
    if criterion.score_each is not None:
        binder.problems.add("across-and-each", binder.at(*path, "score_each", key=True))
    wanted = "bool" if across in _ACROSS_TRUTHS else "number"
    if kind.base != wanted:
        params = {"across": across, "expected": sentence(f"type.{wanted}"), "found": sentence(f"type.{kind.base}")}
        binder.problems.add("across-does-not-fit", binder.at(*path, "across"), **params)
    if across in ("every", "any"):
        return BOOL
    return {"share": SHARE, "count": COUNT}.get(across, kind)


def _levels(
    binder: Binder, entry: m.Score, value: Term, points: Number, scope: Scope, path: tuple[str | int, ...]
) -> tuple[ScoreLevel, ...]:
    result = []
    levels = entry.levels or []
    inner = replace(scope, given={**scope.given, "value": value.type})
    operators = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}
    for i, level in enumerate(levels):
        here = (*path, "score", "levels", i)
        bounds = [(k, getattr(level, k)) for k in operators if getattr(level, k) is not None]
        tests = len(bounds) + (level.when is not None) + (level.otherwise is not None)
        if tests != 1:
            binder.problems.add("level-tests", binder.at(*here), count=tests)
            continue
        if level.otherwise and i != len(levels) - 1:
            binder.problems.add("unreachable-level", binder.at(*here))
        worth = divide(points, 1) * level.points.of_points if isinstance(level.points, Share) else level.points
        if worth > points:
            binder.problems.add("level-points", binder.at(*here, "points"))
        holds, bound = None, None
        if level.when is not None:
            holds = binder.formula(level.when, (*here, "when"), inner, "bool")
        elif bounds:
            key, text = bounds[0]
            holds = binder.formula(f"value {operators[key]} ({text})", (*here, key), inner, "bool")
            bound = binder.formula(text, (*here, key), scope, "number") if holds is not None else None
        result.append(ScoreLevel(level.id, holds, bound, worth))
    return tuple(result)
