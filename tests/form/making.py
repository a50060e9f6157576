"""Packs, registers and reports that the tests of the form share; and ways to look into a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import gongti
from gongti.engine.form import Form, Given, forms
from gongti.engine.form.model import Cell, Line, Sheet
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import Pack, installed_packs, load_pack
from gongti.engine.pack.questionnaire import Questionnaire, questionnaire
from gongti.engine.submission import ConsortiumReport, Register, Submission, parse_period

ROOT = Path(gongti.__file__).parent
BAD = ROOT / "tests" / "bad"
INSTALLED = [path.parent.name for path in installed_packs()]
KINDS = ("county-hospital", "township-health-centre", "community-health-centre", "village-clinic", "tcm-hospital")
REGISTER = "format: 1\nfacilities:\n" + "".join(
    f"  - {{id: f{n}, name: 甲{n}, role: {'member' if n else 'lead'}, type: {kind}, consortium: mo}}\n"
    for n, kind in enumerate(KINDS)
)


@cache
def pack(name: str) -> Pack:
    path = BAD / "pack.yaml" if name == "bad" else next(p for p in installed_packs() if p.parent.name == name)
    found, problems = load_pack(path)
    assert found is not None, [p.line("en") for p in problems]
    return found


@cache
def asked(*names: str) -> Questionnaire:
    found, problems = questionnaire([pack(name) for name in names])
    assert found is not None, [p.line("en") for p in problems]
    return found


def submission(text: str, *more: str) -> Submission:
    found, problems = read_report_texts([(f"{n}.yaml", part) for n, part in enumerate((text, *more))])
    assert found is not None, [p.line("en") for p in problems]
    return found


def report(body: str = "", register: str = REGISTER) -> Submission:
    """A report of 2024 with the register above."""
    head = "format: 1\nconsortium: {id: mo, name: 墨县医共体, kind: county-consortium}\nperiod: 2024\n"
    return submission(head + body, *([register] if register else []))


def given(source: Submission | None = None, *, period: str = "2024", **more: object) -> Given:
    """A form for the consortium of a report, with its register."""
    when = parse_period(period)
    assert when is not None
    whose: ConsortiumReport | None = source.consortium if source is not None else None
    entries: Register | None = source.register if source is not None else None
    return Given(when, whose, entries, **more)  # type: ignore[arg-type]


def form(*names: str, of: Given, lang: str = "zh") -> Form:
    (found,) = forms(asked(*names), of, lang)  # type: ignore[arg-type]
    return found


def sheet(of: Form, mark: str) -> Sheet:
    return next(s for s in of.sheets if s.mark == f"gongti:{mark}")


def question_of(key: str) -> str:
    """The question that a row belongs to."""
    return re.split(r"[.:@]", key)[0]


def rows(of: Sheet) -> list[str]:
    return [line.key for line in of.lines if line.key]


def line(of: Sheet, key: str) -> Line:
    (found,) = (entry for entry in of.lines if entry.key == key)
    return found


def cell(of: Sheet, key: str, column: str) -> Cell:
    """The cell that a row's and a column's key find."""
    (place,) = (n for n, shape in enumerate(of.columns) if shape.key == column)
    return line(of, key).cells[place]


def cells(of: Form) -> Iterator[tuple[Sheet, str, Cell]]:
    """Every cell that a key finds its column of, with that key."""
    for part in of.sheets:
        for entry in part.lines:
            for place, found in entry.cells.items():
                yield part, part.columns[place].key if entry.key else "", found
