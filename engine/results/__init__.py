"""Results read back: the bytes of a result JSON → a frozen record, where each gap stands in it, and what proves it."""

from gongti.engine.measure.papers import Paper
from gongti.engine.results.proof import Before, Proof, Shown, before_of, looked_at, prove, row_of, shown_of
from gongti.engine.results.read import read_record, read_records
from gongti.engine.results.record import (
    WHOLES,
    AnswerRecord,
    Check,
    GapRecord,
    ItemRecord,
    PackRecord,
    Record,
    Span,
    Total,
    start_of,
)
from gongti.engine.results.standing import (
    GAPS,
    Definition,
    Key,
    Standing,
    definition,
    gap_keys,
    redefined,
    sort_key,
    standing,
)

__all__ = [
    "GAPS",
    "WHOLES",
    "AnswerRecord",
    "Before",
    "Check",
    "Definition",
    "GapRecord",
    "ItemRecord",
    "Key",
    "PackRecord",
    "Paper",
    "Proof",
    "Record",
    "Shown",
    "Span",
    "Standing",
    "Total",
    "before_of",
    "definition",
    "gap_keys",
    "looked_at",
    "prove",
    "read_record",
    "read_records",
    "redefined",
    "row_of",
    "shown_of",
    "sort_key",
    "standing",
    "start_of",
]
