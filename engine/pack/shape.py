"""From a YAML tree to a model: takes the tree and a model class, gives the model or problems with their lines."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gongti.engine.diagnostics import Problems
from gongti.engine.document import Mapping, did_you_mean, nearest, place_of
from gongti.engine.pack.models import NOT_YET, Group, Model
from gongti.engine.words import Sentence, listed, sentence

M = TypeVar("M", bound=Model)


def shape(tree: Any, model: type[M], problems: Problems) -> M | None:
    """The model of a tree. Every shape error of the tree becomes a problem at its line; then None."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            _report(tree, model, item, problems)
        return None


def _report(tree: Any, model: type[Model], item: Any, problems: Problems) -> None:
    loc = _real_path(tree, item["loc"])
    kind, value, context = item["type"], item.get("input"), item.get("ctx", {})
    name = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        owner = _model_at(model, item["loc"][:-1])
        if owner is not None and name in NOT_YET.get(owner, ()):
            problems.add("not-yet", place_of(tree, loc, key=True), what=name)
        else:
            known = [f.alias or n for n, f in owner.model_fields.items()] if owner else []
            near = nearest(name, known)
            # ``max(n, 3)`` in a mapping on one line: the comma parted it.
            parted = name.count("(") != name.count(")")
            hint = sentence("hint.brackets") if parted else did_you_mean(near)
            problems.add("unknown-key", place_of(tree, loc, key=True), key=name[:80], near=hint)
    elif kind == "missing":
        problems.add("key-missing", place_of(tree, loc), key=name)
    elif kind in ("literal_error", "enum"):
        allowed = [w.strip("' ") for w in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        near = nearest(str(value), allowed)
        words = {"value": _show(value), "allowed": listed(allowed), "near": did_you_mean(near)}
        problems.add("unknown-word", place_of(tree, loc), key=name, **words)
    elif kind == "string_pattern_mismatch":
        in_key = bool(item["loc"]) and item["loc"][-1] == "[key]"
        problems.add("id-form", place_of(tree, loc, key=in_key), value=_show(value))
    else:
        problems.add("wrong-shape", place_of(tree, loc), key=name, value=_show(value), expected=_expected(kind))


def _expected(kind: str) -> Sentence:
    known = {
        "text": "text",
        "expression": "expression",
        "number": "number",
        "date": "date",
        "month-day": "month-day",
        "string": "string",
        "string_type": "string",
        "int_type": "whole",
        "bool_type": "yesno",
        "list_type": "list",
        "dict_type": "mapping",
        "model_type": "mapping",
        "too_short": "not-empty",
        "greater_than_equal": "range",
        "less_than_equal": "range",
    }
    return sentence(f"shape.{known.get(kind, 'other')}")


def _show(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return ("[…]" if isinstance(value, list) else "{…}") if value else str(value)
    text = str(value)
    text = text if len(text) <= 60 else text[:59] + "…"
    return "".join(c if c.isprintable() else " " for c in text)


def _real_path(tree: Any, loc: tuple[Any, ...]) -> tuple[Any, ...]:
    """A validation path without the steps that name branches of a union instead of nodes of the tree."""
    path: list[Any] = []
    node = tree
    for i, step in enumerate(loc):
        last = i == len(loc) - 1
        if step == "[key]":
            continue
        if isinstance(node, Mapping) and isinstance(step, str) and (step in node or last):
            path.append(step)
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            path.append(step)
            node = node[step]
        elif isinstance(step, str) and (last and not isinstance(node, (list, Mapping))):
            continue
        elif isinstance(step, str) and last and isinstance(node, Mapping):
            path.append(step)
    return tuple(path)


def _model_at(model: type[Model], loc: tuple[Any, ...]) -> type[Model] | None:
    """The model class a validation path leads to; a step ``group`` names the branch of criteria that is taken."""
    found: type[Model] | None = model
    for step in loc:
        if found is None:
            return None
        if isinstance(step, int):
            continue
        if step == "group":
            found = Group
            continue
        field = next((f for n, f in found.model_fields.items() if (f.alias or n) == step), None)
        if field is not None:
            inner = _models_in(field.annotation)
            found = inner[0] if inner else None
    return found


def _models_in(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation] if issubclass(annotation, Model) else []
    found: list[type[Model]] = []
    for part in getattr(annotation, "__args__", ()):
        found += _models_in(part)
    return found
