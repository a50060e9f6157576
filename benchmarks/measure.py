"""Takes callables and commands; gives how long they took and what memory stayed. Nothing here knows the engine."""

from __future__ import annotations

import cProfile
import gc
import pstats
import statistics
import subprocess
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_NS = 2_000_000  # a task faster than this is called several times for one sample: clocks and timers are coarse
WARM_UP = 3

Task = Callable[[], object]
_Function = tuple[str, int, str]  # as cProfile names it: file, line, name


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds for one call; the spread is the middle half of the samples, which stand in the order taken."""

    median: float
    lower: float
    upper: float
    fastest: float
    samples: tuple[float, ...]

    def more_than(self, other: Timing) -> float:
        """How much longer, as the median over rounds: both samples of a round were taken in the same weather."""
        return statistics.median(a - b for a, b in zip(self.samples, other.samples, strict=True))


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes. Resident memory sees native code, the Python heap does not; nothing where the system does not tell it."""

    resident: tuple[tuple[int, int], ...]  # (how many runs were done, bytes held then)
    heap_kept: int  # Python objects still alive for each run
    heap_peak: int  # Python objects at the height of one run


@dataclass(frozen=True, slots=True)
class Spent:
    what: str
    calls: float
    milliseconds: float


def interleaved(tasks: Mapping[str, Task], rounds: int) -> dict[str, Timing]:
    """One sample of each task a round, A B C A B C …, so that a drift of the machine falls on all of them alike."""
    calls = {name: _calls(task) for name, task in tasks.items()}
    samples: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            samples[name].append(_sample(task, calls[name]))
    return {name: _timing(taken) for name, taken in samples.items()}


def commands(listed: Mapping[str, Sequence[str]], cwd: Path, rounds: int) -> dict[str, Timing]:
    """Each command as a process of its own, start to end; the first run fills the disk cache and is left out."""

    def task(argv: Sequence[str]) -> Task:
        return lambda: _finished(argv, cwd)

    tasks = {name: task(argv) for name, argv in listed.items()}
    samples: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(rounds + 1):
        for name, run in tasks.items():
            taken = _sample(run, 1)
            if turn:
                samples[name].append(taken)
    return {name: _timing(taken) for name, taken in samples.items()}


def _finished(argv: Sequence[str], cwd: Path) -> None:
    done = subprocess.run(argv, cwd=cwd, capture_output=True)
    if done.returncode:
        talk = done.stderr.decode("utf-8", errors="replace")
        raise RuntimeError(f"status {done.returncode} from {' '.join(argv)}\n{talk}")


def memory(task: Task, runs: int) -> Memory:
    """Resident memory at the start, after a tenth of the runs and at the end; then the Python heap over a few.

    What only fills caches and pools is there after the first tenth: from then on it should stay as it is.
    """
    for _ in range(WARM_UP):
        task()
    held: list[tuple[int, int]] = []
    done = 0
    for until in sorted({0, max(1, runs // 10), runs}):
        for _ in range(until - done):
            task()
        done = until
        gc.collect()
        now = resident()
        if now is not None:
            held.append((done, now))

    few = min(runs, 10)  # tracing is slow
    tracemalloc.start()
    task()
    gc.collect()
    start, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    for _ in range(few):
        task()
    _, peak = tracemalloc.get_traced_memory()
    gc.collect()
    end, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Memory(tuple(held), (end - start) // few, peak - start)


def resident() -> int | None:
    """What the process holds now. Only Linux tells it without a further package."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


@dataclass(frozen=True, slots=True)
class Profile:
    """Milliseconds of one call: with all they call, what the entry calls; their own, the functions and the files."""

    steps: tuple[Spent, ...]
    functions: tuple[Spent, ...]
    files: tuple[Spent, ...]


def profile(task: Task, runs: int, top: int, root: Path, entry: str) -> Profile:
    """Where one call spends its time. The profiler makes many small calls look dear: read it for order, not size."""
    for _ in range(WARM_UP):
        task()
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(runs):
        task()
    profiler.disable()
    rows: Mapping[_Function, tuple[int, int, float, float, Mapping[_Function, tuple[int, int, float, float]]]]
    rows = vars(pstats.Stats(profiler))["stats"]
    steps: list[Spent] = []
    functions: list[Spent] = []
    files: dict[str, Spent] = {}
    for (path, line, name), (_, calls, own, _, callers) in rows.items():
        place = _place(path, root)
        function = f"{place}:{line} {name}" if line else name
        functions.append(Spent(function, calls / runs, own * 1e3 / runs))
        before = files.get(place, Spent(place, 0.0, 0.0))
        files[place] = Spent(place, before.calls + calls / runs, before.milliseconds + own * 1e3 / runs)
        for (_, _, caller), (_, times, _, whole) in callers.items():
            if caller == entry:
                steps.append(Spent(function, times / runs, whole * 1e3 / runs))
    return Profile(_longest(steps, top), _longest(functions, top), _longest(files.values(), top))


def _longest(rows: Iterable[Spent], top: int) -> tuple[Spent, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.milliseconds, row.what))[:top])


def _place(path: str, root: Path) -> str:
    if path == "~":
        return "(built-in)"
    where = Path(path)
    return str(where.relative_to(root)) if where.is_relative_to(root) else "/".join(where.parts[-2:])


def _calls(task: Task) -> int:
    fastest = min(_sample(task, 1) for _ in range(WARM_UP))
    return max(1, round(SAMPLE_NS / 1e6 / fastest))


def _sample(task: Task, calls: int) -> float:
    start = time.perf_counter_ns()
    for _ in range(calls):
        task()
    return (time.perf_counter_ns() - start) / calls / 1e6


def _timing(samples: Sequence[float]) -> Timing:
    cuts = statistics.quantiles(samples, n=4, method="inclusive") if len(samples) > 1 else [samples[0]] * 3
    lower, median, upper = cuts
    return Timing(median, lower, upper, min(samples), tuple(samples))
