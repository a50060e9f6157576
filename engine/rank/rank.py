"""Records of one pack → leagues, one for each side results rest on; places as ranges where intervals overlap.

A percent that is known exactly is a point, one with unknowns an interval. Somebody stands surely before another only
where his least is above the other's most; equal points share the better place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gongti.engine.diagnostics import Place as At
from gongti.engine.diagnostics import Problem, Problems
from gongti.engine.document import near_hint
from gongti.engine.results import Record, Span, Total
from gongti.engine.results.record import Basis

BASES: Final[tuple[Basis, ...]] = ("verified", "claimed")
"""What was verified comes before what was only claimed, and the two are never put in one order."""

_FAILED: Final = frozenset(("partial", "unmet", "explained"))
_UNKNOWN: Final = frozenset(("undetermined", "contested"))


@dataclass(frozen=True, slots=True)
class Place:
    """One consortium: surely not before ``first`` and not after ``last``."""

    record: Record
    span: Span
    percents: tuple[Fraction, Fraction]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One criterion over a league: how many pass, fail, are not known, or are outside; and the points they miss.

    ``failed`` are met in part or not at all, with an explanation or without, and those not known that cannot be met in
    full whatever the answers turn out to be. ``lost`` runs from what is surely missing
    to what may be.
    """

    id: str
    title: str
    force: str
    passed: int
    failed: int
    unknown: int
    outside: int
    lost: tuple[Fraction, Fraction]

    @property
    def rate(self) -> tuple[Fraction, Fraction] | None:
        """The share that passes, from none of the unknown to all of them; None where it applies to nobody."""
        asked = self.passed + self.failed + self.unknown
        if not asked:
            return None
        return Fraction(self.passed, asked), Fraction(self.passed + self.unknown, asked)


@dataclass(frozen=True, slots=True)
class League:
    """Those whose results rest on one side: in order, then those not assessed."""

    basis: Basis
    places: tuple[Place, ...]
    unranked: tuple[Record, ...]
    criteria: tuple[Counted, ...]

    @property
    def gaps(self) -> tuple[Counted, ...]:
        """The criteria that fail or may fail anywhere, the commonest first, then the dearest."""
        short = [c for c in self.criteria if c.failed or c.unknown]
        return tuple(sorted(short, key=lambda c: (-c.failed, -c.unknown, -c.lost[1], c.id)))


@dataclass(frozen=True, slots=True)
class Ranking:
    """``by`` is a dimension and its title, None for the total."""

    first: Record
    by: tuple[str, str] | None
    leagues: tuple[League, ...]
    periods: tuple[str, ...]
    engines: tuple[str, ...]
    rounded: bool


def rank(records: Sequence[Record], by: str | None = None) -> tuple[Ranking | None, tuple[Problem, ...]]:
    """The ranking of at least one record; None where they are not of one pack, or a consortium has two."""
    problems = Problems()
    records = sorted(records, key=lambda r: (r.consortium, r.path))
    first = records[0]
    seen: dict[str, Record] = {}
    for record in records:
        if record.pack.sha256 != first.pack.sha256:
            names = [f"{r.pack.id} {r.pack.version} {r.pack.sha256[:16]}"[:120] for r in (record, first)]
            problems.add("rank-two-packs", At(record.path), one=names[0], other=names[1])
        if record.consortium in seen:
            before = seen[record.consortium]
            problems.add("rank-twice", At(record.path), name=record.name[:80], first=before.path)
        seen.setdefault(record.consortium, record)
    if by is not None and by not in first.dimensions:
        problems.add("rank-by", id=by[:80], near=near_hint(by, first.dimensions))
    if len(problems):
        return None, problems.sorted()
    ranking = Ranking(
        first=first,
        by=(by, first.dimensions[by][0]) if by is not None else None,
        leagues=tuple(_leagues(records, by)),
        periods=tuple(sorted({r.period for r in records})),
        engines=tuple(sorted({r.engine for r in records})),
        rounded=any((span := _total(r, by).span) is not None and bool(span.slack) for r in records),
    )
    return ranking, ()


def _total(record: Record, by: str | None) -> Total:
    """What is ranked by: the total, or one dimension."""
    if by is None:
        return record.total
    found = record.dimensions.get(by)
    return found[1] if found is not None else Total(None, False)


def _leagues(records: Sequence[Record], by: str | None) -> Iterable[League]:
    for basis in BASES:
        group = [record for record in records if record.basis == basis]
        if group:
            places, unranked = _places(group, by)
            yield League(basis, places, unranked, tuple(_counted(group, by)))


def _places(group: Sequence[Record], by: str | None) -> tuple[tuple[Place, ...], tuple[Record, ...]]:
    ranked: list[tuple[Record, Span, tuple[Fraction, Fraction]]] = []
    unranked: list[Record] = []
    for record in group:
        total = _total(record, by)
        percents = total.span.percents if total.span is not None and total.known else None
        if total.span is None or percents is None:
            unranked.append(record)
        else:
            ranked.append((record, total.span, percents))
    lows = sorted(percents[0] for _, _, percents in ranked)
    highs = sorted(percents[1] for _, _, percents in ranked)
    count = len(ranked)
    found = []
    for record, span, (low, high) in ranked:
        above = count - bisect_right(lows, high)  # those whose least is more than this one's most
        perhaps = count - bisect_right(highs, low) - (high > low)  # those whose most is more than its least; not itself
        found.append(Place(record, span, (low, high), 1 + above, 1 + perhaps))
    found.sort(key=lambda p: (p.first, p.last, p.record.consortium))
    return tuple(found), tuple(unranked)


def _counted(group: Sequence[Record], by: str | None) -> Iterable[Counted]:
    """Every criterion with points or duty, in the pack's order; what is only watched passes or fails nothing."""
    for item in group[0].items.values():
        if item.force == "aim" or (by is not None and item.dimension != by):
            continue
        found = [record.items[item.id] for record in group if item.id in record.items]
        passed = sum(i.status == "met" for i in found)
        failed = [i for i in found if i.status in _FAILED or (i.status in _UNKNOWN and _short(i.points))]
        unknown = [i for i in found if i.status in _UNKNOWN and not _short(i.points)]
        # Of what is met in full nothing is missing; what a bonus did not give is nothing lost.
        spans = [i.points for i in (*failed, *unknown) if i.points.of]
        yield Counted(
            item.id,
            item.title,
            item.force,
            passed,
            len(failed),
            len(unknown),
            len(group) - passed - len(failed) - len(unknown),
            (
                sum((s.of - s.high for s in spans), Fraction(0)),
                sum((s.of - s.low for s in spans), Fraction(0)),
            ),
        )


def _short(points: Span) -> bool:
    """Whether full points are out of reach, by more than a rounding."""
    return bool(points.of) and points.most < points.of - points.slack
