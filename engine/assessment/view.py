"""The view: takes a result and a language, gives the result of design's contract as plain data, ready for any report.

The one place where exact numbers become text: points and percents with two decimals, half up; values and
targets in lowest terms; dates ISO. Reports print the view and compute nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from gongti.engine.assessment.models import Result, RuleOutcome
from gongti.engine.expression import RatioValue, Reference
from gongti.engine.gaps import (
    Gap,
    Undecided,
    across_bar,
    answers_of,
    bar_of,
    distances,
    evidence_missing,
    missing,
    reasons,
    short_of,
)
from gongti.engine.measure import Contradiction, Desk, Party, written
from gongti.engine.pack import BoundGrade, Formula
from gongti.engine.pack.models import Cite
from gongti.engine.score import Finding, Points
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import decimals, show
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Language, Sentence, Text, say

Row = dict[str, Any]


def view(result: Result, lang: Language) -> Row:
    """Every number and text of a result, in one language."""
    desk, pack = result.desk, result.desk.pack
    submission = desk.submission
    grades = pack.grades
    findings = result.claimed.findings
    criteria = [_criterion(result, f, lang) for f in findings]
    rows = {row["id"]: row for row in criteria}
    return {
        "format": 1,
        "engine": result.engine_version,
        "evaluators": list(result.evaluators),
        "assessed_on": result.on.isoformat(),
        "pack": {
            "id": pack.id,
            "version": pack.model.version,
            "title": _said(pack.model.title, lang),
            "sha256": pack.sha256,
            "points_by": pack.model.points_by,
            "overlays": [],
            "grades": [{"id": g.id, "title": g.title.said(lang), "at": _least_percent(g)} for g in grades],
            "documents": [_document(name, d, lang) for name, d in pack.documents.items()],
        },
        "consortium": {
            "id": submission.consortium.id,
            "name": submission.consortium.name,
            "kind": submission.consortium.kind,
            "region": submission.consortium.region,
            "period": submission.period.text,
        },
        "inputs": [{"path": path, "sha256": sha256} for path, sha256 in submission.inputs],
        "register": _register(desk),
        "claimed": _total(result),
        "verified": None,
        "reviewed": None,
        "dimensions": [
            {
                "id": d.dimension.id,
                "title": d.dimension.title.said(lang),
                **_points(d.points),
                "verified": None,
            }
            for d in result.claimed.dimensions
        ],
        "criteria": criteria,
        "facilities": [_facility(result, p) for p in desk.facilities],
        "contradictions": [_contradiction(desk, c, lang) for c in result.contradictions],
        "notes": [_note(r, lang) for r in result.rules if r.kind in ("note", "escalate", "caps")],
        "conclusions": [
            {"name": r.name, "facility": r.facility, "rule": r.rule, "certain": r.certain}
            for r in result.rules
            if r.kind == "conclude"
        ],
        "vetoes": [_verdict(result, r, lang) for r in result.rules if r.kind == "veto"],
        "gaps": [_gap(result, g, rows[g.finding.criterion.id], lang) for g in result.gaps],
        "undecided": [_undecided(u, lang) for u in result.undecided],
        "answers": list(_answers(desk)),
        "counts": _counts(findings),
        "rows_note": say("word.rows-note", lang),
        "problems": [
            {"severity": p.severity, "at": str(p.at), "code": p.code, "text": p.text(lang)} for p in result.problems
        ],
    }


def _said(text: Text | Sentence | None, lang: Language) -> str | None:
    return None if text is None else text.said(lang)


def _document(name: str, document: Any, lang: Language) -> Row:
    return {
        "id": name,
        "title": document.title.said(lang),
        "issuer": _said(document.issuer, lang),
        "date": document.date.isoformat() if document.date else None,
        "seen": document.seen,
    }


def _least_percent(grade: BoundGrade) -> str | None:
    """The percent a grade's condition asks for at least, where it names one."""
    if grade.when is None:
        return None
    term = grade.when.term
    for part in term.args if term.op == "and" else (term,):
        if part is not None and part.op == "compare" and part.value in ((">=",), (">",)):
            left, right = part.args[0], part.args[1]
            if (
                left is not None
                and right is not None
                and (left.op, left.value, right.op) == ("given", "percent", "const")
            ):
                return decimals(right.value)
    return None


def _register(desk: Desk) -> Row:
    register = desk.submission.register
    return {
        "as_of": register.as_of if register is not None else None,
        "source": desk.source,
        "counted": len(desk.facilities),
        "reported": sum(p.reported for p in desk.facilities),
        "not_reported": [p.id for p in desk.facilities if not p.reported],
        "not_counted": list(desk.not_counted),
    }


def _points(points: Points) -> Row:
    low, high = points.low_percent, points.high_percent
    return {
        "points": decimals(points.low),
        "low": decimals(points.low),
        "high": decimals(points.high),
        "of": decimals(points.of),
        "percent": decimals(low) if low is not None else None,
        "low_percent": decimals(low) if low is not None else None,
        "high_percent": decimals(high) if high is not None else None,
    }


def _total(result: Result) -> Row:
    """The claimed side; no numbers where nothing counts, no percent and grade where nothing is known."""
    ledger, grades = result.claimed, result.desk.pack.grades
    row = _points(ledger.total)
    if not ledger.total.of:
        row = dict.fromkeys(row)
    elif not ledger.known:
        row["percent"] = None
    grade = grades[result.grade].id if result.grade is not None else None
    possible: list[str] = []
    if result.grade is not None and result.best_grade is not None:
        possible = [g.id for g in grades[result.best_grade : result.grade + 1]]
    elif not ledger.known and ledger.total.of and result.worst.grade is not None and result.best.grade is not None:
        possible = [g.id for g in grades[result.best.grade : result.worst.grade + 1]]
    return {
        **row,
        "grade": grade,
        "possible_grades": possible,
        "not_applicable": decimals(ledger.not_applicable),
        "explained": decimals(ledger.explained),
    }


def _criterion(result: Result, finding: Finding, lang: Language) -> Row:
    desk, criterion = result.desk, finding.criterion
    total, by_unit = distances(desk, finding)
    fired = [f.rule for f in result.worst.trace if any(_about(o, criterion.id) for o in f.on)]
    fired += [f.rule for f in result.best.trace if any(_about(o, criterion.id) for o in f.on)]
    return {
        "id": criterion.id,
        "dimension": criterion.dimension,
        "title": criterion.title.said(lang),
        "force": criterion.force,
        "status": finding.status,
        "level": finding.level,
        "points": decimals(finding.low),
        "low": decimals(finding.low),
        "high": decimals(finding.high),
        "of": decimals(finding.of),
        "points_by": criterion.points_by,
        "value": value_of(finding.value),
        "target": _target(desk, finding),
        "distance": None
        if total is None
        else {"amount": show(total.amount), "unit": total.unit.said(lang), "text": total.text.said(lang)},
        "reasons": [s.said(lang) for s in reasons(desk, finding)],
        "facilities": [
            {
                "id": u.party_id,
                "status": u.status,
                "value": value_of(u.value),
                "distance": show(by_unit[u.party_id].amount) if u.party_id in by_unit else None,
            }
            for u in finding.units
            if u.party_id not in ("consortium", "region")
        ]
        + [
            {"id": p.id, "status": "not_applicable", "value": None, "distance": None}
            for p in finding.measurement.excluded
            if p.id not in ("consortium", "region")
        ],
        "cite": [_cite(result, c) for c in criterion.cites],
        "owner": _said(criterion.remedy.owner, lang) if criterion.remedy is not None else None,
        "used": [
            {"facility": p.id, "indicator": q.id, "value": text, "at": given.at.short if given.at is not None else None}
            for p, q in answers_of(desk, finding)
            if (given := p.given[q.slot]) is not None and (text := written(q, p.unit.values[q.slot])) is not None
        ],
        "missing": [
            {"facility": p.id, "indicator": q.id, "reason": why.replace("_", "-")}
            for p, q, why in missing(desk, finding)
        ],
        "trace": sorted({name.removeprefix("criterion:") for name in fired}),
        "verified": None,
    }


def _about(item: Any, criterion: str) -> bool:
    """Whether a fact a rule fired on is this criterion's finding."""
    return getattr(item, "kind", "") == "finding" and ("id", criterion) in item.fields


def value_of(value: Any) -> str | None:
    """A measured value: lowest terms, ISO days, ``true``/``false``, ``none``; None while unknown."""
    if value is None or not iv.is_known(value):
        return None
    if value is NO_DATE:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, RatioValue):
        return value_of(value.share)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "[]"
    return value if isinstance(value, str) else show(value)


def _target(desk: Desk, finding: Finding) -> str | None:
    """What full marks ask of one unit; the same for all, else none is printed."""
    if finding.criterion.across is not None:
        bar = across_bar(desk, finding.criterion) if finding.measurement.units else None
        return value_of(bar.target) if bar is not None else None
    if not finding.measurement.units:
        return None
    bars = [bar_of(desk, finding.criterion, m.party) for m in finding.measurement.units]
    texts = {value_of(b.target) if b is not None else None for b in bars}
    return texts.pop() if len(texts) == 1 else None


def _cite(result: Result, cite: Cite) -> Row:
    pack = result.desk.pack
    document = pack.documents[cite.doc]
    return {
        "doc": cite.doc,
        "document": document.title.said("zh"),
        "clause": cite.clause,
        "quote": cite.quote,
        "seen": pack.seen(cite),
        "ref": list(cite.ref),
    }


def _facility(result: Result, party: Party) -> Row:
    asked = [g for g in party.given if g is not None]
    answered = sum(g.reason is None for g in asked)
    return {
        "id": party.id,
        "name": party.name,
        "role": party.role,
        "reported": party.reported,
        "asked": len(asked),
        "answered": answered,
        "open": len(asked) - answered,
    }


def _contradiction(desk: Desk, found: Contradiction, lang: Language) -> Row:
    rule = found.rule
    roles = {owner for op, owner, _ in rule.reads if op == "role"}
    ids = sorted({u.id for role in roles for u in desk.collection(role)})
    return {
        "id": rule.id,
        "text": say(
            "word.contradiction",
            lang,
            title=rule.title,
            left=_side(found.left, lang),
            right=_side(found.right, lang),
        ),
        "facilities": ids,
        "doubts": list(rule.doubts),
        "sides": [
            {"text": _side_name(desk, side, source, lang), "value": _side(value, lang)}
            for side, source, value in zip(
                (rule.left, rule.right), rule.text.split("=="), (found.left, found.right), strict=True
            )
        ],
    }


def _side_name(desk: Desk, side: Formula, source: str, lang: Language) -> str:
    """What one side of a reconciliation is, in words where it is one question or the sum of one; else as written."""
    term, total = side.term, False
    if term.op == "aggregate" and term.value[0] == "sum" and term.args[0] is not None and term.args[1] is None:
        term, total = term.args[0], True
    if not isinstance(term.value, Reference) or term.value.slot < 0:
        return source.strip()
    question = desk.pack.questions[term.value.slot]
    parts = {"part": question.part, "whole": question.whole}
    label = parts.get(term.value.part, question.label)
    return say("word.sum-of", lang, label=label) if total else label.said(lang)


def _side(value: Any, lang: Language) -> str:
    if isinstance(value, iv.Interval):
        ends = [show(e) if e is not None else "…" for e in value]
        return f"{ends[0]}–{ends[1]}"
    return value_of(value) or say("word.unknown", lang)


def _note(outcome: RuleOutcome, lang: Language) -> Row:
    return {
        "rule": outcome.rule,
        "text": outcome.text.said(lang),
        "kind": outcome.kind,
        "facility": outcome.facility,
        "certain": outcome.certain,
    }


def _verdict(result: Result, outcome: RuleOutcome, lang: Language) -> Row:
    grades = result.desk.pack.grades
    return {
        "rule": outcome.rule,
        "text": outcome.text.said(lang),
        "caps": grades[outcome.caps].id if outcome.caps is not None else None,
        "facility": outcome.facility,
        "certain": outcome.certain,
    }


def _gap(result: Result, gap: Gap, row: Row, lang: Language) -> Row:
    """A gap's row; ``row`` is its criterion's, whose words it repeats."""
    desk, finding = result.desk, gap.finding
    remedy = finding.criterion.remedy
    return {
        "criterion": finding.criterion.id,
        "title": row["title"],
        "basis": "claimed",
        "status": gap.status,
        "points_at_stake": decimals(gap.points_at_stake),
        "points_by": finding.criterion.points_by,
        "facilities": [p.id for p in short_of(desk, finding)],
        "action": _said(remedy.action, lang) if remedy is not None else None,
        "owner": row["owner"],
        "due": gap.due.isoformat() if gap.due is not None else None,
        "evidence_missing": [t.said(lang) for t in evidence_missing(desk, finding)],
        "reasons": row["reasons"],
        "distance": row["distance"],
        "cite": row["cite"],
    }


def _undecided(row: Undecided, lang: Language) -> Row:
    return {
        "facility": row.party.id,
        "name": _party_name(row.party, lang),
        "indicator": row.question.id,
        "label": row.question.label.said(lang),
        "reason": row.reason.replace("_", "-"),
        "criteria": list(row.criteria),
        "points_at_stake": decimals(row.points_at_stake),
    }


def _party_name(party: Party, lang: Language) -> str:
    """A party's name; a county that the report does not name is called what it is."""
    return say(f"owner.{party.id}", lang) if party.id == party.name else party.name


def _answers(desk: Desk) -> Any:
    for party in (desk.consortium, desk.region, *desk.facilities):
        for question in desk.pack.questions:
            text = written(question, party.unit.values[question.slot]) if party.given[question.slot] else None
            if text is not None:
                yield {"facility": party.id, "indicator": question.id, "value": text}


def _counts(findings: tuple[Finding, ...]) -> dict[str, int]:
    counted = Counter(f.status for f in findings)
    names = ("met", "partial", "unmet", "undetermined", "contested", "explained", "not_applicable", "watched")
    return {name: counted[name] for name in names}  # type: ignore[index]
