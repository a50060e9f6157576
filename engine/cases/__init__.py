"""Packs tested like code: takes a pack's file, gives what lint finds, how its cases go, the branches they reach."""

from gongti.engine.cases.coverage import Branch, branches_of, reached
from gongti.engine.cases.lint import lint, lint_packs
from gongti.engine.cases.run import CasesOutcome, case_results, run_cases

__all__ = ["Branch", "CasesOutcome", "branches_of", "case_results", "lint", "lint_packs", "reached", "run_cases"]
