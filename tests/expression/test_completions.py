"""Random worlds with unknowns: whatever the unknowns turn out to be, the value lies in what was said before.

Each expression stands beside the same in plain Python over plain data, which knows nothing of intervals.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

import pytest

from gongti.engine.expression import (
    COUNT,
    NOT_ASKED,
    TABLE,
    Asked,
    Column,
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
from gongti.engine.values.exact import to_fraction
from gongti.engine.values.interval import Interval, SetRange

BOOL, NUMBER = Type("bool"), Type("number", "plain")
OPTIONS = ("a", "b")
SETS = Type("set", options=OPTIONS)
CHOICE = Type("text", options=OPTIONS)
CELLS = {"n": Column(COUNT, False), "ok": Column(BOOL, False), "s": Column(SETS, False), "c": Column(CHOICE, False)}
KINDS = {name: column.type for name, column in CELLS.items()} | {"d": NUMBER}

NAMES = {
    **{name: Asked(i, kind, "members", False) for i, (name, kind) in enumerate(KINDS.items())},
    "less": Asked(5, COUNT, "members", False, better="lower"),
    "x": Asked(6, NUMBER, "consortium", False),
    "w": Asked(7, SETS, "consortium", False),
    "p": Asked(8, BOOL, "consortium", False),
    "t": Asked(9, TABLE, "consortium", False, columns=CELLS),
    "mine": Asked(10, TABLE, "members", False, columns=CELLS),
}
SLOTS = len(NAMES)
ROLES = {"members": False}


def _scope() -> Scope:
    named = dict(NAMES)
    for name, home, text in (("twice", "members", "n * 2 - d"), ("rows", "consortium", "count(t where ok)")):
        unit = "consortium" if home == "consortium" else "facility"
        term = check(parse(text), Scope(named, ROLES, {}, unit))  # type: ignore[arg-type]
        named[name] = Asked(-1, term.type, home, False, calc=term)
    return Scope(named, ROLES, {})


SCOPE = _scope()

# the world as it turns out: plain data


@dataclass
class Facts:
    """Of members and rows, each a mapping: only those that are asked; the period before beside it."""

    members: list[dict[str, Any]]
    x: Fraction
    w: frozenset[str]
    p: bool
    t: list[dict[str, Any]]
    x_before: Fraction


UNDEFINED = object()


def _ratio(part: Any, whole: Any) -> Any:
    return Fraction(part) / Fraction(whole) if whole else UNDEFINED


def _of(values: Iterable[Any], make: Callable[[list[Any]], Any]) -> Any:
    found = list(values)
    return make(found) if found else UNDEFINED


def _mean(values: list[Any]) -> Fraction:
    return Fraction(sum(values)) / len(values)


def _union(sets: Iterable[frozenset[str]]) -> Any:
    return _of(sets, lambda found: frozenset().union(*found))


def _share(truths: Iterable[bool]) -> Any:
    return _of(truths, lambda found: Fraction(sum(found), len(found)))


EXPRESSIONS: dict[str, Callable[[Facts], Any]] = {
    # tables
    "count(t)": lambda f: len(f.t),
    "count(t where ok)": lambda f: sum(r["ok"] for r in f.t),
    "count(t.n > 1 where not ok)": lambda f: sum(r["n"] > 1 and not r["ok"] for r in f.t),
    "sum(t.n)": lambda f: sum(r["n"] for r in f.t),
    "sum(t.n - 2)": lambda f: sum(r["n"] - 2 for r in f.t),
    "sum(t.n where ok)": lambda f: sum(r["n"] for r in f.t if r["ok"]),
    "mean(t.n where c == a)": lambda f: _of((r["n"] for r in f.t if r["c"] == "a"), _mean),
    "median(t.n)": lambda f: _of((r["n"] for r in f.t), lambda v: Fraction(median(v))),
    "min(t.n - 3)": lambda f: _of((r["n"] - 3 for r in f.t), min),
    "max(t.n * x)": lambda f: _of((r["n"] * f.x for r in f.t), max),
    "every(t.n > 0)": lambda f: all(r["n"] > 0 for r in f.t),
    "any(t.ok where n > 1)": lambda f: any(r["ok"] for r in f.t if r["n"] > 1),
    "share(t.ok)": lambda f: _share(r["ok"] for r in f.t),
    "distinct(t.c)": lambda f: _of((r["c"] for r in f.t), lambda v: len(set(v))),
    "union(t.s where ok)": lambda f: _union(r["s"] for r in f.t if r["ok"]),
    "place(x, t.n)": lambda f: _share(r["n"] <= f.x for r in f.t),
    "rows": lambda f: sum(r["ok"] for r in f.t),
    "count(members where count(mine) > 1)": lambda f: sum(len(m["mine"]) > 1 for m in f.members if "mine" in m),
    "count(members where sum(mine.n) >= 2 and ok)": lambda f: sum(
        sum(r["n"] for r in m["mine"]) >= 2 and m["ok"] for m in f.members if "mine" in m and "ok" in m
    ),
    # who is perhaps not asked
    "sum(members.n)": lambda f: sum(m["n"] for m in f.members if "n" in m),
    "mean(members.n where ok)": lambda f: _of((m["n"] for m in f.members if "n" in m and m.get("ok")), _mean),
    "count(members where n > 1)": lambda f: sum(m["n"] > 1 for m in f.members if "n" in m),
    "every(members.ok)": lambda f: all(m["ok"] for m in f.members if "ok" in m),
    "any(members.ok where n < 2)": lambda f: any(m["ok"] for m in f.members if "ok" in m and "n" in m and m["n"] < 2),
    "share(members.n > 1)": lambda f: _share(m["n"] > 1 for m in f.members if "n" in m),
    "distinct(members.n)": lambda f: _of((m["n"] for m in f.members if "n" in m), lambda v: len(set(v))),
    # places, unions, differences
    "place(x, members.n)": lambda f: _share(m["n"] <= f.x for m in f.members if "n" in m),
    "place(x, members.n where ok)": lambda f: _share(m["n"] <= f.x for m in f.members if "n" in m and m.get("ok")),
    "place(x, members.less)": lambda f: _share(m["less"] >= f.x for m in f.members if "less" in m),
    "union(members.s)": lambda f: _union(m["s"] for m in f.members if "s" in m),
    "union(members.s where ok)": lambda f: _union(m["s"] for m in f.members if "s" in m and m.get("ok")),
    "w - union(members.s)": lambda f: (
        UNDEFINED if not any("s" in m for m in f.members) else f.w - _union(m["s"] for m in f.members if "s" in m)
    ),
    "missing(w - w)": lambda f: 2,
    "count(members where has(s - w, a))": lambda f: sum("a" in m["s"] - f.w for m in f.members if "s" in m),
    "count(members where s == w)": lambda f: sum(m["s"] == f.w for m in f.members if "s" in m),
    "count(members where c in [b])": lambda f: sum(m["c"] == "b" for m in f.members if "c" in m),
    # the period before, and calcs
    "change(x)": lambda f: f.x - f.x_before,
    "growth(x)": lambda f: _ratio(f.x - f.x_before, f.x_before),
    "growth(x) >= 50%": lambda f: (
        (f.x - f.x_before) / f.x_before >= Fraction(1, 2) if f.x_before else UNDEFINED
    ),
    "x if p else prior.x": lambda f: f.x if f.p else f.x_before,
    "sum(change(members.n))": lambda f: sum(m["n"] - m["before"] for m in f.members if "n" in m),
    "count(members where n > prior.n)": lambda f: sum(m["n"] > m["before"] for m in f.members if "n" in m),
    "max(growth(members.n) where prior.n > 0)": lambda f: _of(
        (Fraction(m["n"] - m["before"], m["before"]) for m in f.members if "n" in m and m["before"] > 0), max
    ),
    "sum(members.twice)": lambda f: sum(m["n"] * 2 - m["d"] for m in f.members if "n" in m and "d" in m),
    "min(members.twice where ok)": lambda f: _of(
        (m["n"] * 2 - m["d"] for m in f.members if "n" in m and "d" in m and m.get("ok")), min
    ),
    "place(x, members.twice)": lambda f: _share(
        m["n"] * 2 - m["d"] <= f.x for m in f.members if "n" in m and "d" in m
    ),
}  # fmt: skip
COMPILED = {text: compile_term(check(parse(text), SCOPE)) for text in EXPRESSIONS}

# the world as it is known


def _unknown(kind: Type, rng: random.Random) -> Any:
    """A value of a type, in part or not at all known."""
    if kind.base == "bool" or kind.base == "text":
        return None
    if kind.base == "set":
        sure = frozenset(o for o in OPTIONS if rng.random() < 0.3)
        return iv.set_range(sure, sure | frozenset(o for o in OPTIONS if rng.random() < 0.6))
    low = rng.choice((0, 1)) if kind.positive else rng.choice((None, -2, 0, 1))
    return Interval(low, rng.choice((None, (low or 0) + 1, (low or 0) + 3)))


def _known(kind: Type, rng: random.Random) -> Any:
    if kind.base == "bool":
        return rng.random() < 0.5
    if kind.base == "text":
        return rng.choice(OPTIONS)
    if kind.base == "set":
        return frozenset(o for o in OPTIONS if rng.random() < 0.5)
    return rng.randint(0 if kind.positive else -2, 3)


def _value(kind: Type, rng: random.Random) -> Any:
    return _unknown(kind, rng) if rng.random() < 0.35 else _known(kind, rng)


def _rows(rng: random.Random, count: int) -> tuple[Unit, ...]:
    return tuple(Unit(str(i), (), {n: _value(c.type, rng) for n, c in CELLS.items()}) for i in range(count))


def _table(rng: random.Random) -> TableValue:
    if rng.random() < 0.25:
        return TableValue((), False, None)
    return TableValue(_rows(rng, rng.randint(0, 3)), True, True)


def _known_world(rng: random.Random) -> World:
    members = []
    for i in range(rng.randint(0, 3)):
        values: list[Any] = [NOT_ASKED] * SLOTS
        prior: list[Any] = [NOT_ASKED] * SLOTS
        for name in ("n", "ok", "s", "c", "d", "less"):
            if rng.random() < 0.9:
                values[NAMES[name].slot] = _value(NAMES[name].type, rng)
        if rng.random() < 0.8:
            values[NAMES["mine"].slot] = _table(rng)
        prior[NAMES["n"].slot] = rng.choice((_value(COUNT, rng), NOT_ASKED))
        unsure = frozenset(s for s in range(SLOTS) if values[s] is not NOT_ASKED and rng.random() < 0.15)
        members.append(Unit(f"m{i}", values, {}, prior, unsure))
    values, prior = [NOT_ASKED] * SLOTS, [NOT_ASKED] * SLOTS
    for name in ("x", "w", "p"):
        values[NAMES[name].slot] = _value(NAMES[name].type, rng)
    values[NAMES["t"].slot] = _table(rng)
    prior[NAMES["x"].slot] = _value(NUMBER, rng)
    return World(
        Unit("consortium", values, {}, prior), Unit("region", [NOT_ASKED] * SLOTS, {}), {"members": members}, {}, {}
    )


# how it may turn out


def _settle(kind: Type, value: Any, rng: random.Random) -> Any:
    if value is None:
        return _known(kind, rng)
    if isinstance(value, SetRange):
        return value.sure | frozenset(o for o in value.possible if rng.random() < 0.5)
    if isinstance(value, Interval):
        low = value.lo if value.lo is not None else -rng.choice((0, 1, 5))
        high = value.hi if value.hi is not None else low + rng.choice((0, 1, 9))
        return Fraction(rng.choice((low, high, rng.randint(low, max(low, high)))))
    return value


def _settled_rows(table: TableValue, rng: random.Random) -> list[dict[str, Any]]:
    rows = table.rows
    if not table.known:
        rows = _rows(rng, rng.randint(0, 2))
    return [{n: _settle(CELLS[n].type, v, rng) for n, v in row.fields.items()} for row in rows]


def _facts(world: World, rng: random.Random) -> Facts:
    members = []
    for unit in world.roles["members"]:
        found: dict[str, Any] = {}
        for name in ("n", "ok", "s", "c", "d", "less", "mine"):
            slot = NAMES[name].slot
            value = unit.values[slot]
            if value is NOT_ASKED or (slot in unit.unsure and rng.random() < 0.5):
                continue
            found[name] = _settled_rows(value, rng) if name == "mine" else _settle(NAMES[name].type, value, rng)
        before = unit.prior[NAMES["n"].slot]
        found["before"] = _settle(COUNT, iv.NOT_NEGATIVE if before is NOT_ASKED else before, rng)
        members.append(found)
    own = {name: _settle(NAMES[name].type, world.consortium.values[NAMES[name].slot], rng) for name in ("x", "w", "p")}
    t = _settled_rows(world.consortium.values[NAMES["t"].slot], rng)
    return Facts(
        members, Fraction(own["x"]), own["w"], own["p"], t, Fraction(_settle(NUMBER, world.consortium.prior[6], rng))
    )


def _told(facts: Facts) -> World:
    """The world in which everything is known."""

    def table(rows: list[dict[str, Any]]) -> TableValue:
        made = [Unit(str(i), (), {n: _number(v) for n, v in row.items()}) for i, row in enumerate(rows)]
        return TableValue(tuple(made), True, True)

    def unit(found: dict[str, Any], before: dict[str, Any]) -> Unit:
        values: list[Any] = [NOT_ASKED] * SLOTS
        prior: list[Any] = [NOT_ASKED] * SLOTS
        for name, value in found.items():
            values[NAMES[name].slot] = table(value) if isinstance(value, list) else _number(value)
        for name, value in before.items():
            prior[NAMES[name].slot] = _number(value)
        return Unit("", values, {}, prior)

    members = [unit({k: v for k, v in m.items() if k != "before"}, {"n": m["before"]}) for m in facts.members]
    whole = unit({"x": facts.x, "w": facts.w, "p": facts.p, "t": facts.t}, {"x": facts.x_before})
    return World(whole, whole, {"members": members}, {}, {})


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, Fraction) else value


def _holds(said: Any, value: Any) -> bool:
    """Whether a value lies in what was said."""
    if isinstance(said, Interval):
        return (said.lo is None or to_fraction(said.lo) <= value) and (said.hi is None or value <= to_fraction(said.hi))
    if isinstance(said, SetRange):
        return said.sure <= value <= said.possible
    if said is None or isinstance(said, (bool, frozenset)):
        return said is None or said == value
    return bool(to_fraction(said) == value)


@pytest.mark.parametrize("seed", range(150))
def test_every_completion_lies_in_what_was_said(seed: int) -> None:
    rng = random.Random(seed)
    world = _known_world(rng)
    said = {text: evaluate(world, world.consortium, world.consortium) for text, evaluate in COMPILED.items()}
    for _ in range(12):
        facts = _facts(world, rng)
        for text, plain in EXPRESSIONS.items():
            value = plain(facts)
            assert value is UNDEFINED or _holds(said[text], value), (text, said[text], value, facts)


@pytest.mark.parametrize("seed", range(100))
def test_what_is_known_has_one_value(seed: int) -> None:
    rng = random.Random(seed)
    facts = _facts(_known_world(rng), rng)
    world = _told(facts)
    for text, plain in EXPRESSIONS.items():
        value = plain(facts)
        if value is not UNDEFINED:
            found = COMPILED[text](world, world.consortium, world.consortium)
            assert iv.is_known(found) and _holds(found, value), (text, found, value, facts)
