"""A result JSON → a record; or what it is not, with its place. Users edit such files, so everything is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final, get_args

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import MAX_BYTES
from gongti.engine.gaps.ledger import GapStatus
from gongti.engine.measure.papers import Paper, names_paper
from gongti.engine.results.proof import check_of
from gongti.engine.results.record import (
    WHOLES,
    AnswerRecord,
    Basis,
    Check,
    GapRecord,
    ItemRecord,
    PackRecord,
    Record,
    Span,
    Total,
)
from gongti.engine.results.tree import Node, Wrong, load, place
from gongti.engine.score.findings import Status
from gongti.engine.submission import parse_period
from gongti.engine.values.exact import decimals, from_fraction

_STATUSES: Final = frozenset(get_args(Status))
_GAP_STATUSES: Final = frozenset(get_args(GapStatus))
_FORCES: Final = frozenset(("must", "should", "may", "aim"))
_GAPPED: Final = frozenset("partial unmet undetermined contested explained waived".split())
"""The statuses of a must or should that make a gap."""
_HALF: Final = Fraction(1, 200)
"""Half a unit of the last digit of a number with two decimals."""


def read_records(paths: Iterable[str], *, scores: bool = False) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Each file's record, in the order given; those that are none left out, with their problems.

    With ``scores`` only what was scored is kept of each: of a thousand results the answers fill the memory.
    """
    problems = Problems()
    found: list[Record] = []
    for path in paths:
        record = _open(path, problems)
        if record is not None:
            found.append(_scores(record) if scores else record)
    return tuple(found), tuple(problems)


def _scores(record: Record) -> Record:
    """The same without answers, and without what criteria rest on."""
    items = {
        item.id: replace(item, units={}, reads=(), reasons=(), clauses=(), gap=None) for item in record.items.values()
    }
    return replace(record, items=items, facilities={}, answers={}, waivers={})


def _open(path: str, problems: Problems) -> Record | None:
    file = Path(path)
    try:
        if not file.exists():
            problems.add("no-such-file", Place(path))
            return None
        if file.stat().st_size > MAX_BYTES:
            size, limit = f"{file.stat().st_size // 1024} KB", f"{MAX_BYTES // 1024} KB"
            problems.add("file-too-large", Place(path), size=size, limit=limit)
            return None
        return read_record(file.read_bytes(), path, problems)
    except OSError:
        problems.add("cannot-open", Place(path))
        return None


def read_record(data: bytes, path: str, problems: Problems) -> Record | None:
    """The record of a result; None, with its problems, where it is none."""
    tree = load(data, path, problems)
    if tree is None:
        return None
    try:
        return _record(Node.of(tree), path, hashlib.sha256(data).hexdigest())
    except Wrong as wrong:
        key = next((str(step) for step in reversed(wrong.path) if isinstance(step, str)), "format")
        problems.add("not-this-result", place(data, path, wrong), key=key)
        return None


def _record(tree: Node, path: str, sha256: str) -> Record:
    if tree.tree.get("format") != 1 or tree.tree.get("format") is True:
        raise tree.wrong("format")
    consortium, pack = tree.node("consortium"), tree.node("pack")
    period = consortium.text("period")
    if parse_period(period) is None:
        raise consortium.wrong("period")
    verified = tree.node_or_none("verified")
    basis: Basis = "claimed" if verified is None else "verified"
    checks = _checks(tree)
    gaps = _gaps(tree, basis)
    items: dict[str, ItemRecord] = {}
    for row in tree.nodes("criteria"):
        item = _item(row, basis, gaps)
        if item.id in items:
            raise row.wrong("id")
        items[item.id] = item
    for criterion in gaps:
        if criterion not in items:
            raise tree.wrong("gaps")
    return Record(
        path=path,
        sha256=sha256,
        engine=tree.text("engine"),
        on=tree.day("assessed_on"),
        pack=PackRecord(
            id=pack.text("id"),
            version=pack.text("version"),
            sha256=pack.sha256("sha256"),
            title=pack.text_or_none("title") or pack.text("id"),
            grades={g.text("id"): g.text("title") for g in pack.nodes("grades", absent=True)},
        ),
        consortium=consortium.text("id"),
        name=consortium.text_or_none("name") or consortium.text("id"),
        period=period,
        basis=basis,
        claimed=_total(tree.node("claimed")),
        verified=_total(verified) if verified is not None else None,
        dimensions={row.text("id"): (row.text("title"), _part(row, basis)) for row in tree.nodes("dimensions")},
        items=items,
        facilities={row.text("id"): row.text_or_none("name") or row.text("id") for row in tree.nodes("facilities")},
        answers=_answers(tree, basis, checks),
        waivers=_waivers(tree),
    )


# points


def _span(row: Node) -> Span | None:
    """Points and percents: the exact ones, which must round to those printed; else those printed."""
    printed = {key: row.decimal_or_none(key) for key in ("low", "high", "of")}
    low, high, of = printed["low"], printed["high"], printed["of"]
    percents = [row.decimal_or_none(key) for key in ("low_percent", "high_percent")]
    if low is None or high is None or of is None:
        return None
    exact = row.node_or_none("exact")
    if exact is None:
        span = Span(low, high, of, percents[0], percents[1], _HALF)
    else:
        span = _exact(exact, {**printed, "low_percent": percents[0], "high_percent": percents[1]})
    if span.low > span.high:
        raise row.wrong("high")
    return span


def _exact(exact: Node, printed: Mapping[str, Fraction | None]) -> Span:
    found: dict[str, Fraction | None] = {}
    for key, shown in printed.items():
        number = exact.rational_or_none(key)
        if shown is not None and (number is None or Fraction(decimals(from_fraction(number))) != shown):
            raise exact.wrong(key)
        found[key] = number if shown is not None else None
    low, high, of = (found[key] or Fraction(0) for key in ("low", "high", "of"))
    return Span(low, high, of, found["low_percent"], found["high_percent"])


def _total(row: Node) -> Total:
    span = _span(row)
    known = span is not None and row.decimal_or_none("percent") is not None
    return Total(span, known, row.text_or_none("grade"), row.texts("possible_grades"))


def _part(row: Node, basis: Basis) -> Total:
    side = row.node("verified") if basis == "verified" else row
    span = _span(side)
    return Total(span, span is not None and span.low_percent is not None)


# criteria and gaps


def _gaps(tree: Node, basis: Basis) -> dict[str, tuple[Node, GapRecord]]:
    found: dict[str, tuple[Node, GapRecord]] = {}
    for row in tree.nodes("gaps"):
        criterion = row.text("criterion")
        if criterion in found:
            raise row.wrong("criterion")
        row.word("basis", frozenset((basis,)))
        found[criterion] = (
            row,
            GapRecord(
                status=row.word("status", _GAP_STATUSES),
                facilities=row.texts("facilities"),
                action=row.text_or_none("action"),
                owner=row.text_or_none("owner"),
                due=row.day_or_none("due"),
                evidence_missing=row.texts("evidence_missing"),
            ),
        )
    return found


def _item(row: Node, basis: Basis, gaps: Mapping[str, tuple[Node, GapRecord]]) -> ItemRecord:
    side = row.node("verified") if basis == "verified" else row
    points = _span(side)
    if points is None:
        raise side.wrong("low")
    name, force, status = row.text("id"), row.word("force", _FORCES), side.word("status", _STATUSES)
    gap_row, gap = gaps.get(name, (None, None))
    # An edited status or a gap taken out: the two must say the same.
    if (gap is not None) != (status in _GAPPED and force in ("must", "should")):
        raise side.wrong("status")
    asked = [(r.text("facility"), r.text("indicator")) for r in row.nodes("used")]
    for lacking in (row, side):
        for entry in lacking.nodes("missing", absent=True):
            if not entry.text("reason").startswith("prior"):
                asked.append((entry.text("facility"), entry.text("indicator")))
    return ItemRecord(
        id=name,
        title=row.text("title"),
        dimension=row.text("dimension"),
        force=force,
        status=status,
        target=side.text_or_none("target"),
        points=points,
        units={u.text("id"): u.word("status", _STATUSES) for u in _units(side)},
        reads=tuple(dict.fromkeys(asked)),
        reasons=side.texts("reasons", absent=True),
        clauses=tuple(dict.fromkeys(filter(None, map(_clause, row.nodes("cite"))))),
        gap=gap,
    )


def _units(side: Node) -> list[Node]:
    """The facilities that have a status of their own: what is measured across all of them has none."""
    return [unit for unit in side.nodes("facilities", absent=True) if unit.tree.get("status") is not None]


def _clause(cite: Node) -> str:
    return cite.text_or_none("clause") or ""


# answers


def _checks(tree: Node) -> dict[tuple[str, str], Check]:
    """What reviewers made of answers; an entry of which the answer has changed since counts for nothing."""
    found: dict[tuple[str, str], Check] = {}
    review = tree.node_or_none("review")
    for row in review.nodes("answers") if review is not None else ():
        check = check_of(row)
        if check.outcome != "stale":
            found[row.text("facility"), row.text("indicator")] = check
    return found


def _answers(tree: Node, basis: Basis, checks: Mapping[tuple[str, str], Check]) -> dict[tuple[str, str], AnswerRecord]:
    found: dict[tuple[str, str], AnswerRecord] = {}
    for row in tree.nodes("answers"):
        key = row.text("facility"), row.text("indicator")
        if key in found:
            raise row.wrong("indicator")
        side = ("verified", "verified_text") if basis == "verified" else ("value", "text")
        value = row.text_or_none(side[0])
        found[key] = AnswerRecord(
            *key,
            label=row.text_or_none("label") or key[1],
            value=value,
            text=row.text_or_none(side[1]) or value,
            papers=tuple(_papers(row)),
            check=checks.get(key),
        )
    return found


def _papers(row: Node) -> Iterator[Paper]:
    """The papers of an answer; what names none, in a result of an earlier version, is none."""
    for paper in row.nodes("evidence", absent=True):
        name, until = paper.text("name"), paper.day_or_none("until")
        if names_paper(name):
            yield Paper(name, until)


def _waivers(tree: Node) -> dict[tuple[str, str | None], date | None]:
    review = tree.node_or_none("review")
    rows = review.nodes("waivers") if review is not None else ()
    active = [row for row in rows if row.true("active")]
    return {(r.text("criterion"), _facility(r)): r.day_or_none("until") for r in active}


def _facility(row: Node) -> str | None:
    found = row.text_or_none("facility")
    return None if found in WHOLES else found or None
