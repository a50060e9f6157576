"""Takes what a form's cells hold, gives the workbook; and changes one. A small maker, independent of the real one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

HEAD: tuple[tuple[str, ...], ...] = (
    ("gongti", "1"),
    ("kind", "report"),
    ("made_by", "0.2.0"),
    ("period", "2024"),
    ("consortium.id", "moxian"),
    ("consortium.name", "某县医共体"),
    ("consortium.kind", "county-consortium"),
    ("consortium.region", "某省某县"),
)
COLUMNS = (
    "answer",
    "prior",
    "evidence",
    "note",
    "not_applicable",
    "checked",
    "method",
    "date",
    "state",
    "cases",
    "remark",
    "objection",
)
Cells = Mapping[str, Any]
"""The cells of a row by column key; a bare value is the answer's."""


def filled(
    sheets: Mapping[str, Mapping[str, Any]],
    *,
    head: Sequence[Sequence[str]] = HEAD,
    columns: Sequence[str] = COLUMNS,
    then: Callable[[Any], None] | None = None,
) -> bytes:
    """A form of sheets by their marks, each with its rows by key. Cells start in D: two columns of words stand before.

    A key that ends in a NUL stands twice: it is written without it.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, (mark, rows) in enumerate(sheets.items(), 1):
        sheet = book.create_sheet(f"表{number}")
        keys = list(columns)
        for cells in rows.values():
            keys += [key for key in cells if key not in keys] if isinstance(cells, Mapping) else []
        for column, value in enumerate((f"gongti:{mark}", None, None, *keys), 1):
            sheet.cell(1, column, value)
        sheet.cell(2, 2, "填报表")
        for line, (key, cells) in enumerate(rows.items(), 3):
            sheet.cell(line, 1, key.rstrip("\0"))
            sheet.cell(line, 2, f"第{line}题")
            for name, value in (cells if isinstance(cells, Mapping) else {"answer": cells}).items():
                put(sheet.cell(line, 4 + keys.index(name)), value)
        sheet.row_dimensions[1].hidden = True
        sheet.column_dimensions["A"].hidden = True
    hidden = book.create_sheet("_gongti")
    for row in head:
        hidden.append(list(row))
    hidden.sheet_state = "hidden"
    if then is not None:
        then(book)
    return saved(book)


def put(cell: Any, value: Any) -> None:
    """A value, or a value with its number format."""
    if isinstance(value, tuple):
        cell.value, cell.number_format = value
    else:
        cell.value = value


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook, opened, changed and saved."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    return saved(book)


def repacked(data: bytes, member: str, change: Callable[[str], str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with the text of one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, change(text.decode()) if part.filename == member else text)
    return out.getvalue()
