"""The measure with its numbers: takes a criterion and one unit, gives the expression filled in, its sets and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gongti.engine.assessment.inside import tables
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.assessment.steps import Step
from gongti.engine.expression import Term, Unit, compile_term
from gongti.engine.expression.column import compile_elements
from gongti.engine.measure import Desk, Measured
from gongti.engine.pack import BoundCriterion
from gongti.engine.values.interval import SetRange

_CONDITIONS: Final = ("compare", "and", "or", "not", "aggregate", "function")
_MOST: Final = 12
"""Rows named before the rest are counted."""


@dataclass(frozen=True)
class MeasureSteps:
    """A criterion's measure in words with one unit's numbers."""

    spoken: Spoken
    desk: Desk
    criterion: BoundCriterion

    def spelled(self, unit: Measured) -> str:
        return self.spoken.spell(self.criterion.measure, unit.party.unit)

    def filled(self, unit: Measured) -> Iterator[Step]:
        """The numbers, and where they are of a set or of rows, which ones."""
        term = self.criterion.measure.term
        options = self._options(term, unit.party.unit)
        if options is None or self.spoken.question_of(term.args[0] or term) is None:
            yield self._filled(term, unit)
        if options is not None:
            yield options
        for text in dict.fromkeys(self._rows(term, unit.party.unit)):
            yield Step("rows", text)

    def _filled(self, term: Term, unit: Measured) -> Step:
        spelled, value = self.spelled(unit), self.spoken.measured(term, unit.value)
        said = spelled == value or spelled.endswith(f"= {value}]")
        code = "step.filled" if said else "step.filled-value"
        if term.type.base == "bool" and term.op in _CONDITIONS:
            code = {True: "step.filled-yes", False: "step.filled-no", None: "step.filled-open"}[unit.value]
        return Step("value", self.spoken.say(code, spelled=spelled, value=value))

    # sets

    def _options(self, term: Term, unit: Unit) -> Step | None:
        """Of what is missing from a set, or in it: what is there, what is not, what is not known."""
        of = term.args[0] if term.op == "function" and term.value in ("missing", "present") else None
        if of is None:
            return None
        labels = self.spoken.labels(of)
        held: Any = compile_term(of)(self.desk.world, unit, unit)
        sure, possible = (held.sure, held.possible) if isinstance(held, SetRange) else (held, held)
        options = frozenset(of.type.options or labels)
        have, open_ = self._names(labels, sure), self._names(labels, possible - sure)
        misses = self._names(labels, options - possible)
        counts = {"all": len(options), "have": have[0], "missing": misses[0], "open": open_[0]}
        names = {"haves": have[1], "misses": misses[1], "opens": open_[1]}
        code = "step.options" if term.value == "missing" else "step.present"
        return Step("value", self.spoken.say(f"{code}-open" if open_[0] else code, **counts, **names))

    def _names(self, labels: Mapping[str, str], chosen: frozenset[str]) -> tuple[int, str]:
        texts = [label for option, label in labels.items() if option in chosen]
        texts += sorted(chosen - set(labels))
        return len(texts), self.spoken.say("step.names", names=self.spoken.join(texts)) if texts else ""

    # rows

    def _rows(self, term: Term, unit: Unit) -> Iterator[str]:
        """For every table gone over: which of its rows count, which may."""
        for found in tables(self.desk, term, unit):
            table = found.term.args[2]
            assert table is not None
            question = self.spoken.question_of(table)
            value = compile_term(table)(self.desk.world, found.unit, found.element)
            rows = compile_elements(found.term, compile_term)(self.desk.world, found.unit, found.element)
            if question is None or rows is None:
                continue
            sure = [row.id for row, inside in rows if inside]
            perhaps = [row.id for row, inside in rows if not inside]
            label = question.label.said(self.spoken.lang)
            words = {"label": label, "all": len(value.rows), "count": len(sure), "names": self._listed(sure)}
            if perhaps:
                yield self.spoken.say("step.rows-open", open=len(perhaps), opens=self._listed(perhaps), **words)
            else:
                yield self.spoken.say("step.rows", **words)

    def _listed(self, names: list[str]) -> str:
        return self.spoken.say("step.names", names=self.spoken.names(names, _MOST)) if names else ""
