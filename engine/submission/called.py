"""What people call fields of facilities, what stands in them, and who is asked: takes a code, gives its words."""

from __future__ import annotations

from typing import Any, Final

from gongti.engine.submission import form as keys
from gongti.engine.words import Sentence, Text, sentence
from gongti.engine.words.entries import ROLES, TYPES, Names, named

_WORDS: Final[dict[str, Names]] = {"role": ROLES, "type": TYPES}


def field_called(name: str) -> Sentence | str:
    """The name of a field as forms write it."""
    if name == "consortium":
        return sentence("form.field.consortium_id")
    return sentence(f"form.field.{name}") if name in keys.FACILITY_FIELDS else name


def value_called(name: str, value: Any) -> Any:
    """What a field holds, a role or a type by its name; what has no name as it stands."""
    names = _WORDS.get(name)
    return value if names is None or not isinstance(value, str) else _both(names, value)


def who_called(asked_of: str) -> Sentence | Text:
    """Who is asked: county or city, the consortium, facilities of a type; a role of a pack by its id."""
    if asked_of in ("region", "consortium"):
        return sentence(f"form.sheet.{asked_of}")
    return _both(TYPES, asked_of)


def _both(names: Names, code: str) -> Text:
    (zh,), (en,) = (named(names, [code], lang) for lang in ("zh", "en"))
    return Text(zh, en)
