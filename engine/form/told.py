"""What was handed in → texts for the cells of a form, by their rows' keys; as typed where it is no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from gongti.engine.document import Mapping as Tree
from gongti.engine.form.model import Value
from gongti.engine.measure.tables import Rows, fixed_rows
from gongti.engine.pack import Question
from gongti.engine.report.visible import visible
from gongti.engine.submission import META_KEYS, Answer
from gongti.engine.values.typed import NO_DATE, SetAnswer, choice, day, finder, options, yesno
from gongti.engine.words import Language, say
from gongti.engine.words import Text as Words

LONGEST = 500
"""Characters of a text that are shown; the file itself holds the rest."""


def told(question: Question, answers: Sequence[Answer], lang: Language) -> dict[str, Value]:
    """What the answers to a question say, by row key; two that differ stand beside each other."""
    found: dict[str, Value] = {}
    for answer in answers:
        for key, value in _cells(question, question.id, _bare(question, answer.raw), lang):
            if value is None or found.get(key) == value:
                continue
            found[key] = value if key not in found else f"{found[key]} / {value}"
    return found


def told_prior(question: Question, answers: Sequence[Answer], lang: Language) -> dict[str, Value]:
    """The same of the last year's value that stands beside an answer; of a series by this period's keys."""
    raws = [
        a.raw["prior"]
        for a in answers
        if isinstance(a.raw, Tree) and "prior" not in question.options and "prior" in a.raw
    ]
    return {k: v for raw in raws for k, v in _cells(question, question.id, raw, lang) if v is not None}


def beside(question: Question, answers: Sequence[Answer]) -> tuple[str, str]:
    """The evidence and the note that stand beside an answer."""
    raws = [a.raw for a in answers if isinstance(a.raw, Tree)]
    papers = [p for raw in raws if "evidence" not in question.options for p in _listed(raw.get("evidence"))]
    names = [p.get("name", "") if isinstance(p, dict) else p for p in papers]
    notes = [raw["note"] for raw in raws if raw.get("note") and "note" not in question.options]
    return "；".join(map(text_of, names)), "；".join(map(text_of, notes))


def text_of(raw: Any) -> str:
    """Anything as one line of text; a mapping as its entries, a list as its items."""
    text = visible(_line(raw))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _line(raw: Any) -> Any:
    if isinstance(raw, bool):
        return say("form.yes" if raw else "form.no", "zh")
    if isinstance(raw, Mapping):
        return "；".join(f"{key}：{_line(value)}" for key, value in raw.items() if value is not None)
    if isinstance(raw, list):
        return "、".join(str(_line(item)) for item in raw if item is not None)
    return raw.isoformat() if isinstance(raw, date) else raw


def rows_told(
    question: Question, answers: Sequence[Answer], frame: Rows, lang: Language
) -> list[tuple[str, dict[str, Value]]]:
    """The rows of a table's answer: (row id or number, texts by column)."""
    table = question.table
    if table is None or not answers:
        return []
    raw = _bare(question, answers[0].raw)
    fixed = fixed_rows(table, frame)
    if isinstance(raw, Tree):
        names = {label: name for name, label in (fixed or {}).items()}
        entries = [(names.get(key.strip(), key), row) for key, row in raw.items()]
    else:
        entries = [(str(n), row) for n, row in enumerate(_listed(raw), 1)]
    labels = {column.label.zh: name for name, column in table.columns.items()}
    found = []
    for key, row in entries:
        if isinstance(row, Tree):
            cells: dict[str, Value] = {}
            for name, value in row.items():
                name = labels.get(name.strip(), name)
                if name in table.columns:
                    cells |= {k: v for k, v in _cells(table.columns[name], name, value, lang) if v is not None}
            found.append((key, cells))
    return found


def _bare(question: Question, raw: Any) -> Any:
    """The answer without what stands beside it."""
    if not isinstance(raw, Tree):
        return raw
    if "value" in raw and "value" not in question.options:
        return raw["value"]
    kept = Tree(raw.at)
    for key, value in raw.items():
        if key not in META_KEYS or key in question.options:
            kept.put(key, value, raw.values_at[key])
    return kept or None


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def _cells(question: Question, key: str, raw: Any, lang: Language) -> Iterator[tuple[str, Value]]:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return
    if question.table is not None:
        rows = len(raw) if isinstance(raw, (list, dict)) else 0
        yield key, say("form.rows", lang, count=rows) if rows else say("form.none", lang)
    elif question.fold is not None and isinstance(raw, Tree) and "@" not in key:
        for period, value in raw.items():
            yield from _cells(question, f"{key}@{period}", value, lang)
    elif question.type == "ratio":
        yield from _ratio(key, raw)
    elif question.type == "set":
        yield from _set(question, key, raw, lang)
    else:
        yield key, _one(question, raw, lang)


def _ratio(key: str, raw: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(raw, Tree):
        for end in ("part", "whole"):
            if raw.get(end) is not None:
                yield f"{key}.{end}", _number(raw[end])
    else:
        yield f"{key}.part", text_of(raw)


def _set(question: Question, key: str, raw: Any, lang: Language) -> Iterator[tuple[str, Value]]:
    names = {k: (k, t.zh, t.en) if t.en else (k, t.zh) for k, t in question.options.items()}
    found = options(raw, names)
    if isinstance(raw, Mapping) and isinstance(found, SetAnswer) and (found.possible or found.unlisted):
        yield from _marked(question, key, raw, finder(names), lang)
        return
    if not isinstance(found, SetAnswer):
        yield key, text_of(raw)
        return
    if not found.possible:
        yield key, say("form.none", lang)
        return
    for name in question.options:
        if name in found.sure:
            yield f"{key}:{name}", say("form.have", lang)
        elif name not in found.possible:
            yield f"{key}:{name}", say("form.have-not", lang)
    if found.unlisted or found.refused:
        yield key, text_of(raw)


def _marked(
    question: Question, key: str, raw: Mapping[str, Any], find: Callable[[str], str | None], lang: Language
) -> Iterator[tuple[str, Value]]:
    """Options with a mark each: the mark beside its option, as typed where it cannot be read; the rest together."""
    told: dict[str, list[str]] = {}
    rest: dict[str, Any] = {}
    for name, typed in raw.items():
        option = find(name)
        if option is None:
            rest[name] = typed
        elif (mark := yesno(typed)) is not None:
            said = say("form.have" if mark else "form.have-not", lang) if isinstance(mark, bool) else text_of(typed)
            told.setdefault(option, []).append(said)
    for option in question.options:
        if option in told:
            yield f"{key}:{option}", " / ".join(dict.fromkeys(told[option]))
    if rest:
        yield key, text_of(rest)


def _one(question: Question, raw: Any, lang: Language) -> Value:
    if question.type == "yesno":
        found: Any = yesno(raw)
        if isinstance(found, bool):
            return say("form.yes" if found else "form.no", lang)
    if question.type == "choice":
        labels = question.options
        found = choice(raw, {k: (k, t.zh, t.en) if t.en else (k, t.zh) for k, t in labels.items()})
        if isinstance(found, str):
            return labels.get(found, Words(found)).said(lang)
    if question.type == "date":
        found = day(raw)
        if found is NO_DATE:
            return say("form.none", lang)
        if isinstance(found, date):
            return found.isoformat()
    return _number(raw)


def _number(raw: Any) -> Value:
    """A whole number stays one, where a program can hold it."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**15 else text_of(raw)


def answers_of(given: Mapping[str, tuple[Answer, ...]] | None, question: Question) -> tuple[Answer, ...]:
    return (given or {}).get(question.id, ())
