"""A view and a language → the words and names every report of people needs, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from gongti.engine.report.visible import visible
from gongti.engine.words import Language, say

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Phrases:
    """How this view's things are called in this language."""

    view: Data
    lang: Language

    def say(self, code: str, **params: object) -> str:
        return say(f"report.{code}", self.lang, **params)

    def join(self, texts: Iterable[object], code: str = "comma") -> str:
        return self.say(code).join(visible(t) for t in texts)

    @cached_property
    def names(self) -> dict[str, str]:
        """What the reader calls each facility, and the two ids that are no facility's."""
        named = {f["id"]: f["name"] for f in self.view["facilities"]}
        return named | {"consortium": self.say("consortium"), "region": self.say("region")}

    @cached_property
    def criteria(self) -> dict[str, Data]:
        return {c["id"]: c for c in self.view["criteria"]}

    @cached_property
    def grades(self) -> dict[str, str]:
        return {g["id"]: g["title"] for g in self.view["pack"].get("grades", [])}

    @cached_property
    def documents(self) -> dict[str, str]:
        """The number of each document, where there are several: clauses refer to it."""
        ids = [d["id"] for d in self.view["pack"].get("documents", [])]
        return {doc: f"[{number}]" for number, doc in enumerate(ids, 1)} if len(ids) > 1 else {}

    def name(self, facility: str) -> str:
        return self.names.get(facility, facility)

    def title(self, criterion: str) -> str:
        return str(self.criteria[criterion]["title"]) if criterion in self.criteria else criterion

    def to_check(self, criterion: str) -> str:
        """The mark of a criterion that rests on words not seen in the original; nothing where it does not."""
        cites = self.criteria[criterion]["cite"] if criterion in self.criteria else ()
        return self.say("to_check") if any(cite["seen"] != "original" for cite in cites) else ""

    def marked(self, criterion: str) -> str:
        """A criterion's title with its mark, if it has one."""
        mark = self.to_check(criterion)
        return self.title(criterion) + (self.say("brackets", text=mark) if mark else "")

    WATCHED = ("indicator", "this_period", "last_period", "change", "direction")

    def watched_rows(self) -> Iterator[tuple[str, ...]]:
        """What is watched: criterion, this period, last period, change and where it goes (or which way is better)."""
        for row in self.view.get("watched", ()):
            value = row["text"]
            if row["facilities"]:
                each = (f"{self.name(f['id'])} {f['text']}" for f in row["facilities"])
                value = self.join(each, "semicolon")
            goes = ""
            if row["direction"] is not None:
                goes = self.say(f"direction.{row['direction']}")
            elif row["better"] is not None:
                goes = self.say(f"wanted.{row['better']}")
            yield row["criterion"], value, row["prior_text"] or "", row["change_text"] or "", goes

    def interval(self, low: str, high: str) -> str:
        return low if low == high else self.say("interval", low=low, high=high)

    def scored(self, part: Data) -> str:
        """Points of full marks; of what stands outside the score a dash: it has none, not nought."""
        if part["status"] in ("watched", "not_due", "not_reviewed", "waived") or (
            part["status"] == "not_applicable" and not Fraction(part["of"])
        ):
            return "–"
        points = self.interval(part["low"], part["high"])
        return f"{points} / {part['of']}" if Fraction(part["of"]) else points

    # ---- the verdict in words, for every format

    def side_title(self, side: str) -> str:
        """Claimed or verified; of the verified side how much was checked, and how far the review went."""
        heading = self.say(f"side.{side}")
        if side == "verified" and (reviewed := self.view.get("reviewed")):
            checked = self.say("reviewed", checked=reviewed["checked"], of=reviewed["of"])
            parts = [checked] + ([self.say(f"tier.{reviewed['tier']}")] if reviewed.get("tier") else [])
            heading += self.say("brackets", text=self.join(parts, "semicolon"))
        return heading

    @cached_property
    def only_watches(self) -> bool:
        """Whether the pack has nothing but aims: no points, no dimension with a score, no grade."""
        criteria = self.view["criteria"]
        return bool(criteria) and all(c["force"] == "aim" for c in criteria)

    def side_facts(self, side: Data) -> Iterator[tuple[str, str]]:
        """Grade, score and percent with their intervals, and what they rest on: (code of the label, words)."""
        if self.only_watches:
            yield "score", self.say("watches_only")
            return
        settled = side["low"] == side["high"]
        possible = [self.grades.get(g, g) for g in side["possible_grades"]]
        if len(possible) > 1:
            yield "possible_grades", self.join(possible)
        elif side["grade"] is not None:
            remark = "" if settled else self.say("brackets", text=self.say("grade_settled"))
            yield "grade", f"{self.grades.get(side['grade'], side['grade'])}{remark}"
        elif self.grades:
            yield "grade", self.say("not_assessed")
        if side["points"] is None:
            yield "score", self.say("not_assessed")
        else:
            points = self.interval(side["low"], side["high"])
            yield "score", self.say("score_of", points=points, of=side["of"])
        if side["percent"] is None:
            yield "percent", self.say("not_assessed")
        else:
            yield "percent", self.interval(f"{side['low_percent']}%", f"{side['high_percent']}%")
        if Fraction(side["not_applicable"] or 0):
            yield "not_applicable", self.say("not_applicable_points", points=side["not_applicable"])
        if Fraction(side["explained"] or 0):
            yield "explained", self.say("explained_points", points=side["explained"])

    def vetoes(self) -> Iterator[tuple[str, bool]]:
        """The vetoes, one sentence for all facilities a rule fired for alike; and whether it is certain."""
        groups: dict[tuple[str, str, str | None, bool], list[str]] = {}
        for veto in self.view["vetoes"]:
            names = groups.setdefault((veto["rule"], veto["text"], veto["caps"], veto["certain"]), [])
            names += [self.name(veto["facility"])] if veto.get("facility") else []
        for (_, words, caps, certain), names in groups.items():
            if names:
                words = self.join(names) + self.say("colon") + words
            if caps is not None:
                words = self.say("veto_caps", text=words, grade=self.grades.get(caps, caps))
            remark = self.say("veto_certain" if certain else "veto_possible")
            yield words + self.say("brackets", text=remark), certain

    def coverage(self) -> str:
        register = self.view["register"]
        counted, reported = register["counted"], register["reported"]
        parts = [self.say(f"coverage_{register['source']}", counted=counted, reported=reported)]
        parts += [
            self.say(code) + self.say("colon") + self.join(map(self.name, register[code]))
            for code in ("not_reported", "not_counted")
            if register[code]
        ]
        if register.get("as_of") is not None:
            parts.insert(1, self.say("as_of", date=register["as_of"]))
        return self.join(parts, "semicolon")

    def counted(self) -> str:
        counts = self.view.get("counts", {})
        found = [self.say("count_of", status=self.say(f"status.{s}"), count=n) for s, n in counts.items() if n]
        return self.join(found)

    def decided_by(self) -> str:
        evaluators = self.view["evaluators"]
        if len(evaluators) > 1:
            return self.say("evaluators_both")
        return self.say("evaluators_one", name=self.join(evaluators))

    def about(self, rule: Data) -> str:
        """A rule's words, with the facility it speaks of, and whether open answers still decide it."""
        words: str = rule["text"]
        if rule.get("facility"):
            words = self.name(rule["facility"]) + self.say("colon") + words
        if not rule.get("certain", True):
            words += self.say("brackets", text=self.say("veto_possible"))
        return words
