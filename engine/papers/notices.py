"""A view → 整改通知书, one for each facility that has a gap, and for what is the consortium's or the region's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongti.engine.papers.model import Block, Column, Paper, Row, Table, cell, labelled, para
from gongti.engine.papers.said import Said, bold
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible

CODE: Final = "rectification-notice"


def papers(said: Said) -> Iterator[Paper]:
    """In the order of the register, what is of no single facility first; none where there is no gap."""
    for id_, gaps in said.by_party():
        name, title = said.addressee(id_), said.paper(CODE)
        yield Paper(said.file_of(CODE, name), title, tuple(_blocks(said, title, name, gaps)), said.fields(title, name))


def _blocks(said: Said, title: str, name: str, gaps: list[tuple[Data, list[str]]]) -> Iterator[Block]:
    consortium = said.view["consortium"]
    pack = said.pack_title
    yield para(title, "title")
    yield para(said.paper("notice-number"), "subtitle")
    yield para(said.paper("notice-to", name=name), "plain")
    period = consortium["period"]
    period = said.say("brackets", text=said.say("period", period=period)) if period else ""
    about = said.paper("notice-about-is", consortium=said.consortium, period=period, pack=pack)
    yield labelled(said.paper("notice-about"), about)
    code = "notice-verified" if said.both else "notice-claimed"
    day = said.view["assessed_on"]
    yield para(said.paper(code, day=day, pack=pack, consortium=said.consortium, count=len(gaps)))
    columns = (
        Column(said.paper("number"), 7, "centre"),
        Column(said.paper("problem-and-reason"), 31),
        Column(said.paper("basis"), 31),
        Column(said.paper("remedy-and-owner"), 31),
    )
    yield Table(columns, tuple(_row(said, n, gap, words) for n, (gap, words) in enumerate(gaps, 1)))
    yield para(said.paper("notice-ask"))
    yield para(said.paper("notice-stamp"), "right")
    yield para(said.paper("notice-day"), "right")
    yield from said.footing()


def _row(said: Said, number: int, gap: Data, words: list[str]) -> Row:
    title = said.paper("problem-status", title=visible(said.gap_title(gap)), status=said.gap_status(gap))
    at_stake = said.say("points_of", points=said.points(gap))
    return Row(
        (
            cell(str(number)),
            bold(title, *map(visible, words), at_stake),
            cell(*said.clause(gap)),
            said.mending(gap),
        )
    )
