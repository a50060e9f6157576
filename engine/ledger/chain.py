"""The bytes of a ledger → its lines, each checked against its own hash and against the line before; or what is wrong.

A line is canonical JSON: keys sorted, no blanks, ASCII, one line end. ``hash`` is the sha256 of the line without it,
``before`` the ``hash`` of the line above, so that a change anywhere breaks the line itself or the one below.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.results.tree import Node, Wrong

FIRST: Final = "0" * 64
"""What the first line holds for the hash of a line before."""
MAX_BYTES: Final = 64 * 1024 * 1024
_KEYS: Final = frozenset(("format", "n", "before", "consortium", "name", "on", "by", "result", "events", "hash"))
_RESULT: Final = frozenset(("sha256", "assessed_on", "period", "basis", "engine", "pack"))
_HEAD: Final = re.compile(r"[0-9a-f]{16,64}\Z", re.ASCII)

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: who wrote it, on which day, resting on which result, and what changed by it."""

    n: int
    before: str
    consortium: str
    name: str
    on: date
    by: str
    result: Mapping[str, Any]
    events: tuple[Event, ...]
    hash: str

    @property
    def assessed_on(self) -> date:
        return date.fromisoformat(self.result["assessed_on"])


@dataclass(frozen=True, slots=True)
class Chain:
    """A ledger's lines in order, and how many bytes they are."""

    path: str
    lines: tuple[Line, ...]
    size: int

    @property
    def head(self) -> str:
        """The hash of the last line; that of no line for an empty ledger."""
        return self.lines[-1].hash if self.lines else FIRST

    def until(self, on: date) -> Chain:
        """The lines that were there at the end of a day."""
        return replace(self, lines=tuple(line for line in self.lines if line.on <= on))

    def find(self, head: str) -> int | None:
        """The number of the line whose hash begins with ``head``."""
        return next((line.n for line in self.lines if line.hash.startswith(head)), None)


def canonical(tree: Mapping[str, Any]) -> bytes:
    """The one way to write a line, without its line end."""
    return json.dumps(tree, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def hash_of(tree: Mapping[str, Any]) -> str:
    """The sha256 of a line without its own hash."""
    return hashlib.sha256(canonical({k: v for k, v in tree.items() if k != "hash"})).hexdigest()


def is_head(text: str) -> bool:
    """Whether a text can be the head of a ledger, or the first 16 digits or more of one."""
    return _HEAD.match(text) is not None


def read_chain(data: bytes, path: str, problems: Problems) -> Chain | None:
    """Every line, or None with every line that is wrong and what is wrong with it."""
    if len(data) > MAX_BYTES:
        size, limit = f"{len(data) // 1024} KB", f"{MAX_BYTES // 1024} KB"
        problems.add("file-too-large", Place(path), size=size, limit=limit)
        return None
    found = len(problems)
    lines: list[Line] = []
    for number, raw in enumerate(_raw_lines(data), 1):
        at = Place(path, number, 1)
        if not raw.endswith(b"\n"):
            problems.add("ledger-cut", at)
            break
        line = _line(raw[:-1])
        if line is None:
            problems.add("ledger-not-a-line", at)
            continue
        _check(line, lines[-1] if lines else None, number, at, problems, lost=number - 1 > len(lines))
        lines.append(line)
    return Chain(path, tuple(lines), len(data)) if len(problems) == found else None


def _raw_lines(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end + 1
        yield data[start:end]
        start = end


def _check(line: Line, last: Line | None, number: int, at: Place, problems: Problems, *, lost: bool) -> None:
    """A line against itself and the one above. ``lost``: a line above could not be read, so the link is not judged."""
    tree = tree_of(line)
    if hash_of(tree) != line.hash:
        problems.add("ledger-hash", at)
    wanted = 1 if last is None else last.n + 1
    if lost:
        return
    if line.n != wanted:
        problems.add("ledger-order", at, wanted=wanted, found=line.n)
    elif line.before != (FIRST if last is None else last.hash):
        problems.add("ledger-chain", at)
    elif last is not None and line.consortium != last.consortium:
        problems.add("ledger-two-consortia", at, one=line.consortium[:80], other=last.consortium[:80])
    elif last is not None and line.on < last.on:
        problems.add("ledger-day", at, day=line.on.isoformat(), before=last.on.isoformat())
    elif not (date.min if last is None else last.assessed_on) <= line.assessed_on <= line.on:
        problems.add("ledger-result-day", at, day=line.assessed_on.isoformat(), on=line.on.isoformat())


def tree_of(line: Line) -> dict[str, Any]:
    """A line as the mapping that is written."""
    return {
        "format": 1,
        "n": line.n,
        "before": line.before,
        "consortium": line.consortium,
        "name": line.name,
        "on": line.on.isoformat(),
        "by": line.by,
        "result": dict(line.result),
        "events": [dict(event) for event in line.events],
        "hash": line.hash,
    }


def _line(raw: bytes) -> Line | None:
    """A line that is written in the one way there is; None for anything else."""
    try:
        tree = json.loads(raw)
        if not isinstance(tree, dict) or tree.keys() != _KEYS or canonical(tree) != raw:
            return None
        node = Node.of(tree)
        number = tree["n"]
        if tree["format"] != 1 or isinstance(tree["format"], bool) or type(number) is not int or number < 1:
            return None
        result = node.node("result")
        if result.tree.keys() != _RESULT:
            return None
        _check_result(result)
        events = [dict(event.tree) for event in node.nodes("events")]
        return Line(
            number,
            node.sha256("before"),
            node.text("consortium"),
            node.text("name"),
            node.day("on"),
            node.text("by"),
            dict(result.tree),
            tuple(events),
            node.sha256("hash"),
        )
    except (ValueError, RecursionError, Wrong):
        return None


def _check_result(result: Node) -> None:
    for key in ("period", "engine"):
        result.text(key)
    result.sha256("sha256")
    result.day("assessed_on")
    result.word("basis", frozenset(("claimed", "verified")))
    pack = result.node("pack")
    if pack.tree.keys() != {"id", "version", "sha256"}:
        raise Wrong(pack.path)
    pack.text("id")
    pack.text("version")
    pack.sha256("sha256")
