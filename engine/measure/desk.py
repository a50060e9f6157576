"""The desk: takes a pack and a submission, gives every counted unit with its typed answers, and the problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import near_hint
from gongti.engine.expression import NOT_ASKED, Unit, World, reads
from gongti.engine.measure.answers import (
    NOT_ANSWERED,
    NOT_REPORTED,
    Given,
    Sheet,
    put_to,
    read_answers,
    unknown_answer,
)
from gongti.engine.measure.checks import Checks
from gongti.engine.measure.forms import tell_forms
from gongti.engine.measure.prior import fill_prior
from gongti.engine.measure.register import Match, match, roles_and_fields
from gongti.engine.measure.tables import Rows
from gongti.engine.pack import BoundCriterion, Over, Pack, Question, asking_order, parameter_on
from gongti.engine.submission import Submission


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """A facility, the consortium or the region: its unit for expressions, and what became of each question."""

    id: str
    name: str
    unit: Unit
    given: Sequence[Given | None]
    reported: bool = True
    prior_given: Sequence[Given | None] = ()

    @property
    def role(self) -> str | None:
        return self.unit.fields.get("role")


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Everything the measures need, in order of facility id; ``source`` says what coverage rests on.

    ``checks`` is what reviewers found beside values: only the verified side has it. ``others`` are the facilities of
    other consortia, or of none, that a role of the region takes in: they are not counted.
    """

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
    checks: Checks | None = None
    others: tuple[Party, ...] = ()

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


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What both sides of a ledger rest on: who counts, in which roles, and what each answered, as read."""

    pack: Pack
    submission: Submission
    on: date
    rows: Rows
    found: Match
    roles_of: Mapping[str, frozenset[str]]
    fields_of: Mapping[str, Mapping[str, Any]]
    unsure: Mapping[str, frozenset[str]]
    sheets: Mapping[str, Sheet]
    parameters: Mapping[str, Any]
    has_prior: bool

    def party_of(self, name: str) -> str | None:
        """The id of whoever a review calls so: "consortium", "region", a facility's id or its name."""
        return name if name in ("consortium", "region") else self.found.known_as.get(name)


def parties_over(desk: Desk, over: Over) -> Sequence[Party]:
    """The parties that ``over`` names, before its condition."""
    if over.kind == "consortium":
        return (desk.consortium,)
    return (desk.region,) if over.kind == "region" else desk.parties(over.name)


def framed(pack: Pack, submission: Submission, on: date, problems: Problems) -> Frame:
    """Everything read, nothing judged yet."""
    found = match(submission, any(r.of_region for r in pack.roles), problems)
    roles_of, fields_of, unsure = roles_and_fields(pack, submission, found, on, problems)
    parameter_day = min(on, submission.period.end)
    parameters = {n: parameter_on(v, parameter_day) for n, v in pack.parameters.items()}
    _unknown_names(pack, submission, problems)
    tell_forms(pack, submission, problems)
    members = {
        r.name: [(id_, fields_of[id_].get("name", id_)) for id_, held in roles_of.items() if r.name in held]
        for r in pack.roles
    }
    rows = Rows(submission.period, members)
    sheets: dict[str, Sheet] = {}
    asked_of = lru_cache(None)(partial(put_to, pack))  # facilities of one kind are asked the same
    for id_, _, report in (*found.mine, *found.others):
        asked = asked_of(roles_of[id_], fields_of[id_].get("type"))
        answers = report.answers if report is not None else {}
        silent = NOT_ANSWERED if report is not None else NOT_REPORTED
        sheets[id_] = read_answers(pack, answers, asked, silent, rows, problems)
    for owner, answers in (("consortium", submission.answers), ("region", submission.region_answers)):
        sheets[owner] = read_answers(pack, answers, asked_of(frozenset({owner}), None), NOT_ANSWERED, rows, problems)
    for name, value in parameters.items():
        if value is None and pack.parameters[name]:
            at = submission.consortium.at
            problems.add("parameter-not-in-force", at, name=name, day=parameter_day.isoformat())
    has_prior = False
    if pack.reads_prior:
        has_prior = fill_prior(pack, submission, sheets, problems)
    return Frame(pack, submission, on, rows, found, roles_of, fields_of, unsure, sheets, parameters, has_prior)


def set_up(frame: Frame, checks: Checks | None, problems: Problems) -> Desk:
    """The desk of one side: the answers under the pack's own conditions on them (``valid``, ``ask_when``)."""
    pack, submission, on = frame.pack, frame.submission, frame.on
    fields_of, whole, period = frame.fields_of, submission.consortium, submission.period
    sheets = {
        id_: sheet._replace(values=list(sheet.values), given=list(sheet.given)) for id_, sheet in frame.sheets.items()
    }

    def party(id_: str, name: str, fields: Mapping[str, Any], reported: bool) -> Party:
        sheet = sheets[id_]
        return Party(id_, name, Unit(id_, sheet.values, fields, sheet.prior), sheet.given, reported, sheet.prior_given)

    mine, others = (
        tuple(party(i, fields_of[i].get("name", i), fields_of[i], r is not None) for i, _, r in group)
        for group in (frame.found.mine, frame.found.others)
    )
    consortium = party("consortium", whole.name, {"id": "consortium", "name": whole.name}, True)
    region_name = whole.region or "region"
    region = party("region", region_name, {"id": "region", "name": region_name}, True)
    world = World(
        consortium.unit,
        region.unit,
        {r.name: [p.unit for p in (*mine, *others) if r.name in frame.roles_of[p.id]] for r in pack.roles},
        {n: v.value.term.value if v is not None else None for n, v in frame.parameters.items()},
        {"period_start": period.start, "period_end": period.end, "assessed_on": on},
        given={"has_prior": frame.has_prior},
        unsure=frame.unsure,
    )
    parties = (consortium, region, *mine, *others)
    _perhaps_asked(frame, parties)
    judge_answers(pack, world, parties, sheets, problems)
    if checks is None:
        for role in pack.roles:
            unsure = frame.unsure.get(role.name, frozenset())
            found = sum(unit.id not in unsure for unit in world.roles[role.name])
            if role.one and found != 1:
                problems.add("role-not-one", whole.at, role=role.name, found=found)
        _single_values(pack, world, problems)
    return Desk(
        pack,
        submission,
        on,
        world,
        consortium,
        region,
        mine,
        {id(p.unit): p for p in parties},
        {},
        frame.parameters,
        "register" if submission.register is not None else "report",
        frame.found.not_counted,
        checks,
        others,
    )


def _perhaps_asked(frame: Frame, parties: Sequence[Party]) -> None:
    """Who perhaps has a role is perhaps asked its questions."""
    for role, ids in frame.unsure.items():
        slots = {q.slot for q in frame.pack.questions if q.asked_of == role}
        for party in parties:
            if party.id in ids:
                party.unit.unsure = party.unit.unsure | slots


def judge_answers(
    pack: Pack, world: World, parties: Sequence[Party], sheets: Mapping[str, Sheet], problems: Problems
) -> None:
    """Refuse what is not ``valid``, all judged on the answers as typed; then leave out what is not to be asked."""
    refused: list[tuple[Party, Question]] = []
    for question in pack.questions:
        if question.valid is None:
            continue
        for party in parties:
            given = party.given[question.slot]
            if given is None or given.reason is not None:
                continue
            if question.valid.evaluate(world, party.unit, party.unit) is False:
                refused.append((party, question))
                params = {"label": question.label, "condition": question.valid.text}
                problems.add("not-valid", given.at or Place(""), **params)
    for party, question in refused:
        sheet = sheets[party.id]
        sheet.values[question.slot] = unknown_answer(question)
        sheet.given[question.slot] = Given("refused", sheet.given[question.slot].at)  # type: ignore[union-attr]
    for question in asking_order(pack.questions):
        assert question.ask_when is not None
        for party in parties:
            given = party.given[question.slot]
            if given is None:
                continue
            if any(party.unit.values[slot] is NOT_ASKED for slot in _read_at_home(pack, question)):
                asked: bool | None = False  # what is asked after a question that is not put is not put either
            else:
                asked = question.ask_when.evaluate(world, party.unit, party.unit)
            sheet = sheets[party.id]
            if asked is None:
                party.unit.unsure = party.unit.unsure | {question.slot}
            elif asked is False:
                if given.at is not None and given.reason not in ("unanswered", "inapplicable"):
                    params = {"label": question.label, "condition": question.ask_when.text}
                    problems.add("answer-skipped", given.at, **params)
                sheet.values[question.slot] = NOT_ASKED
                sheet.given[question.slot] = None


def _read_at_home(pack: Pack, question: Question) -> list[int]:
    """The answers of the same unit that decide whether a question is put to it."""
    assert question.ask_when is not None
    home = question.asked_of if question.asked_of in ("consortium", "region") else "own"
    names = {name for op, _, name in reads(question.ask_when.term) if op == home}
    return [q.slot for q in pack.questions if q.id in names]


def tell_missing_fields(desk: Desk, frame: Frame, criterion: BoundCriterion, problems: Problems) -> None:
    """What a criterion reads of the register and it does not say, where no answer of anybody could decide it."""
    places = {id_: (entry or report) for id_, entry, report in (*frame.found.mine, *frame.found.others)}
    for role, name in criterion.fields:
        for party in desk.parties(role) if role else parties_over(desk, criterion.over):
            place = places.get(party.id)
            if party.unit.fields.get(name) is None and place is not None:
                params = {"facility": party.name, "field": name, "criterion": criterion.title}
                problems.add("field-missing", place.at, **params)


def _single_values(pack: Pack, world: World, problems: Problems) -> None:
    """Roles whose column stands where one value is needed, and which are not exactly one facility."""
    one = {r.name for r in pack.roles if r.one}  # those have their own problem already
    for criterion in pack.criteria:
        for op, role, _ in (*criterion.reads, *criterion.prior_reads):
            if op == "role" and role in criterion.singles and role not in one and len(world.roles[role]) != 1:
                params = {"criterion": criterion.id, "role": role, "found": len(world.roles[role])}
                problems.add("role-not-single", criterion.at, **params)


def _unknown_names(pack: Pack, submission: Submission, problems: Problems) -> None:
    """Indicators and criteria of the report that the pack does not know: warned of, with the nearest name."""
    known = {q.id for q in pack.questions}
    groups = [submission.answers, submission.region_answers, *(f.answers for f in submission.facilities)]
    useful = known & pack.used
    for answers in groups:
        if answers.keys() <= useful:
            continue
        for name, several in answers.items():
            if name not in known:
                hint = near_hint(name, known, problems)
                problems.add("unknown-indicator", several[0].at, indicator=name[:80], near=hint)
            elif name not in pack.used:
                problems.add("answer-not-used", several[0].at, indicator=name)
    criteria = {c.id for c in pack.criteria}
    for name, explanation in submission.explanations.items():
        if name not in criteria:
            hint = near_hint(name, criteria, problems)
            problems.add("unknown-explained", explanation.at, criterion=name[:80], near=hint)
