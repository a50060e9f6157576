"""The result of an assessment: frozen, exact, wordless. Reports are made of its view, never of the stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongti.engine.diagnostics import Problem
from gongti.engine.gaps import Gap, Undecided
from gongti.engine.inference import Outcome
from gongti.engine.measure import Contradiction, Desk, Inspection
from gongti.engine.pack import Pack
from gongti.engine.score import Finding, Ledger
from gongti.engine.submission import Submission
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
class Side:
    """One side of the double ledger, claimed or verified: its desk, its score, what its rules came to, what to mend.

    ``grade`` and ``best_grade`` are ranks in the pack's grades, 0 the best; None: no grade.
    """

    desk: Desk
    ledger: Ledger
    contradictions: tuple[Contradiction, ...]
    grade: int | None
    best_grade: int | None
    rules: tuple[RuleOutcome, ...]
    worst: Outcome
    best: Outcome
    gaps: tuple[Gap, ...]
    undecided: tuple[Undecided, ...]

    def finding(self, criterion: str) -> Finding:
        """Raises KeyError for a criterion the pack does not have."""
        return self.by_criterion[criterion]

    @property
    def by_criterion(self) -> dict[str, Finding]:
        return {f.criterion.id: f for f in self.ledger.findings}


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One consortium, one pack, one day: what was claimed and, after a review, what was verified, side by side."""

    pack: Pack
    submission: Submission
    on: date
    engine_version: str
    evaluators: tuple[str, ...]
    claimed: Side
    verified: Side | None
    inspection: Inspection | None
    problems: tuple[Problem, ...]

    @property
    def basis(self) -> Side:
        """The side that gaps, vetoes and the grade rest on: the verified one where there is one."""
        return self.verified or self.claimed

    @property
    def desk(self) -> Desk:
        return self.basis.desk
