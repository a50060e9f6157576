"""Takes rules, gives the phase each may run in, or the problems that leave it without one.

A rule with ``unless`` is judged once and never taken back, so all that it looks away from must be complete
before it runs. Facts are phase 0. A conclusion is of the latest phase that any rule concluding it needs; an
``unless`` needs the phase after the one it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from gongti.engine.inference.model import Conclude, Condition, Rule

Refusal = tuple[str, str, dict[str, object]]
"""(problem code, rule id, parameters)"""

CYCLES = 20
"""More are not sought: each costs a pass over all conclusions."""


@dataclass(frozen=True, slots=True)
class Strata:
    """``order``: every rule after all whose conclusions it reads. ``gate``: the phase that opens a rule, 0 for none."""

    order: tuple[Rule, ...]
    gate: Mapping[str, int]
    last: int


def stratify(rules: Sequence[Rule]) -> Strata | list[Refusal]:
    """The phases of the rules; refusals where a rule reads what is not settled before it."""
    refusals = [refusal for rule in rules for refusal in _lone(rule)]
    reads: dict[str, set[str]] = {}
    for rule in rules:
        if isinstance(rule.then, Conclude):
            reads.setdefault(rule.then.name, set()).update(_conclusions((*rule.when, *rule.unless)))
    order, cycles = _sorted(reads)
    refusals += [_cycle(rules, cycle) for cycle in cycles]
    if refusals:
        return refusals

    phase: dict[str, int] = {}
    gate: dict[str, int] = {}
    concluding: dict[str, list[Rule]] = {}
    for rule in rules:
        if isinstance(rule.then, Conclude):
            concluding.setdefault(rule.then.name, []).append(rule)
    ordered: list[Rule] = []
    for name in order:
        for rule in concluding.get(name, ()):
            gate[rule.id] = max((_after(c, phase) for c in rule.unless), default=0)
            needed = max((phase.get(n, 0) for n in _conclusions(rule.when)), default=0)
            phase[name] = max(phase.get(name, 0), gate[rule.id], needed)
            ordered.append(rule)
    last = max((1 + p for p in phase.values()), default=1)
    for rule in rules:
        if not isinstance(rule.then, Conclude):
            gate[rule.id] = last if rule.unless else 0
            ordered.append(rule)
    return Strata(tuple(ordered), gate, last)


def _after(condition: Condition, phase: Mapping[str, int]) -> int:
    return 1 + max((phase.get(name, 0) for name in _conclusions((condition,))), default=0)


def _conclusions(conditions: Iterable[Condition]) -> set[str]:
    return {name for c in conditions if c.kind == "conclusion" for _, name in c.subjects}


def _lone(rule: Rule) -> list[Refusal]:
    """What is wrong with one rule by itself."""
    found: list[Refusal] = []
    if not rule.when:
        found.append(("rule-without-when", rule.id, {}))
    if len(rule.variables) > 1:
        found.append(("rule-two-variables", rule.id, {"variables": ", ".join(rule.variables)}))
    for condition in rule.unless:
        if condition.variable is not None and condition.variable not in {c.variable for c in rule.when}:
            found.append(("rule-unless-unbound", rule.id, {"variable": condition.variable}))
        if condition.kind == "dimension" and isinstance(rule.then, Conclude):
            name = ", ".join(subject for _, subject in condition.subjects)
            found.append(("rule-unless-later", rule.id, {"dimension": name, "conclusion": rule.then.name}))
    return found


def _sorted(reads: Mapping[str, set[str]]) -> tuple[list[str], list[list[str]]]:
    """Conclusions, each after those it reads; and the cycles met, no two through one edge, ``CYCLES`` at most."""
    graph = {name: sorted(reads[name]) for name in sorted(reads)}
    cycles: list[list[str]] = []
    while len(cycles) < CYCLES:
        try:
            return list(TopologicalSorter(graph).static_order()), cycles
        except CycleError as error:
            # From what is read to what reads it, the first again at the end.
            cycle: list[str] = error.args[1]
            for read, name in pairwise(cycle):
                graph[name].remove(read)
            cycles.append(cycle)
    return [], cycles


def _cycle(rules: Iterable[Rule], cycle: Sequence[str]) -> Refusal:
    read, name = cycle[0], cycle[1]
    rule = next(
        r
        for r in rules
        if isinstance(r.then, Conclude) and r.then.name == name and read in _conclusions((*r.when, *r.unless))
    )
    return "rule-cycle", rule.id, {"path": " → ".join(cycle)}
