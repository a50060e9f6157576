"""Exact numbers against ``fractions.Fraction``: the slow, well-known arithmetic is the judge."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongti.engine.values.exact import (
    REDUCE_BITS,
    Number,
    Rational,
    ceil,
    decimals,
    divide,
    floor,
    from_fraction,
    lowest,
    show,
    to_fraction,
)

INTEGERS = st.one_of(st.integers(-20, 20), st.integers(-(10**60), 10**60))
UNREDUCED = st.builds(lambda n, d, k: Rational(n * k, d * k), INTEGERS, INTEGERS.filter(bool), st.integers(1, 12))
NUMBERS: st.SearchStrategy[Number] = st.one_of(INTEGERS, UNREDUCED)


def fraction(value: Number) -> Fraction:
    """The judge's own reading of a number, not the module's."""
    return Fraction(value.n, value.d) if isinstance(value, Rational) else Fraction(value)


@given(NUMBERS, NUMBERS)
@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
def test_arithmetic_is_that_of_fractions(operation: Callable[[Any, Any], Any], a: Number, b: Number) -> None:
    assert fraction(operation(a, b)) == operation(fraction(a), fraction(b))


@given(NUMBERS, NUMBERS)
@pytest.mark.parametrize(
    "relation", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne], ids=lambda r: r.__name__
)
def test_comparison_is_that_of_fractions(relation: Callable[[Any, Any], bool], a: Number, b: Number) -> None:
    assert relation(a, b) is relation(fraction(a), fraction(b))


@given(NUMBERS, st.integers(1, 9))
def test_equal_numbers_hash_equally_in_whatever_terms(a: Number, k: int) -> None:
    n, d = fraction(a).as_integer_ratio()
    same = Rational(n * k, d * k)
    assert same == a and hash(same) == hash(a) == hash(fraction(a))
    assert len({same, a}) == 1


@given(NUMBERS, NUMBERS)
@example(-6, Rational(-2, 1))
@example(1, Rational(-1, 3))
def test_division_is_exact_and_whole_results_are_int(a: Number, b: Number) -> None:
    if fraction(b) == 0:
        with pytest.raises(ZeroDivisionError):
            divide(a, b)
        return
    quotient = divide(a, b)
    assert fraction(quotient) == fraction(a) / fraction(b)
    assert isinstance(quotient, int) is (fraction(quotient).denominator == 1)


@given(NUMBERS)
def test_sign_and_size(a: Number) -> None:
    assert fraction(-a) == -fraction(a)
    assert fraction(abs(a)) == abs(fraction(a))
    assert bool(a) is bool(fraction(a))


@given(NUMBERS)
def test_floor_and_ceiling(a: Number) -> None:
    assert (floor(a), ceil(a)) == (math.floor(fraction(a)), math.ceil(fraction(a)))


@given(NUMBERS)
def test_there_and_back_and_lowest_terms(a: Number) -> None:
    assert to_fraction(a) == fraction(a)
    assert fraction(from_fraction(fraction(a))) == fraction(a)
    assert lowest(a) == fraction(a).as_integer_ratio()
    assert show(a) == str(fraction(a))


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.integers(0, 4))
@example(5, 1, 0)
@example(-5, 1, 0)
@example(-4, 1, 0)
@example(-4, 3, 2)
@example(25, 3, 2)
def test_rounding_is_half_up_away_from_zero(digits: int, exponent: int, places: int) -> None:
    # Decimals of another library round the decimal fraction digits ÷ 10^exponent; it has no minus zero here.
    with localcontext() as context:
        context.prec = 60
        typed = Decimal(digits).scaleb(-exponent)
        expected = typed.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert decimals(Rational(digits, 10**exponent), places) == str(expected if expected else abs(expected))


@given(NUMBERS, st.integers(0, 4))
def test_rounding_is_off_by_at_most_half_a_unit(a: Number, places: int) -> None:
    off = abs(Fraction(decimals(a, places)) - fraction(a))
    assert off <= Fraction(1, 2 * 10**places)


def test_thirds_are_rounded_only_when_shown() -> None:
    third = Rational(1, 3)
    assert third + third + third == 1
    assert [decimals(third * k) for k in (1, 2, 3)] == ["0.33", "0.67", "1.00"]


def test_a_long_sum_stays_short() -> None:
    total: Number = 0
    for k in range(1, 400):
        total = total + Rational(1, k)
    assert fraction(total) == sum((Fraction(1, k) for k in range(1, 400)), Fraction())
    assert isinstance(total, Rational)
    # Lowest terms of this sum have about 570 bits; the product of the denominators has over 2,800.
    assert total.d.bit_length() < 400 * 2 and total.d.bit_length() > REDUCE_BITS


@pytest.mark.parametrize("foreign", [0.5, "1/2", None])
@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul, operator.lt, operator.ge])
def test_nothing_inexact_takes_part(operation: Callable[[Any, Any], Any], foreign: object) -> None:
    with pytest.raises(TypeError):
        operation(Rational(1, 2), foreign)
    with pytest.raises(TypeError):
        operation(foreign, Rational(1, 2))
    assert Rational(1, 2) != foreign


def test_the_denominator_is_positive_and_never_zero() -> None:
    assert (Rational(1, -2).n, Rational(1, -2).d) == (-1, 2)
    with pytest.raises(ZeroDivisionError):
        Rational(1, 0)
