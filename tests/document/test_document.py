"""Takes YAML and JSON texts, finds plain values with their places, or why there are none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import MAX_BYTES, MAX_DEPTH, Mapping, Sequence, nearest, parse, place_of

TEXT = """\
format: 1
consortium: {id: a, name: "甲 乙"}
facilities:
  - id: b
    answers: {slots: {part: 1, whole: 3}}
  - 名称: 丙
"""


def _parse(text: str | bytes) -> tuple[Any, list[str]]:
    problems = Problems()
    tree = parse(text, "f.yaml", problems)
    return tree, [f"{p.at}: {p.code}" for p in problems]


def _value(scalar: str) -> Any:
    tree, problems = _parse(f"x: {scalar}\n")
    assert problems == []
    return tree["x"]


# scalars


@pytest.mark.parametrize(
    "text",
    ["010", "0o17", "0x1F", "1_000", "12:30", "NO", "no", "Yes", "on", "off", "y", "2024-02-30", "2024-01-01", "1e3"]
    + [".inf", ".nan", "+", "1.2.3", "１２", "1,200", "=", "<<x", "0b1", "00", "9" * 31, "TrUe", "1/3", "33.3%"],
)
def test_stays_text(text: str) -> None:
    assert _value(text) == text and isinstance(_value(text), str)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("+12", 12),
        ("-3", -3),
        ("9" * 30, int("9" * 30)),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'true'", "true"),
        ('""', ""),
    ],
)
def test_is_more_than_text(text: str, value: object) -> None:
    assert _value(text) == value and type(_value(text)) is type(value)


@pytest.mark.parametrize("text", ["1.10", "0.1", "-2.50", ".5", "86.5", "3."])
def test_decimals_are_exact_and_keep_their_digits(text: str) -> None:
    value = _value(text)
    assert isinstance(value, Decimal)
    assert value == Decimal(text) and value.as_tuple().digits == Decimal(text).as_tuple().digits


def test_block_texts_are_text() -> None:
    assert _value("|\n  12\n") == "12\n" and _value(">-\n  1\n  2\n") == "1 2"


def test_json_is_read_by_the_same_reader() -> None:
    tree, problems = _parse('{"a": [1, 2.50, true, null, "\\u5171"], "b": {}}')
    assert problems == []
    assert tree == {"a": [1, Decimal("2.50"), True, None, "共"], "b": {}}


def test_json_joins_surrogates() -> None:
    assert _value('"\\ud83d\\ude00"') == "\U0001f600"
    assert _value('"\\\\ud83d\\\\ude00"') == "\\ud83d\\ude00"  # an escaped backslash is one


# places


@pytest.mark.parametrize(
    ("path", "key", "at"),
    [
        ((), False, "1:1"),
        (("format",), True, "1:1"),
        (("format",), False, "1:9"),
        (("consortium",), False, "2:13"),
        (("consortium", "name"), True, "2:21"),
        (("consortium", "name"), False, "2:27"),
        (("facilities",), False, "4:3"),
        (("facilities", 0), False, "4:5"),
        (("facilities", 0, "answers", "slots", "whole"), False, "5:39"),
        (("facilities", 1, "名称"), True, "6:5"),
        (("facilities", 1, "名称"), False, "6:9"),
        (("facilities", 1, "none", "deeper"), False, "6:5"),  # where the path leaves the tree
        (("facilities", 7), False, "4:3"),
        (("format", "below"), False, "1:9"),
    ],
)
def test_places(path: tuple[str | int, ...], key: bool, at: str) -> None:
    tree, problems = _parse(TEXT)
    assert problems == []
    assert str(place_of(tree, path, key=key)) == f"f.yaml:{at}"


def test_trees_are_plain() -> None:
    tree, _ = _parse(TEXT)
    assert isinstance(tree, Mapping) and isinstance(tree, dict)
    assert isinstance(tree["facilities"], Sequence) and isinstance(tree["facilities"], list)
    assert tree["facilities"] == [{"id": "b", "answers": {"slots": {"part": 1, "whole": 3}}}, {"名称": "丙"}]


# what is refused


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: 1\nb: 2\na: 3\n", ["f.yaml:3:1: duplicate-key"]),
        (
            "a: 1\na: 2\nb: {c: 1, c: 2, c: 3}\n",
            ["f.yaml:2:1: duplicate-key"] + [f"f.yaml:3:{c}: duplicate-key" for c in (11, 17)],
        ),
        ('"a": 1\na: 2\n', ["f.yaml:2:1: duplicate-key"]),
        ("a: &x 1\nb: *x\n", ["f.yaml:1:4: alias"]),
        ("b: *x\n", ["f.yaml:1:4: alias"]),
        ("<<: {a: 1}\n", ["f.yaml:1:1: alias"]),
        ("a: !!str 1\n", ["f.yaml:1:4: tag"]),
        ("a: !local 1\n", ["f.yaml:1:4: tag"]),
        ("? [a]\n: 1\n", ["f.yaml:1:3: key-not-text"]),
        ("? {a: 1}\n: 1\n", ["f.yaml:1:3: key-not-text"]),
        ("a: 1\n---\nb: 2\n", ["f.yaml:2:1: several-documents"]),
        ("", ["f.yaml: empty-file"]),
        ("# nothing\n", ["f.yaml: empty-file"]),
        ("---\n...\n", ["f.yaml: empty-file"]),
    ],
)
def test_refused(text: str, problems: list[str]) -> None:
    assert _parse(text) == (None, problems)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert _parse('"<<": 1\n') == ({"<<": 1}, [])


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_depth(opening: str, closing: str) -> None:
    assert _parse(opening * MAX_DEPTH + "1" + closing * MAX_DEPTH)[1] == []
    tree, problems = _parse(opening * 5000 + "1" + closing * 5000)
    assert tree is None
    assert problems == [f"f.yaml:1:{len(opening) * MAX_DEPTH + 1}: too-deep"]


def test_size() -> None:
    assert _parse(b"#" * (MAX_BYTES + 1)) == (None, ["f.yaml: file-too-large"])


# encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    assert _parse("名称: 车河镇卫生院\n".encode(encoding)) == ({"名称": "车河镇卫生院"}, [])


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_chinese_code_pages_are_read_and_named(encoding: str) -> None:
    assert _parse("名称: 车河镇卫生院\n".encode(encoding)) == ({"名称": "车河镇卫生院"}, ["f.yaml: not-utf8"])


def test_bytes_of_no_text() -> None:
    assert _parse(b"\xff\x80\xff\x80") == (None, ["f.yaml: unreadable-text"])
    assert _parse(b"\xff\xfea") == (None, ["f.yaml: unreadable-text"])  # UTF-16 cut in the middle of a character


def test_control_characters_are_named() -> None:
    problems = Problems()
    assert parse("a: 1\nb: \x07\n", "f.yaml", problems) is None
    (problem,) = problems
    assert (problem.code, problem.at.line, problem.params["character"]) == ("control-character", 2, "U+0007")


def test_control_characters_after_chinese_have_their_line() -> None:
    problems = Problems()
    parse("# 一二三四五六七八九十\na: \x07\nb: 2\nc: 3\n", "f.yaml", problems)
    assert [p.at.line for p in problems] == [2]


# hints


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: 1\nb：2\nc: 3\n", "hint.full-width-colon"),
        ("a:\n\tb: 1\n", "hint.tab"),
        ("a: [1, 2\nb: 3\n", "hint.brackets"),
        ("a: 'x\nb: 3\n", "hint.indent"),
        ("a: b: c\n", "hint.indent"),
    ],
)
def test_hints(text: str, hint: str) -> None:
    problems = Problems()
    assert parse(text, "f.yaml", problems) is None
    (problem,) = problems
    assert problem.code == "syntax" and problem.params["hint"].code == hint  # type: ignore[attr-defined]


# near names


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("explantions", ["explanations", "facilities"], "explanations"),
        ("slot", ["slots", "slots_received"], "slots"),
        ("xyz", ["slots"], ""),
        ("", ["slots"], ""),
        ("slots", [], ""),
        ("s" * 100_000, ["slots"], ""),
    ],
)
def test_nearest(word: str, known: list[str], near: str) -> None:
    assert nearest(word, known) == near


def test_place_of_a_cell() -> None:
    assert str(Place("f.xlsx", sheet="号源", cell="B3")) == "f.xlsx!号源!B3"
    assert (str(Place("f.yaml", 3)), str(Place("f.yaml")), Place("f.yaml", 3, 5).short) == (
        "f.yaml:3",
        "f.yaml",
        "f.yaml:3",
    )
