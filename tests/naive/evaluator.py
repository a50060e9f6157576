"""Takes a scenario and one complete set of answers; gives points, statuses, vetoes and grade, naively and exactly.

Written from the pack language reference alone. It knows no unknown answers: they are completed before it is
called. What stays open in a complete world (a contested claim, an empty role) is an interval of the row, and what
the contract leaves undefined (0 of 0, a mean of nothing) takes the value that the caller names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from naive.language import Value
from naive.rollup import Total, roll_up
from naive.rows import Row, row_of
from naive.verdict import infer
from naive.world import ZERO, Scenario, World, leaves


@dataclass(frozen=True)
class Outcome:
    rows: Mapping[str, Row]
    total: Total
    grade: str | None
    possible: tuple[str, ...]
    contradictions: frozenset[tuple[str, str | None]]  # with the member, where each is asked alone
    vetoes: Mapping[str, tuple[str, bool]]  # rule (or "veto:CRITERION") → grade it caps, certain
    caps: frozenset[str]  # rules that cap without a veto, fired in either world
    notes: frozenset[str]  # fired in both worlds
    conclusions: frozenset[tuple[str, str | None]]  # made in both worlds
    defined: bool  # no undefined value was used

    @property
    def low(self) -> Fraction:
        return self.total.low

    @property
    def high(self) -> Fraction:
        return self.total.high

    @property
    def of(self) -> Fraction:
        return self.total.of

    @property
    def not_applicable(self) -> Fraction:
        """Points that left `of`."""
        return sum((r.full for r in self.rows.values() if r.status == "not_applicable" and r.counts and not r.of), ZERO)

    @property
    def explained(self) -> Fraction:
        return sum((r.low - r.points for r in self.rows.values() if r.status == "explained"), ZERO)


def evaluate(scenario: Scenario, values: Mapping[tuple[str, str], Value], hole: Fraction = ZERO) -> Outcome:
    world = World(scenario, values, hole)
    pack = scenario.pack
    broken = {r["id"]: who for r in pack.get("reconcile", []) if (who := _contradicts(world, r))}
    doubted: dict[str, set[str | None]] = {}
    for rule in pack.get("reconcile", []):
        for criterion in rule["doubts"]:
            doubted.setdefault(criterion, set()).update(broken.get(rule["id"], set()))
    rows = {c["id"]: row_of(world, d, c, doubted.get(c["id"], set())) for d in pack["dimensions"] for c in leaves(d)}
    total = roll_up(pack, rows)
    worst = infer(world, rows, total, frozenset(broken), best=False)
    best = infer(world, rows, total, frozenset(broken), best=True)
    grades = [g["id"] for g in pack.get("grades", [])]
    vetoes = {k: (v, k in best.vetoes) for k, v in worst.vetoes.items()} | {
        k: (v, False) for k, v in best.vetoes.items() if k not in worst.vetoes
    }
    return Outcome(
        rows,
        total,
        grade=grades[worst.grade] if worst.grade is not None else None,
        possible=() if worst.grade is None or best.grade is None else tuple(grades[best.grade : worst.grade + 1]),
        contradictions=frozenset((id, who) for id, all_of in broken.items() for who in all_of),
        vetoes=vetoes,
        caps=worst.caps | best.caps,
        notes=worst.notes & best.notes,
        conclusions=worst.conclusions & best.conclusions,
        defined=not world.undefined_used,
    )


def _contradicts(world: World, rule: dict[str, Any]) -> set[str | None]:
    """The members that contradict themselves, or {None} for the whole consortium; empty where all agrees."""
    if "over" in rule:
        return {u for u in world.members(rule["over"]) if not _agrees(world, rule, u)}
    return set() if _agrees(world, rule, "consortium") else {None}


def _agrees(world: World, rule: dict[str, Any], here: str) -> bool:
    expect = rule["expect"]
    ((op, right),) = expect.rest
    assert op == "=="
    a, b = expect.first.value(world, here), right.value(world, here)
    written = rule["tolerance"]
    room = written.exact * max(abs(a), abs(b)) if written.written.endswith("%") else written.exact
    return bool(abs(a - b) <= room)
