"""Takes the transcripts beside it, runs each command line, and holds what it writes against what stands there.

`$ gongti …` is the command; the lines below it are stdout, those after `2> ` stderr, and `[n]` is the exit status.
A line `...` stands for any lines. What else stands in a transcript is said to the reader.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from program import gongti

HERE = Path(__file__).parent
BAD = HERE.parent / "bad"
ANY = "..."


class Step(NamedTuple):
    command: str
    expected: tuple[str, ...]
    status: int


def _steps(text: str) -> list[Step]:
    found = re.findall(r"^\$ gongti ?(.*)\n((?:.*\n)*?)\[([0-9]+)\]$", text, re.MULTILINE)
    return [Step(command, tuple(lines.splitlines()), int(status)) for command, lines, status in found]


STEPS = [(file.stem, step) for file in sorted(HERE.glob("*.txt")) for step in _steps(file.read_text("utf-8"))]


def test_every_command_of_a_transcript_is_run() -> None:
    written = sum(file.read_text("utf-8").count("\n$ gongti") for file in HERE.glob("*.txt"))
    begun = sum(file.read_text("utf-8").startswith("$ gongti") for file in HERE.glob("*.txt"))
    assert len(STEPS) == written + begun >= 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small files that the transcripts speak of."""
    made = tmp_path_factory.mktemp("transcripts")
    pack, report = (BAD / "pack.yaml").read_text("utf-8"), (BAD / "report.yaml").read_text("utf-8")
    nothing = re.sub(r"(?m)^(answers|region):.*\n(  \w.*\n)*", "", re.sub(r", answers: \{.*\}\}", "}", report))
    files = {
        "pack.yaml": pack,
        "urban.yaml": pack.replace("county-consortium", "urban-group"),
        "other-way.yaml": pack.replace("id: bad-reports\n", "id: other\n").replace("unit: 人}", "unit: 名}"),
        "wrong-pack.yaml": pack.replace("id: bad-reports\n", "id: bad-reports\nformat: 1\n"),
        "report.yaml": report,
        "negative.yaml": report.replace("staff: 12", "staff: -3"),
        "typo.yaml": report.replace("staff: 12", "stuff: 12"),
        "twice.yaml": report.replace("  staff: 12\n", "  staff: 12\n  staff: 13\n"),
        "other.yaml": "format: 1\nconsortium: {id: linxian, name: 邻县医共体}\nperiod: 2024\n",
        "nothing.yaml": nothing,
    }
    for name, text in files.items():
        (made / name).write_text(text, "utf-8")
    return made


@pytest.mark.parametrize("step", [s for _, s in STEPS], ids=[f"{n}: {s.command}" for n, s in STEPS])
def test_transcript(step: Step, folder: Path) -> None:
    outcome = gongti(*shlex.split(step.command), cwd=folder)
    out = [line for line in step.expected if not line.startswith("2> ") and line != ANY]
    err = [line.removeprefix("2> ") for line in step.expected if line.startswith("2> ")]
    if ANY in step.expected:
        assert set(out) <= set(outcome.lines) and set(err) <= set(outcome.errors)
    else:
        assert (outcome.lines, outcome.errors) == (out, err)
    assert outcome.status == step.status
    if outcome.status == 2:
        assert outcome.out == b"" and outcome.err != b""
