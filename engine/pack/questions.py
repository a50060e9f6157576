"""Questions of a pack: takes its indicators and the shared dictionary, gives every question with its slot and type.

A table's columns are questions too, without a slot. Conditions on answers (``ask_when``, ``valid``) are bound last,
when every name is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, Literal

from gongti.engine.document import near_hint
from gongti.engine.expression import (
    BOOL,
    COUNT,
    DATE,
    PLAIN,
    SHARE,
    TEXT,
    Asked,
    Column,
    Type,
    reads,
)
from gongti.engine.pack import models as m
from gongti.engine.pack.binder import Binder, own_name
from gongti.engine.pack.bound import Question, Table
from gongti.engine.pack.names import known_types
from gongti.engine.words import Text, sentence

Path = tuple[str | int, ...]
Lists = Mapping[str, Mapping[str, Text]]

ASSESSOR: Final = "assessor"
"""The office that is none: only a reviewer answers."""

_TYPES: Final[Mapping[str, Type]] = {
    "yesno": BOOL, "count": COUNT, "number": PLAIN, "percent": SHARE, "ratio": SHARE, "date": DATE, "text": TEXT,
    "table": Type("table"),
}  # fmt: skip

ONLY_FOR: Final[Mapping[str, frozenset[str]]] = {
    "part": frozenset({"ratio"}),
    "whole": frozenset({"ratio"}),
    "options": frozenset({"set", "choice"}),
    "columns": frozenset({"table"}),
    "key": frozenset({"table"}),
    "rows": frozenset({"table"}),
    "may_be_empty": frozenset({"table"}),
    "min_rows": frozenset({"table"}),
}
"""Keys that belong to some types alone."""

NEEDED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "ratio": ("part", "whole"), "set": ("options",), "choice": ("options",), "table": ("columns",),
}  # fmt: skip

_FOLDED: Final[Mapping[str, frozenset[str]]] = {
    "last": frozenset({"yesno", "count", "number", "money", "percent", "ratio", "date", "choice", "set", "text"}),
    "min": frozenset({"count", "number", "money", "percent", "ratio", "date"}),
    "max": frozenset({"count", "number", "money", "percent", "ratio", "date"}),
    "mean": frozenset({"count", "number", "money", "percent", "ratio"}),
    "sum": frozenset({"count", "number", "money", "ratio"}),
}
"""The types that each way of folding a series can make one value of."""


def bind_questions(binder: Binder, dictionary: m.Dictionary | None) -> tuple[Question, ...]:
    """The pack's own indicators, then those that criteria ask themselves, each with its slot."""
    questions: list[Question] = []
    for name, indicator, path, options in asked_entries(binder, dictionary):
        if indicator.calc is None:
            question = _question(binder, len(questions), name, indicator, path, options)
            if question is not None:
                questions.append(question)
    return tuple(questions)


def asked_entries(
    binder: Binder, dictionary: m.Dictionary | None, report: bool = True
) -> Iterator[tuple[str, m.Indicator, Path, Lists]]:
    """Every indicator of the pack as it stands after ``use``: (id, indicator, path, the lists of options it sees)."""
    model = binder.model
    for name, indicator in model.indicators.items():
        path: Path = ("indicators", name)
        if indicator.use is None:
            yield name, indicator, path, model.options
            continue
        used = _used(binder, name, indicator, path, dictionary, report)
        if used is not None and dictionary is not None:
            yield name, used, path, dictionary.options
    for i, dimension in enumerate(model.dimensions):
        for below, _, criterion in dimension.leaves():
            if criterion.ask is not None:
                ask = criterion.ask
                if ask.label is None:
                    ask = ask.model_copy(update={"label": criterion.title})
                if ask.calc is not None and report:
                    at = binder.at("dimensions", i, *below, "ask", "calc", key=True)
                    binder.problems.add("key-not-here", at, key="calc", where="ask")
                yield own_name(criterion), ask, ("dimensions", i, *below, "ask"), model.options


def _used(
    binder: Binder, name: str, indicator: m.Indicator, path: Path, dictionary: m.Dictionary | None, report: bool
) -> m.Indicator | None:
    at = binder.at(*path, "use")
    known = dictionary.indicators if dictionary is not None else {}
    if indicator.use not in known:
        if report:
            near = near_hint(str(indicator.use), known)
            binder.problems.add("unknown-shared-indicator", at, id=indicator.use, near=near)
        return None
    if report and indicator.use != name:
        binder.problems.add("use-renamed", at, id=indicator.use, name=name)
    for field in indicator.model_fields_set - {"use", "label", "evidence"} if report else ():
        binder.problems.add("use-overrides", binder.at(*path, field, key=True), key=field)
    given = indicator.model_fields_set
    update: dict[str, Any] = {f: getattr(indicator, f) for f in ("label", "evidence") if f in given}
    return known[str(indicator.use)].model_copy(update=update)


def _question(
    binder: Binder, slot: int, name: str, indicator: m.Indicator | m.Column, path: Path, lists: Lists
) -> Question | None:
    """One question, or a column of a table (``slot`` -1)."""
    problems, at = binder.problems, binder.at(*path)
    kind = indicator.type
    if kind is None:
        problems.add("key-missing", at, key="type")
        return None
    options = _options(binder, indicator.options, (*path, "options"), lists)
    if options is None:
        return None
    for key in sorted(indicator.model_fields_set & ONLY_FOR.keys()):
        if kind not in ONLY_FOR[key]:
            problems.add("key-not-here", binder.at(*path, key, key=True), key=key, where=kind)
    for key in NEEDED_BY.get(kind, ()):
        if not getattr(indicator, key):
            problems.add("key-missing", at, key=key)
    unit = indicator.unit or Text("元" if kind == "money" else "")
    if kind == "money" and unit.zh not in MONEY_UNITS:
        problems.add("money-unit", binder.at(*path, "unit"), unit=unit.zh)
    base = Question(
        id=name,
        slot=slot,
        type=kind,
        label=indicator.label or Text(name),
        definition=indicator.definition,
        unit=unit,
        part=indicator.part or Text(""),
        whole=indicator.whole or Text(""),
        asked_of="",
        options=options,
        evidence=(),
    )
    if isinstance(indicator, m.Column):
        return base
    if indicator.of is not None:
        problems.add("key-not-here", binder.at(*path, "of", key=True), key="of", where=kind)
    return replace(
        base,
        asked_of=_asked_of(binder, indicator, path),
        evidence=tuple(indicator.evidence),
        filled_by=indicator.filled_by,
        assessor=indicator.filled_by is not None and indicator.filled_by.zh == ASSESSOR,
        better=indicator.better,
        asks_prior=indicator.prior is not None,
        time=indicator.time,
        fold=_fold(binder, indicator, path),
        table=_table(binder, indicator, path, lists) if kind == "table" else None,
    )


MONEY_UNITS: Final = ("元", "万元", "亿元")


def _options(binder: Binder, given: Any, path: Path, lists: Lists) -> Mapping[str, Text] | None:
    """The options written there or named; None, with a problem, for a name that is not there."""
    if not isinstance(given, str):
        return given or {}
    if given not in lists:
        near = near_hint(given, lists)
        binder.problems.add("unknown-options", binder.at(*path), name=given, near=near)
        return None
    return lists[given]


def _fold(binder: Binder, indicator: m.Indicator, path: Path) -> Literal["mean", "sum", "last", "min", "max"] | None:
    fold = indicator.fold
    if fold is None:
        return None
    if indicator.time not in ("year", "quarter", "month"):
        binder.problems.add("fold-without-time", binder.at(*path, "fold", key=True))
    if indicator.type not in _FOLDED[fold]:
        kind = sentence(f"answer.{indicator.type}")
        binder.problems.add("fold-does-not-fit", binder.at(*path, "fold"), fold=fold, kind=kind)
    return fold


def _table(binder: Binder, indicator: m.Indicator, path: Path, lists: Lists) -> Table:
    columns: dict[str, Question] = {}
    for name, column in (indicator.columns or {}).items():
        found = _question(binder, -1, name, column, (*path, "columns", name), lists)
        if found is not None:
            columns[name] = found
    if indicator.key is not None and indicator.key not in columns:
        near = near_hint(indicator.key, columns)
        binder.problems.add("key-not-a-column", binder.at(*path, "key"), key=indicator.key, near=near)
    fixed, role = None, None
    if indicator.rows is not None:
        if indicator.key is not None:
            binder.problems.add("key-not-here", binder.at(*path, "key", key=True), key="key", where="rows")
        if indicator.rows in lists:
            fixed = lists[indicator.rows]
        elif indicator.rows in binder.model.roles:
            role = indicator.rows
        else:
            at = binder.at(*path, "rows")
            near = near_hint(indicator.rows, [*lists, *binder.model.roles])
            binder.problems.add("unknown-options", at, name=indicator.rows, near=near)
    required = {name for name, column in (indicator.columns or {}).items() if column.required}
    if indicator.key is not None:
        required.add(indicator.key)
    return Table(
        columns, frozenset(required), indicator.key, fixed, role, indicator.may_be_empty, indicator.min_rows or 0
    )


def _asked_of(binder: Binder, indicator: m.Indicator, path: Path) -> str:
    return home_of(binder, indicator.asked_of or "consortium", (*path, "asked_of"))


def home_of(binder: Binder, asked: str, path: Path) -> str:
    """Whose a question or a calc is, checked: the region, the consortium, a role, a facility type."""
    if asked in ("region", "consortium") or asked in binder.model.roles or asked in known_types(binder.model):
        return asked
    # A type that no one has heard of may exist; one that is nearly a known name is a slip of the pen.
    near = near_hint(asked, [*binder.model.roles, *known_types(binder.model), "region", "consortium"])
    report = binder.problems.add if near else binder.problems.warn
    report("unknown-asked-of", binder.at(*path), name=asked, near=near)
    return asked


def unit_of(home: str) -> Literal["facility", "consortium", "region"]:
    """What a bare name reads at a home."""
    return home if home in ("consortium", "region") else "facility"  # type: ignore[return-value]


def as_asked(question: Question) -> Asked:
    """A question as expressions see it."""
    columns = None
    if question.table is not None:
        columns = {n: Column(question_type(c), c.type == "ratio") for n, c in question.table.columns.items()}
    kind = question_type(question)
    better = question.better or "higher"
    return Asked(question.slot, kind, question.asked_of, question.type == "ratio", columns=columns, better=better)


def question_type(question: Question) -> Type:
    if question.type == "set":
        return Type("set", options=tuple(question.options))
    if question.type == "choice":
        return Type("text", options=tuple(question.options))
    if question.type == "money":
        return Type("number", "plain", question.unit.zh, positive=True)
    kind = _TYPES[question.type]
    if question.type in ("count", "number"):
        # The mean of whole numbers is not whole.
        whole = kind.whole and question.fold != "mean"
        return Type("number", "plain", question.unit.zh, whole=whole, positive=kind.whole)
    if question.type == "ratio":
        return Type("number", "share", question.unit.zh)
    return kind


def bind_conditions(
    binder: Binder, questions: tuple[Question, ...], dictionary: m.Dictionary | None
) -> tuple[Question, ...]:
    """The questions with their ``ask_when`` and ``valid``, which may name every other."""
    entries = {name: (indicator, path) for name, indicator, path, _ in asked_entries(binder, dictionary, report=False)}
    bound = []
    for question in questions:
        indicator, path = entries[question.id]
        scope = replace(binder.scope, unit=unit_of(question.asked_of))
        ask_when = valid = None
        if indicator.ask_when is not None:
            ask_when = binder.formula(indicator.ask_when, (*path, "ask_when"), scope, "bool")
        if indicator.valid is not None:
            valid = binder.formula(indicator.valid, (*path, "valid"), scope, "bool")
        bound.append(replace(question, ask_when=ask_when, valid=valid))
    _no_cycles(binder, bound, entries)
    return tuple(bound)


def _no_cycles(binder: Binder, questions: list[Question], entries: Mapping[str, tuple[m.Indicator, Path]]) -> None:
    """Whether a question is asked cannot depend on itself."""
    waits = {q.id: {n for _, _, n in reads(q.ask_when.term)} for q in questions if q.ask_when is not None}
    settled: set[str] = set()
    while True:
        free = {name for name, on in waits.items() if name not in settled and not (on & waits.keys()) - settled}
        if not free:
            break
        settled |= free
    for name in sorted(waits.keys() - settled):
        at = binder.at(*entries[name][1], "ask_when")
        binder.problems.add("ask-when-cycle", at, indicator=name)


def asking_order(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """The questions with a condition, each after those its condition reads."""
    waits = {q.id: {n for _, _, n in reads(q.ask_when.term)} for q in questions if q.ask_when is not None}
    ordered: list[str] = []
    while len(ordered) < len(waits):
        free = [n for n, on in waits.items() if n not in ordered and not (on & waits.keys()) - set(ordered)]
        if not free:
            break  # refused when the pack was bound
        ordered += free
    by_id = {q.id: q for q in questions}
    return tuple(by_id[n] for n in ordered)
