"""Takes the table values.txt: each expression has that value in the world below, worked out by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongti.engine.expression import (
    NOT_ASKED,
    Asked,
    RatioValue,
    Scope,
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
NUMBER, COUNT, SHARE = Type("number", "plain"), Type("number", "plain", whole=True), Type("number", "share")
CENTRES = Type("set", options=("lab", "imaging", "ecg"))


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
}
MEMBERS: dict[str, tuple[Type, tuple[Any, Any, Any, Any]]] = {
    "n": (COUNT, (1, 2, 3, 4)),
    "k": (COUNT, (1, 2, iv.NOT_NEGATIVE, 4)),
    "good": (BOOL, (True, True, False, True)),
    "fair": (BOOL, (True, None, True, True)),
    "within": (BOOL, (True, True, None, False)),
    "asked": (COUNT, (5, NOT_ASKED, 7, NOT_ASKED)),
}
TYPES = ("township", "township", "township", "county")
BEDS = (10, 20, None, 40)

_ASKED: dict[str, Asked] = {}
for _name, (_type, _) in CONSORTIUM.items():
    _ASKED[_name] = Asked(len(_ASKED), _type, "consortium", False)
for _name, (_type, _) in MEMBERS.items():
    _ASKED[_name] = Asked(len(_ASKED), _type, "members", False)
_ASKED["slots"] = Asked(len(_ASKED), SHARE, "lead", True)

SCOPE = Scope(_ASKED, {"lead": True, "members": False, "nobody": False}, {"third": Type("number", "any")})


def _unit(name: str, answers: dict[str, Any], **fields: Any) -> Unit:
    values = [answers.get(question, NOT_ASKED) for question in _ASKED]
    return Unit(name, values, {k: v for k, v in fields.items() if v is not None})


def _world() -> World:
    members = [
        _unit(f"m{i + 1}", {n: values[i] for n, (_, values) in MEMBERS.items()}, type=TYPES[i], beds=BEDS[i])
        for i in range(4)
    ]
    slots = RatioValue(400, 1200, divide(400, 1200))
    return World(
        _unit("consortium", {n: value for n, (_, value) in CONSORTIUM.items()}),
        _unit("region", {}),
        {"lead": [_unit("h", {"slots": slots})], "members": members, "nobody": []},
        {"third": divide(1, 3)},
        {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31), "assessed_on": date(2025, 1, 15)},
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
        return _set(*text[1:-1].split(", "))
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _number(text)


def _table() -> list[tuple[str, str]]:
    lines = (HERE / "values.txt").read_text("utf-8").splitlines()
    pairs = [line.rpartition(" ; ") for line in lines if line and not line.startswith("#")]
    return [(expression, expected) for expression, _, expected in pairs]


@pytest.mark.parametrize(("expression", "expected"), _table())
def test_value(expression: str, expected: str) -> None:
    value = compile_term(check(parse(expression), SCOPE))(WORLD, WORLD.consortium, WORLD.consortium)
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
