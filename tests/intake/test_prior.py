"""Takes the result of an earlier assessment, finds what it said; anything else is refused in one located sentence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from program import gongti

from gongti.engine.intake import read_report_texts, read_reports

BAD = Path(__file__).parent.parent / "bad"
REPORT = ("a.yaml", "format: 1\nconsortium: {id: moxian}\nperiod: 2024\nanswers: {staff: 12}\n")
RESULT: dict[str, Any] = {
    "format": 1,
    "assessed_on": "2023-12-31",
    "pack": {"id": "county", "version": "1"},
    "consortium": {"id": "moxian", "name": "某县医共体", "kind": None, "period": "2023"},
    "claimed": {"points": "1.00"},
    "answers": [
        {"facility": "a", "indicator": "slots", "value": "360/1200"},
        {"facility": "consortium", "indicator": "staff", "value": "12", "verified": "11"},
        {"facility": "region", "indicator": "paid", "value": None, "verified": None},
    ],
}


def _read(result: object) -> Any:
    return read_report_texts([REPORT], prior=("prior.json", json.dumps(result, indent=1)))


def test_an_earlier_result() -> None:
    found, problems = _read(RESULT)
    assert found is not None and problems == ()
    prior = found.prior
    assert (prior.consortium, prior.period, prior.assessed_on, prior.pack) == (
        "moxian",
        "2023",
        date(2023, 12, 31),
        "county",
    )
    assert prior.answers == {
        ("a", "slots"): ("360/1200", None),
        ("consortium", "staff"): ("12", "11"),
        ("region", "paid"): (None, None),
    }
    assert [path for path, _ in found.inputs] == ["a.yaml", "prior.json"]


def test_what_the_program_wrote_it_reads(tmp_path: Path) -> None:
    outcome = gongti(
        *("assess", "report.yaml", "--pack", "pack.yaml", "--on", "2024-12-31", "--engine", "direct"),
        *("--format", "json", "-o", tmp_path / "result.json"),
        cwd=BAD,
    )
    assert outcome.status == 0
    found, problems = read_reports([str(BAD / "report.yaml")], prior=str(tmp_path / "result.json"))
    assert found is not None and problems == () and found.prior is not None
    assert (found.prior.consortium, found.prior.period, found.prior.pack) == ("moxian", "2024", "bad-reports")
    assert found.prior.answers["a", "slots"] == ("400/1200", None)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"format": 2}, 2),
        ({"format": True}, 2),
        ({"assessed_on": "2023-02-30"}, 3),
        ({"assessed_on": 2023}, 3),
        ({"pack": "county"}, 4),
        ({"consortium": {"id": "moxian"}}, 5),
        ({"answers": {}}, 6),
        ({"answers": ["a"]}, 7),
        ({"answers": [{"facility": "a", "indicator": "staff", "value": 12}]}, 10),
        ({"answers": [{"facility": "", "indicator": "staff", "value": "12"}]}, 8),
        ({"answers": [{"facility": "a", "indicator": "b"}, {"facility": "a", "indicator": "b"}]}, 13),
    ],
)
def test_anything_else_is_one_located_error(change: dict[str, Any], line: int) -> None:
    short = {key: RESULT[key] for key in ("format", "assessed_on")}
    short |= {"pack": {}, "consortium": {}, "answers": []} | change
    # One line for each of what stands before the thing that is wrong.
    whole = {"pack": RESULT["pack"], "consortium": RESULT["consortium"], "answers": []}
    rows = [f'"{key}": {json.dumps(value if key in change else whole.get(key, value))}' for key, value in short.items()]
    text = "{\n" + ",\n".join(rows) + "}"
    if "answers" in change and isinstance(change["answers"], list):
        text = "{\n" + ",\n".join(rows[:-1]) + ',\n"answers": ' + json.dumps(change["answers"], indent=0) + "}"
    found, problems = read_report_texts([REPORT], prior=("prior.json", text))
    assert found is None
    assert [(p.code, p.severity, p.at.line) for p in problems] == [("not-a-result", "error", line)]


DIMENSION = {"id": "d", "low_percent": "60.00", "high_percent": "71.74", "verified": None}
OTHER = DIMENSION | {"id": "e", "low_percent": None, "high_percent": None}


def test_the_scores_of_its_dimensions_are_those_of_the_side_it_rests_on() -> None:
    found, _ = _read(RESULT | {"dimensions": [DIMENSION, OTHER]})
    scores = found.prior.scores
    assert (scores.side, scores.version, scores.sha256) == ("claimed", "1", "")
    assert scores.percents == {"d": ("60.00", "71.74")}
    part = {"low_percent": "-3.00", "high_percent": "50.00"}
    found, _ = _read(RESULT | {"verified": {}, "dimensions": [DIMENSION | {"verified": part}, DIMENSION | {"id": "f"}]})
    assert found.prior.scores.side == "verified"
    assert found.prior.scores.percents == {"d": ("-3.00", "50.00")}  # of the other nothing was verified
    assert _read(RESULT)[0].prior.scores.percents == {}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"dimensions": {}}, 1),
        ({"dimensions": ["d"]}, 2),
        ({"dimensions": [{"low_percent": "1.00"}]}, 2),
        ({"dimensions": [DIMENSION, DIMENSION]}, 9),
        ({"dimensions": [{"id": "d", "low_percent": 60, "high_percent": "71.74"}]}, 4),
        ({"dimensions": [{"id": "d", "low_percent": "60.00", "high_percent": "<b>71.74"}]}, 5),
        ({"dimensions": [{"id": "d", "low_percent": "60.00", "high_percent": "1e9"}]}, 5),
        ({"dimensions": [{"id": "d", "low_percent": "60.00", "high_percent": "9" * 31 + ".00"}]}, 5),
        ({"dimensions": [{"id": "d", "low_percent": "72.00", "high_percent": "71.74"}]}, 4),
        ({"verified": "yes", "dimensions": []}, 1),
        ({"verified": {}, "dimensions": [{"id": "d", "verified": ["60.00"]}]}, 4),
        ({"pack": {"id": "county", "version": ["1"]}, "dimensions": []}, 1),
    ],
)
def test_scores_nobody_printed_are_refused_where_they_stand(changes: dict[str, Any], line: int) -> None:
    rows = changes["dimensions"]
    rest = json.dumps(RESULT | {key: value for key, value in changes.items() if key != "dimensions"})
    text = f'{rest[:-1]}, "dimensions": {json.dumps(rows, indent=0)}}}'
    found, problems = read_report_texts([REPORT], prior=("prior.json", text))
    assert found is None
    assert [(p.code, p.at.line) for p in problems] == [("not-a-result", line)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (REPORT[1], "not-a-result"),
        ("[1, 2]", "not-a-result"),
        ("", "empty-file"),
        ("{", "syntax"),
        ('{"format": 1, "format": 1}', "duplicate-key"),
        ("[" * 5000, "too-deep"),
        (b"\xff\xfe\xff", "unreadable-text"),
    ],
)
@pytest.mark.parametrize("partial", [False, True])
def test_no_result_at_all_ends_it_even_under_partial(text: str | bytes, code: str, partial: bool) -> None:
    found, problems = read_report_texts([REPORT], prior=("prior.json", text), partial=partial)
    assert found is None and [p.code for p in problems] == [code]


def test_the_result_of_another_consortium() -> None:
    found, problems = _read(RESULT | {"consortium": {"id": "linxian", "period": "2023"}})
    assert found is None
    assert [(p.code, p.severity) for p in problems] == [("prior-other-consortium", "error")]
    assert "linxian" in problems[0].text("zh") and "moxian" in problems[0].text("en")


def test_a_result_among_the_reports_is_named_and_not_read() -> None:
    found, problems = read_report_texts([REPORT, ("b.json", json.dumps(RESULT))])
    assert found is not None and found.prior is None
    assert [(str(p.at), p.code, p.severity) for p in problems] == [("b.json:1:1", "a-result-not-a-report", "warning")]
    assert [path for path, _ in found.inputs] == ["a.yaml"]


def test_the_earlier_result_may_lie_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(REPORT[1], "utf-8")
    (tmp_path / "2023.json").write_text(json.dumps(RESULT), "utf-8")
    found, problems = read_reports([str(tmp_path)], prior=str(tmp_path / "2023.json"))
    assert found is not None and found.prior is not None and problems == ()


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(REPORT[1], "utf-8")
    for more in ({"prior": "none.json"}, {"reviews": ["none.yaml"]}):
        outcome = read_reports([str(tmp_path)], partial=True, **more)  # type: ignore[arg-type]
        assert outcome[0] is None and [p.code for p in outcome[1]] == ["no-such-file"]


@pytest.mark.parametrize("command", ["assess", "check"])
def test_the_options_reach_the_reader(command: str, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("format: 1\nreviewer: 甲\nanswers: [{indicator: staff, method: x}]\n", "utf-8")
    (tmp_path / "prior.json").write_text(json.dumps(RESULT | {"answers": 3}), "utf-8")
    arguments = ("--review", tmp_path / "r.yaml", "--prior", tmp_path / "prior.json", "--pack", BAD / "pack.yaml")
    outcome = gongti(command, BAD / "report.yaml", *arguments)
    lines = outcome.errors if command == "assess" else outcome.lines
    assert outcome.status == (2 if command == "assess" else 1)
    assert [line.split(": ")[2] for line in lines] == ["not-a-result", "unknown-word"]
