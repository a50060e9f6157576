"""Rows of the view: takes a side's findings and gaps, gives each as plain data in one language.

Exact numbers become text here and in ``view``: points with two decimals, half up; values and targets in lowest terms.
"""

from __future__ import annotations

from typing import Any

from gongti.engine.assessment.models import Side
from gongti.engine.assessment.sources import cite_row, cited
from gongti.engine.expression import RatioValue, TableValue
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
from gongti.engine.measure import Desk, Party, written
from gongti.engine.pack import Pack, Question
from gongti.engine.score import Finding, Points
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import decimals, show
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import Language, Sentence, Text, say

Row = dict[str, Any]


def said(text: Text | Sentence | None, lang: Language) -> str | None:
    return None if text is None else text.said(lang)


def scored(side: Side, finding: Finding, lang: Language) -> Row:
    """What one side says of a criterion."""
    desk = side.desk
    total, by_unit = distances(desk, finding)
    fired = [f.rule for w in (side.worst, side.best) for f in w.trace if any(_about(o, finding) for o in f.on)]
    return {
        "status": finding.status,
        "level": finding.level,
        "points": decimals(finding.low),
        "low": decimals(finding.low),
        "high": decimals(finding.high),
        "of": decimals(finding.of),
        "exact": exact_ends(finding),
        "value": value_of(finding.value),
        "target": _target(desk, finding),
        "distance": None
        if total is None
        else {"amount": show(total.amount), "unit": total.unit.said(lang), "text": total.text.said(lang)},
        "reasons": [s.said(lang) for s in reasons(desk, finding)],
        "facilities": list(_units(finding, by_unit)),
        "missing": [
            {"facility": p.id, "indicator": q.id, "label": _asked(q, why, lang), "reason": why.replace("_", "-")}
            for p, q, why in missing(desk, finding)
        ],
        "trace": sorted({name.removeprefix("criterion:") for name in fired}),
    }


def exact_ends(points: Finding | Points) -> Row:
    """Points in lowest terms, for what reckons on with results: rounded numbers decide nothing."""
    return {"low": show(points.low), "high": show(points.high), "of": show(points.of)}


def _units(finding: Finding, by_unit: Any) -> Any:
    """The facilities a criterion goes over, those that were left out after those that count."""
    for unit in finding.units:
        if unit.party_id not in WHOLES:
            distance = show(by_unit[unit.party_id].amount) if unit.party_id in by_unit else None
            yield {
                "id": unit.party_id, "status": unit.status, "value": value_of(unit.value), "distance": distance,
            }  # fmt: skip
    measured = finding.measurement
    left_out = (("not_applicable", measured.excluded), ("not_due", measured.not_due), ("waived", measured.waived))
    for status, parties in left_out:
        for party in parties:
            if party.id not in WHOLES:
                yield {"id": party.id, "status": status, "value": None, "distance": None}


WHOLES = ("consortium", "region")
"""Parties that are no facilities."""


def criterion_row(pack: Pack, claimed: Side, finding: Finding, lang: Language) -> Row:
    """A criterion with what was claimed; ``verified`` is put beside it where there was a review."""
    criterion = finding.criterion
    shown = scored(claimed, finding, lang)
    return {
        "id": criterion.id,
        "dimension": criterion.dimension,
        "groups": [title.said(lang) for title in criterion.groups],
        "title": criterion.title.said(lang),
        "force": criterion.force,
        "points_by": criterion.points_by,
        **shown,
        "cite": [cite_row(pack, c) for c in cited(claimed.desk, criterion)],
        "owner": said(criterion.remedy.owner, lang) if criterion.remedy is not None else None,
        "used": [
            {
                "facility": p.id,
                "indicator": q.id,
                "label": q.label.said(lang),
                "value": text,
                "at": given.at.short if given.at is not None else None,
            }
            for p, q in answers_of(claimed.desk, finding)
            if (given := p.given[q.slot]) is not None and (text := written(q, p.unit.values[q.slot])) is not None
        ],
        "verified": None,
        "objections": [],
    }


def _about(item: Any, finding: Finding) -> bool:
    """Whether a fact a rule fired on is this finding."""
    return getattr(item, "kind", "") == "finding" and ("id", finding.criterion.id) in item.fields


def value_of(value: Any) -> str | None:
    """A measured value: lowest terms, ISO days, ``true``/``false``, ``none``; None while unknown."""
    if value is None or not iv.is_known(value):
        return None
    if value is NO_DATE:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, TableValue):
        return str(len(value.rows)) if value.known else None
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


def gap_row(side: Side, basis: str, gap: Gap, row: Row, lang: Language) -> Row:
    """A gap's row; ``row`` is its criterion's as this side sees it, whose words it repeats."""
    desk, finding = side.desk, gap.finding
    criterion = finding.criterion
    remedy = criterion.remedy
    return {
        "criterion": criterion.id,
        "title": criterion.title.said(lang),
        "basis": basis,
        "status": gap.status,
        "points_at_stake": decimals(gap.points_at_stake),
        "points_by": criterion.points_by,
        "facilities": [p.id for p in short_of(desk, finding)],
        "action": said(remedy.action, lang) if remedy is not None else None,
        "owner": said(remedy.owner, lang) if remedy is not None else None,
        "due": gap.due.isoformat() if gap.due is not None else None,
        "evidence_missing": [t.said(lang) for t in evidence_missing(desk, finding)],
        "reasons": row["reasons"],
        "distance": row["distance"],
        "cite": [cite_row(desk.pack, c) for c in cited(desk, criterion)],
    }


def undecided_row(row: Undecided, lang: Language) -> Row:
    return {
        "facility": row.party.id,
        "name": party_name(row.party, lang),
        "indicator": row.question.id,
        "label": _asked(row.question, row.reason, lang),
        "reason": row.reason.replace("_", "-"),
        "criteria": list(row.criteria),
        "points_at_stake": decimals(row.points_at_stake),
    }


def _asked(question: Question, reason: str, lang: Language) -> str:
    """What is not known, as a question is called; of last period's value so much said."""
    label = question.label
    return say("word.prior-of", lang, label=label) if reason.startswith("prior") else label.said(lang)


def party_name(party: Party, lang: Language) -> str:
    """A party's name; a county that the report does not name is called what it is."""
    return say(f"owner.{party.id}", lang) if party.id == party.name and party.id in WHOLES else party.name
