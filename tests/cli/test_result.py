"""Takes the two files of bad/ in which nothing is wrong, and works the result out by hand."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from program import gongti

BAD = Path(__file__).parent.parent / "bad"
ASSESS = (
    "assess",
    "report.yaml",
    "--pack",
    "pack.yaml",
    "--on",
    "2024-12-31",
    "--engine",
    "direct",
    "--format",
    "json",
)

# design: "Result"
KEYS = """format engine evaluators assessed_on pack consortium inputs register claimed verified reviewed dimensions
criteria facilities contradictions notes conclusions vetoes gaps undecided answers problems""".split()
OF_A_CRITERION = """id dimension title force status level points low high of value target distance reasons facilities
cite used missing trace verified""".split()


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    outcome = gongti(*ASSESS, cwd=BAD)
    assert (outcome.status, outcome.err) == (0, b"")
    found: dict[str, Any] = json.loads(outcome.out)
    return found


def test_keys(result: dict[str, Any]) -> None:
    assert set(KEYS) <= set(result)
    assert all(set(OF_A_CRITERION) <= set(row) for row in result["criteria"])


def test_hashes_are_those_of_the_files(result: dict[str, Any]) -> None:
    assert result["pack"]["sha256"] == hashlib.sha256((BAD / "pack.yaml").read_bytes()).hexdigest()
    (given,) = result["inputs"]
    assert given == {"path": "report.yaml", "sha256": hashlib.sha256((BAD / "report.yaml").read_bytes()).hexdigest()}


def test_score_by_hand(result: dict[str, Any]) -> None:
    claimed = result["claimed"]
    assert (claimed["points"], claimed["low"], claimed["high"], claimed["of"]) == ("95.00", "95.00", "95.00", "100.00")
    assert (claimed["percent"], claimed["grade"], claimed["possible_grades"]) == ("95.00", "tight", ["tight"])
    scored = [row for row in result["criteria"] if row["status"] != "watched"]
    rows = {row["id"]: (row["status"], row["points"], row["of"]) for row in scored}
    assert rows == {
        "plan-issued": ("met", "10.00", "10.00"),
        "staff-enough": ("met", "15.00", "15.00"),  # 12 >= 10
        "score-high": ("met", "10.00", "10.00"),  # 86.5 >= 85
        "covered-third": ("met", "10.00", "10.00"),  # 1/2 >= 1/3
        "centres-built": ("partial", "10.00", "15.00"),  # one of three missing: 15 - 15/3
        "paid-in-time": ("met", "10.00", "10.00"),
        "slots-third": ("met", "20.00", "20.00"),  # 400 of 1200 is one third
        "members-unified": ("met", "10.00", "10.00"),
    }
    assert (result["problems"], result["undecided"], result["contradictions"]) == ([], [], [])


def test_answers_are_written_exactly(result: dict[str, Any]) -> None:
    answers = {(a["facility"], a["indicator"]): a["value"] for a in result["answers"]}
    assert answers == {
        ("consortium", "plan_issued"): "true",
        ("consortium", "staff"): "12",
        ("consortium", "score_given"): "173/2",
        ("consortium", "covered"): "1/2",
        ("consortium", "centres"): "lab, imaging",
        ("consortium", "visits"): "3950",  # 900 + 1000 + 950 + 1100
        ("consortium", "devices"): "[{item: 超声, price: 30}, {item: 心电图机, price: 2}]",
        ("consortium", "hub_staff"): "{lab: {people: 4}, ecg: {people: 2}}",
        ("consortium", "charter"): "true",
        ("consortium", "charter_on"): "2024-05-01",
        ("consortium", "referred"): "300/1000",
        ("region", "paid_on"): "2024-03-31",
        ("a", "slots"): "400/1200",
        ("b", "unified"): "true",
    }


def test_numbers_are_strings_of_two_decimals(result: dict[str, Any]) -> None:
    amounts = [result["claimed"][k] for k in ("points", "low", "high", "of", "percent", "not_applicable", "explained")]
    amounts += [row[k] for row in result["criteria"] for k in ("points", "low", "high", "of")]
    assert all(isinstance(a, str) and re.fullmatch(r"-?[0-9]+\.[0-9]{2}", a) for a in amounts)


@pytest.mark.parametrize(
    ("old", "new", "points", "status"),
    [
        ("part: 400", "part: 399", "94.95", "partial"),  # 20 * 399/400 = 19.95
        ("part: 400, whole: 1200", "part: 0, whole: 0", "75.00", "undetermined"),
        ("part: 400, whole: 1200", "part: 400", "75.00", "undetermined"),
        ("part: 400, whole: 1200", "part: 0, whole: 1200", "75.00", "unmet"),
    ],
)
def test_slots(old: str, new: str, points: str, status: str, tmp_path: Path) -> None:
    report = (BAD / "report.yaml").read_text("utf-8")
    assert report.count(old) == 1
    (tmp_path / "report.yaml").write_text(report.replace(old, new), "utf-8")
    outcome = gongti("assess", "report.yaml", "--pack", BAD / "pack.yaml", *ASSESS[4:], cwd=tmp_path)
    found = json.loads(outcome.out)
    row = next(row for row in found["criteria"] if row["id"] == "slots-third")
    assert (found["claimed"]["points"], row["status"]) == (points, status)
    if new == "part: 399":
        assert row["distance"]["amount"] == "1"


def test_language_changes_texts_only(result: dict[str, Any]) -> None:
    english = json.loads(gongti(*ASSESS, "--lang", "en", cwd=BAD).out)

    def bare(value: Any) -> Any:
        """Without the texts."""
        if isinstance(value, dict):
            spoken = {
                "text",
                "title",
                "reasons",
                "trace",
                "unit",
                "action",
                "owner",
                "name",
                "reason",
                "document",
                "rows_note",
            }
            return {k: bare(v) for k, v in value.items() if k not in spoken}
        return [bare(v) for v in value] if isinstance(value, list) else value

    assert bare(english) == bare(result)


def test_written_to_a_file_it_is_the_same(tmp_path: Path) -> None:
    shown = gongti(*ASSESS, cwd=BAD)
    written = gongti(*ASSESS, "-o", tmp_path / "result.json", cwd=BAD)
    assert (written.status, written.out) == (0, b"")
    assert (tmp_path / "result.json").read_bytes() == shown.out
