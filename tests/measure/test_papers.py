"""Evidence beside an answer: takes what was written there, gives the papers a gap may close on, or what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.measure.papers import names_paper
from gongti.engine.pack import Pack, load_pack

MENDING = Path(__file__).parents[2] / "samples" / "mending"
NO_PAPERS = (
    *("无", "没有", "暂无", "（无）", "无。", "none", "—", "——", "/", "……", " ", "", "\u200b", "、", "√"),
    *("待补", "待补充", "待提供", "后补", "未提供", "暂未提供", "不适用", "N/A", "缺", "有", "是", "0"),
)
PAPERS = (
    "台账.pdf",
    "1",
    "附件3",
    "无偿献血台账",
    "不适用情况说明.pdf",
    "待遇政策文件",
    "有关文件",
    "见附件",
    "2024年报",
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    loaded, problems = load_pack(MENDING / "pack.yaml")
    assert loaded is not None, problems
    return loaded


def shown(pack: Pack, evidence: str, on: date = date(2025, 5, 31)) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """The result of March's report with this as the evidence of the agreement, and the problems with their lines."""
    text = (MENDING / "march.yaml").read_text("utf-8").replace("agreement: 否", f"agreement: {{value: 否, {evidence}}}")
    submission, read = read_report_texts([("march.yaml", text)])
    assert submission is not None
    found = assess(pack, submission, on, "direct", read)
    return view(found, "zh"), [(p.code, p.at.line) for p in found.problems if p.code != "no-register"]


def papers(result: dict[str, Any]) -> tuple[Any, bool]:
    """The papers the result names for the agreement, and whether its gap says that one is missing."""
    (answer,) = [row for row in result["answers"] if row["indicator"] == "agreement"]
    (gap,) = [row for row in result["gaps"] if row["criterion"] == "agreement-signed"]
    return answer.get("evidence"), gap["evidence_missing"] == ["托管协议"]


@pytest.mark.parametrize("name", NO_PAPERS)
def test_what_says_that_there_is_none_names_no_paper(name: str) -> None:
    assert not names_paper(name)


@pytest.mark.parametrize("given", [None, True, False, 0, [], {}])
def test_what_is_no_text_names_no_paper(given: Any) -> None:
    assert not names_paper(given)


@pytest.mark.parametrize("name", PAPERS)
def test_what_a_paper_is_called(name: str) -> None:
    assert names_paper(name)


@pytest.mark.parametrize("given", ["[无]", "[待补充]", "['—']", "[' ']", "[{name: 无}]", "[0]"])
def test_no_paper_is_told_and_is_missing(pack: Pack, given: str) -> None:
    result, problems = shown(pack, f"evidence: {given}")
    assert (papers(result), problems) == ((None, True), [("paper-unnamed", 5)])


def test_a_paper_beside_what_is_none_counts(pack: Pack) -> None:
    result, problems = shown(pack, "evidence: [无, 协议.pdf]")
    assert papers(result) == ([{"name": "协议.pdf", "until": None}], False)
    assert problems == [("paper-unnamed", 5)]


@pytest.mark.parametrize(("until", "code"), [("2025-02-30", "no-such-day"), ("明年", "not-a-date")])
def test_a_paper_that_is_good_until_nobody_knows_when_is_not_good(pack: Pack, until: str, code: str) -> None:
    result, problems = shown(pack, f"evidence: [{{name: 协议.pdf, until: {until}}}]")
    assert (papers(result), problems) == ((None, True), [(code, 5)])


@pytest.mark.parametrize(("until", "kept"), [("2025-05-31", "2025-05-31"), ("无", None), ("", None)])
def test_a_last_day_or_none(pack: Pack, until: str, kept: str | None) -> None:
    result, problems = shown(pack, f"evidence: [{{name: 协议.pdf, until: {until}}}]")
    assert (papers(result), problems) == (([{"name": "协议.pdf", "until": kept}], False), [])


def test_a_paper_that_has_run_out_is_named_and_missing(pack: Pack) -> None:
    result, _ = shown(pack, "evidence: [{name: 协议.pdf, until: 2025-05-30}]")
    assert papers(result) == ([{"name": "协议.pdf", "until": "2025-05-30"}], True)
