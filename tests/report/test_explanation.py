"""The printed explanation and the printed pack: whole, within their width, and proof against what a file contains."""

from __future__ import annotations

import ast
import contextlib
import json
import re
import unicodedata
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import gongti
from gongti.engine.assessment import Result, assess
from gongti.engine.assessment.explain import explanation
from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.pack import Pack, load_pack
from gongti.engine.report import render_explanation, render_pack
from gongti.engine.report.markdown import plain
from gongti.engine.words import Language, say
from gongti.engine.words.explain import EXPLAIN

ROOT = Path(gongti.__file__).parent
PACKS = ["county-four-keys", "urban-group-liaoning-2023"]
LANGS: tuple[Language, ...] = ("zh", "en")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def load(pack_id: str) -> Pack:
    pack, _ = load_pack(ROOT / "rules" / pack_id)
    assert pack is not None
    return pack


@pytest.fixture(scope="module")
def result() -> Result:
    with contextlib.chdir(ROOT):  # the printed places stay short wherever the tree lies
        submission, _ = read_reports(["samples/qinghe"])
    assert submission is not None
    return assess(load("county-four-keys"), submission, date(2024, 12, 1), "direct")


@pytest.fixture(scope="module")
def sheet() -> Result:
    """The sheet of tests/worked that uses the whole language, after its review."""
    folder = ROOT / "tests" / "worked"
    names = ("report.yaml", "register.yaml", "review.yaml")
    prior = ("prior.json", (folder / "prior.json").read_text("utf-8"))
    submission, _ = read_report_texts([(n, (folder / n).read_text("utf-8")) for n in names], prior=prior)
    pack, _ = load_pack(folder / "pack.yaml")
    assert submission is not None and pack is not None
    return assess(pack, submission, date(2025, 1, 20), "direct")


def printed(shown: dict[str, Any], lang: Language = "zh", width: int = 120) -> str:
    return render_explanation(shown, lang, "terminal", width=width).decode("utf-8")


def squeezed(text: str) -> str:
    """Without blanks and line ends: what is said, wherever it was broken."""
    return re.sub(r"\s", "", text)


def cells(line: str) -> int:
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me") else 1 + (unicodedata.east_asian_width(c) in ("W", "F"))
        for c in line
    )


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("name", ["result", "sheet"])
def test_no_line_is_wider_than_the_terminal(
    name: str, lang: Language, width: int, request: pytest.FixtureRequest
) -> None:
    found: Result = request.getfixturevalue(name)
    for criterion in found.desk.pack.criteria:
        for line in printed(explanation(found, criterion.id, lang), lang, width).splitlines():
            assert cells(line) <= width, line
    for line in render_pack(found.desk.pack, lang, width=width).decode("utf-8").splitlines():
        assert cells(line) <= width, line


@pytest.mark.parametrize("lang", LANGS)
def test_everything_an_argument_needs_is_printed(result: Result, lang: Language) -> None:
    """Words, places and numbers of the data stand on the page, wherever lines were broken."""
    for criterion in result.desk.pack.criteria:
        shown = explanation(result, criterion.id, lang)
        page = squeezed(printed(shown, lang))
        said = [
            shown["criterion"]["title"],
            shown["criterion"]["id"],
            shown["measure"]["text"],
            shown["measure"]["score"],
        ]
        said += [cite[key] for cite in shown["cite"] for key in ("clause", "quote")]
        said += [cite["quote"] for parameter in shown["parameters"] for cite in parameter["cite"]]
        said += [q[key] for q in shown["questions"] for key in ("label", "definition", "answer", "asked") if q[key]]
        said += [step["text"] for step in shown["steps"]]
        said += [text for row in (shown["total"]["dimension"], shown["total"]["total"]) for text in row["text"]]
        said += [text for rule in shown["rules"] for text in (rule["text"], rule["rule"], *rule["because"])]
        said += [found[key] for found in shown["contradictions"] for key in ("title", "text")]
        said += [side["spelled"] for found in shown["contradictions"] for side in found["sides"]]
        if shown["explanation"]:
            said += [shown["explanation"][key] for key in ("text", "effect", "at")]
        for text in said:
            assert squeezed(text) in page, (criterion.id, text)
        if criterion.force != "aim":
            assert squeezed(say("report.points_by.project", lang)) in page


def of_the_whole_language(shown: dict[str, Any]) -> list[str]:
    """What only the rest of the language and a review bring."""
    said = [c[key] for c in shown["calcs"] for key in ("label", "text", "spelled", "name", "result")]
    said += [u[key] for u in shown["left_out"] for key in ("name", "text")] + shown["measure"]["adjust"]
    said += [q[key] for q in shown["questions"] for key in ("office", "ask_when", "valid", "answer") if q[key]]
    said += [u["name"] for u in shown["units"]] if len(shown["units"]) > 1 else []
    said += [s["text"] for u in shown["units"] for s in u["steps"] if s["kind"] in ("adjusted", "contested", "rows")]
    said += [c[key] for c in shown["contradictions"] for key in ("name", "text") if c[key]]
    total = shown["total"]["total"]
    said += [row["why"] for row in (shown["total"]["dimension"], total) if row["why"]] + total["percent"]["text"]
    if (review := shown["review"]) is not None:
        said += [r[key] for r in review["rulings"] for key in ("text", "reviewer", "note", "at") if r[key]]
        said += [o[key] for o in review["objections"] for key in ("text", "by", "reason", "date", "label", "at")]
        said += [review["points"][side][key] for side in ("claimed", "verified") for key in ("low", "high", "of")]
    return said


def in_cells(shown: dict[str, Any]) -> list[str]:
    """What stands in cells of tables, which a terminal may tear over several lines beside one another."""
    said = [part for a in shown["answers"] for part in a["parts"]]
    said += [a["prior"][key] for a in shown["answers"] if a["prior"] for key in ("text", "at")]
    answers = shown["review"]["answers"] if shown["review"] is not None else []
    said += [a[key] for a in answers for key in ("name", "label", "claimed_text", "verified_text")]
    entries = [e for a in answers for e in a["entries"]]
    return said + [e[key] for e in entries for key in ("reviewer", "text", "about", "note", "at") if e[key]]


@pytest.mark.parametrize("lang", LANGS)
def test_the_review_and_the_whole_language_are_printed_in_every_format(sheet: Result, lang: Language) -> None:
    kinds = set()
    for criterion in sheet.pack.criteria:
        shown = explanation(sheet, criterion.id, lang)
        page = squeezed(printed(shown, lang, 200))
        markdown = squeezed(render_explanation(shown, lang, "markdown").decode("utf-8").replace("<br>", ""))
        said = of_the_whole_language(shown) + [s["text"] for s in shown["steps"]]
        kinds |= {s["kind"] for s in shown["steps"]}
        for text in said:
            assert squeezed(text) in page, (criterion.id, text)
        for text in said + in_cells(shown):
            forms = plain(text), plain(f"x{text}")[1:]  # a mark that could begin something is escaped only there
            assert any(squeezed(form) in markdown for form in forms), (criterion.id, text)
    assert kinds == {"value", "score", "adjusted", "explained", "combine", "rows", "bar", "points"}


def test_claimed_and_verified_points_stand_side_by_side(sheet: Result) -> None:
    lines = printed(explanation(sheet, "followed-up", "zh")).splitlines()
    at = next(i for i, line in enumerate(lines) if line.split() == ["按自报", "达标，4.00，满分", "4.00"])
    assert lines[at + 1].split() == ["经核验", "未达标，-4.00，满分", "4.00"]


@pytest.mark.parametrize("lang", LANGS)
def test_markdown_has_its_headings_in_order_and_no_list_inside_a_step(sheet: Result, lang: Language) -> None:
    for criterion in sheet.pack.criteria:
        shown = explanation(sheet, criterion.id, lang)
        text = render_explanation(shown, lang, "markdown").decode("utf-8")
        heads = [line for line in text.splitlines() if line.startswith("#")]
        assert heads[0] == f"# {plain(shown['criterion']['title'])}" and text.endswith("\n") and text[-2] != "\n"
        named = ("clauses", "questions", "answers", "review", "arithmetic", "contradictions", "total", "rules")
        order = [f"## {say(f'explain.{code}', lang)}" for code in named]
        assert [h for h in order if h in heads] == [h for h in heads if h in order]
        assert not re.search(r"^\s*- \d+\. ", text, re.MULTILINE)
        for line in text.splitlines():  # a table's rows have as many cells as its head
            assert not line.startswith("|") or line.endswith("|")


@pytest.mark.parametrize("text", ["\x1b[31m", "| a | b |", "<script>", "[x](y)", "\n# head", "**", "\ud800"])
def test_hostile_text_is_no_markup_in_markdown(sheet: Result, text: str) -> None:
    for criterion in ("followed-up", "beds-used", "issues-closed"):
        clean = render_explanation(explanation(sheet, criterion, "zh"), "zh", "markdown").decode("utf-8")
        shown = hostile(deepcopy(explanation(sheet, criterion, "zh")), text)
        page = render_explanation(shown, "zh", "markdown").decode("utf-8")
        assert "<script" not in page and "[x](" not in page
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", page)
        for begins in ("#", "|"):
            assert sum(line.startswith(begins) for line in page.splitlines()) == sum(
                line.startswith(begins) for line in clean.splitlines()
            )


def test_a_table_holds_every_answer_with_its_place(result: Result) -> None:
    shown = explanation(result, "unified-assets", "zh")
    lines = printed(shown).splitlines()
    for answer in shown["answers"]:
        assert any(answer["name"] in line and answer["at"] in line for line in lines), answer
    assert any("松林乡卫生院" in line and "填的“正在办理”无法采用" in line for line in lines)


def test_what_was_not_seen_in_the_original_is_marked(result: Result) -> None:
    page = squeezed(printed(explanation(result, "health-subsidy-full", "zh")))
    assert "财政部署（据原文）" in page and "财政部署（读法）（由条文推出，待核原文）" in page


def test_an_interval_is_never_printed_by_its_low_end_alone(result: Result) -> None:
    page = printed(explanation(result, "unified-people", "zh"))
    (points,) = [line for line in page.splitlines() if line.startswith("得分 ")]
    assert points.split(maxsplit=1)[1] == "7.36 至 8.18，满分 9.00"


def test_a_watched_criterion_has_no_points(result: Result) -> None:
    page = printed(explanation(result, "tasks-done", "zh"))
    assert "不计分" in page and "0.00，满分" not in page.split("怎么进总分")[0]


def test_a_remedy_stands_only_where_something_is_to_be_mended(result: Result) -> None:
    assert "\n整改 ─" in printed(explanation(result, "working-capital", "zh"))
    assert "\n整改 ─" not in printed(explanation(result, "township-coverage", "zh"))


def test_plain_text_holds_no_escape_and_colour_only_adds_escapes(result: Result) -> None:
    shown = explanation(result, "unified-people", "zh")
    coloured = render_explanation(shown, "zh", "terminal", width=120, colour=True).decode("utf-8")
    assert "\x1b[" in coloured and "\x1b" not in printed(shown)
    assert [line.rstrip() for line in ESCAPE.sub("", coloured).splitlines()] == printed(shown).splitlines()
    pack = render_pack(result.desk.pack, "zh", colour=True).decode("utf-8")
    without = render_pack(result.desk.pack, "zh").decode("utf-8")
    assert "\x1b" not in without
    assert [line.rstrip() for line in ESCAPE.sub("", pack).splitlines()] == without.splitlines()


def test_json_is_the_data_itself(result: Result) -> None:
    for criterion in result.desk.pack.criteria:
        shown = explanation(result, criterion.id, "zh")
        assert json.loads(render_explanation(shown, "zh", "json")) == shown


def test_another_format_is_refused(result: Result) -> None:
    with pytest.raises(ValueError, match="svg"):
        render_explanation(explanation(result, "tasks-done", "zh"), "zh", "svg")


def hostile(node: Any, text: str) -> Any:
    """Every text of the data a file could hold, spoilt; codes and numbers stay."""
    kept = {"status", "force", "points_by", "seen", "kind", "method", "type", "across", "doc", "check_by", "id"}
    kept |= {"outcome", "policy", "facility"}
    numbers = {"low", "high", "of", "points", "points_at_stake", "exact", "value"}
    if isinstance(node, dict):
        return {k: v if k in kept | numbers else hostile(v, text) for k, v in node.items()}
    if isinstance(node, list):
        return [hostile(item, text) for item in node]
    return node + text if isinstance(node, str) else node


@pytest.mark.parametrize("text", ["\x1b[31m", "[bold red]", "\u202e", "\x07\r\n", "{0}{x}", "<b>", ":smile:", "\ud800"])
def test_hostile_text_stays_text(result: Result, text: str) -> None:
    for criterion in ("unified-people", "packaged-funds", "graduates-growing"):
        shown = hostile(deepcopy(explanation(result, criterion, "zh")), text)
        for width in (80, 200):
            page = printed(shown, "zh", width)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", page)
            assert all(cells(line) <= width for line in page.splitlines())
        if text.isprintable():
            assert squeezed(text) in squeezed(page)


# ---- the pack


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("pack_id", PACKS)
def test_a_pack_is_shown_whole(pack_id: str, lang: Language) -> None:
    pack = load(pack_id)
    page = squeezed(render_pack(pack, lang, width=200).decode("utf-8"))
    said = [pack.id, pack.model.version, pack.model.title.said(lang), pack.model.in_force.from_.isoformat()]
    said += [d.title.said(lang) for d in pack.documents.values()] + [say("report.points_by.project", lang)]
    for criterion in pack.criteria:
        said += [criterion.id, criterion.title.said(lang), criterion.measure.text]
        said += [cite.clause for cite in criterion.cites if cite.clause] + [r for c in criterion.cites for r in c.ref]
    said += [text for q in pack.questions for text in (q.id, q.label.said(lang))]
    said += [text for rule in pack.rules for text in (rule.id, rule.text.said(lang))]
    said += [text for found in pack.reconcile for text in (found.id, found.title.said(lang), found.text)]
    said += [text for grade in pack.grades for text in (grade.id, grade.title.said(lang))]
    said += [grade.when.text for grade in pack.grades if grade.when is not None]
    said += [v.value.text for values in pack.parameters.values() for v in values]
    for text in said:
        assert squeezed(text) in page, text


@pytest.mark.parametrize("lang", LANGS)
def test_the_pack_of_the_whole_language_is_shown_whole(sheet: Result, lang: Language) -> None:
    pack = sheet.pack
    page = squeezed(render_pack(pack, lang, width=200).decode("utf-8"))
    said = [title.said(lang) for c in pack.criteria for title in c.groups]
    said += [text for calc in pack.calcs for text in (calc.id, calc.label.said(lang), calc.formula.text)]
    said += [e.when.text for c in pack.criteria for e in c.adjust] + ["0.5 * cases", "2 * cases"]
    said += [q.filled_by.said(lang) for q in pack.questions if q.filled_by is not None and not q.assessor]
    said += [q.valid.text for q in pack.questions if q.valid is not None]
    tables = [q.table for q in pack.questions if q.table is not None]
    said += [c.label.said(lang) for t in tables for c in t.columns.values()]
    said += [t.said(lang) for q in pack.questions for t in q.options.values()]
    said += [r.over.name for r in pack.reconcile if r.over is not None]
    for text in said:
        assert squeezed(text) in page, text


def test_groups_deadlines_policies_and_offices_are_said_in_words(sheet: Result) -> None:
    page = squeezed(render_pack(sheet.pack, "zh", width=200).decode("utf-8"))
    for words in (
        "计分规定不适用的项不计入满分；书面说明的项计60%；逾期得50%；加分合计最多5分",
        "制度文件/按时印发",
        "2024-06-30前（含当天）完成得满分，逾期得50%",
        "每年11月30日前（含当天）完成得满分",
        "管理（20分）；不适用的项由其他项折算",
        "服务（32分）；最多计30分",
        "每1加2分，最多4分",
        "每季度填一次：百分比；取各期平均",
        "all_townships（全县（市、区），不论属于哪家医共体）",
        "填报科室：由核验人查实填写，自评不填",
        "逐家核对：townships",
    ):
        assert words in page, words
    assert page.count("材料不全扣一半（evidence") == 1  # the pack's own adjustment is said once


def test_scoring_is_said_in_words() -> None:
    page = squeezed(render_pack(load("county-four-keys"), "zh", width=200).decode("utf-8"))
    assert "计分：低于100%（full_subsidy）时，每差1个百分点扣0.5分（不足的按一个计），扣到0为止" in page
    assert "计分：分档：all（不高于0）6分、one-missing（不高于1）3分、poor（其余）0分" in page
    assert "计分：逐家计分取最低；达标得满分，否则0" in page
    assert "未达标一票否决，等次最高为基本紧密型" in page
    assert "当“全部成员单位人员统一管理”未达标（同一机构），且“全部成员单位财务统一管理”未达标（同一机构）" in page


# ---- the words


def test_every_word_is_said_somewhere() -> None:
    """Each code stands in the source, or is made there of parts around a name."""
    patterns = set()
    for file in (
        "assessment/explain",
        "assessment/arithmetic",
        "assessment/grounds",
        "assessment/spoken",
        "assessment/adjust_steps",
        "assessment/answer_rows",
        "assessment/disputes",
        "assessment/measure_steps",
        "assessment/method_words",
        "assessment/scoring_steps",
        "assessment/sums",
        "report/explained",
        "report/pack_sheet",
    ):
        for node in ast.walk(ast.parse((ROOT / "engine" / f"{file}.py").read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = (re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[^.]+" for v in node.values)
                patterns.add("".join(parts))
    patterns = {p for p in patterns if not p.startswith("[^.]+")}  # these match whatever there is
    assert [code for code in EXPLAIN if not any(re.fullmatch(p, code) for p in patterns)] == []
