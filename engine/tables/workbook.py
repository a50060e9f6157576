"""A page → a workbook: a sheet a table, with a filter on every column, the facts on a sheet of their own.

Nothing in it is a formula or a link, whatever a report contained. The same page gives the same bytes.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from rich.cells import cell_len

from gongti.engine.report.visible import visible
from gongti.engine.tables.page import Cell, Column, Page, Table

_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?\Z", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets count days of early 1900 wrongly
_CREATED: Final = datetime(2000, 1, 1)
_MOST: Final = 32_000  # characters a cell holds, with room to spare
_NARROW: Final = 18  # characters any column may have before it wraps
_LINE: Final = 16  # points
_HIGHEST: Final = 400  # points; a row cannot be higher than 409
_COLOURS: Final = {"good": "#14632F", "warn": "#7A4A00", "bad": "#A3161B", "dim": "#4D5862"}
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\']")
Book = Any


def render(page: Page) -> bytes:
    """The bytes of an .xlsx file."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": visible(page.title), "created": _CREATED})
    styles = {tone: _style(book, tone) for tone in ("", *_COLOURS)}
    for table in page.shown("sheet"):
        _sheet(book, table, styles)
    _facts(book, page, styles)
    book.close()
    return out.getvalue()


def _name(title: str) -> str:
    """What a sheet may be called."""
    return _SHEET_NAME.sub(" ", title).strip()[:31]


def _style(book: Book, tone: str) -> dict[str, Any]:
    plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C5CCD3"}
    if tone:
        plain["font_color"] = _COLOURS[tone]
    forms = {"text": {"num_format": "@"}, "number": {"num_format": "0.00"}, "day": {"num_format": "yyyy-mm-dd"}}
    forms["whole"] = {"num_format": "0"}
    return {kind: book.add_format(plain | form) for kind, form in forms.items()}


def _sheet(book: Book, table: Table, styles: dict[str, dict[str, Any]]) -> None:
    sheet = book.add_worksheet(_name(table.sheet or table.title))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EDF1"})
    widths = [_width(column, [row[i] for row in table.rows]) for i, column in enumerate(table.columns)]
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, widths[index])
        sheet.write_string(0, index, column.title, head)
    for number, row in enumerate(table.rows, 1):
        sheet.set_row(number, _height(row, widths))
        for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _write(sheet, number, index, column, cell, styles[cell.tone])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(column: Column, cells: list[Cell]) -> int:
    """As wide as its longest line, up to the width it asks for; room for its title and the sign of the filter."""
    longest = max((cell_len(visible(line)) for cell in cells for line in cell.text.split("\n")), default=0)
    return max(cell_len(column.title) + 4, min(longest + 2, max(column.width, _NARROW)), 8)


def _height(row: tuple[Cell, ...], widths: list[int]) -> int:
    """Points for the lines its fullest cell is wrapped into: not every program finds out by itself."""
    lines = [
        sum(max(1, -(-cell_len(visible(line)) // (width - 2))) for line in cell.text.split("\n"))
        for cell, width in zip(row, widths, strict=True)
    ]
    return min(_HIGHEST, _LINE * max(lines) + 2)


def _write(sheet: Any, row: int, index: int, column: Column, cell: Cell, styles: dict[str, Any]) -> None:
    if column.kind == "number" and _NUMBER.match(cell.text):
        # Excel keeps numbers as floats; they are printed with the digits of the text, and decide nothing.
        sheet.write_number(row, index, float(cell.text), styles["number" if "." in cell.text else "whole"])
        return
    if column.kind == "day" and _DAY.match(cell.text):
        day = date.fromisoformat(cell.text)
        if day >= _FIRST_DAY:
            sheet.write_datetime(row, index, datetime(day.year, day.month, day.day), styles["day"])
            return
    words = "\n".join(visible(line) for line in cell.text.split("\n"))[:_MOST]
    if words:
        sheet.write_string(row, index, words, styles["text"])
    else:
        sheet.write_blank(row, index, None, styles["text"])


def _facts(book: Book, page: Page, styles: dict[str, dict[str, Any]]) -> None:
    sheet = book.add_worksheet(_name(page.facts_title))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    heading = book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, visible(page.title), heading)
    sheet.write_string(1, 0, visible(page.subtitle))
    for number, (label, words) in enumerate(page.facts, 3):
        sheet.write_string(number, 0, label, styles["dim"]["text"])
        text = "\n".join(visible(line) for line in words.text.split("\n"))[:_MOST]
        sheet.write_string(number, 1, text, styles[words.tone]["text"])
        sheet.set_row(number, _height((Cell(""), words), [20, 80]))
