"""Takes rules in their phases and one world, gives its outcome: joins, absences and grade by durable-rules.

What enters the network. Every distinct condition has a token (``c7``), every facility another (``3``), and what
enters is one row for each condition met at each facility: no text of a pack or a report is ever in it, a list
of statuses needs no ``or``, and nothing multiplies: a rule is met once a facility at most. Facts that meet no
condition stay out; each would cost 7 kB. Conclusions enter by the same door, in rounds; a phase opens when a
round has brought nothing new. Every bound on the grade (the base, a cap) passes the grades better than itself,
and the grade is the bound that none passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from gongti.engine.inference.limits import Pattern, Patterns, split
from gongti.engine.inference.model import (
    Conclude,
    Conclusion,
    Condition,
    Fact,
    Firing,
    Outcome,
    Rule,
    Subject,
    World,
    evidence,
    outcome,
)
from gongti.engine.inference.session import COMMON, IDS, Frame, NetworkFault, Row, Ruleset, Session
from gongti.engine.inference.strata import Strata

ANYWHERE: Final = ""
"""Where a row stands that belongs to no facility."""

Met = tuple[str, str, str]
"""Kind and token of a condition, and the facility at which it is met: one row in the network."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A condition as the network knows it, and what a fact needs to meet it."""

    token: str
    kind: str
    tests: tuple[tuple[str, frozenset[str]], ...]
    binds: bool

    def met_by(self, fields: Mapping[str, str]) -> bool:
        facility = fields.get("facility", ANYWHERE)
        if self.binds and not facility:
            return False
        return all((facility if name == "facility" else fields.get(name)) in values for name, values in self.tests)


@dataclass(frozen=True, slots=True)
class Plan:
    """The rulesets to be, as data: made when a pack loads, whether or not durable-rules is there."""

    strata: Strata
    rules: Mapping[str, Rule]
    grades: Mapping[str, int]
    entries: Mapping[Subject, tuple[Entry, ...]]
    sets: tuple[Mapping[str, Patterns], ...]
    asked: tuple[frozenset[str], ...]
    """Of each set: the rows that it asks for, by token, or by kind where they have none."""


def plan(strata: Strata, grades: int) -> Plan:
    """Rules as patterns, and one for each grade, in as many rulesets as they need."""
    entries: dict[Condition, Entry] = {}
    named: dict[str, Rule] = {}
    written: dict[str, Patterns] = {}
    for rule in strata.order:
        for condition in (*rule.when, *rule.unless):
            key = _key(condition)
            entries.setdefault(key, _entry(key, f"c{len(entries)}"))
        name = f"r{len(named)}"
        named[name] = rule
        written[name] = _written(rule, strata.gate[rule.id], lambda c: entries[_key(c)])
    ranks = {f"g{rank}": rank for rank in range(grades)}
    for name, rank in ranks.items():
        bound = Pattern((("kind", "bound"), ("test", f"b{rank}")))
        passed = Pattern((("kind", "passed"), ("test", f"w{rank}")), absent=True)
        written[name] = (bound, Pattern((("kind", "base"),)), _opened(strata.last + 1), passed)
    by_subject: dict[Subject, list[Entry]] = {}
    for key, entry in entries.items():
        for subject in sorted(set(key.subjects)):
            by_subject.setdefault(subject, []).append(entry)
    sets = tuple(split(written, COMMON))
    asked = tuple(frozenset(p.tests[-1][1] for patterns in rules.values() for p in patterns) for rules in sets)
    return Plan(strata, named, ranks, {s: tuple(e) for s, e in by_subject.items()}, sets, asked)


def _key(condition: Condition) -> Condition:
    """The condition in one form, whatever its variable is called."""
    fields = tuple(sorted((name, tuple(sorted(set(values)))) for name, values in condition.fields))
    return Condition(condition.kind, fields, None if condition.variable is None else "$f")


def _entry(key: Condition, token: str) -> Entry:
    tests = [(name, frozenset(values)) for name, values in key.fields]
    binds = key.variable is not None
    if key.kind == "finding" and not binds and all(name != "facility" for name, _ in tests):
        tests.append(("facility", frozenset([ANYWHERE])))
    return Entry(token, key.kind, tuple(tests), binds)


def _opened(phase: int) -> Pattern:
    return Pattern((("kind", "phase"), ("test", f"p{phase}")))


def _written(rule: Rule, gate: int, entry: Callable[[Condition], Entry]) -> Patterns:
    """What binds the facility first, so that the rest is looked up by it; absences last, once their phase is open."""
    when = sorted(dict.fromkeys(entry(c) for c in rule.when), key=lambda e: not e.binds)
    patterns = [_pattern(e, joins=e.binds and i > 0) for i, e in enumerate(when)]
    if gate:
        patterns.append(_opened(gate))
    unless = dict.fromkeys(entry(c) for c in rule.unless)
    return (*patterns, *(_pattern(e, joins=e.binds, absent=True) for e in unless))


def _pattern(entry: Entry, *, joins: bool, absent: bool = False) -> Pattern:
    return Pattern((("kind", entry.kind), ("test", entry.token)), joins, absent)


class Network:
    """A plan compiled by durable-rules. ``close`` frees it; so does dropping it."""

    def __init__(self, made: Plan) -> None:
        self.plan = made
        self._rulesets = tuple(Ruleset(rules) for rules in made.sets)

    def close(self) -> None:
        for ruleset in self._rulesets:
            ruleset.close()

    def evaluate(self, world: World) -> Outcome:
        """The outcome of one world; NetworkFault where the library is caught at a fault."""
        with ExitStack() as stack:
            sessions = [stack.enter_context(Session(ruleset)) for ruleset in self._rulesets]
            return _Run(self.plan, sessions, world).outcome()


class _Run:
    """One world on its way through the phases."""

    def __init__(self, made: Plan, sessions: Sequence[Session], world: World) -> None:
        self._plan, self._world = made, world
        self._sets = tuple(zip(sessions, made.sets, made.asked, strict=True))
        self._met: dict[tuple[str, str], list[Fact | Conclusion]] = {}  # (token, facility) to what meets it there
        self._fresh: list[Row] = []
        self._fired: dict[tuple[str, str], list[tuple[str, str]]] = {}  # (name, facility) to the rows it fired on
        self._ranks = set[int]() if world.base is None else {world.base}
        self._grades: list[int] = []

    def outcome(self) -> Outcome:
        rows = self._given()
        facilities = sorted({facility for _, _, facility in rows} - {ANYWHERE})
        self._token = {facility: IDS[i] for i, facility in enumerate(facilities)}
        self._facility = {token: facility for facility, token in self._token.items()}
        self._fresh = [self._row(*row) for row in sorted(rows)]
        self._settle()
        last = self._plan.strata.last
        for phase in range(1, last + 1):
            self._open(phase)
        if self._world.base is not None:
            self._fresh.append({"kind": "base"})
        for rank in sorted(self._ranks):
            self._fresh.append({"kind": "bound", "test": f"b{rank}"})
        for rank in range(max(self._ranks, default=0)):
            self._fresh.append({"kind": "passed", "test": f"w{rank}"})
        self._open(last + 1)
        for session, _, _ in self._sets:
            session.check_held()
        if len(self._grades) != (0 if self._world.base is None else 1):
            raise NetworkFault(f"{len(self._grades)} grades were given")
        return outcome(self._plan.strata.order, self._trace(), next(iter(self._grades), None))

    def _given(self) -> list[Met]:
        """What the facts of the world meet."""
        rows: list[Met] = []
        for fact in self._world.facts:
            fields = dict(fact.fields)
            if fact.kind == "facility":
                rows += self._enter(("facility", ""), fields, fact)
            elif fact.kind != "conclusion":
                rows += self._enter((fact.kind, fields.get("id", "")), fields, fact)
        return rows

    def _enter(self, subject: Subject, fields: Mapping[str, str], item: Fact | Conclusion) -> list[Met]:
        """Note each condition that the item meets; give those that nothing met before."""
        first: list[Met] = []
        for entry in self._plan.entries.get(subject, ()):
            if entry.met_by(fields):
                at = fields.get("facility", ANYWHERE) if entry.binds else ANYWHERE
                if (entry.token, at) not in self._met:
                    self._met[entry.token, at] = []
                    first.append((entry.kind, entry.token, at))
                self._met[entry.token, at].append(item)
        return first

    def _row(self, kind: str, token: str, facility: str) -> Row:
        row: dict[str, str | int] = {"kind": kind, "test": token}
        if facility:
            row["f"] = self._token[facility]
        return row

    def _open(self, phase: int) -> None:
        self._fresh.append({"kind": "phase", "test": f"p{phase}"})
        self._settle()

    def _settle(self) -> None:
        """Send what is new to the sets that ask for it, and go round until nothing new is concluded."""
        while self._fresh:
            rows, self._fresh = self._fresh, []
            for session, _, asked in self._sets:
                session.send([row for row in rows if row.get("test", row["kind"]) in asked])
            for session, rules, _ in self._sets:
                for name, frame in session.drain(len(rules) * (1 + len(self._token))):
                    self._fire(name, frame)

    def _fire(self, name: str, frame: Frame) -> None:
        rule = self._plan.rules.get(name)
        if rule is None:  # one of the rules for a grade
            self._grades.append(self._plan.grades[name])
            return
        facility = self._facility[str(frame["m0"]["f"])] if rule.joins else ANYWHERE
        if (name, facility) in self._fired:
            raise NetworkFault(f"{rule.id} fired twice")
        tests = [row for row in frame.values() if row["kind"] != "phase"]
        self._fired[name, facility] = [
            (str(row["test"]), self._facility[str(row["f"])] if "f" in row else ANYWHERE) for row in tests
        ]
        if isinstance(rule.then, Conclude):
            conclusion = Conclusion(rule.then.name, facility or None, rule.id)
            fields = {"id": rule.then.name, "facility": facility}
            self._fresh += [self._row(*row) for row in self._enter(("conclusion", rule.then.name), fields, conclusion)]
        elif rule.then.caps is not None:
            self._ranks.add(rule.then.caps)

    def _trace(self) -> list[Firing]:
        return [
            Firing(self._plan.rules[name].id, facility or None, evidence(i for row in rows for i in self._met[row]))
            for (name, facility), rows in self._fired.items()
        ]
