"""Takes a pack and the rows of its criteria; gives points, `of` and percent of each dimension and of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from naive.rows import Row, policy_of
from naive.world import ZERO, leaves


@dataclass(frozen=True)
class Sum:
    """A dimension: points with its bonus, at the low and the high end; `bonus` is what the bonus adds to them."""

    low: Fraction
    high: Fraction
    of: Fraction
    low_bonus: Fraction
    high_bonus: Fraction

    def percent(self, best: bool) -> Fraction | None:
        return (self.high if best else self.low) / self.of * 100 if self.of else None


@dataclass(frozen=True)
class Total:
    dimensions: Mapping[str, Sum]
    low: Fraction
    high: Fraction
    of: Fraction
    low_percent: Fraction | None
    high_percent: Fraction | None


def roll_up(pack: dict[str, Any], rows: Mapping[str, Row]) -> Total:
    sums = {d["id"]: _dimension(pack, d, [rows[c["id"]] for c in leaves(d)]) for d in pack["dimensions"]}
    of = sum((s.of for s in sums.values()), ZERO)
    points, percents = [], []
    for best in (False, True):
        bonus = sum((s.high_bonus if best else s.low_bonus for s in sums.values()), ZERO)
        cap = pack.get("scoring", {}).get("bonus_cap")
        cut = max(ZERO, bonus - cap.exact) if cap else ZERO
        total = sum((s.high if best else s.low for s in sums.values()), ZERO)
        points.append(total - cut)
        percents.append(_percent(pack, sums, total, of, best) - cut / of * 100 if of else None)
    return Total(sums, points[0], points[1], of, percents[0], percents[1])


def _percent(pack: dict[str, Any], sums: Mapping[str, Sum], total: Fraction, of: Fraction, best: bool) -> Fraction:
    weights = {d["id"]: d["weight"].exact for d in pack["dimensions"] if "weight" in d}
    if not weights:
        return total / of * 100
    shares = {id: p for id, s in sums.items() if (p := s.percent(best)) is not None}
    return sum((weights[id] * p for id, p in shares.items()), ZERO) / sum((weights[id] for id in shares), ZERO)


def _dimension(pack: dict[str, Any], dimension: dict[str, Any], rows: list[Row]) -> Sum:
    factor = Fraction(1)
    if policy_of(pack, dimension) == "redistribute":
        handed_on = sum((r.full for r in rows if r.counts and r.status == "not_applicable"), ZERO)
        left = sum((r.of for r in rows), ZERO)
        if left:
            factor = (handed_on + left) / left
    of = factor * sum((r.of for r in rows), ZERO)
    most = dimension["max"].exact if "max" in dimension else None

    def capped(x: Fraction) -> Fraction:
        return x if most is None else min(x, most)

    ends = []
    for best in (False, True):
        own = [(r, r.high if best else r.low) for r in rows]
        base = sum((p * factor if p > 0 else p for r, p in own if r.force in ("must", "should")), ZERO)
        bonus = sum((p for r, p in own if r.force == "may"), ZERO)
        ends.append((capped(base + bonus), capped(base + bonus) - capped(base)))
    (low, low_bonus), (high, high_bonus) = ends
    return Sum(low, high, capped(of), low_bonus, high_bonus)
