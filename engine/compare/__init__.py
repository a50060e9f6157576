"""Two results of one consortium → what closed and on which proof, what did not, reopened or is new (销号)."""

from gongti.engine.compare.compare import Comparison, Entry, Known, compare
from gongti.engine.compare.view import schema, view

__all__ = ["Comparison", "Entry", "Known", "compare", "schema", "view"]
