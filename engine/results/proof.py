"""A record, an entry that is met and the answers before → on which answers it rests and what proves them on a day.

An entry rests on the answers that changed; where none did, on all it reads. It is proved where each of them names
evidence that is good on the day. A reviewer's own finding is evidence; evidence a reviewer found wanting is none. A gap
in which a reviewer had a say is proved by a reviewer's word alone, and that lasts until the answer changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from gongti.engine.measure.papers import Paper
from gongti.engine.results.record import AnswerRecord, Check, Record
from gongti.engine.results.standing import Key
from gongti.engine.results.tree import Node
from gongti.engine.submission import EVIDENCE, METHODS

Before = Mapping[tuple[str, str], tuple[str | None, str | None]]
"""Earlier answers: (facility, indicator) to the value and its words."""

OUTCOMES: Final = frozenset("confirmed changed supplied unconfirmed conflict overruled remark stale".split())
"""What a review can make of an answer."""
_SEEN: Final = frozenset(("confirmed", "changed", "supplied"))
"""Outcomes of a review in which a reviewer himself stands for the value."""
_OWN: Final = frozenset(("changed", "supplied"))
"""Outcomes in which the value is the reviewer's: papers beside the reporter's value prove another one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer an entry rests on: whose, what it was, what it is, and what is named for it.

    ``before`` and ``after`` are words; ``value`` is the answer itself, the same in every language.
    """

    facility: str
    name: str | None
    indicator: str
    label: str
    before: str | None
    after: str | None
    papers: tuple[Paper, ...]
    check: Check | None
    value: str | None = None

    def good(self, on: date) -> bool:
        """Whether evidence stands for it on a day; the last day of a paper included."""
        if self.wanting:
            return False
        if self.papers:
            return any(paper.good(on) for paper in self.papers)
        return self.vouched

    @property
    def wanting(self) -> bool:
        """Whether a reviewer found its evidence wanting."""
        return self.check is not None and not {"incomplete", "falsified"}.isdisjoint(self.check.evidence)

    @property
    def vouched(self) -> bool:
        """Whether a reviewer stands for it."""
        if self.check is None:
            return False
        return self.check.outcome in _SEEN or (self.check.outcome == "remark" and "complete" in self.check.evidence)

    @property
    def lapses(self) -> date | None:
        """The last day its evidence is good; None where it has no end."""
        days = [paper.until for paper in self.papers]
        return None if not days or None in days else max(d for d in days if d is not None)


@dataclass(frozen=True, slots=True)
class Proof:
    """What an entry rests on. ``changed``: whether an answer changed at all."""

    answers: tuple[Shown, ...]
    changed: bool = True

    def good(self, on: date, *, doubted: bool = False) -> bool:
        """Whether all of it is proved on a day; what a reviewer ``doubted``, only where a reviewer stands for it."""
        return bool(self.answers) and all(a.good(on) and (a.vouched or not doubted) for a in self.answers)

    @property
    def wanting(self) -> bool:
        return any(answer.wanting for answer in self.answers)

    def upheld(self, earlier: tuple[Shown, ...], on: date) -> Proof:
        """The same with what a reviewer vouched for earlier, where nothing proves an answer now and nobody looked
        again: his word is not the reporter's to take back, and counts while the answer it was about stands."""
        vouched: dict[tuple[str, str, str | None], Shown] = {
            (s.facility, s.indicator, s.value): s for s in earlier if s.vouched and s.value is not None
        }
        answers = tuple(
            a if a.good(on) or a.check is not None else vouched.get((a.facility, a.indicator, a.value), a)
            for a in self.answers
        )
        return replace(self, answers=answers)

    def replaces(self, earlier: Proof) -> bool:
        """Whether it says more, or other things, than an earlier one: values, a last day, or a reviewer's word."""
        values, others = ({(s.facility, s.indicator): s.value for s in p.answers} for p in (self, earlier))
        vouched, was = (all(s.vouched for s in p.answers) for p in (self, earlier))
        return values != others or self.lapses != earlier.lapses or (vouched and not was)

    @property
    def lapses(self) -> date | None:
        """The last day all of it is good; None where it has no end."""
        days = [day for answer in self.answers if (day := answer.lapses) is not None]
        return min(days) if days else None

    def lacking(self, on: date) -> tuple[Shown, ...]:
        """The answers nothing proves on a day."""
        return tuple(answer for answer in self.answers if not answer.good(on))


def before_of(record: Record, key: Key) -> Before:
    """The answers an entry reads, as they are in a record, to be held against later ones."""
    return {at: (a.value, a.text) if (a := record.answers.get(at)) else (None, None) for at in _reads(record, key)}


def looked_at(record: Record, key: Key) -> bool:
    """Whether a reviewer looked at an answer an entry reads, and had his say in how it stands."""
    if record.basis == "claimed":
        return False
    return any((answer := record.answers.get(at)) and answer.check is not None for at in _reads(record, key))


def prove(record: Record, key: Key, before: Before) -> Proof:
    """What an entry that is met rests on."""
    answers = [answer for at in _reads(record, key) if (answer := record.answers.get(at)) and answer.value is not None]
    changed = [a for a in answers if a.value != before.get((a.facility, a.indicator), (None, None))[0]]
    return Proof(tuple(_shown(record, a, before) for a in changed or answers), bool(changed))


def _reads(record: Record, key: Key) -> tuple[tuple[str, str], ...]:
    """The answers one entry rests on: a facility's own, and those that are no unit's of the criterion."""
    criterion, facility = key
    item = record.items.get(criterion)
    if item is None:
        return ()
    others = item.units.keys() - {facility}
    return tuple(at for at in item.reads if facility is None or at[0] not in others)


def _shown(record: Record, answer: AnswerRecord, before: Before) -> Shown:
    papers = () if answer.check is not None and answer.check.outcome in _OWN else answer.papers
    facility, indicator = answer.facility, answer.indicator
    words = before.get((facility, indicator), (None, None))[1]
    name = record.facilities.get(facility)
    return Shown(facility, name, indicator, answer.label, words, answer.text, papers, answer.check, answer.value)


# as plain data, as a comparison prints it and a ledger keeps it


def row_of(shown: Shown) -> dict[str, Any]:
    """An answer with its proof as plain data."""
    check = shown.check
    return {
        "facility": shown.facility,
        "name": shown.name,
        "indicator": shown.indicator,
        "label": shown.label,
        "old": shown.before,
        "new": shown.after,
        "value": shown.value,
        "evidence": [{"name": p.name, "until": p.until.isoformat() if p.until else None} for p in shown.papers],
        "review": None
        if check is None
        else {
            "outcome": check.outcome,
            "evidence": list(check.evidence),
            "methods": list(check.methods),
            "reviewers": list(check.reviewers),
            "date": check.date,
        },
    }


def shown_of(row: Node) -> Shown:
    """The same read back. Raises Wrong for what is not of this form."""
    review = row.node_or_none("review")
    return Shown(
        row.text("facility"),
        row.text_or_none("name"),
        row.text("indicator"),
        row.text("label"),
        row.text_or_none("old"),
        row.text_or_none("new"),
        tuple(Paper(paper.text("name"), paper.day_or_none("until")) for paper in row.nodes("evidence")),
        None if review is None else check_of(review),
        row.text_or_none("value"),
    )


def check_of(review: Node) -> Check:
    """What reviewers made of an answer, of a result or of a ledger."""
    for key, known in (("evidence", EVIDENCE), ("methods", METHODS)):
        if not set(review.texts(key, absent=True)) <= set(known):
            raise review.wrong(key)
    day = review.day_or_none("date")
    return Check(
        review.word("outcome", OUTCOMES),
        review.texts("evidence", absent=True),
        review.texts("methods", absent=True),
        review.texts("reviewers", absent=True),
        day.isoformat() if day is not None else None,
    )
