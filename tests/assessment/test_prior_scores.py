"""Last period's scores beside this one's: whose they are, which count, and what is said of another pack's version."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text
from gongti.engine.report import json_report

WORKED = Path(__file__).parents[1] / "worked"
PRIOR: dict[str, Any] = json.loads((WORKED / "prior.json").read_text("utf-8"))
PACK, _ = load_pack_text((WORKED / "pack.yaml").read_text("utf-8"))
SCORES = {"low_percent": "55.50", "high_percent": "61.25"}


def shown(prior: dict[str, Any], *names: str) -> dict[str, Any]:
    texts = [(name, (WORKED / name).read_text("utf-8")) for name in ("report.yaml", "register.yaml", *names)]
    submission, problems = read_report_texts(texts, prior=("prior.json", json.dumps(prior)))
    assert submission is not None and PACK is not None, problems
    found = view(assess(PACK, submission, date(2025, 1, 20), "direct", problems), "zh")
    Draft202012Validator(json_report.schema()).validate(found)
    return found


def earlier(**changes: Any) -> dict[str, Any]:
    """An earlier result in which the first dimension of the sheet, and one that no longer is, were scored."""
    assert PACK is not None
    first = PACK.dimensions[0].id
    rows = [{"id": first, **SCORES, "verified": None}, {"id": "gone", **SCORES, "verified": None}]
    return deepcopy(PRIOR) | {"dimensions": rows} | changes


def test_a_dimension_that_was_there_before_has_its_score() -> None:
    found = shown(earlier())
    first, *others = found["dimensions"]
    assert first["prior"] == {"percent": "55.50", **SCORES}
    assert others and all(row["prior"] is None for row in others)
    about = {"period": "2023", "assessed_on": "2024-01-20", "side": "claimed", "version": "0.9.0"}
    assert found["prior"] == about | {"same_pack": False}


def test_the_same_pack_is_told_by_version_and_text() -> None:
    assert PACK is not None
    same = {"id": PACK.id, "version": PACK.model.version, "sha256": PACK.sha256}
    assert shown(earlier(pack=same))["prior"]["same_pack"] is True
    assert shown(earlier(pack=same | {"sha256": "0" * 64}))["prior"]["same_pack"] is False


def test_what_was_verified_then_counts_then() -> None:
    part = {"low_percent": "40.00", "high_percent": "40.00"}
    row = earlier()["dimensions"][0] | {"verified": part}
    found = shown(earlier(verified={}, dimensions=[row]), "review.yaml")
    assert found["dimensions"][0]["prior"] == {"percent": "40.00", **part}
    assert found["prior"]["side"] == "verified"


def test_another_pack_or_the_same_period_says_nothing_of_scores() -> None:
    consortium = PRIOR["consortium"] | {"period": "2024"}
    for prior in (earlier(pack={"id": "other", "version": "1.0.0"}), earlier(consortium=consortium)):
        found = shown(prior)
        assert found["prior"] is None
        assert all(row["prior"] is None for row in found["dimensions"])
