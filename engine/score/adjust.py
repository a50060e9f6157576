"""Adjustments: takes the points of one value and what reviewers saw beside its answers, gives the points after.

Verified side only. All entries that hold multiply and add, the lowest floor counts:
p ← min(P, max(floor, p·∏times − Σminus)). An entry of which it is not known whether it holds widens every part.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongti.engine.expression import Unit
from gongti.engine.measure import Desk, Party
from gongti.engine.measure.answers_of import answers_of
from gongti.engine.measure.checks import Checks
from gongti.engine.pack import BoundCriterion
from gongti.engine.score.methods import Scored, open_range
from gongti.engine.submission.review import Evidence
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, divide
from gongti.engine.values.interval import Range


def adjusted(
    desk: Desk, checks: Checks, criterion: BoundCriterion, scored: Scored, unit: Unit, parties: Sequence[Party]
) -> tuple[Scored, tuple[int, ...]]:
    """The points after, and the entries of ``criterion.adjust`` that surely hold.

    ``parties`` are those whose own answers were read: the unit's, or all units' where one value was made across.
    """
    world, points = desk.world, criterion.points
    before = iv.between(scored.low, scored.high)
    show_evidence(desk, checks, criterion, scored, parties)
    times: Range = 1
    minus: Range = 0
    held: list[int] = []
    floors: list[Number] = []
    perhaps: list[Number] = []
    touched = False
    for i, entry in enumerate(criterion.adjust):
        holds = entry.when.evaluate(world, unit, unit)
        if holds is False:
            continue
        touched = True
        factor = 1 if entry.times is None else entry.times.evaluate(world, unit, unit)
        less = 0 if entry.minus is None else entry.minus.evaluate(world, unit, unit)
        if holds is None:
            factor, less = iv.hull(1, factor), iv.hull(0, less)
        else:
            held.append(i)
        if entry.floor is not None:
            (floors if holds else perhaps).append(entry.floor)
        times, minus = iv.multiply(times, factor), iv.add(minus, less)
    if not touched:
        return scored, ()
    after = iv.subtract(iv.multiply(before, times), minus)
    lowest, highest = _floors(open_range(criterion.score, points).low, floors, perhaps)
    low, high = iv.low(after), iv.high(after)
    low = lowest if low is None else min(points, max(lowest, low))
    high = points if high is None else min(points, max(highest, high))
    return Scored(low, high, scored.levels), tuple(held)


def show_evidence(
    desk: Desk, checks: Checks, criterion: BoundCriterion, scored: Scored, parties: Sequence[Party]
) -> tuple[Evidence, int]:
    """Let expressions see what reviewers saw beside the answers read, and the points before; gives what they saw."""
    evidence, cases = checks.worst([(p.id, q.id) for p, q in answers_of(desk, criterion, parties)])
    points = iv.between(scored.low, scored.high)
    percent = iv.multiply(points, divide(100, criterion.points)) if criterion.points else 0
    desk.world.given.update({"evidence": evidence, "cases": cases, "points": points, "percent": percent})
    return evidence, cases


def _floors(own: Number, sure: Sequence[Number], perhaps: Sequence[Number]) -> tuple[Number, Number]:
    """The lowest and the highest that the floor can be: 0 where no entry has one, never above the method's own."""
    low = min([*(sure or [0]), *perhaps])
    high = min(sure) if sure else max([0, *perhaps])
    return (min(own, low), min(own, high)) if own < 0 else (low, high)
