"""Small results made by hand, in the form `gongti assess --format json` writes, for what works on results."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.results import Record, read_record
from gongti.engine.values.exact import decimals, from_fraction

SHA = "a" * 64
Row = dict[str, Any]


def printed(number: Fraction | int | str) -> str:
    return decimals(from_fraction(Fraction(number)))


def points(low: object, high: object, of: object, *, percents: bool = False, exact: bool = True) -> Row:
    """Points, and percents, as both the printed and the exact ones."""
    ends = {"low": Fraction(str(low)), "high": Fraction(str(high)), "of": Fraction(str(of))}
    row: Row = {key: printed(value) for key, value in ends.items()} | {"points": printed(ends["low"])}
    full = {key: str(value) for key, value in ends.items()}
    if percents:
        low_percent, high_percent = (ends[end] * 100 / ends["of"] for end in ("low", "high"))
        row |= {"low_percent": printed(low_percent), "high_percent": printed(high_percent)}
        row |= {"percent": row["low_percent"]}
        full |= {"low_percent": str(low_percent), "high_percent": str(high_percent)}
    return row | ({"exact": full} if exact else {})


def side(low: object = 0, high: object = 0, of: object = 100, *, exact: bool = True) -> Row:
    shown = points(low, high, of, percents=True, exact=exact)
    return shown | {"grade": None, "possible_grades": [], "not_applicable": "0.00", "explained": "0.00"}


def criterion(name: str, status: str = "met", of: int = 10, **more: Any) -> Row:
    """A must of 10 points that reads the answer of the same name; full points where met, else none."""
    got = of if status == "met" else 0
    high = of if status in ("undetermined", "contested") else got
    row = {
        "id": name, "dimension": "d", "title": f"要求{name}", "force": "must", "status": status, "target": "true",
        "facilities": [], "reasons": [], "cite": [{"clause": "第一条"}], "missing": [], "verified": None,
        "used": [{"facility": "consortium", "indicator": name}], **points(got, high, of),
    }  # fmt: skip
    return row | more


def gap(name: str, status: str = "open", facilities: tuple[str, ...] = (), **more: Any) -> Row:
    row = {
        "criterion": name, "basis": "claimed", "status": status, "facilities": list(facilities), "action": None,
        "owner": "人事科", "due": "2025-06-30", "evidence_missing": [],
    }  # fmt: skip
    return row | more


def answer(name: str, value: str | None, *papers: tuple[str, str | None], facility: str = "consortium") -> Row:
    row: Row = {"facility": facility, "indicator": name, "label": f"问题{name}", "value": value, "text": value}
    if papers:
        row["evidence"] = [{"name": paper, "until": until} for paper, until in papers]
    return row


def result(**changes: Any) -> Row:
    """A result with one criterion that is met."""
    made: Row = {
        "format": 1, "engine": "0.1.0", "assessed_on": "2025-03-31",
        "pack": {"id": "p", "version": "1.0.0", "sha256": SHA, "title": "评分包", "grades": []},
        "consortium": {"id": "lt", "name": "澜亭医共体", "kind": None, "period": "2025"},
        "claimed": side(10, 10, 10), "verified": None,
        "dimensions": [{"id": "d", "title": "维度", **points(10, 10, 10, percents=True), "verified": None}],
        "criteria": [criterion("a")], "gaps": [], "answers": [answer("a", "true")],
        "facilities": [{"id": "f1", "name": "东坪镇卫生院"}, {"id": "f2", "name": "石桥镇卫生院"}],
        "review": None,
    }  # fmt: skip
    return made | changes


def failing(name: str = "a", value: str | None = "false", **changes: Any) -> Row:
    """The same with its criterion unmet."""
    shown = {"criteria": [criterion(name, "unmet")], "gaps": [gap(name)], "answers": [answer(name, value)]}
    return result(**shown, claimed=side(0, 0, 10)) | changes


def reviewed(status: str, value: str, *papers: tuple[str, str | None], on: str, **check: Any) -> Row:
    """The same as a reviewer saw it: the criterion's status, the verified value, what he made of the answer."""
    short = status != "met"
    item = criterion("a", status) | {"verified": criterion("a", status)}
    dimension = {"id": "d", "title": "维度", **points(10, 10, 10, percents=True)}
    row = {"facility": "consortium", "indicator": "a", "outcome": "confirmed", "evidence": [], **check}
    return result(
        assessed_on=on,
        verified=side(10, 10, 10),
        dimensions=[dimension | {"verified": dict(dimension)}],
        criteria=[item],
        gaps=[gap("a", basis="verified")] if short else [],
        answers=[answer("a", "true", *papers) | {"verified": value, "verified_text": value}],
        review={"answers": [row], "waivers": []},
    )


def record(tree: Row, path: str = "r.json") -> Record:
    problems = Problems()
    found = read_record(json.dumps(tree).encode(), path, problems)
    assert found is not None, [p.line("en") for p in problems]
    return found
