"""Takes a pack, the facts of one consortium and one complete set of answers; gives every name its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from naive.columns import aggregate
from naive.language import Expr, Own, Value

ZERO = Fraction(0)
PLACES = ("consortium", "region")
OURS = "qinghe"


@dataclass(frozen=True)
class Facility:
    id: str
    role: str
    type: str
    beds: int = 0
    counted: bool = True  # in the register (without a register: reporting)
    consortium: str = OURS  # another's, or "none": such facilities are in roles `of: region` only

    @property
    def name(self) -> str:
        return f"机构{self.id}"


@dataclass(frozen=True)
class Seen:
    """What the review saw beside one answer: the worst evidence and the sum of cases."""

    evidence: str = "complete"
    cases: int = 0


@dataclass(frozen=True)
class Scenario:
    """A pack (a plain dict with expression objects) and the facts of one consortium, without the answers.

    Explanations are those that count on this side; what stands from `verified` on comes from a review.
    """

    pack: dict[str, Any]
    facilities: tuple[Facility, ...]
    explained: frozenset[str] = frozenset()
    as_of: date = date(2024, 12, 1)  # the day on which dated parameters are read
    on: date = date(2024, 12, 1)  # the day of the assessment
    period_end: date = date(2024, 12, 31)
    has_prior: bool = False
    unanswered: frozenset[tuple[str, str]] = frozenset()  # questions without an answer that counts, as they stand
    verified: bool = False
    waived: frozenset[tuple[str, str | None]] = frozenset()  # criterion and unit, or None for all of it
    ruled_out: frozenset[tuple[str, str | None]] = frozenset()  # not applicable, accepted by the reviewer
    seen: Mapping[tuple[str, str], Seen] = field(default_factory=dict)


@dataclass
class World:
    """A scenario with every answer given; `undefined_used` says whether an undefined value was asked for."""

    scenario: Scenario
    values: Mapping[tuple[str, str], Value]
    hole: Fraction = ZERO
    undefined_used: bool = False
    prior: bool = False  # names are read in the last period

    def past(self) -> World:
        """The last period: the same names over the prior answers."""
        return _Past(self)

    def facility(self, id: str) -> Facility:
        return {f.id: f for f in self.scenario.facilities}[id]

    def answer(self, place: str, indicator: str) -> Value:
        """An answer as it is used: a series folded, a calculated indicator computed at its home."""
        question = indicators(self.scenario.pack)[indicator]
        if "calc" in question:
            return question["calc"].value(self, place)
        found = self.values[place, f"prior.{indicator}" if self.prior else indicator]
        return self._folded(question, found) if isinstance(found, dict) else found

    def _folded(self, question: dict[str, Any], series: dict[str, Value]) -> Value:
        values = [series[k] for k in sorted(series)]
        fold = question["fold"]
        if fold == "last":
            return values[-1]
        if question["type"] == "ratio":
            if fold == "sum":
                return sum((v[0] for v in values), ZERO), sum((v[1] for v in values), ZERO)
            values = [v[0] / v[1] if v[1] else self.undefined(True) for v in values]
        return aggregate(self, fold, values, share=question["type"] in ("ratio", "percent"))

    def members(self, role: str) -> list[str]:
        where = self.scenario.pack["roles"][role]
        condition = where["where"] if isinstance(where, dict) else where
        wide = isinstance(where, dict) and where.get("of") == "region"
        return [
            f.id
            for f in self.scenario.facilities
            if f.counted and (wide or f.consortium == OURS) and condition.value(self, f.id)
        ]

    def is_asked(self, place: str, indicator: str) -> bool:
        question = indicators(self.scenario.pack)[indicator]
        return self._lives(place, home(question)) and (
            "ask_when" not in question or bool(question["ask_when"].value(self, place))
        )

    def _lives(self, place: str, whom: str) -> bool:
        if whom in PLACES or place in PLACES:
            return place == whom
        if whom in self.scenario.pack["roles"]:
            return place in self.members(whom)
        return self.facility(place).type == whom

    def field(self, place: str, name: str) -> Value:
        found = getattr(self.facility(place), name)
        return Fraction(found) if isinstance(found, int) else found

    def parameter(self, name: str) -> Fraction:
        rows = [r for r in self.scenario.pack["parameters"][name] if r["from"] <= self.scenario.as_of]
        found: Fraction = max(rows, key=lambda r: r["from"])["value"].exact
        return found

    def better(self, indicator: str) -> str:
        return str(indicators(self.scenario.pack)[indicator].get("better", "higher"))

    def undefined(self, share: bool) -> Fraction:
        self.undefined_used = True
        return min(self.hole, Fraction(1)) if share else self.hole


class _Past(World):
    """The world of the last period; what it leaves undefined is undefined in this one."""

    def __init__(self, now: World) -> None:
        super().__init__(now.scenario, now.values, now.hole, prior=True)
        self.now = now

    def undefined(self, share: bool) -> Fraction:
        return self.now.undefined(share)


# ---------------------------------------------------------------- reading a pack


def criteria(pack: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every criterion with its dimension's id; a group is only what stands in it."""
    for dimension in pack["dimensions"]:
        for criterion in leaves(dimension):
            yield dimension["id"], criterion


def leaves(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in group["criteria"]:
        if "criteria" in entry:
            yield from leaves(entry)
        else:
            yield entry


def asked_id(criterion: dict[str, Any]) -> str:
    """The id of the question asked inside a criterion: the criterion's own, hyphens become underscores."""
    return str(criterion["id"]).replace("-", "_")


def indicators(pack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every question of a pack, those asked inside a criterion and the calculated ones too."""
    found: dict[str, dict[str, Any]] = pack["indicators"]
    return found | {asked_id(c): c["ask"] for _, c in criteria(pack) if "ask" in c}


def questions(pack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Those that somebody is asked."""
    return {id: q for id, q in indicators(pack).items() if "calc" not in q}


def home(question: dict[str, Any]) -> str:
    """Where an indicator lives: whom it is asked of, or what a calculated one is `of`."""
    return str(question.get("of", "consortium") if "calc" in question else question["asked_of"])


def over_of(pack: dict[str, Any], c: dict[str, Any]) -> str:
    """Where the criterion is measured: as it says, else where its own question lives, else the consortium."""
    if "over" in c:
        return str(c["over"])
    return str(c["ask"]["asked_of"]) if "ask" in c else "consortium"


def measure_of(c: dict[str, Any]) -> Expr:
    found: Expr = c["measure"] if "measure" in c else Own(asked_id(c))
    return found


def with_answers(scenario: Scenario, **more: Any) -> Scenario:
    return replace(scenario, **more)
