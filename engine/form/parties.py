"""Who fills in the form: takes the questionnaire and the register, gives each party with the questions put to it.

Without a register there are blank facilities: each is shown every question for facilities, and once it has said its
role and its type the form says which of them are its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gongti.engine.diagnostics import Problems
from gongti.engine.expression import NOBODY, Term, Unit, World
from gongti.engine.expression.types import Reference
from gongti.engine.measure.register import match, roles_and_fields
from gongti.engine.pack import Pack, parameter_on
from gongti.engine.pack.questionnaire import Asked, Questionnaire, Sheet, Who
from gongti.engine.submission import Submission
from gongti.engine.words import Text
from gongti.engine.words.entries import ROLES, TYPES

Kind = Literal["office", "region", "consortium", "facility", "blank"]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading. ``whose`` are those of whom they are asked, ``only`` the roles and types that are.

    ``only`` is None where they are asked in any case.
    """

    whose: Sheet | None
    questions: tuple[Asked, ...]
    only: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One that answers. ``id`` is "region", "consortium" or a facility's; ``seen`` what only a reviewer answers."""

    kind: Kind
    id: str
    office: Text | None = None
    number: int = 0
    fields: Mapping[str, Any] | None = None
    groups: tuple[Group, ...] = ()
    seen: tuple[Asked, ...] = ()

    @property
    def questions(self) -> tuple[Asked, ...]:
        return tuple(q for g in self.groups for q in g.questions)


def parties(asked: Questionnaire, submission: Submission, blank: int) -> tuple[Party, ...]:
    """Offices, region, consortium, then facilities: those of the register or, without one, ``blank`` blank ones."""
    seen = tuple(q for s in asked.sheets if s.kind == "assessor" for q in s.questions)
    found: list[Party] = []
    for sheet in asked.sheets:
        if sheet.kind == "office":
            found.append(Party("office", "region", sheet.office, groups=(Group(None, sheet.questions),)))
    for kind in ("region", "consortium"):
        groups = tuple(Group(None, s.questions) for s in asked.sheets if s.kind == kind)
        for_reviewer = tuple(q for q in seen if q.question.asked_of == kind)
        if groups or for_reviewer:
            found.append(Party(kind, kind, groups=groups, seen=for_reviewer))
    of_facilities = tuple(s for s in asked.sheets if s.kind == "facilities")
    by_reviewer = tuple(q for q in seen if q.question.asked_of not in ("region", "consortium"))
    if not of_facilities and not by_reviewer:
        return tuple(found)
    if submission.register is not None:
        found += _registered(asked, of_facilities, by_reviewer, submission)
    else:
        groups = tuple(Group(s, s.questions, _fitting(s, submission)) for s in of_facilities)
        found += [Party("blank", f"new={n}", number=n, groups=groups, seen=by_reviewer) for n in range(1, blank + 1)]
    return tuple(found)


def _registered(
    asked: Questionnaire, sheets: tuple[Sheet, ...], seen: tuple[Asked, ...], submission: Submission
) -> Iterator[Party]:
    """The facilities of the register that are asked anything: leads first, then by id; those of others last."""
    found = match(submission, any(r.of_region for p in asked.packs for r in p.roles), Problems())
    held: dict[str, Mapping[str, frozenset[str]]] = {}
    fields: Mapping[str, Mapping[str, Any]] = {}
    for pack in asked.packs:
        roles, fields, _ = roles_and_fields(pack, submission, found, submission.period.end, Problems())
        held[pack.id] = roles
    own = {id_ for id_, _, _ in found.mine}
    for id_, _, _ in sorted(
        (*found.mine, *found.others), key=lambda m: (m[0] not in own, fields[m[0]].get("role") != "lead")
    ):
        kind = fields[id_].get("type") if id_ in own else None

        def is_asked(asked: Asked, id_: str = id_, kind: Any = kind) -> bool:
            names = {u.pack.id: u.pack.question(asked.question.id).asked_of for u in asked.uses}
            return any(name in held[pack][id_] or name == kind for pack, name in names.items())

        questions = tuple(q for s in sheets for q in s.questions if is_asked(q))
        for_reviewer = tuple(q for q in seen if is_asked(q))
        if questions or for_reviewer:
            groups = (Group(None, questions),) if questions else ()
            yield Party("facility", id_, fields=fields[id_], groups=groups, seen=for_reviewer)


def _fitting(sheet: Sheet, submission: Submission) -> tuple[tuple[str, str], ...]:
    """The roles and types that a facility may have of whom these questions are asked; "" is one not yet said."""
    packs = {who.name: _pack_of(who, sheet) for who in sheet.who}
    worlds = {name: _world(pack, submission) for name, pack in packs.items()}

    def asks(who: Who, role: str, kind: str) -> bool:
        if who.role is None:
            return kind in ("", who.name)
        known = {"id": "new", "name": "new", **({"role": role} if role else {}), **({"type": kind} if kind else {})}
        unit = Unit("new", (), known)
        return who.role.where.evaluate(worlds[who.name], unit, unit) is not False

    roles, kinds = ("", *roles_of(packs.values())), ("", *types_of(packs.values(), sheet))
    return tuple((r, k) for r in roles for k in kinds if any(asks(who, r, k) for who in sheet.who))


def _pack_of(who: Who, sheet: Sheet) -> Pack:
    uses = sheet.questions[0].uses
    return next(u.pack for u in uses if who.role is None or who.role in u.pack.roles)


def _world(pack: Pack, submission: Submission) -> World:
    end = submission.period.end
    values = {n: parameter_on(v, end) for n, v in pack.parameters.items()}
    given = {n: v.value.term.value if v is not None else None for n, v in values.items()}
    moments = {"period_start": submission.period.start, "period_end": end, "assessed_on": end}
    return World(NOBODY, NOBODY, {}, given, moments)


def roles_of(packs: Any) -> tuple[str, ...]:
    """The roles facilities can say they have: those with a name, and others that packs speak of."""
    return tuple(dict.fromkeys((*ROLES, *_spoken_of(packs, "role"))))


def types_of(packs: Any, *sheets: Sheet) -> tuple[str, ...]:
    """The types facilities can say they are of."""
    asked = (w.name for s in sheets for w in s.who if w.role is None)
    return tuple(dict.fromkeys((*TYPES, *asked, *_spoken_of(packs, "type"))))


def _spoken_of(packs: Any, field: str) -> list[str]:
    found: set[str] = set()
    for pack in packs:
        for role in pack.roles:
            _constants(role.where.term, field, found.add)
    return sorted(found)


def _constants(term: Term, field: str, take: Callable[[str], None]) -> None:
    """What a condition compares a facility's field with."""
    args = [a for a in term.args if a is not None]
    if any(isinstance(a.value, Reference) and a.value.name == field and a.value.slot < 0 for a in args):
        for text in (c.value for a in args for c in (a, *a.args) if c is not None and c.op == "const"):
            if isinstance(text, str):
                take(text)
    for arg in args:
        _constants(arg, field, take)
