"""What stands against a finding, or for it: takes it, gives contradictions, explanation, review and objections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongti.engine.assessment.answer_rows import AnswerRows, is_used
from gongti.engine.assessment.facet import Facet
from gongti.engine.assessment.rows import value_of
from gongti.engine.assessment.spoken import number
from gongti.engine.diagnostics import Problems
from gongti.engine.expression import NOT_ASKED
from gongti.engine.gaps import answers_of
from gongti.engine.measure import WHOLE, Contradiction, Desk, Party, Verified, percent_text
from gongti.engine.measure.answers import read_answer
from gongti.engine.measure.answers_of import read_of
from gongti.engine.pack import Question
from gongti.engine.submission import Answer, Checked
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import decimals
from gongti.engine.words import say

Row = dict[str, Any]


@dataclass(frozen=True)
class Disputes(Facet):
    """What is said against one finding, or for it, in one language."""

    # contradictions

    def contradictions(self) -> Iterator[Row]:
        for found in self.side.contradictions:
            if self.finding.criterion.id in found.rule.doubts:
                yield self._contradiction(found)

    def _contradiction(self, found: Contradiction) -> Row:
        rule, party = found.rule, found.party or self.desk.consortium
        rows = AnswerRows(self.result, self.side, self.finding, self.spoken)
        read = list(read_of(self.desk, rule.reads, (party,)))
        sides = [
            {
                "text": self.spoken.source(formula.term),
                "spelled": self.spoken.spell(formula, party.unit),
                "value": value_of(value),
            }
            for formula, value in ((rule.left, found.left), (rule.right, found.right))
        ]
        return {
            "id": rule.id,
            "title": rule.title.said(self.spoken.lang),
            "facility": found.party.id if found.party is not None else None,
            "name": self.spoken.party(found.party.id) if found.party is not None else None,
            "expect": " ".join(rule.text.split()),
            "sides": sides,
            "text": self._difference(found),
            "answers": [rows.answered(p, q) for p, q in read if is_used(p, q)],
            "missing": [
                rows.absent(p, q, given.reason)
                for p, q in read
                if (given := p.given[q.slot]) is not None and given.reason is not None
            ],
            "cite": [{"doc": c.doc, "clause": c.clause, "quote": c.quote} for c in rule.cites],
        }

    def _difference(self, found: Contradiction) -> str:
        """How far the two sides are apart, beside what the tolerance would allow."""
        rule, words = found.rule, self.spoken.say
        left, right = found.left, found.right
        if rule.left.term.type.base != "number":
            return words("difference-kind")
        known = iv.is_known(left) and iv.is_known(right)
        tolerance = words("tolerance-none")
        if rule.tolerance and rule.relative:
            tolerance = percent_text(rule.tolerance)
            if known:
                amount = number(rule.tolerance * max(abs(left), abs(right)))
                tolerance = words("tolerance-share", share=tolerance, amount=amount)
        elif rule.tolerance:
            tolerance = number(rule.tolerance)
        if known:
            return words("difference", amount=number(abs(left - right)), tolerance=tolerance)
        return words("difference-open", tolerance=tolerance)

    # explanations

    def explained(self) -> Row | None:
        given = self.desk.submission.explanations.get(self.finding.criterion.id)
        if given is None:
            return None
        counts = self.finding.explanation is not None
        force = self.finding.criterion.force
        raised = self.finding.low - self.finding.scored.low if counts else 0
        code = "counts" if counts else "idle" if force == "should" else "must"
        if not counts and force == "should" and self._refused():
            code = "refused"
        return {
            "text": given.text,
            "until": given.until.isoformat() if given.until is not None else None,
            "at": given.at.short,
            "counts": counts,
            "effect": self.spoken.say(f"explained-{code}", points=self.spoken.points(raised)),
            "points": decimals(raised),
        }

    def _refused(self) -> bool:
        """On the verified side an explanation counts only where a reviewer accepted it."""
        checks = self.desk.checks
        return checks is not None and self.finding.criterion.id not in {criterion for criterion, _ in checks.accepted}

    # review

    def reviewed(self, review: Row | None, row: Row) -> Row | None:
        """The answers a review looked at, both sides' points, what was ruled and what was objected to.

        ``review`` is the view's, ``row`` the view's row of the criterion as claimed.
        """
        inspection, id_ = self.result.inspection, self.finding.criterion.id
        if inspection is None:
            empty: Row = {"tier": "self", "points": None, "answers": [], "rulings": []}
            return {**empty, "objections": row["objections"]} if row["objections"] else None
        read = {(p.id, q.id) for p, q in self._read()}
        views = {(a["facility"], a["indicator"], a["outcome"]): a for a in (review or {"answers": []})["answers"]}
        return {
            "tier": inspection.tier,
            "points": self._points(row),
            "answers": [
                views[v.party, v.question.id, v.outcome] | self._checked(v)
                for v in inspection.answers
                if (v.party, v.question.id) in read
            ],
            "rulings": list(self._rulings(id_)),
            "objections": row["objections"],
        }

    def _read(self) -> Iterator[tuple[Party, Question]]:
        """Every answer that the criterion read on either side, those of units left out on one of them too."""
        for side in (self.result.claimed, self.side):
            finding = side.finding(self.finding.criterion.id)
            yield from answers_of(side.desk, finding)
            measured = finding.measurement
            left_out = (*measured.excluded, *measured.not_due, *measured.waived)
            for party, question in read_of(side.desk, finding.criterion.reads, left_out):
                if party.unit.values[question.slot] is not NOT_ASKED:
                    yield party, question

    def _points(self, row: Row) -> Row:
        """What was claimed and what was verified, side by side."""
        keys = ("status", "level", "low", "high", "of", "value")
        return {
            "claimed": {key: row[key] for key in keys},
            "verified": {key: row["verified"][key] for key in keys} if row["verified"] is not None else None,
        }

    def _checked(self, found: Verified) -> Row:
        """One answer that was looked at: as a person says it, and every entry on it."""
        return {
            "claimed_text": self._text(self.result.claimed.desk, found),
            "verified_text": None if found.outcome == "stale" else self._text(self.desk, found),
            "entries": [self._entry(found.question, e) for e in found.entries],
        }

    def _text(self, desk: Desk, found: Verified) -> str:
        party = next(p for p in (desk.consortium, desk.region, *desk.facilities, *desk.others) if p.id == found.party)
        given, value = party.given[found.question.slot], party.unit.values[found.question.slot]
        if given is not None and given.reason is not None and given.reason != "partial":
            return self.spoken.say(f"missing.{given.reason}")
        return self.spoken.answer(found.question, value)

    def _entry(self, question: Question, entry: Checked) -> Row:
        """What one reviewer said: the value he found, or only that he looked."""
        text = self.spoken.say("entry-remark")
        if entry.given and self.result.inspection is not None:
            rows = self.result.inspection.frame.rows
            value, made = read_answer(question, Answer(entry.value, entry.at), rows, Problems())
            text = self.spoken.say("entry-unconfirmed")
            if made.reason not in ("unanswered", "refused"):
                text = self.spoken.answer(question, value)
        about = [say(f"report.method.{entry.method}", self.spoken.lang)] if entry.method is not None else []
        about += [self.spoken.say(f"seen.{entry.evidence}")] if entry.evidence is not None else []
        about += [self.spoken.say("adjust.cases", cases=entry.cases)] if entry.cases else []
        about += [entry.date.isoformat()] if entry.date is not None else []
        about += [self.spoken.say("entry-final")] if entry.final else []
        return {
            "reviewer": entry.reviewer,
            "text": text,
            "method": entry.method,
            "evidence": entry.evidence,
            "cases": entry.cases,
            "date": entry.date.isoformat() if entry.date is not None else None,
            "final": entry.final,
            "about": self.spoken.join(about),
            "note": entry.note or None,
            "at": entry.at.short,
        }

    def _rulings(self, criterion: str) -> Iterator[Row]:
        """Decisions on the item itself, each in a sentence: explanations, what does not apply, waivers."""
        inspection = self.result.inspection
        assert inspection is not None
        for party, ruling in inspection.rulings:
            if ruling.criterion == criterion:
                where = self.spoken.say("ruling.whole") if party == WHOLE else self.spoken.party(party)
                for kind, text in self._ruled(ruling, where):
                    yield {
                        "kind": kind,
                        "facility": None if party == WHOLE else party,
                        "text": text,
                        "reviewer": ruling.reviewer,
                        "note": ruling.note or None,
                        "at": ruling.at.short,
                    }

    def _ruled(self, ruling: Any, where: str) -> Iterator[tuple[str, str]]:
        lang = self.spoken.lang
        for kind in ("explanation", "not_applicable"):
            outcome = getattr(ruling, kind)
            if outcome is not None:
                yield kind, say(f"report.ruling.{kind}.{outcome}", lang, where=where)
        if ruling.waiver is not None:
            until = ruling.waiver.until
            day = until.isoformat() if until is not None else say("report.waiver_open", lang)
            code = "report.waiver" if ruling.waiver.holds(self.result.on) else "report.waiver_over"
            yield "waiver", say(code, lang, where=where, until=day, reason=ruling.waiver.reason)
