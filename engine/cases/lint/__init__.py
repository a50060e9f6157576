"""Lint: takes packs' files, gives every problem of their loading, of their rules, and legal but sure mistakes.

One module a kind of mistake; each takes a loaded pack with its tree and adds to the problems.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gongti.engine.assessment import RulesRefused, compiled
from gongti.engine.cases.lint.asked import compare
from gongti.engine.cases.lint.dates import check_dates
from gongti.engine.cases.lint.grades import check_grades
from gongti.engine.cases.lint.levels import check_levels
from gongti.engine.cases.lint.linted import Linted
from gongti.engine.cases.lint.numbers import check_numbers
from gongti.engine.cases.lint.points import check_points
from gongti.engine.cases.lint.sources import check_sources
from gongti.engine.cases.lint.unused import check_unused
from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import Mapping, parse
from gongti.engine.pack import load_pack

CHECKS = (
    check_unused, check_points, check_levels, check_grades, check_dates, check_sources, check_numbers,
)  # fmt: skip


def lint(file: Path, shown: str) -> tuple[Problem, ...]:
    """Every problem of one pack, which is compared with the packs beside it; errors are sure, warnings likely."""
    return lint_packs([(file, shown)])


def lint_packs(files: Iterable[tuple[Path, str]]) -> tuple[Problem, ...]:
    """Every problem of packs, each with the path by which people know it; what two of them ask is told once."""
    problems = Problems()
    loaded: list[Linted] = []
    for file, shown in files:
        try:
            pack, found = load_pack(file, shown)
            tree = parse(file.read_bytes(), shown, Problems()) if pack is not None else None
        except OSError:
            problems.add("cannot-open", Place(shown))
            continue
        problems.extend(found)
        if pack is None or not isinstance(tree, Mapping):
            continue
        linted = Linted(pack, tree, file, problems)
        loaded.append(linted)
        try:
            compiled(pack)
        except RulesRefused as refused:
            problems.extend(refused.problems)
        for check in CHECKS:
            check(linted)
    compare(loaded)
    return problems.sorted()


__all__ = ["lint", "lint_packs"]
