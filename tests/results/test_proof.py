"""What an entry rests on and what proves it: takes answers before and after, with papers and checks, and a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from results_made import answer, criterion, failing, gap, record, result

from gongti.engine.results import Proof, before_of, gap_keys, prove, sort_key, standing
from gongti.engine.results.record import Record

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
KEY = ("a", None)


def proved(*papers: tuple[str, str | None], review: dict[str, Any] | None = None) -> Proof:
    """A yes that was a no, with these papers and this check."""
    after = result(answers=[answer("a", "true", *papers)])
    if review is not None:
        row = {"facility": "consortium", "indicator": "a", "claimed": "true", "verified": "true", **review}
        after["review"] = {"answers": [row], "waivers": []}
    before = before_of(record(failing()), KEY)
    return prove(record(after), KEY, before)


def test_nothing_named_proves_nothing() -> None:
    assert not proved().good(JUNE) and proved().lapses is None


def test_a_paper_is_good_to_its_last_day() -> None:
    proof = proved(("表", "2025-06-30"))
    assert proof.good(JUNE) and not proof.good(JULY) and proof.lapses == JUNE


def test_one_good_paper_is_enough() -> None:
    assert proved(("旧", "2025-01-01"), ("新", "2025-07-01")).good(JULY)
    assert proved(("旧", "2025-01-01"), ("无期限", None)).lapses is None


@pytest.mark.parametrize(
    ("outcome", "evidence", "papers", "good"),
    [
        ("confirmed", [], (), True),
        ("changed", [], (), True),
        ("supplied", ["complete"], (), True),
        ("remark", ["complete"], (), True),
        ("remark", [], (), False),
        ("remark", [], (("表", None),), True),
        ("confirmed", ["incomplete"], (("表", None),), False),
        ("confirmed", ["complete", "falsified"], (("表", None),), False),
        ("unconfirmed", [], (), False),
        ("stale", [], (), False),
        # Papers that have run out are no better for having been looked at; those beside another value prove nothing,
        # and the reviewer's own value needs none.
        ("confirmed", [], (("旧", "2025-01-01"),), False),
        ("changed", [], (("旧", "2025-01-01"),), True),
    ],
)
def test_what_a_review_is_worth(outcome: str, evidence: list[str], papers: Any, good: bool) -> None:
    assert proved(*papers, review={"outcome": outcome, "evidence": evidence}).good(JUNE) == good


@pytest.mark.parametrize("name", ["无", "—", "待补充", "不适用", " ", "。"])
def test_what_names_no_paper_proves_nothing(name: str) -> None:
    """As a result of an earlier version, or one written by hand, may have it."""
    assert not proved((name, None)).good(JUNE)


def two(first: Any, second: Any) -> Record:
    rows = [{"facility": "consortium", "indicator": name} for name in ("a", "b")]
    return record(result(criteria=[criterion("a", used=rows)], answers=[first, second]))


def test_only_what_changed_needs_proof() -> None:
    before = before_of(two(answer("a", "false"), answer("b", "5")), KEY)
    proof = prove(two(answer("a", "true", ("表", None)), answer("b", "5")), KEY, before)
    assert proof.changed and [(s.indicator, s.before, s.after) for s in proof.answers] == [("a", "false", "true")]
    assert proof.good(JUNE)
    both = prove(two(answer("a", "true", ("表", None)), answer("b", "6")), KEY, before)
    assert [s.indicator for s in both.lacking(JUNE)] == ["b"] and not both.good(JUNE)


def test_where_nothing_changed_everything_needs_it() -> None:
    before = before_of(two(answer("a", "true"), answer("b", "5")), KEY)
    assert not prove(two(answer("a", "true", ("表", None)), answer("b", "5")), KEY, before).good(JUNE)
    assert prove(two(answer("a", "true", ("表", None)), answer("b", "5", ("表", None))), KEY, before).good(JUNE)


def test_an_answer_taken_away_proves_nothing() -> None:
    before = before_of(record(failing()), KEY)
    gone = prove(record(result(answers=[answer("a", None, ("表", None))])), KEY, before)
    assert gone.answers == () and not gone.good(JUNE)


def units(*statuses: str, status: str = "unmet", concerned: tuple[str, ...] = ("f1",)) -> Record:
    rows = [{"id": f"f{i}", "status": s} for i, s in enumerate(statuses, 1)]
    used = [{"facility": f"f{i}", "indicator": "a"} for i, _ in enumerate(statuses, 1)]
    answers = [answer("a", "true", facility=f"f{i}") for i, _ in enumerate(statuses, 1)]
    shown = [criterion("a", status, facilities=rows, used=used)]
    gaps = [gap("a", facilities=concerned)] if status == "unmet" else []
    return record(result(criteria=shown, gaps=gaps, answers=answers))


def test_each_facility_is_an_entry_of_its_own() -> None:
    found = units("unmet", "met", "not_applicable", "waived")
    assert gap_keys(found) == (("a", "f1"),)
    states = [standing(found, ("a", f"f{i}")).state for i in range(1, 6)]
    assert states == ["open", "met", "not_applicable", "waived", "absent"]
    # Its own answer, not another's.
    assert list(before_of(found, ("a", "f2"))) == [("f2", "a")]


def test_measured_across_it_is_one_entry() -> None:
    rows = [{"id": "f1", "status": None}]
    found = record(failing(criteria=[criterion("a", "unmet", facilities=rows)], gaps=[gap("a", facilities=("f1",))]))
    assert gap_keys(found) == (("a", None),)
    assert standing(found, ("a", "f1")).state == "open"


def test_what_the_pack_no_longer_has_is_absent() -> None:
    assert standing(record(result()), ("z", None)).state == "absent"


def test_entries_come_in_the_results_own_order() -> None:
    found = record(result(criteria=[criterion("b"), criterion("a")], answers=[]))
    keys = [("z", None), ("a", "f2"), ("a", "f1"), ("a", "zz"), ("a", None), ("b", None)]
    assert sort_key(found, keys) == [
        ("b", None),
        ("a", None),
        ("a", "f1"),
        ("a", "f2"),
        ("a", "zz"),
        ("z", None),
    ]
