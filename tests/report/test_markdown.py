"""Markdown: what it says is what the JSON says, and what reports and packs say stays text in it, whatever it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gongti.engine.report import markdown, render
from gongti.engine.report.visible import visible
from gongti.engine.words import say

View = dict[str, Any]
MakeView = Callable[[str], View]
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def written(view: View, lang: str = "zh") -> str:
    return markdown.render(view, lang).decode("utf-8")  # type: ignore[arg-type]


def shape(text: str) -> list[str]:
    """Every token but the words themselves, in order: what a reader's program would make of the file."""
    return [token.type for token in flat(PARSER.parse(text)) if token.type not in ("text", "softbreak")]


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [] if child.type == "text")


def tables(text: str) -> list[list[list[str]]]:
    """The tables of the file: rows of cells, the heads first."""
    found: list[list[list[str]]] = []
    inside = False
    for token in PARSER.parse(text):
        if token.type in ("table_open", "table_close"):
            inside = token.type == "table_open"
            found += [[]] if inside else []
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and inside:
            found[-1][-1].append(words(token))
    return found


def table(text: str, head: str) -> list[list[str]]:
    """The rows under the head whose first cell is this."""
    (rows,) = [t[1:] for t in tables(text) if t[0][0] == head]
    return rows


# ---- the numbers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_points_is_one_of_the_json(worked: MakeView, lang: str) -> None:
    view = worked(lang)
    text = written(view, lang).replace("−", "-").replace("\\", "")
    known = set(re.findall(r"-?\d+\.\d\d(?!\d)", json.dumps(view, ensure_ascii=False)))
    found = re.findall(r"(?<![\d.])-?\d+\.\d\d(?!\d)", text)
    assert len(found) > 200
    assert set(found) - known == set()


HEADS = ("criterion", "side.claimed", "side.verified", "status_head")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_item_has_its_row_with_both_sides(worked: MakeView, lang: str) -> None:
    view = worked(lang)
    heads = [say(f"report.{code}", lang) for code in HEADS]  # type: ignore[arg-type]
    (rows,) = [t[1:] for t in tables(written(view, lang)) if t[0][: len(heads)] == heads]
    assert len(rows) == len(view["criteria"])
    for cells, row in zip(rows, view["criteria"], strict=True):
        unseen = any(cite["seen"] != "original" for cite in row["cite"])
        mark = say("report.brackets", lang, text=say("report.to_check", lang)) if unseen else ""  # type: ignore[arg-type]
        assert cells[0] == row["title"] + mark
        for cell, side in ((cells[1], row), (cells[2], row["verified"])):
            outside = ("watched", "not_due", "not_reviewed", "waived", "not_applicable")
            if side["status"] in outside and not Fraction(side["of"]):
                assert cell == "–"  # it has no points, which is not nought
                continue
            of = [side["of"]] if Fraction(side["of"]) else []
            assert re.findall(r"-?\d+\.\d\d", cell) == [*dict.fromkeys([side["low"], side["high"]]), *of]
        assert cells[3] == say(f"report.status.{row['verified']['status']}", lang)  # type: ignore[arg-type]


def test_each_dimension_has_both_sides(worked: MakeView) -> None:
    view = worked("zh")
    rows = table(written(view), "维度")
    assert len(rows) == len(view["dimensions"])
    for cells, row in zip(rows, view["dimensions"], strict=True):
        for cell, percent, side in ((cells[1], cells[2], row), (cells[3], cells[4], row["verified"])):
            ends = list(dict.fromkeys([side["low"], side["high"]]))
            assert re.findall(r"-?\d+\.\d\d", cell) == [*ends, side["of"]]
            percents = list(dict.fromkeys([side["low_percent"], side["high_percent"]]))
            assert re.findall(r"-?\d+\.\d\d", percent) == percents


def test_what_is_open_is_never_one_number(worked: MakeView) -> None:
    view = worked("zh")
    verdict = written(view).split("## ")[1]
    side = view["claimed"]
    assert side["low"] != side["high"] and len(side["possible_grades"]) > 1
    assert f"{side['low']} 至 {side['high']}" in verdict
    assert "**可能等次**：良好、合格" in verdict
    claimed = verdict.split("**按自报**")[1]
    assert "**等次**" not in claimed and verdict.count(side["low_percent"]) == 1
    # the verified side is open as well, but its grade is not
    assert "**等次**：不合格（无论未定项如何，等次不变）" in verdict.split("**按自报**")[0]


# ---- its form


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_sections_in_order(worked: MakeView, lang: str) -> None:
    codes = ["verdict", "dimensions", "gaps", "undecided", "contradictions", "review", "items", "problems"]
    codes += ["provenance"]
    heads = [t for t in PARSER.parse(written(worked(lang), lang)) if t.type == "heading_open"]
    assert [h.tag for h in heads] == ["h1", *["h2"] * len(codes)]
    text = written(worked(lang), lang)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [say(f"report.{c}", lang) for c in codes]  # type: ignore[arg-type]
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert all(not line.endswith(" ") and "\n\n\n" not in text for line in text.split("\n"))


def test_every_table_is_rectangular(worked: MakeView) -> None:
    text = written(worked("zh"))
    assert len(tables(text)) == len(re.findall(r"^\| ---", text, re.MULTILINE)) >= 6
    for rows in tables(text):
        assert len({len(cells) for cells in rows}) == 1


def test_brackets_after_a_title_stand_apart_in_english(worked: MakeView) -> None:
    assert re.search(r"^1\. \*\*.+\*\* \(not met; 8\.00 points at stake\)$", written(worked("en"), "en"), re.MULTILINE)
    assert re.search(r"^1\. \*\*.+\*\*（未达标；涉及 8\.00 分）$", written(worked("zh")), re.MULTILINE)


def test_the_renderer_is_reached_by_its_name(worked: MakeView) -> None:
    assert render(worked("zh"), "zh", "markdown") == markdown.render(worked("zh"), "zh")


# ---- hostile text

HOSTILE = [
    "# 一",
    "## 标题",
    "1. 一",
    "12) 二",
    "- 三",
    "+ 四",
    "* 五",
    "> 六",
    "    缩进",
    "---",
    "===",
    "***",
    "```",
    "~~~",
    "~~删~~",
    "*斜* **粗** _斜_ __粗__",
    "[甲](http://example.org)",
    "[甲]: http://example.org",
    "![图](a.png)",
    "<http://example.org>",
    "<a href='x'>甲</a>",
    "<!-- 注 -->",
    "<script>",
    "</td></table>",
    "a|b|c",
    "\\|",
    "\\",
    "`代码`",
    "``",
    "&lt;b&gt; &amp; &#35;",
    "甲\n\n# 乙\n- 丙",
    "甲\r乙\u2028丙\x85丁",
    "甲  \n乙",
    "\u202e反\u202c",
    "\u200b# 零宽",
    "\x00\x1b[31m",
    "😀｜＃",
    "长" * 200,
    "{0} %s {text}",
    "| --- | --- |",
    "[x] 任务",
    "$x$ :smile: @某人 #12",
    "",
]
# Everything that a report or a pack says in its own words; ids and codes are checked where they are read.
FREE = {
    "name", "title", "text", "label", "action", "owner", "quote", "clause", "document", "issuer", "at", "path", "unit",
    "reason", "by", "note", "claimed_text", "verified_text", "because", "value",
}  # fmt: skip
LISTS = {"reasons", "reviewers", "evidence_missing", "unreadable"}


def spoil(node: Any, text: str, key: str = "") -> Any:
    if isinstance(node, dict):
        return {k: spoil(v, text, k) for k, v in node.items()}
    if isinstance(node, list):
        return [text if key in LISTS and isinstance(item, str) else spoil(item, text) for item in node]
    return text if key in FREE and isinstance(node, str) else node


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_changes_nothing_of_the_form(worked: MakeView, hostile: str, lang: str) -> None:
    view = worked(lang) | {"unreadable": ["a.yaml"], "notes": [{"rule": "r", "text": "甲", "kind": "note"}]}
    harmless = "甲" if visible(hostile) else ""
    assert shape(written(spoil(view, hostile), lang)) == shape(written(spoil(view, harmless), lang))


@pytest.mark.parametrize("hostile", [h for h in HOSTILE if h])
def test_hostile_text_is_read_as_it_was_written(worked: MakeView, hostile: str) -> None:
    text = written(spoil(worked("zh"), hostile))
    title = next(token for token in PARSER.parse(text) if token.type == "inline")
    said = " ".join(visible(hostile).split())
    assert words(title) == said
    assert all(cells[0] == said for cells in table(text, "维度"))


def test_no_link_picture_or_html_comes_from_a_report(worked: MakeView) -> None:
    for hostile in HOSTILE:
        kinds = set(shape(written(spoil(worked("zh"), hostile))))
        assert not kinds & {
            "link_open", "image", "html_block", "html_inline", "code_inline", "code_block", "fence", "hr",
            "blockquote_open", "em_open", "s_open", "hardbreak",
        }  # fmt: skip


MARKS = st.text(st.sampled_from("*_`~#+-=>|[](){}<>!\\&;:.1 9a甲\n\r\t\u202e\"'$@/"), max_size=24)


@given(MARKS)
def test_any_text_stays_text_wherever_it_stands(text: str) -> None:
    plain, said = markdown.plain(text), " ".join(visible(text).split())
    for before, after in (("", ""), ("# ", ""), ("- ", ""), ("1. **", "**"), ("| 甲 |\n| --- |\n| ", " |")):
        source = before + plain + after
        if not said:
            continue
        inline = [token for token in PARSER.parse(source) if token.type == "inline"][-1]
        assert words(inline) == said, source
        assert {c.type for c in inline.children or []} <= {"text", "strong_open", "strong_close"}
        assert len(shape(source)) == len(shape(before + "甲" + after))
