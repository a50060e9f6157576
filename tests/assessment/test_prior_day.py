"""The day of an earlier result: one that was assessed on this day or later is told, and compared with all the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack

MENDING = Path(__file__).parents[2] / "samples" / "mending"


@pytest.mark.parametrize(("on", "told"), [("2025-03-31", True), ("2025-03-30", True), ("2025-04-01", False)])
def test_a_prior_result_of_this_day_or_later_is_told(on: str, told: bool) -> None:
    pack, _ = load_pack(MENDING / "pack.yaml")
    assert pack is not None
    report = ("march.yaml", (MENDING / "march.yaml").read_text("utf-8"))
    first, _ = read_report_texts([report])
    assert first is not None
    earlier = json.dumps(view(assess(pack, first, date(2025, 3, 31), "direct"), "zh"), ensure_ascii=False)
    again, read = read_report_texts([report], prior=("prior.json", earlier))
    assert again is not None
    found = [p for p in assess(pack, again, date.fromisoformat(on), "direct", read).problems if "prior" in p.code]
    assert [(p.severity, p.code, p.at.path) for p in found] == [("warning", "prior-not-earlier", "prior.json")] * told
