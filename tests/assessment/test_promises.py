"""The promises in small: one pack of four items, one report, and what must be said of each kind of answer.

Every expected number is worked out beside it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.pack import installed_packs, load_pack, load_pack_text
from gongti.engine.report.json_report import schema

PACK = """
format: 1
id: promises
version: 1.0.0
title: 承诺
applies_to: urban-group
documents: {plan: {title: 虚构方案, seen: derived}}
in_force: {from: 2023-01-01}
roles: {lead: {where: role == "lead", one: true}, members: role == "member"}
parameters: {third: [{from: 2023-01-01, value: 1/3, cite: {doc: plan}}]}
indicators:
  slots: {type: ratio, label: 号源, unit: 个/周, part: 下沉号源, whole: 全部号源, asked_of: lead}
  received: {type: count, label: 收到号源, unit: 个/周, asked_of: members}
  share: {type: percent, label: 占比, asked_of: consortium}
  unified: {type: yesno, label: 统一, asked_of: members}
dimensions:
  - id: one
    title: 一
    criteria:
      - id: slots-third
        title: 号源
        cite: {doc: plan}
        force: should
        points: 6
        over: lead
        measure: slots
        score: {method: linear, full: third}
      - {id: share-third, title: 占比, cite: {doc: plan}, points: 3, measure: share >= 1/3}
      - {id: all-unified, title: 统一, cite: {doc: plan}, points: 1, over: members, measure: unified, across: every}
reconcile:
  - {id: both-ends, title: 两端一致, expect: sum(members.received) == lead.slots.part, doubts: [slots-third]}
rules:
  - {id: veto, when: {finding: all-unified, status: unmet}, then: {veto: 未统一, caps: poor}}
grades:
  - {id: good, title: 好, when: percent >= 60}
  - {id: poor, title: 差, otherwise: true}
"""
REGISTER = [
    {"id": "h", "name": "医院", "role": "lead", "type": "general-hospital"},
    {"id": "a", "name": "甲", "role": "member", "type": "community-health-centre"},
    {"id": "b", "name": "乙", "role": "member", "type": "community-health-centre"},
]


def _view(lead: Any = None, share: Any = "40%", a: Any = None, b: Any = None) -> dict[str, Any]:
    """The claimed result of a report with these answers; None leaves a facility's or a question's answer out."""
    facilities = [{"id": i, "answers": x} for i, x in (("h", lead), ("a", a), ("b", b)) if x is not None]
    report = {
        "format": 1,
        "consortium": {"id": "x", "name": "某集团", "kind": "urban-group"},
        "period": 2024,
        "answers": {} if share is None else {"share": share},
        "facilities": facilities,
        "register": REGISTER,
    }
    pack, problems = load_pack_text(PACK)
    assert pack is not None, [str(p) for p in problems]
    submission, found = read_report_texts([("report.json", json.dumps(report))])
    assert submission is not None
    return view(assess(pack, submission, date(2024, 12, 1), "auto", found), "zh")


def _row(shown: dict[str, Any], name: str) -> dict[str, Any]:
    return next(r for r in shown["criteria"] if r["id"] == name)


def _codes(shown: dict[str, Any]) -> set[str]:
    return {p["code"] for p in shown["problems"]}


UNIFIED = {"unified": "是", "received": 200}


def test_four_hundred_of_twelve_hundred_is_one_third() -> None:
    row = _row(_view({"slots": {"part": 400, "whole": 1200}}, a=UNIFIED, b=UNIFIED), "slots-third")
    assert (row["status"], row["points"], row["value"], row["target"]) == ("met", "6.00", "1/3", "1/3")
    assert row["distance"] is None and row["reasons"] == []


def test_three_hundred_ninety_nine_is_one_short() -> None:
    row = _row(_view({"slots": {"part": 399, "whole": 1200}}, a=UNIFIED, b={**UNIFIED, "received": 199}), "slots-third")
    # 6 × (399/1200) ÷ (1/3) = 5.985, half up 5.99 (and 0.015 lost, shown as 0.02)
    assert (row["status"], row["points"], row["value"]) == ("partial", "5.99", "133/400")
    assert row["distance"] == {"amount": "1", "unit": "个/周", "text": "还差1个/周"}
    assert row["reasons"] == ["号源399/1200，低于1/3，扣0.02分"]


def test_a_typed_third_of_33_3_percent_is_below_one_third_and_the_counts_would_decide() -> None:
    shown = _view({"slots": {"part": 400, "whole": 1200}}, share="33.3%", a=UNIFIED, b=UNIFIED)
    assert _row(shown, "share-third")["status"] == "unmet"
    assert "rounded-percentage" in _codes(shown)
    assert "rounded-percentage" not in _codes(_view({}, share="30%"))  # half a unit of its last digit is 0.5 %
    assert _row(_view({}, share="1/3"), "share-third")["status"] == "met"


@pytest.mark.parametrize("slots", [{"part": 0, "whole": 0}, {"part": None, "whole": 1200}, {"part": 3}, None])
def test_nothing_of_nothing_and_missing_counts_are_undetermined(slots: Any) -> None:
    row = _row(_view({"slots": slots} if slots else {}), "slots-third")
    assert (row["status"], row["points"], row["low"], row["high"]) == ("undetermined", "0.00", "0.00", "6.00")


def test_nothing_known_is_no_score() -> None:
    claimed = _view(share=None)["claimed"]
    assert (claimed["points"], claimed["percent"], claimed["grade"]) == ("0.00", None, None)
    assert (claimed["low"], claimed["high"], claimed["of"]) == ("0.00", "10.00", "10.00")


def test_coverage_counts_the_register() -> None:
    shown = _view({"slots": {"part": 400, "whole": 1200}}, a=UNIFIED)
    assert (shown["register"]["counted"], shown["register"]["reported"]) == (3, 2)
    assert shown["register"]["not_reported"] == ["b"]
    assert _row(shown, "all-unified")["status"] == "undetermined"  # b is silent, not a no


def test_a_doubtful_claim_is_contested() -> None:
    shown = _view({"slots": {"part": 400, "whole": 1200}}, a=UNIFIED, b={**UNIFIED, "received": 100})
    row = _row(shown, "slots-third")
    assert (row["status"], row["low"], row["high"]) == ("contested", "0.00", "6.00")
    assert [c["id"] for c in shown["contradictions"]] == ["both-ends"]
    assert [s["value"] for s in shown["contradictions"][0]["sides"]] == ["300", "400"]


def test_a_veto_that_rests_on_an_unknown_is_possible_not_certain() -> None:
    known = {"slots": {"part": 400, "whole": 1200}}
    open_ = _view(known, a=UNIFIED)
    assert [(v["rule"], v["certain"]) for v in open_["vetoes"]] == [("veto", False)]
    assert open_["claimed"]["possible_grades"] == ["good", "poor"] and open_["claimed"]["grade"] == "poor"
    settled = _view(known, a=UNIFIED, b={**UNIFIED, "unified": "否"})
    assert [(v["rule"], v["certain"]) for v in settled["vetoes"]] == [("veto", True)]
    assert settled["claimed"]["possible_grades"] == ["poor"]


def test_low_is_below_high_is_below_of() -> None:
    for row in _view({"slots": {"part": 1, "whole": None}}, a=UNIFIED)["criteria"]:
        assert float(row["low"]) <= float(row["high"]) <= float(row["of"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("pack", "sample"), [(0, "qinghe"), (1, "binhai-group")])
def test_real_results_keep_to_the_schema(pack: int, sample: str, lang: Any, pytestconfig: pytest.Config) -> None:
    loaded, _ = load_pack(installed_packs()[pack])
    submission, problems = read_reports([str(pytestconfig.rootpath / "samples" / sample)])
    assert loaded is not None and submission is not None
    shown = json.loads(json.dumps(view(assess(loaded, submission, date(2024, 12, 1), "auto", problems), lang)))
    jsonschema.Draft202012Validator(schema()).validate(shown)
