"""The lines of a calculation, and the small formulas in them: text beside exact numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongti.engine.assessment.spoken import number
from gongti.engine.values.exact import Number, decimals, show

Formulas = tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line. ``low`` and ``high`` are points, None where the line is still about the measure.

    ``formulas`` are what its text claims to compute, each with the exact number the engine has for it.
    """

    kind: str
    text: str
    low: Number | None = None
    high: Number | None = None
    formulas: Formulas = ()

    def row(self) -> dict[str, Any]:
        """As plain data."""
        low, high = self.low, self.high
        return {
            "kind": self.kind,
            "text": self.text,
            "low": decimals(low) if low is not None else None,
            "high": decimals(high) if high is not None else None,
            "exact": [show(low), show(high)] if low is not None and high is not None else None,
            "formulas": [{"formula": formula, "value": show(value)} for formula, value in self.formulas],
        }


def minus(left: str, right: str) -> str:
    """A difference; a negative number taken off stands in brackets."""
    return f"{left} − ({right})" if right.startswith("-") else f"{left} − {right}"


def mean_of(values: Sequence[Number]) -> str:
    """(8 × 9 + 3 × 0) ÷ 11: equal points together, the most first."""
    counts = Counter(values)
    parts = [f"{n} × {number(v)}" if n > 1 else number(v) for v, n in sorted(counts.items(), reverse=True)]
    return f"({' + '.join(parts)}) ÷ {len(values)}"
