"""One report or register: takes a located tree, gives its model; warns of the unknown, refuses the wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence, nearest
from gongti.engine.expression import FIELDS
from gongti.engine.pack.choose import KINDS
from gongti.engine.submission import (
    Answer,
    ConsortiumReport,
    Explanation,
    FacilityReport,
    Period,
    Register,
    RegisterEntry,
    Submission,
    parse_period,
)
from gongti.engine.values.typed import NO_DATE, Refusal, count, day
from gongti.engine.words import Sentence, listed, sentence

REPORT_KEYS: Final = ("format", "consortium", "period", "region", "answers", "explanations", "facilities", "register")
REGISTER_KEYS: Final = ("format", "as_of", "facilities")
CONSORTIUM_KEYS: Final = ("id", "name", "kind", "region")
RESERVED_IDS: Final = frozenset({"consortium", "region", "none"})


def read_report(tree: Mapping, path: str, sha256: str, problems: Problems) -> Submission | None:
    """A self-report; None where its shape cannot be used."""
    before = _errors(problems)
    _format(tree, problems)
    _unknown(tree, REPORT_KEYS, problems)
    consortium = _consortium(tree, path, problems)
    period = _period(tree, problems)
    region = _mapping(tree, "region", problems)
    if region is not None:
        _unknown(region, ("answers",), problems)
    register = None
    if "register" in tree:
        register = Register(None, _entries(tree, "register", problems))
    submission_facilities = _facilities(tree, problems)
    answers = _answers(_mapping(tree, "answers", problems))
    region_answers = _answers(_mapping(region, "answers", problems)) if region is not None else {}
    explanations = _explanations(_mapping(tree, "explanations", problems), problems)
    if _errors(problems) > before or consortium is None or period is None:
        return None
    return Submission(
        consortium, period, answers, region_answers, explanations, submission_facilities, register, ((path, sha256),)
    )


def read_register(tree: Mapping, problems: Problems) -> Register | None:
    """A register file; None where its shape cannot be used."""
    before = _errors(problems)
    _format(tree, problems)
    _unknown(tree, REGISTER_KEYS, problems)
    entries = _entries(tree, "facilities", problems)
    as_of = tree.get("as_of")
    return None if _errors(problems) > before else Register(None if as_of is None else str(as_of), entries)


def _errors(problems: Problems) -> int:
    return sum(p.severity == "error" for p in problems)


def _format(tree: Mapping, problems: Problems) -> None:
    if "format" not in tree:
        problems.add("key-missing", tree.at, key="format")
    elif tree["format"] != 1 or isinstance(tree["format"], bool):
        problems.add("unknown-format", tree.values_at["format"], found=_show(tree["format"]))


def _unknown(tree: Mapping, known: Iterable[str], problems: Problems) -> None:
    """Unknown keys of a report are warnings: what stands under them is named, not silently lost."""
    allowed = tuple(known)
    for key in tree:
        if key not in allowed:
            near = _near(nearest(key, allowed))
            problems.warn("unknown-key", tree.keys_at[key], key=key[:80], near=near)


def _near(word: str) -> Sentence | str:
    return sentence("hint.near", word=word) if word else ""


def _mapping(tree: Mapping, key: str, problems: Problems) -> Mapping | None:
    value = tree.get(key)
    if value is None:
        return None
    if not isinstance(value, Mapping):
        _wrong(tree.values_at[key], key, value, "mapping", problems)
        return None
    return value


def _wrong(at: Place, key: str, value: Any, expected: str, problems: Problems) -> None:
    problems.add("wrong-shape", at, key=key, value=_show(value), expected=sentence(f"shape.{expected}"))


def _consortium(tree: Mapping, path: str, problems: Problems) -> ConsortiumReport | None:
    entry = _mapping(tree, "consortium", problems)
    if entry is None:
        if tree.get("consortium") is None:
            problems.add("key-missing", tree.at, key="consortium")
        return None
    _unknown(entry, CONSORTIUM_KEYS, problems)
    given = {key: _name(entry, key, problems) for key in CONSORTIUM_KEYS}
    if given["id"] is None:
        problems.add("key-missing", entry.at, key="id")
        return None
    kind = given["kind"]
    if kind is not None and kind not in KINDS:
        at, near = entry.values_at["kind"], _near(nearest(kind, KINDS))
        problems.add("unknown-word", at, key="kind", value=_show(kind), allowed=listed(KINDS), near=near)
    return ConsortiumReport(given["id"], given["name"] or given["id"], kind, given["region"], entry.at)


def _name(entry: Mapping, key: str, problems: Problems) -> str | None:
    """A name or id: text, or a number that is meant as one."""
    value = entry.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        _wrong(entry.values_at[key], key, value, "string", problems)
        return None
    return " ".join(str(value).split()) or None


def _period(tree: Mapping, problems: Problems) -> Period | None:
    value = tree.get("period")
    if value is None:
        problems.add("key-missing", tree.at, key="period")
        return None
    period = parse_period(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    if period is None:
        problems.add("period-form", tree.values_at["period"], value=_show(value))
    return period


def _facilities(tree: Mapping, problems: Problems) -> tuple[FacilityReport, ...]:
    result = []
    for entry, at, id_ in _listed(tree, "facilities", problems):
        _unknown(entry, (*FIELDS, "answers"), problems)
        answers = _answers(_mapping(entry, "answers", problems))
        result.append(FacilityReport(id_, _fields(entry, problems), answers, at))
    return tuple(result)


def _entries(tree: Mapping, key: str, problems: Problems) -> tuple[RegisterEntry, ...]:
    result = []
    for entry, at, id_ in _listed(tree, key, problems):
        _unknown(entry, tuple(FIELDS), problems)
        result.append(RegisterEntry(id_, _fields(entry, problems), at))
    return tuple(result)


def _listed(tree: Mapping, key: str, problems: Problems) -> Iterable[tuple[Mapping, Place, str]]:
    """The facilities of a list, each with its id; an id twice in one file is an error."""
    value = tree.get(key)
    if value is None:
        return
    if not isinstance(value, Sequence):
        _wrong(tree.values_at[key], key, value, "list", problems)
        return
    first: dict[str, int] = {}
    for entry, at in zip(value, value.items_at, strict=True):
        if not isinstance(entry, Mapping):
            _wrong(at, key, entry, "mapping", problems)
            continue
        id_ = _name(entry, "id", problems) or _name(entry, "name", problems)
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
            found: Any = _name(entry, name, problems)
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
            _unknown(value, ("text", "until"), problems)
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
            _wrong(at, criterion, text, "string", problems)
            continue
        result[criterion] = Explanation(" ".join(text.split()), until, at)
    return result


def _show(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return ("[…]" if isinstance(value, list) else "{…}") if value else str(value)
    text = str(value)
    text = text if len(text) <= 60 else text[:59] + "…"
    return "".join(c if c.isprintable() else " " for c in text)
