"""The columns of a sheet of questions: the clerk's, a gap, the reviewer's; which there are, where, and how wide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from gongti.engine.form.model import Column
from gongti.engine.submission import form as keys

CLERK: Final[Mapping[str, int]] = {
    "number": 5, "question": 38, "item": 21, keys.ANSWER: 15, "unit": 8, keys.PRIOR: 12, "hint": 12,
    keys.EVIDENCE: 15, keys.NOTE: 12, keys.NOT_APPLICABLE: 12, "done": 6,
}  # fmt: skip
REVIEWER: Final[Mapping[str, int]] = {
    keys.CHECKED: 15, keys.METHOD: 8, keys.DATE: 12, keys.STATE: 8, keys.CASES: 8, keys.REMARK: 16, keys.OBJECTION: 14,
}  # fmt: skip
_KEYED: Final = frozenset((*keys.CLERK, *keys.REVIEWER))
_KEYS: Final = Column("", 4)
_GAP: Final = Column("", 2)


@dataclass(frozen=True)
class Columns:
    """The columns of one sheet; last year's value and the hint of the last period only where there are any."""

    asks_prior: bool
    shows_hint: bool

    @cached_property
    def clerk(self) -> Mapping[str, int]:
        """The clerk's columns with their widths."""
        left_out = {keys.PRIOR: not self.asks_prior, "hint": not self.shows_hint}
        return {name: width for name, width in CLERK.items() if not left_out.get(name)}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each column is; the first holds the keys of lines."""
        return {name: n for n, name in enumerate(self.clerk, 1)} | {
            name: n for n, name in enumerate(REVIEWER, len(self.clerk) + 2)
        }

    @property
    def last(self) -> int:
        """The clerk's last column."""
        return len(self.clerk)

    @property
    def reviewer(self) -> int:
        """The reviewer's first column."""
        return len(self.clerk) + 2

    def all(self) -> tuple[Column, ...]:
        clerk = (Column(name if name in _KEYED else "", width) for name, width in self.clerk.items())
        return (_KEYS, *clerk, _GAP, *(Column(name, width) for name, width in REVIEWER.items()))
