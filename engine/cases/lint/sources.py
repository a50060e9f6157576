"""Sources: takes a pack and the requirements, names criteria without a source and quotes that are not in theirs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from gongti.engine.cases.lint.linted import Linted
from gongti.engine.document import near_hint
from gongti.engine.pack.models import Cite
from gongti.engine.pack.names import all_cites
from gongti.engine.pack.requirements import Requirement, holds, load_requirements, requirements_for
from gongti.engine.words import listed


def check_sources(linted: Linted) -> None:
    entries = _entries(linted.file)
    prefixes = {_prefix(ref) for ref in entries}
    catalogued = any(_prefix(r) in prefixes for _, cites in all_cites(linted.pack.model) for c in cites for r in c.ref)
    for path, criterion, _ in linted.criteria():
        if not criterion.cite:
            linted.problems.add("no-source", linted.at(*path, "id"), id=criterion.id)
    for path, cites in all_cites(linted.pack.model):
        for i, cite in enumerate(cites):
            _quote(linted, (*path, i), cite, entries if catalogued else {}, prefixes)


def _quote(
    linted: Linted, path: tuple[str | int, ...], cite: Cite, entries: Mapping[str, Requirement], prefixes: set[str]
) -> None:
    problems = linted.problems
    unknown = [ref for ref in cite.ref if ref not in entries and _prefix(ref) in prefixes]
    for ref in unknown:
        at = linted.at(*path, "ref", cite.ref.index(ref)) if len(cite.ref) > 1 else linted.at(*path, "ref")
        problems.add("unknown-requirement", at, id=ref, near=near_hint(ref, entries, problems))
    if cite.quote is None:
        return
    at = linted.at(*path, "quote")
    if cite.clause is None:
        problems.add("quote-no-clause", at)
    if not entries or linted.pack.seen(cite) != "original" or unknown:
        return
    known = [entries[ref] for ref in cite.ref if ref in entries]
    if not cite.ref:
        fitting = [e.id for e in entries.values() if holds([e.words], cite.quote)]
        problems.add("quote-no-ref", at, fitting=listed(fitting, 3) if fitting else "…")
    elif known and not holds((e.words for e in known), cite.quote):
        words = known[0].words
        problems.add("quote-differs", at, id=known[0].id, words=words if len(words) <= 80 else words[:79] + "…")


def _prefix(ref: str) -> str:
    """What the ids of one document begin with: ``002-`` of ``002-17``."""
    return ref[: ref.rfind("-") + 1]


def _entries(pack_file: Path) -> Mapping[str, Requirement]:
    """The catalogue that a pack's refs mean; an unreadable one is its own tests' business."""
    file = requirements_for(pack_file)
    if file is None:
        return {}
    stat = file.stat()
    return _loaded(file, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _loaded(file: Path, changed: int, size: int) -> Mapping[str, Requirement]:
    found, _ = load_requirements(file)
    return found.entries if found is not None else {}
