"""Takes a number of workbooks and of questions; gives filled forms, and the tasks that read them.

Each facility's workbook is made as `gongti form --each` makes it and filled by its hidden ids with what the same
workload writes as YAML, so that both must come to the same passes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import yaml

from benchmarks.measure import Task
from benchmarks.subject import passes
from benchmarks.workload import ASSESSED_ON, Workload, generate
from gongti.engine.assessment import assess, view
from gongti.engine.form import Given, forms, given_of, register_of, written
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import Pack, load_pack_text
from gongti.engine.pack.questionnaire import questionnaire
from gongti.engine.submission import Submission

FORM = "read the forms: answers, places, problems"
PLAIN = "openpyxl, load_workbook() and every value"
STREAMED = "openpyxl, read_only=True and every value"

AIM_READING = 1.5  # times openpyxl's plain read of the same files


@dataclass(frozen=True, slots=True)
class Forms:
    """The filled workbooks of one consortium by their files' names, and the pack whose questions they answer."""

    pack: Pack
    work: Workload
    files: Mapping[str, bytes]


def filled_forms(workbooks: int, questions: int) -> Forms:
    """A workbook for each facility. Raises ValueError where what is read is not what the YAML says."""
    work = generate(questions, workbooks)
    pack, _ = load_pack_text(work.pack, "pack.yaml")
    submission, _ = read_report_texts([("report.yaml", work.report)])
    assert pack is not None and submission is not None
    asked, _ = questionnaire([pack])
    register, _ = register_of(work.report.encode(), "report.yaml")
    assert asked is not None
    given, _ = given_of(
        asked, register=register, claimed=submission, before=None, consortium=None, period=None, year=2024, blank=0
    )
    assert given is not None
    answers = {row["id"]: row["answers"] for row in yaml.safe_load(work.report)["facilities"]}
    given = Given(given.period, given.consortium, given.register)  # a form to be filled, not a review of that report
    files = {
        f"{form.file}.xlsx": _filled(written(form, "zh"), answers) for form in forms(asked, given, "zh", each=True)
    }
    made = Forms(pack, work, files)
    if _counted(pack, _read(files)) != _counted(pack, submission):
        raise ValueError("what is read from the forms is not what the report says")
    return made


def tasks(made: Forms) -> dict[str, Task]:
    """The engine's reading, and openpyxl's own, of the same bytes."""
    return {
        FORM: lambda: _read(made.files),
        PLAIN: lambda: [_values(data) for data in made.files.values()],
        STREAMED: lambda: [_values(data, read_only=True) for data in made.files.values()],
    }


def _read(files: Mapping[str, bytes]) -> Submission:
    submission, problems = read_report_texts(files.items())
    if submission is None:
        raise ValueError("\n".join(problem.line("en") for problem in problems))
    return submission


def _values(data: bytes, *, read_only: bool = False) -> int:
    """Opens a workbook, looks at every value of every sheet, and gives how many there are."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=read_only, data_only=True)
    return sum(
        value is not None for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for value in row
    )


def _counted(pack: Pack, submission: Submission) -> dict[str, int]:
    return passes(view(assess(pack, submission, on=ASSESSED_ON, engine="direct"), "zh"), "claimed")


def _filled(form: bytes, answers: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The form of one facility, or of nobody, with its answers typed in beside the hidden keys."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    for sheet in book.worksheets:
        mark = str(sheet["A1"].value)
        if mark.startswith("gongti:facility id="):
            given = answers[mark.partition("id=")[2]]
            (column,) = (cell.column for cell in sheet[1] if cell.value == "answer")
            for row in range(2, sheet.max_row + 1):
                typed = _typed(str(sheet.cell(row, 1).value or ""), given)
                if typed is not None:
                    sheet.cell(row, column).value = typed
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(key: str, answers: Mapping[str, Any]) -> Any:
    """What stands in the answer's cell of a row: a part of a ratio, an option of a set, or the answer itself."""
    name, _, part = key.partition(".")
    name, _, option = name.partition(":")
    answer = answers.get(name)
    if answer is None or key.startswith("@"):
        return None
    if part:
        return answer[part]
    if option:
        return "有" if option in answer else "无"
    return answer if isinstance(answer, (int, float, str, date)) else None
