"""Choosing among installed packs: only those that may apply are loaded, and a head tells which."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongti.engine.pack import choose, installed_packs, load_pack

KINDS = ("county-consortium", "urban-group", "pilot-zone")


@pytest.mark.parametrize("file", installed_packs(), ids=lambda file: file.parent.name)
def test_the_head_tells_what_the_whole_pack_tells(file: Path) -> None:
    pack, _ = load_pack(file)
    assert pack is not None
    assert {kind for kind in KINDS if choose._may_apply(file, kind)} == set(pack.model.applies_to)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("applies_to: urban-group\n", {"urban-group"}),
        ("applies_to: [urban-group, pilot-zone]\n", {"urban-group", "pilot-zone"}),
        ("id: no-kind\n", set(KINDS)),  # not said in the head: the pack is to be loaded
        ("applies_to: [urban-group\n", set(KINDS)),  # not to be read: loading it says why
        ("title: |\n  x\nroles: {}\napplies_to: urban-group\n", set(KINDS)),
    ],
)
def test_what_a_head_does_not_tell_is_loaded(tmp_path: Path, head: str, expected: set[str]) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(f"format: 1\n{head}roles:\n  lead: role == 'lead'\n", "utf-8")
    assert {kind for kind in KINDS if choose._may_apply(file, kind)} == expected


def test_only_packs_that_may_apply_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def noted(file: Path, shown: str) -> object:
        loaded.append(file.parent.name)
        return load_pack(file, shown)

    monkeypatch.setattr(choose, "load_pack", noted)
    found = choose.fitting_packs("county-consortium", date(2024, 12, 31))
    assert {p.id for p in found} <= set(loaded)
    assert "county-four-keys" in loaded and "urban-group-liaoning-2023" not in loaded
    loaded.clear()
    assert choose.fitting_packs(None, date(2024, 12, 31)) == [] and not loaded
