"""Lint: takes a pack's file, gives every problem of its loading, of its rules, and legal but sure mistakes."""

from __future__ import annotations

from pathlib import Path

from gongti.engine.assessment import RulesRefused, compiled
from gongti.engine.diagnostics import Problem, Problems
from gongti.engine.document import Mapping, parse, place_of
from gongti.engine.expression import Term
from gongti.engine.pack import Pack, load_pack


def lint(file: Path, shown: str) -> tuple[Problem, ...]:
    """Every problem of one pack; errors keep it from being used, warnings do not."""
    try:
        pack, found = load_pack(file, shown)
    except OSError:
        problems = Problems()
        problems.add("cannot-open")
        return problems.sorted()
    problems = Problems(found)
    if pack is not None:
        try:
            compiled(pack)
        except RulesRefused as refused:
            problems.extend(refused.problems)
        tree = parse(file.read_bytes(), shown, Problems())
        _unused(pack, tree, problems)
        _grades(pack, tree, problems)
    return problems.sorted()


def _unused(pack: Pack, tree: object, problems: Problems) -> None:
    """Indicators that are asked and read by nothing."""
    declared = pack.model.indicators
    for name in declared:
        if name not in pack.used and isinstance(tree, Mapping):
            problems.add("unused-indicator", place_of(tree, ("indicators", name), key=True), indicator=name)


def _grades(pack: Pack, tree: object, problems: Problems) -> None:
    """Grades whose condition could stop holding when points rise: the grades between two worlds rest on it."""
    for i, grade in enumerate(pack.grades):
        if grade.when is not None and _direction(grade.when.term) not in (0, 1):
            problems.add("grade-may-fall", place_of(tree, ("grades", i, "when")), id=grade.id)


_MIXED = 2


def _direction(term: Term) -> int:
    """How a term moves as points rise: 0 not at all, 1 up, -1 down, 2 it cannot be told."""
    if term.op in ("const", "parameter", "moment"):
        return 0
    if term.op == "given":
        return int(term.value != "has_prior")
    if term.op == "element":
        return 1 if term.value.name in ("points", "percent") else 0 if term.value.name in ("id", "of") else _MIXED
    inner = [_direction(a) for a in term.args if a is not None]
    if term.op in ("not", "neg"):
        return _flip(inner[0])
    if term.op in ("and", "or", "+"):
        return _together(inner)
    if term.op == "-":
        return _together([inner[0], _flip(inner[1])])
    if term.op == "compare" and len(term.value) == 1:
        op = term.value[0]
        if op in (">=", ">"):
            return _together([inner[0], _flip(inner[1])])
        if op in ("<=", "<"):
            return _together([_flip(inner[0]), inner[1]])
        if op in ("==", "!="):
            return _of_status(term) if op == "==" else _flip(_of_status(term))
        return 0 if not any(inner) else _MIXED
    if term.op == "aggregate":
        function, collection, _ = term.value
        if collection not in ("criteria", "dimensions"):
            return 0
        of, condition = term.args[0], term.args[1]
        where = _direction(condition) if condition is not None else 0
        if function == "count":  # more are in it as the conditions come to hold
            return _together([where, _direction(of) if of is not None else 0])
        return _together(inner[:1]) if where == 0 and function != "distinct" else _MIXED
    return 0 if not any(inner) else _MIXED


def _of_status(term: Term) -> int:
    """A status compared: as points rise *met* comes and *unmet* goes; of the others it cannot be told."""
    sides = [a for a in term.args if a is not None]
    words = [a.value for a in sides if a.op == "const"]
    named = [a for a in sides if a.op == "element" and a.value.name == "status"]
    if words and named:
        return {"met": 1, "unmet": -1}.get(words[0], _MIXED)
    return 0 if not any(_direction(a) for a in sides) else _MIXED


def _flip(direction: int) -> int:
    return -direction if direction in (1, -1) else direction


def _together(directions: list[int]) -> int:
    moving = {d for d in directions if d}
    return 0 if not moving else moving.pop() if len(moving) == 1 else _MIXED
