"""Registers in workbooks: takes the bytes of an .xlsx, gives the rows of the sheets asked for; nothing unguarded.

Sheets are streamed; a formula counts only by the value that the program which wrote it kept.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice, repeat
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.intake.cells import HEADING_ROWS, MAX_COLUMNS, MAX_ROWS, Cell, Row, is_blank
from gongti.engine.intake.entered import entered
from gongti.engine.intake.guard import Broken, anything_wrong_is_a_problem, end_of_values, guard
from gongti.engine.values.typed import Raw, Refusal

_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref=[\"']([^\"'<>]{1,40})[\"']")
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s/>]")
_END_OF_ROWS: Final = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData(?:\s[^<>]*)?/>")
_ROW_NUMBER: Final = re.compile(rb"<(?:\w+:)?row\s(?:[^<>]*\s)?r=[\"']([0-9]{1,7})[\"']")
LAST_ROW: Final = 1_048_576
"""Of a sheet (ECMA-376)."""


def read_sheets(
    data: bytes, path: str, problems: Problems, wanted: Callable[[Sequence[Row]], bool]
) -> list[Sequence[Row]] | None:
    """All rows of each sheet whose first rows are wanted; None, with the problem, where nothing can be read."""
    try:
        reader(path, problems)
        looked = guard(data, path, problems)
        with anything_wrong_is_a_problem(path, problems), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl says is left out of a copy concerns nobody here
            values = streamed(data)
            formulas = streamed(data, results=False) if looked.uncalculated else values
            pairs = zip(values.worksheets, formulas.worksheets, strict=True)
            sheets = [_Sheet(path, value, formula if looked.uncalculated else None) for value, formula in pairs]
            return [sheet.all_rows(problems) for sheet in sheets if wanted(sheet.first_rows())]
    except Broken:
        return None


def reader(path: str, problems: Problems) -> Any:
    """openpyxl. Raises ``Broken`` where it is not installed."""
    try:
        import openpyxl
    except ImportError:
        problems.add("workbook-reader-missing", Place(path), command="pip install openpyxl")
        raise Broken from None
    return openpyxl


def streamed(data: bytes, *, results: bool = True) -> Any:
    """A workbook whose sheets are streamed, with the results of its formulas or with the formulas.

    Raises ValueError where a sheet that the workbook lists is not there, or is there under two names: openpyxl says
    nothing of the first, and would read the second as often as it is listed.
    """
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    reader.read()
    book = reader.wb
    parts = {sheet._worksheet_path for sheet in book.worksheets}
    if len(book.worksheets) + len(book.chartsheets) < len(reader.parser.sheets) or len(parts) < len(book.worksheets):
        raise ValueError("sheets are missing, or one stands there twice")
    strings = _Strings(reader.shared_strings)
    for sheet in book.worksheets:
        sheet._shared_strings = strings
    return book


class _Strings(list[str]):
    """The texts of a workbook by their numbers. One below nought is no text, and not one counted from the end."""

    def __getitem__(self, number: Any) -> Any:
        if number < 0:
            raise IndexError(number)
        return super().__getitem__(number)


class _Sheet:
    """One sheet, twice: with the values that its formulas last had, and with the formulas themselves."""

    def __init__(self, path: str, values: Any, formulas: Any) -> None:
        self.path = path
        self.title = values.title
        self.values = values
        self.formulas = formulas
        self.blank = Cell(None, Place(path, 0, 0, self.title))

    def first_rows(self) -> Sequence[Row]:
        return list(islice(self._rows(HEADING_ROWS), HEADING_ROWS))

    def all_rows(self, problems: Problems) -> Sequence[Row]:
        rows: list[list[Cell]] = []
        for number, row in enumerate(self._rows(last_row(source_of(self.values))), 1):
            if number <= MAX_ROWS:
                rows.append(row)
            elif beyond := next((cell for cell in row if not is_blank(cell)), None):
                problems.add("register-too-long", beyond.at, limit=MAX_ROWS)
                raise Broken
        while rows and all(map(is_blank, rows[-1])):
            rows.pop()
        self._fill_down(rows)
        return rows

    def _rows(self, last: int) -> Iterator[list[Cell]]:
        bounds = {"min_row": 1, "max_row": last, "min_col": 1, "max_col": MAX_COLUMNS}
        formulas_too = self.formulas.iter_rows(**bounds) if self.formulas is not None else repeat(None)
        gap: Any = None
        for number, (values, formulas) in enumerate(
            zip(self.values.iter_rows(**bounds), formulas_too, strict=False), 1
        ):
            if values is gap:  # rows that do not stand in the file are all one tuple, up to a million of them
                yield []
                continue
            gap = values
            formulas = formulas or values
            last_typed = max((i for i, f in enumerate(formulas, 1) if f.value is not None), default=0)
            both = zip(values[:last_typed], formulas[:last_typed], strict=True)
            yield [
                self.blank if formula.value is None else Cell(_value(value, formula), self._place(number, column))
                for column, (value, formula) in enumerate(both, 1)
            ]

    def _place(self, row: int, column: int) -> Place:
        return Place(self.path, row, column, self.title, f"{letters(column)}{row}")

    def _fill_down(self, rows: list[list[Cell]]) -> None:
        """What is merged over several rows holds for each of them. A row that has nothing of its own stays blank."""
        budget = MAX_ROWS * MAX_COLUMNS  # merged areas never overlap, so honest ones cannot use it up
        for first, last, column in _merged(self.values, len(rows)):
            above = rows[first - 1][column - 1] if column <= len(rows[first - 1]) else None
            if above is None:
                continue
            budget -= last - first
            if budget < 0:
                raise ValueError("merged areas overlap")
            for number, row in enumerate(rows[first:last], first + 1):
                if all(map(is_blank, row)):
                    continue
                row += [self.blank] * (column - len(row))
                if is_blank(row[column - 1]):
                    row[column - 1] = Cell(above.value, self._place(number, column))


def merged_areas(sheet: Any) -> list[tuple[int, int, int, int]]:
    """First column, first row, last column and last row of the merged areas of a sheet, in order."""
    from openpyxl.utils import range_boundaries

    return sorted(range_boundaries(m[1].decode()) for m in _MERGED.finditer(source_of(sheet)))


def source_of(sheet: Any) -> bytes:
    """The XML of a sheet: where openpyxl streams it tells of neither merged cells nor formulas without results.

    Raises ValueError where the rows do not end: it is cut off, or is no sheet at all.
    """
    with sheet._get_source() as source:
        text: bytes = source.read()
    if _END_OF_ROWS.search(text) is None:
        raise ValueError("a sheet without an end")
    return text


def last_row(text: bytes) -> int:
    """The last row of a sheet's XML that holds something; the last there can be, where some row says no number.

    Who stops there spares openpyxl the empty rows below and all that stands after the rows, which takes it longer.
    """
    end = end_of_values(text)
    numbers = [int(m[1]) for m in _ROW_NUMBER.finditer(text, 0, end)]
    rows = sum(1 for _ in _ROW.finditer(text, 0, end))
    return max(numbers, default=1) if len(numbers) == rows and (rows or not end) else LAST_ROW


def _merged(sheet: Any, rows: int) -> list[tuple[int, int, int]]:
    """First row, last row and first column of the areas merged over several rows, down to the last row there is."""
    areas = ((left, top, min(bottom, rows)) for left, top, _, bottom in merged_areas(sheet))
    return sorted((top, bottom, left) for left, top, bottom in areas if top < bottom and left <= MAX_COLUMNS)


def _value(value: Any, formula: Any) -> Raw:
    """A cell's value as one typed it; a formula that kept none is named."""
    if value.value is None:
        lost = formula.data_type == "f" and value.data_type != "str"  # a text that came out empty is no loss
        return Refusal("formula-without-value") if lost else None
    return entered(value, as_code=True)


@cache
def letters(column: int) -> str:
    """A column as sheets call it."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
