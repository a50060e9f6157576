"""Trees of a form: takes its cells, gives the located trees that a report and a review in YAML would be.

Each sheet of a respondent is a part of the report, as a file of its own would be; what a reviewer filled in is one
review. From here on there is no difference between a workbook and a text: the same readers read both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence, near_hint
from gongti.engine.expression import FIELDS
from gongti.engine.intake.cells import Cell
from gongti.engine.intake.form import Form, FormSheet
from gongti.engine.intake.form_entries import (
    RESPONDENTS,
    Entries,
    Entry,
    Pieces,
    code_of,
    joined,
    slot_of,
    text_of,
    typed,
)
from gongti.engine.intake.form_review import review_of
from gongti.engine.intake.reading import show
from gongti.engine.submission import FormMade
from gongti.engine.submission import form as keys
from gongti.engine.values.typed.plain import plain
from gongti.engine.words import listed
from gongti.engine.words.entries import KINDS, ROLES, TYPES, Names

_PAPERS: Final = re.compile(r"[；;\n]+")
_PERIODS: Final = tuple(
    (re.compile(rf"([12][0-9]{{3}})(?:{pattern})\Z"), written)
    for pattern, written in (
        ("年?度?", r"\1"),
        ("年上半年", r"\1-H1"),
        ("年下半年", r"\1-H2"),
        ("年第?[一1]季度?", r"\1-Q1"),
        ("年第?[二2]季度?", r"\1-Q2"),
        ("年第?[三3]季度?", r"\1-Q3"),
        ("年第?[四4]季度?", r"\1-Q4"),
        ("年0?([1-9])月份?", r"\1-0\2"),
        ("年(1[0-2])月份?", r"\1-\2"),
    )
)
"""Periods as people write them on a cover."""
_WORDS: Final[dict[str, Names]] = {"role": ROLES, "type": TYPES, "kind": KINDS}


class Trees(NamedTuple):
    """What a form is: parts of a report, facilities whose sheets nobody filled in, a review, and what it asked.

    ``lacks`` are problems, with their places, that stand unless another file says whose report it is and for when.
    """

    parts: tuple[Mapping, ...]
    blank: frozenset[str]
    review: Mapping | None
    made: FormMade
    lacks: tuple[tuple[str, Place], ...]


def trees(form: Form, problems: Problems) -> Trees | None:
    """The located trees of a form; None, with the problem, where it lacks what nobody can do without."""
    entries = Entries(form, problems)
    review = review_of(entries)
    if review is not None and "reviewer" not in review and review.keys() & {"answers", "criteria"}:
        problems.add("form-reviewer-missing", entries.places.get("@reviewer", entries.at))
        return None
    parts = _Parts(entries)
    made = parts.all() if form.kind == "report" else ()
    if parts.unnamed:
        return None
    if form.kind == "report" and review is None and not parts.answered:
        problems.add("form-empty", entries.at)
    return Trees(made, frozenset(parts.blank), review, _made(entries), parts.lacks())


class _Parts:
    """Makes the parts of a report from the entries of a form."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self.problems = entries.problems
        self.blank: set[str] = set()
        self.answered = self.unnamed = False

    def all(self) -> tuple[Mapping, ...]:
        """One part for the workbook, and one for each sheet of somebody who answered."""
        base = self.whose()
        explanations = self.explanations()
        if explanations:
            base.put("explanations", explanations, explanations.at)
        return base, *(part for sheet, of_sheet in self.entries.of if (part := self.part(sheet, of_sheet)) is not None)

    def part(self, sheet: FormSheet, of_sheet: dict[str, Entry]) -> Mapping | None:
        """The part of one sheet; None where there is nothing on it."""
        answers = Mapping(sheet.at)
        for name, entry in of_sheet.items():
            answer, at = self.answer(entry)
            if answer is not None:
                answers.put(name, answer, at)
        self.answered = self.answered or any(entry.columns or entry.table is not None for entry in of_sheet.values())
        part = self.whose()
        if sheet.mark.kind == "facility":
            facility = self.facility(sheet, answers)
            if facility is None:
                return None
            rows = Sequence(facility.at)
            rows.append(facility)
            rows.items_at.append(facility.at)
            part.put("facilities", rows, facility.at)
        elif not answers:
            return None
        elif sheet.mark.kind == "consortium":
            part.put("answers", answers, sheet.at)
        else:
            region = Mapping(sheet.at)
            region.put("answers", answers, sheet.at)
            part.put("region", region, sheet.at)
            if "office" in sheet.mark.said:
                part.put("office", sheet.mark.said["office"], sheet.at)
        return part

    # whose report it is

    def told(self, key: str, hidden: str) -> Cell | None:
        """What the cover says, else what the form was made with."""
        return self.entries.cover.get(key) or self.entries.form.about.get(hidden)

    def whose(self) -> Mapping:
        """The head of a part: consortium and period."""
        at = self.entries.at
        tree = Mapping(at)
        tree.put("format", keys.FORMAT, at)
        consortium = Mapping(at)
        for row in keys.CONSORTIUM_FIELDS:
            name = "id" if row == "consortium_id" else row
            cell = self.told(f"@{row}", f"consortium.{name}")
            if cell is not None:
                consortium.put(name, _word(name, cell), cell.at)
        if "name" in consortium and "id" not in consortium:
            consortium.put("id", consortium["name"], consortium.values_at["name"])
        if consortium:
            consortium.at = min(consortium.values_at.values())
            tree.put("consortium", consortium, consortium.at)
        period = self.told("@period", "period")
        if period is not None:
            tree.put("period", _period(period.value), period.at)
        return tree

    def lacks(self) -> tuple[tuple[str, Place], ...]:
        """What neither the cover nor the hidden sheet says, with its place on the cover."""
        places, at, found = self.entries.places, self.entries.at, []
        if self.told("@consortium_id", "consortium.id") is None and self.told("@name", "consortium.name") is None:
            found.append(("form-blank-consortium", places.get("@name", at)))
        if self.told("@period", "period") is None:
            found.append(("form-blank-period", places.get("@period", at)))
        return tuple(found)

    def facility(self, sheet: FormSheet, answers: Mapping) -> Mapping | None:
        """A facility's entry; None where nobody filled in the blank sheet of a facility that is not known."""
        said: dict[str, Pieces] = {}
        for row in sheet.rows:
            for cell in typed(row) if row.key.startswith("@") else ():
                said.setdefault(row.key[1:], Pieces()).put((), cell, self.problems)
        fields = {name: cell for name, pieces in said.items() for cell in pieces.sound().values()}
        known = sheet.mark.said.get("id")
        entry = Mapping(sheet.at)
        if known is not None:
            entry.put("id", known, sheet.at)
            own = fields.pop("id", None)
            if own is not None and text_of(own.value) != known:
                self.problems.add("form-id-differs", own.at, id=known, found=show(own.value))
                answers = Mapping(sheet.at)
            if not answers:
                self.blank.add(known)
        elif not fields and not answers:
            return None
        elif not fields.keys() & {"id", "name"}:
            self.problems.add("form-facility-unnamed", sheet.places.get(("@name", keys.ANSWER), sheet.at))
            self.unnamed = True
            return None
        for name, cell in fields.items():
            if name in FIELDS:
                entry.put(name, _word(name, cell), cell.at)
            else:
                self.problems.warn("unknown-key", cell.at, key=show(name), near=near_hint(name, FIELDS, self.problems))
        if fields:
            entry.at = min(cell.at for cell in fields.values())
        if answers:
            entry.put("answers", answers, sheet.at)
        return entry

    # what was answered

    def answer(self, entry: Entry) -> tuple[Any, Place]:
        """One answer: its value alone or, with evidence, note, last year's value or a claim, a mapping of them."""
        value, at = self.entries.value(entry.columns.get(keys.ANSWER, Pieces()))
        if entry.table is not None:
            if value is not None:
                self.problems.add("form-none-and-some", at, some=listed([entry.table.at.sheet]))
                value = None
            else:
                value, at = entry.table, entry.table.at
        beside: dict[str, tuple[Any, Place]] = {}
        prior, prior_at = self.entries.value(entry.prior)
        if prior is not None:
            beside[keys.PRIOR] = prior, prior_at
        for column in (keys.EVIDENCE, keys.NOTE, keys.NOT_APPLICABLE):
            cells = entry.cells(column)
            if cells:
                beside[column] = _papers(cells) if column == keys.EVIDENCE else joined(cells), cells[0].at
        if not beside:
            return value, at
        whole = Mapping(at if value is not None else min(place for _, place in beside.values()))
        if isinstance(value, Mapping) and "value" in value and entry.table is None:
            for key, one in value.items():  # a set with an option of that name
                whole.put(key, one, value.values_at[key])
        else:
            whole.put("value", value, whole.at)
        for key, (one, place) in beside.items():
            if key not in whole:
                whole.put(key, one, place)
        return whole, whole.at

    def explanations(self) -> Mapping:
        """What is explained, by criterion; one that is explained twice, and differently, is left out."""
        result = Mapping(self.entries.at)
        for sheet in self.entries.form.of("explanations"):
            said: dict[str, Entry] = {}
            for row in sheet.rows:
                for column in (keys.EXPLANATION, keys.UNTIL):
                    if column in row.cells:
                        pieces = said.setdefault(row.key, Entry()).columns.setdefault(column, Pieces())
                        pieces.put((), row.cells[column], self.problems)
            for criterion, entry in said.items():
                text, until = (
                    entry.columns.get(column, Pieces()).sound().get(()) for column in (keys.EXPLANATION, keys.UNTIL)
                )
                if text is None:
                    if until is not None:
                        self.problems.add("form-until-alone", until.at)
                    continue
                explained = Mapping(text.at)
                explained.put("text", text_of(text.value), text.at)
                if until is not None:
                    explained.put("until", until.value, until.at)
                if criterion not in result:
                    result.put(criterion, explained, text.at)
                elif result[criterion] != explained:
                    self.problems.add("explanations-differ", text.at, criterion=criterion)
        return result


def _made(entries: Entries) -> FormMade:
    """What the form was made for, and what it asks of whom."""
    form = entries.form
    asked = {
        (sheet.mark.kind, sheet.mark.said.get("office", ""), slot_of(key)[0])
        for sheet in form.of(*RESPONDENTS)
        for key in sheet.keys
        if not key.startswith("@")
    }
    for sheet in form.of("table"):
        party = sheet.mark.said.get("party", "")
        kind = party if party in ("region", "consortium") else "facility"
        asked.add((kind, "", sheet.mark.said.get("indicator", "")))
    return FormMade(form.packs, frozenset(asked), entries.at)


def _word(name: str, cell: Cell) -> Any:
    """What stands in an identification row; a role, type or kind by its code."""
    names = _WORDS.get(name)
    return cell.value if names is None else code_of(cell, names) or cell.value


def _period(value: Any) -> Any:
    """A period as typed: a spreadsheet makes a day of 2024-06."""
    if isinstance(value, date):
        return f"{value.year}-{value.month:02d}" if value.day == 1 else value.isoformat()
    if not isinstance(value, str):
        return value
    text = "".join(plain(value).split())
    for pattern, written in _PERIODS:
        if pattern.match(text):
            return pattern.sub(written, text)
    return text.upper()


def _papers(cells: Iterable[Cell]) -> Sequence:
    """The papers named in cells, one after another."""
    papers = Sequence(min(cell.at for cell in cells))
    for cell in cells:
        for name in _PAPERS.split(text_of(cell.value)):
            if name.strip() and name.strip() not in papers:
                papers.append(name.strip())
                papers.items_at.append(cell.at)
    return papers
