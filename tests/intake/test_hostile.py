"""Takes every hostile file, as a user would hand it in, and finds the message that names it, the right score, or none.

Quickly in this process; and, marked slow, as the real command in a process of its own, of which time and memory are
measured and printed in a table at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from intake.hostile_books import workbook_cases
from intake.hostile_case import BAD, POINTS, REPORT, Case
from intake.hostile_texts import folder_cases, table_cases, text_cases
from program import Outcome, gongti

from gongti.engine.report.visible import visible

SECONDS = 5.0
"""Of processor time: on a machine that others use too, the clock tells of them."""
MEGABYTES = 500
CASES = (*workbook_cases(), *text_cases(), *table_cases(), *folder_cases())
QUICK = [case for case in CASES if not case.heavy]
ON = ("--pack", str(BAD / "pack.yaml"), "--on", "2024-12-31")
ASSESS = (*ON, "--engine", "direct", "--format", "json")

_LAUNCH = """
import json, os, resource, subprocess, sys, time
out, err, *command = sys.argv[1:]
start = time.monotonic()
with open(out, "wb") as a, open(err, "wb") as b:
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    done = subprocess.Popen(command, stdout=a, stderr=b)
    _, status, used = os.wait4(done.pid, 0)
clock = time.monotonic() - start
print(json.dumps([os.waitstatus_to_exitcode(status), clock, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""Starts a command from a small process: of a child of this one, the memory of the parent would be counted too."""


def _named(outcome: Outcome) -> tuple[list[str], tuple[str | None, str | None]]:
    """The problems of an assessment, and its points: low and high."""
    if outcome.status == 2:
        assert outcome.out == b""
        return outcome.errors, (None, None)
    result = json.loads(outcome.out)
    lines = [f"{p['at']}: {p['severity']}: {p['code']}: {p['text']}" for p in result["problems"]]
    return lines, (result["claimed"]["low"], result["claimed"]["high"])


def _codes(lines: list[str]) -> tuple[str, ...]:
    """Place, severity and code of each problem; not of what is only for information, nor that no register was given."""
    said = (line.split(": ", 3) for line in lines)
    return tuple(": ".join(w[:3]) for w in said if w[1] != "info" and w[2] != "no-register")


def _must(case: Case, assess: Outcome, check: Outcome) -> None:
    """What must come of a case, whoever ran it."""
    lines, points = _named(assess)
    assert assess.status == (2 if case.low is None else 0)
    assert b"Traceback" not in assess.err + check.err
    shown = tuple(visible(line) for line in case.said)  # a terminal obeys nothing of it
    assert _codes(lines) == (shown if assess.status == 2 else case.said) and points == (case.low, case.high)
    named = check.errors if check.status == 2 else check.lines
    assert _codes(named) == shown
    wrong = any(": error: " in line for line in case.said)
    unopened = any("cannot-open" in line for line in case.said)
    assert check.status == (2 if unopened else int(wrong))


def _run(case: Case, folder: Path, *command: str) -> Outcome:
    return gongti(command[0], case.path, *command[1:], *case.more, cwd=folder)


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_hostile(case: Case, tmp_path: Path) -> None:
    case.make(tmp_path)
    _must(case, _run(case, tmp_path, "assess", *ASSESS), _run(case, tmp_path, "check", *ON))


LEFT_OUT = [case for case in QUICK if case.low is None and case.left_out]


@pytest.mark.parametrize("case", LEFT_OUT, ids=lambda case: case.name)
def test_what_cannot_be_read_changes_nothing_of_the_rest(case: Case, tmp_path: Path) -> None:
    """With --partial the report beside it scores what it scores alone, and the file is named as left out."""
    case.make(tmp_path)
    (tmp_path / "good.yaml").write_text(REPORT, "utf-8")
    outcome = gongti("assess", "good.yaml", case.path, "--partial", *ASSESS, cwd=tmp_path)
    lines, points = _named(outcome)
    assert points == (POINTS, POINTS)
    assert f"{case.path}: warning: file-left-out" in _codes(lines)


def _measured(folder: Path, *command: str) -> tuple[Outcome, float, float, float]:
    """A command in a process of its own: what it wrote, seconds by the clock and of the processor, MB."""
    out, err = folder.parent / "out", folder.parent / "err"
    line = [sys.executable, "-S", "-c", _LAUNCH, str(out), str(err), sys.executable, "-m", "gongti", *command]
    done = subprocess.run(line, cwd=folder, capture_output=True, check=True, timeout=120)
    status, clock, processor, kilobytes = json.loads(done.stdout)
    return Outcome(status, out.read_bytes(), err.read_bytes()), clock, processor, kilobytes / 1024


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="this system does not say what a process used")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_as_a_command(case: Case, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    case.make(folder)
    assess, clock, seconds, megabytes = _measured(folder, "assess", case.path, *ASSESS, *case.more)
    if case.heavy:
        check, _, *used = _measured(folder, "check", case.path, *ON, *case.more)
    else:  # a minute less in all, and it is the same reading
        check, used = _run(case, folder, "check", *ON), []
    code = case.said[0].rpartition(" ")[2] if case.said else "-"
    points = "-" if case.low is None else f"{case.low}-{case.high}"
    record_property("hostile", (case.name, assess.status, code, points, clock, seconds, megabytes))
    _must(case, assess, check)
    assert max([seconds, *used[:1]]) < SECONDS
    assert max([megabytes, *used[1:]]) < MEGABYTES


def test_there_are_enough_and_each_has_its_name() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 60
    assert all(case.said or case.low is not None for case in CASES)
