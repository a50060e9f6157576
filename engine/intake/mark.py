"""Marked copies: takes a workbook and its problems, gives a copy in which the wrong cells are coloured and say why.

Whatever else the workbook holds stays as it is, and a marked copy reads to the same answers and the same problems. What
has no cell of its own stands in a list on a sheet before the others. That sheet also keeps how each coloured cell
looked, the original's name and what was filled in there: a copy that is marked again is first cleaned, and one beside
its original is not read.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any, Final
from xml.sax.saxutils import escape

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.intake.form import PROBLEMS_SHEET, read_form
from gongti.engine.intake.guard import Broken, anything_wrong_is_a_problem, guard
from gongti.engine.intake.workbook import reader
from gongti.engine.submission.form import MARK
from gongti.engine.words import Language, say

AUTHOR: Final = "gongti"
"""Whose comments they are."""
_SIGN: Final = MARK + PROBLEMS_SHEET
_FILLS: Final = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "info": "FFDDEBF7"}
_GRAVITY: Final = ("error", "warning", "info")
_RULE: Final = "\n————\n"
"""Between what a comment said before and what is said now."""
_FIRST: Final = 4
"""The row of the list's first problem, below its mark, its title and its headings."""
_KEPT: Final = 5
"""The first hidden column, E, that keeps what a later marking needs."""
_MOST_LISTED: Final = 2_000
_WIDEST: Final = 200_000
"""Cells that merged areas and links may cover: openpyxl makes each of them when it opens a workbook to change it."""
_AREA: Final = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^<>]*?\bref=[\"']([^\"'<>]{1,40})[\"']")
_KEPT_NOTHING: Final = re.compile(
    r'<c r="(?P<cell>[A-Z]{1,3}[0-9]{1,7})"(?P<more>[^<>]*)>'
    r"(?P<formula><f[^<>]*/>|<f[^<>]*>[^<]*</f>)<v\s*/?>(?:</v>)?</c>"
)
_TYPE: Final = re.compile(r'\st="[^"]*"')


def marked(data: bytes, path: str, found: Iterable[Problem], lang: Language, problems: Problems) -> bytes | None:
    """The marked copy; None, with the problem, where the workbook cannot be opened."""
    own = [problem for problem in found if problem.at.path == path]
    try:
        openpyxl = reader(path, problems)
        looked = guard(data, path, problems)
        if _covered(data) > _WIDEST:
            problems.add("workbook-too-large", Place(path))
            return None
        with anything_wrong_is_a_problem(path, problems), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data))
            earlier = next((s for s in book.worksheets if s.cell(1, 1).value == _SIGN), None)
            if earlier is not None:
                original = tuple(str(earlier.cell(1, column).value or "") for column in (_KEPT, _KEPT + 1))
                _clean(book, earlier)
            else:
                form = read_form(data, path, looked, Problems()) if looked.is_form else None
                original = (PurePath(path).name, form.content if form is not None else "")
            if own:
                _Marker(book, lang, original).mark(own)
            return _with_results(book, data, openpyxl) if earlier is not None or own else data
    except Broken:
        return None


def _covered(data: bytes) -> int:
    """How many cells the merged areas and links of a workbook cover."""
    from openpyxl.utils import range_boundaries

    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                for match in _AREA.finditer(archive.read(name)):
                    left, top, right, bottom = range_boundaries(match[1].decode())
                    total += (right - left + 1) * (bottom - top + 1)
    return total


def _clean(book: Any, sheet: Any) -> None:
    """Takes off what an earlier marking put on, as its sheet tells."""
    for row in sheet.iter_rows(min_row=_FIRST, max_col=_KEPT):
        _, title, where, _, looked = row
        if looked.value != AUTHOR or title.value not in book.sheetnames:
            continue
        cell = book[title.value][where.value]
        cell._style = copy(looked._style)
        if cell.comment is not None and cell.comment.author == AUTHOR:
            before, _, said = cell.comment.text.rpartition(_RULE)
            cell.comment = _comment(before, cell.comment.author) if said and before else None
    book.remove(sheet)


class _Marker:
    """Marks one workbook."""

    def __init__(self, book: Any, lang: Language, original: tuple[str, ...]) -> None:
        self.book = book
        self.lang = lang
        self.original = original

    def mark(self, problems: list[Problem]) -> None:
        """Colours cells, puts comments to them, and lists everything on a sheet of its own."""
        from openpyxl.styles import PatternFill

        in_cells: dict[tuple[str, str], list[Problem]] = {}
        for problem in problems:
            at = problem.at
            if at.cell and at.sheet in self.book.sheetnames:
                in_cells.setdefault((at.sheet, at.cell), []).append(problem)
        before: dict[tuple[str, str], Any] = {}
        for (title, where), several in in_cells.items():
            cell = self.top_left(self.book[title], where)
            worst = min((p.severity for p in several), key=_GRAVITY.index)
            before[(title, where)] = (cell.coordinate, copy(cell._style))
            cell.fill = PatternFill("solid", start_color=_FILLS[worst], end_color=_FILLS[worst])
            said = "\n".join(dict.fromkeys(p.text(self.lang) for p in several))
            earlier = cell.comment.text if cell.comment is not None else ""
            cell.comment = _comment(earlier + _RULE + said if earlier else said, AUTHOR)
        self.list(problems, before)

    def top_left(self, sheet: Any, where: str) -> Any:
        """The cell or, inside a merged area, the one that shows."""
        cell = sheet[where]
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                return sheet.cell(area.min_row, area.min_col)
        return cell

    def list(self, problems: list[Problem], before: Mapping[tuple[str, str], Any]) -> None:
        """The sheet of all problems, before the others."""
        from openpyxl.styles import Alignment, Font, PatternFill

        sheet = self.book.create_sheet(self.title(), 0)
        sheet.cell(1, 1, _SIGN)
        for column, told in enumerate(self.original, _KEPT):  # its name, and what was filled in there
            cell = sheet.cell(1, column)
            cell.value, cell.data_type = _plain(told), "s"
        sheet.row_dimensions[1].hidden = True
        for letter in "EF":
            sheet.column_dimensions[letter].hidden = True
        sheet.cell(2, 1, self.say("title")).font = Font(bold=True)
        heads = (self.say(code) for code in ("severity", "place", "cell", "problem"))
        for column, (text, width) in enumerate(zip(heads, (10, 24, 10, 90), strict=True), 1):
            sheet.cell(_FIRST - 1, column, text).font = Font(bold=True)
            sheet.column_dimensions["ABCD"[column - 1]].width = width
        restored: set[tuple[str, str]] = set()
        for number, problem in enumerate(problems[:_MOST_LISTED], _FIRST):
            at = problem.at
            texts = (self.say(problem.severity), at.sheet, at.cell, problem.text(self.lang))
            for column, text in enumerate(texts, 1):
                cell = sheet.cell(number, column)
                cell.value = _plain(text)
                cell.data_type = "s"  # a text that begins with = is a text
                cell.alignment = Alignment(wrap_text=column == 4, vertical="top")
            sheet.cell(number, 1).fill = PatternFill("solid", start_color=_FILLS[problem.severity])
            kept = before.get((at.sheet, at.cell))
            if kept is not None and (at.sheet, kept[0]) not in restored:
                restored.add((at.sheet, kept[0]))
                sheet.cell(number, 3, kept[0]).hyperlink = f"#'{at.sheet.replace(chr(39), chr(39) * 2)}'!{kept[0]}"
                looked = sheet.cell(number, _KEPT, AUTHOR)
                looked._style = kept[1]
        sheet.freeze_panes = f"A{_FIRST}"
        self.book.active = 0
        for other in self.book.worksheets[1:]:
            other.sheet_view.tabSelected = False

    def title(self) -> str:
        """A name that no sheet has."""
        name, number = self.say("sheet"), 2
        while name in self.book.sheetnames:
            name, number = f"{self.say('sheet')} {number}", number + 1
        return name

    def say(self, code: str) -> str:
        return say(f"marked.{code}", self.lang)


def _comment(text: str, author: str) -> Any:
    from openpyxl.comments import Comment

    lines = sum(1 + len(line) // 22 for line in text.splitlines())
    return Comment(_plain(text)[:8_000], author, height=min(60 + 18 * lines, 400), width=320)


def _plain(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _with_results(book: Any, data: bytes, openpyxl: Any) -> bytes:
    """The workbook saved, with the results its formulas last had: openpyxl keeps a formula or its result, not both."""
    out = io.BytesIO()
    book.save(out)
    old = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    results = {sheet.title: sheet for sheet in old.worksheets}
    formulas = {s.title for s in book.worksheets if any(c.data_type == "f" for row in s.iter_rows() for c in row)}
    copied = io.BytesIO()
    with zipfile.ZipFile(out) as saved, zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {f"xl/worksheets/sheet{number}.xml": s.title for number, s in enumerate(book.worksheets, 1)}
        for part in saved.infolist():
            text = saved.read(part)
            title = parts.get(part.filename, "")
            if title in formulas and title in results:
                kept = _kept(results[title], old.epoch)
                text = _KEPT_NOTHING.sub(lambda m, kept=kept: _filled(m, kept), text.decode()).encode()  # type: ignore[misc]
            new.writestr(part, text)
    return copied.getvalue()


def _kept(sheet: Any, epoch: datetime) -> dict[str, tuple[str, str]]:
    """The type and the text of every value of a sheet, by cell."""
    from openpyxl.utils.datetime import to_excel

    kept = {}
    for row in sheet.iter_rows():
        for cell in row:
            value = cell.value
            if value is None:
                continue
            if isinstance(value, bool):
                kept[cell.coordinate] = ("b", str(int(value)))
            elif isinstance(value, (int, float)):
                kept[cell.coordinate] = ("", repr(value))
            elif isinstance(value, (datetime, date, time, timedelta)):
                kept[cell.coordinate] = ("", repr(to_excel(value, epoch)))
            else:
                kept[cell.coordinate] = ("e" if cell.data_type == "e" else "str", escape(str(value)))
    return kept


def _filled(match: re.Match[str], kept: Mapping[str, tuple[str, str]]) -> str:
    """A formula's cell with the result it had."""
    found = kept.get(match["cell"])
    if found is None:
        return match[0]
    kind = f' t="{found[0]}"' if found[0] else ""
    more = _TYPE.sub("", match["more"])
    return f'<c r="{match["cell"]}"{more}{kind}>{match["formula"]}<v>{found[1]}</v></c>'
