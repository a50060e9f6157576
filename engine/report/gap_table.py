"""Gaps of a view → the table of the terminal report, its columns chosen by the width there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rich.table import Column, Table
from rich.text import Text

from gongti.engine.report.forms import stack, table, text
from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.report.prose import Prose

_STACKED_BELOW: Final = 110  # cells: a narrower table puts reason, facility and distance under the title
_SPREAD_FROM: Final = 160  # cells: a wider one gives title and reason a column each
_STATUS_STYLES: Final = {"unmet": "red", "partial": "yellow", "undetermined": "magenta", "contested": "magenta"}

Cell = Callable[[Data], list[Text]]


@dataclass(frozen=True)
class GapTable:
    """``starred``: points set by the project are marked, because others in the same table are not."""

    phrases: Phrases
    width: int
    starred: bool

    def draw(self, gaps: list[Data]) -> Table:
        layout = self.layout()
        drawn = table(*(column for column, _ in layout), leading=1)
        for gap in gaps:
            drawn.add_row(*(Prose(stack(cell(gap))) for _, cell in layout))
        return drawn

    def layout(self) -> list[tuple[Column, Cell]]:
        """The columns the width has room for, each with what it takes from a gap; what has no column is stacked."""
        say, spread = self.phrases.say, self.width >= _SPREAD_FROM
        clause = (Column(say("clause"), min_width=10, max_width=14), self.clauses)
        points = (Column(say("points_at_stake"), justify="right", no_wrap=True), self.points)
        both = Column(say("criterion_and_reason"), ratio=1)
        if self.width < _STACKED_BELOW:
            facilities, distance = self.labelled("facility", self.facilities), self.labelled("distance", self.distance)
            main = self.stacked(self.title, self.reasons, facilities, distance, self.remarks)
            last = Column(say("owner_and_due"), max_width=16)
            return [clause, (both, main), points, (last, self.stacked(self.owner, self.due))]
        rest = [
            (Column(say("facility"), max_width=18 if spread else 16), self.facilities),
            (Column(say("distance"), max_width=16 if spread else 12), self.distance),
            points,
            (Column(say("owner"), max_width=16), self.owner),
            (Column(say("due"), min_width=10, max_width=10), self.due),
        ]
        if not spread:
            return [clause, (both, self.stacked(self.title, self.reasons, self.remarks)), *rest]
        title = (Column(say("criterion"), max_width=28), self.title)
        return [clause, title, (Column(say("reason"), ratio=1), self.stacked(self.reasons, self.remarks)), *rest]

    def stacked(self, *cells: Cell) -> Cell:
        return lambda gap: [line for cell in cells for line in cell(gap)]

    def labelled(self, code: str, cell: Cell) -> Cell:
        label = self.phrases.say(code) + self.phrases.say("colon")
        return lambda gap: [Text(label).append_text(line) for line in cell(gap)]

    # ---- cells

    def clauses(self, gap: Data) -> list[Text]:
        """The clauses, each once, a mark where the original was not seen, and how the criterion stands."""
        lines = []
        places = ((c["clause"] or "", self.phrases.documents.get(c["doc"], ""), c["seen"]) for c in gap.get("cite", []))
        for clause, document, seen in dict.fromkeys(places):
            lines.append(text(f"{clause} {document}"))
            if seen != "original":
                lines.append(text(self.phrases.say("to_check"), "dim"))
        criterion = self.phrases.criteria.get(gap["criterion"], {})
        side = criterion.get("verified") if gap["basis"] == "verified" else criterion
        if side and side.get("status"):
            status = side["status"]
            lines.append(text(self.phrases.say(f"status.{status}"), _STATUS_STYLES.get(status, "")))
        return lines

    def title(self, gap: Data) -> list[Text]:
        return [text(gap.get("title") or self.phrases.title(gap["criterion"]), "bold")]

    def reasons(self, gap: Data) -> list[Text]:
        return [text(reason) for reason in gap.get("reasons", [])]

    def facilities(self, gap: Data) -> list[Text]:
        names = self.phrases.join(map(self.phrases.name, gap["facilities"]))
        return [text(names)] if names else []

    def distance(self, gap: Data) -> list[Text]:
        return [text(gap["distance"]["text"])] if gap.get("distance") else []

    def points(self, gap: Data) -> list[Text]:
        star = "*" if self.starred and gap.get("points_by") == "project" else ""
        return [text(gap["points_at_stake"] + star)]

    def owner(self, gap: Data) -> list[Text]:
        return [text(gap["owner"])] if gap["owner"] else []

    def due(self, gap: Data) -> list[Text]:
        overdue = [text(self.phrases.say("overdue"), "red")] if gap["status"] == "overdue" else []
        return [text(gap["due"]), *overdue] if gap["due"] else overdue

    def remarks(self, gap: Data) -> list[Text]:
        """The words of the clause, what to do, which evidence is missing."""
        say = self.phrases.say
        quotes = [say("quoted", text=cite["quote"]) for cite in gap.get("cite", []) if cite["quote"]]
        lines = [text(say("basis", text=quote), "dim") for quote in quotes]
        if gap["action"]:
            # What is only unknown is to be answered first; the remedy is for the case that it is not met.
            code = "remedy_if" if gap["status"] == "unknown" else "remedy"
            lines.append(text(say(code, text=gap["action"]), "cyan"))
        if gap["evidence_missing"]:
            lines.append(text(say("evidence_missing", text=self.phrases.join(gap["evidence_missing"]))))
        return lines
