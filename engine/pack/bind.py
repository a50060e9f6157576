"""Binding: takes a pack's model, gives the pack ready to run, or every problem of its parts with its line.

Questions, parameters and roles first, since expressions name them; then criteria, reconciliations,
rules and grades. Nothing stops at the first problem.
"""

from __future__ import annotations

from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.document import nearest
from gongti.engine.expression import PLAIN, Asked, Scope, compile_term, reads
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import COLLECTIONS, Binder, near_hint
from gongti.engine.pack.bound import BoundGrade, Formula, Pack, Reconciliation
from gongti.engine.pack.criteria import bind_dimensions
from gongti.engine.pack.questions import (
    bind_parameters,
    bind_questions,
    bind_roles,
    check_documents,
    check_names,
    parameter_type,
    question_type,
)
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
    names = {name: role.one for name, role in model.roles.items()}
    parameters = bind_parameters(binder)
    kinds = {name: parameter_type(values) for name, values in parameters.items()}
    asked = {q.id: Asked(q.slot, question_type(q), q.asked_of, q.type == "ratio") for q in questions}
    binder.scope = Scope(asked, names, kinds)
    check_names(binder, questions)
    roles = bind_roles(binder)
    dimensions = bind_dimensions(binder)
    reconcile = _reconcile(binder)
    grades = _grades(binder)
    rules = bind_rules(binder, dimensions, grades)
    if sum(p.severity == "error" for p in problems) > before:
        return None
    used = {name for d in dimensions for c in d.criteria for _, _, name in c.reads}
    used |= {name for r in reconcile for _, _, name in r.reads}
    formulas = [g.when for g in grades] + [c.check for r in rules for c in (*r.when, *r.unless)]
    used |= {name for f in formulas if f is not None for _, _, name in reads(f.term)}
    return Pack(
        model, path, sha256, questions, roles, parameters, dimensions, reconcile, rules, grades, frozenset(used)
    )


def _reconcile(binder: Binder) -> tuple[Reconciliation, ...]:
    result = []
    criteria = {c.id for d in binder.model.dimensions for c in d.criteria}
    binder.unique((r.id, ("reconcile", i)) for i, r in enumerate(binder.model.reconcile))
    for i, entry in enumerate(binder.model.reconcile):
        path: tuple[str | int, ...] = ("reconcile", i)
        for j, doubt in enumerate(entry.doubts):
            if doubt not in criteria:
                near = nearest(doubt, criteria)
                binder.problems.add("unknown-criterion", binder.at(*path, "doubts", j), id=doubt, near=near_hint(near))
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
        read = tuple(dict.fromkeys(reads(term)))
        found = Reconciliation(entry.id, entry.title, entry.expect, left, right, *tolerance, doubts, cites, read)
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
