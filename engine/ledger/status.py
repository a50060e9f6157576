"""A ledger and a day → its view: the head, every gap with where it stands that day, and the history, as plain data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.ledger.chain import Chain, Line, is_head
from gongti.engine.ledger.replay import Tracked, replay
from gongti.engine.results import Key, row_of

Row = dict[str, Any]
STATES: Final = ("open", "claimed", "expired", "waiver-over", "waived", "closed", "gone")
"""Where a gap stands on a day; what asks for most first."""
OPEN: Final = frozenset(("open", "claimed", "expired", "waiver-over"))
"""States that are to be mended."""


def status(chain: Chain, state: Mapping[Key, Tracked], on: date, head: str | None, problems: Problems) -> Row | None:
    """The view of what was entered by that day, ``state`` being where gaps stand after the last line.

    None where the head that was given is none of this ledger's, or the ledger begins later.
    """
    found = _found(chain, head, problems) if head is not None else None
    begun = chain.lines[0].on
    if on < begun:
        problems.add("ledger-begins-later", Place(chain.path), on=on.isoformat(), begun=begun.isoformat())
    if problems.has_errors:
        return None
    whole, chain = chain, chain.until(on)
    if len(chain.lines) < len(whole.lines):
        state = replay(chain, Problems())  # the whole of it was replayed before, and is sound
    entries = [_entry(tracked, on) for tracked in state.values()]
    entries.sort(key=lambda e: STATES.index(e["state"]))
    last = chain.lines[-1]
    counted = Counter(entry["state"] for entry in entries)
    return {
        "format": 1,
        "kind": "ledger",
        "path": chain.path,
        "consortium": {"id": last.consortium, "name": last.name},
        "on": on.isoformat(),
        "lines": len(chain.lines),
        "later": len(whole.lines) - len(chain.lines),
        "head": chain.head,
        "head_found": found,
        "counts": {name: counted[name] for name in STATES},
        "overdue": sum(entry["overdue"] for entry in entries),
        "entries": entries,
        "history": [_line(line) for line in chain.lines],
    }


def _found(chain: Chain, head: str, problems: Problems) -> Row | None:
    head = head.strip().lower()
    if not is_head(head):
        problems.add("ledger-head-form", value=head[:80])
        return None
    line = chain.find(head)
    if line is None:
        problems.add("ledger-head", Place(chain.path), head=head)
        return None
    return {"given": head, "line": line, "since": len(chain.lines) - line}


def _entry(tracked: Tracked, on: date) -> Row:
    now = tracked.state
    if tracked.lapsed(on):
        now = "expired" if now == "closed" else "waiver-over"
    return {
        "criterion": tracked.key[0],
        "title": tracked.title,
        "clauses": list(tracked.clauses),
        "facility": tracked.key[1],
        "name": tracked.name,
        "state": now,
        "since": tracked.since.isoformat(),
        "times": tracked.times,
        "owner": tracked.owner,
        "due": tracked.due.isoformat() if tracked.due is not None else None,
        "overdue": now in OPEN and tracked.due is not None and tracked.due < on,
        "why": tracked.why,
        "doubted": tracked.doubted,
        "lapses": tracked.lapses.isoformat() if tracked.lapses is not None else None,
        "proof": [row_of(shown) | {"proved": shown.good(on)} for shown in tracked.proof],
    }


def _line(line: Line) -> Row:
    return {
        "n": line.n,
        "on": line.on.isoformat(),
        "by": line.by,
        "hash": line.hash,
        "result": dict(line.result),
        "events": dict(sorted(Counter(str(event["event"]) for event in line.events).items())),
    }


def schema() -> Row:
    """The JSON Schema (draft 2020-12) of this view."""
    text = resources.files(__package__).joinpath("ledger.schema.json").read_text("utf-8")
    loaded: Row = json.loads(text)
    return loaded
