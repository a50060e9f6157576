"""The desk: takes a pack and a submission, gives every counted unit with its typed answers, and the problems.

Here the register meets the reports, and raw answers meet the questions' types. What is refused, missing,
contradictory or not asked stays apart: each has its own reason, and none of them is a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence as List
from gongti.engine.document import nearest
from gongti.engine.expression import NOBODY, NOT_ASKED, RatioValue, Unit, World
from gongti.engine.pack import Pack, Question, parameter_on
from gongti.engine.submission import META_KEYS, Answer, FacilityReport, RegisterEntry, Submission
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import Number, divide, show
from gongti.engine.values.interval import SetRange
from gongti.engine.values.typed import (
    NO_DATE,
    Percent,
    Ratio,
    Refusal,
    SetAnswer,
    count,
    day,
    number,
    options,
    percent,
    ratio,
    yesno,
)
from gongti.engine.words import listed, sentence

Reason = Literal["unanswered", "refused", "not_reported", "differs", "partial"]
"""Why an answer is not known."""

REGISTER_WINS: Final = ("role", "type", "level")
"""Fields on which the register's word is taken where the report's differs."""


class Given(NamedTuple):
    """What was made of one question put to one unit: answered, or why not; and where it stands."""

    reason: Reason | None
    at: Place | None
    half_unit: Number = 0


NOT_ANSWERED: Final = Given("unanswered", None)
NOT_REPORTED: Final = Given("not_reported", None)


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

    def party(self, unit: Unit) -> Party:
        return self.by_unit[id(unit)]

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
    reports, not_counted = _match(submission, problems)
    roles_of, fields_of = _roles(pack, submission, reports, on, problems)
    parameter_day = min(on, submission.period.end)
    parameters = {n: parameter_on(v, parameter_day) for n, v in pack.parameters.items()}
    _unknown_names(pack, submission, problems)
    facilities = []
    for id_, _, report in reports:
        answers = report.answers if report is not None else {}
        silent = NOT_ANSWERED if report is not None else NOT_REPORTED
        values, given = _read(pack, answers, roles_of[id_], fields_of[id_], silent, problems)
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


# the register


def _match(
    submission: Submission, problems: Problems
) -> tuple[list[tuple[str, RegisterEntry | None, FacilityReport | None]], tuple[str, ...]]:
    """Who counts: (id, entry, report), by id; and the ids that report without being counted."""
    register = submission.register
    if register is None:
        if submission.facilities:
            problems.add("no-register", submission.consortium.at)
        return [(f.id, None, f) for f in submission.facilities], ()
    mine: dict[str, RegisterEntry] = {}
    theirs: dict[str, RegisterEntry] = {}
    for entry in register.entries:
        owner = entry.fields.get("consortium")
        (mine if owner is None or owner == submission.consortium.id else theirs)[entry.id] = entry
    named: dict[str, list[str]] = {}
    for entry in mine.values():
        named.setdefault(entry.fields.get("name", entry.id), []).append(entry.id)
    reports: dict[str, FacilityReport] = {}
    reporting = {f.id for f in submission.facilities}
    not_counted: list[str] = []
    for report in submission.facilities:
        id_ = report.id
        if id_ not in mine:
            same_name = named.get(report.fields.get("name", report.id), [])
            if len(same_name) == 1 and same_name[0] not in reporting and id_ not in theirs:
                id_ = same_name[0]
                problems.add("matched-by-name", report.at, facility=report.id, id=id_)
        if id_ not in mine or id_ in reports:
            near = nearest(report.id, list(mine)) if len(not_counted) < 20 else ""
            hint = sentence("hint.near", word=near) if near else ""
            code = "other-consortium" if id_ in theirs else "not-in-register"
            problems.add(code, report.at, facility=report.id, near=hint)
            not_counted.append(report.id)
            continue
        reports[id_] = report
    for id_, entry in sorted(mine.items()):
        if id_ not in reports:
            problems.add("not-reported", entry.at, facility=entry.fields.get("name", id_))
    return [(id_, entry, reports.get(id_)) for id_, entry in sorted(mine.items())], tuple(sorted(not_counted))


def _roles(
    pack: Pack,
    submission: Submission,
    reports: list[tuple[str, RegisterEntry | None, FacilityReport | None]],
    on: date,
    problems: Problems,
) -> tuple[dict[str, frozenset[str]], dict[str, Mapping[str, Any]]]:
    """The roles each facility has, and its fields, the register's before the report's."""
    roles: dict[str, frozenset[str]] = {}
    fields: dict[str, Mapping[str, Any]] = {}
    period = submission.period
    parameters = {n: parameter_on(v, min(on, period.end)) for n, v in pack.parameters.items()}
    world = World(
        NOBODY,
        NOBODY,
        {},
        {n: v.value.term.value if v is not None else None for n, v in parameters.items()},
        {"period_start": period.start, "period_end": period.end, "assessed_on": on},
    )
    for id_, entry, report in reports:
        merged: dict[str, Any] = {"id": id_, "name": id_}
        for source in (report, entry):
            merged.update(source.fields if source is not None else {})
        merged.setdefault("consortium", submission.consortium.id)
        if report is not None and entry is not None:
            for name in REGISTER_WINS:
                said, listed = report.fields.get(name), entry.fields.get(name)
                if said is not None and listed is not None and said != listed:
                    params = {"facility": merged["name"], "field": name, "said": said, "listed": listed}
                    problems.add("register-differs", report.at, **params)
        fields[id_] = merged
        unit = Unit(id_, (), merged)
        held = set()
        for role in pack.roles:
            holds = role.where.evaluate(world, unit, unit)
            if holds is None:
                place = report.at if report is not None else entry.at if entry is not None else Place("")
                problems.add("role-unknown", place, facility=merged["name"], role=role.name)
            elif holds:
                held.add(role.name)
        roles[id_] = frozenset(held)
    return roles, fields


# answers


def _whole(
    owner: Literal["consortium", "region"],
    name: str,
    pack: Pack,
    answers: Mapping[str, tuple[Answer, ...]],
    problems: Problems,
) -> Party:
    values, given = _read(pack, answers, frozenset({owner}), {}, NOT_ANSWERED, problems)
    return Party(owner, name, Unit(owner, values, {"id": owner, "name": name}), given)


def _read(
    pack: Pack,
    answers: Mapping[str, tuple[Answer, ...]],
    roles: frozenset[str],
    fields: Mapping[str, Any],
    silent: Given,
    problems: Problems,
) -> tuple[list[Any], list[Given | None]]:
    """One unit's answers by slot: a value or its range, and what became of the question."""
    values: list[Any] = []
    given: list[Given | None] = []
    kind = fields.get("type")
    for question in pack.questions:
        several = answers.get(question.id)
        if question.asked_of not in roles and question.asked_of != kind:
            if several:
                problems.add("answer-not-asked", several[0].at, indicator=question.id, of=question.asked_of)
            values.append(NOT_ASKED)
            given.append(None)
        elif several is None:
            values.append(UNKNOWN[question.type](question))
            given.append(silent)
        else:
            answer = several[0]
            value = _at_once(question, answer.raw) if len(several) == 1 else None
            if value is not None:
                values.append(value)
                given.append(Given(None, answer.at))
            else:
                value, made = _one(question, several, problems)
                values.append(value)
                given.append(made)
    return values, given


def _at_once(question: Question, raw: Any) -> Any:
    """The value of an answer that stands there already in its type's plainest form, as most do; else None."""
    kind, form = question.type, raw.__class__
    if form is bool:
        return raw if kind == "yesno" else None
    if form is int:
        return raw if kind == "count" and raw >= 0 else None
    if form is Tree and kind == "ratio" and len(raw) == 2:
        part, whole = raw.get("part"), raw.get("whole")
        if part.__class__ is int and whole.__class__ is int and 0 <= part <= whole != 0:
            return RatioValue(part, whole, divide(part, whole))
    elif form is List and kind == "set" and all(item.__class__ is str for item in raw):
        found = frozenset(raw)
        return found if found <= question.options.keys() else None
    return None


def _one(question: Question, several: tuple[Answer, ...], problems: Problems) -> tuple[Any, Given]:
    """The value of one question's answers; two that differ are none."""
    if len(several) == 1:
        return read_answer(question, several[0], problems)
    read = [read_answer(question, answer, problems) for answer in several]
    known = [r for r in read if r[1].reason is None]
    if len(known) == 1 or (known and all(iv.equal(_bare(k[0]), _bare(known[0][0])) is True for k in known)):
        return known[0]
    if not known:
        return read[0]
    problems.add("answers-differ", several[1].at, indicator=question.id, first=str(several[0].at))
    return UNKNOWN[question.type](question), Given("differs", several[0].at)


def _bare(value: Any) -> Any:
    return (value.part, value.whole) if isinstance(value, RatioValue) else value


UNKNOWN: Final[Mapping[str, Any]] = {
    "yesno": lambda q: None,
    "count": lambda q: iv.NOT_NEGATIVE,
    "number": lambda q: iv.ANY_NUMBER,
    "percent": lambda q: iv.SHARE,
    "ratio": lambda q: RatioValue(iv.NOT_NEGATIVE, iv.NOT_NEGATIVE, iv.SHARE),
    "date": lambda q: None,
    "set": lambda q: SetRange(frozenset(), frozenset(q.options)),
}
"""The whole range of each type."""


def read_answer(question: Question, answer: Answer, problems: Problems) -> tuple[Any, Given]:
    """One answer by its question's type: its value, or the type's range with the reason it is not known."""
    raw = answer.raw
    kind = question.type
    if isinstance(raw, Tree):
        raw = _without_meta(question, raw, problems)
    value = _TYPED[kind](question, raw)
    if value is None:
        return UNKNOWN[kind](question), Given("unanswered", answer.at)
    if isinstance(value, Refusal):
        problems.add(value.code, answer.at, **value.params)
        return UNKNOWN[kind](question), Given("refused", answer.at)
    if isinstance(value, Percent):
        return value.value, Given(None, answer.at, value.half_unit)
    if isinstance(value, Ratio):
        return _ratio(value, answer.at)
    if isinstance(value, SetAnswer):
        return _set(question, value, answer, problems)
    return value, Given(None, answer.at)


def _without_meta(question: Question, raw: Tree, problems: Problems) -> Any:
    """The answer inside a mapping that also holds evidence and a note."""
    if "value" in raw and not (question.type == "set" and "value" in question.options):
        for key in raw:
            if key not in META_KEYS:
                near = nearest(key, META_KEYS)
                hint = sentence("hint.near", word=near) if near else ""
                problems.warn("unknown-key", raw.keys_at[key], key=key[:80], near=hint)
        return raw["value"]
    kept = {k: v for k, v in raw.items() if k not in META_KEYS or (question.type == "set" and k in question.options)}
    if question.type == "ratio":
        for key in sorted(kept):
            if key not in ("part", "whole"):
                near = nearest(key, ["part", "whole", *META_KEYS])
                hint = sentence("hint.near", word=near) if near else ""
                problems.warn("unknown-key", raw.keys_at[key], key=key[:80], near=hint)
                del kept[key]
    return kept or None


_TYPED: Final[Mapping[str, Any]] = {
    "yesno": lambda q, raw: yesno(raw),
    "count": lambda q, raw: count(raw, q.unit.zh or None),
    "number": lambda q, raw: number(raw, q.unit.zh or None),
    "percent": lambda q, raw: percent(raw),
    "ratio": lambda q, raw: ratio(raw, q.unit.zh or None),
    "date": lambda q, raw: day(raw),
    "set": lambda q, raw: options(raw, {k: (k, t.zh, t.en) if t.en else (k, t.zh) for k, t in q.options.items()}),
}


def _ratio(value: Ratio, at: Place) -> tuple[Any, Given]:
    part: iv.Range = iv.NOT_NEGATIVE if value.part is None else value.part
    whole: iv.Range = iv.NOT_NEGATIVE if value.whole is None else value.whole
    if value.part is not None and value.whole is not None:
        if value.whole == 0:  # nothing of nothing: the counts are known, their quotient is not
            return RatioValue(part, whole, iv.SHARE), Given("partial", at)
        return RatioValue(part, whole, iv.quotient(part, whole)), Given(None, at)
    if value.part is not None:  # the whole is at least the part
        return RatioValue(part, iv.Interval(value.part, None), iv.SHARE), Given("partial", at)
    if value.whole is not None:
        return RatioValue(iv.between(0, value.whole), whole, iv.SHARE), Given("partial", at)
    return RatioValue(part, whole, iv.SHARE), Given("unanswered", at)


def _set(question: Question, value: SetAnswer, answer: Answer, problems: Problems) -> tuple[Any, Given]:
    for refusal in value.refused:
        problems.add(refusal.code, answer.at, **refusal.params)
    if value.unlisted:
        unlisted = listed(value.unlisted)
        problems.add("unlisted-option", answer.at, indicator=question.id, options=unlisted)
    found = iv.set_range(value.sure, value.possible)
    return found, Given(None if found.__class__ is frozenset else "partial", answer.at)


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
    criteria = {c.id for c in pack.criteria}
    for name, explanation in submission.explanations.items():
        if name not in criteria:
            near = nearest(name, criteria)
            hint = sentence("hint.near", word=near) if near else ""
            problems.add("unknown-explained", explanation.at, criterion=name[:80], near=hint)


def written(question: Question, value: Any) -> str | None:
    """An answer in its canonical form: ``360/1200``, ``true``, ``2023-08-31``, ``lab, ecg``; None while unknown."""
    if isinstance(value, RatioValue):
        part, whole = value.part, value.whole
        if value.share.__class__ is iv.Interval and (part.__class__ is iv.Interval or whole.__class__ is iv.Interval):
            return None
        return f"{part}/{whole}"
    if not iv.is_known(value) or value is NOT_ASKED:
        return None
    if value is NO_DATE:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ", ".join(o for o in question.options if o in value)
    if isinstance(value, str):
        return value
    return show(value)
