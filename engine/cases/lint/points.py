"""Sums of points: takes a pack, compares what it declares with what its criteria add up to."""

from __future__ import annotations

from collections.abc import Sequence

from gongti.engine.cases.lint.linted import Linted, said
from gongti.engine.pack import BoundDimension
from gongti.engine.values.exact import Number

_SHOWN = 12
"""Summands that are written out; more of them help nobody."""


def check_points(linted: Linted) -> None:
    pack, problems = linted.pack, linted.problems
    for i, (dimension, bound) in enumerate(zip(pack.model.dimensions, pack.dimensions, strict=True)):
        points = [c.points for c in bound.criteria if c.force in ("must", "should")]
        if dimension.points is not None and dimension.points != total(points):
            at = linted.at("dimensions", i, "points")
            _differ(linted, at, f"{dimension.id}: points", dimension.points, points)
        most = total([c.points for c in bound.criteria])
        if bound.max is not None and bound.max > most:
            at = linted.at("dimensions", i, "max")
            problems.add("max-never-reached", at, max=said(bound.max), most=said(most))
    declared = pack.model.scoring.total
    sums = [out_of(d) for d in pack.dimensions]
    if declared is not None and declared != total(sums):
        _differ(linted, linted.at("scoring", "total"), "scoring.total", declared, sums)


def _differ(linted: Linted, at: object, key: str, declared: Number, summands: Sequence[Number]) -> None:
    found = said(total(summands))
    written = " + ".join(map(said, summands)) if 1 < len(summands) <= _SHOWN else ""
    params = {
        "key": key,
        "declared": said(declared),
        "found": found,
        "sum": f"{written} = {found}" if written else found,
    }
    linted.problems.add("points-do-not-sum", at, **params)  # type: ignore[arg-type]


def out_of(dimension: BoundDimension) -> Number:
    """What a dimension is out of."""
    found = total([c.points for c in dimension.criteria if c.force in ("must", "should")])
    return found if dimension.max is None or found < dimension.max else dimension.max


def total(points: Sequence[Number]) -> Number:
    found: Number = 0
    for value in points:
        found = found + value
    return found
