"""Views of the samples, and what stands in a paper: takes bytes of .docx and .xlsx, gives paragraphs, rows, cells."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from gongti.engine.assessment import assess, view
from gongti.engine.cases import case_results
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import installed_packs, load_pack, load_pack_text
from gongti.engine.papers import write
from gongti.engine.words import Language

ROOT = Path(__file__).resolve().parents[2]
PACKS = {
    "qinghe": "county-four-keys",
    "binhai-group": "urban-group-liaoning-2023",
    "yunling-zone": "pilot-zone-2021",
}
DAY = date(2024, 12, 5)
NAMES = (
    "qinghe", "reviewed", "no-gaps", "nothing",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("binhai-group", "yunling-zone")),
)  # fmt: skip
"""Views that papers are made of: two without and one with a review, one without a gap, one without an answer."""
View = dict[str, Any]


def fresh(name: str, lang: Language = "zh") -> View:
    """A view a test may spoil."""
    return copy.deepcopy(_made(name, lang))


@cache
def _made(name: str, lang: Language) -> View:
    if name in PACKS:
        return _assessed(PACKS[name], sorted((ROOT / "samples" / name).glob("*.yaml")), lang)
    if name == "reviewed":
        worked = ROOT / "tests" / "worked"
        pack, wrong = load_pack_text((worked / "pack.yaml").read_text("utf-8"))
        assert pack is not None, wrong
        texts = [(n, (worked / n).read_text("utf-8")) for n in ("report.yaml", "register.yaml", "review.yaml")]
        submission, problems = read_report_texts(texts)
        assert submission is not None, problems
        return view(assess(pack, submission, date(2025, 1, 20), "direct", problems), lang)
    if name == "no-gaps":
        file = _pack("county-four-keys")
        found = [view(result, lang) for _, result in islice(case_results(file, "county-four-keys"), 2)]
        return next(made for made in found if not made["gaps"])
    silent = json.dumps({"format": 1, "consortium": {"id": "qinghe", "name": "青禾县人民医院医共体",
                         "kind": "county-consortium"}, "period": 2024}, ensure_ascii=False)  # fmt: skip
    register = (ROOT / "samples" / "qinghe" / "register.yaml").read_text("utf-8")
    return _assessed("county-four-keys", [("report.json", silent), ("register.yaml", register)], lang)


def _pack(id_: str) -> Path:
    return next(file for file in installed_packs() if file.parent.name == id_)


def _assessed(pack_id: str, given: list[Any], lang: Language) -> View:
    pack, wrong = load_pack(_pack(pack_id))
    assert pack is not None, wrong
    texts = [(p.name, p.read_text("utf-8")) if isinstance(p, Path) else p for p in given]
    submission, problems = read_report_texts(texts)
    assert submission is not None, problems
    return view(assess(pack, submission, DAY, "direct", problems), lang)


HEAD = "0f" * 32


@cache
def papers(paper: str, name: str, lang: Language, fmt: str) -> dict[str, bytes]:
    """The files of a paper of one of the views."""
    return write(paper, _made(name, lang), lang, fmt, head=HEAD)


# ---- Word


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def text_of(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


@cache
def lines(data: bytes) -> list[str]:
    """Every paragraph of the text, those of tables too."""
    return [text_of(p) for p in opened(data).element.body.iter(qn("w:p"))]


@cache
def tables(data: bytes) -> list[list[list[str]]]:
    """Tables of rows of cells; the lines of a cell under one another."""
    return [
        [
            ["\n".join(text_of(p) for p in cell.iter(qn("w:p"))) for cell in row.iter(qn("w:tc"))]
            for row in table.iter(qn("w:tr"))
        ]
        for table in opened(data).element.body.iter(qn("w:tbl"))
    ]


def headed(data: bytes, head: str) -> list[list[str]]:
    """The rows of the first table that has a column of this head, without the heads."""
    return next(rows[1:] for rows in tables(data) if head in rows[0])


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ---- Excel


@cache
def sheets(data: bytes) -> list[Any]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).worksheets)


def cells(sheet: Any) -> Iterator[Any]:
    yield from (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def shown(cell: Any) -> str:
    """What a cell's format makes of its value."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float | int) and cell.number_format == "0.00":
        return f"{value:.2f}"
    return "" if value is None else str(value)
