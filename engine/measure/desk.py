"""The desk: takes a pack and a submission, gives every counted unit with its typed answers, and the problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gongti.engine.diagnostics import Problems
from gongti.engine.document import nearest
from gongti.engine.expression import Unit, World
from gongti.engine.measure.answers import NOT_ANSWERED, NOT_REPORTED, Given, read_answers
from gongti.engine.measure.register import match, roles_and_fields
from gongti.engine.pack import Pack, parameter_on
from gongti.engine.submission import Answer, Submission
from gongti.engine.words import sentence


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """A facility, the consortium or the region: its unit for expressions, and what became of each question."""

    id: str
    name: str
    unit: Unit
    given: Sequence[Given | None]
    reported: bool = True

    @property
    def role(self) -> str | None:
        return self.unit.fields.get("role")


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Everything the measures need, in order of facility id; ``source`` says what coverage rests on."""

    pack: Pack
    submission: Submission
    on: date
    world: World
    consortium: Party
    region: Party
    facilities: tuple[Party, ...]
    by_unit: Mapping[int, Party]
    parties_of: dict[str, tuple[Party, ...]]
    parameters: Mapping[str, Any]
    source: Literal["register", "report"]
    not_counted: tuple[str, ...]

    def parties(self, name: str) -> tuple[Party, ...]:
        """The parties of a role or a facility type."""
        found = self.parties_of.get(name)
        if found is None:
            found = self.parties_of[name] = tuple(self.by_unit[id(u)] for u in self.collection(name))
        return found

    def collection(self, name: str) -> Sequence[Unit]:
        """The units of a role or, failing that, of a facility type."""
        if name in self.world.roles:
            return self.world.roles[name]
        return [p.unit for p in self.facilities if p.unit.fields.get("type") == name]


def lay_out(pack: Pack, submission: Submission, on: date, problems: Problems) -> Desk:
    """Match the reports to the register and read every answer by its question's type."""
    reports, not_counted = match(submission, problems)
    roles_of, fields_of = roles_and_fields(pack, submission, reports, on, problems)
    parameter_day = min(on, submission.period.end)
    parameters = {n: parameter_on(v, parameter_day) for n, v in pack.parameters.items()}
    _unknown_names(pack, submission, problems)
    facilities = []
    for id_, _, report in reports:
        answers = report.answers if report is not None else {}
        silent = NOT_ANSWERED if report is not None else NOT_REPORTED
        values, given = read_answers(pack, answers, roles_of[id_], fields_of[id_], silent, problems)
        unit = Unit(id_, values, fields_of[id_])
        facilities.append(Party(id_, fields_of[id_].get("name", id_), unit, given, report is not None))
    whole = submission.consortium
    consortium = _whole("consortium", whole.name, pack, submission.answers, problems)
    region = _whole("region", whole.region or "region", pack, submission.region_answers, problems)
    period = submission.period
    world = World(
        consortium.unit,
        region.unit,
        {r.name: [p.unit for p in facilities if r.name in roles_of[p.id]] for r in pack.roles},
        {n: v.value.term.value if v is not None else None for n, v in parameters.items()},
        {"period_start": period.start, "period_end": period.end, "assessed_on": on},
    )
    for role in pack.roles:
        found = len(world.roles[role.name])
        if role.one and found != 1:
            problems.add("role-not-one", whole.at, role=role.name, found=found)
    _single_values(pack, world, problems)
    for name, value in parameters.items():
        if value is None and pack.parameters[name]:
            problems.add("parameter-not-in-force", whole.at, name=name, day=parameter_day.isoformat())
    parties = (consortium, region, *facilities)
    return Desk(
        pack,
        submission,
        on,
        world,
        consortium,
        region,
        tuple(facilities),
        {id(p.unit): p for p in parties},
        {},
        parameters,
        "register" if submission.register is not None else "report",
        not_counted,
    )


def _whole(
    owner: Literal["consortium", "region"],
    name: str,
    pack: Pack,
    answers: Mapping[str, tuple[Answer, ...]],
    problems: Problems,
) -> Party:
    values, given = read_answers(pack, answers, frozenset({owner}), {}, NOT_ANSWERED, problems)
    return Party(owner, name, Unit(owner, values, {"id": owner, "name": name}), given)


def _single_values(pack: Pack, world: World, problems: Problems) -> None:
    """Roles whose column stands where one value is needed, and which are not exactly one facility."""
    one = {r.name for r in pack.roles if r.one}  # those have their own problem already
    for criterion in pack.criteria:
        for op, role, _ in criterion.reads:
            if op == "role" and role in criterion.singles and role not in one and len(world.roles[role]) != 1:
                params = {"criterion": criterion.id, "role": role, "found": len(world.roles[role])}
                problems.add("role-not-single", criterion.at, **params)


def _unknown_names(pack: Pack, submission: Submission, problems: Problems) -> None:
    """Indicators and criteria of the report that the pack does not know: warned of, with the nearest name."""
    known = {q.id for q in pack.questions}
    groups = [submission.answers, submission.region_answers, *(f.answers for f in submission.facilities)]
    for answers in groups:
        for name, several in answers.items():
            if name not in known:
                near = nearest(name, known)
                hint = sentence("hint.near", word=near) if near else ""
                problems.add("unknown-indicator", several[0].at, indicator=name[:80], near=hint)
            elif name not in pack.used:
                problems.add("answer-not-used", several[0].at, indicator=name)
    criteria = {c.id for c in pack.criteria}
    for name, explanation in submission.explanations.items():
        if name not in criteria:
            near = nearest(name, criteria)
            hint = sentence("hint.near", word=near) if near else ""
            problems.add("unknown-explained", explanation.at, criterion=name[:80], near=hint)
