"""Readers: takes paths or texts, gives one submission and every problem found on the way; and marked copies."""

from gongti.engine.intake.assemble import read_report_texts
from gongti.engine.intake.files import marked_copies, read_reports

__all__ = ["marked_copies", "read_report_texts", "read_reports"]
