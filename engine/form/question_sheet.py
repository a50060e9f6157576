"""One party's questions → its sheet: who it is, then the questions under the headings of their dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gongti.engine.form.columns import REVIEWER, Columns
from gongti.engine.form.done import EMPTY_BAR, bar, done, only_for
from gongti.engine.form.entries import LEAST, Entries
from gongti.engine.form.heights import height, title_height
from gongti.engine.form.items import Item, list_rule, rule
from gongti.engine.form.making import Lists, Making, dimension
from gongti.engine.form.model import Cell, Line, Rule, Sheet, Value, address
from gongti.engine.form.parties import Group, Party, roles_of, types_of
from gongti.engine.form.told import text_of
from gongti.engine.pack.questionnaire import Asked
from gongti.engine.report.conditions import Conditions
from gongti.engine.submission import form as keys
from gongti.engine.words.entries import ROLES, TYPES, named

PROGRESS: Final = 2
"""The line in which a sheet tells its progress."""
HEADS: Final = 4
"""Lines above the first question: keys, title, progress, the columns' headings."""
_NUMBERS: Final = ("beds", "population")
_ALWAYS: Final = ("id", "name", "role", "type", "level")


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet with what the cover says of it: how many questions count, and where it tells how many are done."""

    sheet: Sheet
    who: str
    questions: int
    answered: str
    asked: str


def question_sheet(
    making: Making, party: Party, name: str, who: str, tables: Mapping[str, Sheet], lists: Lists
) -> Made:
    """The sheet of a party, who it is in full; ``tables`` are the sheets of its tables, by question."""
    return _Sheet(making, party, name, who, tables, lists).made()


class _Sheet:
    """The sheet while its lines are laid one below the other."""

    def __init__(
        self, making: Making, party: Party, name: str, who: str, tables: Mapping[str, Sheet], lists: Lists
    ) -> None:
        self.making, self.party, self.name, self.who = making, party, name, who
        self.tables, self.lists = tables, lists
        self.say, self.lang = making.say, making.lang
        asks_prior = any(q.question.asks_prior for q in (*party.questions, *party.seen))
        self.columns = Columns(asks_prior, making.given.before is not None)
        self.place = self.columns.place
        claimed, before = (given.get(party.id, {}) for given in (making.claimed, making.before))
        self.entries = Entries(making, self.columns, claimed, before, tables)
        self.lines = self.heads()
        self.counted = 0
        self.of_facility: dict[str, str] = {}

    def made(self) -> Made:
        if self.party.kind in ("facility", "blank"):
            self.about()
        for group in self.party.groups:
            self.group(group)
        if self.party.seen:
            self.lines.append(self.heading(self.say("group.assessor")))
            for asked in self.party.seen:
                self.question(asked, None, seen=True)
        self.lines.append(self.signatures())
        self.lines[PROGRESS] = self.progress()
        columns = self.columns
        sheet = Sheet(
            self.name,
            self.mark(),
            columns.all(),
            tuple(self.lines),
            HEADS,
            HEADS,
            self.place["item"],
            columns.reviewer,
        )
        answered, asked_for = (address(PROGRESS, self.place[k], fixed="both") for k in ("item", keys.ANSWER))
        return Made(sheet, self.who, self.counted, answered, asked_for)

    def mark(self) -> str:
        party = self.party
        if party.kind == "office" and party.office is not None:
            return f"{keys.MARK}region office={party.office.zh}"
        if party.kind in ("facility", "blank"):
            return f"{keys.MARK}facility {'id=' if party.kind == 'facility' else ''}{party.id}"
        return keys.MARK + party.kind

    # ---- above and below the questions

    def heads(self) -> list[Line]:
        """The line of keys, the title, the progress (made last), the columns' headings."""
        widths = {**self.columns.clerk, **REVIEWER}
        title, here = f"{self.making.title}　{self.who}", self.place["item"]
        room = sum(list(self.columns.clerk.values())[: here - 1])
        titles = {
            1: Cell(title, "title", columns=here - 1),
            here: Cell(self.making.period, "period", columns=self.columns.last - here + 1),
        }
        heads = {
            self.place[k]: Cell(self.say(f"head.{k}"), "head-reviewer" if k in REVIEWER else "head") for k in widths
        }
        texts = [(self.say(f"head.{k}"), "", width) for k, width in widths.items()]
        top = Line(cells=titles, height=title_height(title, room))
        return [Line(), top, Line(), Line(cells=heads, height=height(texts, 24))]

    def progress(self) -> Line:
        """How many of the questions asked are done, by formula; a bar; and whose the columns on the right are."""
        here, done_at = self.place["item"], self.place["done"]
        states = ":".join(address(n, done_at, fixed="both") for n in (HEADS, len(self.lines) - 1))
        answered, asked = address(PROGRESS, here), address(PROGRESS, here + 1)
        yes, no = self.say("state-done"), self.say("state-not-asked")
        cells = {
            here: Cell(
                0, "answered-review" if self.making.review else "answered", formula=f'=COUNTIF({states},"{yes}")'
            ),
            here + 1: Cell(
                self.counted,
                "asked-review" if self.making.review else "asked",
                formula=f'={self.counted}-COUNTIF({states},"{no}")',
            ),
            here + 2: Cell(EMPTY_BAR, "bar", formula=bar(answered, asked), columns=self.columns.last - here - 1),
            self.columns.reviewer: Cell(self.say("head.reviewer"), "head-reviewer", columns=len(REVIEWER)),
        }
        return Line(cells=cells, height=22)

    def signatures(self) -> Line:
        """By hand, on paper. It begins where no key is: what stands below the questions in a column of answers would
        pass for one. The line goes on through the reviewer's columns: where a page ends above it, what is printed of
        these must not be an empty sheet of paper.
        """
        here = self.place["unit"]
        words = self.say(f"sign.line.{self.making.given.kind}")
        signed = Cell(words, "sign", columns=self.columns.last - here + 1)
        return Line(cells={here: signed, self.columns.reviewer: Cell(None, "sign", columns=len(REVIEWER))}, height=64)

    def heading(self, text: str) -> Line:
        cells = {1: Cell(text, "group", columns=self.columns.last)}
        cells[self.columns.reviewer] = Cell("", "group", columns=len(REVIEWER))
        return Line(cells=cells, height=height([(text, "", sum(self.columns.clerk.values()))], 22))

    # ---- which facility it is

    def about(self) -> None:
        """Which facility it is: filled in from the register, else asked."""
        self.lines.append(self.heading(self.say("field.about")))
        known, here = self.party.fields or {}, self.place[keys.ANSWER]
        span = self.columns.last - here + 1
        wide = sum(list(self.columns.clerk.values())[here - 1 :])
        for name in keys.FACILITY_FIELDS:
            if name not in (*_ALWAYS, *known) and name not in self.making.fields_spoken_of:
                continue
            value = self.shown(name, known.get(name))
            is_open = value is None and not self.making.review
            style = "hint" if not is_open else "answer-number" if name in _NUMBERS else "answer-text"
            cells = {
                1: Cell(self.say(f"field.{name}"), "label", columns=here - 1),
                here: Cell(value, style, is_open, self.field(name) if is_open else None, columns=span),  # type: ignore[arg-type]
            }
            self.of_facility[name] = address(len(self.lines), here, fixed="both")
            self.lines.append(Line(f"@{name}", cells, height([(text_of(value or ""), "", wide)], LEAST)))

    def shown(self, name: str, value: Any) -> Value:
        """A field of the register as the form says it."""
        names = {"role": ROLES, "type": TYPES}.get(name)
        if value is None or isinstance(value, int):
            return value
        return text_of(named(names, [value], self.lang)[0] if names is not None else value)

    def field(self, name: str) -> Rule | None:
        packs = self.making.asked.packs
        if name == "role":
            return list_rule(named(ROLES, roles_of(packs), self.lang), self.lang)
        if name == "type":
            return list_rule(named(TYPES, types_of(packs, *self.making.asked.sheets), self.lang), self.lang)
        if name == "level":
            levels = tuple(self.say("levels").replace("“", "").replace("”", "").split())
            return list_rule(levels, self.lang, self.say("hint.level"), strict=False)
        if name in _NUMBERS:
            return rule(Item("", "", "count"), "", self.lang)
        return Rule(hint=self.say("hint.id")) if name == "id" else None

    # ---- questions

    def group(self, group: Group) -> None:
        """Questions under the headings of their dimensions, in the order of these."""
        everything, whose = self.making.asked, self.whose(group)
        headings: dict[str, list[Asked]] = {}
        for (_, title), asked in sorted(
            ((dimension(q, everything), q) for q in group.questions), key=lambda found: (found[0][0], found[1].number)
        ):
            text = title.said(self.lang) if title is not None else self.say("group.other")
            headings.setdefault(f"{text}{whose}", []).append(asked)
        for text, under in headings.items():
            self.lines.append(self.heading(text))
            for asked in under:
                self.question(asked, group.only)

    def whose(self, group: Group) -> str:
        """Of blank facilities: which of them the next questions are for."""
        if group.whose is None:
            return ""
        uses = group.whose.questions[0].uses
        found = []
        for who in group.whose.who:
            pack = next(u.pack for u in uses if who.role is None or who.role in u.pack.roles)
            found.append(Conditions(pack, self.lang, self.making.numbers).who(who))
        return self.say("group.for", who=self.say("list").join(dict.fromkeys(found)))

    def question(self, asked: Asked, only: Sequence[tuple[str, str]] | None, *, seen: bool = False) -> None:
        """The lines of one question, and whether they are done."""
        question, first = asked.question, len(self.lines)
        state = Cell("", "done")
        if not seen or self.making.review:
            count = len(self.entries.items(question))
            column = self.place[keys.CHECKED if self.making.review else keys.ANSWER]
            instead = address(first, self.place[keys.STATE if self.making.review else keys.NOT_APPLICABLE])
            cells = [address(first + n, column) for n in range(count)]
            formula = done(self.making, question, cells, instead, self.tables.get(question.id))
            if only is not None:
                role, kind = self.of_facility["role"], self.of_facility["type"]
                formula = only_for(self.making, formula, role, kind, only, self.lists)
            value = self.say("state-not-asked") if question.ask_when is not None else ""
            state = Cell(value, "done", formula=f"={formula}")
            self.counted += 1
        self.lines += self.entries.lines(asked, state, seen=seen)
