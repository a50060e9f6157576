"""What was handed in, as frozen data: raw answers with their places, not yet read by any pack."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place
from gongti.engine.submission.review import PriorResult, Review

META_KEYS: Final = frozenset({"value", "prior", "evidence", "note", "not_applicable"})
"""Keys beside the answer itself in an answer written as a mapping."""

_PERIOD: Final = re.compile(
    r"(?P<year>[12][0-9]{3})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?\Z"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, half-year, quarter or month, both days inside."""

    text: str
    start: date
    end: date


def parse_period(text: str) -> Period | None:
    """``2024``, ``2024-H1``, ``2024-Q3``, ``2024-06``; None for anything else."""
    match = _PERIOD.match(text.strip())
    if match is None:
        return None
    year = int(match["year"])
    if match["half"]:
        first, last = (1, 6) if match["half"] == "1" else (7, 12)
    elif match["quarter"]:
        last = 3 * int(match["quarter"])
        first = last - 2
    elif match["month"]:
        first = last = int(match["month"])
    else:
        first, last = 1, 12
    return Period(text.strip(), date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as written: the raw value, evidence and note, and where it stands."""

    raw: Any
    at: Place


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something that should be is not yet: ``until`` is the last day it counts."""

    text: str
    until: date | None
    at: Place


@dataclass(frozen=True, slots=True)
class FacilityReport:
    """A facility's own report. ``fields`` are those of the register's language that it gave.

    ``blank`` is the sheet that a form had for it and nobody filled in: it says who the facility is and reports nothing.
    """

    id: str
    fields: Mapping[str, Any]
    answers: Mapping[str, tuple[Answer, ...]]
    at: Place
    blank: bool = False


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One facility of the county's list."""

    id: str
    fields: Mapping[str, Any]
    at: Place


@dataclass(frozen=True, slots=True)
class Register:
    as_of: str | None
    entries: tuple[RegisterEntry, ...]


@dataclass(frozen=True, slots=True)
class ConsortiumReport:
    """Whose report it is."""

    id: str
    name: str
    kind: str | None
    region: str | None
    at: Place


@dataclass(frozen=True, slots=True)
class FormMade:
    """What a workbook was made for, whatever it was filled with.

    ``packs`` are (id, version, sha256); ``asked`` the questions it holds, as (kind of sheet, office, indicator).
    """

    packs: tuple[tuple[str, str, str], ...]
    asked: frozenset[tuple[str, str, str]]
    at: Place


@dataclass(frozen=True, slots=True)
class Submission:
    """One report: of one consortium for one period, of as many files as it came in.

    Answers are tuples because several files may answer one question; more than one means they differ
    (equal ones are merged). ``inputs`` are the files read, as (path, sha256). ``offices`` are the offices that filled a
    part, each with its files; ``unreadable`` the files left out under ``--partial``; ``forms`` what each workbook that
    was filled in had been made for.
    """

    consortium: ConsortiumReport
    period: Period
    answers: Mapping[str, tuple[Answer, ...]]
    region_answers: Mapping[str, tuple[Answer, ...]]
    explanations: Mapping[str, Explanation]
    facilities: tuple[FacilityReport, ...]
    register: Register | None
    inputs: tuple[tuple[str, str], ...] = field(default=())
    reviews: tuple[Review, ...] = field(default=())
    prior: PriorResult | None = None
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unreadable: tuple[str, ...] = field(default=())
    forms: tuple[FormMade, ...] = field(default=())
