"""Takes valid materials and a seed, gives damaged copies of them, and says what of the intake's promises they break.

Whatever was done to a file, reading and assessing it ends without an exception and within seconds; every problem has a
place and its words in both languages; points stay between their bounds; an archive that was damaged says the same as
before or says so; and a cell somebody typed into is read or named.

    python tests/intake/fuzzing.py [--minutes 10] [--count N] [--seed N] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from time import monotonic, process_time
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from intake.fuzz_damage import Damaged, Put, as_read, damaged
from intake.fuzz_seeds import ON, Seed, seeds, small_seeds

from gongti.engine.assessment import assess, view
from gongti.engine.diagnostics import Place, Problem
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence as Rows
from gongti.engine.report import render
from gongti.engine.submission import Submission

SECONDS = 5.0
"""Of processor time, for one file."""


def broken_promises(case: Damaged, *, show: bool = False) -> list[str]:
    """What does not hold of a damaged file; nothing where everything does. With ``show`` reports are made as well."""
    start = process_time()
    try:
        found = list(_broken(case, show))
    except Exception:  # a traceback is what no file may end in
        return [traceback.format_exc()]
    took = process_time() - start
    return [*found, *([f"took {took:.1f} s"] if took > SECONDS else [])]


def _broken(case: Damaged, show: bool) -> Iterator[str]:
    read, problems = case.read()
    yield from _unworded(problems)
    if read is None:
        if not any(p.severity == "error" for p in problems):
            yield "nothing was read and nothing is wrong"
        return
    result = assess(case.seed.pack, read, on=ON, engine="direct")
    every = (*problems, *result.problems)
    yield from _unworded(result.problems)
    shown = view(result, "zh")
    yield from _unbounded(shown)
    json.dumps(shown, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if show:
        for fmt in ("terminal", "markdown", "json", "html"):
            render(view(result, "en"), "en", fmt)
    if case.kind in ("bytes", "parts") and case.file.endswith(".xlsx") and not problems:
        yield from _changed(case.seed, read)
    if case.place is not None and case.put is not None and case.put.anything:
        yield from _lost(case.place, case.put, read, every)


def _whole(seed: Seed) -> Counter[str]:
    """What the materials of a seed say, before anything happens to them."""
    read, _ = Damaged(seed, "none", "", b"").read()
    assert read is not None
    return Counter(repr(value) for _, value in located(read))


def _changed(seed: Seed, read: Submission) -> Iterator[str]:
    """An archive that was damaged says the same as before where no problem says otherwise."""
    before, after = _whole(seed), Counter(repr(value) for _, value in located(read))
    if before != after:
        yield f"damaged in silence: {list((before - after) | (after - before))[:3]}"


def _unworded(problems: Sequence[Problem]) -> Iterator[str]:
    for problem in problems:
        if not str(problem.at):
            yield f"without a place: {problem.code}"
        for lang in ("zh", "en"):
            line = problem.line(lang)  # type: ignore[arg-type]
            if "\n" in line or not problem.text(lang).strip():  # type: ignore[arg-type]
                yield f"not one line: {line!r}"


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _unbounded(shown: Mapping[str, Any]) -> Iterator[str]:
    """Points outside their bounds: of the whole, of each dimension, of each criterion."""
    rows = [(side, shown[side]) for side in ("claimed", "verified") if shown[side] is not None]
    extra = [side for row in shown["criteria"] if row["force"] == "may" for side in (row, row["verified"] or {})]
    bonus = max(sum((_number(row.get("high")) or Decimal(0)) for row in extra), Decimal(0))
    for group in ("dimensions", "criteria"):
        for row in shown[group]:
            rows += [(f"{row['id']} {side}", r) for side, r in (("claimed", row), ("verified", row["verified"])) if r]
    for name, row in rows:
        low, points, high, of = (_number(row.get(key)) for key in ("low", "points", "high", "of"))
        if low is None or points is None or high is None:
            continue
        if not low <= points <= high:
            yield f"{name}: {low} <= {points} <= {high} does not hold"
        if of is not None and high > of + bonus and row.get("force") != "may":
            yield f"{name}: {high} of {of}"


def _lost(place: Place, put: Put, read: Submission, problems: Sequence[Problem]) -> Iterator[str]:
    """A cell that was typed into is read as it was typed, or named by a problem."""
    at = (place.path, place.sheet, place.cell)
    if any((p.at.path, p.at.sheet, p.at.cell) == at for p in problems):
        return
    values = [value for where, value in located(read) if (where.path, where.sheet, where.cell) == at]
    if not values:
        yield f"{place}: {put.xml[:60]!r} was neither read nor named"
    elif put.text is not None and as_read(put.text) not in (str(value).strip() for value in values):
        yield f"{place}: {put.text[:60]!r} was read as {values!r}"


def located(tree: Any) -> Iterator[tuple[Place, Any]]:
    """Everything in a submission that knows its place."""
    if isinstance(tree, Tree):
        for key, value in tree.items():
            yield tree.values_at[key], value
            yield from located(value)
    elif isinstance(tree, Rows):
        for value, at in zip(tree, tree.items_at, strict=True):
            yield at, value
            yield from located(value)
    elif is_dataclass(tree):
        at = getattr(tree, "at", None)
        if isinstance(at, Place):
            yield at, getattr(tree, "raw", getattr(tree, "text", None))
        for one in fields(tree):
            yield from located(getattr(tree, one.name))
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from located(value)
    elif isinstance(tree, (tuple, frozenset)) and not isinstance(tree, Place):
        for value in tree:
            yield from located(value)


# for a long time, from the command line


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--minutes", type=float, default=1.0)
    ask.add_argument("--count", type=int, default=0, help="stop after so many, whatever the time")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--keep", type=Path, help="write what breaks a promise into this folder")
    ask.add_argument("--small", action="store_true", help="without the forms of the packs, so that there are more")
    asked = ask.parse_args()
    among = small_seeds() if asked.small else seeds()
    for source in among:
        assert not broken_promises(Damaged(source, "none", "", b"")), source.name
    tried: Counter[str] = Counter()
    finds: Counter[str] = Counter()
    end, number = monotonic() + 60 * asked.minutes, 0
    while monotonic() < end and (not asked.count or number < asked.count):
        faulthandler.dump_traceback_later(60, exit=True)  # a file on which it hangs is a find too
        case = damaged(number, asked.seed, among)
        read = "workbook" if case.file.endswith(".xlsx") else case.file.rpartition(".")[2]
        tried[f"{read}, {case.kind}"] += 1
        for broken in broken_promises(case, show=number % 10 == 0):
            last = broken.strip().splitlines()[-1]
            finds[re.sub(r"[0-9.]+ s", "s", last)[:100]] += 1
            if finds[re.sub(r"[0-9.]+ s", "s", last)[:100]] <= 3:
                print(f"{number}: {case.seed.name}, {case.file}, {case.kind}:\n{broken}", flush=True)
            if asked.keep is not None:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / f"{asked.seed}-{number}{Path(case.file).suffix}").write_bytes(case.data)
        number += 1
    faulthandler.cancel_dump_traceback_later()
    for name, count in sorted(tried.items()):
        print(f"{count:7,}  {name}")
    print(f"{number:7,}  in all, seed {asked.seed}; {sum(finds.values())} broken promises")
    return int(bool(finds))


if __name__ == "__main__":
    sys.exit(main())
