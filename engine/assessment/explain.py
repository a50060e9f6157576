"""One criterion laid open: takes a result, a criterion and a language, gives plain data for a table of argument.

Clause and words, question, answers with their places, the arithmetic with the numbers filled in, what
contradicts it, how it enters the total, which rules rest on it, what mends it. All numbers are the result's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gongti.engine.assessment.arithmetic import Arithmetic, Step, UnitLine
from gongti.engine.assessment.grounds import Grounds
from gongti.engine.assessment.models import Result
from gongti.engine.assessment.spoken import Spoken, number
from gongti.engine.assessment.view import value_of, view
from gongti.engine.expression import NOT_ASKED, Term, reads_own
from gongti.engine.gaps import answers_of, missing, raw_answers
from gongti.engine.measure import Contradiction, Desk, Party, percent_text, written
from gongti.engine.pack import BoundCriterion, Formula, Question
from gongti.engine.score import DimensionScore, Finding, Ledger
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, decimals, show
from gongti.engine.words import Language

Row = dict[str, Any]


def explanation(result: Result, criterion_id: str, lang: Language) -> Row:
    """Everything a criterion's points rest on. Raises KeyError for a criterion the pack does not have."""
    finding = {f.criterion.id: f for f in result.claimed.findings}[criterion_id]
    return _Explained(result, finding, lang).row()


class _Explained:
    """One finding of one result in one language."""

    def __init__(self, result: Result, finding: Finding, lang: Language) -> None:
        self.result, self.finding, self.lang = result, finding, lang
        self.desk: Desk = result.desk
        self.criterion: BoundCriterion = finding.criterion
        self.spoken = Spoken(result.desk.pack, lang, result.desk)
        self.arithmetic = Arithmetic(self.spoken, result.desk, finding)

    def row(self) -> Row:
        shown = view(self.result, self.lang)
        row = next(c for c in shown["criteria"] if c["id"] == self.criterion.id)
        kept = "id title force status level points low high of points_by value target distance reasons".split()
        dimension = next(d for d in shown["dimensions"] if d["id"] == self.criterion.dimension)
        return {
            "format": 1,
            **{key: shown[key] for key in ("engine", "assessed_on", "pack", "consortium", "inputs")},
            "criterion": {key: row[key] for key in kept}
            | {
                "weight": decimals(self.criterion.points),
                "dimension": {"id": dimension["id"], "title": dimension["title"]},
            },
            "cite": row["cite"],
            "parameters": list(self.parameters()),
            "questions": [self.question(q) for q in self.questions()],
            "answers": [self.answered(p, q) for p, q in answers_of(self.desk, self.finding) if _is_used(p, q)],
            "missing": [self.absent(p, q, why) for p, q, why in missing(self.desk, self.finding)],
            "over": self.over(),
            "applies": self.applies(),
            "measure": self.measure(),
            "units": [self.unit(line) for line in self.arithmetic.units()],
            "steps": [_step(s) for s in self.arithmetic.steps()],
            "contradictions": [self.contradiction(c) for c in self.result.contradictions if self.doubted(c)],
            "explanation": self.explained(),
            "total": self.total(shown["rows_note"]),
            "rules": list(Grounds(self.spoken, self.result, self.finding).rules()),
            "remedy": self.remedy(shown["gaps"]),
        }

    # questions and answers

    def formulas(self) -> Iterator[Formula]:
        criterion, rule = self.criterion, self.criterion.score
        for formula in (criterion.over.where, criterion.applies, criterion.measure, rule.full, rule.zero):
            if formula is not None:
                yield formula
        for formula in (rule.below, rule.above, rule.per, *(level.holds for level in rule.levels)):
            if formula is not None:
                yield formula

    def parameters(self) -> Iterator[Row]:
        """The dated numbers that the criterion's expressions name, as they stand on the day."""
        for name in dict.fromkeys(n for f in self.formulas() for n in _parameters(f.term)):
            held = self.desk.parameters.get(name)
            yield {
                "name": name,
                "value": held.value.text if held is not None else None,
                "from": held.from_.isoformat() if held is not None else None,
                "cite": [
                    {
                        "doc": c.doc,
                        "clause": c.clause,
                        "quote": c.quote,
                        "seen": self.desk.pack.seen(c),
                        "ref": list(c.ref),
                    }
                    for c in (held.cites if held is not None else ())
                ],
            }

    def questions(self) -> list[Question]:
        read = dict.fromkeys(name for _, _, name in self.criterion.reads)
        return [self.desk.pack.question(name) for name in read]

    def question(self, question: Question) -> Row:
        return {
            "id": question.id,
            "label": question.label.said(self.lang),
            "definition": self.spoken.said(question.definition),
            "unit": question.unit.said(self.lang) or None,
            "type": question.type,
            "answer": self.spoken.answer_type(question),
            "asked_of": question.asked_of,
            "asked": self.spoken.asked_of(question.asked_of),
            "evidence": [t.said(self.lang) for t in question.evidence],
        }

    def answered(self, party: Party, question: Question) -> Row:
        given = party.given[question.slot]
        value = party.unit.values[question.slot]
        evidence, note = self.beside(party, question)
        return {
            "facility": party.id,
            "name": self.spoken.party(party.id),
            "indicator": question.id,
            "label": question.label.said(self.lang),
            "value": written(question, value),
            "text": self.spoken.answer(question, value),
            "at": given.at.short if given is not None and given.at is not None else None,
            "evidence": evidence,
            "note": note,
        }

    def beside(self, party: Party, question: Question) -> tuple[list[str], str | None]:
        """Evidence and note of an answer, as they were handed in."""
        raws = [a.raw for a in raw_answers(self.desk, party, question) if isinstance(a.raw, dict)]
        files = [f for raw in raws for f in _listed(raw.get("evidence"))]
        notes = [str(raw["note"]) for raw in raws if raw.get("note")]
        return [str(f.get("name", "")) if isinstance(f, dict) else str(f) for f in files], notes[0] if notes else None

    def absent(self, party: Party, question: Question, why: str) -> Row:
        given = party.given[question.slot]
        say, text = self.spoken.say, ""
        if why == "refused":
            text = "、".join(str(a.raw) for a in raw_answers(self.desk, party, question) if not isinstance(a.raw, dict))
        elif why == "partial":
            text = self.spoken.answer(question, party.unit.values[question.slot])
        code = f"missing.{why}-text" if text else f"missing.{why}"
        return {
            "facility": party.id,
            "name": self.spoken.party(party.id),
            "indicator": question.id,
            "label": question.label.said(self.lang),
            "reason": why.replace("_", "-"),
            "text": say(code, text=text),
            "at": given.at.short if given is not None and given.at is not None else None,
        }

    # the arithmetic

    def over(self) -> Row:
        over = self.criterion.over
        who = self.spoken.asked_of(over.name)
        where = self.spoken.written(over.where) if over.where is not None else None
        text = who if where is None else self.spoken.say("who.where", who=who, where=where)
        return {"kind": over.kind, "name": over.name, "where": where, "text": text}

    def applies(self) -> Row | None:
        """The condition, what it came to, and for whom."""
        condition = self.criterion.applies
        if condition is None:
            return None
        measurement = self.finding.measurement
        parties: Sequence[tuple[Party, bool | None]]
        if reads_own(condition.term):
            parties = [(m.party, m.applies) for m in measurement.units] + [(p, False) for p in measurement.excluded]
        else:
            holds = condition.evaluate(self.desk.world, self.desk.consortium.unit, self.desk.consortium.unit)
            parties = [(self.desk.consortium, holds)]
        groups: dict[tuple[str, str], list[str]] = {}
        for party, holds in parties:
            key = self.spoken.spell(condition, party.unit), self.spoken.value(condition.term, holds)
            groups.setdefault(key, []).append(self.spoken.party(party.id))
        return {
            "when": self.spoken.written(condition),
            "units": [{"spelled": s, "holds": holds, "names": names} for (s, holds), names in groups.items()],
        }

    def measure(self) -> Row:
        criterion, say = self.criterion, self.spoken.say
        how = []
        if criterion.across is not None:
            how.append(say("method.across", function=say(f"across.{criterion.across}")))
        elif len(self.finding.measurement.units) > 1:
            how.append(say(f"method.each-{criterion.combine}"))
        how.append(self.spoken.method(criterion) if criterion.force != "aim" else say("points-none"))
        return {
            "text": self.spoken.written(criterion.measure),
            "across": criterion.across,
            "method": criterion.score.method,
            "score": self.spoken.semicolon(how),
        }

    def unit(self, line: UnitLine) -> Row:
        found = line.finding
        return {
            "id": found.party_id,
            "name": self.spoken.party(found.party_id),
            "status": found.status,
            "spelled": line.spelled,
            "value": value_of(found.value),
            "text": self.spoken.measured(self.criterion.measure.term, found.value),
            "level": found.level,
            "low": decimals(found.low) if found.low is not None else None,
            "high": decimals(found.high) if found.high is not None else None,
            "steps": [_step(s) for s in line.steps],
        }

    # what doubts it, what excuses it

    def doubted(self, found: Contradiction) -> bool:
        return self.criterion.id in found.rule.doubts

    def contradiction(self, found: Contradiction) -> Row:
        rule = found.rule
        sides = []
        for formula, value in ((rule.left, found.left), (rule.right, found.right)):
            sides.append(
                {
                    "text": self.spoken.source(formula.term),
                    "spelled": self.spoken.spell(formula, self.desk.consortium.unit),
                    "value": value_of(value),
                }
            )
        return {
            "id": rule.id,
            "title": rule.title.said(self.lang),
            "expect": " ".join(rule.text.split()),
            "sides": sides,
            "text": self.difference(found),
            "answers": [self.answered(p, q) for p, q in _read_by(self.desk, rule.reads) if _is_used(p, q)],
            "missing": [
                self.absent(p, q, given.reason)
                for p, q in _read_by(self.desk, rule.reads)
                if (given := p.given[q.slot]) is not None and given.reason is not None
            ],
            "cite": [{"doc": c.doc, "clause": c.clause, "quote": c.quote} for c in rule.cites],
        }

    def difference(self, found: Contradiction) -> str:
        """How far the two sides are apart, beside what the tolerance would allow."""
        rule, say = found.rule, self.spoken.say
        left, right = found.left, found.right
        known = rule.left.term.type.base == "number" and iv.is_known(left) and iv.is_known(right)
        tolerance = say("tolerance-none")
        if rule.tolerance and rule.relative:
            tolerance = percent_text(rule.tolerance)
            if known:
                amount = number(rule.tolerance * max(abs(left), abs(right)))
                tolerance = say("tolerance-share", share=tolerance, amount=amount)
        elif rule.tolerance:
            tolerance = number(rule.tolerance)
        if known:
            return say("difference", amount=number(abs(left - right)), tolerance=tolerance)
        return say("difference-open", tolerance=tolerance)

    def explained(self) -> Row | None:
        given = self.desk.submission.explanations.get(self.criterion.id)
        if given is None:
            return None
        counts = self.finding.explanation is not None
        code = "counts" if counts else "idle" if self.criterion.force == "should" else "must"
        raised = self.finding.low - self.finding.scored.low if counts else 0
        return {
            "text": given.text,
            "until": given.until.isoformat() if given.until is not None else None,
            "at": given.at.short,
            "counts": counts,
            "effect": self.spoken.say(f"explained-{code}", points=self.spoken.points(raised)),
            "points": decimals(raised),
        }

    # the way up

    def total(self, rows_note: str) -> Row:
        ledger: Ledger = self.result.claimed
        own = next(d for d in ledger.dimensions if d.dimension.id == self.criterion.dimension)
        cap = self.desk.pack.model.scoring.bonus_cap
        return {
            "dimension": self.dimension(own),
            "total": {
                **_points(ledger.total.low, ledger.total.high, ledger.total.of),
                "text": self.sums(
                    [(d.points.low, d.points.high, d is own) for d in ledger.dimensions], ledger.total, cap
                ),
            },
            "rows_note": rows_note,
        }

    def dimension(self, own: DimensionScore) -> Row:
        rows = [(f.low, f.high, f is self.finding) for f in own.findings if f.of or f.low or f.high]
        return {
            "id": own.dimension.id,
            "title": own.dimension.title.said(self.lang),
            **_points(own.points.low, own.points.high, own.points.of),
            "text": self.sums(rows, own.points, own.dimension.max),
        }

    def sums(self, rows: Sequence[tuple[Number, Number, bool]], points: Any, limit: Number | None) -> list[str]:
        """The sum at its low end and, where it is open, at its high end; this criterion's part stands in brackets."""
        texts = []
        for end, total in enumerate((points.low, points.high)):
            parts = [f"[{decimals(row[end])}]" if row[2] else decimals(row[end]) for row in rows]
            plain = sum((row[end] for row in rows), start=0) == total
            code = "sum" if plain else "sum-max"
            text = self.spoken.say(code, formula=" + ".join(parts), max=number(limit or 0), points=decimals(total))
            if text not in texts:
                texts.append(text)
        return texts

    # what mends it

    def remedy(self, gaps: Iterable[Row]) -> Row | None:
        """What the pack says is to be done, and what the ledger makes of it where there is a gap."""
        gap: Row = next((g for g in gaps if g["criterion"] == self.criterion.id), {})
        remedy = self.criterion.remedy
        if remedy is None and not gap:
            return None
        return {
            "action": self.spoken.said(remedy.action) if remedy is not None else None,
            "owner": self.spoken.said(remedy.owner) if remedy is not None else None,
            "days": remedy.days if remedy is not None else None,
            "status": gap.get("status"),
            "due": gap.get("due"),
            "points_at_stake": gap.get("points_at_stake"),
            "evidence_missing": gap.get("evidence_missing", []),
            "check_by": list(self.criterion.check_by),
        }


def _is_used(party: Party, question: Question) -> bool:
    """Whether an answer's value is known and so may have been counted with."""
    return written(question, party.unit.values[question.slot]) is not None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]


def _parameters(term: Term) -> Iterator[str]:
    if term.op == "parameter":
        yield term.value
    for arg in term.args:
        if arg is not None:
            yield from _parameters(arg)


def _read_by(desk: Desk, reads: Iterable[tuple[str, str, str]]) -> Iterator[tuple[Party, Question]]:
    """Whose answers expressions outside any criterion read."""
    for op, owner, name in reads:
        question = desk.pack.question(name)
        owners = {"consortium": [desk.consortium], "region": [desk.region]}
        parties = owners.get(op) or desk.parties(owner)
        yield from ((p, question) for p in parties if p.unit.values[question.slot] is not NOT_ASKED)


def _step(step: Step) -> Row:
    return {
        "kind": step.kind,
        "text": step.text,
        "low": decimals(step.low) if step.low is not None else None,
        "high": decimals(step.high) if step.high is not None else None,
        "exact": [show(step.low), show(step.high)] if step.low is not None and step.high is not None else None,
        "formulas": [{"formula": formula, "value": show(value)} for formula, value in step.formulas],
    }


def _points(low: Number, high: Number, of: Number) -> Row:
    return {"low": decimals(low), "high": decimals(high), "of": decimals(of)}
