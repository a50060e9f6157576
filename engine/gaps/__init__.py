"""Gaps: takes the score, gives distances, reasons, the ledger of what to mend, and the answers that decide."""

from gongti.engine.gaps.distance import Distance, across_bar, amount_text, bar_of, distances
from gongti.engine.gaps.ledger import Gap, Undecided, evidence_missing, gaps_of, raw_answers, short_of, undecided_of
from gongti.engine.gaps.reasons import answers_of, missing, reasons, value_text

__all__ = [
    "Distance",
    "Gap",
    "Undecided",
    "across_bar",
    "amount_text",
    "answers_of",
    "bar_of",
    "distances",
    "evidence_missing",
    "gaps_of",
    "missing",
    "raw_answers",
    "reasons",
    "short_of",
    "undecided_of",
    "value_text",
]
