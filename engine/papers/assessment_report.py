"""A view → 考核情况报告 for the superior office: a first page that is a summary alone, then part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, set_cell_size

from gongti.engine.papers.model import Block, Column, PageBreak, Paper, labelled, para
from gongti.engine.papers.said import Said, bold
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible

CODE: Final = "assessment-report"
_SENTENCES: Final = 3
_LONGEST: Final = 110
"""Room for a reason on the first page: a Chinese character takes two."""
_NAMED: Final = 400
"""Room for the facilities of a problem, a quarter of a page."""
_TOLD: Final = 10
"""Problems that are told at length; all of them stand in the table of what is to be mended."""


def paper(said: Said) -> Paper:
    title = said.title_of(CODE)
    return Paper(said.file_of(CODE), title, tuple(_blocks(said, title)), said.fields(title))


def _blocks(said: Said, title: str) -> Iterator[Block]:
    yield para(title, "title")
    yield para(said.subtitle(), "subtitle")
    yield para(said.paper("addressee"), "plain")
    yield from _summary(said)
    yield PageBreak()
    for code, part in (
        ("part-facts", _facts), ("part-dimensions", _dimensions), ("part-problems", _problems),
        ("part-contradictions", _contradictions), ("part-undecided", _undecided), ("part-mending", _mending),
        ("part-review", _review), ("part-sources", _sources),
    ):  # fmt: skip
        yield para(said.paper(code), "heading")
        found = list(part(said))
        yield from found or [para(said.paper("nothing"))]


# ---- the first page


def _summary(said: Said) -> Iterator[Block]:
    """It stays on one page: what is long is cut here, and stands whole in its part."""
    yield said.facts_table(_standing(said), 20)
    yield para(said.paper("main-problems"), "heading-2")
    told = [_in_short(said, number, gap) for number, gap in enumerate(said.by_points()[:_SENTENCES], 1)]
    for words in told or [said.say("no_gaps")]:
        yield para(words, "summary")
    yield para(said.paper("demands"), "heading-2")
    if said.view["gaps"]:
        yield para(said.paper("demands-are", count=len(said.view["gaps"])), "summary")
    yield para(shortened(visible(said.summary.next_step()), 2 * _LONGEST), "summary")


def shortened(words: str, most: int = _LONGEST) -> str:
    """As much of what is longer as takes so much room; a Chinese character takes two."""
    return words if cell_len(words) <= most else set_cell_size(words, most - 1).rstrip() + "…"


def _standing(said: Said) -> Iterator[tuple[str, str]]:
    side, claimed, verified = said.side, said.view["claimed"], said.view.get("verified")
    if said.view.get("unreadable"):
        files = shortened(said.join(said.view["unreadable"]))
        yield said.say("unreadable"), shortened(said.say("unreadable_files", files=files), 2 * _LONGEST)
    if said.only_watches:
        yield said.paper("score"), said.say("watches_only")
        return
    points = said.total(side)
    yield said.paper("score"), points if side["points"] is None else said.say("score_of", points=points, of=side["of"])
    yield said.paper("rate"), said.rate(side)
    several = len(side["possible_grades"]) > 1
    yield said.paper("grades-head" if several else "grade-head"), said.grade(side)
    vetoes = [words for words, _ in said.vetoes()]
    for words in vetoes[:_SENTENCES] or [said.paper("vetoes-none")]:
        yield said.paper("vetoes"), shortened(words, 2 * _LONGEST)
    if len(vetoes) > _SENTENCES:
        yield said.paper("vetoes"), said.paper("vetoes-more", count=len(vetoes) - _SENTENCES)
    yield said.paper("two-sides"), _two_sides(said, claimed, verified)


def _two_sides(said: Said, claimed: Data, verified: Data | None) -> str:
    if verified is None:
        return said.paper("one-side")
    points = {"claimed": said.total(claimed), "verified": said.total(verified)}
    if claimed["of"] == verified["of"]:
        return said.paper("two-sides-are", of=claimed["of"] or "–", **points)
    return said.paper("two-sides-of", of=claimed["of"] or "–", of_verified=verified["of"] or "–", **points)


def _in_short(said: Said, number: int, gap: Data) -> str:
    title, points = shortened(visible(said.gap_title(gap)), _LONGEST // 2), gap["points_at_stake"]
    reason = next((shortened(visible(text)) for text in gap.get("reasons", ())), None)
    if reason is None:
        return said.paper("main-problem-bare", number=number, title=title, points=points)
    return said.paper("main-problem", number=number, title=title, reason=reason, points=points)


# ---- part by part


def _facts(said: Said) -> Iterator[Block]:
    rows = [*said.particulars(), (said.say("coverage"), said.coverage())]
    if said.both:
        rows.append((said.say("review"), said.side_title("verified")))
    if counted := said.counted():
        rows.append((said.say("counts"), counted))
    yield said.facts_table(rows, 20)
    yield said.facility_table()


def _dimensions(said: Said) -> Iterator[Block]:
    if said.only_watches:
        yield para(said.say("watches_only"))
    found = said.dimension_table()
    if found is not None:
        yield found
    yield from said.radar()
    for words, _ in said.vetoes():
        yield labelled(said.paper("vetoes") + said.say("colon"), words)
    if (watched := said.watched()) is not None:
        yield para(watched.caption, "heading-2")
        yield said.tabled(watched, (34, 24, 16, 14, 12))


def _problems(said: Said) -> Iterator[Block]:
    gaps = said.by_points()
    for number, gap in enumerate(gaps[:_TOLD], 1):
        numeral = said.paper(f"numeral.{number}")
        yield para(said.paper("problem-head", number=numeral, title=visible(said.gap_title(gap))), "heading-2")
        yield para(said.paper("problem-points", points=said.points(gap), status=said.gap_status(gap)))
        if gap.get("reasons"):
            yield labelled(said.paper("label-reason"), said.join(gap["reasons"], "semicolon"))
        if gap["facilities"]:
            yield labelled(said.paper("label-facilities"), said.few(gap["facilities"], _NAMED))
        if clauses := said.clause(gap):
            yield labelled(said.paper("label-basis"), said.say("semicolon").join(clauses))
    if len(gaps) > _TOLD:
        yield para(said.paper("others-in-table", count=len(gaps) - _TOLD))
    if notes := said.notes():
        yield para(said.say("notes"), "heading-2")
        yield from (para(visible(words)) for _, words in notes)


def _contradictions(said: Said) -> Iterator[Block]:
    for number, found in enumerate(said.view["contradictions"], 1):
        yield para(said.paper("listed", number=number, text=visible(found["text"])))
        sides = [
            said.paper("side-says", text=visible(side["text"]), value=visible(side["value"]))
            for side in found.get("sides", ())
        ]
        if len(sides) == 2:
            yield para(said.paper("contradiction-sides", left=sides[0], right=sides[1]))
        if found["doubts"]:
            yield labelled(said.paper("label-doubts"), said.titles_of(found["doubts"]))


def _undecided(said: Said) -> Iterator[Block]:
    found = said.undecided()
    if found is not None:
        yield para(said.say("undecided_note"))
        yield said.tabled(found, (26, 26, 12, 26, 10))


def _mending(said: Said) -> Iterator[Block]:
    if not said.view["gaps"]:
        yield para(said.say("no_gaps"))
        return
    if said.both:
        yield para(said.say("gaps_verified"))
    columns = (
        Column(said.paper("number"), 6, "centre"),
        Column(said.paper("problem"), 32),
        Column(said.paper("remedy-and-owner"), 50),
        Column(said.paper("points"), 12, "centre"),
    )
    yield from said.gaps_table(
        columns, lambda gap: bold(visible(said.gap_title(gap)), said.gap_status(gap), said.few(gap["facilities"]))
    )


def _review(said: Said) -> Iterator[Block]:
    shares = {"review.answers": (20, 16, 16, 16, 16, 16), "review.items": (30, 18, 18, 16, 18)}
    for found in said.review():
        yield para(found.caption, "heading-2")
        wide = next((s for code, s in shares.items() if said.say(code) == found.caption), (34, 22, 22, 22))
        yield said.tabled(found, wide)
    for words in said.review_lines():
        yield para(words)


def _sources(said: Said) -> Iterator[Block]:
    yield labelled(said.say("points_source") + said.say("colon"), said.points_by())
    yield labelled(said.say("evaluators") + said.say("colon"), said.decided_by())
    if (found := said.sources()) is not None:
        yield said.tabled(found, (44, 24, 12, 20))
    unseen = said.not_seen()
    yield para(said.word("some-not-seen") if unseen else said.word("all-seen"))
    if unseen:
        yield para(said.join(unseen, "semicolon"))
    yield said.tabled(said.fingerprints(), (12, 38, 50))
    if said.view["problems"]:
        yield para(said.say("problems"), "heading-2")
        problems = said.problems()
        assert problems is not None
        yield said.tabled(problems, (8, 28, 46, 18))
    yield para(said.paper("made-by", version=said.view["engine"]), "note")
    if said.view.get("rows_note"):
        yield para(said.view["rows_note"], "note")
    yield para(said.head_line(), "note")
