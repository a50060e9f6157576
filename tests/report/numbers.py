"""Takes a view and what a format made of it, gives every number of either, to be held against one another.

``numbered`` gives a view in which every number is another one, and every row has a name that occurs nowhere else:
read back from a format, each number then tells the one place of the JSON that it can have come from.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final
from xml.etree import ElementTree

import html5lib
import openpyxl

View = dict[str, Any]
Path = tuple[str | int, ...]

NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.])-?[0-9]+(?:[./:-][0-9]+)*", re.ASCII)
"""A number as a reader takes it: an amount, a day, a fraction, a version; what is part of a word is none."""
DECIMAL: Final = re.compile(r"-?[0-9]+\.[0-9]{2}\Z")
EXACT: Final = re.compile(r"-?[0-9]+(?:/[0-9]+)?\Z", re.ASCII)
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
ENDS: Final = ("points", "low", "high")
PERCENTS: Final = ("percent", "low_percent", "high_percent")
ALONE: Final = ("of", "not_applicable", "explained", "points_at_stake")
VALUES: Final = ("value", "target")
DAYS: Final = ("due", "lapses", "since")
COUNTS: Final = ("passed", "failed", "unknown", "not_counted")
UNSAID: Final = frozenset(("exact", "grades", "pack", "answers", "counts", "inputs", "problems"))
"""Parts whose numbers are another's, decide nothing shown, or are read elsewhere."""


def numbers(text: str) -> list[str]:
    """In reading order; the sign of minus as hyphens write it."""
    return NUMBER.findall(text.replace("−", "-"))


# ---- what a format says


def of_text(data: bytes) -> str:
    return data.decode("utf-8")


def of_markdown(data: bytes) -> str:
    return re.sub(r"\\(.)", r"\1", data.decode("utf-8"))


def of_html(data: bytes) -> str:
    """All a reader is told, also in the names of the pictures; the style is none of it."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
    for style in [*root.iter("style")]:
        style.text = ""
    return "\n".join(root.itertext())


def of_svg(data: bytes) -> str:
    """The pieces of each line of the picture of a terminal, from left to right."""
    root = ElementTree.fromstring(data.decode("utf-8"))
    pieces = sorted(
        (float(el.get("y", "0")), float(el.get("x", "0")), float(el.get("textLength", "0")), el.text or "")
        for el in root.iter("{http://www.w3.org/2000/svg}text")
    )
    text, line, end = "", -1.0, 0.0
    for y, x, length, piece in pieces:
        text += ("" if y == line and abs(x - end) < 1 else "\n") + piece
        line, end = y, x + length
    return text


def of_workbook(data: bytes) -> str:
    """Each cell as the workbook shows it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(_cell(cell) for sheet in book for row in sheet for cell in row if cell.value is not None)


def _cell(cell: Any) -> str:
    if cell.is_date:
        return str(cell.value.date().isoformat())
    return f"{cell.value:.2f}" if cell.number_format == "0.00" and cell.data_type == "n" else str(cell.value)


# ---- what the JSON says


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from leaves(value, (*path, at))
    else:
        yield path, node


def said(view: View) -> set[str]:
    """Every number of the JSON: amounts, days, and those in its texts, quotes and ids."""
    found: set[str] = set()
    for _, value in leaves(view):
        if not isinstance(value, bool) and value is not None:
            found |= {*numbers(str(value))}
    return found


def counted(view: View) -> set[str]:
    """How many there are of anything the JSON lists, the ordinals of what is listed, and how many were checked."""
    most = max(len(value) for _, value in lists(view))
    checked = view.get("reviewed") or {"checked": 0, "of": 0}
    return {str(number) for number in range(most + 1)} | {f"{checked['checked']}/{checked['of']}"}


def losses(view: View) -> set[str]:
    """What is at stake, as the waterfall goes down by it."""
    return {f"-{gap['points_at_stake']}" for gap in view.get("gaps", ())}


def lists(node: Any, path: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from lists(value, (*path, key))
    elif isinstance(node, list):
        yield path, node
        for at, value in enumerate(node):
            yield from lists(value, (*path, at))


def round_lines(view: View) -> set[str]:
    """Where a grade begins, as its label says it: ``85.00`` is 85 %."""
    return {g["at"].rstrip("0").rstrip(".") for g in view.get("pack", {}).get("grades", []) if g.get("at")}


AXES: Final = frozenset(("0", "20", "25", "40", "50", "60", "75", "80", "100"))
"""What stands at the axes of the scale and of the radar."""


# ---- a view in which every number can be told from every other


@dataclass
class Numbered:
    """The view; of each new number the row it stands in (None where it is of no row) and whose names mark rows."""

    view: View
    row_of: dict[str, Path | None] = field(default_factory=dict)
    name_of: dict[Path, str] = field(default_factory=dict)
    where: dict[str, Path] = field(default_factory=dict)


ROWS: Final[Mapping[str, tuple[str, str]]] = {
    "dimensions": ("title", "维"),
    "criteria": ("title", "项"),
    "gaps": ("title", "隙"),
    "undecided": ("label", "问"),
    "entries": ("title", "条"),
    "places": ("name", "共"),
}
"""Lists whose rows a page shows: where their name stands, and a sign for it."""


def numbered(view: View, first: int = 3001) -> Numbered:
    made = Numbered(copy.deepcopy(view))
    counter = iter(range(first, 100_000))
    for path, rows in lists(made.view):
        if path and path[-1] in ROWS and all(isinstance(row, dict) for row in rows):
            key, sign = ROWS[str(path[-1])]
            for at, row in enumerate(rows):
                if key in row:
                    row[key] = made.name_of[(*path, at)] = f"{sign}{_letters(len(made.name_of))}"
    _renumber(made.view, (), made, counter)
    return made


def _letters(number: int) -> str:
    """A name without a digit, the same length for all."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0))


def _renumber(node: Any, path: Path, made: Numbered, counter: Iterator[int]) -> None:
    if isinstance(node, list):
        for at, value in enumerate(node):
            _renumber(value, (*path, at), made, counter)
        return
    if not isinstance(node, dict):
        return
    for keys in (ENDS, PERCENTS):
        _replace(node, [key for key in keys if _is_decimal(node.get(key))], path, made, counter)
    for key in ALONE:
        # What is nought of these says that there is nothing to say.
        if _is_decimal(node.get(key)) and Fraction(node[key]):
            _replace(node, [key], path, made, counter)
    for key in (*DAYS, *COUNTS):
        value = node.get(key)
        if isinstance(value, str) and DAY.match(value):
            number = next(counter)
            day = f"{number}-01-01"
            node[key] = day
            _know(made, day, (*path, key))
        elif key in COUNTS and isinstance(value, int) and not isinstance(value, bool):
            node[key] = next(counter)
            _know(made, str(node[key]), (*path, key))
    for key in VALUES:
        if "status" in node and isinstance(node.get(key), str) and EXACT.match(node[key]):
            node[key] = f"{next(counter)}/7"
            made.where[node[key]] = (*path, key)  # said wherever its criterion is spoken of, a gap's table too
    for key, value in node.items():
        if key not in UNSAID:
            _renumber(value, (*path, key), made, counter)


def _is_decimal(value: Any) -> bool:
    return isinstance(value, str) and DECIMAL.match(value) is not None


def _replace(node: View, keys: Iterable[str], path: Path, made: Numbered, counter: Iterator[int]) -> None:
    """New numbers in the order of the old; what was equal stays equal, so that an interval stays one."""
    keys = list(keys)
    for old in sorted({node[key] for key in keys}, key=Fraction):
        number = next(counter)
        new = f"{number}.{number % 89 + 10}"
        for key in keys:
            if node[key] == old:
                node[key] = new
                _know(made, new, (*path, key))
        keys = [key for key in keys if node[key] != new]


def _know(made: Numbered, number: str, path: Path) -> None:
    made.where[number] = path
    row = next((path[:at] for at in range(len(path), 0, -1) if path[:at] in made.name_of), None)
    made.row_of[number] = row


def misplaced(made: Numbered, text: str) -> list[tuple[str, Path]]:
    """Numbers of rows that stand under another row's name: the last name of their kind before them is not theirs."""
    names = {name: path for path, name in made.name_of.items()}
    signs = "".join({sign for _, sign in ROWS.values()})
    token = re.compile(rf"[{signs}][a-z]{{3}}|{NUMBER.pattern}")
    last: dict[str, Path] = {}
    wrong = []
    for found in token.findall(text.replace("−", "-")):
        if found in names:
            last[found[0]] = names[found]
            continue
        row = made.row_of.get(found.removeprefix("-"))
        if row is not None and last.get(made.name_of[row][0]) != row:
            wrong.append((found, made.where[found]))
    return wrong


Reader = Callable[[bytes], str]
