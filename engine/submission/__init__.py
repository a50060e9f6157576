"""Self-reports and registers: frozen models of what was handed in, and merging of several files into one report."""

from gongti.engine.submission.merge import merge
from gongti.engine.submission.models import (
    META_KEYS,
    Answer,
    ConsortiumReport,
    Explanation,
    FacilityReport,
    Period,
    Register,
    RegisterEntry,
    Submission,
    parse_period,
)

__all__ = [
    "META_KEYS",
    "Answer",
    "ConsortiumReport",
    "Explanation",
    "FacilityReport",
    "Period",
    "Register",
    "RegisterEntry",
    "Submission",
    "merge",
    "parse_period",
]
