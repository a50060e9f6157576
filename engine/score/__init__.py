"""Score: takes measurements, gives statuses and points as intervals, dimensions and totals; no grade."""

from gongti.engine.score.findings import (
    Finding,
    Status,
    UnitFinding,
    combined_value,
    find,
    status_of,
    usable_explanations,
)
from gongti.engine.score.methods import LATE, MISSING, Scored, open_range, shortfall
from gongti.engine.score.rollup import DimensionScore, Ledger, Points, roll_up

__all__ = [
    "LATE",
    "MISSING",
    "DimensionScore",
    "Finding",
    "Ledger",
    "Points",
    "Scored",
    "Status",
    "UnitFinding",
    "combined_value",
    "find",
    "open_range",
    "roll_up",
    "shortfall",
    "status_of",
    "usable_explanations",
]
