"""YAML and JSON texts: takes bytes, gives a tree of plain values in which every key and value knows its line.

One hard reader for packs and reports. It builds the tree from libyaml's events itself, because what
makes YAML dangerous happens between the events and the tree: duplicate keys (the last would win,
silently), aliases and merge keys (bombs), deep nesting, and the YAML 1.1 readings of ``NO``, ``12:30``,
``010``, ``1_000``. Numbers stay exact: decimals become ``Decimal``, dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sized
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

import yaml

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.words import Sentence

MAX_BYTES: Final = 8 * 1024 * 1024
"""A self-report is tens of kilobytes; beyond this a file is something else."""
MAX_DEPTH: Final = 32
"""The deepest legal pack nests about a dozen levels."""
MAX_NODES: Final = 150_000
"""Values of one file. The result of a consortium of 60 facilities and 100 criteria, which may come back as the earlier
one, has about half as many; the worst file of this size is read in some seconds."""
MOST_TWICE: Final = 1_000
"""Keys that stand twice, after which a file is not read any further."""
MAX_DIGITS: Final = 30
"""A plain number longer than this stays text, and the answer's type refuses it with its own words."""

_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_DECIMAL: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+\Z|[-+]?(?:0|[1-9][0-9]*)\.\Z")
_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""JSON writes a character beyond U+FFFF as two escapes; YAML knows only the joined one."""
_THOUSANDS: Final = re.compile(r"[0-9]{3}(?:\.[0-9]+)?%?\Z")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mapping(dict[str, Any]):
    """A mapping that knows where it, its keys and their values stand."""

    __slots__ = ("at", "keys_at", "values_at")

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}

    def put(self, key: str, value: Any, at: Place) -> None:
        """Set an entry, with where it stands."""
        self[key] = value
        self.keys_at[key] = self.values_at[key] = at


class Sequence(list[Any]):
    """A list that knows where it and its items stand."""

    __slots__ = ("at", "items_at")

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at
        self.items_at: list[Place] = []


def place_of(tree: Any, path: tuple[str | int, ...], *, key: bool = False) -> Place:
    """The place of the node at a path; where the path leaves the tree, of the last node on it.

    With ``key`` the place of the last step's key, not of its value.
    """
    at: Place = tree.at if isinstance(tree, (Mapping, Sequence)) else Place("")
    node = tree
    for i, step in enumerate(path):
        last = last_step(path, i)
        if isinstance(node, Mapping) and isinstance(step, str) and step in node:
            at = node.keys_at[step] if key and last else node.values_at[step]
            node = node[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node):
            at = node.items_at[step]
            node = node[step]
        elif isinstance(node, Mapping) and isinstance(step, int) and not last_step(path, i):
            continue  # one entry written without its list
        else:
            break
    return at


def last_step(path: tuple[str | int, ...], i: int) -> bool:
    """Whether a step is the last of its path."""
    return i == len(path) - 1


def decode(data: bytes, path: str, problems: Problems) -> str | None:
    """Bytes to text: UTF-8 (with or without a mark), UTF-16 with a mark, else GB 18030 with a warning."""
    if len(data) > MAX_BYTES:
        problems.add("file-too-large", Place(path), size=f"{len(data) // 1024} KB", limit=f"{MAX_BYTES // 1024} KB")
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            problems.add("unreadable-text", Place(path))
            return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        problems.add("unreadable-text", Place(path))
        return None
    problems.add("not-utf8", Place(path))
    return text


def parse(data: bytes | str, path: str, problems: Problems) -> Any | None:
    """The tree of a YAML or JSON text, or None with the problems that keep it from being one.

    Duplicate keys are all reported, with both lines; a syntax error ends the reading where it stands.
    """
    text = data if isinstance(data, str) else decode(data, path, problems)
    if text is None:
        return None
    before = len(problems)
    if "\\u" in text:
        text = _SURROGATES.sub(_join_surrogates, text)
    try:
        tree = _Builder(path, problems).build(Loader(text).get_event)
    except yaml.MarkedYAMLError as error:
        at, hint = _diagnose(text, path, error)
        problems.add("syntax", at, detail=_printable(error.problem or ""), hint=hint)
        return None
    except yaml.reader.ReaderError:
        _name_control_character(text, path, problems)
        return None
    except (yaml.YAMLError, _Stop, UnicodeEncodeError) as error:
        if not isinstance(error, _Stop):
            problems.add("unreadable-text", Place(path))
        return None
    if len(problems) > before and any(p.severity == "error" for p in list(problems)[before:]):
        return None
    if tree is None:
        problems.add("empty-file", Place(path))
    return tree


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name nearest to a misspelt one, or an empty string."""
    found = get_close_matches(str(word)[:80], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


MOST_HINTS: Final = 50
"""Problems after which nearest names are no longer looked for: it would take longer than all the rest."""


def near_hint(name: str, known: Iterable[str], told: Sized = ()) -> Sentence | str:
    """Did you mean …, for a name that is not known; "" where none is near. ``told`` are the problems so far."""
    return did_you_mean(nearest(name, known)) if len(told) < MOST_HINTS else ""


def did_you_mean(word: str) -> Sentence | str:
    """The hint that names a word; "" for no word."""
    return Sentence("hint.near", {"word": word}) if word else ""


class _Stop(Exception):
    """The tree cannot be finished; the problem is recorded."""


class _Builder:
    """Builds the tree from events without recursion, so that depth is bounded by our limit, not by the stack.

    Once a value this runs for every key and value of a file, so it takes few steps: ``key`` is the mapping's key that
    waits for its value; a value that was put leaves none.
    """

    def __init__(self, path: str, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self.stack: list[Mapping | Sequence] = []
        self.top: Mapping | Sequence | None = None
        self.key: str | None = None
        self.key_at = Place(path)
        self.root: Any = None
        self.done = False
        self.nodes = 0
        self.twice = 0

    def build(self, next_event: Callable[[], Any]) -> Any:
        path, scalar = self.path, self.scalar
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self.refuse_anchor(event)
                mark = event.start_mark
                scalar(event.value, event.style, Place(path, mark.line + 1, mark.column + 1))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.refuse_anchor(event)
                at = self.place(event)
                if self.key is None and isinstance(self.top, Mapping):
                    self.problems.add("key-not-text", at)
                    raise _Stop
                if len(self.stack) >= MAX_DEPTH:
                    self.problems.add("too-deep", at, limit=MAX_DEPTH)
                    raise _Stop
                node: Mapping | Sequence = Mapping(at) if kind is yaml.MappingStartEvent else Sequence(at)
                self.put(node, at)
                self.stack.append(node)
                self.top = node
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
                self.top = self.stack[-1] if self.stack else None
            elif kind is yaml.AliasEvent:
                self.problems.add("alias", self.place(event), name=event.anchor)
                raise _Stop
            elif kind is yaml.DocumentStartEvent:
                if self.done:
                    self.problems.add("several-documents", self.place(event))
                    raise _Stop
                self.done = True
        return self.root

    def broken_number(self, parent: Mapping, key: str, at: Place) -> None:
        """``{beds: 1,200}`` is two entries to YAML: 1, and a key 200. The number must not be scored as 1."""
        before = next(reversed(parent.values()), None)
        if isinstance(before, int) and not isinstance(before, bool):
            self.problems.add("comma-in-number", at, number=f"{before},{key}")

    def refuse_anchor(self, event: Any) -> None:
        if event.anchor is not None:
            self.problems.add("alias", self.place(event), name=event.anchor)
            raise _Stop
        if event.tag is not None and event.tag != "!":
            self.problems.add("tag", self.place(event), tag=event.tag)
            raise _Stop

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.path, mark.line + 1, mark.column + 1)

    def scalar(self, text: str, style: str | None, at: Place) -> None:
        top = self.top
        if self.key is not None or not isinstance(top, Mapping):
            self.put(text if style else _resolve(text), at)
            return
        if text == "<<" and not style:
            self.problems.add("alias", at, name="<<")
            raise _Stop
        first = top.keys_at.setdefault(text, at)
        if first is not at:
            self.problems.add("duplicate-key", at, key=text[:80], first=first.line)
            self.twice += 1
            if self.twice == MOST_TWICE:
                raise _Stop
        self.key, self.key_at = text, at

    def put(self, value: Any, at: Place) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.problems.add("too-many-values", at, limit=MAX_NODES)
            raise _Stop
        top, key = self.top, self.key
        if key is not None and isinstance(top, Mapping):
            if value is None and _THOUSANDS.match(key):
                self.broken_number(top, key, self.key_at)
            top[key] = value
            top.values_at[key] = at
            self.key = None
        elif isinstance(top, Sequence):
            top.append(value)
            top.items_at.append(at)
        else:
            self.root = value


def _resolve(text: str) -> Any:
    """What a plain scalar means: only null, true, false, integers and decimals are more than text."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    first = text[0]
    if (first.isdigit() or first in "+-.") and len(text) <= MAX_DIGITS and text.isascii():
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return Decimal(text)
    return text


def _join_surrogates(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return f"{match[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


def _diagnose(text: str, path: str, error: yaml.MarkedYAMLError) -> tuple[Place, Sentence]:
    """Where the mistake of a syntax error stands, and what it most likely is.

    The parser stops where it can go no further, which is often a line late: a full-width colon, an open bracket
    or an open quote before it is what is wrong.
    """
    problem, context = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    line, column = (problem.line + 1, problem.column + 1) if problem is not None else (0, 0)
    lines = text.splitlines()
    for number in range(line, max(0, line - 3), -1):
        row = lines[number - 1] if number <= len(lines) else ""
        if "：" in row.partition("#")[0]:
            return Place(path, number, row.index("：") + 1), Sentence("hint.full-width-colon")
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return Place(path, line, column), Sentence("hint.tab")
    if context is not None and "quoted" in (error.context or ""):
        return Place(path, context.line + 1, context.column + 1), Sentence("hint.indent")
    bracket = _open_bracket(lines[: line - 1] + [here[: column - 1]])
    if bracket is not None:
        return Place(path, *bracket), Sentence("hint.brackets")
    unbalanced = here.count("[") != here.count("]") or here.count("{") != here.count("}")
    return Place(path, line, column), Sentence("hint.brackets" if unbalanced else "hint.indent")


def _open_bracket(lines: list[str]) -> tuple[int, int] | None:
    """Line and column of the innermost bracket still open at the end of the lines, quotes and comments aside."""
    stack: list[tuple[int, int]] = []
    quote = ""
    for number, row in enumerate(lines, 1):
        for column, character in enumerate(row, 1):
            if quote:
                quote = "" if character == quote else quote
            elif character in "\"'":
                quote = character
            elif character == "#" and (column == 1 or row[column - 2].isspace()):
                break
            elif character in "[{":
                stack.append((number, column))
            elif character in "]}" and stack:
                stack.pop()
    return stack[-1] if stack else None


_CONTROL: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not take as text."""


def _name_control_character(text: str, path: str, problems: Problems) -> None:
    """The first character YAML refuses, found in the text itself: the parser counts bytes."""
    found = _CONTROL.search(text)
    if found is None:
        problems.add("unreadable-text", Place(path))
        return
    before = text[: found.start()]
    at = Place(path, before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1)
    problems.add("control-character", at, character=f"U+{ord(found[0]):04X}")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:200]
