"""A view → three sentences of what matters: where it stands and what decides; what cost most; what to do first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gongti.engine.report.phrases import Data, Phrases
from gongti.engine.words import say

_LARGEST: Final = 3


@dataclass(frozen=True)
class Summary(Phrases):
    """One view in one language; its numbers and their order are the view's own."""

    def word(self, code: str, **params: object) -> str:
        return say(f"html.sum.{code}", self.lang, **params)

    def sentences(self) -> list[str]:
        if self.only_watches:
            return [self.word("watches"), self.next_step()]
        return [self.standing(), self.losses(), self.next_step()]

    # ---- where it stands

    def standing(self) -> str:
        side = self.view["verified"] if self.view.get("verified") is not None else self.view["claimed"]
        if side["points"] is None or side["percent"] is None:
            return self.word("nothing")
        percent = self.interval(f"{side['low_percent']}%", f"{side['high_percent']}%")
        grades = [self.grades.get(g, g) for g in side["possible_grades"]]
        numbers = {"of": side["of"], "percent": percent}
        if side["low"] == side["high"]:
            if not grades:
                return self.word("settled-ungraded", points=side["points"], **numbers)
            return self.word("settled", points=side["points"], grade=self.join(grades), **numbers)
        numbers |= {"low": side["low"], "high": side["high"]}
        if not grades:
            return self.word("open-ungraded", **numbers)
        if len(grades) == 1:
            return self.word("open-one", grade=grades[0], **numbers)
        if not self.view["undecided"]:
            return self.word("open-doubt", grades=self.join(grades), **numbers)
        first = self.view["undecided"][0]
        answer = say(
            "html.answer-of",
            self.lang,
            name=first.get("name") or self.name(first["facility"]),
            label=first.get("label") or first["indicator"],
        )
        return self.word(
            "open-several", grades=self.join(grades), answer=answer, points=first["points_at_stake"], **numbers
        )

    # ---- what cost most

    def losses(self) -> str:
        if self.view["claimed"]["points"] is None:
            return self.word("known") if not self.view["undecided"] else self.unknown()
        gaps = list(self.view["gaps"])[:_LARGEST]
        if not gaps:
            return self.word("no-losses")
        return self.word("losses", list=self.join(map(self.loss, gaps)))

    def loss(self, gap: Data) -> str:
        """A gap with what it costs at most, and whose it is."""
        owner = gap["owner"] or say("html.no-owner", self.lang)
        if gap["owner"]:
            owner = self.word("owner", owner=owner)
        code = "loss-open" if gap["status"] == "unknown" else "loss"
        title = gap.get("title") or self.title(gap["criterion"])
        return self.word(code, title=title, points=gap["points_at_stake"], owner=owner)

    # ---- what to do first

    def next_step(self) -> str:
        """The first gap that is known to be one, and how much is still to be found out."""
        words = list(self.first())
        words.append(self.unknown() if self.view["undecided"] else self.word("known"))
        if found := len(self.view["contradictions"]):
            words.append(self.word("in-doubt-one") if found == 1 else self.word("in-doubt", count=found))
        return ("" if self.lang == "zh" else " ").join(words)

    def first(self) -> Iterator[str]:
        known = (g for g in self.view["gaps"] if g["status"] in ("overdue", "open") and g["action"])
        gap = next(iter(sorted(known, key=lambda g: g["status"] != "overdue")), None)
        if gap is not None:
            title = gap.get("title") or self.title(gap["criterion"])
            words = {"title": title, "action": str(gap["action"]).rstrip("。.；; ")}
            yield self.word("first-due", due=gap["due"], **words) if gap["due"] else self.word("first", **words)

    def unknown(self) -> str:
        count = len(self.view["undecided"])
        return self.word("unknown-one") if count == 1 else self.word("unknown", count=count)
