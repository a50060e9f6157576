"""Takes small expression objects; gives their text for a pack and their value in one complete world.

The judge has no parser on purpose: the same tree is printed for the engine and evaluated here,
so a mistake of the engine's parser cannot be repeated by the judge.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

Value = Any  # bool, Fraction, (part, whole), date, None (a date that is none), frozenset of options, str, Table, series


class World(Protocol):
    """What an expression may ask of the world in which it is evaluated."""

    def answer(self, place: str, indicator: str) -> Value: ...
    def members(self, role: str) -> list[str]: ...
    def is_asked(self, place: str, indicator: str) -> bool: ...
    def field(self, place: str, name: str) -> Value: ...
    def parameter(self, name: str) -> Fraction: ...
    def undefined(self, share: bool) -> Fraction: ...
    def better(self, indicator: str) -> str: ...
    def past(self) -> World: ...


class Spelled(ABC):
    """What prints itself as the pack has it; the prefix turns an own name into a column."""

    @abstractmethod
    def text(self, prefix: str = "") -> str: ...


class Expr(Spelled):
    """One node of a value: `text` prints it, `value` evaluates it."""

    @abstractmethod
    def value(self, world: Any, here: str) -> Value: ...

    def own(self) -> frozenset[str]:
        """Indicators read of the unit itself: they decide whether the unit is asked at all."""
        return frozenset()

    def inner(self, prefix: str = "") -> str:
        return f"({self.text(prefix)})"


@dataclass(frozen=True)
class Lit(Expr):
    """A literal as written (`85%`, `1/3`, `2.5`, a date) with its exact value."""

    written: str
    exact: Value

    def text(self, prefix: str = "") -> str:
        return self.written

    def value(self, world: World, here: str) -> Value:
        return self.exact

    def inner(self, prefix: str = "") -> str:
        return f"({self.written})" if "/" in self.written else self.written


def number(n: int | str) -> Lit:
    """A plain number, a percentage, percentage points or a fraction, from how it is written."""
    written = str(n)
    if written.endswith("%") or written.endswith("pp"):
        return Lit(written, Fraction(written.rstrip("%p")) / 100)
    return Lit(written, Fraction(written))


def day(d: date) -> Lit:
    return Lit(d.isoformat(), d)


def text(s: str) -> Lit:
    return Lit(f'"{s}"', s)


@dataclass(frozen=True)
class Own(Expr):
    """The unit's own answer; a bare ratio is its share, unknown where the whole is 0."""

    indicator: str
    part: str = ""  # "", "part" or "whole" of a ratio

    def text(self, prefix: str = "") -> str:
        return f"{prefix}{self.indicator}" + (f".{self.part}" if self.part else "")

    def value(self, world: World, here: str) -> Value:
        return _answer(world, here, self.indicator, self.part)

    def own(self) -> frozenset[str]:
        return frozenset({self.indicator})

    inner = text


@dataclass(frozen=True)
class At(Expr):
    """Another place's answer: `consortium.x`, `region.x`, `lead.x`."""

    place: str
    indicator: str
    part: str = ""

    def text(self, prefix: str = "") -> str:
        return f"{self.place}.{self.indicator}" + (f".{self.part}" if self.part else "")

    def value(self, world: World, here: str) -> Value:
        place = self.place
        if place not in ("consortium", "region"):
            (place,) = world.members(self.place)
        return _answer(world, place, self.indicator, self.part)

    inner = text


def _answer(world: World, place: str, indicator: str, part: str) -> Value:
    answer = world.answer(place, indicator)
    if isinstance(answer, tuple):
        a, b = answer
        if part:
            return a if part == "part" else b
        return a / b if b != 0 else world.undefined(True)
    return answer


@dataclass(frozen=True)
class Field(Expr):
    """A facility field of the register."""

    name: str

    def text(self, prefix: str = "") -> str:
        return prefix + self.name

    def value(self, world: World, here: str) -> Value:
        return world.field(here, self.name)

    inner = text


@dataclass(frozen=True)
class Param(Expr):
    name: str

    def text(self, prefix: str = "") -> str:
        return self.name

    def value(self, world: World, here: str) -> Value:
        return world.parameter(self.name)

    inner = text


@dataclass(frozen=True)
class Measured(Expr):
    """`value` inside a level: the measure itself, handed over as the place."""

    def text(self, prefix: str = "") -> str:
        return "value"

    def value(self, world: World, here: Any) -> Value:
        return here

    inner = text


@dataclass(frozen=True)
class Arith(Expr):
    op: str
    left: Expr
    right: Expr

    def text(self, prefix: str = "") -> str:
        return f"{self.left.inner(prefix)} {self.op} {self.right.inner(prefix)}"

    def value(self, world: World, here: str) -> Value:
        a, b = self.left.value(world, here), self.right.value(world, here)
        if self.op == "+":
            return a + b
        if self.op == "-":
            return a - b
        if self.op == "*":
            return a * b
        return a / b if b != 0 else world.undefined(False)

    def own(self) -> frozenset[str]:
        return self.left.own() | self.right.own()


@dataclass(frozen=True)
class Compare(Expr):
    """A chain `a <= b < c`. A date that is none is before nothing and after nothing."""

    first: Expr
    rest: tuple[tuple[str, Expr], ...]

    def text(self, prefix: str = "") -> str:
        return self.first.inner(prefix) + "".join(f" {op} {e.inner(prefix)}" for op, e in self.rest)

    def value(self, world: World, here: str) -> Value:
        left = self.first.value(world, here)
        held = True
        for op, e in self.rest:
            right = e.value(world, here)
            held = held and _compare(op, left, right)
            left = right
        return held

    def own(self) -> frozenset[str]:
        return self.first.own().union(*(e.own() for _, e in self.rest))


def _compare(op: str, a: Value, b: Value) -> bool:
    if op == "in":
        return a in b
    if op == "==":
        return bool(a == b)
    if op == "!=":
        return bool(a != b)
    if a is None or b is None:
        return False
    return bool({">=": a >= b, ">": a > b, "<=": a <= b, "<": a < b}[op])


@dataclass(frozen=True)
class Items(Expr):
    """A list literal."""

    items: tuple[Lit, ...]

    def text(self, prefix: str = "") -> str:
        return "[" + ", ".join(i.text() for i in self.items) + "]"

    def value(self, world: World, here: str) -> Value:
        return [i.exact for i in self.items]

    inner = text


@dataclass(frozen=True)
class Both(Expr):
    """`and` or `or` of two conditions."""

    op: str
    left: Expr
    right: Expr

    def text(self, prefix: str = "") -> str:
        return f"{self.left.inner(prefix)} {self.op} {self.right.inner(prefix)}"

    def value(self, world: World, here: str) -> Value:
        a, b = self.left.value(world, here), self.right.value(world, here)
        return (a and b) if self.op == "and" else (a or b)

    def own(self) -> frozenset[str]:
        return self.left.own() | self.right.own()


@dataclass(frozen=True)
class Negated(Expr):
    what: Expr

    def text(self, prefix: str = "") -> str:
        return f"not {self.what.inner(prefix)}"

    def value(self, world: World, here: str) -> Value:
        return not self.what.value(world, here)

    def own(self) -> frozenset[str]:
        return self.what.own()


@dataclass(frozen=True)
class Choice(Expr):
    """`a if c else b`."""

    yes: Expr
    test: Expr
    no: Expr

    def text(self, prefix: str = "") -> str:
        return f"{self.yes.inner(prefix)} if {self.test.inner(prefix)} else {self.no.inner(prefix)}"

    def value(self, world: World, here: str) -> Value:
        return (self.yes if self.test.value(world, here) else self.no).value(world, here)

    def own(self) -> frozenset[str]:
        return self.yes.own() | self.test.own() | self.no.own()


@dataclass(frozen=True)
class Apply(Expr):
    """`abs(x)`, `missing(s)`, `present(s)`, `has(s, option)`, `abs(days(a, b))`."""

    function: str
    arguments: tuple[Expr, ...]
    options: frozenset[str] = frozenset()

    def text(self, prefix: str = "") -> str:
        if self.function == "apart":
            return f"abs(days({', '.join(a.text(prefix) for a in self.arguments)}))"
        return f"{self.function}({', '.join(a.text(prefix) for a in self.arguments)})"

    def value(self, world: World, here: str) -> Value:
        values = [a.value(world, here) for a in self.arguments]
        if self.function == "abs":
            return abs(values[0])
        if self.function == "missing":
            return Fraction(len(self.options - values[0]))
        if self.function == "present":
            return Fraction(len(values[0]))
        if self.function == "has":
            return values[1] in values[0]
        if self.function == "apart":
            return Fraction(abs((values[1] - values[0]).days))
        raise AssertionError(self.function)

    def own(self) -> frozenset[str]:
        return frozenset().union(*(a.own() for a in self.arguments))

    inner = text


@dataclass(frozen=True)
class Prior(Expr):
    """`prior.x`: the unit's own name, read in the last period."""

    name: Own

    def text(self, prefix: str = "") -> str:
        return f"prior.{self.name.text(prefix)}"

    def value(self, world: World, here: str) -> Value:
        return self.name.value(world.past(), here)

    def own(self) -> frozenset[str]:
        return self.name.own()

    inner = text


@dataclass(frozen=True)
class Trend(Expr):
    """`change(x)`: x less its prior; `growth(x)`: that as a part of the prior."""

    function: str
    name: Own

    def text(self, prefix: str = "") -> str:
        return f"{self.function}({self.name.text(prefix)})"

    def value(self, world: World, here: str) -> Value:
        now, before = self.name.value(world, here), self.name.value(world.past(), here)
        if self.function == "change":
            return now - before
        return (now - before) / before if before != 0 else world.undefined(False)

    def own(self) -> frozenset[str]:
        return self.name.own()

    inner = text


@dataclass(frozen=True)
class Known(Expr):
    """A name that the assessment itself gives: `has_prior`, `period_end`, `assessed_on`."""

    name: str

    def text(self, prefix: str = "") -> str:
        return self.name

    def value(self, world: Any, here: str) -> Value:
        return getattr(world.scenario, "on" if self.name == "assessed_on" else self.name)

    inner = text


@dataclass(frozen=True)
class Reviewed(Expr):
    """`evidence` and `cases` inside an adjustment: what the review saw, handed over as the place."""

    name: str

    def text(self, prefix: str = "") -> str:
        return self.name

    def value(self, world: World, here: Any) -> Value:
        found = getattr(here, self.name)
        return Fraction(found) if isinstance(found, int) else found

    inner = text
