"""Takes rules and facts made of tokens, gives what fires: durable-rules behind every guard it needs.

The only importer of durable-rules, and only when a ruleset is made. It is driven at its C interface, below its
Python layer: so there is no host with timer threads, and no action that swallows exceptions, waits for a second
argument or is cut off after ten seconds. What fires is handed out, and the caller acts.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self, cast

from gongti.engine.inference.limits import Pattern, Patterns, over_limit

Row = Mapping[str, str | int]
Frame = Mapping[str, Mapping[str, str | int]]


class NetworkFault(Exception):
    """durable-rules lost, refused or invented something: the world is not decided."""


class Library(Protocol):
    """What is used of ``durable_rules_engine``, the compiled part of durable-rules 2.0.28."""

    def create_ruleset(self, name: str, rules: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def assert_facts(self, handle: int, facts: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...
    def get_facts(self, handle: int, sid: str, /) -> str: ...
    def delete_state(self, handle: int, sid: str, /) -> None: ...


SID = "1"
"""One session id for all: sessions are told apart by a 32-bit hash of it and nothing else."""
SENTINEL, KEEP = "sentinel", "keep"
COMMON: tuple[Patterns, ...] = (
    # Fires at the opening: deleting a session in which nothing ever fired frees what was never set.
    (Pattern((("kind", SENTINEL),)),),
    # Can never fire: a fact that no rule asks about is otherwise refused.
    (Pattern(()), Pattern((("kind", KEEP),))),
)
LOCK = threading.RLock()
"""One world at a time: the session id is one, and threads gain nothing here."""
OPERATORS = frozenset({"$and", "$ex"})
"""All that is ever written. Barred: $div by zero ends the process, $or fires twice, an empty $and never ends; and
an $and whose last join is found false reads on past its own end, so $gt and its like crash in one."""


def load_library() -> Library:
    """The compiled library; ImportError where it is not to be had.

    On Python 3.13 it needs a symbol that is gone, in a function never called here: bound lazily, it is not missed.
    """
    importlib.import_module("durable")
    lazy = getattr(os, "RTLD_LAZY", None)
    get, put = getattr(sys, "getdlopenflags", None), getattr(sys, "setdlopenflags", None)
    if lazy is None or get is None or put is None:
        return cast(Library, importlib.import_module("durable_rules_engine"))
    before = get()
    put((before & ~os.RTLD_NOW) | lazy)
    try:
        return cast(Library, importlib.import_module("durable_rules_engine"))
    finally:
        put(before)


def durable_missing() -> str | None:
    """Why durable-rules cannot be had on this machine; None where it can."""
    try:
        load_library()
    except ImportError as error:
        return str(error)
    return None


def durable_available() -> bool:
    """Whether both evaluators can decide here; ``durable_missing`` says why not."""
    return durable_missing() is None


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash by which durable-rules tells ids apart."""
    value = 0x811C9DC5
    for byte in text.encode("ascii"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


class Ids:
    """Numbers as text, less those whose hash another already has: ids of facts, and what joins are made on.

    Of two facts whose ids clash it keeps the first; of two values that clash in a join it finds the mismatch only
    when it compares them, and then reads past the end of the rule (see ``OPERATORS``).
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._hashes = {fnv1a(f"sid-{SID}")}  # the id it gives the session's own state
        self._next = 0

    def __getitem__(self, index: int) -> str:
        while len(self._ids) <= index:
            candidate = str(self._next)
            self._next += 1
            if (value := fnv1a(candidate)) not in self._hashes:
                self._hashes.add(value)
                self._ids.append(candidate)
        return self._ids[index]


IDS = Ids()


def check_rows(rows: Sequence[Row]) -> None:
    """Only short strings and integers under ASCII names: all else is refused, rounded or compared wrongly."""
    for row in rows:
        if "kind" not in row or "id" in row or "sid" in row:
            raise NetworkFault(f"a fact needs a kind, and no id of its own: {row!r:.200}")
        for name, value in row.items():
            if not (name.isascii() and name.isidentifier()):
                raise NetworkFault(f"not a name for the network: {name!r:.200}")
            if type(value) is str:
                if len(value) >= 4_000 or len(value.encode("utf-8", "surrogatepass")) >= 4_000 or "\0" in value:
                    raise NetworkFault(f"too long for the network, or not text: {value!r:.200}")
            elif type(value) is not int or abs(value) >= 1 << 62:
                raise NetworkFault(f"not a value for the network: {value!r:.200}")


def check_rules(rules: Mapping[str, object]) -> None:
    """No operator but those known to be safe, no absence before a condition that holds."""
    for name, rule in rules.items():
        conditions = cast(Mapping[str, list[Mapping[str, object]]], rule)["all"]
        if not conditions or next(iter(conditions[0])).endswith("$not"):
            raise NetworkFault(f"{name}: an absence needs a condition before it")
        for operator, value in _operators([body for condition in conditions for body in condition.values()]):
            if operator not in OPERATORS or not value:
                raise NetworkFault(f"{name}: {operator} is barred")


def _operators(node: object) -> Iterator[tuple[str, object]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key.startswith("$"):
                yield key, value
            yield from _operators(value)
    elif isinstance(node, list):
        for item in node:
            yield from _operators(item)


def check_limits(rules: Sequence[Patterns]) -> None:
    """No table of the library is overrun (see ``limits``)."""
    if broken := over_limit(rules):
        raise NetworkFault(f"more than {broken}")


def rendered(patterns: Patterns) -> dict[str, object]:
    """One rule as the library reads it; its facts are called m0, m1, …, and joins are on the f of m0."""
    # dist 0: a fact that one condition of a rule met still counts for another.
    return {"all": [{f"m{i}$not" if p.absent else f"m{i}": _rendered(p)} for i, p in enumerate(patterns)], "dist": 0}


def _rendered(pattern: Pattern) -> dict[str, object]:
    tests: list[dict[str, object]] = [{name: value} for name, value in pattern.tests]
    if pattern.joined:
        tests.append({"f": {"m0": "f"}})
    return {"$and": tests} if tests else {"$ex": {"kind": 1}}


class Ruleset:
    """Rules compiled by durable-rules; freed when dropped."""

    def __init__(self, rules: Mapping[str, Patterns]) -> None:
        named = {"sentinel": COMMON[0], "keep": COMMON[1], **rules}
        definition = {name: rendered(patterns) for name, patterns in named.items()}
        check_rules(definition)
        check_limits(list(named.values()))
        self.library = load_library()
        self.handle = self.library.create_ruleset("gongti", json.dumps(definition))
        self._free = weakref.finalize(self, self.library.delete_ruleset, self.handle)

    def close(self) -> None:
        """Free it now: durable-rules never does by itself."""
        self._free()


class Session:
    """One world within one ruleset: ``with Session(ruleset) as s``; nothing of it is left after."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset  # kept: dropped, it would be freed under way
        self._library, self._handle = ruleset.library, ruleset.handle
        self._state = 0
        self._sent = 0
        self._opened = False

    def __enter__(self) -> Self:
        LOCK.acquire()
        try:
            if self._start() is None:
                raise NetworkFault("the sentinel did not fire")
            if self._library.complete_and_start_action(self._handle, self._state) is not None:
                raise NetworkFault("something fired before any fact was sent")
            self._sent = 1
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _start(self) -> tuple[str, str] | None:
        sentinel = json.dumps({"id": IDS[0], "sid": SID, "kind": SENTINEL})
        self._state = self._library.assert_fact(self._handle, sentinel)[1]
        fired = self._library.start_action_for_state(self._handle, self._state)
        self._opened = True
        return fired

    def _close(self) -> None:
        try:
            if not self._opened:  # interrupted while opening: what delete_state frees must first be set
                self._start()
            self._library.delete_state(self._handle, SID)
        finally:
            LOCK.release()

    def send(self, rows: Sequence[Row]) -> None:
        """Put facts in, in the order given; NetworkFault where one is unfit or not taken."""
        check_rows(rows)
        if not rows:  # an empty batch crashes it
            return
        facts = [{"id": IDS[i], "sid": SID, **row} for i, row in enumerate(rows, self._sent)]
        refused, _ = self._library.assert_facts(self._handle, json.dumps(facts))
        if refused:
            raise NetworkFault(f"a fact was {'not taken' if refused == 1 else 'taken for another'}")
        self._sent += len(rows)

    def drain(self, limit: int) -> list[tuple[str, Frame]]:
        """All that fires now, each rule with the facts it fired on; NetworkFault beyond ``limit`` firings."""
        fired: list[tuple[str, Frame]] = []
        started = self._library.start_action_for_state(self._handle, self._state)
        message = started[1] if started else None
        while message is not None:
            ((rule, frame),) = json.loads(message).items()
            fired.append((rule, frame))
            if len(fired) > limit:
                raise NetworkFault(f"more than {limit} firings")
            message = self._library.complete_and_start_action(self._handle, self._state)
        return fired

    def check_held(self) -> None:
        """All facts sent are there, and no others."""
        held = len(json.loads(self._library.get_facts(self._handle, SID)))
        if held != self._sent:
            raise NetworkFault(f"{self._sent} facts were sent, {held} are held")
