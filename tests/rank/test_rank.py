"""League tables: takes intervals of percent, gives places that hold whatever the unknown turn out to be."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from results_made import criterion, points, record, result, side

from gongti.engine.rank import Ranking, rank, schema, view
from gongti.engine.results import Record


def one(name: str, low: object, high: object, of: object = 100, **changes: Any) -> Record:
    about = {"id": name, "name": name, "period": "2025"}
    return record(result(consortium=about, claimed=side(low, high, of)) | changes, f"{name}.json")


def verified(name: str, low: object, high: object) -> Record:
    found = result(consortium={"id": name, "period": "2025"}, verified=side(low, high, 100))
    found["criteria"][0]["verified"] = criterion("a")
    found["dimensions"][0]["verified"] = points(10, 10, 10, percents=True)
    return record(found, f"{name}.json")


def ranked(*records: Record, by: str | None = None) -> Ranking:
    found, problems = rank(records, by)
    assert found is not None, problems
    return found


def places(*records: Record) -> dict[str, tuple[int, int]]:
    (league,) = ranked(*records).leagues
    return {p.record.consortium: (p.first, p.last) for p in league.places}


def test_exact_values_have_a_place_and_equals_share_it() -> None:
    found = places(one("a", 80, 80), one("b", 90, 90), one("c", 80, 80), one("d", 70, 70))
    assert found == {"b": (1, 1), "a": (2, 2), "c": (2, 2), "d": (4, 4)}


def test_thirds_that_print_alike_are_told_apart_and_equal_shares_are_equal() -> None:
    """1/3 is more than 33.33 %, and 100 of 300 is 1/3."""
    found = places(one("a", 1, 1, 3), one("b", "33.33", "33.33"), one("c", 100, 100, 300))
    assert found == {"a": (1, 1), "c": (1, 1), "b": (3, 3)}


def test_an_order_is_claimed_only_where_intervals_do_not_overlap() -> None:
    found = places(one("a", 60, 80), one("b", 70, 75), one("c", 50, 55), one("d", 81, 90))
    assert found == {"d": (1, 1), "a": (2, 3), "b": (2, 3), "c": (4, 4)}
    # Where one ends at what another has, they may be equal, and share the first place.
    assert places(one("a", 60, 80), one("d", 80, 80)) == {"d": (1, 1), "a": (1, 2)}


def test_rounded_numbers_claim_no_order_within_their_rounding() -> None:
    rough = result(consortium={"id": "a", "period": "2025"}, claimed=side(1, 1, 3, exact=False))
    found = ranked(record(rough, "a.json"), one("b", "33.33", "33.33"))
    (league,) = found.leagues
    assert {p.record.consortium: (p.first, p.last) for p in league.places} == {"a": (1, 2), "b": (1, 2)}
    assert view(found)["warnings"] == ["rounded"]


INTERVALS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ends: (min(ends), max(ends))), min_size=1, max_size=5
)


@given(INTERVALS)
def test_places_are_what_every_completion_allows(intervals: list[tuple[int, int]]) -> None:
    """The range of a place is exactly the places it takes over all completions, equals sharing the better."""
    names = [f"c{i}" for i in range(len(intervals))]
    found = places(*(one(n, low, high) for n, (low, high) in zip(names, intervals, strict=True)))
    taken: dict[str, set[int]] = {name: set() for name in names}
    for values in itertools.product(*(sorted({low, high}) for low, high in intervals)):
        for name, value in zip(names, values, strict=True):
            taken[name].add(1 + sum(other > value for other in values))
    assert found == {name: (min(seen), max(seen)) for name, seen in taken.items()}


def test_what_was_verified_is_never_in_one_order_with_what_was_claimed() -> None:
    found = ranked(one("a", 90, 90), verified("b", 50, 60), verified("c", 70, 70))
    assert [(league.basis, [p.record.consortium for p in league.places]) for league in found.leagues] == [
        ("verified", ["c", "b"]),
        ("claimed", ["a"]),
    ]


def test_who_is_not_assessed_has_no_place() -> None:
    empty = dict.fromkeys(side())
    nothing = {**empty, "possible_grades": [], "not_applicable": "0.00", "explained": "0.00"}
    unknown = side(0, 100) | {"percent": None}
    found = ranked(one("a", 50, 50), one("b", 0, 0, claimed=nothing), one("c", 0, 0, claimed=unknown))
    (league,) = found.leagues
    assert [p.record.consortium for p in league.places] == ["a"]
    assert [r.consortium for r in league.unranked] == ["b", "c"]


def test_by_a_dimension() -> None:
    def with_dimension(name: str, low: int, high: int) -> Record:
        rows = [{"id": "d", "title": "维度", "verified": None, **points(low, high, 10, percents=True)}]
        return one(name, 1, 1, dimensions=rows)

    found = ranked(with_dimension("a", 2, 2), with_dimension("b", 3, 5), by="d")
    assert found.by == ("d", "维度")
    assert [p.record.consortium for p in found.leagues[0].places] == ["b", "a"]
    assert [c.id for c in ranked(one("a", 1, 1), by="d").leagues[0].criteria] == ["a"]


def test_commonest_gaps_and_pass_rates() -> None:
    def shown(name: str, *statuses: str) -> Record:
        rows = [criterion(f"q{i}", status, force="may") for i, status in enumerate(statuses)]
        return one(name, 1, 1, criteria=rows, answers=[])

    found = ranked(
        shown("a", "met", "unmet", "undetermined", "not_applicable"),
        shown("b", "met", "unmet", "met", "not_due"),
        shown("c", "unmet", "partial", "contested", "waived"),
    )
    (league,) = found.leagues
    assert [(c.passed, c.failed, c.unknown, c.outside) for c in league.criteria] == [
        (2, 1, 0, 0),
        (0, 3, 0, 0),
        (1, 0, 2, 0),
        (0, 0, 0, 3),
    ]
    assert [c.rate for c in league.criteria] == [
        (Fraction(2, 3), Fraction(2, 3)),
        (0, 0),
        (Fraction(1, 3), 1),
        None,
    ]
    assert [(c.id, c.lost) for c in league.gaps] == [("q1", (30, 30)), ("q0", (10, 10)), ("q2", (0, 20))]


def test_what_cannot_be_met_any_more_is_failed() -> None:
    """Something of it is not known; but that it falls short is."""

    def shown(status: str, high: object, *, exact: bool = True) -> Any:
        rows = [criterion("q", status, force="may", **({"exact": None} | points(0, high, 10, exact=exact)))]
        return ranked(one("a", 1, 1, criteria=rows, answers=[])).leagues[0].criteria[0]

    for status in ("undetermined", "contested"):
        assert [(c.failed, c.unknown) for c in (shown(status, 9), shown(status, 10))] == [(1, 0), (0, 1)]
    assert shown("undetermined", 9).lost == (1, 10)
    # 9.99 of 10.00 may be the rounding of 9.995 of 9.995.
    assert [shown("undetermined", h, exact=False).failed for h in ("9.99", "9.98")] == [0, 1]


def test_points_lost_are_added_exactly() -> None:
    thirds = [one(n, 1, 1, criteria=[criterion("q", "unmet", force="may", **points("1/3", "1/3", 1))]) for n in "abc"]
    (counted,) = ranked(*thirds).leagues[0].gaps
    assert counted.lost == (2, 2)


OTHER = {"id": "p", "version": "1.0.1", "sha256": "b" * 64, "title": "评分包", "grades": []}


@pytest.mark.parametrize(
    ("second", "by", "code"),
    [
        (one("b", 1, 1, pack=OTHER), None, "rank-two-packs"),
        (one("a", 1, 1), None, "rank-twice"),
        (one("b", 1, 1), "e", "rank-by"),
    ],
)
def test_what_cannot_be_ranked_is_refused(second: Record, by: str | None, code: str) -> None:
    found, problems = rank([one("a", 1, 1), second], by)
    assert found is None and [p.code for p in problems] == [code]


def test_the_order_of_files_changes_nothing() -> None:
    records = [one("a", 60, 80), one("b", 70, 75), one("c", 70, 75), verified("d", 1, 2)]
    shown = [json.dumps(view(ranked(*order))) for order in itertools.permutations(records)]
    assert len(set(shown)) == 1


def test_warnings() -> None:
    later = record(result(consortium={"id": "b", "period": "2024"}, engine="0.2.0"))
    shown = view(ranked(one("a", 1, 1), later))
    assert shown["warnings"] == ["period-differs", "engine-differs"]
    assert (shown["periods"], shown["engines"]) == (["2024", "2025"], ["0.1.0", "0.2.0"])


def test_the_view_is_as_its_schema_says() -> None:
    Draft202012Validator.check_schema(schema())
    shown = view(ranked(one("a", 60, 80), verified("b", 50, 60)))
    assert [e.message for e in Draft202012Validator(schema()).iter_errors(shown)] == []
    assert list(Draft202012Validator(schema()).iter_errors(shown | {"kind": "x"}))
