"""Takes every pack's form, fills it in as a program would, finds the same answers as the same report in JSON gives.

The report is made at random; cells are found here by what the form's hidden ids are said to be, not by the reader.
"""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

import openpyxl
import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import parse
from gongti.engine.form import Given, forms, written
from gongti.engine.intake import read_report_texts
from gongti.engine.measure.answers import read_answer
from gongti.engine.measure.desk import Frame, framed
from gongti.engine.measure.series import subperiods
from gongti.engine.measure.written import written as canonical
from gongti.engine.pack import Pack, Question, installed_packs, load_pack
from gongti.engine.pack.questionnaire import questionnaire
from gongti.engine.submission import Answer as RawAnswer
from gongti.engine.submission import ConsortiumReport, Register, RegisterEntry, Submission, parse_period

ON = date(2024, 12, 31)
PERIOD = parse_period("2024")
assert PERIOD is not None
KINDS = (
    "county-hospital",
    "tcm-hospital",
    "township-health-centre",
    "township-health-centre",
    "community-health-centre",
    "village-clinic",
    "maternal-child-hospital",
    "general-hospital",
)
FACILITIES = [
    {"id": f"f{n}", "name": f"机构{n}", "role": "lead" if n == 0 else "member", "type": kind, "consortium": "moxian"}
    for n, kind in enumerate(KINDS)
]


@cache
def _packs() -> tuple[Pack, ...]:
    loaded = [load_pack(file)[0] for file in installed_packs()]
    return tuple(pack for pack in loaded if pack is not None)


def _groups() -> list[tuple[str, ...]]:
    """Every pack alone, and all packs for one kind together where they ask everything the same way."""
    alone = [(pack.id,) for pack in _packs()]
    by_kind = sorted(_packs(), key=lambda pack: pack.model.applies_to[0])
    together = [
        tuple(pack.id for pack in several) for _, several in groupby(by_kind, lambda pack: pack.model.applies_to[0])
    ]
    return [*alone, *(ids for ids in together if len(ids) > 1 and questionnaire(_of(ids))[0] is not None)]


def _of(ids: Sequence[str]) -> list[Pack]:
    return [pack for pack in _packs() if pack.id in ids]


def _consortium(packs: Sequence[Pack]) -> ConsortiumReport:
    return ConsortiumReport("moxian", "某县医共体", packs[0].model.applies_to[0], "某省某县", Place(""))


REGISTER = Register(None, tuple(RegisterEntry(f["id"], f, Place("")) for f in FACILITIES))
REGISTER_TEXT = ("名册.json", json.dumps({"format": 1, "facilities": FACILITIES}, ensure_ascii=False))


# random answers, in the form a report in JSON has, and cell by cell


@dataclass
class Answer:
    """One answer: as JSON, and what is typed into which rows of the form; rows of a table by (row, column)."""

    json: Any
    cells: dict[str, Any] = field(default_factory=dict)
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    prior: dict[str, Any] = field(default_factory=dict)


def _scalar(question: Question, draw: random.Random) -> tuple[Any, Any]:
    """A value as JSON has it, and as it stands in a cell."""
    kind = question.type
    if kind == "yesno":
        yes = draw.random() < 0.7
        return yes, draw.choice(("是", "有", "√", True) if yes else ("否", "无", "×", False))
    if kind == "count":
        count = draw.randrange(500)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(count))
        return count, draw.choice((count, str(count), f"{count}.0", wide, f" {count} "))
    if kind in ("number", "money"):
        number = Decimal(draw.randrange(10**6)) / 100
        return str(number), draw.choice((float(number), str(number)))
    if kind == "percent":
        share = Decimal(draw.randrange(10_001)) / 10_000
        return f"{share * 100:f}%", draw.choice(((float(share), "0.00%"), f"{share * 100:f}%", f"{share * 100:f}％"))
    if kind == "date":
        day = date(2020, 1, 1) + timedelta(days=draw.randrange(1800))
        if draw.random() < 0.2:
            return "无", "无"
        return day.isoformat(), draw.choice(((day, "yyyy-mm-dd"), f"{day.year}年{day.month}月{day.day}日"))
    if kind == "choice":
        option = draw.choice(list(question.options))
        return option, draw.choice((option, question.options[option].zh))
    return "内容", " 内容 "


def _answer(question: Question, draw: random.Random, rows: Mapping[str, Sequence[str]]) -> Answer:
    if question.table is not None:
        return _table(question, draw, rows)
    if question.fold is not None:
        made = {p: _one(question, f"{question.id}@{p}", draw) for p in subperiods(PERIOD, question.time or "year")}
        kept = {p: answer for p, answer in made.items() if draw.random() < 0.9}
        cells = {key: cell for answer in kept.values() for key, cell in answer.cells.items()}
        return Answer({p: answer.json for p, answer in kept.items()} or None, cells)
    return _one(question, question.id, draw)


def _year_before(question: Question, value: Any) -> Any:
    """Last year's values as a report gives them: those of a series by last year's periods."""
    return {key.replace("2024", "2023"): one for key, one in value.items()} if question.fold is not None else value


def _one(question: Question, key: str, draw: random.Random) -> Answer:
    if question.type == "ratio":
        whole = draw.randrange(1, 2000)
        part = draw.randrange(whole + 1)
        ends = {"part": part, "whole": whole}
        if draw.random() < 0.1:
            del ends["part"]
        return Answer(ends, {f"{key}.{end}": value for end, value in ends.items()})
    if question.type == "set":
        if draw.random() < 0.1:
            return Answer([], {key: "无"})
        marks = {option: draw.random() < 0.5 for option in question.options if draw.random() < 0.8}
        cells = {f"{key}:{option}": "有" if has else "无" for option, has in marks.items()}
        return Answer(dict(marks) or None, cells)
    said, cell = _scalar(question, draw)
    return Answer(said, {key: cell})


def _table(question: Question, draw: random.Random, rows: Mapping[str, Sequence[str]]) -> Answer:
    table = question.table
    assert table is not None
    if table.may_be_empty and draw.random() < 0.2:
        return Answer([], {question.id: "无"}) if table.fixed is None and table.role is None else Answer(None)
    names = list(table.fixed) if table.fixed is not None else list(rows.get(table.role or "", ()))
    counted = table.fixed is None and table.role is None
    if counted:
        names = [str(n) for n in range(1, draw.randrange(2, 5))]
    said: dict[str, dict[str, Any]] = {}
    cells: dict[tuple[str, str], Any] = {}
    for name in names:
        row: dict[str, Any] = {}
        for column, of in table.columns.items():
            if draw.random() < 0.1 or of.type == "set":
                continue
            answer = _one(of, column, draw)
            value, entered = answer.json, answer.cells
            if column == table.key:
                value, entered = (
                    (f"{value}{name}", {column: f"{value}{name}"}) if of.type == "text" else (value, entered)
                )
            row[column] = value
            cells.update({(name, key): cell for key, cell in entered.items()})
        if row:
            said[name] = row
    return Answer((list(said.values()) if counted else said) or None, {}, cells)


@dataclass
class Report:
    """A report made at random: as JSON, and by party and question what to type."""

    text: str
    answers: dict[str, dict[str, Answer]]
    beside: dict[tuple[str, str], dict[str, Any]]


def _report(packs: Sequence[Pack], seed: int) -> Report:
    draw = random.Random(seed)
    empty = Submission(_consortium(packs), PERIOD, {}, {}, {}, (), REGISTER)
    answers: dict[str, dict[str, Answer]] = {}
    said: dict[str, dict[str, Any]] = {}
    beside: dict[tuple[str, str], dict[str, Any]] = {}
    for pack in packs:
        frame = framed(pack, empty, ON, Problems())
        members = {role: [id_ for id_, _ in several] for role, several in frame.rows.members.items()}
        for party, sheet in frame.sheets.items():
            for question in pack.questions:
                known = answers.setdefault(party, {})
                if sheet.given[question.slot] is None or question.id in known or question.assessor:
                    continue
                if draw.random() < 0.2:
                    known[question.id] = Answer(None)
                    continue
                answer = known[question.id] = _answer(question, draw, members)
                value: Any = answer.json
                meta: dict[str, Any] = {}
                if draw.random() < 0.2:
                    meta["evidence"], typed = ["附件1.pdf", "台账.xlsx"], "附件1.pdf；台账.xlsx"
                    beside.setdefault((party, question.id), {})["evidence"] = typed
                if draw.random() < 0.1:
                    meta["note"] = "含专家号"
                    beside.setdefault((party, question.id), {})["note"] = "含专家号"
                if draw.random() < 0.05:
                    answer.cells, answer.rows, value = {}, {}, None
                    meta["not_applicable"] = "本县没有这类机构"
                    beside.setdefault((party, question.id), {})["not_applicable"] = "本县没有这类机构"
                if question.asks_prior and question.table is None and draw.random() < 0.5:
                    before = _answer(question, draw, members)
                    if before.cells:
                        meta["prior"] = _year_before(question, before.json)
                        answer.prior = before.cells
                if meta:
                    value = {"value": value, **meta}
                if value is not None:
                    said.setdefault(party, {})[question.id] = value
    consortium = {"id": "moxian", "name": "某县医共体", "kind": packs[0].model.applies_to[0], "region": "某省某县"}
    tree = {
        "format": 1,
        "consortium": consortium,
        "period": 2024,
        "answers": said.get("consortium", {}),
        "region": {"answers": said.get("region", {})},
        # A sheet that nobody filled in has not reported: nor has who is not named here.
        "facilities": [{**f, "answers": said[f["id"]]} for f in FACILITIES if f["id"] in said],
    }
    return Report(json.dumps(tree, ensure_ascii=False), answers, beside)


# filling in


def _marked(book: Any) -> Iterator[tuple[Any, str, dict[str, str]]]:
    for sheet in book.worksheets:
        mark = sheet["A1"].value
        if isinstance(mark, str) and mark.startswith("gongti:"):
            kind, _, rest = mark[len("gongti:") :].partition(" ")
            yield sheet, kind, dict(word.split("=", 1) for word in rest.split() if "=" in word)


def _party(kind: str, said: Mapping[str, str]) -> str:
    return said.get("party") or said.get("id") or kind


def _type(cell: Any, value: Any) -> None:
    """Types a value where the form allows it."""
    assert not cell.protection.locked, cell.coordinate
    if isinstance(value, tuple):
        cell.value, cell.number_format = value
    else:
        cell.value = value


def _fill(data: bytes, report: Report) -> tuple[bytes, set[tuple[str, str]]]:
    """The form filled in, and the answers (party, row key) that found their cells."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    typed: set[tuple[str, str]] = set()
    for sheet, kind, said in _marked(book):
        rows = {
            str(sheet.cell(n, 1).value): n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value is not None
        }
        columns = {str(c.value): c.column for c in sheet[1][1:] if c.value is not None}
        party = _party(kind, said)
        if kind == "table":
            answer = report.answers.get(party, {}).get(said["indicator"])
            for (row, column), value in (answer.rows if answer is not None else {}).items():
                _type(sheet.cell(rows[row], columns[column]), value)
                typed.add((party, said["indicator"]))
        elif kind in ("region", "consortium", "facility"):
            for name, answer in report.answers.get(party, {}).items():
                first = next(
                    (n for key, n in rows.items() if key.split("@")[0].split(".")[0].split(":")[0] == name), None
                )
                if first is None:
                    continue
                for key, value in answer.cells.items():
                    _type(sheet.cell(rows[key], columns["answer"]), value)
                for key, value in answer.prior.items():
                    _type(sheet.cell(rows[key], columns["prior"]), value)
                for column, value in report.beside.get((party, name), {}).items():
                    _type(sheet.cell(first, columns[column]), value)
                typed.add((party, name))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), typed


# comparing


def _frames(packs: Sequence[Pack], texts: Sequence[tuple[str, Any]]) -> tuple[list[Frame], list[str]]:
    submission, problems = read_report_texts(texts)
    assert submission is not None, [str(p) for p in problems]
    frames, codes = [], [p.code for p in problems]
    for pack in packs:
        frames.append(framed(pack, submission, ON, found := Problems()))
        codes += [p.code for p in found.sorted()]
    return frames, codes


Said = dict[tuple[str, ...], tuple[str | None, str | None, tuple[str, ...]]]


def _said(frames: Sequence[Frame]) -> Said:
    """Every answer, and last period's, in its canonical form, with why it is not known and what it lacks."""
    found: Said = {}
    for frame in frames:
        for party, sheet in frame.sheets.items():
            for when, values, made in (("now", sheet.values, sheet.given), ("before", sheet.prior, sheet.prior_given)):
                for question in frame.pack.questions if made else ():
                    given = made[question.slot]
                    if given is not None:
                        said = canonical(question, values[question.slot]), given.reason, given.lacks
                        found[(when, frame.pack.id, party, question.id)] = said
    return found


def _made(packs: Sequence[Pack], *, each: bool = False, **given: Any) -> list[tuple[str, bytes]]:
    asked, _ = questionnaire(packs)
    assert asked is not None
    whole = {"consortium": _consortium(packs), "register": REGISTER, **given}
    return [
        (f"{form.file}.xlsx", written(form, "zh")) for form in forms(asked, Given(PERIOD, **whole), "zh", each=each)
    ]


def _both_ways(ids: Sequence[str], seed: int, *, each: bool) -> None:
    """Fills in the form of some packs, and finds the answers of the same report in JSON; and its problems."""
    packs = _of(ids)
    report = _report(packs, seed)
    files, typed = [], set()
    for name, data in _made(packs, each=each):
        filled, some = _fill(data, report)
        files.append((name, filled))
        typed |= some
    wanted = {(p, name) for p, several in report.answers.items() for name, a in several.items() if a.cells or a.rows}
    assert wanted <= typed
    mine, my_problems = _frames(packs, [*files, REGISTER_TEXT])
    theirs, their_problems = _frames(packs, [("自评.json", report.text), REGISTER_TEXT])
    got, expected = _said(mine), _said(theirs)
    assert {key: (got.get(key), said) for key, said in expected.items() if got.get(key) != said} == {}
    assert got.keys() == expected.keys()
    assert Counter(c for c in my_problems if c != "form-empty") == Counter(their_problems)


@pytest.mark.parametrize(
    "ids",
    [pytest.param(i, marks=[pytest.mark.slow] if len(i) > 1 or i[0].startswith("urban") else []) for i in _groups()],
    ids="+".join,
)
def test_what_is_typed_is_what_is_read(ids: tuple[str, ...]) -> None:
    _both_ways(ids, 1, each=False)


@pytest.mark.slow
@pytest.mark.parametrize("ids", [("county-four-keys",), ("urban-group-liaoning-2023",)], ids="+".join)
def test_so_it_is_in_a_workbook_each(ids: tuple[str, ...]) -> None:
    _both_ways(ids, 2, each=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 11))
@pytest.mark.parametrize("ids", _groups(), ids="+".join)
def test_many_times(ids: tuple[str, ...], seed: int) -> None:
    _both_ways(ids, seed, each=seed % 3 == 0)


def test_the_same_report_has_the_same_score() -> None:
    packs = _of(["county-four-keys"])
    report = _report(packs, 7)
    ((name, data),) = _made(packs)
    filled, _ = _fill(data, report)
    shown = []
    for text in ((name, filled), ("自评.json", report.text)):
        submission, _ = read_report_texts([text, REGISTER_TEXT])
        assert submission is not None
        rows = view(assess(packs[0], submission, ON, "direct"), "zh")
        shown.append(
            [
                (row["id"], row["status"], row["points"], row["low"], row["high"], row["value"])
                for row in rows["criteria"]
            ]
        )
    assert shown[0] == shown[1]


def test_a_review_is_what_the_reviewer_typed() -> None:
    packs = _of(["county-four-keys"])
    claimed, verified = _report(packs, 3), _report(packs, 4)
    submission, _ = read_report_texts([("自评.json", claimed.text), REGISTER_TEXT])
    ((name, data),) = _made(packs, claimed=submission)
    book = openpyxl.load_workbook(io.BytesIO(data))
    wanted: dict[tuple[str, str], str | None] = {}
    for sheet, kind, said in _marked(book):
        rows = {
            str(sheet.cell(n, 1).value): n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value is not None
        }
        columns = {str(c.value): c.column for c in sheet[1][1:] if c.value is not None}
        if kind == "cover":
            _type(sheet.cell(rows["@reviewer"], columns["answer"]), "张三")
            _type(sheet.cell(rows["@date"], columns["answer"]), date(2024, 12, 1))
        for question, answer in verified.answers.get(_party(kind, said), {}).items() if kind != "table" else ():
            for key, value in answer.cells.items():
                if key in rows:
                    _type(sheet.cell(rows[key], columns["checked"]), value)
                    wanted[(_party(kind, said), question)] = None
    out = io.BytesIO()
    book.save(out)
    read, problems = read_report_texts([("自评.json", claimed.text), REGISTER_TEXT], reviews=[(name, out.getvalue())])
    # Who verifies one count of a ratio, or some of a set, is told what he left blank.
    assert read is not None and {p.code for p in problems} <= {"form-checked-part"} and len(wanted) > 10
    (review,) = read.reviews
    assert (review.reviewer, review.date) == ("张三", date(2024, 12, 1))
    pack = packs[0]
    frame = framed(pack, read, ON, Problems())
    assert {(e.facility, e.indicator) for e in review.answers} == wanted.keys()
    for entry in review.answers:
        question = pack.question(entry.indicator)
        expected = verified.answers[entry.facility][entry.indicator].json
        one, other = (
            read_answer(question, RawAnswer(raw, entry.at), frame.rows, Problems())
            for raw in (entry.value, _located(expected))
        )
        assert (canonical(question, one[0]), one[1].reason) == (canonical(question, other[0]), other[1].reason)


def _located(value: Any) -> Any:
    """A value as a report in JSON has it."""
    return parse(json.dumps(value, ensure_ascii=False), "x.json", Problems())


def test_blank_facilities_are_who_they_say_they_are() -> None:
    packs = _of(["county-four-keys"])
    report = _report(packs, 5)
    answers = report.answers["f0"]
    kept = {name: a for name, a in answers.items() if a.cells}
    asked, _ = questionnaire(packs)
    assert asked is not None
    (form,) = forms(asked, Given(PERIOD, consortium=_consortium(packs), blank=2), "zh")
    book = openpyxl.load_workbook(io.BytesIO(written(form, "zh")))
    for sheet, kind, said in _marked(book):
        if kind == "facility" and said["new"] == "1":
            rows = {str(sheet.cell(n, 1).value): n for n in range(2, sheet.max_row + 1)}
            columns = {str(c.value): c.column for c in sheet[1][1:] if c.value is not None}
            cells = {"@name": "机构0", "@role": "牵头医院", "@type": "县级医院"}
            cells |= {key: value for a in kept.values() for key, value in a.cells.items()}
            for key, value in cells.items():
                _type(sheet.cell(rows[key], columns["answer"]), value)
    out = io.BytesIO()
    book.save(out)
    consortium = {"id": "moxian", "name": "某县医共体", "kind": packs[0].model.applies_to[0]}
    entry = {"id": "机构0", "name": "机构0", "role": "lead", "type": "county-hospital"}
    entry["answers"] = {name: a.json for name, a in kept.items()}  # type: ignore[assignment]
    tree = {"format": 1, "consortium": consortium, "period": 2024, "facilities": [entry]}
    mine, codes = _frames(packs, [("表.xlsx", out.getvalue())])
    theirs, expected = _frames(packs, [("自评.json", json.dumps(tree, ensure_ascii=False))])
    assert _said(mine) == _said(theirs) and Counter(codes) == Counter(expected)
