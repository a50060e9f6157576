"""A form that a real LibreOffice saved anew, as .xlsx and through .ods, says what it said before, cell for cell."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from office.books import NAME, Book, read
from office.conftest import NAMES, Convert
from office.filling import Filled, base, keyed, mark

from gongti.engine.intake import read_report_texts
from gongti.engine.pack.bound import Question
from gongti.engine.submission import Submission
from gongti.engine.words import say

Read = tuple[Submission, tuple[str, ...]]

WAYS = ("xlsx", "ods")
COUNTS = re.compile(r"=COUNTIF\(\$([A-Z]+)\$\d+:")
"""The formula that counts the questions done on a sheet, and the column of their signs."""


@pytest.fixture(scope="session")
def saved(made: Mapping[str, Book], convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every filled form as LibreOffice saved it: by its name and the way it went, three starts for all of them."""
    folder = tmp_path_factory.mktemp("filled")
    files = []
    for name, book in made.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(book.filled.data)
    again = {"xlsx": convert(files, "xlsx"), "ods": convert(convert(files, "ods"), "xlsx")}
    return {f"{path.stem} {way}": path.read_bytes() for way, paths in again.items() for path in paths}


@pytest.fixture(scope="session")
def before(made: Mapping[str, Book]) -> dict[str, Read]:
    """What every filled form says as it was filled."""
    return {name: whole(book.filled.data, book, made) for name, book in made.items()}


def whole(data: bytes, book: Book, made: Mapping[str, Book]) -> Read:
    """What a workbook says, without its hash; a review together with the report that it is of."""
    submission, problems = read(data)
    if submission is None and book.name == "review":
        report = made["county-four-keys"].filled.data
        submission, found = read_report_texts([("自评.xlsx", report)], reviews=[(NAME, data)])
        problems = tuple(f"{p.at} {p.code}" for p in found)
    assert submission is not None, problems
    return replace(submission, inputs=()), problems


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_a_resaved_form_says_the_same(
    name: str, way: str, made: Mapping[str, Book], before: dict[str, Read], saved: dict[str, bytes]
) -> None:
    after, problems = whole(saved[f"{name} {way}"], made[name], made)
    assert after == before[name][0]
    assert problems == before[name][1]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "review"])
def test_what_was_typed_is_what_is_read(name: str, made: Mapping[str, Book], before: dict[str, Read]) -> None:
    book, (submission, problems) = made[name], before[name]
    assert problems == ()
    typed = answers(book.filled, book.questions)
    assert len(typed) > 20
    assert {key: said(submission, *key) for key in typed} == typed


@pytest.mark.parametrize("name", [name for name in NAMES if name != "review"])
def test_the_progress_that_the_office_counts_is_what_was_filled(
    name: str, made: Mapping[str, Book], saved: dict[str, bytes]
) -> None:
    """Every question's sign, every sheet's count and the cover's sum, by LibreOffice's own reckoning, through .ods."""
    filled = made[name].filled
    values = openpyxl.load_workbook(io.BytesIO(saved[f"{name} ods"]), data_only=True)
    total = 0
    for sheet in keyed(filled.book):
        if sheet.kind in ("cover", "table", "explanations"):
            continue
        counts = [m for row in sheet.sheet.iter_rows() for c in row if (m := COUNTS.match(str(c.value)))]
        (found,) = counts
        shown, done = values[sheet.sheet.title], found[1]
        first = {base(row): at for row, at in reversed(sheet.rows.items()) if not row.startswith("@")}
        signs = {question: shown[f"{done}{at}"].value for question, at in first.items()}
        not_asked = {question for question, sign in signs.items() if sign == say("form.state-not-asked", "zh")}
        assert not_asked == (set(first) - of_a_township(made) if "new" in sheet.said else set())
        answered = filled.answered.get(mark(sheet), set()) - not_asked
        assert {question for question, sign in signs.items() if sign == say("form.state-done", "zh")} == answered, (
            sheet.sheet.title
        )
        number = next(c for row in sheet.sheet.iter_rows() for c in row if c.value == found.string)
        assert shown[number.coordinate].value == len(answered)
        total += len(answered)
    cover = next(sheet for sheet in keyed(filled.book) if sheet.kind == "cover")
    sums = [c for row in cover.sheet.iter_rows() for c in row if str(c.value).startswith("=SUM(")]
    assert values[cover.sheet.title][sums[0].coordinate].value == total > 0


def of_a_township(made: Mapping[str, Book]) -> set[str]:
    """What a township health centre is asked that stands on the register: as the blank ones say that they are."""
    (sheet,) = (s for s in keyed(made["county-four-keys"].filled.book) if s.said.get("id") == "qh-chewang")
    return {base(row) for row in sheet.rows if not row.startswith("@")}


def answers(filled: Filled, questions: Mapping[str, Question]) -> dict[tuple[str, str], Any]:
    """What was typed as answers, put together as a report has it: (who, question) → value."""
    found: dict[tuple[str, str], Any] = {}
    for (sheet, row, column), value in filled.typed.items():
        if column != "answer" or row.startswith("@"):
            continue
        question = questions[base(row)]
        plain = as_read(value, question)
        moment, _, part = row[len(base(row)) :].lstrip(":.").partition(".")
        path = [step for step in (moment.lstrip("@"), part) if step]
        who = who_of(sheet, filled)
        if not path:
            found[who, question.id] = plain
            continue
        place = found.setdefault((who, question.id), {})
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = plain
    return found


def who_of(sheet: str, filled: Filled) -> str:
    kind, _, said = sheet.partition(" ")
    if said.startswith("new="):
        return str(filled.typed[sheet, "@id", "answer"])
    return said.removeprefix("id=") if kind == "facility" else kind


def as_read(value: Any, question: Question) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and question.type == "percent":
        return f"{Decimal(repr(value)) * 100:f}".rstrip("0").rstrip(".") + "%"
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    return value


def said(submission: Submission, who: str, question: str) -> Any:
    """The answer that was read, without what stands beside it."""
    of_facilities = {facility.id: facility.answers for facility in submission.facilities}
    found = {"region": submission.region_answers, "consortium": submission.answers, **of_facilities}[who].get(question)
    if not found:
        return None
    (answer,) = found
    return answer.raw["value"] if isinstance(answer.raw, dict) and "value" in answer.raw else answer.raw
