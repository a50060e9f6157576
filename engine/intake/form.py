"""Forms: takes the bytes of a filled workbook, gives its cells by the hidden ids, whatever was moved, added or renamed.

A cell's meaning is the mark of its sheet, the key of its row and the key of its column. Where it stands is told in
problems and decides nothing.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.intake.cells import MAX_COLUMNS, MAX_ROWS, Cell
from gongti.engine.intake.entered import entered
from gongti.engine.intake.guard import Broken, Looked, anything_wrong_is_a_problem, uncalculated_cells
from gongti.engine.intake.reading import show
from gongti.engine.intake.workbook import LAST_ROW, last_row, letters, merged_areas, reader, source_of, streamed
from gongti.engine.submission import form as keys
from gongti.engine.values.typed import Refusal
from gongti.engine.values.typed.plain import plain

CORNER: Final = 20
"""Rows and columns in which a sheet's mark is looked for."""
PROBLEMS_SHEET: Final = "problems"
"""The mark of the sheet that a marked copy has more than its original."""
_ONCE_A_QUESTION: Final = frozenset((*keys.CLERK, *keys.REVIEWER)) - {keys.ANSWER, keys.PRIOR, keys.CHECKED}
"""Columns in which one merged cell stands for all rows of a question."""
_REVIEWERS: Final = frozenset((*keys.REVIEWER, keys.RULING, keys.INAPPLICABLE, keys.WAIVER_UNTIL, keys.WAIVER_REASON))
_SHEETS: Final = frozenset({"cover", "consortium", "region", "facility", "explanations", "table", PROBLEMS_SHEET})
"""What a sheet can be. One of another kind is listed as not read, like one whose mark was deleted."""
_ATTRIBUTE: Final = re.compile(r"(\w+)=(.*?)(?=\s+\w+=|\Z)", re.DOTALL)
_CODES: Final = frozenset({"@id", "@consortium_id"})
"""Rows whose numbers are codes: leading zeros that are shown belong to them."""
MOST_ROWS: Final = 20_000
"""Rows with a key in all sheets: a form that the guard lets in has some 13,000, of a hundred facilities and more."""
MOST_NOT_READ: Final = 100
"""Rows of one sheet that are listed as not read; of more, how many."""


class Mark(NamedTuple):
    """What a sheet is: its kind, and what else its mark says."""

    kind: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row with a key: the cells that hold something, by the key of their column."""

    key: str
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet as its mark says; ``columns`` are all its column keys, ``keys`` all its row keys, blank rows' too."""

    mark: Mark
    at: Place
    columns: frozenset[str]
    rows: tuple[Row, ...]
    keys: frozenset[str]
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def row(self, key: str) -> Row | None:
        """The first row of a key."""
        return next((row for row in self.rows if row.key == key), None)


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook read: what its hidden sheet says (``about``), the packs it was made for, and its sheets.

    ``copy_of`` is the name of the workbook of which it is a marked copy, "" for none, ``copied`` what was in that one.
    """

    path: str
    kind: str
    about: dict[str, Cell]
    packs: tuple[tuple[str, str, str], ...]
    sheets: tuple[FormSheet, ...]
    copy_of: str = ""
    copied: str = ""

    @property
    def content(self) -> str:
        """A hash of everything that is filled in, wherever it stands."""
        said = sorted(
            repr((sheet.mark.kind, sorted(sheet.mark.said.items()), row.key, column, cell.value))
            for sheet in self.sheets
            for row in sheet.rows
            for column, cell in row.cells.items()
        )
        return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()

    def of(self, *kinds: str) -> Iterator[FormSheet]:
        """The sheets of some kinds, in the workbook's order."""
        return (sheet for sheet in self.sheets if sheet.mark.kind in kinds)


def read_form(data: bytes, path: str, looked: Looked, problems: Problems) -> Form | None:
    """The form in a workbook that was looked at before.

    None where it is none, and, with the problem, where it cannot be read.
    """
    try:
        reader(path, problems)
        with anything_wrong_is_a_problem(path, problems), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _form(streamed(data), path, looked, problems)
    except Broken:
        return None


def _form(book: Any, path: str, looked: Looked, problems: Problems) -> Form | None:
    about: dict[str, Cell] = {}
    packs: list[tuple[str, str, str]] = []
    hidden = next((s for s in book.worksheets if s.title == keys.ABOUT), None)
    if hidden is not None:
        packs = _about(hidden, path, about)
    properties = {p.name: str(p.value) for p in book.custom_doc_props.props if p.name.startswith("gongti_")}
    if not packs:
        texts = ";".join(properties[name] for name in sorted(properties) if name.startswith(keys.PACKS_PROPERTY))
        packs = [pack for text in texts.split(";") if (pack := _pack(text.split()))]
    kind = about["kind"].value if "kind" in about else properties.get(keys.KIND_PROPERTY)
    sheets: list[FormSheet] = []
    unmarked: list[Any] = []
    keyed = 0
    copy_of = copied = ""
    for sheet in book.worksheets:
        if sheet is hidden:
            continue
        text = source_of(sheet)
        lost = uncalculated_cells(text) if looked.uncalculated else frozenset()
        scan = _Scan(sheet, path, lost, kind == "review", problems)
        found = scan.read(last_row(text))
        keyed += len(scan.keys)
        if keyed > MOST_ROWS:
            problems.add("workbook-too-large", Place(path))
            raise Broken
        if found is not None and found.mark.kind == PROBLEMS_SHEET:
            copy_of, copied = (*scan.columns.values(), "", "")[:2]
        elif found is not None:
            sheets.append(found)
            if looked.merged:
                scan.tell_merged()
        elif scan.has_content and sheet.sheet_state == "visible":
            unmarked.append(sheet)
    if not (sheets or about or properties):
        return None
    for sheet in unmarked:
        problems.add("form-sheet-not-read", Place(path, 0, 0, sheet.title), sheet=show(sheet.title))
    made = about.get("gongti")
    if made is not None and str(made.value) != str(keys.FORMAT):
        problems.add("form-newer", made.at, found=show(made.value))
        raise Broken
    return Form(path, "review" if kind == "review" else "report", about, tuple(packs), tuple(sheets), copy_of, copied)


def _about(sheet: Any, path: str, about: dict[str, Cell]) -> list[tuple[str, str, str]]:
    """Fills in the rows of the hidden sheet; gives its packs."""
    packs = []
    for row in islice(sheet.iter_rows(min_row=1, max_row=MAX_ROWS, max_col=CORNER), MAX_ROWS):
        # Inserted columns do no harm either: what stands in a row is read in order.
        said = [str(cell.value).strip() for cell in row if cell.value is not None]
        if len(said) < 2:
            continue
        key, *values = said
        if key == "pack":
            pack = _pack(values)
            if pack is not None:
                packs.append(pack)
        else:
            about.setdefault(key, Cell(values[0], Place(path)))
    return packs


def _pack(said: list[str]) -> tuple[str, str, str] | None:
    return (said[0], said[1], said[2] if len(said) > 2 else "") if len(said) > 1 else None


class _Scan:
    """Reads one sheet in one pass: its mark, the keys, and the cells that hold something."""

    def __init__(self, sheet: Any, path: str, lost: frozenset[str], review: bool, problems: Problems) -> None:
        self.sheet = sheet
        self.path = path
        self.lost = lost
        self.review = review
        self.problems = problems
        self.has_content = False
        self.mark: Mark | None = None
        self.mark_row = 0
        self.mark_column = 0
        self.columns: dict[int, str] = {}
        self.keyed: frozenset[int] = frozenset()
        self.rows: list[Row] = []
        self.keys: dict[int, str] = {}
        self.places: dict[tuple[str, str], Place] = {}
        self.loose: list[tuple[int, list[Cell]]] = []
        self.beyond = 0

    def read(self, last: int) -> FormSheet | None:
        """The sheet, down to its last row; None where it has no mark."""
        # iter_rows gives a million rows where one cell stands in the last: those that are not there are one tuple.
        rows = self.sheet.iter_rows(min_row=1, max_row=LAST_ROW, min_col=1, max_col=MAX_COLUMNS)
        gap: Any = None
        for number, row in enumerate(rows, 1):
            if row is not gap and row:
                gap = row
                if self.mark is not None:
                    self._row(number, row)
                elif number <= CORNER:
                    self._corner(number, row)
            over = self.mark is None and number >= CORNER
            if over or number >= last or (self.mark is not None and self.mark.kind == PROBLEMS_SHEET):
                break
        if self.mark is None:
            return None
        if "" in self.lost:
            self.problems.add("formula-without-value", Place(self.path, 0, 0, self.sheet.title))
        self._tell_not_read()
        at = Place(self.path, 0, 0, self.sheet.title)
        keys = frozenset(self.keys.values())
        return FormSheet(self.mark, at, frozenset(self.columns.values()), tuple(self.rows), keys, self.places)

    def _corner(self, number: int, row: Any) -> None:
        """Looks for the mark in one of the first rows; the other cells of its row are the column keys."""
        for column, cell in enumerate(row, 1):
            value = cell.value
            if value is None:
                continue
            self.has_content = True
            if column <= CORNER and isinstance(value, str) and value.strip().startswith(keys.MARK):
                kind, _, rest = value.strip()[len(keys.MARK) :].partition(" ")
                if kind.strip() not in _SHEETS:
                    continue
                self.mark = Mark(kind.strip(), {m[1]: m[2].strip() for m in _ATTRIBUTE.finditer(rest)})
                self.mark_row, self.mark_column = number, column
                break
        if self.mark is not None:
            others = [(c, _key(cell.value)) for c, cell in enumerate(row, 1) if c != self.mark_column]
            self.keyed = frozenset(c for c, key in others if key)
            # In a review's form the clerk's cells are shown and mean nothing; the cover is filled in all the same.
            every = not self.review or self.mark.kind in ("cover", PROBLEMS_SHEET)
            self.columns = {c: key for c, key in others if key and (every or key in _REVIEWERS)}

    def _row(self, number: int, row: Any) -> None:
        """One row below the mark: its key and the cells of keyed columns that hold something."""
        at = self.mark_column - 1
        key = _key(row[at].value) if at < len(row) else ""
        cells: dict[str, Cell] = {}
        for column, name in self.columns.items():
            if column > len(row):
                continue
            cell = row[column - 1]
            value = cell.value
            if value is None and not (self.lost and f"{letters(column)}{number}" in self.lost):
                continue
            found = self._value(key, number, column, cell)
            if found is not None:
                cells.setdefault(name, found)
        if key:
            self.keys[number] = key
            if len(self.keys) > MOST_ROWS:
                self.problems.add("workbook-too-large", Place(self.path))
                raise Broken
            for column, name in self.columns.items():
                self.places.setdefault((key, name), self._place(number, column))
            if cells:
                self.rows.append(Row(key, cells))
        if self.keys and self.mark is not None and self.mark.kind != "cover":  # people sign on the cover
            loose = [*(cells.values() if not key else ()), *self._strays(number, row, key)]
            if loose and number <= MAX_ROWS:
                self.loose.append((number, loose))
            elif loose:
                self.beyond += 1

    def _strays(self, number: int, row: Any, key: str) -> Iterator[Cell]:
        """What stands where the form itself has nothing, whose every cell of words has a look: beside and below it."""
        last = max(self.keyed, default=0)
        for column, cell in enumerate(row, 1):
            beside = column > last if key else column not in self.keyed and column != self.mark_column
            if beside and cell.value is not None and not cell.has_style:
                yield Cell(str(cell.value), self._place(number, column))

    def _value(self, key: str, number: int, column: int, cell: Any) -> Cell | None:
        """What a cell holds; None, with the problem where it has one, where nothing of it can be used."""
        at = self._place(number, column)
        value = Refusal("formula-without-value") if cell.value is None else entered(cell, as_code=key in _CODES)
        if isinstance(value, str):
            value = value.strip() if plain(value) else None
        if isinstance(value, Refusal):
            if key:
                self.problems.add(value.code, at, **value.params)
            value = None
        return Cell(value, at) if value is not None else None

    def _place(self, row: int, column: int) -> Place:
        return Place(self.path, row, column, self.sheet.title, f"{letters(column)}{row}")

    def _tell_not_read(self) -> None:
        """What somebody typed into a row that is no question's."""
        for number, cells in self.loose[:MOST_NOT_READ]:
            shown = "、".join(cell.at.cell for cell in cells[:10])
            self.problems.add("form-not-read", cells[0].at, row=number, cells=shown)
        more = max(0, len(self.loose) - MOST_NOT_READ) + self.beyond
        if more:
            self.problems.add("form-more-not-read", Place(self.path, 0, 0, self.sheet.title), count=more)

    def tell_merged(self) -> None:
        """Merged cells that cover answers of several questions: only the first of them can be read."""
        numbers = list(self.keys)  # in the order of rows
        for left, top, right, bottom in merged_areas(self.sheet):
            columns = [c for c, name in self.columns.items() if left <= c <= right and name not in _ONCE_A_QUESTION]
            first, last = bisect_left(numbers, top), bisect_right(numbers, bottom)
            if columns and (last - first > 1 or (last > first and min(columns) > left)):
                cells = f"{letters(left)}{top}:{letters(right)}{bottom}"
                self.problems.add("form-merged", self._place(numbers[first], columns[0]), cells=cells)


def _key(value: Any) -> str:
    """The key of a row; a number where the rows of a table are counted."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
