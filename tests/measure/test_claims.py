"""Takes answers that are said not to apply, finds them unknown and told, until a reviewer accepts it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import Pack, load_pack

PACK = """\
format: 1
id: small
version: 1.0.0
title: 小包
applies_to: county-consortium
documents: {plan: {title: 方案, issuer: 某局, date: 2020-01-01, seen: original}}
in_force: {from: 2020-01-01}
points_by: project
indicators:
  staff: {type: count, label: 人员, asked_of: consortium}
  slots: {type: ratio, label: 号源, part: 下沉, whole: 全部, asked_of: consortium}
  centres: {type: set, label: 中心, options: {lab: 检验, not_applicable: 不设}, asked_of: consortium}
  issues:
    {type: table, label: 台账, asked_of: consortium, may_be_empty: true, columns: {item: {type: text, label: 事项}}}
dimensions:
  - id: one
    title: 一
    criteria:
      - {id: c-staff, title: 人员, cite: {doc: plan, clause: 一}, force: must, points: 4, measure: staff >= 3}
      - {id: c-slots, title: 号源, cite: {doc: plan, clause: 一}, force: must, points: 4, measure: slots,
         score: {method: linear, full: 100%}}
      - {id: c-centres, title: 中心, cite: {doc: plan, clause: 一}, force: must, points: 2, measure: centres}
      - {id: c-issues, title: 台账, cite: {doc: plan, clause: 一}, force: must, points: 2, measure: count(issues) <= 0}
"""
HEAD = "format: 1\nconsortium: {id: a, kind: county-consortium}\nperiod: 2024\n"
REVIEW = "format: 1\nreviewer: 张三\ndate: 2024-12-01\ncriteria: [{criterion: c-staff, not_applicable: accepted}]\n"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    file = tmp_path_factory.mktemp("pack") / "pack.yaml"
    file.write_text(PACK, "utf-8")
    found, problems = load_pack(file)
    assert found is not None, [p.line("zh") for p in problems]
    return found


def _result(pack: Pack, *texts: str) -> dict[str, Any]:
    named = [(f"{n}.yaml", text) for n, text in enumerate(texts)]
    submission, problems = read_report_texts(named)
    assert submission is not None
    return dict(view(assess(pack, submission, date(2024, 12, 31), "direct", problems), "zh"))


def _row(result: dict[str, Any], criterion: str) -> dict[str, Any]:
    return next(dict(row) for row in result["criteria"] if row["id"] == criterion)


def _told(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p["at"], p["code"]) for p in result["problems"] if "inapplicable" in p["code"]]


def test_a_claim_leaves_the_answer_unknown_and_is_listed_with_its_reason(pack: Pack) -> None:
    result = _result(pack, HEAD + "answers: {staff: {not_applicable: 没有编制}, slots: {not_applicable: 没有号源池}}\n")
    row = _row(result, "c-staff")
    assert (row["status"], row["low"], row["high"]) == ("undetermined", "0.00", "4.00")
    missing = {"facility": "consortium", "indicator": "staff", "label": "人员", "reason": "inapplicable"}
    assert row["missing"] == [missing]
    assert [p["text"] for p in result["problems"] if p["code"] == "claimed-inapplicable"] == [
        "“人员”报的是不适用：没有编制；没有核验认可之前，按未知算",
        "“号源”报的是不适用：没有号源池；没有核验认可之前，按未知算",
    ]
    assert any("报的是不适用" in reason for reason in row["reasons"])


def test_a_reviewer_decides(pack: Pack) -> None:
    result = _result(pack, HEAD + "answers: {staff: {not_applicable: 没有编制}}\n", REVIEW)
    row = _row(result, "c-staff")
    assert row["status"] == "undetermined" and row["verified"]["status"] == "not_applicable"
    assert _told(result) == [("0.yaml:4:35", "claimed-inapplicable")]


@pytest.mark.parametrize("answer", ["{value: 5, not_applicable: 没有}", "{value: 5, not_applicable: 无编制}"])
def test_an_answer_beside_a_claim(pack: Pack, answer: str) -> None:
    """无, 没有 and the like beside an answer say that nothing is claimed; a reason beside one is a contradiction."""
    result = _result(pack, HEAD + f"answers: {{staff: {answer}}}\n")
    claimed = "无编制" in answer
    assert _row(result, "c-staff")["status"] == ("undetermined" if claimed else "met")
    assert [code for _, code in _told(result)] == (["answered-and-inapplicable"] if claimed else [])


@pytest.mark.parametrize("reason", ["true", "是"])
def test_a_claim_needs_its_reason(pack: Pack, reason: str) -> None:
    result = _result(pack, HEAD + f"answers: {{staff: {{not_applicable: {reason}}}}}\n")
    assert _row(result, "c-staff")["status"] == "undetermined"
    assert _told(result) == [("0.yaml:4:35", "inapplicable-without-reason")]


@pytest.mark.parametrize("reason", ["", "''", "false", "否"])
def test_a_blank_reason_claims_nothing(pack: Pack, reason: str) -> None:
    result = _result(pack, HEAD + f"answers: {{staff: {{value: 5, not_applicable: {reason}}}}}\n")
    assert _row(result, "c-staff")["status"] == "met" and _told(result) == []


def test_an_option_of_that_name_is_an_option(pack: Pack) -> None:
    result = _result(pack, HEAD + "answers: {centres: {lab: true, not_applicable: true}}\n")
    assert _row(result, "c-centres")["status"] == "met" and _told(result) == []


def test_a_table_may_be_said_not_to_apply(pack: Pack) -> None:
    result = _result(pack, HEAD + "answers: {issues: {not_applicable: 不设台账}}\n")
    assert _row(result, "c-issues")["status"] == "undetermined" and len(_told(result)) == 1


def test_an_answer_that_says_the_same_is_no_answer_beside_the_claim(pack: Pack) -> None:
    result = _result(pack, HEAD + "answers: {staff: {value: 不适用, not_applicable: 没有编制}}\n")
    assert [code for _, code in _told(result)] == ["claimed-inapplicable"]


def test_two_files_of_which_one_answers_and_one_claims(pack: Pack) -> None:
    one, two = HEAD + "answers: {staff: 5}\n", HEAD + "answers: {staff: {not_applicable: 没有编制}}\n"
    result = _result(pack, one, two)
    assert _row(result, "c-staff")["status"] == "undetermined"
    assert ("1.yaml:4:35", "answered-and-inapplicable") in _told(result)


# forms made for another version, or for other packs


def _forms(pack: Pack, version: str, sha256: str, *rows: str, id_: str = "small") -> list[tuple[str, dict[str, Any]]]:
    from intake.workbooks import HEAD as ABOUT
    from intake.workbooks import filled

    data = filled(
        {"consortium": {row: 1 if row == "staff" else None for row in rows}},
        head=[*ABOUT, ("pack", id_, version, sha256)],
    )
    submission, problems = read_report_texts([("表.xlsx", data)])
    assert submission is not None
    result = assess(pack, submission, date(2024, 12, 31), "direct", problems)
    return [(p.code, dict(p.params)) for p in result.problems if p.code in ("form-differs", "form-other-pack")]


def test_a_form_of_this_version_says_nothing(pack: Pack) -> None:
    assert _forms(pack, "1.0.0", pack.sha256, "staff") == []
    asked = ("staff", "slots.part", "slots.whole", "centres", "centres:lab", "issues")
    assert _forms(pack, "1.0.0", "another", *asked) == []  # other words, the same questions


def test_a_form_of_an_older_version_says_what_is_new_and_what_is_gone(pack: Pack) -> None:
    ((code, params),) = _forms(pack, "0.9.0", "another", "staff", "centres:lab", "doctors")
    assert (code, params["made"], params["now"]) == ("form-differs", "0.9.0", "1.0.0")
    assert (str(params["new"].zh), str(params["gone"].zh)) == ("号源、台账", "doctors")  # type: ignore[attr-defined]


def test_a_form_for_another_pack_is_told(pack: Pack) -> None:
    ((code, params),) = _forms(pack, "1.0.0", "x", "staff", id_="other")
    assert code == "form-other-pack" and params["pack"] == "small" and params["made"].zh == "other"  # type: ignore[attr-defined]


def test_the_small_pack_is_where_it_was_put(pack: Pack) -> None:
    assert Path(pack.path).name == "pack.yaml"
