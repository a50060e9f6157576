"""What a reviewer filled in: takes the entries of a form, gives the located tree that a review in YAML is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gongti.engine.document import Mapping, Sequence
from gongti.engine.intake.cells import Cell
from gongti.engine.intake.form import FormSheet
from gongti.engine.intake.form_entries import Entries, Entry, Pieces, code_of, joined, slot_of, text_of
from gongti.engine.intake.reading import show
from gongti.engine.submission import form as keys
from gongti.engine.values.typed.plain import plain
from gongti.engine.words import Text
from gongti.engine.words.entries import CONFIRMATION, EVIDENCE, METHODS, RULINGS, Names, codes, named

_UNCONFIRMED: Final = frozenset(codes(CONFIRMATION))
_RULED: Final = (keys.RULING, keys.INAPPLICABLE, keys.WAIVER_UNTIL, keys.WAIVER_REASON, keys.REMARK)


def review_of(entries: Entries) -> Mapping | None:
    """The review; None where nobody verified anything."""
    answers, objections = Sequence(entries.at), Sequence(entries.at)
    for sheet, of_sheet in entries.of:
        for name, entry in of_sheet.items():
            about = {"facility": entries.party(sheet), "indicator": name}
            row = _checked(entries, entry, about)
            if row is not None and row.get("value") is not None:
                _tell_blank(entries, sheet, name, entry)
            _add(answers, row)
            _add(objections, _objection(entry, about))
    rulings = _rulings(entries)
    if not (answers or objections or rulings):
        return None
    tree = Mapping(entries.at)
    tree.put("format", 1, entries.at)
    reviewer, day = entries.cover.get("@reviewer"), entries.cover.get("@date")
    if reviewer is not None:
        tree.at = reviewer.at
        tree.put("reviewer", text_of(reviewer.value), reviewer.at)
    if day is not None:
        tree.put("date", day.value, day.at)
    for key, rows in (("answers", answers), ("criteria", rulings), ("objections", objections)):
        if rows:
            tree.put(key, rows, rows.items_at[0])
    return tree


def _add(rows: Sequence, row: Mapping | None) -> None:
    if row is not None:
        rows.append(row)
        rows.items_at.append(row.at)


def _about(cells: Iterable[Cell], about: dict[str, str]) -> Mapping:
    """An entry that begins with what it is about."""
    row = Mapping(min(cell.at for cell in cells))
    for key, value in about.items():
        row.put(key, value, row.at)
    return row


def _checked(entries: Entries, entry: Entry, about: dict[str, str]) -> Mapping | None:
    """One answer as a reviewer found it."""
    cells = [cell for column in keys.REVIEWER if column != keys.OBJECTION for cell in entry.cells(column)]
    if not cells:
        return None
    row = _about(cells, about)
    checked = entry.columns.get(keys.CHECKED, Pieces())
    unconfirmed = [c for c in entry.cells(keys.CHECKED) if isinstance(c.value, str) and plain(c.value) in _UNCONFIRMED]
    if unconfirmed:
        row.put("value", None, unconfirmed[0].at)
    else:
        value, at = entries.value(checked)
        if value is not None:
            row.put("value", value, at)
    _choose(entries, row, "method", entry.cells(keys.METHOD), METHODS)
    _choose(entries, row, "evidence", entry.cells(keys.STATE), EVIDENCE)
    for column in (keys.DATE, keys.CASES):
        cell = entries.one(entry.cells(column))
        if cell is not None:
            row.put(column, cell.value, cell.at)
    remarks = entry.cells(keys.REMARK)
    if remarks:
        row.put("note", joined(remarks), remarks[0].at)
    return row if len(row) > len(about) else None


def _tell_blank(entries: Entries, sheet: FormSheet, name: str, entry: Entry) -> None:
    """Which pieces of a verified value were left blank: they are not known, whatever was claimed."""
    filled = entry.columns[keys.CHECKED].cells
    if not filled or () in filled:
        return
    slots = {key: slot for key in sheet.keys if (slot := slot_of(key)[1]) and slot_of(key)[0] == name}
    blank = sorted(sheet.places[(key, keys.CHECKED)] for key, slot in slots.items() if slot not in filled)
    if blank:
        shown = "、".join(at.cell for at in blank[:10])
        entries.problems.add("form-checked-part", blank[0], cells=shown)


def _objection(entry: Entry, about: dict[str, str]) -> Mapping | None:
    """What is held against a finding."""
    cells = entry.cells(keys.OBJECTION)
    if not cells:
        return None
    row = _about(cells, about)
    row.put("text", joined(cells), cells[0].at)
    return row


def _choose(entries: Entries, row: Mapping, key: str, cells: Iterable[Cell], names: Names) -> None:
    """One of the words a list offers, by its code."""
    cell = entries.one(cells)
    if cell is None:
        return
    code = code_of(cell, names)
    if code is not None:
        row.put(key, code, cell.at)
        return
    allowed = Text("、".join(named(names, names, "zh")), ", ".join(named(names, names, "en")))
    entries.problems.add("form-word", cell.at, value=show(cell.value), allowed=allowed)


def _rulings(entries: Entries) -> Sequence:
    """What was ruled on criteria."""
    rulings = Sequence(entries.at)
    for sheet in entries.form.of("explanations"):
        said: dict[str, Entry] = {}
        for row in sheet.rows:
            for column in _RULED:
                if column in row.cells:
                    cell = row.cells[column]
                    pieces = said.setdefault(row.key, Entry()).columns.setdefault(column, Pieces())
                    pieces.put((cell.at.cell,), cell, entries.problems)
        for criterion, entry in said.items():
            _add(rulings, _ruling(entries, criterion, entry))
    return rulings


def _ruling(entries: Entries, criterion: str, entry: Entry) -> Mapping | None:
    row = _about((cell for column in _RULED for cell in entry.cells(column)), {"criterion": criterion})
    _choose(entries, row, "explanation", entry.cells(keys.RULING), RULINGS)
    _choose(entries, row, "not_applicable", entry.cells(keys.INAPPLICABLE), RULINGS)
    until, reason = (entries.one(entry.cells(column)) for column in (keys.WAIVER_UNTIL, keys.WAIVER_REASON))
    given = [cell for cell in (until, reason) if cell is not None]
    if given:
        waiver = Mapping(min(cell.at for cell in given))
        if until is not None:
            waiver.put("until", until.value, until.at)
        if reason is not None:
            waiver.put("reason", text_of(reason.value), reason.at)
        row.put("waiver", waiver, waiver.at)
    remarks = entry.cells(keys.REMARK)
    if remarks:
        row.put("note", joined(remarks), remarks[0].at)
    return row if len(row) > 1 else None
