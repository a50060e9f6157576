"""Random packs × random reports: order changes nothing (design.md §7)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from naive.case import Case, dump, report
from naive.generate import cases
from properties.comparing import assessed, examples


@examples(7)
@given(cases(), st.integers(0, 10**6))
def test_order_of_facilities_files_and_keys_changes_nothing(case: Case, seed: int) -> None:
    assert _bare(assessed(case)) == _bare(assessed(case, _shuffled(case, random.Random(seed))))


@examples(3)
@given(cases(reviewed=True))
def test_order_of_reviews_and_their_entries_changes_nothing(case: Case) -> None:
    assert case.review is not None
    turned = replace(
        case.review,
        entries=case.review.entries[::-1],
        rulings=case.review.rulings[::-1],
        objections=case.review.objections[::-1],
    )
    assert _bare(assessed(case)) == _bare(assessed(replace(case, review=turned)))


def _shuffled(case: Case, chance: random.Random) -> list[tuple[str, str]]:
    """The report in several files, each thing in another order."""
    whole = report(case)
    head = {k: whole[k] for k in ("format", "consortium", "period")}
    facilities = whole.pop("facilities")
    chance.shuffle(facilities)
    register = whole.pop("register", None)
    cut = chance.randint(0, len(facilities))
    files = [whole | {"facilities": facilities[:cut]}, head | {"facilities": facilities[cut:]}]
    if register is not None:
        chance.shuffle(register)
        if chance.random() < 0.5:
            files[0]["register"] = register
        else:
            files.append({"format": 1, "facilities": register})
    chance.shuffle(files)
    names = [f"part{i}.yaml" for i in range(len(files))]
    chance.shuffle(names)
    return [(name, dump(_rekeyed(f, chance))) for name, f in zip(names, files, strict=True)]


def _rekeyed(node: Any, chance: random.Random) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        chance.shuffle(keys)
        return {k: _rekeyed(node[k], chance) for k in keys}
    return [_rekeyed(v, chance) for v in node] if isinstance(node, list) else node


def _bare(result: dict[str, Any]) -> Any:
    """All but what the order may change: the inputs, the places, and what is listed by its place."""
    bare = {k: _placeless(v) for k, v in result.items() if k != "inputs"}
    told = {k: sorted(v, key=repr) if isinstance(v, list) else v for k, v in (bare["review"] or {}).items()}
    objected = [row | {"objections": sorted(row["objections"], key=repr)} for row in bare["criteria"]]
    return bare | {"problems": sorted(bare["problems"], key=repr), "review": told, "criteria": objected}


def _placeless(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {k: _placeless(v) for k, v in node.items() if k != "at"}
    return [_placeless(v) for v in node] if isinstance(node, list | tuple) else node
