"""Questions across packs: takes loaded packs, names one thing asked by two ids, and two things by one.

Packs linted together are compared with one another, with those beside them in one folder, with the dictionary, and,
where they lie elsewhere, with the installed packs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gongti.engine.cases.lint.linted import Linted
from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import parse, place_of
from gongti.engine.pack import Pack, installed_packs, load_pack
from gongti.engine.pack.binder import own_name
from gongti.engine.pack.load import DICTIONARY_FILE, PACK_FILE, dictionary_files, shown_path
from gongti.engine.pack.models import Dictionary
from gongti.engine.pack.questionnaire import differences
from gongti.engine.pack.shape import shape
from gongti.engine.words import Text, listed

FEWEST_OPTIONS = 3
"""Two lists of fewer options are easily the same by chance."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question as a pack, or the dictionary, words it."""

    id: str
    label: str
    options: frozenset[str]
    asked_of: str
    at: Place

    def is_like(self, other: _Asked) -> bool:
        if self.label == other.label:
            return True
        same = self.options == other.options and self.asked_of == other.asked_of
        return same and len(self.options) >= FEWEST_OPTIONS


@dataclass(frozen=True, slots=True, eq=False)
class _Asker:
    """A pack with the questions that are its own, not the dictionary's."""

    pack: Pack
    own: tuple[_Asked, ...]


def compare(packs: Sequence[Linted]) -> None:
    askers = [_Asker(p.pack, tuple(_own(p.pack, p.tree))) for p in packs]
    ids = {p.pack.id for p in packs}
    for i, (linted, asker) in enumerate(zip(packs, askers, strict=True)):
        beside, foreign = _others(linted, ids)
        shares = any(q.use is not None for q in linted.pack.model.indicators.values())
        for other in [*askers[:i], *beside, *(foreign if shares else ())]:
            _differently(linted, asker, other)
        for other_questions in [_shared(linted), asker.own, *(o.own for o in [*askers[:i], *beside, *foreign])]:
            _twice(linted, asker, other_questions)


def _twice(linted: Linted, asker: _Asker, others: Sequence[_Asked]) -> None:
    """A question of this pack's own that stands elsewhere under another id; within the pack, after that one."""
    for question in asker.own:
        for other in others:
            later = other.at.path != question.at.path or other.at < question.at
            if later and other.id != question.id and question.is_like(other):
                params = {"indicator": question.id, "other": other.id, "where": other.at.short}
                linted.problems.add("asked-twice", question.at, **params)


def _differently(linted: Linted, asker: _Asker, other: _Asker) -> None:
    here, there = ({q.id for q in p.questions} for p in (asker.pack, other.pack))
    for name in sorted(here & there):
        keys = differences(asker.pack, other.pack, name)
        if keys:
            at = next((q.at for q in asker.own if q.id == name), linted.at("indicators", name, key=True))
            params = {"indicator": name, "other": other.pack.id, "keys": listed(keys)}
            linted.problems.add("asked-two-ways", at, **params)


def _own(pack: Pack, tree: object) -> Iterator[_Asked]:
    """The questions a pack puts itself."""
    places = {n: ("indicators", n) for n, q in pack.model.indicators.items() if q.use is None}
    found: dict[str, Place] = {n: place_of(tree, path, key=True) for n, path in places.items()}
    for i, dimension in enumerate(pack.model.dimensions):
        for below, _, criterion in dimension.leaves():
            if criterion.ask is not None:
                found[own_name(criterion)] = place_of(tree, ("dimensions", i, *below, "ask"), key=True)
    for q in pack.questions:
        if q.id in found:
            yield _Asked(q.id, _bare(q.label), _labels(q.options), q.asked_of, found[q.id])


def _shared(linted: Linted) -> tuple[_Asked, ...]:
    """The questions of the dictionary that this pack may use."""
    files = dictionary_files(linted.file)
    return _dictionary(files, tuple(f.stat().st_mtime_ns for f in files))


@lru_cache(maxsize=16)
def _dictionary(files: tuple[Path, ...], changed: tuple[int, ...]) -> tuple[_Asked, ...]:
    found: dict[str, _Asked] = {}
    for file in files:
        tree = parse(file.read_bytes(), shown_path(file), Problems())
        dictionary = shape(tree, Dictionary, Problems()) if tree is not None else None
        for name, entry in dictionary.indicators.items() if dictionary is not None else ():
            if entry.calc is None and entry.label is not None and dictionary is not None:
                options = entry.options or {}
                options = dictionary.options.get(options, {}) if isinstance(options, str) else options
                at = place_of(tree, ("indicators", name), key=True)
                asked = _Asked(name, _bare(entry.label), _labels(options), entry.asked_of or "consortium", at)
                found.setdefault(name, asked)
    return tuple(found.values())


def _labels(options: Mapping[str, Text]) -> frozenset[str]:
    return frozenset(_bare(text) for text in options.values())


_MARKS = re.compile(r"[\W_]+")


def _bare(text: Text) -> str:
    """The Chinese without marks and spaces."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text.zh)).lower()


# who else asks


def _others(linted: Linted, ids: set[str]) -> tuple[list[_Asker], list[_Asker]]:
    """The packs beside this one that share its dictionary; and those installed for its kinds."""
    folder = linted.file.resolve().parent.parent
    here = sorted(folder.glob(f"*/{PACK_FILE}")) if (folder / DICTIONARY_FILE).is_file() else []
    beside = [a for a in map(_asker, here) if a is not None and a.pack.id not in ids]
    taken = ids | {a.pack.id for a in beside}
    installed = (_asker(file) for file in installed_packs())
    kinds = set(linted.pack.model.applies_to)
    foreign = [a for a in installed if a is not None and a.pack.id not in taken and kinds & {*a.pack.model.applies_to}]
    return beside, foreign


def _asker(file: Path) -> _Asker | None:
    try:
        changed = [f.stat().st_mtime_ns for f in (file, *dictionary_files(file))]
        return _loaded(file, tuple(changed))
    except OSError:
        return None


@lru_cache(maxsize=64)
def _loaded(file: Path, changed: tuple[int, ...]) -> _Asker | None:
    shown = shown_path(file)
    pack, _ = load_pack(file, shown)
    return _Asker(pack, tuple(_own(pack, parse(file.read_bytes(), shown, Problems())))) if pack is not None else None
