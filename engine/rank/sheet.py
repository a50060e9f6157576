"""A ranking's view → its page (排名): a league for each side, commonest gaps, pass rates with the unknown apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongti.engine.tables import Cell, Column, Page, Table, cell
from gongti.engine.tables.said import Said
from gongti.engine.words import Language

Row = Mapping[str, Any]


def page(view: Row, lang: Language) -> Page:
    """The page of one ranking."""
    say = Said(lang)
    by = view["by"]["title"] if view["by"] is not None else say("rank-total")
    return Page(
        title=say.report("colon").join((say("rank"), view["pack"]["title"])),
        subtitle=say("rank-by", what=by),
        facts=tuple(_facts(view, say)),
        tables=tuple(table for league in view["leagues"] for table in _league(league, say)),
        facts_title=say("facts"),
        colon=say.report("colon"),
    )


def _facts(view: Row, say: Said) -> Iterator[tuple[str, Cell]]:
    yield say("pack"), cell(say.pack(view["pack"]))
    sizes = {league["basis"]: len(league["places"]) + len(league["unranked"]) for league in view["leagues"]}
    counted = {basis: sizes.get(basis, 0) for basis in ("verified", "claimed")}
    yield say("bases"), cell(say("bases-are", **counted))
    for code in view["warnings"]:
        params = {"periods": say.comma(view["periods"])} if code == "period-differs" else {}
        params |= {"versions": say.comma(view["engines"])} if code == "engine-differs" else {}
        yield say("warning"), cell(say(f"rank-warning.{code}", **params), "warn")


def _league(league: Row, say: Said) -> Iterator[Table]:
    basis = say(f"basis.{league['basis']}")
    yield Table(
        say(f"league.{league['basis']}"),
        (
            Column(say("place"), 8),
            Column(say("name"), 40, wide=True),
            Column(say.report("grade"), 16, under=True),
            Column(say("percent"), 26),
            Column(say("score"), 34),
            Column(say("assessed_on"), 10, "day"),
        ),
        tuple(_place(row, say) for row in league["places"]),
        note=say("league-note"),
    )
    yield Table(
        say("unranked") + say.brackets(basis),
        (Column(say("name"), 40, wide=True), Column(say("assessed_on"), 10, "day")),
        tuple((cell(row["name"]), cell(row["assessed_on"])) for row in league["unranked"]),
    )
    yield Table(
        say("gaps-of", basis=basis),
        (
            Column(say("criterion"), 40, wide=True),
            Column(say("gap-in"), 10, "number"),
            Column(say("gap-maybe"), 10, "number"),
            Column(say("points-lost"), 26),
        ),
        tuple(_gap(row, say) for row in league["gaps"]),
    )
    yield Table(
        say("passed-of", basis=basis),
        (
            Column(say("criterion"), 40, wide=True),
            *(Column(say(code), 11, "number") for code in ("passed", "failed", "unknown", "not-counted")),
            Column(say("pass-rate"), 26),
        ),
        tuple(_criterion(row, say) for row in league["criteria"]),
    )


def _place(row: Row, say: Said) -> tuple[Cell, ...]:
    first, last = row["first"], row["last"]
    place = str(first) if first == last else say("place-range", first=first, last=last)
    grades = say.comma(row["possible_grades"])
    return (
        cell(place), cell(row["name"]), cell(grades), cell(say.percent(row)), cell(say.points(row)),
        cell(row["assessed_on"]),
    )  # fmt: skip


def _gap(row: Row, say: Said) -> tuple[Cell, ...]:
    lost = say.interval(row["lost"]["low"], row["lost"]["high"])
    return cell(row["title"]), cell(row["failed"]), cell(row["unknown"]), cell(lost)


def _criterion(row: Row, say: Said) -> tuple[Cell, ...]:
    counts = (cell(row[key]) for key in ("passed", "failed", "unknown", "not_counted"))
    rate = say.percent(row) if row["low_percent"] is not None else ""
    return (cell(row["title"]), *counts, cell(rate))
