"""Days: deadlines, explanations, waivers and evidence the day before, the day of and the day after.

Every pack here is one item of 4 points; every expected number is worked out beside it.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

PACK = """
format: 1
id: days
version: 1.0.0
title: 期限
applies_to: county-consortium
documents: {{plan: {{title: 虚构方案, seen: derived}}}}
in_force: {{from: 2010-01-01}}
scoring: {{{scoring}}}
roles: {{members: role == "member"}}
indicators:
  done_on: {{type: date, label: 完成日期, asked_of: {asked_of}, evidence: [验收单]}}
  shared: {{type: yesno, label: 已共享, asked_of: consortium, evidence: [协议]}}
dimensions:
  - id: one
    title: 一
    criteria:
      - {{id: item, title: 一项, cite: {{doc: plan}}, points: 4, {item}}}
      - {{id: other, title: 另一项, cite: {{doc: plan}}, points: 6, measure: shared}}
"""
DAY = timedelta(days=1)
LATE_HALF = "score: {method: pass, late_share: 50%}"


def pack_text(item: str, scoring: str = "not_applicable: drop", asked_of: str = "consortium") -> str:
    return PACK.format(item=item, scoring=scoring, asked_of=asked_of)


def assessed(
    pack: str,
    on: date,
    answers: dict[str, Any] | None = None,
    *,
    period: int | str = 2024,
    members: dict[str, Any] | None = None,
    explanations: dict[str, Any] | None = None,
    review: dict[str, Any] | None = None,
) -> dict[str, Any]:
    loaded, found = load_pack_text(pack)
    assert loaded is not None, [str(p) for p in found]
    given = members or {}
    report = {
        "format": 1,
        "consortium": {"id": "example", "name": "示例医共体", "kind": "county-consortium"},
        "period": period,
        "answers": {"shared": "是", **(answers or {})},
        "explanations": explanations or {},
        "facilities": [{"id": i, "answers": {} if d is None else {"done_on": d}} for i, d in given.items()],
        "register": [{"id": i, "name": i, "role": "member", "type": "township-health-centre"} for i in given],
    }
    texts = [("report.json", json.dumps(report))]
    if review is not None:
        whole = {"format": 1, "reviewer": "复核员", "date": "2023-01-01", **review}
        texts.append(("review.json", json.dumps(whole)))
    submission, problems = read_report_texts(texts)
    assert submission is not None, [str(p) for p in problems]
    return view(assess(loaded, submission, on, "auto", problems), "zh")


def item(shown: dict[str, Any]) -> dict[str, Any]:
    return next(r for r in shown["criteria"] if r["id"] == "item")


def points(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["status"], row["low"], row["high"], row["of"]


def codes(shown: dict[str, Any]) -> list[str]:
    return [p["code"] for p in shown["problems"]]


def gaps(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {g["criterion"]: g for g in shown["gaps"]}


NOT_DUE = ("not_due", "0.00", "0.00", "0.00")
MET = ("met", "4.00", "4.00", "4.00")
HALF = ("partial", "2.00", "2.00", "4.00")
UNMET = ("unmet", "0.00", "0.00", "4.00")
OPEN = ("undetermined", "0.00", "4.00", "4.00")

D = date(2024, 6, 30)
"""The day of every table below, whichever way it is written."""

DUE = "measure: done_on, due: 2024-06-30"
DUE_MONTH = "measure: done_on, due: 2024-06"
EVERY = "measure: done_on, every: 06-30"
WAYS = pytest.mark.parametrize("when", [DUE, DUE_MONTH, EVERY])


# due and every: what is answered against the day, and the day of the assessment


@WAYS
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (D - DAY, NOT_DUE),
        (D, OPEN),  # the day has come: nobody knows whether it was kept
        (D + DAY, OPEN),
    ],
)
def test_unanswered_is_not_due_before_the_day_and_unknown_from_it_on(when: str, on: date, expected: Any) -> None:
    assert points(item(assessed(pack_text(when), on))) == expected


@WAYS
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (D - DAY, NOT_DUE),
        (D, NOT_DUE),  # the day itself is still left
        (D + DAY, UNMET),
    ],
)
def test_none_is_not_due_to_the_end_of_the_day_and_then_missing(when: str, on: date, expected: Any) -> None:
    row = item(assessed(pack_text(when), on, {"done_on": "无"}))
    assert points(row) == expected
    assert row["level"] == ("missing" if expected == UNMET else None)


@WAYS
@pytest.mark.parametrize(("done", "expected"), [(D - DAY, MET), (D, MET), (D + DAY, HALF)])
def test_done_the_day_before_the_day_of_and_the_day_after(when: str, done: date, expected: Any) -> None:
    row = item(assessed(pack_text(f"{when}, {LATE_HALF}"), D + DAY, {"done_on": done.isoformat()}))
    assert points(row) == expected
    assert row["value"] == done.isoformat()
    assert (row["level"] == "late") == (expected == HALF)


@WAYS
def test_done_before_the_day_counts_before_the_day(when: str) -> None:
    assert points(item(assessed(pack_text(when), D - DAY, {"done_on": "2024-06-29"}))) == MET


@pytest.mark.parametrize(
    ("scoring", "score", "expected"),
    [
        ("not_applicable: drop", "", UNMET),  # late_share is 0 where nothing says another
        ("late_share: 50%", "", HALF),
        ("late_share: 100%", LATE_HALF, HALF),  # the item's own goes before the pack's
        ("late_share: 50%", "score: {method: pass, late_share: 0}", UNMET),
        ("not_applicable: drop", "score: {method: pass, late_share: 100%}", MET),
    ],
)
def test_late_gives_the_late_share_of_the_item_or_of_the_pack(scoring: str, score: str, expected: Any) -> None:
    pack = pack_text(", ".join(x for x in (DUE, score) if x), scoring)
    row = item(assessed(pack, D + DAY, {"done_on": "2024-07-01"}))
    assert points(row) == expected
    assert row["level"] == "late"


def test_not_due_leaves_points_and_of() -> None:
    shown = assessed(pack_text(DUE), D - DAY)
    # only the other item's 6 of 6 are left
    assert [shown["claimed"][k] for k in ("points", "of", "percent")] == ["6.00", "6.00", "100.00"]
    assert "item" not in gaps(shown)
    assert not [u for u in shown["undecided"] if u["indicator"] == "done_on"]
    late = assessed(pack_text(DUE), D)
    assert (late["claimed"]["low"], late["claimed"]["high"], late["claimed"]["of"]) == ("6.00", "10.00", "10.00")
    assert [(u["indicator"], u["points_at_stake"]) for u in late["undecided"]] == [("done_on", "4.00")]


# a month's end, a leap day


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2024-01", date(2024, 1, 31)),
        ("2023-02", date(2023, 2, 28)),
        ("2024-02", date(2024, 2, 29)),
        ("2100-02", date(2100, 2, 28)),  # a century that is no leap year
        ("2024-04", date(2024, 4, 30)),
        ("2024-12", date(2024, 12, 31)),
    ],
)
def test_a_month_as_due_is_its_last_day(month: str, last: date) -> None:
    pack = pack_text(f"measure: done_on, due: {month}")
    year = last.year
    assert points(item(assessed(pack, last + DAY, {"done_on": last.isoformat()}, period=year))) == MET
    assert points(item(assessed(pack, last + DAY, {"done_on": (last + DAY).isoformat()}, period=year))) == UNMET
    assert points(item(assessed(pack, last - DAY, period=year))) == NOT_DUE
    assert points(item(assessed(pack, last, period=year))) == OPEN


@pytest.mark.parametrize(
    "when",
    [
        "due: 2023-02-29",
        "due: 2100-02-29",
        "due: 2024-02-30",
        "due: 2024-06-31",
        "due: 2024-13",
        "due: 2024-00",
        "due: 2024",
        "every: 02-30",
        "every: 04-31",
        "every: 13-01",
        "every: 2024-06-30",
    ],
)
def test_a_day_that_is_none_is_refused_at_its_line(when: str) -> None:
    text = pack_text(f"measure: done_on, {when}")
    pack, problems = load_pack_text(text)
    assert pack is None
    line = next(i for i, row in enumerate(text.splitlines(), 1) if when in row)
    assert [p.at.line for p in problems if p.severity == "error"] == [line]


@pytest.mark.parametrize(
    ("done", "expected"),
    [("2024-02-28", MET), ("2024-02-29", MET), ("2024-03-01", HALF)],
)
@pytest.mark.parametrize("when", ["due: 2024-02-29", "every: 02-29"])
def test_a_leap_day_is_a_day_like_any_other(when: str, done: str, expected: Any) -> None:
    pack = pack_text(f"measure: done_on, {when}, {LATE_HALF}")
    assert points(item(assessed(pack, date(2024, 3, 1), {"done_on": done}))) == expected


@pytest.mark.parametrize(
    ("on", "answer", "expected"),
    [
        (date(2024, 2, 28), {}, NOT_DUE),
        (date(2024, 2, 29), {}, OPEN),
        (date(2024, 2, 29), {"done_on": "无"}, NOT_DUE),
        (date(2024, 3, 1), {"done_on": "无"}, UNMET),
    ],
)
def test_the_day_before_and_after_a_leap_day(on: date, answer: dict[str, Any], expected: Any) -> None:
    assert points(item(assessed(pack_text("measure: done_on, every: 02-29"), on, answer))) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [("2024-02-29", MET), ("2024-03-01", HALF), ("2025-02-28", HALF)],
)
def test_a_leap_day_every_year_is_that_of_the_last_year_that_has_it(done: str, expected: Any) -> None:
    """2025 has no 29 February: the last year that has it is 2024."""
    pack = pack_text(f"measure: done_on, every: 02-29, {LATE_HALF}")
    assert points(item(assessed(pack, date(2025, 12, 31), {"done_on": done}, period=2025))) == expected


@pytest.mark.parametrize(
    ("period", "done", "expected"),
    [
        (2023, "2023-11-30", MET),
        (2023, "2023-12-01", UNMET),
        (2024, "2024-11-30", MET),
        ("2024-H1", "2024-11-30", MET),  # the period's year decides, not its half
        ("2024-Q4", "2024-12-01", UNMET),
    ],
)
def test_every_is_the_day_in_the_year_of_the_period(period: int | str, done: str, expected: Any) -> None:
    pack = pack_text("measure: done_on, every: 11-30")
    assert points(item(assessed(pack, date(2025, 1, 1), {"done_on": done}, period=period))) == expected


def test_a_day_that_does_not_exist_is_no_answer() -> None:
    pack = pack_text("measure: done_on, due: 2023-03")
    shown = assessed(pack, date(2023, 4, 1), {"done_on": "2023-02-29"}, period=2023)
    assert "no-such-day" in codes(shown)
    assert points(item(shown)) == OPEN


def test_due_has_no_across() -> None:
    text = pack_text(f"over: members, {DUE}, across: every", asked_of="members")
    pack, problems = load_pack_text(text)
    assert pack is None
    assert any(p.severity == "error" for p in problems)


# several facilities


def over_members(on: date, members: dict[str, Any]) -> dict[str, Any]:
    return assessed(pack_text(f"over: members, {DUE}, {LATE_HALF}", asked_of="members"), on, members=members)


def statuses(shown: dict[str, Any]) -> dict[str, str]:
    return {f["id"]: f["status"] for f in item(shown)["facilities"]}


def test_before_the_day_only_those_who_are_done_count() -> None:
    shown = over_members(D - DAY, {"a": "2024-06-01", "b": None, "c": "无"})
    assert points(item(shown)) == MET  # a alone: 4 ÷ 1
    assert statuses(shown) == {"a": "met", "b": "not_due", "c": "not_due"}


def test_on_the_day_a_none_is_not_due_and_a_silence_is_unknown() -> None:
    shown = over_members(D, {"a": "2024-06-01", "b": None, "c": "无"})
    # b is 0 to 4: (4 + 0) ÷ 2 = 2 to (4 + 4) ÷ 2 = 4; c is left out
    assert points(item(shown)) == ("undetermined", "2.00", "4.00", "4.00")
    assert statuses(shown) == {"a": "met", "b": "undetermined", "c": "not_due"}


def test_after_the_day_all_count() -> None:
    shown = over_members(D + DAY, {"a": "2024-06-01", "b": "2024-07-01", "c": "无"})
    assert points(item(shown)) == HALF  # (4 + 2 + 0) ÷ 3 = 2
    assert statuses(shown) == {"a": "met", "b": "partial", "c": "unmet"}


def test_where_nobody_is_due_the_item_is_not() -> None:
    shown = over_members(D - DAY, {"a": None, "b": "无"})
    assert points(item(shown)) == NOT_DUE
    assert shown["claimed"]["of"] == "6.00"


# the gap ledger


@pytest.mark.parametrize(
    ("on", "done", "status"),
    [
        (D - DAY, "无", None),
        (D, "无", None),
        (D + DAY, "无", "overdue"),  # nothing done, the day past
        (D, None, "unknown"),
        (D + DAY, None, "unknown"),
        (D + DAY, "2024-06-30", None),
        (D + DAY, "2024-07-01", "open"),  # late for half the points: partial
    ],
)
def test_a_gap_is_overdue_when_nothing_is_done_and_the_day_is_past(on: date, done: str | None, status: Any) -> None:
    shown = assessed(pack_text(f"{DUE}, {LATE_HALF}"), on, {} if done is None else {"done_on": done})
    found = gaps(shown).get("item")
    assert (found["status"] if found else None) == status


def test_an_unmet_item_without_a_day_is_open_and_due_its_own_days_from_now() -> None:
    pack = pack_text("measure: not shared, remedy: {action: 补办, days: 30}")
    found = gaps(assessed(pack, date(2024, 1, 31)))["item"]
    assert (found["status"], found["due"]) == ("open", "2024-03-01")  # 29 days to 29 February, and one


# explanations


SHOULD = "force: should, measure: not shared"
"""Not met, as `shared` is 是: worth 50 % with an explanation."""
UNTIL = date(2024, 2, 29)
REASON = {"text": "系统2月底验收，现已试运行", "until": UNTIL.isoformat()}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (UNTIL - DAY, ("explained", "2.00", "2.00", "4.00")),
        (UNTIL, ("explained", "2.00", "2.00", "4.00")),
        (UNTIL + DAY, UNMET),
    ],
)
def test_an_explanation_counts_to_its_last_day(on: date, expected: Any) -> None:
    pack = pack_text(SHOULD, "explained_share: 50%")
    accepted = {"criteria": [{"criterion": "item", "explanation": "accepted"}]}
    shown = assessed(pack, on, explanations={"item": REASON}, review=accepted)
    assert points(item(shown)) == expected
    assert points(item(shown)["verified"]) == expected
    assert ("explanation-expired" in codes(shown)) == (on > UNTIL)
    assert gaps(shown)["item"]["status"] == ("open" if on > UNTIL else "explained")


@pytest.mark.parametrize("ruling", [None, "refused"])
def test_an_explanation_not_accepted_counts_on_the_claimed_side_only(ruling: str | None) -> None:
    pack = pack_text(SHOULD, "explained_share: 50%")
    rulings = [] if ruling is None else [{"criterion": "item", "explanation": ruling}]
    shown = assessed(pack, UNTIL, explanations={"item": REASON}, review={"criteria": rulings})
    assert points(item(shown)) == ("explained", "2.00", "2.00", "4.00")
    assert points(item(shown)["verified"]) == UNMET


def test_an_explanation_until_a_day_that_is_none_is_warned_of() -> None:
    shown = assessed(pack_text(SHOULD), UNTIL, explanations={"item": {**REASON, "until": "2023-02-29"}})
    assert "no-such-day" in codes(shown)


# waivers


def waived(until: str, on: date) -> dict[str, Any]:
    review = {"criteria": [{"criterion": "item", "waiver": {"until": until, "reason": "灾后重建"}}]}
    return assessed(pack_text("measure: not shared"), on, review=review)


@pytest.mark.parametrize("until", [date(2024, 2, 29), date(2023, 2, 28), date(2024, 12, 31)])
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_waiver_holds_to_its_last_day_and_on_the_verified_side_only(until: date, days: int) -> None:
    shown = waived(until.isoformat(), until + days * DAY)
    row = item(shown)
    assert points(row) == UNMET
    holds = days <= 0
    assert points(row["verified"]) == (("waived", "0.00", "0.00", "0.00") if holds else UNMET)
    # the other item's 6 alone, or 6 of 6 + 4
    assert (shown["verified"]["points"], shown["verified"]["of"]) == ("6.00", "6.00" if holds else "10.00")
    assert (shown["claimed"]["points"], shown["claimed"]["of"]) == ("6.00", "10.00")
    assert gaps(shown)["item"]["status"] == ("waived" if holds else "open")
    assert [p["severity"] for p in shown["problems"] if "waiver" in p["code"]] == ([] if holds else ["warning"])


def test_a_waiver_for_one_facility_takes_that_facility_out() -> None:
    pack = pack_text(f"over: members, {DUE}", asked_of="members")
    review = {"criteria": [{"criterion": "item", "facility": "b", "waiver": {"until": "2024-07-01", "reason": "停业"}}]}
    members = {"a": "2024-06-01", "b": "无", "c": "2024-06-30"}
    row = item(assessed(pack, D + DAY, members=members, review=review))
    assert points(row) == ("partial", "2.67", "2.67", "4.00")  # (4 + 0 + 4) ÷ 3 = 8/3
    assert points(row["verified"]) == MET  # (4 + 4) ÷ 2
    after = item(assessed(pack, D + 2 * DAY, members=members, review=review))
    assert points(after["verified"]) == ("partial", "2.67", "2.67", "4.00")


def test_a_reviewed_day_decides_on_the_verified_side() -> None:
    review = {"answers": [{"indicator": "done_on", "value": "2024-07-01", "method": "examine"}]}
    row = item(assessed(pack_text(f"{DUE}, {LATE_HALF}"), D + DAY, {"done_on": "2024-06-30"}, review=review))
    assert points(row) == MET
    assert points(row["verified"]) == HALF
    unconfirmed = {"answers": [{"indicator": "done_on", "value": None, "method": "examine"}]}
    row = item(assessed(pack_text(DUE), D + DAY, {"done_on": "2024-06-30"}, review=unconfirmed))
    assert points(row["verified"]) == OPEN


# evidence


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_evidence_is_there_to_its_last_day(days: int) -> None:
    until = date(2024, 7, 31)
    answer = {"value": "2024-07-01", "evidence": [{"name": "验收单.pdf", "until": until.isoformat()}]}
    shown = assessed(pack_text(DUE), until + days * DAY, {"done_on": answer})
    assert points(item(shown)) == UNMET  # a day late, whatever the evidence says
    assert gaps(shown)["item"]["evidence_missing"] == ([] if days <= 0 else ["验收单"])


def test_evidence_that_no_answer_names_is_missing() -> None:
    shown = assessed(pack_text(DUE), D + DAY, {"done_on": "2024-07-01"})
    assert gaps(shown)["item"]["evidence_missing"] == ["验收单"]
