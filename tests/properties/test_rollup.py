"""Roll-up where it is open whether criteria apply: against brute force over every way in which they may."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import event, given
from naive.rollups import Applicability, applicabilities
from naive.scoring import bottom
from naive.world import criteria
from properties.comparing import assessed, examples, two_decimals, within


@examples(9)
@given(applicabilities())
def test_unknown_applicability_holds_every_subset(found: Applicability) -> None:
    result = assessed(found.case)
    claimed, expected = result["claimed"], found.expected()
    event(f"open: {len(found.open)}")
    for dimension in result["dimensions"]:
        own = expected.dimensions[dimension["id"]]
        if own.of:
            ends = tuple(map(two_decimals, (own.low, own.high, own.of)))
            assert (dimension["low"], dimension["high"], dimension["of"]) == ends
    if claimed["points"] is None:
        assert not expected.of
    else:
        ends = tuple(map(two_decimals, (expected.low, expected.high, expected.of)))
        assert (claimed["low"], claimed["high"], claimed["of"]) == ends
    if claimed["low_percent"] is not None:
        ends = (two_decimals(expected.low_percent), two_decimals(expected.high_percent))
        assert (
            Decimal(claimed["low_percent"]) <= Decimal(ends[0]) <= Decimal(ends[1]) <= Decimal(claimed["high_percent"])
        )
        if _plain(found.case.scenario.pack):
            assert (claimed["low_percent"], claimed["high_percent"]) == ends
    for outcome in found.subsets():
        if claimed["points"] is None:
            assert not outcome.of
            continue
        for points, percent in ((outcome.low, outcome.total.low_percent), (outcome.high, outcome.total.high_percent)):
            assert within(claimed["low"], points, claimed["high"]), (outcome.total, claimed)
            if percent is not None and 0 <= percent <= 100 and claimed["low_percent"] is not None:
                assert within(claimed["low_percent"], percent, claimed["high_percent"]), (outcome.total, claimed)
        if outcome.possible and claimed["possible_grades"]:
            assert set(outcome.possible) <= set(claimed["possible_grades"])


def _plain(pack: dict[str, Any]) -> bool:
    """No bonus and nothing below zero: else what leaves `of` may move a percent beyond what the points say."""
    return all(c["force"] in ("must", "should") and not bottom(c) for _, c in criteria(pack))
