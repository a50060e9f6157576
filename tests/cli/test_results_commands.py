"""compare, ledger and rank on the command line: takes files, gives pages and an exit status, never a traceback."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from program import gongti
from results_made import answer, criterion, failing, result, side

HOSTILE = "<b onclick=x>=1+1</b>\u202e"
OLD = failing(pack={"id": "p", "version": "1.0.0", "sha256": "a" * 64, "title": HOSTILE, "grades": []})
NEW = OLD | result(
    assessed_on="2025-05-31",
    pack=OLD["pack"],
    answers=[answer("a", "true", (HOSTILE, "2025-06-10"))],
    criteria=[criterion("a", title=HOSTILE)],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "old.json": OLD,
        "new.json": NEW,
        "other.json": result(consortium={"id": "other", "name": HOSTILE, "period": "2025"}, pack=OLD["pack"]),
        "pack.json": NEW | {"pack": OLD["pack"] | {"sha256": "b" * 64}, "consortium": {"id": "x", "period": "2025"}},
        "bad.json": result(assessed_on="soon"),
        "low.json": result(consortium={"id": "low", "period": "2025"}, pack=OLD["pack"], claimed=side(1, 2, 10)),
    }
    for name, tree in files.items():
        (tmp_path / name).write_text(json.dumps(tree), "utf-8")
    return tmp_path


def test_compare_writes_every_format(folder: Path) -> None:
    shown = json.loads(gongti("compare", "old.json", "new.json", "--format", "json", cwd=folder).out)
    assert shown["counts"]["closed"] == 1 and shown["inspection"] == "2025-05-31"
    later = gongti("compare", "old.json", "new.json", "--on", "2025-07-01", "--lang", "en", cwd=folder)
    assert later.status == 0 and "1 prospective" in later.out.decode()
    assert gongti("compare", "old.json", "new.json", "--format", "html", cwd=folder).out.startswith(b"<!DOCTYPE html>")
    made = gongti("compare", "old.json", "new.json", "--format", "xlsx", "-o", "c.xlsx", cwd=folder)
    assert (made.status, made.out) == (0, b"")
    heads = [c.value for c in openpyxl.load_workbook(folder / "c.xlsx").worksheets[0][1]]
    assert heads == ["条款", "问题", "单位", "责任", "期限", "状态", "证明"]


def test_what_a_report_says_is_text_in_every_format(folder: Path) -> None:
    """A title that is HTML, a formula and a direction override at once."""
    for command in (("compare", "old.json", "new.json"), ("rank", "old.json", "other.json")):
        for fmt in ("terminal", "json", "html"):
            out = gongti(*command, "--format", fmt, cwd=folder).out.decode()
            assert "\u202e" not in out and (fmt != "html" or "<b onclick" not in out)
        gongti(*command, "--format", "xlsx", "-o", "x.xlsx", cwd=folder)
        book = openpyxl.load_workbook(io.BytesIO((folder / "x.xlsx").read_bytes()))
        assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f" or "\u202e" in str(c.value)]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (("compare", "none.json", "new.json"), "none.json: error: no-such-file: "),
        (("compare", "old.json", "bad.json"), "bad.json:1:"),
        (("compare", "new.json", "old.json"), "new.json: error: results-out-of-order: "),
        (("compare", "old.json", "other.json"), "old.json: error: results-two-consortia: "),
        (("compare", "old.json", "new.json", "--on", "2025-01-01"), "new.json: error: inspection-before-result: "),
        (("compare", "old.json", "new.json", "--on", "soon"), "error: date-option: "),
        (("compare", "old.json", "new.json", "--ledger", "old.json"), "old.json:1:1: error: ledger-cut: "),
        (("rank", "old.json", "pack.json"), "pack.json: error: rank-two-packs: "),
        (("rank", "old.json", "new.json"), "old.json: error: rank-twice: "),
        (("rank", "old.json", "--by", "e"), "error: rank-by: "),
        (("ledger", "status", "none.jsonl"), "none.jsonl: error: no-such-file: "),
        (("ledger", "update", "l.jsonl", "old.json", "--by", " "), "error: ledger-by: "),
        (("ledger", "update", "old.json", "old.json", "--by", "王"), "old.json:1:1: error: ledger-cut: "),
    ],
)
def test_what_cannot_be_used(command: tuple[str, ...], line: str, folder: Path) -> None:
    for lang in ("zh", "en"):
        outcome = gongti(*command, "--lang", lang, cwd=folder)
        assert (outcome.status, outcome.out) == (2, b"")
        assert any(error.startswith(line) for error in outcome.errors), outcome.errors


@pytest.mark.parametrize("command", [("compare", "old.json", "new.json"), ("rank", "old.json")])
def test_a_workbook_is_not_written_to_a_screen(command: tuple[str, ...], folder: Path) -> None:
    outcome = gongti(*command, "--format", "xlsx", cwd=folder)
    assert (outcome.status, outcome.out) == (2, b"")


def test_a_ledger_from_its_first_line_to_its_head(folder: Path) -> None:
    update = ("ledger", "update", "l.jsonl")
    first = gongti(*update, "old.json", "--by", "王办事员", "--on", "2025-03-31", cwd=folder)
    second = gongti(*update, "new.json", "--by", "王办事员", "--on", "2025-05-31", cwd=folder)
    assert (first.status, second.status) == (0, 0) and second.errors == ["已记第 2 条，变动 1 项"]
    again = gongti(*update, "new.json", "--by", "王办事员", "--on", "2025-05-31", cwd=folder)
    assert again.out == second.out and again.errors == ["与台账最近一次相同，没有新记"]
    status = ("ledger", "status", "l.jsonl", "--format", "json")
    shown = json.loads(gongti(*status, "--on", "2025-06-11", "--head", first.lines[0], cwd=folder).out)
    assert shown["head"] == second.lines[0] and shown["counts"]["expired"] == 1
    assert shown["head_found"] == {"given": first.lines[0], "line": 1, "since": 1}


def test_a_ledger_that_is_not_whole_is_the_result(folder: Path) -> None:
    gongti("ledger", "update", "l.jsonl", "old.json", "--by", "王办事员", "--on", "2025-03-31", cwd=folder)
    whole = gongti("ledger", "status", "l.jsonl", "--on", "2025-05-31", "--head", "0" * 16, cwd=folder)
    assert whole.status == 1 and whole.lines[0].startswith("l.jsonl: error: ledger-head: ")
    file = folder / "l.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"by":"', b'"by":"x'))
    broken = gongti("ledger", "status", "l.jsonl", "--on", "2025-05-31", cwd=folder)
    assert broken.status == 1 and broken.lines[0].startswith("l.jsonl:1:1: error: ledger-hash: ")
    refused = gongti("ledger", "update", "l.jsonl", "new.json", "--by", "王", "--on", "2025-05-31", cwd=folder)
    assert (refused.status, refused.out) == (2, b"")


def test_a_ledger_tells_a_comparison_what_reopened(folder: Path) -> None:
    for name, day in (("old.json", "2025-03-31"), ("new.json", "2025-05-31")):
        gongti("ledger", "update", "l.jsonl", name, "--by", "王", "--on", day, cwd=folder)
    (folder / "last.json").write_text(json.dumps(OLD | {"assessed_on": "2025-06-30"}), "utf-8")
    command = ("compare", "new.json", "last.json", "--format", "json")
    alone, told = (json.loads(gongti(*command, *more, cwd=folder).out) for more in ((), ("--ledger", "l.jsonl")))
    assert (alone["counts"]["new"], told["counts"]["reopened"]) == (1, 1)
    other = gongti("compare", "other.json", "other.json", "--ledger", "l.jsonl", cwd=folder)
    assert other.status == 2 and other.errors[0].startswith("other.json: error: ledger-other-consortium: ")


def test_a_league_table(folder: Path) -> None:
    shown = json.loads(gongti("rank", "low.json", "other.json", "--format", "json", cwd=folder).out)
    (league,) = shown["leagues"]
    assert [(p["id"], p["first"]) for p in league["places"]] == [("other", 1), ("low", 2)]
    assert "10.00%" in gongti("rank", "low.json", "other.json", "--lang", "en", cwd=folder).out.decode()


NUMBER = re.compile(r"-?[0-9]+\.[0-9]{2}(?![0-9])")


def numbers(tree: Any) -> set[str]:
    """Every number of two decimals in plain data."""
    if isinstance(tree, dict):
        return {n for value in tree.values() for n in numbers(value)}
    if isinstance(tree, list):
        return {n for value in tree for n in numbers(value)}
    return {tree} if isinstance(tree, str) and NUMBER.fullmatch(tree) else set()


@pytest.mark.parametrize("command", [("compare", "old.json", "new.json"), ("rank", "low.json", "other.json")])
def test_every_number_of_a_page_is_the_jsons(command: tuple[str, ...], folder: Path) -> None:
    """And the other way round: what is 0.00 and 10.00 there is so on the page, in every format."""
    known = numbers(json.loads(gongti(*command, "--format", "json", cwd=folder).out))
    assert "10.00" in known
    for fmt in ("terminal", "html"):
        shown = gongti(*command, "--format", fmt, cwd=folder).out.decode()
        said = set(NUMBER.findall(re.sub(r"<style>.*?</style>", "", shown, flags=re.DOTALL)))
        assert said and {n.removeprefix("-") for n in said} <= {n.removeprefix("-") for n in known}, fmt
    gongti(*command, "--format", "xlsx", "-o", "x.xlsx", cwd=folder)
    cells = [c.value for sheet in openpyxl.load_workbook(folder / "x.xlsx") for row in sheet for c in row]
    said = {n for cell in cells if isinstance(cell, str) for n in NUMBER.findall(cell)}
    assert said and {n.removeprefix("-") for n in said} <= {n.removeprefix("-") for n in known}
