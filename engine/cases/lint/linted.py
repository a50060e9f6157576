"""What every kind of lint takes: a pack that loads, its tree for places, its file, and where problems go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, place_of
from gongti.engine.expression import Term
from gongti.engine.pack import BoundCriterion, Pack, parameter_on
from gongti.engine.pack import models as m
from gongti.engine.values.exact import Number, decimals, lowest

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Linted:
    """One pack under lint."""

    pack: Pack
    tree: Mapping
    file: Path
    problems: Problems

    def at(self, *path: str | int, key: bool = False) -> Place:
        return place_of(self.tree, path, key=key)

    def criteria(self) -> Iterator[tuple[Steps, m.Criterion, BoundCriterion]]:
        """Every criterion with its path in the tree, as written and as bound."""
        bound = {c.id: c for c in self.pack.criteria}
        for i, dimension in enumerate(self.pack.model.dimensions):
            for below, _, criterion in dimension.leaves():
                yield ("dimensions", i, *below), criterion, bound[criterion.id]

    def parameter(self, name: str, day: date) -> Any:
        """A parameter's value on a day; None before its first."""
        found = parameter_on(self.pack.parameters[name], day)
        return found.value.term.value if found is not None else None

    def days_of(self, names: set[str]) -> list[date]:
        """The days in force on which one of these parameters begins to have another value, and the first day."""
        force = self.pack.model.in_force
        begins = {v.from_ for n in names for v in self.pack.parameters[n]}
        inside = {d for d in begins if force.from_ < d and (force.until is None or d <= force.until)}
        return sorted({force.from_, *inside})


def terms(term: Term) -> Iterator[Term]:
    """A term and everything in it."""
    yield term
    for arg in term.args:
        if arg is not None:
            yield from terms(arg)


def said(value: Number, share: bool = False) -> str:
    """A number as packs write it: 60%, 1/3, 12, 0.5."""
    n, d = lowest(value)
    if share and 100 % d == 0:
        return f"{n * 100 // d}%"
    if d == 1:
        return str(n)
    places = next((p for p in (1, 2) if 10**p % d == 0), 0)
    return decimals(value, places) if places else f"{n}/{d}"
