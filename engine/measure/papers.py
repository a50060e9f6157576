"""Evidence beside an answer: takes the papers named, tells what is wrong with them and which are good on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import near_hint
from gongti.engine.values.typed import Refusal, day

PAPER_KEYS = ("name", "until")


def check_papers(given: Any, problems: Problems) -> None:
    """Unknown keys and days that are none, each where it stands; a paper without a name is none."""
    for paper in given if isinstance(given, list) else [given]:
        if not isinstance(paper, Tree):
            continue
        for key in paper:
            if key not in PAPER_KEYS:
                hint = near_hint(key, PAPER_KEYS, problems)
                problems.warn("unknown-key", paper.keys_at[key], key=key[:80], near=hint)
        if not paper.get("name"):
            problems.warn("key-missing", paper.at, key="name")
        until = day(paper["until"]) if paper.get("until") is not None else None
        if isinstance(until, Refusal):
            problems.warn(until.code, paper.values_at["until"], **until.params)


def is_good(paper: Any, on: date) -> bool:
    """Whether a paper is named and its last day, that included, has not passed."""
    if not isinstance(paper, dict):
        return bool(paper)
    until = day(paper["until"]) if paper.get("until") is not None else None
    return bool(paper.get("name")) and (not isinstance(until, date) or on <= until)
