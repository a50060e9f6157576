"""Takes answers of several entries, finds each refusal at the line or the cell of its own entry."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from intake.workbooks import filled
from measure.asked import pack_of

from gongti.engine.diagnostics import Problems
from gongti.engine.intake import read_report_texts
from gongti.engine.measure import framed, inspect

SET = "type: set, options: {lab: 检验, ecg: 心电, ct: 影像}"
RATIO = "type: ratio, part: 下沉, whole: 全部"
HEAD = "format: 1\nconsortium: {id: moxian, kind: county-consortium}\nperiod: 2024\n"
ON = date(2024, 12, 31)


def _told(question: str, *files: tuple[str, Any]) -> list[tuple[str, str]]:
    """Where the problems of the question ``x`` of the consortium stand: (place, code)."""
    pack = pack_of(f"  x: {{{question}, label: 甲项, asked_of: consortium}}\n", ("measure: answered(x)",))
    submission, read = read_report_texts(files)
    assert submission is not None, [p.line("zh") for p in read]
    problems = Problems(read)
    inspect(framed(pack, submission, ON, problems), problems)
    return [(str(p.at), p.code) for p in problems.sorted() if p.code != "no-register"]


def _yaml(question: str, answer: str) -> list[tuple[str, str]]:
    return _told(question, ("r.yaml", f"{HEAD}answers:\n  x:\n{answer}"))


def _form(question: str, rows: dict[str, Any], **how: Any) -> list[tuple[str, str]]:
    return _told(question, ("表.xlsx", filled({"cover": {"@reviewer": "张三"}, "consortium": rows}, **how)))


@pytest.mark.parametrize("column", ["answer", "checked"])
def test_an_option_that_cannot_be_read_is_told_in_its_own_cell(column: str) -> None:
    said = {"x": None, "x:lab": "☑", "x:ecg": "●", "x:ct": "空"}
    cell = {"answer": "D", "checked": "I"}[column]
    found = _form(SET, {key: {column: value} for key, value in said.items()})
    assert found == [(f"表.xlsx!表2!{cell}5", "not-yesno"), (f"表.xlsx!表2!{cell}6", "not-yesno")]


def test_with_evidence_beside_it_too() -> None:
    rows = {"x:lab": {"answer": "有", "evidence": "照片.jpg"}, "x:ecg": {"answer": "●"}}
    assert _form(SET, rows) == [("表.xlsx!表2!D4", "not-yesno")]


@pytest.mark.parametrize("column", ["answer", "checked"])
def test_each_end_of_a_ratio_is_told_in_its_own_cell(column: str) -> None:
    cell = {"answer": "D", "checked": "I"}[column]
    found = _form(RATIO, {"x.part": {column: "33.3%"}, "x.whole": {column: "十几"}})
    assert [at for at, _ in found] == [f"表.xlsx!表2!{cell}3", f"表.xlsx!表2!{cell}4"]


def test_options_and_ends_of_a_text_are_told_in_their_lines() -> None:
    assert _yaml(SET, "    lab: 是\n    ecg: 在办\n    ct: 1\n") == [
        ("r.yaml:7:10", "not-yesno"),
        ("r.yaml:8:9", "yesno-number"),
    ]
    assert _yaml(SET, "    note: 甲\n    value:\n      lab: 是\n      ecg: 在办\n") == [("r.yaml:9:12", "not-yesno")]
    assert _yaml(SET, "    - lab\n    - [ecg]\n") == [("r.yaml:7:7", "not-an-option")]
    assert _yaml(RATIO, "    evidence: [台账.pdf]\n    part: 若干\n    whole: 不少\n") == [
        ("r.yaml:7:11", "not-a-count"),
        ("r.yaml:8:12", "not-a-count"),
    ]


def test_so_they_are_in_a_series_and_in_a_table() -> None:
    series = RATIO + ", time: quarter, fold: sum"
    assert _yaml(series, "    2024-Q2:\n      part: 1\n      whole: 不少\n") == [("r.yaml:8:14", "not-a-count")]
    table = f"type: table, columns: {{of: {{{SET}, label: 中心}}}}"
    assert _yaml(table, "    - of:\n        lab: 是\n        ecg: 在办\n") == [("r.yaml:8:14", "not-yesno")]
