"""Ledgers made by hand: takes results in a row, gives the bytes of the ledger they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongti.engine.diagnostics import Problem, Problems
from gongti.engine.ledger import Chain, read_chain, replay
from gongti.engine.ledger.chain import canonical, tree_of
from gongti.engine.ledger.update import next_line
from gongti.engine.results import Record


def written(entries: Iterable[tuple[Record, str]]) -> bytes:
    """The ledger of results, each with the day of its entry."""
    data = b""
    for found, on in entries:
        chain, state = whole(data)
        problems = Problems()
        line = next_line(chain, state, found, date.fromisoformat(on), "王办事员", problems)
        assert line is not None, [p.line("en") for p in problems]
        data += canonical(tree_of(line)) + b"\n"
    return data


def checked(data: bytes) -> tuple[Chain | None, list[Problem]]:
    problems = Problems()
    chain = read_chain(data, "l.jsonl", problems)
    if chain is not None:
        replay(chain, problems)
    return chain, list(problems)


def whole(data: bytes):  # type: ignore[no-untyped-def]
    problems = Problems()
    chain = read_chain(data, "l.jsonl", problems)
    assert chain is not None, [p.line("en") for p in problems]
    state = replay(chain, problems)
    assert not len(problems), [p.line("en") for p in problems]
    return chain, state
