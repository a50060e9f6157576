"""Two records and a day of inspection → each gap of either with what became of it; or why they cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.results import (
    Before,
    Key,
    Proof,
    Record,
    Standing,
    before_of,
    definition,
    gap_keys,
    prove,
    redefined,
    sort_key,
    standing,
)
from gongti.engine.submission import parse_period

Outcome = Literal[
    "reopened", "new", "open", "claimed", "prospective", "closed", "redefined", "waived", "gone"
]  # fmt: skip
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""What became of a gap, what asks for most first.

``claimed``: met, but no evidence stands for it, so it stays open. ``prospective``: proved today, but the evidence
expires before the inspection. ``redefined``: met by another definition than the one it was a gap of.
"""
OPEN: Final = frozenset(("reopened", "new", "open", "claimed"))
"""Outcomes that are still to be mended."""
_LEFT: Final = frozenset(("not_applicable", "not_due", "absent", "watched"))
"""States in which nothing is asked any more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One gap: a criterion at a facility, or for the whole. ``changed`` is what differs in its definition.

    ``proof`` is there where the rule passes now; ``due`` is the day it was due first.
    """

    key: Key
    outcome: Outcome
    before: Standing
    after: Standing
    proof: Proof | None
    owner: str | None
    due: date | None
    changed: tuple[str, ...]


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
    """What is known of a gap from before: the answers it was opened with, whether it was ever closed by proof, and
    the day it was due first."""

    answers: Before
    open: bool
    closed_once: bool
    due: date | None = None


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
    earlier = sorted(earlier, key=lambda r: (r.on, _start(r), r.sha256))
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
    pending = (key for key, one in history.items() if one.open)
    keys = sort_key(new, (*gap_keys(old), *gap_keys(new), *pending))
    entries = [_entry(old, new, day, key, history.get(key), differs.get(key[0], ())) for key in keys]
    entries.sort(key=lambda e: OUTCOMES.index(e.outcome))
    return Comparison(old, new, day, tuple(entries), tuple(differs.items()), _warnings(old, new)), ()


def _history(records: Sequence[Record]) -> dict[Key, Known]:
    """Every gap of a row of results: open until one of them proves it mended, by the answers it was opened with."""
    found: dict[Key, Known] = {}
    for record in records:
        for key in (*found, *(k for k in gap_keys(record) if k not in found)):
            before, now = found.get(key), standing(record, key)
            once = before is not None and before.closed_once
            if now.gap or now.state == "waived":
                if before is None or not before.open:
                    gap = record.items[key[0]].gap
                    found[key] = Known(before_of(record, key), True, once, gap.due if gap is not None else None)
            elif before is not None and before.open:
                if now.state == "met" and prove(record, key, before.answers).good(record.on):
                    found[key] = Known(before.answers, False, True)
                elif now.state in _LEFT:
                    found[key] = Known(before.answers, False, once)
    return found


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
        if first.on > second.on or _start(first) > _start(second):
            days = {"one": f"{first.period}, {first.on}", "other": f"{second.period}, {second.on}"}
            problems.add("results-out-of-order", Place(first.path), **days)
    return problems


def _start(record: Record) -> date:
    period = parse_period(record.period)
    return period.start if period is not None else date.min


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
    answers = before_of(old, key)
    if known is not None and known.open and before.state == "met":
        before, answers = Standing("claimed", before.status), known.answers
    proof = prove(new, key, answers) if after.state == "met" else None
    found = ((old, before.gap), (new, after.gap))
    gaps = [g for record, is_gap in found if is_gap and (g := record.items[key[0]].gap) is not None]
    first = known.due if known is not None and known.open else None
    owners = (i.gap.owner for r in (new, old) if (i := r.items.get(key[0])) and i.gap is not None and i.gap.owner)
    return Entry(
        key=key,
        outcome=_outcome(before, after, proof, (new.on, day), known is not None and known.closed_once, bool(changed)),
        before=before,
        after=after,
        proof=proof,
        owner=next(owners, None),
        due=first or next((gap.due for gap in gaps if gap.due is not None), None),
        changed=changed,
    )


def _outcome(
    before: Standing, after: Standing, proof: Proof | None, days: tuple[date, date], closed: bool, changed: bool
) -> Outcome:
    """``days`` are that of the new result and that of the inspection; ``closed``: it was closed by proof before."""
    if after.gap:
        if before.gap or before.state in ("claimed", "waived"):
            return "open"
        return "reopened" if closed else "new"
    if after.state == "waived":
        return "waived"
    if after.state in _LEFT:
        return "gone"
    if proof is None:  # not looked at this time: nothing says that it is mended
        return "open"
    if changed:
        return "redefined"
    if not proof.good(days[0]):
        return "claimed"
    return "closed" if proof.good(days[1]) else "prospective"
