"""A pack, a report on it, its review and what unknown answers may turn out to be; gives their YAML for the engine."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from naive.answers import ABSENT, Answer, domain, plain_number, question_of, row_keys, typed
from naive.columns import Table
from naive.language import Lit, Spelled, Value
from naive.review import Key, Review, reviews, unanswered, verified
from naive.world import OURS, Facility, Scenario

THC, CHC, HOSPITAL = "township-health-centre", "community-health-centre", "county-hospital"


@dataclass(frozen=True)
class Side:
    """The claimed or the verified side: its facts, and its answers as far as they are known."""

    scenario: Scenario
    answers: Mapping[Key, Answer]

    def completions(self, limit: int, seed: int = 0) -> list[dict[Key, Value]]:
        """Complete sets of answers: all of them where they are few, else both ends and a drawn sample."""
        keys = list(self.answers)
        domains = [self.answers[k].possible for k in keys]
        size = 1
        for d in domains:
            size *= len(d)
        if size <= limit:
            return [dict(zip(keys, values, strict=True)) for values in itertools.product(*domains)]
        chance = random.Random(seed)
        chosen = [[d[0] for d in domains], [d[-1] for d in domains]]
        chosen += [[chance.choice(d) for d in domains] for _ in range(limit - 2)]
        return [dict(zip(keys, values, strict=True)) for values in chosen]


@dataclass(frozen=True, repr=False)
class Case:
    scenario: Scenario
    answers: Mapping[Key, Answer]
    on: date
    register: bool = True
    silent: frozenset[str] = frozenset()
    explanations: Mapping[str, Any] = field(default_factory=dict)
    disguised: frozenset[str] = frozenset()  # report another type than the register's, which wins
    review: Review | None = None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """A failing example as the files that show it."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        found = f"# on {self.on}\n# pack.yaml\n{pack_text(self.scenario.pack)}# report.yaml\n{report_text(self)}"
        return found + "".join(f"# review\n{text}" for text in review_texts(self))

    @property
    def claimed(self) -> Side:
        facts = replace(self.scenario, on=self.on, unanswered=unanswered(self.answers), has_prior=self.has_prior)
        return Side(facts, self.answers)

    @property
    def verified(self) -> Side:
        assert self.review is not None
        claimed = self.claimed
        return Side(*verified(claimed.scenario, claimed.answers, self.review))

    @property
    def has_prior(self) -> bool:
        """Any answer carries last year's value."""
        return any(id.startswith("prior.") and a.typed not in (ABSENT, None) for (_, id), a in self.answers.items())

    def completions(self, limit: int, seed: int = 0) -> list[dict[Key, Value]]:
        return self.claimed.completions(limit, seed)

    def unknown(self, key: Key) -> Answer:
        question = question_of(self.scenario.pack, key[1])
        return Answer(ABSENT, domain(question, row_keys(self.scenario, question)))

    def hushed(self) -> Case:
        """All answers of those who do not report become unknown."""
        answers = {k: self.unknown(k) if k[0] in self.silent else a for k, a in self.answers.items()}
        return replace(self, answers=answers)

    def completed(self, values: Mapping[Key, Value]) -> Case:
        """The same case with these answers given, by facilities that were silent too; a table without a blank."""
        found: dict[Key, Answer] = {}
        for key, answer in self.answers.items():
            question = question_of(self.scenario.pack, key[1])
            value = values[key]
            if isinstance(value, Table):
                value = replace(value, complete=len(value.rows) >= question.get("min_rows", 0))
            kept = (answer.known and key[0] not in self.silent) or question.get("filled_by") == "assessor"
            found[key] = answer if kept else Answer(typed(question, value), (value,))
        return replace(self, silent=frozenset(), answers=found)


# ---------------------------------------------------------------- texts for the engine


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000))


def plain(node: Any) -> Any:
    """A pack without its expression objects: each becomes its text, a plain number a number."""
    if isinstance(node, Lit):
        if isinstance(node.exact, Fraction) and node.written.lstrip("-").replace(".", "").isdigit():
            return plain_number(node.exact)
        return node.text()
    if isinstance(node, Spelled):
        return node.text()
    if isinstance(node, dict):
        found = {k: plain(v) for k, v in node.items()}
        if "over" in found and "where" in found:  # `over: members where P` is one text
            found["over"] = f"{found['over']} where {found.pop('where')}"
        return found
    if isinstance(node, list | tuple):
        return [plain(v) for v in node]
    return node


def pack_text(pack: dict[str, Any]) -> str:
    return dump(plain(pack))


def report(case: Case) -> dict[str, Any]:
    """The self-report with its register, as one document."""
    told: dict[str, dict[str, Any]] = {}
    for place, id in case.answers:
        if not id.startswith("prior."):
            answer = _told(case, place, id)
            if answer is not ABSENT:
                told.setdefault(place, {})[id] = answer
    people = case.scenario.facilities
    facilities = [
        {"id": f.id, "name": f.name, "role": f.role, "type": _told_type(case, f), "answers": told.get(f.id, {})}
        for f in people
        if f.id not in case.silent and f.consortium == OURS
    ]
    found: dict[str, Any] = {
        "format": 1,
        "consortium": {"id": OURS, "name": "青禾县医共体", "kind": "county-consortium", "region": "某省云州市青禾县"},
        "period": 2024,
        "answers": told.get("consortium", {}),
        "facilities": facilities,
    }
    if "region" in told:
        found["region"] = {"answers": told["region"]}
    if case.explanations:
        found["explanations"] = dict(case.explanations)
    if case.register:
        found["register"] = [
            {"id": f.id, "name": f.name, "role": f.role, "type": f.type, "beds": f.beds, "consortium": f.consortium}
            for f in people
            if f.counted
        ]
    return found


def _told(case: Case, place: str, id: str) -> Any:
    """An answer as it stands in the report, with last year's beside it where that is given."""
    answer = case.answers[place, id].typed
    prior = case.answers[place, f"prior.{id}"].typed if (place, f"prior.{id}") in case.answers else ABSENT
    if prior is ABSENT:
        return answer
    if isinstance(answer, dict):
        return answer | {"prior": prior}
    return {"prior": prior} if answer is ABSENT else {"value": answer, "prior": prior}


def _told_type(case: Case, f: Facility) -> str:
    return (CHC if f.type != CHC else THC) if f.id in case.disguised else f.type


def report_text(case: Case) -> str:
    return dump(report(case))


def review_texts(case: Case) -> list[str]:
    return [dump(r) for r in reviews(case.review)] if case.review else []
