"""Claims that a question does not apply: takes an answer, gives the claim with its reason, or that both were given.

A claim is no answer. It leaves the question unknown and is listed with its reason; nothing else follows from it until
a reviewer accepts that the item does not apply.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.pack import Question
from gongti.engine.submission import META_KEYS
from gongti.engine.values.typed import Refusal, text, yesno
from gongti.engine.values.typed.plain import inapplicable, plain

KEY: Final = "not_applicable"


class Claim(NamedTuple):
    """What was claimed: whether an answer stands beside it, and where."""

    answered: bool
    at: Place


def claim_of(question: Question, raw: Any, problems: Problems) -> Claim | None:
    """The claim in an answer, told with its reason; None where there is none."""
    if not isinstance(raw, Tree) or KEY not in raw or KEY in question.options:
        return None
    if question.table is not None and KEY in (question.table.fixed or ()):
        return None
    given, at = raw[KEY], raw.values_at[KEY]
    said = text(given) if not isinstance(given, bool) else "是" if given else None
    if said is None or yesno(given) is False:
        return None
    claim = Claim(_answered(raw), at)
    if claim.answered:
        problems.add("answered-and-inapplicable", at, label=question.label)
    elif isinstance(said, Refusal):
        problems.add(said.code, at, **said.params)
    elif yesno(given) is True:
        problems.add("inapplicable-without-reason", at, label=question.label)
    else:
        problems.add("claimed-inapplicable", at, label=question.label, reason=" ".join(said.split())[:200])
    return claim


def _answered(raw: Tree) -> bool:
    """Whether anything stands beside the claim that would be an answer."""
    said = [raw.get("value"), *(value for key, value in raw.items() if key not in META_KEYS)]
    return any(value is not None and value != "" and not _claims_too(value) for value in said)


def _claims_too(value: Any) -> bool:
    """Whether the answer itself only says that the question does not apply."""
    return isinstance(value, str) and inapplicable(plain(value))
