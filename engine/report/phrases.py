"""A view and a language → the words and names every report of people needs, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gongti.engine.report.visible import visible
from gongti.engine.words import Language, say

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Phrases:
    """How this view's things are called in this language."""

    view: Data
    lang: Language

    def say(self, code: str, **params: object) -> str:
        return say(f"report.{code}", self.lang, **params)

    def join(self, texts: Iterable[object], code: str = "comma") -> str:
        return self.say(code).join(visible(t) for t in texts)

    @cached_property
    def names(self) -> dict[str, str]:
        """What the reader calls each facility, and the two ids that are no facility's."""
        named = {f["id"]: f["name"] for f in self.view["facilities"]}
        return named | {"consortium": self.say("consortium"), "region": self.say("region")}

    @cached_property
    def criteria(self) -> dict[str, Data]:
        return {c["id"]: c for c in self.view["criteria"]}

    @cached_property
    def grades(self) -> dict[str, str]:
        return {g["id"]: g["title"] for g in self.view["pack"].get("grades", [])}

    @cached_property
    def documents(self) -> dict[str, str]:
        """The number of each document, where there are several: clauses refer to it."""
        ids = [d["id"] for d in self.view["pack"].get("documents", [])]
        return {doc: f"[{number}]" for number, doc in enumerate(ids, 1)} if len(ids) > 1 else {}

    def name(self, facility: str) -> str:
        return self.names.get(facility, facility)

    def title(self, criterion: str) -> str:
        return str(self.criteria[criterion]["title"]) if criterion in self.criteria else criterion

    def interval(self, low: str, high: str) -> str:
        return low if low == high else self.say("interval", low=low, high=high)
