"""What is done: takes the cells of a question, gives the formula that says so; and the bar of how many are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gongti.engine.form.making import Lists, Making
from gongti.engine.form.model import Sheet, address
from gongti.engine.pack import Question
from gongti.engine.words.entries import ROLES, TYPES, named

_BLOCKS: Final = 20


def done(making: Making, question: Question, cells: Sequence[str], instead: str, table: Sheet | None) -> str:
    """√ where a question is done or ``instead`` is filled; — where it may not be asked at all; else nothing.

    ``cells`` are those of its entries, from above. In a review it is done when it was looked into.
    """
    first, *rest = cells
    if table is not None and not making.review:
        enough = f"{_filled(first)},{_rows_filled(question, table)}"
    elif question.type == "set" and question.fold is None and rest:
        enough = f"{_filled(first)},COUNTA({rest[0]}:{rest[-1]})={len(rest)}"
    else:
        enough = f"COUNTA({first}:{cells[-1]})={len(cells)}"
    blank = making.say("state-not-asked") if question.ask_when is not None else ""
    return f'IF(OR({enough},{_filled(instead)}),"{making.say("state-done")}","{blank}")'


def only_for(making: Making, formula: str, role: str, kind: str, only: Sequence[tuple[str, str]], lists: Lists) -> str:
    """The same, and — where a facility of another role or type stands in the cells ``role`` and ``kind``."""
    entries = tuple("|".join(_named(r, k, making)) for r, k in only)
    return f'IF(ISNA(MATCH({role}&"|"&{kind},{lists.range(entries)},0)),"{making.say("state-not-asked")}",{formula})'


def _named(role: str, kind: str, making: Making) -> tuple[str, str]:
    return (
        named(ROLES, [role], making.lang)[0] if role else "",
        named(TYPES, [kind], making.lang)[0] if kind else "",
    )


def _filled(cell: str) -> str:
    return f"LEN(TRIM({cell}))>0"


def _rows_filled(question: Question, table: Sheet) -> str:
    """A table is filled by its first column: of rows asked for by name every one, else any."""
    rows = [n for n, line in enumerate(table.lines) if line.key]
    column = next(n for n, c in enumerate(table.columns) if c.key)
    ends = (address(n, column, fixed="both") for n in (rows[0], rows[-1]))
    assert question.table is not None
    fixed = question.table.fixed is not None or question.table.role is not None
    return f"COUNTA('{table.name}'!{':'.join(ends)}){f'={len(rows)}' if fixed else '>0'}"


def bar(answered: str, asked: str) -> str:
    """The formula of a bar of blocks with its percentage, of two cells."""
    share = f"IF({asked}>0,{answered}/{asked},0)"
    full = f"INT({_BLOCKS}*{share})"
    return f'=REPT("█",{full})&REPT("░",{_BLOCKS}-{full})&" "&INT(100*{share})&"%"'


EMPTY_BAR: Final = "░" * _BLOCKS + " 0%"
"""What it comes to in an empty form."""
