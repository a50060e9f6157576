"""Criteria of a pack: takes their models, gives them bound: units, measure, conditions, everything they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from gongti.engine.document import near_hint
from gongti.engine.expression import (
    COUNT,
    PLAIN,
    SHARE,
    Scope,
    SyntaxProblem,
    Type,
    compile_term,
    current_reads,
    fields_read,
    own_indicators,
    parse,
    prior_reads,
    reads,
)
from gongti.engine.expression.types import Term
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import Binder, own_name
from gongti.engine.pack.bound import Adjustment, BoundCriterion, BoundDimension, Formula, Over, ScoreRule
from gongti.engine.pack.names import known_types
from gongti.engine.pack.scores import bind_score
from gongti.engine.values.exact import Number
from gongti.engine.words import Text

_OVER: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:where\s+(.+))?\Z", re.DOTALL)


def bind_dimensions(binder: Binder) -> tuple[BoundDimension, ...]:
    result = []
    ids: list[tuple[str, tuple[str | int, ...]]] = []
    weighted = [d.weight is not None for d in binder.model.dimensions]
    pack_adjust = bind_adjust(binder, binder.model.adjust, ("adjust",))
    for i, dimension in enumerate(binder.model.dimensions):
        path: tuple[str | int, ...] = ("dimensions", i)
        ids.append((dimension.id, path))
        adjust = (*pack_adjust, *bind_adjust(binder, dimension.adjust, (*path, "adjust")))
        criteria = []
        headings: set[int] = set()
        for below, groups, criterion in dimension.leaves():
            here = (*path, *below)
            for depth, group in enumerate(groups):
                if id(group) not in headings:
                    headings.add(id(group))
                    ids.append((group.id, (*path, *below[: 2 * (depth + 1)])))
            if len(groups) > m.GROUP_LEVELS:
                binder.problems.add("groups-too-deep", binder.at(*here), limit=m.GROUP_LEVELS)
            ids.append((criterion.id, here))
            bound = _criterion(binder, dimension, criterion, here, adjust, tuple(g.title for g in groups))
            if bound is not None:
                criteria.append(bound)
        if any(weighted) and dimension.weight is None:
            binder.problems.add("weights-incomplete", binder.at(*path))
        if dimension.weight is not None and dimension.weight <= 0:
            binder.problems.add("weight-not-positive", binder.at(*path, "weight"))
        policy = _policy(binder, dimension, path)
        result.append(
            BoundDimension(dimension.id, dimension.title, tuple(criteria), dimension.max, policy, dimension.weight)
        )
    binder.unique(ids)
    _check_needs(binder)
    return tuple(result)


def _check_needs(binder: Binder) -> None:
    """What is to be met before a gap is mended must be criteria of the pack."""
    leaves = [(i, *leaf) for i, d in enumerate(binder.model.dimensions) for leaf in d.leaves()]
    known = {criterion.id for *_, criterion in leaves}
    for i, below, _, criterion in leaves:
        for j, need in enumerate(criterion.remedy.needs if criterion.remedy is not None else ()):
            if need not in known:
                at = binder.at("dimensions", i, *below, "remedy", "needs", j)
                binder.problems.add("unknown-criterion", at, id=need, near=near_hint(need, known))


def _policy(binder: Binder, dimension: m.Dimension, path: tuple[str | int, ...]) -> m.Policy:
    """What becomes of points that do not apply: the dimension's own word, else the pack's."""
    if dimension.scoring is not None and dimension.not_applicable is not None:
        binder.problems.add("policy-twice", binder.at(*path, "not_applicable", key=True))
    if dimension.scoring is not None:
        return dimension.scoring.not_applicable
    return dimension.not_applicable or binder.model.scoring.not_applicable


def bind_adjust(binder: Binder, entries: list[m.Adjust], path: tuple[str | int, ...]) -> tuple[Adjustment, ...]:
    """What the reviewer's findings on evidence do to points."""
    evidence = Type("text", options=EVIDENCE)
    given = {**binder.scope.given, "evidence": evidence, "cases": COUNT, "points": PLAIN, "percent": PLAIN}
    scope = Scope({}, {}, binder.scope.parameters, given=given)
    result = []
    for i, entry in enumerate(entries):
        here = (*path, i) if isinstance(_node(binder.tree, path), list) else path
        when = binder.formula(entry.when, (*here, "when"), scope, "bool")
        times = binder.formula(entry.times, (*here, "times"), scope, "number") if entry.times is not None else None
        minus = binder.formula(entry.minus, (*here, "minus"), scope, "number") if entry.minus is not None else None
        if entry.times is None and entry.minus is None:
            binder.problems.add("adjust-nothing", binder.at(*here))
        if times is not None and times.term.op == "const" and not 0 <= times.term.value <= 1:
            binder.problems.add("times-not-share", binder.at(*here, "times"))
        if when is not None:
            result.append(Adjustment(when, times, minus, entry.floor, tuple(entry.cite), entry.note))
    return tuple(result)


EVIDENCE: Final = ("complete", "incomplete", "falsified")
"""What a reviewer says of evidence; the same words as in a review."""


def _node(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _criterion(
    binder: Binder,
    dimension: m.Dimension,
    criterion: m.Criterion,
    path: tuple[str | int, ...],
    adjust: tuple[Adjustment, ...],
    groups: tuple[Text, ...],
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
    scope = replace(binder.scope, unit=unit)
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
    own_adjust = bind_adjust(binder, criterion.adjust, (*path, "adjust")) if criterion.adjust else ()
    if score is None:
        return None
    formulas = list(_formulas(measure, score, applies, over))
    used = [read for f in formulas for read in current_reads(f.term)]
    prior = [read for f in formulas for read in prior_reads(f.term)]
    # The consortium's and the region's own answers are read by their names, a facility's as its own.
    at_home = ("own",) if over.kind in ("role", "type") else ("own", over.kind)
    own_slots = sorted({_slot(binder, name) for op, _, name in reads(measure.term) if op in at_home})
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
        groups=groups,
        adjust=(*adjust, *own_adjust),
        assessor=any(name in binder.assessor for _, _, name in (*used, *prior)),
        prior_reads=tuple(dict.fromkeys(prior)),
        fields=tuple(dict.fromkeys(_fields_of(binder, formulas))),
    )


def _formulas(measure: Formula, score: ScoreRule, applies: Formula | None, over: Over) -> Iterable[Formula]:
    """Every expression that reads answers for a criterion, the measure first."""
    rest = (score.full, score.zero, score.below, score.above, score.per, applies, over.where)
    return (f for f in (measure, *rest, *(level.holds for level in score.levels)) if f is not None)


def formulas_of(criterion: BoundCriterion) -> Iterable[Formula]:
    """Every expression of a bound criterion."""
    return _formulas(criterion.measure, criterion.score, criterion.applies, criterion.over)


def _fields_of(binder: Binder, formulas: Iterable[Formula]) -> Iterable[tuple[str, str]]:
    """What is read of the register: (role, or "" for the criterion's own units; field)."""
    for formula in formulas:
        for op, owner, name in fields_read(formula.term):
            if op in ("own", "this") or owner in binder.scope.roles:
                yield ("" if op in ("own", "this") else owner), name


def _singles(term: Term) -> Iterable[str]:
    """The roles whose one facility a term reads, outside every aggregate."""
    if term.op == "role" or (term.op == "calc" and term.value.mode == "role"):
        yield term.value.owner
    for arg in term.args:
        if arg is not None:
            yield from _singles(arg)


def _percentages(binder: Binder, measure: Formula, score: ScoreRule) -> Iterable[tuple[Term, Formula]]:
    """Where a percentage answered as such meets a threshold, in the score or in a comparison."""
    term = measure.term
    typed = {a.slot for a in binder.scope.indicators.values() if a.type == SHARE and not a.ratio and a.slot >= 0}

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
    return bind_over(binder, criterion.over, (*path, "over"))


def bind_over(binder: Binder, text: str, path: tuple[str | int, ...]) -> Over | None:
    """``members``, ``members where P``, ``consortium``, ``region``, a facility type: the units, or None."""
    roles = binder.scope.roles
    match = _OVER.match(text)
    name = match[1] if match else text
    known = {*roles, "consortium", "region", *known_types(binder.model)}
    if match is None or name not in known:
        near = near_hint(name, known)
        binder.problems.add("unknown-collection", binder.at(*path), name=name, near=near)
        return None
    where = None
    if match[2]:
        where = binder.formula(match[2], path, replace(binder.scope, unit="facility"), "bool")
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
        binder.problems.add("unknown-grade", at, id=criterion.veto, near=near_hint(str(criterion.veto), grades))
    return str(criterion.veto)
