"""An explanation holds the result's own numbers, and every calculation it shows comes to what it says."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from fractions import Fraction

import pytest
from assessment.explaining import LANGS, ROOT, agrees, computed, texts, worked
from hypothesis import HealthCheck, given, settings
from naive.case import Case, pack_text, report_text, review_texts
from naive.generate import cases

from gongti.engine.assessment import Result, assess
from gongti.engine.assessment.explain import explanation
from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.pack import load_pack, load_pack_text
from gongti.engine.words import Language

SAMPLES = [
    ("qinghe", "county-four-keys", date(2024, 12, 1)),
    ("binhai-group", "urban-group-liaoning-2023", date(2024, 12, 5)),
]

CHINESE = re.compile(r"[\u3400-\u9fff]")


def sample(folder: str, pack_id: str, on: date) -> Result:
    with contextlib.chdir(ROOT):  # the printed places stay short wherever the tree lies
        submission, _ = read_reports([f"samples/{folder}"])
    pack, _ = load_pack(ROOT / "rules" / pack_id)
    assert submission is not None and pack is not None
    return assess(pack, submission, on, "direct")


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {folder: sample(folder, pack, on) for folder, pack, on in SAMPLES}


def test_formulas_are_computed_by_the_test_itself() -> None:
    assert computed("8 × (3/10 ÷ 1/3)") == Fraction(36, 5)
    assert computed("(100% − 193/200) ÷ 1%") == Fraction(7, 2)
    assert computed("(8 × 9 + 3 × 0) ÷ 11") == Fraction(72, 11)
    assert computed("6 − 0.5 × 4") == 4
    assert computed("2 × ((-1 − (-3)) ÷ (5 − (-3)))") == Fraction(1, 2)
    assert computed("(4 + [7.2]) × 10/8 + -1") == 13


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("folder", [folder for folder, _, _ in SAMPLES])
def test_the_last_line_is_the_points_of_the_result(results: dict[str, Result], folder: str, lang: Language) -> None:
    agrees(results[folder], lang)


@settings(suppress_health_check=list(HealthCheck))
@given(cases() | cases(reviewed=True))
def test_so_it_is_for_any_pack_and_report(example: Case) -> None:
    pack, _ = load_pack_text(pack_text(example.scenario.pack))
    reviews = [(f"review{i}.yaml", text) for i, text in enumerate(review_texts(example))]
    submission, _ = read_report_texts([("report.yaml", report_text(example))], reviews=reviews)
    assert pack is not None and submission is not None
    agrees(assess(pack, submission, example.on, "direct"), "zh")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reviewed", [False, True])
def test_so_it_is_for_the_sheet_that_uses_the_whole_language(lang: Language, reviewed: bool) -> None:
    agrees(worked(reviewed), lang)


@pytest.mark.slow
@pytest.mark.parametrize("folder", [folder for folder, _, _ in SAMPLES])
def test_sums_add_up_to_dimension_and_total(results: dict[str, Result], folder: str) -> None:
    for criterion in results[folder].desk.pack.criteria:
        total = explanation(results[folder], criterion.id, "zh")["total"]
        for row in (total["dimension"], total["total"]):
            ends = [row["low"]] if row["low"] == row["high"] else [row["low"], row["high"]]
            for text, end in zip(row["text"], ends, strict=row["low"] != row["high"]):
                left, right = text.split(" = ")
                parts = [Fraction(part.strip("[]")) for part in left.split(" + ")]
                assert right == end
                assert abs(sum(parts) - Fraction(end)) <= Fraction(len(parts) + 1, 200)  # rows are rounded one by one


def test_a_deduction_shows_the_shortfall_its_step_and_the_points(results: dict[str, Result]) -> None:
    assert texts(results["qinghe"], "health-subsidy-full") == [
        "代入：2316 / 2400，得 193/200（即 96.5%）",
        "扣分法，s = (100% − 193/200) ÷ 1% = 3.5；s 进为 4；6 − 0.5 × 4 = 4.00",
        "本项得 4.00，满分 6.00",
    ]


def test_a_proportion_shows_both_counts_and_the_exact_points(results: dict[str, Result]) -> None:
    assert texts(results["binhai-group"], "slots-one-third", "en") == [
        "Filled in: 390 / 1260, which is 13/42",
        "Proportion: 12 × (13/42 ÷ 1/3) = 78/7 ≈ 11.14",
        "Points: 78/7 ≈ 11.14 of 12.00",
    ]


def test_a_share_of_facilities_counts_the_unknown_apart(results: dict[str, Result]) -> None:
    tally, score, points = texts(results["qinghe"], "unified-people")
    assert tally == "11 家中“是” 9 家、“否” 1 家、未知 1 家；占比：（9/11至10/11）"
    assert "9 × (9/11 ÷ 100%) = 81/11≈7.36" in score and "9 × (10/11 ÷ 100%) = 90/11≈8.18" in score
    assert points == "本项得 81/11≈7.36 至 90/11≈8.18，满分 9.00"


def test_levels_are_read_from_the_top_until_one_holds(results: dict[str, Result]) -> None:
    row = explanation(results["qinghe"], "functional-levels", "zh")
    assert "“all”6 分：（0至1） <= 0 未知；“one-missing”3 分：（0至1） <= 1 成立" in row["steps"][1]["text"]
    assert "poor" not in row["steps"][1]["text"]
    assert "poor（其余）0分" in row["measure"]["score"]


def test_a_set_names_what_is_there_missing_and_unknown(results: dict[str, Result]) -> None:
    assert (
        texts(results["qinghe"], "packaged-retained")[0]
        == "应有 2 项，已有 1 项（打包支付），缺 0 项，未知 1 项（结余留用）"
    )
    assert texts(results["qinghe"], "working-capital")[1] == "扣分法，缺 1 项：3 − 1 × 1 = 2.00"


def test_answers_stand_with_whose_they_are_and_where(results: dict[str, Result]) -> None:
    row = explanation(results["qinghe"], "unified-assets", "zh")
    lines = (ROOT / "samples/qinghe/report.yaml").read_text("utf-8").splitlines()
    used = {a["name"]: a for a in row["answers"]}
    assert used["青禾县中医院"]["text"] == "否"
    path, _, line = used["青禾县中医院"]["at"].rpartition(":")
    assert path.endswith("samples/qinghe/report.yaml") and "assets_unified: 否" in lines[int(line) - 1]
    absent = {a["name"]: (a["reason"], a["text"]) for a in row["missing"]}
    assert absent == {
        "石梁镇卫生院": ("not-reported", "该机构没有上报"),
        "松林乡卫生院": ("refused", "填的“正在办理”无法采用"),
    }
    assert not {*used} & {*absent}


def test_evidence_and_note_stand_beside_their_answer(results: dict[str, Result]) -> None:
    (answer,) = explanation(results["qinghe"], "township-coverage", "zh")["answers"]
    assert answer["evidence"] == ["成员名单.pdf"] and answer["note"] == "另有街道卫生服务中心一家不计"
    assert answer["text"] == "10 / 10 家" and answer["value"] == "10/10"


def test_the_question_says_what_it_means_and_who_is_asked(results: dict[str, Result]) -> None:
    (question,) = explanation(results["qinghe"], "unified-people", "zh")["questions"]
    assert question["definition"].startswith("招聘、调配、考核由医共体统一办理")
    assert question["asked"] == "members（白杨镇卫生院、车河镇卫生院、东坪镇卫生院等11家）"
    assert question["answer"] == "是或否"


def test_a_parameter_brings_its_own_clause(results: dict[str, Result]) -> None:
    (parameter,) = explanation(results["binhai-group"], "slots-one-third", "zh")["parameters"]
    assert (parameter["name"], parameter["value"], parameter["from"]) == ("slot_share", "1/3", "2023-06-16")
    assert parameter["cite"][0]["quote"] == "至少1/3的门诊号源" and parameter["cite"][0]["seen"] == "original"


def test_a_contradiction_shows_both_sides_and_what_would_be_allowed(results: dict[str, Result]) -> None:
    row = explanation(results["qinghe"], "packaged-funds", "zh")
    (found,) = row["contradictions"]
    assert [(s["spelled"], s["value"]) for s in found["sides"]] == [("2860", "2860"), ("2630", "2630")]
    assert found["text"] == "相差 230；容许：较大一方的 1%，即 28.6"
    assert [s["kind"] for s in row["steps"]] == ["value", "score", "contested", "points"]
    assert row["steps"][1]["low"] == "6.00" and row["steps"][2]["low"] == "0.00"  # what it would be, and what stands
    (open_,) = explanation(results["binhai-group"], "beds-one-quarter", "zh")["contradictions"]
    assert open_["sides"][0]["spelled"].endswith("[= 70 + 60 + 未知 + 40 + 0 + 50 = （不少于220）]")
    assert open_["sides"][0]["value"] is None
    assert [(m["name"], m["reason"]) for m in open_["missing"]] == [("松坪镇卫生院", "not-reported")]


def test_an_explanation_says_what_rests_on_it(results: dict[str, Result]) -> None:
    row = explanation(results["binhai-group"], "referral-priority", "zh")
    assert row["explanation"]["counts"] and row["explanation"]["points"] == "2.00"
    assert [s["kind"] for s in row["steps"]] == ["value", "score", "explained", "points"]
    must = explanation(results["qinghe"], "two-permits", "zh")["explanation"]
    assert not must["counts"] and must["effect"] == "这一项必须做到，说明不加分"


def test_rules_rest_on_it_through_conclusions_and_say_what_is_only_possible(results: dict[str, Result]) -> None:
    rules = {(r["rule"], r["facility"]): r for r in explanation(results["qinghe"], "unified-finance", "zh")["rules"]}
    veto = rules["hollow-caps", "qh-shiliang"]
    assert not veto["certain"]
    assert veto["text"] == "一票否决：有成员单位人员、财务均未统一管理，属挂名成员；等次最高为基本紧密型"
    assert veto["because"] == ["结论“hollow-member”（石梁镇卫生院）"]
    (ground,) = [g for g in rules["hollow-member", "qh-shiliang"]["because"] if "财务" in g]
    assert ground.endswith("按未定答案的一种可能")  # the facility is undetermined, not unmet
    certain = explanation(results["binhai-group"], "five-centres", "zh")["rules"]
    assert [(r["rule"], r["certain"], r["because"]) for r in certain] == [
        ("note-centres-next", True, ["“五个资源共享中心”部分达标"])
    ]


def test_points_are_said_to_be_the_projects_own(results: dict[str, Result]) -> None:
    criterion = explanation(results["qinghe"], "unified-people", "zh")["criterion"]
    assert criterion["points_by"] == "project" and criterion["weight"] == "9.00"


def test_english_has_no_chinese_of_its_own(results: dict[str, Result]) -> None:
    for criterion in results["qinghe"].desk.pack.criteria:
        row = explanation(results["qinghe"], criterion.id, "en")
        names = [f.name for f in results["qinghe"].desk.facilities]
        labels = [t.zh for q in results["qinghe"].desk.pack.questions for t in q.options.values()]
        for step in row["steps"]:
            text = step["text"]
            for quoted in sorted([*names, *labels], key=len, reverse=True):
                text = text.replace(quoted, "")
            assert not CHINESE.search(text), text
