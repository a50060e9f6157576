"""What a review adds to the desk of the verified side: takes nothing by itself, is filled when reviews are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gongti.engine.submission import EVIDENCE
from gongti.engine.submission.review import Evidence, Waiver

WHOLE: Final = ""
"""Stands for the whole criterion where a party's id could stand."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What reviewers found beside the values: by (party id, indicator) and by (criterion, party id or WHOLE).

    ``evidence``: the worst said of an answer, and the sum of its cases. ``waived`` are the waivers in force on the
    day; ``inapplicable`` what a reviewer accepted as not applicable; ``accepted`` and ``refused`` are explanations.
    """

    evidence: Mapping[tuple[str, str], tuple[Evidence, int]]
    waived: Mapping[tuple[str, str], Waiver]
    inapplicable: frozenset[tuple[str, str]]
    accepted: frozenset[tuple[str, str]]
    refused: frozenset[tuple[str, str]] = frozenset()

    def is_explained(self, criterion: str, party: str) -> bool:
        """Whether an explanation was accepted for a party, or for all of the criterion and not refused for it."""
        if (criterion, party) in self.refused:
            return False
        return (criterion, party) in self.accepted or (criterion, WHOLE) in self.accepted

    def is_waived(self, criterion: str, party: str) -> bool:
        return (criterion, WHOLE) in self.waived or (criterion, party) in self.waived

    def is_inapplicable(self, criterion: str, party: str) -> bool:
        return (criterion, WHOLE) in self.inapplicable or (criterion, party) in self.inapplicable

    def worst(self, answers: list[tuple[str, str]]) -> tuple[Evidence, int]:
        """Of several answers: the worst evidence, and all their cases."""
        found = [self.evidence[a] for a in answers if a in self.evidence]
        rank = max((EVIDENCE.index(evidence) for evidence, _ in found), default=0)
        return EVIDENCE[rank], sum(cases for _, cases in found)
