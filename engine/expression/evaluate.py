"""Evaluation of expressions: takes a typed tree, gives a function of the world that never raises.

A compiled term is called with the world, the unit whose answers bare names read, and the element an
aggregate stands at. Known numbers take the short way (``int`` and ``Rational`` operators); intervals
and Kleene's logic come in only where something is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from gongti.engine.expression.column import compile_aggregate
from gongti.engine.expression.types import Reached, Reference, Term
from gongti.engine.expression.world import NOT_ASKED, Evaluate, RatioValue, TableValue, Unit, World, unknown
from gongti.engine.values import interval as iv
from gongti.engine.values.interval import Interval, SetRange
from gongti.engine.values.logic import all_of, any_of, negate


def compile_term(term: Term) -> Evaluate:
    """The function that evaluates a term."""
    return _COMPILERS[term.op](term)


def _sub(term: Term | None) -> Evaluate:
    assert term is not None
    return compile_term(term)


def _const(term: Term) -> Evaluate:
    value = term.value
    return lambda w, u, e: value


def _list(term: Term) -> Evaluate:
    items = [_sub(a) for a in term.args]
    return lambda w, u, e: [item(w, u, e) for item in items]


def _reader(term: Term) -> Callable[[Unit], Any]:
    """Reads a reference off one unit; what is not asked or not there is unknown."""
    ref: Reference = term.value
    slot, name, part, blank = ref.slot, ref.name, ref.part, unknown(term)

    def of_field(unit: Unit) -> Any:
        value = unit.fields.get(name)
        if value.__class__ is RatioValue:
            return _of_ratio(value, part)
        return blank if value is None or value is NOT_ASKED else value

    def of_answer(unit: Unit) -> Any:
        value = unit.values[slot]
        if value.__class__ is RatioValue:
            return _of_ratio(value, part)
        return blank if value is NOT_ASKED else value

    def of_before(unit: Unit) -> Any:
        value = unit.prior[slot] if unit.prior else NOT_ASKED
        if value.__class__ is RatioValue:
            return _of_ratio(value, part)
        return blank if value is NOT_ASKED else value

    if slot < 0:
        return of_field
    return of_before if ref.prior else of_answer


def _of_ratio(value: RatioValue, part: str) -> Any:
    return value.share if not part else value.part if part == "part" else value.whole


def _own(term: Term) -> Evaluate:
    ref: Reference = term.value
    if ref.slot >= 0 and not ref.part and not ref.prior:
        # By far the most frequent term: one call instead of two.
        slot, blank = ref.slot, unknown(term)

        def own_answer(w: World, u: Unit, e: Unit) -> Any:
            value = u.values[slot]
            if value.__class__ is RatioValue:
                return value.share
            return blank if value is NOT_ASKED else value

        return own_answer
    read = _reader(term)
    return lambda w, u, e: read(u)


def _element(term: Term) -> Evaluate:
    read = _reader(term)
    return lambda w, u, e: read(e)


def _consortium(term: Term) -> Evaluate:
    read = _reader(term)
    return lambda w, u, e: read(w.consortium)


def _region(term: Term) -> Evaluate:
    read = _reader(term)
    return lambda w, u, e: read(w.region)


def _role(term: Term) -> Evaluate:
    read, role, blank = _reader(term), term.value.owner, unknown(term)

    def of_the_one(w: World, u: Unit, e: Unit) -> Any:
        units = w.roles[role]
        sure = len(units) == 1 and not (w.unsure and units[0].id in w.unsure.get(role, ()))
        return read(units[0]) if sure else blank

    return of_the_one


def _calc(term: Term) -> Evaluate:
    """A calc's own term, with the unit that it is reached at as its own."""
    reached: Reached = term.value
    mode, role = reached.mode, reached.owner
    inner, blank = _sub(term.args[0]), unknown(term)

    def of_the_one(w: World, u: Unit, e: Unit) -> Any:
        units = w.roles[role]
        return inner(w, units[0], units[0]) if len(units) == 1 else blank

    at: Mapping[str, Evaluate] = {
        "element": lambda w, u, e: inner(w, e, e),
        "consortium": lambda w, u, e: inner(w, w.consortium, w.consortium),
        "region": lambda w, u, e: inner(w, w.region, w.region),
        "role": of_the_one,
    }
    return at.get(mode, lambda w, u, e: inner(w, u, u))


def _parameter(term: Term) -> Evaluate:
    name, blank = term.value, unknown(term)

    def of_today(w: World, u: Unit, e: Unit) -> Any:
        value = w.parameters[name]
        return blank if value is None else value

    return of_today


def _moment(term: Term) -> Evaluate:
    name = term.value
    return lambda w, u, e: w.moments[name]


def _given(term: Term) -> Evaluate:
    name, blank = term.value, unknown(term)

    def given(w: World, u: Unit, e: Unit) -> Any:
        value = w.given.get(name)
        return blank if value is None else value

    return given


def _arithmetic(operation: Callable[[Any, Any], Any]) -> Callable[[Term], Evaluate]:
    def build(term: Term) -> Evaluate:
        left, right = _sub(term.args[0]), _sub(term.args[1])
        return lambda w, u, e: operation(left(w, u, e), right(w, u, e))

    return build


def _minus(term: Term) -> Evaluate:
    return _arithmetic(iv.difference if term.type.base == "set" else iv.subtract)(term)


def _neg(term: Term) -> Evaluate:
    of = _sub(term.args[0])
    return lambda w, u, e: iv.negative(of(w, u, e))


def _not(term: Term) -> Evaluate:
    of = _sub(term.args[0])
    return lambda w, u, e: negate(of(w, u, e))


def _and(term: Term) -> Evaluate:
    parts = [_sub(a) for a in term.args]
    return lambda w, u, e: all_of(p(w, u, e) for p in parts)


def _or(term: Term) -> Evaluate:
    parts = [_sub(a) for a in term.args]
    return lambda w, u, e: any_of(p(w, u, e) for p in parts)


def _if(term: Term) -> Evaluate:
    condition, then, other = (_sub(a) for a in term.args)

    def choose(w: World, u: Unit, e: Unit) -> Any:
        holds = condition(w, u, e)
        if holds is None:
            return iv.hull(then(w, u, e), other(w, u, e))
        return then(w, u, e) if holds else other(w, u, e)

    return choose


def _ordered(strict: bool, swap: bool) -> Callable[[Any, Any], bool | None]:
    """``x ≥ y`` or ``x > y``, the sides swapped for ≤ and <; dates compare as days, 无 is never in time."""
    numbers = iv.more_than if strict else iv.at_least

    def compare(x: Any, y: Any) -> bool | None:
        if swap:
            x, y = y, x
        if x is None or y is None:
            return None
        if isinstance(x, date) and isinstance(y, date):
            return x > y if strict else x >= y
        if isinstance(x, date) or isinstance(y, date):
            return False  # no date at all stands neither before nor after a day
        try:
            return numbers(x, y)
        except TypeError:
            return False  # two answers of "none"

    return compare


def _contains(x: Any, items: Any) -> bool | None:
    return any_of(iv.equal(x, item) for item in items)


_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool | None]]] = {
    "==": iv.equal,
    "!=": lambda x, y: negate(iv.equal(x, y)),
    ">=": _ordered(False, False),
    ">": _ordered(True, False),
    "<=": _ordered(False, True),
    "<": _ordered(True, True),
    "in": _contains,
    "not in": lambda x, items: negate(_contains(x, items)),
}


_FAST: Final[Mapping[str, Callable[[Any, Any], bool | None]]] = {
    "==": iv.equal,
    ">=": iv.at_least,
    ">": iv.more_than,
    "<=": lambda x, y: iv.at_least(y, x),
    "<": lambda x, y: iv.more_than(y, x),
}
"""For numbers, whose type the checker has proved."""


def _compare(term: Term) -> Evaluate:
    parts = [_sub(a) for a in term.args]
    numeric = all(a is not None and a.type.base == "number" for a in term.args)
    ops = [_FAST[op] if numeric and op in _FAST else _COMPARE[op] for op in term.value]
    if len(ops) == 1:
        left, right, op = parts[0], parts[1], ops[0]
        return lambda w, u, e: op(left(w, u, e), right(w, u, e))

    def chain(w: World, u: Unit, e: Unit) -> Any:
        values = [p(w, u, e) for p in parts]
        return all_of(op(x, y) for op, x, y in zip(ops, values, values[1:], strict=False))

    return chain


def _aggregate(term: Term) -> Evaluate:
    return compile_aggregate(term, compile_term)


def _count_options(options: tuple[str, ...], present: bool) -> Callable[[Any], iv.Range]:
    size = len(options)
    known = frozenset(options)

    def count(value: Any) -> iv.Range:
        if value.__class__ is SetRange:
            least, most = len(value.sure & known), len(value.possible & known)
            return iv.between(least, most) if present else iv.between(size - most, size - least)
        have = len(value & known)
        return have if present else size - have

    return count


def _function(term: Term) -> Evaluate:
    name = term.value
    parts = [_sub(a) for a in term.args]
    first = parts[0]
    if name in ("missing", "present"):
        assert term.args[0] is not None
        count = _count_options(term.args[0].type.options or (), name == "present")
        return lambda w, u, e: count(first(w, u, e))
    if name == "has":
        return lambda w, u, e: _has(first(w, u, e), parts[1](w, u, e))
    if name == "abs":
        return lambda w, u, e: iv.magnitude(first(w, u, e))
    if name == "answered":
        # Not answered is not "no": the answer may still come, so the truth is open until it does.
        known = _table_known if term.args[0] is not None and term.args[0].type.base == "table" else iv.is_known
        return lambda w, u, e: True if known(first(w, u, e)) else None
    if name == "complete":
        return lambda w, u, e: _complete(first(w, u, e))
    if name in ("change", "growth"):
        since = iv.subtract if name == "change" else iv.growth
        return lambda w, u, e: since(first(w, u, e), parts[1](w, u, e))
    if name == "days":
        return lambda w, u, e: _days(first(w, u, e), parts[1](w, u, e))
    return lambda w, u, e: _first_known(first(w, u, e), parts[1](w, u, e))


def _table_known(value: Any) -> bool:
    return value.__class__ is TableValue and value.known is True


def _complete(value: Any) -> bool | None:
    return value.complete if _table_known(value) else None


def _has(value: Any, option: str) -> bool | None:
    if value.__class__ is SetRange:
        return True if option in value.sure else None if option in value.possible else False
    return option in value


def _days(start: Any, end: Any) -> iv.Range:
    if isinstance(start, date) and isinstance(end, date):
        return end.toordinal() - start.toordinal()
    return Interval(None, None)


def _first_known(x: Any, y: Any) -> Any:
    return x if iv.is_known(x) or not iv.is_known(y) else y


_COMPILERS: Final[Mapping[str, Callable[[Term], Evaluate]]] = {
    "const": _const,
    "list": _list,
    "own": _own,
    "element": _element,
    "this": _own,
    "role": _role,
    "consortium": _consortium,
    "region": _region,
    "calc": _calc,
    "parameter": _parameter,
    "moment": _moment,
    "given": _given,
    "+": _arithmetic(iv.add),
    "-": _minus,
    "*": _arithmetic(iv.multiply),
    "/": _arithmetic(iv.quotient),
    "neg": _neg,
    "not": _not,
    "and": _and,
    "or": _or,
    "if": _if,
    "compare": _compare,
    "aggregate": _aggregate,
    "function": _function,
}

__all__ = ["compile_term", "unknown"]
