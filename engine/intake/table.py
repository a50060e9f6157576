"""A register as a plain table (.csv, .xlsx): takes its bytes, gives the register, or says why it is none.

The rows become the same located tree that a register in YAML is, so that both are read by one reader. A table is a
register by its headings: it names facilities, and says which role, type or consortium they are of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Fixed
from collections.abc import Sequence as Rows
from datetime import date
from typing import Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence, decode, near_hint
from gongti.engine.expression import FIELDS
from gongti.engine.intake import delimited
from gongti.engine.intake.cells import HEADING_ROWS, Cell, Row, is_blank
from gongti.engine.intake.guard import is_workbook
from gongti.engine.intake.reading import show
from gongti.engine.intake.report import read_register
from gongti.engine.submission import Register
from gongti.engine.values.typed import Refusal
from gongti.engine.words.entries import ROLES, TYPES, codes

SUFFIXES: Final = (".csv", ".xlsx")

HEADINGS: Final[Fixed[str, str]] = {
    **{field: field for field in FIELDS},
    **dict.fromkeys(("编码", "机构编码", "单位编码", "代码", "机构代码", "医疗机构代码"), "id"),
    **dict.fromkeys(("名称", "机构名称", "单位名称", "医疗机构名称"), "name"),
    **dict.fromkeys(("角色", "机构角色"), "role"),
    **dict.fromkeys(("类型", "机构类型"), "type"),
    **dict.fromkeys(("级别", "机构级别", "等级", "医院等级"), "level"),
    **dict.fromkeys(("所属医共体", "所属集团", "所属医疗集团", "所属医联体"), "consortium"),
    **dict.fromkeys(("层级", "机构层级"), "tier"),
    **dict.fromkeys(("类别", "机构类别"), "class"),
    **dict.fromkeys(("所有制", "所有制形式"), "ownership"),
    **dict.fromkeys(("网格", "所属网格"), "grid"),
    **dict.fromkeys(("床位", "床位数"), "beds"),
    **dict.fromkeys(("服务人口", "服务人口数"), "population"),
    **dict.fromkeys(("成立日期", "设立日期"), "founded"),
}
"""Headings as tables have them, by the field that they mean."""
NOT_READ: Final = frozenset({"序号", "备注", "no", "no.", "note", "notes", "remark", "remarks"})
"""Headings that every table has and no rule reads."""

_WORDS: Final = {"role": codes(ROLES), "type": codes(TYPES), "consortium": {"无": "none"}}
_KNOWN_TYPES: Final = frozenset(codes(TYPES))
_TOTALS: Final = frozenset({"合计", "总计", "小计", "共计", "total"})
_REMARK: Final = re.compile(r"\s*[(（][^()（）]*[)）]\s*\Z")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]+\Z")
_CJK: Final = re.compile("[\u3400-\u9fff]")


def is_table(data: bytes, path: str) -> bool:
    """Whether a file is a table: by its ending, or a workbook by how it begins."""
    return path.lower().endswith(SUFFIXES) or is_workbook(data, path)


def read_table(data: bytes, path: str, problems: Problems) -> tuple[Register, ...] | None:
    """The registers of a file: none where it is another table, None where it cannot be used."""
    tables = _sheets(data, path, problems) if is_workbook(data, path) else _text(data, path, problems)
    if tables is None:
        return None
    tables = [rows for rows in tables if _is_register(rows)]
    if not tables:
        problems.add("not-a-register", Place(path))
        return ()
    tree = Mapping(Place(path))
    entries = Sequence(tree.at)
    found = Problems()
    for rows in tables:
        _entries(rows, entries, found)
    if not entries and not found.has_errors:
        found.add("empty-file", tree.at)
    tree.put("format", 1, tree.at)
    tree.put("facilities", entries, tree.at)
    register = read_register(tree, found)
    problems.extend(found)
    return None if register is None or found.has_errors else (register,)


def _sheets(data: bytes, path: str, problems: Problems) -> list[Rows[Row]] | None:
    from gongti.engine.intake.workbook import read_sheets  # few reports bring a workbook, and it takes time to import

    return read_sheets(data, path, problems, _has_heading)


def _text(data: bytes, path: str, problems: Problems) -> list[Rows[Row]] | None:
    """The one table of a text, read by the separator that gives it a heading; none where none does."""
    text = decode(data, path, problems)
    if text is None:
        return None
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        problems.add("control-character", Place(path, line), character=f"U+{ord(control[0]):04X}")
        return None
    for separator in delimited.SEPARATORS:
        head: list[Row] = []
        try:
            for row in delimited.rows(text, separator, path, Problems()):
                head.append(row)
                if len(head) == HEADING_ROWS:
                    break
        except delimited.Broken:
            pass  # named below, if it is this separator's table at all
        if _has_heading(head):
            try:
                return [list(delimited.rows(text, separator, path, problems))]
            except delimited.Broken:
                return None
    return []


def _has_heading(rows: Rows[Row]) -> bool:
    return _heading(rows) is not None


def _heading(rows: Rows[Row]) -> tuple[int, dict[int, str]] | None:
    """Which row is the heading, and the fields of its columns."""
    for number, row in enumerate(rows[:HEADING_ROWS]):
        fields = {column: field for column, cell in enumerate(row) if (field := HEADINGS.get(_title(cell)))}
        given = set(fields.values())
        if given & {"id", "name"} and given & {"role", "type", "consortium"}:
            return number, fields
    return None


def _title(cell: Cell) -> str:
    """A heading without its spaces and the unit or remark in brackets after it."""
    if not isinstance(cell.value, str):
        return ""
    return _REMARK.sub("", "".join(cell.value.split()).rstrip("*＊")).lower()


def _is_register(rows: Rows[Row]) -> bool:
    """Lists of equipment have names and types too: without a role or a consortium, one type must be a facility's."""
    heading = _heading(rows)
    if heading is None:
        return False
    number, fields = heading
    if set(fields.values()) & {"role", "consortium"}:
        return True
    types = [column for column, field in fields.items() if field == "type"]
    return any(_text_of(row[c]) in _KNOWN_TYPES for row in rows[number + 1 :] for c in types if c < len(row))


def _text_of(cell: Cell) -> str:
    return cell.value.strip() if isinstance(cell.value, str) else ""


def _entries(rows: Rows[Row], entries: Sequence, problems: Problems) -> None:
    """The facilities of one table, added as a register writes them."""
    heading = _heading(rows)
    assert heading is not None  # it is a register
    number, fields = heading
    columns = _columns(rows[number], fields, problems)
    named = {c for c, cell in enumerate(rows[number]) if not is_blank(cell)}
    for row in rows[number + 1 :]:
        typed = [(c, cell) for c, cell in enumerate(row) if not is_blank(cell)]
        for c, cell in typed:
            if c not in named:
                problems.add("register-column-unnamed", cell.at, value=show(cell.value))
                named.add(c)  # once a column
        entry = _entry(typed, columns, problems) if typed else None
        if entry is not None:
            entries.append(entry)
            entries.items_at.append(entry.at)


def _columns(row: Row, fields: dict[int, str], problems: Problems) -> dict[int, str]:
    """The field of each column that is read; every other heading is named."""
    columns: dict[int, str] = {}
    for c, cell in enumerate(row):
        title = _title(cell)
        if c in fields:
            if fields[c] in columns.values():
                problems.add("register-column-twice", cell.at, column=show(cell.value), field=fields[c])
            columns[c] = fields[c]
        elif title in NOT_READ:
            problems.add("register-column-unused", cell.at, column=show(cell.value))
        elif not is_blank(cell):
            hint = near_hint(title, HEADINGS)
            problems.add("register-column-unknown", cell.at, column=show(cell.value), near=hint)
    return columns


def _entry(typed: list[tuple[int, Cell]], columns: dict[int, str], problems: Problems) -> Mapping | None:
    """One row as an entry of a register; None where it is no facility's."""
    at = typed[0][1].at
    for c, cell in typed:
        if _text_of(cell).lower() in _TOTALS and columns.get(c, "id") in ("id", "name"):
            problems.add("register-total-row", cell.at, value=show(cell.value))
            return None
    entry = Mapping(at)
    for c, cell in typed:
        value = _value(cell, columns[c], problems) if c in columns else None
        if value is not None:
            entry.put(columns[c], value, cell.at)
    if not entry:
        return None
    typed_fields = {columns.get(c) for c, _ in typed}
    if "name" in entry and "id" in columns.values() and "id" not in typed_fields:
        problems.add("register-id-blank", at, facility=show(entry["name"]))
    return entry


def _value(cell: Cell, field: str, problems: Problems) -> object:
    value = cell.value
    if isinstance(value, str) and field == "id" and _SCIENTIFIC.match(value.strip()):
        value = Refusal("code-too-long", {"value": value.strip()})
    if isinstance(value, Refusal):
        problems.add(value.code, cell.at, **value.params)
        return None
    if isinstance(value, date):
        return value if field == "founded" else value.isoformat()
    if not isinstance(value, str):
        return value
    text = value.strip()
    known = _WORDS.get(field)
    if known is None:
        return text
    if text not in known and field != "consortium" and _CJK.search(text):
        problems.add("register-word-unknown", cell.at, value=show(text), field=field)
    return known.get(text, text)
