"""The way up: takes a side and a finding, gives the sums by which its points enter its dimension and the total.

What is shown is the arithmetic that was done. Texts carry points with two decimals, as every row of a report does;
beside them stands the same formula with exact numbers, and what it comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from gongti.engine.assessment.models import Side
from gongti.engine.assessment.spoken import Spoken, number
from gongti.engine.score import DimensionScore, Finding, Points
from gongti.engine.values.exact import Number, decimals, divide, show

Row = dict[str, Any]
_BOTH: Final = (0, 1)
"""The low and the high end of points."""


class _Part(NamedTuple):
    """One addend at both ends; ``own`` leads to the criterion that is explained."""

    ends: tuple[Number, Number]
    own: bool
    bonus: bool = False

    def grown(self, factor: Number, end: int) -> Number:
        """By the factor, where it is multiplied at all."""
        value = self.ends[end]
        return value if self.bonus or value <= 0 else value * factor

    def text(self, end: int, write: Callable[[Number], str]) -> str:
        words = write(self.ends[end])
        return f"[{words}]" if self.own else words


@dataclass(frozen=True)
class Sums:
    """One finding's part in the score of its side; it stands in square brackets."""

    spoken: Spoken
    side: Side
    finding: Finding

    def row(self) -> Row:
        return {"dimension": self._dimension(), "total": self._total()}

    # the dimension

    def _dimension(self) -> Row:
        own = next(d for d in self.side.ledger.dimensions if d.dimension.id == self.finding.criterion.dimension)
        dimension = own.dimension
        parts = [
            _Part((f.low, f.high), f is self.finding, f.criterion.force == "may")
            for f in own.findings
            if f.of or f.low or f.high
        ]
        factor = self._factor(own)

        def written(end: int, write: Callable[[Number], str]) -> str:
            return _with_factor(parts, factor, end, write)

        made = [sum((p.grown(own.factor, end) for p in parts), start=0) for end in _BOTH]
        texts, formulas = self._ends(own.points, written, made, dimension.max)
        return {
            "id": dimension.id,
            "title": dimension.title.said(self.spoken.lang),
            **_points(own.points),
            "text": texts,
            "formulas": formulas,
            "policy": dimension.policy,
            "factor": show(own.factor),
            "why": self._why(own),
        }

    def _why(self, own: DimensionScore) -> str | None:
        """Where the factor comes from: what those left have together, and what was handed on to them."""
        if own.factor == 1:
            return None
        handed, left = _handed(own)
        titles = (f.criterion.title.said(self.spoken.lang) for f in _gone(own))
        words = {"handed": number(handed), "left": number(left), "factor": self._factor(own)}
        return self.spoken.say("sum-factor", titles=self.spoken.join(titles), **words)

    def _factor(self, own: DimensionScore) -> str:
        """What is left and what was handed on, by what is left: ``20/16``; "" where nothing was."""
        if own.factor == 1:
            return ""
        handed, left = (number(n) for n in (sum(_handed(own), start=0), _handed(own)[1]))
        return f"{handed}/{left}" if handed.isdecimal() and left.isdecimal() else f"({handed}) ÷ ({left})"

    # the total

    def _total(self) -> Row:
        ledger = self.side.ledger
        parts = [_Part((d.points.low, d.points.high), self._is_own(d)) for d in ledger.dimensions]
        cap = self.spoken.pack.model.scoring.bonus_cap
        cuts = [sum((p.ends[end] for p in parts), start=0) - _ends(ledger.total)[end] for end in _BOTH]

        def written(end: int, write: Callable[[Number], str]) -> str:
            words = " + ".join(p.text(end, write) for p in parts)
            return f"{words} − {write(cuts[end])}" if cuts[end] else words

        made = [sum((p.ends[end] for p in parts), start=0) - cuts[end] for end in _BOTH]
        texts, formulas = self._ends(ledger.total, written, made, None)
        return {
            **_points(ledger.total),
            "text": texts,
            "formulas": formulas,
            "why": self.spoken.say("sum-cap", cap=number(cap)) if cap is not None and any(cuts) else None,
            "percent": self._percent(cuts),
        }

    def _is_own(self, dimension: DimensionScore) -> bool:
        return dimension.dimension.id == self.finding.criterion.dimension

    def _percent(self, cuts: Sequence[Number]) -> Row | None:
        """Points ÷ of, or with weights the dimensions' shares by their weights, on 0-100.

        Where open answers could still take points out of ``of``, the ends bound more than one division gives: they
        are then said without a formula.
        """
        total = self.side.ledger.total
        if total.low_percent is None or total.high_percent is None:
            return None
        counted = [d for d in self.side.ledger.dimensions if d.points.of]
        weighted = any(d.dimension.weight is not None for d in counted)
        texts: list[str] = []
        formulas: list[Row] = []
        for end, percent in enumerate((total.low_percent, total.high_percent)):
            if weighted:
                made = self._mean(counted, end) - divide(100 * cuts[end], total.of)
            else:
                made = divide(100 * _ends(total)[end], total.of)

            def written(write: Callable[[Number], str], end: int = end) -> str:
                if weighted:
                    return self._weights(counted, end, cuts[end], write)
                return f"{write(_ends(total)[end])} ÷ {write(total.of)} × 100"

            shown = decimals(percent)
            if made == percent:
                text = self.spoken.say("sum", formula=written(_signed), points=shown)
                formulas.append({"formula": written(_exact), "value": show(percent)})
            else:
                text = self.spoken.say("percent-bound", percent=shown)
            if text not in texts:
                texts.append(text)
        low, high = decimals(total.low_percent), decimals(total.high_percent)
        return {"low": low, "high": high, "text": texts, "formulas": formulas}

    def _mean(self, counted: Sequence[DimensionScore], end: int) -> Number:
        weights = sum((d.dimension.weight or 0 for d in counted), start=0)
        shares = (divide(_ends(d.points)[end] * (d.dimension.weight or 0), d.points.of) for d in counted)
        return divide(100 * sum(shares, start=0), weights)

    def _weights(self, counted: Sequence[DimensionScore], end: int, cut: Number, write: Callable[[Number], str]) -> str:
        parts = []
        for d in counted:
            words = f"{_exact(d.dimension.weight or 0)} × {write(_ends(d.points)[end])} ÷ {write(d.points.of)}"
            parts.append(f"[{words}]" if self._is_own(d) else words)
        weights = " + ".join(_exact(d.dimension.weight or 0) for d in counted)
        formula = f"({' + '.join(parts)}) ÷ ({weights}) × 100"
        return f"{formula} − {write(cut)} ÷ {write(self.side.ledger.total.of)} × 100" if cut else formula

    # both

    def _ends(
        self,
        points: Points,
        written: Callable[[int, Callable[[Number], str]], str],
        made: Sequence[Number],
        limit: Number | None,
    ) -> tuple[list[str], list[Row]]:
        """The sum at its low end and, where it is open, at its high end; cut where there is a maximum."""
        texts: list[str] = []
        formulas: list[Row] = []
        for end, value in zip(_BOTH, _ends(points), strict=True):
            words = {"formula": written(end, decimals), "points": decimals(value)}
            code = "sum" if made[end] == value else "sum-max"
            text = self.spoken.say(code, max=number(limit or 0), **words)
            if text not in texts:
                texts.append(text)
                formulas.append({"formula": written(end, number), "value": show(made[end])})
        return texts, formulas


def _gone(own: DimensionScore) -> list[Finding]:
    """The criteria whose points were handed on."""
    return [f for f in own.findings if f.status == "not_applicable" and not f.of and f.criterion.force != "may"]


def _handed(own: DimensionScore) -> tuple[Number, Number]:
    """The points handed on, and those of what is left."""
    handed: Number = sum((f.criterion.points for f in _gone(own)), start=0)
    return handed, divide(handed, own.factor - 1)


def _with_factor(parts: Sequence[_Part], factor: str, end: int, write: Callable[[Number], str]) -> str:
    """What was won, by what was handed on to it; points below 0 and a bonus are not multiplied."""
    if not factor:
        return " + ".join(p.text(end, write) for p in parts)
    grown = [p for p in parts if not p.bonus and p.ends[end] >= 0]
    words = [p.text(end, write) for p in parts if p.bonus or p.ends[end] < 0]
    if grown:
        words = [f"({' + '.join(p.text(end, write) for p in grown)}) × {factor}", *words]
    return " + ".join(words)


def _signed(value: Number) -> str:
    """Points with two decimals inside a product."""
    text = decimals(value)
    return f"({text})" if text.startswith("-") else text


def _exact(value: Number) -> str:
    """A number inside a product: a fraction stands in brackets."""
    text = number(value)
    return f"({text})" if "/" in text or text.startswith("-") else text


def _ends(points: Points) -> tuple[Number, Number]:
    return points.low, points.high


def _points(points: Points) -> Row:
    return {"low": decimals(points.low), "high": decimals(points.high), "of": decimals(points.of)}
