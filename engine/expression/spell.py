"""Spelling out: takes a typed tree and a world, gives the expression with the numbers filled in; unknown stays unknown.

``360 / 1200 >= 1/3``, ``sum(members.slots_received) [= 180 + 170 = 350] == 350``: what stands between ``[=`` and
``]`` is what the function or column before it came to. Brackets stand only where the reading needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from gongti.engine.expression.column import compile_elements
from gongti.engine.expression.evaluate import compile_term
from gongti.engine.expression.types import COUNT, TABLE, Reached, Reference, Term
from gongti.engine.expression.world import RatioValue, Unit, World, unknown
from gongti.engine.values import interval as iv

Name = Callable[[Term, Any], str]
"""What a leaf, a column or a function is called in words, given its value; whatever is unknown comes as its range."""

MOST: Final = 24
"""Elements of a column written out before the rest are an ellipsis."""
MOST_NAMES: Final = 6
"""Units named in a count before the rest are an ellipsis."""

# How tightly a text holds together: an operand that holds less tightly than its operator stands in brackets.
_LOOSEST: Final = 0
_COMPARED: Final = 4
_SUM: Final = 5
_PRODUCT: Final = 6
_SIGNED: Final = 7
_ATOM: Final = 8
_LEVEL: Final = {"if": _LOOSEST, "or": 1, "and": 2, "not": 3, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
_FREE: Final = {"+": ("+", "-"), "*": ("*", "/")}
"""On the right of these, these need no brackets: the value is the same."""
_SINCE: Final = ("change", "growth")
"""Functions of one name that read it twice: now and before."""


class _Said(NamedTuple):
    text: str
    level: int
    op: str = ""


_Leaf = Callable[[Term], _Said]


def spell(term: Term, world: World, unit: Unit, element: Unit, name: Name) -> str:
    """The expression with every name replaced by its value, as ``name`` says it."""
    return _write(term, lambda leaf: _value(leaf, world, unit, element, name)).text


def source(term: Term, name: Name) -> str:
    """The expression as the pack language writes it; ``name`` says the constants."""
    return _source(term, name, "").text


def _write(term: Term, leaf: _Leaf) -> _Said:
    """The structure above the leaves, in infix form."""
    op = term.op
    if op == "list":
        return _Said("[" + ", ".join(_write(a, leaf).text for a in _args(term)) + "]", _ATOM)
    if op == "compare":
        first, *rest = (_within(_write(a, leaf), _SUM) for a in _args(term))
        return _Said(first + "".join(f" {o} {a}" for o, a in zip(term.value, rest, strict=True)), _COMPARED)
    if op not in _LEVEL and op != "neg":
        return leaf(term)
    parts = [_write(a, leaf) for a in _args(term)]
    if op == "neg":
        return _Said("-" + _within(parts[0], _ATOM), _SIGNED)
    level = _LEVEL[op]
    if op == "not":
        return _Said("not " + _within(parts[0], level), level)
    if op == "if":
        condition, then, other = parts
        return _Said(f"{_within(then, 1)} if {_within(condition, 1)} else {other.text}", level)
    if op in ("and", "or"):
        return _Said(f" {op} ".join(_within(p, level + 1) for p in parts), level)
    left, right = parts
    signed = right.text.startswith("-")
    free = right.op in _FREE.get(op, ()) and not signed
    after = right.text if free else _within(right, _ATOM if signed else level + 1)
    return _Said(f"{_within(left, level)} {op} {after}", level, op)


def _args(term: Term) -> list[Term]:
    return [a for a in term.args if a is not None]


def _within(said: _Said, level: int) -> str:
    return said.text if said.level >= level else f"({said.text})"


def _leaf(text: str) -> _Said:
    """A leaf's words; a fraction holds like a quotient, a negative number like a sign."""
    digits = text.lstrip("-").replace(".", "", 1).replace("/", "", 1)
    if digits.isdecimal():
        return _Said(text, _PRODUCT if "/" in text else _SIGNED if text.startswith("-") else _ATOM, "/" * ("/" in text))
    return _Said(text, _ATOM)


# as the pack writes it


def _source(term: Term, name: Name, collection: str) -> _Said:
    """``collection`` is the one whose elements bare references stand for; "" inside its condition."""
    return _write(term, lambda leaf: _written(leaf, name, collection))


def _written(term: Term, name: Name, collection: str) -> _Said:
    op, value = term.op, term.value
    if op == "const":
        if isinstance(value, str):
            return _Said(value if term.type.options is not None else f'"{value}"', _ATOM)
        return _leaf(name(term, value))
    if op == "function":
        args = _args(term)[: 1 if value in _SINCE else None]
        return _Said(f"{value}({', '.join(_source(a, name, collection).text for a in args)})", _ATOM)
    if op == "aggregate":
        function, over, _ = value
        of, where, _, placed = term.args
        first = "" if placed is None else f"{_source(placed, name, collection).text}, "
        inner = over if of is None else _source(of, name, over).text
        condition = "" if where is None else f" where {_source(where, name, '').text}"
        return _Said(f"{function}({first}{inner}{condition})", _ATOM)
    if isinstance(value, (Reference, Reached)):
        mode, part = (op, value.part) if isinstance(value, Reference) else (value.mode, "")
        owner = value.owner or {"this": "this", "element": collection}.get(mode, "")
        return _Said(".".join(p for p in ("prior" * value.prior, owner, value.name, part) if p), _ATOM)
    return _Said(str(value), _ATOM)


# with the numbers filled in


def _value(term: Term, world: World, unit: Unit, element: Unit, name: Name) -> _Said:
    if term.type == TABLE:
        return _written(term, name, "")
    value = compile_term(term)(world, unit, element)
    if term.op == "function":
        args = [_write(a, lambda leaf: _value(leaf, world, unit, element, name)) for a in _args(term)]
        level = _COMPARED if term.value in _SINCE else _ATOM
        return _Said(f"{_call(term.value, args)} [= {name(term, value)}]", level)
    if term.op == "aggregate":
        made = _column(term, value, world, unit, element, name)
        return _Said(f"{_written(term, name, '').text} [= {made}]", _ATOM)
    held = _ratio(term, world, unit, element)
    if held is not None:
        counts = (_count(term, part, value, name) for part, value in (("part", held.part), ("whole", held.whole)))
        return _Said(" / ".join(counts), _PRODUCT, "/")
    return _leaf(name(term, value))


def _call(function: str, args: list[_Said]) -> str:
    """A function of its arguments; what has changed as the difference that it is."""
    if function not in _SINCE:
        return f"{function}({', '.join(a.text for a in args)})"
    now, before = args
    negative = before.text.startswith("-")
    difference = f"{_within(now, _SUM)} - {_within(before, _ATOM if negative else _PRODUCT)}"
    return difference if function == "change" else f"({difference}) / {_within(before, _ATOM)}"


def _ratio(term: Term, world: World, unit: Unit, element: Unit) -> RatioValue | None:
    """The two counts behind a ratio's share; None where the term is no ratio."""
    reference = term.value
    if not isinstance(reference, Reference) or reference.part:
        return None
    owners: dict[str, Unit] = {"element": element, "consortium": world.consortium, "region": world.region}
    owner: Unit | None = owners.get(term.op, unit)
    if term.op == "role":
        units = world.roles[reference.owner]
        owner = units[0] if len(units) == 1 else None
    if owner is None:
        return None
    if reference.slot < 0:
        held = owner.fields.get(reference.name)
    else:
        values = owner.prior if reference.prior else owner.values
        held = values[reference.slot] if reference.slot < len(values) else None
    return held if isinstance(held, RatioValue) else None


def _count(ratio: Term, part: str, value: iv.Range, name: Name) -> str:
    """One count of a ratio; a bound that only follows from the other count is no answer."""
    term = Term(ratio.op, replace(COUNT, unit=ratio.type.unit), ratio.at, value=ratio.value._replace(part=part))
    return name(term, value if iv.is_known(value) else unknown(term))


def _column(term: Term, value: Any, world: World, unit: Unit, element: Unit, name: Name) -> str:
    """What an aggregate was made of, and what it came to."""
    function = term.value.function
    of, where, _, placed = term.args
    total = name(term, value)
    rows = compile_elements(term, compile_term)(world, unit, element)
    if rows is None or (of is None and where is None):
        return total
    if of is None or function in ("count", "share", "every", "any"):
        return total + _who(function, of, rows, world, unit)
    said = [
        (_write(of, lambda leaf, row=row: _value(leaf, world, unit, row, name)), sure)  # type: ignore[misc]
        for row, sure in rows[:MOST]
    ]
    texts = [_within(part, _SUM) if sure else f"({part.text}?)" for part, sure in said]
    texts += ["…"] * (len(rows) > MOST)
    if function == "sum":
        return f"{' + '.join(texts)} = {total}" if len(texts) > 1 else total
    first = ""
    if placed is not None:
        first = _write(placed, lambda leaf: _value(leaf, world, unit, element, name)).text + ": "
    return f"{function}({first}{', '.join(texts)}) = {total}"


def _who(function: str, of: Term | None, rows: list[tuple[Unit, bool]], world: World, unit: Unit) -> str:
    """Those that decide it, by name: who is counted, or who keeps it from being all; a question mark is unknown."""
    wanted = function in ("count", "any")
    names = []
    for row, sure in rows:
        holds = True if of is None else compile_term(of)(world, unit, row)
        called = str(row.fields.get("name") or row.id)
        if holds is None or (holds is wanted and not sure):
            names.append(f"{called}?")
        elif holds is wanted:
            names.append(called)
    if not names:
        return ""
    return ": " + ", ".join([*names[:MOST_NAMES], *["…"] * (len(names) > MOST_NAMES)])
