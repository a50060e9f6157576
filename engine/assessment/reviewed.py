"""The review in a result: takes what inspection came to, gives what was checked, changed, waived and objected to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongti.engine.assessment.models import Result, Side
from gongti.engine.assessment.rows import Row, party_name
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.gaps import raw_answers
from gongti.engine.measure import Desk, Party, Verified, written
from gongti.engine.score import Finding, Points
from gongti.engine.submission import METHODS, Objection
from gongti.engine.values.exact import Number, decimals, divide
from gongti.engine.words import Language, say


def reviewed_counts(result: Result) -> Row | None:
    """How many of the answers asked for were checked, by which methods; None without a review."""
    inspection = result.inspection
    if inspection is None:
        return None
    counted = [v for v in inspection.answers if v.outcome != "stale"]
    methods = {m: sum(any(e.method == m for e in v.entries) for v in counted) for m in METHODS}
    desk = inspection.frame
    asked = sum(g is not None for sheet in desk.sheets.values() for g in sheet.given)
    return {
        "checked": len(counted),
        "of": asked,
        "tier": inspection.tier,
        "methods": methods,
        "reviewers": list(inspection.reviewers),
    }


def review_view(result: Result, lang: Language) -> Row | None:
    """Every entry with what became of it, the waivers, the objections, and the difference each facility sees."""
    inspection = result.inspection
    objections = [_objection(result, o, lang) for o in _objections(result)]
    if inspection is None:
        empty: Row = {"answers": [], "waivers": [], "rulings": [], "objections": objections, "by_facility": []}
        return empty if objections else None
    desk = result.claimed.desk
    names = _names(desk, lang)
    return {
        "answers": [_answer(result, v, names, lang) for v in inspection.answers],
        "waivers": [
            {
                "criterion": w.criterion,
                "facility": w.party or None,
                "name": names.get(w.party),
                "until": w.waiver.until.isoformat() if w.waiver.until is not None else None,
                "reason": w.waiver.reason,
                "active": w.active,
                "reviewer": w.ruling.reviewer,
                "at": w.ruling.at.short,
            }
            for w in inspection.waivers
        ],
        "rulings": [
            {
                "criterion": ruling.criterion,
                "facility": party or None,
                "name": names.get(party),
                "explanation": ruling.explanation,
                "not_applicable": ruling.not_applicable,
                "reviewer": ruling.reviewer,
                "note": ruling.note,
                "at": ruling.at.short,
            }
            for party, ruling in inspection.rulings
            if ruling.explanation is not None or ruling.not_applicable is not None
        ],
        "objections": objections,
        "by_facility": list(_by_facility(result, names)),
    }


def _answer(result: Result, found: Verified, names: dict[str, str], lang: Language) -> Row:
    spoken = Spoken(result.pack, lang, result.claimed.desk)
    said = [e.evidence for e in found.entries if e.evidence is not None]
    notes = [e.note for e in found.entries if e.note]
    days = [e.date for e in found.entries if e.date is not None]
    return {
        "facility": found.party,
        "name": names.get(found.party, found.party),
        "indicator": found.question.id,
        "label": found.question.label.said(lang),
        "outcome": found.outcome,
        "claimed": found.claimed,
        "verified": found.verified,
        "claimed_text": _text(result.claimed, found, lang),
        "verified_text": _text(result.verified, found, lang) if found.verified is not None else None,
        "said": [
            {"reviewer": who, "value": written(found.question, v), "text": spoken.answer(found.question, v)}
            for who, v in found.said
        ],
        "methods": sorted({e.method for e in found.entries if e.method is not None}),
        "evidence": said,
        "cases": sum(e.cases for e in found.entries),
        "reviewers": sorted({e.reviewer for e in found.entries if e.reviewer}),
        "date": max(days).isoformat() if days else None,
        "note": "；".join(notes) if lang == "zh" else "; ".join(notes),
        "at": found.entries[0].at.short if found.entries else None,
    }


def _text(side: Side | None, found: Verified, lang: Language) -> str | None:
    """An answer in words; of one that could not be used what was written, in quotes; None where there is none."""
    if side is None:
        return None
    desk, slot = side.desk, found.question.slot
    party = next(
        (p for p in (desk.consortium, desk.region, *desk.facilities, *desk.others) if p.id == found.party), None
    )
    given = party.given[slot] if party is not None else None
    if party is None or given is None:
        return None
    if written(found.question, party.unit.values[slot]) is not None:
        return Spoken(desk.pack, lang, desk).answer(found.question, party.unit.values[slot])
    raws = [a.raw for a in raw_answers(desk, party, found.question) if isinstance(a.raw, str)]
    return say("word.as-written", lang, text=raws[0]) if given.reason == "refused" and raws else None


def _names(desk: Desk, lang: Language) -> dict[str, str]:
    parties: tuple[Party, ...] = (desk.consortium, desk.region, *desk.facilities, *desk.others)
    return {p.id: party_name(p, lang) for p in parties}


def _objections(result: Result) -> Iterator[Objection]:
    for review in result.submission.reviews:
        yield from review.objections


def difference(before: Finding | Points, after: Finding | Points) -> Row:
    """How far the review moved points, at their low and at their high end; from exact numbers."""
    return {"low": decimals(after.low - before.low), "high": decimals(after.high - before.high)}


def objections_of(result: Result, criterion: str, lang: Language) -> list[Row]:
    """The objections beside one item: those that name it, and those to an answer it reads."""
    finding = result.claimed.finding(criterion)
    read = {name for _, _, name in (*finding.criterion.reads, *finding.criterion.prior_reads)}
    return [
        _objection(result, o, lang)
        for o in _objections(result)
        if o.criterion == criterion or (o.criterion is None and o.indicator in read)
    ]


def _objection(result: Result, objection: Objection, lang: Language) -> Row:
    label = next((q.label for q in result.pack.questions if q.id == objection.indicator), None)
    names = _names(result.claimed.desk, lang)
    who = objection.facility or ""
    return {
        "criterion": objection.criterion,
        "facility": objection.facility,
        "name": names.get(who, objection.facility),
        "indicator": objection.indicator,
        "label": label.said(lang) if label is not None else None,
        "text": objection.text,
        "by": objection.by,
        "date": objection.date.isoformat() if objection.date is not None else None,
        "evidence": list(objection.evidence),
        "outcome": objection.outcome,
        "reason": objection.reason,
        "at": objection.at.short,
    }


def _by_facility(result: Result, names: dict[str, str]) -> Iterator[Row]:
    """What the review moved at each facility: its part of the points of the criteria that are scored unit by unit."""
    if result.verified is None:
        return
    before, after = _parts(result.claimed), _parts(result.verified)
    for party in (*result.claimed.desk.facilities, *result.claimed.desk.others):
        if party.id in before or party.id in after:
            (low, high), (new_low, new_high) = before.get(party.id, (0, 0)), after.get(party.id, (0, 0))
            yield {
                "facility": party.id,
                "name": names[party.id],
                "claimed": {"low": decimals(low), "high": decimals(high)},
                "verified": {"low": decimals(new_low), "high": decimals(new_high)},
                "difference": {"low": decimals(new_low - low), "high": decimals(new_high - high)},
            }


def _parts(side: Side) -> dict[str, tuple[Number, Number]]:
    """Each facility's part of the points: its own share of the mean; of a minimum, and across, nobody has a part."""
    parts: dict[str, tuple[Number, Number]] = {}
    for finding in side.ledger.findings:
        scored = [u for u in finding.units if u.low is not None]
        if finding.criterion.combine == "min" and len(scored) > 1:
            continue
        for unit in scored:
            low, high = parts.get(unit.party_id, (0, 0))
            n: Any = len(scored)
            parts[unit.party_id] = (low + divide(unit.low or 0, n), high + divide(unit.high or 0, n))
    return parts
