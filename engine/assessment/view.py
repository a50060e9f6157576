"""The view: takes a result and a language, gives the result of design's contract as plain data, ready for any report.

The one place, with its rows, where exact numbers become text. Reports print the view and compute nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from gongti.engine.assessment.models import Result, RuleOutcome, Side
from gongti.engine.assessment.proofs import papers_of
from gongti.engine.assessment.reviewed import difference, objections_of, review_view, reviewed_counts
from gongti.engine.assessment.rows import (
    WHOLES,
    Row,
    criterion_row,
    exact_ends,
    gap_row,
    said,
    scored,
    undecided_row,
    value_of,
)
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.assessment.watched import watched
from gongti.engine.expression import Reference
from gongti.engine.measure import Contradiction, Desk, Party, written
from gongti.engine.measure.prior import prior_of
from gongti.engine.pack import BoundGrade, Formula, Pack
from gongti.engine.score import DimensionScore, Points
from gongti.engine.submission import PriorScores
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, decimals, show
from gongti.engine.words import Language, say


def view(result: Result, lang: Language) -> Row:
    """Every number and text of a result, in one language."""
    pack, submission = result.pack, result.submission
    claimed, verified, basis = result.claimed, result.verified, result.basis
    which = "claimed" if verified is None else "verified"
    criteria = [criterion_row(pack, claimed, f, lang) for f in claimed.ledger.findings]
    shown = {row["id"]: row for row in criteria}
    if verified is not None:
        shown = {f.criterion.id: scored(verified, f, lang) for f in verified.ledger.findings}
        for row in criteria:
            before, after = claimed.finding(row["id"]), verified.finding(row["id"])
            row["verified"] = shown[row["id"]] | {"difference": difference(before, after)}
    for row in criteria:
        row["objections"] = objections_of(result, row["id"], lang)
    checked = reviewed_counts(result)
    return {
        "format": 1,
        "engine": result.engine_version,
        "evaluators": list(result.evaluators),
        "assessed_on": result.on.isoformat(),
        "pack": {
            "id": pack.id,
            "version": pack.model.version,
            "title": said(pack.model.title, lang),
            "sha256": pack.sha256,
            "points_by": pack.model.points_by,
            "overlays": [],
            "grades": [{"id": g.id, "title": g.title.said(lang), "at": _least_percent(g)} for g in pack.grades],
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
        "unreadable": list(submission.unreadable),
        "register": _register(claimed.desk),
        "tier": result.inspection.tier if result.inspection is not None else "self",
        "claimed": _total(pack, claimed),
        "verified": _total(pack, verified) if verified is not None else None,
        "reviewed": checked,
        "prior": _prior(result),
        "dimensions": list(_dimensions(result, lang)),
        "criteria": criteria,
        "facilities": [_facility(result, p) for p in (*claimed.desk.facilities, *_asked(claimed.desk.others))],
        "contradictions": list(_contradictions(result, lang)),
        "notes": [_note(r, lang) for r in basis.rules if r.kind in ("note", "escalate", "caps")],
        "conclusions": [
            {"name": r.name, "facility": r.facility, "rule": r.rule, "certain": r.certain}
            for r in basis.rules
            if r.kind == "conclude"
        ],
        "vetoes": [_verdict(pack, r, lang) | {"basis": which} for r in basis.rules if r.kind == "veto"],
        "gaps": [gap_row(basis, which, g, shown[g.finding.criterion.id], lang) for g in basis.gaps],
        "watched": list(watched(basis.desk, basis.ledger.findings, lang)),
        "undecided": [undecided_row(u, lang) for u in basis.undecided],
        "review": review_view(result, lang),
        "answers": list(_answers(result, lang)),
        "counts": _counts(basis),
        "rows_note": say("word.rows-note", lang),
        "problems": [
            {"severity": p.severity, "at": str(p.at), "code": p.code, "text": p.text(lang)} for p in result.problems
        ],
    }


def _document(name: str, document: Any, lang: Language) -> Row:
    return {
        "id": name,
        "title": document.title.said(lang),
        "issuer": said(document.issuer, lang),
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
        "exact": exact_ends(points) | {"low_percent": _shown(low), "high_percent": _shown(high)},
    }


def _shown(number: Number | None) -> str | None:
    return show(number) if number is not None else None


def _total(pack: Pack, side: Side) -> Row:
    """One side's total; no numbers where nothing counts, no percent and grade where nothing is known."""
    ledger, grades = side.ledger, pack.grades
    row = _points(ledger.total)
    if not ledger.total.of:
        row = dict.fromkeys(row)
    elif not ledger.known:
        row["percent"] = None
    ranks = (side.worst.grade, side.best.grade) if ledger.total.of else (None, None)
    known = [rank for rank in ranks if rank is not None]
    # Best first; where one of the two worlds has no grade, any below the other's is as possible.
    last = (max(known) if None not in ranks else len(grades) - 1) if known else -1
    possible = [g.id for g in grades[min(known) : last + 1]] if known else []
    grade = grades[side.grade].id if side.grade is not None else None
    return {
        **row,
        "grade": grade,
        "possible_grades": possible,
        "not_applicable": decimals(ledger.not_applicable),
        "explained": decimals(ledger.explained),
    }


def _dimensions(result: Result, lang: Language) -> Iterator[Row]:
    other = {} if result.verified is None else {d.dimension.id: d for d in result.verified.ledger.dimensions}
    scores = _scores_before(result)
    for score in result.claimed.ledger.dimensions:
        found = score.dimension
        yield {
            "id": found.id,
            "title": found.title.said(lang),
            "weight": show(found.weight) if found.weight is not None else None,
            **_dimension(score),
            "verified": _dimension(other[found.id]) | {"difference": difference(score.points, other[found.id].points)}
            if found.id in other
            else None,
            "prior": _percents(*scores.percents[found.id]) if scores and found.id in scores.percents else None,
        }


def _scores_before(result: Result) -> PriorScores | None:
    """What the period before came to, by this pack; points of another pack are no measure of these."""
    earlier = prior_of(result.submission)
    return earlier.scores if earlier is not None and earlier.pack == result.pack.id else None


def _prior(result: Result) -> Row | None:
    """The earlier result that last period's scores are taken from, and whether it is of this very pack."""
    earlier, scores = prior_of(result.submission), _scores_before(result)
    if earlier is None or scores is None:
        return None
    same = (scores.version, scores.sha256) == (result.pack.model.version, result.pack.sha256)
    return {
        "period": earlier.period,
        "assessed_on": earlier.assessed_on.isoformat(),
        "side": scores.side,
        "version": scores.version,
        "same_pack": same,
    }


def _percents(low: str, high: str) -> Row:
    return {"percent": low, "low_percent": low, "high_percent": high}


def _dimension(score: DimensionScore) -> Row:
    """``factor``: what points were multiplied by, where what does not apply was handed on to the rest."""
    return {**_points(score.points), "factor": show(score.factor)}


def _asked(parties: tuple[Party, ...]) -> Iterator[Party]:
    """Of other consortia's facilities, those that something is asked of."""
    yield from (p for p in parties if any(g is not None for g in p.given))


def _facility(result: Result, party: Party) -> Row:
    asked = [g for g in party.given if g is not None and g.reason != "assessor"]
    answered = sum(g.reason is None for g in asked)
    seen = [v for v in result.inspection.answers if v.party == party.id] if result.inspection is not None else []
    return {
        "id": party.id,
        "name": party.name,
        "role": party.role,
        "counted": party in result.claimed.desk.facilities,
        "reported": party.reported,
        "asked": len(asked),
        "answered": answered,
        "open": len(asked) - answered,
        "checked": sum(v.outcome != "stale" for v in seen),
        "changed": sum(v.outcome != "stale" and v.verified != v.claimed for v in seen),
    }


def _contradictions(result: Result, lang: Language) -> Iterator[Row]:
    """The contradictions of both sides; ``on`` says of which: a reviewed value can settle one or bring one up."""
    sides = [("claimed", result.claimed)] + ([("verified", result.verified)] if result.verified is not None else [])
    rows: dict[tuple[str, str], Row] = {}
    for name, side in sides:
        for found in side.contradictions:
            key = (found.rule.id, found.party.id if found.party is not None else "")
            row = rows.setdefault(key, {**_contradiction(side.desk, found, lang), "on": []})
            row["on"].append(name)
    yield from rows.values()


def _contradiction(desk: Desk, found: Contradiction, lang: Language) -> Row:
    rule = found.rule
    roles = {owner for op, owner, _ in rule.reads if op == "role"}
    ids = sorted({u.id for role in roles for u in desk.collection(role)})
    if found.party is not None:
        ids = [found.party.id] if found.party.id not in WHOLES else []
    left, right = _side(found.left, lang), _side(found.right, lang)
    text = say("word.contradiction", lang, title=rule.title, left=left, right=right)
    if found.party is not None:
        text = say("word.contradiction-of", lang, name=found.party.name, text=text)
    return {
        "id": rule.id,
        "text": text,
        "facilities": ids,
        "doubts": list(rule.doubts),
        "sides": [
            {"text": _side_name(desk, side, source, lang), "value": _side(value, lang)}
            for side, source, value in zip(
                (rule.left, rule.right), _sides(rule.text), (found.left, found.right), strict=True
            )
        ],
    }


def _sides(text: str) -> tuple[str, str]:
    """The two sides of an equation as written: parted at the ``==`` that stands in no brackets and no quotes."""
    depth, quoted = 0, ""
    for at, char in enumerate(text):
        if quoted:
            quoted = "" if char == quoted else quoted
        elif char in "\"'":
            quoted = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif depth == 0 and text.startswith("==", at):
            return text[:at], text[at + 2 :]
    return text, ""


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


def _verdict(pack: Pack, outcome: RuleOutcome, lang: Language) -> Row:
    return {
        "rule": outcome.rule,
        "text": outcome.text.said(lang),
        "caps": pack.grades[outcome.caps].id if outcome.caps is not None else None,
        "facility": outcome.facility,
        "certain": outcome.certain,
    }


def _answers(result: Result, lang: Language) -> Iterator[Row]:
    """Every answer that was given, and what stands on the verified side where that is another."""
    claimed = result.claimed.desk
    spoken = Spoken(result.pack, lang, claimed)
    other = {} if result.verified is None else {p.id: p for p in _parties(result.verified.desk)}
    for party in _parties(claimed):
        for question in claimed.pack.questions:
            slot = question.slot
            text = written(question, party.unit.values[slot]) if party.given[slot] else None
            row: Row = {"facility": party.id, "indicator": question.id, "label": question.label.said(lang)}
            row |= {"value": text, "text": spoken.answer(question, party.unit.values[slot]) if text else None}
            if papers := papers_of(claimed, party, question):
                row["evidence"] = papers
            if party.id in other:
                seen = other[party.id]
                row["verified"] = written(question, seen.unit.values[slot]) if seen.given[slot] else None
                words = spoken.answer(question, seen.unit.values[slot]) if row["verified"] else None
                row["verified_text"] = words
            if text is not None or row.get("verified") is not None:
                yield row


def _parties(desk: Desk) -> tuple[Party, ...]:
    return (desk.consortium, desk.region, *desk.facilities, *desk.others)


def _counts(side: Side) -> dict[str, int]:
    counted = Counter(f.status for f in side.ledger.findings)
    names = (
        "met partial unmet undetermined contested explained not_applicable not_due not_reviewed waived watched".split()
    )
    return {name: counted[name] for name in names}  # type: ignore[index]


__all__ = ["Row", "value_of", "view"]
