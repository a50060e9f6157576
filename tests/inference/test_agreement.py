"""Random rules over random worlds: the network, the direct evaluator and a naive one here come to the same."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from gongti.engine.inference import (
    Conclude,
    Conclusion,
    Condition,
    Fact,
    Firing,
    Outcome,
    Rule,
    Verdict,
    World,
    compile_program,
    decide,
    durable_available,
)
from gongti.engine.inference.program import Program

GRADES = 4
CRITERIA = ("a", "b", "c")
STATUSES = ("met", "partial", "unmet", "undetermined")
FACILITIES = ("甲", "$f", 'q"\n', "m0")
ROLES = ("lead", "member")
NAMES = ("k0", "k1", "k2", "k3")


def naive(rules: list[Rule], world: World) -> Outcome:
    """The definition, read aloud: every rule tried with every facility; conclusions looked for where they are read."""
    facts = sorted({f for f in world.facts if f.kind != "conclusion"})
    everywhere: list[str | None] = sorted({v for f in facts for k, v in f.fields if k == "facility" and v})

    def meets(condition: Condition, kind: str, fields: dict[str, str], at: str | None) -> bool:
        wanted = dict(condition.fields)
        if condition.variable is not None:
            wanted["facility"] = (at or "no facility",)
        elif kind == "finding":
            wanted.setdefault("facility", ("",))
        return kind == condition.kind and all(fields.get(name) in values for name, values in wanted.items())

    def found(condition: Condition, at: str | None) -> list[Fact | Conclusion]:
        if condition.kind == "conclusion":
            return [
                conclusion
                for rule in rules
                if isinstance(rule.then, Conclude) and rule.then.name in dict(condition.fields)["id"]
                for conclusion in (Conclusion(rule.then.name, facility, rule.id) for facility, _ in fired(rule))
                if condition.variable is None or conclusion.facility == at
            ]
        return [f for f in facts if meets(condition, f.kind, dict(f.fields), at)]

    @cache
    def fired(rule: Rule) -> list[tuple[str | None, tuple[Fact | Conclusion, ...]]]:
        bound = any(c.variable is not None for c in rule.when)
        return [
            (at, tuple(item for c in rule.when for item in found(c, at)))
            for at in (everywhere if bound else [None])
            if all(found(c, at) for c in rule.when) and not any(found(c, at) for c in rule.unless)
        ]

    def shown(item: Fact | Conclusion) -> tuple[object, ...]:
        if isinstance(item, Fact):
            return 0, item.kind, item.fields
        return 1, item.name, item.facility or "", item.rule

    firings = [(rule, at, on) for rule in sorted(rules, key=lambda r: r.id) for at, on in fired(rule)]
    bounds = [rule.then.caps for rule, _, _ in firings if isinstance(rule.then, Verdict) and rule.then.caps is not None]

    def ending(kind: str) -> tuple[tuple[str, str | None], ...]:
        return tuple((r.id, at) for r, at, _ in firings if isinstance(r.then, Verdict) and r.then.kind == kind)

    made = [Conclusion(r.then.name, at, r.id) for r, at, _ in firings if isinstance(r.then, Conclude)]
    return Outcome(
        conclusions=tuple(sorted(made, key=lambda c: (c.name, c.facility or "", c.rule))),
        vetoes=ending("veto"),
        caps=ending("caps"),
        escalations=ending("escalate"),
        notes=ending("note"),
        grade=None if world.base is None else max([world.base, *bounds]),
        trace=tuple(Firing(r.id, at, tuple(sorted(set(on), key=shown))) for r, at, on in firings),
    )


def some(random: Random, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(random.sample(values, min(len(values), random.choice((1, 1, 2)))))


def condition(random: Random, below: int, variables: tuple[str | None, ...], *, dimensions: bool) -> Condition:
    kinds = ["finding", "finding", "contradiction", "facility", "check"]
    kinds += ["conclusion"] * 4 if below else []
    kinds += ["dimension"] if dimensions else []
    variable = random.choice(variables)
    match random.choice(kinds):
        case "finding":
            named = {"facility": some(random, FACILITIES)} if variable is None and random.random() < 0.3 else {}
            return Condition.of("finding", variable, id=some(random, CRITERIA), status=some(random, STATUSES), **named)
        case "contradiction":
            return Condition.of("contradiction", variable, id=some(random, ("p", "q")))
        case "facility":
            return Condition.of("facility", variable, role=some(random, ROLES))
        case "check":
            return Condition.of("check", id=random.choice(("r#0", "r#1")), holds="yes")
        case "dimension":
            return Condition.of("dimension", id="d", bound=some(random, ("60", "85")))
        case _:
            return Condition.of("conclusion", variable, id=some(random, NAMES[:below]))


def rules_of(random: Random) -> list[Rule]:
    """One to ten rules in up to five strata: conclusions read only those before them, so that none are refused."""
    rules = []
    for number in range(random.randint(1, 12)):
        stratum = random.choice((0, 0, 1, 2, 3, 4, 4, 4))
        verdict = stratum == len(NAMES)  # the last stratum
        joins = random.choice(((None,), ("$f",), ("$f", "$f", None)))
        when = [condition(random, stratum, joins, dimensions=True) for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5)))]
        away = joins if any(c.variable for c in when) else (None,)
        unless = [condition(random, stratum, away, dimensions=verdict) for _ in range(random.choice((0, 0, 1, 2)))]
        then: Conclude | Verdict = Conclude(NAMES[stratum % len(NAMES)])
        if verdict:
            kinds: tuple[Literal["veto", "caps", "escalate", "note"], ...] = ("veto", "caps", "escalate", "note")
            then = Verdict(random.choice(kinds), random.choice((None, *range(GRADES))))
        rules.append(Rule(f"r{number}", tuple(when), tuple(unless), then))
    random.shuffle(rules)
    return rules


def world_of(random: Random) -> World:
    """Some facts of every kind; a criterion may have two statuses at one facility."""
    density = random.choice((0.2, 0.5, 0.8))
    anywhere = ("", *FACILITIES)
    facts = [Fact.of("finding", id=c, status=s, facility=f) for c in CRITERIA for s in STATUSES for f in anywhere]
    facts += [Fact.of("contradiction", id=c, facility=f) for c in ("p", "q") for f in anywhere]
    facts += [Fact.of("facility", facility=f, role=r) for f in FACILITIES for r in ROLES]
    facts += [Fact.of("dimension", id="d", bound=b) for b in ("60", "85")]
    facts += [Fact.of("check", id=i, holds="yes", facility="") for i in ("r#0", "r#1", "s#0")]
    held = [fact for fact in facts if random.random() < density]
    random.shuffle(held)
    return World(tuple(held), random.choice((None, *range(GRADES))))


ENGINE: Literal["both", "direct"] = "both" if durable_available() else "direct"
seeds = st.integers(0, 2**32)


@settings(max_examples=5 * settings.default.max_examples)
@given(seeds)
def test_three_evaluators_agree(seed: int) -> None:
    random = Random(seed)
    rules = rules_of(random)
    program = compile_program(rules, GRADES)
    assert isinstance(program, Program), program
    with program:
        for world in (world_of(random), world_of(random)):  # nothing of the first is left in the second
            assert decide(program, world, ENGINE)[0] == naive(rules, world)


@settings(max_examples=2 * settings.default.max_examples)
@given(seeds)
def test_order_changes_nothing(seed: int) -> None:
    random = Random(seed)
    rules, world = rules_of(random), world_of(random)
    program, turned = compile_program(rules, GRADES), compile_program(rules[::-1], GRADES)
    assert isinstance(program, Program)
    assert isinstance(turned, Program)
    with program, turned:
        backwards = World(world.facts[::-1], world.base)
        assert decide(program, world, ENGINE) == decide(turned, backwards, ENGINE)


def test_the_random_worlds_are_not_idle() -> None:
    """A good share of them must come to something in each way: else agreement says little."""
    seen: Counter[str] = Counter()
    for seed in range(200):
        random = Random(seed)
        rules, world = rules_of(random), world_of(random)
        outcome = naive(rules, world)
        seen.update(n for n in ("conclusions", "vetoes", "caps", "escalations", "notes") if getattr(outcome, n))
        seen["joined"] += any(f.facility for f in outcome.trace)
        seen["chained"] += any(isinstance(item, Conclusion) for f in outcome.trace for item in f.on)
        seen["capped"] += outcome.grade != world.base
        without = naive([replace(rule, unless=()) for rule in rules], world)
        seen["kept away"] += len(without.trace) > len(outcome.trace)
    assert len(seen) == 9
    assert min(seen.values()) >= 15, seen
