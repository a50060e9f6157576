"""Explanations over the whole language, on the sheet worked out by hand in tests/worked, claimed and verified."""

from __future__ import annotations

import pytest
from assessment.explaining import texts, worked

from gongti.engine.assessment import Result
from gongti.engine.assessment.explain import explanation


@pytest.fixture(scope="module")
def sheets() -> dict[str, Result]:
    return {"claimed": worked(False), "verified": worked()}


@pytest.mark.parametrize(
    ("side", "criterion", "last"),
    [
        # What tests/worked/expected.yaml says of each, in the words of an explanation.
        ("claimed", "charter-issued", "期限 2024-06-30（当天算按时），2024-06-30 按时，得满分 3.00"),
        ("claimed", "plan-yearly", "期限 2024-11-30，2024-12-02 逾期：3 × 50% = 1.50"),
        ("claimed", "innovated", "加分法，s = 3；2 × 3 = 6，超过满分，按 4.00 计"),
        ("claimed", "awarded", "加分法，s = 5；0.5 × 5 = 2.50"),
        ("claimed", "training-done", "没有达到，但有书面说明，按说明计分：2 × 60% = 1.20"),
        ("claimed", "above-city", "按比例：4 × (120 ÷ 130) = 48/13≈3.69"),
        ("claimed", "satisfied", "按比例：5 × ((85% − 60%) ÷ (90% − 60%)) = 25/6≈4.17"),
        ("verified", "complaints-few", "扣分法，s = 5；1 − 1 × 5 低于下限，按 -2.00 计"),
        ("verified", "training-done", "按比例：2 × (5 ÷ 20) = 0.50"),
        ("verified", "services-together", "扣分法，缺 1 项：3 − 1 × 1 = 2.00"),
        ("verified", "records-sampled", "各家得分相加，除以家数：(5 + 4 + 2.5) ÷ 3 = 23/6≈3.83"),
    ],
)
def test_each_method_shows_its_numbers(sheets: dict[str, Result], side: str, criterion: str, last: str) -> None:
    assert texts(sheets[side], criterion)[-2] == last


@pytest.mark.parametrize(
    ("criterion", "ends"),
    [
        ("plan-yearly", "：cases > 0：再减 0.5 * cases = 0.5 分。3 − 0.5 = 2.50"),
        ("charter-complete", '：材料不全扣一半（evidence == "incomplete"）：得分乘 50%。2 × 50% = 1.00'),
        ("followed-up", "：得分乘 0%、再减 2 * cases = 4 分、最低 -5 分。4 × 0% − 4 = -4.00"),
    ],
)
def test_an_adjustment_shows_what_was_seen_and_the_points_before_and_after(
    sheets: dict[str, Result], criterion: str, ends: str
) -> None:
    steps = explanation(sheets["verified"], criterion, "zh")["steps"]
    assert [s["kind"] for s in steps[-3:]] == ["score", "adjusted", "points"]
    assert steps[-2]["text"].endswith(ends)
    assert not any(s["kind"] == "adjusted" for s in explanation(sheets["claimed"], criterion, "zh")["steps"])


@pytest.mark.parametrize(
    ("side", "criterion", "text"),
    [
        ("claimed", "midterm", "未到期，2.00 分暂不计入满分"),
        ("claimed", "records-sampled", "由核验人查实，自评不计分，5.00 分不计入满分"),
        ("claimed", "private-signed", "不适用，2.00 分不计入满分"),
        ("claimed", "tcm-linked", "不适用，4.00 分按合理缺项由同一维度的其他项折算"),
        ("claimed", "maternity-safe", "不适用，按规则计满分 3.00"),
        ("verified", "drills-held", "准予豁免，3.00 分不计入满分"),
    ],
)
def test_what_is_not_scored_says_why(sheets: dict[str, Result], side: str, criterion: str, text: str) -> None:
    assert texts(sheets[side], criterion) == [text]


def test_units_left_out_say_why(sheets: dict[str, Result]) -> None:
    out = explanation(sheets["verified"], "drills-held", "zh")["left_out"]
    assert {u["name"] for u in out} == {"甲镇卫生院", "乙镇卫生院", "丙镇卫生院", "丁社区卫生服务中心"}
    assert {u["text"] for u in out} == {"准予豁免至 2025-01-31。乙镇卫生院灾后重建"}
    (due,) = explanation(sheets["claimed"], "midterm", "zh")["left_out"]
    assert due["text"] == "期限 2025-06-30，评价日 2025-01-20，还没有到期"


def test_points_handed_on_multiply_those_left(sheets: dict[str, Result]) -> None:
    total = explanation(sheets["claimed"], "fund-pooled", "zh")["total"]
    # By hand: 4 points of 20 apply to nobody; (3.75 + 2.7 + 2.5 + 1) × 20/16 − 1 = 11.4375.
    assert total["dimension"]["text"] == ["([3.75] + 2.70 + 2.50 + 1.00) × 20/16 + -1.00 = 11.44"]
    assert total["dimension"]["formulas"] == [{"formula": "([3.75] + 2.7 + 2.5 + 1) × 20/16 + -1", "value": "183/16"}]
    assert "共 4 分，由其余 16 分折算，乘 20/16" in total["dimension"]["why"]


def test_bonus_beyond_the_cap_is_taken_off(sheets: dict[str, Result]) -> None:
    total = explanation(sheets["claimed"], "awarded", "zh")["total"]["total"]
    # By hand: the bonus of 4 + 2.5 is 1.5 more than the cap of 5.
    assert all(" − 1.50 = " in text for text in total["text"]) and total["why"].startswith("加分合计最多计 5 分")
    assert explanation(sheets["verified"], "awarded", "zh")["total"]["total"]["why"] is None


def test_a_calc_is_named_once_with_its_own_numbers(sheets: dict[str, Result]) -> None:
    row = explanation(sheets["claimed"], "issues-closed", "zh")
    (calc,) = row["calcs"]
    assert (calc["label"], calc["text"]) == (
        "逾期未办结问题", "count(issues where not closed and due < period_end)",
    )  # fmt: skip
    assert calc["spelled"].endswith("[= 1: 统一薪酬]") and calc["value"] == "1" and calc["facility"] == "region"
    assert row["steps"][1]["text"] == "“问题台账”共 3 行，计入 1 行（统一薪酬）"


def test_answers_show_their_periods_their_rows_and_what_was_so_before(sheets: dict[str, Result]) -> None:
    (quarters,) = explanation(sheets["claimed"], "satisfied", "zh")["answers"]
    assert quarters["text"] == "85%"
    assert quarters["parts"] == ["2024-Q1：80%", "2024-Q2：90%", "2024-Q3：86%", "2024-Q4：84%"]
    (table,) = explanation(sheets["claimed"], "equipment-works", "zh")["answers"]
    assert table["text"] == "5 行" and table["parts"][2] == "生化仪：bought 未知、works 否"
    (change,) = explanation(sheets["verified"], "grassroots-rising", "zh")["answers"]
    assert (change["text"], change["prior"]["text"]) == ("535 / 1000 人次", "530 / 1000 人次")
    assert change["prior"]["at"].startswith("prior.json")


def test_bars_made_of_the_region_are_written_out(sheets: dict[str, Result]) -> None:
    assert texts(sheets["verified"], "above-city")[1] == (
        "满分线：mean(all_townships.visits) [= mean(150, 90, 150, 130, 160) = 136]"
    )
    row = explanation(sheets["verified"], "city-place", "zh")
    (place,) = [u for u in row["units"] if u["name"] == "乙镇卫生院"]
    assert place["spelled"] == "place(visits, all_townships.visits) [= place(90: 150, 90, 150, 130, 160) = 1/5]"
    assert [q["asked"].split("（")[0] for q in row["questions"]] == ["all_townships"]
    assert {a["name"] for a in row["answers"]} >= {"戊镇卫生院", "己镇卫生院"}  # of others, by their names


def test_choices_and_differences_of_sets_speak_by_their_labels(sheets: dict[str, Result]) -> None:
    assert "“B”2 分：按人头付费 == 按人头付费 成立" in texts(sheets["verified"], "payment-reform")[1]
    units = explanation(sheets["claimed"], "drugs-stocked", "zh")["units"]
    (second,) = [u for u in units if u["name"] == "乙镇卫生院"]
    assert [s["text"] for s in second["steps"]][1:] == ["有 2 项（药丁、药戊）", "扣分法，s = 2；3 − 0.5 × 2 = 2.00"]


def test_a_doubt_about_one_member_stands_beside_that_member(sheets: dict[str, Result]) -> None:
    row = explanation(sheets["claimed"], "funds-linked", "zh")
    (found,) = row["contradictions"]
    assert found["name"] == "乙镇卫生院" and [s["value"] for s in found["sides"]] == ["20", "18"]
    assert found["text"] == "相差 2；容许：0（必须相等）"
    assert {(a["name"], a["label"]) for a in found["answers"]} == {
        ("医共体（集团）本部", "牵头医院拨付明细"),
        ("乙镇卫生院", "实收资金"),
    }
    kinds = {u["name"]: [s["kind"] for s in u["steps"]] for u in row["units"]}
    assert kinds["乙镇卫生院"] == ["value", "score", "contested"] and kinds["甲镇卫生院"] == ["value", "score"]
    assert explanation(sheets["verified"], "funds-linked", "zh")["contradictions"] == []


def test_the_review_stands_beside_what_was_claimed(sheets: dict[str, Result]) -> None:
    review = explanation(sheets["verified"], "followed-up", "zh")["review"]
    assert (review["points"]["claimed"]["low"], review["points"]["verified"]["low"]) == ("4.00", "-4.00")
    (answer,) = review["answers"]
    assert (answer["claimed_text"], answer["verified_text"], answer["outcome"]) == (
        "90 / 100 人", "90 / 100 人", "remark",
    )  # fmt: skip
    (entry,) = answer["entries"]
    assert (entry["reviewer"], entry["method"], entry["evidence"], entry["cases"], entry["date"]) == (
        "复核员甲", "interview", "falsified", 2, "2025-01-10",
    )  # fmt: skip
    assert entry["note"] == "两例随访记录为补造" and entry["at"].startswith("review.yaml:")


def test_reviewers_who_differ_are_both_heard(sheets: dict[str, Result]) -> None:
    row = explanation(sheets["verified"], "hospice-offered", "zh")
    (answer,) = row["review"]["answers"]
    assert [(e["reviewer"], e["text"]) for e in answer["entries"]] == [("复核员甲", "是"), ("复核员乙", "否")]
    assert answer["outcome"] == "conflict" and row["missing"][0]["reason"] == "conflict"
    (drugs,) = explanation(sheets["verified"], "drugs-stocked", "zh")["review"]["answers"]
    assert drugs["entries"][0]["text"] == "没能确认" and drugs["entries"][0]["note"] == "药库封存，未能核实"


def test_an_objection_stands_with_its_outcome_and_the_value_that_came_of_it(sheets: dict[str, Result]) -> None:
    review = explanation(sheets["verified"], "beds-used", "zh")["review"]
    (objection,) = review["objections"]
    assert (objection["outcome"], objection["reason"], objection["label"]) == ("upheld", "检修单属实", "床位使用缺陷")
    (answer,) = review["answers"]
    assert (answer["claimed_text"], answer["verified_text"]) == ("0 处", "1 处")


def test_rulings_are_sentences_with_who_ruled(sheets: dict[str, Result]) -> None:
    (waiver,) = explanation(sheets["verified"], "drills-held", "zh")["review"]["rulings"]
    assert waiver["text"] == "本项：准予豁免至2025-01-31。乙镇卫生院灾后重建" and waiver["reviewer"] == "复核员甲"
    refused = explanation(sheets["verified"], "training-done", "zh")
    assert refused["review"]["rulings"][0]["text"] == "本项：说明未采纳"
    assert not refused["explanation"]["counts"] and refused["explanation"]["effect"].startswith("核验没有采纳")


def test_an_assessors_question_says_who_fills_it_in(sheets: dict[str, Result]) -> None:
    (asked,) = explanation(sheets["claimed"], "records-sampled", "zh")["questions"]
    assert asked["assessor"] and asked["office"] is None and asked["valid"] == "bad_records <= 10"
    (office,) = explanation(sheets["claimed"], "payment-reform", "zh")["questions"]
    assert office["office"] == "县医保局" and office["answer"] == "单选：总额付费、按人头付费、按项目付费"
