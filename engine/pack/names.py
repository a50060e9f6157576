"""Names of a pack: takes its model, gives parameters and roles; every name checked against the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place
from gongti.engine.document import near_hint
from gongti.engine.expression import PLAIN, Scope, Type
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import RESERVED, Binder, own_name
from gongti.engine.pack.bound import BoundRole, DatedValue


def check_documents(binder: Binder) -> None:
    for path, cites in all_cites(binder.model):
        for i, cite in enumerate(cites):
            at = binder.at(*path, i, "doc")
            if cite.doc not in binder.model.documents:
                near = near_hint(cite.doc, binder.model.documents)
                binder.problems.add("unknown-document", at, id=cite.doc, near=near)


def all_cites(model: m.PackModel) -> Iterable[tuple[tuple[str | int, ...], list[m.Cite]]]:
    """The citations of every part of a pack, with the path at which they stand."""
    for name, entries in model.parameters.items():
        for i, entry in enumerate(entries):
            yield ("parameters", name, i, "cite"), entry.cite
    yield from _adjust_cites(("adjust",), model.adjust)
    for i, dimension in enumerate(model.dimensions):
        yield from _adjust_cites(("dimensions", i, "adjust"), dimension.adjust)
        for path, _, criterion in dimension.leaves():
            yield ("dimensions", i, *path, "cite"), criterion.cite
            yield from _adjust_cites(("dimensions", i, *path, "adjust"), criterion.adjust)
    for i, reconcile in enumerate(model.reconcile):
        yield ("reconcile", i, "cite"), reconcile.cite
    for i, rule in enumerate(model.rules):
        yield ("rules", i, "cite"), rule.cite


def _adjust_cites(
    path: tuple[str | int, ...], entries: list[m.Adjust]
) -> Iterable[tuple[tuple[str | int, ...], list[m.Cite]]]:
    for i, entry in enumerate(entries):
        yield (*path, i, "cite"), entry.cite


def check_names(binder: Binder) -> None:
    model = binder.model
    places: dict[str, Place] = {}
    named = [(n, ("indicators", n)) for n in model.indicators]
    named += [(n, ("parameters", n)) for n in model.parameters] + [(n, ("roles", n)) for n in model.roles]
    for i, dimension in enumerate(model.dimensions):
        for path, _, criterion in dimension.leaves():
            if criterion.ask is not None:
                named.append((own_name(criterion), ("dimensions", i, *path, "ask")))  # type: ignore[arg-type]
    for name, path in named:
        at = binder.at(*path, key=True)
        if name in RESERVED:
            binder.problems.add("reserved-name", at, name=name)
        elif name in places:
            binder.problems.add("name-taken", at, name=name, first=places[name].line)
        places.setdefault(name, at)


_TYPE_SAID: Final = re.compile(r"""\btype\s*(?:==|!=|not\s+in|in)\s*(\[[^\]]*\]|"[^"]*"|'[^']*')""")


def known_types(model: m.PackModel) -> frozenset[str]:
    """Facility types: the register's own vocabulary and those the pack's roles name."""
    named: set[str] = set()
    for role in model.roles.values():
        for said in _TYPE_SAID.findall(role.where):
            named |= set(re.findall(r"[\"']([^\"']+)[\"']", said))
    return frozenset(named) | FACILITY_TYPES


FACILITY_TYPES: Final = frozenset(
    "county-hospital tcm-hospital general-hospital specialist-hospital maternal-child-hospital rehabilitation-hospital "
    "nursing-home township-health-centre community-health-centre community-health-station village-clinic "
    "disease-control-centre provincial-hospital private-hospital".split()
)


def bind_parameters(binder: Binder) -> Mapping[str, tuple[DatedValue, ...]]:
    result: dict[str, tuple[DatedValue, ...]] = {}
    for name, entries in binder.model.parameters.items():
        values: list[DatedValue] = []
        for i, entry in enumerate(entries):
            formula = binder.formula(entry.value, ("parameters", name, i, "value"), Scope({}, {}, {}))
            if formula is None:
                continue
            if formula.term.op != "const":
                binder.problems.add("parameter-not-constant", binder.at("parameters", name, i, "value"), name=name)
                continue
            values.append(DatedValue(entry.from_, formula, tuple(entry.cite)))
        days: set[date] = set()
        for i, entry in enumerate(entries):
            if entry.from_ in days:
                binder.problems.add("parameter-twice", binder.at("parameters", name, i, "from"), name=name)
            days.add(entry.from_)
        result[name] = tuple(sorted(values, key=lambda v: v.from_))
    return result


def parameter_type(values: tuple[DatedValue, ...]) -> Type:
    if not values:
        return PLAIN
    kinds = [v.value.term.type for v in values]
    if kinds[0].base != "number":
        return kinds[0]  # type: ignore[no-any-return]
    return Type("number", "share" if any(k.scale == "share" for k in kinds) else _quotient_or_plain(values))


def _quotient_or_plain(values: tuple[DatedValue, ...]) -> Any:
    """A parameter of 1/3 may stand beside a share as well as beside a number."""
    return "any" if all(0 <= v.value.term.value <= 1 for v in values) else "plain"


def bind_roles(binder: Binder) -> tuple[BoundRole, ...]:
    scope = Scope({}, {}, binder.scope.parameters, unit="facility")
    result = []
    for name, role in binder.model.roles.items():
        path: tuple[str | int, ...] = ("roles", name)
        if isinstance(binder.tree["roles"][name], dict):
            path += ("where",)
        formula = binder.formula(role.where, path, scope, "bool")
        if formula is not None:
            result.append(BoundRole(name, formula, role.one, role.of == "region"))
    return tuple(result)


def parameter_on(values: tuple[DatedValue, ...], day: date) -> DatedValue | None:
    """The value in force on a day: the latest that has begun; None before the first."""
    begun = [v for v in values if v.from_ <= day]
    return begun[-1] if begun else None
