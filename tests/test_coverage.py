"""Requirements against packs: every sentence that can be checked is assessed or excused, and quoted as it stands."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from gongti import cli
from gongti.engine.pack import Pack
from gongti.engine.pack.models import Cite
from gongti.engine.pack.requirements import Requirements, assessing, holds

DOCS = Path(cli.__file__).resolve().parent / "docs"
ENTRIES = {
    "notice-2019": [f"000-{n:02}" for n in range(1, 19)],
    "meeting-2022": [f"001-{n:02}" for n in range(1, 38)],
    "plan-2023": [f"002-{n:02}" for n in range(1, 97)],
    "training-2018": [f"003-{n:02}" for n in range(1, 18)],
    "zones-2021": [f"004-{n:02}" for n in range(1, 34)],
    "standard-2020": [f"std-{n:02}" for n in range(1, 12)],
    "monitoring-2024": [f"mon-{n:02}" for n in range(1, 15)],
}
UNSEEN = ("standard-2020", "monitoring-2024")


@cache
def coverage() -> ModuleType:
    """docs/coverage.py, which stands outside the package."""
    spec = importlib.util.spec_from_file_location("coverage", DOCS / "coverage.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def installed() -> tuple[Requirements, list[Pack]]:
    found: tuple[Requirements, list[Pack]] = coverage().installed()
    return found


def cites(node: Any) -> Iterator[Cite]:
    """Every citation of a pack, wherever it stands."""
    if isinstance(node, Cite):
        yield node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from cites(getattr(node, name))
    elif isinstance(node, (list, tuple, dict)):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from cites(inner)


def quoted() -> Iterator[tuple[Pack, Cite]]:
    for pack in installed()[1]:
        for cite in cites(pack.model):
            yield pack, cite


@pytest.mark.parametrize("document", ENTRIES)
def test_every_document_has_its_entries_in_order(document: str) -> None:
    requirements, _ = installed()
    assert [r.id for r in requirements.of(document)] == ENTRIES[document]
    part = "standards" if document in UNSEEN else "requirements"
    assert {r.part for r in requirements.of(document)} == {part}


def test_there_are_201_requirements() -> None:
    requirements, _ = installed()
    assert sum(r.part == "requirements" for r in requirements.entries.values()) == 201
    assert list(requirements.entries) == [id for ids in ENTRIES.values() for id in ids]


def test_what_was_not_seen_in_the_original_never_says_it_was() -> None:
    requirements, _ = installed()
    for document in ENTRIES:
        original = {r.seen == "original" for r in requirements.of(document)}
        assert original == {document not in UNSEEN}, document
        assert (requirements.documents[document].seen == "original") == (document not in UNSEEN)


def test_every_entry_is_assessed_or_excused_and_none_both() -> None:
    requirements, packs = installed()
    by = assessing(packs)
    neither = [r.id for r in requirements.entries.values() if r.id not in by and r.not_assessed is None]
    both = [r.id for r in requirements.entries.values() if r.id in by and r.not_assessed is not None]
    assert (neither, both) == ([], [])
    assert sum(r.id in by for r in requirements.entries.values() if r.part == "requirements") >= 175


def test_an_excuse_is_said_in_both_languages() -> None:
    requirements, _ = installed()
    reasons = {r.id: r.not_assessed for r in requirements.entries.values() if r.not_assessed is not None}
    assert [
        i for i, t in reasons.items() if not (re.search("[\u4e00-\u9fff]", t.zh) and re.search("[a-z]", t.en))
    ] == []


def test_every_criterion_says_what_it_assesses() -> None:
    unsaid = [(p.id, c.id) for p in installed()[1] for c in p.criteria if not any(cite.ref for cite in c.cites)]
    assert unsaid == []


def test_every_ref_is_an_entry_of_the_document_that_is_cited() -> None:
    """A reading may be drawn from a document that is none of these; then it is not the original that it shows."""
    requirements, _ = installed()
    known = {(d.title.zh, d.date): name for name, d in requirements.documents.items()}
    wrong = []
    for pack, cite in quoted():
        document = pack.documents[cite.doc]
        name = known.get((document.title.zh, document.date))
        for ref in cite.ref:
            entry = requirements.entries.get(ref)
            other = name is None and pack.seen(cite) != "original"
            if entry is None or (entry.document != name and not other):
                wrong.append((pack.id, cite.doc, ref))
    assert wrong == []


def test_every_original_quote_stands_in_the_words_of_its_refs() -> None:
    requirements, _ = installed()
    wrong, seen = [], 0
    for pack, cite in quoted():
        if pack.seen(cite) == "original" and cite.quote is not None:
            seen += 1
            words = [requirements.entries[ref].words for ref in cite.ref if ref in requirements.entries]
            if not holds(words, cite.quote):
                wrong.append((pack.id, cite.ref, cite.quote))
    assert wrong == [] and seen > 175


def test_the_document_is_as_generated() -> None:
    text = (DOCS / "coverage.md").read_text("utf-8")
    assert coverage().filled(text, *installed()) == text, "make docs"


def test_the_document_has_a_row_for_every_entry_and_its_links_lead_somewhere() -> None:
    text = (DOCS / "coverage.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|.*?\| ([^|]+) \|$", text, re.MULTILINE)
    assert [id for id, _ in rows] == [id for ids in ENTRIES.values() for id in ids]
    assert [id for id, last in rows if "](../rules/" not in last and "不评价：" not in last] == []
    targets = set(re.findall(r"\]\(([^)]+)\)", text))
    assert targets and all((DOCS / target).is_file() for target in targets)
