"""A form → the bytes of its workbook (.xlsx), the same for the same form; nothing is decided here but looks."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

from gongti.engine.form.model import LIST_SHEET, Cell, Form, Rule, Sheet, Style, address
from gongti.engine.submission import form as keys
from gongti.engine.words import Language, say

_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""The same for every form, so that the same form is the same bytes."""
_FONT: Final = "Microsoft YaHei"
_A4: Final = 9
_MESSAGE: Final = 250
_LONGEST_PROPERTY: Final = 255
_CELL: Final = re.compile(r"@([+-][0-9])?")
_DAY: Final = "yyyy-mm-dd"
_LINE, _GREEN, _BLUE, _YELLOW, _RED, _GREY = "#BFBFBF", "#E2EFDA", "#DDEBF7", "#FFF9DB", "#F8CBAD", "#F2F2F2"
_PALE, _FAINT = "#F4FAF0", "#6F6F6F"
_WRITTEN: Final = {"valign": "top", "text_wrap": True, "border": 1}
_FILLED: Final = {"valign": "vcenter", "text_wrap": True, "border": 1}

_STYLES: Final[dict[Style, dict[str, Any]]] = {
    "title": {"font_size": 14, "bold": True, "valign": "vcenter", "text_wrap": True},
    "period": {"font_size": 11, "bold": True, "valign": "vcenter"},
    "plain": {"text_wrap": True, "valign": "vcenter"},
    "small": {"font_size": 9, "font_color": "#595959", "text_wrap": True, "valign": "vcenter"},
    "label": {"align": "right", "valign": "vcenter", "text_wrap": True},
    "head": {**_FILLED, "bold": True, "align": "center", "bg_color": _BLUE},
    "head-reviewer": {**_FILLED, "bold": True, "align": "center", "bg_color": _GREEN},
    "group": {**_FILLED, "bold": True, "font_size": 11, "bg_color": "#D9D9D9"},
    "number": {**_WRITTEN, "align": "center"},
    "question": {**_WRITTEN},
    "item": {**_WRITTEN, "font_color": "#404040"},
    "unit": {**_WRITTEN, "align": "center"},
    "below": {**_WRITTEN, "font_size": 9, "font_color": _FAINT},
    "below-reviewer": {**_WRITTEN, "bg_color": _PALE},
    "done": {**_WRITTEN, "align": "center", "font_color": "#00803C", "bold": True},
    "hint": {**_WRITTEN, "align": "left", "bg_color": _GREY, "font_color": "#595959"},
    "link": {**_FILLED, "font_color": "#0563C1", "underline": 1},
    "count": {**_FILLED, "align": "center"},
    "answered": {"bold": True, "valign": "vcenter", "align": "right"},
    "answered-review": {"bold": True, "valign": "vcenter", "align": "right"},
    "asked": {"bold": True, "valign": "vcenter", "align": "left", "indent": 1},
    "asked-review": {"bold": True, "valign": "vcenter", "align": "left", "indent": 1},
    "bar": {"font_color": "#00803C", "valign": "vcenter"},
    "answer": {**_FILLED, "align": "center"},
    "answer-date": {**_FILLED, "align": "center", "num_format": _DAY},
    "answer-percent": {**_FILLED, "align": "center", "num_format": "0.00%"},
    "answer-number": {**_FILLED, "align": "center"},
    "answer-text": {**_FILLED, "align": "center", "num_format": "@"},
    "answer-words": {**_WRITTEN, "num_format": "@"},
    "words": {**_WRITTEN, "num_format": "@"},
    "reviewer": {**_FILLED, "align": "center", "bg_color": _PALE},
    "reviewer-date": {**_FILLED, "align": "center", "bg_color": _PALE, "num_format": _DAY},
    "reviewer-percent": {**_FILLED, "align": "center", "bg_color": _PALE, "num_format": "0.00%"},
    "reviewer-number": {**_FILLED, "align": "center", "bg_color": _PALE},
    "reviewer-words": {**_WRITTEN, "bg_color": _PALE, "num_format": "@"},
    "sign": {"valign": "vcenter", "bottom": 1, "text_wrap": True},
}  # fmt: skip


_COUNTS: Final = ("answered", "answered-review", "asked", "asked-review")
"""Styles whose numbers are shown inside words."""


class WriterMissing(Exception):
    """xlsxwriter is not installed."""


def written(form: Form, lang: Language) -> bytes:
    """The workbook. Raises ``WriterMissing`` where xlsxwriter is not installed."""
    try:
        import xlsxwriter
    except ImportError:
        raise WriterMissing from None
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        _Writer(book, form, lang).write()
    return out.getvalue()


class _Writer:
    """One workbook while it is written."""

    def __init__(self, book: Any, form: Form, lang: Language) -> None:
        self.book, self.form, self.lang = book, form, lang
        self.formats: dict[tuple[Style, bool, bool, bool], Any] = {}
        self.bold = book.add_format({"font_name": _FONT, "font_size": 10, "bold": True})
        self.small = book.add_format({"font_name": _FONT, "font_size": 9, "font_color": _FAINT})
        self.empty = book.add_format({"bg_color": _YELLOW})
        self.wrong = book.add_format({"bg_color": _RED, "font_color": "#9C0006"})
        self.lists = {entries: n for n, entries in enumerate(form.lists)}

    def write(self) -> None:
        form = self.form
        self.book.set_properties({"title": form.title, "created": _CREATED})
        packs = ["{} {} {}".format(*row[1:]) for row in form.about if row[0] == "pack"]
        kind = next(row[1] for row in form.about if row[0] == "kind")
        self.book.set_custom_property(keys.KIND_PROPERTY, kind, "text")
        for n, text in enumerate(_parts(packs), 1):
            self.book.set_custom_property(keys.PACKS_PROPERTY + (f"_{n}" if n > 1 else ""), text, "text")
        places = [self.book.add_worksheet(sheet.name) for sheet in form.sheets]
        self.hidden(keys.ABOUT, form.about)
        longest = max(map(len, form.lists), default=0)
        self.hidden(LIST_SHEET, [[e[n] if n < len(e) else "" for e in form.lists] for n in range(longest)])
        for place, sheet in zip(places, form.sheets, strict=True):
            self.sheet(place, sheet)
        places[0].activate()

    def hidden(self, name: str, rows: Any) -> None:
        sheet = self.book.add_worksheet(name)
        for n, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(n, column, text)
        sheet.hide()
        sheet.protect()

    def format(self, cell: Cell) -> Any:
        style, key = cell.style, (cell.style, cell.open, cell.above, cell.below)
        made = self.formats.get(key)
        if made is None:
            look = {
                "font_name": _FONT,
                "font_size": 10,
                "border_color": _LINE,
                **_STYLES[style],
                "locked": not cell.open,
            }
            if style in _COUNTS:
                look["num_format"] = say(f"form.format.{style}", self.lang)
            look |= {"top": 0} if cell.above else {}
            look |= {"bottom": 0} if cell.below else {}
            made = self.formats[key] = self.book.add_format(look)
        return made

    # ---- one sheet

    def sheet(self, place: Any, sheet: Sheet) -> None:
        hidden = {"hidden": True}
        for n, shape in enumerate(sheet.columns):
            place.set_column(n, n, shape.width, None, hidden if n == 0 else {})
        place.write_string(0, 0, sheet.mark)
        for n, shape in enumerate(sheet.columns):
            if shape.key:
                place.write_string(0, n, shape.key)
        place.set_row(0, 15, None, hidden)
        for number, line in enumerate(sheet.lines[1:], 1):
            place.set_row(number, line.height)
            if line.key:
                place.write_string(number, 0, line.key)
            for column, cell in sorted(line.cells.items()):
                self.cell(place, number, column, cell)
        self.rules(place, sheet)
        self.printed(place, sheet)
        place.hide_gridlines(2)
        place.freeze_panes(sheet.frozen, sheet.keep + 1 if sheet.keep else 0)
        place.protect("", {"format_columns": True, "format_rows": True})

    def cell(self, place: Any, line: int, column: int, cell: Cell) -> None:
        look = self.format(cell)
        if cell.columns > 1:
            place.merge_range(line, column, line, column + cell.columns - 1, "", look)
        if cell.formula:
            place.write_formula(line, column, cell.formula, look, "" if cell.value is None else cell.value)
        elif cell.to:
            place.write_url(line, column, f"internal:'{cell.to}'!B2", look, str(cell.value))
        elif cell.small:
            place.write_rich_string(line, column, self.bold, str(cell.value), self.small, "\n" + cell.small, look)
        elif isinstance(cell.value, int):
            place.write_number(line, column, cell.value, look)
        elif cell.value:
            place.write_string(line, column, cell.value, look)
        else:
            place.write_blank(line, column, None, look)

    def rules(self, place: Any, sheet: Sheet) -> None:
        """What may be typed, what is yellow while it is empty, what is red because it is wrong.

        A colour is given a column at a time: of areas side by side programs disagree which cell a formula starts from.
        """
        empty: dict[int, list[str]] = defaultdict(list)
        wrong: dict[tuple[int, tuple[str, ...], str], list[str]] = defaultdict(list)
        for number, line in enumerate(sheet.lines):
            for column, cell in sorted(line.cells.items()):
                here = address(number, column)
                rule = cell.rule
                if rule is not None and cell.open:
                    self.validate(place, number, column, rule)
                    if rule.strict and (rule.options or rule.valid):
                        wrong[(column, rule.options, rule.valid)].append(here)
                if cell.open and cell.style.startswith("answer"):
                    empty[column].append(here)
        for cells in empty.values():
            self.paint(place, cells, f"LEN({cells[0]})=0", self.empty)
        for (_, options, valid), cells in wrong.items():
            test = f"COUNTIF({self.list_range(options)},@)>0" if options else valid
            said = _at(test, *_split(cells[0]))
            self.paint(place, cells, f"IF(LEN({cells[0]})=0,FALSE,NOT({said}))", self.wrong)

    def paint(self, place: Any, cells: list[str], formula: str, look: Any) -> None:
        areas = " ".join(_areas(cells))
        place.conditional_format(
            cells[0], {"type": "formula", "criteria": "=" + formula, "format": look, "multi_range": areas}
        )

    def list_range(self, options: tuple[str, ...]) -> str:
        from gongti.engine.form.model import letters

        column = letters(self.lists[options])
        return f"{LIST_SHEET}!${column}$1:${column}${len(options)}"

    def validate(self, place: Any, line: int, column: int, rule: Rule) -> None:
        check: dict[str, Any] = {"validate": "any"}
        if rule.options:
            check = {"validate": "list", "source": "=" + self.list_range(rule.options)}
        elif rule.number is not None:
            check = {"validate": "integer" if rule.number == "whole" else "decimal", **_bounds(rule)}
        elif rule.valid:
            check = {"validate": "custom", "value": "=" + _at(rule.valid, line, column)}
        elif not rule.hint:
            return
        if rule.error:
            check |= {"error_title": rule.title[:32], "error_message": rule.error[:_MESSAGE]}
            check["error_type"] = "stop" if rule.strict else "information"
        if rule.hint:
            check["input_message"] = rule.hint if len(rule.hint) <= _MESSAGE else rule.hint[: _MESSAGE - 1] + "…"
        place.data_validation(line, column, line, column, check)

    def printed(self, place: Any, sheet: Sheet) -> None:
        """A4, one page wide; the reviewer's area on pages of its own, with the questions repeated beside it."""
        last = len(sheet.lines) - 1
        right = sheet.reviewer - 2 if sheet.reviewer is not None else len(sheet.columns) - 1
        place.set_paper(_A4)
        if not sheet.portrait:
            place.set_landscape()
        place.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        place.fit_to_pages(1, 0)
        place.center_horizontally()
        place.print_area(1, 1, last, right)
        if sheet.repeated:
            place.repeat_rows(1, sheet.repeated - 1)
        place.set_footer(f"&L&8&A&C&8{say('form.page', self.lang)}")
        if sheet.reviewer is not None:
            place.repeat_columns(1, sheet.keep)
            areas = ((1, right), (sheet.reviewer, len(sheet.columns) - 1))
            spans = (f"{address(1, a, fixed='both')}:{address(last, b, fixed='both')}" for a, b in areas)
            place.print_area_range = ",".join(f"'{sheet.name}'!{span}" for span in spans)


def _bounds(rule: Rule) -> dict[str, Any]:
    if rule.lowest is not None and rule.highest is not None:
        return {"criteria": "between", "minimum": rule.lowest, "maximum": rule.highest}
    return {"criteria": ">=", "value": rule.lowest}


def _at(formula: str, line: int, column: int) -> str:
    """A rule's formula for one cell."""
    return _CELL.sub(lambda m: address(line + int(m[1] or 0), column), formula)


def _split(cell: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]+)([0-9]+)", cell)
    assert match is not None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _areas(cells: list[str]) -> list[str]:
    """Cells of one column, from above; those that stand below one another are one area."""
    found: list[list[int]] = []
    (_, column), *_ = map(_split, cells)
    for line, _ in map(_split, cells):
        if found and found[-1][1] == line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return [address(a, column) + (f":{address(b, column)}" if b != a else "") for a, b in found]


def _parts(texts: list[str]) -> list[str]:
    """Texts joined by "; ", in as many parts as a property's length asks for."""
    parts: list[str] = []
    for text in texts:
        if parts and len(parts[-1]) + 2 + len(text) <= _LONGEST_PROPERTY:
            parts[-1] += "; " + text
        else:
            parts.append(text)
    return parts
