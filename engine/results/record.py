"""A result as it was read back: frozen, its numbers exact, its texts only text. Of the side that its gaps rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from gongti.engine.measure.papers import Paper
from gongti.engine.submission import parse_period

Basis = Literal["claimed", "verified"]

WHOLES: Final = ("consortium", "region")
"""What stands for a facility where an answer is the consortium's or the county's own."""


@dataclass(frozen=True, slots=True)
class Span:
    """Points from ``low`` to ``high`` of ``of``, with percents where there are any.

    ``slack`` is 0 where they are exact; else half a unit of the last digit printed, within which the number lies, so
    that no order and no difference rests on a rounding.
    """

    low: Fraction
    high: Fraction
    of: Fraction
    low_percent: Fraction | None
    high_percent: Fraction | None
    slack: Fraction = Fraction(0)

    @property
    def least(self) -> Fraction:
        return self.low - self.slack

    @property
    def most(self) -> Fraction:
        return self.high + self.slack

    @property
    def percents(self) -> tuple[Fraction, Fraction] | None:
        """Percent at least and at most; None where there is none."""
        if self.low_percent is None or self.high_percent is None:
            return None
        return self.low_percent - self.slack, self.high_percent + self.slack


@dataclass(frozen=True, slots=True)
class Total:
    """One side's total, or a dimension's: ``span`` None where nothing counts, ``known`` where there is a percent."""

    span: Span | None
    known: bool
    grade: str | None = None
    possible_grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What reviewers made of one answer."""

    outcome: str
    evidence: tuple[str, ...]
    methods: tuple[str, ...]
    reviewers: tuple[str, ...]
    date: str | None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer: its value and words on the side the result rests on, what is named as evidence, who checked it."""

    facility: str
    indicator: str
    label: str
    value: str | None
    text: str | None
    papers: tuple[Paper, ...]
    check: Check | None


@dataclass(frozen=True, slots=True)
class GapRecord:
    """A gap as the result lists it."""

    status: str
    facilities: tuple[str, ...]
    action: str | None
    owner: str | None
    due: date | None
    evidence_missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """A criterion: how it stands on the side the result rests on.

    ``units`` are the facilities that were measured one by one, with their statuses; ``reads`` the answers it rests on
    or lacks, as (facility, indicator).
    """

    id: str
    title: str
    dimension: str
    force: str
    status: str
    target: str | None
    points: Span
    units: Mapping[str, str]
    reads: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    clauses: tuple[str, ...]
    gap: GapRecord | None


@dataclass(frozen=True, slots=True)
class PackRecord:
    id: str
    version: str
    sha256: str
    title: str
    grades: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One result file. ``waivers`` are those in force: (criterion, facility or None) to their last day."""

    path: str
    sha256: str
    engine: str
    on: date
    pack: PackRecord
    consortium: str
    name: str
    period: str
    basis: Basis
    claimed: Total
    verified: Total | None
    dimensions: Mapping[str, tuple[str, Total]]
    items: Mapping[str, ItemRecord]
    facilities: Mapping[str, str]
    answers: Mapping[tuple[str, str], AnswerRecord]
    waivers: Mapping[tuple[str, str | None], date | None]

    @property
    def start(self) -> date:
        """The first day of its period."""
        return start_of(self.period)

    @property
    def total(self) -> Total:
        """The total of the side everything else rests on."""
        return self.verified if self.verified is not None else self.claimed


def start_of(period: str) -> date:
    """The first day of a period as it was written; of what is none, a day before all."""
    found = parse_period(period)
    return found.start if found is not None else date.min
