"""Evidence beside an answer: takes what was written there, gives the papers it names, or what is wrong with them.

Only a paper that is named, and whose last day can be read, is one: a gap closes on it. 无 or 待补 names none, and how
long a paper holds whose last day nobody can read is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import NOWHERE, Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence, near_hint
from gongti.engine.pack import Question
from gongti.engine.values.typed import Refusal, day
from gongti.engine.values.typed.plain import MAX_TYPED, NONE_WORDS, plain_within, shown

PAPER_KEYS = ("name", "until")

_NAMELESS: Final = NONE_WORDS | {
    *("有", "是", "否", "yes", "no", "true", "false", "0"),
    *("缺", "略", "不适用", "不涉及", "n/a", "na", "tbd", "pending"),
}
"""Said of a paper without saying which: that there is one or none, or that there need be none."""
_LATER: Final = re.compile(
    r"待(?:补[充交传报]?|提供|上传|提交|完善|定|附)|[稍随以]?后补|[暂尚]?未(?:提供|上传|提交|附)"
)
"""Said of a paper that is not there yet."""
_ENDS: Final = " ()[]【】<>《》.。,、;:!…"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is named, and the last day it is good; without one it has no end."""

    name: str
    until: date | None

    def good(self, on: date) -> bool:
        return self.until is None or on <= self.until


def papers_of(question: Question, raw: Any) -> tuple[Paper, ...]:
    """The papers beside an answer that are some."""
    if not isinstance(raw, dict) or "evidence" in question.options:
        return ()
    return tuple(paper for given, _ in _listed(raw.get("evidence"), NOWHERE) if (paper := _paper(given)) is not None)


def names_paper(given: Any) -> bool:
    """Whether this is what a paper is called, and not that there is none, or none yet."""
    if given is None or isinstance(given, (bool, dict, list)):
        return False
    words = plain_within(str(given), MAX_TYPED).strip(_ENDS).casefold()
    return any(c.isalnum() for c in words) and words not in _NAMELESS and not _LATER.fullmatch(words)


def check_papers(given: Any, problems: Problems, at: Place = NOWHERE) -> None:
    """What is no paper, unknown keys, and days that are none, each where it stands; ``at`` is where all of it does."""
    for paper, place in _listed(given, at):
        if not isinstance(paper, Tree):
            if paper is not None and not names_paper(paper):
                problems.warn("paper-unnamed", place, given=shown(paper))
            continue
        for key in paper:
            if key not in PAPER_KEYS:
                hint = near_hint(key, PAPER_KEYS, problems)
                problems.warn("unknown-key", paper.keys_at[key], key=key[:80], near=hint)
        name = paper.get("name")
        if name is None or name == "":
            problems.warn("key-missing", paper.at, key="name")
        elif not names_paper(name):
            problems.warn("paper-unnamed", paper.values_at["name"], given=shown(name))
        until = _until(paper)
        if isinstance(until, Refusal):
            problems.warn(until.code, paper.values_at["until"], **until.params)


def _listed(given: Any, at: Place) -> Iterator[tuple[Any, Place]]:
    """One paper or several, each with its place."""
    if isinstance(given, Sequence):
        yield from zip(given, given.items_at, strict=True)
    elif isinstance(given, list):
        yield from ((one, at) for one in given)
    else:
        yield given, at


def _paper(given: Any) -> Paper | None:
    name = given.get("name") if isinstance(given, dict) else given
    until = _until(given) if isinstance(given, dict) else None
    if not names_paper(name) or isinstance(until, Refusal):
        return None
    return Paper(str(name), until)


def _until(paper: dict[str, Any]) -> date | Refusal | None:
    """The last day of a paper; None where it says none, or that there is none."""
    until = day(paper["until"]) if paper.get("until") is not None else None
    return until if isinstance(until, (date, Refusal)) else None
