"""Rows of a table as its reader gives them: values with places, and the bounds every reader of tables keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from gongti.engine.diagnostics import Place
from gongti.engine.values.typed import Raw

MAX_ROWS: Final = 10_000
"""Rows of one table: the village clinics of a large city are some thousands."""
MAX_COLUMNS: Final = 256
"""Columns looked at; a register has a dozen."""
WORKBOOK: Final = b"PK\x03\x04"
OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
"""How a workbook begins, and how one of before 2007 or under a password does."""
HEADING_ROWS: Final = 10
"""A heading stands below a title and a line or two of remarks, not further down."""


class Cell(NamedTuple):
    """One cell: its value (None where it is blank, a ``Refusal`` where it cannot be trusted) and where it stands."""

    value: Raw
    at: Place


Row = Sequence[Cell]


def is_blank(cell: Cell) -> bool:
    """Whether nothing was typed."""
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())
