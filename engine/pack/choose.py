"""Choosing a pack: takes a name, or a report's kind and a day, gives the pack's file or why there is none."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import Mapping, near_hint, parse
from gongti.engine.pack.bound import Pack
from gongti.engine.pack.load import PACK_FILE, installed_packs, load_pack, shown_path
from gongti.engine.words import listed

KINDS = ("county-consortium", "urban-group", "pilot-zone")
"""What a report can be of."""

_SECTION: Final = re.compile(r"^(?:roles|parameters|indicators|dimensions):", re.MULTILINE)


def find_pack(name: str) -> tuple[Path | None, tuple[Problem, ...]]:
    """The file of a pack: a path to a file or folder, else the id of an installed pack."""
    problems = Problems()
    try:
        path = Path(name)
        if path.is_dir() and (path / PACK_FILE).is_file():
            return path / PACK_FILE, ()
        if path.is_file():
            return path, ()
    except (OSError, ValueError):
        pass
    ids = {p.parent.name: p for p in installed_packs()}
    if name in ids:
        return ids[name], ()
    hint = near_hint(name, ids)
    problems.add("unknown-pack", Place(""), id=name[:80], near=hint, packs=listed(sorted(ids)))
    return None, problems.sorted()


def fitting_packs(kind: str | None, day: date) -> list[Pack]:
    """The installed packs that apply to a kind and are in force on a day, by id."""
    packs = (load_pack(file, shown_path(file))[0] for file in installed_packs() if _may_apply(file, kind))
    fitting = [p for p in packs if p is not None and kind in p.model.applies_to and _in_force(p, day)]
    return sorted(fitting, key=lambda p: p.id)


def _may_apply(file: Path, kind: str | None) -> bool:
    """Whether a pack is worth loading: its head, all before its first long section, may say that it is for others."""
    head = parse(_SECTION.split(file.read_text("utf-8", "replace"), maxsplit=1)[0], str(file), Problems())
    applies = head.get("applies_to") if isinstance(head, Mapping) else None
    return applies is None or (kind in applies if isinstance(applies, list) else kind == applies)


def choose(kind: str | None, at: Place, day: date) -> tuple[Pack | None, tuple[Problem, ...]]:
    """The newest installed pack in force on the day that applies to the report's kind; two equally new are listed.

    A pack that only watches gives no verdict, and is chosen unasked only where there is no other.
    """
    problems = Problems()
    fitting = fitting_packs(kind, day)
    fitting = [p for p in fitting if any(c.force in ("must", "should") for c in p.criteria)] or fitting
    newest = max((p.model.in_force.from_ for p in fitting), default=None)
    best = [p for p in fitting if p.model.in_force.from_ == newest]
    if len(best) == 1:
        return best[0], ()
    if best:
        problems.add("several-packs", at, packs=listed(p.id for p in best))
    elif kind is None:
        problems.add("kind-missing", at, allowed=listed(KINDS))
    else:
        problems.add("no-pack", at, kind=kind, day=day.isoformat())
    return None, problems.sorted()


def fits(pack: Pack, kind: str | None, at: Place, day: date) -> tuple[Problem, ...]:
    """Warnings where a pack asked for by name is out of force, or is for another kind."""
    problems = Problems()
    force = pack.model.in_force
    if not _in_force(pack, day):
        until = force.until.isoformat() if force.until is not None else "…"
        params = {"id": pack.id, "day": day.isoformat(), "from_": force.from_.isoformat(), "until": until}
        problems.add("pack-not-in-force", at, **params)
    if kind is not None and kind not in pack.model.applies_to:
        applies = listed(pack.model.applies_to)
        problems.add("pack-other-kind", at, id=pack.id, applies=applies, kind=kind)
    return problems.sorted()


def _in_force(pack: Pack, day: date) -> bool:
    force = pack.model.in_force
    return force.from_ <= day and (force.until is None or day <= force.until)
