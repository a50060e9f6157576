"""The verified side: every outcome of a review, who is meant, whose word counts, what is stale; rulings and waivers."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from measure.asked import Seen, ends, pack_of, reviewed
from score.sheets import report

from gongti.engine.measure import WHOLE, Inspection
from gongti.engine.values.interval import Interval

PACK = pack_of(
    "  staff: {type: count, label: 到岗人员, unit: 人, asked_of: consortium}\n"
    "  paid: {type: date, label: 拨付日期, asked_of: region}\n"
    "  slots: {type: ratio, label: 号源, part: 下沉, whole: 总数, asked_of: lead}\n"
    "  unified: {type: yesno, label: 统一管理, asked_of: members}\n"
    "  sampled: {type: count, label: 抽查, unit: 份, asked_of: members, filled_by: assessor}\n",
    (
        "measure: staff > 0",
        "over: region, measure: paid <= period_end",
        "over: lead, measure: slots >= 1/3",
        "over: members, measure: unified",
        "over: members, measure: sampled == 0",
    ),
)
HANDED_IN = report(
    {"staff": 12},
    {"h": {"slots": {"part": 400, "whole": 1200}}, "a": {"unified": "是"}, "b": {"unified": "否"}},
    region={"answers": {"paid": date(2024, 3, 31)}},
)
WHO = {"consortium": "staff", "region": "paid", "h": "slots", "a": "unified"}


def entry(indicator: str = "staff", **more: Any) -> dict[str, Any]:
    return {"indicator": indicator, **more}


def by(reviewer: str, *answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"reviewer": reviewer, "date": date(2024, 11, 20), "answers": list(answers), **more}


def run(*reviews: dict[str, Any], **more: Any) -> tuple[Inspection, Seen]:
    return reviewed(PACK, HANDED_IN, *reviews, **more)


def outcome(found: Inspection) -> Any:
    (only,) = found.answers
    return only.outcome, only.claimed, only.verified


def stands(seen: Seen, indicator: str = "staff", party: str = "consortium") -> Any:
    return Seen(seen.desk, seen.problems, party).value_of(indicator)


# ---- every outcome


@pytest.mark.parametrize(
    ("entries", "came_to", "value", "codes"),
    [
        ([{"value": 12}], ("confirmed", "12", "12"), 12, []),
        ([{"value": "12人"}], ("confirmed", "12", "12"), 12, []),
        ([{"value": 11}], ("changed", "12", "11"), 11, []),
        ([{"value": None}], ("unconfirmed", "12", None), None, []),
        ([{"value": -1}], ("unconfirmed", "12", None), None, ["negative-number"]),
        ([{"method": "test", "evidence": "incomplete"}], ("remark", "12", "12"), 12, []),
        ([{"value": 11, "checked": 12}], ("changed", "12", "11"), 11, []),
        ([{"value": 11, "checked": 10}], ("stale", "12", "12"), 12, ["review-stale"]),
        ([{"value": 11, "checked": None}], ("stale", "12", "12"), 12, ["review-stale"]),
    ],
)
def test_what_one_entry_comes_to(entries: list[dict[str, Any]], came_to: Any, value: Any, codes: list[str]) -> None:
    found, seen = run(by("甲", *(entry(**e) for e in entries)))
    assert outcome(found) == came_to
    assert seen.codes == codes
    known = stands(seen)
    assert ends(known) == ((0, None) if value is None else (value, value))


def test_nothing_of_the_self_report_is_overwritten() -> None:
    _, seen = run(by("甲", entry(value=3)))
    found, _ = run(by("甲", entry(value=3)))
    assert stands(seen) == 3
    assert found.answers[0].claimed == "12"
    assert stands(seen, "unified", "a") is True  # what nobody looked at stands as claimed


def test_an_answer_nobody_gave_is_filled_in_by_the_reviewer() -> None:
    handed_in = {**HANDED_IN, "answers": {}}
    found, seen = reviewed(PACK, handed_in, by("甲", entry(value=9)))
    assert (outcome(found), stands(seen)) == (("supplied", None, "9"), 9)
    found, seen = reviewed(PACK, handed_in, by("甲", entry(value=9, checked=None)))
    assert (outcome(found), stands(seen)) == (("supplied", None, "9"), 9)  # it was blank then and is now
    found, seen = reviewed(PACK, handed_in, by("甲", entry(value=9, checked=12)))
    assert (outcome(found)[0], seen.codes) == ("stale", ["review-stale"])  # it was 12 then and is blank now


def test_what_only_the_assessor_answers() -> None:
    found, seen = run(by("甲", entry("sampled", facility="a", value=2)))
    assert (outcome(found), stands(seen, "sampled", "a")) == (("supplied", None, "2"), 2)
    assert isinstance(stands(seen, "sampled", "b"), Interval)


# ---- who is meant


@pytest.mark.parametrize(
    ("facility", "indicator", "value", "party"),
    [
        (None, "staff", 11, "consortium"),
        ("consortium", "staff", 11, "consortium"),
        ("region", "paid", date(2024, 4, 1), "region"),
        ("h", "slots", {"part": 300, "whole": 1200}, "h"),
        ("牵头医院", "slots", {"part": 300, "whole": 1200}, "h"),
        ("甲卫生院", "unified", False, "a"),
        ("a", "unified", "否", "a"),
    ],
)
def test_by_id_or_by_name(facility: str | None, indicator: str, value: Any, party: str) -> None:
    where = {} if facility is None else {"facility": facility}
    found, seen = run(by("甲", entry(indicator, value=value, **where)))
    assert (found.answers[0].party, found.answers[0].outcome, seen.codes) == (party, "changed", [])


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (entry("stuff", value=1), "unknown-indicator"),
        (entry("unified", facility="丁卫生院", value=True), "review-nobody"),
        (entry("slots", facility="a", value=1), "review-not-asked"),
        (entry("staff", facility="region", value=1), "review-not-asked"),
        (entry("unified", value=True), "review-not-asked"),  # no facility is the consortium
    ],
)
def test_who_is_not_meant(where: dict[str, Any], code: str) -> None:
    found, seen = run(by("甲", where))
    assert (found.answers, seen.codes) == ((), [code])


def test_a_name_that_two_facilities_have_is_nobodys() -> None:
    facilities = [{**f, "name": "卫生院"} if f["id"] in "ab" else f for f in HANDED_IN["facilities"]]
    register = [{k: v for k, v in f.items() if k != "answers"} for f in facilities]
    handed_in = {**HANDED_IN, "facilities": facilities, "register": register}
    _, seen = reviewed(PACK, handed_in, by("甲", entry("unified", facility="卫生院", value=False)))
    assert seen.codes == ["review-nobody"]


# ---- several entries, several reviewers


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_of_one_reviewer_the_last_day_counts(order: tuple[int, ...]) -> None:
    entries = [entry(value=v, date=date(2024, 11, d)) for v, d in ((9, 1), (11, 25), (10, 10))]
    found, seen = run(by("甲", *(entries[n] for n in order)))
    assert (outcome(found), stands(seen), seen.codes) == (("changed", "12", "11"), 11, [])


def test_a_remark_later_on_does_not_take_back_what_was_found() -> None:
    """A remark speaks of method and evidence; the value that was found before stands."""
    found, seen = run(
        by("甲", entry(value=9, date=date(2024, 11, 1)), entry(evidence="incomplete", date=date(2024, 11, 5)))
    )
    assert (outcome(found)[0], stands(seen)) == ("changed", 9)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_reviewers_who_differ_leave_it_open(order: tuple[int, int]) -> None:
    reviews = [by("甲", entry(value=11)), by("乙", entry(value=9))]
    found, seen = run(*(reviews[n] for n in order))
    assert outcome(found) == ("conflict", "12", None)
    assert ends(stands(seen)) == (0, None)
    assert seen.codes == ["reviewers-differ"] and found.reviewers == ("乙", "甲")


@pytest.mark.parametrize(
    ("first", "second", "came_to"),
    [
        ({"value": 11}, {"value": "11人"}, ("changed", "11")),
        ({"value": 12}, {"value": 12}, ("confirmed", "12")),
        ({"value": 11, "final": True}, {"value": 9}, ("changed", "11")),
        ({"value": 11}, {"value": 12, "final": True}, ("confirmed", "12")),
        ({"value": 11, "final": True}, {"value": 9, "final": True}, ("conflict", None)),
        ({"value": 9, "final": True}, {"value": 9, "final": True}, ("changed", "9")),
        ({"value": None}, {"value": 12}, ("conflict", None)),
        ({"value": None}, {"value": None}, ("unconfirmed", None)),
        ({"value": None, "final": True}, {"value": 12}, ("unconfirmed", None)),
        ({"value": 11}, {"evidence": "incomplete"}, ("changed", "11")),  # a remark is no other value
    ],
)
def test_two_reviewers(first: dict[str, Any], second: dict[str, Any], came_to: tuple[str, str | None]) -> None:
    for pair in itertools.permutations([("甲", first), ("乙", second)]):
        found, _ = run(*(by(name, entry(**e)) for name, e in pair))
        assert (outcome(found)[0], outcome(found)[2]) == came_to


def test_one_who_contradicts_himself_on_one_day_leaves_it_open() -> None:
    found, _ = run(by("甲", entry(value=11), entry(value=9)))
    assert outcome(found)[0] == "conflict"


# ---- stale


def earlier(value: str | None, period: str = "2024", on: str = "2024-11-25") -> dict[str, Any]:
    return {
        "format": 1,
        "assessed_on": on,
        "pack": {"id": "small"},
        "claimed": {},
        "consortium": {"id": "x", "period": period},
        "answers": [{"facility": "consortium", "indicator": "staff", "value": value}],
    }


@pytest.mark.parametrize(
    ("prior", "stale"),
    [
        (earlier("12"), False),
        (earlier("10"), True),  # the answer was 10 in the round of 25 November; the entry is of the 20th
        (earlier(None), True),
        (earlier("10", on="2024-11-20"), True),
        (earlier("10", on="2024-11-19"), False),  # looked at after that round: it saw the answer of today
        (earlier("10", period="2023"), False),  # another period's result is no earlier round
    ],
)
def test_an_entry_of_an_earlier_round(prior: dict[str, Any], stale: bool) -> None:
    found, seen = run(by("甲", entry(value=11)), prior=prior)
    assert (outcome(found)[0], stands(seen)) == (("stale", 12) if stale else ("changed", 11))
    assert seen.codes == (["review-stale"] if stale else [])


def test_what_it_says_it_saw_comes_before_the_earlier_round() -> None:
    found, _ = run(by("甲", entry(value=11, checked=12)), prior=earlier("10"))
    assert outcome(found)[0] == "changed"


def test_a_stale_entry_and_a_fresh_one() -> None:
    found, seen = run(by("甲", entry(value=11, checked=10), entry(value=9)))
    assert [v.outcome for v in found.answers] == ["stale", "changed"]
    assert stands(seen) == 9 and found.tier == "papers"


def test_only_stale_entries_are_no_review_of_anything() -> None:
    found, _ = run(by("甲", entry(value=11, checked=10, method="test")))
    assert found.tier == "self" and not found.checks.evidence


# ---- objections

OBJECTION = {"indicator": "staff", "text": "漏计两人", "by": "牵头医院", "date": date(2024, 11, 22)}


def objected(**more: Any) -> dict[str, Any]:
    return {"objections": [{**OBJECTION, **more}]}


@pytest.mark.parametrize(
    ("outcome_", "again", "came_to", "codes"),
    [
        ("open", None, "changed", []),
        ("rejected", None, "changed", []),
        ("upheld", None, "overruled", ["upheld-without-value"]),
        ("upheld", {"value": 12, "date": date(2024, 11, 22)}, "confirmed", []),
        ("upheld", {"value": 12, "date": date(2024, 11, 21)}, "overruled", ["upheld-without-value"]),
        ("upheld", {"date": date(2024, 11, 25)}, "overruled", ["upheld-without-value"]),  # a remark is no value
        ("upheld", {"value": None, "date": date(2024, 11, 25)}, "unconfirmed", []),
    ],
)
def test_an_objection(outcome_: str, again: dict[str, Any] | None, came_to: str, codes: list[str]) -> None:
    second = [by("乙", entry(**again))] if again else []
    found, seen = run(by("甲", entry(value=9), **objected(outcome=outcome_)), *second)
    assert (outcome(found)[0], seen.codes) == (came_to, codes)
    assert ends(stands(seen)) == {"changed": (9, 9), "confirmed": (12, 12)}.get(came_to, (0, None))
    assert [o.outcome for r in found.frame.submission.reviews for o in r.objections] == [outcome_]  # none is lost


def test_an_upheld_objection_to_what_nobody_reviewed() -> None:
    found, seen = run(by("甲", **objected(outcome="upheld")))
    assert (outcome(found), seen.codes) == (("overruled", "12", None), ["upheld-without-value"])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"indicator": "stuff"}, "unknown-indicator"),
        ({"criterion": "c99"}, "unknown-ruled"),
        ({"facility": "丁卫生院"}, "review-nobody"),
    ],
)
def test_an_objection_to_what_there_is_not(wrong: dict[str, Any], code: str) -> None:
    _, seen = run(by("甲", entry(value=12), **objected(outcome="upheld", **wrong)))
    assert code in seen.codes


def test_objections_alone_make_no_verified_side() -> None:
    with pytest.raises(AssertionError):
        run(objected(outcome="open"))


# ---- tier and evidence


@pytest.mark.parametrize(
    ("methods", "tier"),
    [
        ([None], "papers"),
        (["examine"], "papers"),
        (["examine", "interview"], "on-site"),
        (["test"], "on-site"),
    ],
)
def test_how_far_it_went(methods: list[str | None], tier: str) -> None:
    entries = [
        entry(i, value=None, **({"facility": p} if p != "consortium" else {}), **({"method": m} if m else {}))
        for (p, i), m in zip(WHO.items(), methods, strict=False)
    ]
    assert run(by("甲", *entries))[0].tier == tier


def test_no_answer_looked_at_is_a_self_report_still() -> None:
    assert run(by("甲", criteria=[{"criterion": "c0", "explanation": "accepted"}]))[0].tier == "self"


def test_the_worst_evidence_and_all_cases() -> None:
    worst = by("甲", entry(evidence="incomplete", cases=2))
    found, _ = run(worst, by("乙", entry(evidence="complete", cases=1)), by("丙", entry()))
    assert found.checks.evidence == {("consortium", "staff"): ("incomplete", 3)}
    assert found.checks.worst([("consortium", "staff"), ("a", "unified")]) == ("incomplete", 3)
    assert found.checks.worst([("a", "unified")]) == ("complete", 0)


# ---- rulings and waivers


def ruled(*criteria: dict[str, Any], on: date = date(2024, 12, 1)) -> tuple[Inspection, Seen]:
    return run(by("甲", criteria=list(criteria)), on=on)


@pytest.mark.parametrize(
    ("until", "on", "active"),
    [
        (date(2024, 11, 30), date(2024, 11, 29), True),
        (date(2024, 11, 30), date(2024, 11, 30), True),
        (date(2024, 11, 30), date(2024, 12, 1), False),
        (date(2024, 2, 29), date(2024, 2, 29), True),
        (date(2024, 2, 29), date(2024, 3, 1), False),
    ],
)
def test_a_waiver_holds_to_its_last_day(until: date, on: date, active: bool) -> None:
    found, seen = ruled({"criterion": "c0", "waiver": {"until": until, "reason": "因灾"}}, on=on)
    (given,) = found.waivers
    assert (given.active, given.party) == (active, WHOLE)
    assert found.checks.is_waived("c0", "consortium") == active
    assert ("waiver-expired" in seen.codes) != active


def test_a_waiver_of_one_facility() -> None:
    waiver = {"until": date(2025, 1, 1), "reason": "因灾"}
    found, _ = ruled({"criterion": "c3", "facility": "甲卫生院", "waiver": waiver})
    assert found.checks.is_waived("c3", "a") and not found.checks.is_waived("c3", "b")
    assert not found.checks.is_waived("c4", "a")


def test_rulings_that_agree_and_that_do_not() -> None:
    twice = [{"criterion": "c0", "explanation": "accepted"}] * 2
    assert ruled(*twice)[0].checks.accepted == {("c0", WHOLE)}
    found, seen = ruled({"criterion": "c0", "explanation": "accepted"}, {"criterion": "c0", "explanation": "refused"})
    assert found.checks.accepted == frozenset() and "rulings-differ" in seen.codes
    apart = [
        {"criterion": "c3", "facility": "a", "not_applicable": "accepted"},
        {"criterion": "c3", "facility": "b", "not_applicable": "refused"},
    ]
    found, seen = ruled(*apart)
    assert (found.checks.inapplicable, seen.codes) == ({("c3", "a")}, [])
    found, seen = ruled(*apart, {"criterion": "c3", "facility": "甲卫生院", "not_applicable": "refused"})
    assert (found.checks.inapplicable, seen.codes) == (frozenset(), ["rulings-differ"])


def test_the_place_of_rulings_that_differ_is_one_of_them() -> None:
    _, seen = ruled(
        {"criterion": "c3", "facility": "b", "waiver": {"until": date(2025, 1, 1), "reason": "因灾"}},
        {"criterion": "c3", "facility": "a", "not_applicable": "accepted"},
        {"criterion": "c3", "facility": "a", "not_applicable": "refused"},
    )
    (problem,) = seen.problems
    # In the file: format, reviewer, date, answers, criteria; the waiver takes lines 6 to 10, the two rulings 11 to 16.
    assert (problem.code, problem.at.line) in (("rulings-differ", 11), ("rulings-differ", 14))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"criterion": "c99"}, "unknown-ruled"), ({"criterion": "c3", "facility": "丁卫生院"}, "review-nobody")],
)
def test_a_ruling_on_what_there_is_not(wrong: dict[str, Any], code: str) -> None:
    found, seen = ruled({**wrong, "not_applicable": "accepted"})
    assert (found.rulings, found.checks.inapplicable, seen.codes) == ((), frozenset(), [code])
