"""One criterion laid open: takes a result, a criterion and a language, gives plain data for a table of argument.

Clause and words, question, answers with their places, what the review found, the arithmetic with the numbers filled
in, what contradicts it, how it enters the total, which rules rest on it, what mends it. All numbers are the result's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gongti.engine.assessment.answer_rows import AnswerRows
from gongti.engine.assessment.arithmetic import Arithmetic, UnitLine
from gongti.engine.assessment.disputes import Disputes
from gongti.engine.assessment.grounds import Grounds
from gongti.engine.assessment.inside import calcs
from gongti.engine.assessment.method_words import MethodWords
from gongti.engine.assessment.models import Result, Side
from gongti.engine.assessment.rows import value_of
from gongti.engine.assessment.sources import cite_row, formulas, parameters
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.assessment.sums import Sums
from gongti.engine.assessment.view import view
from gongti.engine.expression import Term, Unit, compile_term, reads_own
from gongti.engine.measure import Desk, Party
from gongti.engine.pack import BoundCriterion
from gongti.engine.score import Finding
from gongti.engine.values.exact import decimals
from gongti.engine.words import Language

Row = dict[str, Any]


def explanation(result: Result, criterion_id: str, lang: Language) -> Row:
    """Everything a criterion's points rest on. Raises KeyError for a criterion the pack does not have."""
    side = result.basis
    return _Explained(result, side, side.finding(criterion_id), lang).row()


class _Explained:
    """One finding of one result in one language."""

    def __init__(self, result: Result, side: Side, finding: Finding, lang: Language) -> None:
        self.result, self.side, self.finding, self.lang = result, side, finding, lang
        self.desk: Desk = side.desk
        self.criterion: BoundCriterion = finding.criterion
        self.spoken = Spoken(result.pack, lang, side.desk)
        self.arithmetic = Arithmetic(self.spoken, side.desk, finding)

    def row(self) -> Row:
        shown = view(self.result, self.lang)
        claimed = next(c for c in shown["criteria"] if c["id"] == self.criterion.id)
        row = claimed | (claimed["verified"] or {})
        kept = "id title force status level points low high of points_by value target distance reasons".split()
        dimension = next(d for d in shown["dimensions"] if d["id"] == self.criterion.dimension)
        answers = AnswerRows(self.result, self.side, self.finding, self.spoken)
        disputes = Disputes(self.result, self.side, self.finding, self.spoken)
        return {
            "format": 1,
            **{key: shown[key] for key in ("engine", "assessed_on", "pack", "consortium", "inputs")},
            "basis": "verified" if self.result.verified is not None else "claimed",
            "criterion": {key: row[key] for key in kept}
            | {
                "weight": decimals(self.criterion.points),
                "groups": claimed["groups"],
                "dimension": {"id": dimension["id"], "title": dimension["title"]},
            },
            "cite": [cite_row(self.result.pack, c) for c in self.criterion.cites],
            "parameters": list(self.parameters()),
            "questions": list(answers.questions()),
            "answers": list(answers.used()),
            "missing": list(answers.missing()),
            "review": disputes.reviewed(shown["review"], claimed),
            "over": self.over(),
            "applies": self.applies(),
            "left_out": list(self.left_out()),
            "measure": self.measure(),
            "calcs": list(self.calcs()),
            "units": [self.unit(line) for line in self.arithmetic.units()],
            "steps": [s.row() for s in self.arithmetic.steps()],
            "contradictions": list(disputes.contradictions()),
            "explanation": disputes.explained(),
            "total": Sums(self.spoken, self.side, self.finding).row() | {"rows_note": shown["rows_note"]},
            "rules": list(Grounds(self.spoken, self.side, self.finding).rules()),
            "remedy": self.remedy(shown["gaps"]),
        }

    # what its expressions name

    def parameters(self) -> Iterator[Row]:
        """The dated numbers that the criterion's expressions name, as they stand on the day."""
        for name in parameters(self.criterion, adjusted=self.desk.checks is not None):
            held = self.desk.parameters.get(name)
            yield {
                "name": name,
                "value": held.value.text if held is not None else None,
                "from": held.from_.isoformat() if held is not None else None,
                "cite": [cite_row(self.desk.pack, c) for c in (held.cites if held is not None else ())],
            }

    def calcs(self) -> Iterator[Row]:
        """Every calc that is read, once for each unit it is read at: its own words and its own numbers."""
        seen: set[tuple[str, str, bool]] = set()
        units = [m.party.unit for m in self.finding.measurement.units] or [self.desk.consortium.unit]
        for formula in formulas(self.criterion, adjusted=self.desk.checks is not None):
            for unit in units:
                for term, home in calcs(self.desk, formula.term, unit):
                    key = (term.value.name, home.id, term.value.prior)
                    if key not in seen:
                        seen.add(key)
                        yield self.calc(term, home)

    def calc(self, term: Term, home: Unit) -> Row:
        calc = next(c for c in self.desk.pack.calcs if c.id == term.value.name)
        inner = term.args[0]
        assert inner is not None
        value = compile_term(inner)(self.desk.world, home, home)
        return {
            "id": calc.id,
            "label": calc.label.said(self.lang),
            "definition": self.spoken.said(calc.definition),
            "prior": term.value.prior,
            "facility": home.id,
            "name": self.spoken.party(home.id),
            "text": self.spoken.written(calc.formula),
            "spelled": self.spoken.spelled(inner, home),
            "value": value_of(value),
            "result": self.spoken.measured(inner, value),
        }

    # who

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
        measured = self.finding.measurement
        parties: Sequence[Party] = [m.party for m in measured.units]
        parties = [*parties, *measured.excluded, *measured.not_due, *measured.waived]
        if not reads_own(condition.term):
            parties = [self.desk.consortium]
        groups: dict[tuple[str, str], list[str]] = {}
        for party in parties:
            holds = condition.evaluate(self.desk.world, party.unit, party.unit)
            key = self.spoken.spell(condition, party.unit), self.spoken.value(condition.term, holds)
            groups.setdefault(key, []).append(self.spoken.party(party.id))
        return {
            "when": self.spoken.written(condition),
            "units": [{"spelled": s, "holds": holds, "names": names} for (s, holds), names in groups.items()],
        }

    def left_out(self) -> Iterator[Row]:
        """The units that are not scored, and why."""
        measured = self.finding.measurement
        groups = (("not_applicable", measured.excluded), ("not_due", measured.not_due), ("waived", measured.waived))
        for status, parties in groups:
            for party in parties:
                name = self.spoken.party(party.id)
                yield {"facility": party.id, "name": name, "status": status, "text": self.why_out(status, party)}

    def why_out(self, status: str, party: Party) -> str:
        say, checks, criterion = self.spoken.say, self.desk.checks, self.criterion
        if status == "not_due":
            day = criterion.score.due_day(self.desk.submission.period.end)
            return say("out.not-due", day=day, on=self.desk.on.isoformat())
        if status == "not_applicable":
            ruled = checks is not None and checks.is_inapplicable(criterion.id, party.id)
            return say("out.ruled" if ruled else "out.condition")
        waived = {} if checks is None else checks.waived
        waiver = next((waived[k] for k in ((criterion.id, party.id), (criterion.id, "")) if k in waived), None)
        if waiver is None or waiver.until is None:
            return say("out.waived", reason=waiver.reason if waiver is not None else "")
        return say("out.waived-until", until=waiver.until.isoformat(), reason=waiver.reason)

    # the measure

    def measure(self) -> Row:
        criterion, say = self.criterion, self.spoken.say
        words = MethodWords(self.spoken)
        how = []
        if criterion.across is not None:
            how.append(say("method.across", function=say(f"across.{criterion.across}")))
        elif len(self.finding.measurement.units) > 1:
            how.append(say(f"method.each-{criterion.combine}"))
        how.append(words.method(criterion) if criterion.force != "aim" else say("points-none"))
        return {
            "text": self.spoken.written(criterion.measure),
            "across": criterion.across,
            "method": criterion.score.method,
            "score": self.spoken.semicolon(how),
            "adjust": [words.adjustment(entry) for entry in criterion.adjust],
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
            "steps": [s.row() for s in line.steps],
        }

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
