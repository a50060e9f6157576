"""Used by nothing: takes a pack, names its indicators, parameters, roles, options and documents that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from gongti.engine.cases.lint.linted import Linted
from gongti.engine.pack.names import all_cites


def check_unused(linted: Linted) -> None:
    pack, problems = linted.pack, linted.problems
    for name in pack.model.indicators:
        if name not in pack.used:
            problems.add("unused-indicator", linted.at("indicators", name, key=True), indicator=name)
    named = set(_named({k: v for k, v in linted.tree.items() if k != "options"})) | set(_named_by_questions(linted))
    for name in pack.model.parameters:
        if name not in named:
            problems.add("unused-parameter", linted.at("parameters", name, key=True), name=name)
    for name in pack.model.roles:
        if name not in named:
            problems.add("unused-role", linted.at("roles", name, key=True), name=name)
    for name in pack.model.options:
        if name not in named:
            problems.add("unused-options", linted.at("options", name, key=True), name=name)
    cited = {cite.doc for _, cites in all_cites(pack.model) for cite in cites}
    for name in pack.model.documents:
        if name not in cited:
            problems.add("unused-document", linted.at("documents", name, key=True), id=name)


_EXPRESSIONS: Final = frozenset(
    "measure over applies_when where calc ask_when valid full zero below above per at_least more_than at_most "
    "less_than when expect check times minus asked_of of rows role options".split()
)
"""Keys whose texts name parameters, roles and lists of options; a role's condition may stand beside its name."""
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def _named(node: Any, key: str = "") -> Iterator[str]:
    """Every name in the texts under those keys."""
    if isinstance(node, dict):
        for inner, value in node.items():
            yield from _named(value, "where" if key == "roles" and isinstance(value, str) else inner)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value, key)
    elif isinstance(node, str) and key in _EXPRESSIONS:
        for name in _NAME.findall(_QUOTED.sub(" ", node)):
            yield name
            yield from name.split("-")


def _named_by_questions(linted: Linted) -> Iterator[str]:
    """What the shared dictionary's questions name of this pack."""
    for question in linted.pack.questions:
        yield question.asked_of
        if question.table is not None and question.table.role is not None:
            yield question.table.role
        for formula in (question.ask_when, question.valid):
            yield from _NAME.findall(_QUOTED.sub(" ", formula.text)) if formula is not None else ()
