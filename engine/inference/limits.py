"""Takes the rules of the network, gives them in rulesets that durable-rules can hold.

Its own tables are fixed and mostly unchecked: 512 conditions below one (at the 512th compiling never ends), 256
rules on one condition (a crash), 64 conditions met by one fact on its way down (error 303), 16 facts in a match.
The bounds here stay well inside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CONDITIONS_A_RULE = 12
"""``when`` and ``unless`` as an author writes them."""
PATTERNS_A_RULE = 14
"""The same in the network, with the phase that opens the rule."""
DISTINCT_CONDITIONS = 400
EQUAL_CONDITIONS = 200
MET_BY_ONE_FACT = 60
RULES = 2_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """One condition in the network: fields equal to tokens, ``kind`` first.

    ``joined``: it is met at the facility of the first fact of the match. ``absent``: no fact meets it.
    """

    tests: tuple[tuple[str, str], ...]
    joined: bool = False
    absent: bool = False


Patterns = tuple[Pattern, ...]


class Tally:
    """What the rules of one ruleset take up in those tables."""

    __slots__ = ("_below", "_equal", "_fields", "_joins", "_met")

    def __init__(self) -> None:
        self._below: dict[tuple[tuple[str, str], ...], set[tuple[str, str]]] = {}
        self._fields: dict[tuple[tuple[str, str], ...], set[str]] = {}
        self._joins: dict[tuple[tuple[str, str], ...], int] = {}
        self._equal: dict[tuple[tuple[str, str], ...], int] = {}
        self._met: list[int] = []

    def add(self, patterns: Patterns) -> str | None:
        """Count one rule in; the limit it breaks, if any (the tally is then of no more use)."""
        if len(patterns) > PATTERNS_A_RULE:
            return f"{PATTERNS_A_RULE} conditions a rule"
        for pattern in patterns:
            for depth, test in enumerate(pattern.tests):
                above = pattern.tests[:depth]
                self._below.setdefault(above, set()).add(test)
                self._fields.setdefault(above, set()).add(test[0])
                if self._crowded(above, depth):
                    return f"{DISTINCT_CONDITIONS} distinct conditions"
            end = pattern.tests
            if not pattern.joined:
                self._equal[end] = self._equal.get(end, 0) + 1
                if self._equal[end] > EQUAL_CONDITIONS:
                    return f"{EQUAL_CONDITIONS} equal conditions"
            else:
                # Two joins are never one condition to durable-rules, however alike.
                self._joins[end] = self._joins.get(end, 0) + 1
                if self._crowded(end, len(end)):
                    return f"{DISTINCT_CONDITIONS} distinct conditions"
        if sum(self._met) > MET_BY_ONE_FACT:
            return f"{MET_BY_ONE_FACT} conditions met by one fact"
        return None

    def _crowded(self, node: tuple[tuple[str, str], ...], depth: int) -> bool:
        """A fact has one value a field, so it meets one test a field, and possibly every join."""
        joins = self._joins.get(node, 0)
        met = len(self._fields.get(node, ())) + joins
        self._met += [0] * (depth + 1 - len(self._met))
        self._met[depth] = max(self._met[depth], met)
        return len(self._below.get(node, ())) + joins > DISTINCT_CONDITIONS


def over_limit(rules: Iterable[Patterns]) -> str | None:
    """The limit that these rules in one ruleset would break, if any."""
    tally = Tally()
    return next((broken for patterns in rules if (broken := tally.add(patterns))), None)


def split(rules: Mapping[str, Patterns], common: Sequence[Patterns]) -> list[dict[str, Patterns]]:
    """The rules in as many rulesets as they need, in their order; ``common`` stand in every one."""
    sets: list[dict[str, Patterns]] = []
    tally = Tally()
    for name, patterns in rules.items():
        if not sets or tally.add(patterns):
            tally = Tally()
            for own in (*common, patterns):
                if broken := tally.add(own):
                    raise ValueError(f"{name}: {broken}")
            sets.append({})
        sets[-1][name] = patterns
    return sets
