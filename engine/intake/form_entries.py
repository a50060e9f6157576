"""Entries of a form: takes its keyed cells, gives for each question of each respondent what was entered for it.

Keys say which cells belong together: the two counts of a ratio, the options of a set, the periods of a series, the rows
of a table. Cells of one key that differ are taken out and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence
from gongti.engine.intake.cells import Cell
from gongti.engine.intake.form import Form, FormSheet, Mark, Row
from gongti.engine.intake.reading import show
from gongti.engine.submission import form as keys
from gongti.engine.values.typed import yesno
from gongti.engine.values.typed.plain import ALL_WORDS, NONE_WORDS, plain
from gongti.engine.words import listed
from gongti.engine.words.entries import Names, codes

RESPONDENTS: Final = ("region", "consortium", "facility")
_KEY: Final = re.compile(r"(?P<id>[^:@.]+)(?:@(?P<period>[^:@.]+))?(?:\.(?P<end>part|whole))?\Z")
_OPTION: Final = re.compile(r"(?P<id>[^:@.]+):(?P<option>.+)\Z", re.DOTALL)
_END: Final = re.compile(r"(?P<column>.+)\.(?P<end>part|whole)\Z", re.DOTALL)
_YEAR: Final = re.compile(r"([12][0-9]{3})(.*)\Z", re.DOTALL)
_KNOWN: Final = frozenset((*keys.CLERK, *keys.REVIEWER))
_BY_SLOT: Final = frozenset({keys.ANSWER, keys.PRIOR, keys.CHECKED})
"""Columns whose cells are pieces of one value; in the others any row of a question speaks for the question."""

Slot = tuple[str, ...]
"""Which piece of an answer a cell holds: ``()`` all, ``part``, ``whole``, an option, a sub-period (and its end)."""


@dataclass(slots=True)
class Pieces:
    """The cells of one question in one column, by slot; those that stand twice and differ are torn out."""

    cells: dict[Slot, Cell] = field(default_factory=dict)
    torn: set[Slot] = field(default_factory=set)

    def put(self, slot: Slot, cell: Cell, problems: Problems) -> None:
        known = self.cells.setdefault(slot, cell)
        if known.value != cell.value or type(known.value) is not type(cell.value):
            problems.add("form-key-twice", cell.at, first=known.at.cell)
            self.torn.add(slot)

    def sound(self) -> dict[Slot, Cell]:
        return {slot: cell for slot, cell in self.cells.items() if slot not in self.torn}


@dataclass(slots=True)
class Entry:
    """Everything said of one question on one sheet: its pieces by column, and its rows where it is a table."""

    columns: dict[str, Pieces] = field(default_factory=dict)
    table: Mapping | Sequence | None = None

    def cells(self, column: str) -> list[Cell]:
        """The cells of a column, in order of place."""
        pieces = self.columns.get(column)
        return sorted(pieces.cells.values(), key=lambda cell: cell.at) if pieces is not None else []

    @property
    def prior(self) -> Pieces:
        """Last year's values. Those of a series stand beside this year's periods; they are of the year before."""
        cells = {}
        for slot, cell in self.columns.get(keys.PRIOR, Pieces()).sound().items():
            year = _YEAR.match(slot[0]) if slot else None
            cells[(f"{int(year[1]) - 1}{year[2]}", *slot[1:]) if year is not None else slot] = cell
        return Pieces(cells)


class Entries:
    """The entries of a form by respondent, what the cover says, and what blank facilities call themselves."""

    def __init__(self, form: Form, problems: Problems) -> None:
        self.form = form
        self.problems = problems
        self.at = Place(form.path)
        self.cover = {row.key: cell for sheet in form.of("cover") for row in sheet.rows for cell in typed(row)}
        self.places = {key: at for s in form.of("cover") for (key, name), at in s.places.items() if name == keys.ANSWER}
        self.called = {_party(sheet): _called(sheet) for sheet in form.of("facility")}
        self.of: list[tuple[FormSheet, dict[str, Entry]]] = [(s, self._entries(s)) for s in form.of(*RESPONDENTS)]
        for sheet in form.of("table"):
            self._add_table(sheet)

    def party(self, sheet: FormSheet) -> str:
        """Whose sheet it is, as reports and reviews call them."""
        return self.called.get(_party(sheet), sheet.mark.kind)

    def value(self, pieces: Pieces) -> tuple[Any, Place]:
        """The value of the cells of one question in one column; None where there is none."""
        cells = pieces.sound()
        if not cells:
            return None, self.at
        whole = cells.pop((), None)
        if whole is not None:
            return self._none_and(whole, cells) if cells else whole
        tree = Mapping(min(cell.at for cell in cells.values()))
        for (first, *rest), cell in cells.items():
            if rest:
                _inner(tree, first, cell.at).put(rest[0], cell.value, cell.at)
            else:
                tree.put(first, cell.value, cell.at)
        return tree, tree.at

    def one(self, cells: Iterable[Cell]) -> Cell | None:
        """What the rows of a question say together; None, with a problem, where they differ."""
        said = list(cells)
        for other in said[1:]:
            if other.value != said[0].value:
                self.problems.add("form-key-twice", other.at, first=said[0].at.cell)
                return None
        return said[0] if said else None

    def _entries(self, sheet: FormSheet) -> dict[str, Entry]:
        """The cells of a respondent's sheet by question, in the order of its rows."""
        entries: dict[str, Entry] = {}
        not_read: set[str] = set()
        for row in sheet.rows:
            if row.key.startswith("@"):
                continue
            name, slot = slot_of(row.key)
            entry = entries.setdefault(name, Entry())
            for column, cell in row.cells.items():
                if column not in _KNOWN:
                    if column not in not_read:  # once a column
                        self.problems.add("form-column-not-read", cell.at, column=show(column))
                    not_read.add(column)
                    continue
                pieces = entry.columns.setdefault(column, Pieces())
                pieces.put(slot if column in _BY_SLOT else (cell.at.cell,), cell, self.problems)
        return entries

    def _add_table(self, sheet: FormSheet) -> None:
        """The rows of a table, put where its respondent's other answers are."""
        indicator, party = sheet.mark.said.get("indicator", ""), sheet.mark.said.get("party", "")
        rows = self._rows(sheet)
        if not indicator or not party or rows is None:
            return
        homes = [entries for home, entries in self.of if _party(home) == party]
        free = (e for e in homes if indicator not in e or e[indicator].table is None)
        home = next(free, None)
        if home is None:  # the sheet of a table alone, or a copy of one: a part of its own
            home = {}
            kind = party if party in ("region", "consortium") else "facility"
            said = dict([party.split("=", 1)]) if party.startswith("new=") else {"id": party}
            mark = Mark(kind, said if kind == "facility" else {})
            self.called.setdefault(party, party)
            self.of.append((FormSheet(mark, sheet.at, frozenset(), (), frozenset()), home))
        home.setdefault(indicator, Entry()).table = rows

    def _rows(self, sheet: FormSheet) -> Mapping | Sequence | None:
        """A table as rows or, where rows have names, as rows by them; None where none is filled in."""
        if not sheet.rows:
            return None
        counted = all(key.isdecimal() for key in sheet.keys)
        items = [(self.called.get(row.key, row.key), _item(row)) for row in sheet.rows]
        if counted:  # a row that was copied is a row
            rows = Sequence(items[0][1].at)
            for _, item in items:
                rows.append(item)
                rows.items_at.append(item.at)
            return rows
        by_name = Mapping(items[0][1].at)
        for name, item in items:
            if name not in by_name:
                by_name.put(name, item, item.at)
            elif by_name[name] != item:
                self.problems.add("form-key-twice", item.at, first=by_name[name].at.cell)
                by_name.put(name, Mapping(item.at), item.at)
        return by_name

    def _none_and(self, whole: Cell, cells: dict[Slot, Cell]) -> tuple[Any, Place]:
        """None or all of a set said in one cell, and its options in others: each of them must say the same."""
        word = plain(whole.value).casefold() if isinstance(whole.value, str) else ""
        same = False if word in NONE_WORDS else True if word in ALL_WORDS else None
        others = [cell for cell in cells.values() if same is None or yesno(cell.value) is not same]
        if not others:
            return whole
        shown = [f"{cell.at.cell}“{_shown(cell)}”" for cell in sorted(others, key=lambda cell: cell.at)]
        params = {"typed": _shown(whole), "others": listed(shown)}
        self.problems.add("form-whole-and-options", whole.at, **params)
        return None, whole.at


def _shown(cell: Cell) -> str:
    """What a cell shows, where it is quoted."""
    return str(cell.value).upper() if isinstance(cell.value, bool) else show(cell.value)


def _inner(tree: Mapping, key: str, at: Place) -> Mapping:
    found = tree.get(key)
    if not isinstance(found, Mapping):
        found = Mapping(at)
        tree.put(key, found, at)
    return found


def _item(row: Row) -> Mapping:
    """One row of a table by column; a ratio's column is two."""
    item = Mapping(min(cell.at for cell in row.cells.values()))
    for column, cell in row.cells.items():
        end = _END.match(column)
        if end is None:
            item.put(column, cell.value, cell.at)
        else:
            _inner(item, end["column"], cell.at).put(end["end"], cell.value, cell.at)
    return item


def slot_of(key: str) -> tuple[str, Slot]:
    """The question of a row's key, and which piece of its answer stands there."""
    option = _OPTION.match(key)
    if option is not None:
        return option["id"], (option["option"],)
    match = _KEY.match(key)
    if match is None:
        return key, ()
    return match["id"], tuple(piece for piece in (match["period"], match["end"]) if piece is not None)


def typed(row: Row | None) -> Iterator[Cell]:
    """What was typed into an identification row."""
    if row is not None and keys.ANSWER in row.cells:
        yield row.cells[keys.ANSWER]


def _party(sheet: FormSheet) -> str:
    """Whose sheet it is, as the marks of tables call it: ``new=3`` for the third blank facility."""
    said = sheet.mark.said
    if sheet.mark.kind != "facility":
        return sheet.mark.kind
    return said.get("id") or f"new={said.get('new', '')}"


def _called(sheet: FormSheet) -> str:
    """A facility's id, or what one that was blank calls itself."""
    cell = next((c for key in ("@id", "@name") for c in typed(sheet.row(key))), None)
    return sheet.mark.said.get("id") or (text_of(cell.value) if cell is not None else "")


def text_of(value: Any) -> str:
    """What stands in a cell for words, whatever it is."""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def joined(cells: Iterable[Cell]) -> str:
    """The words of several cells, each once."""
    return "；".join(dict.fromkeys(text_of(cell.value) for cell in cells))


def code_of(cell: Cell, names: Names) -> str | None:
    """The code of a word that a list offers, or of another name for the same; None where it is none."""
    return codes(names).get(plain(text_of(cell.value)))
