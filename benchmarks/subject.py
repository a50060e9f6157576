"""Takes a workload; gives the engine's own stages as callables, and what an assessment says in the peers' terms."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.workload import ASSESSED_ON, Workload
from gongti.engine.assessment import Result, assess, view
from gongti.engine.diagnostics import Problem
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

Evaluator = Literal["direct", "both"]
Side = Literal["claimed", "verified"]

NETWORK_INSTALL = "pip install durable-rules==2.0.28"


@dataclass(frozen=True, slots=True)
class Subject:
    """One consortium, loaded, and the stages on its way."""

    load_pack: Callable[[], object]
    read_report: Callable[[], object]
    assess: Callable[[Evaluator], Result]
    view: Callable[[Result], dict[str, Any]]
    write: Callable[[dict[str, Any]], str]


def subject(work: Workload) -> Subject:
    """Raises ValueError where the workload itself is refused: then the benchmark is wrong, not slow."""
    reports = [("report.yaml", work.report)]
    reviews = [("review.yaml", work.review)] if work.reviewed else []
    pack, found = load_pack_text(work.pack, "pack.yaml")
    submission, more = read_report_texts(reports, reviews=reviews)
    if pack is None or submission is None or _errors(found) or _errors(more):
        raise ValueError("\n".join(p.line("en") for p in (*found, *more)))
    return Subject(
        load_pack=lambda: load_pack_text(work.pack, "pack.yaml"),
        read_report=lambda: read_report_texts(reports, reviews=reviews),
        assess=lambda engine: assess(pack, submission, on=ASSESSED_ON, engine=engine),
        view=lambda result: view(result, "zh"),
        write=lambda shown: json.dumps(shown, ensure_ascii=False, indent=2),
    )


def network_missing() -> bool:
    return importlib.util.find_spec("durable") is None


def passes(shown: dict[str, Any], side: Side) -> dict[str, int]:
    """Criterion → how many facilities it finds met on that side: what the peers count."""
    rows = {c["id"]: c if side == "claimed" else c["verified"] for c in shown["criteria"]}
    return {name: sum(f["status"] == "met" for f in row["facilities"]) for name, row in rows.items()}


def _errors(problems: tuple[Problem, ...]) -> bool:
    return any(p.severity == "error" for p in problems)
