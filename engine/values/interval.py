"""Numbers that may be unknown: takes exact numbers and intervals of them, gives the same.

An interval is closed, with None for an end that is not bounded; an interval of one number is that
number. Operations combine intervals as if they were independent: sound (no completion of the unknowns
falls outside), perhaps wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from gongti.engine.values import exact
from gongti.engine.values.exact import Number, Rational, divide
from gongti.engine.values.logic import Truth

End = Number | None


class Interval(NamedTuple):
    """Every number from ``lo`` to ``hi``, both inside; None is no bound."""

    lo: End
    hi: End


Range = Number | Interval
"""A number, or the interval it lies in."""

ANY_NUMBER: Final = Interval(None, None)
NOT_NEGATIVE: Final = Interval(0, None)
SHARE: Final = Interval(0, 1)


class SetRange(NamedTuple):
    """A set of options of which some are sure and the others possible."""

    sure: frozenset[str]
    possible: frozenset[str]


def between(lo: End, hi: End) -> Range:
    """The interval, or the number where both ends are one."""
    if lo is not None and hi is not None and lo == hi:
        return lo
    return Interval(lo, hi)


def low(x: Range) -> End:
    return x.lo if x.__class__ is Interval else x  # type: ignore[return-value]


def high(x: Range) -> End:
    return x.hi if x.__class__ is Interval else x  # type: ignore[return-value]


def is_known(x: Any) -> bool:
    """Whether a value of any type is fully known."""
    return x is not None and x.__class__ is not Interval and x.__class__ is not SetRange


def add(x: Range, y: Range) -> Range:
    if x.__class__ is not Interval and y.__class__ is not Interval:
        return x + y  # type: ignore[operator,return-value]
    a, b, c, d = low(x), high(x), low(y), high(y)
    return between(None if a is None or c is None else a + c, None if b is None or d is None else b + d)


def negative(x: Range) -> Range:
    if x.__class__ is not Interval:
        return -x  # type: ignore[operator]
    a, b = low(x), high(x)
    return Interval(None if b is None else -b, None if a is None else -a)


def subtract(x: Range, y: Range) -> Range:
    if x.__class__ is not Interval and y.__class__ is not Interval:
        return x - y  # type: ignore[operator]
    return add(x, negative(y))


def multiply(x: Range, y: Range) -> Range:
    if x.__class__ is not Interval and y.__class__ is not Interval:
        return x * y  # type: ignore[operator,return-value]
    a, b, c, d = low(x), high(x), low(y), high(y)
    corners = [_times(a, -1, c, -1), _times(a, -1, d, 1), _times(b, 1, c, -1), _times(b, 1, d, 1)]
    return _hull_of(corners)


# A product's corner: a number, or -1 / +1 for an infinite end, tagged so that the two cannot be mixed up.
Corner = tuple[bool, Number]


def _times(x: End, x_sign: int, y: End, y_sign: int) -> Corner:
    """A corner of a product; ``None`` stands for infinity of the given sign, and 0 times infinity is 0."""
    if x is not None and y is not None:
        return True, x * y
    sx = x_sign if x is None else (x > 0) - (x < 0)
    sy = y_sign if y is None else (y > 0) - (y < 0)
    return (True, 0) if sx * sy == 0 else (False, sx * sy)


def _hull_of(corners: Sequence[Corner]) -> Range:
    finite = [value for is_finite, value in corners if is_finite]
    lo = None if any(not f and v < 0 for f, v in corners) or not finite else min(finite)
    hi = None if any(not f and v > 0 for f, v in corners) or not finite else max(finite)
    return between(lo, hi)


def quotient(x: Range, y: Range) -> Range:
    """x ÷ y. By zero, or by an interval that holds zero: unbounded, from 0 where neither side can be negative."""
    if x.__class__ is not Interval and y.__class__ is not Interval and y:
        return divide(x, y)  # type: ignore[arg-type]
    c, d = low(y), high(y)
    if (c is None or c <= 0) and (d is None or d >= 0):
        a = low(x)
        positive = a is not None and a >= 0 and c is not None and c >= 0
        return NOT_NEGATIVE if positive else ANY_NUMBER
    # 1 ÷ [c, d] with 0 outside: an infinite end becomes 0.
    inverse = Interval(0 if d is None else divide(1, d), 0 if c is None else divide(1, c))
    return multiply(x, inverse)


def magnitude(x: Range) -> Range:
    """|x|"""
    if x.__class__ is not Interval:
        return exact.magnitude(x)  # type: ignore[arg-type]
    a, b = low(x), high(x)
    if a is not None and a >= 0:
        return x
    if b is not None and b <= 0:
        return negative(x)
    return Interval(0, None if a is None or b is None else max(-a, b))


def at_least(x: Range, y: Range) -> Truth:
    """x ≥ y"""
    if x.__class__ is not Interval and y.__class__ is not Interval:
        return x >= y  # type: ignore[operator]
    a, b, c, d = low(x), high(x), low(y), high(y)
    if a is not None and d is not None and a >= d:
        return True
    if b is not None and c is not None and b < c:
        return False
    return None


def more_than(x: Range, y: Range) -> Truth:
    """x > y"""
    if x.__class__ is not Interval and y.__class__ is not Interval:
        return x > y  # type: ignore[operator]
    a, b, c, d = low(x), high(x), low(y), high(y)
    if a is not None and d is not None and a > d:
        return True
    if b is not None and c is not None and b <= c:
        return False
    return None


def equal(x: Any, y: Any) -> Truth:
    """x = y, for numbers, dates, texts, truths and sets."""
    kind, other = x.__class__, y.__class__
    if kind is Interval or other is Interval:
        a, b, c, d = low(x), high(x), low(y), high(y)
        apart = (b is not None and c is not None and b < c) or (d is not None and a is not None and d < a)
        return False if apart else None
    if kind is SetRange or other is SetRange:
        s = x if kind is SetRange else SetRange(x, x)
        t = y if other is SetRange else SetRange(y, y)
        return None if s.sure <= t.possible and t.sure <= s.possible else False
    if x is None or y is None:
        return None
    return bool(x == y)


def hull(x: Any, y: Any) -> Any:
    """The least that holds both values: what ``a if c else b`` is while c is unknown."""
    if x.__class__ in (int, Rational, Interval) and y.__class__ in (int, Rational, Interval):
        a, b, c, d = low(x), high(x), low(y), high(y)
        return between(
            None if a is None or c is None else min(a, c),
            None if b is None or d is None else max(b, d),
        )
    if isinstance(x, (frozenset, SetRange)) and isinstance(y, (frozenset, SetRange)):
        s = x if isinstance(x, SetRange) else SetRange(x, x)
        t = y if isinstance(y, SetRange) else SetRange(y, y)
        return set_range(s.sure & t.sure, s.possible | t.possible)
    return x if equal(x, y) is True else None


def difference(x: frozenset[str] | SetRange, y: frozenset[str] | SetRange) -> frozenset[str] | SetRange:
    """What is in x and not in y."""
    s = x if isinstance(x, SetRange) else SetRange(x, x)
    t = y if isinstance(y, SetRange) else SetRange(y, y)
    return set_range(s.sure - t.possible, s.possible - t.sure)


def growth(x: Range, y: Range) -> Range:
    """(x − y) ÷ y: what x is above y, as a share of y."""
    if x.__class__ is not Interval and y.__class__ is not Interval:
        return quotient(subtract(x, y), y)
    return subtract(quotient(x, y), 1)  # the same, with each unknown standing once


def set_range(sure: frozenset[str], possible: frozenset[str]) -> frozenset[str] | SetRange:
    """The set where it is certain, else its range."""
    return sure if sure == possible else SetRange(sure, possible)
