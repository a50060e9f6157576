"""A record and a criterion at a facility → where that stands: a gap and of what kind, met, or outside the score.

One entry of a ledger is a criterion at a facility; where it is measured for the whole, the facility is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gongti.engine.results.record import ItemRecord, Record

Key = tuple[str, str | None]

GAPS: Final = frozenset(("open", "unknown", "overdue", "explained"))
"""States that have to be mended; ``waived`` is a gap that nobody has to mend for a while."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``state``: a gap's status, ``met``, ``not_applicable``, ``not_due``, ``not_reviewed``, ``watched``, ``absent``.

    ``status`` is the finding it comes from, None where there is none.
    """

    state: str
    status: str | None

    @property
    def gap(self) -> bool:
        return self.state in GAPS


def gap_keys(record: Record) -> tuple[Key, ...]:
    """Every gap of a result, facility by facility, waived ones too."""
    found: list[Key] = []
    for item in record.items.values():
        if item.gap is not None:
            concerned = [f for f in item.gap.facilities if f in item.units]
            found += [(item.id, f) for f in concerned] or [(item.id, None)]
    return tuple(found)


def standing(record: Record, key: Key) -> Standing:
    """Where one entry stands in a result."""
    criterion, facility = key
    item = record.items.get(criterion)
    if item is None:
        return Standing("absent", None)
    if facility is None or not item.units:
        return Standing(item.gap.status if item.gap is not None else item.status, item.status)
    if facility not in item.units:
        return Standing("absent", None)
    status = item.units[facility]
    if item.gap is not None and facility in item.gap.facilities:
        return Standing(item.gap.status, status)
    if status in ("not_applicable", "not_due", "waived", "not_reviewed"):
        return Standing(status, status)
    # It falls short of nothing: its own rule passes, or the criterion as a whole does.
    passes = status == "met" or item.status == "met"
    return Standing("met" if passes else item.status, status)


@dataclass(frozen=True, slots=True)
class Definition:
    """As much of a criterion's definition as a result shows; ``of`` is None where nothing counts, and tells nothing."""

    force: str
    target: str | None
    of: Fraction | None


def definition(item: ItemRecord) -> Definition:
    return Definition(item.force, item.target, item.points.of or None)


def redefined(before: Definition, after: Definition) -> tuple[str, ...]:
    """What differs in the definition of one criterion in two versions of a pack."""
    found = [name for name in ("force", "target") if getattr(before, name) != getattr(after, name)]
    if before.of is not None and after.of is not None and before.of != after.of:
        found.append("of")
    return tuple(found)


def sort_key(record: Record, keys: Iterable[Key]) -> list[Key]:
    """Entries in the order of the result's criteria, then of facilities; what it does not know comes last."""
    criteria = {name: i for i, name in enumerate(record.items)}
    facilities = {name: i for i, name in enumerate(record.facilities)}

    def place(key: Key) -> tuple[int, str, int, str]:
        criterion, facility = key
        at = -1 if facility is None else facilities.get(facility, len(facilities))
        return criteria.get(criterion, len(criteria)), criterion, at, facility or ""

    return sorted(set(keys), key=place)
