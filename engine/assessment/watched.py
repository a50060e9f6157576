"""What is only watched: takes a side, gives for each aim its value, last period's, the change, and which way is better.

An aim (目标) has no points and no verdict. What a reader wants of it is the number and where it is going.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

from gongti.engine.assessment.rows import Row, value_of
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.diagnostics import Problems
from gongti.engine.expression import Reached, Reference, Term, all_before, compile_term
from gongti.engine.measure import Desk, measure
from gongti.engine.pack import Calc, Question
from gongti.engine.score import Finding, combined_value
from gongti.engine.values.exact import Number, Rational, decimals, divide, lowest, magnitude
from gongti.engine.values.interval import is_known
from gongti.engine.words import Language, say

_PLACES: Final = 4
Direction = Literal["better", "worse", "same"]


def watched(desk: Desk, findings: Iterable[Finding], lang: Language) -> Iterator[Row]:
    """A row for each finding that is watched, in the order of the pack."""
    spoken = Spoken(desk.pack, lang, desk)
    for finding in findings:
        if finding.status == "watched":
            yield _Watched(desk, finding, spoken).row()


@dataclass(frozen=True)
class _Watched:
    desk: Desk
    finding: Finding
    spoken: Spoken

    def row(self) -> Row:
        criterion = self.finding.criterion
        now, before = self.measured(self.term), self.before
        return {
            "criterion": criterion.id,
            "title": criterion.title.said(self.spoken.lang),
            "dimension": criterion.dimension,
            "value": value_of(now),
            "text": self.text(now),
            "prior": value_of(before),
            "prior_text": self.text(before) if value_of(before) is not None else None,
            "change_text": self.change(now, before),
            "better": self.better,
            "direction": self.direction(now, before),
            "facilities": self.each() if len(self.finding.units) > 1 and now is None else [],
        }

    @cached_property
    def term(self) -> Term:
        """What is watched: of a set alone the set itself, though what is missing of it would be scored."""
        measure = self.finding.criterion.measure
        term = measure.term
        said = "missing" in measure.text
        inner = term.args[0] if (term.op, term.value) == ("function", "missing") and not said else None
        return inner if inner is not None else term

    def measured(self, term: Term) -> Any:
        """The one value of a term in place of the measure; None where it is not one."""
        criterion = self.finding.criterion
        formula = replace(criterion.measure, term=term, evaluate=compile_term(term))
        return combined_value(measure(self.desk, replace(criterion, measure=formula), Problems()))

    @cached_property
    def source(self) -> Question | Calc | None:
        """The one question or calc that the measure is, where it is no more than that."""
        value = self.term.value
        if isinstance(value, Reached):
            return next((c for c in self.desk.pack.calcs if c.id == value.name), None)
        whole = isinstance(value, Reference) and value.slot >= 0 and not value.part
        return self.desk.pack.questions[value.slot] if whole else None

    @property
    def better(self) -> str | None:
        return self.source.better if self.source is not None else None

    @cached_property
    def before(self) -> Any:
        """What the measure came to in the period before; None where it cannot be told, or is about two periods."""
        term = all_before(self.term)
        return None if term is None or not self.finding.criterion.reads else self.measured(term)

    def text(self, value: Any) -> str:
        """As a person says it: a share in percent, a number with its unit, a set by its options."""
        if value is None or not is_known(value):
            return self.spoken.value(self.term, None)
        if isinstance(value, bool) and self.source is None:
            return say("word.reached" if value else "word.short", self.spoken.lang)
        if isinstance(value, frozenset):
            return self.spoken.options(self.spoken.labels(self.term), value)
        if not _is_number(value):
            return self.spoken.value(self.term, value)
        if self.is_share:
            return self.about(value * 100, "%")
        unit = self.source.unit.said(self.spoken.lang) if self.source is not None else ""
        return self.about(value, f" {unit}" if unit else "")

    @cached_property
    def is_share(self) -> bool:
        """Shares, and growth, are said in percent."""
        term = self.source.formula.term if isinstance(self.source, Calc) else self.term
        growth = (term.op, term.value) == ("function", "growth")
        return growth or self.term.type.scale == "share" or self.finding.criterion.across == "share"

    def about(self, value: Number, unit: str, sign: str = "") -> str:
        """Exact within four decimals; else two (four of what is below one), and said to be rounded."""
        exact = next((p for p in range(_PLACES + 1) if 10**p % lowest(value)[1] == 0), None)
        if exact is not None:
            return sign + decimals(value, exact) + unit
        rounded = decimals(value, 2 if magnitude(value) >= 1 else _PLACES)
        return say("word.about", self.spoken.lang, value=sign + rounded + unit)

    def change(self, now: Any, before: Any) -> str | None:
        """By how much: percentage points of a share, else the amount and the growth."""
        if not _numbers(now, before):
            return None
        by = now - before
        sign = "+" if by > 0 else ""
        if self.is_share:
            return say("word.change-points", self.spoken.lang, change=self.about(by * 100, "", sign))
        change = self.about(by, "", sign)
        if before <= 0 or by == 0:
            return change
        growth = self.about(divide(by, before) * 100, "%", sign)
        return say("word.change-growth", self.spoken.lang, change=change, growth=growth)

    def direction(self, now: Any, before: Any) -> Direction | None:
        if self.better is None or not _numbers(now, before):
            return None
        if now == before:
            return "same"
        return "better" if (now > before) == (self.better == "higher") else "worse"

    def each(self) -> list[Row]:
        return [{"id": u.party_id, "text": self.text(u.value)} for u in self.finding.units]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Rational)) and not isinstance(value, bool)


def _numbers(*values: Any) -> bool:
    return all(_is_number(v) for v in values)
