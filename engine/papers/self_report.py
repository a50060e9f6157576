"""A view → 自评报告: what an office hands in of itself: score, item by item, gaps by points, evidence; to be signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongti.engine.papers.model import Block, Cell, Column, Paper, Row, Table, cell, para
from gongti.engine.papers.said import Said, bold
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible

CODE: Final = "self-report"


def paper(said: Said) -> Paper:
    title = said.title_of(CODE)
    return Paper(said.file_of(CODE), title, tuple(_blocks(said, title)), said.fields(title))


def _blocks(said: Said, title: str) -> Iterator[Block]:
    yield para(title, "title")
    yield para(said.subtitle(), "subtitle")
    yield para(_intro(said))
    for code, part in (
        ("self-facts", _facts), ("self-score", _score), ("self-items", _items), ("self-aside", _aside),
        ("self-gaps", _gaps), ("self-evidence", _evidence),
    ):  # fmt: skip
        yield para(said.paper(code), "heading")
        found = list(part(said))
        yield from found or [para(said.paper("nothing"))]
    yield said.signatures(
        ("filled-by", ("day-short",)), ("checked-by", ("day-short",)), ("in-charge", ("seal", "day-short"))
    )
    yield from said.footing()


def _intro(said: Said) -> str:
    about = {"pack": said.pack_title, "name": said.consortium}
    period = said.view["consortium"]["period"]
    return said.paper("self-intro", period=period, **about) if period else said.paper("self-intro-bare", **about)


def _facts(said: Said) -> Iterator[Block]:
    yield said.facts_table([*said.particulars(), (said.say("coverage"), said.coverage())], 20)
    yield said.facility_table()


def _score(said: Said) -> Iterator[Block]:
    claimed = said.view["claimed"]
    yield said.facts_table(((said.say(code), words) for code, words in said.side_facts(claimed)), 20)
    if claimed["points"] is not None and claimed["low"] != claimed["high"]:
        count = len(said.view["undecided"])
        yield para(said.paper("self-open", count=count) if count and not said.both else said.paper("self-doubt"))
    if not said.only_watches:
        yield from _dimensions(said)
    yield from said.radar()


def _dimensions(said: Said) -> Iterator[Block]:
    rows = []
    for part in said.view["dimensions"]:
        known = part["points"] is not None
        percent = said.interval(f"{part['low_percent']}%", f"{part['high_percent']}%")
        rows.append(
            Row(
                (
                    cell(visible(part["title"])),
                    cell(part["of"] or "–"),
                    cell(said.part(part, part["of"])),
                    cell(percent if known and part.get("low_percent") is not None else "–"),
                )
            )
        )
    columns = (
        Column(said.say("dimension"), 40),
        Column(said.paper("of"), 18, "centre"),
        Column(said.paper("claimed"), 22, "centre"),
        Column(said.paper("rate"), 20, "centre"),
    )
    if rows:
        yield Table(columns, tuple(rows))


def _items(said: Said) -> Iterator[Block]:
    columns = (
        Column(said.paper("number"), 7, "centre"),
        Column(said.paper("item"), 33),
        Column(said.paper("of"), 10, "centre"),
        Column(said.paper("claimed"), 15, "centre"),
        Column(said.paper("self-how"), 35),
    )
    rows = (
        Row(
            (
                cell(str(number)),
                cell(visible(said.marked(criterion["id"]))),
                cell("–" if criterion["status"] == "watched" or criterion["of"] is None else criterion["of"]),
                cell(said.earned(criterion, criterion["of"])),
                bold(said.say(f"status.{criterion['status']}"), *_how(said, criterion)),
            )
        )
        for number, criterion in enumerate(said.view["criteria"], 1)
    )
    yield Table(columns, tuple(rows))


def _how(said: Said, criterion: Data) -> Iterator[str]:
    """Value and what was asked for, then why points are missing.

    Yes and no are what the status says; where nothing was to be missing, the reasons name what is.
    """
    value, target = criterion["value"], criterion["target"]
    if value is not None and value not in ("true", "false") and target != "0":
        if target is not None:
            yield said.paper("value-target", value=visible(value), target=visible(said.plain_value(target)))
        else:
            yield said.paper("value", value=visible(value))
    yield from map(visible, criterion["reasons"])


def _aside(said: Said) -> Iterator[Block]:
    """What does not apply, what was explained and what is not due yet, each with where."""
    codes = {"not_applicable": "aside-not-applicable", "explained": "aside-explained", "not_due": "aside-not-due"}
    for criterion in said.view["criteria"]:
        title = visible(criterion["title"])
        if criterion["status"] in codes:
            yield para(said.paper(codes[criterion["status"]], title=title, points=said.scored(criterion)))
            continue
        for status in codes:
            ids = [unit["id"] for unit in criterion["facilities"] if unit["status"] == status]
            if ids:
                text = said.paper("problem-status", title=title, status=said.say(f"status.{status}"))
                yield para(said.paper("aside-where", text=text, names=said.names_of(ids)))


def _gaps(said: Said) -> Iterator[Block]:
    if not said.view["gaps"]:
        yield para(said.say("no_gaps"))
        return
    if said.both:
        yield para(said.say("gaps_verified"))
    yield para(said.paper("self-first"))
    columns = (
        Column(said.paper("number"), 7, "centre"),
        Column(said.paper("problem-and-reason"), 38),
        Column(said.paper("self-plan"), 43),
        Column(said.paper("points"), 12, "centre"),
    )

    def problem(gap: Data) -> Cell:
        status = said.paper("problem-status", title=visible(said.gap_title(gap)), status=said.gap_status(gap))
        return bold(status, *map(visible, gap.get("reasons", ())))

    yield from said.gaps_table(columns, problem)


def _evidence(said: Said) -> Iterator[Block]:
    """Each question with the papers named beside its answers, facility by facility."""
    rows = []
    for answer in said.view["answers"]:
        papers = list(said.papers_of(answer))
        if papers:
            name = visible(said.name(answer["facility"]))
            rows.append(Row((cell(said.label_of(answer)), cell(name), cell(*papers))))
    if rows:
        columns = (
            Column(said.paper("evidence-question"), 38),
            Column(said.paper("evidence-whose"), 24),
            Column(said.paper("evidence-papers"), 38),
        )
        yield Table(columns, tuple(rows))
    lacking = dict.fromkeys(name for gap in said.view["gaps"] for name in gap["evidence_missing"])
    for words in said.lacking(lacking):
        yield para(words)
