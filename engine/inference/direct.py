"""Takes rules in order and one world, gives its outcome: sets of facts looked up and intersected, no network.

Written apart from the network, so that the two can be laid side by side: no module of theirs is used here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongti.engine.inference.model import (
    Conclude,
    Conclusion,
    Condition,
    Fact,
    Firing,
    Outcome,
    Rule,
    Subject,
    Verdict,
    World,
    evidence,
    outcome,
)
from gongti.engine.inference.strata import Strata

Support = dict[str, list[Fact | Conclusion]]
"""Facility ("" for none) to what meets a condition there."""


def evaluate(strata: Strata, world: World) -> Outcome:
    """Each rule once, after all whose conclusions it reads."""
    facts = _by_subject(strata, world)
    concluded: dict[str, Support] = {}
    found: dict[Condition, Support] = {}

    def support(condition: Condition) -> Support:
        if condition.kind == "conclusion":  # grows from rule to rule, so it is read afresh
            return _concluded(condition, concluded)
        if condition not in found:
            found[condition] = _given(condition, facts)
        return found[condition]

    trace: list[Firing] = []
    caps: list[int] = []
    for rule in strata.order:
        for firing in _fire(rule, [support(c) for c in rule.when], [support(c) for c in rule.unless]):
            trace.append(firing)
            if isinstance(rule.then, Conclude):
                conclusion = Conclusion(rule.then.name, firing.facility, rule.id)
                concluded.setdefault(rule.then.name, {}).setdefault(firing.facility or "", []).append(conclusion)
            elif isinstance(rule.then, Verdict) and rule.then.caps is not None:
                caps.append(rule.then.caps)
    grade = None if world.base is None else max(world.base, *caps) if caps else world.base
    return outcome(strata.order, trace, grade)


def _by_subject(strata: Strata, world: World) -> dict[Subject, list[tuple[dict[str, str], Fact]]]:
    """The facts that some rule asks about."""
    facts: dict[Subject, list[tuple[dict[str, str], Fact]]] = {
        s: [] for rule in strata.order for c in (*rule.when, *rule.unless) for s in c.subjects
    }
    for fact in world.facts:
        fields = dict(fact.fields)
        asked = facts.get((fact.kind, "" if fact.kind == "facility" else fields.get("id", "")))
        if asked is not None:
            fields.setdefault("facility", "")
            asked.append((fields, fact))
    return facts


def _given(condition: Condition, facts: Mapping[Subject, list[tuple[dict[str, str], Fact]]]) -> Support:
    tests = list(condition.fields)
    if condition.kind == "finding" and condition.variable is None and all(name != "facility" for name, _ in tests):
        tests.append(("facility", ("",)))
    met: Support = {}
    for subject in set(condition.subjects):
        for fields, fact in facts[subject]:
            for name, values in tests:
                if fields.get(name) not in values:
                    break
            else:
                if condition.variable is None or fields["facility"]:
                    met.setdefault(fields["facility"], []).append(fact)
    return met


def _concluded(condition: Condition, concluded: Mapping[str, Support]) -> Support:
    allowed = [set(values) for name, values in condition.fields if name == "facility"]
    met: Support = {}
    for _, name in set(condition.subjects):
        for facility, conclusions in concluded.get(name, {}).items():
            if (condition.variable is None or facility) and all(facility in values for values in allowed):
                met.setdefault(facility, []).extend(conclusions)
    return met if all(name in ("id", "facility") for name, _ in condition.fields) else {}


def _fire(rule: Rule, when: Sequence[Support], unless: Sequence[Support]) -> list[Firing]:
    """The rule for each facility at which every condition holds and no ``unless`` does."""
    if not all(when):
        return []
    joined = [met for condition, met in zip(rule.when, when, strict=True) if condition.variable is not None]
    anywhere = [met for condition, met in zip(rule.when, when, strict=True) if condition.variable is None]
    barred: set[str] = set()
    for condition, met in zip(rule.unless, unless, strict=True):
        if condition.variable is not None:
            barred.update(met)
        elif met:
            return []
    everywhere = [item for met in anywhere for items in met.values() for item in items]
    if not joined:
        return [Firing(rule.id, None, evidence(everywhere))]
    at = set(joined[0]).intersection(*joined[1:]) - barred
    return [
        Firing(rule.id, facility, evidence([*everywhere, *(item for met in joined for item in met[facility])]))
        for facility in sorted(at)
    ]
