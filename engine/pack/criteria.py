"""Criteria of a pack: takes their models, gives them bound: units, measure, conditions, everything they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from gongti.engine.document import nearest
from gongti.engine.expression import (
    COUNT,
    SHARE,
    Scope,
    SyntaxProblem,
    compile_term,
    own_indicators,
    parse,
    reads,
)
from gongti.engine.expression.types import Term
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import Binder, near_hint, own_name
from gongti.engine.pack.bound import BoundCriterion, BoundDimension, Formula, Over, ScoreRule
from gongti.engine.pack.questions import known_types
from gongti.engine.pack.scores import bind_score
from gongti.engine.values.exact import Number

_OVER: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:where\s+(.+))?\Z", re.DOTALL)


def bind_dimensions(binder: Binder) -> tuple[BoundDimension, ...]:
    result = []
    ids: list[tuple[str, tuple[str | int, ...]]] = []
    for i, dimension in enumerate(binder.model.dimensions):
        ids.append((dimension.id, ("dimensions", i)))
        criteria = []
        for j, criterion in enumerate(dimension.criteria):
            ids.append((criterion.id, ("dimensions", i, "criteria", j)))
            bound = _criterion(binder, dimension, criterion, ("dimensions", i, "criteria", j))
            if bound is not None:
                criteria.append(bound)
        result.append(BoundDimension(dimension.id, dimension.title, tuple(criteria), dimension.max))
    binder.unique(ids)
    return tuple(result)


def _criterion(
    binder: Binder, dimension: m.Dimension, criterion: m.Criterion, path: tuple[str | int, ...]
) -> BoundCriterion | None:
    problems, at = binder.problems, binder.at(*path)
    text = criterion.measure
    if text is None and criterion.ask is None:
        problems.add("key-missing", at, key="measure")
        return None
    if text is not None and criterion.ask is not None:
        problems.add("measure-and-ask", binder.at(*path, "measure", key=True))
    text = text or own_name(criterion)
    points = _points(binder, criterion, path)
    over = _over(binder, criterion, text, path)
    if over is None:
        return None
    unit: Any = "facility" if over.kind in ("role", "type") else over.kind
    scope = Scope(binder.scope.indicators, binder.scope.roles, binder.scope.parameters, unit=unit)
    applies = None
    if criterion.applies_when is not None:
        applies = binder.formula(criterion.applies_when, (*path, "applies_when"), scope, "bool")
    measure_path = (*path, "measure") if criterion.measure is not None else (*path, "ask")
    measure = binder.formula(text, measure_path, scope)
    if measure is None:
        return None
    if measure.term.type.base == "set":
        of = Term("function", COUNT, measure.term.at, (measure.term,), "missing")
        options = len(measure.term.type.options or ())
        measure = Formula(text, of, compile_term(of))
    else:
        options = 0
    score = bind_score(binder, criterion, measure, options, points, scope, path)
    veto = _veto(binder, criterion, path)
    if score is None:
        return None
    own_slots = sorted({asked for op, _, name in reads(measure.term) if op == "own" for asked in [_slot(binder, name)]})
    used = list(reads(measure.term))
    for formula in (score.full, score.zero, score.below, score.above, applies, over.where):
        used += reads(formula.term) if formula is not None else []
    for level in score.levels:
        used += reads(level.holds.term) if level.holds is not None else []
    return BoundCriterion(
        id=criterion.id,
        title=criterion.title,
        dimension=dimension.id,
        force=criterion.force,
        points=points,
        points_by=criterion.points_by or binder.model.points_by,
        cites=tuple(criterion.cite),
        over=over,
        applies=applies,
        measure=measure,
        across=criterion.across,
        combine=criterion.score_each or "mean",
        score=score,
        veto=veto,
        remedy=criterion.remedy,
        check_by=tuple(criterion.check_by),
        slots=tuple(own_slots),
        reads=tuple(dict.fromkeys(used)),
        percentages=tuple(_percentages(binder, measure, score)),
        singles=frozenset(_singles(measure.term)),
        at=at,
    )


def _singles(term: Term) -> Iterable[str]:
    """The roles whose one facility a term reads, outside every aggregate."""
    if term.op == "role":
        yield term.value.owner
    for arg in term.args:
        if arg is not None:
            yield from _singles(arg)


def _percentages(binder: Binder, measure: Formula, score: ScoreRule) -> Iterable[tuple[Term, Formula]]:
    """Where a percentage answered as such meets a threshold, in the score or in a comparison."""
    term = measure.term
    typed = {a.slot for a in binder.scope.indicators.values() if a.type == SHARE and not a.ratio}

    def is_typed(side: Term | None) -> bool:
        return side is not None and side.op in ("own", "consortium", "region") and side.value.slot in typed

    if is_typed(term):
        for formula in (score.full, score.below, score.above, *(level.bound for level in score.levels)):
            if formula is not None:
                yield term, formula
    elif term.op == "compare":
        for one, other in zip(term.args, term.args[1:], strict=False):
            for side, against in ((one, other), (other, one)):
                if side is not None and against is not None and is_typed(side):
                    yield side, Formula(measure.text, against, compile_term(against))


def _slot(binder: Binder, name: str) -> int:
    return binder.scope.indicators[name].slot


def _points(binder: Binder, criterion: m.Criterion, path: tuple[str | int, ...]) -> Number:
    if criterion.force == "aim":
        if criterion.points:
            binder.problems.add("aim-has-points", binder.at(*path, "points"))
        return 0
    if criterion.points is None:
        binder.problems.add("key-missing", binder.at(*path), key="points")
        return 0
    if criterion.points <= 0:
        binder.problems.add("points-not-positive", binder.at(*path, "points"))
    return criterion.points  # type: ignore[no-any-return]


def _over(binder: Binder, criterion: m.Criterion, measure: str, path: tuple[str | int, ...]) -> Over | None:
    """The criterion's units: as said, or where the indicators live that its measure names bare."""
    roles = binder.scope.roles
    if criterion.over is None:
        try:
            homes = {a.of for a in own_indicators(parse(measure), binder.scope)}
        except SyntaxProblem:
            homes = set()
        home = homes.pop() if len(homes) == 1 else "consortium"
        return _home(home, None, roles)
    match = _OVER.match(criterion.over)
    name = match[1] if match else criterion.over
    known = {*roles, "consortium", "region", *known_types(binder.model)}
    if match is None or name not in known:
        near = nearest(name, known)
        binder.problems.add("unknown-collection", binder.at(*path, "over"), name=name, near=near_hint(near))
        return None
    where = None
    if match[2]:
        scope = Scope(binder.scope.indicators, roles, binder.scope.parameters, unit="facility")
        where = binder.formula(match[2], (*path, "over"), scope, "bool")
    return _home(name, where, roles)


def _home(name: str, where: Formula | None, roles: Mapping[str, bool]) -> Over:
    if name == "consortium":
        return Over("consortium", name, where)
    if name == "region":
        return Over("region", name, where)
    return Over("role" if name in roles else "type", name, where)


def _veto(binder: Binder, criterion: m.Criterion, path: tuple[str | int, ...]) -> str | None:
    """The grade an unmet ``must`` caps at, where it vetoes."""
    if criterion.veto is False:
        return None
    at = binder.at(*path, "veto")
    if criterion.force != "must":
        binder.problems.add("veto-not-must", at)
    grades = [g.id for g in binder.model.grades]
    if not grades:
        binder.problems.add("no-grades", at)
        return None
    if criterion.veto is True:
        return grades[-1]
    if criterion.veto not in grades:
        binder.problems.add(
            "unknown-grade", at, id=criterion.veto, near=near_hint(nearest(str(criterion.veto), grades))
        )
    return str(criterion.veto)
