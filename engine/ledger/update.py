"""A ledger, where its gaps stand, and a result → the next line: what opened, closed and with which proof, reopened.

The rules are those of a comparison; what an answer was before is what it was when the gap was opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.ledger.chain import Chain, Line, hash_of, tree_of
from gongti.engine.ledger.replay import Tracked
from gongti.engine.results import (
    Key,
    Proof,
    Record,
    before_of,
    definition,
    gap_keys,
    looked_at,
    prove,
    redefined,
    row_of,
    sort_key,
    standing,
    start_of,
)

Event = dict[str, Any]
_LEFT: Final = frozenset(("not_applicable", "not_due", "watched", "absent"))


def next_line(
    chain: Chain, state: Mapping[Key, Tracked], record: Record, on: date, by: str, problems: Problems
) -> Line | None:
    """The line to be added; None where the result cannot follow (with problems) or says nothing new (without)."""
    last = chain.lines[-1] if chain.lines else None
    if not by.strip():
        problems.add("ledger-by")
    belongs(chain, record, problems)
    if last is not None and (record.on < last.assessed_on or record.start < start_of(last.result["period"])):
        periods = record.period, last.result["period"]
        days = {"one": f"{periods[0]}, {record.on}", "other": f"{periods[1]}, {last.assessed_on}"}
        problems.add("ledger-older-result", Place(record.path), **days)
    latest = max([record.on] + ([last.on] if last is not None else []))
    if on < latest:
        problems.add("ledger-older-day", Place(chain.path), on=on.isoformat(), before=latest.isoformat())
    if problems.has_errors:
        return None
    events = tuple(events_of(state, record, on))
    if last is not None and last.result["sha256"] == record.sha256 and not events:
        return None
    pack = record.pack
    result = {
        "sha256": record.sha256,
        "assessed_on": record.on.isoformat(),
        "period": record.period,
        "basis": record.basis,
        "engine": record.engine,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
    }
    number = last.n + 1 if last is not None else 1
    line = Line(number, chain.head, record.consortium, record.name, on, by.strip(), result, events, "")
    return replace(line, hash=hash_of(tree_of(line)))


def belongs(chain: Chain, record: Record, problems: Problems) -> None:
    """Problems where a result is another consortium's than the ledger, or by another pack; a warning by a version."""
    if not chain.lines:
        return
    at, last = Place(record.path), chain.lines[-1]
    if record.consortium != last.consortium:
        problems.add("ledger-other-consortium", at, one=record.consortium[:80], other=last.consortium[:80])
    known = last.result["pack"]
    if record.pack.id != known["id"]:
        problems.add("ledger-other-pack", at, one=record.pack.id[:80], other=known["id"][:80])
    elif record.pack.sha256 != known["sha256"]:
        problems.add("ledger-pack-changed", at, one=known["version"], other=record.pack.version)


def events_of(state: Mapping[Key, Tracked], record: Record, on: date) -> Iterator[Event]:
    """What a result changes, in the order of its criteria."""
    for key in sort_key(record, (*state, *gap_keys(record))):
        event = _event(state.get(key), record, key, on)
        if event is not None:
            yield {"criterion": key[0], "facility": key[1], **event}


def _event(known: Tracked | None, record: Record, key: Key, on: date) -> Event | None:
    now = standing(record, key)
    before = known.state if known is not None else ""
    if now.gap:
        return _gap(known, record, key)
    if now.state == "waived":
        until = record.waivers.get(key) or record.waivers.get((key[0], None))
        event = {"event": "waived", "lapses": _iso(until), **_gap_fields(record, key)}
        return event if before not in ("waived", "closed") else _expired(known, on)
    if now.state in _LEFT:
        if before in ("open", "claimed", "waived"):
            return {"event": "gone", "why": now.state}
        return _expired(known, on)
    if known is None or now.state != "met":
        return _expired(known, on)
    return _met(known, record, key, on)


def _gap(known: Tracked | None, record: Record, key: Key) -> Event | None:
    before = known.state if known is not None else ""
    if before in ("", "gone"):
        return {"event": "opened", **_gap_fields(record, key)}
    if before in ("closed", "waived"):
        why = "result" if before == "closed" else "waiver"
        return {"event": "reopened", "why": why, **_gap_fields(record, key)}
    doubted = looked_at(record, key)
    news = before == "claimed" or (doubted and known is not None and not known.doubted)
    return {"event": "refuted", "doubted": doubted} if news else None


def _met(known: Tracked, record: Record, key: Key, on: date) -> Event | None:
    """The rule passes: closed where it is proved on the day, else only claimed; and so it stays only while it is."""
    if known.state == "gone":
        return None
    proof = prove(record, key, known.answers)
    other = known.pack != record.pack.sha256 and redefined(known.definition, definition(record.items[key[0]]))
    if known.state == "closed":
        proof = proof.upheld(known.proof, on)
        if proof.good(on):
            return _closing("renewed", proof) if proof.replaces(Proof(known.proof)) else None
        if known.lapsed(on):
            return _fallen(known, "expired", known.lapses, doubted=proof.wanting)
        if other:  # what another definition asks for says nothing of the old proof
            return None
        return _fallen(known, "proof", record.on, doubted=proof.wanting) | {"proof": _rows(proof)}
    if other:
        return {"event": "gone", "why": "redefined"}
    if proof.good(on, doubted=known.doubted):
        return _closing("closed", proof)
    if known.state == "claimed" and (known.doubted or not proof.wanting):
        return None
    return {"event": "claimed", "proof": _rows(proof), "doubted": proof.wanting}


def _expired(known: Tracked | None, on: date) -> Event | None:
    """A proof that has run out reopens its gap; the day it ran out is the day it was due."""
    if known is None or known.state != "closed" or not known.lapsed(on):
        return None
    return _fallen(known, "expired", known.lapses)


def _fallen(known: Tracked, why: str, due: date | None, *, doubted: bool = False) -> Event:
    """A gap whose proof is good no more is open again, by the answers it was opened with."""
    answers = [
        {"facility": f, "indicator": i, "value": value, "text": text} for (f, i), (value, text) in known.answers.items()
    ]
    about = {"due": _iso(due), "owner": known.owner, "doubted": doubted}
    return {"event": "reopened", "why": why, "answers": answers, **about}


def _closing(event: str, proof: Proof) -> Event:
    return {"event": event, "proof": _rows(proof), "lapses": _iso(proof.lapses)}


def _rows(proof: Proof) -> list[Event]:
    return [row_of(answer) for answer in proof.answers]


def _gap_fields(record: Record, key: Key) -> Event:
    """What the ledger keeps of a gap, so that it can be printed, and proved, without the result."""
    item = record.items[key[0]]
    gap, shown = item.gap, definition(item)
    of = str(shown.of) if shown.of is not None else None
    return {
        "title": item.title,
        "clauses": list(item.clauses),
        "name": record.facilities.get(key[1]) if key[1] is not None else None,
        "definition": {"pack": record.pack.sha256, "force": shown.force, "target": shown.target, "of": of},
        "owner": gap.owner if gap is not None else None,
        "due": _iso(gap.due) if gap is not None else None,
        "doubted": looked_at(record, key),
        "answers": [
            {"facility": f, "indicator": i, "value": value, "text": text}
            for (f, i), (value, text) in before_of(record, key).items()
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
