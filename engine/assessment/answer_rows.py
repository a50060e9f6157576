"""Questions and answers as plain data: takes a side and a finding, gives what was asked, answered and is missing.

An answer stands with its place, its evidence and note; a series with its periods, a table with its rows, a change with
what was so before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from gongti.engine.assessment.facet import Facet
from gongti.engine.diagnostics import Problems
from gongti.engine.expression import NOT_ASKED, TableValue
from gongti.engine.gaps import answers_of, lacks, missing, raw_answers
from gongti.engine.measure import Party, written
from gongti.engine.measure.answers import read_plain
from gongti.engine.measure.answers_of import Reads, owners
from gongti.engine.measure.series import series_entries
from gongti.engine.measure.tables import Rows
from gongti.engine.pack import Question
from gongti.engine.submission import Answer

Row = dict[str, Any]
MOST: Final = 24
"""Rows of a table that are written out before the rest are counted."""


@dataclass(frozen=True)
class AnswerRows(Facet):
    """The answers one finding rests on, in one language."""

    # questions

    def questions(self) -> Iterator[Row]:
        criterion = self.finding.criterion
        names = [name for _, _, name in (*criterion.reads, *criterion.prior_reads)]
        names += [q.id for _, q in answers_of(self.desk, self.finding)]
        for name in dict.fromkeys(names):
            yield self.question(self.desk.pack.question(name))

    def question(self, question: Question) -> Row:
        said = self.spoken.said
        return {
            "id": question.id,
            "label": question.label.said(self.spoken.lang),
            "definition": said(question.definition),
            "unit": question.unit.said(self.spoken.lang) or None,
            "type": question.type,
            "answer": self.spoken.answer_type(question),
            "asked_of": question.asked_of,
            "asked": self.spoken.asked_of(question.asked_of),
            "evidence": [t.said(self.spoken.lang) for t in question.evidence],
            "office": said(question.filled_by) if not question.assessor else None,
            "assessor": question.assessor,
            "ask_when": self.spoken.written(question.ask_when) if question.ask_when is not None else None,
            "valid": self.spoken.written(question.valid) if question.valid is not None else None,
            "asks_prior": question.asks_prior,
        }

    # answers

    def used(self) -> Iterator[Row]:
        """The answers whose value is known and so may have been counted with."""
        prior = {(p.id, q.id) for p, q in self._before(self.finding.criterion.prior_reads)}
        for party, question in answers_of(self.desk, self.finding):
            row = self.answered(party, question)
            if (party.id, question.id) in prior:
                row["prior"] = self._prior(party, question)
            if is_used(party, question) or row["prior"] is not None:
                yield row

    def _before(self, reads: Reads) -> Iterator[tuple[Party, Question]]:
        """Whose answers of the last period are read."""
        units = [m.party for m in self.finding.measurement.units]
        for op, owner, name in reads:
            question = self.desk.pack.question(name)
            for party in owners(self.desk, op, owner, units):
                if party.unit.values[question.slot] is not NOT_ASKED:
                    yield party, question

    def _prior(self, party: Party, question: Question) -> Row | None:
        """What was so before, and where that is said; None where nothing is known."""
        given = party.prior_given[question.slot] if question.slot < len(party.prior_given) else None
        if given is None or given.reason is not None:
            return None
        value = party.unit.prior[question.slot]
        return {
            "value": written(question, value),
            "text": self.spoken.answer(question, value),
            "at": given.at.short if given.at is not None else None,
        }

    def answered(self, party: Party, question: Question) -> Row:
        given = party.given[question.slot]
        value = party.unit.values[question.slot]
        evidence, note = self._beside(party, question)
        return {
            "facility": party.id,
            "name": self.spoken.party(party.id),
            "indicator": question.id,
            "label": question.label.said(self.spoken.lang),
            "value": written(question, value),
            "text": self.spoken.answer(question, value),
            "parts": self.parts(question, value, self._raw(party, question)),
            "at": given.at.short if given is not None and given.at is not None else None,
            "evidence": evidence,
            "note": note,
            "prior": None,
        }

    def _beside(self, party: Party, question: Question) -> tuple[list[str], str | None]:
        """Evidence and note of an answer, as they were handed in."""
        raws = [a.raw for a in raw_answers(self.desk, party, question) if isinstance(a.raw, dict)]
        files = [f for raw in raws for f in _listed(raw.get("evidence"))]
        notes = [str(raw["note"]) for raw in raws if raw.get("note")]
        return [str(f.get("name", "")) if isinstance(f, dict) else str(f) for f in files], notes[0] if notes else None

    def _raw(self, party: Party, question: Question) -> Answer | None:
        """What was written for the value that stands here: by a reviewer where he put one, else by the reporter."""
        inspection = self.result.inspection
        if self.desk.checks is not None and inspection is not None:
            for found in inspection.answers:
                if (found.party, found.question.id) == (party.id, question.id) and found.outcome != "stale":
                    entry = next((e for e in found.entries if e.given), None)
                    if entry is not None:
                        return Answer(entry.value, entry.at)
        return next(iter(raw_answers(self.desk, party, question)), None)

    def parts(self, question: Question, value: Any, raw: Answer | None) -> list[str]:
        """A series period by period, a table row by row; nothing of what is one value."""
        if isinstance(value, TableValue):
            return list(self._rows(question, value))
        if question.fold is None or raw is None:
            return []
        rows = Rows(self.result.submission.period, {})
        entries, _ = series_entries(question, raw, rows.subperiods(question.time or "year"), Problems())
        plain = replace(question, fold=None)
        say, found = self.spoken.say, []
        for name in rows.subperiods(question.time or "year") if entries is not None else ():
            entry = (entries or {}).get(name)
            made = read_plain(plain, entry, Problems())[0] if entry is not None else None
            found.append(say("part", name=name, text=self.spoken.answer(plain, made)))
        return found

    def _rows(self, question: Question, table: TableValue) -> Iterator[str]:
        say = self.spoken.say
        columns = question.table.columns if question.table is not None else {}
        for row in table.rows[:MOST]:
            cells = [
                say("cell", label=c.label.said(self.spoken.lang), text=self.spoken.answer(c, row.fields.get(n)))
                for n, c in columns.items()
                if question.table is None or n != question.table.key
            ]
            yield say("part", name=row.id, text=self.spoken.join(cells))
        if len(table.rows) > MOST:
            yield say("rows-more", count=len(table.rows))

    # what is not there

    def missing(self) -> Iterator[Row]:
        for party, question, why in missing(self.desk, self.finding):
            yield self.absent(party, question, why)

    def absent(self, party: Party, question: Question, why: str) -> Row:
        prior = why.startswith("prior")
        held = party.prior_given if prior else party.given
        given = held[question.slot] if question.slot < len(held) else None
        text = self._instead(party, question, why)
        code = f"missing.{why}-text" if text else f"missing.{why}"
        return {
            "facility": party.id,
            "name": self.spoken.party(party.id),
            "indicator": question.id,
            "label": question.label.said(self.spoken.lang),
            "reason": why.replace("_", "-"),
            "text": self.spoken.say(code, text=text),
            "at": given.at.short if given is not None and given.at is not None else None,
        }

    def _instead(self, party: Party, question: Question, why: str) -> str:
        """What stands there instead of an answer, or how much of one there is."""
        if why == "refused":
            raws = [a.raw for a in raw_answers(self.desk, party, question)]
            return self.spoken.join(str(raw) for raw in raws if not isinstance(raw, (dict, list, tuple)))
        if why != "partial":
            return ""
        text = self.spoken.answer(question, party.unit.values[question.slot])
        parts = lacks(party, question)
        if not parts:
            return text
        return self.spoken.say("lacks", text=text, parts=self.spoken.names(list(parts), MOST))


def is_used(party: Party, question: Question) -> bool:
    """Whether an answer's value is known and so may have been counted with."""
    return written(question, party.unit.values[question.slot]) is not None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]
