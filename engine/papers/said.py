"""A view and a language → what several papers say alike: who, which clause, which evidence; nothing is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from rich.cells import cell_len

from gongti.engine.papers.model import Block, Cell, Column, Picture, Row, Table, cell, cells, para
from gongti.engine.report.blocks import Span, line
from gongti.engine.report.html_charts import Charts
from gongti.engine.report.html_page import Page
from gongti.engine.report.html_page import Table as Rows
from gongti.engine.report.html_summary import Summary
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible
from gongti.engine.words import TABLE, say

_ROOM: Final = 100
"""How much room facilities named in one cell take before the rest are counted; a Chinese character takes two."""
_NAMED: Final = 8
"""Dimensions a radar names; more have numbers."""
RADAR_WIDE: Final = 95
"""Millimetres."""


@dataclass(frozen=True)
class Said(Page):
    """One view in one language, and the head of the ledger it stands in."""

    head: str | None = None

    def paper(self, code: str, **params: object) -> str:
        return say(f"paper.{code}", self.lang, **params)

    @cached_property
    def summary(self) -> Summary:
        return Summary(self.view, self.lang)

    # ---- names

    @property
    def consortium(self) -> str:
        return visible(self.view["consortium"]["name"])

    @property
    def pack_title(self) -> str:
        pack = self.view["pack"]
        return visible(pack.get("title") or pack["id"])

    @property
    def side(self) -> Data:
        """The side that counts."""
        found: Data = self.view["verified"] if self.both else self.view["claimed"]
        return found

    def title_of(self, code: str, name: str | None = None) -> str:
        return self.paper("title-of", name=self.consortium if name is None else visible(name), paper=self.paper(code))

    def file_of(self, code: str, name: str | None = None) -> str:
        return self.paper("file", name=self.consortium if name is None else visible(name), paper=self.paper(code))

    def few(self, ids: Iterable[str], room: int = _ROOM) -> str:
        """Facilities by name; of more than there is room for the first, and how many there are."""
        found = list(dict.fromkeys(ids))
        shown, used = 0, 0
        while shown < len(found) and (shown == 0 or used + cell_len(self.name(found[shown])) <= room):
            used += cell_len(self.name(found[shown]))
            shown += 1
        if shown == len(found):
            return self.names_of(found)
        return self.paper("and-more", names=self.names_of(found[:shown]), count=len(found))

    def role(self, role: str | None) -> str:
        """A role in words; one the table has no words for as the report has it."""
        code = f"role.{role}"
        return self.paper(code) if f"paper.{code}" in TABLE else role or "–"

    # ---- who and when

    def particulars(self) -> Iterator[tuple[str, str]]:
        """(label, words) of what every paper says first."""
        consortium, pack = self.view["consortium"], self.view["pack"]
        yield self.paper("party"), self.consortium
        yield (
            self.paper("region"),
            visible(consortium["region"]) if consortium.get("region") else self.paper("not-given"),
        )
        yield self.paper("period"), consortium["period"] or self.paper("not-given")
        yield self.paper("assessed-on"), self.view["assessed_on"]
        yield self.paper("pack"), self.paper("pack-is", title=self.pack_title, id=pack["id"], version=pack["version"])
        yield self.paper("head"), self.head_words

    @property
    def head_words(self) -> str:
        return visible(self.head) if self.head is not None else self.paper("no-head")

    def head_line(self) -> str:
        return self.paper("head-line", head=self.head_words)

    def facts_table(self, rows: Iterable[tuple[str, object]], wide: int = 28) -> Table:
        """Labels beside what is said about them; a label that repeats is said once."""
        found: list[tuple[str, list[object]]] = []
        for label, words in rows:
            if found and found[-1][0] == label:
                found[-1][1].append(words)
            else:
                found.append((label, [words]))
        made = tuple(Row((Cell((line(label, "bold"),)), cell(*words))) for label, words in found)
        return Table((Column("", wide), Column("", 100 - wide)), made, headless=True)

    def fields(self, title: str, addressee: str = "") -> dict[str, str]:
        """What a template may ask for, by id."""
        consortium, side = self.view["consortium"], self.side
        verified = self.view.get("verified")
        return {
            "title": title,
            "consortium": self.consortium,
            "region": visible(consortium.get("region") or ""),
            "period": consortium["period"] or "",
            "day": self.view["assessed_on"],
            "pack": self.pack_title,
            "score": self.total(side),
            "of": side["of"] or "–",
            "percent": self.rate(side),
            "grade": self.grade(side),
            "claimed": self.total(self.view["claimed"]),
            "verified": self.total(verified) if verified is not None else "–",
            "addressee": visible(addressee),
            "head": self.head_words,
        }

    # ---- scores

    def total(self, side: Data) -> str:
        return self.interval(side["low"], side["high"]) if side["points"] is not None else self.say("not_assessed")

    def rate(self, side: Data) -> str:
        if side["percent"] is None:
            return self.say("not_assessed")
        return self.interval(f"{side['low_percent']}%", f"{side['high_percent']}%")

    def grade(self, side: Data) -> str:
        """The grade; all possible ones where open answers decide."""
        possible = [self.grades.get(g, g) for g in side["possible_grades"]]
        if possible:
            return self.join(possible)
        return self.say("not_assessed") if self.grades else self.paper("grades-none")

    def earned(self, part: Data, of: str | None) -> str:
        """Points of one criterion; beside full marks of ``of`` only said with their own where these differ."""
        words = self.scored(part)
        own = f" / {part['of']}"
        if not words.endswith(own):
            return words
        points = words.removesuffix(own)
        return points if part["of"] == of else self.paper("of-other", points=points, of=part["of"])

    def part(self, part: Data, of: str | None) -> str:
        """The same of a dimension or a total."""
        if part["points"] is None:
            return self.say("not_assessed")
        points = self.interval(part["low"], part["high"])
        return points if part["of"] == of else self.paper("of-other", points=points, of=part["of"])

    def by_points(self) -> list[Data]:
        """The gaps by what is at stake, most first."""
        return sorted(self.view["gaps"], key=lambda gap: -Fraction(gap["points_at_stake"]))

    # ---- clauses

    def clause(self, row: Data, *, numbered: bool = False) -> list[str]:
        """Every clause with its words, and how they were seen where that was not in the original.

        A document is named with the first of its clauses; ``numbered``, by the number it has on this paper.
        """
        found, before = [], None
        for cite in row.get("cite", ()):
            where = visible(cite["clause"] or "")
            if numbered:
                where = self.documents.get(cite["doc"], "") + where
            elif cite["doc"] != before:
                document = self.say("document", title=visible(cite["document"]))
                where = self.paper("where", document=document, clause=where)
            before = cite["doc"]
            text = self.paper("cite", where=where, quote=visible(cite["quote"])) if cite["quote"] else where
            if cite["seen"] != "original":
                text = self.paper("cite-seen", text=text, seen=self.say(f"seen.{cite['seen']}"))
            found.append(text)
        return list(dict.fromkeys(filter(None, found)))

    def sources_line(self) -> str:
        """The documents with the numbers clauses refer to them by, each with how it was seen."""
        found = []
        for document in self.view["pack"].get("documents", ()):
            number = self.documents.get(document["id"], "")
            source = number + self.say("document", title=visible(document["title"]))
            found.append(self.paper("source-seen", source=source, seen=self.say(f"seen.{document['seen']}")))
        return self.join(found, "semicolon")

    # ---- evidence

    @cached_property
    def answers(self) -> dict[tuple[str, str], Data]:
        return {(row["facility"], row["indicator"]): row for row in self.view["answers"]}

    @cached_property
    def labels(self) -> dict[str, str]:
        rows = (*self.view["answers"], *self.view["undecided"])
        return {row["indicator"]: row["label"] for row in rows if row.get("label")}

    def label_of(self, row: Data) -> str:
        return visible(row.get("label") or self.labels.get(row["indicator"], row["indicator"]))

    def papers_of(self, answer: Data) -> Iterator[str]:
        for paper in answer.get("evidence", ()):
            name = visible(paper["name"])
            until = paper["until"]
            yield self.paper("evidence-until", name=name, until=until) if until else name

    def proofs(self, criterion: Data, lacking: Iterable[str]) -> list[str]:
        """What stands behind the answers of a criterion, what is not answered, and which papers are missing."""
        papers: dict[str, list[str]] = {}
        bare: list[str] = []
        for row in criterion["used"]:
            answer = self.answers.get((row["facility"], row["indicator"]), {})
            found = list(self.papers_of(answer))
            papers.setdefault(self.label_of(row), []).extend(found)
            if not found:
                bare.append(self.label_of(row))
        lines = [
            self.paper("evidence-of", label=label, papers=self.join(dict.fromkeys(names)))
            for label, names in papers.items()
            if names
        ]
        if bare:
            lines.append(self.paper("answers-unproved", labels=self.join(dict.fromkeys(bare))))
        return [*lines, *self.unanswered(criterion), *self.lacking(lacking)]

    def unanswered(self, criterion: Data) -> Iterator[str]:
        groups: dict[tuple[str, str], list[str]] = {}
        side = (criterion.get("verified") if self.both else None) or criterion
        for row in side.get("missing", ()):
            groups.setdefault((self.label_of(row), self.why(row)), []).append(row["facility"])
        for (label, why), ids in groups.items():
            yield self.paper("answers-missing", label=label, names=self.few(ids), why=why)

    def lacking(self, names: Iterable[str]) -> Iterator[str]:
        found = self.join(names)
        if found:
            yield self.say("evidence_missing", text=found)

    # ---- parts that several papers have

    def tabled(self, found: Rows, shares: tuple[int, ...]) -> Table:
        """A table of the HTML page on paper."""
        columns = tuple(
            Column(head, share, "centre" if n in found.numbers else "left")
            for n, (head, share) in enumerate(zip(found.heads, shares, strict=True))
        )
        rows = (Row(tuple(cell(*([w] if isinstance(w, str) else w)) for w in row)) for row in found.rows)
        return Table(columns, tuple(rows))

    def dimension_table(self) -> Table | None:
        found = self.dimensions()
        if found is None:
            return None
        rest = len(found.heads) - 1
        return self.tabled(found, (100 - rest * (60 // rest), *((60 // rest,) * rest)))

    def radar(self) -> Iterator[Block]:
        """The dimensions' picture; where they are too many to be named in it, their names by number."""
        charts = Charts(self.view, self.lang)
        svg = str(charts.radar())
        if svg:
            yield Picture(svg, charts.word("radar"), RADAR_WIDE)
        if svg and len(charts.drawable) > _NAMED:
            names = (f"{number} {visible(d['title'])}" for number, d in enumerate(charts.drawable, 1))
            yield para(self.join(names, "semicolon"), "note")

    def facility_table(self) -> Table:
        heads = ["list-facility", "role", "reported", "asked", "answered", "open"]
        shares = [34, 16, 12, 12, 12, 12]
        if self.both:
            heads += ["checked", "changed"]
            shares = [28, 15, 11, 9, 9, 9, 9, 9]
        columns = tuple(
            Column(self.paper(head), share, "left" if n == 0 else "centre")
            for n, (head, share) in enumerate(zip(heads, shares, strict=True))
        )
        rows = []
        for found in self.view["facilities"]:
            words = [visible(found["name"]), visible(self.role(found["role"]))]
            words += [self.paper("reported-yes" if found["reported"] else "reported-no")]
            words += [str(found[key]) for key in ("asked", "answered", "open")]
            words += [str(found.get(key, "–")) for key in ("checked", "changed")] if self.both else []
            rows.append(Row(cells(words)))
        return Table(columns, tuple(rows))

    def signatures(self, *boxes: tuple[str, tuple[str, ...]], high: int = 28) -> Table:
        """Boxes beside one another, each with a head and lines to sign on."""
        share = 100 // len(boxes)
        columns = tuple(Column("", share) for _ in boxes)
        head = Row(tuple(Cell((line(self.paper(title), "bold"),)) for title, _ in boxes), "group")
        body = Row(tuple(cell(*map(self.paper, lines)) for _, lines in boxes), "blank", high=high)
        return Table(columns, (head, body), headless=True)

    def points_by(self) -> str:
        return self.say(f"points_by.{self.view['pack']['points_by']}")

    def footing_words(self) -> Iterator[str]:
        """How to read it, and which line of the ledger it rests on."""
        yield self.say("points_source") + self.say("colon") + self.points_by()
        if self.view.get("rows_note"):
            yield self.view["rows_note"]
        if self.view.get("unreadable"):
            yield self.say("unreadable_files", files=self.join(self.view["unreadable"]))
        yield self.head_line()

    def footing(self) -> Iterator[Block]:
        yield from (para(words, "note") for words in self.footing_words())

    def units_of(self, gap: Data) -> dict[str, Data]:
        """Each facility of a gap as the side it rests on sees it."""
        return self._units(gap)

    def mending(self, gap: Data) -> Cell:
        """What is to be done about a gap: distance, remedy, owner, day and papers, a line each."""
        found: list[tuple[str, str]] = []
        if gap.get("distance"):
            found.append(("distance", visible(gap["distance"]["text"])))
        if gap["action"]:
            found.append(("if-open" if gap["status"] == "unknown" else "action", visible(gap["action"])))
        if gap["owner"]:
            found.append(("owner", visible(gap["owner"])))
        if gap["due"]:
            late = self.say("brackets", text=self.say("overdue")) if gap["status"] == "overdue" else ""
            found.append(("due", gap["due"] + late))
        if gap["evidence_missing"]:
            found.append(("lacking", self.join(gap["evidence_missing"])))
        return Cell(tuple((Span(self.paper(f"label-{code}"), "bold"), Span(words)) for code, words in found))

    def gaps_table(self, columns: tuple[Column, ...], problem: Callable[[Data], Cell]) -> Iterator[Block]:
        """The gaps, most at stake first, each with its number, what the problem is, what is to be done, and points."""
        rows = (
            Row((cell(str(number)), problem(gap), self.mending(gap), cell(self.points(gap))))
            for number, gap in enumerate(self.by_points(), 1)
        )
        yield Table(columns, tuple(rows))
        if self.starred:
            yield para(self.say("points_star"), "note")

    # ---- gaps by whose they are

    def by_party(self) -> list[tuple[str, list[tuple[Data, list[str]]]]]:
        """Each party that has gaps, with how each stands there; what is of no single facility is the consortium's."""
        groups: dict[str, list[tuple[Data, list[str]]]] = {"consortium": [], "region": []}
        groups |= {f["id"]: [] for f in self.view["facilities"]}
        for gap in self.by_points():
            units = self.units_of(gap)
            for id_ in gap["facilities"] or ("consortium",):
                groups.setdefault(id_, []).append((gap, self.stands_at(gap, id_, units.get(id_))))
        return [(id_, gaps) for id_, gaps in groups.items() if gaps]

    def stands_at(self, gap: Data, id_: str, unit: Data | None) -> list[str]:
        """How a gap stands at one party; the reasons too, unless they speak of several parties and it has its own."""
        own = list(self._stands(unit, gap)) if unit is not None else []
        own += [self.paper("answer-open", label=label, why=why) for label, why in self.open_at(gap, id_)]
        return own if own and len(gap["facilities"]) > 1 else [*own, *gap.get("reasons", ())]

    def open_at(self, gap: Data, id_: str) -> Iterator[tuple[str, str]]:
        """What a party has not answered of a gap's criterion, and why that is open: where it is one of several."""
        if len(gap["facilities"]) > 1 and gap["criterion"] in self.criteria:
            criterion = self.criteria[gap["criterion"]]
            side = (criterion.get("verified") if gap["basis"] == "verified" else None) or criterion
            for row in side.get("missing", ()):
                if row["facility"] == id_:
                    yield self.label_of(row), self.why(row)

    def addressee(self, id_: str) -> str:
        """Whom a paper about a party goes to."""
        if id_ == "consortium":
            return self.consortium
        if id_ == "region":
            return visible(self.view["consortium"].get("region") or self.names["region"])
        return visible(self.name(id_))

    def gap_status(self, gap: Data) -> str:
        return self.paper(f"gap.{gap['status']}")


def bold(words: str, *rest: str) -> Cell:
    """A cell whose first line is bold."""
    return Cell(((Span(words, "bold"),), *(line(text) for text in rest if text)))
