"""Parts of one report, as facilities send them: merged where one file says whose and when, refused where none does."""

from __future__ import annotations

from typing import Any

from gongti.engine.intake import read_report_texts

HEAD = "format: 1\nconsortium: {id: q, name: 某医共体, kind: county-consortium}\nperiod: 2024\n"
PART = "format: 1\nfacilities:\n- {id: a, name: 甲, role: member, answers: {beds_sunk: 3}}\n"


def _raw(found: Any, facility: str, indicator: str) -> list[Any]:
    entry = next(f for f in found.facilities if f.id == facility)
    return [a.raw for a in entry.answers[indicator]]


def test_facilities_with_answers_are_a_part_and_no_register() -> None:
    found, problems = read_report_texts([("b.yaml", PART), ("a.yaml", HEAD)])
    assert found is not None and not problems
    assert found.register is None and _raw(found, "a", "beds_sunk") == [3]


def test_one_facility_alone_is_a_part() -> None:
    text = "format: 1\nfacility: {id: a, name: 甲}\nanswers: {beds_sunk: 4}\n"
    found, problems = read_report_texts([("a.yaml", HEAD), ("b.yaml", text)])
    assert found is not None and not problems
    assert _raw(found, "a", "beds_sunk") == [4]


def test_a_part_that_names_its_consortium_takes_the_period_of_the_others() -> None:
    text = "format: 1\nconsortium: {id: q}\nfacilities:\n- {id: a, name: 甲, answers: {beds_sunk: 5}}\n"
    found, problems = read_report_texts([("a.yaml", HEAD), ("b.yaml", text)])
    assert found is not None and not problems
    assert found.consortium.name == "某医共体" and _raw(found, "a", "beds_sunk") == [5]


def test_a_part_of_another_consortium_is_refused() -> None:
    text = "format: 1\nconsortium: {id: other}\nfacilities: []\n"
    found, problems = read_report_texts([("a.yaml", HEAD), ("b.yaml", text)])
    assert found is None and [p.code for p in problems] == ["two-consortia"]


def test_a_part_alone_is_refused_at_its_place() -> None:
    found, problems = read_report_texts([("b.yaml", PART)])
    assert found is None
    assert [(p.code, str(p.at), p.severity) for p in problems] == [("part-alone", "b.yaml:1:1", "error")]
