"""A question → what is entered for it: one item a cell, with its key, its words, and what may be typed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from gongti.engine.form.model import Rule, Style
from gongti.engine.measure.series import subperiods
from gongti.engine.pack import Question
from gongti.engine.submission import Period
from gongti.engine.words import Language, say
from gongti.engine.words.entries import CONFIRMATION, offered

Kind = Literal[
    "yesno", "count", "number", "money", "percent", "part", "whole", "date", "choice", "text", "have", "none", "rows"
]
"""What is typed; ``none`` is a cell that can only say 无, ``rows`` a table's, which is filled elsewhere."""

MOST_TEXT: Final = 1000
FIRST_DAY: Final = "DATE(1949,1,1)"
LAST_DAY: Final = "DATE(2100,12,31)"
_WHOLE: Final = "@>=0,@=INT(@)"
_DAY: Final = f"@>={FIRST_DAY},@<={LAST_DAY}"
_VALID: Final[Mapping[Kind, str]] = {
    "count": f"IF(ISNUMBER(@),AND({_WHOLE}),FALSE)",
    "number": "ISNUMBER(@)",
    "money": "IF(ISNUMBER(@),@>=0,FALSE)",
    "percent": "IF(ISNUMBER(@),AND(@>=0,@<=1),FALSE)",
    "part": f"IF(ISNUMBER(@),AND({_WHOLE},OR(NOT(ISNUMBER(@+1)),@<=@+1)),FALSE)",
    "whole": f"IF(ISNUMBER(@),AND({_WHOLE},OR(NOT(ISNUMBER(@-1)),@-1<=@)),FALSE)",
    "text": f"LEN(@)<={MOST_TEXT}",
}
"""What holds of a right entry in a cell ``@``; ``@+1`` is the cell below it, ``@-1`` the one above."""
_NUMBERS: Final[Mapping[Kind, tuple[Literal["whole", "decimal"], int | None, int | None]]] = {
    "count": ("whole", 0, None),
    "number": ("decimal", -(10**15), 10**15),
    "money": ("decimal", 0, None),
    "percent": ("decimal", 0, 1),
}
"""Numbers that programs check by themselves: of which kind, from, to."""
_SHOWN: Final[Mapping[Kind, str]] = {
    "percent": "-percent", "date": "-date", "count": "-number", "number": "-number", "money": "-number",
    "part": "-number", "whole": "-number", "text": "-words",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One cell to fill: its row's key, what to enter, of which kind, in which unit, from which options."""

    key: str
    text: str
    kind: Kind
    unit: str = ""
    options: tuple[str, ...] = ()

    def style(self, area: Literal["answer", "reviewer"]) -> Style:
        return f"{area}{_SHOWN.get(self.kind, '')}"  # type: ignore[return-value]


def items(question: Question, period: Period, lang: Language, table: str = "") -> tuple[Item, ...]:
    """What is entered for a question; ``table`` is the sheet on which its rows are."""
    if question.table is not None:
        code = "table-none" if question.table.may_be_empty else "table"
        kind: Kind = "none" if question.table.may_be_empty else "rows"
        return (Item(question.id, say(f"form.item.{code}", lang, sheet=table), kind, options=_none(lang)),)
    if question.fold is None:
        return tuple(_plain(question, question.id, lang))
    found: list[Item] = []
    for part in subperiods(period, question.time or "year"):
        for item in _plain(question, f"{question.id}@{part}", lang):
            words = say("form.item.period-of", lang, period=part, item=item.text)
            found.append(replace(item, text=words))
    return tuple(found)


def _plain(question: Question, key: str, lang: Language) -> Iterator[Item]:
    kind, unit = question.type, question.unit.said(lang)
    if kind == "ratio":
        for end, text in (("part", question.part.said(lang)), ("whole", question.whole.said(lang))):
            words = say(f"form.item.{end}", lang, label=text) if text else say(f"form.item.{end}-bare", lang)
            yield Item(f"{key}.{end}", words, end, unit)  # type: ignore[arg-type]
    elif kind == "set":
        yield Item(key, say("form.item.set", lang), "none", options=_none(lang))
        have = (say("form.have", lang), say("form.have-not", lang))
        for name, label in question.options.items():
            yield Item(f"{key}:{name}", say("form.item.option", lang, label=label.said(lang)), "have", options=have)
    elif kind != "table":
        yield Item(key, say(f"form.item.{kind}", lang), kind, unit, options_of(question, lang))


def options_of(question: Question, lang: Language) -> tuple[str, ...]:
    """What an answer is chosen from."""
    if question.type == "yesno":
        return say("form.yes", lang), say("form.no", lang)
    return tuple(text.said(lang) for text in question.options.values()) if question.type == "choice" else ()


def _none(lang: Language) -> tuple[str, ...]:
    return (say("form.none", lang),)


def rule(item: Item, hint: str, lang: Language, *, reviewer: bool = False) -> Rule:
    """What may be typed for an item; a reviewer may also say that it could not be confirmed."""
    error, also = "list", offered(CONFIRMATION, lang) if reviewer else ()
    if item.options:
        return Rule(say("form.error.list", lang), say("form.error.title", lang), hint, options=(*item.options, *also))
    if item.kind == "rows":
        return Rule(say("form.error.list", lang), say("form.error.title", lang), hint, options=also)
    error = say(f"form.error.{item.kind}", lang)
    valid = f'IF(ISNUMBER(@),AND({_DAY}),@="{say("form.none", lang)}")' if item.kind == "date" else _VALID[item.kind]
    if also and item.kind != "text":
        valid = f'OR(@="{also[0]}",{valid})'
    number, lowest, highest = _NUMBERS.get(item.kind, (None, None, None)) if not also else (None, None, None)
    return Rule(error, say("form.error.title", lang), hint, (), valid, number, lowest, highest)


def day_rule(lang: Language, hint: str = "") -> Rule:
    """A day, and nothing else."""
    valid = f"IF(ISNUMBER(@),AND({_DAY}),FALSE)"
    return Rule(say("form.error.day", lang), say("form.error.title", lang), hint, valid=valid)


def list_rule(options: tuple[str, ...], lang: Language, hint: str = "", *, strict: bool = True) -> Rule:
    """One of a list."""
    return Rule(say("form.error.list", lang), say("form.error.title", lang), hint, options, strict=strict)
