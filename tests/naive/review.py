"""Takes a review and the claimed answers; gives the facts and answers of the verified side, and the review's YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from naive.answers import ABSENT, Answer, domain, question_of, row_keys
from naive.language import Value
from naive.scoring import WORST_LAST
from naive.world import Scenario, Seen

Key = tuple[str, str]
REMARK = object()  # an entry that holds no value: the claimed one stands


@dataclass(frozen=True)
class Entry:
    """What one reviewer found of one answer: a value, None for "could not confirm", or a remark only."""

    key: Key
    typed: Any
    value: Value = None
    reviewer: str = "评审组"
    date: date = date(2024, 11, 20)
    method: str = "examine"
    evidence: str | None = None
    cases: int = 0
    final: bool = False
    checked: Any = None  # the answer it saw, where that is another than the claimed one is now


@dataclass(frozen=True)
class Ruling:
    """What the reviewer decided on a criterion, or on one facility under it."""

    criterion: str
    facility: str | None = None
    explanation: str | None = None
    not_applicable: str | None = None
    waiver: date | None = None  # its last day


@dataclass(frozen=True)
class Objection:
    key: Key
    criterion: str
    date: date
    outcome: str


@dataclass(frozen=True)
class Review:
    entries: tuple[Entry, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    objections: tuple[Objection, ...] = ()


def verified(scenario: Scenario, answers: Mapping[Key, Answer], review: Review) -> tuple[Scenario, dict[Key, Answer]]:
    """The verified side: what the review says where it says anything, else what is claimed."""
    found: dict[Key, Answer] = {}
    seen: dict[Key, Seen] = {}
    for key, answer in answers.items():
        question = question_of(scenario.pack, key[1])
        unknown = Answer(ABSENT, domain(question, row_keys(scenario, question)))
        base = unknown if question.get("filled_by") == "assessor" else answer
        entries = [e for e in review.entries if e.key == key and e.checked is None]
        found[key] = _confirmed(base, unknown, entries)
        if any(
            o.key == key
            and o.outcome == "upheld"
            and not any(e.date >= o.date for e in entries if e.typed is not REMARK)
            for o in review.objections
        ):
            found[key] = unknown
        if entries:
            worst = max((e.evidence or "complete" for e in entries), key=WORST_LAST.index)
            seen[key] = Seen(worst, sum(e.cases for e in entries))
    of = {
        kind: frozenset((r.criterion, r.facility) for r in review.rulings if getattr(r, kind) == "accepted")
        for kind in ("explanation", "not_applicable")
    }
    waived = frozenset((r.criterion, r.facility) for r in review.rulings if r.waiver and r.waiver >= scenario.on)
    side = replace(
        scenario,
        verified=True,
        explained=frozenset(c for c in scenario.explained if (c, None) in of["explanation"]),
        ruled_out=of["not_applicable"],
        waived=waived,
        seen=seen,
        unanswered=unanswered(found),
    )
    return side, found


def unanswered(answers: Mapping[Key, Answer]) -> frozenset[Key]:
    return frozenset(k for k, a in answers.items() if not a.known)


def _confirmed(base: Answer, unknown: Answer, entries: Iterable[Entry]) -> Answer:
    last: dict[str, Entry] = {}
    for e in sorted((e for e in entries if e.typed is not REMARK), key=lambda e: e.date):
        last[e.reviewer] = e
    if not last:
        return base
    finals = [e for e in last.values() if e.final]
    for group in (list(last.values()), finals):
        if group and all(e.typed is not None and e.value == group[0].value for e in group):
            return Answer(group[0].typed, (group[0].value,))
    return unknown


# ---------------------------------------------------------------- text for the engine


def reviews(review: Review) -> list[dict[str, Any]]:
    """One document a reviewer, those with rulings and objections in the first."""
    names = sorted({e.reviewer for e in review.entries} | {"评审组"}, key=lambda n: n != "评审组")
    documents = []
    for name in names:
        document: dict[str, Any] = {"format": 1, "reviewer": name, "date": date(2024, 11, 20)}
        document["answers"] = [_entry(e) for e in review.entries if e.reviewer == name]
        if name == "评审组":
            if review.rulings:
                document["criteria"] = [_ruling(r) for r in review.rulings]
            if review.objections:
                document["objections"] = [_objection(o) for o in review.objections]
        documents.append(document)
    return documents


def _where(place: str, id: str) -> dict[str, Any]:
    return {"indicator": id} if place == "consortium" else {"facility": place, "indicator": id}


def _entry(e: Entry) -> dict[str, Any]:
    found = _where(*e.key) | {"method": e.method, "date": e.date}
    if e.typed is not REMARK:
        found["value"] = e.typed
    if e.evidence is not None:
        found["evidence"] = e.evidence
    if e.cases:
        found["cases"] = e.cases
    if e.final:
        found["final"] = True
    if e.checked is not None:
        found["checked"] = e.checked
    return found


def _ruling(r: Ruling) -> dict[str, Any]:
    found: dict[str, Any] = {"criterion": r.criterion}
    if r.facility:
        found["facility"] = r.facility
    for kind in ("explanation", "not_applicable"):
        if getattr(r, kind):
            found[kind] = getattr(r, kind)
    if r.waiver:
        found["waiver"] = {"until": r.waiver, "reason": "系统改造获批延期"}
    return found


def _objection(o: Objection) -> dict[str, Any]:
    found = {"criterion": o.criterion} | _where(*o.key)
    return found | {
        "text": "对认定结果有异议",
        "by": "被评单位",
        "date": o.date,
        "outcome": o.outcome,
        "reason": "复核",
    }
