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
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import measure, reading
from benchmarks.measure import Memory, Task, Timing
from benchmarks.peers import RULE_INSTALL, ZEN_INSTALL, Peer, plain_python, rule_engine, version, zen_columns, zen_rows
from benchmarks.subject import NETWORK_INSTALL, Evaluator, Side, network_missing, passes, subject
from benchmarks.workload import ASSESSED_ON, KINDS, Workload, generate, mixture

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ["assess", str(ROOT / "samples" / "qinghe"), "--on", "2024-12-31", "--format", "json"]

PLAIN = "plain Python"
ZEN_ROWS = "zen-engine, facilities as dicts"
ZEN_COLUMNS = "zen-engine, columns as JSON text"
RULE_FILTER = "rule-engine, a compiled rule a criterion"
DIRECT = "assess, direct, 1 world"
DIRECT_OPEN = "assess, direct, 2 worlds"
DIRECT_REVIEW = "assess, direct, review: 2 sides, 4 worlds"
BOTH = "assess, both, 1 world"
BOTH_OPEN = "assess, both, 2 worlds"
BOTH_REVIEW = "assess, both, review: 2 sides, 4 worlds"
SHOWN = "assess and view, direct, 2 worlds"  # the reasons and distances of the gaps are worked out in view()

AIM_RATIO = 60  # times plain Python, for each side by the direct evaluator, and again for each world of the network
AIM_COLD_MS = 1000


@dataclass(frozen=True, slots=True)
class Size:
    criteria: int
    facilities: int
    unanswered: int
    reviewed: int
    rounds: int
    cold_rounds: int
    assessments: int
    workbooks: int
    questions: int


FULL = Size(
    criteria=100, facilities=20, unanswered=40, reviewed=200, rounds=40, cold_rounds=7, assessments=3000,
    workbooks=20, questions=200,
)  # fmt: skip
SHORT = Size(
    criteria=25, facilities=5, unanswered=3, reviewed=12, rounds=2, cold_rounds=1, assessments=5,
    workbooks=2, questions=10,
)  # fmt: skip


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
    reading: Mapping[str, Timing]
    absent: Mapping[str, str]  # what was not measured, and the command that installs it


def run(size: Size, tell: Callable[[str], None]) -> Outcome:
    whole = generate(size.criteria, size.facilities)
    open_ = generate(size.criteria, size.facilities, size.unanswered)
    reviewed = generate(size.criteria, size.facilities, size.unanswered, size.reviewed)
    absent: dict[str, str] = {}
    evaluators: list[Evaluator] = ["direct"]
    if network_missing():
        absent["both"] = NETWORK_INSTALL
    else:
        evaluators.append("both")
    peers: dict[str, Callable[[Workload], Peer]] = {PLAIN: plain_python}
    for package, install, forms in (
        ("zen-engine", ZEN_INSTALL, {ZEN_ROWS: zen_rows, ZEN_COLUMNS: zen_columns}),
        ("rule-engine", RULE_INSTALL, {RULE_FILTER: rule_engine}),
    ):
        if version(package) is None:
            absent[package] = install
        else:
            peers |= forms

    tell("counting the passes")
    full, part, both_sides = subject(whole), subject(open_), subject(reviewed)
    shown = both_sides.view(both_sides.assess(evaluators[-1]))
    counted = {
        "nothing missing": _agreed(whole, full.view(full.assess(evaluators[-1])), "claimed", peers),
        "answers missing": _agreed(open_, part.view(part.assess(evaluators[-1])), "claimed", peers),
        "claimed, under review": _agreed(reviewed, shown, "claimed", peers),
        "verified": _agreed(replace(reviewed, facts=reviewed.verified), shown, "verified", peers),
    }

    tell(f"checks: {size.rounds} rounds")
    tasks: dict[str, Task] = {name: peer(whole) for name, peer in peers.items()}
    tasks |= {
        DIRECT: lambda: full.assess("direct"),
        DIRECT_OPEN: lambda: part.assess("direct"),
        DIRECT_REVIEW: lambda: both_sides.assess("direct"),
    }
    if "both" in evaluators:
        tasks |= {
            BOTH: lambda: full.assess("both"),
            BOTH_OPEN: lambda: part.assess("both"),
            BOTH_REVIEW: lambda: both_sides.assess("both"),
        }
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

    tell(f"forms: {size.workbooks} workbooks of {size.questions} questions")
    forms = reading.tasks(reading.filled_forms(size.workbooks, size.questions))
    read = measure.interleaved(forms, max(2, size.rounds // 10))
    return Outcome(size, _machine(), mixture(size.criteria), counted, checks, stages, cold, kept, read, absent)


def _agreed(work: Workload, shown: dict[str, Any], side: Side, peers: Mapping[str, Callable[[Workload], Peer]]) -> int:
    """The passes all of them count, criterion by criterion; AssertionError where one differs."""
    ours = passes(shown, side)
    for name, peer in peers.items():
        theirs = peer(work)()
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
            "  … assess the sample, pack to be chosen": [python, "-m", "gongti", *SAMPLE],
            "python -m gongti assess … --format json": [python, "-m", "gongti", *assess],
        }
        return measure.commands(listed, Path(folder), rounds)


def _machine() -> Mapping[str, object]:
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "gongti": version("gongti"),
        "durable-rules": version("durable-rules"),
        "zen-engine": version("zen-engine"),
        "rule-engine": version("rule-engine"),
    }


def table(outcome: Outcome) -> str:
    size, base = outcome.size, outcome.checks[PLAIN].median
    lines = [
        f"One consortium: {size.criteria} criteria × {size.facilities} facilities"
        f" = {size.criteria * size.facilities} checks; of more than one world: {size.unanswered} answers missing;"
        f" of two sides: {size.reviewed} reviewed too",
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
        "",
        _row(
            f"ms for {size.workbooks} workbooks × {size.questions} questions",
            "median",
            "middle half",
            "fastest",
            "× plain",
        ),
        *(_timed(name, t, outcome.reading[reading.PLAIN].median) for name, t in outcome.reading.items()),
        *_reading_aim(outcome),
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
    reached = [
        ("direct evaluator", checks[DIRECT].median),
        ("direct, answers missing", checks[DIRECT_OPEN].median),
        ("direct, each of two sides", checks[DIRECT_REVIEW].median / 2),
    ]
    if BOTH in checks:
        reached += [
            ("network, its one world", checks[BOTH].more_than(checks[DIRECT])),
            ("network, each of two worlds", checks[BOTH_OPEN].more_than(checks[DIRECT_OPEN]) / 2),
            ("network, each of four worlds", checks[BOTH_REVIEW].more_than(checks[DIRECT_REVIEW]) / 4),
        ]
    lines = [
        f"aim ≤ {AIM_RATIO} × plain Python; {name}: {value / base:.1f} ({value:.1f} ms)"
        f" {'reached' if value <= AIM_RATIO * base else 'missed'}"
        for name, value in reached
    ]
    cold = list(outcome.cold.values())[-1].median
    return [*lines, f"aim ≤ {AIM_COLD_MS} ms cold: {cold:.0f} ms {'reached' if cold <= AIM_COLD_MS else 'missed'}"]


def _reading_aim(outcome: Outcome) -> list[str]:
    """The reading of forms beside both ways in which openpyxl reads the same files; a line each, nothing fails."""
    size, read = outcome.size, outcome.reading
    if (size.workbooks, size.questions) != (FULL.workbooks, FULL.questions):
        return [f"the aim is for {FULL.workbooks} workbooks × {FULL.questions} questions: not judged here"]
    ratios = {name: read[reading.FORM].median / read[name].median for name in (reading.PLAIN, reading.STREAMED)}
    return [
        f"aim ≤ {reading.AIM_READING} × {name}: {ratio:.2f} {'reached' if ratio <= reading.AIM_READING else 'missed'}"
        for name, ratio in ratios.items()
    ]


def _remembered(kept: Memory) -> list[str]:
    """Resident megabytes on the way, and how many bytes an assessment adds once caches and pools are full."""
    lines = [
        f"memory: Python objects one assessment leaves {kept.heap_kept / 1024:.0f} kB,"
        f" at its height {kept.heap_peak / 1024:.0f} kB"
    ]
    if kept.resident:
        said = [
            f"{held / 2**20:.1f} MB {f'after {done:,}' if done else 'at the start'}" for done, held in kept.resident
        ]
        (settled, before), (runs, after) = kept.resident[-2:]
        each = (after - before) / (runs - settled)
        lines.append(f"        resident {', '.join(said)} assessments: {each:.0f} bytes each from {settled:,} on")
    return lines


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
