"""Two records and a day of inspection → each gap of either with what became of it; or why they cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.results import (
    Before,
    Key,
    Proof,
    Record,
    Shown,
    Standing,
    before_of,
    definition,
    gap_keys,
    looked_at,
    prove,
    redefined,
    sort_key,
    standing,
)

Outcome = Literal[
    "reopened", "new", "open", "claimed", "prospective", "closed", "redefined", "waived", "gone"
]  # fmt: skip
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""What became of a gap, what asks for most first.

``claimed``: met, but no evidence stands for it, or none of a reviewer who found it short, so it stays open.
``reopened``: it was closed by proof, and fails again, or its proof is good no more. ``prospective``: proved today, but
the evidence expires before the inspection. ``redefined``: met by another definition than the one it was a gap of.
"""
OPEN: Final = frozenset(("reopened", "new", "open", "claimed"))
"""Outcomes that are still to be mended."""
_LEFT: Final = frozenset(("not_applicable", "not_due", "absent", "watched"))
"""States in which nothing is asked any more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One gap: a criterion at a facility, or for the whole. ``changed`` is what differs in its definition.

    ``proof`` is there where the rule passes now; ``due`` is the day it was due first; ``doubted``: a reviewer found it
    short, so that only a reviewer can close it.
    """

    key: Key
    outcome: Outcome
    before: Standing
    after: Standing
    proof: Proof | None
    owner: str | None
    due: date | None
    changed: tuple[str, ...]
    doubted: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two results come to. ``on`` is the day of inspection; ``warnings`` are codes of what is not alike."""

    old: Record
    new: Record
    on: date
    entries: tuple[Entry, ...]
    redefined: tuple[tuple[str, tuple[str, ...]], ...]
    warnings: tuple[str, ...]

    @property
    def same_pack(self) -> bool:
        return self.old.pack.sha256 == self.new.pack.sha256


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a gap from before: the answers it was opened with, whether it was ever closed by proof, the
    day it was due first, who owns it; and on which ``proof`` it closed, or whether a reviewer ``doubted`` it."""

    answers: Before
    open: bool
    closed_once: bool
    due: date | None = None
    owner: str | None = None
    proof: tuple[Shown, ...] = ()
    doubted: bool = False

    @property
    def closed(self) -> bool:
        return self.closed_once and not self.open


def compare(
    old: Record,
    new: Record,
    on: date | None = None,
    *,
    earlier: Sequence[Record] = (),
    known: Mapping[Key, Known] | None = None,
) -> tuple[Comparison | None, tuple[Problem, ...]]:
    """What became of each gap. What is ``known`` of a ledger, or ``earlier`` results, tell what is reopened and what
    was only claimed all along.

    ``on`` is the day of inspection, the new result's own day where none is given.
    """
    earlier = sorted(earlier, key=lambda r: (r.on, r.start, r.sha256))
    problems = refusals(old, new, earlier)
    if on is not None and on < new.on:
        problems.add("inspection-before-result", Place(new.path), on=on.isoformat(), day=new.on.isoformat())
    if len(problems):
        return None, tuple(problems)
    day = on or new.on
    history = {**(known or {}), **_history((*earlier, old))} if earlier or known is None else dict(known)
    differs: dict[str, tuple[str, ...]] = {}
    if old.pack.sha256 != new.pack.sha256:
        both = ((name, item, new.items[name]) for name, item in old.items.items() if name in new.items)
        pairs = ((name, redefined(definition(before), definition(after))) for name, before, after in both)
        differs = {name: changed for name, changed in pairs if changed}
    pending = (key for key, one in history.items() if one.open or _falls(one, new, key, day))
    keys = sort_key(new, (*gap_keys(old), *gap_keys(new), *pending))
    entries = [_entry(old, new, day, key, history.get(key), differs.get(key[0], ())) for key in keys]
    entries.sort(key=lambda e: OUTCOMES.index(e.outcome))
    return Comparison(old, new, day, tuple(entries), tuple(differs.items()), _warnings(old, new)), ()


def _history(records: Sequence[Record]) -> dict[Key, Known]:
    """Every gap of a row of results: open until one of them proves it mended, by the answers it was opened with, and
    again when the proof is good no more."""
    found: dict[Key, Known] = {}
    for record in records:
        for key in (*found, *(k for k in gap_keys(record) if k not in found)):
            before, now = found.get(key), standing(record, key)
            if now.gap or now.state == "waived":
                found[key] = _opened(before, record, key)
            elif before is not None and now.state == "met":
                found[key] = _met(before, record, key)
            elif before is not None and before.open and now.state in _LEFT:
                found[key] = Known(before.answers, False, False)
    return found


def _opened(before: Known | None, record: Record, key: Key) -> Known:
    doubted = looked_at(record, key)
    if before is not None and before.open:
        return replace(before, doubted=before.doubted or doubted)
    gap = record.items[key[0]].gap
    due, owner = (gap.due, gap.owner) if gap is not None else (None, None)
    once = before is not None and before.closed_once
    return Known(before_of(record, key), True, once, due, owner, doubted=doubted)


def _met(before: Known, record: Record, key: Key) -> Known:
    """Closed where it is proved, and open again where it was and is no more."""
    proof = prove(record, key, before.answers).upheld(before.proof, record.on)
    if before.open:
        if proof.good(record.on, doubted=before.doubted):
            return replace(before, open=False, closed_once=True, proof=proof.answers, doubted=False)
        return replace(before, doubted=before.doubted or proof.wanting)
    if not before.closed:
        return before
    if not proof.good(record.on):
        return replace(before, open=True, due=_fell(before, record.on), proof=(), doubted=proof.wanting)
    return replace(before, proof=proof.answers) if proof.replaces(Proof(before.proof)) else before


def _falls(before: Known, record: Record, key: Key, on: date) -> bool:
    """Whether a gap that was closed is met, but not proved on a day."""
    if not before.closed or standing(record, key).state != "met":
        return False
    return not prove(record, key, before.answers).upheld(before.proof, record.on).good(on)


def _fell(before: Known, on: date) -> date:
    """The day a proof was good no more: its last one, or that of the result which shows it."""
    return min(Proof(before.proof).lapses or on, on)


def refusals(old: Record, new: Record, earlier: Sequence[Record]) -> Problems:
    """Why records are not of one consortium and one pack, each later than the one before."""
    problems = Problems()
    for record in (*earlier, old):
        at = Place(record.path)
        if record.consortium != new.consortium:
            problems.add("results-two-consortia", at, one=record.consortium[:80], other=new.consortium[:80])
        if record.pack.id != new.pack.id:
            problems.add("results-two-packs", at, one=record.pack.id[:80], other=new.pack.id[:80])
    for first, second in ((old, new), *((record, old) for record in earlier)):
        if first.on > second.on or first.start > second.start:
            days = {"one": f"{first.period}, {first.on}", "other": f"{second.period}, {second.on}"}
            problems.add("results-out-of-order", Place(first.path), **days)
    return problems


def _warnings(old: Record, new: Record) -> tuple[str, ...]:
    alike = {
        "pack-differs": old.pack.sha256 == new.pack.sha256,
        "period-differs": old.period == new.period,
        "basis-rises": not (old.basis == "claimed" and new.basis == "verified"),
        "basis-falls": not (old.basis == "verified" and new.basis == "claimed"),
        "engine-differs": old.engine == new.engine,
        "same-result": old.sha256 != new.sha256,
    }
    return tuple(code for code, same in alike.items() if not same)


def _entry(old: Record, new: Record, day: date, key: Key, known: Known | None, changed: tuple[str, ...]) -> Entry:
    before, after = standing(old, key), standing(new, key)
    known = known or Known(before_of(old, key), False, False)
    if before.gap and looked_at(old, key):
        known = replace(known, doubted=True)
    answers = known.answers if before.state == "met" else before_of(old, key)
    if known.open and before.state == "met":
        before = Standing("claimed", before.status)
    proof = prove(new, key, answers).upheld(known.proof, new.on) if after.state == "met" else None
    found = ((old, before.gap), (new, after.gap))
    gaps = [g for record, is_gap in found if is_gap and (g := record.items[key[0]].gap) is not None]
    outcome = _outcome(before, after, proof, (new.on, day), known, bool(changed))
    first = (
        known.due if known.open else _fell(known, new.on) if outcome == "reopened" and after.state == "met" else None
    )
    owners = (i.gap.owner for r in (new, old) if (i := r.items.get(key[0])) and i.gap is not None and i.gap.owner)
    return Entry(
        key=key,
        outcome=outcome,
        before=before,
        after=after,
        proof=proof,
        owner=next(owners, known.owner),
        due=first or next((gap.due for gap in gaps if gap.due is not None), None),
        changed=changed,
        doubted=known.doubted,
    )


def _outcome(
    before: Standing, after: Standing, proof: Proof | None, days: tuple[date, date], known: Known, changed: bool
) -> Outcome:
    """``days`` are that of the new result and that of the inspection."""
    if after.gap:
        if before.gap or before.state in ("claimed", "waived"):
            return "open"
        return "reopened" if known.closed_once else "new"
    if after.state == "waived":
        return "waived"
    if after.state in _LEFT:
        return "gone"
    if proof is None:  # not looked at this time: nothing says that it is mended
        return "open"
    if changed:
        return "redefined"
    if not proof.good(days[0], doubted=known.doubted):
        return "reopened" if known.closed else "claimed"
    return "closed" if proof.good(days[1]) else "prospective"
