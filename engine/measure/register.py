"""The register: takes the county's list and the reports, gives who counts, with which fields and roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import nearest
from gongti.engine.expression import NOBODY, Unit, World
from gongti.engine.pack import Pack, parameter_on
from gongti.engine.submission import FacilityReport, RegisterEntry, Submission
from gongti.engine.words import sentence

REGISTER_WINS: Final = ("role", "type", "level")
"""Fields on which the register's word is taken where the report's differs."""


def match(
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


def roles_and_fields(
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
