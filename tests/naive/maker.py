"""Draws the criteria of a pack: where, what, by which method and until when.

Where the contract leaves room (a condition without a method, say) or promises less (`answered`, `first_known`: a
later answer may take away what its absence gave), what is drawn keeps to what it settles, so that a difference
found is always a mistake.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from naive.language import Compare, Expr, Measured, Own, number
from naive.phrases import Phrases
from naive.questions import SHARES
from naive.world import PLACES


class Maker(Phrases):
    def criterion(self, id: str) -> dict[str, Any]:
        force = self.pick(("must", "must", "must", "must", "should", "should", "may", "aim"))
        points = self.pick(("1", "2", "3", "4", "5", "8", "10", "2.5"))
        c: dict[str, Any] = {"id": id, "title": f"条目{id}", "cite": {"doc": "plan", "clause": "一"}, "force": force}
        if force != "aim":
            c["points"] = number(points)
        if self.chance(15):
            c["ask"] = {"type": "yesno", "asked_of": self.pick(("consortium", "lead", "members", "region"))}
            return c
        over = self.pick(("consortium", "consortium", "lead", "members", "members", "members", "primary"))
        whom = self.pick(("members", "members", "primary")) if over == "members" else over
        if over != "consortium":
            c["over"] = over
        if not self.simple:
            if over == "members" and self.chance(15):
                c["where"] = self.condition("members", 0)
            if self.chance(20):
                c["applies_when"] = self.condition(over, 0)
        if self.maybe("due", 12):
            return c | self.timed(whom)
        if over in ("members", "primary") and self.chance(45):
            c["across"] = self.pick(("share", "every", "any", "count", "sum", "mean", "median", "min", "max"))
        elif over in ("members", "primary") and self.chance(40):
            c["score_each"] = self.pick(("mean", "min"))
        across = c.get("across")
        full = int(Fraction(points))
        if across in ("every", "any"):
            c |= {"measure": self.own_condition(whom), "score": {"method": "pass"}}
        elif across in ("share", "count"):
            c |= {"measure": self.own_condition(whom)}
            c["score"] = self.scored(across == "share", full, force)
        elif across:
            share = across != "sum" and self.chance(40)
            c |= {"measure": self.measured(whom, share), "score": self.scored(share, full, force)}
        else:
            more = [f for f in ("choice", "money", "ask_when", "assessor") if self.has(f)]
            kind = self.pick(("condition", "number", "share", "share", "set", "yesno", *more))
            if kind == "assessor" and not self.has("assessor_applies"):
                whom = over
            c |= self.measure_and_score(kind, whom, full, force)
            if kind == "assessor" and not self.has("assessor_applies"):
                for k in ("where", "applies_when"):
                    c.pop(k, None)
        return c

    def measure_and_score(self, kind: str, whom: str, full: int, force: str) -> dict[str, Any]:
        if kind == "condition":
            return {"measure": self.own_condition(whom), "score": {"method": "pass"}}
        if kind in ("yesno", "set"):
            return {"measure": Own(self.question(kind, whom))}
        if kind in ("ask_when", "assessor"):
            asked = self.sometimes if kind == "ask_when" else self.by_assessor
            share = self.chance(50)
            if self.chance(40):
                return {"measure": Own(asked("yesno", whom))}
            measure = Own(asked("percent" if share else "count", whom))
            return {"measure": measure, "score": self.scored(share, full, force)}
        if kind == "choice" and force != "aim":
            levels = [
                {"id": f"L{i}", "when": Compare(Measured(), (("==", self.option()),)), "points": number(p)}
                for i, p in enumerate(("100%", "50%", "10%")[: self.pick((1, 2, 3))])
            ]
            return {"measure": Own(self.question("choice", whom)), "score": {"method": "levels", "levels": levels}}
        if kind == "money":
            return {"measure": Own(self.question("money", whom)), "score": self.scored(False, full, force)}
        share = kind == "share"
        return {"measure": self.measured(whom, share), "score": self.scored(share, full, force)}

    def timed(self, whom: str) -> dict[str, Any]:
        """A deadline: a day, a month, or a day of every year; around the days on which is assessed."""
        days = (date(2024, 6, 30), "2024-06", "2024-11", date(2024, 12, 1), "2024-12", date(2025, 1, 15), "2025-01")
        c: dict[str, Any] = {"measure": Own(self.question("date", whom))}
        c |= {"every": self.pick(("11-30", "02-29", "12-31"))} if self.chance(25) else {"due": self.pick(days)}
        if self.chance(50):
            c["score"] = {"method": "pass"} | ({"late_share": number("50%")} if self.chance(70) else {})
        return c

    def measured(self, whom: str, share: bool) -> Expr:
        if self.simple:
            return Own(self.question("ratio" if share else "count", whom))
        found = self.share(whom) if share else self.number(whom)
        if not found.own() and whom not in PLACES:
            return Own(self.question("ratio" if share else "count", whom))
        return found

    def scored(self, share: bool, points: int, force: str) -> dict[str, Any]:
        methods = ("linear", "levels", "deduct") if force != "aim" else ("linear", "deduct")
        method = self.pick((*methods, "add") if self.has("add") else methods)
        if method == "linear":
            full = self.limit(share)
            zeros = ("0%", "10%", "95%") if share else ("0", "0.5", "8")
            return {"method": "linear", "full": full} | ({"zero": number(self.pick(zeros))} if self.chance(40) else {})
        if method in ("deduct", "add"):
            s: dict[str, Any] = {"method": method, "each": number(self.pick(("0.5", "1", "2")))}
            if method == "deduct" and self.chance(40) and force in ("must", "should"):
                s["floor"] = number(self.pick(("-2", "-4", "0")))
            side = self.pick(("below", "above"))
            if share:
                s |= {side: number(self.pick(SHARES[1:])), "per": number(self.pick(("1pp", "10pp")))}
            elif self.chance(40):
                s |= {side: number(self.pick(("1", "2.5", "5"))), "per": number(self.pick(("1", "0.5")))}
            if self.chance(40):
                s["step"] = self.pick(("exact", "up", "down"))
            return s
        bounds = ("90%", "60%", "1/3") if share else ("5", "2.5", "1")
        upward = self.chance(70)
        levels = []
        for i in range(self.pick((1, 2, 3))):
            bound = number(bounds[i] if upward else bounds[2 - i])
            worth = (points, self.pick(("50%", "3/5")), self.pick((0, 0.5, "10%")))[i]
            entry: dict[str, Any] = {"id": "ABC"[i]}
            if self.chance(25):
                entry["when"] = Compare(Measured(), ((self.pick((">=", ">") if upward else ("<=", "<")), bound),))
            else:
                entry[self.pick(("at_least", "more_than") if upward else ("at_most", "less_than"))] = bound
            entry["points"] = number("50%") if worth == "3/5" else number(str(worth))
            levels.append(entry)
        if self.chance(60):
            levels.append({"id": "Z", "otherwise": True, "points": number(0)})
        return {"method": "levels", "levels": levels}
