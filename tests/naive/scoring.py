"""Takes one measured value and how it is scored; gives points and level, and what a review's findings make of them."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from naive.language import At, Expr, Own, Value
from naive.world import ZERO, Scenario, Seen, World, indicators, measure_of

WORST_LAST = ("complete", "incomplete", "falsified")


def score(world: World, c: dict[str, Any], full: Fraction, value: Value) -> tuple[Fraction, str | None]:
    """Points and level of one measured value."""
    if "due" in c or "every" in c:
        return _in_time(world, c, full, value)
    if "score" not in c:
        if isinstance(value, frozenset):  # a set alone: points ÷ options for each one missing
            measure = measure_of(c)
            assert isinstance(measure, Own)
            options = frozenset(indicators(world.scenario.pack)[measure.indicator]["options"])
            return full - full / len(options) * len(options - value), None
        return (full if value else ZERO), None
    rule = c["score"]
    method = rule["method"]

    def given(key: str) -> Any:
        return rule[key].value(world, "consortium")

    if method == "pass":
        return (full if value else ZERO), None
    if method == "linear":
        zero = given("zero") if "zero" in rule else ZERO
        part = (value - zero) / (given("full") - zero)
        return full * max(ZERO, min(Fraction(1), part)), None
    if method == "levels":
        for entry in rule["levels"]:
            if _level_holds(world, entry, value):
                written = entry["points"]
                return (written.exact * full if written.written.endswith("%") else written.exact), entry.get("id")
        return ZERO, None
    steps = value
    if "below" in rule:
        steps = (given("below") - value) / given("per")
    elif "above" in rule:
        steps = (value - given("above")) / given("per")
    steps = max(ZERO, steps)
    if rule.get("step") == "up":
        steps = Fraction(ceil(steps))
    elif rule.get("step") == "down":
        steps = Fraction(floor(steps))
    if method == "add":
        return max(ZERO, min(full, given("each") * steps)), None
    assert method == "deduct"
    return max(given("floor") if "floor" in rule else ZERO, full - given("each") * steps), None


def _level_holds(world: World, entry: dict[str, Any], value: Value) -> bool:
    if "otherwise" in entry:
        return True
    if "when" in entry:
        return bool(entry["when"].value(world, value))
    tests = {
        "at_least": lambda x: value >= x,
        "more_than": lambda x: value > x,
        "at_most": lambda x: value <= x,
        "less_than": lambda x: value < x,
    }
    return all(test(entry[key].value(world, "consortium")) for key, test in tests.items() if key in entry)


def bottom(c: dict[str, Any]) -> Fraction:
    """The least that a criterion can score: 0, or the negative floor."""
    return min(ZERO, c["score"]["floor"].exact) if "floor" in c.get("score", {}) else ZERO


# ---------------------------------------------------------------- deadlines


def due_day(scenario: Scenario, c: dict[str, Any]) -> date:
    """The last day on time: a month's end includes its last day; `every` is that day in the period's last year."""
    if "every" in c:
        month, day = map(int, c["every"].split("-"))
        return date(scenario.period_end.year, month, day)
    if isinstance(c["due"], date):
        return c["due"]
    year, month = map(int, c["due"].split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])


def not_due(world: World, c: dict[str, Any], unit: str) -> bool:
    """Not done, and the day has not passed: unanswered before the day, or "none" up to it."""
    if "due" not in c and "every" not in c:
        return False
    measure = measure_of(c)
    assert isinstance(measure, Own | At)
    key = (unit if isinstance(measure, Own) else measure.place, measure.indicator)
    if key in world.scenario.unanswered:
        return due_day(world.scenario, c) > world.scenario.on
    return measure.value(world, unit) is None and due_day(world.scenario, c) >= world.scenario.on


def _in_time(world: World, c: dict[str, Any], full: Fraction, value: date | None) -> tuple[Fraction, str | None]:
    if value is None:
        return ZERO, "missing"
    if value <= due_day(world.scenario, c):
        return full, None
    share = c.get("score", {}).get("late_share") or world.scenario.pack.get("scoring", {}).get("late_share")
    return (full * share.exact if share else ZERO), "late"


# ---------------------------------------------------------------- adjustments


def read_by(measure: Expr, unit: str) -> set[tuple[str, str]]:
    """The answers that an item read of the unit itself."""
    return {(unit, i) for i in measure.own()}


def adjusted(
    world: World, dimension: dict[str, Any], c: dict[str, Any], keys: Iterable[tuple[str, str]], p: Fraction
) -> Fraction:
    """Points after what the reviewer saw beside the answers read: the worst evidence, the cases together."""
    scenario = world.scenario
    if not scenario.verified:
        return p
    found = [scenario.seen[k] for k in keys if k in scenario.seen]
    seen = Seen(max((s.evidence for s in found), key=WORST_LAST.index, default="complete"), sum(s.cases for s in found))
    holding = [
        entry
        for place in (scenario.pack, dimension, c)
        for entry in place.get("adjust", ())
        if entry["when"].value(world, seen)
    ]
    if not holding:
        return p
    lowest = min([bottom(c)] + [e["floor"].exact for e in holding if "floor" in e])
    for entry in holding:
        if "times" in entry:
            p *= entry["times"].exact
    p -= sum((e["minus"].value(world, seen) for e in holding if "minus" in e), ZERO)
    return min(c["points"].exact, max(lowest, p))
