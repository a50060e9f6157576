"""Self-reports and registers: frozen models of what was handed in, and merging of several files into one report."""

from gongti.engine.submission.merge import merge
from gongti.engine.submission.models import (
    META_KEYS,
    Answer,
    ConsortiumReport,
    Explanation,
    FacilityReport,
    FormMade,
    Period,
    Register,
    RegisterEntry,
    Submission,
    parse_period,
)
from gongti.engine.submission.review import (
    EVIDENCE,
    METHODS,
    OUTCOMES,
    Checked,
    Objection,
    PriorResult,
    PriorScores,
    Review,
    Ruling,
    Waiver,
)

__all__ = [
    "EVIDENCE",
    "META_KEYS",
    "METHODS",
    "OUTCOMES",
    "Answer",
    "Checked",
    "ConsortiumReport",
    "Explanation",
    "FacilityReport",
    "FormMade",
    "Objection",
    "Period",
    "PriorResult",
    "PriorScores",
    "Register",
    "RegisterEntry",
    "Review",
    "Ruling",
    "Submission",
    "Waiver",
    "merge",
    "parse_period",
]
