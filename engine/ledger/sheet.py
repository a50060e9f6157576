"""A ledger's view → its page (整改台账): the head, what is open, what closed on which proof, the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gongti.engine.tables import Cell, Column, Page, Table, Tone, cell
from gongti.engine.tables.said import Said
from gongti.engine.words import Language

Row = Mapping[str, Any]
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ledger-open": ("open", "claimed", "expired", "waiver-over"),
    "ledger-closed": ("closed",),
    "ledger-aside": ("waived", "gone"),
}
_TONES: Final[Mapping[str, Tone]] = {
    "open": "bad",
    "claimed": "warn",
    "expired": "bad",
    "waiver-over": "bad",
    "closed": "good",
    "waived": "dim",
    "gone": "dim",
}


def page(view: Row, lang: Language) -> Page:
    """The page of one ledger on one day."""
    say = Said(lang)
    parts = tuple(
        _entries(part, [row for row in view["entries"] if row["state"] in states], say)
        for part, states in _PARTS.items()
    )
    return Page(
        title=say.report("colon").join((say("ledger"), view["consortium"]["name"])),
        subtitle=say("ledger-on", day=view["on"]),
        facts=tuple(_facts(view, say)),
        tables=(*parts, _history(view, say)),
        facts_title=say("facts"),
        colon=say.report("colon"),
    )


def _facts(view: Row, say: Said) -> Iterator[tuple[str, Cell]]:
    yield say("lines"), cell(say("lines-are", count=view["lines"]))
    if view["later"]:
        yield "", cell(say("lines-later", count=view["later"], day=view["on"]), "warn")
    yield say("head"), cell(view["head"])
    if view["head_found"] is not None:
        found = view["head_found"]
        yield "", cell(say("head-found", line=found["line"], since=found["since"]), "good")
    last = view["history"][-1]
    yield say("last"), cell(say("last-is", day=last["on"], by=last["by"]))
    result = last["result"]
    about = {"day": result["assessed_on"], "period": result["period"], "basis": say(f"basis.{result['basis']}")}
    pack = f"{result['pack']['id']} {result['pack']['version']}"
    yield say("last-result"), cell(say("result-is", path=pack, sha256=say.hash(result["sha256"]), **about))
    counts = [say("count", outcome=say(f"state.{s}"), count=n) for s, n in view["counts"].items() if n]
    yield say("counts"), cell(say.join(counts) or say("nothing"))
    if view["overdue"]:
        yield "", cell(say("count", outcome=say("overdue"), count=view["overdue"]), "bad")


def _entries(part: str, rows: list[Row], say: Said) -> Table:
    columns = (
        Column(say("clause"), 14, under=True),
        Column(say("problem"), 40, wide=True),
        Column(say("unit"), 14),
        Column(say("owner"), 14, under=True),
        Column(say("due"), 10, "day"),
        Column(say("state"), 20),
        Column(say("since"), 10, "day"),
        Column(say("proof"), 50, under=True),
    )
    note = say("ledger-open-note") if part == "ledger-open" else ""
    return Table(say(part), columns, tuple(_entry(row, say) for row in rows), note=note)


def _entry(row: Row, say: Said) -> tuple[Cell, ...]:
    problem = [row["title"]]
    if row["why"] is not None:
        problem.append(say(f"why.{row['why']}"))
    if row["times"] > 1:
        problem.append(say("again", count=row["times"]))
    late = say.brackets(say("overdue")) if row["overdue"] else ""
    return (
        cell(say.comma(row["clauses"])),
        cell("\n".join(problem)),
        cell(say.unit(row["facility"], row["name"])),
        cell(row["owner"]),
        cell(row["due"]),
        cell(say(f"state.{row['state']}") + late, _TONES[row["state"]]),
        cell(row["since"]),
        cell("\n".join(_proof(row, say))),
    )


def _proof(row: Row, say: Said) -> Iterator[str]:
    yield from (say.answer(answer, row["facility"] or "consortium") for answer in row["proof"])
    if row["state"] == "claimed" and not row["proof"]:
        yield say("no-answer")
    if row["state"] == "claimed" and row["doubted"]:
        yield say("doubted")
    if row["lapses"] is not None:
        code = "waived-until" if row["state"] in ("waived", "waiver-over") else "lapses"
        yield say(code, day=row["lapses"])


def _history(view: Row, say: Said) -> Table:
    columns = (
        Column("#", 4, "number"),
        Column(say("history-day"), 10, "day"),
        Column(say("history-by"), 12),
        Column(say("history-result"), 20),
        Column(say("history-events"), 30, wide=True),
        Column(say("history-hash"), 18),
    )
    return Table(say("ledger-history"), columns, tuple(_line(row, say) for row in view["history"]))


def _line(row: Row, say: Said) -> tuple[Cell, ...]:
    result = row["result"]
    events = [say("count", outcome=say(f"event.{event}"), count=count) for event, count in row["events"].items()]
    return (
        cell(row["n"]),
        cell(row["on"]),
        cell(row["by"]),
        cell(say.comma((result["assessed_on"], say(f"basis.{result['basis']}"), say.hash(result["sha256"])))),
        cell(say.comma(events) or say("nothing")),
        cell(say.hash(row["hash"])),
    )
