"""Readers of a located tree: takes a mapping and a key, gives a name, word, day or list, or says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence, near_hint
from gongti.engine.values.typed import Refusal, day
from gongti.engine.words import listed, sentence


def errors(problems: Problems) -> int:
    """How many errors there are."""
    return sum(p.severity == "error" for p in problems)


def check_format(tree: Mapping, problems: Problems) -> None:
    """``format: 1`` stands in every file."""
    if "format" not in tree:
        problems.add("key-missing", tree.at, key="format")
    elif tree["format"] != 1 or isinstance(tree["format"], bool):
        problems.add("unknown-format", tree.values_at["format"], found=show(tree["format"]))


def unknown_keys(tree: Mapping, known: Iterable[str], problems: Problems) -> None:
    """Unknown keys of what is handed in are warnings: what stands under them is named, not silently lost."""
    allowed = tuple(known)
    for key in tree:
        if key not in allowed:
            problems.warn("unknown-key", tree.keys_at[key], key=key[:80], near=near_hint(key, allowed, problems))


def wrong(at: Place, key: str, value: Any, expected: str, problems: Problems) -> None:
    """The value of a key has another shape than the expected one."""
    problems.add("wrong-shape", at, key=key, value=show(value), expected=sentence(f"shape.{expected}"))


def mapping(tree: Mapping, key: str, problems: Problems) -> Mapping | None:
    """The mapping under a key; None where there is none."""
    value = tree.get(key)
    if value is None:
        return None
    if not isinstance(value, Mapping):
        wrong(tree.values_at[key], key, value, "mapping", problems)
        return None
    return value


def listing(tree: Mapping, key: str, problems: Problems) -> Sequence | None:
    """The list under a key, empty where there is none; None where something else stands there."""
    value = tree.get(key)
    if value is None:
        return Sequence(tree.at)
    if not isinstance(value, Sequence):
        wrong(tree.values_at[key], key, value, "list", problems)
        return None
    return value


def name_of(entry: Mapping, key: str, problems: Problems) -> str | None:
    """A name or id: text, or a number that is meant as one; None where it is blank."""
    value = entry.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        wrong(entry.values_at[key], key, value, "string", problems)
        return None
    return " ".join(str(value).split()) or None


def word_of(entry: Mapping, key: str, allowed: tuple[str, ...], problems: Problems) -> Any:
    """One of the allowed words; None where it is blank or, with its problem, another."""
    value = entry.get(key)
    if value is None or value in allowed:
        return value
    hint = near_hint(value, allowed) if isinstance(value, str) else ""
    params = {"value": show(value), "allowed": listed(allowed), "near": hint}
    problems.add("unknown-word", entry.values_at[key], key=key, **params)
    return None


def day_of(entry: Mapping, key: str, problems: Problems) -> date | None:
    """The day under a key; None where it is blank, 无 or, with its problem, no day."""
    found = taken(day(entry.get(key)), entry, key, problems)
    return found if isinstance(found, date) else None


def taken(found: Any, entry: Mapping, key: str, problems: Problems) -> Any:
    """A typed value as it was read; None, with its problem, where it is refused."""
    if isinstance(found, Refusal):
        problems.add(found.code, entry.values_at[key], **found.params)
        return None
    return found


def show(value: Any) -> str:
    """What a message quotes of a value, whatever it is."""
    if isinstance(value, (list, dict)):
        return ("[…]" if isinstance(value, list) else "{…}") if value else str(value)
    text = str(value)
    text = text if len(text) <= 60 else text[:59] + "…"
    return "".join(c if c.isprintable() else " " for c in text)
