"""Parts of results in words that several pages say alike: intervals, changes, what proves an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gongti.engine.report.visible import visible
from gongti.engine.words import TABLE, Language, say

Row = Mapping[str, Any]
_SHOWN_HASH = 16
"""Digits of a hash that people see and may type: enough that nobody finds another with the same."""


@dataclass(frozen=True)
class Said:
    """One language."""

    lang: Language

    def __call__(self, code: str, **params: object) -> str:
        return say(f"mend.{code}", self.lang, **params)

    def report(self, code: str, **params: object) -> str:
        return say(f"report.{code}", self.lang, **params)

    def join(self, words: Iterable[object]) -> str:
        return self.report("semicolon").join(visible(w) for w in words if w)

    def comma(self, words: Iterable[object]) -> str:
        return self.report("comma").join(visible(w) for w in words if w)

    def brackets(self, words: str) -> str:
        return self.report("brackets", text=words)

    def hash(self, sha256: str) -> str:
        return sha256[:_SHOWN_HASH]

    def interval(self, low: str | None, high: str | None, unit: str = "") -> str:
        """``71.00 至 75.00``; one number where both ends are one; what there is not is not assessed."""
        if low is None or high is None:
            return self("not-assessed")
        return low + unit if low == high else self.report("interval", low=low + unit, high=high + unit)

    def points(self, row: Row) -> str:
        if row["low"] is None:
            return self("not-assessed")
        return self("points", points=self.interval(row["low"], row["high"]), of=row["of"])

    def percent(self, row: Row) -> str:
        return self.interval(row["low_percent"], row["high_percent"], "%")

    def change(self, row: Row) -> str:
        """A difference with its sign, from the least to the most it can be."""
        ends = [end if end.startswith("-") or not end.strip("0.") else self("plus", number=end) for end in row.values()]
        return self.interval(ends[0], ends[1])

    def status(self, code: str | None) -> str:
        key = f"status.{code}"
        return self.report(key) if f"report.{key}" in TABLE else code or ""

    def unit(self, facility: str | None, name: str | None) -> str:
        """Whose it is: a facility by its name, the whole by what it is."""
        if facility in (None, "consortium"):
            return self("consortium")
        return self("region") if facility == "region" else visible(name or facility)

    def pack(self, row: Row) -> str:
        about = {"id": row["id"], "version": row["version"], "sha256": self.hash(row["sha256"])}
        return self("pack-is", title=row["title"], **about)

    # proofs

    def answer(self, row: Row, unit: str) -> str:
        """One answer: what it was and is, and what proves it. ``unit``, whom the entry is of, is not named again."""
        where = row["facility"] if row["facility"] != unit else None
        params = {
            "where": self("where", name=self.unit(where, row.get("name"))) if where is not None else "",
            "label": visible(row["label"]),
            "after": visible(row["new"]),
        }
        if row["old"] == row["new"]:
            words = self("answer-is", **params)
        else:
            before = visible(row["old"]) if row["old"] is not None else self("not-answered")
            words = self("answer-became", before=before, **params)
        return self.join((words, *self._proofs(row)))

    def _proofs(self, row: Row) -> Iterable[str]:
        papers = [
            self("evidence-until", name=visible(p["name"]), until=p["until"]) if p["until"] else visible(p["name"])
            for p in row["evidence"]
        ]
        if papers:
            yield self("evidence", papers=self.comma(papers))
        if row["review"] is not None:
            yield self("checked", text=self.comma(self._checked(row["review"])))
        if not row["proved"]:
            yield self("evidence-none")

    def _checked(self, review: Row) -> Iterable[str]:
        yield from review["reviewers"]
        yield from (self.report(f"method.{m}") for m in review["methods"])
        yield self.report(f"outcome.{review['outcome']}")
        yield from (self.report(f"evidence.{e}") for e in review["evidence"] if e != "complete")
        yield from filter(None, (review["date"],))
