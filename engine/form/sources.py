"""Files named for a form → what it is made from: the register, whose form it is, its period, or why it cannot be."""

from __future__ import annotations

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import Mapping, near_hint, parse
from gongti.engine.form.making import Given
from gongti.engine.intake.report import read_register
from gongti.engine.intake.table import is_table, read_table
from gongti.engine.pack.questionnaire import Questionnaire
from gongti.engine.submission import ConsortiumReport, Period, Register, RegisterEntry, Submission, parse_period
from gongti.engine.words import listed

NOBODYS = "none"
"""In a register the word for a facility of no consortium."""


def register_of(data: bytes, path: str) -> tuple[Register | None, tuple[Problem, ...]]:
    """The register in a file: a list in YAML or JSON, a table, or what a whole report brings along."""
    problems = Problems()
    if is_table(data, path):
        tables = read_table(data, path, problems)
        if tables:
            entries = tuple(e for table in tables for e in table.entries)
            return Register(tables[0].as_of, entries), problems.sorted()
        return None, problems.sorted()
    tree = parse(data, path, problems)
    if tree is None:
        return None, problems.sorted()
    if not isinstance(tree, Mapping) or not {"facilities", "register"} & tree.keys():
        problems.add("not-a-register", Place(path))
        return None, problems.sorted()
    if "register" in tree:
        inner = Mapping(tree.at)
        inner.put("format", tree.get("format", 1), tree.at)
        inner.put("facilities", tree["register"], tree.values_at["register"])
        tree = inner
    found = Problems()
    register = read_register(tree, found)
    problems.extend(found)
    return register, problems.sorted()


def given_of(
    asked: Questionnaire,
    *,
    register: Register | None,
    claimed: Submission | None,
    before: Submission | None,
    consortium: str | None,
    period: str | None,
    year: int,
    blank: int,
) -> tuple[Given | None, tuple[Problem, ...]]:
    """What the form is made from; ``year`` is the last full one, where nothing says for when the form is."""
    problems = Problems()
    kinds = frozenset.intersection(*(frozenset(p.model.applies_to) for p in asked.packs))
    if not kinds:
        problems.add("form-kinds-differ", Place(""), packs=listed(p.id for p in asked.packs))
    when = _period(period, claimed, before, year, problems)
    source = claimed or before
    if register is None and source is not None:
        register = source.register or _reported(source)
    whose = source.consortium if source is not None else None
    if consortium is not None or whose is None:
        whose = _consortium(register, consortium, whose, problems)
    if whose is not None and whose.kind is None and len(kinds) == 1:
        (kind,) = kinds
        whose = ConsortiumReport(whose.id, whose.name, kind, whose.region, whose.at)
    if problems.has_errors or when is None:
        return None, problems.sorted()
    return Given(when, whose, register, claimed, before, blank), problems.sorted()


def _reported(source: Submission) -> Register | None:
    """The facilities that a report without a register speaks of."""
    entries = tuple(RegisterEntry(f.id, f.fields, f.at) for f in source.facilities)
    return Register(None, entries) if entries else None


def _period(
    said: str | None, claimed: Submission | None, before: Submission | None, year: int, problems: Problems
) -> Period | None:
    """The one asked for, the reviewed report's, the one after the last report's, or the last full year."""
    if said is not None:
        found = parse_period(said)
        if found is None:
            problems.add("form-period", Place(""), value=said[:40])
        return found
    if claimed is not None:
        return claimed.period
    return following(before.period) if before is not None else parse_period(str(year))


def following(period: Period) -> Period | None:
    """The period after one: of a half-year the next half, of December the next January."""
    text = period.text
    year, part = int(text[:4]), text[5:]
    last = {"H": 2, "Q": 4}.get(part[:1], 12)
    digits = part.lstrip("HQ")
    if not part:
        return parse_period(str(year + 1))
    number = int(digits) + 1
    year, number = (year + 1, 1) if number > last else (year, number)
    return parse_period(f"{year}-{part[0]}{number}" if part[0] in "HQ" else f"{year}-{number:02d}")


def _consortium(
    register: Register | None, wanted: str | None, known: ConsortiumReport | None, problems: Problems
) -> ConsortiumReport | None:
    """Whose form it is: the one that is asked for, or the only one of the register."""
    owners = [e.fields.get("consortium") for e in register.entries] if register is not None else []
    names = sorted({o for o in owners if isinstance(o, str) and o != NOBODYS})
    if wanted is not None:
        if names and wanted not in names:
            problems.add("form-no-consortium", Place(""), id=wanted[:80], near=near_hint(wanted, names))
        return (
            known
            if known is not None and known.id == wanted
            else ConsortiumReport(wanted, wanted, None, None, Place(""))
        )
    if len(names) > 1:
        problems.add("form-which-consortium", Place(""), names=listed(names))
    return ConsortiumReport(names[0], names[0], None, None, Place("")) if names else None
