"""Every number of every paper is the view's: read back from the files row by row, and none stands there besides."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from papers.papers_read import HEAD, NAMES, View, cells, fresh, headed, lines, papers, sheets, shown, tables

from gongti.engine.papers import PAPERS
from gongti.engine.words import Language, say

LANGUAGES = ("zh", pytest.param("en", marks=pytest.mark.slow))


def one(paper: str, name: str, fmt: str, lang: Language = "zh") -> bytes:
    (data,) = papers(paper, name, lang, fmt).values()
    return data


def ends(low: str, high: str, unit: str = "", lang: Language = "zh") -> str:
    between = " 至 " if lang == "zh" else " to "
    return low + unit if low == high else f"{low}{unit}{between}{high}{unit}"


def points(row: View, lang: Language) -> str:
    """What a column of points says of a row: points, or that it has none."""
    outside = row["status"] in ("watched", "not_due", "not_reviewed", "waived")
    if outside or (row["status"] == "not_applicable" and not Fraction(row["of"])):
        return "–"
    return ends(row["low"], row["high"], lang=lang)


def same_score_sheet(view: View, rows: list[list[str]], lang: Language) -> None:
    """Compares the rows of 评分确认表 with the view, cell by cell."""
    by_title = {row[0]: row for row in rows}
    for part in view["dimensions"]:
        row = by_title[part["title"]]
        if part["points"] is not None:
            assert row[1:3] == [part["of"], ends(part["low"], part["high"], lang=lang)]
            if part["verified"] is not None:
                assert row[3].startswith(ends(part["verified"]["low"], part["verified"]["high"], lang=lang))
    items = [row for row in rows if len(row) == 8]
    assert len(items) == len(view["criteria"])
    order = {d["id"]: n for n, d in enumerate(view["dimensions"])}
    ordered = sorted(view["criteria"], key=lambda c: order[c["dimension"]])
    for number, (row, criterion) in enumerate(zip(items, ordered, strict=True), 1):
        assert row[0] == str(number) and row[1].split("\n")[0] == criterion["title"]
        assert row[2] == ("–" if criterion["status"] == "watched" else criterion["of"])
        assert row[3] == points(criterion, lang)
        side = criterion["verified"] or criterion
        assert row[4].startswith(points(criterion["verified"], lang)) if criterion["verified"] else row[4] == ""
        assert row[5].split("\n")[0] == say(f"report.status.{side['status']}", lang)
        assert all(reason in row[5] for reason in side["reasons"])
        assert all(cite["quote"] in row[6] for cite in criterion["cite"] if cite["quote"])
    total = by_title[say("paper.total", lang)]
    claimed, verified = view["claimed"], view["verified"]
    if claimed["points"] is not None:
        assert total[1:3] == [claimed["of"], ends(claimed["low"], claimed["high"], lang=lang)]
    if verified is not None and verified["points"] is not None:
        assert total[3].startswith(ends(verified["low"], verified["high"], lang=lang))
    side = verified or claimed
    if side["percent"] is not None:
        assert ends(side["low_percent"], side["high_percent"], "%", lang) in total[4]


def sheet_rows(data: bytes, head: str) -> list[list[str]]:
    """The rows of a sheet under its heads, merged cells once."""
    (sheet,) = sheets(data)
    merged = {(r.min_row, c): r for r in sheet.merged_cells.ranges for c in range(r.min_col, r.max_col + 1)}
    rows, below = [], False
    for row in sheet.iter_rows():
        texts = [shown(cell) for cell in row if merged.get((cell.row, cell.column)) is None or
                 merged[(cell.row, cell.column)].min_col == cell.column]  # fmt: skip
        if below:
            rows.append(texts)
        below = below or head in texts
    return rows


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_score_sheet(name: str, lang: Language) -> None:
    view = fresh(name, lang)
    head = say("paper.verified", lang)
    same_score_sheet(view, headed(one("score-sheet", name, "docx", lang), head), lang)
    rows = sheet_rows(one("score-sheet", name, "xlsx", lang), head)
    last = next(n for n, row in enumerate(rows) if row[0] == say("paper.total", lang))
    same_score_sheet(view, rows[: last + 1], lang)


@pytest.mark.parametrize("key", ["low", "high", "of"])
@pytest.mark.parametrize("where", ["criteria", "dimensions", "claimed", "verified"])
def test_that_comparison_sees_a_single_number(where: str, key: str) -> None:
    name, other = "reviewed", fresh("reviewed")
    row: Any = other[where] if where in ("claimed", "verified") else other[where][0]
    if (where, key) == ("verified", "of"):
        row = other["claimed"]  # full marks stand once where both sides have the same
    row[key] = "987.65"
    paper = headed(one("score-sheet", name, "docx"), say("paper.verified", "zh"))
    with pytest.raises(AssertionError):
        same_score_sheet(other, paper, "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_first_page_of_the_report(name: str, lang: Language) -> None:
    view = fresh(name, lang)
    summary = {row[0]: row[1] for row in tables(one("assessment-report", name, "docx", lang))[0]}
    side = view["verified"] or view["claimed"]
    if side["points"] is not None:
        score = summary[say("paper.score", lang)]
        assert score == say("report.score_of", lang, points=ends(side["low"], side["high"], lang=lang), of=side["of"])
    if side["percent"] is not None:
        rate = summary[say("paper.rate", lang)]
        assert rate == ends(side["low_percent"], side["high_percent"], "%", lang)
    titles = {g["id"]: g["title"] for g in view["pack"]["grades"]}
    grades = [titles[g] for g in side["possible_grades"]]
    label = "grades-head" if len(grades) > 1 else "grade-head"
    assert not grades or summary[say(f"paper.{label}", lang)] == say("report.comma", lang).join(grades)
    if view["verified"] is not None:
        both = summary[say("paper.two-sides", lang)]
        assert ends(view["claimed"]["low"], view["claimed"]["high"], lang=lang) in both
        assert ends(view["verified"]["low"], view["verified"]["high"], lang=lang) in both


def same_gap(gap: View, row: str) -> None:
    """A gap's distance, day, owner and what it costs stand in its row."""
    assert (gap["title"] in row) and (gap["points_at_stake"] in row)
    for text in (gap["action"], gap["owner"], gap["due"], gap["distance"] and gap["distance"]["text"]):
        assert text is None or text in row
    assert all(name in row for name in gap["evidence_missing"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_gaps_of_report_and_self_report(name: str, lang: Language) -> None:
    view = fresh(name, lang)
    by_points = sorted(view["gaps"], key=lambda g: -Fraction(g["points_at_stake"]))
    for paper, head in (("assessment-report", "remedy-and-owner"), ("self-report", "self-plan")):
        data = one(paper, name, "docx", lang)
        if not by_points:
            assert say("report.no_gaps", lang) in lines(data)
            continue
        rows = headed(data, say(f"paper.{head}", lang))
        for gap, row in zip(by_points, rows, strict=True):
            same_gap(gap, " ".join(row))
            assert row[-1].rstrip("*") == gap["points_at_stake"]


@pytest.mark.parametrize("name", NAMES)
def test_the_self_report_says_what_was_claimed(name: str) -> None:
    view = fresh(name)
    data = one("self-report", name, "docx")
    items = headed(data, say("paper.self-how", "zh"))
    for row, criterion in zip(items, view["criteria"], strict=True):
        assert criterion["title"] in row[1]
        assert row[2] == ("–" if criterion["status"] == "watched" else criterion["of"])
        assert row[3] == points(criterion, "zh")
    papers = {p["name"] for a in view["answers"] for p in a.get("evidence", ())}
    assert not papers or papers <= {
        line.partition("（有效期")[0]
        for row in headed(data, say("paper.evidence-papers", "zh"))
        for line in row[2].split("\n")
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_each_party_with_a_gap_has_its_notice(name: str, lang: Language) -> None:
    view = fresh(name, lang)
    made = papers("rectification-notice", name, lang, "docx")
    wanted: dict[str, list[View]] = {}
    for gap in view["gaps"]:
        for id_ in gap["facilities"] or ["consortium"]:
            wanted.setdefault(id_, []).append(gap)
    assert len(made) == len(wanted) and (bool(made) == bool(view["gaps"]))
    names = {f["id"]: f["name"] for f in view["facilities"]} | {"consortium": view["consortium"]["name"]}
    names["region"] = view["consortium"].get("region") or say("report.region", lang)
    for id_, gaps in wanted.items():
        (data,) = [d for d in made.values() if say("paper.notice-to", lang, name=names[id_]) in lines(d)]
        rows = {row[1].split("\n")[0]: row for row in headed(data, say("paper.problem-and-reason", lang))}
        assert len(rows) == len(gaps)
        for gap in gaps:
            status = say(f"paper.gap.{gap['status']}", lang)
            same_gap(gap, " ".join(rows[say("paper.problem-status", lang, title=gap["title"], status=status)]))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_list_has_a_row_for_each_facility_of_a_gap(name: str, lang: Language) -> None:
    view = fresh(name, lang)
    sheet = sheets(one("rectification-list", name, "xlsx", lang))[0]
    rows = [[shown(cell) for cell in row] for row in sheet.iter_rows(min_row=2)]
    by_points = sorted(view["gaps"], key=lambda g: -Fraction(g["points_at_stake"]))
    names = {f["id"]: f["name"] for f in view["facilities"]} | {"consortium": view["consortium"]["name"]}
    names["region"] = view["consortium"].get("region") or say("report.region", lang)
    wanted = [(gap, id_) for gap in by_points for id_ in gap["facilities"] or ["consortium"]]
    if not wanted:
        assert rows[0][0] == say("paper.list-none", lang)
        return
    for number, ((gap, id_), row) in enumerate(zip(wanted, rows, strict=True), 1):
        assert row[:3] == [str(number), gap["title"], names[id_]]
        assert row[6:10] == [
            gap["points_at_stake"], gap["owner"] or "", gap["due"] or "", say(f"paper.gap.{gap['status']}", lang)
        ]  # fmt: skip
        assert row[11:] == [""] * 4
        assert all(cite["quote"] in row[4] for cite in gap["cite"] if cite["quote"])


NUMBER = re.compile(r"(?<![\d.])\d+\.\d\d(?![\d.])")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_number_stands_in_a_paper_that_is_not_in_the_view(name: str, lang: Language) -> None:
    view = fresh(name, lang)
    known = set(NUMBER.findall(json.dumps(view, ensure_ascii=False)))
    for paper, formats in PAPERS.items():
        for fmt in formats:
            for data in papers(paper, name, lang, fmt).values():
                if fmt == "docx":
                    text = "\n".join(lines(data))
                else:
                    text = "\n".join(shown(cell) for sheet in sheets(data) for cell in cells(sheet))
                assert set(NUMBER.findall(text)) <= known, (paper, fmt)
                assert HEAD in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_papers_keep_what_is_not_official_apart(name: str, lang: Language) -> None:
    """Points the project set are said to be its own, and words not seen in the original are marked where they stand."""
    view = fresh(name, lang)
    said = say(f"report.points_by.{view['pack']['points_by']}", lang)
    unseen = {
        (say("paper.cite", lang, where="", quote=cite["quote"]), say(f"report.seen.{cite['seen']}", lang))
        for criterion in view["criteria"]
        for cite in criterion["cite"]
        if cite["quote"] and cite["seen"] != "original"
    }
    for paper, formats in PAPERS.items():
        for fmt in formats:
            for data in papers(paper, name, lang, fmt).values():
                found = lines(data) if fmt == "docx" else [
                    line for sheet in sheets(data) for cell in cells(sheet) for line in shown(cell).split("\n")
                ]  # fmt: skip
                assert any(said in line for line in found), (paper, fmt)
                if paper in ("self-report", "assessment-report"):
                    continue
                for quote, mark in unseen:
                    assert all(mark in line for line in found if quote in line), (paper, quote)
    report = "\n".join(lines(one("assessment-report", name, "docx", lang)))
    for criterion in view["criteria"]:
        if any(cite["seen"] != "original" for cite in criterion["cite"]):
            assert criterion["title"] in report.partition(say("html.some-not-seen", lang))[2]
