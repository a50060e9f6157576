"""Gaps: takes the score, gives distances, reasons, the ledger of what to mend, and the answers that decide."""

from gongti.engine.gaps.distance import Distance, amount_text, bar_of, distances
from gongti.engine.gaps.ledger import Gap, Undecided, gaps_of, raw_answers, undecided_of
from gongti.engine.gaps.reasons import answers_of, missing, reasons, value_text

__all__ = [
    "Distance",
    "Gap",
    "Undecided",
    "amount_text",
    "answers_of",
    "bar_of",
    "distances",
    "gaps_of",
    "missing",
    "raw_answers",
    "reasons",
    "undecided_of",
    "value_text",
]
