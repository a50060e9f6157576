"""Calculated indicators: takes their expressions, gives each typed at its home, those that others rest on first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gongti.engine.expression import PLAIN, Asked, Node, SyntaxProblem, Term, parse
from gongti.engine.expression.syntax import Call, Comparison, ListOf, Name, Operation
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import Binder
from gongti.engine.pack.bound import Calc
from gongti.engine.pack.questions import Path, asked_entries, home_of, unit_of
from gongti.engine.words import Text


def bind_calcs(binder: Binder, dictionary: m.Dictionary | None) -> tuple[Calc, ...]:
    """Every calc, bound in the order of what they rest on; the binder's scope knows each from then on."""
    waiting: dict[str, tuple[m.Indicator, Path]] = {}
    for name, indicator, path, _ in asked_entries(binder, dictionary, report=False):
        if indicator.calc is not None:
            waiting[name] = (indicator, path)
            _only_calc(binder, indicator, path)
    named = {name: set(_named(binder, indicator, path)) for name, (indicator, path) in waiting.items()}
    calcs: list[Calc] = []
    while waiting:
        free = [name for name in waiting if not named[name] & waiting.keys()]
        if not free:
            for _, (_, path) in sorted(waiting.items()):
                binder.problems.add("calc-cycle", binder.at(*path, "calc"), names=_listed(waiting))
            _stand_in(binder, waiting)
            break
        for name in free:
            indicator, path = waiting.pop(name)
            calc = _bind(binder, name, indicator, path)
            if calc is not None:
                calcs.append(calc)
    return tuple(calcs)


def _stand_in(binder: Binder, names: Mapping[str, tuple[m.Indicator, Path]]) -> None:
    """What cannot be worked out is a number for whoever names it: the mistake is told once, where it is."""
    nothing = Term("const", PLAIN, 0, value=0)
    unknown = {n: Asked(-1, PLAIN, i.of or "consortium", False, calc=nothing) for n, (i, _) in names.items()}
    binder.scope = replace(binder.scope, indicators={**binder.scope.indicators, **unknown})


def _listed(names: Mapping[str, object]) -> Text:
    return Text("、".join(sorted(names)), ", ".join(sorted(names)))


def _bind(binder: Binder, name: str, indicator: m.Indicator, path: Path) -> Calc | None:
    home = home_of(binder, indicator.of or "consortium", (*path, "of"))
    scope = replace(binder.scope, unit=unit_of(home))
    formula = binder.formula(indicator.calc or "", (*path, "calc"), scope)
    if formula is None:
        return None
    kind = formula.term.type
    if kind.base == "number" and indicator.unit is not None:
        kind = replace(kind, unit=indicator.unit.zh)
    asked = Asked(-1, kind, home, False, calc=formula.term, better=indicator.better or "higher")
    binder.scope = replace(binder.scope, indicators={**binder.scope.indicators, name: asked})
    label, unit = indicator.label or Text(name), indicator.unit or Text("")
    return Calc(name, label, indicator.definition, home, formula, unit, indicator.better)


CALC_KEYS = frozenset({"calc", "of", "label", "definition", "unit", "better", "use"})


def _only_calc(binder: Binder, indicator: m.Indicator, path: Path) -> None:
    for key in sorted(indicator.model_fields_set - CALC_KEYS):
        binder.problems.add("key-not-here", binder.at(*path, key, key=True), key=key, where="calc")


def _named(binder: Binder, indicator: m.Indicator, path: Path) -> Iterator[str]:
    """Every word of a calc's expression that may be an indicator's name; nothing where it cannot be read."""
    try:
        yield from _words(parse(indicator.calc or ""))
    except SyntaxProblem:
        return


def _words(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield from node.parts
    elif isinstance(node, ListOf):
        for item in node.items:
            yield from _words(item)
    elif isinstance(node, (Call, Operation, Comparison)):
        for arg in node.args:
            yield from _words(arg)
        if isinstance(node, Call) and node.where is not None:
            yield from _words(node.where)
