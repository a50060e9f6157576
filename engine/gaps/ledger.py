"""The gap ledger: takes one side's score, gives what is to be mended, by when, and what is still unanswered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from gongti.engine.gaps.lacking import answers_of, missing
from gongti.engine.measure import Desk, Party
from gongti.engine.measure.papers import papers_of
from gongti.engine.pack import Question
from gongti.engine.score import Finding, Ledger, UnitFinding
from gongti.engine.submission import Answer
from gongti.engine.values.exact import Number
from gongti.engine.words import Text

GapStatus = Literal["open", "unknown", "overdue", "explained", "waived"]

_STATUS: dict[str, GapStatus] = {
    "partial": "open",
    "unmet": "open",
    "undetermined": "unknown",
    "contested": "unknown",
    "explained": "explained",
    "waived": "waived",
}


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """One thing to mend: how much is at stake, and by when. Words and distances come of the finding when said."""

    finding: Finding
    status: GapStatus
    points_at_stake: Number
    due: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Undecided:
    """An answer that can still move points: whose, which, for which criteria, and by how much together."""

    party: Party
    question: Question
    reason: str
    criteria: tuple[str, ...]
    points_at_stake: Number


def gaps_of(desk: Desk, ledger: Ledger) -> tuple[Gap, ...]:
    """The gaps of every must and should, the most points first, then in the pack's order."""
    gaps = [_gap(desk, f) for f in ledger.findings if f.criterion.force in ("must", "should") and f.status in _STATUS]
    return tuple(sorted(gaps, key=lambda g: -g.points_at_stake))


def _gap(desk: Desk, finding: Finding) -> Gap:
    deadline = finding.criterion.score.due_day(desk.submission.period.end)
    past = deadline is not None and deadline < desk.on
    status: GapStatus = "overdue" if past and finding.status == "unmet" else _STATUS[finding.status]
    return Gap(finding, status, finding.of - finding.low, _due(desk, finding, None if past else deadline))


def _due(desk: Desk, finding: Finding, deadline: date | None) -> date | None:
    """By when it is to be mended: the remedy's days from the assessment on, but not after its own day to come."""
    remedy = finding.criterion.remedy
    due = None
    if remedy is not None and remedy.days is not None:
        # A day past the calendar's last is no day to be held to.
        room = (date.max - desk.on).days
        due = desk.on + timedelta(days=remedy.days) if remedy.days <= room else None
    if due is None or deadline is None:
        return due or deadline
    return min(due, deadline)


def short_of(desk: Desk, finding: Finding) -> tuple[Party, ...]:
    """The facilities concerned: those of the criterion's units that fall short or are not known, or were waived."""
    full = finding.criterion.points
    ids = {p.id for p in finding.measurement.waived} if finding.status == "waived" else set()
    for unit in finding.units:
        short = unit.low < full if unit.low is not None else unit.status != "met"
        if short or finding.status == "contested":
            ids.add(unit.party_id)
    return tuple(p for p in (*desk.facilities, *desk.others) if p.id in ids)


def evidence_missing(desk: Desk, finding: Finding) -> tuple[Text, ...]:
    """What the questions ask to be attached and no answer names."""
    absent: dict[str, Text] = {}
    for party, question in answers_of(desk, finding):
        if question.evidence and not _has_evidence(desk, party, question):
            for text in question.evidence:
                absent.setdefault(text.zh, text)
    return tuple(absent.values())


def _has_evidence(desk: Desk, party: Party, question: Question) -> bool:
    """Whether an answer names a paper that is still good on the day; its last day, ``until``, included."""
    answers = raw_answers(desk, party, question)
    return any(paper.good(desk.on) for answer in answers for paper in papers_of(question, answer.raw))


def raw_answers(desk: Desk, party: Party, question: Question) -> tuple[Answer, ...]:
    """What was written for a question, as it was handed in."""
    submission = desk.submission
    if party.id == "consortium":
        return tuple(submission.answers.get(question.id, ()))
    if party.id == "region":
        return tuple(submission.region_answers.get(question.id, ()))
    for facility in submission.facilities:
        if facility.id == party.id or facility.fields.get("name") == party.name:
            return tuple(facility.answers.get(question.id, ()))
    return ()


def undecided_of(desk: Desk, ledger: Ledger) -> tuple[Undecided, ...]:
    """The answers that can still matter, the most points first."""
    found: dict[tuple[str, str, bool], tuple[Party, Question, str, list[Any]]] = {}
    for finding in ledger.findings:
        if not finding.open or finding.status == "contested":
            continue
        open_units = {u.party_id for u in finding.units if _is_open(finding, u)}
        own = {u.party_id for u in finding.units}
        for party, question, why in missing(desk, finding):
            settled = party.id in own and party.id not in open_units
            if not settled:
                of_prior = why.startswith("prior")
                entry = found.setdefault((party.id, question.id, of_prior), (party, question, why, []))
                entry[3].append(finding)
    rows = [
        Undecided(
            party,
            question,
            why,
            tuple(f.criterion.id for f in findings),
            _sum([f.high - f.low for f in findings]),
        )
        for party, question, why, findings in found.values()
    ]
    return tuple(sorted(rows, key=lambda r: (-r.points_at_stake, r.party.id, r.question.slot, r.reason)))


def _is_open(finding: Finding, unit: UnitFinding) -> bool:
    """Whether an answer of the unit's own can move anything; while it is contested none of them does."""
    if unit.party_id in finding.measurement.doubted:
        return False
    return unit.low is None or unit.low != unit.high


def _sum(numbers: list[Number]) -> Number:
    total: Number = 0
    for number in numbers:
        total = total + number
    return total
