"""Two results compared: takes records of one consortium, gives what became of each gap, or why it cannot be told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from results_made import answer, criterion, failing, gap, record, result, reviewed, side

from gongti.engine.compare import Comparison, Known, compare, schema, view
from gongti.engine.results import Record

PACK = {"id": "p", "title": "评分包", "grades": []}
NEWER = PACK | {"version": "1.1.0", "sha256": "b" * 64}
PAPER = ("任命文件.pdf", None)


def may(**changes: Any) -> Record:
    return record(result(assessed_on="2025-05-31", **changes), "may.json")


def march(**changes: Any) -> Record:
    return record(failing(**changes), "march.json")


def compared(old: Record, new: Record, on: str | None = None, **more: Any) -> Comparison:
    found, problems = compare(old, new, date.fromisoformat(on) if on else None, **more)
    assert found is not None, problems
    return found


def outcome(old: Record, new: Record, on: str | None = None, **more: Any) -> str:
    (entry,) = compared(old, new, on, **more).entries
    return entry.outcome


def test_a_gap_closes_on_an_answer_with_evidence_and_says_which() -> None:
    found = compared(march(), may(answers=[answer("a", "true", PAPER)]))
    (row,) = view(found)["entries"]
    assert row["outcome"] == "closed"
    (proof,) = row["proof"]
    assert (proof["old"], proof["new"], proof["evidence"]) == ("false", "true", [{"name": PAPER[0], "until": None}])


def test_met_without_evidence_is_only_claimed() -> None:
    assert outcome(march(), may()) == "claimed"


def test_evidence_that_expires_before_the_inspection_is_prospective() -> None:
    new = may(answers=[answer("a", "true", ("证", "2025-06-10"))])
    assert outcome(march(), new, "2025-06-10") == "closed"
    assert outcome(march(), new, "2025-06-11") == "prospective"
    late = may(answers=[answer("a", "true", ("证", "2025-05-30"))])
    assert outcome(march(), late) == "claimed"


@pytest.mark.parametrize(
    ("status", "state"), [("undetermined", "unknown"), ("contested", "unknown"), ("unmet", "open")]
)
def test_what_is_still_short_stays_open(status: str, state: str) -> None:
    new = failing(criteria=[criterion("a", status)], gaps=[gap("a", state)], assessed_on="2025-05-31")
    assert outcome(march(), record(new)) == "open"


def test_what_was_met_and_is_no_more_is_new_or_reopened() -> None:
    before, after = record(result()), record(failing(assessed_on="2025-05-31"))
    assert outcome(before, after) == "new"
    assert outcome(before, after, known={("a", None): Known({}, False, True)}) == "reopened"


def test_an_earlier_result_tells_what_reopened() -> None:
    last = record(failing(assessed_on="2025-06-30"))
    proved = may(answers=[answer("a", "true", PAPER)])
    assert outcome(proved, last, earlier=[march()]) == "reopened"
    # It was never closed, only claimed: then it was open all along.
    assert outcome(may(), last, earlier=[march()]) == "open"


def test_what_was_only_claimed_closes_when_it_is_proved() -> None:
    last = record(result(assessed_on="2025-06-30", answers=[answer("a", "true", PAPER)]))
    (entry,) = compared(may(), last, earlier=[march()]).entries
    assert (entry.before.state, entry.outcome) == ("claimed", "closed")
    assert entry.proof is not None and entry.proof.answers[0].before == "false"
    assert entry.due == date(2025, 6, 30)  # of March, when it was opened
    assert compared(may(), last).entries == ()  # without the earlier one nobody knows that there was a gap


def june(**changes: Any) -> Record:
    return record(result(assessed_on="2025-06-30", **changes), "june.json")


def test_what_closed_and_lost_its_proof_reopens() -> None:
    proved = may(answers=[answer("a", "true", PAPER)])
    (entry,) = compared(proved, june(), earlier=[march()]).entries
    assert (entry.before.state, entry.outcome, entry.due, entry.owner) == (
        "met",
        "reopened",
        date(2025, 6, 30),
        "人事科",
    )
    falsified = reviewed("met", "true", PAPER, on="2025-06-30", outcome="remark", evidence=["falsified"])
    assert outcome(proved, record(falsified), earlier=[march()]) == "reopened"
    expired = may(answers=[answer("a", "true", ("证", "2025-06-10"))])
    still = june(answers=[answer("a", "true", ("证", "2025-06-10"))])
    (entry,) = compared(expired, still, earlier=[march()]).entries
    assert (entry.outcome, entry.due) == ("reopened", date(2025, 6, 10))
    # While it stands there is nothing to tell, but where it is over by the inspection.
    stands = june(answers=[answer("a", "true", ("证", "2025-07-10"))])
    assert compared(proved, stands, earlier=[march()]).entries == ()
    assert outcome(proved, stands, "2025-07-11", earlier=[march()]) == "prospective"
    # And what was closed, lost its proof and is only claimed is a gap that was open before.
    assert outcome(june(), record(result(assessed_on="2025-07-31")), earlier=[march(), proved]) == "claimed"


def test_what_a_reviewer_vouched_for_stands_while_its_answer_does() -> None:
    vouched = record(reviewed("met", "true", on="2025-05-31"))
    assert outcome(march(), vouched) == "closed"
    assert compared(vouched, june(), earlier=[march()]).entries == ()
    assert outcome(vouched, june(answers=[answer("a", "other")]), earlier=[march()]) == "reopened"


def test_what_a_reviewer_found_short_only_a_reviewer_closes() -> None:
    no = record(reviewed("unmet", "false", PAPER, on="2025-05-31", outcome="changed"))
    claim = june(answers=[answer("a", "true", PAPER)])
    again = record(reviewed("met", "true", PAPER, on="2025-07-31"))
    assert [outcome(no, claim), outcome(no, claim, earlier=[march()])] == ["claimed", "claimed"]
    assert view(compared(no, claim))["entries"][0]["doubted"]
    known = {("a", None): Known({}, True, False, doubted=True)}
    assert outcome(march(), claim, known=known) == "claimed"
    assert [outcome(no, again), outcome(claim, again, earlier=[no])] == ["closed", "closed"]
    unseen = reviewed("unmet", "false", on="2025-05-31") | {"review": {"answers": [], "waivers": []}}
    assert outcome(record(unseen), claim) == "closed"


def test_evidence_a_reviewer_found_falsified_does_not_close_on_the_same_paper() -> None:
    no = record(reviewed("met", "true", PAPER, on="2025-05-31", outcome="remark", evidence=["falsified"]))
    assert outcome(no, june(answers=[answer("a", "true", PAPER)]), earlier=[march()]) == "claimed"


@pytest.mark.parametrize("status", ["not_applicable", "not_due"])
def test_what_is_asked_no_more_is_gone(status: str) -> None:
    assert outcome(march(), may(criteria=[criterion("a", status)])) == "gone"


def test_a_criterion_that_is_no_longer_there_is_gone() -> None:
    assert outcome(march(), may(criteria=[criterion("b")], pack=NEWER)) == "gone"


def test_what_nobody_looked_at_is_not_closed() -> None:
    assert outcome(march(), may(criteria=[criterion("a", "not_reviewed")])) == "open"


def test_a_waived_gap_is_not_closed() -> None:
    new = failing(criteria=[criterion("a", "waived")], gaps=[gap("a", "waived")], assessed_on="2025-05-31")
    assert outcome(march(), record(new)) == "waived"


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ({"of": 20}, ("of",)),
        ({"target": "1/3"}, ("target",)),
        ({"force": "should", "target": None}, ("force", "target")),
    ],
)
def test_a_changed_definition_is_not_the_facilitys_work(changes: dict[str, Any], changed: tuple[str, ...]) -> None:
    new = may(pack=NEWER, criteria=[criterion("a", **changes)], answers=[answer("a", "true", PAPER)])
    found = compared(march(), new)
    assert (found.entries[0].outcome, found.entries[0].changed) == ("redefined", changed)
    assert "pack-differs" in found.warnings and not found.same_pack
    assert view(found)["score"]["claimed"]["difference"] is None


def test_another_version_with_the_same_definition_closes_and_warns() -> None:
    found = compared(march(), may(pack=NEWER, answers=[answer("a", "true", PAPER)]))
    assert (found.entries[0].outcome, found.warnings) == ("closed", ("pack-differs",))


def test_in_one_pack_a_target_may_move() -> None:
    new = may(criteria=[criterion("a", target="1/3")], answers=[answer("a", "true", PAPER)])
    assert outcome(march(), new) == "closed"


@pytest.mark.parametrize(
    ("old", "code"),
    [
        ({"consortium": {"id": "other", "period": "2025"}}, "results-two-consortia"),
        ({"pack": NEWER | {"id": "q"}}, "results-two-packs"),
        ({"assessed_on": "2025-06-01"}, "results-out-of-order"),
        ({"consortium": {"id": "lt", "period": "2026"}}, "results-out-of-order"),
    ],
)
def test_what_cannot_be_compared_is_refused(old: dict[str, Any], code: str) -> None:
    found, problems = compare(march(**old), may())
    assert found is None and [p.code for p in problems] == [code]


def test_an_inspection_before_the_result_is_refused() -> None:
    found, problems = compare(march(), may(), date(2025, 5, 30))
    assert found is None and [p.code for p in problems] == ["inspection-before-result"]


def test_warnings_of_what_is_not_alike() -> None:
    one = result(verified=side(10, 10, 10), assessed_on="2025-05-31", engine="0.2.0")
    one["criteria"][0]["verified"] = criterion("a")
    one["dimensions"][0]["verified"] = dict(one["dimensions"][0])
    one["consortium"] = one["consortium"] | {"period": "2025-H2"}
    reviewed = record(one)
    assert compared(march(), reviewed).warnings == ("period-differs", "basis-rises", "engine-differs")
    later = record(result(assessed_on="2025-08-31", consortium=one["consortium"], engine="0.2.0"))
    assert compared(reviewed, later).warnings == ("basis-falls",)
    assert compared(later, later).warnings == ("same-result",)


def test_the_score_moves_by_an_interval_where_it_is_one() -> None:
    old, new = march(claimed=side(2, 5, 10)), may(claimed=side(4, 6, 10))
    assert view(compared(old, new))["score"]["claimed"]["difference"] == {"low": "-1.00", "high": "4.00"}
    # A rounded number may be half a hundredth off at either end.
    rough = may(claimed=side(4, 6, 10, exact=False))
    assert view(compared(old, rough))["score"]["claimed"]["difference"] == {"low": "-1.01", "high": "4.01"}


def test_facilities_are_told_apart() -> None:
    def shown(day: str, *states: tuple[str, str]) -> Record:
        short = tuple(f"f{i}" for i, (status, _) in enumerate(states, 1) if status != "met")
        rows = [{"id": f"f{i}", "status": status} for i, (status, _) in enumerate(states, 1)]
        used = [{"facility": f"f{i}", "indicator": "a"} for i, _ in enumerate(states, 1)]
        papers = {"true+": (PAPER,)}
        answers = [
            answer("a", value.rstrip("+"), *papers.get(value, ()), facility=f"f{i}")
            for i, (_, value) in enumerate(states, 1)
        ]
        item = criterion("a", "unmet" if short else "met", facilities=rows, used=used)
        gaps = [gap("a", facilities=short)] if short else []
        return record(result(criteria=[item], gaps=gaps, answers=answers, assessed_on=day))

    old = shown("2025-03-31", ("unmet", "false"), ("unmet", "false"), ("met", "true"))
    new = shown("2025-05-31", ("met", "true+"), ("met", "true"), ("unmet", "false"))
    found = {entry.key[1]: entry.outcome for entry in compared(old, new).entries}
    assert found == {"f1": "closed", "f2": "claimed", "f3": "new"}


def test_the_view_is_as_its_schema_says() -> None:
    Draft202012Validator.check_schema(schema())
    validator = Draft202012Validator(schema())
    for old, new in ((march(), may()), (march(), may(answers=[answer("a", "true", PAPER)])), (record(result()), may())):
        assert [e.message for e in validator.iter_errors(json.loads(json.dumps(view(compared(old, new)))))] == []
    shown = view(compared(march(), may()))
    assert list(validator.iter_errors(shown | {"more": 1})) and list(validator.iter_errors(shown | {"inspection": "x"}))
