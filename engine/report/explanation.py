"""An explanation of one criterion (plain data) → the terminal's text, or JSON; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from gongti.engine.report.forms import item, table, text
from gongti.engine.report.page import Facts, marked, printed, section
from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.report.prose import Prose
from gongti.engine.words import Language, say

_LABELS: Final = (
    "points", "status", "force", "weight", "dimension", "level", "distance", "reasons", "over",
    "applies-when", "measure", "method", "steps", "definition", "answer-type", "asked-of", "evidence", "total-of",
    "action", "owner", "due", "missing-evidence", "check-by", "left", "right", "apart", "explanation",
)  # fmt: skip
_PLACE: Final = 40  # cells
_STYLES: Final = {
    "unmet": "red",
    "partial": "yellow",
    "undetermined": "magenta",
    "contested": "magenta",
    "met": "green",
}

Fact = tuple[str, str, str]


def render(shown: Data, lang: Language, *, width: int, colour: bool) -> bytes:
    """The criterion on a terminal, 80 to 200 cells wide."""
    return printed(lambda _: Sheet(shown, lang).sections(), width=width, colour=colour)


@dataclass(frozen=True)
class Sheet(Phrases):
    """One explanation in one language: a method a section, each yielding what rich can draw."""

    def word(self, code: str, **params: object) -> str:
        return say(f"explain.{code}", self.lang, **params)

    def facts(self, rows: Sequence[Fact]) -> Table:
        return Facts(self.lang, "explain", _LABELS).table(rows)

    def sections(self) -> Iterator[RenderableType]:
        consortium, pack = self.view["consortium"], self.view["pack"]
        criterion = self.view["criterion"]
        yield Prose(text(criterion["title"], "bold"))
        about = [f"{consortium['name']}", self.say("period", period=consortium["period"])]
        about += [self.say("assessed_on", date=self.view["assessed_on"])]
        yield Prose(text(self.join(about, "semicolon")))
        name = f"{pack['id']} {pack['version']} / {criterion['id']}"
        yield Prose(text(f"{pack['title']}{self.say('brackets', text=name)}", "dim"))
        yield Text()
        yield self.facts(list(self.outcome()))
        for code in (
            "clauses", "questions", "answers", "missing", "arithmetic", "contradictions", "explanation", "total",
            "rules", "remedy",
        ):  # fmt: skip
            yield from section(self.word(code), getattr(self, f"_{code}")())

    # ---- what came of it

    def outcome(self) -> Iterator[Fact]:
        row = self.view["criterion"]
        if row["force"] == "aim":
            yield "points", self.word("points-none"), "bold"
        else:
            points = self.interval(row["low"], row["high"])
            yield "points", self.word("points-of", points=points, of=row["of"]), "bold"
        yield "status", self.say(f"status.{row['status']}"), _STYLES.get(row["status"], "")
        yield "force", self.word(f"force.{row['force']}"), ""
        if row["force"] != "aim":
            by = self.say(f"points_by.{row['points_by']}")
            yield "weight", self.word("weight-by", points=row["weight"], by=by), ""
        yield "dimension", row["dimension"]["title"], ""
        if row["level"] is not None:
            yield "level", row["level"], ""
        if row["distance"] is not None:
            yield "distance", row["distance"]["text"], ""
        for reason in row["reasons"]:
            yield "reasons", reason, ""

    # ---- where it is written

    def _clauses(self) -> Iterator[RenderableType]:
        for cite in self.view["cite"]:
            yield item(self.cited(cite))
        for parameter in self.view["parameters"]:
            since = self.word("pack.parameter", value=parameter["value"], from_=parameter["from"])
            head = text(f"{parameter['name']} = {since}")
            yield item([head, *(line for cite in parameter["cite"] for line in self.cited(cite))])

    def cited(self, cite: Data) -> list[Text]:
        """Document and clause, how the words were seen, and the words."""
        titles = {d["id"]: d["title"] for d in self.view["pack"]["documents"]}
        where = [self.say("document", title=titles.get(cite["doc"], cite["doc"])), cite["clause"] or ""]
        original = cite["seen"] == "original"
        head = text(" ".join(filter(None, where)))
        head.append(self.say("brackets", text=self.say(f"seen.{cite['seen']}")), "dim" if original else "yellow")
        return [head, text(self.say("quoted", text=cite["quote"]))] if cite["quote"] else [head]

    # ---- what was asked and answered

    def _questions(self) -> Iterator[RenderableType]:
        for question in self.view["questions"]:
            rows: list[Fact] = []
            for code, key in (("definition", "definition"), ("answer-type", "answer"), ("asked-of", "asked")):
                words = question[key]
                if key == "answer" and question["unit"]:
                    words += self.say("brackets", text=question["unit"])
                if words:
                    rows.append((code, words, ""))
            if question["evidence"]:
                rows.append(("evidence", self.join(question["evidence"]), ""))
            yield Prose(marked(question["label"], question["id"]))
            yield self.facts(rows)

    def _answers(self) -> Iterator[RenderableType]:
        if self.view["answers"]:
            yield self.answers(self.view["answers"])

    def answers(self, rows: Sequence[Data]) -> Table:
        """Whose, to which question where there are several, what, and where it stands."""
        several = len({row["indicator"] for row in rows}) > 1
        columns = [Column(self.word("facility"), ratio=3)]
        columns += [Column(self.word("question"), ratio=3)] if several else []
        columns += [Column(self.word("answer"), ratio=3), self.place()]
        drawn = table(*columns)
        for row in rows:
            answer = text(row["text"])
            if row["evidence"]:
                words = self.word("evidence") + self.say("colon") + self.join(row["evidence"])
                answer.append("\n").append_text(text(words, "dim"))
            if row["note"]:
                answer.append("\n").append_text(text(self.word("note") + self.say("colon") + row["note"], "dim"))
            cells = [text(row["name"]), *([text(row["label"])] if several else []), answer, text(row["at"] or "")]
            drawn.add_row(*map(Prose, cells))
        return drawn

    def place(self) -> Column:
        """Wide enough for a usual path, so that a line number is not torn."""
        return Column(self.word("place"), max_width=_PLACE)

    def _missing(self) -> Iterator[RenderableType]:
        if self.view["missing"]:
            yield self.absent(self.view["missing"])

    def absent(self, rows: Sequence[Data]) -> Table:
        drawn = table(
            Column(self.word("facility"), ratio=3),
            Column(self.word("question"), ratio=3),
            Column(self.word("reason"), ratio=4),
            self.place(),
        )
        for row in rows:
            drawn.add_row(*(Prose(text(row[key] or "")) for key in ("name", "label", "text", "at")))
        return drawn

    # ---- the arithmetic

    def _arithmetic(self) -> Iterator[RenderableType]:
        rows: list[Fact] = [("over", self.view["over"]["text"], "")]
        rows += [("applies-when", words, "") for words in self.condition()]
        rows += [("measure", self.view["measure"]["text"], ""), ("method", self.view["measure"]["score"], "")]
        units = self.view["units"]
        if len(units) > 1:
            yield self.facts(rows)
            plain = self.view["measure"]["method"] == "pass" or units[0]["low"] is None
            yield self.units(units) if plain else Group(*map(self.unit, units))
            rows = []
        steps = [step["text"] for step in self.view["steps"]]
        rows += [("steps", f"{number}. {step}", "") for number, step in enumerate(steps[:-1], 1)]
        rows += [("steps", f"= {steps[-1]}", "bold")]
        yield self.facts(rows)

    def condition(self) -> Iterator[str]:
        applies = self.view["applies"]
        if applies is not None:
            yield applies["when"]
            several = len(applies["units"]) > 1
            for group in applies["units"]:
                words = self.word("condition", spelled=group["spelled"], holds=group["holds"])
                yield self.word("condition-of", names=self.join(group["names"]), text=words) if several else words

    def unit(self, unit: Data) -> RenderableType:
        """A facility whose own value was scored by more than yes or no: its steps."""
        head = text(unit["name"], "bold").append(f" {self.interval(unit['low'], unit['high'])}")
        return item([head, *(text(step["text"]) for step in unit["steps"])])

    def units(self, units: Sequence[Data]) -> Table:
        """One row a facility; the numbers filled in only where they say more than the value."""
        spelled = any(unit["spelled"] != unit["text"] for unit in units)
        scored = any(unit["low"] is not None for unit in units)
        status = any(unit["status"] is not None for unit in units)
        columns = [Column(self.word("facility"), ratio=3)]
        columns += [Column(self.word("filled"), ratio=5)] if spelled else []
        columns += [Column(self.word("value"), ratio=2)]
        columns += [Column(self.word("status"), ratio=2)] if status else []
        columns += [Column(self.word("points"), justify="right", no_wrap=True)] if scored else []
        drawn = table(*columns)
        for unit in units:
            cells = [text(unit["name"]), *([text(unit["spelled"])] if spelled else []), text(unit["text"])]
            if status:
                words = self.say(f"status.{unit['status']}") if unit["status"] else ""
                cells.append(text(words, _STYLES.get(unit["status"], "")))
            if scored:
                cells.append(text(self.interval(unit["low"], unit["high"]) if unit["low"] is not None else ""))
            drawn.add_row(*map(Prose, cells))
        return drawn

    # ---- what doubts it, what excuses it

    def _contradictions(self) -> Iterator[RenderableType]:
        for found in self.view["contradictions"]:
            yield Prose(marked(found["title"], found["id"]))
            rows: list[Fact] = []
            for code, side in zip(("left", "right"), found["sides"], strict=True):
                whole = self.word("side", written=side["text"], spelled=side["spelled"])
                rows.append((code, side["spelled"] if side["spelled"].startswith(side["text"]) else whole, ""))
            yield self.facts([*rows, ("apart", found["text"], "")])
            if found["answers"]:
                yield self.answers(found["answers"])
            if found["missing"]:
                yield self.absent(found["missing"])

    def _explanation(self) -> Iterator[RenderableType]:
        given = self.view["explanation"]
        if given is not None:
            until = self.word("explained-until", until=given["until"]) if given["until"] else ""
            about = self.join([words for words in (given["at"], until) if words], "semicolon")
            words = self.say("quoted", text=given["text"]) + self.say("brackets", text=about)
            yield Prose(text(words).append("\n").append_text(text(given["effect"], "yellow")))

    # ---- the way up

    def _total(self) -> Iterator[RenderableType]:
        total = self.view["total"]
        yield Prose(text(self.word("own-part"), "dim"))
        for title, row in ((total["dimension"]["title"], total["dimension"]), (self.word("total-of"), total["total"])):
            points = self.word("points-of", points=self.interval(row["low"], row["high"]), of=row["of"])
            yield item([text(f"{title}{self.say('colon')}{points}"), *map(text, row["text"])])
        yield Prose(text(total["rows_note"], "dim"))

    def _rules(self) -> Iterator[RenderableType]:
        for rule in self.view["rules"]:
            certain = self.say("brackets", text=self.word("certain" if rule["certain"] else "possible"))
            name = self.say("brackets", text=rule["name"]) if rule["name"] else ""
            head = marked(rule["text"] + name, rule["rule"])
            head.append(certain, "red" if rule["certain"] else "yellow")
            yield item([head, text(self.word("because", text=self.join(rule["because"], "semicolon")))])

    def _remedy(self) -> Iterator[RenderableType]:
        remedy = self.view["remedy"]
        if remedy is None or remedy["status"] is None:  # nothing to mend
            return
        rows = [(code, remedy[code], "") for code in ("action", "owner") if remedy[code]]
        rows += [("due", remedy["due"], "")] if remedy["due"] else []
        if remedy["evidence_missing"]:
            rows.append(("missing-evidence", self.join(remedy["evidence_missing"]), ""))
        if remedy["check_by"]:
            rows.append(("check-by", self.join(self.word(f"check.{how}") for how in remedy["check_by"]), ""))
        yield self.facts(rows)
