"""An explanation holds the result's own numbers, and every calculation it shows comes to what it says."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from naive.case import Case, pack_text, report_text, review_texts
from naive.generate import cases

import gongti
from gongti.engine.assessment import Result, assess, view
from gongti.engine.assessment.explain import explanation
from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.pack import load_pack, load_pack_text
from gongti.engine.score import Finding
from gongti.engine.values.exact import show, to_fraction
from gongti.engine.words import Language

ROOT = Path(gongti.__file__).parent
SAMPLES = [
    ("qinghe", "county-four-keys", date(2024, 12, 1)),
    ("binhai-group", "urban-group-liaoning-2023", date(2024, 12, 5)),
]
LANGS: tuple[Language, ...] = ("zh", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def sample(folder: str, pack_id: str, on: date) -> Result:
    with contextlib.chdir(ROOT):  # the printed places stay short wherever the tree lies
        submission, _ = read_reports([f"samples/{folder}"])
    pack, _ = load_pack(ROOT / "rules" / pack_id)
    assert submission is not None and pack is not None
    return assess(pack, submission, on, "direct")


def worked(reviewed: bool = True) -> Result:
    """The sheet worked out by hand in tests/worked, whose every number stands in its expected.yaml."""
    folder = ROOT / "tests" / "worked"
    text = {name: (folder / name).read_text("utf-8") for name in ("report.yaml", "register.yaml", "review.yaml")}
    given = [(name, text[name]) for name in text if reviewed or name != "review.yaml"]
    prior = ("prior.json", (folder / "prior.json").read_text("utf-8"))
    submission, _ = read_report_texts(given, prior=prior)
    pack, _ = load_pack(folder / "pack.yaml")
    assert submission is not None and pack is not None
    return assess(pack, submission, date(2025, 1, 20), "direct")


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {folder: sample(folder, pack, on) for folder, pack, on in SAMPLES}


def case(pack: str, report: str, on: date = date(2024, 12, 1)) -> Result:
    found, problems = load_pack_text(pack)
    assert found is not None, problems
    submission, problems = read_report_texts([("report.yaml", report)])
    assert submission is not None, problems
    return assess(found, submission, on, "direct")


def computed(formula: str) -> Fraction:
    """What a formula comes to, by Python's own fractions: ``8 × (3/10 ÷ 33.3%)``."""
    formula = formula.replace("[", "(").replace("]", ")")
    number = r"(-?\d+(?:\.\d+)?(?:/\d+)?)(%?)"
    assert re.fullmatch(rf"(?:{number}|[×÷−+() ])+", formula), formula
    text = re.sub(number, lambda m: f"(Fraction('{m[1]}') / {100 if m[2] else 1})", formula)
    return Fraction(eval(text.translate({0xD7: "*", 0xF7: "/", 0x2212: "-"}), {"Fraction": Fraction}))


def test_formulas_are_computed_by_the_test_itself() -> None:
    assert computed("8 × (3/10 ÷ 1/3)") == Fraction(36, 5)
    assert computed("(100% − 193/200) ÷ 1%") == Fraction(7, 2)
    assert computed("(8 × 9 + 3 × 0) ÷ 11") == Fraction(72, 11)
    assert computed("6 − 0.5 × 4") == 4
    assert computed("2 × ((-1 − (-3)) ÷ (5 − (-3)))") == Fraction(1, 2)
    assert computed("(4 + [7.2]) × 10/8 + -1") == 13


def steps(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from row["steps"]
    for unit in row["units"]:
        yield from unit["steps"]


def agrees(result: Result, lang: Language) -> None:
    """Every criterion: the last line is the result's points, and every formula comes to its number."""
    rows = {c["id"]: c | (c["verified"] or {}) for c in view(result, lang)["criteria"]}
    for finding in result.basis.ledger.findings:
        row = explanation(result, finding.criterion.id, lang)
        last = row["steps"][-1]
        sums_agree(result, finding, row)
        told = rows[finding.criterion.id]
        assert last["kind"] == "points"
        assert last["exact"] == [show(finding.low), show(finding.high)]
        assert (last["low"], last["high"]) == (told["low"], told["high"])
        # The line before it, the score itself or what a doubt or an explanation made of it, is the same.
        assert all(s["exact"] == last["exact"] for s in row["steps"][-2:-1] if s["exact"] is not None), row["steps"]
        assert {key: row["criterion"][key] for key in ("status", "value", "target", "level", "low", "high", "of")} == {
            key: told[key] for key in ("status", "value", "target", "level", "low", "high", "of")
        }
        for step in steps(row):
            for formula in step["formulas"]:
                assert computed(formula["formula"]) == Fraction(formula["value"]), step
                assert formula["formula"] in step["text"]
        for unit, line in zip(finding.units, row["units"], strict=True):
            told_steps = [s for s in line["steps"] if s["kind"] != "contested" and s["exact"] is not None]
            if unit.before is not None:  # the line before the adjustment holds what it adjusted
                at = next(i for i, s in enumerate(told_steps) if s["kind"] == "adjusted")
                assert told_steps[at - 1]["exact"] == [show(unit.before.low), show(unit.before.high)]
            if unit.low is not None and unit.high is not None and unit.status != "contested":
                assert told_steps[-1]["exact"] == [show(unit.low), show(unit.high)]


def sums_agree(result: Result, finding: Finding, row: dict[str, Any]) -> None:
    """The way up is the arithmetic that was done: with its factor, its maximum, the cap on bonus and the weights."""
    ledger = result.basis.ledger
    own = next(d for d in ledger.dimensions if d.dimension.id == finding.criterion.dimension)
    most = own.dimension.max
    for shown, points, limit in (
        (row["total"]["dimension"], own.points, most),
        (row["total"]["total"], ledger.total, None),
    ):
        made = [Fraction(f["value"]) for f in shown["formulas"]]
        assert [computed(f["formula"]) if f["formula"] else 0 for f in shown["formulas"]] == made
        ends = [to_fraction(points.low), to_fraction(points.high)]
        cut = [min(m, to_fraction(limit)) if limit is not None else m for m in made]
        assert {*cut} == {*ends}, shown
    total = row["total"]["total"]
    for formula in total["percent"]["formulas"] if total["percent"] else ():
        assert computed(formula["formula"]) == Fraction(formula["value"])
        assert formula["value"] in (show(ledger.total.low_percent), show(ledger.total.high_percent))
    settled = not any(f.may_leave for f in ledger.findings) and result.pack.model.scoring.bonus_cap is None
    if total["percent"] and settled:
        assert all(" = " in text for text in total["percent"]["text"]), total["percent"]


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


# ---- what is said, by hand


def texts(result: Result, criterion: str, lang: Language = "zh") -> list[str]:
    return [s["text"] for s in explanation(result, criterion, lang)["steps"]]


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


# ---- what the samples do not reach

PACK = """
format: 1
id: p
version: 1.0.0
title: 一包
applies_to: county-consortium
documents: {d: {title: 文件, date: 2024-01-01, seen: original}}
in_force: {from: 2024-01-01}
points_by: project
roles: {members: role == "member", nobody: role == "partner"}
indicators:
  beds_held: {type: count, label: 床位, unit: 张, asked_of: members}
  open_day: {type: date, label: 日期, asked_of: consortium}
  wanted: {type: yesno, label: 要不要, asked_of: consortium}
  rate: {type: percent, label: 比例, asked_of: consortium}
dimensions:
  - id: a
    title: 甲
    max: 12
    criteria:
      - {id: mean, title: 平均, force: must, points: 6, over: members, measure: beds_held, score: {method: linear, zero: 10, full: 40}}
      - {id: min, title: 最低, force: must, points: 6, over: members, measure: beds_held, score_each: min, score: {method: deduct, each: 1, above: 20, per: 10, step: down, floor: -2}}
      - {id: total, title: 合计, force: must, points: 3, over: members, measure: beds_held, across: sum, score: {method: linear, full: 100}}
      - {id: bonus, title: 加分, force: may, points: 2, measure: open_day <= 2024-06-30}
      - {id: empty, title: 无人, force: must, points: 1, over: nobody, measure: beds > 3}
      - {id: never, title: 不适用, force: must, points: 4, applies_when: wanted, measure: rate, score: {method: linear, full: 50%}}
      - {id: if-any, title: 各家, force: must, points: 4, over: members, applies_when: beds_held > 15, measure: beds_held, across: mean, score: {method: levels, levels: [{id: 高, at_least: 30, points: 100%}, {id: 中, when: 'value in [20, 25]', points: 1}]}}
grades: [{id: g, title: 合格, otherwise: true}]
"""  # noqa: E501
REPORT = """
format: 1
consortium: {id: c, name: 某医共体, kind: county-consortium}
period: 2024
answers: {open_day: 无, wanted: 否, rate: 33.3%}
facilities:
  - {id: x, name: 甲院, role: member, type: t, answers: {beds_held: 20}}
  - {id: y, name: 乙院, role: member, type: t, answers: {beds_held: 55}}
  - {id: z, name: 丙院, role: member, type: t}
"""


@pytest.fixture(scope="module")
def small() -> Result:
    return case(PACK, REPORT)


def test_each_facility_is_scored_and_the_mean_is_written_out(small: Result) -> None:
    row = explanation(small, "mean", "zh")
    lines = {u["name"]: [s["text"] for s in u["steps"]] for u in row["units"]}
    # By hand: 6 × 10/30 = 2; 55 is beyond 40; unknown is 0 to 6. The mean is 8/3 to 14/3.
    assert lines["甲院"] == ["代入：20", "按比例：6 × ((20 − 10) ÷ (40 − 10)) = 2.00"]
    assert lines["乙院"][1] == "按比例：55 已到满分线 40，得满分 6.00"
    assert lines["丙院"] == ["代入：未知", "按比例：数据不全，得 0.00 至 6.00"]
    assert row["steps"][0]["text"].endswith(
        "按最低计：(6 + 2 + 0) ÷ 3 = 8/3≈2.67；按最高计：(2 × 6 + 2) ÷ 3 = 14/3≈4.67"
    )


def test_the_lowest_facility_counts_and_a_floor_is_kept(small: Result) -> None:
    row = explanation(small, "min", "zh")
    lines = {u["name"]: u["steps"][1]["text"] for u in row["units"]}
    assert lines["甲院"] == "扣分法，(20 − 20) ÷ 10 不大于 0，没有要扣的，得满分 6.00"
    assert lines["乙院"] == "扣分法，s = (55 − 20) ÷ 10 = 3.5；s 舍为 3；6 − 1 × 3 = 3.00"
    assert lines["丙院"] == "扣分法：数据不全，得 -2.00 至 6.00"
    assert row["steps"][0]["text"] == "按得分最低的一家（丙院）计：-2.00 至 3.00"


def test_values_of_several_facilities_are_added_with_the_unknown_among_them(small: Result) -> None:
    first, second, _ = texts(small, "total")
    assert first == "合计：20 + 55 + 未知 = （不少于75）"
    assert second == "按比例：数据不全，得 2.25 至 3.00"


def test_bonus_and_an_empty_role_and_what_does_not_apply(small: Result) -> None:
    assert texts(small, "bonus") == [
        "代入：无 <= 2024-06-30，不成立",
        "达标法：条件不成立，得 0",
        "本项加 0.00（最多 2.00，不计入满分）",
    ]
    assert texts(small, "empty")[0] == "名录里没有“nobody”，无从评起，得 0.00 至 1.00"
    row = explanation(small, "never", "zh")
    assert row["applies"]["units"] == [{"spelled": "否", "holds": "否", "names": ["医共体（集团）本部"]}]
    assert [s["text"] for s in row["steps"]] == ["不适用，4.00 分不计入满分"]
    assert row["units"] == [] and row["criterion"]["of"] == "0.00"


def test_where_it_is_not_known_whether_it_applies_nothing_is_computed(small: Result) -> None:
    row = explanation(small, "if-any", "zh")
    assert {(u["spelled"], u["holds"], *u["names"]) for u in row["applies"]["units"]} == {
        ("20 > 15", "是", "甲院"), ("55 > 15", "是", "乙院"), ("未知 > 15", "未知", "丙院"),
    }  # fmt: skip
    assert texts(small, "if-any")[0] == "是否适用还不知道，得 0.00 至 4.00"
    assert row["measure"]["score"].endswith("分档：高（不低于30）4分、中（value in [20, 25]）1分")


def test_a_dimension_says_that_its_maximum_cuts_the_sum(small: Result) -> None:
    low, high = explanation(small, "mean", "zh")["total"]["dimension"]["text"]
    assert low == "[2.67] + -2.00 + 2.25 + 0.00 + 0.00 = 2.92"
    assert high == "[4.67] + 3.00 + 3.00 + 1.00 + 4.00，最多计 12：12.00"


def test_a_percentage_stays_as_it_was_typed() -> None:
    result = case(PACK, REPORT.replace("wanted: 否", "wanted: 是"))
    # 33.3 % and not a third: 4 × 333/500 is 2.664.
    assert texts(result, "never")[:2] == ["代入：33.3%", "按比例：4 × (33.3% ÷ 50%) = 333/125≈2.66"]


def test_a_criterion_the_pack_does_not_have_is_an_error(small: Result) -> None:
    with pytest.raises(KeyError):
        explanation(small, "nothing", "zh")


EDGES = """
format: 1
id: p
version: 1.0.0
title: 一包
applies_to: county-consortium
documents: {d: {title: 文件, date: 2024-01-01, seen: original}}
in_force: {from: 2024-01-01}
indicators:
  owed: {type: count, label: 欠账, asked_of: consortium}
  covered: {type: ratio, label: 覆盖, part: 已覆盖, whole: 应覆盖, asked_of: consortium}
dimensions:
  - id: a
    title: 甲
    criteria:
      - {id: debts, title: 欠账, force: must, points: 5, measure: owed, score: {method: deduct, each: 2, floor: -4}, veto: true}
      - {id: bands, title: 分档, force: must, points: 5, measure: owed, score: {method: levels, levels: [{id: 好, at_most: 1, points: 5}, {id: 中, at_most: 3, points: 2}]}}
      - {id: lower, title: 越少越好, force: must, points: 5, measure: owed, score: {method: linear, zero: 5, full: 0}}
      - {id: cover, title: 覆盖, force: must, points: 5, measure: covered, score: {method: linear, full: 100%}}
grades: [{id: good, title: 好, when: percent >= 60}, {id: bad, title: 差, otherwise: true}]
"""  # noqa: E501


def test_floors_bands_and_a_division_by_nothing() -> None:
    report = REPORT.replace("open_day: 无, wanted: 否, rate: 33.3%", "owed: 9, covered: {part: 0, whole: 0}")
    result = case(EDGES, report)
    assert texts(result, "debts")[1] == "扣分法，s = 9；5 − 2 × 9 低于下限，按 -4.00 计"
    assert texts(result, "bands")[1].endswith(
        "“好”5 分：9 <= 1 不成立；“中”2 分：9 <= 3 不成立；没有一档成立：0 分；得 0.00"
    )
    assert texts(result, "lower")[1] == "按比例：9 没有越过起分线 5，得 0"
    assert texts(result, "cover")[:2] == [
        "代入：0 / 0，得 未知",
        "按比例，数据不全。最低：0% 没有越过起分线 0，得 0；最高：100% 已到满分线 100%，得满分 5.00",
    ]
    assert [m["text"] for m in explanation(result, "cover", "zh")["missing"]] == ["分母为 0，算不出"]
    (veto,) = explanation(result, "debts", "zh")["rules"]
    assert (veto["text"], veto["certain"]) == ("一票否决：“欠账”未达到；等次最高为差", True)
    assert veto["because"] == ["“欠账”未达标"]


# ---- the whole language, on the sheet worked out by hand


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
    (open_,) = explanation(
        case(PACK, REPORT + "objections: [{criterion: mean, text: 床位少计, by: 甲院}]\n"), "mean", "zh"
    )["review"]["objections"]
    assert (open_["outcome"], open_["text"]) == ("open", "床位少计")


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


WEIGHTED = """
format: 1
id: p
version: 1.0.0
title: 一包
applies_to: county-consortium
documents: {d: {title: 文件, date: 2024-01-01, seen: original}}
in_force: {from: 2024-01-01}
indicators:
  x: {type: count, label: 甲数, asked_of: consortium}
  y: {type: count, label: 乙数, asked_of: consortium}
dimensions:
  - id: a
    title: 甲
    weight: 30
    criteria: [{id: one, title: 一, force: must, points: 20, measure: x, score: {method: linear, full: 10}}]
  - id: b
    title: 乙
    weight: 70
    criteria: [{id: two, title: 二, force: must, points: 10, measure: y, score: {method: linear, full: 10}}]
grades: [{id: g, title: 合格, otherwise: true}]
"""


def test_weights_make_the_percent() -> None:
    result = case(WEIGHTED, REPORT.replace("open_day: 无, wanted: 否, rate: 33.3%", "x: 5, y: 8"))
    total = explanation(result, "one", "zh")["total"]["total"]
    # By hand: half of 30 and four fifths of 70 are 71 of 100.
    assert total["percent"] == {
        "low": "71.00",
        "high": "71.00",
        "text": ["([30 × 10.00 ÷ 20.00] + 70 × 8.00 ÷ 10.00) ÷ (30 + 70) × 100 = 71.00"],
        "formulas": [
            {"formula": "([30 × 10 ÷ 20] + 70 × 8 ÷ 10) ÷ (30 + 70) × 100", "value": "71"},
            {"formula": "([30 × 10 ÷ 20] + 70 × 8 ÷ 10) ÷ (30 + 70) × 100", "value": "71"},
        ],
    }


def test_an_explanation_accepted_for_one_facility_counts_for_it_alone() -> None:
    pack = PACK.replace("title: 平均, force: must", "title: 平均, force: should").replace("    max: 12\n", "")
    pack = pack.replace("points_by: project", "points_by: project\nscoring: {explained_share: 50%}")
    report = REPORT + "explanations: {mean: 病区正在改造，年底前恢复}\n"
    review = "format: 1\nreviewer: 某某\ndate: 2024-11-20\n"
    review += "criteria: [{criterion: mean, facility: x, explanation: accepted}]\n"
    found, _ = load_pack_text(pack)
    submission, _ = read_report_texts([("report.yaml", report)], reviews=[("review.yaml", review)])
    assert found is not None and submission is not None
    result = assess(found, submission, date(2024, 12, 1), "direct")
    row = explanation(result, "mean", "zh")
    lines = {u["name"]: u["steps"][-1] for u in row["units"]}
    # By hand: 2 of 6 rise to half of 6; the others stay: (3 + 6 + 0) ÷ 3 to (3 + 6 + 6) ÷ 3.
    assert lines["甲院"]["kind"] == "explained" and "6 × 50% = 3.00" in lines["甲院"]["text"]
    assert lines["乙院"]["kind"] == "score"
    assert row["steps"][-2]["exact"] == ["3", "5"] and row["steps"][-2]["text"].startswith("甲院的书面说明已采纳")
    agrees(result, "zh")
