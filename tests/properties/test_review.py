"""Random packs × random reports × reviews: the claimed side stays, and a review that confirms all changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given
from naive.case import Case
from naive.generate import cases
from naive.review import Entry, Review, Ruling
from naive.world import criteria, questions
from properties.comparing import View, assessed, examples, on_verified, rows

BESIDE = {"verified", "verified_text", "objections"}  # what a review adds to a row


@examples(3)
@given(cases(reviewed=True))
def test_a_review_overwrites_nothing_of_the_self_report(case: Case) -> None:
    alone, reviewed = assessed(replace(case, review=None)), assessed(case)
    assert alone["verified"] is None and reviewed["verified"] is not None
    assert all(row["verified"] is None for row in (*alone["criteria"], *alone["dimensions"]))
    for key in ("pack", "consortium", "register", "claimed"):
        assert reviewed[key] == alone[key], key
    for key in ("criteria", "dimensions", "answers"):
        assert _without(reviewed[key]) == _without(alone[key])


def _without(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as a self-report alone gives them: of the answers, those that it gave."""
    given = [row for row in found if "indicator" not in row or row["value"] is not None]
    return [{k: v for k, v in row.items() if k not in BESIDE} for row in given]


@examples(3)
@given(cases())
def test_a_review_that_confirms_everything_verifies_what_was_claimed(case: Case) -> None:
    result = assessed(replace(case, review=_confirming(case)))
    both = on_verified(result)
    waits = {c["id"] for _, c in criteria(case.scenario.pack) if rows(result)[c["id"]]["status"] == "not_reviewed"}
    event(f"waits: {bool(waits)}")
    for id, row in rows(result).items():
        if id not in waits:
            assert _scores(rows(both)[id]) == _scores(row)
    if not waits:
        assert result["verified"] == result["claimed"]
        assert [_scores(d) for d in both["dimensions"]] == [_scores(d) for d in result["dimensions"]]


def _scores(row: View) -> dict[str, Any]:
    return {k: row.get(k) for k in ("status", "level", "points", "low", "high", "of", "value")}


def _confirming(case: Case) -> Review:
    """Every answer that is known found as claimed, every explanation accepted."""
    asked = questions(case.scenario.pack)
    entries = [
        Entry(key, answer.typed, answer.possible[0])
        for key, answer in case.answers.items()
        if answer.known and key[1] in asked and asked[key[1]].get("filled_by") != "assessor"
    ]
    return Review(tuple(entries), tuple(Ruling(c, explanation="accepted") for c in case.explanations))
