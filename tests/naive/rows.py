"""Takes one criterion in a complete world, and whom a contradiction doubts; gives its row: status, points, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from naive.columns import aggregate
from naive.language import Value
from naive.scoring import adjusted, bottom, not_due, read_by, score
from naive.world import PLACES, ZERO, World, indicators, measure_of, over_of

CONDITIONS = ("share", "every", "any", "count")  # the ways across that take a condition of each unit
OUTSIDE = ("not_due", "not_reviewed", "waived")  # outside `of` under every policy
OPEN = ("contested", "undetermined")


@dataclass(frozen=True)
class Unit:
    """One facility under a criterion; `low` and `high` differ where its claim is contested."""

    status: str | None
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Row:
    id: str
    dimension: str
    force: str
    status: str
    low: Fraction
    high: Fraction
    points: Fraction  # what is reached before an explanation helps, for the points given only for it
    full: Fraction
    policy: str = "drop"
    level: str | None = None
    levels: tuple[str | None, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return self.force in ("must", "should") and self.status not in OUTSIDE

    @property
    def of(self) -> Fraction:
        """What the row adds to the denominator: nothing for a bonus, an aim or what does not apply."""
        left = self.status == "not_applicable" and self.policy != "full"
        return self.full if self.counts and not left else ZERO


def row_of(world: World, dimension: dict[str, Any], c: dict[str, Any], doubts: set[str | None]) -> Row:
    scenario = world.scenario
    force, full = c["force"], c["points"].exact if "points" in c else ZERO
    policy = policy_of(scenario.pack, dimension)

    def row(status: str, low: Fraction, high: Fraction, **more: Any) -> Row:
        return Row(c["id"], dimension["id"], force, status, low, high, more.pop("points", low), full, policy, **more)

    def absent() -> Row:
        p = full if policy == "full" and force in ("must", "should") else ZERO
        return row("not_applicable", p, p)

    if force == "aim":
        return row("watched", ZERO, ZERO)
    over = over_of(scenario.pack, c)
    everyone = [over] if over in PLACES else world.members(over)
    if (c["id"], None) in scenario.ruled_out:
        return absent()
    if not everyone:  # an empty role: nothing is known of it, unless the criterion does not apply to anybody
        if _applies_to_nobody(world, c):
            return absent()
        if _waits_for_review(world, c):
            return row("not_reviewed", ZERO, ZERO)
        if (c["id"], None) in scenario.waived:
            return row("waived", ZERO, ZERO)
        if doubts:
            return row("contested", ZERO, full)
        low = helped(world, c, bottom(c), full)
        return row("explained" if low > bottom(c) else "undetermined", low, full, points=bottom(c))
    units = [
        u
        for u in everyone
        if (c["id"], u) not in scenario.ruled_out
        and _holds(c, "where", world, u)
        and _holds(c, "applies_when", world, u)
        and all(world.is_asked(u, i) for i in measure_of(c).own())
    ]
    if not units:
        return absent()
    units = [u for u in units if not not_due(world, c, u)]
    if not units:
        return row("not_due", ZERO, ZERO)
    if _waits_for_review(world, c):
        return row("not_reviewed", ZERO, ZERO)
    units = [u for u in units if not {(c["id"], u), (c["id"], None)} & scenario.waived]
    if not units:
        return row("waived", ZERO, ZERO)
    doubted = {u for u in units if u in doubts}
    whole = None in doubts or (doubts and over in PLACES) or bool((doubts - {None}) - set(everyone))
    if whole or doubted == set(units):
        if "across" in c:  # the units have what the condition says of each, but for those in doubt themselves
            return row("contested", ZERO, full, levels=_levels(c), units=_conditions(world, c, units, doubted, full))
        in_doubt = {u: Unit("contested", ZERO, full) for u in units}
        return row("contested", ZERO, full, levels=_levels(c), units=in_doubt)
    low, high, level, scored = (_across if "across" in c else _each)(world, dimension, c, units, doubted, full)
    reached, low, high = low, helped(world, c, low, full), helped(world, c, high, full)
    status = (
        "explained"
        if low > reached
        else "undetermined"
        if low < high
        else "met"
        if low == full
        else "unmet"
        if low <= 0
        else "partial"
    )
    return row(status, low, high, points=reached, level=level, levels=_levels(c), units=scored)


Scored = tuple[Fraction, Fraction, str | None, dict[str, Unit]]


def _across(
    world: World, dimension: dict[str, Any], c: dict[str, Any], units: list[str], doubted: set[str], full: Fraction
) -> Scored:
    """One value of all units; a doubted unit may have met its condition or not."""
    assert c["across"] in CONDITIONS or not doubted, (
        "which values a doubted unit may take is settled only for a condition"
    )
    measured: dict[str, Value] = {u: measure_of(c).value(world, u) for u in units}
    keys = {k for u in units for k in read_by(measure_of(c), u)}
    ends = []
    for taken in product((False, True), repeat=len(doubted)):
        values = measured | dict(zip(sorted(doubted), taken, strict=True))
        value = aggregate(world, c["across"], list(values.values()), share=False)
        points, level = score(world, c, full, value)
        ends.append((adjusted(world, dimension, c, keys, points), level))
    low, high = min(e[0] for e in ends), max(e[0] for e in ends)
    scored = _conditions(world, c, units, doubted, full)
    return low, high, ends[0][1] if len({e[1] for e in ends}) == 1 else None, scored


def _conditions(
    world: World, c: dict[str, Any], units: list[str], doubted: set[str], full: Fraction
) -> dict[str, Unit]:
    """What each unit shows where only the combined value is scored: its condition, or nothing."""
    if c["across"] not in CONDITIONS:
        return {u: Unit(None, ZERO, ZERO) for u in units}
    return {
        u: Unit("undetermined", ZERO, full)
        if u in doubted
        else Unit("met" if measure_of(c).value(world, u) else "unmet", ZERO, ZERO)
        for u in units
    }


def _each(
    world: World, dimension: dict[str, Any], c: dict[str, Any], units: list[str], doubted: set[str], full: Fraction
) -> Scored:
    """Points of each unit, put together; a doubted unit is open from nothing to everything."""
    scored: dict[str, Unit] = {}
    level = None
    for u in units:
        points, level = score(world, c, full, measure_of(c).value(world, u))
        points = adjusted(world, dimension, c, read_by(measure_of(c), u), points)
        scored[u] = Unit("contested", ZERO, full) if u in doubted else Unit(status_of(points, full), points, points)
    combine = min if c.get("score_each") == "min" else mean
    low, high = combine([s.low for s in scored.values()]), combine([s.high for s in scored.values()])
    return low, high, level if len(units) == 1 else None, scored


def policy_of(pack: dict[str, Any], dimension: dict[str, Any]) -> str:
    own = dimension.get("not_applicable", dimension.get("scoring", {}).get("not_applicable"))
    return str(own or pack.get("scoring", {}).get("not_applicable", "drop"))


def status_of(points: Fraction, full: Fraction) -> str:
    return "met" if points == full else "unmet" if points <= 0 else "partial"


def mean(points: list[Fraction]) -> Fraction:
    return sum(points, ZERO) / len(points)


def _levels(c: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(entry.get("id") for entry in c.get("score", {}).get("levels", ()))


def _holds(c: dict[str, Any], key: str, world: World, unit: str) -> bool:
    return key not in c or bool(c[key].value(world, unit))


def _applies_to_nobody(world: World, c: dict[str, Any]) -> bool:
    """`applies_when: count(primary) > 0` is false of an empty role; what reads a unit's own answer is not known."""
    try:
        return not _holds(c, "applies_when", world, "nobody")
    except KeyError:
        return False


def _waits_for_review(world: World, c: dict[str, Any]) -> bool:
    """A measure that only the reviewer can answer, on the claimed side."""
    asked = indicators(world.scenario.pack)
    return not world.scenario.verified and any(asked[i].get("filled_by") == "assessor" for i in measure_of(c).own())


def helped(world: World, c: dict[str, Any], points: Fraction, full: Fraction) -> Fraction:
    """An explanation helps a `should`, and nothing else."""
    if c["force"] != "should" or c["id"] not in world.scenario.explained:
        return points
    share = world.scenario.pack.get("scoring", {}).get("explained_share")
    return max(points, full * (share.exact if share else 1))
