"""One report or register: takes a located tree, gives its model; warns of the unknown, refuses the wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, near_hint
from gongti.engine.expression import FIELDS
from gongti.engine.intake.reading import (
    check_format,
    errors,
    listing,
    mapping,
    name_of,
    show,
    unknown_keys,
    wrong,
)
from gongti.engine.intake.review import read_objections
from gongti.engine.pack.choose import KINDS
from gongti.engine.submission import (
    Answer,
    ConsortiumReport,
    Explanation,
    FacilityReport,
    Period,
    Register,
    RegisterEntry,
    Review,
    Submission,
    parse_period,
)
from gongti.engine.values.typed import NO_DATE, Refusal, count, day
from gongti.engine.words import listed

REPORT_KEYS: Final = (
    "format", "consortium", "period", "region", "answers", "explanations", "facilities", "register", "office",
    "objections",
)  # fmt: skip
REGISTER_KEYS: Final = ("format", "as_of", "facilities")
CONSORTIUM_KEYS: Final = ("id", "name", "kind", "region")
RESERVED_IDS: Final = frozenset({"consortium", "region", "none"})


def read_report(tree: Mapping, path: str, sha256: str, problems: Problems) -> Submission | None:
    """A self-report; None where its shape cannot be used."""
    before = errors(problems)
    check_format(tree, problems)
    unknown_keys(tree, REPORT_KEYS, problems)
    consortium = _consortium(tree, path, problems)
    period = _period(tree, problems)
    region = mapping(tree, "region", problems)
    if region is not None:
        unknown_keys(region, ("answers",), problems)
    register = None
    if "register" in tree:
        register = Register(None, _entries(tree, "register", problems))
    facilities = _facilities(tree, problems)
    answers = _answers(mapping(tree, "answers", problems))
    region_answers = _answers(mapping(region, "answers", problems)) if region is not None else {}
    explanations = _explanations(mapping(tree, "explanations", problems), problems)
    office = name_of(tree, "office", problems)
    refused = Problems()  # an objection that is refused does not take the report with it
    objections = read_objections(tree, refused)
    usable = errors(problems) == before and objections is not None
    problems.extend(refused)
    if not usable or consortium is None or period is None:
        return None
    return Submission(
        consortium,
        period,
        answers,
        region_answers,
        explanations,
        facilities,
        register,
        ((path, sha256),),
        reviews=(Review("", None, (), (), objections, tree.values_at["objections"]),) if objections else (),
        offices={office: (path,)} if office is not None else {},
    )


def read_register(tree: Mapping, problems: Problems) -> Register | None:
    """A register file; None where its shape cannot be used."""
    before = errors(problems)
    check_format(tree, problems)
    unknown_keys(tree, REGISTER_KEYS, problems)
    entries = _entries(tree, "facilities", problems)
    as_of = tree.get("as_of")
    return None if errors(problems) > before else Register(None if as_of is None else str(as_of), entries)


def _consortium(tree: Mapping, path: str, problems: Problems) -> ConsortiumReport | None:
    entry = mapping(tree, "consortium", problems)
    if entry is None:
        if tree.get("consortium") is None:
            problems.add("key-missing", tree.at, key="consortium")
        return None
    unknown_keys(entry, CONSORTIUM_KEYS, problems)
    given = {key: name_of(entry, key, problems) for key in CONSORTIUM_KEYS}
    if given["id"] is None:
        problems.add("key-missing", entry.at, key="id")
        return None
    kind = given["kind"]
    if kind is not None and kind not in KINDS:
        at, hint = entry.values_at["kind"], near_hint(kind, KINDS)
        problems.add("unknown-word", at, key="kind", value=show(kind), allowed=listed(KINDS), near=hint)
    return ConsortiumReport(given["id"], given["name"] or given["id"], kind, given["region"], entry.at)


def _period(tree: Mapping, problems: Problems) -> Period | None:
    value = tree.get("period")
    if value is None:
        problems.add("key-missing", tree.at, key="period")
        return None
    period = parse_period(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    if period is None:
        problems.add("period-form", tree.values_at["period"], value=show(value))
    return period


def _facilities(tree: Mapping, problems: Problems) -> tuple[FacilityReport, ...]:
    result = []
    for entry, at, id_ in _listed(tree, "facilities", problems):
        unknown_keys(entry, (*FIELDS, "answers"), problems)
        answers = _answers(mapping(entry, "answers", problems))
        result.append(FacilityReport(id_, _fields(entry, problems), answers, at))
    return tuple(result)


def _entries(tree: Mapping, key: str, problems: Problems) -> tuple[RegisterEntry, ...]:
    result = []
    for entry, at, id_ in _listed(tree, key, problems):
        unknown_keys(entry, tuple(FIELDS), problems)
        result.append(RegisterEntry(id_, _fields(entry, problems), at))
    return tuple(result)


def _listed(tree: Mapping, key: str, problems: Problems) -> Iterable[tuple[Mapping, Place, str]]:
    """The facilities of a list, each with its id; an id twice in one file is an error."""
    rows = listing(tree, key, problems)
    if rows is None:
        return
    first: dict[str, int] = {}
    for entry, at in zip(rows, rows.items_at, strict=True):
        if not isinstance(entry, Mapping):
            wrong(at, key, entry, "mapping", problems)
            continue
        id_ = name_of(entry, "id", problems) or name_of(entry, "name", problems)
        if id_ is None:
            problems.add("key-missing", at, key="id")
            continue
        if id_ in RESERVED_IDS:
            problems.add("reserved-facility", at, id=id_)
        if id_ in first:
            problems.add("duplicate-facility", at, id=id_, first=first[id_])
            continue
        first[id_] = at.line
        yield entry, at, id_


def _fields(entry: Mapping, problems: Problems) -> dict[str, Any]:
    """The fields of the register's language, each of its type; a value that is not is refused and left unknown."""
    fields: dict[str, Any] = {}
    for name, kind in FIELDS.items():
        value = entry.get(name)
        if value is None or value == "":
            continue
        at = entry.values_at[name]
        if kind.base == "text":
            found: Any = name_of(entry, name, problems)
        else:
            found = count(value) if kind.base == "number" else day(value)
            if isinstance(found, Refusal):
                problems.warn(found.code, at, **found.params)
                continue
            if found is NO_DATE:
                continue
        if found is not None:
            fields[name] = found
    return fields


def _answers(tree: Mapping | None) -> dict[str, tuple[Answer, ...]]:
    if tree is None:
        return {}
    return {name: (Answer(value, tree.values_at[name]),) for name, value in tree.items()}


def _explanations(tree: Mapping | None, problems: Problems) -> dict[str, Explanation]:
    result: dict[str, Explanation] = {}
    for criterion, value in (tree or {}).items():
        assert tree is not None
        at = tree.values_at[criterion]
        until: date | None = None
        text = value
        if isinstance(value, Mapping):
            unknown_keys(value, ("text", "until"), problems)
            text = value.get("text")
            if value.get("until") is not None:
                found = day(value["until"])
                if isinstance(found, Refusal):
                    problems.warn(found.code, value.values_at["until"], **found.params)
                elif isinstance(found, date):
                    until = found
        if text is None or (isinstance(text, str) and not text.strip()):
            continue
        if not isinstance(text, str):
            wrong(at, criterion, text, "string", problems)
            continue
        result[criterion] = Explanation(" ".join(text.split()), until, at)
    return result
