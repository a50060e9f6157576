"""The small parts of the terminal report: visible text, Chinese line breaking, bars."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gongti.engine.report import bars
from gongti.engine.report.prose import breaks, tokens
from gongti.engine.report.visible import visible


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("青禾县 County", "青禾县 County"),
        ("  一\r\n\t二  ", "一 二"),
        ("\x1b[31m", "␛[31m"),
        ("a\x7fb", "a␡b"),
        ("\x85", "<U+0085>"),
        ("\u202e\u2066", "<U+202E><U+2066>"),
        ("\U000e0041", "<U+E0041>"),
        ("\ud800", "<U+D800>"),
        ("\uffff", "<U+FFFF>"),
        ("\u3000全角\u3000", "\u3000全角\u3000"),
        ("\ue000", "\ue000"),  # private use: rare characters of names in older systems
        (None, "None"),
        (3, "3"),
    ],
)
def test_visible(given: object, shown: str) -> None:
    assert visible(given) == shown


def lines(text: str, width: int) -> list[str]:
    cuts = [0, *breaks(text, width), len(text)]
    return [text[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二，三四", 4, ["一", "二，", "三四"]),  # no line begins with a comma
        ("一二（三）", 6, ["一二", "（三）"]),  # none ends with an opening bracket
        ("扣0.80分", 5, ["扣", "0.80", "分"]),  # a number is not torn
        ("one two three", 8, ["one two ", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),  # longer than a line: cut where the line ends
        ("一abcdef", 4, ["一", "abcd", "ef"]),
        ("", 4, [""]),
    ],
)
def test_lines_break_as_a_typesetter_would(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@pytest.mark.parametrize("text", ["", " ", "，，，", "（（（", "a（b）c “d” 　e", "一 \u0301二", "「」"])
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("low", "high", "of", "drawn"),
    [
        ("0.00", "0.00", "10.00", "··········"),
        ("10.00", "10.00", "10.00", "██████████"),
        ("3.00", "6.00", "10.00", "███╱╱╱····"),
        ("3.01", "3.02", "10.00", "███╱······"),  # the smallest interval shows
        ("9.99", "10.00", "10.00", "█████████╱"),
        ("0.00", "0.01", "10.00", "╱·········"),
        ("-4.00", "12.00", "10.00", "╱╱╱╱╱╱╱╱╱╱"),  # floors below 0 and bonus above the end
        ("2.50", "2.50", "10.00", "███·······"),  # half up
        ("1.00", "1.00", "0.00", "··········"),
    ],
)
def test_bar(low: str, high: str, of: str, drawn: str) -> None:
    assert bars.bar(bars.share(low, of), bars.share(high, of), 10).plain == drawn


def test_labels_that_would_touch_take_another_line() -> None:
    marks = [(Fraction(1, 2), "half"), (Fraction(3, 5), "more"), (Fraction(1), "end")]
    assert bars.scale(20, marks).plain.split("\n") == ["          half   end", "            more"]
