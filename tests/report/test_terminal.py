"""The terminal report: what it says first, what it never says alone, and what hostile text cannot do to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from gongti.engine.report import terminal

View = dict[str, Any]
MakeView = Callable[[str], View]
HEADINGS = [
    "评价结论",
    "各维度得分",
    "问题与整改清单",
    "尚未确定",
    "监测情况",
    "勾稽不符",
    "提示",
    "填报与读取中的问题",
    "依据与出处",
]


def plain(view: View, lang: str = "zh", width: int = 120) -> str:
    return terminal.render(view, lang, width=width, colour=False).decode("utf-8")  # type: ignore[arg-type]


def cells(line: str) -> int:
    """Width by Unicode's own table, so that rich's is not its own judge."""
    marks = ("Mn", "Me")
    return sum(
        0 if unicodedata.category(c) in marks else 1 + (unicodedata.east_asian_width(c) in ("W", "F")) for c in line
    )


def section(report: str, heading: str) -> str:
    """What stands between a heading and the next."""
    after = re.split(rf"^{heading} ─+$", report, flags=re.MULTILINE)[1]
    return re.split(r"^\S.* ─+$", after, flags=re.MULTILINE)[0]


def squeezed(report: str) -> str:
    """Without blanks and line ends: what is said, wherever it was broken."""
    return re.sub(r"\s", "", report)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 81, 109, 110, 120, 159, 160, 200])
def test_no_line_is_wider_than_the_terminal(make_view: MakeView, lang: str, width: int) -> None:
    for line in plain(make_view(lang), lang, width).split("\n"):
        assert cells(line) <= width, line


@pytest.mark.parametrize(("asked", "given"), [(40, 80), (80, 80), (200, 200), (1000, 200)])
def test_widths_are_kept_between_80_and_200(view: View, asked: int, given: int) -> None:
    assert max(map(cells, plain(view, width=asked).split("\n"))) == given


def test_verdict_comes_first_and_provenance_last(view: View) -> None:
    report = plain(view)
    assert re.findall(r"^(\S+) ─+$", report, flags=re.MULTILINE) == HEADINGS
    assert report.startswith("青禾县人民医院医共体\n")


def test_plain_report_holds_no_escape_and_colour_only_adds_escapes(view: View) -> None:
    without = plain(view)
    coloured = terminal.render(view, "zh", width=120, colour=True).decode("utf-8")
    assert "\x1b" not in without
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.split("\n")] == without.split("\n")


def test_the_machine_it_runs_on_changes_nothing(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    before = terminal.render(view, "zh", width=120, colour=True)
    for name, value in {"NO_COLOR": "1", "COLUMNS": "20", "TERM": "dumb", "FORCE_COLOR": "1", "LANG": "C"}.items():
        monkeypatch.setenv(name, value)
    assert terminal.render(view, "zh", width=120, colour=True) == before


# ---- never alone


def test_an_interval_is_printed_whole_wherever_it_stands(view: View) -> None:
    report = plain(view)
    for low, high in [("58.00", "66.00"), ("63.04%", "71.74%"), ("26.00", "30.00"), ("65.00%", "75.00%")]:
        assert report.count(low) == report.count(f"{low} 至 {high}") == 1


def test_a_dimension_without_percent_bounds_prints_no_percent_while_it_is_open(view: View) -> None:
    for dimension in view["dimensions"]:
        del dimension["low_percent"], dimension["high_percent"]
    dimensions = section(plain(view), "各维度得分")
    assert "65.00%" not in dimensions and "60.67%" not in dimensions
    assert "62.73%" in dimensions  # the one that is settled


def test_possible_grades_replace_the_grade(view: View) -> None:
    view["claimed"]["possible_grades"] = ["tight", "basic"]
    verdict = section(plain(view), "评价结论")
    assert re.search(r"^  可能等次 +紧密型、基本紧密型$", verdict, flags=re.MULTILINE)
    assert not re.search(r"^  等次 ", verdict, flags=re.MULTILINE)


def test_one_possible_grade_under_an_open_score_says_that_it_is_settled(view: View) -> None:
    assert "基本紧密型（无论未定项如何，等次不变）" in plain(view)
    view["claimed"] |= {"high": "58.00", "high_percent": "63.04"}
    assert "无论未定项如何" not in plain(view)
    assert re.search(r"^  得分 +58\.00，满分 92\.00$", plain(view), flags=re.MULTILINE)


def test_nothing_scored_is_said_to_be_not_assessed(view: View) -> None:
    nothing = dict.fromkeys(view["claimed"]) | {"of": "0.00", "possible_grades": []}
    view["claimed"], view["gaps"] = nothing, []
    verdict = section(plain(view), "评价结论")
    assert len(re.findall(r"^  (?:等次|得分|得分率) +未评价$", verdict, flags=re.MULTILINE)) == 3
    assert "0.00" not in verdict and "█" not in verdict
    assert "没有需要整改的问题" not in plain(view)


def test_nothing_known_prints_the_whole_interval_but_no_percent(view: View) -> None:
    view["claimed"] |= {"points": "0.00", "low": "0.00", "high": "92.00", "percent": None, "grade": None}
    view["claimed"]["possible_grades"] = ["tight", "basic", "loose"]
    verdict = section(plain(view), "评价结论")
    assert "0.00 至 92.00，满分 92.00" in verdict
    assert "紧密型、基本紧密型、非紧密型" in verdict
    assert re.search(r"^  得分率 +未评价$", verdict, flags=re.MULTILINE)


# ---- what the verdict rests on


def test_vetoes_are_certain_or_possible(view: View) -> None:
    assert "人员未统一管理，等次最高为基本紧密型（可能，取决于未定答案）" in plain(view)
    view["vetoes"][0]["certain"] = True
    assert "人员未统一管理，等次最高为基本紧密型（确定）" in plain(view)
    view["vetoes"][0]["caps"] = None
    assert re.search(r"一票否决 +人员未统一管理（确定）$", plain(view), flags=re.MULTILINE)


def test_explanations_are_named_only_where_points_rest_on_them(view: View) -> None:
    assert "2.00 分只凭书面说明给出" in plain(view)
    view["claimed"]["explained"] = "0.00"
    assert "书面解释" not in plain(view)


def test_coverage_names_who_did_not_report_and_who_does_not_count(view: View) -> None:
    verdict = squeezed(section(plain(view), "评价结论"))
    assert "名册12家，已报11家；名册日期2024-06-30；未报：柳树镇卫生院；不在名册内、不计入：青禾康复诊所" in verdict
    view["register"] |= {"source": "report", "as_of": None, "not_reported": [], "not_counted": []}
    assert "未提供机构名册，只按自报的12家计算" in squeezed(plain(view))


def test_one_evaluator_alone_is_said_to_be_alone(view: View) -> None:
    assert "durable-rules 与直接推理各判一遍，结果一致" in plain(view)
    view["evaluators"] = ["direct"]
    assert "仅由 direct 判定，未经另一推理器对照" in plain(view)


def test_both_sides_are_printed_with_a_review(view: View) -> None:
    view["verified"] = view["claimed"] | {
        "low": "50.00", "points": "50.00", "high": "51.00", "low_percent": "54.35", "high_percent": "55.43",
        "grade": "loose", "possible_grades": ["loose"],
    }  # fmt: skip
    view["reviewed"] = {"checked": 12, "of": 80}
    view["dimensions"][0]["verified"] = {"points": "20.00", "low": "20.00", "high": "20.00", "of": "40.00"}
    view["gaps"][0]["basis"] = "verified"
    view["criteria"][2]["verified"] = {"status": "met", "points": "8.20", "low": "8.20", "high": "8.20", "of": "8.20"}
    report = plain(view)
    verdict = section(report, "评价结论")
    assert verdict.index("经核验（已核验 12/80 项答案）") < verdict.index("50.00 至 51.00") < verdict.index("按自报")
    assert verdict.index("按自报") < verdict.index("58.00 至 66.00")
    assert re.search(r"^  经核验 .* 20\.00 / 40\.00$", section(report, "各维度得分"), flags=re.MULTILINE)
    gaps = section(report, "问题与整改清单")
    assert "以下按核验后的结果列出" in gaps
    assert "未达标" not in gaps  # the one unmet criterion is met on the verified side, on which its gap rests


def test_grade_lines_stand_where_the_grades_begin(view: View) -> None:
    lines = plain(view).split("\n")
    bar = next(line for line in lines if "│" in line)
    start = bar.index("█")
    drawn = bar[start:]
    assert len(drawn) == 72
    assert [place for place, cell in enumerate(drawn) if cell == "│"] == [43, 61]  # 60% and 85% of 72 cells
    assert lines[lines.index(bar) + 1][start + 43 :].startswith("60% 基本紧密型")
    assert drawn.count("█") + 1 == 45  # 63.04% of 72 cells is 45.4, one of them under a line
    for grade in view["pack"]["grades"]:
        del grade["at"]
    assert "│" not in plain(view)


# ---- gaps and the lists after them


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_gap_gives_all_that_is_needed_to_mend_it(view: View, width: int) -> None:
    view["gaps"] = [gap for gap in view["gaps"] if gap["criterion"] == "slots-one-third"]
    gaps = section(plain(view, width=width), "问题与整改清单")
    for said in ["三（三）1 [1]", "部分达标", "青禾县人民医院", "还差40个/周", "0.80", "牵头医院门诊部", "2024-12-31"]:
        assert said in gaps
    for said in ["门诊号源下沉不少于三分之一", "下沉360/1200，低于1/3", "「至少1/3的门诊号源」"]:
        assert said in squeezed(gaps)


def test_wide_tables_have_a_column_for_everything(view: View) -> None:
    heads = ["条款", "评价项", "扣分理由", "机构", "差距", "涉及分", "责任", "期限"]
    assert any(line.split() == heads for line in plain(view, width=160).split("\n"))
    assert any(line.split() == ["条款", "评价项与扣分理由", *heads[3:]] for line in plain(view, width=159).split("\n"))
    assert any(
        line.split() == ["条款", "评价项与扣分理由", "涉及分", "责任与期限"]
        for line in plain(view, width=80).split("\n")
    )


def test_overdue_gaps_and_quotes_nobody_saw_are_marked(view: View) -> None:
    gaps = section(plain(view), "问题与整改清单")
    assert gaps.count("已逾期") == 1
    assert gaps.count("待核原文") == 2
    assert "据转述，待核原文" in squeezed(section(plain(view), "依据与出处"))


def test_points_set_by_the_project_are_starred_among_others(view: View) -> None:
    assert "0.80*" not in plain(view)  # all of them are: the provenance says so once
    assert "由本项目设定，文件没有规定；不是官方评分" in plain(view)
    view["gaps"][0]["points_by"] = "official"
    starred = plain(view)
    assert "0.80*" in starred and "8.20*" not in starred
    assert "* 此项分值由本项目设定" in starred


def test_no_gaps_is_said(view: View) -> None:
    view["gaps"] = []
    assert "没有需要整改的问题。" in plain(view)


def test_facilities_that_leave_the_same_question_open_share_a_row(view: View) -> None:
    rows = section(plain(view), "尚未确定")
    assert rows.count("统一招聘人数") == 1
    assert "柳树镇卫生院、石桥镇卫生院" in rows


def test_contradictions_show_both_sides_and_problems_their_place(view: View) -> None:
    report = plain(view)
    contradictions = section(report, "勾稽不符")
    assert "各成员收到号源合计：250" in contradictions and "牵头医院下沉号源：360" in contradictions
    assert "存疑项：基层收到的号源得到使用" in contradictions
    assert "警告 samples/county/chewang.yaml:31:5 unknown-indicator" in section(report, "填报与读取中的问题")


@pytest.mark.parametrize("width", [80, 200])
def test_hashes_stand_unbroken(view: View, width: int) -> None:
    provenance = section(plain(view, width=width), "依据与出处")
    for hashed in [view["pack"], *view["inputs"]]:
        assert hashed["sha256"] in provenance


def test_an_overlay_is_named_with_its_hash(view: View) -> None:
    view["pack"]["overlays"] = [{"id": "city-2024", "version": "1.0.0", "sha256": "e" * 64, "title": "某市调整"}]
    provenance = section(plain(view), "依据与出处")
    assert "city-2024 1.0.0（某市调整）" in provenance and "e" * 64 in provenance


# ---- hostile text

HOSTILE = {
    "ansi": "\x1b[31m红\x1b[0m\x1b]0;title\x07",
    "c1": "a\x9b31mb",
    "markup": "[red]x[/red][/] :smile:",
    "lines": "一\r\n二\n三\x0b\x0c四\x1c\x85\u2028\u2029五\t六",
    "bidi": "\u202egnp.exe\u2066\u200f",
    "hidden": "\u200b\ufeff\u00ad",
    "surrogate": "\ud800",
    "format": "{0} {text} %s",
    "long": "长" * 200,
    "long-latin": "x" * 200,
    "combining": "e" + "\u0301" * 50,
    "emoji": "👨‍👩‍👧❤️",
    "empty": "",
}


def spoil(node: Any, text: str) -> Any:
    """Every text of the view that comes from a report or a pack, replaced."""
    free = {
        "name",
        "title",
        "text",
        "label",
        "action",
        "owner",
        "quote",
        "clause",
        "document",
        "issuer",
        "at",
        "path",
        "unit",
    }
    if isinstance(node, dict):
        return {
            k: text if k in free and isinstance(v, str) and not (k == "at" and v[:1].isdigit()) else spoil(v, text)
            for k, v in node.items()
        }
    if isinstance(node, list):
        return [spoil(item, text) for item in node]
    return node


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("width", [80, 120, 200])
def test_hostile_text_stays_text(view: View, text: str, width: int) -> None:
    report = plain(spoil(view, text), width=width)
    for char in report.replace("\n", ""):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}, hex(ord(char))
    for line in report.split("\n"):
        assert cells(line) <= width, line
    assert re.findall(r"^(\S+) ─+$", report, flags=re.MULTILINE) == HEADINGS


def test_hostile_signs_are_shown_not_swallowed(view: View) -> None:
    view["consortium"]["name"] = HOSTILE["ansi"] + HOSTILE["bidi"] + HOSTILE["markup"]
    assert plain(view).startswith("␛[31m红␛[0m␛]0;title␇<U+202E>gnp.exe<U+2066><U+200F>[red]x[/red][/] :smile:\n")


def test_a_long_name_is_broken_and_not_cut(view: View) -> None:
    view["consortium"]["name"] = HOSTILE["long"]
    assert plain(view, width=80).startswith("\n".join(["长" * 40] * 5) + "\n")
