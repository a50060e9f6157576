"""Conditions on answers: what is not valid is refused, what is not to be asked is left out, in the right order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from measure.asked import Seen, ends, pack_of, seen
from score.sheets import HEAD, claimed_side, pack_text, report

from gongti.engine.expression import NOT_ASKED

CHARTER = (
    "  charter: {type: yesno, label: 有章程, asked_of: consortium}\n"
    "  signed: {type: yesno, label: 已签署, asked_of: consortium, ask_when: charter}\n"
    "  signed_on: {type: date, label: 签署日期, asked_of: consortium, ask_when: signed, "
    "valid: signed_on <= period_end}\n"
)
READ = ("measure: charter", "measure: signed", "measure: signed_on <= 2024-06-30")


def _charter(**answers: Any) -> Seen:
    return seen(pack_of(CHARTER, READ), report(answers, {"h": {}}))


def _values(found: Seen) -> list[Any]:
    return [found.value_of(name) for name in ("charter", "signed", "signed_on")]


# ---- ask_when


def test_what_is_asked_is_used() -> None:
    found = _charter(charter="是", signed="是", signed_on="2024-05-01")
    assert (found.codes, _values(found)) == ([], [True, True, date(2024, 5, 1)])


def test_what_is_not_asked_is_left_out_with_all_that_follows() -> None:
    found = _charter(charter="否", signed="是", signed_on="2024-05-01")
    assert (found.codes, _values(found)) == (["answer-skipped"] * 2, [False, NOT_ASKED, NOT_ASKED])
    silent = _charter(charter="否")
    assert (silent.codes, _values(silent)[1:]) == ([], [NOT_ASKED, NOT_ASKED])


@pytest.mark.parametrize("blank", [None, {"note": "未填"}])
def test_a_blank_beside_a_question_that_is_not_asked_needs_no_warning(blank: Any) -> None:
    assert _charter(charter="否", signed=blank).codes == []


def test_whether_it_is_asked_may_be_unknown() -> None:
    pack = pack_text(
        CHARTER,
        "      - {id: c, title: 签署, cite: {doc: plan}, points: 4, measure: signed}\n"
        "      - {id: d, title: 日期, cite: {doc: plan}, points: 4, measure: signed_on <= 2024-06-30}\n",
    )
    side = claimed_side(pack, report({"signed": True, "signed_on": "2024-05-01"}, {"h": {}}))
    found = side.findings["c"]
    # Perhaps nobody is asked, so the item may not apply: nothing to all of it, and it stays in.
    assert (found.status, found.low, found.high, found.of) == ("undetermined", 0, 4, 4)
    # Signed is answered, but whether it was to be is not known, so neither is this.
    assert side.findings["d"].status in ("met", "undetermined")


def test_a_unit_that_is_not_asked_is_left_out_of_columns_too() -> None:
    pack = pack_of(
        "  opened: {type: yesno, label: 开设, asked_of: members}\n"
        "  beds_open: {type: count, label: 开放床位, asked_of: members, ask_when: opened}\n",
        (
            "over: consortium, measure: sum(members.beds_open), score: {method: deduct, each: 1}",
            "over: consortium, measure: every(members.beds_open >= 10)",
            "over: members, measure: beds_open >= 10",
            "over: members, measure: opened",
        ),
    )
    members = {"h": {}, "a": {"opened": True, "beds_open": 12}, "b": {"opened": False}, "c": {"opened": True}}
    found = seen(pack, report({}, members))
    assert ends(found.measured("c0")) == (12, None)  # c is open, b is not there
    assert found.measured("c1") is None
    known = seen(pack, report({}, {**members, "c": {"opened": False}}))
    assert (known.measured("c0"), known.measured("c1")) == (12, True)


def test_a_perhaps_asked_unit_may_or_may_not_be_in_a_column() -> None:
    pack = pack_of(
        "  opened: {type: yesno, label: 开设, asked_of: members}\n"
        "  beds_open: {type: count, label: 开放床位, asked_of: members, ask_when: opened}\n",
        (
            "over: consortium, measure: sum(members.beds_open), score: {method: deduct, each: 1}",
            "over: consortium, measure: min(members.beds_open), score: {method: deduct, each: 1}",
            "over: members, measure: opened",
        ),
    )
    members = {"h": {}, "a": {"opened": True, "beds_open": 12}, "b": {"beds_open": 5}}
    found = seen(pack, report({}, members))
    assert ends(found.measured("c0")) == (12, 17)
    assert ends(found.measured("c1")) == (5, 12)


# ---- valid

PAIR = (
    "  first: {type: count, label: 甲数, asked_of: consortium, valid: first <= second}\n"
    "  second: {type: count, label: 乙数, asked_of: consortium, valid: second <= 10}\n"
)
SUM = ("measure: first + second, score: {method: deduct, each: 1}",)


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"first": 3, "second": 5}, []),
        ({"first": 5, "second": 5}, []),
        ({"first": 6, "second": 5}, ["甲数"]),
        # Both are judged as typed: that the second is refused does not save the first, or refuse it.
        ({"first": 20, "second": 12}, ["甲数", "乙数"]),
        ({"first": 11, "second": 12}, ["乙数"]),
        ({"first": 6}, []),  # against what is not known nothing is refused
        ({"second": 12}, ["乙数"]),
        ({}, []),
    ],
)
def test_every_valid_is_judged_on_the_answers_as_typed(answers: dict[str, Any], refused: list[str]) -> None:
    found = seen(pack_of(PAIR, SUM), report(answers, {"h": {}}))
    assert found.codes == ["not-valid"] * len(refused)
    assert [name for name in ("甲数", "乙数") if any(name in line for line in found.lines())] == refused
    for name, label in (("first", "甲数"), ("second", "乙数")):
        known = name in answers and label not in refused
        assert ends(found.value_of(name)) == ((answers[name],) * 2 if known else (0, None))


def test_a_refused_answer_counts_as_unanswered_with_its_place() -> None:
    found = seen(pack_of(PAIR, SUM), report({"first": 1, "second": 12}, {"h": {}}))
    questions = found.desk.pack.questions
    given = next(g for g, q in zip(found.desk.consortium.given, questions, strict=True) if q.id == "second")
    assert given is not None and given.reason == "refused" and given.at is not None
    assert found.problems[0].at == given.at


def test_a_date_beyond_the_period_is_refused_before_anything_is_asked() -> None:
    found = _charter(charter="是", signed="是", signed_on="2025-01-01")
    assert found.codes == ["not-valid"] and found.value_of("signed_on") is None


def test_a_condition_reads_what_valid_has_left() -> None:
    """A refused answer is no answer: what depends on it is neither asked nor not."""
    pack = pack_of(
        "  n: {type: count, label: 数, asked_of: consortium, valid: n <= 10}\n"
        "  more: {type: yesno, label: 另问, asked_of: consortium, ask_when: n > 5}\n",
        ("measure: more", "measure: n > 0"),
    )
    asked = seen(pack, report({"n": 8, "more": True}, {"h": {}}))
    assert (asked.codes, asked.value_of("more")) == ([], True)
    skipped = seen(pack, report({"n": 5, "more": True}, {"h": {}}))
    assert (skipped.codes, skipped.value_of("more")) == (["answer-skipped"], NOT_ASKED)
    open_ = seen(pack, report({"n": 20, "more": True}, {"h": {}}))
    assert open_.codes == ["not-valid"] and open_.value_of("more") is True


def test_conditions_are_judged_at_each_facility_by_its_own_answers() -> None:
    pack = pack_of(
        "  n: {type: count, label: 数, asked_of: members, valid: n <= cap}\n"
        "  cap: {type: count, label: 上限, asked_of: members}\n",
        ("over: consortium, measure: sum(members.n) + sum(members.cap), score: {method: deduct, each: 1}",),
    )
    found = seen(pack, report({}, {"h": {}, "a": {"n": 5, "cap": 4}, "b": {"n": 5, "cap": 5}}))
    assert found.codes == ["not-valid"] and ends(found.measured()) == (4 + 5 + 5, None)


# ---- roles of the region

REGION = """\
roles:
  lead: {where: role == "lead", one: true}
  members: role == "member"
  everywhere: {where: type == "township-health-centre", of: region}
"""
VISITS = "  visits: {type: count, label: 诊疗人次, asked_of: everywhere}\n"


def _region(answers: dict[str, Any], **owners: str) -> Seen:
    roles = next(line for line in HEAD.splitlines() if line.startswith("roles:"))
    text = pack_text(
        VISITS,
        "".join(
            f"      - {{id: c{n}, title: 项, cite: {{doc: plan}}, force: aim, over: consortium, measure: {m}, "
            "score: {method: deduct, each: 1}}\n"
            for n, m in enumerate(("sum(everywhere.visits)", "count(everywhere)", "mean(everywhere.visits)"))
        ),
    ).replace(roles, REGION)
    handed_in = report({}, {"h": {}, **answers})
    for row in (*handed_in["register"], *handed_in["facilities"]):
        if row["id"] in owners and row in handed_in["register"]:
            row["consortium"] = owners[row["id"]]
    side = claimed_side(text, handed_in)
    return Seen(side.desk, side.problems.sorted())


def test_the_facilities_of_others_belong_to_roles_of_the_region_alone() -> None:
    found = _region({"a": {"visits": 10}, "b": {"visits": 20}, "c": {"visits": 60}}, b="other", c="none")
    assert (found.measured("c0"), found.measured("c1"), found.measured("c2")) == (90, 3, 30)
    assert [p.id for p in found.desk.facilities] == ["a", "h"]  # who is counted
    assert [p.id for p in found.desk.others] == ["b", "c"]
    assert [p.id for p in found.desk.parties("members")] == ["a"]
    assert found.desk.not_counted == ()


def test_what_others_do_not_say_stays_in_every_denominator() -> None:
    found = _region({"a": {"visits": 10}, "b": {}, "c": {"visits": 60}}, b="other", c="none")
    assert ends(found.measured("c0")) == (70, None)
    assert found.measured("c1") == 3
    low, high = ends(found.measured("c2"))
    assert low is not None and 3 * low == 70 and high is None
