"""Takes packs in which something looks like a mistake and is none, and several packs at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import gongti

from gongti.engine.pack import installed_packs

HEAD = """format: 1
id: right
version: 1.0.0
title: 没有错的评分包
applies_to: county-consortium
documents: {plan: {title: 建设方案, seen: original}}
in_force: {from: 2023-06-16}
"""


def linted(folder: Path, body: str) -> list[str]:
    (folder / "pack.yaml").write_text(HEAD + body, "utf-8")
    return gongti("pack", "lint", "pack.yaml", cwd=folder).lines


def criterion(kind: str, *rest: str, cite: str = "{doc: plan, clause: 一, seen: derived}") -> str:
    lines = [f"cite: {cite}", "points: 10", f"ask: {{type: {kind}}}", *rest]
    inner = "".join(f"        {line}\n" for line in lines)
    return f"dimensions:\n  - id: work\n    title: 工作\n    criteria:\n      - id: one\n        title: 一项\n{inner}"


def levels(*rows: str) -> str:
    return f"score: {{method: levels, levels: [{', '.join(rows)}]}}"


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        # nested from above, the first that holds: the idiom; below the last there are no points
        ("percent", ["{at_least: 90%, points: 10}", "{at_least: 60%, points: 6}"]),
        ("percent", ["{at_least: 90%, points: 10}", "{at_least: 60%, points: 6}", "{otherwise: true, points: 0}"]),
        ("percent", ["{at_most: 5%, points: 10}", "{at_most: 20%, points: 4}"]),
        # bands that meet
        ("percent", ["{at_least: 80%, points: 10}", "{when: 60% <= value and value < 80%, points: 5}"]),
        # of whole numbers 1 and 2 are neighbours
        ("count, unit: 人", ["{at_least: 2, points: 10}", "{at_most: 1, points: 0}"]),
        # a number is not known to be below anything
        (
            "number, unit: 分",
            ["{at_least: 110, points: 10}", "{less_than: -3, points: 1}", "{otherwise: true, points: 0}"],
        ),
        # options one by one, and the rest, should there be another one day
        (
            "choice, options: {a: 甲, b: 乙}",
            ["{when: value == a, points: 10}", "{when: value == b, points: 5}", "{otherwise: true, points: 0}"],
        ),
        # what more than the measure decides cannot be told
        ("percent", ["{when: value >= 50% and has_prior, points: 10}", "{at_least: 60%, points: 6}"]),
    ],
)
def test_levels_that_are_right(kind: str, rows: list[str], tmp_path: Path) -> None:
    assert linted(tmp_path, criterion(kind, levels(*rows))) == []


@pytest.mark.parametrize(
    ("cite", "full", "clean"),
    [
        ("{doc: plan, clause: 一, quote: 配齐五名专职人员}", "5", True),
        ("{doc: plan, clause: 一, quote: 配齐专职人员}", "5", False),
        ("{doc: plan, clause: 一, quote: 配齐专职人员}", "1", True),
        ("{doc: plan, clause: 一, quote: 配齐专职人员, seen: recalled}", "5", True),
        ("[{doc: plan, clause: 一, quote: 配齐专职人员}, {doc: plan, clause: 一, seen: derived}]", "5", True),
    ],
)
def test_whose_number_it_is(cite: str, full: str, clean: bool, tmp_path: Path) -> None:
    body = criterion("count, unit: 人", f"score: {{method: linear, full: {full}}}", cite=cite)
    assert [line.split(": ")[2] for line in linted(tmp_path, body)] == ([] if clean else ["number-unsourced"])


def test_a_parameter_answers_for_its_own_number(tmp_path: Path) -> None:
    parameter = "parameters:\n  enough:\n    - {{from: 2023-06-16, value: 5{}}}\n"
    for cite, clean in ((", cite: {doc: plan, clause: 二, seen: derived}", True), ("", False)):
        body = parameter.format(cite) + criterion(
            "count, unit: 人", "score: {method: linear, full: enough}", cite="{doc: plan, clause: 一, quote: 配齐人员}"
        )
        found = linted(tmp_path, body)
        assert found == [] if clean else found[0].startswith("pack.yaml:10:33: warning: number-unsourced: ")


@pytest.mark.parametrize(
    ("more", "grade", "clean"),
    [
        ("", "percent >= 100", True),
        ("", "percent > 100", False),
        ("      - {id: two, title: 加分, force: may, cite: {doc: plan, clause: 二}, points: 1, ask: {type: yesno}}\n",
         "percent >= 110", True),
        ("      - {id: two, title: 加分, force: may, cite: {doc: plan, clause: 二}, points: 1, ask: {type: yesno}}\n",
         "percent >= 111", False),
        ("", "percent >= 60 and points >= 9 and every(dimensions.percent >= 80)", True),
    ],
)  # fmt: skip
def test_how_high_percent_goes(more: str, grade: str, clean: bool, tmp_path: Path) -> None:
    grades = f"grades:\n  - {{id: top, title: 优, when: {grade}}}\n  - {{id: rest, title: 其余, otherwise: true}}\n"
    found = linted(tmp_path, criterion("yesno") + more + grades)
    assert [line.split(": ")[2] for line in found] == ([] if clean else ["grade-impossible"])


def test_one_broken_use_is_one_problem(tmp_path: Path) -> None:
    """Not one more for every expression that names the indicator."""
    body = "indicators:\n  staffed: {use: staffed}\n" + criterion("yesno")
    found = linted(tmp_path, body.replace("ask: {type: yesno}", "measure: staffed"))
    assert [line.split(": ")[2] for line in found] == ["unknown-shared-indicator"]


def test_two_packs_named_together_are_compared_once(tmp_path: Path) -> None:
    for name, label in (("one", "是否有章程"), ("two", "是否有 章程？")):
        (tmp_path / name).mkdir()
        text = (
            (HEAD + criterion("yesno"))
            .replace("id: right", f"id: {name}")
            .replace("id: one\n        t", f"id: q-{name}\n        t")
        )
        (tmp_path / name / "pack.yaml").write_text(text.replace("type: yesno", f"type: yesno, label: {label}"), "utf-8")
    outcome = gongti("pack", "lint", "one", "two", cwd=tmp_path)
    (line,) = outcome.lines
    assert line.startswith("two/pack.yaml:16:") and "“q_two”问的就是“q_one”（one/pack.yaml:16）" in line
    assert outcome.status == 1
    assert gongti("pack", "lint", "one", cwd=tmp_path).lines == []


def test_the_installed_packs_are_clean_one_by_one_and_together() -> None:
    assert gongti("pack", "lint").lines == []
    assert [line for file in installed_packs() for line in gongti("pack", "lint", file).lines] == []
