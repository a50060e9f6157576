"""A tree that somebody may have edited → its values, each checked, or the path to the first that is wrong.

Places are looked up only when something is wrong: a result is large, and a reader that knows every line is slow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import MAX_BYTES, parse, place_of

Path = tuple[str | int, ...]

_DECIMAL: Final = re.compile(r"-?[0-9]{1,30}\.[0-9]{2}\Z", re.ASCII)
_RATIONAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,999})(?:/[1-9][0-9]{0,999})?\Z", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
MOST_TEXT: Final = 20_000
"""Characters of one text: what is longer is no sentence of a report."""


class Wrong(Exception):
    """What is missing or of another form: the path to it. One message is enough for a file that a program wrote."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def load(data: bytes, path: str, problems: Problems) -> Any | None:
    """The tree of a JSON text. What plain JSON is not, or repeats a key, goes to the reader that knows lines."""
    if len(data) <= MAX_BYTES:
        try:
            return json.loads(data, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse)
        except (ValueError, RecursionError):
            pass
    return parse(data, path, problems)


def place(data: bytes, path: str, wrong: Wrong) -> Place:
    """Where a path of the tree stands in the text."""
    tree = parse(data, path, Problems())
    return place_of(tree, wrong.path) if tree is not None else Place(path, 1, 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _refuse(text: str) -> Any:
    raise ValueError(text)


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping of the tree and the path to it; every method gives one value of it or raises Wrong."""

    tree: Mapping[str, Any]
    path: Path = ()

    @staticmethod
    def of(value: Any, path: Path = ()) -> Node:
        if not isinstance(value, Mapping):
            raise Wrong(path)
        return Node(value, path)

    def wrong(self, key: str) -> Wrong:
        return Wrong((*self.path, key))

    def node(self, key: str) -> Node:
        return Node.of(self.tree.get(key), (*self.path, key))

    def node_or_none(self, key: str) -> Node | None:
        return None if self.tree.get(key) is None else self.node(key)

    def nodes(self, key: str, *, absent: bool = False) -> Iterator[Node]:
        """The mappings of a list; with ``absent`` none where the key is not there."""
        for number, value in enumerate(self.list(key, absent=absent)):
            yield Node.of(value, (*self.path, key, number))

    def list(self, key: str, *, absent: bool = False) -> list[Any]:
        value = self.tree.get(key)
        if absent and value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(key)
        return value

    def text(self, key: str) -> str:
        value = self.text_or_none(key)
        if not value:
            raise self.wrong(key)
        return value

    def text_or_none(self, key: str) -> str | None:
        value = self.tree.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > MOST_TEXT:
            raise self.wrong(key)
        return _plain(value)

    def texts(self, key: str, *, absent: bool = False) -> tuple[str, ...]:
        found = self.list(key, absent=absent)
        for number, value in enumerate(found):
            if not isinstance(value, str) or len(value) > MOST_TEXT:
                raise Wrong((*self.path, key, number))
        return tuple(map(_plain, found))

    def word(self, key: str, known: frozenset[str]) -> str:
        value = self.tree.get(key)
        if not isinstance(value, str) or value not in known:
            raise self.wrong(key)
        return value

    def true(self, key: str) -> bool:
        return self.tree.get(key) is True

    def day(self, key: str) -> date:
        found = self.day_or_none(key)
        if found is None:
            raise self.wrong(key)
        return found

    def day_or_none(self, key: str) -> date | None:
        value = self.tree.get(key)
        if value is None:
            return None
        try:
            if isinstance(value, str) and _DAY.match(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.wrong(key)

    def sha256(self, key: str) -> str:
        value = self.tree.get(key)
        if not isinstance(value, str) or not _SHA256.match(value):
            raise self.wrong(key)
        return value

    def decimal_or_none(self, key: str) -> Fraction | None:
        """Points or percent as they are printed, with two decimals."""
        return self._number(key, _DECIMAL)

    def rational_or_none(self, key: str) -> Fraction | None:
        """A number in lowest terms."""
        return self._number(key, _RATIONAL)

    def _number(self, key: str, form: re.Pattern[str]) -> Fraction | None:
        value = self.tree.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not form.match(value):
            raise self.wrong(key)
        return Fraction(value)


def _plain(text: str) -> str:
    """The same text as every encoder can write it: half of a character is a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
