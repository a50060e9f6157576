"""Takes the table values.txt: each expression has that value in the world below, worked out by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongti.engine.expression import (
    COUNT,
    NOT_ASKED,
    SHARE,
    TEXT,
    Asked,
    Column,
    RatioValue,
    Scope,
    TableValue,
    Type,
    Unit,
    World,
    check,
    compile_term,
    parse,
)
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, divide
from gongti.engine.values.interval import Interval, SetRange
from gongti.engine.values.typed import NO_DATE

HERE = Path(__file__).parent
BOOL, DATE = Type("bool"), Type("date")
NUMBER, MONEY = Type("number", "plain"), Type("number", "plain", positive=True)
CENTRES = Type("set", options=("lab", "imaging", "ecg"))
MODE = Type("text", options=("direct", "trust", "merged"))
LEVEL = Type("text", options=("high", "low"))
TABLE = Type("table")


def _set(*options: str) -> frozenset[str]:
    return frozenset(options)


CONSORTIUM: dict[str, tuple[Type, Any]] = {
    "yes": (BOOL, True),
    "no": (BOOL, False),
    "maybe": (BOOL, None),
    "zero": (COUNT, 0),
    "three": (NUMBER, 3),
    "ten": (NUMBER, 10),
    "some": (COUNT, iv.NOT_NEGATIVE),
    "few": (COUNT, Interval(2, 5)),
    "open_share": (SHARE, iv.SHARE),
    "day": (DATE, date(2024, 3, 31)),
    "some_day": (DATE, None),
    "no_day": (DATE, NO_DATE),
    "known": (CENTRES, _set("lab", "ecg")),
    "open": (CENTRES, SetRange(_set("lab"), _set("lab", "ecg"))),
    "blank": (CENTRES, SetRange(_set(), _set("lab", "imaging", "ecg"))),
    "none": (CENTRES, _set()),
    "half": (SHARE, divide(1, 2)),
    "cash": (MONEY, iv.NOT_NEGATIVE),
    "mode": (MODE, "direct"),
    "open_mode": (MODE, None),
    "motto": (TEXT, "甲"),
}
PRIOR: dict[str, Any] = {"three": 2, "ten": 0, "zero": 5, "few": 1, "half": divide(49, 100), "some": iv.NOT_NEGATIVE}
MEMBERS: dict[str, tuple[Type, tuple[Any, Any, Any, Any]]] = {
    "n": (COUNT, (1, 2, 3, 4)),
    "k": (COUNT, (1, 2, iv.NOT_NEGATIVE, 4)),
    "good": (BOOL, (True, True, False, True)),
    "fair": (BOOL, (True, None, True, True)),
    "within": (BOOL, (True, True, None, False)),
    "asked": (COUNT, (5, NOT_ASKED, 7, NOT_ASKED)),
    "doubt": (COUNT, (1, 2, 3, 4)),  # whether m4 is asked it is not known
    "cost": (COUNT, (10, 20, 30, 40)),  # lower is better
    "s": (CENTRES, (_set("lab"), SetRange(_set("lab"), _set("lab", "ecg")), _set(), _set("ecg"))),
}
PRIOR_OF: dict[str, tuple[Any, Any, Any, Any]] = {
    "n": (1, 1, iv.NOT_NEGATIVE, 5),
    "asked": (4, NOT_ASKED, NOT_ASKED, NOT_ASKED),
}
TYPES = ("township", "township", "township", "county")
BEDS = (10, 20, None, 40)

COLUMNS = {
    "amount": Column(MONEY, False),
    "due": Column(DATE, False),
    "closed": Column(BOOL, False),
    "level": Column(LEVEL, False),
    "rate": Column(Type("number", "share", "例"), True),
    "services": Column(CENTRES, False),
}
OF_VISITS = {"n": Column(COUNT, False)}


def _row(i: int, *cells: Any) -> Unit:
    return Unit(f"row {i}", (), dict(zip(COLUMNS, cells, strict=True)))


ROWS = (
    _row(1, 3, date(2024, 3, 31), True, "high", RatioValue(1, 4, divide(1, 4)), _set("lab")),
    _row(
        2, iv.NOT_NEGATIVE, None, None, None, RatioValue(iv.NOT_NEGATIVE, iv.NOT_NEGATIVE, iv.SHARE),
        SetRange(_set("lab"), _set("lab", "ecg")),
    ),
    _row(3, 5, date(2024, 12, 31), False, "low", RatioValue(3, 4, divide(3, 4)), _set("ecg")),
)  # fmt: skip
TABLES = {
    "issues": TableValue(ROWS, True, True),
    "gaps": TableValue(ROWS[:1], True, False),
    "unread": TableValue((), False, None),
    "clear": TableValue((), True, True),
}


def _visits(*ns: int) -> TableValue:
    return TableValue(tuple(Unit(str(i), (), {"n": n}) for i, n in enumerate(ns)), True, True)


VISITS = (_visits(1, 2), NOT_ASKED, TableValue((), False, None), _visits())

_ASKED: dict[str, Asked] = {}
for _name, (_type, _) in CONSORTIUM.items():
    _ASKED[_name] = Asked(len(_ASKED), _type, "consortium", False)
for _name, (_type, _) in MEMBERS.items():
    _ASKED[_name] = Asked(len(_ASKED), _type, "members", False, better="lower" if _name == "cost" else "higher")
_ASKED["slots"] = Asked(len(_ASKED), SHARE, "lead", True)
for _name in TABLES:
    _ASKED[_name] = Asked(len(_ASKED), TABLE, "consortium", False, columns=COLUMNS)
_ASKED["visits"] = Asked(len(_ASKED), TABLE, "members", False, columns=OF_VISITS)
_ASKED["purchases"] = Asked(len(_ASKED), TABLE, "lead", False, columns=COLUMNS)

CALCS = {
    "double": ("members", "n * 2"),
    "part_of_all": ("members", "n / sum(members.n)"),
    "asked_twice": ("members", "asked * 2"),
    "doubt_twice": ("members", "doubt * 2"),
    "total": ("consortium", "sum(members.n)"),
    "rest": ("lead", "slots.whole - slots.part"),
    "open_issues": ("consortium", "count(issues where not closed)"),
    "doubled": ("consortium", "sum(members.double) + total"),
}
RESULT = {"percent": NUMBER, "points": NUMBER, "status": TEXT}

_ROLES = {"lead": True, "members": False, "nobody": False, "absent": True}
SCOPE = Scope(_ASKED, _ROLES, {"third": Type("number", "any")}, given={"grade": LEVEL})
for _name, (_home, _text) in CALCS.items():
    _scope = replace(SCOPE, unit="consortium" if _home == "consortium" else "facility", indicators=dict(_ASKED))
    _term = check(parse(_text), _scope)
    _ASKED[_name] = Asked(-1, _term.type, _home, False, calc=_term)
SCOPE = replace(SCOPE, collections={"dimensions": RESULT, "criteria": RESULT})


def _unit(name: str, answers: dict[str, Any], prior: dict[str, Any] | None = None, **fields: Any) -> Unit:
    asked = [question for question, one in _ASKED.items() if one.calc is None]
    values = [answers.get(question, NOT_ASKED) for question in asked]
    before = [(prior or {}).get(question, NOT_ASKED) for question in asked]
    return Unit(name, values, {k: v for k, v in fields.items() if v is not None}, before)


def _results(*rows: tuple[int, str]) -> tuple[Unit, ...]:
    return tuple(Unit(f"c{p}", (), {"points": p, "status": s, "percent": 10 * p}) for p, s in rows)


OF_D1, OF_D2 = _results((1, "unmet"), (2, "unmet"), (10, "met")), _results((3, "unmet"))
DIMENSIONS = (
    Unit("d1", (), {"percent": 50, "points": 13, "status": None, "criteria": OF_D1}),
    Unit("d2", (), {"percent": 70, "points": 3, "status": None, "criteria": OF_D2}),
)


def _world() -> World:
    members = []
    for i in range(4):
        answers = {n: values[i] for n, (_, values) in MEMBERS.items()} | {"visits": VISITS[i]}
        prior = {n: values[i] for n, values in PRIOR_OF.items()}
        members.append(_unit(f"m{i + 1}", answers, prior, type=TYPES[i], beds=BEDS[i]))
    members[3].unsure = frozenset({_ASKED["doubt"].slot})
    slots, last = RatioValue(400, 1200, divide(1, 3)), RatioValue(300, 1200, divide(1, 4))
    lead = _unit("h", {"slots": slots, "purchases": TableValue(ROWS[2:], True, True)}, {"slots": last})
    return World(
        _unit("consortium", {n: value for n, (_, value) in CONSORTIUM.items()} | TABLES, PRIOR),
        _unit("region", {}),
        {"lead": [lead], "members": members, "nobody": [], "absent": []},
        {"third": divide(1, 3)},
        {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31), "assessed_on": date(2025, 1, 15)},
        {"dimensions": DIMENSIONS, "criteria": OF_D1 + OF_D2},
        {"has_prior": True, "grade": "low"},
    )


WORLD = _world()


def _number(text: str) -> Number | None:
    if "∞" in text:
        return None
    part, _, whole = text.partition("/")
    return divide(int(part), int(whole or 1))


def _expected(text: str) -> Any:
    if text in ("true", "false", "?"):
        return {"true": True, "false": False, "?": None}[text]
    if match := re.fullmatch(r"[\[(](.+), (.+)[\])]", text):
        return Interval(_number(match[1]), _number(match[2]))
    if text.startswith("{"):
        sure, _, perhaps = text[1:-1].partition("|")
        held = _set(*re.findall(r"\w+", sure))
        return SetRange(held, held | _set(*re.findall(r"\w+", perhaps))) if perhaps else held
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _number(text)


def _table() -> list[tuple[str, str]]:
    lines = (HERE / "values.txt").read_text("utf-8").splitlines()
    pairs = [line.rpartition(" ; ") for line in lines if line and not line.startswith("#")]
    return [(expression, expected) for expression, _, expected in pairs]


def valued(expression: str, world: World = WORLD) -> Any:
    return compile_term(check(parse(expression), SCOPE))(world, world.consortium, world.consortium)


@pytest.mark.parametrize(("expression", "expected"), _table())
def test_value(expression: str, expected: str) -> None:
    value = valued(expression)
    wanted = _expected(expected)
    assert value == wanted
    assert isinstance(value, Interval) == isinstance(wanted, Interval)
    assert isinstance(value, bool) == isinstance(wanted, bool)
    assert not isinstance(value, float)


@pytest.mark.parametrize(("expression", "expected"), [e for e in _table() if "members" in e[0]])
def test_order_of_a_collection_changes_nothing(expression: str, expected: str) -> None:
    turned = _world()
    turned.roles = {name: list(reversed(units)) for name, units in turned.roles.items()}
    value = compile_term(check(parse(expression), SCOPE))(turned, turned.consortium, turned.consortium)
    assert value == _expected(expected)


def test_a_bare_name_reads_the_unit_it_is_asked_of() -> None:
    facility = Scope(SCOPE.indicators, SCOPE.roles, SCOPE.parameters, unit="facility")
    evaluate = compile_term(check(parse("n * 10 + beds"), facility))
    assert [evaluate(WORLD, unit, unit) for unit in WORLD.roles["members"]] == [20, 40, iv.Interval(30, None), 80]


def test_this_is_the_unit_and_a_bare_name_in_where_the_other() -> None:
    facility = Scope(SCOPE.indicators, SCOPE.roles, SCOPE.parameters, unit="facility")
    evaluate = compile_term(check(parse("count(members where n > this.n)"), facility))
    assert [evaluate(WORLD, unit, unit) for unit in WORLD.roles["members"]] == [3, 2, 1, 0]


def test_a_role_of_one_that_has_two_is_unknown() -> None:
    world = _world()
    world.roles = {**world.roles, "lead": [*world.roles["lead"], *world.roles["lead"]]}
    value = compile_term(check(parse("lead.slots.part"), SCOPE))(world, world.consortium, world.consortium)
    assert value == iv.NOT_NEGATIVE
