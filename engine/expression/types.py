"""The types of expressions and the names they may use: plain frozen data that the pack fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

Base = Literal["bool", "number", "date", "text", "set", "list"]
Scale = Literal["plain", "share", "any"]


@dataclass(frozen=True, slots=True)
class Type:
    """What a term is. ``scale`` and ``unit`` are of numbers: a share is 0-1 (typed 85%), ``any`` a bare quotient.

    ``options`` belongs to sets and choices; ``whole`` marks counts.
    """

    base: Base
    scale: Scale = "any"
    unit: str = ""
    options: tuple[str, ...] | None = None
    whole: bool = False


BOOL: Final = Type("bool")
DATE: Final = Type("date")
TEXT: Final = Type("text")
PLAIN: Final = Type("number", "plain")
COUNT: Final = Type("number", "plain", whole=True)
SHARE: Final = Type("number", "share")

FIELDS: Final[Mapping[str, Type]] = {
    "id": TEXT,
    "name": TEXT,
    "type": TEXT,
    "level": TEXT,
    "tier": TEXT,
    "class": TEXT,
    "ownership": TEXT,
    "role": TEXT,
    "consortium": TEXT,
    "grid": TEXT,
    "beds": COUNT,
    "population": COUNT,
    "founded": DATE,
}
"""What the register knows of a facility."""

MOMENTS: Final = ("period_start", "period_end", "assessed_on")
"""Days every expression may name."""


class Asked(NamedTuple):
    """An indicator as expressions see it: its slot among the pack's indicators, its type, of whom it is asked."""

    slot: int
    type: Type
    of: str
    ratio: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use, and what its bare names mean.

    ``unit`` is whose answers a bare indicator reads: a facility's (over a role), the consortium's, the region's.
    ``collections`` are rows other than facilities (criteria, dimensions) with their fields;
    ``given`` are values handed in from outside (percent, value).
    """

    indicators: Mapping[str, Asked]
    roles: Mapping[str, bool]
    parameters: Mapping[str, Type]
    unit: Literal["facility", "consortium", "region"] = "consortium"
    collections: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    given: Mapping[str, Type] = field(default_factory=dict)


class Reference(NamedTuple):
    """What a name reads: an indicator (with ``part`` or ``whole`` of a ratio) or a field, by slot or name."""

    owner: str
    name: str
    slot: int
    part: str


@dataclass(frozen=True, slots=True)
class Term:
    """A typed node.

    op: ``const`` (value) · ``own element this`` and ``role consortium region`` (value: Reference) · ``parameter
    moment given`` (value: name) · ``list`` · ``+ - * / neg not and or if`` · ``compare`` (value: operators) ·
    ``aggregate`` (value: (function, collection); args: argument or none, then the condition or none) ·
    ``function`` (value: name).
    """

    op: str
    type: Type
    at: int
    args: tuple[Term | None, ...] = ()
    value: Any = None
