"""Takes the sample consortium, runs it every way there is, and finds the same bytes each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import gongti

ROOT = Path(gongti.__file__).parent
SCRIPT = Path(sysconfig.get_path("scripts")) / "gongti"
WAYS = {"cli.py": [sys.executable, "cli.py"], "-m": [sys.executable, "-m", "gongti"], "script": [str(SCRIPT)]}

REPORT, REGISTER = "samples/qinghe/report.yaml", "samples/qinghe/register.yaml"
ASSESS = ("assess", "samples/qinghe", "--on", "2025-01-15", "--format", "json")


def _run(way: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*WAYS[way], *arguments], cwd=ROOT, capture_output=True, env={**os.environ, **environment}, timeout=120
    )


@pytest.mark.slow
@pytest.mark.skipif(not SCRIPT.exists(), reason="the console script is not installed beside this interpreter")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (ASSESS, 0),
        (("check", "samples/wrong.yaml", "--on", "2025-01-15"), 1),
        (("assess", "samples/broken.yaml"), 2),
        (("assess", "samples/qinghe", "--lang", "fr"), 2),
        ((), 2),
    ],
    ids=["assess", "check", "unusable", "usage", "nothing"],
)
def test_three_ways_to_call(arguments: tuple[str, ...], status: int) -> None:
    done = [_run(way, *arguments) for way in WAYS]
    assert [d.returncode for d in done] == [status] * 3
    assert len({d.stdout for d in done}) == len({d.stderr for d in done}) == 1
    assert done[0].stdout or status == 2


def test_two_runs_whatever_the_seed_of_hashing() -> None:
    first, second = (_run("-m", *ASSESS, PYTHONHASHSEED=seed) for seed in ("1", "20241231"))
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout


@pytest.mark.slow
def test_the_console_does_not_matter() -> None:
    plain = _run("-m", *ASSESS)
    legacy = _run("-m", *ASSESS, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C", TZ="Pacific/Kiritimati")
    assert plain.stdout == legacy.stdout


@pytest.mark.slow
def test_order_of_paths_changes_nothing_but_inputs() -> None:
    found = []
    for paths in ((REPORT, REGISTER), (REGISTER, REPORT), ("samples/qinghe",)):
        done = _run("-m", "assess", *paths, *ASSESS[2:])
        result = json.loads(done.stdout)
        assert {i["path"] for i in result.pop("inputs")} == {REPORT, REGISTER}
        found.append(result)
    assert found[0] == found[1] == found[2]
