"""Answers with what proves them: takes a side's desk, gives each answer in words with the papers named beside it.

A later comparison closes a gap only on an answer that names evidence, so the result carries both.
"""

from __future__ import annotations

from typing import Any

from gongti.engine.gaps import raw_answers
from gongti.engine.measure import Desk, Party
from gongti.engine.measure import papers as beside
from gongti.engine.pack import Question

Row = dict[str, Any]


def papers_of(desk: Desk, party: Party, question: Question) -> list[Row]:
    """The papers an answer names, each with the last day it is good (``until``), where it says one."""
    answers = raw_answers(desk, party, question)
    papers = dict.fromkeys(paper for answer in answers for paper in beside.papers_of(question, answer.raw))
    return [{"name": p.name, "until": p.until.isoformat() if p.until is not None else None} for p in papers]
