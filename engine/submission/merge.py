"""Merging: takes the reports and registers of several files, gives the one report they are, answer by answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongti.engine.diagnostics import Problems
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
    """One submission; None, with problems, where the parts are of two consortia or periods, or there is none."""
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
    explanations: dict[str, Explanation] = {}
    for part in parts:
        for criterion, explanation in part.explanations.items():
            if criterion in explanations and explanations[criterion].text != explanation.text:
                problems.add("explanations-differ", explanation.at, criterion=criterion)
            explanations.setdefault(criterion, explanation)
    return Submission(
        consortium=_consortium(parts),
        period=first.period,
        answers=_answers(p.answers for p in parts),
        region_answers=_answers(p.region_answers for p in parts),
        explanations=explanations,
        facilities=tuple(_facility(same, problems) for _, same in sorted(facilities.items())),
        register=_register([*registers, *(p.register for p in parts if p.register is not None)], problems),
        inputs=tuple(sorted({i for p in parts for i in p.inputs})),
    )


def _consortium(parts: list[Submission]) -> ConsortiumReport:
    first = parts[0].consortium
    kind = next((p.consortium.kind for p in parts if p.consortium.kind), None)
    region = next((p.consortium.region for p in parts if p.consortium.region), None)
    name = next((p.consortium.name for p in parts if p.consortium.name != p.consortium.id), first.name)
    return ConsortiumReport(first.id, name, kind, region, first.at)


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
    for other in same[1:]:
        for name, value in other.fields.items():
            if name in fields and fields[name] != value:
                problems.add("fields-differ", other.at, facility=first.id, field=name)
            fields.setdefault(name, value)
    return FacilityReport(first.id, fields, _answers(f.answers for f in same), first.at)


def _register(registers: list[Register], problems: Problems) -> Register | None:
    if not registers:
        return None
    entries: dict[str, RegisterEntry] = {}
    for register in registers:
        for entry in register.entries:
            known = entries.get(entry.id)
            if known is not None and known.fields != entry.fields:
                problems.add("registers-differ", entry.at, facility=entry.id)
            entries.setdefault(entry.id, entry)
    as_of = next((r.as_of for r in registers if r.as_of), None)
    return Register(as_of, tuple(e for _, e in sorted(entries.items())))
