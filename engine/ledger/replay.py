"""The lines of a ledger → where each gap stands after them; an event that cannot follow is a problem of its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.ledger.chain import Chain, Line
from gongti.engine.results import Definition, Key, Proof, Shown, shown_of
from gongti.engine.results.tree import Node, Wrong

_FROM: Final[Mapping[str, frozenset[str]]] = {
    "opened": frozenset(("", "gone")),
    "claimed": frozenset(("open", "claimed", "waived")),
    "refuted": frozenset(("open", "claimed")),
    "closed": frozenset(("open", "claimed", "waived")),
    "renewed": frozenset(("closed",)),
    "reopened": frozenset(("closed", "waived")),
    "waived": frozenset(("", "open", "claimed", "gone")),
    "gone": frozenset(("open", "claimed", "waived")),
}
"""The states an event may follow on; "" is a gap the ledger does not know."""
_TO: Final = {
    "opened": "open",
    "claimed": "claimed",
    "refuted": "open",
    "closed": "closed",
    "renewed": "closed",
    "reopened": "open",
    "waived": "waived",
    "gone": "gone",
}
_WHY: Final = {
    "reopened": frozenset(("result", "expired", "proof", "waiver")),
    "gone": frozenset(("not_applicable", "not_due", "watched", "absent", "redefined")),
}


@dataclass(frozen=True, slots=True)
class Tracked:
    """One gap as the ledger knows it. ``since`` is the day it came to be so, ``times`` how often it was opened.

    ``answers`` are those it had when it was opened, by which a change is told; ``lapses`` is the last day its proof
    is good, or its waiver holds. ``doubted``: a reviewer found it, or its evidence, short, so that
    only a reviewer can close it.
    """

    key: Key
    state: str
    since: date
    title: str
    name: str | None
    owner: str | None
    due: date | None
    times: int
    answers: Mapping[tuple[str, str], tuple[str | None, str | None]]
    proof: tuple[Shown, ...]
    lapses: date | None
    why: str | None
    clauses: tuple[str, ...]
    pack: str
    definition: Definition
    closed_once: bool = False
    doubted: bool = False

    @property
    def open(self) -> bool:
        """Whether it is not closed: one that is waived is a gap all the same."""
        return self.state in ("open", "claimed", "waived")

    def lapsed(self, on: date) -> bool:
        """Whether the proof that closed it, or the waiver, is over on a day."""
        return self.state in ("closed", "waived") and self.lapses is not None and self.lapses < on


def replay(chain: Chain, problems: Problems) -> dict[Key, Tracked]:
    """Every gap there ever was, in the order of first mention."""
    state: dict[Key, Tracked] = {}
    for line in chain.lines:
        told: set[Key] = set()
        for event in line.events:
            try:
                tracked = _after(state, line, Node.of(event))
                if tracked.key in told:  # one result says one thing of a gap
                    raise Wrong(())
            except Wrong:
                names = {k: str(event.get(k, ""))[:80] for k in ("criterion", "event")}
                problems.add("ledger-event", Place(chain.path, line.n, 1), **names)
                return state
            state[tracked.key] = tracked
            told.add(tracked.key)
    return state


def _after(state: Mapping[Key, Tracked], line: Line, event: Node) -> Tracked:
    kind = event.word("event", frozenset(_TO))
    key = event.text("criterion"), event.text_or_none("facility")
    known = state.get(key)
    if (known.state if known is not None else "") not in _FROM[kind]:
        raise event.wrong("event")
    if known is None or kind == "opened":
        known = _opened(key, line, event, known)
    why = event.word("why", _WHY[kind]) if kind in _WHY else None
    proof = Proof(tuple(shown_of(row) for row in event.nodes("proof", absent=True)))
    lapses = event.day_or_none("lapses")
    if _TO[kind] == "closed" and not (proof.good(line.on, doubted=known.doubted) and lapses == proof.lapses):
        raise event.wrong("proof")
    if kind == "reopened":
        again = {"due": event.day_or_none("due"), "owner": event.text_or_none("owner"), "answers": _answers(event)}
        known = replace(known, times=known.times + 1, **again)  # type: ignore[arg-type]
        if why not in ("expired", "proof"):  # what a result shows anew has its definition; what lost its proof keeps it
            pack, shown = _definition(event)
            known = replace(known, pack=pack, definition=shown)
    over = kind in ("closed", "gone")  # then it is a gap no more, and what comes after begins anew
    # A claim, taken back or not, leaves a gap open since the day it was opened; so does proof that is renewed in time.
    kept = kind in ("claimed", "refuted") or (kind == "renewed" and not known.lapsed(line.on))
    return replace(
        known,
        state=_TO[kind],
        since=known.since if kept else line.on,
        proof=proof.answers,
        lapses=lapses,
        why=why,
        closed_once=kind == "closed" or (known.closed_once and kind != "gone"),
        doubted=not over and (known.doubted or event.true("doubted")),
    )


def _opened(key: Key, line: Line, event: Node, known: Tracked | None) -> Tracked:
    pack, shown = _definition(event)
    return Tracked(
        key=key,
        state="open",
        since=line.on,
        title=event.text("title"),
        name=event.text_or_none("name"),
        owner=event.text_or_none("owner"),
        due=event.day_or_none("due"),
        times=known.times + 1 if known is not None else 1,
        answers=_answers(event),
        proof=(),
        lapses=None,
        why=None,
        clauses=event.texts("clauses", absent=True),
        pack=pack,
        definition=shown,
        closed_once=known is not None and known.closed_once,
    )


def _definition(event: Node) -> tuple[str, Definition]:
    """The pack a gap was judged by, and the criterion's definition in it."""
    row = event.node("definition")
    return row.sha256("pack"), Definition(row.text("force"), row.text_or_none("target"), row.rational_or_none("of"))


def _answers(event: Node) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    return {
        (row.text("facility"), row.text("indicator")): (row.text_or_none("value"), row.text_or_none("text"))
        for row in event.nodes("answers", absent=True)
    }
