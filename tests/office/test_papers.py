"""Papers as LibreOffice prints them: every word on the pages, no page empty, the summary alone on the first."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from office.conftest import Convert
from office.test_pages import Page, pages, squeezed
from papers.papers_read import cells, fresh, lines, sheets, shown
from report.html_views import big

from gongti.engine.papers import PAPERS, write
from gongti.engine.words import Language, say

VIEWS: tuple[tuple[str, Language], ...] = (
    ("qinghe", "zh"), ("reviewed", "zh"), ("binhai-group", "zh"), ("yunling-zone", "en"), ("nothing", "zh"),
)  # fmt: skip
BIG = ("score-sheet", "assessment-report")
"""Of forty facilities and a hundred criteria."""
FOOT = re.compile(r"—\d+—|第\d+页，共\d+页|Page\d+of\d+")


@pytest.fixture(scope="session")
def printed(office: None, convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Of each paper the file and its PDF, by one start of LibreOffice; of notices the first two."""
    folder = tmp_path_factory.mktemp("papers")
    for name, lang in VIEWS:
        for paper, formats in PAPERS.items():
            for fmt in formats:
                made = write(paper, fresh(name, lang), lang, fmt, head="0f" * 32)
                for number, data in enumerate(list(made.values())[:2]):
                    (folder / f"{name}-{paper}-{number}-{fmt}.{fmt}").write_bytes(data)
    for paper in BIG:
        (data,) = write(paper, big(fresh("qinghe")), "zh", "docx", head="0f" * 32).values()
        (folder / f"big-{paper}-0-docx.docx").write_bytes(data)
    files = sorted(folder.iterdir())
    return {file.stem: (file, made) for file, made in zip(files, convert(files, "pdf"), strict=True)}


def of(printed: dict[str, tuple[Path, Path]], paper: str) -> list[tuple[str, Path, list[Page]]]:
    found = [(name, file, pages(made)) for name, (file, made) in printed.items() if f"-{paper}-" in name]
    assert found
    return found


def without_feet(found: list[Page]) -> str:
    return "".join(FOOT.sub("", page.text) for page in found)


@pytest.mark.parametrize("paper", PAPERS)
def test_no_text_is_lost(paper: str, printed: dict[str, tuple[Path, Path]]) -> None:
    """Every character as often as in the file at least; a text that a page parts is not found as a whole."""
    for name, file, found in of(printed, paper):
        data = file.read_bytes()
        if file.suffix == ".docx":
            texts = lines(data)
        else:
            texts = [line for sheet in sheets(data) for cell in cells(sheet) for line in shown(cell).split("\n")]
        text = without_feet(found)
        asked, there = Counter("".join(map(squeezed, texts))), Counter(text)
        assert {char: count - there[char] for char, count in asked.items() if there[char] < count} == {}, name
        short = [squeezed(line) for line in texts if 0 < len(squeezed(line)) <= 6]
        assert [line for line in short if line not in text] == [], name


@pytest.mark.parametrize("paper", PAPERS)
def test_no_page_is_empty_and_each_is_a4(paper: str, printed: dict[str, tuple[Path, Path]]) -> None:
    for name, _, found in of(printed, paper):
        assert {tuple(sorted(page.size)) for page in found} == {(595, 842)}, name
        assert all(FOOT.sub("", page.text) for page in found), name


def test_the_summary_stands_alone_on_the_first_page(printed: dict[str, tuple[Path, Path]]) -> None:
    for name, _, found in of(printed, "assessment-report"):
        lang: Language = dict(VIEWS).get(name.partition("-assessment")[0], "zh")
        first, second = squeezed(say("paper.demands", lang)), squeezed(say("paper.part-facts", lang))
        assert first in found[0].text and second not in found[0].text, name
        assert found[1].text.startswith(second), name


def test_no_heading_is_the_last_line_of_a_page(printed: dict[str, tuple[Path, Path]]) -> None:
    for paper in ("assessment-report", "self-report"):
        for name, _, found in of(printed, paper):
            lang: Language = dict(VIEWS).get(name.partition(f"-{paper}")[0], "zh")
            codes = ("facts", "dimensions", "problems", "contradictions", "undecided", "mending", "review", "sources")
            heads = [squeezed(say(f"paper.part-{code}", lang)) for code in codes]
            heads += [squeezed(say(f"paper.self-{code}", lang)) for code in ("facts", "score", "items", "gaps")]
            ends = [FOOT.sub("", page.text) for page in found]
            assert not [text[-20:] for text in ends if text.endswith(tuple(heads))], name
