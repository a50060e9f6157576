"""The documents' tables made from the program: takes a document's text, gives it with every marked table up to date.

A table stands between ``<!-- keys: MODEL -->`` (or ``words: KEY``, ``problems: all``) and ``<!-- end -->``. Keys and
words come from the JSON Schema of packs, problems from the table of words. `make docs` writes them; a test proves
that they are written.
"""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any, Final

from gongti.engine.pack.schema import dictionary_schema, pack_schema
from gongti.engine.words import TABLE, Language, say, severity_of

FOLDER: Final = Path(__file__).parent
FILLED: Final[dict[str, Language]] = {"pack-language.md": "en", "pack-language.zh.md": "zh", "problems.md": "en"}
"""The documents with tables, and the language of each; problems are in both."""

_TABLE: Final = re.compile(r"(<!-- (keys|words|problems): (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_HEADS: Final[dict[str, dict[Language, tuple[str, ...]]]] = {
    "keys": {"zh": ("键", "写什么", "意思"), "en": ("Key", "Written", "Meaning")},
    "words": {"zh": ("写法", "意思"), "en": ("Word", "Meaning")},
    "problems": {"en": ("代码 Code", "级别 Severity", "中文", "English")},
}


def filled(text: str, lang: Language) -> str:
    """The text with its tables made anew."""

    def table(match: re.Match[str]) -> str:
        kind, name = match[2], match[3]
        rows = {"keys": _keys, "words": _words, "problems": _problems}[kind](name, lang)
        head = _HEADS[kind][lang]
        lines = [_row(head), _row(tuple("---" for _ in head)), *map(_row, rows)]
        return match[1] + "\n" + "\n".join(lines) + "\n\n" + match[4]

    return _TABLE.sub(table, text)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# keys and words, from the schema


def _keys(model: str, lang: Language) -> list[tuple[str, ...]]:
    """Key (bold where it must be there), what is written, what it means."""
    body = construct(model, lang)
    needed = set(body.get("required", ()))
    return [
        (f"**`{key}`**" if key in needed else f"`{key}`", _form(schema, lang), schema["description"])
        for key, schema in body["properties"].items()
    ]


def construct(model: str, lang: Language) -> dict[str, Any]:
    """The part of the schema that says what a construct holds."""
    if model in ("PackModel", "Dictionary"):
        return pack_schema(lang) if model == "PackModel" else dictionary_schema(lang)
    found: dict[str, Any] = pack_schema(lang)["$defs"][model]
    return found["oneOf"][1] if "oneOf" in found else found


def _form(schema: dict[str, Any], lang: Language) -> str:
    """What is written for a key, in words."""

    def said(form: str) -> str:
        return say(f"schema.form.{form}", lang)

    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return said(name) if f"schema.form.{name}" in TABLE else said("mapping")
    if "const" in schema:
        return (
            f"`{schema['const']}`"
            if isinstance(schema["const"], (str, int)) and schema["const"] is not True
            else "`true`"
        )
    if "oneOf" in schema:
        first, *others = schema["oneOf"]
        if len(others) == 1 and others[0].get("items") == first:
            return f"{said('one-or-more')}{'：' if lang == 'zh' else ': '}{_form(first, lang)}"
        between = " " if all("const" in s for s in schema["oneOf"]) else "；" if lang == "zh" else "; "
        return between.join(_form(s, lang) for s in schema["oneOf"])
    if "if" in schema:
        return said("mapping")
    kind = schema["type"]
    if kind == "array":
        return f"{said('list')}{'：' if lang == 'zh' else ': '}{_form(schema['items'], lang)}"
    if kind == "object":
        return f"{said('by-id')}{'' if lang == 'zh' else ' '}{_form(schema['additionalProperties'], lang)}"
    return said({"boolean": "boolean", "integer": "whole", "string": "string"}[kind])


def _words(key: str, lang: Language) -> list[tuple[str, ...]]:
    """Each word that a key may be, and what it means."""
    found: dict[str, str] = {}
    _collect(pack_schema(lang), key, found)
    assert found, key
    return [(f"`{word}`", meaning) for word, meaning in found.items()]


def _collect(schema: Any, key: str, found: dict[str, str]) -> None:
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            if name == key and isinstance(inner, dict):
                _consts(inner, found)
        for inner in schema.values():
            _collect(inner, key, found)
    elif isinstance(schema, list):
        for inner in schema:
            _collect(inner, key, found)


def _consts(schema: Any, found: dict[str, str]) -> None:
    if isinstance(schema, dict):
        if isinstance(schema.get("const"), str) and "description" in schema:
            found.setdefault(schema["const"], schema["description"])
        for inner in (*schema.get("oneOf", ()), schema.get("items")):
            _consts(inner, found)


# problems, from the words


class _Named(string.Formatter):
    """Fills a sentence with the names of its parameters; hints at a spelling are left out."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> str:
        return "" if key == "near" else f"‹{str(key).rstrip('_')}›"


def _problems(_: str, lang: Language) -> list[tuple[str, ...]]:
    codes = sorted(code.removeprefix("problem.") for code in TABLE if code.startswith("problem."))
    return [(f"`{code}`", severity_of(code), *map(_sentence, TABLE[f"problem.{code}"])) for code in codes]


def _sentence(template: str) -> str:
    return " ".join(_Named().format(template).split())


def main() -> None:
    """Write every table into its document."""
    for name, lang in FILLED.items():
        file = FOLDER / name
        file.write_text(filled(file.read_text("utf-8"), lang), "utf-8")


if __name__ == "__main__":
    main()
