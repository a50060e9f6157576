"""A result read back: takes what a program wrote and what hands made of it, gives a record or one located problem."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from results_made import answer, criterion, failing, gap, record, result, side

from gongti.engine.diagnostics import Problem, Problems
from gongti.engine.results import Record, read_record, read_records


def read(tree: Any) -> tuple[Record | None, list[Problem]]:
    problems = Problems()
    data = tree if isinstance(tree, bytes) else json.dumps(tree, indent=1).encode()
    return read_record(data, "r.json", problems), list(problems)


def test_what_a_result_says_is_kept() -> None:
    found = record(failing(answers=[answer("a", "false", ("表.xlsx", "2025-06-30"), ("照片", None))]))
    assert (found.consortium, found.basis, found.on.isoformat()) == ("lt", "claimed", "2025-03-31")
    assert found.items["a"].gap is not None and found.items["a"].gap.owner == "人事科"
    paper, photo = found.answers["consortium", "a"].papers
    assert (paper.name, str(paper.until), photo.until) == ("表.xlsx", "2025-06-30", None)


def test_exact_points_are_taken_where_there_are_any() -> None:
    exact = record(result(claimed=side("10/3", "20/3", 10))).claimed.span
    rounded = record(result(claimed=side("10/3", "20/3", 10, exact=False))).claimed.span
    assert exact is not None and (exact.least, exact.most) == (Fraction(10, 3), Fraction(20, 3))
    assert rounded is not None and rounded.low == Fraction("3.33")
    assert rounded.least <= Fraction(10, 3) <= rounded.most and rounded.least == Fraction("3.325")


@pytest.mark.parametrize(
    ("tree", "key"),
    [
        ({}, "format"),
        ([], "format"),
        (result(format=True), "format"),
        (result(assessed_on="31 March"), "assessed_on"),
        (result(assessed_on="2025-02-30"), "assessed_on"),
        (result(assessed_on=None), "assessed_on"),
        (result(consortium={"id": "lt", "period": "2025-13"}), "period"),
        (result(criteria={}), "criteria"),
        (result(criteria=[criterion("a"), criterion("a")]), "id"),
        (result(criteria=[criterion("a", "maybe")]), "status"),
        (result(criteria=[criterion("a") | {"low": "10"}]), "low"),
        (result(criteria=[criterion("a") | {"low": "1" * 400 + ".00"}]), "low"),
        (result(criteria=[criterion("a") | {"low": "11.00", "exact": None}]), "high"),
        (result(criteria=[criterion("a") | {"low": "9.00"}]), "low"),
        (result(answers=[answer("a", "true"), answer("a", "true")]), "indicator"),
        (result(answers=[answer("a", "true", ("x", "soon"))]), "until"),
        (result(answers=[answer("a", "x" * 20_001)]), "value"),
        (result(facilities=["f1"]), "facilities"),
        (result(pack={"id": "p", "version": "1", "sha256": "A" * 64}), "sha256"),
        # What was edited no longer fits together: a status without its gap, a gap without its status.
        (failing(gaps=[]), "status"),
        (result(gaps=[gap("a")]), "status"),
        (failing(gaps=[gap("a"), gap("b")]), "gaps"),
        (failing(gaps=[gap("a", basis="verified")]), "basis"),
        (failing(gaps=[gap("a", due="2025-02-29")]), "due"),
    ],
)
def test_what_is_no_result_is_named_where_it_stands(tree: Any, key: str) -> None:
    found, problems = read(tree)
    assert found is None
    (problem,) = problems
    assert problem.code == "not-this-result" and problem.params == {"key": key}
    assert problem.at.path == "r.json" and problem.at.line >= 1


def test_the_place_is_that_of_the_value() -> None:
    text = json.dumps(result(assessed_on="never"), indent=1)
    _, (problem,) = read(text.encode())
    assert problem.at.line == next(i for i, line in enumerate(text.splitlines(), 1) if "never" in line)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"{", "syntax"),
        (b'{"format": 1, "format": 1}', "duplicate-key"),
        (b"\xff\xfe\x00", "unreadable-text"),
        (b"[" * 5000, "too-deep"),
        (b'{"format": NaN}', "not-this-result"),
        (b'{"format": ' + b"9" * 10_000 + b"}", "not-this-result"),
        (b"&a [*a]", "alias"),
    ],
)
def test_a_file_that_is_something_else(data: bytes, code: str) -> None:
    found, problems = read(data)
    assert found is None and problems[0].code == code


def test_half_a_character_is_no_trouble() -> None:
    found = record(result(consortium={"id": "lt", "name": "\ud800x", "period": "2025"}))
    assert found.name == "?x"


def test_files_are_read_in_order_and_all_their_problems_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(result()), "utf-8")
    (tmp_path / "b.json").write_text("{}", "utf-8")
    names = [str(tmp_path / name) for name in ("b.json", "none.json", "a.json", ".")]
    records, problems = read_records(names)
    assert [Path(r.path).name for r in records] == ["a.json"]
    assert [p.code for p in problems] == ["not-this-result", "no-such-file", "cannot-open"]
    ((slim,), _) = read_records(names[2:3], scores=True)
    assert slim.answers == {} and slim.items["a"].points == records[0].items["a"].points and slim.items["a"].reads == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["met", "1.00", "2025-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(p for key, value in inside for p in _paths(value, (*path, key)))]


@settings(deadline=None)
@given(st.integers(0, 10**9), JSON)
def test_no_edit_ends_in_a_traceback(seed: int, value: Any) -> None:
    tree = failing(answers=[answer("a", "false", ("x", "2025-06-30"))])
    path = random.Random(seed).choice([p for p in _paths(tree) if p])
    node = tree
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value  # type: ignore[index]
    found, problems = read(tree)
    assert (found is None) == any(p.severity == "error" for p in problems)
