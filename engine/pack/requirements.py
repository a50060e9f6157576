"""The requirements that packs are written from: takes ``requirements.yaml``, gives each entry by its id, or problems.

An entry is one sentence of a document that can be checked, with its words. Packs name entries by id (``cite.ref``) and
quote them; what no facility, lead hospital, county or city can be assessed on says why not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import near_hint, parse, place_of
from gongti.engine.pack.bound import BoundCriterion, Pack
from gongti.engine.pack.fields import Label, Words
from gongti.engine.pack.load import rules_folder
from gongti.engine.pack.models import Document, Model, Seen
from gongti.engine.pack.shape import shape
from gongti.engine.words import Text

REQUIREMENTS_FILE: Final = "requirements.yaml"


class Entry(Model):
    id: Annotated[Label, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]
    document: Label
    clause: Label
    words: Annotated[Label, Field(min_length=1)]
    seen: Seen
    not_assessed: Words | None = None


class RequirementsModel(Model):
    """A whole ``requirements.yaml``: ``standards`` are those of documents not seen in the original."""

    format: Literal[1]
    documents: dict[str, Document]
    requirements: list[Entry]
    standards: list[Entry] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence that can be checked; ``not_assessed`` says why no pack does."""

    id: str
    document: str
    clause: str
    words: str
    seen: Seen
    not_assessed: Text | None
    part: Literal["requirements", "standards"]
    at: Place


@dataclass(frozen=True, slots=True)
class Requirements:
    """Every entry by its id, in the order of the file: the requirements, then the standards."""

    documents: Mapping[str, Document]
    entries: Mapping[str, Requirement]

    def of(self, document: str) -> tuple[Requirement, ...]:
        return tuple(r for r in self.entries.values() if r.document == document)


def requirements_for(pack_file: Path) -> Path | None:
    """The requirements that a pack's refs mean: those beside its folder, else the installed ones."""
    for folder in (pack_file.resolve().parent.parent, rules_folder()):
        if (folder / REQUIREMENTS_FILE).is_file():
            return folder / REQUIREMENTS_FILE
    return None


def load_requirements(file: Path, shown: str | None = None) -> tuple[Requirements | None, tuple[Problem, ...]]:
    """The entries of a file, or every problem of it with its line. Raises OSError where it cannot be opened."""
    problems = Problems()
    tree = parse(file.read_bytes(), shown if shown is not None else str(file), problems)
    model = shape(tree, RequirementsModel, problems) if tree is not None else None
    if model is None:
        return None, problems.sorted()
    entries: dict[str, Requirement] = {}
    parts: tuple[Literal["requirements", "standards"], ...] = ("requirements", "standards")
    for part in parts:
        for i, entry in enumerate(getattr(model, part)):
            at = place_of(tree, (part, i, "id"))
            if entry.document not in model.documents:
                near = near_hint(entry.document, model.documents)
                problems.add("unknown-document", place_of(tree, (part, i, "document")), id=entry.document, near=near)
            if entry.id in entries:
                problems.add("duplicate-id", at, id=entry.id, first=entries[entry.id].at.line)
                continue
            entries[entry.id] = Requirement(
                entry.id, entry.document, entry.clause, entry.words, entry.seen, entry.not_assessed, part, at
            )
    if problems.has_errors:
        return None, problems.sorted()
    return Requirements(model.documents, entries), problems.sorted()


def assessing(packs: Iterable[Pack]) -> Mapping[str, tuple[tuple[Pack, BoundCriterion], ...]]:
    """What assesses each id that criteria cite: (pack, criterion), in the order of the packs."""
    found: dict[str, dict[tuple[str, str], tuple[Pack, BoundCriterion]]] = {}
    for pack in packs:
        for criterion in pack.criteria:
            for ref in (ref for cite in criterion.cites for ref in cite.ref):
                found.setdefault(ref, {})[pack.id, criterion.id] = pack, criterion
    return {ref: tuple(by.values()) for ref, by in found.items()}


_CUT: Final = re.compile(r"…+|\.{3,}")
_BLANK: Final = re.compile(r"\s")
_MARKS: Final = str.maketrans("“”‘’", "\"\"''")


def parts_of(words: str) -> tuple[str, ...]:
    """What stands between the cuts (…), without white space; ASCII and full-width marks are one."""
    parts = (_BLANK.sub("", unicodedata.normalize("NFKC", p)).translate(_MARKS) for p in _CUT.split(words))
    return tuple(p for p in parts if p)


def holds(words: Iterable[str], quote: str) -> bool:
    """Whether every part of a quote stands in one of the texts, in one piece."""
    pieces = [piece for text in words for piece in parts_of(text)]
    return all(any(part in piece for piece in pieces) for part in parts_of(quote))
