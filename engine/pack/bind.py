"""Binding: takes a pack's model, gives the pack ready to run, or every problem of its parts with its line.

Questions, parameters and roles first, since expressions name them; then criteria, reconciliations,
rules and grades. Nothing stops at the first problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import nearest, place_of
from gongti.engine.expression import (
    BOOL,
    COUNT,
    DATE,
    FIELDS,
    MOMENTS,
    PLAIN,
    SHARE,
    TEXT,
    Asked,
    Scope,
    SyntaxProblem,
    Type,
    check,
    compile_term,
    own_indicators,
    parse,
    reads,
)
from gongti.engine.expression.check import join_types
from gongti.engine.expression.types import Term
from gongti.engine.pack import models as m
from gongti.engine.pack.bound import (
    BoundCriterion,
    BoundDimension,
    BoundGrade,
    BoundRole,
    DatedValue,
    Formula,
    Over,
    Pack,
    Question,
    Reconciliation,
    ScoreLevel,
    ScoreRule,
)
from gongti.engine.pack.rules import bind_rules
from gongti.engine.values.exact import Number, divide
from gongti.engine.words import Text, sentence

RESERVED: Final = frozenset({*FIELDS, *MOMENTS, "consortium", "region", "this", "prior", "peers", "criteria"}) | {
    "dimensions", "percent", "points", "value", "evidence", "cases", "true", "false",
}  # fmt: skip
"""Names that no indicator, parameter or role may take."""

COLLECTIONS: Final[Mapping[str, Mapping[str, Type]]] = {
    name: {"id": TEXT, "status": TEXT, "level": TEXT, "points": PLAIN, "of": PLAIN, "percent": PLAIN}
    for name in ("criteria", "dimensions")
}
"""What grades and checks may ask of results; ``percent`` is on 0-100 there."""

_OVER: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:where\s+(.+))?\Z", re.DOTALL)
_TYPES: Final[Mapping[str, Type]] = {
    "yesno": BOOL, "count": COUNT, "number": PLAIN, "percent": SHARE, "ratio": SHARE, "date": DATE, "set": Type("set"),
}  # fmt: skip


@dataclass
class Binder:
    """What the binding of one pack shares: the tree for places, the names, the problems."""

    model: m.PackModel
    tree: Any
    lines: list[str]
    path: str
    problems: Problems
    scope: Scope

    def at(self, *path: str | int, key: bool = False) -> Place:
        return place_of(self.tree, path, key=key)

    def formula(self, text: str, path: tuple[str | int, ...], scope: Scope, base: str | None = None) -> Formula | None:
        """A compiled expression, or a problem at its place; ``base`` is the type it must have."""
        at = self.at(*path)
        try:
            term = check(parse(text), scope)
            if base is not None and term.type.base != base:
                raise SyntaxProblem("type-expected", 0, expected=base, found=term.type.base)
        except SyntaxProblem as problem:
            self.expression_problem(problem, at, text)
            return None
        return Formula(text, term, compile_term(term))

    def expression_problem(self, problem: SyntaxProblem, at: Place, text: str) -> None:
        params = dict(problem.params)
        if "near" in params:
            params["near"] = sentence("hint.near", word=params["near"]) if params["near"] else ""
        for name in ("expected", "found", "left", "right", "kind"):
            if problem.code in ("type-expected", "type-mismatch", "not-ordered") and name in params:
                params[name] = sentence(f"type.{params[name]}")
        line = self.lines[at.line - 1] if 0 < at.line <= len(self.lines) else ""
        quoted = line[at.column - 1 : at.column] in ('"', "'")
        column = at.column + problem.at + quoted if "\n" not in text else at.column
        self.problems.add(problem.code, Place(at.path, at.line, column), expression=" ".join(text.split()), **params)

    def join(self, left: Term, right: Term, at: Place, text: str) -> None:
        try:
            join_types(left, right)
        except SyntaxProblem as problem:
            self.expression_problem(problem, at, text)

    def unique(self, items: Iterable[tuple[str, tuple[str | int, ...]]]) -> None:
        """Every id once; the second place is the problem, the first is named."""
        first: dict[str, int] = {}
        for name, path in items:
            at = self.at(*path, "id")
            if name in first:
                self.problems.add("duplicate-id", at, id=name, first=first[name])
            else:
                first[name] = at.line


def bind(
    model: m.PackModel, tree: Any, text: str, path: str, sha256: str, dictionary: m.Dictionary | None, problems: Problems
) -> Pack | None:
    """The pack ready to run; None where any problem of severity error came up."""
    before = sum(p.severity == "error" for p in problems)
    binder = Binder(model, tree, text.splitlines(), path, problems, Scope({}, {}, {}))
    _check_documents(binder)
    questions = _questions(binder, dictionary)
    names = {name: role.one for name, role in model.roles.items()}
    parameters = _parameters(binder)
    kinds = {name: _parameter_type(values) for name, values in parameters.items()}
    asked = {q.id: Asked(q.slot, _question_type(q), q.asked_of, q.type == "ratio") for q in questions}
    binder.scope = Scope(asked, names, kinds)
    _check_names(binder, questions)
    roles = _roles(binder)
    dimensions = _dimensions(binder)
    reconcile = _reconcile(binder)
    grades = _grades(binder)
    rules = bind_rules(binder, dimensions, grades)
    if sum(p.severity == "error" for p in problems) > before:
        return None
    return Pack(model, path, sha256, questions, roles, parameters, dimensions, reconcile, rules, grades)


# names


def _check_documents(binder: Binder) -> None:
    for path, cites in _all_cites(binder.model):
        for i, cite in enumerate(cites):
            at = binder.at(*path, i, "doc")
            if cite.doc not in binder.model.documents:
                near = nearest(cite.doc, list(binder.model.documents))
                binder.problems.add("unknown-document", at, id=cite.doc, near=_near(near))


def _all_cites(model: m.PackModel) -> Iterable[tuple[tuple[str | int, ...], list[m.Cite]]]:
    for name, entries in model.parameters.items():
        for i, entry in enumerate(entries):
            yield ("parameters", name, i, "cite"), entry.cite
    for i, dimension in enumerate(model.dimensions):
        for j, criterion in enumerate(dimension.criteria):
            yield ("dimensions", i, "criteria", j, "cite"), criterion.cite
    for i, reconcile in enumerate(model.reconcile):
        yield ("reconcile", i, "cite"), reconcile.cite
    for i, rule in enumerate(model.rules):
        yield ("rules", i, "cite"), rule.cite


def _check_names(binder: Binder, questions: tuple[Question, ...]) -> None:
    model = binder.model
    places: dict[str, Place] = {}
    named = [(n, ("indicators", n)) for n in model.indicators]
    named += [(n, ("parameters", n)) for n in model.parameters] + [(n, ("roles", n)) for n in model.roles]
    for i, dimension in enumerate(model.dimensions):
        for j, criterion in enumerate(dimension.criteria):
            if criterion.ask is not None:
                named.append((_own_name(criterion), ("dimensions", i, "criteria", j, "ask")))  # type: ignore[arg-type]
    for name, path in named:
        at = binder.at(*path, key=True)
        if name in RESERVED:
            binder.problems.add("reserved-name", at, name=name)
        elif name in places:
            binder.problems.add("name-taken", at, name=name, first=places[name].line)
        places.setdefault(name, at)


def _own_name(criterion: m.Criterion) -> str:
    return criterion.id.replace("-", "_")


# questions


def _questions(binder: Binder, dictionary: m.Dictionary | None) -> tuple[Question, ...]:
    """The pack's own indicators, then those that criteria ask themselves, each with its slot."""
    model = binder.model
    entries: list[tuple[str, m.Indicator, tuple[str | int, ...], Mapping[str, Mapping[str, Text]]]] = []
    for name, indicator in model.indicators.items():
        path: tuple[str | int, ...] = ("indicators", name)
        if indicator.use is not None:
            used = _used(binder, name, indicator, path, dictionary)
            if used is not None and dictionary is not None:
                entries.append((name, used, path, dictionary.options))
        else:
            entries.append((name, indicator, path, model.options))
    for i, dimension in enumerate(model.dimensions):
        for j, criterion in enumerate(dimension.criteria):
            if criterion.ask is not None:
                ask = criterion.ask
                if ask.label is None:
                    ask = ask.model_copy(update={"label": criterion.title})
                path = ("dimensions", i, "criteria", j, "ask")
                entries.append((_own_name(criterion), ask, path, model.options))
    questions: list[Question] = []
    for name, indicator, path, options in entries:
        question = _question(binder, len(questions), name, indicator, path, options)
        if question is not None:
            questions.append(question)
    return tuple(questions)


def _used(
    binder: Binder, name: str, indicator: m.Indicator, path: tuple[str | int, ...], dictionary: m.Dictionary | None
) -> m.Indicator | None:
    at = binder.at(*path, "use")
    known = dictionary.indicators if dictionary is not None else {}
    if indicator.use not in known:
        near = nearest(str(indicator.use), list(known))
        binder.problems.add("unknown-shared-indicator", at, id=indicator.use, near=_near(near))
        return None
    if indicator.use != name:
        binder.problems.add("use-renamed", at, id=indicator.use, name=name)
    for field in indicator.model_fields_set - {"use", "label", "evidence"}:
        binder.problems.add("use-overrides", binder.at(*path, field, key=True), key=field)
    update: dict[str, Any] = {f: getattr(indicator, f) for f in ("label", "evidence") if f in indicator.model_fields_set}
    return known[str(indicator.use)].model_copy(update=update)


def _question(
    binder: Binder,
    slot: int,
    name: str,
    indicator: m.Indicator,
    path: tuple[str | int, ...],
    lists: Mapping[str, Mapping[str, Text]],
) -> Question | None:
    at = binder.at(*path)
    problems = binder.problems
    if indicator.type is None:
        problems.add("key-missing", at, key="type")
        return None
    options: Mapping[str, Text] = {}
    if isinstance(indicator.options, str):
        if indicator.options not in lists:
            near = nearest(indicator.options, list(lists))
            problems.add("unknown-options", binder.at(*path, "options"), name=indicator.options, near=_near(near))
            return None
        options = lists[indicator.options]
    elif indicator.options is not None:
        options = indicator.options
    if indicator.type == "set" and not options:
        problems.add("key-missing", at, key="options")
    if indicator.type != "set" and indicator.options is not None:
        problems.add("key-not-here", binder.at(*path, "options", key=True), key="options", where=indicator.type)
    for key in ("part", "whole"):
        if (getattr(indicator, key) is not None) != (indicator.type == "ratio"):
            if indicator.type == "ratio":
                problems.add("key-missing", at, key=key)
            else:
                problems.add("key-not-here", binder.at(*path, key, key=True), key=key, where=indicator.type)
    return Question(
        id=name,
        slot=slot,
        type=indicator.type,
        label=indicator.label or Text(name),
        definition=indicator.definition,
        unit=indicator.unit or Text(""),
        part=indicator.part or Text(""),
        whole=indicator.whole or Text(""),
        asked_of=_asked_of(binder, indicator, path),
        options=options,
        evidence=tuple(indicator.evidence),
    )


def _asked_of(binder: Binder, indicator: m.Indicator, path: tuple[str | int, ...]) -> str:
    asked = indicator.asked_of or "consortium"
    if asked in ("region", "consortium") or asked in binder.model.roles or asked in _known_types(binder.model):
        return asked
    near = nearest(asked, [*binder.model.roles, *_known_types(binder.model), "region", "consortium"])
    binder.problems.add("unknown-asked-of", binder.at(*path, "asked_of"), name=asked, near=_near(near))
    return asked


def _known_types(model: m.PackModel) -> frozenset[str]:
    """Facility types: the register's own vocabulary and those the pack's roles name."""
    named: set[str] = set()
    for role in model.roles.values():
        named |= set(re.findall(r"[\"']([^\"']+)[\"']", role.where))
    return frozenset(named) | FACILITY_TYPES


FACILITY_TYPES: Final = frozenset(
    "county-hospital tcm-hospital general-hospital specialist-hospital maternal-child-hospital rehabilitation-hospital "
    "nursing-home township-health-centre community-health-centre community-health-station village-clinic "
    "disease-control-centre provincial-hospital private-hospital".split()
)


def _question_type(question: Question) -> Type:
    kind = _TYPES[question.type]
    if question.type == "set":
        return Type("set", options=tuple(question.options))
    if kind.base == "number" and kind.scale == "plain":
        return Type("number", "plain", question.unit.zh, whole=kind.whole)
    if question.type == "ratio":
        return Type("number", "share", question.unit.zh)
    return kind


# parameters and roles


def _parameters(binder: Binder) -> Mapping[str, tuple[DatedValue, ...]]:
    result: dict[str, tuple[DatedValue, ...]] = {}
    for name, entries in binder.model.parameters.items():
        values: list[DatedValue] = []
        for i, entry in enumerate(entries):
            formula = binder.formula(entry.value, ("parameters", name, i, "value"), Scope({}, {}, {}))
            if formula is None:
                continue
            if formula.term.op != "const":
                binder.problems.add("parameter-not-constant", binder.at("parameters", name, i, "value"), name=name)
                continue
            values.append(DatedValue(entry.from_, formula, tuple(entry.cite)))
        days = [v.from_ for v in values]
        if len(set(days)) != len(days):
            binder.problems.add("parameter-twice", binder.at("parameters", name), name=name)
        result[name] = tuple(sorted(values, key=lambda v: v.from_))
    return result


def _parameter_type(values: tuple[DatedValue, ...]) -> Type:
    if not values:
        return PLAIN
    kinds = [v.value.term.type for v in values]
    if kinds[0].base != "number":
        return kinds[0]  # type: ignore[no-any-return]
    return Type("number", "share" if any(k.scale == "share" for k in kinds) else _quotient_or_plain(values))


def _quotient_or_plain(values: tuple[DatedValue, ...]) -> Any:
    """A parameter of 1/3 may stand beside a share as well as beside a number."""
    return "any" if all(0 <= v.value.term.value <= 1 for v in values) else "plain"


def _roles(binder: Binder) -> tuple[BoundRole, ...]:
    scope = Scope({}, {}, binder.scope.parameters, unit="facility")
    result = []
    for name, role in binder.model.roles.items():
        path: tuple[str | int, ...] = ("roles", name)
        if isinstance(binder.tree["roles"][name], dict):
            path += ("where",)
        formula = binder.formula(role.where, path, scope, "bool")
        if formula is not None:
            result.append(BoundRole(name, formula, role.one))
    return tuple(result)


# criteria


def _dimensions(binder: Binder) -> tuple[BoundDimension, ...]:
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
    text = text or _own_name(criterion)
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
    score = _score(binder, criterion, measure, options, points, scope, path)
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
        at=at,
    )


def _percentages(binder: Binder, measure: Formula, score: ScoreRule) -> Iterable[tuple[int, Formula]]:
    """Where a percentage answered as such meets a threshold, in the score or in a comparison."""
    term = measure.term
    typed = {a.slot for a in binder.scope.indicators.values() if a.type == SHARE and not a.ratio}
    if term.op == "own" and term.value.slot in typed:
        for formula in (score.full, score.below, score.above, *(level.bound for level in score.levels)):
            if formula is not None:
                yield term.value.slot, formula
    elif term.op == "compare":
        for one, other in zip(term.args, term.args[1:], strict=False):
            for side, against in ((one, other), (other, one)):
                if side is not None and against is not None and side.op == "own" and side.value.slot in typed:
                    yield side.value.slot, Formula(measure.text, against, compile_term(against))


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
    known = {*roles, "consortium", "region", *_known_types(binder.model)}
    if match is None or name not in known:
        near = nearest(name, known)
        binder.problems.add("unknown-collection", binder.at(*path, "over"), name=name, near=_near(near))
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


_ACROSS_TRUTHS: Final = frozenset({"share", "every", "any", "count"})


def _score(
    binder: Binder,
    criterion: m.Criterion,
    measure: Formula,
    options: int,
    points: Number,
    scope: Scope,
    path: tuple[str | int, ...],
) -> ScoreRule | None:
    problems = binder.problems
    kind = _across_type(binder, criterion, measure, path)
    value = Term("given", kind, 0, value="value")
    entry = criterion.score
    if entry is None:
        if kind.base == "bool":
            return ScoreRule("pass")
        if options:
            return ScoreRule("deduct", each=divide(points, options))
        problems.add("score-missing", binder.at(*path), kind=sentence(f"type.{kind.base}"))
        return None
    needed, allowed = _SCORE_KEYS[entry.method]
    given = entry.model_fields_set - {"method"}
    for key in sorted(given - needed - allowed):
        problems.add("key-not-here", binder.at(*path, "score", key, key=True), key=key, where=entry.method)
    for key in sorted(needed - given):
        if not (key == "each" and options):
            problems.add("key-missing", binder.at(*path, "score"), key=key)
    base = "bool" if entry.method == "pass" else "number"
    if kind.base != base and not (entry.method == "levels" and kind.base in ("bool", "date")):
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


_SCORE_KEYS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "pass": (frozenset(), frozenset()),
    "linear": (frozenset({"full"}), frozenset({"zero"})),
    "levels": (frozenset({"levels"}), frozenset()),
    "deduct": (frozenset({"each"}), frozenset({"below", "above", "per", "step", "floor"})),
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
    inner = Scope(scope.indicators, scope.roles, scope.parameters, scope.unit, given={"value": value.type})
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
        worth = divide(points, 1) * level.points.of_points if isinstance(level.points, m.Share) else level.points
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
        binder.problems.add("unknown-grade", at, id=criterion.veto, near=_near(nearest(str(criterion.veto), grades)))
    return str(criterion.veto)


# reconciliations and grades


def _reconcile(binder: Binder) -> tuple[Reconciliation, ...]:
    result = []
    criteria = {c.id for d in binder.model.dimensions for c in d.criteria}
    binder.unique((r.id, ("reconcile", i)) for i, r in enumerate(binder.model.reconcile))
    for i, entry in enumerate(binder.model.reconcile):
        path: tuple[str | int, ...] = ("reconcile", i)
        for j, doubt in enumerate(entry.doubts):
            if doubt not in criteria:
                near = nearest(doubt, criteria)
                binder.problems.add("unknown-criterion", binder.at(*path, "doubts", j), id=doubt, near=_near(near))
        formula = binder.formula(entry.expect, (*path, "expect"), binder.scope, "bool")
        if formula is None:
            continue
        term = formula.term
        if term.op != "compare" or term.value != ("==",) or term.args[0] is None or term.args[1] is None:
            binder.problems.add("expect-not-equation", binder.at(*path, "expect"))
            continue
        tolerance = _tolerance(binder, entry, path)
        if tolerance is None:
            continue
        numeric = term.args[0].type.base == "number"
        if not numeric and tolerance[0]:
            binder.problems.add("tolerance-not-number", binder.at(*path, "tolerance"))
        left, right = (Formula(entry.expect, a, compile_term(a)) for a in (term.args[0], term.args[1]))
        doubts, cites = tuple(entry.doubts), tuple(entry.cite)
        found = Reconciliation(
            entry.id, entry.title, entry.expect, left, right, *tolerance, doubts, cites, tuple(dict.fromkeys(reads(term)))
        )
        result.append(found)
    return tuple(result)


def _tolerance(binder: Binder, entry: m.Reconcile, path: tuple[str | int, ...]) -> tuple[Number, bool] | None:
    if entry.tolerance is None:
        return 0, False
    formula = binder.formula(entry.tolerance, (*path, "tolerance"), Scope({}, {}, {}), "number")
    if formula is None:
        return None
    if formula.term.op != "const" or formula.term.value < 0:
        binder.problems.add("tolerance-form", binder.at(*path, "tolerance"))
        return None
    return formula.term.value, formula.term.type.scale == "share"


def _grades(binder: Binder) -> tuple[BoundGrade, ...]:
    scope = Scope(
        binder.scope.indicators,
        binder.scope.roles,
        binder.scope.parameters,
        collections=COLLECTIONS,
        given={"percent": PLAIN, "points": PLAIN},
    )
    result = []
    grades = binder.model.grades
    binder.unique((g.id, ("grades", i)) for i, g in enumerate(grades))
    for i, grade in enumerate(grades):
        at = binder.at("grades", i)
        if (grade.when is None) == (grade.otherwise is None):
            binder.problems.add("grade-tests", at)
            continue
        if grade.otherwise and i != len(grades) - 1:
            binder.problems.add("unreachable-grade", at)
        if not grade.otherwise and i == len(grades) - 1:
            binder.problems.add("last-grade-conditional", at)
        when = None
        if grade.when is not None:
            when = binder.formula(grade.when, ("grades", i, "when"), scope, "bool")
        result.append(BoundGrade(grade.id, grade.title, when))
    return tuple(result)


def _near(word: str) -> Any:
    return sentence("hint.near", word=word) if word else ""


def parameter_on(values: tuple[DatedValue, ...], day: date) -> DatedValue | None:
    """The value in force on a day: the latest that has begun; None before the first."""
    begun = [v for v in values if v.from_ <= day]
    return begun[-1] if begun else None
