"""The guard before every workbook: takes bytes, says that they are safe to open and what they hold; else what to do.

Nothing is parsed here, everything is measured: the number and the size of the parts, how far they were compressed, and
how many elements they hold, so that neither a zip bomb nor a cell in the far corner costs more than a large sheet. What
is no workbook, or one that must first be saved anew, is told in one sentence each.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.intake.cells import OLD_WORKBOOK, WORKBOOK
from gongti.engine.submission.form import ABOUT, KIND_PROPERTY, MARK

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_TAGS: Final = 600_000
"""Tags of all parts: some 150,000 cells. A form of 60 facilities in one workbook has less than half as many."""
MAX_ROWS_LISTED: Final = 50_000
"""Rows of all parts down to the last that holds something, empty ones too: each costs as much as some cells."""
MAX_OTHER_TAGS: Final = 50_000
"""Tags of one part that are no rows, cells or strings: styles, merged areas, links. openpyxl is slow to read these."""
MAX_RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024
"""Sheets shrink ten- to fortyfold; far more, on a part of this size, is a bomb."""

_OTHER_TAG: Final = re.compile(rb"<(?!/)(?!(?:\w+:)?(?:row|c|v|f|is|si|t|r|rPr|sz|color|rFont|family|charset)[\s/>])")
_UNCALCULATED: Final = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*(?:<(?:\w+:)?f(?:\s[^<>]*)?/>|<(?:\w+:)?f(?:\s[^<>]*)?>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v(?:\s[^<>]*)?/>|<(?:\w+:)?v(?:\s[^<>]*)?>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A cell of a formula, with its attributes, in which nothing, or nothing but a blank, was kept of the result."""
_TEXT: Final = re.compile(rb"\bt=[\"']str[\"']")
_PLACE: Final = re.compile(rb"(?:^|\s)r=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s/>]")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
"""A sheet in the list of sheets. There are as many parts at least; openpyxl opens the part of each."""
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
_SIGNS: Final = tuple(sign.encode() for sign in (ABOUT, KIND_PROPERTY, MARK))

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_WORD: Final = "WordDocument".encode("utf-16-le")


class Broken(Exception):
    """The workbook cannot be read; the problem is recorded."""


class Looked(NamedTuple):
    """What a workbook that is safe to open holds.

    ``uncalculated``: some formula has no kept result; ``merged``: some cells are merged.
    """

    is_form: bool
    uncalculated: bool
    merged: bool


def is_workbook(data: bytes, path: str) -> bool:
    """Whether a file is a workbook, or passes for one: by how it begins, or by its ending."""
    return data.startswith((WORKBOOK, OLD_WORKBOOK)) or path.lower().endswith(".xlsx")


def look(data: bytes, path: str, problems: Problems) -> Looked | None:
    """What is to be known of a workbook before it is opened; None, with the problem, where it must not be."""
    try:
        return guard(data, path, problems)
    except Broken:
        return None


def guard(data: bytes, path: str, problems: Problems) -> Looked:
    """As ``look``. Raises ``Broken`` where the workbook must not be opened."""
    if data.startswith(OLD_WORKBOOK):
        _refuse("workbook-locked" if _ENCRYPTED in data else _old(data), path, problems)
    if not data.startswith(WORKBOOK):
        is_text = bool(data.strip()) and (data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in data[:4096])
        _refuse("workbook-is-text" if is_text else "workbook-broken", path, problems)
    is_form = uncalculated = merged = False
    with anything_wrong_is_a_problem(path, problems), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            _refuse("workbook-locked", path, problems)
        bomb = any(p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * p.compress_size for p in parts)
        if bomb or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            _refuse("workbook-too-large", path, problems)
        names = {part.filename for part in parts}
        if len({name.casefold() for name in names}) < len(parts):
            _refuse("workbook-broken", path, problems)  # one program reads the first of two, another the last
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            _refuse("workbook-other", path, problems)
        if "xl/workbook.bin" in names:
            _refuse("workbook-old", path, problems)
        tags = rows = 0
        for part in parts:
            text = archive.read(part)
            tags += text.count(b"<")
            rows += sum(1 for _ in _ROW.finditer(text, 0, end_of_values(text)))
            others = sum(1 for _ in islice(_OTHER_TAG.finditer(text), MAX_OTHER_TAGS + 1))
            too_many = others > MAX_OTHER_TAGS or tags > MAX_TAGS or rows > MAX_ROWS_LISTED
            if too_many or len(_SHEET.findall(text)) > len(parts):
                _refuse("workbook-too-large", path, problems)
            if not part.filename.endswith((".xml", ".rels")):
                continue
            if b"<!DOCTYPE" in text or b"\0" in text:
                _refuse("workbook-broken", path, problems)  # no program writes these; they hide what is counted above
            is_form = is_form or any(sign in text for sign in _SIGNS)
            uncalculated = uncalculated or any(True for _ in _lost(text))
            merged = merged or _MERGED.search(text) is not None
    return Looked(is_form, uncalculated, merged)


def end_of_values(text: bytes) -> int:
    """Where, in the XML of a sheet, the last cell that holds something begins to; 0 where none does."""
    return max((found.end() for found in _VALUE.finditer(text)), default=0)


def uncalculated_cells(text: bytes) -> frozenset[str]:
    """The cells of a sheet's XML whose formula kept no result; "" for one that does not say where it stands."""
    places = (_PLACE.search(attributes) for attributes in _lost(text))
    return frozenset(place[1].decode() if place is not None else "" for place in places)


def _lost(text: bytes) -> Iterator[bytes]:
    """The attributes of those cells. A text that came out empty is no loss."""
    return (m[1] for m in _UNCALCULATED.finditer(text) if _TEXT.search(m[1]) is None)


def _old(data: bytes) -> str:
    """What a file of the container of before 2007 is: a workbook under one of two names, or something else."""
    if any(name in data for name in _OLD):
        return "workbook-old"
    return "workbook-other" if _WORD in data else "workbook-locked"


def _refuse(code: str, path: str, problems: Problems) -> None:
    problems.add(code, Place(path))
    raise Broken


@contextmanager
def anything_wrong_is_a_problem(path: str, problems: Problems) -> Iterator[None]:
    """Readers raise whatever their parts raise; to the user each of these is a workbook that cannot be read."""
    try:
        yield
    except Broken:
        raise
    except Exception:
        problems.add("workbook-broken", Place(path))
        raise Broken from None
