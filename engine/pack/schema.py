"""JSON Schema of packs: takes a model of the pack language and a language, gives the schema an editor checks by.

It is made from the models themselves, so it cannot fall behind them, with the meaning of every key and word from the
table of words. It says what a schema can say: keys, words, forms, and which keys go together; names and types of
expressions are the loader's. It is stricter than the loader in one thing: a key with nothing behind it is not taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator, Discriminator

from gongti.engine.pack import fields as f
from gongti.engine.pack import models as m
from gongti.engine.pack.calcs import CALC_KEYS
from gongti.engine.pack.questions import NEEDED_BY, ONLY_FOR
from gongti.engine.pack.rules import STATUSES, WHEN_KEYS
from gongti.engine.pack.scores import SCORE_KEYS
from gongti.engine.words import Language, say

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

_DAY: Final = "(0[1-9]|[12][0-9]|3[01])"
_YEAR_MONTH: Final = "[0-9]{4}-(0[1-9]|1[0-2])"
_DUE: Final = f"^([12][0-9]{{3}}-(0[1-9]|1[0-2])|{_YEAR_MONTH}-{_DAY})$"
_MONTH_DAY: Final = f"^((0[13578]|1[02])-{_DAY}|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$"
_NUMBER: Final = r"^\s*[-+]?([0-9]+(/0*[1-9][0-9]*)?|[0-9]+\.[0-9]*|\.[0-9]+)\s*%?\s*$"

_EXACT: Final[Schema] = {"type": ["number", "string"], "pattern": _NUMBER, "maxLength": 32}
_FORMS: Final[tuple[tuple[Any, str, Schema], ...]] = (
    (f.Formula, "expression", {"type": ["string", "number", "boolean"], "pattern": r"\S"}),
    (f.Exact, "number", _EXACT),
    (f.PointsOrShare, "points", _EXACT),
    (f.Day, "date", {"type": "string", "format": "date", "pattern": f"^{_YEAR_MONTH}-{_DAY}$"}),
    (f.DueDay, "due", {"type": "string", "pattern": _DUE, "if": {"minLength": 8}, "then": {"format": "date"}}),
    (f.MonthDay, "month-day", {"type": "string", "pattern": _MONTH_DAY}),
    (f.Label, "label", {"type": ["string", "number"]}),
    (f.Id, "id", {"type": "string", "pattern": f.ID}),
    (f.Identifier, "identifier", {"type": "string", "pattern": f.NAME}),
    (
        f.Words,
        "text",
        {
            "oneOf": [
                {"type": ["string", "number"], "pattern": r"\S"},
                {
                    "type": "object",
                    "required": ["zh"],
                    "additionalProperties": False,
                    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
                },
            ]
        },
    ),
)
"""What is written for each kind of value: (annotation of the models, name, schema)."""

_PLAIN: Final[Mapping[type, Schema]] = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}

_SHORT: Final[Mapping[type[m.Model], Schema]] = {
    m.Role: {"type": ["string", "boolean"], "pattern": r"\S"},
    m.Column: {"$ref": "#/$defs/Column/oneOf/1/properties/type"},
}
"""What may stand for a whole construct: of a role its condition, of a column its type."""

_WORDS: Final[Mapping[tuple[type[m.Model], str], Iterable[str]]] = {(m.When, "status"): STATUSES}
"""Words that the models leave open and the binding does not."""


def pack_schema(lang: Language | None = None) -> Schema:
    """The schema of a ``pack.yaml``; descriptions in one language, or in both, a line each."""
    return _Maker(lang).root(m.PackModel, "title")


def dictionary_schema(lang: Language | None = None) -> Schema:
    """The schema of the shared dictionary, ``indicators.yaml``."""
    return _Maker(lang).root(m.Dictionary, "title.dictionary")


def schema_text(schema: Schema) -> str:
    """A schema as the text of a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


class _Maker:
    """One schema in the making; constructs and forms that others refer to gather in ``defs``."""

    def __init__(self, lang: Language | None) -> None:
        self.lang = lang
        self.defs: dict[str, Schema] = {}

    def root(self, model: type[m.Model], title: str) -> Schema:
        body = self.construct(model)
        head = {"$schema": DRAFT, "title": self.said(title, " · ")}
        return {**head, **body, "$defs": dict(sorted(self.defs.items()))}

    def said(self, code: str, between: str = "\n") -> str:
        languages: tuple[Language, ...] = ("zh", "en") if self.lang is None else (self.lang,)
        return between.join(say(f"schema.{code}", lang) for lang in languages)

    def construct(self, model: type[m.Model]) -> Schema:
        hints = get_type_hints(model, include_extras=True)
        keys: dict[str, Schema] = {}
        for name, field in model.model_fields.items():
            key = field.alias or name
            words = _WORDS.get((model, key))
            written = self.one_or_more(self.words(key, words), {}) if words else None
            limits = _limits(field.metadata)
            about = {"description": self.said(f"{model.__name__}.{key}")}
            keys[key] = {**about, **(written or self.written(hints[name], key, limits))}
        if model is m.Criterion:
            keys["ask"]["required"] = ["type"]
        needed = [field.alias or name for name, field in model.model_fields.items() if field.is_required()]
        body: Schema = {"description": self.said(model.__name__), "type": "object", "required": needed}
        body |= {"properties": keys, "additionalProperties": False}
        together = list(_together(model, list(keys)))
        return {**body, "allOf": together} if together else body

    def written(self, annotation: Any, key: str, limits: Schema) -> Schema:
        """What may be written for an annotation of the models."""
        for form, name, schema in _FORMS:
            if annotation is form:
                about = self.said(f"form.{name}")
                self.defs[name] = {"description": about, **schema}
                if "pattern" in schema:  # what editors say in place of the pattern
                    self.defs[name]["patternErrorMessage"] = about.replace("\n", " · ")
                return {"$ref": f"#/$defs/{name}"}
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            if any(isinstance(a, Discriminator) for a in args):
                return self.entry()
            inner = self.written(args[0], key, limits)
            several = any(isinstance(a, BeforeValidator) and a.func is f.one_or_more for a in args)
            return self.one_or_more(inner["items"], limits) if several else inner
        if origin in (Union, UnionType):
            return self.union([a for a in args if a is not NoneType], key, limits)
        if origin is Literal:
            return self.words(key, args)
        if origin is list:
            return {"type": "array", "items": self.written(args[0], key, {}), **limits}
        if origin is dict:
            return self.by_id(args[0], self.written(args[1], key, {}))
        if annotation in _PLAIN:
            return {**_PLAIN[annotation], **limits}
        return self.referred(annotation)

    def union(self, kinds: list[Any], key: str, limits: Schema) -> Schema:
        words = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
        others = [self.written(kind, key, limits) for kind in kinds if get_origin(kind) is not Literal]
        either = ([self.words(key, words)] if words else []) + others
        return either[0] if len(either) == 1 else {"oneOf": either}

    def words(self, key: str, words: Iterable[Any]) -> Schema:
        known = list(words)
        if set(map(type, known)) == {bool}:
            return {"const": known[0]} if len(known) == 1 else {"type": "boolean"}
        if not isinstance(known[0], str):
            return {"const": known[0]}
        return {"oneOf": [{"const": word, "description": self.said(f"{key}.{word}")} for word in known]}

    def by_id(self, names: Any, value: Schema) -> Schema:
        schema: Schema = {"type": "object", "additionalProperties": value}
        if names is not str:
            schema["propertyNames"] = self.written(names, "", {})
        return schema

    def one_or_more(self, item: Schema, limits: Schema) -> Schema:
        return {"oneOf": [item, {"type": "array", "items": item, **limits}]}

    def entry(self) -> Schema:
        """A group where it has criteria, else a criterion: so a mistake is told of the right one."""
        group, criterion = self.referred(m.Group), self.referred(m.Criterion)
        return {"if": {"type": "object", "required": ["criteria"]}, "then": group, "else": criterion}

    def referred(self, model: type[m.Model]) -> Schema:
        name = model.__name__
        if name not in self.defs:
            self.defs[name] = {}  # so that a group, which may hold groups, ends
            body = self.construct(model)
            short = _SHORT.get(model)
            self.defs[name] = body if short is None else {"oneOf": [short, body]}
        return {"$ref": f"#/$defs/{name}"}


def _limits(metadata: Iterable[Any]) -> Schema:
    names = {"ge": "minimum", "le": "maximum", "min_length": "minItems"}
    return {names[n]: getattr(limit, n) for limit in metadata for n in names if getattr(limit, n, None) is not None}


# Which keys go together


def _together(model: type[m.Model], keys: list[str]) -> Iterable[Schema]:
    """What the binding demands of the keys of a construct beside each other."""
    if model is m.Criterion:
        yield _exactly_one("measure", "ask")
        yield _not_both("across", "score_each")
        yield _not_both("due", "every")
        aim = {"properties": {"force": {"const": "aim"}}, "required": ["force"]}
        yield {"if": aim, "else": {"required": ["points"]}}
        on_time = {"across": False, "score": {"properties": {"method": {"const": "pass"}}}}
        at_will = {"score": {"properties": {"late_share": False}}}
        yield {"if": _one_at_least("due", "every"), "then": {"properties": on_time}, "else": {"properties": at_will}}
    elif model in (m.Indicator, m.Column):
        yield from _by_type(keys, model)
    elif model is m.Score:
        for method, (needed, allowed) in SCORE_KEYS.items():
            must = sorted(needed - {"each"})  # a set alone says itself what each missing option costs
            known = {"method", *needed, *allowed} | ({"late_share"} if method == "pass" else set())
            yield _case({"properties": {"method": {"const": method}}}, keys, known, must)
        yield _not_both("below", "above")
    elif model is m.Level:
        yield _exactly_one("at_least", "more_than", "at_most", "less_than", "when", "otherwise")
    elif model is m.Grade:
        yield _exactly_one("when", "otherwise")
    elif model is m.When:
        yield _one_at_least(*WHEN_KEYS)
        for kind, its in WHEN_KEYS.items():
            if kind != "facility":
                yield _case({"required": [kind]}, keys, its, ["below"] if kind == "dimension" else [])
        yield {"if": {"required": ["finding"]}, "then": _one_at_least("status", "level")}
    elif model is m.Then:
        yield _one_at_least(*keys)
        for kind in ("conclude", "escalate", "note"):
            yield _case({"required": [kind]}, keys, {kind})
    elif model is m.Adjust:
        yield _one_at_least("times", "minus")


def _by_type(keys: list[str], model: type[m.Model]) -> Iterable[Schema]:
    """An indicator is shared, calculated or asked; which keys a question has depends on its type."""
    if model is m.Indicator:
        yield _exactly_one("use", "calc", "type")
        yield _case({"required": ["use"]}, keys, {"use", "label", "evidence"})
        yield _case({"required": ["calc"]}, keys, CALC_KEYS - {"use"})
        yield _case({"required": ["type"]}, keys, set(keys) - {"of"})
    types = get_args(m.CellType) + (("table",) if model is m.Indicator else ())
    for kind in types:
        foreign = {key for key, kinds in ONLY_FOR.items() if kind not in kinds}
        needed = [key for key in NEEDED_BY.get(kind, ()) if key in keys]
        test = {"properties": {"type": {"const": kind}}, "required": ["type"]}
        yield _case(test, keys, set(keys) - foreign, needed)


def _case(test: Schema, keys: list[str], allowed: Iterable[str], needed: Iterable[str] = ()) -> Schema:
    """Where the test holds, only the allowed keys, and all that are needed."""
    then: Schema = {"properties": {key: False for key in keys if key not in set(allowed)}}
    return {"if": test, "then": {**then, "required": list(needed)}}


def _exactly_one(*keys: str) -> Schema:
    return {"oneOf": [{"required": [key]} for key in keys]}


def _one_at_least(*keys: str) -> Schema:
    return {"anyOf": [{"required": [key]} for key in keys]}


def _not_both(one: str, other: str) -> Schema:
    return {"not": {"required": [one, other]}}
