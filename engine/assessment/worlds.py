"""Worlds: takes the exact findings, gives the facts of the worst and of the best completion for inference.

Everything undetermined stands at its low end in the worst world and at its high end in the best. In both
it also keeps the status undetermined, so that notes can rest on not knowing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from gongti.engine.expression import NOBODY, Unit
from gongti.engine.inference import Conclude, Condition, Fact, Program, Rule, Verdict, World, compile_program
from gongti.engine.measure import Contradiction, Desk
from gongti.engine.pack import BoundCriterion, Pack
from gongti.engine.pack import Condition as PackCondition
from gongti.engine.score import Finding, Ledger, UnitFinding, status_of
from gongti.engine.values.exact import Number, divide, show

Side = Literal["worst", "best"]
CRITERION_VETO: Final = "criterion:"
"""Prefix of the rules that ``veto:`` on a criterion stands for; no rule id of a pack holds a colon."""

OPEN: Final = frozenset({"undetermined", "contested"})


def rules_of(pack: Pack) -> list[Rule]:
    """The pack's rules in inference's words, and one for each criterion with a veto."""
    grades = [g.id for g in pack.grades]
    rules = []
    for rule in pack.rules:
        when = tuple(_condition(rule.id, i, c) for i, c in enumerate(rule.when))
        unless = tuple(_condition(rule.id, len(rule.when) + i, c) for i, c in enumerate(rule.unless))
        then = Conclude(rule.conclude) if rule.kind == "conclude" else Verdict(rule.kind, rule.caps)
        rules.append(Rule(rule.id, when, unless, then))
    for criterion in pack.criteria:
        if criterion.veto is not None:
            when = (Condition.of("finding", id=criterion.id, status="unmet"),)
            rules.append(Rule(CRITERION_VETO + criterion.id, when, (), Verdict("veto", grades.index(criterion.veto))))
    return rules


def program_of(pack: Pack) -> Program | list[tuple[str, str, dict[str, object]]]:
    """The compiled rules, or what no network can hold: (code, rule, params)."""
    return compile_program(rules_of(pack), len(pack.grades))


def _condition(rule: str, index: int, c: PackCondition) -> Condition:
    if c.kind == "check":
        return Condition.of("check", id=f"{rule}#{index}", holds="yes")
    if c.kind == "dimension":
        return Condition.of("dimension", id=c.name, bound=show(c.below or 0))
    fields: dict[str, Any] = {"id": c.name} if c.kind != "facility" else {}
    if c.status:
        fields["status"] = c.status
    if c.level:
        fields["level"] = c.level
    if c.facility is not None:
        fields["facility"] = c.facility
    fields.update(dict(c.fields))
    return Condition.of(c.kind, c.variable, **fields)


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What expressions of grades and checks see of one world."""

    criteria: tuple[Unit, ...]
    dimensions: tuple[Unit, ...]
    by_dimension: dict[str, Unit]
    percent: Number | None
    points: Number


def outlook(ledger: Ledger, side: Side) -> Outlook:
    """The results of one world as rows: each criterion, each dimension that has an ``of``, and the total."""
    criteria = []
    dimensions = {}
    for score in ledger.dimensions:
        rows = [Unit(finding.criterion.id, (), _row(finding, side)) for finding in score.findings]
        criteria += rows
        points = score.points
        won = points.low if side == "worst" else points.high
        percent = points.low_percent if side == "worst" else points.high_percent
        fields = {
            "id": score.dimension.id, "points": won, "of": points.of, "percent": percent, "criteria": tuple(rows),
        }  # fmt: skip
        dimensions[score.dimension.id] = Unit(score.dimension.id, (), fields)
    total = ledger.total
    return Outlook(
        tuple(criteria),
        tuple(d for d in dimensions.values() if d.fields["percent"] is not None),
        dimensions,
        total.low_percent if side == "worst" else total.high_percent,
        total.low if side == "worst" else total.high,
    )


def _row(finding: Finding, side: Side) -> dict[str, Any]:
    points = finding.low if side == "worst" else finding.high
    percent = divide(100 * points, finding.of) if finding.of else None
    status, level = _end(finding, side)
    return {
        "id": finding.criterion.id, "status": status, "level": level, "points": points, "of": finding.of,
        "percent": percent,
    }  # fmt: skip


def _end(finding: Finding, side: Side) -> tuple[str, str | None]:
    """Status and level of a finding at one end of its interval."""
    settled = finding.status not in OPEN and not (finding.status == "explained" and finding.open)
    if settled:
        return finding.status, finding.level
    points = finding.low if side == "worst" else finding.high
    return status_of(points, points, finding.criterion.points), _level(finding.scored.levels, side)


def _level(levels: Sequence[tuple[str | None, Number]], side: Side) -> str | None:
    if not levels:
        return None
    if side == "best":
        return max(levels, key=lambda entry: entry[1])[0]
    worst = min(p for _, p in levels)
    return next(name for name, p in reversed(levels) if p == worst)


def grade_rank(desk: Desk, view: Outlook, side: Side) -> int | None:
    """The first grade that holds. What cannot be told holds only where everything is at its best."""
    _show_to_expressions(desk, view)
    if view.percent is None:
        return None
    for rank, grade in enumerate(desk.pack.grades):
        if grade.when is None:
            return rank
        holds = grade.when.evaluate(desk.world, desk.world.consortium, NOBODY)
        if holds is True or (holds is None and side == "best"):
            return rank
    return None


def _show_to_expressions(desk: Desk, view: Outlook) -> None:
    desk.world.collections.update({"criteria": view.criteria, "dimensions": view.dimensions})
    desk.world.given.update({"percent": view.percent, "points": view.points})


def world_of(
    desk: Desk, ledger: Ledger, contradictions: Sequence[Contradiction], program: Program, side: Side
) -> World:
    """The facts of one world that some rule reads, and the rank of the first grade that holds."""
    view = outlook(ledger, side)
    base = grade_rank(desk, view, side)
    wanted = program.wants
    facts: list[Fact] = []
    for finding in ledger.findings:
        if ("finding", finding.criterion.id) in wanted:
            facts += _finding_facts(finding, side)
    for found in contradictions:
        if ("contradiction", found.rule.id) in wanted:
            about = found.party.id if found.party is not None else ""
            facts.append(Fact.of("contradiction", id=found.rule.id, facility=about))
    if ("facility", "") in wanted:
        facts += _facility_facts(desk, side)
    facts += _condition_facts(desk, view, side)
    return World(tuple(sorted(set(facts), key=_order)), base)


def _order(fact: Fact) -> tuple[str, tuple[tuple[str, str], ...]]:
    return fact.kind, fact.fields


def _finding_facts(finding: Finding, side: Side) -> Iterator[Fact]:
    name = finding.criterion.id
    status, level = _end(finding, side)
    yield Fact.of("finding", id=name, status=status, level=level or "", facility="")
    if finding.status in OPEN or finding.status == "explained":
        yield Fact.of("finding", id=name, status=finding.status, level="", facility="")
    for unit in finding.units:
        yield from _unit_facts(finding.criterion, unit, side)


def _unit_facts(criterion: BoundCriterion, unit: UnitFinding, side: Side) -> Iterator[Fact]:
    if unit.status is None or criterion.over.kind not in ("role", "type"):
        return
    status: str = unit.status
    if status in OPEN:
        yield Fact.of("finding", id=criterion.id, status=status, level="", facility=unit.party_id)
        if unit.low is None or unit.high is None:
            status = "unmet" if side == "worst" else "met"
        else:
            end = unit.low if side == "worst" else unit.high
            status = status_of(end, end, criterion.points)
    yield Fact.of("finding", id=criterion.id, status=status, level=unit.level or "", facility=unit.party_id)


def _facility_facts(desk: Desk, side: Side) -> Iterator[Fact]:
    """Roles and types; a role that a facility perhaps has it has where things are at their worst."""
    unsure = desk.world.unsure if side == "best" else {}
    for party in desk.facilities:
        roles = {name for name, units in desk.world.roles.items() if any(u is party.unit for u in units)}
        roles = {name for name in roles if party.id not in unsure.get(name, ())}
        roles.add(str(party.unit.fields.get("role", "")))
        for role in sorted(roles):
            kind = str(party.unit.fields.get("type", ""))
            yield Fact.of("facility", facility=party.id, role=role, type=kind)


def _condition_facts(desk: Desk, view: Outlook, side: Side) -> Iterator[Fact]:
    """Bars on dimensions and checks: decided exactly here, they enter the network as facts."""
    for rule in desk.pack.rules:
        for i, condition in enumerate((*rule.when, *rule.unless)):
            if condition.kind == "dimension":
                percent = view.by_dimension[condition.name].fields["percent"]
                if percent is not None and percent < (condition.below or 0):
                    yield Fact.of("dimension", id=condition.name, bound=show(condition.below or 0))
            elif condition.kind == "check" and condition.check is not None:
                holds = condition.check.evaluate(desk.world, desk.world.consortium, NOBODY)
                if holds is True or (holds is None and side == "worst"):
                    yield Fact.of("check", id=f"{rule.id}#{i}", holds="yes")
