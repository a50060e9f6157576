"""Findings: what is outside the score, what is contested for some units only, and when an explanation counts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from gongti.engine.diagnostics import Problems
from gongti.engine.score import usable_explanations
from gongti.engine.values.exact import to_fraction
from score.sheets import claimed_side, pack_text, report, sides, verified_side

TWO = "      - {id: base, title: 基础, cite: {doc: plan}, points: 6, ask: {type: yesno, asked_of: consortium}}\n"


def test_a_criterion_only_a_reviewer_answers_stands_outside_until_one_does() -> None:
    pack = pack_text(
        "  bad: {type: count, label: 不合格数, unit: 份, asked_of: members, filled_by: assessor}",
        TWO + "      - {id: bad-few, title: 抽查, cite: {doc: plan}, points: 4, over: members, measure: bad, "
        "score: {method: deduct, each: 1}}",
    )
    handed_in = report({"base": True}, {"a": {}, "b": {}})
    seen = {"answers": [{"facility": "a", "indicator": "bad", "value": 1, "method": "test"}]}
    claimed, verified = sides(pack, handed_in, seen)
    assert verified is not None
    assert (claimed.findings["bad-few"].status, claimed.ledger.total.of) == ("not_reviewed", 6)
    # 3 of 4 at a; b was not looked at: 0 to 4. (3 + 0) ÷ 2 to (3 + 4) ÷ 2.
    found = verified.findings["bad-few"]
    assert (to_fraction(found.low), to_fraction(found.high), found.of) == (Fraction(3, 2), Fraction(7, 2), 4)


@pytest.mark.parametrize(
    ("policy", "status", "points", "of"),
    [("drop", "not_applicable", 6, 6), ("full", "not_applicable", 10, 10), ("redistribute", "not_applicable", 10, 10)],
)
def test_what_applies_to_nobody_follows_the_dimension(policy: str, status: str, points: int, of: int) -> None:
    pack = pack_text(
        "  z: {type: yesno, label: 丙, asked_of: consortium}",
        TWO
        + "      - {id: rare, title: 少见, cite: {doc: plan}, points: 4, measure: z, applies_when: count(members) > 5}",
        dimension=f"    not_applicable: {policy}\n",
    )
    side = claimed_side(pack, report({"base": True}, {"a": {}}))
    assert side.findings["rare"].status == status
    assert (side.ledger.total.low, side.ledger.total.high, side.ledger.total.of) == (points, points, of)


RECONCILED = pack_text(
    "  paid: {type: table, label: 拨付明细, asked_of: consortium, key: to, "
    "columns: {to: {type: text, required: true}, amount: {type: count, required: true}}}\n"
    "  got: {type: count, label: 实收, unit: 万元, asked_of: members}",
    "      - {id: got-all, title: 到位, cite: {doc: plan}, points: 6, over: members, measure: got, SCORE}",
    more="reconcile: [{id: ends, title: 两端一致, over: members, expect: sum(paid.amount where to == this.id) == got, "
    "doubts: [got-all]}]",
)


def _reconciled(score: str, paid: dict[str, int]) -> Any:
    rows = [{"to": to, "amount": amount} for to, amount in paid.items()]
    members = {"a": {"got": 10}, "b": {"got": 10}, "c": {"got": 5}}
    return claimed_side(RECONCILED.replace("SCORE", score), report({"paid": rows}, members)).findings["got-all"]


def test_a_doubt_about_one_member_opens_its_unit_alone() -> None:
    """a 6 and c 3 stand; b is open: (6 + 0 + 3) ÷ 3 to (6 + 6 + 3) ÷ 3."""
    found = _reconciled("score: {method: linear, full: 10}", {"a": 10, "b": 7, "c": 5})
    assert (found.status, found.low, found.high, found.doubts) == ("undetermined", 3, 5, ("ends",))
    assert [u.status for u in found.units] == ["met", "contested", "partial"]


def test_a_doubt_about_every_member_contests_the_whole() -> None:
    found = _reconciled("score: {method: linear, full: 10}", {"a": 1, "b": 1, "c": 1})
    assert (found.status, found.low, found.high, found.value) == ("contested", 0, 6, None)


def test_the_lowest_of_all_may_be_settled_whatever_is_in_doubt() -> None:
    """c has 0; b, in doubt, has between 0 and 6: the lowest is 0."""
    score = "score: {method: linear, full: 20, zero: 5}, score_each: min"
    found = _reconciled(score, {"a": 10, "b": 7, "c": 5})
    assert (found.status, found.low, found.high) == ("unmet", 0, 0)
    assert found.units[1].status == "contested"


def test_across_a_doubted_value_is_unknown() -> None:
    """10 + 5 at least, and b between nothing and anything: of 25 asked for, 15/25 of 6 points are sure."""
    found = _reconciled("across: sum, score: {method: linear, full: 25}", {"a": 10, "b": 7, "c": 5})
    assert (found.status, to_fraction(found.low), found.high) == ("undetermined", Fraction(18, 5), 6)


EXPLAINED = pack_text(
    "  z: {type: yesno, label: 丙, asked_of: consortium}",
    "      - {id: want, title: 宜有, cite: {doc: plan}, force: should, points: 5, measure: z}",
    more="scoring: {explained_share: 60%}",
)


@pytest.mark.parametrize(("ruling", "status", "points"), [("accepted", "explained", 3), ("refused", "unmet", 0)])
def test_an_explanation_counts_on_the_verified_side_when_accepted(ruling: str, status: str, points: int) -> None:
    handed_in = report({"z": False}, explanations={"want": "系统正在招标，明年三月上线"})
    claimed, verified = sides(EXPLAINED, handed_in, {"criteria": [{"criterion": "want", "explanation": ruling}]})
    assert verified is not None
    assert (claimed.findings["want"].status, claimed.findings["want"].low) == ("explained", 3)
    assert (verified.findings["want"].status, verified.findings["want"].low) == (status, points)


def test_problems_of_explanations_are_told_once() -> None:
    handed_in = report({"z": False}, explanations={"want": "短"})
    claimed, verified = sides(EXPLAINED, handed_in, {"criteria": [{"criterion": "want", "explanation": "accepted"}]})
    assert verified is not None
    codes = [p.code for p in claimed.problems.sorted()]
    assert codes.count("thin-explanation") == 1
    more = Problems()
    assert usable_explanations(verified.desk, date(2024, 12, 1), more).keys() == {"want"}
    assert not more.sorted()


WAIVED = pack_text(
    "  x: {type: yesno, label: 项, asked_of: members}",
    TWO + "      - {id: each, title: 各家, cite: {doc: plan}, points: 4, over: members, measure: x}",
)


@pytest.mark.parametrize(("on", "of"), [("2024-11-30", 6), ("2024-12-01", 6), ("2024-12-02", 10)])
def test_a_waiver_holds_to_its_last_day(on: str, of: int) -> None:
    waiver = {"criterion": "each", "waiver": {"until": "2024-12-01", "reason": "灾后重建"}}
    handed_in = report({"base": True}, {"a": {"x": False}})
    side = verified_side(WAIVED, handed_in, {"criteria": [waiver]}, date.fromisoformat(on))
    assert side.findings["each"].status == ("waived" if of == 6 else "unmet")
    assert side.ledger.total.of == of


def test_a_waiver_for_one_facility_leaves_the_others() -> None:
    waiver = {"criterion": "each", "facility": "b", "waiver": {"until": "2025-12-01", "reason": "灾后重建"}}
    handed_in = report({"base": True}, {"a": {"x": True}, "b": {"x": False}})
    side = verified_side(WAIVED, handed_in, {"criteria": [waiver]})
    assert (side.findings["each"].status, side.findings["each"].of) == ("met", 4)
