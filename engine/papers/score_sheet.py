"""A view → 评分确认表: a row a criterion with claimed and verified points, reasons, clauses, evidence; to be signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongti.engine.papers.model import Block, Cell, Column, Paper, Row, Table, cell, para
from gongti.engine.papers.said import Said, bold
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible

CODE: Final = "score-sheet"
_SHARES: Final = (4, 15, 6, 8, 8, 20, 21, 18)
_BOX: Final = 40
"""Millimetres to sign and to object in."""


def paper(said: Said) -> Paper:
    title = said.title_of(CODE)
    return Paper(said.file_of(CODE), title, tuple(_blocks(said, title)), said.fields(title), landscape=True)


def _blocks(said: Said, title: str) -> Iterator[Block]:
    yield para(title, "title")
    yield said.facts_table(said.particulars(), 14)
    if not said.both:
        yield para(said.paper("not-verified"), "note")
    if sources := said.sources_line():
        yield para(said.paper("source-numbers") + said.say("colon") + sources, "note")
    yield table(said)
    yield from said.footing()
    yield from objections(said)
    yield said.signatures(
        ("assessors", ("assessors-sign", "assessors-members", "day-sign")),
        ("assessed", ("assessed-sign", "assessed-seal", "day-sign")),
        ("objections", ()),
        high=_BOX,
    )


def table(said: Said) -> Table:
    """The criteria under their dimensions, then the total."""
    heads = ("number", "item", "of", "claimed", "verified", "", "basis", "proof")
    columns = tuple(
        Column(said.paper(head) if head else said.say("reason"), share, "centre" if n in (0, 2, 3, 4) else "left")
        for n, (head, share) in enumerate(zip(heads, _SHARES, strict=True))
    )
    return Table(columns, tuple(rows(said)))


def rows(said: Said) -> Iterator[Row]:
    by_title = {d["id"]: d for d in said.view["dimensions"]}
    groups: dict[str, list[Data]] = {}
    for criterion in said.view["criteria"]:
        groups.setdefault(criterion["dimension"], []).append(criterion)
    number = 0
    for id_, criteria in groups.items():
        yield _group(said, id_, by_title.get(id_))
        for criterion in criteria:
            number += 1
            yield _item(said, number, criterion)
    yield _total(said)


def _group(said: Said, id_: str, dimension: Data | None) -> Row:
    """A dimension with its points; one that only watches has none."""
    title = visible(dimension["title"] if dimension is not None else id_)
    if dimension is None or dimension["points"] is None:
        return Row((bold_over(title, 2), cell("–"), cell("–"), cell("–"), cell(span=3)), "group")
    verified = dimension.get("verified")
    return Row(
        (
            bold_over(title, 2),
            cell(dimension["of"]),
            cell(said.part(dimension, dimension["of"])),
            cell(said.part(verified, dimension["of"]) if verified is not None else ""),
            cell(_percent(said, verified or dimension), span=3),
        ),
        "group",
    )


def _percent(said: Said, part: Data) -> str:
    if part.get("low_percent") is None:
        return ""
    return said.paper("percent", percent=said.interval(f"{part['low_percent']}%", f"{part['high_percent']}%"))


def bold_over(title: str, span: int) -> Cell:
    return Cell(bold(title).lines, span)


def _item(said: Said, number: int, criterion: Data) -> Row:
    verified = criterion.get("verified") if said.both else None
    side = verified or criterion
    gap = next((g for g in said.view["gaps"] if g["criterion"] == criterion["id"]), None)
    status = said.say(f"status.{side['status']}")
    reasons = [status, *map(visible, side.get("reasons") or ())]
    return Row(
        (
            cell(str(number)),
            bold(visible(criterion["title"]), *map(visible, criterion.get("groups", ()))),
            cell(_of(said, criterion)),
            cell(said.earned(criterion, criterion["of"])),
            cell(said.earned(verified, criterion["of"]) if verified is not None else ""),
            cell(*reasons, *said.objections(criterion)),
            cell(*said.clause(criterion, numbered=True)),
            cell(*said.proofs(criterion, gap["evidence_missing"] if gap is not None else ())),
        )
    )


def _of(said: Said, criterion: Data) -> str:
    """Full marks; what is only watched has none."""
    return "–" if criterion["status"] == "watched" or criterion["of"] is None else str(criterion["of"])


def _total(said: Said) -> Row:
    claimed, verified = said.view["claimed"], said.view.get("verified")
    words = [said.paper("percent", percent=said.rate(said.side))] if said.side["percent"] is not None else []
    several = len(said.side["possible_grades"]) > 1
    if said.grades:
        grade = said.grade(said.side)
        words.append(said.paper("grades", grades=grade) if several else said.paper("grade", grade=grade))
    return Row(
        (
            bold_over(said.paper("total"), 2),
            cell(claimed["of"] or "–"),
            cell(said.part(claimed, claimed["of"])),
            cell(said.part(verified, claimed["of"]) if verified is not None else ""),
            cell(*words, *(words_ for words_, _ in said.vetoes()), span=3),
        ),
        "total",
    )


def objections(said: Said) -> Iterator[Block]:
    """What was ruled, waived and objected to so far."""
    found = said.review_lines()
    if found:
        yield para(said.paper("objections-known") + said.say("colon"), "note")
        yield from (para(words, "note") for words in found)
