"""Reviews and objections: takes a located tree, gives what was seen and ruled; an entry that is wrong is refused alone.

A file of another shape cannot be used at all. One wrong word in one entry is an error with its place, and the rest
of the review stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence
from gongti.engine.intake.reading import (
    check_format,
    day_of,
    errors,
    listing,
    mapping,
    name_of,
    taken,
    unknown_keys,
    word_of,
    wrong,
)
from gongti.engine.submission import EVIDENCE, METHODS, OUTCOMES, Checked, Objection, Review, Ruling, Waiver
from gongti.engine.values.typed import count, yesno

REVIEW_KEYS: Final = ("format", "reviewer", "date", "answers", "criteria", "objections")
CHECKED_KEYS: Final = (
    "facility", "indicator", "value", "method", "evidence", "cases", "date", "reviewer", "note", "final", "checked",
)  # fmt: skip
RULING_KEYS: Final = ("criterion", "facility", "explanation", "not_applicable", "waiver", "reviewer", "note")
WAIVER_KEYS: Final = ("until", "reason")
OBJECTION_KEYS: Final = (
    "criterion", "facility", "indicator", "text", "by", "date", "evidence", "outcome", "reason",
)  # fmt: skip
RULINGS: Final = ("accepted", "refused")
BLANK: Final = ""
"""What an entry saw that says ``checked:`` and nothing after it: an answer left blank."""

Entry = TypeVar("Entry")


def read_review(tree: Mapping, problems: Problems) -> Review | None:
    """A review; None where its shape cannot be used."""
    before = errors(problems)
    check_format(tree, problems)
    unknown_keys(tree, REVIEW_KEYS, problems)
    needs_reviewer = any(key in tree for key in ("reviewer", "answers", "criteria"))
    reviewer = (_needed if needs_reviewer else name_of)(tree, "reviewer", problems) or ""
    on = day_of(tree, "date", problems)
    refused = Problems()
    answers = _entries(tree, "answers", lambda row, found: _checked(row, reviewer, on, found), refused)
    rulings = _entries(tree, "criteria", lambda row, found: _ruling(row, reviewer, found), refused)
    objections = read_objections(tree, refused)
    usable = errors(problems) == before
    problems.extend(refused)
    if not usable or answers is None or rulings is None or objections is None:
        return None
    return Review(reviewer, on, answers, rulings, objections, tree.at)


def read_objections(tree: Mapping, problems: Problems) -> tuple[Objection, ...] | None:
    """The objections of a report or review; None where they are no list."""
    return _entries(tree, "objections", _objection, problems)


def _entries(
    tree: Mapping, key: str, read: Callable[[Mapping, Problems], Entry | None], problems: Problems
) -> tuple[Entry, ...] | None:
    """The entries of a list that can be used; None where it is none."""
    rows = listing(tree, key, problems)
    if rows is None:
        return None
    entries: list[Entry] = []
    for row, at in zip(rows, rows.items_at, strict=True):
        found = Problems()
        entry = None
        if isinstance(row, Mapping):
            entry = read(row, found)
        else:
            wrong(at, key, row, "mapping", found)
        # Of an answer one wrong word is told and costs no more than itself: what was seen still counts.
        if entry is not None and (isinstance(entry, Checked) or not found.has_errors):
            entries.append(entry)
        problems.extend(found)
    return tuple(entries)


def _checked(row: Mapping, reviewer: str, on: date | None, problems: Problems) -> Checked | None:
    unknown_keys(row, CHECKED_KEYS, problems)
    indicator = _needed(row, "indicator", problems)
    facility = name_of(row, "facility", problems)
    if indicator is None or (facility is None and row.get("facility") is not None):
        return None  # whose answer it is cannot be told
    cases = taken(count(row.get("cases")), row, "cases", problems)
    final = taken(yesno(row.get("final")), row, "final", problems)
    return Checked(
        facility=facility or "consortium",
        indicator=indicator,
        given="value" in row,
        value=row.get("value"),
        method=word_of(row, "method", METHODS, problems),
        evidence=word_of(row, "evidence", EVIDENCE, problems),
        cases=cases or 0,
        date=day_of(row, "date", problems) or on,
        reviewer=name_of(row, "reviewer", problems) or reviewer,
        note=name_of(row, "note", problems) or "",
        final=final is True,
        seen=_seen(row),
        at=row.at,
    )


def _seen(row: Mapping) -> Any:
    return BLANK if "checked" in row and row["checked"] is None else row.get("checked")


def _ruling(row: Mapping, reviewer: str, problems: Problems) -> Ruling | None:
    unknown_keys(row, RULING_KEYS, problems)
    criterion = _needed(row, "criterion", problems)
    if criterion is None:
        return None
    return Ruling(
        criterion=criterion,
        facility=name_of(row, "facility", problems),
        explanation=word_of(row, "explanation", RULINGS, problems),
        not_applicable=word_of(row, "not_applicable", RULINGS, problems),
        waiver=_waiver(row, problems),
        reviewer=name_of(row, "reviewer", problems) or reviewer,
        note=name_of(row, "note", problems) or "",
        at=row.at,
    )


def _waiver(row: Mapping, problems: Problems) -> Waiver | None:
    """A waiver ends: one without its last day is refused. Without a reason it stands, and that is said."""
    entry = mapping(row, "waiver", problems)
    if entry is None:
        return None
    unknown_keys(entry, WAIVER_KEYS, problems)
    before = errors(problems)
    until = day_of(entry, "until", problems)
    reason = name_of(entry, "reason", problems) or ""
    if until is None and errors(problems) == before:
        problems.add("waiver-without-until", entry.values_at.get("until", entry.at))
    if not reason:
        problems.add("waiver-without-reason", entry.at)
    return Waiver(until, reason)


def _objection(row: Mapping, problems: Problems) -> Objection | None:
    unknown_keys(row, OBJECTION_KEYS, problems)
    criterion, indicator = name_of(row, "criterion", problems), name_of(row, "indicator", problems)
    if criterion is None and indicator is None and not problems.has_errors:
        problems.add("objection-to-nothing", row.at)
    text = _needed(row, "text", problems)
    if text is None:
        return None
    return Objection(
        criterion=criterion,
        facility=name_of(row, "facility", problems),
        indicator=indicator,
        text=text,
        by=name_of(row, "by", problems) or "",
        date=day_of(row, "date", problems),
        evidence=_evidence(row, problems),
        outcome=word_of(row, "outcome", OUTCOMES, problems) or "open",
        reason=name_of(row, "reason", problems) or "",
        at=row.at,
    )


def _evidence(row: Mapping, problems: Problems) -> tuple[str, ...]:
    """The names of papers: one, or a list of names and of ``{name:, until:}``."""
    value = row.get("evidence")
    if not isinstance(value, Sequence):
        one = name_of(row, "evidence", problems)
        return () if one is None else (one,)
    names: list[str] = []
    for paper, at in zip(value, value.items_at, strict=True):
        entry = paper if isinstance(paper, Mapping) else _named(paper, at)
        unknown_keys(entry, ("name", "until"), problems)
        found = _needed(entry, "name", problems)
        if found is not None:
            names.append(found)
    return tuple(names)


def _named(paper: Any, at: Place) -> Mapping:
    entry = Mapping(at)
    entry.put("name", paper, at)
    return entry


def _needed(row: Mapping, key: str, problems: Problems) -> str | None:
    """A name that an entry cannot do without."""
    before = errors(problems)
    found = name_of(row, key, problems)
    if found is None and errors(problems) == before:
        problems.add("key-missing", row.at, key=key)
    return found
