"""Rules of a pack: takes their models, gives bound rules, or the problems that would make two worlds lie.

A verdict (veto, cap) is read off the worst and the best world only, so a rule that ends in one must be
monotone: what fires it in the best world must fire it in the worst. What is not is refused here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gongti.engine.document import near_hint
from gongti.engine.expression import PLAIN
from gongti.engine.expression.types import Term
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import COLLECTIONS, Binder
from gongti.engine.pack.bound import BoundDimension, BoundGrade, BoundRule, Condition, Formula
from gongti.engine.words import Text, listed, sentence

STATUSES: Final = (
    "watched not_applicable not_due not_reviewed waived contested explained undetermined met unmet partial".split()
)
"""Every status of a finding."""

_KINDS: Final = ("finding", "contradiction", "conclusion", "dimension", "check")
WHEN_KEYS: Final = {
    "finding": {"finding", "status", "level", "facility"},
    "contradiction": {"contradiction", "facility"},
    "conclusion": {"conclusion", "facility"},
    "dimension": {"dimension", "below"},
    "check": {"check"},
    "facility": {"facility", "role", "type"},
}
FACILITY_ROLES: Final = ("lead", "member", "partner")
"""The roles a register gives a facility."""


def bind_rules(
    binder: Binder, dimensions: tuple[BoundDimension, ...], grades: tuple[BoundGrade, ...]
) -> tuple[BoundRule, ...]:
    """Every rule bound; problems go to the binder."""
    model = binder.model
    binder.unique((r.id, ("rules", i)) for i, r in enumerate(model.rules))
    concluded: set[str | None] = {r.then.conclude for r in model.rules if r.then.conclude}
    rules = []
    for i, rule in enumerate(model.rules):
        path: tuple[str | int, ...] = ("rules", i)
        when = tuple(_conditions(binder, rule.when, (*path, "when"), concluded))
        unless = tuple(_conditions(binder, rule.unless, (*path, "unless"), concluded))
        bound = _then(binder, rule, when, unless, path, grades)
        if bound is not None:
            rules.append(bound)
    _refuse_unsound_verdicts(binder, tuple(rules))
    return tuple(rules)


def _conditions(
    binder: Binder, entries: list[m.When], path: tuple[str | int, ...], concluded: set[str | None]
) -> Iterator[Condition]:
    single = bool(entries) and not isinstance(_raw(binder, path), list)
    for i, entry in enumerate(entries):
        condition = _condition(binder, entry, path if single else (*path, i), concluded)
        if condition is not None:
            yield condition


def _raw(binder: Binder, path: tuple[str | int, ...]) -> object:
    node = binder.tree
    for step in path:
        node = node[step]
    return node


def _condition(
    binder: Binder, entry: m.When, path: tuple[str | int, ...], concluded: set[str | None]
) -> Condition | None:
    kinds = [k for k in _KINDS if getattr(entry, k) is not None]
    if not kinds and entry.facility is not None:
        kinds = ["facility"]
    if len(kinds) != 1:
        binder.problems.add("condition-kind", binder.at(*path), count=len(kinds))
        return None
    kind = kinds[0]
    for key in sorted(entry.model_fields_set - WHEN_KEYS[kind]):
        binder.problems.add("key-not-here", binder.at(*path, key, key=True), key=key, where=kind)
    variable = entry.facility if entry.facility is not None and entry.facility.startswith("$") else None
    literal = entry.facility if variable is None else None
    if kind == "check":
        return _check_condition(binder, entry, path)
    if kind == "facility":
        return _facility(binder, entry, path, variable, literal)
    name = str(getattr(entry, kind))
    known = _known(binder, kind, concluded)
    if name not in known:
        code = {"finding": "unknown-criterion"}.get(kind, f"unknown-{kind}")
        binder.problems.add(code, binder.at(*path, kind), id=name, near=near_hint(name, known))
        return None
    if kind == "dimension" and entry.below is None:
        binder.problems.add("key-missing", binder.at(*path), key="below")
        return None
    if kind == "finding":
        _check_finding(binder, entry, name, path)
    return Condition(
        kind=kind,  # type: ignore[arg-type]
        name=name,
        variable=variable,
        facility=literal,
        status=tuple(entry.status or ()),
        level=tuple(entry.level or ()),
        below=entry.below,
    )


def _known(binder: Binder, kind: str, concluded: set[str | None]) -> set[str]:
    if kind == "finding":
        return {c.id for d in binder.model.dimensions for _, _, c in d.leaves()}
    if kind == "contradiction":
        return {r.id for r in binder.model.reconcile}
    if kind == "dimension":
        return {d.id for d in binder.model.dimensions}
    return {c for c in concluded if c}


def _check_finding(binder: Binder, entry: m.When, name: str, path: tuple[str | int, ...]) -> None:
    if entry.status is None and entry.level is None:
        binder.problems.add("finding-without-status", binder.at(*path))
    for status in entry.status or []:
        if status not in STATUSES:
            near, allowed = near_hint(status, STATUSES), listed(STATUSES)
            at = binder.at(*path, "status")
            binder.problems.add("unknown-word", at, key="status", value=status, allowed=allowed, near=near)
    levels = _levels_of(binder, name)
    for level in entry.level or []:
        if level not in levels:
            binder.problems.add(
                "unknown-level", binder.at(*path, "level"), id=level, criterion=name, near=near_hint(level, levels)
            )


DUE_LEVELS: Final = ("late", "missing")
"""The levels of a deadline that was not met, best first."""


def _levels_of(binder: Binder, criterion: str) -> list[str]:
    for dimension in binder.model.dimensions:
        for _, _, item in dimension.leaves():
            if item.id == criterion and (item.due is not None or item.every is not None):
                return list(DUE_LEVELS)
            if item.id == criterion and item.score is not None:
                return [str(level.id) for level in item.score.levels or [] if level.id is not None]
    return []


def _check_condition(binder: Binder, entry: m.When, path: tuple[str | int, ...]) -> Condition | None:
    given = {**binder.scope.given, "percent": PLAIN, "points": PLAIN}
    scope = replace(binder.scope, collections=COLLECTIONS, given=given)
    formula = binder.formula(str(entry.check), (*path, "check"), scope, "bool")
    return None if formula is None else Condition("check", formula.text, check=formula)


def _facility(
    binder: Binder, entry: m.When, path: tuple[str | int, ...], variable: str | None, literal: str | None
) -> Condition:
    for role in entry.role or []:
        if role not in binder.model.roles and role not in FACILITY_ROLES:
            near = near_hint(role, [*binder.model.roles, *FACILITY_ROLES])
            binder.problems.add("unknown-collection", binder.at(*path, "role"), name=role, near=near)
    fields = tuple((k, tuple(v)) for k, v in (("role", entry.role), ("type", entry.type)) if v)
    return Condition("facility", "", variable=variable, facility=literal, fields=fields)


def _then(
    binder: Binder,
    rule: m.Rule,
    when: tuple[Condition, ...],
    unless: tuple[Condition, ...],
    path: tuple[str | int, ...],
    grades: tuple[BoundGrade, ...],
) -> BoundRule | None:
    then, at = rule.then, binder.at(*path, "then")
    kinds = [k for k in ("conclude", "veto", "escalate", "note") if getattr(then, k) is not None]
    if not kinds and then.caps is not None:
        kinds = ["caps"]
    if len(kinds) != 1:
        binder.problems.add("then-kind", at, count=len(kinds))
        return None
    kind = kinds[0]
    caps: int | None = None
    if kind in ("veto", "caps"):
        ids = [g.id for g in binder.model.grades]
        if not ids:
            binder.problems.add("no-grades", at)
            return None
        wanted = then.caps if then.caps is not None else ids[-1]
        if wanted not in ids:
            near = near_hint(wanted, ids)
            binder.problems.add("unknown-grade", binder.at(*path, "then", "caps"), id=wanted, near=near)
            return None
        caps = ids.index(wanted)
    elif then.caps is not None:
        binder.problems.add("key-not-here", binder.at(*path, "then", "caps", key=True), key="caps", where=kind)
    text = then.veto or then.escalate or then.note or rule.title or Text(rule.id)
    cites, at = tuple(rule.cite), binder.at(*path)
    return BoundRule(rule.id, when, unless, kind, text, then.conclude or "", caps, cites, at)  # type: ignore[arg-type]


def _refuse_unsound_verdicts(binder: Binder, rules: tuple[BoundRule, ...]) -> None:
    """Refuse every veto or cap that is not monotone, and conclusions used by one that are not."""
    by_id = {r.id: i for i, r in enumerate(binder.model.rules)}
    for rule in rules:
        if rule.kind in ("veto", "caps"):
            reason = _not_monotone(binder, rule, rules, frozenset())
            if reason:
                at = binder.at("rules", by_id[rule.id])
                binder.problems.add("verdict-not-monotone", at, rule=rule.id, reason=sentence(f"monotone.{reason}"))


def _not_monotone(binder: Binder, rule: BoundRule, rules: tuple[BoundRule, ...], seen: frozenset[str]) -> str:
    """Why a rule could fire in the best world and not in the worst; empty where it cannot."""
    if rule.unless:
        return "unless"
    for condition in rule.when:
        if condition.kind == "contradiction":
            return "contradiction"
        if condition.kind == "finding" and not _falling(binder, condition):
            return "status"
        if condition.kind == "check" and condition.check is not None and _reads_results(condition.check):
            return "check"
        if condition.kind == "conclusion" and condition.name not in seen:
            for other in rules:
                if other.conclude == condition.name:
                    reason = _not_monotone(binder, other, rules, seen | {condition.name})
                    if reason:
                        return "conclusion"
    return ""


def _falling(binder: Binder, condition: Condition) -> bool:
    """Whether a finding condition that holds keeps holding when points fall."""
    if condition.status and set(condition.status) not in ({"unmet"}, {"unmet", "partial"}):
        return False
    if condition.level:
        levels = _levels_of(binder, condition.name)
        return set(condition.level) == set(levels[-len(set(condition.level)) :])
    return bool(condition.status)


def _reads_results(formula: Formula) -> bool:
    return any(_is_result(term) for term in _walk(formula.term))


def _is_result(term: Term) -> bool:
    if term.op == "given":
        return bool(term.value != "has_prior")
    return term.op == "aggregate" and term.value[1] in ("criteria", "dimensions")


def _walk(term: Term) -> Iterator[Term]:
    yield term
    for arg in term.args:
        if arg is not None:
            yield from _walk(arg)


__all__ = ["FACILITY_ROLES", "STATUSES", "bind_rules"]
