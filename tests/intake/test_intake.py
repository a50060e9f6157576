"""Takes the texts of one report in several files, finds the one submission they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongti.engine.intake import read_report_texts, read_reports
from gongti.engine.submission import Period, Submission, parse_period

HEAD = "format: 1\nconsortium: {id: moxian, name: 某县医共体, kind: county-consortium}\nperiod: 2024\n"


def _read(*texts: str) -> tuple[Submission | None, list[str]]:
    """Files a.yaml, b.yaml, … of these texts; the head is left out of what is given."""
    named = [
        (f"{'abcdef'[i]}.yaml", text if text.startswith("format") else HEAD + text) for i, text in enumerate(texts)
    ]
    found, problems = read_report_texts(named)
    return found, [f"{p.at}: {p.code}" for p in problems]


def _submission(*texts: str) -> Submission:
    found, problems = _read(*texts)
    assert found is not None and problems == []
    return found


# periods


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        (" 2024-12 ", date(2024, 12, 1), date(2024, 12, 31)),
    ],
)
def test_period(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(text.strip(), start, end)


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-00", "2024-1", "2024-H3", "2024-Q5", "2024-Q0", "2024H1", "0999", "3024", "2024-H1-01"],
)
def test_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(("written", "text"), [("2024", "2024"), ('"2024"', "2024"), ("2024-06", "2024-06")])
def test_period_as_written(written: str, text: str) -> None:
    found, problems = _read(HEAD.replace("2024", written))
    assert problems == [] and found is not None and found.period.text == text


# one file


def test_answers_stay_raw_and_keep_their_place() -> None:
    found = _submission("answers: {staff: ３６０, plan: NO}\nregion:\n  answers: {paid: 2024-03-31}\n")
    assert {n: [(a.raw, str(a.at)) for a in given] for n, given in found.answers.items()} == {
        "staff": [("３６０", "a.yaml:4:18")],
        "plan": [("NO", "a.yaml:4:29")],
    }
    assert [a.raw for a in found.region_answers["paid"]] == ["2024-03-31"]


def test_facilities_are_in_order_of_id_with_typed_fields() -> None:
    text = (
        "facilities:\n"
        "  - {id: b, name: 乙院, beds: ４０, population: '31,000', founded: 1998年5月1日, level: 二级甲等}\n"
        "  - {id: 10, name: '  甲  院 '}\n"
    )
    found = _submission(text)
    assert [f.id for f in found.facilities] == ["10", "b"]
    assert found.facilities[0].fields == {"id": "10", "name": "甲 院"}
    fields = {
        "id": "b",
        "name": "乙院",
        "beds": 40,
        "population": 31000,
        "founded": date(1998, 5, 1),
        "level": "二级甲等",
    }
    assert found.facilities[1].fields == fields


def test_a_facility_may_be_known_by_its_name_alone() -> None:
    assert [f.id for f in _submission("facilities: [{name: 甲镇卫生院}]\n").facilities] == ["甲镇卫生院"]


def test_a_field_that_is_refused_is_left_unknown() -> None:
    found, problems = _read("facilities: [{id: a, beds: 约40}]\n")
    assert found is not None and found.facilities[0].fields == {"id": "a"}
    assert problems == ["a.yaml:4:28: approximate-number"]


def test_explanations() -> None:
    found = _submission(
        "explanations:\n  a: 系统  十一月上线\n  b: {text: 在办, until: 2024年11月30日}\n"
        "  c: {text: 长期, until: 无}\n  d:\n  e: ''\n"
    )
    assert {n: (e.text, e.until) for n, e in found.explanations.items()} == {
        "a": ("系统 十一月上线", None),
        "b": ("在办", date(2024, 11, 30)),
        "c": ("长期", None),
    }


def test_everything_wrong_is_named_at_once() -> None:
    found, problems = _read(
        "format: 3\nconsortium: {name: 某, kind: county}\nperiod: 去年\nextra: 1\n"
        "facilities: [{id: a}, {id: a}, {id: region}, 甲]\n"
    )
    assert found is None
    assert problems == [
        "a.yaml:1:9: unknown-format",
        "a.yaml:2:13: key-missing",
        "a.yaml:3:9: period-form",
        "a.yaml:4:1: unknown-key",
        "a.yaml:5:23: duplicate-facility",
        "a.yaml:5:32: reserved-facility",
        "a.yaml:5:46: wrong-shape",
    ]


# several files


def test_files_are_merged_answer_by_answer() -> None:
    found = _submission(
        "answers: {staff: 12}\nfacilities: [{id: a, name: 甲院, answers: {slots: 1/3}}]\n",
        "answers: {plan: 是}\nfacilities: [{id: a, beds: 40, answers: {unified: 是}}, {id: b}]\n",
    )
    assert sorted(found.answers) == ["plan", "staff"]
    a, b = found.facilities
    assert (a.id, b.id) == ("a", "b")
    assert a.fields == {"id": "a", "name": "甲院", "beds": 40}
    assert {n: [x.raw for x in given] for n, given in a.answers.items()} == {"slots": ["1/3"], "unified": ["是"]}
    assert [path for path, _ in found.inputs] == ["a.yaml", "b.yaml"]


def test_the_same_answer_twice_is_one() -> None:
    found = _submission("answers: {staff: 12, centres: [lab]}\n", "answers: {staff: 12, centres: [lab]}\n")
    assert [len(given) for given in found.answers.values()] == [1, 1]
    assert str(found.answers["staff"][0].at).startswith("a.yaml:")


@pytest.mark.parametrize(("one", "other"), [("12", "13"), ("12", '"12"'), ("1", "true"), ("[lab]", "[lab, ecg]")])
def test_answers_that_differ_are_both_kept(one: str, other: str) -> None:
    found = _submission(f"answers: {{staff: {one}}}\n", f"answers: {{staff: {other}}}\n")
    assert [str(a.at) for a in found.answers["staff"]] == ["a.yaml:4:18", "b.yaml:4:18"]


def test_a_blank_in_one_file_does_not_hide_an_answer_in_another() -> None:
    found = _submission("answers: {staff: }\n", "answers: {staff: 12}\n")
    assert {a.raw for a in found.answers["staff"]} == {None, 12}


def test_a_register_may_stand_alone_or_inside() -> None:
    register = "format: 1\nas_of: 2024-12-31\nfacilities: [{id: b, role: member}, {id: a, role: lead}]\n"
    apart = _submission("answers: {}\n", register).register
    inside = _submission("register: [{id: b, role: member}, {id: a, role: lead}]\n").register
    assert apart is not None and inside is not None
    assert (apart.as_of, inside.as_of) == ("2024-12-31", None)
    assert (
        [e.fields for e in apart.entries]
        == [e.fields for e in inside.entries]
        == [
            {"id": "a", "role": "lead"},
            {"id": "b", "role": "member"},
        ]
    )


def test_order_of_files_changes_nothing() -> None:
    texts = [
        ("x/a.yaml", HEAD + "answers: {staff: 12}\nfacilities: [{id: b, name: 乙}, {id: a, name: 甲}]\n"),
        ("x/b.yaml", HEAD + "answers: {staff: 13}\nfacilities: [{id: a, name: 丙}]\nexplanations: {k: 其一}\n"),
        ("x/c.yaml", HEAD + "explanations: {k: 其二}\n"),
    ]
    found = [read_report_texts(order) for order in (texts, texts[::-1], [texts[1], texts[2], texts[0]])]
    assert found[0] == found[1] == found[2]
    submission, problems = found[0]
    assert submission is not None and submission.explanations["k"].text == "其一"
    assert [f"{p.at}: {p.code}" for p in problems] == [
        "x/b.yaml:5:14: fields-differ",
        "x/c.yaml:4:19: explanations-differ",
    ]


def test_texts_may_be_bytes_and_hashes_are_of_them() -> None:
    text = HEAD + "answers: {staff: 12}\n"
    one, _ = read_report_texts([("a.yaml", text)])
    other, _ = read_report_texts([("a.yaml", text.encode())])
    assert one is not None and one == other


# folders


def test_a_folder_is_read_by_content_not_by_name(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "zz.json").write_text('{"format": 1, "facilities": [{"id": "a", "role": "lead"}]}', "utf-8")
    (tmp_path / "deep" / "er" / "名册.YML").write_text(HEAD + "answers: {staff: 12}\n", "utf-8")
    (tmp_path / ".hidden.yaml").write_text("a: [", "utf-8")
    (tmp_path / "~$lock.yaml").write_text("a: [", "utf-8")
    found, problems = read_reports([str(tmp_path)])
    assert found is not None and found.register is not None and "staff" in found.answers
    assert [(Path(p.at.path).name, p.code) for p in problems] == [
        (".hidden.yaml", "ignored-file"),
        ("~$lock.yaml", "ignored-file"),
    ]


def test_a_file_named_outright_is_read_whatever_its_ending(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(HEAD, "utf-8")
    assert read_reports([str(tmp_path / "report.txt")])[0] is not None


def test_a_file_named_twice_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(HEAD + "answers: {staff: 12}\n", "utf-8")
    found, problems = read_reports([str(tmp_path / "report.yaml"), str(tmp_path)])
    assert found is not None and problems == () and len(found.inputs) == 1
