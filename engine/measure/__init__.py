"""Measures: takes pack and submission, gives typed answers, measured values and contradictions; no points."""

from gongti.engine.measure.answers import Given, written
from gongti.engine.measure.desk import Desk, Party, lay_out
from gongti.engine.measure.measure import Measured, Measurement, measure, percent_text, units_of, warn_rounded
from gongti.engine.measure.reconcile import Contradiction, reconcile

__all__ = [
    "Contradiction",
    "Desk",
    "Given",
    "Measured",
    "Measurement",
    "Party",
    "lay_out",
    "measure",
    "percent_text",
    "reconcile",
    "units_of",
    "warn_rounded",
    "written",
]
