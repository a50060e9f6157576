"""The chain of a ledger: takes one that is whole and every way to change it, finds each and says in which line."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers_made import checked, whole, written
from results_made import answer, failing, record, result

from gongti.engine.diagnostics import Problems
from gongti.engine.ledger import hash_of, status
from gongti.engine.ledger.chain import FIRST, canonical

DAYS = [f"2025-{month:02}-28" for month in range(1, 13)]


def ledger(states: list[str]) -> bytes:
    """One line a state: the gap open, met without proof, or met and proved."""
    made = {
        "open": lambda day: failing(assessed_on=day),
        "claimed": lambda day: result(assessed_on=day),
        "proved": lambda day: result(assessed_on=day, answers=[answer("a", "true", ("证", None))]),
    }
    return written((record(made[state](day)), day) for state, day in zip(states, DAYS, strict=False))


LEDGER = ledger(["open", "claimed", "proved", "open"])
LINES = LEDGER.splitlines(keepends=True)


def found(lines: list[bytes]) -> list[tuple[int, str]]:
    """Where something is wrong, and what."""
    return [(p.at.line, p.code) for p in checked(b"".join(lines))[1]]


def test_a_whole_ledger_is_whole() -> None:
    chain, problems = checked(LEDGER)
    assert chain is not None and problems == [] and [line.n for line in chain.lines] == [1, 2, 3, 4]
    assert chain.lines[0].before == FIRST
    assert all(later.before == line.hash for line, later in zip(chain.lines, chain.lines[1:], strict=False))
    assert chain.head == json.loads(LINES[-1])["hash"]


def test_a_removed_line_is_found() -> None:
    assert found(LINES[1:]) == [(1, "ledger-order")]
    assert found(LINES[:1] + LINES[2:]) == [(2, "ledger-order")]


def test_a_repeated_line_is_found() -> None:
    assert found([LINES[0], *LINES]) == [(2, "ledger-order")]
    assert found([*LINES, LINES[-1]]) == [(5, "ledger-order")]


def test_swapped_lines_are_found() -> None:
    swapped = found([LINES[1], LINES[0], *LINES[2:]])
    assert swapped[0] == (1, "ledger-order")


def test_a_changed_line_is_found_where_it_is() -> None:
    for number, line in enumerate(LINES, 1):
        changed = json.loads(line) | {"by": "别人"}
        assert found([*LINES[: number - 1], canonical(changed) + b"\n", *LINES[number:]]) == [(number, "ledger-hash")]


def test_a_line_written_anew_with_its_hash_is_found_by_the_next() -> None:
    for number, line in enumerate(LINES[:-1], 1):
        changed = json.loads(line) | {"by": "别人"}
        changed["hash"] = hash_of(changed)
        lines = [*LINES[: number - 1], canonical(changed) + b"\n", *LINES[number:]]
        assert found(lines) == [(number + 1, "ledger-chain")]


def test_only_the_head_tells_that_the_last_line_was_written_anew_or_removed() -> None:
    head = json.loads(LINES[-1])["hash"]
    changed = json.loads(LINES[-1]) | {"by": "别人"}
    changed["hash"] = hash_of(changed)
    for lines in (LINES[:-1], [*LINES[:-1], canonical(changed) + b"\n"]):
        chain, state = whole(b"".join(lines))
        problems = Problems()
        assert status(chain, state, chain.lines[-1].on, head, problems) is None
        assert [p.code for p in problems] == ["ledger-head"]


def test_an_older_head_is_still_in_a_ledger_that_was_only_added_to() -> None:
    chain, state = whole(LEDGER)
    shown = status(chain, state, chain.lines[-1].on, chain.lines[1].hash[:16], Problems())
    assert shown is not None
    assert shown["head_found"] == {"given": chain.lines[1].hash[:16], "line": 2, "since": 2}


@pytest.mark.parametrize("head", ["", "abc", "g" * 64, "a" * 15, "a" * 65])
def test_a_head_has_a_form(head: str) -> None:
    chain, state = whole(LEDGER)
    problems = Problems()
    assert status(chain, state, chain.lines[-1].on, head, problems) is None
    assert [p.code for p in problems] == ["ledger-head-form"]


def rewritten(*trees: dict[str, Any]) -> bytes:
    """Lines with right hashes, whatever they say."""
    data, before = b"", FIRST
    for number, tree in enumerate(trees, 1):
        tree = tree | {"n": number, "before": before}
        tree["hash"] = before = hash_of(tree)
        data += canonical(tree) + b"\n"
    return data


def test_what_cannot_be_is_found_even_where_every_hash_is_right() -> None:
    first, second = json.loads(LINES[0]), json.loads(LINES[2])
    assert checked(rewritten(first, second))[1] == []
    claim = json.loads(LINES[1])["events"][0]
    made = [
        failing(assessed_on=DAYS[0]),
        result(assessed_on=DAYS[1], answers=[answer("a", "true", ("证", "2025-12-31"))]),
    ]
    dated = json.loads(written(zip(map(record, made), DAYS, strict=False)).splitlines()[1])["events"][0]

    def closing(**more: Any) -> dict[str, Any]:
        return second | {"events": [{"criterion": "a", "facility": None, "event": "closed", **more}]}

    def renewing(**more: Any) -> dict[str, Any]:
        return second | {
            "events": [*second["events"], {"criterion": "a", "facility": None, "event": "renewed", **more}]
        }

    assert checked(rewritten(first, closing(proof=dated["proof"], lapses="2025-12-31")))[1] == []
    others = (
        (rewritten(first, second | {"consortium": "other"}), "ledger-two-consortia"),
        (rewritten(first, second | {"on": "2024-01-01"}), "ledger-day"),
        (rewritten(second), "ledger-event"),  # it closes what was never opened
        (rewritten(first, first), "ledger-event"),
        (rewritten(first, second | {"events": [{"event": "none"}]}), "ledger-event"),
        (rewritten(first, second | {"events": [{}]}), "ledger-event"),
        (rewritten(first, second | {"events": [claim, claim]}), "ledger-event"),  # twice in one line
        (rewritten(first, closing()), "ledger-event"),  # closed on nothing
        (rewritten(first, closing(proof=claim["proof"], lapses=None)), "ledger-event"),  # on a claim
        (rewritten(first, closing(proof=dated["proof"], lapses=None)), "ledger-event"),  # for ever
        (rewritten(first, closing(proof=dated["proof"], lapses="2099-12-31")), "ledger-event"),
        (rewritten(first, renewing(proof=[], lapses=None)), "ledger-event"),
        (rewritten(first, second | {"result": second["result"] | {"assessed_on": "2026-01-01"}}), "ledger-result-day"),
        (rewritten(first, second | {"result": second["result"] | {"assessed_on": "2024-01-01"}}), "ledger-result-day"),
        (rewritten(first, second | {"more": 1}), "ledger-not-a-line"),
        (rewritten(first, second | {"result": {}}), "ledger-not-a-line"),
    )
    for data, code in others:
        assert [p.code for p in checked(data)[1]] == [code]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (LEDGER[:-1], [(4, "ledger-cut")]),
        (LEDGER + b"{", [(5, "ledger-cut")]),
        (LEDGER + b"\n", [(5, "ledger-not-a-line")]),
        (LEDGER.replace(b"\n", b"\r\n"), [(n, "ledger-not-a-line") for n in (1, 2, 3, 4)]),
        (b"\xef\xbb\xbf" + LEDGER, [(1, "ledger-not-a-line")]),
        (b"[" * 100_000 + b"\n", [(1, "ledger-not-a-line")]),
        (b'{"n":' + b"9" * 10_000 + b"}\n", [(1, "ledger-not-a-line")]),
        (b"\xff\xfe\n", [(1, "ledger-not-a-line")]),
    ],
)
def test_what_is_no_line(data: bytes, codes: list[tuple[int, str]]) -> None:
    assert [(p.at.line, p.code) for p in checked(data)[1]] == codes


STATES = st.lists(st.sampled_from(["open", "claimed", "proved"]), min_size=2, max_size=6)


@settings(deadline=None)
@given(STATES, st.integers(0, 10**9))
def test_every_change_of_one_line_is_found(states: list[str], seed: int) -> None:
    """Changed, removed, swapped, repeated, inserted, cut: with the head that was printed every one of them is found."""
    chance = random.Random(seed)
    lines = ledger(states).splitlines(keepends=True)
    head = json.loads(lines[-1])["hash"]
    at = chance.randrange(len(lines))
    line = lines[at]
    changed = bytearray(line)
    changed[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
    other = chance.randrange(len(lines) - 1)
    other += other >= at
    swapped = list(lines)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    start = chance.randrange(len(line))
    mutations = {
        "changed": [*lines[:at], bytes(changed), *lines[at + 1 :]],
        "removed": lines[:at] + lines[at + 1 :],
        "swapped": swapped,
        "repeated": [*lines[: other + 1], line, *lines[other + 1 :]],
        "inserted": [*lines[:at], rewritten(json.loads(line)), *lines[at:]],
        "cut": [*lines[:at], line[:start], *lines[at + 1 :]],
    }
    for name, mutated in mutations.items():
        data = b"".join(mutated)
        if data == b"".join(lines):
            continue
        chain, problems = checked(data)
        if chain is not None and not problems:
            later = Problems()
            assert status(chain, whole(data)[1], chain.lines[-1].on, head, later) is None, name
            problems = list(later)
        assert problems, name
        # No line before the first that differs is blamed.
        same = next((i for i, (a, b) in enumerate(zip(mutated, lines, strict=False)) if a != b), len(lines) - 1)
        assert all(p.at.line == 0 or p.at.line >= same for p in problems), name
