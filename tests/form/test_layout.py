"""The form as laid out: who is asked what, where it stands, what may be typed, what is shown and what is locked."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from form.making import INSTALLED, asked, cell, cells, form, given, pack, question_of, report, rows, sheet
from gongti.engine.diagnostics import Problems
from gongti.engine.form import forms
from gongti.engine.measure.desk import framed
from gongti.engine.submission import form as keys


def parties(name: str) -> dict[str, Counter[str]]:
    """By party the questions of its sheets, each as often as its first row stands there."""
    found: dict[str, Counter[str]] = {}
    made = form(name, of=given(report()))
    for part in made.sheets:
        kind, _, rest = part.mark.removeprefix("gongti:").partition(" ")
        if kind in ("region", "consortium", "facility"):
            party = rest.removeprefix("id=") if kind == "facility" else kind
            questions = [question_of(k) for k in rows(part) if not k.startswith("@")]
            firsts = [q for n, q in enumerate(questions) if n == 0 or questions[n - 1] != q]
            found.setdefault(party, Counter()).update(firsts)
    return found


@pytest.mark.parametrize("name", [*INSTALLED, "bad"])
def test_each_is_asked_exactly_what_the_assessment_expects_of_it(name: str) -> None:
    frame = framed(pack(name), report(), date(2024, 12, 31), Problems())
    expected = {
        party: Counter({q.id: 1 for q in pack(name).questions if made.given[q.slot] is not None})
        for party, made in frame.sheets.items()
    }
    assert parties(name) == {party: questions for party, questions in expected.items() if questions}


@pytest.mark.parametrize("name", [*INSTALLED, "bad"])
def test_a_blank_facility_shows_every_question_for_facilities_once(name: str) -> None:
    made = form(name, of=given(blank=2))
    of_facilities = [q.id for q in pack(name).questions if q.asked_of not in ("region", "consortium")]
    blanks = [s for s in made.sheets if s.mark.startswith("gongti:facility new=")]
    assert [s.mark for s in blanks] == (["gongti:facility new=1", "gongti:facility new=2"] if of_facilities else [])
    for blank in blanks:
        assert rows(blank)[:4] == ["@id", "@name", "@role", "@type"]
        questions = {question_of(k) for k in rows(blank) if not k.startswith("@")}
        assert questions == set(of_facilities)
        assert len(rows(blank)) == len(set(rows(blank)))


@pytest.mark.parametrize("name", INSTALLED)
def test_the_numbers_rise_on_every_sheet_and_each_question_has_one(name: str) -> None:
    seen: dict[str, set[object]] = {}
    for part in form(name, of=given(report())).sheets:
        kind = part.mark.removeprefix("gongti:").partition(" ")[0]
        if kind in ("region", "consortium", "facility"):
            numbers = []
            for entry in part.lines:
                for found in entry.cells.values():
                    if found.style == "number":
                        numbers.append(found.value)
                        seen.setdefault(question_of(entry.key), set()).add(found.value)
            assert numbers == sorted(numbers) and len(set(numbers)) == len(numbers)
    assert all(len(numbers) == 1 for numbers in seen.values())
    assert len({*map(tuple, seen.values())}) == len(seen)


def test_an_office_has_a_sheet_of_its_own() -> None:
    made = form("county-four-keys", of=given(report()))
    offices = {q.filled_by.zh for q in pack("county-four-keys").questions if q.filled_by is not None}
    marks = {s.mark for s in made.sheets if s.mark.startswith("gongti:region")}
    assert marks == {f"gongti:region office={office}" for office in offices} and len(marks) == 6


def test_the_rows_of_every_type() -> None:
    made = form("bad", of=given(report()))
    whole = rows(sheet(made, "consortium"))
    assert whole == [
        "plan_issued", "staff", "score_given", "covered",
        "centres", "centres:lab", "centres:imaging", "centres:ecg",
        "visits@2024-Q1", "visits@2024-Q2", "visits@2024-Q3", "visits@2024-Q4",
        "devices", "hub_staff", "charter", "charter_on", "referred.part", "referred.whole", "sampled",
    ]  # fmt: skip
    assert rows(sheet(made, "facility id=f0"))[-2:] == ["slots.part", "slots.whole"]
    assert rows(sheet(made, "table indicator=hub_staff party=consortium")) == ["lab", "ecg"]
    blank = rows(sheet(made, "table indicator=devices party=consortium"))
    assert blank == [str(n) for n in range(1, len(blank) + 1)] and len(blank) >= 10


def test_a_question_stands_under_the_dimension_of_its_first_criterion() -> None:
    made = sheet(form("bad", of=given(report())), "consortium")
    headings = {"工作": "plan_issued", "只监测": "visits@2024-Q1"}
    for heading, first in headings.items():
        place = next(
            n for n, line in enumerate(made.lines) if line.cells.get(1, None) and line.cells[1].value == heading
        )
        assert made.lines[place + 1].key == first


def test_what_may_be_typed() -> None:
    made = form("bad", of=given(report()))
    whole, lead = sheet(made, "consortium"), sheet(made, "facility id=f0")

    def rule(key: str, column: str = keys.ANSWER) -> object:
        return cell(lead if key.startswith("slots") else whole, key, column).rule

    assert cell(whole, "plan_issued", keys.ANSWER).rule.options == ("是", "否")  # type: ignore[union-attr]
    assert cell(whole, "centres:lab", keys.ANSWER).rule.options == ("有", "无")  # type: ignore[union-attr]
    assert cell(whole, "centres", keys.ANSWER).rule.options == ("无",)  # type: ignore[union-attr]
    assert cell(whole, "plan_issued", keys.CHECKED).rule.options == ("是", "否", "无法核实")  # type: ignore[union-attr]
    assert cell(whole, "staff", keys.METHOD).rule.options == ("查阅", "访谈", "测试")  # type: ignore[union-attr]
    assert cell(whole, "staff", keys.STATE).rule.options == ("齐", "不齐", "虚假")  # type: ignore[union-attr]
    count = cell(whole, "staff", keys.ANSWER).rule
    assert count is not None and (count.number, count.lowest, count.highest) == ("whole", 0, None)
    share = cell(whole, "covered", keys.ANSWER).rule
    assert share is not None and (share.number, share.lowest, share.highest) == ("decimal", 0, 1)
    part, of = cell(lead, "slots.part", keys.ANSWER).rule, cell(lead, "slots.whole", keys.ANSWER).rule
    assert part is not None and "@<=@+1" in part.valid and of is not None and "@-1<=@" in of.valid


def test_last_years_value_is_asked_where_the_pack_asks_it() -> None:
    made = sheet(form("bad", of=given(report())), "consortium")
    assert cell(made, "referred.part", keys.PRIOR).open and cell(made, "referred.whole", keys.PRIOR).open
    assert not cell(made, "staff", keys.PRIOR).open
    none = sheet(form("county-standard-2020", of=given(report())), "consortium")
    assert keys.PRIOR not in {column.key for column in none.columns}


def test_what_only_a_reviewer_answers_is_locked_for_the_clerk() -> None:
    made = sheet(form("bad", of=given(report())), "consortium")
    assert not cell(made, "sampled", keys.ANSWER).open and cell(made, "sampled", keys.CHECKED).open
    assert not cell(made, "sampled", keys.EVIDENCE).open


def test_every_should_can_be_explained() -> None:
    made = sheet(form("urban-group-liaoning-2023", of=given(report())), "explanations")
    assert rows(made) == [c.id for c in pack("urban-group-liaoning-2023").criteria if c.force == "should"]
    explanation = cell(made, rows(made)[0], keys.EXPLANATION)
    assert explanation.open and explanation.rule is not None and explanation.rule.valid == "LEN(TRIM(@))>=8"


def test_nothing_to_explain_no_sheet() -> None:
    made = form("county-standard-2020", of=given(report()))
    assert "gongti:explanations" not in {s.mark for s in made.sheets}


# the last period's report, and the report under review

ANSWERED = """\
answers:
  plan_issued: 否
  staff: {value: 12, evidence: [名册.pdf, {name: 工资单}], note: 含返聘}
  centres: {lab: 是, ecg: 否}
  visits: {2024-Q1: 100, 2024-Q3: 300}
  referred: {part: 3, whole: 7, prior: {part: 2, whole: 6}}
  devices: [{item: 彩超, price: 120}, {item: 监护仪}]
  hub_staff: {lab: {people: 4}}
  charter_on: 无
region: {answers: {paid_on: 2024年3月5日}}
explanations: {slots-third: {text: 号源池系统十一月上线, until: 2024-11-30}}
facilities:
  - {id: f0, name: 甲0, answers: {slots: {part: 1, whole: 4}}}
"""


def test_a_prefilled_form_has_hints_and_no_answers() -> None:
    made = form("bad", of=given(report(), period="2025", before=report(ANSWERED)))
    for part, column, found in cells(made):
        if column in keys.CLERK and not part.mark.endswith("cover"):
            assert found.value is None or not found.open, (part.name, column)
    whole = sheet(made, "consortium")
    place = next(n for n, c in enumerate(whole.lines[3].cells.items()) if c[1].value == "上期填报（供参考）") + 1
    said = {line.key: line.cells[place].value for line in whole.lines if line.key}
    assert said["plan_issued"] == "否" and said["staff"] == 12 and said["charter_on"] == "无"
    assert (said["centres:lab"], said["centres:imaging"], said["centres:ecg"]) == ("有", None, "无")
    assert (said["visits@2025-Q1"], said["visits@2025-Q2"], said["visits@2025-Q3"]) == (100, None, 300)
    assert not any(line.cells[place].open for line in whole.lines if line.key)


def test_a_review_shows_what_was_claimed_and_opens_the_reviewers_cells_alone() -> None:
    source = report(ANSWERED)
    made = form("bad", of=given(source, claimed=source))
    whole = sheet(made, "consortium")
    assert dict(made.about[:2]) == {"gongti": "1", "kind": "review"}  # type: ignore[arg-type]
    shown = {k: cell(whole, k, keys.ANSWER).value for k in rows(whole)}
    assert (shown["staff"], shown["referred.part"], shown["referred.whole"]) == (12, 3, 7)
    assert cell(whole, "referred.part", keys.PRIOR).value == 2
    assert cell(whole, "staff", keys.EVIDENCE).value == "名册.pdf；工资单"
    assert cell(whole, "staff", keys.NOTE).value == "含返聘"
    assert cell(sheet(made, "region"), "paid_on", keys.ANSWER).value == "2024-03-05"
    assert cell(sheet(made, "facility id=f0"), "slots.whole", keys.ANSWER).value == 4
    assert cell(sheet(made, "explanations"), "slots-third", keys.EXPLANATION).value == "号源池系统十一月上线"
    devices = sheet(made, "table indicator=devices party=consortium")
    assert (cell(devices, "1", "item").value, cell(devices, "2", "item").value) == ("彩超", "监护仪")
    assert cell(sheet(made, "table indicator=hub_staff party=consortium"), "lab", "people").value == 4
    reviewers = {*keys.REVIEWER, keys.RULING, keys.INAPPLICABLE, keys.WAIVER_UNTIL, keys.WAIVER_REASON}
    for part, column, found in cells(made):
        cover = part.mark.endswith("cover")
        assert not found.open or column in reviewers or cover, (part.name, column)
    assert cell(sheet(made, "cover"), "@reviewer", keys.ANSWER).open
    assert not cell(sheet(made, "cover"), "@period", keys.ANSWER).open


def test_a_reviewer_can_rule_on_every_criterion() -> None:
    source = report()
    made = sheet(form("bad", of=given(source, claimed=source)), "explanations")
    scored = {c.id for c in pack("bad").criteria if c.force in ("must", "should", "may")}
    assert set(rows(made)) == scored
    assert cell(made, "slots-third", keys.RULING).open and cell(made, "plan-issued", keys.WAIVER_UNTIL).open
    assert not cell(made, "plan-issued", keys.RULING).open


# one workbook for each


def test_each_has_a_workbook_and_nothing_is_lost() -> None:
    whole = form("county-four-keys", of=given(report()))
    each = forms(asked("county-four-keys"), given(report()), "zh", each=True)
    apart = Counter(s.mark for f in each for s in f.sheets if s.mark != "gongti:cover")
    assert apart == Counter(s.mark for s in whole.sheets if s.mark != "gongti:cover")
    assert all(f.sheets[0].mark == "gongti:cover" and f.about[:4] == whole.about[:4] for f in each)
    files = [f.file for f in each]
    assert files == sorted(files) and len({f.lower() for f in files}) == len(files)
    assert {"甲0 f0", "县医保局"} <= set(files)


def test_several_packs_make_one_form() -> None:
    both = ("county-four-keys", "county-pilot-2019")
    made = form(*both, of=given(report()))
    packs = [row[1:] for row in made.about if row[0] == "pack"]
    assert packs == [(p.id, p.model.version, p.sha256) for p in map(pack, both)]
    for part in made.sheets:
        assert len(rows(part)) == len(set(rows(part)))


def test_english_throughout() -> None:
    made = form("bad", of=given(report()), lang="en")
    whole = sheet(made, "consortium")
    assert cell(whole, "plan_issued", keys.ANSWER).rule.options == ("yes", "no")  # type: ignore[union-attr]
    assert whole.name == "Consortium" and made.sheets[0].name == "Cover"
