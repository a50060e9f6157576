"""A questionnaire → the same as plain data in one language, which is its JSON and what the other formats draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongti.engine.pack import Question
from gongti.engine.pack.questionnaire import Asked, Questionnaire, Sheet, Use
from gongti.engine.report.conditions import Conditions
from gongti.engine.words import Language, say


def view(asked: Questionnaire, lang: Language) -> dict[str, Any]:
    """Packs, sheets and their questions, every text in one language."""
    numbers = {q.question.id: q.number for q in asked.questions}
    packs = [
        {"id": p.id, "version": p.model.version, "title": p.model.title.said(lang), "sha256": p.sha256}
        for p in asked.packs
    ]
    sheets = [_Said(s, lang, numbers).sheet() for s in asked.sheets]
    return {"format": 1, "language": lang, "packs": packs, "questions": len(numbers), "sheets": sheets}


@dataclass(frozen=True)
class _Said:
    """One sheet in one language."""

    of: Sheet
    lang: Language
    numbers: Mapping[str, int]

    def say(self, code: str, **params: object) -> str:
        return say(f"ask.{code}", self.lang, **params)

    def join(self, texts: Any) -> str:
        return say("report.comma", self.lang).join(texts)

    def sheet(self) -> dict[str, Any]:
        who = self.who()
        return {
            "kind": self.of.kind,
            "who": who[:1].upper() + who[1:],
            "each": self.of.kind == "facilities" and not self.of.one,
            "questions": [self.question(q) for q in self.of.questions],
        }

    def who(self) -> str:
        """Who answers: an office by its name, facilities by what makes them."""
        if self.of.office is not None:
            return self.of.office.said(self.lang)
        if not self.of.who:
            return self.say(self.of.kind)
        uses = self.of.questions[0].uses
        words = ""
        for who in self.of.who:
            pack = next(u.pack for u in uses if who.role is None or who.role in u.pack.roles)
            said = self.conditions(pack).who(who)
            words = self.say("or-by-pack", one=words, pack=pack.id, other=said) if words else said
        return words

    def conditions(self, pack: Any) -> Conditions:
        return Conditions(pack, self.lang, self.numbers)

    def question(self, asked: Asked) -> dict[str, Any]:
        question, said = asked.question, self.conditions(asked.pack)
        table = question.table
        return {
            "number": asked.number,
            "id": question.id,
            "label": question.label.said(self.lang),
            "asked_of": question.asked_of,
            "type": question.type,
            "answer": self.answer(question),
            "unit": question.unit.said(self.lang),
            "part": question.part.said(self.lang),
            "whole": question.whole.said(self.lang),
            "options": {k: t.said(self.lang) for k, t in question.options.items()},
            "columns": [] if table is None else [self.column(question, n) for n in table.columns],
            "rows": None if table is None else self.rows(asked),
            "definition": question.definition.said(self.lang) if question.definition is not None else None,
            "time": question.time,
            "prior": question.asks_prior,
            "ask_when": said.said(question.ask_when, question.id) if question.ask_when is not None else None,
            "valid": said.said(question.valid, question.id) if question.valid is not None else None,
            "evidence": [t.said(self.lang) for t in asked.evidence],
            "office": self.office(question),
            "of": self.of_whom(asked),
            "used_by": [self.use(u) for u in asked.uses],
        }

    def answer(self, question: Question) -> str:
        """In what form, in which unit, for when, whether the last period's too."""
        form = self.say(f"type.{question.type}")
        if question.type == "yesno" and question.fold is None:
            form = self.boxes({w: say(f"word.{w}", self.lang) for w in ("yes", "no")})
        unit = question.unit.said(self.lang)
        words = [form + (self.say("unit", unit=unit) if unit else "")]
        if question.fold is not None:
            words.append(self.say(f"series.{question.time}"))
        elif question.time is not None:
            words.append(self.say(f"time.{question.time}"))
        words += [self.say("prior")] if question.asks_prior else []
        return say("report.semicolon", self.lang).join(words)

    def boxes(self, options: Mapping[str, str]) -> str:
        return "  ".join(self.say("box", option=text) for text in options.values())

    def column(self, question: Question, name: str) -> dict[str, Any]:
        assert question.table is not None
        column, table = question.table.columns[name], question.table
        return {
            "id": name,
            "label": column.label.said(self.lang),
            "type": column.type,
            "unit": column.unit.said(self.lang),
            "part": column.part.said(self.lang),
            "whole": column.whole.said(self.lang),
            "options": {k: t.said(self.lang) for k, t in column.options.items()},
            "definition": column.definition.said(self.lang) if column.definition is not None else None,
            "required": name in table.required,
            "unique": name == table.key,
        }

    def rows(self, asked: Asked) -> str:
        """How many rows a table has, and which."""
        table = asked.question.table
        assert table is not None
        words = []
        if table.fixed is not None:
            words.append(self.join(t.said(self.lang) for t in table.fixed.values()))
        if table.role is not None:
            words.append(self.say("rows-of", who=self.conditions(asked.pack).facilities(table.role)))
        if table.min_rows:
            words.append(self.say("least", count=table.min_rows))
        if table.may_be_empty:
            words.append(self.say("may-be-empty"))
        return say("report.semicolon", self.lang).join(words)

    def office(self, question: Question) -> str | None:
        """The office within what the sheet is of."""
        within = self.of.kind in ("consortium", "facilities") and question.filled_by is not None
        return question.filled_by.said(self.lang) if within and question.filled_by is not None else None

    def of_whom(self, asked: Asked) -> str | None:
        """On the reviewer's sheet: at whom it is to be found out."""
        if self.of.kind != "assessor":
            return None
        name = asked.question.asked_of
        if name in ("region", "consortium"):
            return say(f"explain.who.{name}", self.lang)
        return self.conditions(asked.pack).facilities(name)

    def use(self, use: Use) -> dict[str, Any]:
        def titled(found: Any) -> list[dict[str, str]]:
            return [{"id": f.id, "title": f.title.said(self.lang)} for f in found]

        return {
            "pack": use.pack.id,
            "criteria": titled(use.criteria),
            "reconcile": titled(use.reconcile),
            "questions": sorted(self.numbers[name] for name in use.questions),
            "rules": use.otherwise,
        }
