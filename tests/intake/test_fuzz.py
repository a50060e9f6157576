"""Takes damaged materials, the same in every run, finds that they break no promise; and that a lost cell would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from intake.fuzz_damage import Damaged, Put, damaged
from intake.fuzz_seeds import Seed, seeds, small_seeds
from intake.fuzzing import broken_promises

from gongti.engine.diagnostics import Place

SEED = 2024
QUICK, LONG = 40, 400


@pytest.mark.parametrize("source", small_seeds(), ids=lambda source: source.name)
def test_undamaged_materials_keep_every_promise(source: Seed) -> None:
    case = Damaged(source, "none", "", b"")
    read, _ = case.read()
    assert read is not None and broken_promises(case, show=True) == []


@pytest.mark.slow
def test_undamaged_forms_of_packs_keep_every_promise() -> None:
    assert {
        source.name: broken for source in seeds() if (broken := broken_promises(Damaged(source, "none", "", b"")))
    } == {}


def _finds(numbers: range, among: Sequence[Seed]) -> dict[int, list[str]]:
    found = {number: broken_promises(damaged(number, SEED, among), show=number % 20 == 0) for number in numbers}
    return {number: broken for number, broken in found.items() if broken}


def test_damaged_materials() -> None:
    assert _finds(range(QUICK), small_seeds()) == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_many_damaged_materials(part: int) -> None:
    share = LONG // 4
    assert _finds(range(part * share, (part + 1) * share), seeds()) == {}


def test_every_kind_of_damage_is_done() -> None:
    kinds = Counter(damaged(number, SEED, small_seeds()).kind for number in range(200))
    assert set(kinds) == {"bytes", "text", "parts", "nodes", "cell", "rows"}


def test_a_cell_that_got_lost_would_be_found() -> None:
    """An answer that is said to stand where none does is neither read nor named."""
    source = small_seeds()[0]
    place = Place("表.xlsx", 999, 4, "表2", "D999")
    put = Put(' t="inlineStr"><is><t>12</t></is>', "12", True)
    lost = Damaged(source, "cell", "表.xlsx", source.files["表.xlsx"], place, put)
    (said,) = broken_promises(lost)
    assert "neither read nor named" in said
