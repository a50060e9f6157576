"""One question → its lines: an entry each, with what is asked and shown beside; clerk on the left, reviewer right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gongti.engine.form.columns import Columns
from gongti.engine.form.heights import height
from gongti.engine.form.items import Item, day_rule, items, list_rule, rule
from gongti.engine.form.making import Answers, Making
from gongti.engine.form.model import Cell, Line, Rule, Sheet, Style, Value
from gongti.engine.form.told import beside, text_of, told, told_prior
from gongti.engine.pack import Question
from gongti.engine.pack.questionnaire import Asked
from gongti.engine.submission import Answer
from gongti.engine.submission import form as keys
from gongti.engine.words.entries import EVIDENCE, METHODS, offered

LEAST: Final = 20
"""Points of the lowest line."""


@dataclass(frozen=True)
class Entries:
    """The questions of one party, turned to lines one by one."""

    making: Making
    columns: Columns
    claimed: Answers
    before: Answers
    tables: Mapping[str, Sheet]

    def items(self, question: Question) -> tuple[Item, ...]:
        table = self.tables.get(question.id)
        return items(question, self.making.given.period, self.making.lang, table.name if table is not None else "")

    def lines(self, asked: Asked, state: Cell, *, seen: bool) -> tuple[Line, ...]:
        """All lines of a question; ``state`` says whether it is done, ``seen`` that only a reviewer answers it.

        What is said once stands in the first line, and what explains it goes on in those below. Nothing is merged: a
        page may end between any two lines, and would cut what stands across them.
        """
        question, place = asked.question, self.columns.place
        lines = [self._entry(asked, item, seen=seen) for item in self.items(question)]
        first = {
            place["number"]: Cell(asked.number, "number"),
            place["done"]: state,
            **self._beside(question, seen=seen),
            **self._judged(),
        }
        label, texts = question.label.said(self.making.lang), _spread(self.making.about(asked), len(lines))
        made = []
        for n, (line, small) in enumerate(zip(lines, texts, strict=True)):
            above, below = n > 0, n < len(lines) - 1
            said = Cell(label, "question", small=small) if n == 0 else Cell(small or None, "below")
            parts = first if n == 0 else {c: self._below(c, cell) for c, cell in first.items()}
            parts = {**parts, place["question"]: said}
            once = {c: replace(cell, above=above, below=below) for c, cell in parts.items()}
            cells = {**line.cells, **once}
            written = [(label if n == 0 else "", small, self.columns.clerk["question"])]
            if n == 0:
                shown = ((text_of(cells[place[k]].value or ""), k) for k in (keys.EVIDENCE, keys.NOTE))
                written += [(text, "", self.columns.clerk[k]) for text, k in shown]
            made.append(Line(line.key, cells, max(line.height, height(written, LEAST))))
        return tuple(made)

    def _below(self, column: int, first: Cell) -> Cell:
        """A cell below one that speaks for the whole question."""
        if first.style == "hint":
            return Cell(None, "hint")
        return Cell(None, "below-reviewer" if column >= self.columns.reviewer else "below")

    def _entry(self, asked: Asked, item: Item, *, seen: bool) -> Line:
        """One entry: what to enter, the answer, its unit, last year's, what was said last time, what is verified."""
        question, lang, place, widths = asked.question, self.making.lang, self.columns.place, self.columns.clerk
        answers = self.claimed.get(question.id, ())
        is_open = not (seen or self.making.review or item.kind == "rows")
        shown: dict[str, Value] = {"item": item.text, "unit": item.unit}
        shown[keys.ANSWER] = told(question, answers, lang).get(item.key)
        hint = question.definition.said(lang) if question.definition is not None else item.text
        cells = {
            place["item"]: Cell(item.text, "item"),
            place["unit"]: Cell(item.unit, "unit"),
            place[keys.ANSWER]: self._typed(item, shown[keys.ANSWER], hint, is_open=is_open),
            place[keys.CHECKED]: Cell(None, item.style("reviewer"), True, rule(item, hint, lang, reviewer=True)),
        }
        if self.columns.asks_prior:
            shown[keys.PRIOR] = told_prior(question, answers, lang).get(item.key)
            asks = is_open and question.asks_prior and question.table is None
            cells[place[keys.PRIOR]] = self._typed(item, shown[keys.PRIOR], hint, is_open=asks)
        if self.columns.shows_hint:
            shown["hint"] = self._last_time(question, item)
            cells[place["hint"]] = Cell(shown["hint"], "hint")
        texts = ((text_of(v), "", widths[k]) for k, v in shown.items() if v is not None)
        return Line(item.key, cells, height(texts, LEAST))

    def _typed(self, item: Item, value: Value, hint: str, *, is_open: bool) -> Cell:
        """A cell to fill, or one that only shows."""
        if not is_open:
            return Cell(value, "hint")
        return Cell(value, item.style("answer"), True, rule(item, hint, self.making.lang))

    def _last_time(self, question: Question, item: Item) -> Value:
        """What the last period's report says here; of a series what stood in the same place of its period."""
        answers: tuple[Answer, ...] = self.before.get(question.id, ())
        said = told(question, answers, self.making.lang)
        if question.fold is None or self.making.given.before is None:
            return said.get(item.key)
        now, then = self.items(question), items(question, self.making.given.before.period, self.making.lang)
        return said.get(then[now.index(item)].key) if len(then) == len(now) else None

    def _beside(self, question: Question, *, seen: bool) -> dict[int, Cell]:
        """Evidence, note, and why the question does not apply: once a question."""
        is_open = not (seen or self.making.review)
        style: Style = "words" if is_open else "hint"
        evidence, note = beside(question, self.claimed.get(question.id, ()))
        values = {keys.EVIDENCE: evidence or None, keys.NOTE: note or None, keys.NOT_APPLICABLE: None}
        hints = {keys.EVIDENCE: "hint.evidence", keys.NOT_APPLICABLE: "hint.not_applicable"}
        rules = {k: Rule(hint=self.making.say(code)) for k, code in hints.items() if is_open}
        return {self.columns.place[k]: Cell(v, style, is_open, rules.get(k)) for k, v in values.items()}

    def _judged(self) -> dict[int, Cell]:
        """What a reviewer says of a question as a whole."""
        lang = self.making.lang
        rules = {
            keys.METHOD: list_rule(offered(METHODS, lang), lang),
            keys.STATE: list_rule(offered(EVIDENCE, lang), lang),
            keys.DATE: day_rule(lang),
            keys.CASES: rule(Item("", "", "count"), "", lang),
        }
        styles: dict[str, Style] = {
            keys.DATE: "reviewer-date", keys.CASES: "reviewer-number",
            keys.REMARK: "reviewer-words", keys.OBJECTION: "reviewer-words",
        }  # fmt: skip
        once = (name for name in keys.REVIEWER if name != keys.CHECKED)
        return {self.columns.place[k]: Cell(None, styles.get(k, "reviewer"), True, rules.get(k)) for k in once}


def _spread(texts: Sequence[str], lines: int) -> list[str]:
    """Texts over so many lines, from above: one a line, and what is left over in the first."""
    over = max(1, len(texts) - lines + 1)
    found = ["\n".join(texts[:over]), *texts[over:]]
    return found + [""] * (lines - len(found))
