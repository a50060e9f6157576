"""Merging: takes the reports and registers of several files, gives the one report they are, answer by answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.submission.called import field_called, value_called
from gongti.engine.submission.models import (
    Answer,
    ConsortiumReport,
    Explanation,
    FacilityReport,
    Register,
    RegisterEntry,
    Submission,
)


def merge(parts: list[Submission], registers: list[Register], problems: Problems) -> Submission | None:
    """One submission; None where there is no part and, with problems, where parts or registers disagree."""
    if not parts:
        return None
    parts = sorted(parts, key=lambda p: p.consortium.at)
    first = parts[0]
    for part in parts[1:]:
        if part.consortium.id != first.consortium.id:
            params = {"first": first.consortium.id, "second": part.consortium.id}
            problems.add("two-consortia", part.consortium.at, **params)
            return None
        if part.period != first.period:
            params = {"first": first.period.text, "second": part.period.text}
            problems.add("two-periods", part.consortium.at, **params)
            return None
    facilities: dict[str, list[FacilityReport]] = {}
    for part in parts:
        for facility in part.facilities:
            facilities.setdefault(facility.id, []).append(facility)
    consortium = _consortium(parts)
    differ = Problems()
    register = _register([*registers, *(p.register for p in parts if p.register is not None)], consortium, differ)
    problems.extend(differ)
    if differ.has_errors:
        return None
    return Submission(
        consortium=consortium,
        period=first.period,
        answers=_answers(p.answers for p in parts),
        region_answers=_answers(p.region_answers for p in parts),
        explanations=_explanations(parts, problems),
        facilities=tuple(_facility(same, problems) for _, same in sorted(facilities.items())),
        register=register,
        inputs=tuple(sorted({i for p in parts for i in p.inputs})),
        reviews=tuple(r for p in parts for r in p.reviews),
        offices=_offices(parts),
    )


def _consortium(parts: list[Submission]) -> ConsortiumReport:
    first = parts[0].consortium
    kind = next((p.consortium.kind for p in parts if p.consortium.kind), None)
    region = next((p.consortium.region for p in parts if p.consortium.region), None)
    name = next((p.consortium.name for p in parts if p.consortium.name != p.consortium.id), first.name)
    return ConsortiumReport(first.id, name, kind, region, first.at)


def _offices(parts: list[Submission]) -> Mapping[str, tuple[str, ...]]:
    files: dict[str, set[str]] = {}
    for part in parts:
        for office, paths in part.offices.items():
            files.setdefault(office, set()).update(paths)
    return {office: tuple(sorted(files[office])) for office in sorted(files)}


def _explanations(parts: list[Submission], problems: Problems) -> Mapping[str, Explanation]:
    merged: dict[str, Explanation] = {}
    for part in parts:
        for criterion, explanation in part.explanations.items():
            if criterion in merged and merged[criterion].text != explanation.text:
                problems.add("explanations-differ", explanation.at, criterion=criterion)
            merged.setdefault(criterion, explanation)
    return merged


def _answers(several: Iterable[Mapping[str, tuple[Answer, ...]]]) -> Mapping[str, tuple[Answer, ...]]:
    """Answer by answer; the same answer twice is one."""
    merged: dict[str, tuple[Answer, ...]] = {}
    for answers in several:
        for name, given in answers.items():
            kept = list(merged.get(name, ()))
            for answer in given:
                if not any(_same(answer.raw, other.raw) for other in kept):
                    kept.append(answer)
            merged[name] = tuple(sorted(kept, key=lambda a: a.at))
    return merged


def _same(x: Any, y: Any) -> bool:
    return type(x) is type(y) and bool(x == y)


def _facility(same: list[FacilityReport], problems: Problems) -> FacilityReport:
    first = same[0]
    fields = dict(first.fields)
    places = dict.fromkeys(fields, first.at)
    for other in same[1:]:
        for name, value in other.fields.items():
            if name in fields and fields[name] != value:
                problems.add(
                    "fields-differ",
                    other.at,
                    facility=fields.get("name", first.id),
                    field=field_called(name),
                    said=value_called(name, value),
                    taken=value_called(name, fields[name]),
                    first=str(places[name]),
                )
            fields.setdefault(name, value)
            places.setdefault(name, other.at)
    return FacilityReport(first.id, fields, _answers(f.answers for f in same), first.at)


def _register(registers: list[Register], consortium: ConsortiumReport, problems: Problems) -> Register | None:
    """One register of all: what one of them leaves out another may say; what two say must be the same."""
    if not registers:
        return None
    entries: dict[str, RegisterEntry] = {}
    for entry in sorted((e for r in registers for e in r.entries), key=lambda e: e.at):
        entry = _owned(entry, consortium)
        known = entries.setdefault(entry.id, entry)
        said, heard = ({"consortium": consortium.id, **e.fields} for e in (known, entry))
        for name in sorted(said.keys() & heard.keys()):
            if said[name] != heard[name]:
                problems.add(
                    "registers-differ",
                    entry.at,
                    facility=known.fields.get("name", entry.id),
                    field=field_called(name),
                    said=value_called(name, heard[name]),
                    other=value_called(name, said[name]),
                    first=str(known.at),
                )
        entries[entry.id] = RegisterEntry(entry.id, {**entry.fields, **known.fields}, known.at)
    as_of = next((r.as_of for r in registers if r.as_of), None)
    return Register(as_of, tuple(e for _, e in sorted(entries.items())))


def _owned(entry: RegisterEntry, consortium: ConsortiumReport) -> RegisterEntry:
    """A consortium may be told by its name: a county's list has no ids for them."""
    if entry.fields.get("consortium") != consortium.name:
        return entry
    return RegisterEntry(entry.id, {**entry.fields, "consortium": consortium.id}, entry.at)
