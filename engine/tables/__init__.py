"""Pages of facts and tables in words → bytes: for a terminal, as HTML, as a workbook; none of them computes."""

from gongti.engine.tables.page import Cell, Column, Page, Table, Tone, cell, render

__all__ = ["Cell", "Column", "Page", "Table", "Tone", "cell", "render"]
