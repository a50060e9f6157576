"""Takes rules and gives a program, or refusals; takes a program and one world and gives the outcome, decided twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Literal, Self

from gongti.engine.inference import direct
from gongti.engine.inference.limits import CONDITIONS_A_RULE, RULES
from gongti.engine.inference.model import Outcome, Rule, Subject, Verdict, World
from gongti.engine.inference.network import Network, Plan, plan
from gongti.engine.inference.strata import Refusal, Strata, stratify

Engine = Literal["direct", "both"]
Evaluators = tuple[Literal["durable", "direct"], ...]


class InternalDisagreement(Exception):
    """The two evaluators came to different outcomes: neither is to be reported. ``fields`` names where."""

    def __init__(self, durable: Outcome, direct: Outcome) -> None:
        self.durable, self.direct = durable, direct
        self.fields = tuple(f.name for f in fields(Outcome) if getattr(durable, f.name) != getattr(direct, f.name))
        super().__init__(
            "; ".join(f"{n}: durable {getattr(durable, n)!r}, direct {getattr(direct, n)!r}" for n in self.fields)
        )


class Program:
    """Rules proven to be decidable. The network is compiled when first asked for and freed by ``close`` or dropping."""

    __slots__ = ("_network", "_plan", "_strata", "wants")

    def __init__(self, strata: Strata, made: Plan) -> None:
        self._strata, self._plan = strata, made
        self._network: Network | None = None
        self.wants: frozenset[Subject] = frozenset(made.entries)
        """(kind, id) of the facts that some rule reads, id "" for facilities: no others need be made."""

    @property
    def network(self) -> Network:
        """The network of durable-rules; ImportError where it cannot be had."""
        if self._network is None:
            self._network = Network(self._plan)
        return self._network

    @property
    def strata(self) -> Strata:
        return self._strata

    def close(self) -> None:
        if self._network is not None:
            self._network.close()
            self._network = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def compile_program(rules: Sequence[Rule], grades: int) -> Program | list[Refusal]:
    """Order the rules in phases and plan the network, for a pack of so many grades; every refusal at once.

    Ids are distinct and caps are ranks of the pack's grades (ValueError): the caller has resolved them.
    """
    if len({rule.id for rule in rules}) != len(rules):
        raise ValueError("two rules have one id")
    for rule in rules:
        if isinstance(rule.then, Verdict) and rule.then.caps is not None and not 0 <= rule.then.caps < grades:
            raise ValueError(f"{rule.id}: caps at rank {rule.then.caps} of {grades} grades")
    refusals = [_size(rule) for rule in rules if len(rule.when) + len(rule.unless) > CONDITIONS_A_RULE]
    if len(rules) > RULES:
        refusals.append(("rules-too-many", rules[RULES].id, {"count": len(rules), "limit": RULES}))
        return refusals
    strata = stratify(rules)
    if isinstance(strata, list):
        return refusals + strata
    return refusals or Program(strata, plan(strata, grades))


def _size(rule: Rule) -> Refusal:
    params: Mapping[str, object] = {"count": len(rule.when) + len(rule.unless), "limit": CONDITIONS_A_RULE}
    return "rule-too-many-conditions", rule.id, dict(params)


def decide(program: Program, world: World, engine: Engine) -> tuple[Outcome, Evaluators]:
    """The outcome, and who decided it. ``both``: a difference raises InternalDisagreement, a fault NetworkFault."""
    found = direct.evaluate(program.strata, world)
    if engine == "direct":
        return found, ("direct",)
    durable = program.network.evaluate(world)
    if durable != found:
        raise InternalDisagreement(durable, found)
    return found, ("durable", "direct")
