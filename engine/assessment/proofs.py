"""Answers with what proves them: takes a side's desk, gives each answer in words with the papers named beside it.

A later comparison closes a gap only on an answer that names evidence, so the result carries both.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from gongti.engine.gaps import raw_answers
from gongti.engine.measure import Desk, Party
from gongti.engine.pack import Question
from gongti.engine.values.typed import day

Row = dict[str, Any]


def papers_of(desk: Desk, party: Party, question: Question) -> list[Row]:
    """The papers an answer names, each with the last day it is good (``until``), where it says one."""
    found: list[Row] = []
    for answer in raw_answers(desk, party, question):
        given = answer.raw.get("evidence") if isinstance(answer.raw, dict) else None
        for paper in given if isinstance(given, list) else [given]:
            row = _paper(paper)
            if row is not None and row not in found:
                found.append(row)
    return found


def _paper(paper: Any) -> Row | None:
    """Name and last day; None where nothing is named. A day that cannot be read is a problem of its own, and none."""
    name = paper.get("name") if isinstance(paper, dict) else paper
    if not name or isinstance(name, (dict, list)):
        return None
    until = day(paper["until"]) if isinstance(paper, dict) and paper.get("until") is not None else None
    return {"name": str(name), "until": until.isoformat() if isinstance(until, date) else None}
