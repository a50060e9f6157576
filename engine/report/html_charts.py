"""A view → its charts: which rows are drawn, with which words; the drawing is `charts`'. Shared by HTML and paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from markupsafe import Markup

from gongti.engine.report import charts
from gongti.engine.report.html_prior import LastPeriod
from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.words import say

WIDE: Final = 680
NARROW: Final = 320
_STEPS: Final = 12
"""The largest losses of the waterfall; the others are one step."""
_SHORTEST: Final = 3
"""A radar needs three dimensions."""

_LOOKS: Final = {"claimed": 0, "verified": 1, "prior": 2}
"""How the radar draws each side, in every report alike."""
COLOURS: Final = {
    "met": ("#d6ecdc", "#14532d"),
    "partial": ("#fbe7bd", "#6b4300"),
    "unmet": ("#f7cfc9", "#8a1616"),
    "undetermined": ("#e3dbf2", "#4a2f7a"),
    "contested": ("#f3d6ea", "#7a1f5c"),
    "explained": ("#d3e6f5", "#174a78"),
    "waived": ("#dfe9e8", "#264b48"),
    "not_applicable": ("#e9ecef", "#495057"),
    "not_due": ("#e9ecef", "#495057"),
    "not_reviewed": ("#e9ecef", "#495057"),
    "watched": ("#eef0e0", "#4c4f1d"),
    "none": ("#ffffff", "#57606a"),
}
"""Of each status: the cell's colour and the letter's; their contrast is at least 4.5 to 1."""


@dataclass(frozen=True)
class Charts(Phrases):
    """The pictures of one view in one language; each is empty where there is nothing to draw."""

    def word(self, code: str, **params: object) -> str:
        return say(f"html.{code}", self.lang, **params)

    @cached_property
    def both(self) -> bool:
        return self.view.get("verified") is not None

    @cached_property
    def sides(self) -> list[tuple[str, Data]]:
        """The sides there are, the one that counts first."""
        names = ("verified", "claimed") if self.both else ("claimed",)
        return [(name, self.view[name]) for name in names]

    # ---- the score on its scale

    def scale(self, width: int = WIDE) -> Markup:
        bars = [
            charts.Bar(
                self.say(f"side.{name}"), _share(side["low_percent"]), _share(side["high_percent"]), self.percent(side)
            )
            for name, side in self.sides
            if side["percent"] is not None
        ]
        if not bars:
            return Markup()
        marks = [
            charts.Mark(_share(grade["at"]), self.word("scale.line", title=grade["title"], at=_round(grade["at"])))
            for grade in self.view["pack"].get("grades", [])
            if grade.get("at") is not None
        ]
        said = self.join((f"{bar.label} {bar.value}" for bar in bars), "semicolon")
        lines = self.join(mark.label for mark in marks)
        words = self.word("scale.desc", bars=said, lines=lines) if marks else self.word("scale.desc-bare", bars=said)
        return Markup(charts.scale(bars, marks, charts.Caption(f"scale-{width}", self.word("scale"), words), width))

    def percent(self, part: Data) -> str:
        return self.interval(f"{part['low_percent']}%", f"{part['high_percent']}%")

    # ---- dimensions

    @cached_property
    def drawable(self) -> list[Data]:
        """The dimensions that have points on either side."""
        return [d for d in self.view["dimensions"] if any(_assessed(p) for p in (d, d["verified"]) if p is not None)]

    def radar(self) -> Markup:
        if self.only_watches or len(self.drawable) < _SHORTEST:
            return Markup()
        series, said = [], []
        before = LastPeriod(self.view, self.lang)
        # Last period under what was claimed, and that under what was verified.
        for name in (["prior"] if before.there else []) + [name for name, _ in reversed(self.sides)]:
            parts = [d if name == "claimed" else d[name] for d in self.drawable]
            label = before.label if name == "prior" else self.say(f"side.{name}")
            values = (
                self.word("radar.value", title=d["title"], value=self.percent(p) if _assessed(p) else self.unassessed)
                for d, p in zip(self.drawable, parts, strict=True)
            )
            said.append(self.word("radar.desc", series=label, values=self.join(values)))
            if any(_assessed(p) and p["low_percent"] != p["high_percent"] for p in parts):
                label = self.word("radar.open", series=label)
            series.append(charts.Series(label, tuple(map(_ends, parts)), _LOOKS[name]))
        titles = [d["title"] for d in self.drawable]
        caption = charts.Caption("radar", self.word("radar"), " ".join(said))
        return Markup(charts.radar(titles, series, caption))

    @property
    def unassessed(self) -> str:
        return self.say("not_assessed")

    # ---- facilities and criteria

    @cached_property
    def heads(self) -> list[str]:
        return [self.word("heat.all"), *(str(f["name"]) for f in self.view["facilities"])]

    @cached_property
    def key(self) -> list[str]:
        """The facilities by number, where the columns of the heat map have numbers."""
        return self.heads[1:] if charts.numbered(self.heads) else []

    @cached_property
    def kinds(self) -> dict[str, charts.Kind]:
        named = {code: self.say(f"status.{code}") for code in COLOURS if code != "none"}
        named["none"] = self.word("letter.none-means")
        return {code: charts.Kind(self.word(f"letter.{code}"), *COLOURS[code], label) for code, label in named.items()}

    @cached_property
    def lines(self) -> list[charts.Line]:
        """The criteria of each dimension under its title; of each the status and that of every facility asked."""
        titles = {d["id"]: d["title"] for d in self.view["dimensions"]}
        rows: dict[str, list[charts.Line]] = {}
        ids = [f["id"] for f in self.view["facilities"]]
        for criterion in self.view["criteria"]:
            side = self.side_of(criterion)
            found = {unit["id"]: unit["status"] or "none" for unit in side["facilities"]}
            cells = (side["status"], *(found.get(id_) for id_ in ids))
            rows.setdefault(criterion["dimension"], []).append(charts.Line(criterion["title"], cells))
        return [line for id_, found in rows.items() for line in (charts.Line(titles.get(id_, id_)), *found)]

    def heat(self, width: int = WIDE) -> list[Markup]:
        if not self.view["criteria"]:
            return []
        counts = self.counted()
        words = self.word("heat.desc", counts=counts)

        def caption(part: int, of: int) -> charts.Caption:
            title = self.word("heat")
            title = title if of == 1 else self.word("heat.part", title=title, part=part, of=of)
            return charts.Caption(f"heat-{width}-{part}", title, words)

        return [Markup(svg) for svg in charts.heat_maps(self.heads, self.lines, self.kinds, caption, width)]

    def legend(self) -> list[charts.Kind]:
        """The kinds of cells that occur, in the order of the statuses."""
        used = {cell for line in self.lines for cell in line.cells}
        return [kind for code, kind in self.kinds.items() if code in used]

    # ---- from full marks to the score

    def side_of(self, criterion: Data) -> Data:
        """What the side that counts says of a criterion."""
        return (criterion.get("verified") if self.both else None) or criterion

    def waterfall(self, width: int = WIDE) -> Markup:
        total = self.sides[0][1]
        if self.only_watches or total["points"] is None or Fraction(total["of"]) <= 0 or not self.view["gaps"]:
            return Markup()
        full = charts.Total(self.word("waterfall.full"), Fraction(total["of"]), Fraction(total["of"]), total["of"])
        low, high = Fraction(total["low"]), Fraction(total["high"])
        score = charts.Total(self.word("waterfall.score"), low, high, self.interval(total["low"], total["high"]))
        steps = list(self.steps(full.high - low))
        named = self.join(f"{step.label} {step.value}".strip() for step in steps)
        words = self.word("waterfall.desc", of=full.value, steps=named, score=score.value)
        caption = charts.Caption(f"waterfall-{width}", self.word("waterfall"), words)
        return Markup(charts.waterfall(full, steps, score, caption, width))

    def steps(self, lost: Fraction) -> Iterator[charts.Loss]:
        """The largest losses with their numbers; then one step without a number down to the score's low end."""
        gaps = sorted(self.view["gaps"], key=lambda gap: -Fraction(gap["points_at_stake"]))
        for gap in gaps[:_STEPS]:
            at_stake, still_open = Fraction(gap["points_at_stake"]), self.still_open(gap)
            code = "waterfall.open" if still_open > 0 else "waterfall.loss"
            value = self.word(code, points=gap["points_at_stake"])
            title = gap.get("title") or self.title(gap["criterion"])
            yield charts.Loss(str(title), max(at_stake - still_open, Fraction(0)), min(still_open, at_stake), value)
            lost -= at_stake
        rest = len(gaps) - _STEPS
        if rest > 0:
            label = self.word("waterfall.rest-one") if rest == 1 else self.word("waterfall.rest", count=rest)
            lost = max(lost, Fraction(0))
            still_open = min(lost, sum(map(self.still_open, gaps[_STEPS:]), Fraction(0)))
            yield charts.Loss(label, lost - still_open, still_open, "")
        elif lost >= 1:  # what was handed on, or bounded: more than rounding
            yield charts.Loss(self.word("waterfall.other"), lost, Fraction(0), "")

    def still_open(self, gap: Data) -> Fraction:
        """How much of what is at stake is not settled."""
        if gap["criterion"] not in self.criteria:
            return Fraction(0)
        side = self.side_of(self.criteria[gap["criterion"]])
        return Fraction(side["high"]) - Fraction(side["low"])


def _assessed(part: Data | None) -> bool:
    """Whether a dimension has points of which some can be had; of last period, whether it was printed."""
    if part is None or part.get("low_percent") is None:
        return False
    return "points" not in part or (part["points"] is not None and Fraction(part["of"] or 0) > 0)


def _ends(part: Data | None) -> tuple[Fraction, Fraction] | None:
    if part is None or not _assessed(part):
        return None
    return _share(part["low_percent"]), _share(part["high_percent"])


def _share(percent: str) -> Fraction:
    return Fraction(percent) / 100


def _round(percent: str) -> str:
    """``85.00`` → ``85%``: a grade's line is a round number, and its label has little room."""
    return f"{percent.rstrip('0').rstrip('.') if '.' in percent else percent}%"
