"""Spelling out: the numbers filled in, unknown said as unknown, brackets only where the reading needs them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gongti.engine.expression import (
    BOOL,
    COUNT,
    NOT_ASKED,
    PLAIN,
    SHARE,
    TABLE,
    TEXT,
    Asked,
    Column,
    RatioValue,
    Scope,
    TableValue,
    Term,
    Type,
    Unit,
    World,
    check,
    compile_term,
    parse,
    unknown,
)
from gongti.engine.expression.spell import source, spell
from gongti.engine.values.exact import Rational, show
from gongti.engine.values.interval import NOT_NEGATIVE, Interval, SetRange
from gongti.engine.values.interval import SHARE as ANY_SHARE

SET = Type("set", options=("lab", "ecg"))
ASKED = {
    "slots": Asked(0, SHARE, "lead", True),
    "beds": Asked(1, COUNT, "members", False),
    "loss": Asked(2, PLAIN, "lead", False),
    "centres": Asked(3, SET, "lead", False),
    "joined": Asked(4, BOOL, "members", False),
}
SCOPE = Scope(ASKED, {"lead": True, "members": False}, {"bar": SHARE}, unit="facility")


def lead(slots: Any = (360, 1200)) -> Unit:
    part, whole = slots
    known = isinstance(part, int) and isinstance(whole, int) and whole
    ratio = RatioValue(part, whole, Rational(part, whole) if known else ANY_SHARE)
    centres = SetRange(frozenset({"lab"}), frozenset({"lab", "ecg"}))
    return Unit("lead", [ratio, NOT_ASKED, -3, centres, NOT_ASKED], {"name": "甲院"})


def member(id: str, beds: Any, joined: bool | None = True) -> Unit:
    return Unit(id, [NOT_ASKED, beds, NOT_ASKED, NOT_ASKED, joined], {"name": f"{id}院", "type": "thc"})


def world(unit: Unit, *members: Unit) -> World:
    nobody = Unit("consortium", [NOT_ASKED] * len(ASKED), {})
    return World(nobody, nobody, {"lead": [unit], "members": members}, {"bar": Rational(1, 3)}, {})


def name(term: Term, value: Any) -> str:
    """The plainest words there are."""
    if value is None or value == unknown(term):
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Interval):
        return f"({value.lo}..{value.hi})"
    if isinstance(value, (frozenset, SetRange)):
        return "{" + " ".join(sorted(value.sure if isinstance(value, SetRange) else value)) + "}"
    return value if isinstance(value, str) else show(value)


def spelled(text: str, unit: Unit, *members: Unit) -> str:
    return spell(check(parse(text), SCOPE), world(unit, *members), unit, unit, name)


TWO = (member("a", 180), member("b", 170))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slots.part / slots.whole >= bar", "360 / 1200 >= 1/3"),
        ("slots >= bar", "360 / 1200 >= 1/3"),  # a ratio is its two counts
        ("slots.part * 2", "360 * 2"),
        ("lead.loss", "-3"),
        ("sum(members.beds) == 350", "sum(members.beds) [= 180 + 170 = 350] == 350"),
        ("mean(members.beds)", "mean(members.beds) [= mean(180, 170) = 175]"),
        ("max(members.beds) - 1", "max(members.beds) [= max(180, 170) = 180] - 1"),
        ("sum(members.beds * 2)", "sum(members.beds * 2) [= 180 * 2 + 170 * 2 = 700]"),
        ("sum(members.beds where beds > 175)", "sum(members.beds where beds > 175) [= 180]"),
        ("count(members)", "count(members) [= 2]"),
        ("count(members where beds > 175)", "count(members where beds > 175) [= 1: a院]"),
        ("every(members.beds > 175)", "every(members.beds > 175) [= no: b院]"),
        ("any(members.beds > 175)", "any(members.beds > 175) [= yes: a院]"),
        ("missing(centres) <= 1", "missing({lab}) [= (0..1)] <= 1"),
        ("has(centres, lab) and joined", "has({lab}, lab) [= yes] and unknown"),
        ("abs(loss)", "abs(-3) [= 3]"),
        ('type in ["a", "b"]', "unknown in [a, b]"),
        ("1 if loss > 0 else 2", "1 if -3 > 0 else 2"),
    ],
)
def test_the_numbers_are_filled_in(text: str, expected: str) -> None:
    assert spelled(text, lead(), *TWO) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Needed: the value would change.
        ("(loss + 1) * 2", "(-3 + 1) * 2"),
        ("2 - (loss - 1)", "2 - (-3 - 1)"),
        ("2 - loss", "2 - (-3)"),
        ("loss / (loss / 2)", "-3 / (-3 / 2)"),
        ("loss / bar", "-3 / (1/3)"),  # a fraction divides as a whole
        ("loss / slots", "-3 / (360 / 1200)"),
        ("not (loss > 1 and loss < 5)", "not (-3 > 1 and -3 < 5)"),
        ("(loss > 1 or loss < 5) and loss > 2", "(-3 > 1 or -3 < 5) and -3 > 2"),
        ("(1 if loss > 0 else 2) + 1", "(1 if -3 > 0 else 2) + 1"),
        ("-(loss + 1)", "-(-3 + 1)"),
        # Not needed: the value stays.
        ("(loss * 2) + 1", "-3 * 2 + 1"),
        ("1 + (beds + 2)", "1 + unknown + 2"),
        ("(loss > 1) and (loss < 5)", "-3 > 1 and -3 < 5"),
        ("(not loss > 1) and loss < 5", "not -3 > 1 and -3 < 5"),
        ("2 * (beds / 2)", "2 * unknown / 2"),
        ("((loss))", "-3"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(text: str, expected: str) -> None:
    assert spelled(text, lead()) == expected


def test_what_is_not_known_is_unknown_and_never_a_number() -> None:
    assert spelled("slots >= bar", lead((NOT_NEGATIVE, 1200))) == "unknown / 1200 >= 1/3"
    # That the part cannot exceed the whole is no answer to how much it is.
    assert spelled("slots >= bar", lead((Interval(0, 1200), 1200))) == "unknown / 1200 >= 1/3"
    assert spelled("slots", lead((0, 0))) == "0 / 0"
    assert spelled("beds > 3", lead()) == "unknown > 3"  # not asked of this unit
    blank = (member("a", 180), member("b", NOT_NEGATIVE))
    assert (
        spelled("sum(members.beds) == 350", lead(), *blank)
        == "sum(members.beds) [= 180 + unknown = (180..None)] == 350"
    )
    assert spelled("every(members.joined)", lead(), member("a", 1), member("b", 1, None)).endswith("[= unknown: b院?]")


def test_who_is_not_asked_is_left_out_and_who_may_not_belong_is_marked() -> None:
    outside = Unit("c", [NOT_ASKED] * len(ASKED), {"name": "丙院"})
    assert "[= 180 + 170 = 350]" in spelled("sum(members.beds)", lead(), *TWO, outside)
    unsure = (member("a", 180), member("b", 170, None))
    assert "[= 180 + (170?) = (180..350)]" in spelled("sum(members.beds where joined)", lead(), *unsure)


def test_long_columns_end_in_an_ellipsis() -> None:
    many = [member(f"m{i:02}", 1) for i in range(100)]
    text = spelled("sum(members.beds)", lead(), *many)
    assert "+ … = 100]" in text and text.count("+") == 24
    assert spelled("count(members where beds > 0)", lead(), *many).endswith("m04院, m05院, …]")


WRITTEN = [
    "slots.part / slots.whole >= bar",
    "sum(members.beds * 2 where joined and type == \"thc\") - lead.loss",
    "not (joined or beds > 3) and loss < -2",
    "1 if loss > 0 else 2 if joined else 3",
    "loss / (loss / 2) - (loss - 1) * -loss",
    "count(members) == 2 and every(members.beds >= 1)",
    "has(centres, lab) or missing(centres) <= 1",
    "level in [\"三级\", \"二级\"] and beds not in [1, 2]",
    "0 < loss <= beds != 4",
    "first_known(loss, beds) + this.loss",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_an_expression_written_again_is_the_same(text: str) -> None:
    term = check(parse(text), SCOPE)
    again = source(term, name)
    assert source(check(parse(again), SCOPE), name) == again
    unit = lead()
    place = world(unit, *TWO)
    assert compile_term(check(parse(again), SCOPE))(place, unit, unit) == compile_term(term)(place, unit, unit)


def test_writing_again_drops_only_brackets_that_do_nothing() -> None:
    assert source(check(parse("((loss)) + (beds * 2)"), SCOPE), name) == "loss + beds * 2"
    assert (
        source(check(parse('count(members where (type == "thc"))'), SCOPE), name)
        == 'count(members where type == "thc")'
    )


# tables, calcs, places, the period before

ISSUES = {"amount": Column(PLAIN, False), "closed": Column(BOOL, False), "rate": Column(SHARE, True)}
WIDE = {
    **ASKED,
    "issues": Asked(5, TABLE, "consortium", False, columns=ISSUES),
    "mode": Asked(6, Type("text", options=("direct", "trust")), "consortium", False),
    "services": Asked(7, SET, "members", False),
}
WIDE_SCOPE = Scope(WIDE, {"lead": True, "members": False}, {"bar": SHARE}, unit="facility")
WIDE["rest"] = Asked(-1, COUNT, "lead", False, calc=check(parse("slots.whole - slots.part"), WIDE_SCOPE))
RESULTS = {name: {"percent": PLAIN, "status": TEXT} for name in ("dimensions", "criteria")}
WIDE_SCOPE = replace(WIDE_SCOPE, collections=RESULTS)


def issue(name: str, amount: Any, closed: bool | None, rate: tuple[int, int]) -> Unit:
    ratio = RatioValue(*rate, Rational(*rate))
    return Unit(name, (), {"amount": amount, "closed": closed, "rate": ratio})


def wide_world() -> tuple[World, Unit]:
    unit, rows = lead(), (issue("甲事", 3, True, (1, 4)), issue("乙事", 5, None, (3, 4)))
    unit.prior = [RatioValue(300, 1200, Rational(1, 4)), NOT_ASKED, -5, NOT_ASKED, NOT_ASKED]
    members = [member("a", 180), member("b", 170)]
    for one, services, last in zip(members, ({"lab"}, {"ecg"}), (150, NOT_NEGATIVE), strict=True):
        one.values = [*one.values, NOT_ASKED, NOT_ASKED, frozenset(services)]
        one.prior = [NOT_ASKED, last, NOT_ASKED, NOT_ASKED, NOT_ASKED]
    unit.values = [*unit.values, NOT_ASKED, NOT_ASKED, NOT_ASKED]
    place = world(unit, *members)
    place.consortium.values = [*place.consortium.values[:5], TableValue(rows, True, True), "direct", NOT_ASKED]
    criteria = (Unit("c1", (), {"percent": 0, "status": "unmet"}),)
    place.collections["dimensions"] = (Unit("d1", (), {"percent": 50, "status": None, "criteria": criteria}),)
    return place, unit


def spelled_wide(text: str) -> str:
    place, unit = wide_world()
    return spell(check(parse(text), WIDE_SCOPE), place, unit, unit, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(issues)", "count(issues) [= 2]"),
        ("sum(issues.amount)", "sum(issues.amount) [= 3 + 5 = 8]"),
        ("sum(issues.amount where closed)", "sum(issues.amount where closed) [= 3 + (5?) = (3..8)]"),
        ("any(issues.closed)", "any(issues.closed) [= yes: 甲事, 乙事?]"),
        ("max(issues.rate)", "max(issues.rate) [= max(1 / 4, 3 / 4) = 3/4]"),
        ("complete(issues)", "complete(consortium.issues) [= yes]"),
        ("mode == direct", "direct == direct"),
        ("rest > 800", "840 > 800"),
        ("prior.lead.slots >= bar", "300 / 1200 >= 1/3"),
        ("change(slots) >= 1pp", "(360 / 1200 - 300 / 1200 [= 1/20]) >= 1/100"),
        ("change(loss)", "-3 - (-5) [= 2]"),
        ("growth(loss)", "(-3 - (-5)) / (-5) [= -2/5]"),
        ("change(lead.rest)", "840 - 900 [= -60]"),
        (
            "sum(change(members.beds))",
            "sum(change(members.beds)) [= (180 - 150 [= 30]) + (170 - unknown [= (None..170)]) = (None..200)]",
        ),
        ("place(170, members.beds)", "place(170, members.beds) [= place(170: 180, 170) = 1/2]"),
        ("union(members.services)", "union(members.services) [= union({lab}, {ecg}) = {ecg lab}]"),
        (
            "missing(centres - union(members.services))",
            "missing({lab} - union(members.services) [= union({lab}, {ecg}) = {ecg lab}]) [= 2]",
        ),
        (
            "any(dimensions.percent < 60 where count(criteria where status == \"unmet\") > 0)",
            "any(dimensions.percent < 60 where count(criteria where status == \"unmet\") > 0) [= yes: d1]",
        ),
    ],
)  # fmt: skip
def test_the_new_terms_are_filled_in(text: str, expected: str) -> None:
    assert spelled_wide(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "count(consortium.issues where not closed) > 0 and complete(consortium.issues)",
        "sum(consortium.issues.rate.part) + sum(consortium.issues.amount * 2)",
        "prior.lead.slots.part + prior.beds - this.rest",
        "change(lead.slots) > growth(members.beds)",
        "place(this.beds, members.beds where joined) == place(prior.beds, prior.members.beds)",
        "missing(centres - union(members.services where prior.joined)) == 0",
        "consortium.mode in [direct, trust] and consortium.mode != direct",
        "every(dimensions.percent >= 60 where count(criteria where status == \"unmet\") > 2)",
        "mean(members.rest) > max(change(members.rest))",
    ],
)  # fmt: skip
def test_the_new_terms_written_again_are_the_same(text: str) -> None:
    assert source(check(parse(text), WIDE_SCOPE), name) == text
