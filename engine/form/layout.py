"""Questionnaire, register and earlier answers → the form, frozen: one workbook, or one for each who fills one in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gongti import __version__
from gongti.engine.diagnostics import Place, Problems
from gongti.engine.form.cover import cover_sheet
from gongti.engine.form.explanations import explanations_sheet
from gongti.engine.form.making import Answers, Given, Lists, Making, numbered
from gongti.engine.form.model import Form, Sheet
from gongti.engine.form.names import Names
from gongti.engine.form.parties import Party, parties
from gongti.engine.form.question_sheet import Made, question_sheet
from gongti.engine.form.table_sheet import table_sheet
from gongti.engine.form.told import answers_of, text_of
from gongti.engine.measure.register import match, roles_and_fields
from gongti.engine.measure.tables import Rows
from gongti.engine.pack.questionnaire import Questionnaire
from gongti.engine.submission import ConsortiumReport, Submission
from gongti.engine.submission import form as keys
from gongti.engine.words import Language

_NOBODY: Final = ConsortiumReport("", "", None, None, Place(""))


def forms(asked: Questionnaire, given: Given, lang: Language, *, each: bool = False) -> tuple[Form, ...]:
    """The workbooks, sorted by their files' names; without ``each`` there is one, named "form"."""
    asked = numbered(asked)
    making = Making(asked, given, lang, _answers(given, given.claimed), _answers(given, given.before))
    everybody = parties(asked, _submission(given), given.blank)
    if not each:
        return (_Workbook(making, everybody, explanations=True).form("form"),)
    files, found = Names(), []
    for kind in ("consortium", "region"):
        group = tuple(p for p in everybody if p.kind == kind)
        whole = kind == "consortium"
        book = _Workbook(making, group, explanations=whole)
        if book.has_content:
            found.append(book.form(files.file(making.say(f"file.{kind}"), kind)))
    for party in everybody:
        if party.kind not in ("consortium", "region"):
            name = party.office.zh if party.office is not None else f"{_name(making, party)} {party.id}"
            found.append(_Workbook(making, (party,)).form(files.file(name, party.id)))
    return tuple(sorted(found, key=lambda form: form.file))


def _submission(given: Given, source: Submission | None = None) -> Submission:
    """A report of the form's consortium and period with its register, and the facilities of another."""
    facilities = source.facilities if source is not None else ()
    return Submission(given.consortium or _NOBODY, given.period, {}, {}, {}, facilities, given.register)


def _answers(given: Given, source: Submission | None) -> Mapping[str, Answers]:
    """The answers of a report by the parties of the form."""
    if source is None:
        return {}
    found = match(_submission(given, source), True, Problems())
    of_facilities = {id_: report.answers for id_, _, report in (*found.mine, *found.others) if report is not None}
    return {"region": source.region_answers, "consortium": source.answers, **of_facilities}


def _name(making: Making, party: Party) -> str:
    """What a party's sheet would be called, were every name a good one."""
    if party.office is not None:
        return party.office.said(making.lang)
    if party.kind == "blank":
        return making.say("sheet.facility", number=party.number)
    if party.kind == "facility":
        return str((party.fields or {}).get("name", party.id))
    return making.say(f"sheet.{party.kind}")


@dataclass(frozen=True)
class _Workbook:
    """One workbook in the making: some parties and, with ``explanations``, the sheet of these."""

    making: Making
    parties: tuple[Party, ...]
    explanations: bool = False

    @property
    def has_content(self) -> bool:
        return bool(self.parties) or (self.explanations and explanations_sheet(self.making, "") is not None)

    def form(self, file: str) -> Form:
        making, names, lists = self.making, Names(keys.ABOUT, "_lists"), Lists()
        cover = names.sheet(making.say("sheet.cover"), "cover")
        own = [
            names.sheet(_name(making, p), making.say("sheet.facility", number=n)) for n, p in enumerate(self.parties, 1)
        ]
        sheets: list[Sheet] = []
        made: list[Made] = []
        tables = 0
        for party, name in zip(self.parties, own, strict=True):
            of_party: dict[str, Sheet] = {}
            for asked in (*party.questions, *party.seen):
                if asked.question.table is not None:
                    tables += 1
                    label = making.say("sheet.table", number=tables, label=asked.question.label.said(making.lang))
                    title = names.sheet(label, f"T{tables}")
                    claimed = answers_of(making.claimed.get(party.id), asked.question)
                    of_party[asked.question.id] = table_sheet(
                        making, party.id, asked, title, claimed, self.rows(asked.pack.id), name
                    )
            sheet = question_sheet(making, party, name, text_of(_name(making, party)), of_party, lists)
            made.append(sheet)
            sheets += [sheet.sheet, *of_party.values()]
        explained = (
            explanations_sheet(making, names.sheet(making.say("sheet.explanations"), "explanations"))
            if self.explanations
            else None
        )
        sheets = [cover_sheet(making, cover, made), *sheets, *([explained] if explained is not None else [])]
        for options in _options(sheets):
            lists.range(options)
        return Form(file, making.title, self.about(), tuple(sheets), lists.columns)

    def rows(self, pack_id: str) -> Rows:
        """Series and fixed rows: the facilities of each role, as the register has them or as blank ones."""
        given = self.making.given
        pack = next(p for p in self.making.asked.packs if p.id == pack_id)
        if given.register is None:
            blanks = [(f"new={n}", self.making.say("sheet.facility", number=n)) for n in range(1, given.blank + 1)]
            return Rows(given.period, {r.name: blanks for r in pack.roles})
        submission = _submission(given)
        found = match(submission, any(r.of_region for r in pack.roles), Problems())
        roles, fields, _ = roles_and_fields(pack, submission, found, given.period.end, Problems())
        named = {id_: text_of(fields[id_].get("name", id_)) for id_ in roles}
        return Rows(given.period, {r.name: [(i, named[i]) for i in roles if r.name in roles[i]] for r in pack.roles})

    def about(self) -> tuple[tuple[str, ...], ...]:
        """What the hidden sheet says of the workbook."""
        given, known = self.making.given, self.making.given.consortium
        rows: list[tuple[str, ...]] = [
            ("gongti", str(keys.FORMAT)), ("kind", given.kind), ("made_by", __version__), ("period", given.period.text),
        ]  # fmt: skip
        if known is not None:
            fields = {"id": known.id, "name": known.name, "kind": known.kind, "region": known.region}
            rows += [(f"consortium.{name}", text_of(value)) for name, value in fields.items() if value]
        rows += [("pack", p.id, p.model.version, p.sha256) for p in self.making.asked.packs]
        return tuple(rows)


def _options(sheets: Iterable[Sheet]) -> Iterable[tuple[str, ...]]:
    for sheet in sheets:
        for line in sheet.lines:
            for _, cell in sorted(line.cells.items()):
                if cell.rule is not None and cell.rule.options:
                    yield cell.rule.options
