"""Whether a condition holds for a value, with everything else unknown: takes terms, gives true, false or None.

Conditions on a measure (``value >= 60%``) are the same between two of the numbers they name, so a handful of values,
each of those numbers and one between every two, stands for all.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from gongti.engine.expression import Term
from gongti.engine.values.exact import Rational, to_fraction
from gongti.engine.values.logic import all_of, any_of, negate

Parameter = Callable[[str], Any]
"""The value of a parameter by its name; None where it has none."""

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
    "in": lambda x, items: x in items, "not in": lambda x, items: x not in items,
}  # fmt: skip
_CALCULATE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def value_of(term: Term, given: Mapping[str, Any], parameter: Parameter) -> Any:
    """The value of a term where given values and parameters decide it; None where anything else does."""
    op = term.op
    if op == "const":
        return _exact(term.value)
    if op == "parameter":
        return _exact(parameter(term.value))
    if op == "given":
        return given.get(term.value)
    if op not in ("and", "or", "not", "neg", "compare", "list", *_CALCULATE):
        return None
    args = [value_of(a, given, parameter) for a in term.args if a is not None]
    if op == "and":
        return all_of(args)
    if op == "or":
        return any_of(args)
    if op == "not":
        return negate(args[0])
    if op == "compare":
        pairs = zip(term.value, args, args[1:], strict=False)
        return all_of(None if a is None or b is None else _COMPARE[sign](a, b) for sign, a, b in pairs)
    if any(a is None for a in args):
        return None
    if op == "list":
        return args
    if op == "neg":
        return -args[0]
    return None if op == "/" and args[1] == 0 else _CALCULATE[op](*args)


def _exact(value: Any) -> Any:
    """Numbers as fractions, which compare and divide like any other."""
    if isinstance(value, bool):
        return value
    return to_fraction(value) if isinstance(value, (int, Rational)) else value


def cuts(term: Term, name: str, parameter: Parameter) -> Iterator[Any]:
    """The values beside which a given name is compared; None for a use of it that is no plain comparison."""
    if term.op == "compare":
        for i, arg in enumerate(term.args):
            if arg is None or not _names(arg, name):
                continue
            beside = [term.args[j] for j in (i - 1, i + 1) if 0 <= j < len(term.args)]
            for other in beside:
                found = value_of(other, {}, parameter) if arg.op == "given" and other is not None else None
                yield from found if isinstance(found, list) else (found,)
        return
    if term.op == "given" and term.value == name:
        yield None
    for arg in term.args:
        if arg is not None and _names(arg, name):
            yield from cuts(arg, name, parameter) if term.op in ("and", "or", "not") else (None,)


def _names(term: Term, name: str) -> bool:
    return term.op == "given" and term.value == name or any(_names(a, name) for a in term.args if a is not None)


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers a value can be: its ends (None: without end), and whether it is whole."""

    low: Fraction | None
    high: Fraction | None
    whole: bool = False

    def samples(self, marks: set[Fraction]) -> list[Fraction]:
        """Numbers of the span in order, such that whatever changes at the marks alone is the same between two."""
        ends = {e for e in (self.low, self.high) if e is not None}
        if self.whole:
            near = (Fraction(n) for mark in marks | ends for n in range(floor(mark) - 1, ceil(mark) + 2))
            found = {*near} or {Fraction(0)}
        else:
            ordered = sorted(marks | ends) or [Fraction(0)]
            between = {(a + b) / 2 for a, b in zip(ordered, ordered[1:], strict=False)}
            found = {*ordered, *between, ordered[0] - 1, ordered[-1] + 1}
        return sorted(v for v in found if v in self)

    def __contains__(self, value: Fraction) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)
