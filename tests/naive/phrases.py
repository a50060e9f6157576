"""Draws expressions: numbers, shares and conditions as they are read at one place."""

from __future__ import annotations

from datetime import date

from naive.answers import OPTIONS, TEXTS
from naive.columns import Cell, Complete, Over, Place, Rows
from naive.language import (
    Apply,
    Arith,
    At,
    Both,
    Choice,
    Compare,
    Expr,
    Field,
    Known,
    Negated,
    Own,
    Prior,
    Trend,
    day,
    number,
    text,
)
from naive.questions import Questions
from naive.world import OURS, PLACES


class Phrases(Questions):
    # Names seen from a place: own, or those of the one lead, the consortium and the region.

    def name(self, kind: str, whom: str, part: str = "") -> Expr:
        if whom in PLACES and self.chance(10):
            elsewhere = self.pick(("lead", "region"))
            return At(elsewhere, self.question(kind, elsewhere, part), part)
        if whom not in PLACES and self.chance(10):
            return At("consortium", self.question(kind, "consortium", part), part)
        return Own(self.question(kind, whom, part), part)

    def number(self, whom: str, depth: int = 1) -> Expr:
        """A plain number: a count, a part, a sum over a role, or arithmetic on these."""
        aggregates = ("sum", "count") if whom in PLACES else ()
        deeper = ("arith", "if", "other") if depth else ()
        more = [f for f in ("table", "prior", "difference", "calc") if self.has(f) and (depth or f != "calc")]
        if whom in PLACES:
            more += [f for f in ("union", "region") if self.has(f)]
        kind = self.pick(("count", "count", "number", "missing", *aggregates, *aggregates, *deeper, *more))
        if kind == "missing":
            return self.options_of(Own(self.question("set", whom)))
        if kind == "difference":
            return self.options_of(Arith("-", Own(self.question("set", whom)), Own(self.question("set", whom))))
        if kind == "union":
            return self.options_of(Over("union", "members", Own(self.question("set", "members"))))
        if kind == "region":
            return self.wide()
        if kind == "table":
            return self.of_rows(self.table(whom))
        if kind == "prior":
            name = Own(self.with_prior(self.pick(("count", "number")), whom))
            return self.pick((Prior(name), Trend("change", name), Trend("growth", name)))
        if kind == "calc":
            return self.calc(whom)
        if kind == "sum":
            asked = self.pick(("members", "primary"))
            function = self.pick(("sum", "sum", "mean", "min", "max", "median", "distinct"))
            return Over(
                function,
                "members",
                Own(self.question("count", asked)),
                where=self.condition("members", 0) if asked == "members" and self.chance(25) else None,
            )
        if kind == "count":
            if aggregates and self.chance(50):
                return Over("count", "members", where=self.condition("members", 0))
            return self.name("count", whom)
        if kind == "arith":
            op = self.pick(("+", "-", "*", "/"))
            return Arith(op, self.number(whom, 0), self.number(whom, 0))
        if kind == "if":
            return Choice(self.number(whom, 0), self.condition(whom, 0), self.number(whom, 0))
        if kind == "other":
            which = self.pick(("abs", "part", "whole", "apart"))
            if which == "abs":
                return Apply("abs", (Arith("-", self.number(whom, 0), self.number(whom, 0)),))
            if which == "apart":
                return Apply("apart", (day(date(2024, 6, 1)), day(date(2024, 6, 1 + self.pick((0, 1, 3))))))
            return self.name("ratio", whom, which)
        return self.name(kind, whom)

    def options_of(self, chosen: Expr) -> Expr:
        return Apply(self.pick(("missing", "present")), (chosen,), frozenset(OPTIONS))

    def wide(self) -> Expr:
        """A count over every institution of the county, whichever consortium it is in."""
        conditions = (
            None,
            Compare(Field("beds"), ((">", number(30)),)),
            Compare(Field("consortium"), (("==", text(OURS)),)),
        )
        return Over("count", "all_townships", where=self.pick(conditions if self.register else conditions[:1]))

    def calc(self, whom: str) -> Own:
        """A calculated indicator that lives at this place: named once, used anywhere."""
        known = [i for i, q in self.indicators.items() if q.get("of") == whom]
        if known and self.chance(50):
            return Own(self.pick(known))
        inner = self.number(whom, 0)
        id = f"k{len(self.indicators) + 1}"
        self.indicators[id] = {"calc": inner, "of": whom, "label": f"计算{len(self.indicators) + 1}"}
        return Own(id)

    def share(self, whom: str) -> Expr:
        """A share: a ratio, a typed percentage, one count by another, a share of a role."""
        kinds = ["ratio", "ratio", "percent"] + (["share"] if whom in PLACES else [])
        kinds += [f for f in ("table", "prior") if self.has(f)]
        if whom in ("members", "lead") and self.has("place"):
            kinds.append("place")
        kind = self.pick(kinds)
        if kind == "share":
            if self.chance(30):
                asked = self.question(self.pick(("ratio", "percent")), "members")
                return Over("mean", "members", Own(asked), share=True)
            return Over(
                "share",
                "members",
                self.column(),
                where=self.condition("members", 0) if self.chance(20) else None,
                share=True,
            )
        if kind == "table":
            table = self.table(whom)
            return Rows("share", table, self.cells(table), self.row_filter(table), share=True)
        if kind == "prior":
            name = Own(self.with_prior(self.pick(("ratio", "percent")), whom))
            return self.pick((Prior(name), Trend("change", name)))
        if kind == "place":
            return Place(Own(self.ranked(whom)), whom)
        return self.name(kind, whom)

    def column(self) -> Expr:
        """A condition on one column of the members."""
        if self.chance(50):
            return Own(self.question("yesno", "members"))
        asked = self.question("count", self.pick(("members", "primary")))
        return Compare(Own(asked), ((self.compares(), self.limit(False)),))

    # Tables

    def cells(self, table: str) -> Expr:
        """A condition on a table's row."""
        columns = self.indicators[table]["columns"]
        name = self.pick([c for c in columns if c != "item"])
        kind = columns[name]["type"]
        if kind == "yesno":
            return Cell(name) if self.chance(60) else Negated(Cell(name))
        if kind == "date":
            last = self.pick((day(date(2024, 6, 30)), Known("period_end"), Known("assessed_on")))
            return Compare(Cell(name), ((self.pick(("<=", "<", ">=", ">")), last),))
        if kind == "choice":
            return Compare(Cell(name), ((self.pick(("==", "!=")), self.option()),))
        if kind == "text":
            return Compare(Cell(name), ((self.pick(("==", "!=")), text(self.pick(TEXTS))),))
        return Compare(Cell(name), ((self.compares(), self.limit(kind == "percent")),))

    def row_filter(self, table: str) -> Expr | None:
        return self.cells(table) if self.chance(40) else None

    def of_rows(self, table: str) -> Expr:
        columns = self.indicators[table]["columns"]
        function = self.pick(("count", "count", "sum", "sum", "mean", "min", "max", "median", "distinct"))
        if function == "count":
            return Rows("count", table, where=self.row_filter(table))
        if function == "distinct" and "c_text" in columns:
            return Rows("distinct", table, Cell("c_text"), self.row_filter(table))
        return Rows(function, table, Cell("c_count"), self.row_filter(table))

    # Conditions

    def condition(self, whom: str, depth: int = 1) -> Expr:
        kinds = ["yesno", "yesno", "share", "number", "has", "date"]
        if whom in PLACES:
            kinds += ["every"]
        elif self.register:
            kinds += ["beds"]
        if depth:
            kinds += ["and", "or", "not", "chain"]
        kinds += [f for f in ("money", "choice", "text", "table") if self.has(f)]
        if self.has("prior") and whom in PLACES:
            kinds.append("has_prior")
        kind = self.pick(kinds)
        if kind == "yesno":
            return self.name("yesno", whom)
        if kind == "share":
            return Compare(self.share(whom), ((self.compares(), self.limit(True)),))
        if kind == "number":
            return Compare(self.number(whom, 0), ((self.compares(), self.limit(False)),))
        if kind == "has":
            return Apply("has", (Own(self.question("set", whom)), self.option()))
        if kind == "date":
            return Compare(self.name("date", whom), ((self.pick(("<=", "<", ">=", ">")), day(date(2024, 6, 30))),))
        if kind == "every":
            return Over(self.pick(("every", "any")), "members", self.column())
        if kind == "beds":
            return Compare(Field("beds"), ((self.pick((">", "<=")), number(30)),))
        if kind == "money":
            return Compare(self.name("money", whom), ((self.compares(), self.limit(False)),))
        if kind == "choice":
            return Compare(self.name("choice", whom), ((self.pick(("==", "!=")), self.option()),))
        if kind == "text":
            return Compare(self.name("text", whom), ((self.pick(("==", "!=")), text(self.pick(TEXTS))),))
        if kind == "table":
            table = self.table(whom)
            if self.chance(30):
                return Complete(table)
            return Rows(self.pick(("every", "any")), table, self.cells(table), self.row_filter(table))
        if kind == "has_prior":
            return Known("has_prior")
        if kind == "not":
            return Negated(self.condition(whom, 0))
        if kind == "chain":
            return Compare(number(1), (("<=", self.number(whom, 0)), (self.pick(("<=", "<")), self.limit(False))))
        return Both(kind, self.condition(whom, 0), self.condition(whom, 0))

    def own_condition(self, whom: str) -> Expr:
        """A condition that reads at least one answer of the unit itself, so that the unit is asked."""
        if self.simple:
            return Own(self.question("yesno", whom))
        found = self.condition(whom)
        return found if whom in PLACES or found.own() else Own(self.question("yesno", whom))
