"""Rows of a paper → a sheet of a workbook to be printed and filled in; the same rows give the same bytes.

Nothing in it is a formula or a link, whatever a report contained: text is written as text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from rich.cells import cell_len

from gongti.engine.papers.model import Cell, Paper, Row, Table
from gongti.engine.report.visible import visible

CREATED: Final = datetime(2020, 1, 1)
_FONT: Final = "宋体"
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?\Z", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets count days of early 1900 wrongly
MOST: Final = 32_000
"""Characters a cell holds, with room to spare."""
A4: Final = 9
_LINE: Final = 14.5
_HIGHEST: Final = 400
"""Points; a row cannot be higher than 409."""
_WIDE: Final = 165
"""Characters of all columns together: what fits on A4 on its side in type that can be read."""
_MM: Final = 2.835
_SHADE: Final = "#F2F2F2"
_HEAD: Final = "#E8EDF1"
_BASE: Final = {"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter"}
_ALIGN: Final = {"left": "left", "centre": "center", "right": "right"}


def opened(title: str) -> tuple[Any, io.BytesIO]:
    """A new workbook in which text stays text, and where its bytes will be."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": visible(title)[:250], "created": CREATED})
    return book, out


def text_of(cell: Cell) -> str:
    return "\n".join(visible("".join(span.text for span in line)) for line in cell.lines)[:MOST]


def put(sheet: Any, row: int, column: int, words: str, look: Any) -> None:
    if words:
        sheet.write_string(row, column, words, look)
    else:
        sheet.write_blank(row, column, None, look)


def put_number(sheet: Any, row: int, column: int, words: str, whole: Any, decimal: Any) -> bool:
    """Writes what is one number as a number, with the digits of its text; says whether it did."""
    if not _NUMBER.match(words):
        return False
    # Spreadsheets keep numbers as floats; they are printed with the digits of the text, and decide nothing.
    sheet.write_number(row, column, float(words), decimal if "." in words else whole)
    return True


def put_day(sheet: Any, row: int, column: int, words: str, look: Any) -> bool:
    if not _DAY.match(words) or date.fromisoformat(words) < _FIRST_DAY:
        return False
    day = date.fromisoformat(words)
    sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), look)
    return True


def height(cells: Iterable[tuple[str, float]], least: float = 18) -> float:
    """Points for the fullest of (text, width in characters): not every program finds out by itself."""
    lines = [
        sum(max(1, -(-cell_len(line) // max(int(width * 1.05) - 2, 2))) for line in text.split("\n"))
        for text, width in cells
        if text
    ]
    return min(_HIGHEST, max([least, *(count * _LINE + 5 for count in lines)]))


def score_sheet(said: Any, paper: Paper, table: Table) -> bytes:
    """评分确认表 as one sheet: the facts, the table with its head on every page, what is to be signed."""
    book, out = opened(paper.title)
    _ScoreSheet(book, said, paper, table).write()
    book.close()
    return out.getvalue()


class _ScoreSheet:
    """One workbook while it is written."""

    def __init__(self, book: Any, said: Any, paper: Paper, table: Table) -> None:
        self.book, self.said, self.paper, self.table = book, said, paper, table
        self.looks: dict[tuple[tuple[str, Any], ...], Any] = {}
        shares = [column.share for column in table.columns]
        self.widths = [_WIDE * share / sum(shares) for share in shares]
        self.last = len(shares) - 1

    def look(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({**_BASE, **more})
        return self.looks[key]

    def write(self) -> None:
        said = self.said
        self.sheet = self.book.add_worksheet(said.paper("score-sheet")[:31])
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, width)
        row = self.over(0, self.paper.title, bold=True, font_size=16, align="center", least=30)
        for label, words in said.particulars():
            row = self.over(row, f"{label}{said.say('colon')}{words}")
        row = self.notes(row)
        head = row
        for at, column in enumerate(self.table.columns):
            put(self.sheet, row, at, column.head, self.look(bold=True, border=1, align="center", bg_color=_HEAD))
        row += 1
        for entry in self.table.rows:
            self.entry(row, entry)
            row += 1
        row = self.after(row)
        self.printed(head, row)

    def notes(self, row: int) -> int:
        said = self.said
        if not said.both:
            row = self.over(row, said.paper("not-verified"))
        if sources := said.sources_line():
            row = self.over(row, said.paper("source-numbers") + said.say("colon") + sources)
        return row

    def over(self, row: int, words: str, *, least: float = 18, high: float = 0, **look: Any) -> int:
        """Words over all columns; the number of the next row."""
        shown = visible(words)[:MOST]
        self.sheet.merge_range(row, 0, row, self.last, "", self.look(**look))
        put(self.sheet, row, 0, shown, self.look(**look))
        self.sheet.set_row(row, high or height([(shown, sum(self.widths))], least))
        return row + 1

    def entry(self, row: int, entry: Row) -> None:
        at, texts = 0, []
        for cell in entry.cells:
            words, end = text_of(cell), at + cell.span - 1
            align = _ALIGN[self.table.columns[at].align]
            if entry.kind == "group":
                align = "center" if at else "left"
            own: dict[str, Any] = {"border": 1, "align": align}
            if entry.kind in ("group", "total"):
                own |= {"bold": True, "bg_color": _SHADE}
            else:
                own |= {"valign": "top"}
            look = self.look(**own)
            if end > at:
                self.sheet.merge_range(row, at, row, end, "", look)
            whole, decimal = self.look(**own, num_format="0"), self.look(**own, num_format="0.00")
            if not put_number(self.sheet, row, at, words, whole, decimal):
                put(self.sheet, row, at, words, look)
            texts.append((words, sum(self.widths[at : end + 1])))
            at = end + 1
        self.sheet.set_row(row, height(texts))

    def after(self, row: int) -> int:
        """How to read it, what was objected to, and what is signed by hand."""
        said = self.said
        for words in said.footing_words():
            row = self.over(row, words)
        found = said.review_lines()
        if found:
            row = self.over(row, said.paper("objections-known") + said.say("colon"), bold=True)
            for words in found:
                row = self.over(row, words)
        half = self.last // 2
        for title, lines in (
            (("assessors", "assessed"), ("assessors-sign", "assessed-sign")),
            (None, ("assessors-members", "assessed-seal")),
            (None, ("day-sign", "day-sign")),
        ):
            if title is not None:
                self.two(row, half, [said.paper(code) for code in title], bold=True, bg_color=_SHADE)
                row += 1
            self.two(row, half, [said.paper(code) for code in lines], high=30)
            row += 1
        row = self.over(row, said.paper("objections"), bold=True, border=1, bg_color=_SHADE)
        return self.over(row, "", high=30 * _MM, border=1, valign="top")

    def two(self, row: int, half: int, words: Sequence[str], *, high: float = 18, **look: Any) -> None:
        for (first, last), said in zip(((0, half), (half + 1, self.last)), words, strict=True):
            self.sheet.merge_range(row, first, row, last, "", self.look(border=1, **look))
            put(self.sheet, row, first, said, self.look(border=1, **look))
        self.sheet.set_row(row, high)

    def printed(self, head: int, end: int) -> None:
        sheet = self.sheet
        sheet.freeze_panes(head + 1, 2)
        set_print(sheet, head, self.said.paper("page-of"))
        sheet.print_area(0, 0, end - 1, self.last)


def set_print(sheet: Any, head: int, foot: str) -> None:
    """A4 on its side, as wide as the page, the head on each."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer(f"&C&9{foot}")
