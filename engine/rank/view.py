"""A ranking → its view: plain data, ready for any format; and its JSON Schema. Percents are rounded once, half up."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources
from typing import Any

from gongti.engine.rank.rank import Counted, League, Place, Ranking
from gongti.engine.results import Record
from gongti.engine.values.exact import decimals, from_fraction

Row = dict[str, Any]


def view(found: Ranking) -> Row:
    """Everything a ranking says."""
    pack = found.first.pack
    warnings = {
        "period-differs": len(found.periods) > 1,
        "engine-differs": len(found.engines) > 1,
        "rounded": found.rounded,
    }
    return {
        "format": 1,
        "kind": "ranking",
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256, "title": pack.title},
        "by": {"id": found.by[0], "title": found.by[1]} if found.by is not None else None,
        "periods": list(found.periods),
        "engines": list(found.engines),
        "warnings": [code for code, holds in warnings.items() if holds],
        "leagues": [_league(league) for league in found.leagues],
    }


def _league(league: League) -> Row:
    return {
        "basis": league.basis,
        "places": [_place(place) for place in league.places],
        "unranked": [_who(record) for record in league.unranked],
        "gaps": [_gap(counted) for counted in league.gaps],
        "criteria": [_criterion(counted) for counted in league.criteria],
    }


def _who(record: Record) -> Row:
    return {
        "id": record.consortium,
        "name": record.name,
        "period": record.period,
        "assessed_on": record.on.isoformat(),
        "path": record.path,
        "sha256": record.sha256,
    }


def _place(place: Place) -> Row:
    span, grades = place.span, place.record.pack.grades
    possible = [grades.get(grade, grade) for grade in place.record.total.possible_grades]
    return {
        "first": place.first,
        "last": place.last,
        **_who(place.record),
        "low_percent": _said(span.low_percent),
        "high_percent": _said(span.high_percent),
        "low": _said(span.low),
        "high": _said(span.high),
        "of": _said(span.of),
        "possible_grades": possible,
    }


def _gap(counted: Counted) -> Row:
    return {
        "criterion": counted.id,
        "title": counted.title,
        "failed": counted.failed,
        "unknown": counted.unknown,
        "lost": {"low": _said(counted.lost[0]), "high": _said(counted.lost[1])},
    }


def _criterion(counted: Counted) -> Row:
    rate = counted.rate
    low, high = (None, None) if rate is None else rate
    return {
        "id": counted.id,
        "title": counted.title,
        "force": counted.force,
        "passed": counted.passed,
        "failed": counted.failed,
        "unknown": counted.unknown,
        "not_counted": counted.outside,
        "low_percent": _said(low * 100) if low is not None else None,
        "high_percent": _said(high * 100) if high is not None else None,
    }


def _said(number: Fraction | None) -> str | None:
    return decimals(from_fraction(number)) if number is not None else None


def schema() -> Row:
    """The JSON Schema (draft 2020-12) of this view."""
    text = resources.files(__package__).joinpath("rank.schema.json").read_text("utf-8")
    loaded: Row = json.loads(text)
    return loaded
