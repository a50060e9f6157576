"""A view → the parts of the HTML page, as tables and lines of plain words; the templates lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from gongti.engine.report.html_prior import LastPeriod
from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.report.review import Reviewed
from gongti.engine.words import say

SECTIONS: Final = (
    "verdict", "dimensions", "heat", "waterfall", "gaps", "undecided", "contradictions", "watched", "review", "notes",
    "traces", "problems", "provenance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of words; ``numbers`` are the columns set to the right."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | Sequence[str]]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause: where it stands, its words, and the mark where they were not seen in the original."""

    where: str
    quote: str
    seen: str
    original: bool


@dataclass(frozen=True)
class Page(Phrases):
    """One view in one language."""

    def word(self, code: str, **params: object) -> str:
        return say(f"html.{code}", self.lang, **params)

    def label(self, code: str) -> str:
        """A label that explanations have too."""
        return say(f"explain.{code}", self.lang)

    def names_of(self, facilities: Iterable[str]) -> str:
        return self.join(map(self.name, facilities))

    def titles_of(self, criteria: Iterable[str]) -> str:
        return self.join(map(self.title, criteria))

    @property
    def html_lang(self) -> str:
        return "zh-CN" if self.lang == "zh" else "en"

    def headline(self) -> str:
        pack = self.view["pack"]
        return str(pack.get("title") or pack["id"])

    def subtitle(self) -> str:
        """Whose region, which period, on which day."""
        consortium = self.view["consortium"]
        about = [consortium["region"]] if consortium.get("region") else []
        about += [self.say("period", period=consortium["period"])] if consortium["period"] else []
        return self.join([*about, self.say("assessed_on", date=self.view["assessed_on"])], "semicolon")

    # ---- the first screen

    @property
    def both(self) -> bool:
        return self.view.get("verified") is not None

    def standings(self) -> list[tuple[str, list[tuple[str, str, str]], list[tuple[str, str]]]]:
        """(title, the large facts with a remark each, the small ones) of each side, the one that counts first."""
        found = []
        for side in ("verified", "claimed") if self.both else ("claimed",):
            facts = list(self.side_facts(self.view[side]))
            large = [fact for fact in facts if fact[0] in ("grade", "possible_grades", "score", "percent")]
            title = self.side_title(side) if self.both else ""
            small = [fact for fact in facts if fact not in large]
            found.append((title, [(code, *self._remarked(code, words, side)) for code, words in large], small))
        return found

    def _remarked(self, code: str, words: str, side: str) -> tuple[str, str]:
        """A grade parted from what is remarked of it."""
        grade = self.view[side]["grade"]
        title = self.grades.get(grade, grade) if code == "grade" and grade is not None else words
        return (title, words[len(title) :]) if words.startswith(title) else (words, "")

    def facts(self) -> Iterator[tuple[str, str]]:
        """What the verdict rests on: (code of the label, words)."""
        if self.view.get("unreadable"):
            yield "unreadable", self.say("unreadable_files", files=self.join(self.view["unreadable"]))
        yield "coverage", self.coverage()
        if counted := self.counted():
            yield "counts", counted
        yield "points_source", self.say(f"points_by.{self.view['pack']['points_by']}")
        yield "evaluators", self.decided_by()

    # ---- dimensions

    def dimensions(self) -> Table | None:
        if self.only_watches or not self.view["dimensions"]:
            return None
        sides = ("side.claimed", "side.verified") if self.both else ("side.claimed",)
        heads = [self.say("dimension")]
        for side in sides:
            heads += [self.say(side), self.say("percent")]
        heads += [self.before.label] if self.before.there else []
        rows = []
        for part in self.view["dimensions"]:
            cells = [part["title"], *self._part(part)]
            cells += self._part(part["verified"]) if self.both else []
            rows.append([*cells, self.before.percents(part.get("prior"))] if self.before.there else cells)
        return Table(self.say("dimensions"), heads, rows, frozenset(range(1, len(heads))))

    def _part(self, part: Data) -> list[str]:
        if part["points"] is None or not Fraction(part["of"] or 0):
            return [self.say("not_assessed"), "–"]
        points = f"{self.interval(part['low'], part['high'])} / {part['of']}"
        if part.get("factor", "1") != "1":
            points += self.say("brackets", text=self.say("factor", factor=part["factor"]))
        return [points, self.before.percents(part)]

    @cached_property
    def before(self) -> LastPeriod:
        return LastPeriod(self.view, self.lang)

    # ---- the ledger

    @cached_property
    def by_owner(self) -> list[tuple[str, list[tuple[int, Data]]]]:
        """Each owner with his gaps, numbered in the order of the ledger."""
        groups: dict[str, list[tuple[int, Data]]] = {}
        for number, gap in enumerate(self.view["gaps"], 1):
            groups.setdefault(gap["owner"] or self.word("no-owner"), []).append((number, gap))
        return list(groups.items())

    @cached_property
    def starred(self) -> bool:
        """Whether points set by the project must be marked, because others are not."""
        sources = {gap.get("points_by", "official") for gap in self.view["gaps"]}
        return "project" in sources and len(sources) > 1

    def points(self, gap: Data) -> str:
        return str(gap["points_at_stake"]) + ("*" if self.starred and gap.get("points_by") == "project" else "")

    def gap_title(self, gap: Data) -> str:
        return str(gap.get("title") or self.title(gap["criterion"]))

    def status(self, gap: Data) -> str:
        """The status of a gap's criterion on the side it rests on; of one the view does not hold, the gap's own."""
        criterion = self.criteria.get(gap["criterion"], {})
        side = (criterion.get("verified") if gap["basis"] == "verified" else None) or criterion
        return str(side.get("status", "undetermined"))

    def remedy(self, gap: Data) -> str:
        return self.say("remedy_if" if gap["status"] == "unknown" else "remedy", text=gap["action"])

    def cited(self, row: Data) -> Iterator[Cited]:
        for cite in row.get("cite", ()):
            words = self.say("document", title=cite["document"]) + (cite["clause"] or "")
            quote = self.say("quoted", text=cite["quote"]) if cite["quote"] else ""
            yield Cited(words, quote, self.say(f"seen.{cite['seen']}"), cite["seen"] == "original")

    @cached_property
    def by_facility(self) -> list[tuple[str, list[tuple[int, Data, list[str]]]]]:
        """Each facility with its gaps: (number, gap, how it stands there); what is nobody's own comes first."""
        groups: dict[str, list[tuple[int, Data, list[str]]]] = {"": []}
        groups |= {f["id"]: [] for f in self.view["facilities"]}
        for number, gap in enumerate(self.view["gaps"], 1):
            units = self._units(gap)
            for id_ in gap["facilities"] or [""]:
                words = list(self._stands(units[id_], gap)) if id_ in units else []
                if len(gap["facilities"]) < 2 or not words:
                    words = [*words, *gap.get("reasons", ())]
                groups.setdefault(id_, []).append((number, gap, words))
        return [(self.name(id_) if id_ else self.word("whole"), gaps) for id_, gaps in groups.items() if gaps]

    def _units(self, gap: Data) -> dict[str, Data]:
        criterion = self.criteria.get(gap["criterion"])
        if criterion is None:
            return {}
        side = (criterion.get("verified") if gap["basis"] == "verified" else None) or criterion
        return {unit["id"]: {**unit, "target": side["target"]} for unit in side["facilities"]}

    def _stands(self, unit: Data, gap: Data) -> Iterator[str]:
        """A facility's own status, value and distance."""
        if unit["status"]:
            yield self.say(f"status.{unit['status']}")
        value, target = unit["value"], unit["target"]
        if value is not None and value not in ("true", "false"):  # yes and no are what the status says
            if target is not None:
                yield self.word("own-value-target", value=value, target=self.plain_value(target))
            else:
                yield self.word("own-value", value=value)
        if unit.get("distance") and gap.get("distance"):
            yield self.word("own-distance", amount=unit["distance"], unit=gap["distance"]["unit"])

    def plain_value(self, value: str | None) -> str:
        """A value as the JSON has it, yes and no in words."""
        if value in ("true", "false"):
            return say("word.yes" if value == "true" else "word.no", self.lang)
        return "" if value is None else value

    # ---- what is open, what disagrees, what is watched, what was reviewed

    def undecided(self) -> Table | None:
        """One row for each question that several facilities leave open alike."""
        groups: dict[tuple[str, str, tuple[str, ...], str], list[str]] = {}
        for row in self.view["undecided"]:
            key = (row.get("label") or row["indicator"], self.why(row), tuple(row["criteria"]), row["points_at_stake"])
            groups.setdefault(key, []).append(row.get("name") or self.name(row["facility"]))
        if not groups:
            return None
        heads = [self.say("answer"), self.say("facility"), self.word("why-open"), self.say("decides")]
        rows = [
            [label, self.join(names), why, list(map(self.title, criteria)), points]
            for (label, why, criteria, points), names in groups.items()
        ]
        return Table(self.say("undecided"), [*heads, self.say("points_at_stake")], rows, frozenset({4}))

    def why(self, row: Data) -> str:
        """Why an answer is not known; of a reason this table has no words for, the code as it stands."""
        reason = row.get("reason") or ""
        try:
            return self.label(f"missing.{reason.replace('-', '_')}")
        except KeyError:
            return str(reason)

    def watched(self) -> Table | None:
        rows = [[self.marked(id_), *cells] for id_, *cells in self.watched_rows()]
        return Table(self.say("watched"), [self.say(code) for code in self.WATCHED], rows) if rows else None

    def review(self) -> list[Table]:
        reviewed = Reviewed(self.view, self.lang)
        return [Table(self.say(code), heads, rows) for code, heads, rows in reviewed.tables() if rows]

    def review_lines(self) -> list[str]:
        return list(Reviewed(self.view, self.lang).lines())

    def notes(self) -> list[tuple[bool, str]]:
        """(whether it goes to a higher level, words)."""
        notes = []
        for note in self.view["notes"]:
            raised = self.say("note.escalate") + self.say("colon") if note["kind"] == "escalate" else ""
            notes.append((bool(raised), raised + self.about(note)))
        return notes

    # ---- criterion by criterion

    @cached_property
    def traces(self) -> list[tuple[str, list[Data]]]:
        """The criteria of each dimension under its title."""
        titles = {d["id"]: d["title"] for d in self.view["dimensions"]}
        groups: dict[str, list[Data]] = {}
        for criterion in self.view["criteria"]:
            groups.setdefault(criterion["dimension"], []).append(criterion)
        return [(titles.get(id_, id_), rows) for id_, rows in groups.items()]

    def sides(self, criterion: Data) -> list[tuple[str, Data]]:
        """What each side says of a criterion, the one that counts first."""
        found = [("claimed", criterion)]
        return [("verified", criterion["verified"]), *found] if criterion.get("verified") is not None else found

    def measured(self, side: Data) -> Iterator[tuple[str, str]]:
        """Value, what was asked for, level and distance: (label, words)."""
        if side.get("value") is not None:
            yield self.word("value"), self.plain_value(side["value"])
        if side.get("target") is not None:
            yield self.word("target"), self.plain_value(side["target"])
        if side.get("level") is not None:
            yield self.word("level"), side["level"]
        if side.get("distance"):
            yield self.say("distance"), side["distance"]["text"]

    def units(self, side: Data) -> Table | None:
        """How the facilities stand on a criterion: those of one status and value together."""
        groups: dict[tuple[str, str], list[str]] = {}
        for unit in side["facilities"]:
            status = self.say(f"status.{unit['status']}") if unit["status"] else "–"
            groups.setdefault((status, self.plain_value(unit["value"])), []).append(self.name(unit["id"]))
        rows = [[status, value, self.join(names)] for (status, value), names in groups.items()]
        heads = [self.say("status_head"), self.word("value"), self.say("facility")]
        return Table(self.word("units"), heads, rows) if rows else None

    def used(self, criterion: Data) -> Table | None:
        """The answers that decided, in words: whose, and where they stand, those that are alike together."""
        groups: dict[tuple[str, str, str], list[str]] = {}
        for row in criterion["used"]:
            who = self.name(row["facility"]) + (self.say("brackets", text=row["at"]) if row["at"] else "")
            words = self.answered.get((row["facility"], row["indicator"])) or self.plain_value(row["value"])
            groups.setdefault((row["indicator"], _asked(row), words), []).append(who)
        rows = [[asked, value, self.join(names)] for (_, asked, value), names in groups.items()]
        heads = [self.word("indicator"), self.label("answer"), self.word("whose")]
        return Table(self.label("answers"), heads, rows) if rows else None

    @cached_property
    def answered(self) -> dict[tuple[str, str], str]:
        """What was answered, as people say it."""
        return {(row["facility"], row["indicator"]): row.get("text") or "" for row in self.view["answers"]}

    def missing(self, criterion: Data) -> Table | None:
        rows = [[self.name(row["facility"]), _asked(row), self.why(row)] for row in criterion["missing"]]
        heads = [self.say("facility"), self.word("indicator"), self.label("reason")]
        return Table(self.label("missing"), heads, rows) if rows else None

    def objections(self, criterion: Data) -> Iterator[str]:
        for found in criterion.get("objections", ()):
            where = found.get("name") or found.get("label") or self.title(criterion["id"])
            by = found.get("by") or self.say("somebody")
            yield self.say(f"objection.{found['outcome']}", where=where, by=by, text=found["text"])

    # ---- what was read

    def problems(self) -> Table | None:
        rows = [[self.say(f"severity.{p['severity']}"), p["at"], p["text"], p["code"]] for p in self.view["problems"]]
        heads = [self.word("severity"), self.label("place"), self.word("problem"), self.word("code")]
        return Table(self.say("problems"), heads, rows) if rows else None

    def sources(self) -> Table | None:
        rows = [
            [
                self.say("document", title=document["title"]),
                document.get("issuer") or "",
                document.get("date") or "",
                self.say(f"seen.{document['seen']}"),
            ]
            for document in self.view["pack"].get("documents", ())
        ]
        heads = [self.word("document-head"), self.word("issuer"), self.word("date"), self.word("seen")]
        return Table(self.say("documents"), heads, rows) if rows else None

    def not_seen(self) -> list[str]:
        """The criteria that rest on words not seen in the original."""
        return [c["title"] for c in self.view["criteria"] if self.to_check(c["id"])]

    def fingerprints(self) -> Table:
        """What the result was made from, each with its hash."""
        pack = self.view["pack"]
        rows = [[self.say("pack"), _named(pack), pack["sha256"]]]
        rows += [[self.say("overlays"), _named(overlay), overlay["sha256"]] for overlay in pack["overlays"]]
        rows += [[self.say("inputs"), given["path"], given["sha256"]] for given in self.view["inputs"]]
        heads = [self.word("kind"), self.word("file"), self.say("sha256")]
        return Table(self.word("fingerprints"), heads, rows)

    # ---- what there is

    def sections(self) -> list[tuple[str, str]]:
        """(id, title) of each section that has something to say, in the order of the page."""
        return [(code, self.heading(code)) for code in SECTIONS if self.has(code)]

    def heading(self, code: str) -> str:
        return self.word(code) if code in ("heat", "waterfall", "traces") else self.say(code)

    def has(self, code: str) -> bool:
        """The gaps are said to be none where there are none; what was not asked is not spoken of."""
        if code in ("undecided", "watched", "contradictions", "notes", "problems"):
            return bool(self.view.get(code))
        if code == "review":
            return bool(self.review() or self.review_lines())
        if code == "dimensions":
            return self.dimensions() is not None
        if code == "waterfall":
            return bool(self.view["gaps"]) and not self.only_watches and self.view["claimed"]["points"] is not None
        if code == "gaps":
            return bool(self.view["gaps"]) or self.view["claimed"]["points"] is not None
        return bool(self.view["criteria"]) if code in ("heat", "traces") else True


def _asked(row: Data) -> str:
    """A question as people call it; by its id where the view has no more."""
    return str(row.get("label") or row["indicator"])


def _named(pack: Data) -> str:
    return " ".join(filter(None, (pack["id"], pack["version"], pack.get("title"))))
