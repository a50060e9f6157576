"""A view → the report as Markdown (CommonMark with tables): to be read as it is, or turned into a page.

What reports and packs say is text wherever it stands: nothing of it becomes a heading, a link or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.report.review import Reviewed
from gongti.engine.report.visible import visible
from gongti.engine.words import Language

_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_NUMBERED: Final = re.compile(r"\A([0-9]{1,9})([.)])(?=\s|\Z)", re.ASCII)  # begins a list
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;"}


def render(view: Data, lang: Language) -> bytes:
    """The report in UTF-8, one line end at its end."""
    return ("\n".join(Markdown(view, lang).lines()).rstrip("\n") + "\n").encode("utf-8")


def plain(words: object) -> str:
    """Words that stay words: on one line, every mark of Markdown and of HTML made harmless."""
    shown = visible(words)
    text = " " * shown.startswith(" ") + " ".join(shown.split())
    text = "".join(_ENTITIES.get(char, char) for char in text)
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    """A mark that can begin something is escaped; a hyphen, plus or bracket inside a word or number cannot."""
    mark, text, at = found[1], found.string, found.start()
    if mark in "-+" and at > 0:
        return mark
    if mark in "()" or (mark == "#" and at > 0):
        return mark
    if mark == "_" and 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum():
        return mark
    return "&gt;" if mark == ">" else "\\" + mark


def row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are Markdown already; nothing where there is no row."""
    body = [row(cells) for cells in rows]
    if body:
        yield row(heads)
        yield row("---" for _ in heads)
        yield from body
        yield ""


@dataclass(frozen=True)
class Markdown(Phrases):
    """One view in one language; a method a section, each giving lines."""

    def lines(self) -> Iterator[str]:
        yield from self.header()
        for code in (
            "verdict", "dimensions", "gaps", "undecided", "watched", "contradictions", "review", "notes", "items",
            "problems", "provenance",
        ):  # fmt: skip
            body = list(getattr(self, code)())
            if body:
                yield f"## {plain(self.say(code))}"
                yield ""
                yield from body
                if body[-1]:
                    yield ""

    def header(self) -> Iterator[str]:
        consortium, pack = self.view["consortium"], self.view["pack"]
        yield f"# {plain(consortium['name'])}"
        yield ""
        about = [pack.get("title") or pack["id"]]
        about += [self.say("period", period=consortium["period"])] if consortium["period"] else []
        about += [self.say("assessed_on", date=self.view["assessed_on"])]
        yield plain(self.join(about, "semicolon"))
        yield ""

    # ---- verdict

    def verdict(self) -> Iterator[str]:
        if self.view.get("unreadable"):
            files = self.join(self.view["unreadable"])
            yield self.fact("unreadable", self.say("unreadable_files", files=files))
        both = self.view.get("verified") is not None
        for side in ("verified", "claimed") if both else ("claimed",):
            if both:
                yield f"**{plain(self.side_title(side))}**"
                yield ""
            for label, words in self.side_facts(self.view[side]):
                yield self.fact(label, words)
            if side == ("verified" if both else "claimed"):  # what the rules came to rests on this side
                for words, _ in self.vetoes():
                    yield self.fact("vetoes", words)
                if counted := self.counted():
                    yield self.fact("counts", counted)
            if both:
                yield ""
        yield self.fact("coverage", self.coverage())
        yield self.fact("evaluators", self.decided_by())

    def fact(self, code: str, words: str) -> str:
        return f"- **{plain(self.say(code))}**{self.say('colon')}{plain(words)}"

    # ---- tables

    def dimensions(self) -> Iterator[str]:
        if self.only_watches:
            return
        both = self.view.get("verified") is not None
        heads = [self.say("dimension"), self.say("side.claimed"), self.say("percent")]
        heads += [self.say("side.verified"), self.say("percent")] if both else []
        yield from table(
            [plain(h) for h in heads],
            (
                [plain(d["title"]), *self.dimension_cells(d), *(self.dimension_cells(d["verified"]) if both else [])]
                for d in self.view["dimensions"]
            ),
        )
        if self.view["dimensions"] and self.view.get("rows_note"):
            yield plain(self.view["rows_note"])

    def dimension_cells(self, part: Data) -> list[str]:
        if part["points"] is None or not Fraction(part["of"] or 0):
            return [plain(self.say("not_assessed")), ""]
        percent = ""
        if part.get("low_percent") is not None:
            percent = self.interval(f"{part['low_percent']}%", f"{part['high_percent']}%")
        points = f"{self.interval(part['low'], part['high'])} / {part['of']}"
        if part.get("factor", "1") != "1":
            points += self.say("brackets", text=self.say("factor", factor=part["factor"]))
        return [plain(points), plain(percent)]

    def gaps(self) -> Iterator[str]:
        gaps = self.view["gaps"]
        if not gaps:
            if self.view["claimed"]["points"] is not None:
                yield plain(self.say("no_gaps"))
            return
        if any(gap["basis"] == "verified" for gap in gaps):
            yield plain(self.say("gaps_verified"))
            yield ""
        sources = {gap.get("points_by", "official") for gap in gaps}
        starred = "project" in sources and len(sources) > 1
        for number, gap in enumerate(gaps, 1):
            yield from self.gap(number, gap, starred)
        if starred:
            yield plain(self.say("points_star"))

    def gap(self, number: int, gap: Data, starred: bool) -> Iterator[str]:
        criterion = self.criteria.get(gap["criterion"], {})
        side = criterion.get("verified") if gap["basis"] == "verified" else criterion
        status = self.say(f"status.{side['status']}") if side else ""
        points = gap["points_at_stake"] + ("*" if starred and gap.get("points_by") == "project" else "")
        at_stake = self.say("brackets", text=self.join([status, self.say("points_of", points=points)], "semicolon"))
        apart = " " if at_stake.startswith(" ") else ""
        yield f"{number}. **{plain(gap.get('title') or gap['criterion'])}**{apart}{plain(at_stake)}"
        lines = [plain(reason) for reason in gap.get("reasons", [])]
        lines += [plain(self.say("basis", text=words)) for words in self.clauses(gap)]
        if gap["facilities"]:
            names = self.join(map(self.name, gap["facilities"]))
            lines.append(plain(self.say("facility") + self.say("colon") + names))
        if gap.get("distance"):
            lines.append(plain(self.say("distance") + self.say("colon") + gap["distance"]["text"]))
        if gap["action"]:
            lines.append(plain(self.say("remedy_if" if gap["status"] == "unknown" else "remedy", text=gap["action"])))
        if gap["evidence_missing"]:
            lines.append(plain(self.say("evidence_missing", text=self.join(gap["evidence_missing"]))))
        due = [part for part in (gap["owner"], gap["due"]) if part]
        due += [self.say("overdue")] if gap["status"] == "overdue" else []
        if due:
            lines.append(plain(self.say("owner_and_due") + self.say("colon") + self.join(due)))
        yield from (f"   - {line}" for line in lines)
        yield ""

    def clauses(self, gap: Data) -> Iterator[str]:
        """Clause, words and document; and where the words were not seen in the original, that they were not."""
        for cite in gap.get("cite", []):
            words = self.say("document", title=cite["document"]) + (cite["clause"] or "")
            if cite["quote"]:
                words += self.say("quoted", text=cite["quote"])
            if cite["seen"] != "original":
                words += self.say("brackets", text=self.say(f"seen.{cite['seen']}"))
            yield words

    def undecided(self) -> Iterator[str]:
        rows = self.view["undecided"]
        if rows:
            yield plain(self.say("undecided_note"))
            yield ""
        heads = [plain(self.say(c)) for c in ("answer", "facility", "decides", "points_at_stake")]
        yield from table(
            heads,
            (
                [
                    plain(r.get("label") or r["indicator"]),
                    plain(r.get("name") or self.name(r["facility"])),
                    plain(self.join(map(self.title, r["criteria"]))),
                    plain(r["points_at_stake"]),
                ]
                for r in rows
            ),
        )

    def watched(self) -> Iterator[str]:
        rows = [[plain(self.marked(id_)), *map(plain, cells)] for id_, *cells in self.watched_rows()]
        if rows:
            yield plain(self.say("watched_note"))
            yield ""
        yield from table([plain(self.say(code)) for code in self.WATCHED], rows)

    def contradictions(self) -> Iterator[str]:
        for found in self.view["contradictions"]:
            yield f"- {plain(found['text'])}"
            for side in found.get("sides", []):
                yield f"  - {plain(side['text'] + self.say('colon') + side['value'])}"
            if found["facilities"]:
                names = self.join(map(self.name, found["facilities"]))
                yield f"  - {plain(self.say('facility') + self.say('colon') + names)}"
            if found["doubts"]:
                yield f"  - {plain(self.say('doubted', text=self.join(map(self.title, found['doubts']))))}"

    def review(self) -> Iterator[str]:
        reviewed = Reviewed(self.view, self.lang)
        for code, heads, rows in reviewed.tables():
            if rows:
                yield f"**{plain(self.say(code))}**"
                yield ""
                yield from table([plain(h) for h in heads], ([plain(c) for c in cells] for cells in rows))
        for line in reviewed.lines():
            yield f"- {plain(line)}"

    def notes(self) -> Iterator[str]:
        for note in self.view["notes"]:
            raised = self.say("note.escalate") + self.say("colon") if note["kind"] == "escalate" else ""
            yield f"- {plain(raised + self.about(note))}"

    def items(self) -> Iterator[str]:
        """Every criterion in one table: 得分 and why."""
        both = self.view.get("verified") is not None
        codes = ["criterion", "side.claimed"] + (["side.verified"] if both else []) + ["status_head", "reason"]
        yield from table(
            [plain(self.say(c)) for c in codes],
            ([plain(cell) for cell in self.item(c, both)] for c in self.view["criteria"]),
        )

    def item(self, criterion: Data, both: bool) -> list[str]:
        """Title, the points of each side with their full marks, status and reasons of the side that counts."""
        last = (criterion.get("verified") if both else None) or criterion
        points = [self.scored(side) for side in ([criterion, criterion["verified"]] if both else [criterion])]
        status = self.say(f"status.{last['status']}")
        return [self.marked(criterion["id"]), *points, status, self.join(last["reasons"], "semicolon")]

    def problems(self) -> Iterator[str]:
        for problem in self.view["problems"]:
            head = f"{self.say('severity.' + problem['severity'])} {problem['at']} {problem['code']}"
            yield f"- {plain(head + self.say('colon') + problem['text'])}"

    # ---- provenance

    def provenance(self) -> Iterator[str]:
        pack = self.view["pack"]
        name = self.say("brackets", text=pack["title"]) if pack.get("title") else ""
        yield self.fact("pack", f"{pack['id']} {pack['version']}{name}")
        yield self.fact("sha256", pack["sha256"])
        yield self.fact("points_source", self.say(f"points_by.{pack['points_by']}"))
        for document in pack.get("documents", []):
            about = [document[key] for key in ("issuer", "date") if document.get(key)]
            about.append(self.say(f"seen.{document['seen']}"))
            title = self.say("document", title=document["title"])
            yield self.fact("documents", title + self.say("brackets", text=self.join(about, "semicolon")))
        for given in self.view["inputs"]:
            yield self.fact("inputs", f"{given['path']} sha256 {given['sha256']}")
        yield self.fact("engine", f"gongti {self.view['engine']}")
