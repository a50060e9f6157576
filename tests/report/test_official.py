"""No report presents as official what no document gives: every format of every pack's own cases is read for it.

Points, grade lines and days for mending are said to be the project's. A criterion that rests on words not seen in the
original says so wherever it is shown; one that carries no such mark has its threshold and its date in a quote of the
original.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from gongti.engine.assessment import Result, view
from gongti.engine.assessment.explain import explanation
from gongti.engine.cases import case_results
from gongti.engine.pack import installed_packs
from gongti.engine.report import render, render_explanation, render_pack
from gongti.engine.words import Language, say

PACKS = {file.parent.name: file for file in installed_packs()}
CASES = 2  # the worked sheet and the perfect one
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LARGE = ("urban-group-liaoning-2023", "pilot-zone-2021")
SMALL_FIRST = [pytest.param(name, marks=[pytest.mark.slow] if name in LARGE else []) for name in PACKS]
"""Every pack; the largest take their time."""


@cache
def results(pack: str) -> list[Result]:
    return [result for _, result in islice(case_results(PACKS[pack], pack), CASES)]


def bare(text: str) -> str:
    """Without the line breaks, indents and rules that a width puts between words."""
    return re.sub(r"[\s\\]", "", text)


def rests_on_unseen(row: dict[str, Any]) -> bool:
    return any(cite["seen"] != "original" for cite in row["cite"])


@cache
def texts(pack: str, at: int, lang: Language) -> tuple[tuple[str, str], ...]:
    """Every format a report of people has, its words in one line."""
    return tuple(_texts(results(pack)[at], lang))


def _texts(result: Result, lang: Language) -> Iterator[tuple[str, str]]:
    shown = view(result, lang)
    for fmt in ("terminal", "markdown", "svg"):
        text = render(shown, lang, fmt, width=160).decode("utf-8")  # type: ignore[arg-type]
        if fmt == "svg":
            text = html.unescape(re.sub(r"<[^>]*>", "", text))
        yield fmt, bare(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_points_and_grades_are_said_to_be_the_projects(pack: str, lang: Language) -> None:
    for at, result in enumerate(results(pack)):
        shown = view(result, lang)
        assert shown["pack"]["points_by"] == "project"
        assert {row["points_by"] for row in shown["criteria"]} == {"project"}
        for fmt, text in texts(pack, at, lang):
            assert bare(say("report.points_by.project", lang)) in text, fmt


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", SMALL_FIRST)
def test_what_was_not_seen_is_marked_in_every_report(pack: str, lang: Language) -> None:
    mark = bare(say("report.to_check", lang))
    for at, result in enumerate(results(pack)):
        shown = view(result, lang)
        unseen = [row for row in shown["criteria"] if rests_on_unseen(row)]
        by_id = {row["id"]: row for row in shown["criteria"]}
        listed = [gap for gap in shown["gaps"] if rests_on_unseen(by_id[gap["criterion"]])]
        watched = [row for row in shown["watched"] if rests_on_unseen(by_id[row["criterion"]])]
        for fmt, text in texts(pack, at, lang):
            if lang == "zh" or fmt == "markdown":  # elsewhere a cell breaks the mark between its words
                assert text.count(mark) >= len(listed) + len(watched), fmt
            if fmt == "markdown":
                for row in unseen:
                    assert bare(f"{row['title']}{say('report.brackets', lang, text=mark)}") in text
        for row in unseen if result is results(pack)[0] else ():
            for fmt in ("terminal", "markdown"):
                words = render_explanation(explanation(result, row["id"], lang), lang, fmt, width=160).decode("utf-8")
                seen = {c["seen"] for c in row["cite"]} - {"original"}
                assert all(bare(say(f"report.seen.{how}", lang)) in bare(words) for how in seen), (row["id"], fmt)
    sheet = bare(render_pack(results(pack)[0].pack, lang, width=160).decode("utf-8"))
    bound = results(pack)[0].pack
    assert sheet.count(mark) >= sum(bound.seen(c) != "original" for found in bound.criteria for c in found.cites)


@pytest.mark.parametrize("pack", PACKS)
def test_a_gap_says_how_its_words_were_seen_beside_it(pack: str) -> None:
    for result in results(pack):
        shown = view(result, "zh")
        markdown = render(shown, "zh", "markdown").decode("utf-8")
        section = markdown.partition("## 问题与整改清单")[2].partition("\n## ")[0]
        entries = re.split(r"^\d+\. \*\*", section, flags=re.MULTILINE)[1:]
        assert len(entries) == len(shown["gaps"])
        for entry, gap in zip(entries, shown["gaps"], strict=True):
            for cite in gap["cite"]:
                if cite["seen"] != "original" and cite["quote"]:
                    lines = [line for line in entry.splitlines() if bare(cite["quote"]) in bare(line)]
                    assert any("待核原文" in line for line in lines), cite


@pytest.mark.parametrize("pack", PACKS)
def test_an_unmarked_threshold_stands_in_the_words(pack: str) -> None:
    """``target`` and ``due`` of a criterion without a mark are numbers of the original."""
    for result in results(pack):
        rows = json.loads(render(view(result, "zh"), "zh", "json"))["criteria"]
        bound = {c.id: c for c in result.pack.criteria}
        for row in rows:
            if rests_on_unseen(row):
                continue
            quotes = " ".join(cite["quote"] or "" for cite in row["cite"])
            if row["target"] is not None and re.fullmatch(r"-?\d+(/\d+)?", row["target"]):
                target = Fraction(row["target"])
                listed = target == 0 and bound[row["id"]].measure.term.op == "function"  # nothing missing of a list
                bonus = bound[row["id"]].score.method == "add"  # points ÷ points a thing, both the project's
                assert target in numbers(quotes) or listed or bonus, (row["id"], row["target"], quotes)
            day = bound[row["id"]].score.due_day(date(2024, 12, 31))
            if day is not None:
                assert said(day, quotes), (row["id"], day, quotes)


CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def numbers(text: str) -> set[Fraction]:
    """The numbers a Chinese text says: digits, percentages, fractions, simple numerals."""
    found = {Fraction(n) / 100 for n in re.findall(r"(\d+(?:\.\d+)?)[%％]", text)}
    found |= {Fraction(int(a), int(b)) for a, b in re.findall(r"(\d+)/(\d+)", text)}
    found |= {
        Fraction(CHINESE[b], CHINESE[a])
        for a, b in re.findall(r"([一二三四五六七八九十])分之([一二三四五六七八九十])", text)
    }
    found |= {Fraction(n) for n in re.findall(r"(?<![\d/.])(\d+(?:\.\d+)?)(?![\d/.%％])", text)}
    return found | {Fraction(CHINESE[c]) for c in re.findall(r"[一二两三四五六七八九十](?=[个家名项次件种类])", text)}


def said(day: date, text: str) -> bool:
    """Whether a text says a day: in digits, or as the end of its month or year."""
    if f"{day.month}月{day.day}日" in text or day.isoformat() in text:
        return True
    ends = re.search(rf"(?<!\d){day.month}月底", text) is not None
    return ends or ((day.month, day.day) == (12, 31) and re.search(r"年(?:年)?底", text) is not None)


def test_the_readers_of_this_file() -> None:
    assert numbers("至少1/3的号源，三分之一，95%，不少于2个，两家") == {Fraction(1, 3), Fraction(95, 100), 2}
    assert said(date(2023, 8, 31), "到2023年8月底") and not said(date(2023, 8, 31), "到2023年18月底")
    assert said(date(2023, 12, 31), "到2023年底") and not said(date(2023, 11, 30), "到2023年底")


def test_every_pack_has_cases_to_read() -> None:
    assert all(len(results(pack)) == CASES for pack in PACKS), {p: len(results(p)) for p in PACKS}
    assert {Path(file).parent.name for file in PACKS.values()} == set(PACKS)
