"""The review of a view → what changed, what was waived, what is objected to: rows and lines for any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongti.engine.report.phrases import Data, Phrases

Rows = list[list[str]]


@dataclass(frozen=True)
class Reviewed(Phrases):
    """The claimed and the verified side by side: by answer, by item, by facility."""

    def tables(self) -> Iterator[tuple[str, list[str], Rows]]:
        """(heading's code, column heads, rows): nothing is printed of a table without rows."""
        review = self.view.get("review")
        if review is None:
            return
        say = self.say
        claimed, verified = say("side.claimed"), say("side.verified")
        heads = [say("answer_given"), say("facility"), claimed, verified, say("outcome"), say("reviewer")]
        yield "review.answers", heads, [self.answer(a) for a in review["answers"] if a["outcome"] != "confirmed"]
        heads = [say("criterion"), claimed, verified, say("difference"), say("status_head")]
        yield "review.items", heads, list(self.items())
        heads = [say("facility"), claimed, verified, say("difference")]
        moved = [f for f in review["by_facility"] if f["claimed"] != f["verified"]]
        yield "review.facilities", heads, [self.facility(f) for f in moved]

    def answer(self, found: Data) -> list[str]:
        who = self.join(found["reviewers"])
        how = [self.say(f"method.{m}") for m in found["methods"]]
        how += [found["date"]] if found["date"] else []
        outcome = self.say(f"outcome.{found['outcome']}")
        worst = [self.say(f"evidence.{e}") for e in found["evidence"] if e != "complete"]
        if worst:
            outcome += self.say("brackets", text=self.join(dict.fromkeys(worst)))
        return [
            found["label"],
            found["name"],
            found["claimed_text"] if found["claimed_text"] is not None else self.say("not_answered"),
            found["verified_text"] if found["verified_text"] is not None else self.unknown(found),
            self.join([outcome, found["note"]], "semicolon") if found["note"] else outcome,
            who + (self.say("brackets", text=self.join(how)) if how else ""),
        ]

    def unknown(self, found: Data) -> str:
        """Not known; where reviewers differ, what each of them found."""
        values = [f"{s['reviewer']} {s['text']}" for s in found["said"]]
        return self.say("unknown") + (self.say("brackets", text=self.join(values)) if values else "")

    def items(self) -> Iterator[list[str]]:
        """The criteria whose points or status the review changed."""
        for criterion in self.view["criteria"]:
            after = criterion["verified"]
            if after is None or all(after[k] == criterion[k] for k in ("low", "high", "of", "status")):
                continue
            status = self.say(f"status.{criterion['status']}")
            if after["status"] != criterion["status"]:
                status = self.say("became", before=status, after=self.say(f"status.{after['status']}"))
            yield [
                criterion["title"],
                self.scored(criterion),
                self.scored(after),
                self.moved(after["difference"]),
                status,
            ]

    def moved(self, difference: Data) -> str:
        """A difference of points; where its two ends are not the same, both."""
        low, high = signed(difference["low"]), signed(difference["high"])
        return low if low == high else self.say("difference_ends", low=low, high=high)

    def facility(self, found: Data) -> list[str]:
        before, after = found["claimed"], found["verified"]
        return [
            found["name"],
            self.interval(before["low"], before["high"]),
            self.interval(after["low"], after["high"]),
            self.moved(found["difference"]),
        ]

    def lines(self) -> Iterator[str]:
        """Rulings, waivers and objections, one sentence each."""
        review = self.view.get("review")
        if review is None:
            return
        for ruling in review["rulings"]:
            where = self.where(ruling)
            for key in ("explanation", "not_applicable"):
                if ruling[key] is not None:
                    yield self.say(f"ruling.{key}.{ruling[key]}", where=where)
        for waiver in review["waivers"]:
            code = "waiver" if waiver["active"] else "waiver_over"
            until = waiver["until"] or self.say("waiver_open")
            yield self.say(code, where=self.where(waiver), until=until, reason=waiver["reason"])
        for objection in review["objections"]:
            words = self.say(
                f"objection.{objection['outcome']}",
                where=self.where(objection) or objection["label"] or objection["indicator"] or "",
                by=objection["by"] or self.say("somebody"),
                text=objection["text"],
            )
            if objection["reason"]:
                words += self.say("brackets", text=objection["reason"])
            yield words

    def where(self, about: Data) -> str:
        """The item, and the facility where it is about one."""
        title = self.title(about["criterion"]) if about["criterion"] else about.get("label") or ""
        facility = self.name(about["facility"]) if about["facility"] else ""
        return self.say("colon").join(part for part in (facility, title) if part)


def signed(points: str) -> str:
    """A difference with its sign: ``+0.82``, ``−2.00``, ``0.00``."""
    if points.startswith("-"):
        return "−" + points[1:]
    return points if points.strip("0.") == "" else "+" + points
