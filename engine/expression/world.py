"""What expressions are evaluated in: units with answers by slot, tables as rows, and the range of what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from gongti.engine.expression.types import Term
from gongti.engine.values import interval as iv
from gongti.engine.values.interval import SetRange


class _NotAsked:
    """The question is not put to this unit: it is left out of measures and columns."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_ASKED"


NOT_ASKED: Final = _NotAsked()


class RatioValue(NamedTuple):
    """A ratio's counts, each a number or an interval, and their quotient (0-1)."""

    part: iv.Range
    whole: iv.Range
    share: iv.Range


class TableValue(NamedTuple):
    """A table's rows, each with its columns as fields; an unknown cell is the range of its type.

    Not ``known``: it is not answered, and there may be any rows.
    """

    rows: tuple[Unit, ...]
    known: bool
    complete: bool | None


@dataclass(slots=True, eq=False)
class Unit:
    """A facility, the consortium, the region, or a row of a table or of results: answers by slot, fields by name.

    ``prior`` holds what was so in the period before, in the same slots; ``unsure`` the slots whose question may not
    be asked at all.
    """

    id: str
    values: Sequence[Any]
    fields: Mapping[str, Any]
    prior: Sequence[Any] = ()
    unsure: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class World:
    """Everything expressions can reach in one assessment. ``given`` is filled in by the stage that evaluates.

    ``unsure`` are the units of a role, by id, of which it is not known whether they have it.
    """

    consortium: Unit
    region: Unit
    roles: Mapping[str, Sequence[Unit]]
    parameters: Mapping[str, Any]
    moments: Mapping[str, date]
    collections: dict[str, Sequence[Unit]] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    unsure: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOBODY: Final = Unit("", (), {})

Evaluate = Callable[[World, Unit, Unit], Any]


def unknown(term: Term) -> Any:
    """The whole range of a term's type: what it is while nothing is known."""
    kind = term.type
    if kind.base == "number":
        if not kind.positive:
            return iv.ANY_NUMBER
        return iv.SHARE if kind.scale == "share" else iv.NOT_NEGATIVE
    if kind.base == "set":
        return SetRange(frozenset(), frozenset(kind.options or ()))
    return None
