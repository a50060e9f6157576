"""An explanation of one criterion (plain data) → its parts in reading order, for any format; it computes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gongti.engine.report.blocks import Block, Column, Facts, Grid, Item, Line, Para, Span, Style, facts, line, titled
from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.words import say

LABELS: Final = (
    "points", "status", "force", "weight", "dimension", "groups", "level", "distance", "reasons", "over", "left-out",
    "applies-when", "measure", "calcs", "method", "adjust", "steps", "definition", "answer-type", "asked-of", "office",
    "ask-when", "valid", "prior", "evidence", "total-of", "action", "owner", "due", "missing-evidence", "check-by",
    "left", "right", "apart", "explanation", "facility", "claimed", "verified", "ruling", "objection",
)  # fmt: skip
"""Every label facts can have."""

_STYLES: Final[dict[str, Style]] = {
    "unmet": "red",
    "partial": "yellow",
    "undetermined": "magenta",
    "contested": "magenta",
    "met": "green",
}
SECTIONS: Final = (
    "clauses", "questions", "answers", "missing", "review", "arithmetic", "contradictions", "explanation", "total",
    "rules", "remedy",
)  # fmt: skip


@dataclass(frozen=True)
class Explained(Phrases):
    """One explanation in one language: a method a section, each yielding blocks."""

    def word(self, code: str, **params: object) -> str:
        return say(f"explain.{code}", self.lang, **params)

    def labelled(self, code: str, words: str) -> str:
        return self.word(code) + self.say("colon") + words

    def about(self) -> tuple[Line, ...]:  # type: ignore[override]
        """Whose, of which period, on which day, by which pack."""
        consortium, pack = self.view["consortium"], self.view["pack"]
        about = [f"{consortium['name']}", self.say("period", period=consortium["period"])]
        about += [self.say("assessed_on", date=self.view["assessed_on"])]
        name = f"{pack['id']} {pack['version']} / {self.view['criterion']['id']}"
        return (
            line(self.join(about, "semicolon")),
            line(f"{pack['title']}{self.say('brackets', text=name)}", "dim"),
        )

    def sections(self) -> Iterator[tuple[str, list[Block]]]:
        """(heading, blocks) of every section that has something to say."""
        for code in SECTIONS:
            blocks: list[Block] = list(getattr(self, f"_{code}")())
            if blocks:
                yield self.word(code), blocks

    # ---- what came of it

    def outcome(self) -> Facts:
        return Facts(tuple(self._outcome()))

    def _outcome(self) -> Iterator[tuple[str, Line]]:
        row = self.view["criterion"]
        if row["force"] == "aim":
            yield "points", line(self.word("points-none"), "bold")
        else:
            points = self.interval(row["low"], row["high"])
            yield "points", line(self.word("points-of", points=points, of=row["of"]), "bold")
        yield "status", line(self.say(f"status.{row['status']}"), _STYLES.get(row["status"], ""))
        yield "force", line(self.word(f"force.{row['force']}"))
        if row["force"] != "aim":
            by = self.say(f"points_by.{row['points_by']}")
            yield "weight", line(self.word("weight-by", points=row["weight"], by=by))
        yield "dimension", line(row["dimension"]["title"])
        if row["groups"]:
            yield "groups", line(" / ".join(row["groups"]))
        if row["level"] is not None:
            yield "level", line(row["level"])
        if row["distance"] is not None:
            yield "distance", line(row["distance"]["text"])
        for reason in row["reasons"]:
            yield "reasons", line(reason)

    # ---- where it is written

    def _clauses(self) -> Iterator[Block]:
        for cite in self.view["cite"]:
            yield Item(self.cited(cite))
        for parameter in self.view["parameters"]:
            since = self.word("pack.parameter", value=parameter["value"], from_=parameter["from"])
            head = line(f"{parameter['name']} = {since}")
            yield Item((head, *(row for cite in parameter["cite"] for row in self.cited(cite))))

    def cited(self, cite: Data) -> tuple[Line, ...]:
        """Document and clause, how the words were seen, and the words."""
        titles = {d["id"]: d["title"] for d in self.view["pack"]["documents"]}
        where = [self.say("document", title=titles.get(cite["doc"], cite["doc"])), cite["clause"] or ""]
        seen = self.say("brackets", text=self.say(f"seen.{cite['seen']}"))
        head = Span(" ".join(filter(None, where))), Span(seen, "dim" if cite["seen"] == "original" else "yellow")
        return (head, line(self.say("quoted", text=cite["quote"]))) if cite["quote"] else (head,)

    # ---- what was asked and answered

    def _questions(self) -> Iterator[Block]:
        for question in self.view["questions"]:
            yield Para((titled(question["label"], question["id"]),))
            yield Facts(tuple(self._question(question)))

    def _question(self, question: Data) -> Iterator[tuple[str, Line]]:
        if question["definition"]:
            yield "definition", line(question["definition"])
        unit = self.say("brackets", text=question["unit"]) if question["unit"] else ""
        yield "answer-type", line(question["answer"] + unit)
        yield "asked-of", line(question["asked"])
        if question["assessor"]:
            yield "office", line(self.word("assessor"))
        elif question["office"]:
            yield "office", line(question["office"])
        for code, key in (("ask-when", "ask_when"), ("valid", "valid")):
            if question[key]:
                yield code, line(question[key])
        if question["asks_prior"]:
            yield "prior", line(self.word("asks-prior"))
        if question["evidence"]:
            yield "evidence", line(self.join(question["evidence"]))

    def _answers(self) -> Iterator[Block]:
        if self.view["answers"]:
            yield self.answers(self.view["answers"])

    def answers(self, rows: Sequence[Data]) -> Grid:
        """Whose, to which question where there are several, what, and where it stands."""
        several = len({row["indicator"] for row in rows}) > 1
        columns = [Column(self.word("facility"))]
        columns += [Column(self.word("question"))] if several else []
        columns += [Column(self.word("answer")), Column(self.word("place"), kind="place")]
        drawn = []
        for row in rows:
            cells = [(line(row["name"]),), *([(line(row["label"]),)] if several else [])]
            drawn.append((*cells, tuple(self._answer(row)), (line(row["at"] or ""),)))
        return Grid(tuple(columns), tuple(drawn))

    def _answer(self, row: Data) -> Iterator[Line]:
        """The answer, then what stands beside it: its parts, what was so before, evidence, a note."""
        yield line(row["text"])
        for part in row["parts"]:
            yield line(part, "dim")
        if row["prior"] is not None:
            at = self.say("brackets", text=row["prior"]["at"]) if row["prior"]["at"] else ""
            yield line(self.labelled("prior", row["prior"]["text"]) + at, "dim")
        if row["evidence"]:
            yield line(self.labelled("evidence", self.join(row["evidence"])), "dim")
        if row["note"]:
            yield line(self.labelled("note", row["note"]), "dim")

    def _missing(self) -> Iterator[Block]:
        if self.view["missing"]:
            yield self.absent(self.view["missing"])

    def absent(self, rows: Sequence[Data]) -> Grid:
        columns = (
            Column(self.word("facility")),
            Column(self.word("question")),
            Column(self.word("reason"), 4),
            Column(self.word("place"), kind="place"),
        )
        keys = ("name", "label", "text", "at")
        return Grid(columns, tuple(tuple((line(row[key] or ""),) for key in keys) for row in rows))

    # ---- what the review found

    def _review(self) -> Iterator[Block]:
        review = self.view["review"]
        if review is None:
            return
        if review["points"] is not None:
            yield Facts(tuple(self._sides(review["points"])))
        if review["answers"]:
            yield self._checked(review["answers"])
        rows = [("ruling", words) for ruling in review["rulings"] for words in self._ruling(ruling)]
        rows += [("objection", words) for found in review["objections"] for words in self._objection(found)]
        yield from facts(rows)

    def _sides(self, points: Data) -> Iterator[tuple[str, Line]]:
        """The claimed and the verified points, one under the other."""
        for side in ("claimed", "verified"):
            row = points[side]
            if row is not None:
                status = self.say(f"status.{row['status']}")
                words = {"points": self.interval(row["low"], row["high"]), "of": row["of"], "status": status}
                yield side, line(self.word("review.points", **words), "bold" if side == "verified" else "")

    def _checked(self, rows: Sequence[Data]) -> Grid:
        heads = (self.word("facility"), self.word("question"), self.say("side.claimed"), self.say("side.verified"))
        columns = [Column(head, 2) for head in heads] + [Column(self.word("outcome"), 2), Column(self.word("found"), 5)]
        return Grid(
            tuple(columns),
            tuple(
                (
                    (line(row["name"]),),
                    (line(row["label"]),),
                    (line(row["claimed_text"]),),
                    (line(row["verified_text"] or ""),),
                    (line(self.say(f"outcome.{row['outcome']}")),),
                    tuple(words for entry in row["entries"] for words in self._entry(entry)),
                )
                for row in rows
            ),
        )

    def _entry(self, entry: Data) -> Iterator[Line]:
        """One reviewer: who, what he found, how and when, his note, and where that stands."""
        about = self.say("brackets", text=entry["about"]) if entry["about"] else ""
        who = entry["reviewer"] or self.say("reviewer")
        yield line(self.word("entry-by", reviewer=who, text=entry["text"]) + about)
        if entry["note"]:
            yield line(self.labelled("note", entry["note"]), "dim")
        yield line(entry["at"], "dim")

    def _ruling(self, ruling: Data) -> Iterator[Line]:
        words = ruling["text"]
        if ruling["reviewer"]:
            words = self.word("ruling-by", text=words, reviewer=ruling["reviewer"])
        yield line(words)
        if ruling["note"]:
            yield line(self.labelled("note", ruling["note"]), "dim")
        yield line(ruling["at"], "dim")

    def _objection(self, found: Data) -> Iterator[Line]:
        where = self.join([part for part in (found["name"], found["label"], found["date"]) if part])
        by = found["by"] or self.say("somebody")
        words = self.say(f"objection.{found['outcome']}", where=where, by=by, text=found["text"])
        yield line(words, "yellow" if found["outcome"] == "open" else "")
        if found["reason"]:
            yield line(self.word("objection-reason", reason=found["reason"]), "dim")
        if found["evidence"]:
            yield line(self.labelled("evidence", self.join(found["evidence"])), "dim")
        yield line(found["at"], "dim")

    # ---- the arithmetic

    def _arithmetic(self) -> Iterator[Block]:
        units = self.view["units"]
        if len(units) > 1:
            yield Facts(tuple(self._general()))
            plain = self.view["measure"]["method"] == "pass" or units[0]["low"] is None
            told = any(step["kind"] not in ("value", "score") for unit in units for step in unit["steps"])
            if plain and not told:
                yield self._units(units)
            else:
                yield from map(self._unit, units)
            yield Facts(tuple(self._steps()))
        else:
            yield Facts((*self._general(), *self._steps()))

    def _general(self) -> Iterator[tuple[str, Line]]:
        """Who, under which condition, what is measured and how it is scored."""
        measure = self.view["measure"]
        yield "over", line(self.view["over"]["text"])
        for words in self._condition():
            yield "applies-when", line(words)
        for unit in self.view["left_out"]:
            status = self.say("brackets", text=unit["text"])
            yield "left-out", line(f"{unit['name']}{self.say('colon')}{self.say('status.' + unit['status'])}{status}")
        yield "measure", line(measure["text"])
        yield from (("calcs", calc) for calc in self._calcs())
        yield "method", line(measure["score"])
        for words in measure["adjust"]:
            yield "adjust", line(words)

    def _calcs(self) -> Iterator[Line]:
        """Each calc once as written, then what it comes to wherever it is read."""
        before = None
        for calc in self.view["calcs"]:
            name = (calc["id"], calc["prior"])
            if name != before:
                words = {"label": calc["label"], "id": calc["id"], "text": calc["text"]}
                yield line(self.word("calc-prior" if calc["prior"] else "calc", **words))
            before = name
            filled = {"name": calc["name"], "spelled": calc["spelled"], "value": calc["result"]}
            yield line(self.word("calc-at", **filled))

    def _condition(self) -> Iterator[str]:
        applies = self.view["applies"]
        if applies is not None:
            yield applies["when"]
            several = len(applies["units"]) > 1
            for group in applies["units"]:
                words = self.word("condition", spelled=group["spelled"], holds=group["holds"])
                yield self.word("condition-of", names=self.join(group["names"]), text=words) if several else words

    def _steps(self) -> Iterator[tuple[str, Line]]:
        steps = [step["text"] for step in self.view["steps"]]
        for number, step in enumerate(steps[:-1], start=1):
            yield "steps", line(f"{number}. {step}")
        yield "steps", line(f"= {steps[-1]}", "bold")

    def _unit(self, unit: Data) -> Item:
        """A facility with its own steps."""
        points = f" {self.interval(unit['low'], unit['high'])}" if unit["low"] is not None else ""
        head = Span(unit["name"], "bold"), Span(points)
        return Item((head, *(line(step["text"]) for step in unit["steps"])))

    def _units(self, units: Sequence[Data]) -> Grid:
        """One row a facility; the numbers filled in only where they say more than the value."""
        spelled = any(unit["spelled"] != unit["text"] for unit in units)
        scored = any(unit["low"] is not None for unit in units)
        status = any(unit["status"] is not None for unit in units)
        columns = [Column(self.word("facility"))]
        columns += [Column(self.word("filled"), 5)] if spelled else []
        columns += [Column(self.word("value"), 2)]
        columns += [Column(self.word("status"), 2)] if status else []
        columns += [Column(self.word("points"), kind="number")] if scored else []
        drawn = []
        for unit in units:
            cells = [line(unit["name"]), *([line(unit["spelled"])] if spelled else []), line(unit["text"])]
            if status:
                words = self.say(f"status.{unit['status']}") if unit["status"] else ""
                cells.append(line(words, _STYLES.get(unit["status"], "")))
            if scored:
                cells.append(line(self.interval(unit["low"], unit["high"]) if unit["low"] is not None else ""))
            drawn.append(tuple((cell,) for cell in cells))
        return Grid(tuple(columns), tuple(drawn))

    # ---- what doubts it, what excuses it

    def _contradictions(self) -> Iterator[Block]:
        for found in self.view["contradictions"]:
            yield Para((titled(found["title"], found["id"]),))
            rows = [("facility", line(found["name"]))] if found["name"] is not None else []
            for code, side in zip(("left", "right"), found["sides"], strict=True):
                whole = self.word("side", written=side["text"], spelled=side["spelled"])
                rows.append((code, line(side["spelled"] if side["spelled"].startswith(side["text"]) else whole)))
            yield Facts((*rows, ("apart", line(found["text"]))))
            if found["answers"]:
                yield self.answers(found["answers"])
            if found["missing"]:
                yield self.absent(found["missing"])

    def _explanation(self) -> Iterator[Block]:
        given = self.view["explanation"]
        if given is not None:
            until = self.word("explained-until", until=given["until"]) if given["until"] else ""
            about = self.join([words for words in (given["at"], until) if words], "semicolon")
            words = self.say("quoted", text=given["text"]) + self.say("brackets", text=about)
            yield Para((line(words), line(given["effect"], "yellow")))

    # ---- the way up

    def _total(self) -> Iterator[Block]:
        total = self.view["total"]
        yield Para((line(self.word("own-part"), "dim"),))
        for title, row in ((total["dimension"]["title"], total["dimension"]), (self.word("total-of"), total["total"])):
            points = self.word("points-of", points=self.interval(row["low"], row["high"]), of=row["of"])
            why = [line(row["why"], "dim")] if row["why"] else []
            yield Item((line(f"{title}{self.say('colon')}{points}"), *map(line, row["text"]), *why))
        percent = total["total"]["percent"]
        if percent is not None:
            ends = self.interval(f"{percent['low']}%", f"{percent['high']}%")
            yield Item((line(self.labelled("percent", ends)), *map(line, percent["text"])))
        yield Para((line(total["rows_note"], "dim"),))

    def _rules(self) -> Iterator[Block]:
        for rule in self.view["rules"]:
            certain = self.say("brackets", text=self.word("certain" if rule["certain"] else "possible"))
            name = self.say("brackets", text=rule["name"]) if rule["name"] else ""
            mark = Span(certain, "red" if rule["certain"] else "yellow")
            because = self.word("because", text=self.join(rule["because"], "semicolon"))
            yield Item(((*titled(rule["text"] + name, rule["rule"]), mark), line(because)))

    def _remedy(self) -> Iterator[Block]:
        remedy = self.view["remedy"]
        if remedy is None or remedy["status"] is None:  # nothing to mend
            return
        rows = [(code, line(remedy[code])) for code in ("action", "owner", "due") if remedy[code]]
        if remedy["evidence_missing"]:
            rows.append(("missing-evidence", line(self.join(remedy["evidence_missing"]))))
        if remedy["check_by"]:
            rows.append(("check-by", line(self.join(self.word(f"check.{how}") for how in remedy["check_by"]))))
        yield from facts(rows)
