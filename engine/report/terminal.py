"""A view → the report on a terminal, 80 to 200 cells wide, as UTF-8 bytes; or as an SVG picture of that terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from gongti.engine.report import bars
from gongti.engine.report.forms import item, stack, table, text
from gongti.engine.report.gap_table import GapTable
from gongti.engine.report.page import blank_console, printed
from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.report.prose import Prose
from gongti.engine.report.review import Reviewed
from gongti.engine.report.visible import visible
from gongti.engine.words import Language

_INDENT: Final = 2
_LONGEST_BAR: Final = 72  # cells: a longer bar says no more

# What stands left of a fact, in the verdict and the provenance.
_LABELS: Final = (
    "unreadable", "grade", "possible_grades", "score", "percent", "not_applicable", "explained", "vetoes", "coverage",
    "counts", "evaluators", "pack", "sha256", "overlays", "points_source", "documents", "inputs", "engine",
)  # fmt: skip
_SECTIONS: Final = (
    "verdict", "dimensions", "gaps", "undecided", "watched", "contradictions", "review", "notes", "problems",
    "provenance",
)  # fmt: skip
_FACT_STYLES: Final = {"possible_grades": "bold", "grade": "bold", "score": "bold", "explained": "yellow"}
_SEVERITY_STYLES: Final = {"error": "red", "warning": "yellow", "info": "cyan"}


def render(view: Data, lang: Language, *, width: int, colour: bool) -> bytes:
    """The report; without ``colour`` it holds no escape sequence at all. Widths outside 80–200 are moved inside."""
    return printed(lambda inside: Report(view, lang, inside).sections(), width=width, colour=colour)


def svg(view: Data, lang: Language, width: int) -> str:
    """The same report, in colour, as one SVG that asks no network address for anything."""
    from gongti.engine.report import picture

    console = blank_console(width, colour=True)
    sections = Report(view, lang, console.width).sections()
    return picture.draw((segment for part in sections for segment in console.render(part)), console.width)


@dataclass(frozen=True)
class Report(Phrases):
    """One view in one language on one width: a method a section, each yielding what rich can draw."""

    width: int

    # ---- the report

    def sections(self) -> Iterator[RenderableType]:
        yield from self.header()
        for code in _SECTIONS:
            body: Callable[[], Iterator[RenderableType]] = getattr(self, code)
            parts = list(body())
            if parts:
                yield Text()
                yield Rule(Text(self.say(code), "bold"), align="left", style="dim")
                for part in parts:
                    yield Padding(part, (0, 0, 0, _INDENT))

    def header(self) -> Iterator[RenderableType]:
        consortium, pack = self.view["consortium"], self.view["pack"]
        yield Prose(text(consortium["name"], "bold"))
        about = [pack.get("title") or pack["id"]]
        about += [self.say("period", period=consortium["period"])] if consortium["period"] else []
        about += [self.say("assessed_on", date=self.view["assessed_on"])]
        yield Prose(text(self.join(about, "semicolon")))

    # ---- verdict

    def verdict(self) -> Iterator[RenderableType]:
        if self.view.get("unreadable"):
            facts = self.facts()
            words = self.say("unreadable_files", files=self.join(self.view["unreadable"]))
            self.row(facts, "unreadable", words, "red")
            yield facts
        both = self.view.get("verified") is not None
        for side in ("verified", "claimed") if both else ("claimed",):
            facts = self.facts()
            if both:
                yield Prose(text(self.side_title(side), "bold"))
            for label, words in self.side_facts(self.view[side]):
                self.row(facts, label, words, _FACT_STYLES.get(label, ""))
                if label == "percent" and self.view[side]["percent"] is not None:
                    facts.add_row("", self.percent_bar(self.view[side]["low_percent"], self.view[side]["high_percent"]))
            if side == ("verified" if both else "claimed"):  # what the rules came to rests on this side
                for words, certain in self.vetoes():
                    self.row(facts, "vetoes", words, "red" if certain else "yellow")
                if counted := self.counted():
                    self.row(facts, "counts", counted)
            yield facts
        facts = self.facts()
        self.shared_rows(facts)
        yield facts

    def percent_bar(self, low: str, high: str) -> Text:
        width = min(_LONGEST_BAR, self.width - 24)
        marks = [
            (bars.share(grade["at"], "100"), f"{_percent(grade['at'])} {visible(grade['title'])}")
            for grade in self.view["pack"].get("grades", [])
            if grade.get("at") is not None
        ]
        drawn = bars.bar(bars.share(low, "100"), bars.share(high, "100"), width, marks)
        if marks:
            drawn.append("\n").append_text(bars.scale(width, marks))
        return drawn

    def shared_rows(self, facts: Table) -> None:
        self.row(facts, "coverage", self.coverage())
        self.row(facts, "evaluators", self.decided_by(), "" if len(self.view["evaluators"]) > 1 else "yellow")

    # ---- dimensions

    def dimensions(self) -> Iterator[RenderableType]:
        if self.only_watches or not self.view["dimensions"]:
            return
        width = max(14, min(48, self.width - 78))
        grid = Table.grid(
            Column(max_width=40), Column(width=width), Column(no_wrap=True), Column(), padding=(0, 2, 0, 0)
        )
        for dimension in self.view["dimensions"]:
            grid.add_row(Prose(text(dimension["title"])), *self.dimension_cells(dimension, width))
            if verified := dimension["verified"]:
                grid.add_row(text(self.say("side.verified"), "dim"), *self.dimension_cells(verified, width))
        yield grid
        yield Text(self.say("legend"), "dim")
        if self.view.get("rows_note"):
            yield Prose(text(self.view["rows_note"], "dim"))

    def dimension_cells(self, row: Data, width: int) -> tuple[Text, Text, Text]:
        if row["points"] is None or not Fraction(row["of"] or 0):
            return Text(), text(self.say("not_assessed")), Text()
        low, high, of = row["low"], row["high"], row["of"]
        percent = ""
        if row.get("low_percent") is not None and row.get("high_percent") is not None:
            percent = self.interval(f"{row['low_percent']}%", f"{row['high_percent']}%")
        elif low == high and row.get("percent") is not None:
            percent = f"{row['percent']}%"
        drawn = bars.bar(bars.share(low, of), bars.share(high, of), width)
        points = f"{self.interval(low, high)} / {of}"
        if row.get("factor", "1") != "1":
            points += self.say("brackets", text=self.say("factor", factor=row["factor"]))
        return drawn, text(points), text(percent)

    # ---- gaps

    def gaps(self) -> Iterator[RenderableType]:
        gaps = self.view["gaps"]
        if not gaps:
            if self.view["claimed"]["points"] is not None:
                yield Text(self.say("no_gaps"))
            return
        if any(gap["basis"] == "verified" for gap in gaps):
            yield Prose(text(self.say("gaps_verified")))
        sources = {gap.get("points_by", "official") for gap in gaps}
        starred = "project" in sources and len(sources) > 1
        yield GapTable(self, self.width, starred).draw(gaps)
        remarks = [self.say("points_star")] if starred else []
        remarks += [self.say("document_numbers")] if self.documents else []
        if remarks:
            yield Text()
            yield Prose(stack([text(remark, "dim") for remark in remarks]))

    # ---- what is open, what disagrees, what was wrong

    def undecided(self) -> Iterator[RenderableType]:
        """One row for each question that several facilities leave open alike, so that the list stays readable."""
        groups: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
        for answer in self.view["undecided"]:
            label = answer.get("label") or answer["indicator"]
            key = (label, tuple(answer["criteria"]), answer["points_at_stake"])
            groups.setdefault(key, []).append(answer.get("name") or self.name(answer["facility"]))
        if not groups:
            return
        yield Prose(text(self.say("undecided_note"), "dim"))
        drawn = table(
            Column(self.say("answer"), ratio=3),
            Column(self.say("facility"), ratio=4),
            Column(self.say("decides"), ratio=4),
            Column(self.say("points_at_stake"), justify="right", no_wrap=True),
        )
        for (label, criteria, points), names in groups.items():
            cells = (label, self.join(names), self.join(map(self.title, criteria)), points)
            drawn.add_row(*(Prose(text(cell)) for cell in cells))
        yield drawn

    def watched(self) -> Iterator[RenderableType]:
        rows = list(self.watched_rows())
        if not rows:
            return
        yield Prose(text(self.say("watched_note"), "dim"))
        drawn = table(
            Column(self.say("indicator"), ratio=5),
            Column(self.say("this_period"), ratio=4),
            Column(self.say("last_period"), ratio=2),
            Column(self.say("change"), ratio=3),
            Column(self.say("direction"), no_wrap=True),
        )
        for id_, *cells in rows:
            mark = self.to_check(id_)
            title = [text(self.title(id_))] + ([text(mark, "dim")] if mark else [])
            drawn.add_row(Prose(stack(title)), *(Prose(text(cell)) for cell in cells))
        yield drawn

    def contradictions(self) -> Iterator[RenderableType]:
        for found in self.view["contradictions"]:
            lines = [text(found["text"])]
            lines += [text(f"{s['text']}{self.say('colon')}{s['value']}") for s in found.get("sides", [])]
            if found["facilities"]:
                names = self.join(map(self.name, found["facilities"]))
                lines.append(text(self.say("facility") + self.say("colon") + names))
            if found["doubts"]:
                lines.append(text(self.say("doubted", text=self.join(map(self.title, found["doubts"]))), "magenta"))
            yield item(lines)

    def review(self) -> Iterator[RenderableType]:
        """What reviewers changed, by answer, item and facility; what was waived and what is objected to."""
        reviewed = Reviewed(self.view, self.lang)
        for code, heads, rows in reviewed.tables():
            if rows:
                yield Text(self.say(code), "bold")
                drawn = table(*(Column(head, ratio=1) for head in heads))
                for cells in rows:
                    drawn.add_row(*(Prose(text(cell)) for cell in cells))
                yield drawn
                yield Text()
        for line in reviewed.lines():
            yield item([text(line)])

    def notes(self) -> Iterator[RenderableType]:
        for note in self.view["notes"]:
            raised = self.say("note.escalate") + self.say("colon") if note["kind"] == "escalate" else ""
            yield item([text(raised + self.about(note), "bold" if raised else "")])

    def problems(self) -> Iterator[RenderableType]:
        for problem in self.view["problems"]:
            severity = problem["severity"]
            head = text(self.say(f"severity.{severity}"), _SEVERITY_STYLES[severity])
            head.append(" ").append(visible(problem["at"]), "bold").append(" ").append(visible(problem["code"]), "dim")
            yield item([head, text(problem["text"])])

    # ---- provenance

    def provenance(self) -> Iterator[RenderableType]:
        pack, facts = self.view["pack"], self.facts()
        name = self.say("brackets", text=pack["title"]) if pack.get("title") else ""
        self.row(facts, "pack", f"{pack['id']} {pack['version']}{name}")
        self.row(facts, "sha256", pack["sha256"], "dim")
        for number, overlay in enumerate(pack["overlays"]):
            title = self.say("brackets", text=overlay["title"]) if overlay.get("title") else ""
            self.row(facts, None if number else "overlays", f"{overlay['id']} {overlay['version']}{title}")
            self.row(facts, "sha256", overlay["sha256"], "dim")
        self.row(facts, "points_source", self.say(f"points_by.{pack['points_by']}"))
        for number, document in enumerate(pack.get("documents", [])):
            about = [document[key] for key in ("issuer", "date") if document.get(key)]
            about.append(self.say(f"seen.{document['seen']}"))
            mark = self.documents.get(document["id"], "")
            title = f"{mark} {self.say('document', title=document['title'])}"
            words = title + self.say("brackets", text=self.join(about, "semicolon"))
            self.row(facts, None if number else "documents", words)
        for given in self.view["inputs"]:
            self.row(facts, "inputs", given["path"])
            self.row(facts, "sha256", given["sha256"], "dim")
        self.row(facts, "engine", f"gongti {self.view['engine']}")
        yield facts

    # ---- forms

    def facts(self) -> Table:
        """A label and what is said about it; all such tables of a report are aligned."""
        width = max(cell_len(self.say(code)) for code in _LABELS)
        return Table.grid(Column(width=width, style="dim"), Column(ratio=1), padding=(0, 2, 0, 0), expand=True)

    def row(self, facts: Table, label: str | None, words: str, style: str = "") -> None:
        facts.add_row(Text(self.say(label)) if label else "", Prose(text(words, style)))


def _percent(number: str) -> str:
    """``85.00`` → ``85%``: a grade's line is a round number, and its label has little room."""
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number}%"
