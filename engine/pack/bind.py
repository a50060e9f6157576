"""Binding: takes a pack's model, gives the pack ready to run, or every problem of its parts with its line.

Questions, parameters and roles first, since expressions name them; then criteria, reconciliations,
rules and grades. Nothing stops at the first problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.document import near_hint
from gongti.engine.expression import BOOL, PLAIN, Scope, Term, compile_term, reads
from gongti.engine.expression.types import Reached
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import COLLECTIONS, Binder
from gongti.engine.pack.bound import BoundGrade, Formula, Pack, Reconciliation
from gongti.engine.pack.calcs import bind_calcs
from gongti.engine.pack.criteria import bind_dimensions, bind_over, formulas_of
from gongti.engine.pack.names import bind_parameters, bind_roles, check_documents, check_names, parameter_type
from gongti.engine.pack.questions import as_asked, bind_conditions, bind_questions
from gongti.engine.pack.rules import bind_rules
from gongti.engine.values.exact import Number


def bind(
    model: m.PackModel,
    tree: Any,
    text: str,
    path: str,
    sha256: str,
    dictionary: m.Dictionary | None,
    problems: Problems,
) -> Pack | None:
    """The pack ready to run; None where any problem of severity error came up."""
    before = sum(p.severity == "error" for p in problems)
    binder = Binder(model, tree, text.splitlines(), path, problems, Scope({}, {}, {}))
    check_documents(binder)
    questions = bind_questions(binder, dictionary)
    shared = dictionary.indicators if dictionary is not None else {}
    asked = {q.id for q in questions} | {n for n, i in shared.items() if i.calc is not None}
    binder.broken = frozenset(n for n, i in model.indicators.items() if i.calc is None and n not in asked)
    names = {name: role.one for name, role in model.roles.items()}
    parameters = bind_parameters(binder)
    kinds = {name: parameter_type(values) for name, values in parameters.items()}
    given = {"has_prior": BOOL}
    binder.scope = Scope({q.id: as_asked(q) for q in questions}, names, kinds, given=given)
    check_names(binder)
    roles = bind_roles(binder)
    calcs = bind_calcs(binder, dictionary)
    questions = bind_conditions(binder, questions, dictionary)
    binder.assessor = frozenset(q.id for q in questions if q.assessor)
    dimensions = bind_dimensions(binder)
    reconcile = _reconcile(binder)
    grades = _grades(binder)
    rules = bind_rules(binder, dimensions, grades)
    if sum(p.severity == "error" for p in problems) > before:
        return None
    used = {name for d in dimensions for c in d.criteria for _, _, name in (*c.reads, *c.prior_reads)}
    used |= {name for r in reconcile for _, _, name in r.reads}
    formulas = [g.when for g in grades] + [c.check for r in rules for c in (*r.when, *r.unless)]
    formulas += [f for q in questions for f in (q.ask_when, q.valid)]
    used |= {name for f in formulas if f is not None for _, _, name in reads(f.term)}
    formulas += [f for d in dimensions for c in d.criteria for f in formulas_of(c)]
    formulas += [f for r in reconcile for f in (r.left, r.right)] + [c.formula for c in calcs]
    used |= {name for f in formulas if f is not None for name in _calcs_in(f.term)}
    prior = any(c.prior_reads for d in dimensions for c in d.criteria) or any(q.asks_prior for q in questions)
    return Pack(
        model, path, sha256, questions, roles, parameters, dimensions, reconcile, rules, grades, frozenset(used),
        calcs, prior,
    )  # fmt: skip


def _calcs_in(term: Term) -> Iterator[str]:
    """The calcs a term names, not those behind them."""
    if isinstance(term.value, Reached):
        yield term.value.name
        return
    for arg in term.args:
        if arg is not None:
            yield from _calcs_in(arg)


def _reconcile(binder: Binder) -> tuple[Reconciliation, ...]:
    result = []
    criteria = {c.id for d in binder.model.dimensions for _, _, c in d.leaves()}
    binder.unique((r.id, ("reconcile", i)) for i, r in enumerate(binder.model.reconcile))
    for i, entry in enumerate(binder.model.reconcile):
        path: tuple[str | int, ...] = ("reconcile", i)
        for j, doubt in enumerate(entry.doubts):
            if doubt not in criteria:
                near = near_hint(doubt, criteria)
                binder.problems.add("unknown-criterion", binder.at(*path, "doubts", j), id=doubt, near=near)
        over = bind_over(binder, entry.over, (*path, "over")) if entry.over is not None else None
        if entry.over is not None and over is None:
            continue
        member = over is not None and over.kind in ("role", "type")
        scope = replace(binder.scope, unit="facility") if member else binder.scope
        formula = binder.formula(entry.expect, (*path, "expect"), scope, "bool")
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
        read = tuple(dict.fromkeys(reads(term)))
        found = Reconciliation(entry.id, entry.title, entry.expect, left, right, *tolerance, doubts, cites, read, over)
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
    given = {**binder.scope.given, "percent": PLAIN, "points": PLAIN}
    scope = replace(binder.scope, collections=COLLECTIONS, given=given)
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
