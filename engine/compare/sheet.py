"""A comparison's view → its page (销号表): who, when, what the score did, every gap with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gongti.engine.tables import Cell, Column, Page, Table, Tone, cell
from gongti.engine.tables.said import Said
from gongti.engine.words import Language

Row = Mapping[str, Any]
_TONES: Final[Mapping[str, Tone]] = {
    "closed": "good",
    "prospective": "warn",
    "claimed": "warn",
    "redefined": "warn",
    "open": "bad",
    "reopened": "bad",
    "new": "bad",
    "waived": "dim",
    "gone": "dim",
}


def page(view: Row, lang: Language) -> Page:
    """The page of one comparison."""
    say = Said(lang)
    name = view["consortium"]["name"]
    return Page(
        title=say.report("colon").join((say("compare"), name)),
        subtitle="",
        facts=tuple(_facts(view, say)),
        tables=(_entries(view, say), _criteria(view, say)),
        facts_title=say("facts"),
        colon=say.report("colon"),
    )


def _facts(view: Row, say: Said) -> Iterator[tuple[str, Cell]]:
    for key in ("old", "new"):
        row = view[key]
        about = {"day": row["assessed_on"], "period": row["period"], "basis": say(f"basis.{row['basis']}")}
        yield say(key), cell(say("result-is", path=row["path"], sha256=say.hash(row["sha256"]), **about))
    yield say("inspection"), cell(view["inspection"])
    packs = [view["new"]["pack"]] if view["same_pack"] else [view["old"]["pack"], view["new"]["pack"]]
    for pack in packs:
        yield say("pack"), cell(say.pack(pack))
    for side in ("claimed", "verified"):
        moved = view["score"][side]
        if moved is not None:
            yield say(f"score.{side}"), cell(_score(moved, say))
    counts = [
        say("count", outcome=say(f"outcome.{outcome}"), count=count)
        for outcome, count in view["counts"].items()
        if count
    ]
    yield say("counts"), cell(say.join(counts) or say("nothing"))
    for code in view["warnings"]:
        yield say("warning"), cell(_warning(view, code, say), "warn")


def _warning(view: Row, code: str, say: Said) -> str:
    key = {"period-differs": "period", "engine-differs": "engine"}.get(code)
    return say(f"warning.{code}", **({"old": view["old"][key], "new": view["new"][key]} if key else {}))


def _score(moved: Row, say: Said) -> str:
    before, after = (_points(moved[key], say) for key in ("old", "new"))
    if moved["difference"] is None:
        return say("became", before=before, after=after)
    return say("score-moved", before=before, after=after, difference=say.change(moved["difference"]))


def _points(row: Row | None, say: Said) -> str:
    """Points and the grade, or every grade there may be."""
    if row is None:
        return say("no-side")
    grades = say.comma(row["possible_grades"])
    return say.points(row) + (say.brackets(grades) if grades else "")


def _entries(view: Row, say: Said) -> Table:
    columns = (
        Column(say("clause"), 14, under=True),
        Column(say("problem"), 40, wide=True),
        Column(say("unit"), 14),
        Column(say("owner"), 14, under=True),
        Column(say("due"), 10, "day"),
        Column(say("state"), 20),
        Column(say("proof"), 50, under=True),
    )
    rows = tuple(_entry(row, say) for row in view["entries"])
    return Table(say("entries"), columns, rows, note=say("entries-note"))


def _entry(row: Row, say: Said) -> tuple[Cell, ...]:
    tone = _TONES[row["outcome"]]
    late = say.brackets(say("overdue")) if row["overdue"] else ""
    problem = [row["title"], *row["reasons"]]
    if row["changed"]:
        problem.append(say("changed", what=say.comma(say(f"changed.{name}") for name in row["changed"])))
    return (
        cell(say.comma(row["clauses"])),
        cell("\n".join(problem)),
        cell(say.unit(row["facility"], row["name"])),
        cell(row["owner"]),
        cell(row["due"]),
        cell(say(f"outcome.{row['outcome']}") + late, tone),
        cell("\n".join(_proof(row, say))),
    )


def _proof(row: Row, say: Said) -> Iterator[str]:
    yield from (say.answer(answer, row["facility"] or "consortium") for answer in row["proof"])
    if row["outcome"] == "claimed" and not row["proof"]:
        yield say("no-answer")
    if row["outcome"] == "claimed" and row["doubted"]:
        yield say("doubted")
    if row["lapses"] is not None and row["outcome"] in ("closed", "prospective"):
        yield say("lapses", day=row["lapses"])
    if row["evidence_missing"]:
        yield say("evidence-missing", text=say.comma(row["evidence_missing"]))


def _criteria(view: Row, say: Said) -> Table:
    columns = (Column(say("criterion"), 40, wide=True), Column(say("old"), 30), Column(say("new"), 30))
    rows = tuple(
        (cell(row["title"]), cell(_standing(row["old"], say)), cell(_standing(row["new"], say)))
        for row in view["criteria"]
    )
    return Table(say("moved"), columns, rows)


def _standing(row: Row | None, say: Said) -> str:
    return say("no-side") if row is None else say.join((say.status(row["status"]), say.points(row)))
