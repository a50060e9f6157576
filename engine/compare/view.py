"""A comparison → its view: plain data with the texts of the results, ready for any format; and its JSON Schema.

Points and percents are printed with two decimals, half up; a difference is the exact interval between two intervals.
"""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from importlib import resources
from typing import Any

from gongti.engine.compare.compare import OPEN, OUTCOMES, Comparison, Entry
from gongti.engine.results import ItemRecord, Record, Shown, Span, Total, row_of
from gongti.engine.values.exact import decimals, from_fraction

Row = dict[str, Any]


def view(found: Comparison) -> Row:
    """Everything a comparison says."""
    old, new = found.old, found.new
    counted = Counter(entry.outcome for entry in found.entries)
    return {
        "format": 1,
        "kind": "comparison",
        "inspection": found.on.isoformat(),
        "consortium": {"id": new.consortium, "name": new.name},
        "old": _record(old),
        "new": _record(new),
        "same_pack": found.same_pack,
        "warnings": list(found.warnings),
        "redefined": [{"criterion": name, "changed": list(changed)} for name, changed in found.redefined],
        "score": {
            "claimed": _moved(found, old.claimed, new.claimed),
            "verified": _moved(found, old.verified, new.verified),
        },
        "counts": {outcome: counted[outcome] for outcome in OUTCOMES},
        "criteria": [row for item in new.items.values() if (row := _item(old.items.get(item.id), item))],
        "entries": [_entry(found, entry) for entry in found.entries],
    }


def _record(record: Record) -> Row:
    pack = record.pack
    return {
        "path": record.path,
        "sha256": record.sha256,
        "assessed_on": record.on.isoformat(),
        "period": record.period,
        "basis": record.basis,
        "engine": record.engine,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256, "title": pack.title},
    }


def _moved(found: Comparison, before: Total | None, after: Total | None) -> Row | None:
    """From, to and between; no difference of points that two packs gave."""
    if before is None and after is None:
        return None
    spans = before.span if before is not None else None, after.span if after is not None else None
    old = _total(found.old, before) if before is not None else None
    new = _total(found.new, after) if after is not None else None
    first, second = spans
    difference = None
    if first is not None and second is not None and found.same_pack:
        difference = {"low": _said(second.least - first.most), "high": _said(second.most - first.least)}
    return {"old": old, "new": new, "difference": difference}


def _total(record: Record, total: Total) -> Row:
    grades = record.pack.grades
    return {
        **_points(total.span),
        "grade": grades.get(total.grade, total.grade) if total.grade is not None else None,
        "possible_grades": [grades.get(grade, grade) for grade in total.possible_grades],
    }


def _points(span: Span | None) -> Row:
    keys = ("low", "high", "of", "low_percent", "high_percent")
    return {key: _said(getattr(span, key)) if span is not None else None for key in keys}


def _said(number: Fraction | None) -> str | None:
    return decimals(from_fraction(number)) if number is not None else None


def _item(before: ItemRecord | None, after: ItemRecord) -> Row | None:
    """A criterion whose status or points are not what they were."""
    same = before is not None and (before.status, before.points) == (after.status, after.points)
    if same:
        return None
    return {
        "id": after.id,
        "title": after.title,
        "dimension": after.dimension,
        "old": _standing(before) if before is not None else None,
        "new": _standing(after),
    }


def _standing(item: ItemRecord) -> Row:
    points = item.points
    return {"status": item.status, "low": _said(points.low), "high": _said(points.high), "of": _said(points.of)}


def _entry(found: Comparison, entry: Entry) -> Row:
    criterion, facility = entry.key
    old, new = found.old.items.get(criterion), found.new.items.get(criterion)
    item = new or old
    names = {**found.old.facilities, **found.new.facilities}
    is_open = entry.outcome in OPEN
    gap = new.gap if new is not None else None
    proof = entry.proof
    lapses = proof.lapses if proof is not None else None
    return {
        "criterion": criterion,
        "title": item.title if item is not None else criterion,
        "clauses": list(item.clauses) if item is not None else [],
        "facility": facility,
        "name": names.get(facility, facility) if facility is not None else None,
        "outcome": entry.outcome,
        "old": {"state": entry.before.state, "status": entry.before.status},
        "new": {"state": entry.after.state, "status": entry.after.status},
        "owner": entry.owner,
        "due": entry.due.isoformat() if entry.due is not None else None,
        "overdue": is_open and entry.due is not None and entry.due < found.on,
        "reasons": _reasons(new, facility, names) if new is not None and entry.after.gap else [],
        "evidence_missing": list(gap.evidence_missing) if gap is not None and is_open else [],
        "changed": list(entry.changed),
        "doubted": entry.doubted,
        "lapses": lapses.isoformat() if lapses is not None else None,
        "proof": [_shown(found, answer) for answer in proof.answers] if proof is not None else [],
    }


def _reasons(item: ItemRecord, facility: str | None, names: dict[str, str]) -> list[str]:
    """Of the reasons of a criterion those that are not another facility's alone."""
    others = [names[unit] for unit in item.units if unit != facility and unit in names] if facility is not None else []
    own = names.get(facility or "", "")
    return [r for r in item.reasons if (own and own in r) or not any(name in r for name in others)]


def _shown(found: Comparison, answer: Shown) -> Row:
    return row_of(answer) | {"proved": answer.good(found.new.on), "proved_at_inspection": answer.good(found.on)}


def schema() -> Row:
    """The JSON Schema (draft 2020-12) of this view."""
    text = resources.files(__package__).joinpath("compare.schema.json").read_text("utf-8")
    loaded: Row = json.loads(text)
    return loaded
