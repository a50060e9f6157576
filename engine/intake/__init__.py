"""Readers: takes paths or texts, gives one submission and every problem found on the way."""

from gongti.engine.intake.assemble import read_report_texts
from gongti.engine.intake.files import read_reports

__all__ = ["read_report_texts", "read_reports"]
