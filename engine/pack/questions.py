"""Names of a pack: takes its model, gives questions, parameters and roles, each checked against the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place
from gongti.engine.document import nearest
from gongti.engine.expression import BOOL, COUNT, DATE, PLAIN, SHARE, Scope, Type
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import RESERVED, Binder, near_hint, own_name
from gongti.engine.pack.bound import BoundRole, DatedValue, Question
from gongti.engine.words import Text

_TYPES: Final[Mapping[str, Type]] = {
    "yesno": BOOL, "count": COUNT, "number": PLAIN, "percent": SHARE, "ratio": SHARE, "date": DATE, "set": Type("set"),
}  # fmt: skip


def check_documents(binder: Binder) -> None:
    for path, cites in _all_cites(binder.model):
        for i, cite in enumerate(cites):
            at = binder.at(*path, i, "doc")
            if cite.doc not in binder.model.documents:
                near = nearest(cite.doc, list(binder.model.documents))
                binder.problems.add("unknown-document", at, id=cite.doc, near=near_hint(near))


def _all_cites(model: m.PackModel) -> Iterable[tuple[tuple[str | int, ...], list[m.Cite]]]:
    for name, entries in model.parameters.items():
        for i, entry in enumerate(entries):
            yield ("parameters", name, i, "cite"), entry.cite
    for i, dimension in enumerate(model.dimensions):
        for j, criterion in enumerate(dimension.criteria):
            yield ("dimensions", i, "criteria", j, "cite"), criterion.cite
    for i, reconcile in enumerate(model.reconcile):
        yield ("reconcile", i, "cite"), reconcile.cite
    for i, rule in enumerate(model.rules):
        yield ("rules", i, "cite"), rule.cite


def check_names(binder: Binder, questions: tuple[Question, ...]) -> None:
    model = binder.model
    places: dict[str, Place] = {}
    named = [(n, ("indicators", n)) for n in model.indicators]
    named += [(n, ("parameters", n)) for n in model.parameters] + [(n, ("roles", n)) for n in model.roles]
    for i, dimension in enumerate(model.dimensions):
        for j, criterion in enumerate(dimension.criteria):
            if criterion.ask is not None:
                named.append((own_name(criterion), ("dimensions", i, "criteria", j, "ask")))  # type: ignore[arg-type]
    for name, path in named:
        at = binder.at(*path, key=True)
        if name in RESERVED:
            binder.problems.add("reserved-name", at, name=name)
        elif name in places:
            binder.problems.add("name-taken", at, name=name, first=places[name].line)
        places.setdefault(name, at)


def bind_questions(binder: Binder, dictionary: m.Dictionary | None) -> tuple[Question, ...]:
    """The pack's own indicators, then those that criteria ask themselves, each with its slot."""
    model = binder.model
    entries: list[tuple[str, m.Indicator, tuple[str | int, ...], Mapping[str, Mapping[str, Text]]]] = []
    for name, indicator in model.indicators.items():
        path: tuple[str | int, ...] = ("indicators", name)
        if indicator.use is not None:
            used = _used(binder, name, indicator, path, dictionary)
            if used is not None and dictionary is not None:
                entries.append((name, used, path, dictionary.options))
        else:
            entries.append((name, indicator, path, model.options))
    for i, dimension in enumerate(model.dimensions):
        for j, criterion in enumerate(dimension.criteria):
            if criterion.ask is not None:
                ask = criterion.ask
                if ask.label is None:
                    ask = ask.model_copy(update={"label": criterion.title})
                path = ("dimensions", i, "criteria", j, "ask")
                entries.append((own_name(criterion), ask, path, model.options))
    questions: list[Question] = []
    for name, indicator, path, options in entries:
        question = _question(binder, len(questions), name, indicator, path, options)
        if question is not None:
            questions.append(question)
    return tuple(questions)


def _used(
    binder: Binder, name: str, indicator: m.Indicator, path: tuple[str | int, ...], dictionary: m.Dictionary | None
) -> m.Indicator | None:
    at = binder.at(*path, "use")
    known = dictionary.indicators if dictionary is not None else {}
    if indicator.use not in known:
        near = nearest(str(indicator.use), list(known))
        binder.problems.add("unknown-shared-indicator", at, id=indicator.use, near=near_hint(near))
        return None
    if indicator.use != name:
        binder.problems.add("use-renamed", at, id=indicator.use, name=name)
    for field in indicator.model_fields_set - {"use", "label", "evidence"}:
        binder.problems.add("use-overrides", binder.at(*path, field, key=True), key=field)
    given = indicator.model_fields_set
    update: dict[str, Any] = {f: getattr(indicator, f) for f in ("label", "evidence") if f in given}
    return known[str(indicator.use)].model_copy(update=update)


def _question(
    binder: Binder,
    slot: int,
    name: str,
    indicator: m.Indicator,
    path: tuple[str | int, ...],
    lists: Mapping[str, Mapping[str, Text]],
) -> Question | None:
    at = binder.at(*path)
    problems = binder.problems
    if indicator.type is None:
        problems.add("key-missing", at, key="type")
        return None
    options: Mapping[str, Text] = {}
    if isinstance(indicator.options, str):
        if indicator.options not in lists:
            near = nearest(indicator.options, list(lists))
            problems.add("unknown-options", binder.at(*path, "options"), name=indicator.options, near=near_hint(near))
            return None
        options = lists[indicator.options]
    elif indicator.options is not None:
        options = indicator.options
    if indicator.type == "set" and not options:
        problems.add("key-missing", at, key="options")
    if indicator.type != "set" and indicator.options is not None:
        problems.add("key-not-here", binder.at(*path, "options", key=True), key="options", where=indicator.type)
    for key in ("part", "whole"):
        if (getattr(indicator, key) is not None) != (indicator.type == "ratio"):
            if indicator.type == "ratio":
                problems.add("key-missing", at, key=key)
            else:
                problems.add("key-not-here", binder.at(*path, key, key=True), key=key, where=indicator.type)
    return Question(
        id=name,
        slot=slot,
        type=indicator.type,
        label=indicator.label or Text(name),
        definition=indicator.definition,
        unit=indicator.unit or Text(""),
        part=indicator.part or Text(""),
        whole=indicator.whole or Text(""),
        asked_of=_asked_of(binder, indicator, path),
        options=options,
        evidence=tuple(indicator.evidence),
    )


def _asked_of(binder: Binder, indicator: m.Indicator, path: tuple[str | int, ...]) -> str:
    asked = indicator.asked_of or "consortium"
    if asked in ("region", "consortium") or asked in binder.model.roles or asked in known_types(binder.model):
        return asked
    near = nearest(asked, [*binder.model.roles, *known_types(binder.model), "region", "consortium"])
    # A type that no one has heard of may exist; one that is nearly a known name is a slip of the pen.
    report = binder.problems.add if near else binder.problems.warn
    report("unknown-asked-of", binder.at(*path, "asked_of"), name=asked, near=near_hint(near))
    return asked


_TYPE_SAID: Final = re.compile(r"""\btype\s*(?:==|!=|not\s+in|in)\s*(\[[^\]]*\]|"[^"]*"|'[^']*')""")


def known_types(model: m.PackModel) -> frozenset[str]:
    """Facility types: the register's own vocabulary and those the pack's roles name."""
    named: set[str] = set()
    for role in model.roles.values():
        for said in _TYPE_SAID.findall(role.where):
            named |= set(re.findall(r"[\"']([^\"']+)[\"']", said))
    return frozenset(named) | FACILITY_TYPES


FACILITY_TYPES: Final = frozenset(
    "county-hospital tcm-hospital general-hospital specialist-hospital maternal-child-hospital rehabilitation-hospital "
    "nursing-home township-health-centre community-health-centre community-health-station village-clinic "
    "disease-control-centre provincial-hospital private-hospital".split()
)


def question_type(question: Question) -> Type:
    kind = _TYPES[question.type]
    if question.type == "set":
        return Type("set", options=tuple(question.options))
    if kind.base == "number" and kind.scale == "plain":
        return Type("number", "plain", question.unit.zh, whole=kind.whole)
    if question.type == "ratio":
        return Type("number", "share", question.unit.zh)
    return kind


def bind_parameters(binder: Binder) -> Mapping[str, tuple[DatedValue, ...]]:
    result: dict[str, tuple[DatedValue, ...]] = {}
    for name, entries in binder.model.parameters.items():
        values: list[DatedValue] = []
        for i, entry in enumerate(entries):
            formula = binder.formula(entry.value, ("parameters", name, i, "value"), Scope({}, {}, {}))
            if formula is None:
                continue
            if formula.term.op != "const":
                binder.problems.add("parameter-not-constant", binder.at("parameters", name, i, "value"), name=name)
                continue
            values.append(DatedValue(entry.from_, formula, tuple(entry.cite)))
        days: set[date] = set()
        for i, entry in enumerate(entries):
            if entry.from_ in days:
                binder.problems.add("parameter-twice", binder.at("parameters", name, i, "from"), name=name)
            days.add(entry.from_)
        result[name] = tuple(sorted(values, key=lambda v: v.from_))
    return result


def parameter_type(values: tuple[DatedValue, ...]) -> Type:
    if not values:
        return PLAIN
    kinds = [v.value.term.type for v in values]
    if kinds[0].base != "number":
        return kinds[0]  # type: ignore[no-any-return]
    return Type("number", "share" if any(k.scale == "share" for k in kinds) else _quotient_or_plain(values))


def _quotient_or_plain(values: tuple[DatedValue, ...]) -> Any:
    """A parameter of 1/3 may stand beside a share as well as beside a number."""
    return "any" if all(0 <= v.value.term.value <= 1 for v in values) else "plain"


def bind_roles(binder: Binder) -> tuple[BoundRole, ...]:
    scope = Scope({}, {}, binder.scope.parameters, unit="facility")
    result = []
    for name, role in binder.model.roles.items():
        path: tuple[str | int, ...] = ("roles", name)
        if isinstance(binder.tree["roles"][name], dict):
            path += ("where",)
        formula = binder.formula(role.where, path, scope, "bool")
        if formula is not None:
            result.append(BoundRole(name, formula, role.one))
    return tuple(result)


def parameter_on(values: tuple[DatedValue, ...], day: date) -> DatedValue | None:
    """The value in force on a day: the latest that has begun; None before the first."""
    begun = [v for v in values if v.from_ <= day]
    return begun[-1] if begun else None
