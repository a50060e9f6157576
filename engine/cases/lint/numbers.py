"""Numbers without a source: takes a pack, names each number or day that decides a criterion and that no quote gives.

Looked at are the measure, the conditions, the lines of the score (not points, steps and floors, which are the
assessor's own), deadlines, and the parameters that a criterion reads. A number may stand there in any writing: 1/3,
三分之一, 33%, 两, 8月底. Left alone are 0 and 1, which count whether there is any, and every criterion with a citation
that is not the original itself (derived, recalled, restated): it says that the reading is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from gongti.engine.cases.lint.figures import says_day, says_day_of_year, says_number
from gongti.engine.cases.lint.linted import Linted, Steps, said, terms
from gongti.engine.expression import Node, SyntaxProblem, parse
from gongti.engine.expression.syntax import Call, Comparison, ListOf, Literal, Operation
from gongti.engine.pack import models as m
from gongti.engine.pack.criteria import formulas_of
from gongti.engine.pack.models import Cite
from gongti.engine.values.exact import from_fraction, to_fraction


class _Figure(NamedTuple):
    """A number, a day or a day of the year that decides, with where it stands."""

    value: Fraction | date | tuple[int, int]
    share: bool
    path: Steps


def check_numbers(linted: Linted) -> None:
    judged: set[str] = set()
    for path, criterion, bound in linted.criteria():
        if criterion.cite:
            _compare(linted, criterion.cite, criterion.id, _figures(criterion, path))
        read = {t.value for f in formulas_of(bound) for t in terms(f.term) if t.op == "parameter"}
        for name in sorted(read - judged):
            for i, entry in enumerate(linted.pack.model.parameters[name]):
                cites = entry.cite or criterion.cite
                if cites:
                    _compare(linted, cites, name, _literals(entry.value, ("parameters", name, i, "value")))
        judged |= read


def _compare(linted: Linted, cites: Sequence[Cite], name: str, figures: Iterable[_Figure]) -> None:
    if any(linted.pack.seen(cite) != "original" for cite in cites):
        return
    quotes = [cite.quote for cite in cites if cite.quote is not None]
    for figure in figures:
        if not any(_says(quote, figure) for quote in quotes):
            linted.problems.add("number-unsourced", linted.at(*figure.path), name=name, number=_written(figure))


def _says(quote: str, figure: _Figure) -> bool:
    value = figure.value
    if isinstance(value, date):
        return says_day(quote, value)
    if isinstance(value, tuple):
        return says_day_of_year(quote, value)
    return says_number(quote, value)


def _written(figure: _Figure) -> str:
    value = figure.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"{value[0]:02}-{value[1]:02}"
    return said(from_fraction(value), figure.share)


# the figures of a criterion

_LINES = ("full", "zero", "below", "above")
_BOUNDS = ("at_least", "more_than", "at_most", "less_than", "when")
_WHERE = re.compile(r"\bwhere\b(.*)", re.DOTALL)


def _figures(criterion: m.Criterion, path: Steps) -> Iterator[_Figure]:
    for key in ("measure", "applies_when"):
        yield from _literals(getattr(criterion, key), (*path, key))
    where = _WHERE.search(criterion.over or "")
    yield from _literals(where[1] if where else None, (*path, "over"))
    if criterion.due is not None:
        yield _Figure(criterion.due, False, (*path, "due"))
    if criterion.every is not None:
        yield _Figure(criterion.every, False, (*path, "every"))
    if criterion.score is None:
        return
    for key in _LINES:
        yield from _literals(getattr(criterion.score, key), (*path, "score", key))
    for i, level in enumerate(criterion.score.levels or ()):
        for key in _BOUNDS:
            yield from _literals(getattr(level, key), (*path, "score", "levels", i, key))


def _literals(text: str | None, path: Steps) -> Iterator[_Figure]:
    """The numbers and days of an expression but 0 and 1; 1/3 is one number."""
    if text is None:
        return
    try:
        found = list(_in(parse(text), path))
    except SyntaxProblem:
        return
    yield from (f for f in found if f.share or f.value not in (0, 1))


def _in(node: Node, path: Steps) -> Iterator[_Figure]:
    if isinstance(node, Literal):
        if isinstance(node.value, date):
            yield _Figure(node.value, False, path)
        elif not isinstance(node.value, (bool, str)) and node.value != 0:
            yield _Figure(to_fraction(node.value), node.share, path)
    elif isinstance(node, Operation) and node.op == "/" and (quotient := _quotient(node)) is not None:
        yield _Figure(quotient, False, path)
    elif isinstance(node, ListOf):
        for item in node.items:
            yield from _in(item, path)
    elif isinstance(node, (Call, Operation, Comparison)):
        for part in node.args:
            yield from _in(part, path)
        if isinstance(node, Call) and node.where is not None:
            yield from _in(node.where, path)


def _quotient(node: Operation) -> Fraction | None:
    one, other = node.args
    if not (isinstance(one, Literal) and isinstance(other, Literal)) or one.share or other.share:
        return None
    if isinstance(one.value, int) and isinstance(other.value, int) and other.value:
        return Fraction(one.value, other.value)
    return None
