"""Forms on paper, as LibreOffice prints them: A4, as many pages as they need, and every word on them.

LibreOffice leaves out the lines of a cell that its row is too low for, so that what is cut off is not in the PDF. A
line that is cut through the middle is, and lies over the text of the next row.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office.books import Book
from office.conftest import NAMES, Convert

A4 = (595, 842)
"""Points."""
PAGE_HEIGHT = 400
"""Points of rows that fit on a page at least, below the repeated heads."""
OVER = 2.0
"""Points that two lines of text may share: boxes are those of the font, not of the ink."""
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Page:
    """One page: its size, its text without blanks, and the boxes of its words."""

    size: tuple[int, int]
    text: str
    words: tuple[tuple[float, float, float, float, str], ...]


@pytest.fixture(scope="session")
def printed(made: Mapping[str, Book], convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every empty form as PDF, by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("empty")
    for name, book in made.items():
        (folder / f"{name}.xlsx").write_bytes(book.empty)
    return {path.stem: path for path in convert(sorted(folder.iterdir()), "pdf")}


def told(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@cache
def pages(path: Path) -> list[Page]:
    sizes = re.findall(r"size: +([\d.]+) x ([\d.]+)", told("pdfinfo", "-f", "1", "-l", "9999", path))
    texts = told("pdftotext", "-raw", path, "-").split("\f")[: len(sizes)]
    boxes = told("pdftotext", "-bbox", path, "-").split("<page ")[1:]
    assert len(sizes) == len(texts) == len(boxes) > 0
    return [
        Page((round(float(w)), round(float(h))), squeezed(text), tuple(words(box)))
        for (w, h), text, box in zip(sizes, texts, boxes, strict=True)
    ]


@cache
def shown(form: bytes) -> list[Any]:
    return [sheet for sheet in openpyxl.load_workbook(io.BytesIO(form)).worksheets if sheet.sheet_state == "visible"]


def words(box: str) -> Iterator[tuple[float, float, float, float, str]]:
    for left, top, right, bottom, text in WORD.findall(box):
        yield float(left), float(top), float(right), float(bottom), text


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def labels(sheet: Any) -> Counter[str]:
    """What must be read on a sheet's pages: every text in a row and a column that are shown, and no formula."""
    hidden_columns = {name for name, shape in sheet.column_dimensions.items() if shape.hidden}
    return Counter(
        squeezed(cell.value)
        for row in sheet.iter_rows()
        if not sheet.row_dimensions[row[0].row].hidden
        for cell in row
        if isinstance(cell.value, str) and not cell.value.startswith("=") and cell.column_letter not in hidden_columns
    )


def height(sheet: Any) -> float:
    return sum((sheet.row_dimensions[n].height or 15) for n in range(1, sheet.max_row + 1))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off(name: str, made: Mapping[str, Book], printed: dict[str, Path]) -> None:
    """Every text of every sheet stands whole on the pages of that sheet, which its name at their foot tells."""
    found = pages(printed[name])
    lost = []
    for sheet in shown(made[name].empty):
        foot = re.compile(re.escape(squeezed(sheet.title)) + r"第\d+页，共\d+页")
        own = [page.text for page in found if foot.search(page.text)]
        assert own, f"{sheet.title} was not printed"
        text = "".join(own)
        lost += [f"{sheet.title}: {label}" for label, times in labels(sheet).items() if text.count(label) < times]
    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_no_line_lies_over_another(name: str, printed: dict[str, Path]) -> None:
    over = []
    for number, page in enumerate(pages(printed[name]), 1):
        for one, other in combinations(page.words, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            if across > OVER and down > OVER:
                over.append(f"page {number}: {one[4]} / {other[4]}")
    assert over == []


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_a4_and_there_are_no_more_than_needed(
    name: str, made: Mapping[str, Book], printed: dict[str, Path]
) -> None:
    found = pages(printed[name])
    assert {tuple(sorted(page.size)) for page in found} == {A4}
    sheets = shown(made[name].empty)
    # Each area, the clerk's and the reviewer's, on pages of its own.
    assert len(sheets) <= len(found) <= sum(2 * (1 + int(height(sheet) // PAGE_HEIGHT)) for sheet in sheets)
    assert all(page.text for page in found), "a page with nothing on it"
