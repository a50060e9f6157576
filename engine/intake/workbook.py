"""Workbooks: takes the bytes of an .xlsx, gives the rows of the sheets asked for; nothing is opened unguarded.

What openpyxl is given was measured before: the number and the size of the parts, how far they were compressed, and
how many elements they hold, so that neither a zip bomb nor a cell in the far corner costs more than a large sheet.
Sheets are streamed; a formula counts only by the value that the program which wrote it kept.
"""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import islice, repeat
from typing import Any, Final
from xml.etree import ElementTree

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.intake.cells import HEADING_ROWS, MAX_COLUMNS, MAX_ROWS, OLD_WORKBOOK, Cell, Row, is_blank
from gongti.engine.values.typed import Raw, Refusal

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_TAGS: Final = 600_000
"""Tags of one part: a sheet of some 150,000 cells."""
MAX_OTHER_TAGS: Final = 50_000
"""Tags of one part that are no rows, cells or strings: styles, merged areas, links. openpyxl is slow to read these."""
MAX_RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024
"""Sheets shrink ten- to fortyfold; far more, on a part of this size, is a bomb."""
LAST_ROW: Final = 1_048_576
"""Of a sheet (ECMA-376)."""
_OTHER_TAG: Final = re.compile(rb"<(?!/)(?!(?:\w+:)?(?:row|c|v|f|is|si|t|r|rPr|sz|color|rFont|family|charset)[\s/>])")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
LONGEST_NUMBER: Final = 10**15
"""A workbook keeps fifteen digits of a number; of a longer code the rest became zeros."""


class Broken(Exception):
    """The workbook cannot be read; the problem is recorded."""


def read_sheets(
    data: bytes, path: str, problems: Problems, wanted: Callable[[Sequence[Row]], bool]
) -> list[Sequence[Row]] | None:
    """All rows of each sheet whose first rows are wanted; None, with the problem, where nothing can be read."""
    try:
        openpyxl = _reader(path, problems)
        has_formulas = _guard(data, path, problems)
        with _anything_wrong_is_a_problem(path, problems), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl says is left out of a copy concerns nobody here
            values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            formulas = values
            if has_formulas:
                formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            pairs = zip(values.worksheets, formulas.worksheets, strict=True)
            sheets = [_Sheet(path, value, formula if has_formulas else None) for value, formula in pairs]
            return [sheet.all_rows(problems) for sheet in sheets if wanted(sheet.first_rows())]
    except Broken:
        return None


def _reader(path: str, problems: Problems) -> Any:
    try:
        import openpyxl
    except ImportError:
        problems.add("workbook-reader-missing", Place(path), command="pip install openpyxl")
        raise Broken from None
    return openpyxl


@contextmanager
def _anything_wrong_is_a_problem(path: str, problems: Problems) -> Iterator[None]:
    """openpyxl raises whatever its parts raise; to the user each of these is a workbook that cannot be read."""
    try:
        yield
    except Broken:
        raise
    except Exception:
        problems.add("workbook-broken", Place(path))
        raise Broken from None


def _guard(data: bytes, path: str, problems: Problems) -> bool:
    """Whether there are formulas in a workbook that is safe to open. Raises ``Broken`` where it is not."""
    has_formulas = False
    if data.startswith(OLD_WORKBOOK):
        problems.add("workbook-locked", Place(path))
        raise Broken
    with _anything_wrong_is_a_problem(path, problems), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            problems.add("workbook-locked", Place(path))
            raise Broken
        bomb = any(p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * p.compress_size for p in parts)
        if bomb or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            problems.add("workbook-too-large", Place(path))
            raise Broken
        for part in parts:
            text = archive.read(part)
            others = sum(1 for _ in islice(_OTHER_TAG.finditer(text), MAX_OTHER_TAGS + 1))
            if others > MAX_OTHER_TAGS or text.count(b"<") > MAX_TAGS:
                problems.add("workbook-too-large", Place(path))
                raise Broken
            if part.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in text or b"\0" in text):
                problems.add("workbook-broken", Place(path))  # no program writes these; they hide what is counted above
                raise Broken
            has_formulas = has_formulas or _FORMULA.search(text) is not None
    return has_formulas


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
        for number, row in enumerate(self._rows(LAST_ROW), 1):
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
        return Place(self.path, row, column, self.title, f"{_letters(column)}{row}")

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


def _merged(sheet: Any, rows: int) -> list[tuple[int, int, int]]:
    """First row, last row and first column of the areas merged over several rows, down to the last row there is."""
    from openpyxl.utils import range_boundaries

    found = []
    with sheet._get_source() as source:  # openpyxl does not tell of merged cells where it streams
        for _, element in ElementTree.iterparse(source):
            if element.tag.rpartition("}")[2] == "mergeCell":
                left, top, _, bottom = range_boundaries(element.get("ref"))
                if top < min(bottom, rows) and left <= MAX_COLUMNS:
                    found.append((top, min(bottom, rows), left))
            element.clear()
    return sorted(found)


def _value(value: Any, formula: Any) -> Raw:
    """A cell's value as one typed it; whole numbers whole, others as the decimals that are shown."""
    found = value.value
    if found is None:
        lost = formula.data_type == "f" and value.data_type != "str"  # a text that came out empty is no loss
        return Refusal("formula-without-value") if lost else None
    if value.data_type == "e":
        return Refusal("cell-error", {"value": str(found)[:20]})
    if isinstance(found, float) and not math.isfinite(found):
        return Refusal("cell-error", {"value": str(found)})
    if isinstance(found, float):
        found = int(found) if found.is_integer() else Decimal(repr(found))
    if isinstance(found, int) and not isinstance(found, bool):
        return _number(found, str(value.number_format))
    if isinstance(found, datetime):
        return found.date()
    return str(found) if isinstance(found, (time, timedelta)) else found


def _number(number: int, shown_as: str) -> Raw:
    """A whole number; where the sheet shows it with leading zeros it is a code, and they belong to it."""
    if abs(number) >= LONGEST_NUMBER:
        return Refusal("code-too-long", {"value": str(number)[:40]})
    return str(number).zfill(len(shown_as)) if len(shown_as) > 1 and not shown_as.strip("0") else number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
