"""Problems with a place: takes codes and places, gives sorted, worded problems. Nothing is raised one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from gongti.engine.words import Language, say, severity_of

Severity = Literal["error", "warning", "info"]


class Place(NamedTuple):
    """Where something stands: ``path:line:column`` in a text, ``path!sheet!cell`` in a workbook.

    Lines and columns count from 1; 0 means the whole file or line.
    """

    path: str
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.path}!{self.sheet}!{self.cell}" if self.cell else f"{self.path}!{self.sheet}"
        if self.line:
            return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"
        return self.path

    @property
    def short(self) -> str:
        """Without the column: how the answers a result used are placed."""
        return f"{self.path}:{self.line}" if self.line and not self.sheet else str(self)


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as data: its words come from the table in ``words``."""

    severity: Severity
    at: Place
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Language) -> str:
        return say(f"problem.{self.code}", lang, **self.params)

    def line(self, lang: Language) -> str:
        """``path:line:column: error: code: text``: one line, whatever the file contained."""
        text = " ".join(self.text(lang).split())
        where = f"{self.at}: " if str(self.at) else ""
        return f"{where}{self.severity}: {self.code}: {text}"


class Problems:
    """A collector: every stage adds to it and goes on."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[Problem] = ()) -> None:
        self._items: list[Problem] = list(items)

    def add(self, code: str, at: Place = NOWHERE, **params: object) -> None:
        """Record a problem with the severity of the table."""
        self._items.append(Problem(severity_of(code), at, code, params))

    def warn(self, code: str, at: Place = NOWHERE, **params: object) -> None:
        """Record as a warning what is an error elsewhere: in a report nothing unknown is refused, all is named."""
        self._items.append(Problem("warning", at, code, params))

    def extend(self, items: Iterable[Problem]) -> None:
        self._items.extend(items)

    @property
    def has_errors(self) -> bool:
        return any(p.severity == "error" for p in self._items)

    def sorted(self) -> tuple[Problem, ...]:
        """By place (a workbook sheet by sheet), code and words, in whatever order they were found; repeats once."""
        unique = {(p.at.path, p.at.sheet, p.at, p.code, p.text("zh")): p for p in self._items}
        return tuple(unique[k] for k in sorted(unique))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
