"""The verified side: takes the answers as read and the reviews, gives the answers a reviewer's word put in their place.

Nothing of the self-report is overwritten: the frame it came in stays, and a second one is made beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from gongti.engine.diagnostics import Problems
from gongti.engine.document import near_hint
from gongti.engine.measure.answers import Given, Sheet, read_answer, read_prior, same_value, unknown_answer
from gongti.engine.measure.checks import Checks
from gongti.engine.measure.desk import Frame
from gongti.engine.measure.rulings import Rulings, WaiverGiven, party_named, rulings_of
from gongti.engine.measure.written import written
from gongti.engine.pack import BoundCriterion, Question
from gongti.engine.submission import EVIDENCE, Answer, Checked, Objection, Period, PriorResult, Review
from gongti.engine.submission.review import Evidence, Ruling
from gongti.engine.words import listed

Outcome = Literal["confirmed", "changed", "supplied", "unconfirmed", "conflict", "overruled", "remark", "stale"]
"""What a review made of one answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Verified:
    """One answer that was looked at: the entries that count, and what they come to.

    ``claimed`` and ``verified`` are in canonical form, None while unknown. ``said`` are the values of reviewers who
    differ.
    """

    party: str
    question: Question
    entries: tuple[Checked, ...]
    outcome: Outcome
    claimed: str | None
    verified: str | None
    said: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """Everything the reviews come to: the frame of the verified side, the checks, and the lists beside the score."""

    frame: Frame
    checks: Checks
    answers: tuple[Verified, ...]
    waivers: tuple[WaiverGiven, ...]
    rulings: tuple[tuple[str, Ruling], ...]
    reviewers: tuple[str, ...]

    @property
    def tier(self) -> Literal["self", "papers", "on-site"]:
        """How far the review went: nobody looked, papers were read, or people and things were seen."""
        methods = {e.method for v in self.answers if v.outcome != "stale" for e in v.entries}
        if methods & {"interview", "test"}:
            return "on-site"
        return "papers" if any(v.outcome != "stale" for v in self.answers) else "self"


def inspect(frame: Frame, problems: Problems) -> Inspection | None:
    """Apply every review; None where there is none."""
    reviews = [r for r in frame.submission.reviews if r.reviewer or r.answers or r.criteria]
    objections = [o for r in frame.submission.reviews for o in r.objections]
    if not reviews:
        return None
    questions = {q.id: q for q in frame.pack.questions}
    entries: dict[tuple[str, str], list[Checked]] = {}
    for review in reviews:
        for entry in review.answers:
            party = _placed(frame, entry, questions, problems)
            if party is not None:
                entries.setdefault((party, entry.indicator), []).append(entry)
    for review in reviews:
        late = [d for d in (review.date, *(e.date for e in review.answers)) if d is not None and d > frame.on]
        if late:
            problems.add("review-after-day", review.at, date=max(late).isoformat(), on=frame.on.isoformat())
    upheld = _upheld(frame, objections, entries, problems)
    sheets = {i: Sheet(*(list(part) for part in s)) for i, s in frame.sheets.items()}
    verified: list[Verified] = []
    evidence: dict[tuple[str, str], tuple[Evidence, int]] = {}
    for key in sorted({*entries, *upheld}, key=lambda k: (k[0], questions[k[1]].slot)):
        party, name = key
        question = questions[name]
        fresh, stale = _by_age(frame, party, question, entries.get(key, []))
        if stale:
            claimed = written(question, frame.sheets[party].values[question.slot])
            for entry in stale:
                problems.add("review-stale", entry.at, label=question.label, reviewer=entry.reviewer)
            verified.append(Verified(party, question, tuple(stale), "stale", claimed, claimed))
        if fresh or key in upheld:
            verified.append(_judge(frame, sheets[party], party, question, fresh, upheld.get(key), problems))
        said = [(e.evidence, e.cases) for e in fresh]
        if any(e is not None for e, _ in said) or any(cases for _, cases in said):
            worst = max((EVIDENCE.index(e) for e, _ in said if e is not None), default=0)
            evidence[key] = (EVIDENCE[worst], sum(cases for _, cases in said))
    decided: Rulings = rulings_of(frame, [r for v in reviews for r in v.criteria], problems)
    active = {(w.criterion, w.party): w.waiver for w in decided.waivers if w.active}
    return Inspection(
        replace(frame, sheets=sheets),
        Checks(evidence, active, decided.inapplicable, decided.accepted, decided.refused),
        tuple(verified),
        decided.waivers,
        decided.rulings,
        _reviewers(reviews),
    )


def _placed(frame: Frame, entry: Checked, questions: Mapping[str, Question], problems: Problems) -> str | None:
    """Whose answer an entry is about; None, with a problem, where it is nobody's."""
    question = questions.get(entry.indicator)
    if question is None:
        hint = near_hint(entry.indicator, questions, problems)
        problems.add("unknown-indicator", entry.at, indicator=entry.indicator[:80], near=hint)
        return None
    party = party_named(frame, entry.facility, entry.at, problems)
    if party is None:
        return None
    if frame.sheets[party].given[question.slot] is None:
        problems.add("review-not-asked", entry.at, label=question.label, facility=entry.facility[:80])
        return None
    return party


def _by_age(
    frame: Frame, party: str, question: Question, entries: Iterable[Checked]
) -> tuple[list[Checked], list[Checked]]:
    """The entries that count and those whose answer has changed since."""
    fresh: list[Checked] = []
    stale: list[Checked] = []
    for entry in entries:
        (stale if _is_stale(frame, party, question, entry) else fresh).append(entry)
    return fresh, stale


def _is_stale(frame: Frame, party: str, question: Question, entry: Checked) -> bool:
    """Whether the answer an entry checked is another now: by what the entry says it saw, or by the earlier round."""
    now = frame.sheets[party].values[question.slot]
    if entry.seen is not None:
        seen, given = read_answer(question, Answer(entry.seen, entry.at), frame.rows, Problems())
        answered = written(question, now) is not None
        if given.reason in ("unanswered", "refused"):
            return answered
        return not answered or not same_value(seen, now)
    earlier = frame.submission.prior
    if earlier is None or not _same_round(earlier, frame.submission.period) or question.assessor:
        return False
    if entry.date is not None and entry.date > earlier.assessed_on:
        return False
    text = earlier.answers.get((party, question.id), (None, None))[0]
    return text != written(question, now)


def _same_round(earlier: PriorResult, period: Period) -> bool:
    return earlier.period == period.text


def _judge(
    frame: Frame,
    sheet: Sheet,
    party: str,
    question: Question,
    entries: list[Checked],
    objection: Objection | None,
    problems: Problems,
) -> Verified:
    """What the entries on one answer come to, put onto the verified sheet."""
    slot = question.slot
    claimed = written(question, frame.sheets[party].values[slot])
    latest = _latest(entries)
    if objection is not None and not any(_answers(e, objection) for e in latest):
        problems.add("upheld-without-value", objection.at, label=question.label)
        sheet.values[slot], sheet.given[slot] = unknown_answer(question), Given("overruled", objection.at)
        return Verified(party, question, tuple(latest), "overruled", claimed, None)
    if objection is not None:
        latest = [e for e in latest if _answers(e, objection)]
    valued = [e for e in latest if e.given]
    if not valued:
        return Verified(party, question, tuple(latest), "remark", claimed, claimed)
    final = [e for e in valued if e.final]
    read = [read_answer(question, Answer(e.value, e.at), frame.rows, problems) for e in final or valued]
    first, made = read[0]
    if any(not _agree(one, read[0]) for one in read[1:]):
        names = listed(sorted({e.reviewer for e in final or valued}))
        problems.add("reviewers-differ", valued[1].at, label=question.label, reviewers=names)
        sheet.values[slot], sheet.given[slot] = unknown_answer(question), Given("conflict", valued[0].at)
        said = tuple((e.reviewer, v) for e, (v, _) in zip(final or valued, read, strict=True))
        return Verified(party, question, tuple(latest), "conflict", claimed, None, said)
    if made.reason in ("unanswered", "refused"):
        sheet.values[slot], sheet.given[slot] = unknown_answer(question), Given("not_confirmed", made.at)
        return Verified(party, question, tuple(latest), "unconfirmed", claimed, None)
    sheet.values[slot], sheet.given[slot] = first, made
    _take_prior(frame, sheet, question, (final or valued)[-1], problems)
    outcome = _outcome(frame.sheets[party], slot, first)
    return Verified(party, question, tuple(latest), outcome, claimed, written(question, first))


def _outcome(claimed: Sheet, slot: int, found: Any) -> Outcome:
    """What a reviewer's value is beside the claimed one: the same, another, or the first there is."""
    given = claimed.given[slot]
    if given is None or given.reason in ("unanswered", "not_reported", "assessor"):
        return "supplied"
    return "confirmed" if given.reason in (None, "partial") and same_value(found, claimed.values[slot]) else "changed"


def _take_prior(frame: Frame, sheet: Sheet, question: Question, entry: Checked, problems: Problems) -> None:
    """Last period's value, where the reviewer gives it with the answer's own."""
    if not frame.pack.reads_prior or question.type == "table":
        return
    value, given = read_prior(question, (Answer(entry.value, entry.at),), frame.rows, problems)
    if given is not None and given.reason is None:
        sheet.prior[question.slot], sheet.prior_given[question.slot] = value, given


def _agree(one: tuple[Any, Given], other: tuple[Any, Given]) -> bool:
    if one[1].reason in ("unanswered", "refused") or other[1].reason in ("unanswered", "refused"):
        return one[1].reason == other[1].reason
    return same_value(one[0], other[0])


def _latest(entries: list[Checked]) -> list[Checked]:
    """Of each reviewer the values of the last day, and every remark; in order of place."""
    last: dict[str, date] = {}
    for entry in entries:
        if entry.given:
            last[entry.reviewer] = max(entry.date or date.min, last.get(entry.reviewer, date.min))
    kept = [e for e in entries if not e.given or (e.date or date.min) == last[e.reviewer]]
    return sorted(kept, key=lambda e: e.at)


def _answers(entry: Checked, objection: Objection) -> bool:
    """Whether an entry is the new value that an upheld objection needs."""
    return entry.given and (objection.date is None or (entry.date is not None and entry.date >= objection.date))


def _upheld(
    frame: Frame,
    objections: Iterable[Objection],
    entries: Mapping[tuple[str, str], list[Checked]],
    problems: Problems,
) -> dict[tuple[str, str], Objection]:
    """The answers that an upheld objection is about, with the last such objection; names that are none are told."""
    questions = {q.id for q in frame.pack.questions}
    criteria = {c.id: c for c in frame.pack.criteria}
    found: dict[tuple[str, str], Objection] = {}
    for objection in sorted(objections, key=lambda o: (o.date or date.min, o.at)):
        about = criteria.get(objection.criterion or "")
        if objection.criterion is not None and about is None:
            hint = near_hint(objection.criterion, criteria, problems)
            problems.add("unknown-ruled", objection.at, criterion=objection.criterion[:80], near=hint)
        if objection.indicator is not None and objection.indicator not in questions:
            hint = near_hint(objection.indicator, questions, problems)
            problems.add("unknown-indicator", objection.at, indicator=objection.indicator[:80], near=hint)
        elif objection.outcome == "upheld" and objection.indicator is not None:
            party = party_named(frame, objection.facility or "consortium", objection.at, problems)
            if party is not None:
                found[(party, objection.indicator)] = objection
        elif objection.outcome == "upheld" and about is not None:
            found.update(dict.fromkeys(_of_item(frame, about, objection, entries, problems), objection))
    return found


def _of_item(
    frame: Frame,
    criterion: BoundCriterion,
    objection: Objection,
    entries: Mapping[tuple[str, str], list[Checked]],
    problems: Problems,
) -> list[tuple[str, str]]:
    """What an objection to a whole item is about: every reviewed answer of it, until one of them has a newer value."""
    party = party_named(frame, objection.facility, objection.at, problems) if objection.facility is not None else None
    if objection.facility is not None and party is None:
        return []
    read = {name for _, _, name in (*criterion.reads, *criterion.prior_reads)}
    about = sorted(key for key in entries if key[1] in read and party in (None, key[0]))
    if any(_answers(entry, objection) for key in about for entry in entries[key]):
        return []
    if not about:  # nothing was reviewed yet: what the item rests on is open until it is
        asked = {q.id: q.slot for q in frame.pack.questions if q.id in read}
        about = [
            (who, name)
            for who, sheet in sorted(frame.sheets.items())
            for name, slot in asked.items()
            if party in (None, who) and sheet.given[slot] is not None
        ]
    return about


def _reviewers(reviews: Iterable[Review]) -> tuple[str, ...]:
    names = {e.reviewer for r in reviews for e in r.answers} | {e.reviewer for r in reviews for e in r.criteria}
    return tuple(sorted((names | {r.reviewer for r in reviews}) - {""}))
