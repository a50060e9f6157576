"""Takes columns of roles and rows of tables as expressions; gives their text and one value of each, like `language`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from naive.language import Expr, Own, Value, World


@dataclass(frozen=True)
class Over(Expr):
    """An aggregate over a role: `sum(members.x where y)`; without an item, `count(members where y)`."""

    function: str
    role: str
    item: Expr | None = None
    where: Expr | None = None
    share: bool = False  # the item lies in [0, 1], so an undefined mean does too

    def text(self, prefix: str = "") -> str:
        what = self.item.text(f"{self.role}.") if self.item else self.role
        return f"{self.function}({what}{f' where {self.where.text()}' if self.where else ''})"

    def value(self, world: World, here: str) -> Value:
        units = [u for u in world.members(self.role) if not self.where or self.where.value(world, u)]
        if self.item is None:
            return Fraction(len(units))
        asked = [u for u in units if all(world.is_asked(u, i) for i in self.item.own())]
        return aggregate(world, self.function, [self.item.value(world, u) for u in asked], self.share)

    inner = text


def aggregate(world: World, function: str, values: list[Value], share: bool) -> Value:
    """One value of a column. Empty: count and sum 0, every true, any false, the others undefined."""
    n = len(values)
    if function == "count":
        return Fraction(sum(1 for v in values if v))
    if function == "sum":
        return sum(values, Fraction(0))
    if function == "every":
        return all(values)
    if function == "any":
        return any(values)
    if function == "union":
        return frozenset().union(*values)
    if n == 0:
        return world.undefined(share or function == "share")
    if function == "share":
        return Fraction(sum(1 for v in values if v), n)
    if function == "mean":
        return sum(values, Fraction(0)) / n
    if function == "median":
        ordered = sorted(values)
        return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    if function == "min":
        return min(values)
    if function == "max":
        return max(values)
    if function == "distinct":
        return Fraction(len(set(values)))
    raise AssertionError(function)


@dataclass(frozen=True)
class Place(Expr):
    """`place(v, C.x)`: the share of units whose x is not better than v."""

    what: Own
    role: str

    def text(self, prefix: str = "") -> str:
        return f"place({self.what.text(prefix)}, {self.role}.{self.what.text()})"

    def value(self, world: World, here: str) -> Value:
        v = self.what.value(world, here)
        (indicator,) = self.what.own()
        others = [self.what.value(world, u) for u in world.members(self.role) if world.is_asked(u, indicator)]
        if not others:
            return world.undefined(True)
        higher = world.better(indicator) == "higher"
        return Fraction(sum(1 for x in others if (x <= v if higher else x >= v)), len(others))

    def own(self) -> frozenset[str]:
        return self.what.own()

    inner = text


# ---------------------------------------------------------------- tables


@dataclass(frozen=True)
class Table:
    """The rows of an answered table; `complete` as the report stands: no required cell blank, rows enough."""

    rows: tuple[Mapping[str, Value], ...]
    complete: bool = True


@dataclass(frozen=True)
class InRow:
    """The place of a condition on rows: the cells, and the unit that asks (`this`)."""

    cells: Mapping[str, Value]
    unit: str


@dataclass(frozen=True)
class Cell(Expr):
    """A column, of the row at hand."""

    name: str

    def text(self, prefix: str = "") -> str:
        return prefix + self.name

    def value(self, world: World, here: InRow) -> Value:  # type: ignore[override]
        return here.cells[self.name]

    inner = text


@dataclass(frozen=True)
class This(Expr):
    """`this.id` and other fields of the unit that asks, inside a `where`."""

    name: str

    def text(self, prefix: str = "") -> str:
        return f"this.{self.name}"

    def value(self, world: World, here: InRow) -> Value:  # type: ignore[override]
        return world.field(here.unit, self.name)

    inner = text


@dataclass(frozen=True)
class Rows(Expr):
    """An aggregate over a table's rows: `sum(issues.cost where closed)`; without an item, `count(issues where …)`."""

    function: str
    table: str
    item: Expr | None = None
    where: Expr | None = None
    place: str = ""  # elsewhere: `region.issues`
    share: bool = False

    def text(self, prefix: str = "") -> str:
        table = f"{self.place}.{self.table}" if self.place else prefix + self.table
        what = self.item.text(f"{table}.") if self.item else table
        return f"{self.function}({what}{f' where {self.where.text()}' if self.where else ''})"

    def value(self, world: World, here: str) -> Value:
        rows = [InRow(cells, here) for cells in world.answer(self.place or here, self.table).rows]
        rows = [r for r in rows if not self.where or self.where.value(world, r)]  # type: ignore[arg-type]
        if self.item is None:
            return Fraction(len(rows))
        return aggregate(world, self.function, [self.item.value(world, r) for r in rows], self.share)  # type: ignore[arg-type]

    def own(self) -> frozenset[str]:
        return frozenset() if self.place else frozenset({self.table})

    inner = text


@dataclass(frozen=True)
class Complete(Expr):
    """`complete(t)`."""

    table: str

    def text(self, prefix: str = "") -> str:
        return f"complete({prefix}{self.table})"

    def value(self, world: World, here: str) -> Value:
        return world.answer(here, self.table).complete

    def own(self) -> frozenset[str]:
        return frozenset({self.table})

    inner = text
