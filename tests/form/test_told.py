"""Takes answers as handed in, finds in which cells of a review's form they are shown, and how."""

from __future__ import annotations

from typing import Any

import pytest
from score.sheets import pack_text

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import parse
from gongti.engine.form.told import told
from gongti.engine.pack import Question, load_pack_text
from gongti.engine.submission import Answer

AT = Place("r.yaml")


def _told(question: str, answer: str) -> dict[str, Any]:
    """The cells of the question ``x``, of an answer as YAML."""
    asked = f"  x: {{{question}, label: 甲项, asked_of: consortium}}\n"
    criterion = "      - {id: c, title: 项, cite: {doc: plan}, force: aim, measure: answered(x)}\n"
    pack, wrong = load_pack_text(pack_text(asked, criterion, ""))
    assert pack is not None, [p.line("zh") for p in wrong]
    found: Question = pack.question("x")
    tree: Any = parse(f"x: {answer}\n".encode(), "r.yaml", Problems())
    return told(found, (Answer(tree["x"], AT),), "zh")


SET = "type: set, options: {lab: 检验, ecg: 心电, ct: 影像}"


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        ("{lab: Y, ecg: 1, ct: TRUE}", {"x:lab": "有", "x:ecg": "1", "x:ct": "有"}),
        ("{lab: 有, 心电: 在办}", {"x:lab": "有", "x:ecg": "在办"}),
        ("{lab: 有, 检验: 无}", {"x:lab": "有 / 无"}),
        ("{lab: 有, ecg: ' ', ct: null}", {"x:lab": "有"}),
        ("{lab: [a, {b: 是}], ct: 无}", {"x:lab": "a、b：是", "x:ct": "无"}),
        ("{lab: 有, 超声: 有, 放疗: 1}", {"x:lab": "有", "x": "超声：有；放疗：1"}),
        ("{value: {lab: 有, ecg: 大概}, note: 甲}", {"x:lab": "有", "x:ecg": "大概"}),
        ("{lab: 无, ecg: 无, ct: 无}", {"x": "无"}),
        ("[lab, 超声]", {"x:lab": "有", "x:ecg": "无", "x:ct": "无", "x": "lab、超声"}),
        ("检验、心电", {"x:lab": "有", "x:ecg": "有", "x:ct": "无"}),
    ],
)
def test_of_a_set_each_piece_stands_beside_its_option(answer: str, cells: dict[str, Any]) -> None:
    assert _told(SET, answer) == cells


@pytest.mark.parametrize(
    ("question", "answer", "text"),
    [
        ("type: yesno", "{是否: 是, 何时: 2024-01-02}", "是否：是；何时：2024-01-02"),
        ("type: count", "[1, 2]", "1、2"),
        ("type: text", "[{甲: 1}, [乙, true]]", "甲：1、乙、是"),
    ],
)
def test_an_answer_of_another_shape_is_shown_as_people_write(question: str, answer: str, text: str) -> None:
    assert _told(question, answer) == {"x": text}
