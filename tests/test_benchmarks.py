"""The benchmark: takes its shortest form; shows that it runs and that everything it compares makes the same checks.

No test here looks at a time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture
def workload(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import workload as module

    return module


def benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", "--short", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300)


def passes_by_hand(pack: str, report: str, review: str = "") -> dict[str, int]:
    """Read the YAML as a person would, with fractions: no line is shared with the generator's own checks."""
    counted: dict[str, int] = {}
    listed = yaml.safe_load(report)["facilities"]
    by_id = {f["id"]: f["answers"] for f in listed}
    for seen in (yaml.safe_load(review)["answers"] or []) if review else []:
        by_id[seen["facility"]][seen["indicator"]] = seen["value"]
    for dimension in yaml.safe_load(pack)["dimensions"]:
        for criterion in dimension["criteria"]:
            name = criterion["id"].replace("-", "_")
            given = [f["answers"][name] for f in listed if name in f["answers"]]
            counted[criterion["id"]] = sum(passes(criterion["id"].split("-")[0], answer) for answer in given)
    return counted


def passes(kind: str, answer: Any) -> bool:
    match kind:
        case "ratio":
            return Fraction(answer["part"], answer["whole"]) >= Fraction(1, 3)
        case "count":
            return int(answer) >= 60
        case "share":
            return int(answer) >= 45
        case "yesno":
            return answer == "是"
        case "set":
            return len(set(answer)) == 5
        case "percent":
            return Fraction(answer.removesuffix("%")) >= 85
        case "date":
            return bool(answer <= date(2024, 6, 30))
        case "number":
            return Fraction(str(answer)) <= Fraction("12.5")
    raise AssertionError(kind)


@pytest.mark.parametrize("unanswered", [0, 40])
def test_the_peers_count_what_a_reader_of_the_yaml_counts(workload: ModuleType, unanswered: int) -> None:
    from benchmarks import peers

    work = workload.generate(100, 20, unanswered)
    expected = passes_by_hand(work.pack, work.report)
    assert peers.plain_python(work)() == expected
    if peers.version("zen-engine") is not None:
        assert peers.zen_rows(work)() == expected
        assert peers.zen_columns(work)() == expected
    if peers.version("rule-engine") is not None:
        assert peers.rule_engine(work)() == expected


def test_what_a_reviewer_saw_is_counted_instead_of_what_was_claimed(workload: ModuleType) -> None:
    from benchmarks import peers

    work = workload.generate(100, 20, 40, 200)
    assert len(yaml.safe_load(work.review)["answers"]) == 200
    claimed, verified = passes_by_hand(work.pack, work.report), passes_by_hand(work.pack, work.report, work.review)
    assert claimed != verified
    assert peers.plain_python(work)() == claimed
    assert peers.plain_python(replace(work, facts=work.verified))() == verified
    # A review changes nothing of the self-report.
    assert work.report == workload.generate(100, 20, 40).report


def test_the_workload_has_what_it_says(workload: ModuleType) -> None:
    work = workload.generate(100, 20, 40)
    answered = [len(f["answers"]) for f in yaml.safe_load(work.report)["facilities"]]
    assert len(answered) == 20
    assert sum(answered) == 100 * 20 - 40
    assert sum(workload.mixture(100).values()) == len(work.checks) == 100
    # Edges are there: ratios of exactly one third, where rounding would decide wrongly.
    assert any(f["ratio_001_part"] * 3 == f["ratio_001_whole"] for f in workload.generate(100, 20).facts)


def test_the_same_seed_gives_the_same_bytes(workload: ModuleType) -> None:
    one, two = workload.generate(25, 5, 3), workload.generate(25, 5, 3)
    assert (one.pack, one.report, one.facts) == (two.pack, two.report, two.facts)
    assert workload.generate(25, 5, 3, seed=1).report != one.report


def test_the_short_form_prints_its_table() -> None:
    done = benchmark()
    assert done.returncode == 0, done.stderr
    for heading in (
        "ms a consortium", "ms a stage", "ms a process, cold", "× pass", "memory:", "MB at the start", "after 5",
        "the aims are for", "ms for 2 workbooks × 10 questions", "the aim is for",
    ):  # fmt: skip
        assert heading in done.stdout


def test_the_short_form_in_json_has_every_row() -> None:
    done = benchmark("--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["passes"]["answers missing"] < found["passes"]["nothing missing"] < 25 * 5
    rows = set(found["checks"])
    assert found["passes"]["claimed, under review"] == found["passes"]["answers missing"]
    worlds = ("1 world", "2 worlds", "review: 2 sides, 4 worlds")
    assert {"plain Python", *(f"assess, direct, {w}" for w in worlds)} <= rows
    # A peer or the network is measured, or named as absent with the command that installs it.
    for peer in ("zen-engine", "rule-engine"):
        assert any(row.startswith(peer) for row in rows) != (peer in found["absent"])
    assert len([w for w in worlds if f"assess, both, {w}" in rows]) == (0 if "both" in found["absent"] else len(worlds))
    assert all(timing["median"] > 0 for timing in found["checks"].values())
    assert len(found["reading"]) == 3 and all(timing["median"] > 0 for timing in found["reading"].values())
    assert [done for done, _ in found["memory"]["resident"]] in ([], [0, 1, 5])  # only Linux tells it


@pytest.mark.parametrize(("runs", "told"), [(1, [0, 1]), (30, [0, 3, 30])])
def test_memory_is_read_at_the_start_after_a_tenth_and_at_the_end(
    runs: int, told: list[int], workload: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks import measure

    kept: list[bytes] = []
    monkeypatch.setattr(measure, "resident", lambda: len(kept))
    found = measure.memory(lambda: kept.append(bytes(2048)), runs)
    assert [done for done, _ in found.resident] == told
    assert [held - found.resident[0][1] for _, held in found.resident] == told  # one for each run, none lost
    assert found.heap_kept >= 2048


def test_the_profile_names_the_engine_s_files() -> None:
    done = benchmark("--profile")
    assert done.returncode == 0, done.stderr
    assert "engine/" in done.stdout


def test_a_peer_that_counts_otherwise_stops_the_benchmark() -> None:
    wrong = (
        "import sys; from benchmarks import run, workload; from dataclasses import replace\n"
        "kind = workload.KINDS['count']\n"
        "workload.KINDS['count'] = replace(kind, predicate=kind.predicate.replace('>=', '<'))\n"
        "sys.exit(run.main(['--short']))"
    )
    done = subprocess.run([sys.executable, "-c", wrong], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    assert "does not count the same passes" in done.stderr


def test_forms_that_say_something_else_than_the_report_stop_the_benchmark() -> None:
    wrong = (
        "import sys; from benchmarks import reading, run\n"
        "typed = reading._typed\n"
        "reading._typed = lambda key, answers: 0 if key.startswith('count') else typed(key, answers)\n"
        "sys.exit(run.main(['--short']))"
    )
    done = subprocess.run([sys.executable, "-c", wrong], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    assert "is not what the report says" in done.stderr
