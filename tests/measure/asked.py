"""Takes one question (or a few) and the answers to it, gives what the desk makes of them: value, reason, problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import yaml
from score.sheets import pack_text, report

from gongti.engine.diagnostics import Problem, Problems
from gongti.engine.intake import read_report_texts
from gongti.engine.measure import Desk, Frame, Given, Inspection, Party, framed, inspect, set_up
from gongti.engine.pack import Pack, load_pack_text
from gongti.engine.values.exact import to_fraction
from gongti.engine.values.interval import Interval

ON = date(2024, 12, 1)
NOTHING: Any = object()  # an answer that is not there
Ends = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Seen:
    """What became of the question ``x`` put to one party, and of every expression that reads it."""

    desk: Desk
    problems: tuple[Problem, ...]
    party: str = "consortium"

    @property
    def value(self) -> Any:
        return self.value_of("x")

    @property
    def given(self) -> Given:
        made = self._party.given[self._slot("x")]
        assert made is not None, "not asked"
        return made

    @property
    def codes(self) -> list[str]:
        return [p.code for p in self.problems]

    def lines(self) -> list[str]:
        return [p.line("zh") for p in self.problems]

    def value_of(self, question: str) -> Any:
        return self._party.unit.values[self._slot(question)]

    def measured(self, criterion: str = "c0") -> Any:
        """The value of a criterion's measure, as its one unit gives it."""
        found = next(c for c in self.desk.pack.criteria if c.id == criterion)
        return found.measure.evaluate(self.desk.world, self._party.unit, self._party.unit)

    @property
    def _party(self) -> Party:
        parties = (self.desk.consortium, self.desk.region, *self.desk.facilities, *self.desk.others)
        return next(p for p in parties if p.unit.fields["id"] == self.party)

    def _slot(self, question: str) -> int:
        return next(q.slot for q in self.desk.pack.questions if q.id == question)


def ends(value: Any) -> Ends:
    """A number or a range of numbers as two exact ends; None is no end."""
    low, high = value if isinstance(value, Interval) else (value, value)
    return (None if low is None else to_fraction(low)), (None if high is None else to_fraction(high))


@lru_cache(maxsize=512)
def pack_of(indicators: str, measures: tuple[str, ...], more: str = "") -> Pack:
    """A pack of one dimension whose criteria c0, c1, … only watch what they measure."""
    criteria = "".join(
        f"      - {{id: c{n}, title: 项{n}, cite: {{doc: plan}}, force: aim, {measure}}}\n"
        for n, measure in enumerate(measures)
    )
    loaded, wrong = load_pack_text(pack_text(indicators, criteria, more))
    assert loaded is not None and not wrong, [p.line("zh") for p in wrong]
    return loaded


def asked(
    question: str,
    answer: Any = NOTHING,
    *measures: str,
    period: str = "2024",
    others: Mapping[str, Any] | None = None,
    indicators: str = "",
    more: str = "",
    handed_in: Mapping[str, Any] | None = None,
) -> Seen:
    """The question ``x`` (what stands in its braces) put to the consortium and answered so.

    ``measures`` are what criteria measure ("measure: count(x), score: …"); one asks whether x is answered anyway.
    """
    lines = f"  x: {{{question}, label: 甲项, asked_of: consortium}}\n{indicators}"
    pack = pack_of(lines, (*measures, "measure: answered(x)"), more)
    answers = {**({} if answer is NOTHING else {"x": answer}), **(others or {})}
    return seen(pack, {**report(answers, {"h": {}}), "period": period, **(handed_in or {})})


def seen(pack: Pack, handed_in: Mapping[str, Any], party: str = "consortium", prior: Any = None) -> Seen:
    frame, problems = frame_of(pack, handed_in, (), prior)
    return Seen(set_up(frame, None, problems), problems.sorted(), party)


def frame_of(
    pack: Pack, handed_in: Mapping[str, Any], reviews: tuple[Mapping[str, Any], ...] = (), prior: Any = None
) -> tuple[Frame, Problems]:
    """The answers as read. Everything goes through YAML, as from a clerk: a quarter's key, a date, a percent sign."""
    texts = [("report.yaml", _yaml(handed_in))]
    texts += [(f"review{n}.yaml", _yaml({"format": 1, **review})) for n, review in enumerate(reviews)]
    last = ("prior.json", json.dumps(prior)) if prior is not None else None
    submission, read = read_report_texts(texts, prior=last)
    assert submission is not None, [p.line("zh") for p in read]
    problems = Problems(read)
    return framed(pack, submission, ON, problems), problems


def reviewed(
    pack: Pack, handed_in: Mapping[str, Any], *reviews: Mapping[str, Any], prior: Any = None, on: date = ON
) -> tuple[Inspection, Seen]:
    """What reviews come to, and the desk of the verified side; problems are those of the reading and of the review."""
    frame, problems = frame_of(pack, handed_in, reviews, prior)
    if on != ON:
        submission = frame.submission
        problems = Problems()
        frame = framed(pack, submission, on, problems)
    found = inspect(frame, problems)
    assert found is not None
    more = Problems()
    return found, Seen(set_up(found.frame, found.checks, more), problems.sorted())


class _Plain(yaml.SafeDumper):
    """Writes the same thing out twice where it stands twice: a report may hold no alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(data: Mapping[str, Any]) -> str:
    return yaml.dump(dict(data), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10**6)
