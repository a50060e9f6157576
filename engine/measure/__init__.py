"""Measures: takes pack and submission, gives typed answers, measured values and contradictions; no points."""

from gongti.engine.measure.answers import Given
from gongti.engine.measure.checks import WHOLE, Checks
from gongti.engine.measure.desk import Desk, Frame, Party, framed, set_up, tell_missing_fields
from gongti.engine.measure.measure import Measured, Measurement, measure, percent_text, units_of, warn_rounded
from gongti.engine.measure.reconcile import Contradiction, reconcile
from gongti.engine.measure.rulings import WaiverGiven
from gongti.engine.measure.verify import Inspection, Verified, inspect
from gongti.engine.measure.written import read_written, written

__all__ = [
    "WHOLE",
    "Checks",
    "Contradiction",
    "Desk",
    "Frame",
    "Given",
    "Inspection",
    "Measured",
    "Measurement",
    "Party",
    "Verified",
    "WaiverGiven",
    "framed",
    "inspect",
    "measure",
    "percent_text",
    "read_written",
    "reconcile",
    "set_up",
    "tell_missing_fields",
    "units_of",
    "warn_rounded",
    "written",
]
