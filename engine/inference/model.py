"""The pure data of inference: rules and one world in, an outcome out. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["finding", "contradiction", "conclusion", "dimension", "facility", "check"]
Ending = Literal["veto", "caps", "escalate", "note"]
Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One entry of ``when`` or ``unless``: each field has one of its values, and the facility is the variable's.

    Every kind but ``facility`` is known by its field ``id`` (a conclusion's is its name). With a variable only
    facts of a facility match. Without one, any fact matches, except that a finding which names no facility is
    the one of the whole criterion.
    """

    kind: Kind
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    variable: str | None = None

    def __post_init__(self) -> None:
        if self.kind != "facility" and not any(name == "id" for name, _ in self.fields):
            raise ValueError(f"a condition on a {self.kind} needs its id")

    @classmethod
    def of(cls, kind: Kind, variable: str | None = None, **fields: str | Iterable[str]) -> Condition:
        """``Condition.of("finding", "$f", id="slots", status=("unmet", "partial"))``, in one canonical order."""
        allowed = {k: (v,) if isinstance(v, str) else tuple(sorted(set(v))) for k, v in fields.items()}
        return cls(kind, tuple(sorted(allowed.items())), variable)

    @property
    def subjects(self) -> Iterator[Subject]:
        """What the condition is about: (kind, id) for each id it allows."""
        if self.kind == "facility":
            yield self.kind, ""
        else:
            yield from ((self.kind, value) for name, values in self.fields if name == "id" for value in values)


@dataclass(frozen=True, slots=True)
class Conclude:
    """The rule ends in a conclusion: for the facility of its variable, or for none."""

    name: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule ends in a word of the verdict; ``caps`` is a rank in the pack's grades, 0 the best."""

    kind: Ending
    caps: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires once for each facility its variable can be, or once where it has none."""

    id: str
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    then: Conclude | Verdict

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(sorted({c.variable for c in (*self.when, *self.unless) if c.variable is not None}))

    @property
    def joins(self) -> bool:
        """Whether a condition of ``when`` binds a facility."""
        return any(c.variable is not None for c in self.when)


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that holds in a world; ``facility`` is "" or absent where it belongs to none."""

    kind: str
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, kind: str, **fields: str) -> Fact:
        return cls(kind, tuple(sorted(fields.items())))


@dataclass(frozen=True, slots=True)
class World:
    """All facts of one world, and the rank of the first grade that holds on the exact numbers (None: no grade).

    Conclusions are made here, never given: a fact of that kind is not read.
    """

    facts: tuple[Fact, ...]
    base: int | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """That ``rule`` concluded ``name``, for one facility or for none."""

    name: str
    facility: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Firing:
    """That a rule fired, and every fact and conclusion that any of its conditions rests on."""

    rule: str
    facility: str | None
    on: tuple[Fact | Conclusion, ...]


Fired = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one world comes to. Everything is sorted; ``grade`` is the worst of the base and all caps fired."""

    conclusions: tuple[Conclusion, ...]
    vetoes: Fired
    caps: Fired
    escalations: Fired
    notes: Fired
    grade: int | None
    trace: tuple[Firing, ...]


def evidence(items: Iterable[Fact | Conclusion]) -> tuple[Fact | Conclusion, ...]:
    """Facts before conclusions, each once, in one order."""
    return tuple(sorted(set(items), key=_place))


def _place(item: Fact | Conclusion) -> tuple[object, ...]:
    if isinstance(item, Fact):
        return 0, item.kind, item.fields
    return 1, item.name, item.facility or "", item.rule


def outcome(rules: Iterable[Rule], trace: Iterable[Firing], grade: int | None) -> Outcome:
    """The firings of one world sorted, and listed again by how their rules end."""
    ends = {rule.id: rule.then for rule in rules}
    firings = tuple(sorted(trace, key=lambda f: (f.rule, f.facility or "")))
    conclusions = [
        Conclusion(then.name, f.facility, f.rule) for f in firings if isinstance(then := ends[f.rule], Conclude)
    ]

    def ending(kind: Ending) -> Fired:
        return tuple(
            (f.rule, f.facility) for f in firings if isinstance(then := ends[f.rule], Verdict) and then.kind == kind
        )

    return Outcome(
        conclusions=tuple(sorted(conclusions, key=lambda c: (c.name, c.facility or "", c.rule))),
        vetoes=ending("veto"),
        caps=ending("caps"),
        escalations=ending("escalate"),
        notes=ending("note"),
        grade=grade,
        trace=firings,
    )
