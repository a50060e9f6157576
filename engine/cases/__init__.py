"""Packs tested like code: takes a pack's file, gives what lint finds, how its cases go, the branches they reach."""

from gongti.engine.cases.coverage import Branch, branches_of, reached
from gongti.engine.cases.lint import lint
from gongti.engine.cases.run import CasesOutcome, run_cases

__all__ = ["Branch", "CasesOutcome", "branches_of", "lint", "reached", "run_cases"]
