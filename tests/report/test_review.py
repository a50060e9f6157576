"""Reports with a review: both sides, what the review changed, whose word it was, what was waived or objected to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gongti.engine.assessment import assess
from gongti.engine.assessment import view as view_of
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text
from gongti.engine.report import json_report, markdown, terminal
from gongti.engine.words import Language, say

View = dict[str, Any]
MakeView = Callable[[str], View]
WORKED = Path(__file__).parent.parent / "worked"
WIDTHS = (80, 100, 110, 159, 160, 200)
VALIDATOR = Draft202012Validator(json_report.schema())


def plain(view: View, lang: Language = "zh", width: int = 120) -> str:
    return terminal.render(view, lang, width=width, colour=False).decode("utf-8")


def written(view: View, lang: Language = "zh") -> str:
    return markdown.render(view, lang).decode("utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def cells(line: str) -> int:
    marks = ("Mn", "Me")
    return sum(
        0 if unicodedata.category(c) in marks else 1 + (unicodedata.east_asian_width(c) in ("W", "F")) for c in line
    )


def section(report: str, heading: str) -> str:
    after = re.split(rf"^{heading} ─+$", report, flags=re.MULTILINE)[1]
    return re.split(r"^\S.* ─+$", after, flags=re.MULTILINE)[0]


def row(report: str, *words: str) -> str:
    """The one line of a Markdown table that begins with these cells."""
    (found,) = [line for line in report.split("\n") if line.startswith("| " + " | ".join(words) + " |")]
    return found


# ---- the schema


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_result_with_a_review_keeps_to_the_schema(worked: MakeView, lang: str) -> None:
    assert [f"{list(e.path)}: {e.message}" for e in VALIDATOR.iter_errors(worked(lang))] == []


TEXTS = {n: (WORKED / n).read_text("utf-8") for n in ("report.yaml", "register.yaml", "review.yaml")}
ALONE = {n: text for n, text in TEXTS.items() if n != "review.yaml"}


def _shown(texts: dict[str, str], partial: bool = False) -> View:
    """The view of the worked sheet of these files, held against the schema."""
    pack, _ = load_pack_text((WORKED / "pack.yaml").read_text("utf-8"))
    submission, problems = read_report_texts(list(texts.items()), partial=partial)
    assert pack is not None and submission is not None, [p.line("zh") for p in problems]
    result = view_of(assess(pack, submission, date(2025, 1, 20), "direct", problems), "zh")
    assert [e.message for e in VALIDATOR.iter_errors(result)] == []
    return result


def _worked(more: str) -> View:
    """The worked sheet with more at the end of its review, where the objections stand."""
    return _shown({**TEXTS, "review.yaml": TEXTS["review.yaml"] + more})


# ---- both sides


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(worked: MakeView, lang: Language, width: int) -> None:
    for line in plain(worked(lang), lang, width).split("\n"):
        assert cells(line) <= width, line


@pytest.mark.parametrize("width", WIDTHS)
def test_the_verdict_has_both_sides_and_what_the_review_was(worked: MakeView, width: int) -> None:
    verdict = section(plain(worked("zh"), width=width), "评价结论")
    first, second = verdict.split("按自报")
    assert "经核验（已核验 20/47 项答案；现场核验）" in first
    # by hand in tests/worked: verified 51.60 of 93 at worst and a veto, claimed 70.30 to 71.96 of 93
    assert re.search(r"等次 +不合格", first) and re.search(r"可能等次 +良好、合格", second)
    assert "51.60 至 " in first and "70.30 至 71.96" in second
    assert "2.40 分只凭书面说明" in first and "3.10 分只凭书面说明" in second


@pytest.mark.parametrize(
    ("methods", "tier"), [("examine", "书面核验"), ("interview", "现场核验"), ("test", "现场核验")]
)
def test_the_tier_is_that_of_the_methods(methods: str, tier: str) -> None:
    entry = f"format: 1\nreviewer: 甲\nanswers: [{{indicator: fund, value: 900, method: {methods}}}]\n"
    shown = _shown({**ALONE, "r.yaml": entry})
    assert shown["reviewed"]["tier"] == {"书面核验": "papers", "现场核验": "on-site"}[tier]
    assert f"已核验 1/47 项答案；{tier}" in plain(shown) and tier in written(shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_dimensions_have_both_sides(worked: MakeView, width: int) -> None:
    view = worked("zh")
    lines = section(plain(view, width=width), "各维度得分")
    claimed_and_verified = [side for d in view["dimensions"] for side in (d, d["verified"])]
    for side in claimed_and_verified:
        ends = side["low"] if side["low"] == side["high"] else f"{side['low']}至{side['high']}"
        assert f"{ends}/{side['of']}" in squeezed(lines)
    assert lines.count("经核验") == len(view["dimensions"])


# ---- what the review changed


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_changed_answer_is_in_the_terminal(worked: MakeView, lang: Language, width: int) -> None:
    view = worked(lang)
    text = squeezed(plain(view, lang, width))
    for code in ("review.answers", "review.items", "review.facilities"):
        assert squeezed(say(f"report.{code}", lang)) in text
    labels = [a["label"] for a in view["review"]["answers"] if a["outcome"] != "confirmed"]
    assert len(labels) == 20
    # a cell may be broken anywhere: the first two letters of each stand together in every width
    assert all(squeezed(label)[:2] in text for label in labels)


def test_what_stands_beside_an_answer(worked: MakeView) -> None:
    text = written(worked("zh"))
    assert row(text, "规范管理率", "示例县医共体", "87.4%", "86.25%", "与自报不符", "复核员甲（现场测试、2025-01-10）")
    assert row(text, "医保支付方式", "某省某市示例县", "总额付费", "按人头付费", "与自报不符")
    assert row(text, "在架药品", "丙镇卫生院", "药甲、药己", "未定", "未能确认；药库封存，未能核实")
    remark = "数值未变（佐证不实）；两例随访记录为补造"
    assert row(text, "慢病随访", "示例县人民医院", "90 / 100 人", "90 / 100 人", remark)
    both = "复核员乙、复核员甲（访谈、现场测试、2025-01-11）"
    assert row(text, "安宁疗护", "示例县人民医院", "是", "未定（复核员甲 是、复核员乙 否）", "核验人意见不一", both)


def test_what_only_the_reviewer_answers_is_not_called_a_false_claim(worked: MakeView) -> None:
    line = row(written(worked("zh")), "抽查10份病历不合格数", "甲镇卫生院", "未填", "2 份")
    assert "与自报不符" not in line and "| 自报没有，核验补充 |" in line
    line = row(written(worked("en"), "en"), "抽查10份病历不合格数", "甲镇卫生院", "not answered", "2 份")
    assert "| not claimed, supplied by the review |" in line


def test_what_was_confirmed_is_counted_and_not_listed() -> None:
    entries = "[{indicator: fund, value: 900万元, method: test}, {indicator: managed, value: 80%, method: test}]"
    shown = _shown({**ALONE, "r.yaml": f"format: 1\nreviewer: 甲\nanswers: {entries}\n"})
    text = written(shown)
    assert "已核验 2/47 项答案" in text and shown["review"]["answers"][0]["outcome"] == "confirmed"
    assert "| 规范管理率 |" in text and "| 统筹资金 |" not in text


@pytest.mark.parametrize(
    ("item", "claimed", "verified", "difference", "status"),
    [
        # by hand, in tests/worked/expected.yaml
        ("六方参加管委会，每缺一项扣1分，扣完为止", "2.00 / 4.00", "0.00 / 4.00", "−2.00", "部分达标 → 未达标"),
        ("统筹资金1200万元得满分，否则按比例", "3.75 / 5.00", "4.00 / 5.00", "+0.25", "部分达标"),
        ("慢病随访90%满分，按比例", "4.00 / 4.00", "-4.00 / 4.00", "−8.00", "达标 → 未达标"),
        ("开展安宁疗护", "3.00 / 3.00", "0.00 至 3.00 / 3.00", "−3.00 至 0.00", "达标 → 未定"),
    ],
)
def test_the_difference_by_item(
    worked: MakeView, item: str, claimed: str, verified: str, difference: str, status: str
) -> None:
    table = written(worked("zh")).split("**得分有变化的评价项**")[1].split("**各机构得分变化")[0].replace("\\", "")
    found = row(table, item, claimed, verified).split(" | ")
    assert found[3].replace("低端 ", "").replace("，高端 ", " 至 ") == difference
    assert found[4].removesuffix(" |") == status


def test_an_item_the_review_left_alone_is_not_among_them(worked: MakeView) -> None:
    table = written(worked("zh")).split("**得分有变化的评价项**")[1].split("**各机构得分变化")[0]
    assert "2024年6月底前印发章程" not in table and "群众满意度" not in table


def test_the_difference_by_facility_is_that_of_the_json(worked: MakeView) -> None:
    view = worked("zh")
    table = written(view).split("**各机构得分变化")[1].split("\n## ")[0].replace("\\", "").replace("−", "-")
    for found in view["review"]["by_facility"]:
        if found["claimed"] != found["verified"]:
            line = row(table, found["name"])
            for end in ("low", "high"):
                assert found["claimed"][end] in line and found["verified"][end] in line
                assert found["difference"][end].lstrip("-") in line
                assert Fraction(found["difference"][end]) == pytest.approx(
                    float(Fraction(found["verified"][end]) - Fraction(found["claimed"][end])), abs=0.011
                )


# ---- rulings, waivers, objections


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "zh",
            [
                "原则上远程诊疗全覆盖：说明已采纳",
                "原则上进修20人，按比例：说明未采纳",
                "成员单位全部演练：准予豁免至2025-01-31。乙镇卫生院灾后重建",
                "示例县人民医院：床位使用缺陷每处扣1分：示例县人民医院的异议已采纳：两处属检修停用，不应计入（检修单属实）",
            ],
        ),
        (
            "en",
            [
                "原则上远程诊疗全覆盖: explanation accepted",
                "成员单位全部演练: waived until 2025-01-31. 乙镇卫生院灾后重建",
                "示例县人民医院: 床位使用缺陷每处扣1分: objection by 示例县人民医院 upheld: "
                "两处属检修停用，不应计入 (检修单属实)",
            ],
        ),
    ],
)
def test_rulings_waivers_and_objections_are_sentences(worked: MakeView, lang: Language, sentences: list[str]) -> None:
    view = worked(lang)
    for text in (squeezed(plain(view, lang)), squeezed(written(view, lang))):
        assert all(squeezed(said) in text for said in sentences)


def test_a_waiver_that_is_over_and_an_open_objection() -> None:
    extra = "  - {criterion: beds-used, facility: h, text: 再议, outcome: open}\n"
    view = _worked(extra)
    view["review"]["waivers"][0] |= {"active": False, "until": "2024-12-31"}
    for text in (squeezed(plain(view)), squeezed(written(view))):
        assert "成员单位全部演练：豁免已于2024-12-31到期，不再有效。" in text
        assert "被评单位提出异议，尚未处理：再议" in text
    view["review"]["waivers"][0] |= {"active": True, "until": None}
    assert "准予豁免至另行通知" in squeezed(plain(view))


def test_an_objection_to_an_answer_names_it_as_the_form_does() -> None:
    view = _worked("  - {indicator: fund, text: 应为一千万, outcome: rejected, reason: 无凭证}\n")
    for text in (plain(view), written(view)):
        assert "统筹资金：被评单位的异议未采纳：应为一千万（无凭证）" in text


# ---- a self-report alone, and files left out


def test_without_a_review_nothing_speaks_of_one(view: View) -> None:
    for text in (plain(view), written(view)):
        assert "核验" not in text.replace("核验后", "") and "→" not in text


def test_objections_alone_are_shown_though_nobody_reviewed() -> None:
    objection = "format: 1\nobjections: [{criterion: beds-used, text: 应重新核定, by: 示例县人民医院}]\n"
    shown = _shown({**ALONE, "o.yaml": objection})
    assert shown["verified"] is None
    for text in (plain(shown), written(shown)):
        assert "床位使用缺陷每处扣1分：示例县人民医院提出异议，尚未处理：应重新核定" in text


def test_files_that_could_not_be_read_are_said_first() -> None:
    shown = _shown({**TEXTS, "甲|镇.yaml": "format: 1\n  broken"}, partial=True)
    for width in WIDTHS:
        verdict = section(plain(shown, width=width), "评价结论")
        assert verdict.strip().startswith("未读文件") and verdict.index("甲|镇.yaml") < verdict.index("经核验")
    text = written(shown)
    (line,) = [line for line in text.split("\n") if "未读文件" in line]
    assert text.index(line) < text.index("**经核验") and "甲\\|镇.yaml" in line


# ---- hostile

HOSTILE = {
    "bidi": "\u202e甲\u2066乙",
    "escape": "\x1b[31m红\x9b0m",
    "lines": "一\r\n二\u2028三\x85四",
    "markup": "[red]x[/red]|**粗**|<b>",
    "long": "长" * 200,
    "long-latin": "x" * 200,
}


def spoil(node: Any, text: str, key: str = "") -> Any:
    free = {"name", "title", "label", "text", "reason", "by", "note", "claimed_text", "verified_text"}
    if isinstance(node, dict):
        return {k: spoil(v, text, k) for k, v in node.items()}
    if isinstance(node, list):
        return [text if key == "reviewers" else spoil(item, text) for item in node]
    return text if key in free and isinstance(node, str) else node


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("width", [80, 120, 200])
def test_hostile_words_of_a_review_stay_words(worked: MakeView, text: str, width: int) -> None:
    before, after = plain(worked("zh"), width=width), plain(spoil(worked("zh"), text), width=width)
    for char in after.replace("\n", ""):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}, hex(ord(char))
    assert all(cells(line) <= width for line in after.split("\n"))
    heads = r"^(\S+) ─+$"
    assert re.findall(heads, after, re.MULTILINE) == re.findall(heads, before, re.MULTILINE)
