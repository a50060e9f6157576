"""The result of an assessment: frozen, exact, wordless. Reports are made of its view, never of the stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongti.engine.diagnostics import Problem
from gongti.engine.gaps import Gap, Undecided
from gongti.engine.inference import Outcome
from gongti.engine.measure import Contradiction, Desk
from gongti.engine.pack import BoundRule
from gongti.engine.score import Ledger
from gongti.engine.words import Sentence, Text


@dataclass(frozen=True, slots=True, eq=False)
class RuleOutcome:
    """A rule that fired in at least one world. ``certain``: in both. ``caps`` is a rank in the pack's grades."""

    rule: str
    kind: Literal["conclude", "veto", "caps", "escalate", "note"]
    name: str
    text: Text | Sentence
    facility: str | None
    caps: int | None
    certain: bool


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One consortium, one pack, one day. ``grade`` and ``best_grade`` are ranks, 0 the best; None: no grade."""

    desk: Desk
    on: date
    engine_version: str
    evaluators: tuple[str, ...]
    claimed: Ledger
    grade: int | None
    best_grade: int | None
    rules: tuple[RuleOutcome, ...]
    worst: Outcome
    best: Outcome
    contradictions: tuple[Contradiction, ...]
    gaps: tuple[Gap, ...]
    undecided: tuple[Undecided, ...]
    problems: tuple[Problem, ...]

    def rule(self, name: str) -> BoundRule | None:
        return next((r for r in self.desk.pack.rules if r.id == name), None)
