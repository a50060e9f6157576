"""Exact numbers: takes integers, gives integers and ratios of integers; no float anywhere.

A number is a plain ``int`` where it is whole and a ``Rational`` otherwise. ``Rational`` does what
``fractions.Fraction`` does, without reducing after every step: one ``Fraction`` operation costs
1-3 µs on Python 3.11, and an assessment makes thousands. Comparison is cross-multiplication;
lowest terms are taken when a number is shown, hashed, or has grown past ``REDUCE_BITS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Final

REDUCE_BITS: Final = 192
"""Denominators longer than this are reduced at once, so that long sums stay small."""


class Rational:
    """An exact ratio of two integers, the denominator positive."""

    __slots__ = ("d", "n")
    n: int
    d: int

    def __init__(self, n: int, d: int = 1) -> None:
        if d <= 0:
            if d == 0:
                raise ZeroDivisionError("a ratio with denominator 0")
            n, d = -n, -d
        if d.bit_length() > REDUCE_BITS:
            g = gcd(n, d)
            n, d = n // g, d // g
        self.n = n
        self.d = d

    def __add__(self, other: Number) -> Rational:
        if other.__class__ is Rational:
            if self.d == other.d:
                return Rational(self.n + other.n, self.d)
            return Rational(self.n * other.d + other.n * self.d, self.d * other.d)
        if isinstance(other, int):
            return Rational(self.n + other * self.d, self.d)
        return NotImplemented

    __radd__ = __add__

    def __neg__(self) -> Rational:
        return Rational(-self.n, self.d)

    def __abs__(self) -> Rational:
        return Rational(abs(self.n), self.d)

    def __sub__(self, other: Number) -> Rational:
        if other.__class__ is Rational:
            if self.d == other.d:
                return Rational(self.n - other.n, self.d)
            return Rational(self.n * other.d - other.n * self.d, self.d * other.d)
        if isinstance(other, int):
            return Rational(self.n - other * self.d, self.d)
        return NotImplemented

    def __rsub__(self, other: int) -> Rational:
        if isinstance(other, int):
            return Rational(other * self.d - self.n, self.d)
        return NotImplemented

    def __mul__(self, other: Number) -> Rational:
        if other.__class__ is Rational:
            return Rational(self.n * other.n, self.d * other.d)
        if isinstance(other, int):
            return Rational(self.n * other, self.d)
        return NotImplemented

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        if other.__class__ is Rational:
            return self.n * other.d == other.n * self.d
        if isinstance(other, int):
            return self.n == other * self.d
        return NotImplemented

    def __hash__(self) -> int:
        g = gcd(self.n, self.d)
        # Equal to an int's hash where the value is whole, as equality demands.
        return hash(Fraction(self.n // g, self.d // g))

    def __lt__(self, other: Number) -> bool:
        if other.__class__ is Rational:
            return self.n * other.d < other.n * self.d
        if isinstance(other, int):
            return self.n < other * self.d
        return NotImplemented

    def __le__(self, other: Number) -> bool:
        if other.__class__ is Rational:
            return self.n * other.d <= other.n * self.d
        if isinstance(other, int):
            return self.n <= other * self.d
        return NotImplemented

    def __gt__(self, other: Number) -> bool:
        if other.__class__ is Rational:
            return self.n * other.d > other.n * self.d
        if isinstance(other, int):
            return self.n > other * self.d
        return NotImplemented

    def __ge__(self, other: Number) -> bool:
        if other.__class__ is Rational:
            return self.n * other.d >= other.n * self.d
        if isinstance(other, int):
            return self.n >= other * self.d
        return NotImplemented

    def __bool__(self) -> bool:
        return self.n != 0

    def __repr__(self) -> str:
        return f"Rational({self.n}, {self.d})"


Number = int | Rational
"""What the engine computes with: whole numbers as ``int``, the rest as ``Rational``."""


def divide(a: Number, b: Number) -> Number:
    """a ÷ b, exactly; whole results come back as ``int``. Raises ZeroDivisionError for b = 0."""
    if isinstance(a, Rational):
        n, d = a.n, a.d
    else:
        n, d = a, 1
    if isinstance(b, Rational):
        n, d = n * b.d, d * b.n
    else:
        d *= b
    if d == 0:
        raise ZeroDivisionError("division by zero")
    if n % d == 0:
        return n // d
    return Rational(n, d)


def mean(values: Sequence[Number]) -> Number:
    """Σ ÷ n, with one ratio made at the end instead of one a term."""
    n, d = 0, 1
    for value in values:
        if isinstance(value, int):
            n += value * d
        elif value.d == d:
            n += value.n
        else:
            n, d = n * value.d + value.n * d, d * value.d
            if d.bit_length() > REDUCE_BITS:
                g = gcd(n, d)
                n, d = n // g, d // g
    return divide(Rational(n, d), len(values))


def part_of(points: Number, value: Number, full: Number) -> Number | None:
    """points · value ÷ full for 0 < value < full, 0 from 0 down; None where value reaches full. ``full`` is above 0."""
    a, b = (value.n, value.d) if isinstance(value, Rational) else (value, 1)
    if isinstance(full, Rational):
        a, b = a * full.d, b * full.n
    else:
        b *= full
    if a >= b:
        return None
    if a <= 0:
        return 0
    if isinstance(points, Rational):
        return Rational(points.n * a, points.d * b)
    return divide(points * a, b)


def magnitude(value: Number) -> Number:
    """|value|; mypy knows no ``abs`` of a union."""
    return value if value >= 0 else -value


def from_fraction(value: Fraction) -> Number:
    """The same number in the engine's form."""
    return value.numerator if value.denominator == 1 else Rational(value.numerator, value.denominator)


def to_fraction(value: Number) -> Fraction:
    """The same number as a ``fractions.Fraction``, in lowest terms."""
    return Fraction(value.n, value.d) if isinstance(value, Rational) else Fraction(value)


def lowest(value: Number) -> tuple[int, int]:
    """Numerator and denominator in lowest terms."""
    if isinstance(value, Rational):
        g = gcd(value.n, value.d)
        return value.n // g, value.d // g
    return value, 1


def floor(value: Number) -> int:
    """The largest whole number not above the value."""
    return value.n // value.d if isinstance(value, Rational) else value


def ceil(value: Number) -> int:
    """The smallest whole number not below the value."""
    return -((-value.n) // value.d) if isinstance(value, Rational) else value


def show(value: Number) -> str:
    """In lowest terms as results print values: ``1200``, ``3/10``, ``-1/3``."""
    n, d = lowest(value)
    return digits(n) if d == 1 else f"{digits(n)}/{digits(d)}"


def digits(n: int) -> str:
    """An integer written out, however long: ``str`` refuses beyond 4,300 digits, products of answers need not."""
    return str(n) if n.bit_length() < 14_000 else str(Decimal(n))


def decimals(value: Number, places: int = 2) -> str:
    """Rounded half up (away from zero at the half) to a fixed number of decimals: the one rounding there is."""
    n, d = lowest(value)
    scale = 10**places
    magnitude = (2 * abs(n) * scale + d) // (2 * d)
    whole, part = divmod(magnitude, scale)
    sign = "-" if n < 0 and magnitude else ""
    return f"{sign}{digits(whole)}.{part:0{places}d}" if places else f"{sign}{digits(whole)}"
