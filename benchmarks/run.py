"""Takes a size and a number of rounds; measures the engine beside its peers in one run; prints one table, or JSON.

    python -m benchmarks [--short] [--json] [--profile]

Times are compared only within one run: machines differ and drift, ratios much less. Nothing here fails on a time;
it fails where the engine and a peer do not count the same passes.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.measure import Memory, Task, Timing
from benchmarks.peers import ZEN_INSTALL, plain_python, zen_columns, zen_rows, zen_version
from benchmarks.subject import NETWORK_INSTALL, Evaluator, network_missing, passes, subject
from benchmarks.workload import ASSESSED_ON, KINDS, Workload, generate, mixture

ROOT = Path(__file__).resolve().parent.parent

PLAIN = "plain Python"
ZEN_ROWS = "zen-engine, facilities as dicts"
ZEN_COLUMNS = "zen-engine, columns as JSON text"
DIRECT = "assess, direct"
DIRECT_OPEN = "assess, direct, answers missing"
BOTH = "assess, both, 1 world"
BOTH_OPEN = "assess, both, answers missing, 2 worlds"
SHOWN = "assess and view, direct, answers missing"  # the reasons and distances of the gaps are worked out in view()

AIM_RATIO = 60  # times plain Python, for the direct evaluator and again for each world the network decides
AIM_COLD_MS = 1000


@dataclass(frozen=True, slots=True)
class Size:
    criteria: int
    facilities: int
    unanswered: int
    rounds: int
    cold_rounds: int
    assessments: int


FULL = Size(criteria=100, facilities=20, unanswered=40, rounds=40, cold_rounds=7, assessments=300)
SHORT = Size(criteria=25, facilities=5, unanswered=3, rounds=2, cold_rounds=1, assessments=5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one run found; printed as a table or as JSON."""

    size: Size
    machine: Mapping[str, object]
    mixture: Mapping[str, int]
    passes: Mapping[str, int]
    checks: Mapping[str, Timing]
    stages: Mapping[str, Timing]
    cold: Mapping[str, Timing]
    memory: Memory
    absent: Mapping[str, str]  # what was not measured, and the command that installs it


def run(size: Size, tell: Callable[[str], None]) -> Outcome:
    whole = generate(size.criteria, size.facilities)
    open_ = generate(size.criteria, size.facilities, size.unanswered)
    absent: dict[str, str] = {}
    evaluators: list[Evaluator] = ["direct"]
    if network_missing():
        absent["both"] = NETWORK_INSTALL
    else:
        evaluators.append("both")
    zen = zen_version() is not None
    if not zen:
        absent["zen-engine"] = ZEN_INSTALL

    tell("counting the passes")
    full, part = subject(whole), subject(open_)
    counted = {
        "nothing missing": _agreed(whole, full.view(full.assess(evaluators[-1])), zen),
        "answers missing": _agreed(open_, part.view(part.assess(evaluators[-1])), zen),
    }

    tell(f"checks: {size.rounds} rounds")
    tasks: dict[str, Task] = {PLAIN: plain_python(whole)}
    if zen:
        tasks |= {ZEN_ROWS: zen_rows(whole), ZEN_COLUMNS: zen_columns(whole)}
    tasks |= {DIRECT: lambda: full.assess("direct"), DIRECT_OPEN: lambda: part.assess("direct")}
    if "both" in evaluators:
        tasks |= {BOTH: lambda: full.assess("both"), BOTH_OPEN: lambda: part.assess("both")}
    tasks[SHOWN] = lambda: part.view(part.assess("direct"))
    checks = measure.interleaved(tasks, size.rounds)

    tell("stages")
    result = part.assess(evaluators[-1])
    shown = part.view(result)
    stages = measure.interleaved(
        {
            "load the pack": part.load_pack,
            "read the report": part.read_report,
            f"assess, {evaluators[-1]}": lambda: part.assess(evaluators[-1]),
            "view": lambda: part.view(result),
            "write JSON": lambda: part.write(shown),
        },
        max(2, size.rounds // 4),
    )

    tell(f"cold: {size.cold_rounds} rounds")
    cold = _cold(open_, size.cold_rounds)

    tell(f"memory: {size.assessments} assessments")
    kept = measure.memory(lambda: part.assess(evaluators[-1]), size.assessments)
    return Outcome(size, _machine(), mixture(size.criteria), counted, checks, stages, cold, kept, absent)


def _agreed(work: Workload, shown: dict[str, Any], zen: bool) -> int:
    """The passes all of them count, criterion by criterion; AssertionError where one differs."""
    ours = passes(shown)
    peers = {PLAIN: plain_python(work)} | ({ZEN_ROWS: zen_rows(work), ZEN_COLUMNS: zen_columns(work)} if zen else {})
    for name, peer in peers.items():
        theirs = peer()
        differ = {c: (ours.get(c), n) for c, n in theirs.items() if ours.get(c) != n}
        if differ or len(ours) != len(theirs):
            raise AssertionError(f"{name} does not count the same passes; (engine, peer): {differ}")
    return sum(ours.values())


def _cold(work: Workload, rounds: int) -> Mapping[str, Timing]:
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pack.yaml").write_text(work.pack, encoding="utf-8")
        Path(folder, "report.yaml").write_text(work.report, encoding="utf-8")
        assess = ["assess", "report.yaml", "--pack", "pack.yaml", "--on", str(ASSESSED_ON), "--format", "json"]
        listed = {
            "python -c pass": [python, "-c", "pass"],
            "  … import the command line": [python, "-c", "import gongti.cli"],
            "  … import all that assess() needs": [python, "-c", "import gongti.cli, gongti.engine.assessment"],
            "python -m gongti assess … --format json": [python, "-m", "gongti", *assess],
        }
        return measure.commands(listed, Path(folder), rounds)


def _machine() -> Mapping[str, object]:
    def version(package: str) -> str | None:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return None

    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "gongti": version("gongti"),
        "durable-rules": version("durable-rules"),
        "zen-engine": zen_version(),
    }


def table(outcome: Outcome) -> str:
    size, base = outcome.size, outcome.checks[PLAIN].median
    lines = [
        f"One consortium: {size.criteria} criteria × {size.facilities} facilities"
        f" = {size.criteria * size.facilities} checks; {size.unanswered} answers missing where said so",
        *(f"  {n:3} {kind:8} {KINDS[kind].says}" for kind, n in outcome.mixture.items()),
        "  passes counted alike by the engine and every peer, criterion by criterion: "
        + ", ".join(f"{n} ({case})" for case, n in outcome.passes.items()),
        "  " + ", ".join(f"{name} {value}" for name, value in outcome.machine.items() if value is not None),
        f"  {size.rounds} rounds, interleaved, after {measure.WARM_UP} calls to warm up; garbage collector on",
        "  ready before the clock starts: pack and report loaded, peers compiled; a peer only counts passes,",
        "  assess() adds points, intervals, rules, grade and gaps; view() their reasons, distances and words",
        "",
        _row("ms a consortium", "median", "middle half", "fastest", "× plain"),
        *(_timed(name, t, base) for name, t in outcome.checks.items()),
        *(f"{what:42} not measured: {command}" for what, command in outcome.absent.items()),
        "",
        *_aims(outcome, base),
        "",
        _row("ms a stage, answers missing", "median", "middle half", "fastest", "× plain"),
        *(_timed(name, t, base) for name, t in outcome.stages.items()),
        "",
        _row("ms a process, cold", "median", "middle half", "fastest", "× pass"),
        *(_timed(name, t, next(iter(outcome.cold.values())).median) for name, t in outcome.cold.items()),
        "",
        *_remembered(outcome.memory),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _row(name: str, *cells: str) -> str:
    return f"{name:42}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (10, 19, 10, 10), strict=True))


def _timed(name: str, t: Timing, base: float) -> str:
    return _row(name, f"{t.median:.2f}", f"{t.lower:.2f}–{t.upper:.2f}", f"{t.fastest:.2f}", f"{t.median / base:.1f}")


def _aims(outcome: Outcome, base: float) -> list[str]:
    """What was aimed at beside what was reached. A line says so; nothing fails."""
    if (outcome.size.criteria, outcome.size.facilities) != (FULL.criteria, FULL.facilities):
        return [f"the aims are for {FULL.criteria} criteria × {FULL.facilities} facilities: not judged here"]
    checks = outcome.checks
    reached = [("direct evaluator", checks[DIRECT].median), ("direct, answers missing", checks[DIRECT_OPEN].median)]
    if BOTH in checks:
        reached += [
            ("network, its one world", checks[BOTH].more_than(checks[DIRECT])),
            ("network, each of two worlds", checks[BOTH_OPEN].more_than(checks[DIRECT_OPEN]) / 2),
        ]
    lines = [
        f"aim ≤ {AIM_RATIO} × plain Python; {name}: {value / base:.1f} ({value:.1f} ms)"
        f" {'reached' if value <= AIM_RATIO * base else 'missed'}"
        for name, value in reached
    ]
    cold = list(outcome.cold.values())[-1].median
    return [*lines, f"aim ≤ {AIM_COLD_MS} ms cold: {cold:.0f} ms {'reached' if cold <= AIM_COLD_MS else 'missed'}"]


def _remembered(kept: Memory) -> list[str]:
    lines = [f"memory: Python objects one assessment keeps {_kb(kept.heap_kept)}, at its height {_kb(kept.heap_peak)}"]
    if kept.resident_before is not None and kept.resident_after is not None:
        grown = kept.resident_after - kept.resident_before
        lines.append(
            f"        resident {_kb(kept.resident_before)} → {_kb(kept.resident_after)} over {kept.runs} assessments:"
            f" {grown / kept.runs:.0f} bytes each"
        )
    return lines


def _kb(count: int) -> str:
    return f"{count / 1024:.0f} kB"


def profiled(size: Size) -> str:
    """Where the time of one assessment goes, by evaluator and world."""
    lines: list[str] = []
    evaluators: tuple[Evaluator, ...] = ("direct",) if network_missing() else ("direct", "both")
    for evaluator in evaluators:
        for unanswered in (0, size.unanswered):
            part = subject(generate(size.criteria, size.facilities, unanswered))
            task = partial(part.assess, evaluator)
            spent = measure.profile(task, max(1, size.rounds // 4), 25, ROOT, entry="assess")
            lines += [f"assess, {evaluator}, {unanswered} answers missing, profiler on", ""]
            for title, rows in (
                ("what assess() calls, with all they call", spent.steps),
                ("functions, own time", spent.functions),
                ("files, own time", spent.files),
            ):
                lines.append(f"  {title}")
                lines += [f"  {row.milliseconds:9.2f} ms {row.calls:10.1f} calls  {row.what}" for row in rows]
                lines.append("")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the engine beside its peers.")
    parser.add_argument("--short", action="store_true", help="a small consortium, few rounds: does it run")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--profile", action="store_true", help="only where the time of assess() goes")
    parser.add_argument("--rounds", type=int, help="samples of each row")
    parser.add_argument("--assessments", type=int, help="how many the memory is watched over")
    wanted = parser.parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the table has × and –, whatever the console
    size = SHORT if wanted.short else FULL
    given = {name: getattr(wanted, name) for name in ("rounds", "assessments") if getattr(wanted, name) is not None}
    if any(value < 1 for value in given.values()):
        parser.error("--rounds and --assessments are at least 1")
    size = Size(**(asdict(size) | given))
    if wanted.profile:
        print(profiled(size))
        return 0
    outcome = run(size, lambda what: print(f"… {what}", file=sys.stderr, flush=True))
    print(json.dumps(asdict(outcome), ensure_ascii=False, indent=2) if wanted.json else table(outcome), end="")
    return 0
