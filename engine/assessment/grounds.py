"""What rests on a finding: takes a result and a finding, gives the rules fired and their grounds, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gongti.engine.assessment.models import RuleOutcome, Side
from gongti.engine.assessment.spoken import Spoken
from gongti.engine.assessment.worlds import CRITERION_VETO
from gongti.engine.inference import Conclusion, Fact, Firing
from gongti.engine.score import Finding
from gongti.engine.words import say

Row = dict[str, Any]


@dataclass(frozen=True)
class Grounds:
    """The firings of both worlds, read backwards from one finding."""

    spoken: Spoken
    side: Side
    finding: Finding

    def rules(self) -> Iterator[Row]:
        """Every rule fired that rests on this criterion, directly, over conclusions, or on what contests it."""
        firings = self.resting()
        for outcome in self.side.rules:
            on = [o for f in firings if _of(f, outcome) for o in f.on]
            if on:
                yield {
                    "rule": outcome.rule,
                    "kind": outcome.kind,
                    "text": self.rule_text(outcome),
                    "facility": outcome.facility,
                    "name": self.spoken.party(outcome.facility) if outcome.facility else None,
                    "certain": outcome.certain,
                    "because": list(dict.fromkeys(self.ground(o) for o in on)),
                }

    def resting(self) -> list[Firing]:
        firings = [*self.side.worst.trace, *self.side.best.trace]
        made = {(c.rule, c.facility): c for world in (self.side.worst, self.side.best) for c in world.conclusions}
        names: set[tuple[str, str | None]] = set()
        while True:
            resting = [f for f in firings if any(self.about(o, names) for o in f.on)]
            more = {(c.name, c.facility) for f in resting if (c := made.get((f.rule, f.facility))) is not None}
            if more <= names:
                return resting
            names |= more

    def about(self, item: Fact | Conclusion, conclusions: set[tuple[str, str | None]]) -> bool:
        if isinstance(item, Conclusion):
            return (item.name, item.facility) in conclusions
        fields = dict(item.fields)
        if item.kind == "contradiction":
            return fields["id"] in self.finding.doubts
        return item.kind == "finding" and fields["id"] == self.finding.criterion.id

    def rule_text(self, outcome: RuleOutcome) -> str:
        say = self.spoken.say
        grade = self.spoken.pack.grades[outcome.caps].title.said(self.spoken.lang) if outcome.caps is not None else ""
        if outcome.kind == "conclude":
            return say("rule.conclude", name=outcome.name)
        text = outcome.text.said(self.spoken.lang)
        if outcome.kind != "caps":
            text = say(f"rule.{outcome.kind}", text=text)
        return self.spoken.semicolon([t for t in (text, say("rule.caps", grade=grade) if grade else "") if t])

    def ground(self, item: Fact | Conclusion) -> str:
        """What a rule rested on, in words."""
        say = self.spoken.say
        if isinstance(item, Conclusion):
            return self.at(say("rule.on-conclusion", name=item.name), item.facility)
        fields = dict(item.fields)
        name = fields.get("id", "")
        if item.kind == "finding":
            status = say("rule.status", status=self.status(fields["status"]), level=fields.get("level", ""))
            if not fields.get("level"):
                status = self.status(fields["status"])
            text = self.at(
                say("rule.on-finding", title=self.title(self.spoken.pack.criteria, name), status=status),
                fields["facility"],
            )
            return text if self.actual(name, fields["facility"]) == fields["status"] else say("rule.assumed", text=text)
        if item.kind == "contradiction":
            return say("rule.on-contradiction", title=self.title(self.spoken.pack.reconcile, name))
        if item.kind == "dimension":
            return say("rule.on-dimension", title=self.title(self.spoken.pack.dimensions, name), bound=fields["bound"])
        return self.at(say(f"rule.on-{item.kind}"), fields.get("facility"))

    def title(self, items: Iterable[Any], name: str) -> str:
        return next((str(i.title.said(self.spoken.lang)) for i in items if i.id == name), name)

    def actual(self, criterion: str, facility: str) -> str | None:
        """The status a criterion, or one facility of it, has; a world may have settled it either way."""
        finding = next(f for f in self.side.ledger.findings if f.criterion.id == criterion)
        if not facility:
            return finding.status
        return next((u.status for u in finding.units if u.party_id == facility), None)

    def status(self, status: str) -> str:
        return say(f"report.status.{status}", self.spoken.lang)

    def at(self, text: str, facility: str | None) -> str:
        return self.spoken.say("rule.at", text=text, facility=self.spoken.party(facility)) if facility else text


def _of(firing: Firing, outcome: RuleOutcome) -> bool:
    return firing.rule.removeprefix(CRITERION_VETO) == outcome.rule and firing.facility == outcome.facility
