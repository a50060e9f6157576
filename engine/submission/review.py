"""What a reviewer hands in, as frozen data: what was seen, when, by which method; raw values with their places.

Nothing here overwrites a self-report: the verified side is made of both, and both stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from gongti.engine.diagnostics import Place

Method = Literal["examine", "interview", "test"]
Evidence = Literal["complete", "incomplete", "falsified"]
Outcome = Literal["open", "upheld", "rejected"]

METHODS: Final[tuple[Method, ...]] = ("examine", "interview", "test")
"""How an answer was checked: papers read, people asked, the thing itself tried."""
EVIDENCE: Final[tuple[Evidence, ...]] = ("complete", "incomplete", "falsified")
"""What the evidence was worth, best first."""
OUTCOMES: Final[tuple[Outcome, ...]] = ("open", "upheld", "rejected")


@dataclass(frozen=True, slots=True)
class Checked:
    """One answer as a reviewer found it.

    ``facility`` is a facility's id or name, "consortium" or "region". ``given`` says whether the entry holds a
    value at all: a value of None then means looked and could not confirm; without one the entry is a remark on the
    method or the evidence, and the claimed value stands. ``checked`` is the answer the entry saw, where it says so.
    """

    facility: str
    indicator: str
    given: bool
    value: Any
    method: Method | None
    evidence: Evidence | None
    cases: int
    date: date | None
    reviewer: str
    note: str
    final: bool
    seen: Any
    at: Place


@dataclass(frozen=True, slots=True)
class Waiver:
    """An item left out of the score: ``until`` is the last day it holds, None without end."""

    until: date | None
    reason: str

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day; its last day is inside."""
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a reviewer decided on a criterion, as a whole (``facility`` None) or for one facility."""

    criterion: str
    facility: str | None
    explanation: Literal["accepted", "refused"] | None
    not_applicable: Literal["accepted", "refused"] | None
    waiver: Waiver | None
    reviewer: str
    note: str
    at: Place


@dataclass(frozen=True, slots=True)
class Objection:
    """What a reported party holds against a finding, and what became of it."""

    criterion: str | None
    facility: str | None
    indicator: str | None
    text: str
    by: str
    date: date | None
    evidence: tuple[str, ...]
    outcome: Outcome
    reason: str
    at: Place


@dataclass(frozen=True, slots=True)
class Review:
    """One review: who, when, and everything in it. A report's own ``objections`` make one without a reviewer."""

    reviewer: str
    date: date | None
    answers: tuple[Checked, ...]
    criteria: tuple[Ruling, ...]
    objections: tuple[Objection, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class PriorScores:
    """What an earlier result printed of its dimensions, by id: percent at least and at most, on the side it rests on.

    ``version`` and ``sha256`` are the pack's then; "" where the result names none.
    """

    side: Literal["claimed", "verified"]
    version: str
    sha256: str
    percents: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PriorResult:
    """An earlier result, as far as this assessment needs it.

    ``answers`` are by (facility, indicator): the claimed and, where one was reviewed, the verified value, both in the
    canonical form a result writes (``360/1200``, ``true``, ``2023-08-31``, ``lab, ecg``).
    """

    consortium: str
    period: str
    assessed_on: date
    pack: str
    answers: dict[tuple[str, str], tuple[str | None, str | None]]
    scores: PriorScores
    at: Place
