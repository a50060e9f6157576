"""The types of expressions and the names they may use: plain frozen data that the pack fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

Base = Literal["bool", "number", "date", "text", "set", "list", "table"]
Scale = Literal["plain", "share", "any"]


@dataclass(frozen=True, slots=True)
class Type:
    """What a term is. ``scale`` and ``unit`` are of numbers: a share is 0-1 (typed 85%), ``any`` a bare quotient.

    ``options`` belongs to sets and choices; ``whole`` marks counts. ``positive`` numbers are known not to be
    below 0, and where they are shares not above 1 either: a difference of shares is still a share, but not that.
    """

    base: Base
    scale: Scale = "any"
    unit: str = ""
    options: tuple[str, ...] | None = None
    whole: bool = False
    positive: bool = False


BOOL: Final = Type("bool")
DATE: Final = Type("date")
TEXT: Final = Type("text")
TABLE: Final = Type("table")
PLAIN: Final = Type("number", "plain")
COUNT: Final = Type("number", "plain", whole=True, positive=True)
SHARE: Final = Type("number", "share", positive=True)

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

HAS_PRIOR: Final = "has_prior"
"""The given truth every expression may name: whether anything is known of the period before."""


class Column(NamedTuple):
    """A table's column: the type of its cells, and whether they are ratios with ``part`` and ``whole``."""

    type: Type
    ratio: bool


class Asked(NamedTuple):
    """An indicator as expressions see it: its slot among the pack's indicators, its type, of whom it is asked.

    A table has ``columns``. A calc is asked of nobody: its slot is -1, ``calc`` its term, typed at its home ``of``.
    """

    slot: int
    type: Type
    of: str
    ratio: bool
    columns: Mapping[str, Column] | None = None
    calc: Term | None = None
    better: Literal["higher", "lower"] = "higher"


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
    prior: bool = False


class Reached(NamedTuple):
    """How a calc is reached: as ``own element this consortium region``, or as the one of the role ``owner``."""

    mode: str
    owner: str
    name: str
    prior: bool = False


class Aggregate(NamedTuple):
    """What is made of a collection: the function, the collection as written, and what ``place`` calls better."""

    function: str
    collection: str
    better: Literal["higher", "lower"] = "higher"


@dataclass(frozen=True, slots=True)
class Term:
    """A typed node.

    op: ``const`` (value) · ``own element this`` and ``role consortium region`` (value: Reference) · ``calc`` (value:
    Reached; args: the calc's own term) · ``parameter moment given`` (value: name) · ``list`` ·
    ``+ - * / neg not and or if`` · ``compare`` (value: operators) · ``aggregate`` (value: Aggregate; args: argument or
    none, condition or none, the table whose rows they are or none, what ``place`` places or none) · ``function``
    (value: name; of ``change`` and ``growth`` the args are now and before).
    """

    op: str
    type: Type
    at: int
    args: tuple[Term | None, ...] = ()
    value: Any = None
