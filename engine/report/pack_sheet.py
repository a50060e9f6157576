"""A criteria pack → its text on a terminal: what it asks, of whom, how that is scored, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from gongti.engine.assessment.method_words import MethodWords
from gongti.engine.assessment.spoken import Spoken, number
from gongti.engine.measure import percent_text
from gongti.engine.pack import (
    BoundCriterion,
    BoundDimension,
    BoundRule,
    Calc,
    Condition,
    Over,
    Pack,
    Question,
    Reconciliation,
)
from gongti.engine.pack.models import Cite
from gongti.engine.report.forms import item, stack, table, text
from gongti.engine.report.page import Facts, marked, printed, section
from gongti.engine.report.prose import Prose
from gongti.engine.words import Language, say

_LABELS: Final = (
    "pack.in-force", "pack.applies-to", "pack.points-by", "pack.scoring", "adjust", "pack.documents",
    "pack.roles", "pack.parameters",
)  # fmt: skip
_SPREAD_FROM: Final = 110  # cells: a wider table gives the clauses a column that holds them


def render(pack: Pack, lang: Language, *, width: int, colour: bool) -> bytes:
    """The whole pack, 80 to 200 cells wide."""
    return printed(lambda inside: PackSheet(pack, lang, inside).sections(), width=width, colour=colour)


class PackSheet:
    """One pack in one language: a method a section, each yielding what rich can draw."""

    def __init__(self, pack: Pack, lang: Language, width: int) -> None:
        self.pack, self.lang, self.width = pack, lang, width
        self.spoken = Spoken(pack, lang)
        self.methods = MethodWords(self.spoken)
        self.word = self.spoken.say
        self.titles = {c.id: c.title.said(lang) for c in pack.criteria}
        self.numbers = {d: f"[{i}]" for i, d in enumerate(pack.documents, 1)} if len(pack.documents) > 1 else {}

    def say(self, code: str, **params: object) -> str:
        return say(f"report.{code}", self.lang, **params)

    def sections(self) -> Iterator[RenderableType]:
        model = self.pack.model
        yield Prose(marked(model.title.said(self.lang), f"{model.id} {model.version}"))
        yield Text()
        yield Facts(self.lang, "explain", _LABELS).table(list(self.about()))
        for dimension in self.pack.dimensions:
            yield from section(self.dimension(dimension), self.criteria(dimension))
        yield from section(self.word("pack.calcs"), map(self.calc, self.pack.calcs))
        yield from section(self.word("pack.reconcile"), map(self.reconciliation, self.pack.reconcile))
        yield from section(self.word("pack.rules"), map(self.rule, self.pack.rules))
        yield from section(self.word("pack.grades"), self.grades())
        yield from section(self.word("pack.questions"), self.questions())

    # ---- what it is

    def about(self) -> Iterator[tuple[str, str, str]]:
        model = self.pack.model
        force = model.in_force
        code = "pack.from" if force.until is None else "pack.until"
        yield "pack.in-force", self.word(code, from_=force.from_, until=force.until), ""
        kinds = self.spoken.join(self.word(f"pack.kind.{kind}") for kind in model.applies_to)
        yield "pack.applies-to", kinds, ""
        yield "pack.points-by", self.say(f"points_by.{model.points_by}"), ""
        yield "pack.scoring", self.spoken.semicolon(self.scoring()), ""
        for entry in self.pack.criteria[0].adjust[: len(model.adjust)]:
            yield "adjust", self.methods.adjustment(entry), ""
        for name, document in self.pack.documents.items():
            about = [document.issuer.said(self.lang)] if document.issuer is not None else []
            about += [document.date.isoformat()] if document.date is not None else []
            about.append(self.say(f"seen.{document.seen}"))
            title = self.say("document", title=document.title.said(self.lang))
            words = " ".join(filter(None, (self.numbers.get(name, ""), title)))
            yield "pack.documents", words + self.say("brackets", text=self.spoken.semicolon(about)), ""
        for role in self.pack.roles:
            who = self.word("who.everywhere", role=role.name) if role.of_region else role.name
            yield "pack.roles", f"{who}{self.say('colon')}{self.spoken.written(role.where)}", ""
        for name, values in self.pack.parameters.items():
            entries = (self.word("pack.parameter", value=v.value.text, from_=v.from_) for v in values)
            yield "pack.parameters", f"{name} = {self.spoken.join(entries)}", ""

    def scoring(self) -> Iterator[str]:
        """What holds for every item, where an item does not say otherwise."""
        scoring = self.pack.model.scoring
        yield self.word(f"pack.policy.{scoring.not_applicable}")
        yield self.word("pack.explained-share", share=percent_text(scoring.explained_share))
        yield self.word("pack.late-share", share=percent_text(scoring.late_share))
        if scoring.bonus_cap is not None:
            yield self.word("pack.bonus-cap", cap=number(scoring.bonus_cap))

    # ---- what it asks for

    def dimension(self, dimension: BoundDimension) -> str:
        """Title and points, and where it counts otherwise than the pack's own rules say."""
        points = sum((c.points for c in dimension.criteria if c.force in ("must", "should")), start=0)
        words = [self.word("pack.dimension", title=dimension.title.said(self.lang), points=number(points))]
        if dimension.weight is not None:
            words.append(self.word("pack.weight", weight=number(dimension.weight)))
        if dimension.max is not None:
            words.append(self.word("pack.max", max=number(dimension.max)))
        if dimension.policy != self.pack.model.scoring.not_applicable:
            words.append(self.word(f"pack.policy.{dimension.policy}"))
        return self.spoken.semicolon(words)

    def criteria(self, dimension: BoundDimension) -> Iterator[RenderableType]:
        """What the review does to all of them, and the criteria under their groups' headings."""
        shared = len(self.pack.model.adjust)
        for entry in dimension.criteria[0].adjust[shared : self.common(dimension.criteria[0])]:
            yield Prose(self.labelled("adjust", self.methods.adjustment(entry)))
        drawn = table(
            Column(self.word("clause"), min_width=10, max_width=28 if self.width >= _SPREAD_FROM else 16),
            Column(self.word("pack.criterion"), ratio=1),
            Column(self.word("weight"), justify="right", no_wrap=True),
            leading=1,
        )
        groups: tuple[str, ...] = ()
        for criterion in dimension.criteria:
            before, groups = groups, tuple(title.said(self.lang) for title in criterion.groups)
            if groups and groups != before:
                drawn.add_row("", Prose(text(" / ".join(groups), "bold")), "")
            cells = self.clauses(criterion.cites), stack(list(self.criterion(criterion))), text(self.weight(criterion))
            drawn.add_row(*map(Prose, cells))
        yield drawn

    def clauses(self, cites: Iterable[Cite]) -> Text:
        lines = []
        for cite in cites:
            lines.append(text(" ".join(filter(None, (cite.clause, self.numbers.get(cite.doc), *cite.ref)))))
            if self.pack.seen(cite) != "original":
                lines.append(text(self.say("to_check"), "dim"))
        return stack(lines)

    def criterion(self, criterion: BoundCriterion) -> Iterator[Text]:
        """Title and id, the force, the measure and how it is scored, what else hangs on it."""
        yield marked(criterion.title.said(self.lang), criterion.id)
        yield text(self.word(f"force.{criterion.force}"))
        over = criterion.over
        yield self.labelled("over", self.over(over))
        if criterion.applies is not None:
            yield self.labelled("applies-when", self.spoken.written(criterion.applies))
        yield self.labelled("measure", self.spoken.written(criterion.measure))
        how = []
        if criterion.across is not None:
            how.append(self.word("method.across", function=self.word(f"across.{criterion.across}")))
        elif over.kind in ("role", "type") and not self.alone(over.name):
            how.append(self.word(f"method.each-{criterion.combine}"))
        how.append(self.word("points-none") if criterion.force == "aim" else self.methods.method(criterion))
        yield self.labelled("method", self.spoken.semicolon(how))
        for entry in criterion.adjust[self.common(criterion) :]:
            yield self.labelled("adjust", self.methods.adjustment(entry))
        if criterion.check_by:
            yield self.labelled("check-by", self.spoken.join(self.word(f"check.{how}") for how in criterion.check_by))
        if criterion.veto is not None:
            yield text(self.word("pack.veto-mark", grade=self.grade(criterion.veto)), "red")

    def common(self, criterion: BoundCriterion) -> int:
        """How many of a criterion's adjustments are the pack's and its dimension's: these come before its own."""
        model = self.pack.model
        return len(model.adjust) + next(len(d.adjust) for d in model.dimensions if d.id == criterion.dimension)

    def over(self, over: Over) -> str:
        who = self.spoken.asked_of(over.name)
        if over.where is None:
            return who
        return self.word("who.where", who=who, where=self.spoken.written(over.where))

    def labelled(self, code: str, words: str) -> Text:
        return Text(self.word(code) + self.say("colon"), "dim").append_text(text(words))

    def alone(self, role: str) -> bool:
        return any(r.name == role and r.one for r in self.pack.roles)

    def weight(self, criterion: BoundCriterion) -> str:
        return "–" if criterion.force == "aim" else number(criterion.points)

    # ---- what is made of it

    def calc(self, calc: Calc) -> RenderableType:
        """A value nobody is asked: its name, for whom it is computed, and how."""
        words = {"label": calc.label.said(self.lang), "id": calc.id, "text": self.spoken.written(calc.formula)}
        lines = [text(self.word("calc", **words))]
        if calc.definition is not None:
            lines.append(text(calc.definition.said(self.lang), "dim"))
        lines.append(text(self.word("pack.calc-of", who=self.spoken.asked_of(calc.of))))
        return item(lines)

    def reconciliation(self, found: Reconciliation) -> RenderableType:
        tolerance = percent_text(found.tolerance) if found.relative else number(found.tolerance)
        head = marked(found.title.said(self.lang), found.id)
        words = " ".join(found.text.split()) + self.say(
            "brackets", text=self.word("pack.tolerance", tolerance=tolerance)
        )
        lines = [head, text(words)]
        if found.over is not None:
            lines.append(text(self.word("pack.over", who=self.over(found.over))))
        if found.doubts:
            titles = self.spoken.join(self.titles[d] for d in found.doubts)
            lines.append(text(self.word("pack.doubts", titles=titles)))
        return item(lines)

    def rule(self, rule: BoundRule) -> RenderableType:
        when = self.word("pack.when", text=self.word("pack.and").join(map(self.condition, rule.when)))
        lines = [marked(self.then(rule), rule.id), text(when)]
        if rule.unless:
            unless = self.word("pack.or").join(map(self.condition, rule.unless))
            lines.append(text(self.word("pack.unless", text=unless)))
        return item(lines)

    def then(self, rule: BoundRule) -> str:
        words = []
        if rule.kind == "conclude":
            words.append(self.word("rule.conclude", name=rule.conclude))
        elif rule.kind != "caps":
            words.append(self.word(f"rule.{rule.kind}", text=rule.text.said(self.lang)))
        if rule.caps is not None:
            words.append(self.word("rule.caps", grade=self.pack.grades[rule.caps].title.said(self.lang)))
        return self.spoken.semicolon(words)

    def condition(self, condition: Condition) -> str:
        words = self.bare(condition)
        if condition.variable is not None:
            return self.word("pack.same-facility", text=words)
        return words if condition.facility is None else self.word("rule.at", text=words, facility=condition.facility)

    def bare(self, condition: Condition) -> str:
        kind, name = condition.kind, condition.name
        either = self.word("pack.or").join
        if kind == "finding" and condition.level:
            return self.word("pack.level", title=self.titles[name], levels=either(condition.level))
        if kind == "finding":
            status = either(self.say(f"status.{s}") for s in condition.status)
            return self.word("rule.on-finding", title=self.titles[name], status=status)
        if kind == "contradiction":
            titles = {r.id: r.title.said(self.lang) for r in self.pack.reconcile}
            return self.word("rule.on-contradiction", title=titles[name])
        if kind == "conclusion":
            return self.word("rule.on-conclusion", name=name)
        if kind == "dimension":
            titles = {d.id: d.title.said(self.lang) for d in self.pack.dimensions}
            return self.word("rule.on-dimension", title=titles[name], bound=number(condition.below or 0))
        if kind == "check" and condition.check is not None:
            return self.word("pack.check", expression=self.spoken.written(condition.check))
        fields = self.spoken.join(f"{key} = {either(values)}" for key, values in condition.fields)
        return self.word("pack.facility", fields=fields)

    def grade(self, grade: str) -> str:
        return next((g.title.said(self.lang) for g in self.pack.grades if g.id == grade), grade)

    def grades(self) -> Iterator[RenderableType]:
        for grade in self.pack.grades:
            when = self.spoken.written(grade.when) if grade.when is not None else self.word("pack.grade-rest")
            head = marked(grade.title.said(self.lang), grade.id)
            yield item([head.append_text(text(self.say("colon") + when))])

    # ---- the questions, by whom they are asked

    def questions(self) -> Iterator[RenderableType]:
        asked: dict[str, list[Question]] = {}
        for question in self.pack.questions:
            asked.setdefault(question.asked_of, []).append(question)
        for of, questions in asked.items():
            drawn = table(
                Column(Prose(self.labelled("asked-of", self.spoken.asked_of(of))), ratio=4),
                Column(self.word("answer-type"), ratio=4),
                Column(self.word("evidence"), ratio=3),
            )
            for question in questions:
                drawn.add_row(*map(Prose, self.question(question)))
            yield drawn
            yield Text()

    def question(self, question: Question) -> tuple[Text, Text, Text]:
        label = marked(question.label.said(self.lang), question.id)
        if question.definition is not None:
            label.append("\n").append_text(text(question.definition.said(self.lang), "dim"))
        for code, words in self.asked(question):
            label.append("\n").append_text(self.labelled(code, words))
        unit = question.unit.said(self.lang)
        answer = self.spoken.answer_type(question) + (self.say("brackets", text=unit) if unit else "")
        evidence: Any = self.spoken.join(t.said(self.lang) for t in question.evidence)
        return label, text(answer), text(evidence)

    def asked(self, question: Question) -> Iterator[tuple[str, str]]:
        """Who fills it in, and when it is asked, accepted and compared."""
        if question.assessor:
            yield "office", self.word("assessor")
        elif question.filled_by is not None:
            yield "office", question.filled_by.said(self.lang)
        if question.ask_when is not None:
            yield "ask-when", self.spoken.written(question.ask_when)
        if question.valid is not None:
            yield "valid", self.spoken.written(question.valid)
        if question.asks_prior:
            yield "prior", self.word("asks-prior")
