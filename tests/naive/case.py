"""A pack, a report on it and what its unknown answers may turn out to be; gives their YAML for the engine."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from naive.evaluator import Facility, Scenario, indicators
from naive.language import Expr, Lit, Value

OPTIONS = {"lab": "医学检验", "imaging": "医学影像", "ecg": "心电诊断"}
THC, CHC, HOSPITAL = "township-health-centre", "community-health-centre", "county-hospital"
ABSENT = object()


@dataclass(frozen=True)
class Answer:
    """What stands in the report, and the values it may turn out to be: one if it is known."""

    typed: Any
    possible: tuple[Value, ...]

    @property
    def known(self) -> bool:
        return len(self.possible) == 1


@dataclass(frozen=True, repr=False)
class Case:
    scenario: Scenario
    answers: Mapping[tuple[str, str], Answer]
    on: date
    register: bool = True
    silent: frozenset[str] = frozenset()
    explanations: Mapping[str, str] = field(default_factory=dict)
    disguised: frozenset[str] = frozenset()  # report another type than the register's, which wins

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """A failing example as the two files that show it."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        return f"# on {self.on}\n# pack.yaml\n{pack_text(self.scenario.pack)}# report.yaml\n{report_text(self)}"

    def completions(self, limit: int, seed: int = 0) -> list[dict[tuple[str, str], Value]]:
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

    def hushed(self) -> Case:
        """All answers of those who do not report become unknown."""
        kinds = indicators(self.scenario.pack)
        return replace(
            self,
            answers={
                k: Answer(ABSENT, domain(kinds[k[1]]["type"])) if k[0] in self.silent else a
                for k, a in self.answers.items()
            },
        )

    def completed(self, values: Mapping[tuple[str, str], Value]) -> Case:
        """The same case with these answers given, by facilities that were silent too."""
        asked = indicators(self.scenario.pack)
        return replace(
            self,
            silent=frozenset(),
            answers={
                k: a
                if a.known and k[0] not in self.silent
                else Answer(typed(asked[k[1]]["type"], values[k]), (values[k],))
                for k, a in self.answers.items()
            },
        )


# ---------------------------------------------------------------- what a clerk types


def typed(kind: str, value: Value, form: int = 0) -> Any:
    """A value as a report may hold it; the form chooses among spellings that mean the same."""
    if kind == "yesno":
        return (("是", "有", "√", True) if value else ("否", "无", "×", False))[form % 4]
    if kind == "ratio":
        return {"part": plain_number(value[0]), "whole": plain_number(value[1])}
    if kind == "set":
        return {o: o in value for o in OPTIONS} if form % 2 else sorted(value)
    if kind == "date":
        if value is None:
            return "无"
        return f"{value.year}年{value.month}月{value.day}日" if form % 2 else value
    if kind == "percent":
        share = value * 100
        return f"{plain_number(share)}%" if share.denominator in (1, 2, 5, 10) else str(value)
    if kind == "count" and value >= 1000 and form % 2:
        return f"{value.numerator:,}"
    return plain_number(value)


def plain_number(x: Fraction) -> int | float | str:
    if x.denominator == 1:
        return x.numerator
    exact = float(x)
    return exact if Fraction(str(exact)) == x else str(x)


def domain(kind: str) -> tuple[Value, ...]:
    """Some of the values an unanswered question may take: the ends, the thresholds in use, and far away."""
    if kind == "yesno":
        return (False, True)
    if kind == "count":
        return tuple(Fraction(n) for n in (0, 1, 2, 3, 5, 1000))
    if kind == "number":
        return (Fraction(-4), Fraction(0), Fraction(1), Fraction(5, 2), Fraction(5), Fraction(1000))
    if kind == "percent":
        return tuple(Fraction(s) for s in ("0", "1/4", "1/3", "3/5", "9/10", "1"))
    if kind == "ratio":
        return tuple((Fraction(a), Fraction(b)) for a, b in ((0, 4), (1, 3), (0, 0), (3, 5), (900, 1000), (2, 2)))
    if kind == "date":
        return (None, date(2024, 1, 31), date(2024, 6, 30), date(2024, 7, 1))
    return tuple(frozenset(c) for n in range(len(OPTIONS) + 1) for c in itertools.combinations(OPTIONS, n))


REFUSED = {"count": -1, "percent": "120%", "ratio": {"part": 5, "whole": 2}, "date": "2024-02-30", "yesno": "也许"}


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
    if isinstance(node, Expr):
        return node.text()
    if isinstance(node, dict):
        return {k: plain(v) for k, v in node.items()}
    if isinstance(node, list | tuple):
        return [plain(v) for v in node]
    return node


def pack_text(pack: dict[str, Any]) -> str:
    written = plain(pack)
    for dimension in written["dimensions"]:
        for c in dimension["criteria"]:
            if "where" in c:  # `over: members where P` is one text
                c["over"] = f"{c['over']} where {c.pop('where')}"
    return dump(written)


def report(case: Case) -> dict[str, Any]:
    """The self-report with its register, as one document."""
    told: dict[str, dict[str, Any]] = {}
    for (place, id), answer in case.answers.items():
        if answer.typed is not ABSENT:
            told.setdefault(place, {})[id] = answer.typed
    facilities = [
        {"id": f.id, "name": f"机构{f.id}", "role": f.role, "type": _told_type(case, f), "answers": told.get(f.id, {})}
        for f in case.scenario.facilities
        if f.id not in case.silent
    ]
    found: dict[str, Any] = {
        "format": 1,
        "consortium": {
            "id": "qinghe",
            "name": "青禾县医共体",
            "kind": "county-consortium",
            "region": "某省云州市青禾县",
        },
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
            {"id": f.id, "name": f"机构{f.id}", "role": f.role, "type": f.type, "beds": f.beds, "consortium": "qinghe"}
            for f in case.scenario.facilities
            if f.counted
        ]
    return found


def _told_type(case: Case, f: Facility) -> str:
    return (CHC if f.type != CHC else THC) if f.id in case.disguised else f.type


def report_text(case: Case) -> str:
    return dump(report(case))
