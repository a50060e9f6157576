"""Words as typed: takes an answer and the options it may name, gives yes or no, one option, a set, or a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from gongti.engine.values.typed.plain import (
    ALL_WORDS,
    DASHES,
    INVISIBLE,
    NONE_WORDS,
    Raw,
    Refusal,
    inapplicable,
    plain,
    plain_within,
    refuse,
    shown,
    stated,
    written,
)
from gongti.engine.words import Text

Options = Mapping[str, Sequence[str]]
"""Option id → what it may be called: the id, the Chinese label, the English one."""

_YES: Final = frozenset({"是", "有", "对", "已", "是的", "√", "✓", "✔", "☑", "✅", "y", "yes", "true"})
_NO: Final = frozenset({"否", "不是", "错", "未", "×", "✗", "✘", "✕", "✖", "❌", "n", "no", "false"}) | (
    NONE_WORDS - {"none"}
)
_ITEM_ENDS: Final = re.compile(r"[、,;。\n]+")
_LOOSE_ENDS: Final = re.compile(r"[/\s]+")
_AND: Final = re.compile(r"[和及与&]|以及")
_AND_SO_ON: Final = re.compile(r"(?:等等?|etc\.?|\.\.\.|…+)$")
_MAX_LIST: Final = 2000
_MAX_OTHERS: Final = 50
"""More items than this that are no option: not a list, but a text."""
_MAX_WORDS: Final = 6
"""Words a name typed in English may have."""
_MAX_NAMED: Final = 20
"""Options a message lists."""
_KEPT: Final = frozenset({0x200C, 0x200D, 0xFE0E, 0xFE0F})
"""Joiners and variation selectors change how a name is written; the other invisible characters only hide."""
_UNSEEN: Final = dict.fromkeys(INVISIBLE - _KEPT)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """The options a facility surely has, those it may have (the sure ones among them), and what was not understood.

    ``unlisted`` are names that are no option: shown, not counted. ``refused`` are entries that could not
    be read, each with its key or number; they leave the options they may concern possible.
    """

    sure: frozenset[str]
    possible: frozenset[str]
    unlisted: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


def yesno(raw: Raw) -> bool | None | Refusal:
    """是/否, 有/无, √/×, yes/no; a number is neither."""
    if type(raw) is bool or raw is None:
        return raw
    if isinstance(raw, (int, Decimal)):
        return refuse("yesno-number", raw)
    text = stated(raw, "not-yesno")
    if not isinstance(text, str):
        return text
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word == "x":
        return refuse("cross-or-tick", raw)
    return refuse("yesno-number" if word.isdecimal() else "not-yesno", raw)


def choice(raw: Raw, options: Options) -> str | None | Refusal:
    """The id of the option an answer names, by its id or one of its labels."""
    if type(raw) is str and raw in options:
        return raw
    text = str(raw).lower() if isinstance(raw, bool) else written(raw, "not-an-option")
    if not isinstance(text, str):
        return text
    return _Names(options).one(text, raw)


def finder(options: Options) -> Callable[[str], str | None]:
    """Finds the one option of a name; None where there is none, or more than one."""
    names = _Names(options)

    def find(name: str) -> str | None:
        found = names.find(name)
        return found[0] if len(found) == 1 else None

    return find


def options(raw: Raw, options: Options) -> SetAnswer | None | Refusal:
    """Some of the options: a list or a text is complete, a mapping (option: yes or no) leaves the rest unknown."""
    if raw is None:
        return None
    if isinstance(raw, (list, tuple)):
        return _listed(raw, options)
    if isinstance(raw, Mapping):
        return _marked(raw, options)
    if isinstance(raw, str):
        return _told(raw, options)
    text = written(raw, "not-options")
    found = _Names(options).find(text) if isinstance(text, str) else []
    return _set(found, ()) if len(found) == 1 else refuse("not-options", raw)


def text(raw: Raw) -> str | None | Refusal:
    """The words as typed, without what cannot be seen; control characters are refused."""
    if raw is None:
        return None
    if isinstance(raw, str):
        words = raw.replace("\r\n", "\n").translate(_UNSEEN).strip()
        found = _CONTROL.search(words)
        if found:
            return refuse("control-characters", raw, character=f"U+{ord(found[0]):04X}")
        return words or None
    return raw.isoformat() if isinstance(raw, date) else written(raw, "not-text")


class _Names:
    """The options by every name they go by, made plain."""

    def __init__(self, options: Options) -> None:
        self.options = options

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for option, names in self.options.items():
            for key in {_key(option), *map(_key, names)}:
                found.setdefault(key, []).append(option)
        return found

    def find(self, text: str) -> list[str]:
        """The options of that name: none, one, or, where labels coincide, several. An id comes before labels."""
        return [text] if text in self.options else self.ids.get(_key(text), [])

    def one(self, text: str, raw: Raw) -> str | Refusal:
        found = self.find(text)
        if len(found) == 1:
            return found[0]
        return self.of_two(found, raw) if found else self.unknown(text, raw)

    def of_two(self, found: Sequence[str], raw: Raw) -> Refusal:
        return refuse("option-of-two", raw, first=self.label(found[0]), second=self.label(found[1]))

    def unknown(self, text: str, raw: Raw) -> Refusal:
        if inapplicable(plain(text)):
            return refuse("inapplicable-answer", raw)
        near = self.near(text)
        if near is None:
            return refuse("unknown-option", raw, allowed=self.allowed())
        return refuse("unknown-option-near", raw, near=self.label(near), allowed=self.allowed())

    def near(self, text: str) -> str | None:
        """The option a text resembles: part of its name, or spelt much like it."""
        key = _key(text)[:80]
        inside = [k for k in sorted(self.ids) if len(k) > 1 and len(key) > 1 and (k in key or key in k)]
        if inside:
            return self.ids[max(inside, key=len)][0]
        close = get_close_matches(key, sorted(self.ids), n=1, cutoff=0.6)
        return self.ids[close[0]][0] if close else None

    def label(self, option: str) -> Text:
        names = [name for name in self.options[option] if name != option]
        return Text(shown(names[0]) if names else shown(option), shown(names[1]) if len(names) > 1 else shown(option))

    def allowed(self) -> Text:
        labels = [self.label(option) for option in self.options][:_MAX_NAMED]
        more = "…" if len(self.options) > _MAX_NAMED else ""
        return Text("、".join(t.zh for t in labels) + more, ", ".join(t.en for t in labels) + more)


def _key(name: str) -> str:
    return "".join(plain(str(name)).casefold().split())


def _set(
    sure: Iterable[str], possible: Iterable[str], unlisted: Iterable[str] = (), refused: Iterable[Refusal] = ()
) -> SetAnswer:
    known = frozenset(sure)
    return SetAnswer(known, known | frozenset(possible), tuple(sorted(set(unlisted))), tuple(refused))


def _listed(items: Sequence[object], options: Options) -> SetAnswer:
    names: _Names | None = None
    sure: set[str] = set()
    unlisted: list[str] = []
    refused: list[Refusal] = []
    for number, item in enumerate(items):
        if type(item) is str and item in options:
            sure.add(item)
            continue
        text = written(item, "not-an-option")
        if isinstance(text, Refusal):
            refused.append(replace(text, entry=number))
        elif text is not None:
            names = names or _Names(options)
            found = names.find(text)
            if len(found) == 1:
                sure.add(found[0])
            elif found:
                refused.append(replace(names.of_two(found, item), entry=number))
            elif inapplicable(text):
                refused.append(replace(names.unknown(text, item), entry=number))
            else:
                unlisted.append(shown(text))
    return _set(sure, options if refused else (), unlisted, refused)


def _marked(entries: Mapping[object, object], options: Options) -> SetAnswer | None:
    if not entries:
        return None
    names = _Names(options)
    marks: dict[str, bool | None] = {}
    unlisted: list[str] = []
    refused: list[Refusal] = []
    for key, value in entries.items():
        name = key if isinstance(key, str) else shown(key)
        found = names.find(name)
        if len(found) != 1:
            unlisted.append(shown(name))
            continue
        option, mark = found[0], yesno(value)
        if isinstance(mark, Refusal):
            refused.append(replace(mark, entry=name))
            mark = None
        if marks.get(option, mark) != mark:
            refused.append(replace(refuse("option-twice", name, option=names.label(option)), entry=name))
            mark = None
        marks[option] = mark
    sure = [option for option, mark in marks.items() if mark]
    possible = [option for option in options if marks.get(option) is not False]
    return _set(sure, possible, unlisted, refused)


def _told(raw: str, options: Options) -> SetAnswer | None | Refusal:
    """A list in one text: 检验、影像，心电."""
    words = plain_within(raw, _MAX_LIST)
    if not words:
        return None
    if len(words) > _MAX_LIST:
        return refuse("not-options", raw)
    names = _Names(options)
    found = names.find(words)
    if len(found) == 1:
        return _set(found, ())
    if words.casefold() in NONE_WORDS:
        return _set((), ())
    if words.casefold() in ALL_WORDS:
        return _set(options, ())
    if inapplicable(words):
        return names.unknown(words, raw)
    if words in DASHES:
        return refuse("dash-answer", raw)
    refused: list[Refusal] = []
    bare = _AND_SO_ON.sub("", words)
    if bare != words:
        refused.append(refuse("open-list", raw))
    sure, others = _items(bare, names)
    if not sure or len(others) > _MAX_OTHERS:
        return names.unknown(others[0], others[0]) if others else refuse("not-options", raw)
    unlisted = []
    for item in others:
        found = names.find(item)
        if found:
            refused.append(names.of_two(found, item))
        elif names.near(item) is not None:
            # In running text, what resembles an option (未建检验) may say anything about it.
            refused.append(names.unknown(item, item))
        else:
            unlisted.append(shown(item))
    return _set(sure, options if refused else (), unlisted, refused)


def _items(words: str, names: _Names) -> tuple[set[str], list[str]]:
    """The options a text lists, and its items that are none."""
    sure: set[str] = set()
    others: list[str] = []
    for item in _ITEM_ENDS.split(words):
        if not item.strip():
            continue
        parts = [part for part in _AND.split(item) if part.strip()]
        if len(names.find(item)) == 1:
            sure.add(names.find(item)[0])
        elif len(parts) > 1 and all(len(names.find(part)) == 1 for part in parts):
            sure.update(names.find(part)[0] for part in parts)
        else:
            _loose([part for part in _LOOSE_ENDS.split(item) if part], names, sure, others)
    return sure, others


def _loose(parts: list[str], names: _Names, sure: set[str], others: list[str]) -> None:
    """Items parted by blanks or slashes only; a name of several words is taken as one."""
    at = 0
    while at < len(parts):
        for end in range(min(len(parts), at + _MAX_WORDS), at, -1):
            found = names.find("".join(parts[at:end]))
            if len(found) == 1:
                sure.add(found[0])
                at = end
                break
        else:
            others.append(parts[at])
            at += 1
