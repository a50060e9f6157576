"""Takes a form's bytes, gives it back filled by a program that knows nothing of where its cells stand.

Cells are found as a reader finds them, by the hidden ids. What is typed follows the question's type and its key, so
that it is the same every time, and nearly every cell has something else in it. Only open cells are typed into.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zlib import crc32

import openpyxl

from gongti.engine.pack import Pack
from gongti.engine.pack.bound import Question

Area = Literal["clerk", "reviewer"]
CLERK = ("answer", "prior")
MARK = "gongti:"
CORNER = 20
METHODS = ("查阅", "访谈", "测试")
STATES = ("齐", "不齐", "虚假")


@dataclass(frozen=True)
class Keyed:
    """One sheet by its ids: the mark's words, and the row and column of each key."""

    sheet: Any
    kind: str
    said: Mapping[str, str]
    rows: Mapping[str, int]
    columns: Mapping[str, int]

    def cell(self, row: str, column: str) -> Any:
        return self.sheet.cell(self.rows[row], self.columns[column])

    def opens(self, row: str, column: str) -> bool:
        return column in self.columns and not self.cell(row, column).protection.locked


@dataclass
class Filled:
    """A filled form, and what was typed: (mark, row key, column key) → value, as the workbook has it."""

    book: Any
    data: bytes = b""
    typed: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    answered: dict[str, set[str]] = field(default_factory=dict)
    """By the mark of a sheet the questions that were answered, a table of it by its rows."""


def keyed(book: Any) -> Iterator[Keyed]:
    """The sheets of a form that have ids."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=CORNER, max_col=CORNER):
            corner = next((c for c in row if str(c.value or "").startswith(MARK)), None)
            if corner is not None:
                kind, *said = str(corner.value)[len(MARK) :].split()
                columns = {str(c.value): c.column for c in sheet[corner.row] if c.value and c is not corner}
                below = sheet.iter_rows(min_row=corner.row + 1, min_col=corner.column, max_col=corner.column)
                rows = {str(c.value): c.row for (c,) in below if c.value not in (None, "")}
                yield Keyed(sheet, kind, dict(word.split("=", 1) for word in said if "=" in word), rows, columns)
                break


def mark(of: Keyed) -> str:
    return " ".join((of.kind, *(f"{k}={v}" for k, v in of.said.items())))


def base(key: str) -> str:
    """The question that a row belongs to."""
    return key.partition("@")[0].partition(".")[0].partition(":")[0]


def fill(data: bytes, packs: Sequence[Pack], *areas: Area, facilities: int = 3) -> Filled:
    """Answer four questions of five, and where the reviewer's area is asked for, check two of three of those.

    ``facilities`` is how many of the blank facilities of a form without a register are taken.
    """
    questions = {q.id: q for pack in packs for q in pack.questions}
    book = openpyxl.load_workbook(io.BytesIO(data))
    filled = Filled(book)
    home = {(sheet.kind, base(row)): mark(sheet) for sheet in keyed(book) for row in sheet.rows}
    for sheet in keyed(book):
        if "new" in sheet.said and int(sheet.said["new"]) > facilities:
            continue
        for row in sheet.rows:
            if row.startswith("@"):
                _identify(sheet, row, filled)
            elif sheet.kind == "table":
                _table_row(sheet, row, questions[sheet.said["indicator"]], areas, filled)
                if "clerk" in areas:
                    party, name = sheet.said["party"], sheet.said["indicator"]
                    facility = f"facility {party if '=' in party else f'id={party}'}"
                    filled.answered.setdefault(home.get((party, name), facility), set()).add(name)
            elif sheet.kind == "explanations":
                _explain(sheet, row, areas, filled)
            elif base(row) in questions:
                _answer(sheet, row, questions[base(row)], areas, filled)
    out = io.BytesIO()
    book.save(out)
    filled.data = out.getvalue()
    return filled


def _put(sheet: Keyed, row: str, column: str, value: Any, filled: Filled) -> None:
    if sheet.opens(row, column):
        sheet.cell(row, column).value = value
        filled.typed[mark(sheet), row, column] = value


def _drawn(*words: str) -> int:
    return crc32("|".join(words).encode())


def _identify(sheet: Keyed, row: str, filled: Filled) -> None:
    number = sheet.said.get("new", "1")
    said = {
        "@consortium_id": "qinghe", "@name": f"第{number}卫生院", "@kind": "county-consortium", "@region": "青禾县",
        "@reviewer": "核验一组", "@date": datetime(2025, 3, 6), "@id": f"new-{number}", "@role": "成员单位",
        "@type": "乡镇卫生院", "@level": "一级", "@class": "综合", "@ownership": "公立", "@grid": f"网格{number}",
        "@beds": 40 + int(number), "@population": 12_000,
    }  # fmt: skip
    if sheet.kind == "cover" and row in ("@name", "@kind", "@consortium_id", "@region", "@period"):
        return  # what the form was made for stands there
    column = "answer" if "answer" in sheet.columns else next(iter(sheet.columns))
    if row in said and sheet.cell(row, column).value is None:
        _put(sheet, row, column, said[row], filled)


def _answer(sheet: Keyed, row: str, question: Question, areas: Sequence[Area], filled: Filled) -> None:
    draw = _drawn(mark(sheet), base(row))
    says_none = row == question.id and question.type in ("set", "table")  # the row that says: none of them, no row
    if draw % 5 == 0 or says_none:
        return
    if "clerk" in areas and sheet.opens(row, "answer"):
        filled.answered.setdefault(mark(sheet), set()).add(question.id)
        for column in CLERK:
            _type(sheet, row, column, question, filled)
        if row == base(row) and draw % 3 == 0:
            _put(sheet, row, "evidence", "文件一.pdf；会议纪要 (2).docx", filled)
            _put(sheet, row, "note", "见附件 =A1 & <说明>", filled)
    if "reviewer" in areas and draw % 3:
        _type(sheet, row, "checked", question, filled)
        _put(sheet, row, "method", METHODS[draw % 3], filled)
        _put(sheet, row, "date", datetime(2025, 2, draw % 28 + 1), filled)
        _put(sheet, row, "state", STATES[draw % 3], filled)
        _put(sheet, row, "remark", "看了原件", filled)


def _table_row(sheet: Keyed, row: str, question: Question, areas: Sequence[Area], filled: Filled) -> None:
    assert question.table is not None
    if "clerk" not in areas or (row.isdigit() and int(row) > 2):
        return
    for name, column in question.table.columns.items():
        _type(sheet, row, name, column, filled)


def _explain(sheet: Keyed, row: str, areas: Sequence[Area], filled: Filled) -> None:
    if "clerk" in areas and _drawn(row) % 2:
        _put(sheet, row, "explanation", "正在建设，\n已列入明年计划", filled)
        _put(sheet, row, "until", datetime(2025, 6, 30), filled)
    if "reviewer" in areas and _drawn(row) % 2:
        _put(sheet, row, "ruling", "采纳", filled)


def _type(sheet: Keyed, row: str, column: str, question: Question, filled: Filled) -> None:
    """Type what a question asks for: a percentage as such, be the cell made for one or not."""
    if sheet.opens(row, column):
        value = _value(question, row, _drawn(mark(sheet), row, column))
        is_share = question.type == "percent" and not row.endswith((".part", ".whole"))
        if is_share and "%" not in sheet.cell(row, column).number_format:
            value = f"{value:.1%}"
        _put(sheet, row, column, value, filled)


def _value(question: Question, row: str, draw: int) -> Any:
    """What somebody types into a cell of a question: as the spreadsheet then holds it."""
    tail = row.partition("@")[2] or row
    if tail.endswith(".part"):
        return draw % 400
    if tail.endswith(".whole"):
        return 400 + draw % 400
    match question.type:
        case "yesno":
            return ("是", "否", "有", "无")[draw % 4]
        case "set":
            return ("有", "无")[draw % 2]
        case "choice":
            return list(question.options.values())[draw % len(question.options)].zh
        case "count":
            return draw % 3000
        case "number" | "money":
            return draw % 100_000 / 100
        case "percent":
            return draw % 1001 / 1000
        case "date":
            return datetime(2024, draw % 12 + 1, draw % 28 + 1)
        case "text":
            return f"说明{draw % 100}"
    raise AssertionError(question.type)
