"""Gaps: takes the score, gives distances, reasons, the ledger of what to mend, and the answers that decide."""

from gongti.engine.gaps.distance import Distance, across_bar, bar_of, distances
from gongti.engine.gaps.lacking import Why, answers_of, lacks, missing
from gongti.engine.gaps.ledger import Gap, Undecided, evidence_missing, gaps_of, raw_answers, short_of, undecided_of
from gongti.engine.gaps.reasons import reasons
from gongti.engine.gaps.review import adjustments
from gongti.engine.gaps.said import amount_text, value_text

__all__ = [
    "Distance",
    "Gap",
    "Undecided",
    "Why",
    "across_bar",
    "adjustments",
    "amount_text",
    "answers_of",
    "bar_of",
    "distances",
    "evidence_missing",
    "gaps_of",
    "lacks",
    "missing",
    "raw_answers",
    "reasons",
    "short_of",
    "undecided_of",
    "value_text",
]
