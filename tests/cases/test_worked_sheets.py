"""Every pack has one case that gives the points of every criterion, and its total follows by addition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongti.engine.pack import Pack, installed_packs, load_pack

PACKS = {file.parent.name: file for file in installed_packs()}


def loaded(file: Path) -> Pack:
    pack, problems = load_pack(file)
    assert pack is not None, problems
    return pack


@pytest.mark.parametrize("name", PACKS)
def test_a_worked_sheet(name: str) -> None:
    pack = loaded(PACKS[name])
    cases = yaml.load((PACKS[name].parent / "cases.yaml").read_text("utf-8"), yaml.BaseLoader)["cases"]
    expected = max((case.get("expect", {}) for case in cases), key=lambda e: len(e.get("criteria", {})))
    rows: dict[str, Any] = expected["criteria"]
    assert set(rows) == {criterion.id for criterion in pack.criteria}
    outside = ("not_applicable", "not_due", "not_reviewed")
    scored = [c for c in pack.criteria if c.force != "aim" and rows[c.id].get("status") not in outside]
    assert all("points" in rows[c.id] for c in scored), [c.id for c in scored if "points" not in rows[c.id]]
    if scored:
        assert sum(Decimal(rows[c.id]["points"]) for c in scored) == Decimal(expected["claimed"]["points"])
    else:
        assert expected["claimed"]["points"] == "null"  # what only watches has no total
