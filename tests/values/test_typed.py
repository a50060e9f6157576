"""What clerks type: what each answer means or why it is refused, round trips, and any input at all."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.values.exact import Number, Rational, to_fraction
from gongti.engine.values.typed import (
    NO_DATE,
    Percent,
    Ratio,
    Refusal,
    SetAnswer,
    choice,
    count,
    day,
    money,
    number,
    options,
    percent,
    ratio,
    text,
    yesno,
)
from gongti.engine.values.typed.plain import SHOWN
from gongti.engine.words import Text
from gongti.engine.words.typed import TYPED_PROBLEMS

CENTRES = {
    "lab": ["lab", "医学检验", "Laboratory"],
    "imaging": ["imaging", "医学影像", "Medical imaging"],
    "ecg": ["ecg", "心电诊断", "ECG"],
    "cssd": ["cssd", "消毒供应", "Sterile supply"],
}
ALL = frozenset(CENTRES)
TWINS = {"a": ["a", "中心"], "b": ["b", "中心"]}

BLANKS = [None, "", "   ", "\u3000", "\ufeff", "\u200b \xa0", "\n\t"]


def exact(value: object) -> Fraction:
    assert isinstance(value, (int, Rational)) and not isinstance(value, bool)
    return to_fraction(value)


def said(refusal: Refusal, lang: str = "zh") -> str:
    _, zh, en = TYPED_PROBLEMS[refusal.code]
    params = {k: (v.zh if lang == "zh" else v.en) if isinstance(v, Text) else v for k, v in refusal.params.items()}
    return (zh if lang == "zh" else en).format(**params)


# --- yesno -----------------------------------------------------------------------------------------------------------

YES = [True, "是", "有", "对", "√", "✓", "☑️", "Ｙ", "yes", "TRUE", " 是 ", "是\u200b", "已", "\ufeff是"]
NO = [False, "否", "无", "没有", "×", "✗", "Ｎ", "No", "false", "未", "暂无"]


@pytest.mark.parametrize("raw", YES)
def test_yes(raw: object) -> None:
    assert yesno(raw) is True


@pytest.mark.parametrize("raw", NO)
def test_no(raw: object) -> None:
    assert yesno(raw) is False


# --- count -----------------------------------------------------------------------------------------------------------

COUNTS: list[tuple[object, int]] = [
    (0, 0),
    (360, 360),
    (10**30 - 1, 10**30 - 1),
    ("360", 360),
    ("010", 10),
    ("1,200", 1200),
    ("1，200", 1200),
    ("12,345,678", 12345678),
    ("１２００", 1200),
    (" 1200\xa0", 1200),
    ("1200\u200b", 1200),
    ("1.2万", 12000),
    ("1.2 万", 12000),
    ("3千", 3000),
    ("5百万", 5_000_000),
    ("1亿2000万", 120_000_000),
    ("1万2000", 12000),
    ("3万5千", 35000),
    ("1万亿", 10**12),
    ("360个/周", 360),
    ("360 个／周", 360),
    ("360个", 360),
    ("三百六十个/周", 360),
    ("三百六十", 360),
    ("二百五", 250),
    ("二百零五", 205),
    ("三千二", 3200),
    ("一万五", 15000),
    ("一万零五", 10005),
    ("一万五千三", 15300),
    ("一万零五百", 10500),
    ("十", 10),
    ("十五", 15),
    ("一百一十", 110),
    ("一百十五", 115),
    ("廿", 20),
    ("廿五", 25),
    ("卅一", 31),
    ("两", 2),
    ("两千", 2000),
    ("两万两千", 22000),
    ("十万", 100_000),
    ("一百二十万", 1_200_000),
    ("一亿五", 150_000_000),
    ("一亿零五", 100_000_005),
    ("一亿零五千", 100_005_000),
    ("三亿五千万", 350_000_000),
    ("一万亿", 10**12),
    ("一点二万", 12000),
    ("零", 0),
    ("〇", 0),
    ("○", 0),
    ("二〇二三", 2023),
    ("一二三", 123),
    ("壹仟贰佰", 1200),
    (Decimal("3"), 3),
    (Decimal("3.0"), 3),
    (Decimal("-0"), 0),
    (Decimal("0e999999999"), 0),
    (Decimal("1.2E+3"), 1200),
]


@pytest.mark.parametrize(("raw", "expected"), COUNTS)
def test_count(raw: object, expected: int) -> None:
    found = count(raw, "个/周")
    assert found == expected and type(found) is int


# --- number and money ------------------------------------------------------------------------------------------------

NUMBERS: list[tuple[object, Fraction]] = [
    (-5, Fraction(-5)),
    ("-1.50", Fraction(-3, 2)),
    ("－5", Fraction(-5)),
    ("−5", Fraction(-5)),
    ("负五", Fraction(-5)),
    (".5", Fraction(1, 2)),
    ("1/3", Fraction(1, 3)),
    ("三分之一", Fraction(1, 3)),
    ("一又三分之一", Fraction(4, 3)),
    ("半", Fraction(1, 2)),
    ("一点五", Fraction(3, 2)),
    ("三点一四", Fraction(157, 50)),
    ("零点零五", Fraction(1, 20)),
    ("1,200.5", Fraction(2401, 2)),
    (Decimal("0.1"), Fraction(1, 10)),
]

MONEY: list[tuple[object, str, Fraction]] = [
    (3500, "万元", Fraction(3500)),
    ("3500", "万元", Fraction(3500)),
    ("3500元", "万元", Fraction(35, 100)),
    ("3500元", "亿元", Fraction(35, 10**6)),
    ("3.5亿元", "万元", Fraction(35000)),
    ("3万元", "万元", Fraction(3)),
    ("3万", "元", Fraction(30000)),
    ("3千万元", "万元", Fraction(3000)),
    ("￥1,200.50", "元", Fraction(2401, 2)),
    ("人民币壹佰万元整", "万元", Fraction(100)),
    ("三百二十万元", "万元", Fraction(320)),
    ("350元/人", "元/人", Fraction(350)),
    ("0.05亿元", "万元", Fraction(500)),
    ("１２万元", "元", Fraction(120_000)),
]


@pytest.mark.parametrize(("raw", "expected"), NUMBERS)
def test_number(raw: object, expected: Fraction) -> None:
    assert exact(number(raw)) == expected


@pytest.mark.parametrize(("raw", "unit", "expected"), MONEY)
def test_money_is_converted_exactly(raw: object, unit: str, expected: Fraction) -> None:
    assert exact(money(raw, unit)) == expected


def test_a_number_may_bear_a_unit_of_its_own_even_percent() -> None:
    assert number("33%", "%") == 33
    assert exact(number("5.5‰", "‰")) == Fraction(11, 2)
    assert count("3万人", "万人") == 3


# --- percent and ratio -----------------------------------------------------------------------------------------------

PERCENTS: list[tuple[object, Fraction, Fraction]] = [
    ("33.3%", Fraction(333, 1000), Fraction(1, 2000)),
    ("３３．３％", Fraction(333, 1000), Fraction(1, 2000)),
    ("33.3 %", Fraction(333, 1000), Fraction(1, 2000)),
    ("33%", Fraction(33, 100), Fraction(1, 200)),
    ("33.30%", Fraction(333, 1000), Fraction(1, 20000)),
    (".5%", Fraction(1, 200), Fraction(1, 2000)),
    ("100%", Fraction(1), Fraction(1, 200)),
    ("0%", Fraction(0), Fraction(1, 200)),
    (0, Fraction(0), Fraction(0)),
    ("0", Fraction(0), Fraction(0)),
    (Decimal("0.0"), Fraction(0), Fraction(0)),
    ("1/3", Fraction(1, 3), Fraction(0)),
    ("１／３", Fraction(1, 3), Fraction(0)),
    ("1⁄3", Fraction(1, 3), Fraction(0)),
    ("400/1,200", Fraction(1, 3), Fraction(0)),
    ("12/31", Fraction(12, 31), Fraction(0)),
    ("三分之一", Fraction(1, 3), Fraction(0)),
    ("十分之三", Fraction(3, 10), Fraction(0)),
    ("一半", Fraction(1, 2), Fraction(0)),
    ("百分之三十", Fraction(3, 10), Fraction(1, 200)),
    ("百分之三十三点三", Fraction(333, 1000), Fraction(1, 2000)),
    ("百分之33.3", Fraction(333, 1000), Fraction(1, 2000)),
    ("百分之百", Fraction(1), Fraction(0)),
    ("千分之五", Fraction(5, 1000), Fraction(1, 2000)),
    ("5‰", Fraction(5, 1000), Fraction(1, 2000)),
    ("三成", Fraction(3, 10), Fraction(1, 20)),
    ("五成五", Fraction(55, 100), Fraction(1, 200)),
    ("五成半", Fraction(55, 100), Fraction(1, 200)),
    ("十成", Fraction(1), Fraction(1, 20)),
]


@pytest.mark.parametrize(("raw", "value", "half"), PERCENTS)
def test_percent_stays_as_typed(raw: object, value: Fraction, half: Fraction) -> None:
    found = percent(raw)
    assert isinstance(found, Percent)
    assert (exact(found.value), exact(found.half_unit)) == (value, half)


def test_a_rounded_third_is_not_a_third_but_within_its_rounding() -> None:
    typed = percent("33.3%")
    assert isinstance(typed, Percent)
    off = Fraction(1, 3) - exact(typed.value)
    assert 0 < off <= exact(typed.half_unit)


RATIOS: list[tuple[object, Ratio | None]] = [
    ({"part": 400, "whole": 1200}, Ratio(400, 1200)),
    ({"part": "４００", "whole": "1,200"}, Ratio(400, 1200)),
    ({"part": 400}, Ratio(400, None)),
    ({"part": None, "whole": 1200}, Ratio(None, 1200)),
    ({"part": "", "whole": None}, None),
    ({}, None),
    ({"part": 0, "whole": 0}, Ratio(0, 0)),
    ({"part": 3, "whole": 3, "note": "…"}, Ratio(3, 3)),
    ("400/1200", Ratio(400, 1200)),
    ("４００／１２００", Ratio(400, 1200)),
    ("400个/1200个", Ratio(400, 1200)),
    ("400/1200个/周", Ratio(400, 1200)),
    ("三分之一", Ratio(1, 3)),
    ("12/31", Ratio(12, 31)),
]


@pytest.mark.parametrize(("raw", "expected"), RATIOS)
def test_ratio(raw: object, expected: Ratio | None) -> None:
    assert ratio(raw, "个/周") == expected


# --- day -------------------------------------------------------------------------------------------------------------

AUGUST = date(2023, 8, 31)
DAYS: list[tuple[object, object]] = [
    ("2023-08-31", AUGUST),
    ("2023-8-31", AUGUST),
    ("2023/8/31", AUGUST),
    ("2023.8.31", AUGUST),
    ("2023–08–31", AUGUST),
    ("20230831", AUGUST),
    (20230831, AUGUST),
    ("2023年8月31日", AUGUST),
    ("2023 年 8 月 31 日", AUGUST),
    ("2023年08月31号", AUGUST),
    ("２０２３年８月３１日", AUGUST),
    ("二〇二三年八月三十一日", AUGUST),
    ("二零二三年八月三十一日", AUGUST),
    ("二○二三年八月卅一日", AUGUST),
    ("2023年8月31日\ufeff", AUGUST),
    ("2023-08-31 00:00:00", AUGUST),
    ("2023-08-31T09:30", AUGUST),
    (AUGUST, AUGUST),
    (datetime(2023, 8, 31, 9, 30), AUGUST),
    ("2024-02-29", date(2024, 2, 29)),
    ("1900-01-01", date(1900, 1, 1)),
    ("2200-12-31", date(2200, 12, 31)),
    ("二〇二三年十二月十日", date(2023, 12, 10)),
    ("无", NO_DATE),
    ("没有", NO_DATE),
]


@pytest.mark.parametrize(("raw", "expected"), DAYS)
def test_day(raw: object, expected: object) -> None:
    assert day(raw) == expected and type(day(raw)) is type(expected)


# --- choice, options, text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("lab", "lab"), ("LAB", "lab"), ("医学检验", "lab"), ("医学 检验\u200b", "lab"), ("ｌａｂ", "lab"), ("ecg", "ecg"),
     ("medical imaging", "imaging")],
)  # fmt: skip
def test_choice(raw: object, expected: str) -> None:
    assert choice(raw, CENTRES) == expected


def test_a_choice_may_be_numbered() -> None:
    levels = {"1": ["1", "一级"], "2": ["2", "二级"]}
    assert choice(2, levels) == "2" and choice(Decimal("1"), levels) == "1"


def complete(*ids: str, unlisted: tuple[str, ...] = ()) -> SetAnswer:
    return SetAnswer(frozenset(ids), frozenset(ids), unlisted)


SETS: list[tuple[object, SetAnswer | None]] = [
    (["lab", "ecg"], complete("lab", "ecg")),
    (["医学检验", "ECG", None, ""], complete("lab", "ecg")),
    (["lab", "lab", "医学检验"], complete("lab")),
    ([], complete()),
    (["lab", "超声", "放疗"], complete("lab", unlisted=("放疗", "超声"))),
    ({"lab": True}, SetAnswer(frozenset({"lab"}), ALL)),
    ({"lab": "有", "ecg": "无", "cssd": None}, SetAnswer(frozenset({"lab"}), ALL - {"ecg"})),
    ({"医学检验": "√"}, SetAnswer(frozenset({"lab"}), ALL)),
    ({"lab": False, "imaging": False, "ecg": False, "cssd": False}, complete()),
    ({"lab": True, "x": True}, SetAnswer(frozenset({"lab"}), ALL, ("x",))),
    ({}, None),
    ("医学检验、医学影像，心电诊断", complete("lab", "imaging", "ecg")),
    ("lab;ecg；cssd", complete("lab", "ecg", "cssd")),
    ("lab/ecg cssd", complete("lab", "ecg", "cssd")),
    ("Medical imaging ECG", complete("imaging", "ecg")),
    ("Medical imaging, ECG", complete("imaging", "ecg")),
    ("医学检验和心电诊断", complete("lab", "ecg")),
    ("医学检验、超声", complete("lab", unlisted=("超声",))),
    ("无", complete()),
    ("全部", complete(*ALL)),
]


@pytest.mark.parametrize(("raw", "expected"), SETS)
def test_options(raw: object, expected: SetAnswer | None) -> None:
    assert options(raw, CENTRES) == expected


@pytest.mark.parametrize(
    ("raw", "sure", "possible", "codes"),
    [
        (["lab", ["ecg"]], {"lab"}, ALL, ["not-an-option"]),
        ({"lab": True, "ecg": "大概"}, {"lab"}, ALL, ["not-yesno"]),
        ({"lab": True, "医学检验": False}, set(), ALL, ["option-twice"]),
        ("医学检验、医学影像等", {"lab", "imaging"}, ALL, ["open-list"]),
        ("医学检验、未建医学影像", {"lab"}, ALL, ["unknown-option-near"]),
    ],
)
def test_what_is_not_read_in_a_set_leaves_the_rest_possible(
    raw: object, sure: set[str], possible: set[str], codes: list[str]
) -> None:
    found = options(raw, CENTRES)
    assert isinstance(found, SetAnswer)
    assert (found.sure, found.possible) == (sure, possible)
    assert [r.code for r in found.refused] == codes


@pytest.mark.parametrize(
    ("raw", "entries"),
    [
        ({"lab": True, "ecg": "大概", "医学影像": 3}, [("ecg", "not-yesno"), ("医学影像", "yesno-number")]),
        ({"lab": True, "医学检验": False}, [("医学检验", "option-twice")]),
        ({"cssd": "不适用"}, [("cssd", "inapplicable-answer")]),
        (["lab", ["ecg"], "不适用"], [(1, "not-an-option"), (2, "inapplicable-answer")]),
        ("医学检验、医学影像等", [(None, "open-list")]),
    ],
)
def test_a_refused_entry_of_a_set_says_which_it_is(raw: object, entries: list[tuple[object, str]]) -> None:
    found = options(raw, CENTRES)
    assert isinstance(found, SetAnswer)
    assert [(r.entry, r.code) for r in found.refused] == entries


@pytest.mark.parametrize(
    ("raw", "entries"),
    [
        ({"part": "33.3%", "whole": "十几"}, [("part", "33.3%"), ("whole", "十几")]),
        ({"part": -5, "whole": True}, [("part", "-5"), ("whole", "true")]),
        ({"part": 3, "whole": "十几"}, [("whole", "十几")]),
        ({"part": "若干", "whole": None}, [("part", "若干")]),
    ],
)
def test_each_end_of_a_ratio_is_refused(raw: object, entries: list[tuple[str, str]]) -> None:
    refusal = ratio(raw)
    assert isinstance(refusal, Refusal)
    assert [(r.entry, r.params["given"]) for r in (refusal, *refusal.also)] == entries


def test_an_option_may_be_called_not_applicable() -> None:
    named = {"yes": ("yes", "已建"), "out": ("out", "不适用")}
    assert choice("不适用", named) == "out"
    assert options("不适用", named) == options(["不适用"], named) == complete("out")


@pytest.mark.parametrize("raw", ["不适用", "N/A"])
def test_words_may_say_not_applicable(raw: str) -> None:
    assert text(raw) == raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("附件3", "附件3"), (" 好\u202e ", "好"), (3, "3"), (Decimal("1.50"), "1.50"), ("一\n二\t三", "一\n二\t三"),
     (AUGUST, "2023-08-31"), ("５²", "５²")],
)  # fmt: skip
def test_text(raw: object, expected: str) -> None:
    assert text(raw) == expected


# --- unanswered and refused ------------------------------------------------------------------------------------------


def of_unit(function: Callable[..., object], *rest: object) -> Callable[[object], object]:
    def read(raw: object) -> object:
        return function(raw, *rest)

    return read


SLOTS = of_unit(count, "个/周")
PEOPLE = of_unit(count, "万人")
WAN = of_unit(money, "万元")
CHOICE = of_unit(choice, CENTRES)
OPTIONS = of_unit(options, CENTRES)
READERS: list[Callable[[object], object]] = [
    *(yesno, SLOTS, PEOPLE, number, WAN, money, percent, ratio, of_unit(ratio, "个/周"), day, CHOICE, OPTIONS, text)
]


@pytest.mark.parametrize("raw", BLANKS)
@pytest.mark.parametrize("read", READERS)
def test_blank_is_unanswered(read: Callable[[object], object], raw: object) -> None:
    assert read(raw) is None


REFUSED: list[tuple[Callable[[object], object], object, str, tuple[str, ...]]] = [
    # reader, answer, code, what the Chinese words must name
    (yesno, 1, "yesno-number", ("是", "否")),
    (yesno, 0, "yesno-number", ()),
    (yesno, "１", "yesno-number", ()),
    (yesno, Decimal("1"), "yesno-number", ()),
    (yesno, "X", "cross-or-tick", ("否", "是")),
    (yesno, "也许", "not-yesno", ("也许", "“是”或“否”")),
    (yesno, "否（在建）", "not-yesno", ()),
    (yesno, [True], "not-yesno", ()),
    (yesno, "/", "dash-answer", ("没有", "未填")),
    (SLOTS, "-", "dash-answer", ()),
    (day, "—", "dash-answer", ()),
    (OPTIONS, "/", "dash-answer", ()),
    (yesno, "不适用", "inapplicable-answer", ("不适用的理由", "留空")),
    (yesno, "不适用于我局", "inapplicable-answer", ()),
    (yesno, "本单位不适用", "inapplicable-answer", ()),
    (yesno, "N/A", "inapplicable-answer", ()),
    (SLOTS, " 不适用（无村卫生室）", "inapplicable-answer", ()),
    (number, "不涉及", "inapplicable-answer", ()),
    (WAN, "n/a", "inapplicable-answer", ()),
    (percent, "不适用", "inapplicable-answer", ()),
    (ratio, "不适用", "inapplicable-answer", ()),
    (ratio, {"part": "不适用", "whole": 3}, "inapplicable-answer", ()),
    (day, "不适用", "inapplicable-answer", ()),
    (CHOICE, "不适用", "inapplicable-answer", ()),
    (OPTIONS, "N/A", "inapplicable-answer", ()),
    (OPTIONS, "不适用，我局没有这项职能", "inapplicable-answer", ()),
    (SLOTS, True, "not-a-count", ()),
    (SLOTS, [3], "not-a-count", ()),
    (SLOTS, "若干", "not-a-count", ()),
    (SLOTS, "NaN", "not-a-count", ()),
    (SLOTS, "∞", "not-a-count", ()),
    (SLOTS, Decimal("NaN"), "not-a-count", ()),
    (SLOTS, Decimal("sNaN"), "not-a-count", ()),
    (SLOTS, Decimal("Infinity"), "not-a-count", ()),
    (SLOTS, 3.0, "not-a-count", ()),
    (SLOTS, "=A1+1", "not-a-count", ()),
    (SLOTS, "1_000", "not-a-count", ()),
    (SLOTS, "0x10", "not-a-count", ()),
    (SLOTS, "五百零", "not-a-count", ()),
    (SLOTS, "一百零五十", "not-a-count", ()),
    (SLOTS, "一万零五千", "not-a-count", ()),
    (SLOTS, "二三百", "not-a-count", ()),
    (SLOTS, "十百", "not-a-count", ()),
    (SLOTS, "二百五万", "not-a-count", ()),
    (PEOPLE, "二百五万人", "not-a-count", ()),
    (SLOTS, "一万五亿", "not-a-count", ()),
    (SLOTS, "二百五点五", "not-a-count", ()),
    (PEOPLE, "约3万人", "approximate-number", ()),
    (SLOTS, "3五", "not-a-count", ()),
    (SLOTS, "2023-08-31", "not-a-count", ()),
    (SLOTS, "1.5", "not-a-whole-number", ("1.5",)),
    (SLOTS, Decimal("1.5"), "not-a-whole-number", ()),
    (SLOTS, "半", "not-a-whole-number", ()),
    (SLOTS, "12/6", "not-a-whole-number", ()),
    (SLOTS, -3, "negative-number", ("-3",)),
    (SLOTS, "－5", "negative-number", ()),
    (SLOTS, "−5", "negative-number", ()),
    (SLOTS, "负五", "negative-number", ()),
    (SLOTS, 10**30, "number-too-long", ("30",)),
    (SLOTS, -(10**9999), "number-too-long", ()),
    (SLOTS, "9" * 31, "number-too-long", ()),
    (SLOTS, "9" * 10_000, "number-too-long", ()),
    (SLOTS, "九" * 31, "number-too-long", ()),
    (SLOTS, Decimal("1e999999999"), "number-too-long", ()),
    (SLOTS, Decimal("1e-999999999"), "number-too-long", ()),
    (number, "0." + "3" * 40, "number-too-long", ()),
    (SLOTS, "约30", "approximate-number", ("准确",)),
    (SLOTS, "30多", "approximate-number", ()),
    (SLOTS, "≥5", "approximate-number", ()),
    (SLOTS, ">=5", "approximate-number", ()),
    (SLOTS, "几十", "approximate-number", ()),
    (SLOTS, "30-40", "approximate-number", ()),
    (SLOTS, "30～40", "approximate-number", ()),
    (SLOTS, "三到五", "approximate-number", ()),
    (percent, "30%以上", "approximate-number", ()),
    (percent, "三成多", "approximate-number", ()),
    (SLOTS, "1,20", "misplaced-comma", ("120", "1.20")),
    (SLOTS, "1,2345", "misplaced-comma", ("12345", "1.2345")),
    (SLOTS, "0,200", "misplaced-comma", ()),
    (SLOTS, "1 200", "several-numbers", ("1200",)),
    (SLOTS, "1,2,3", "several-numbers", ("123",)),
    (SLOTS, "1, 200", "several-numbers", ()),
    (SLOTS, "三五", "digit-pair", ("35", "3到5")),
    (percent, "三四成", "digit-pair", ()),
    (SLOTS, "1e5", "scientific-notation", ("100000",)),
    (SLOTS, "1.5E3", "scientific-notation", ("“1500”",)),
    (SLOTS, "1½", "unusual-digits", ("1½",)),
    (SLOTS, "①", "unusual-digits", ()),
    (SLOTS, "²", "unusual-digits", ()),
    (SLOTS, "5²", "unusual-digits", ()),
    (SLOTS, "٣", "unusual-digits", ()),
    (SLOTS, "Ⅲ", "unusual-digits", ()),
    (percent, "½", "unusual-digits", ()),
    (SLOTS, "+5", "plus-sign", ("5还是增加了5",)),
    (percent, "+5%", "plus-sign", ()),
    (SLOTS, "360个/月", "other-unit", ("个/月", "个/周")),
    (PEOPLE, "30000人", "other-unit", ("人", "万人")),
    (WAN, "3美元", "other-unit", ("美元", "万元")),
    (number, "5公里", "no-unit", ("公里",)),
    (WAN, "3万", "magnitude-twice", ("3万元",)),
    (WAN, "3.5亿", "magnitude-twice", ("3.5亿元",)),
    (PEOPLE, "3万", "magnitude-twice", ("3万人",)),
    (WAN, "¥3", "two-readings", ("3元", "3万元")),
    (SLOTS, "3万5", "two-readings", ("35000", "30005")),
    (SLOTS, "一亿五千", "two-readings", ("150000000", "100005000")),
    (number, "33%", "two-readings", ("33", "0.33")),
    (number, "百分之三十", "two-readings", ("30", "0.3")),
    (percent, "1/3%", "two-readings", ("1/3", "1/300")),
    (number, "五块多", "approximate-number", ()),
    (number, "一二", "digit-pair", ()),
    (number, "abc", "not-a-number", ()),
    (WAN, "¥", "not-a-number", ()),
    (WAN, "元", "not-a-number", ()),
    (WAN, "-3万元", "negative-number", ()),
    (SLOTS, AUGUST, "date-for-number", ("2023-08-31",)),
    (percent, datetime(2024, 1, 3), "date-for-number", ("1/3",)),
    (ratio, AUGUST, "date-for-number", ()),
    (WAN, AUGUST, "date-for-number", ()),
    (percent, 45, "bare-percent", ("45%", "4500%")),
    (percent, "45", "bare-percent", ("45%还是4500%", "请写成“45%”")),
    (percent, "三十", "bare-percent", ("30%", "3000%")),
    (percent, Decimal("0.45"), "bare-share", ("45%", "0.45%")),
    (percent, "0.333", "bare-share", ("33.3%", "0.333%")),
    (percent, 1, "bare-share", ("100%", "1%")),
    (percent, "120%", "over-100-percent", ("100%",)),
    (percent, "4/3", "over-100-percent", ()),
    (percent, 120, "over-100-percent", ()),
    (percent, "十一成", "over-100-percent", ()),
    (percent, "-5%", "negative-number", ()),
    (percent, -1, "negative-number", ()),
    (percent, "负五成", "negative-number", ()),
    (percent, "3/0", "zero-denominator", ()),
    (percent, "0/0", "zero-denominator", ()),
    (percent, "零分之三", "zero-denominator", ()),
    (percent, "三分之一点五", "not-a-percent", ("三分之一点五",)),
    (percent, "1:3", "not-a-percent", ()),
    (percent, "33.3%%", "not-a-percent", ()),
    (percent, "5.%", "not-a-percent", ()),
    (percent, True, "not-a-percent", ()),
    (percent, {"part": 1, "whole": 3}, "not-a-percent", ()),
    (ratio, "400", "ratio-one-number", ("分子", "分母")),
    (ratio, 400, "ratio-one-number", ()),
    (of_unit(ratio, "个/周"), "400个/周", "ratio-one-number", ()),
    (ratio, "33.3%", "ratio-as-percent", ("33.3%",)),
    (ratio, "三成", "ratio-as-percent", ()),
    (ratio, "百分之三十", "ratio-as-percent", ()),
    (ratio, "1:3", "not-a-ratio", ()),
    (ratio, "400/", "not-a-ratio", ()),
    (ratio, [400, 1200], "not-a-ratio", ()),
    (ratio, {"part": 5, "whole": 3}, "part-over-whole", ("5", "3")),
    (ratio, "1200/400", "part-over-whole", ()),
    (ratio, "33.3/100", "not-a-whole-number", ()),
    (ratio, "12/6/3", "not-a-whole-number", ()),
    (ratio, {"part": "约30", "whole": 3}, "approximate-number", ()),
    (ratio, {"part": 1, "whole": -3}, "negative-number", ()),
    (day, "2023-02-30", "no-such-day", ("28天",)),
    (day, "2024年2月30日", "no-such-day", ("29天",)),
    (day, "20230431", "no-such-day", ("30天",)),
    (day, "2023-08-00", "no-such-day", ()),
    (day, "2023-13-01", "no-such-month", ("13",)),
    (day, "2023-00-01", "no-such-month", ()),
    (day, "1899-12-31", "year-out-of-range", ("1900", "2200")),
    (day, "2201-01-01", "year-out-of-range", ()),
    (day, date(1066, 10, 14), "year-out-of-range", ()),
    (day, "2023-08", "date-without-day", ("2023-08-01", "2023-08-31")),
    (day, "2023年2月", "date-without-day", ("2023-02-28",)),
    (day, "二〇二三年八月", "date-without-day", ()),
    (day, "202308", "date-without-day", ()),
    (day, 2023, "date-without-day", ("2023-01-01", "2023-12-31")),
    (day, "2023年", "date-without-day", ()),
    (day, Decimal("2023.8"), "date-without-day", ()),
    (day, "12/31", "date-or-share", ("12月31日", "分数")),
    (day, "12-31", "date-without-year", ("12月31日",)),
    (day, "12月31日", "date-without-year", ()),
    (day, "8/31/2023", "year-not-first", ("2023-08-31",)),
    (day, "31/8/2023", "year-not-first", ("2023-08-31",)),
    (day, "3/4/2023", "two-readings", ("2023-03-04", "2023-04-03")),
    (day, "23-08-31", "two-readings", ("2023-08-31", "2031-08-23")),
    (day, "23年8月31日", "two-readings", ("2023-08-31", "1923-08-31")),
    (day, 45169, "date-serial", ("2023-08-31", "2027-09-01")),
    (day, "2023-8/31", "not-a-date", ()),
    (day, "2023年8月底", "not-a-date", ()),
    (day, "去年", "not-a-date", ()),
    (day, "2023-08-31T16:00:00Z", "not-a-date", ()),
    (day, False, "not-a-date", ()),
    (CHOICE, "超声", "unknown-option", ("医学检验", "消毒供应")),
    (CHOICE, "检验", "unknown-option-near", ("是不是“医学检验”",)),
    (CHOICE, "labs", "unknown-option-near", ()),
    (CHOICE, ["lab"], "not-an-option", ()),
    (of_unit(choice, TWINS), "中心", "option-of-two", ()),
    (OPTIONS, "超声", "unknown-option", ()),
    (OPTIONS, "检验、影像", "unknown-option-near", ()),
    (OPTIONS, "除医学检验外全部建成", "unknown-option-near", ()),
    (OPTIONS, True, "not-options", ("“无”", "“全部”")),
    (OPTIONS, 3, "not-options", ()),
    (text, True, "not-text", ()),
    (text, ["好"], "not-text", ()),
    (text, "a\x00b", "control-characters", ("U+0000",)),
    (text, "\ud800", "control-characters", ("U+D800",)),
]  # fmt: skip


@pytest.mark.parametrize(("read", "raw", "code", "named"), REFUSED, ids=[f"{i}-{r[2]}" for i, r in enumerate(REFUSED)])
def test_refused_with_both_readings(
    read: Callable[[object], object], raw: object, code: str, named: tuple[str, ...]
) -> None:
    found = read(raw)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert all(words in said(found) for words in named), said(found)


def test_every_code_has_a_case_and_both_languages_name_the_same() -> None:
    in_sets = {"open-list", "option-twice"}
    assert {code for _, _, code, _ in REFUSED} | in_sets == set(TYPED_PROBLEMS)
    for code, (severity, zh, en) in TYPED_PROBLEMS.items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in (zh, en)]
        assert severity == "error" and fields[0] == fields[1], code


# --- there and back --------------------------------------------------------------------------------------------------

FULL_WIDTH = str.maketrans("0123456789.,%/-", "０１２３４５６７８９．，％／－")


def in_chinese(n: int) -> str:
    """The schoolbook spelling of 0 to 10^12, written for these tests."""
    if n < 10:
        return "零一二三四五六七八九"[n]
    for name, unit in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if n >= unit:
            head, tail = divmod(n, unit)
            gap = "零" if tail and tail < unit // 10 else ""
            return in_chinese(head) + name + gap + (in_chinese(tail) if tail else "")
    raise AssertionError(n)


@given(st.integers(0, 10**12 - 1))
def test_counts_come_back_however_they_are_written(n: int) -> None:
    spellings = [str(n), f"{n:,}", f"{n:,}".translate(FULL_WIDTH), f" {n}个/周", in_chinese(n)]
    if in_chinese(n).startswith("一十"):
        spellings.append(in_chinese(n)[1:])
    for spelling in spellings:
        assert count(spelling, "个/周") == n, spelling


@given(st.integers(-(10**12), 10**12), st.integers(0, 8))
def test_decimals_come_back_exactly(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    written = f"{value:f}"
    for raw in (value, written, written.translate(FULL_WIDTH)):
        assert exact(number(raw)) == Fraction(digits, 10**places)


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_percents_come_back_with_half_a_unit_of_the_last_digit(digits: int, places: int) -> None:
    share = Fraction(digits, 100 * 10**places)
    written = f"{Decimal(digits).scaleb(-places):f}"
    for raw in (f"{written}%", f"{written}%".translate(FULL_WIDTH), f"百分之{written}"):
        found = percent(raw)
        if share > 1:
            assert isinstance(found, Refusal) and found.code == "over-100-percent"
        else:
            assert isinstance(found, Percent)
            assert (exact(found.value), exact(found.half_unit)) == (share, Fraction(1, 200 * 10**places))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_fractions_come_back_exactly(part: int, whole: int) -> None:
    for raw in (f"{part}/{whole}", f"{part:,} / {whole:,}".translate(FULL_WIDTH), f"{in_chinese(whole)}分之{part}"):
        share, counts = percent(raw), ratio(raw)
        if part > whole:
            assert isinstance(share, Refusal) and isinstance(counts, Refusal)
        else:
            assert isinstance(share, Percent) and exact(share.value) == Fraction(part, whole) and share.half_unit == 0
            assert counts == Ratio(part, whole)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_days_come_back_however_they_are_written(d: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(c)] for c in str(d.year))
    chinese = f"{year}年{in_chinese(d.month)}月{in_chinese(d.day)}日"
    written = [d.isoformat(), f"{d.year}/{d.month}/{d.day}", f"{d.year}.{d.month}.{d.day}", f"{d:%Y%m%d}"]
    for raw in [d, *written, f"{d.year}年{d.month}月{d.day}日".translate(FULL_WIDTH), chinese]:
        assert day(raw) == d, raw


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(1, 40))
def test_a_day_past_the_end_of_its_month_is_refused(d: date, past: int) -> None:
    end = (d.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    raw = f"{d.year}-{d.month}-{min(end.day + past, 99)}"
    found = day(raw)
    assert isinstance(found, Refusal) and found.code == "no-such-day" and found.params["days"] == end.day


@given(st.sets(st.sampled_from(sorted(CENTRES))), st.sampled_from("、，,;； /"), st.integers(0, 1))
def test_sets_come_back_from_a_list_and_from_a_text(ids: set[str], between: str, name: int) -> None:
    named = [CENTRES[i][name] for i in sorted(ids)]
    assert options(named, CENTRES) == complete(*ids)
    if ids:
        assert options(between.join(named), CENTRES) == complete(*ids)


# --- anything at all -------------------------------------------------------------------------------------------------

TYPED = (
    "0123456789０１²½①٣〇零一二两三四五十百千万亿半廿分之点成又约多年月日号无是否有全部等元个/周人"
    "%％‰.,，、-－+±:eE∞¥ \u200b\ufeff\xa0\n\x00\ud800"
)
TEXTS = st.one_of(st.text(), st.text(alphabet=TYPED, max_size=14), st.text(alphabet=TYPED, min_size=30, max_size=300))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**60), 10**60), TEXTS, st.dates(), st.datetimes(),
    st.floats(), st.decimals(),
    st.builds(lambda n, e: Decimal(n).scaleb(e), st.integers(-9999, 9999), st.integers(-10**5, 10**5)),
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(TEXTS, st.sampled_from(["part", "whole", "lab", "医学检验"])), inner, max_size=4),
    ),
    max_leaves=8,
)


@given(JSON)
def test_whatever_is_given_nothing_raises_and_every_refusal_can_be_said(raw: Any) -> None:
    for read in READERS:
        found = read(raw)
        refusals = [found] if isinstance(found, Refusal) else getattr(found, "refused", ())
        for refusal in refusals:
            assert "{" not in TYPED_PROBLEMS[refusal.code][0]
            for lang in ("zh", "en"):
                said(refusal, lang).encode("utf-8")
            assert len(str(refusal.params["given"])) <= SHOWN + 1


@given(JSON)
def test_what_is_read_is_inside_its_type(raw: Any) -> None:
    typed: list[Number | None] = []
    for found in (SLOTS(raw), WAN(raw), money(raw)):
        typed += [found] if isinstance(found, (int, Rational)) else []
    share, counts, several = percent(raw), ratio(raw), OPTIONS(raw)
    if isinstance(share, Percent):
        typed += [share.value, share.half_unit]
        assert share.value <= 1
    if isinstance(counts, Ratio):
        typed += [counts.part, counts.whole]
        assert counts.part is None or counts.whole is None or counts.part <= counts.whole
    assert all(value is None or value >= 0 for value in typed)
    if isinstance(several, SetAnswer):
        assert several.sure <= several.possible <= ALL


HUGE = {
    "digits": "9" * 10**6,
    "words": "字" * 10**6,
    "a list": "检验、" * 300_000,
    "invisible": "\u200b" * 10**6 + "5",
    "and so on": "等" * 10**6,
}


@pytest.mark.parametrize("raw", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("read", READERS)
def test_a_megabyte_is_answered_with_a_short_message(read: Callable[[object], object], raw: str) -> None:
    found = read(raw)
    if isinstance(found, Refusal):
        assert len(said(found)) < 400
    else:
        # A note may be that long, and invisible characters are nobody's.
        assert read is text or (raw.endswith("5") and found == 5)
