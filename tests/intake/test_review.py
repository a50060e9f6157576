"""Takes reviews and objections as they are handed in, finds what was seen and ruled, and what of it is refused."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.submission import Checked, Review, Ruling, Submission, Waiver

HEAD = "format: 1\nconsortium: {id: moxian, name: 某县医共体, kind: county-consortium}\nperiod: 2024\n"
REPORT = ("a.yaml", HEAD + "answers: {staff: 12}\n")
BY = "format: 1\nreviewer: 甲评审员\ndate: 2024-12-20\n"


def _read(*reviews: str) -> tuple[Submission | None, list[str]]:
    named = [(f"r{i}.yaml", text) for i, text in enumerate(reviews, 1)]
    found, problems = read_report_texts([REPORT, *named])
    return found, [f"{p.at}: {p.severity}: {p.code}" for p in problems]


def _one(body: str) -> tuple[Review, list[str]]:
    found, problems = _read(BY + body)
    assert found is not None
    (review,) = found.reviews
    return review, problems


def _answer(entry: str) -> Checked:
    review, problems = _one(f"answers:\n  - {{{entry}}}\n")
    assert problems == []
    return review.answers[0]


def test_an_entry_with_everything() -> None:
    found = _answer(
        "facility: 甲镇卫生院, indicator: slots, value: 1/3, method: interview, evidence: incomplete, cases: ２,"
        " date: 2024年12月21日, reviewer: 乙评审员, note: '缺  台账', final: 是, checked: 40%"
    )
    assert (found.facility, found.indicator, found.given, found.value) == ("甲镇卫生院", "slots", True, "1/3")
    assert (found.method, found.evidence, found.cases) == ("interview", "incomplete", 2)
    assert (found.date, found.reviewer, found.note) == (date(2024, 12, 21), "乙评审员", "缺 台账")
    assert (found.final, found.seen, str(found.at)) == (True, "40%", "r1.yaml:5:5")


def test_what_an_entry_leaves_out() -> None:
    found = _answer("indicator: staff")
    assert (found.facility, found.given, found.value, found.seen) == ("consortium", False, None, None)
    assert (found.method, found.evidence, found.cases, found.note, found.final) == (None, None, 0, "", False)
    assert (found.date, found.reviewer) == (date(2024, 12, 20), "甲评审员")


@pytest.mark.parametrize(
    ("entry", "given", "value"),
    [
        ("value: null", True, None),
        ("value: ", True, None),
        ("method: test", False, None),
        ("value: 0", True, 0),
        ("value: 12.50", True, Decimal("12.50")),
        ("value: [lab]", True, ["lab"]),
        ("value: ''", True, ""),
    ],
)
def test_looked_and_could_not_confirm_is_not_the_same_as_a_remark(entry: str, given: bool, value: object) -> None:
    found = _answer(f"indicator: staff, {entry}")
    assert (found.given, found.value) == (given, value)


def test_an_entry_may_have_seen_a_blank() -> None:
    assert _answer("indicator: staff, checked: ").seen == ""
    assert _answer("indicator: staff").seen is None


def test_rulings() -> None:
    review, problems = _one(
        "criteria:\n"
        "  - {criterion: plan, explanation: accepted}\n"
        "  - {criterion: slots, facility: a, not_applicable: refused, note: 有门诊}\n"
        "  - {criterion: beds, waiver: {until: 2024-12-31, reason: 因灾停诊}}\n"
    )
    assert problems == []
    assert [(r.criterion, r.facility, r.explanation, r.not_applicable, r.waiver) for r in review.criteria] == [
        ("plan", None, "accepted", None, None),
        ("slots", "a", None, "refused", None),
        ("beds", None, None, None, Waiver(date(2024, 12, 31), "因灾停诊")),
    ]
    assert {r.reviewer for r in review.criteria} == {"甲评审员"}


@pytest.mark.parametrize(
    ("waiver", "codes"),
    [
        ("{reason: 因灾停诊}", ["waiver-without-until"]),
        ("{until: 无, reason: 因灾停诊}", ["waiver-without-until"]),
        ("{until: 2024-02-30, reason: 因灾停诊}", ["no-such-day"]),
        ("{until: 2024-06, reason: 因灾停诊}", ["date-without-day"]),
        ("2024-06-30", ["wrong-shape"]),
    ],
)
def test_a_waiver_needs_its_last_day(waiver: str, codes: list[str]) -> None:
    review, problems = _one(f"criteria:\n  - {{criterion: beds, waiver: {waiver}}}\n  - {{criterion: plan}}\n")
    assert [r.criterion for r in review.criteria] == ["plan"]
    assert [p.rpartition(" ")[2] for p in problems] == codes and "error" in problems[0]


def test_a_waiver_without_a_reason_stands_and_is_named() -> None:
    review, problems = _one("criteria: [{criterion: beds, waiver: {until: 2024-12-31}}]\n")
    assert isinstance(review.criteria[0], Ruling) and review.criteria[0].waiver == Waiver(date(2024, 12, 31), "")
    assert problems == ["r1.yaml:4:38: warning: waiver-without-reason"]


def test_objections() -> None:
    review, problems = _one(
        "objections:\n"
        "  - {indicator: staff, facility: a, text: 漏计两人, by: 县医院, date: 2024-12-25,"
        " evidence: [名册.pdf, {name: 合同, until: 2025-06-30}], outcome: upheld, reason: 有合同}\n"
        "  - {criterion: plan, text: 已印发, evidence: 文件.pdf}\n"
    )
    assert problems == []
    first, second = review.objections
    assert (first.criterion, first.facility, first.indicator, first.by) == (None, "a", "staff", "县医院")
    assert (first.date, first.evidence) == (date(2024, 12, 25), ("名册.pdf", "合同"))
    assert (first.outcome, first.reason) == ("upheld", "有合同")
    assert (second.criterion, second.outcome, second.evidence, second.date) == ("plan", "open", ("文件.pdf",), None)


def test_each_wrong_entry_is_refused_alone() -> None:
    found, problems = _read(
        BY + "answers:\n"
        "  - {indicator: staff, method: look}\n"
        "  - {indicator: staff, cases: -1}\n"
        "  - {indicator: staff, cases: 几件}\n"
        "  - {indicator: staff, final: 也许}\n"
        "  - {indicator: [staff]}\n"
        "  - {facility: a}\n"
        "  - {facility: [a], indicator: staff}\n"
        "  - {indicator: staff, value: 11, valeu: 12}\n"
        "  - 3\n"
        "criteria:\n"
        "  - {explanation: accepted}\n"
        "  - {criterion: plan, explanation: 采信}\n"
        "  - {criterion: plan, explanation: true}\n"
        "objections:\n"
        "  - {indicator: staff}\n"
        "  - {text: 不服}\n"
        "  - {indicator: staff, text: 不服, evidence: [[1]]}\n"
    )
    assert found is not None
    (review,) = found.reviews
    # A wrong word costs no more than itself; an entry that says not whose answer it is, or which, is none.
    assert [(a.facility, a.value, a.method, a.cases) for a in review.answers] == [
        *[("consortium", None, None, 0)] * 4,
        ("consortium", 11, None, 0),
    ]
    assert review.criteria == () and review.objections == ()
    assert [p.removeprefix("r1.yaml:").replace(" error:", "") for p in problems] == [
        "5:32: unknown-word",
        "6:31: negative-number",
        "7:31: not-a-count",
        "8:31: not-yesno",
        "9:17: wrong-shape",
        "10:5: key-missing",
        "11:16: wrong-shape",
        "12:35: warning: unknown-key",
        "13:5: wrong-shape",
        "15:5: key-missing",
        "16:36: unknown-word",
        "17:36: unknown-word",
        "19:5: key-missing",
        "20:5: objection-to-nothing",
        "21:45: wrong-shape",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format: 1\nreviewer: 甲\nanswers: {staff: 3}\n", "wrong-shape"),
        ("format: 1\nreviewer: 甲\ncriteria: plan\n", "wrong-shape"),
        ("format: 1\nreviewer: 甲\nobjections: {}\n", "wrong-shape"),
        ("format: 1\nreviewer: [甲]\n", "wrong-shape"),
        ("format: 2\nreviewer: 甲\n", "unknown-format"),
        ("reviewer: 甲\n", "key-missing"),
        ("format: 1\nreviewer:\nanswers: []\n", "key-missing"),
        ("format: 1\nanswers: [{indicator: staff}]\n", "key-missing"),
        ("format: 1\nreviewer: 甲\ndate: 2024-02-30\n", "no-such-day"),
    ],
)
def test_a_file_of_another_shape_ends_it(text: str, code: str) -> None:
    found, problems = _read(text)
    assert found is None
    assert [p.rpartition(" ")[2] for p in problems if "error" in p][0] == code


def test_a_report_s_own_objections_are_a_review_of_nobody() -> None:
    text = HEAD + "objections: [{indicator: staff, text: 漏计}, {indicator: staff, text: 漏计, outcome: x}]\n"
    found, problems = read_report_texts([("a.yaml", text)])
    assert found is not None
    assert [(r.reviewer, r.date, len(r.objections), r.answers) for r in found.reviews] == [("", None, 1, ())]
    assert [p.code for p in problems] == ["unknown-word"]  # that one alone, and the report stands


def test_a_report_s_objections_that_are_no_list_end_it() -> None:
    found, problems = read_report_texts([("a.yaml", HEAD + "objections: 不服\n")])
    assert found is None and [str(p.at) for p in problems] == ["a.yaml:4:13"]


def test_a_file_of_objections_alone() -> None:
    found, problems = _read("format: 1\nobjections: [{criterion: plan, text: 已印发}]\n")
    assert found is not None and problems == []
    assert [(r.reviewer, [o.text for o in r.objections]) for r in found.reviews] == [("", ["已印发"])]


def test_several_reviews_are_all_kept_in_one_order() -> None:
    texts = [
        REPORT,
        ("x/r1.yaml", BY + "answers: [{indicator: staff, value: 11}]\n"),
        ("x/r2.yaml", BY.replace("甲", "乙") + "answers: [{indicator: staff, value: 12}]\n"),
        ("x/r3.yaml", "format: 1\nobjections: [{indicator: staff, text: 漏计}]\n"),
    ]
    found = [read_report_texts(order) for order in itertools.permutations(texts)]
    assert all(f == found[0] for f in found)
    submission, problems = found[0]
    assert submission is not None and problems == ()
    assert [r.reviewer for r in submission.reviews] == ["甲评审员", "乙评审员", ""]
    assert [path for path, _ in submission.inputs] == ["a.yaml", "x/r1.yaml", "x/r2.yaml", "x/r3.yaml"]
    given, _ = read_report_texts(texts[:1], reviews=texts[1:])
    assert given == submission


def test_a_copy_of_a_review_is_no_second_one() -> None:
    text = BY + "answers: [{indicator: staff, evidence: falsified, cases: 2}]\n"
    found, problems = _read(text, text)
    assert found is not None and problems == [] and len(found.reviews) == 1
    assert [path for path, _ in found.inputs] == ["a.yaml", "r1.yaml", "r2.yaml"]


def test_a_review_named_and_found_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(REPORT[1], "utf-8")
    (tmp_path / "review.yaml").write_text(BY + "answers: [{indicator: staff, value: 11}]\n", "utf-8")
    alone = read_reports([str(tmp_path)])
    assert alone[0] is not None and len(alone[0].reviews) == 1 and alone[1] == ()
    assert read_reports([str(tmp_path)], reviews=[str(tmp_path / "review.yaml")]) == alone


def test_a_folder_of_reviews(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(REPORT[1], "utf-8")
    (tmp_path / "reviews").mkdir()
    for who in "甲乙":
        text = f"format: 1\nreviewer: {who}\nanswers: [{{indicator: staff, value: 11}}]\n"
        (tmp_path / "reviews" / f"{who}.yaml").write_text(text, "utf-8")
    found, problems = read_reports([str(tmp_path / "a.yaml")], reviews=[str(tmp_path / "reviews")])
    assert found is not None and problems == ()
    assert sorted(r.reviewer for r in found.reviews) == ["乙", "甲"]


@pytest.mark.parametrize("text", [HEAD, "- 1\n", "format: 1\nfacilities: [{id: a, role: lead}]\n"])
def test_what_is_given_as_a_review_must_be_one(text: str) -> None:
    found, problems = read_report_texts([REPORT], reviews=[("r.yaml", text)])
    assert found is None and [(p.code, p.severity) for p in problems] == [("not-a-review", "error")]


def test_a_table_is_no_review() -> None:
    found, problems = read_report_texts([REPORT], reviews=[("r.csv", "编码,角色\na,牵头医院\n")])
    assert found is None and [str(p.at) + p.code for p in problems] == ["r.csvnot-a-review"]


# anything at all

WHOLE = (
    BY + "answers: [{facility: a, indicator: staff, value: 11, method: test, cases: 2, final: true, checked: 12}]\n"
    "criteria: [{criterion: plan, waiver: {until: 2024-12-31, reason: 因灾}}]\n"
    "objections: [{indicator: staff, text: 漏计, evidence: [a, {name: b}], outcome: open}]\n"
)
PIECES = st.sampled_from(
    ["[", "]", "{", "}", ": ", ", ", "- ", "null", "-1", "2024-02-30", "是", "１", "[[]]", "~", "\n", ""]
)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), PIECES), max_size=4))
def test_random_damage_ends_in_a_review_or_in_a_problem(changes: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for at, cut, piece in changes:
        text = text[:at] + piece + text[at + cut :]
    found, problems = _read(text)
    assert found is not None or any(" error: " in p for p in problems)
