"""The register: takes the county's list and the reports, gives who counts, with which fields and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import near_hint
from gongti.engine.expression import NOBODY, Unit, World
from gongti.engine.pack import Pack, parameter_on
from gongti.engine.submission import FacilityReport, RegisterEntry, Submission
from gongti.engine.submission.called import field_called, value_called

REGISTER_WINS: Final = ("name", "role", "type", "level")
"""Fields on which the register's word is taken where the report's differs."""


Matched = tuple[str, RegisterEntry | None, FacilityReport | None]
"""Who counts: id, entry, report."""


@dataclass(frozen=True, slots=True)
class Match:
    """The counted facilities and those of others, by id; and the ids that report without being counted.

    ``others`` are entries of other consortia or of none: they count only in roles of the region. ``known_as`` finds
    a facility's id by whatever a report or a review calls it.
    """

    mine: tuple[Matched, ...]
    others: tuple[Matched, ...]
    not_counted: tuple[str, ...]
    known_as: Mapping[str, str]


def match(submission: Submission, of_region: bool, problems: Problems) -> Match:
    """Match reports to the register by id, then by exact name. ``of_region``: some role takes in other consortia's."""
    register = submission.register
    if register is None:
        if submission.facilities:
            problems.add("no-register", submission.consortium.at)
        # A form's blank sheet is all that lists its facility, which counts by it and has not reported.
        alone: tuple[Matched, ...] = tuple(
            (f.id, RegisterEntry(f.id, f.fields, f.at), None) if f.blank else (f.id, None, f)
            for f in submission.facilities
        )
        return Match(alone, (), (), _known_as(alone))
    own: dict[str, RegisterEntry] = {}
    theirs: dict[str, RegisterEntry] = {}
    for entry in register.entries:
        owner = entry.fields.get("consortium")
        (own if owner is None or owner == submission.consortium.id else theirs)[entry.id] = entry
    entries = {**own, **theirs} if of_region else own
    named: dict[str, list[str]] = {}
    for entry in entries.values():
        named.setdefault(entry.fields.get("name", entry.id), []).append(entry.id)
    reports: dict[str, FacilityReport] = {}
    reporting = {f.id for f in submission.facilities}
    not_counted: list[str] = []
    for report in submission.facilities:
        id_ = report.id
        if id_ not in entries:
            same_name = named.get(report.fields.get("name", report.id), [])
            if len(same_name) == 1 and same_name[0] not in reporting and id_ not in theirs:
                id_ = same_name[0]
                problems.add("matched-by-name", report.at, facility=report.id, id=id_)
        if id_ not in entries or id_ in reports:
            hint = near_hint(report.id, own, problems)
            code = "other-consortium" if id_ in theirs else "not-in-register"
            problems.add(code, report.at, facility=report.id, near=hint)
            not_counted.append(report.id)
            continue
        name, listed = report.fields.get("name"), entries[id_].fields.get("name", id_)
        other = next((n for n in named.get(name or listed, []) if n != id_), None)
        if name not in (None, listed) and other is not None:  # whose answers these are cannot be told
            problems.add("id-and-name-differ", report.at, id=id_, name=listed, said=name, other=other)
            not_counted.append(report.id)
            continue
        reports[id_] = report
    for id_, entry in sorted(own.items()):
        if id_ not in reports:
            problems.add("not-reported", entry.at, facility=entry.fields.get("name", id_))
    mine = tuple((id_, entry, reports.get(id_)) for id_, entry in sorted(own.items()))
    others = tuple((id_, entry, reports.get(id_)) for id_, entry in sorted(theirs.items())) if of_region else ()
    return Match(mine, others, tuple(sorted(not_counted)), _known_as((*mine, *others)))


def _known_as(matched: Sequence[Matched]) -> Mapping[str, str]:
    """The id of a facility by its id, its report's id, and any name that only one of them has."""
    names: dict[str, set[str]] = {}
    for id_, entry, report in matched:
        for source in (entry, report):
            if source is not None:
                names.setdefault(source.fields.get("name", source.id), set()).add(id_)
                names.setdefault(source.id, set()).add(id_)
    found = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
    return {**found, **{id_: id_ for id_, _, _ in matched}}


def roles_and_fields(
    pack: Pack,
    submission: Submission,
    found: Match,
    on: date,
    problems: Problems,
) -> tuple[dict[str, frozenset[str]], dict[str, Mapping[str, Any]], dict[str, frozenset[str]]]:
    """The roles each facility has or may have, its fields (the register's before the report's); and of each role
    the facilities of which it cannot be told."""
    roles: dict[str, frozenset[str]] = {}
    unsure: dict[str, set[str]] = {}
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
    foreign = {id_ for id_, _, _ in found.others}
    for id_, entry, report in (*found.mine, *found.others):
        merged: dict[str, Any] = {"id": id_, "name": id_}
        for source in (report, entry):
            merged.update(source.fields if source is not None else {})
        merged.setdefault("consortium", submission.consortium.id)
        if report is not None and entry is not None:
            for name in REGISTER_WINS:
                said, listed = report.fields.get(name), entry.fields.get(name)
                if said is not None and listed is not None and said != listed:
                    problems.add(
                        "register-differs",
                        report.at,
                        facility=merged["name"],
                        field=field_called(name),
                        said=value_called(name, said),
                        listed=value_called(name, listed),
                    )
        fields[id_] = merged
        unit = Unit(id_, (), merged)
        held = set()
        for role in pack.roles:
            if id_ in foreign and not role.of_region:
                continue
            holds = role.where.evaluate(world, unit, unit)
            if holds is None:
                place = report.at if report is not None else entry.at if entry is not None else Place("")
                problems.add("role-unknown", place, facility=merged["name"], role=role.name)
                unsure.setdefault(role.name, set()).add(id_)
            if holds is not False:
                held.add(role.name)
        roles[id_] = frozenset(held)
    return roles, fields, {name: frozenset(ids) for name, ids in unsure.items()}
