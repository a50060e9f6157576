"""Texts of separated values (RFC 4180): takes a text and its separator, gives rows in which cells know their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.intake.cells import MAX_COLUMNS, MAX_ROWS, Cell, Row

SEPARATORS: Final = (",", ";", "\t")


class Broken(Exception):
    """The rows cannot be told from here on; the problem is recorded."""


def rows(text: str, separator: str, path: str, problems: Problems) -> Iterator[Row]:
    """The rows one by one, blank ones too. Raises ``Broken`` at a quote that does not close and after too many rows."""
    field = _field(separator)
    at = line_start = 0
    line = 1
    row: list[Cell] = []
    count = 0
    while at < len(text):
        found = field.match(text, at)
        assert found is not None  # a plain field may be empty, and then its end follows
        place = Place(path, line, found.start() - line_start + 1)
        quoted, plain, end = found["quoted"], found["plain"], found["end"]
        if quoted is None and plain.lstrip(" ").startswith('"'):
            problems.add("quote-open", place)
            raise Broken
        row.append(Cell(plain.strip() if quoted is None else quoted.replace('""', '"').strip(), place))
        at = found.end()
        if quoted is not None and (breaks := quoted.count("\n")):
            line += breaks
            line_start = text.rindex("\n", found.start(), found.end("quoted")) + 1
        if end == separator:
            if len(row) < MAX_COLUMNS:
                continue
            at = (text.find("\n", at) + 1) or len(text)
        count += 1
        if count > MAX_ROWS and any(cell.value for cell in row):
            problems.add("register-too-long", row[0].at, limit=MAX_ROWS)
            raise Broken
        if count <= MAX_ROWS:
            yield row
        row = []
        line, line_start = line + 1, at
    if row:  # the text ends with a separator
        yield row


def _field(separator: str) -> re.Pattern[str]:
    """One field and what ends it. Nothing in it is tried twice, so a hostile text costs no more than another."""
    return re.compile(
        rf'(?: *"(?P<quoted>[^"]*+(?:""[^"]*+)*+)" *|(?P<plain>[^{separator}\r\n]*+))'
        rf"(?P<end>{separator}|\r\n|\n|\r|\Z)"
    )
