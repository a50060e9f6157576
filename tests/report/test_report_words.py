"""Every label in the table of the reports is said by some report, in either language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongti.engine.report import markdown, phrases, terminal
from gongti.engine.submission import EVIDENCE, METHODS, OUTCOMES
from gongti.engine.words import Language, say
from gongti.engine.words.report import REPORT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_label_is_idle(
    make_view: Callable[[str], dict[str, Any]],
    worked: Callable[[str], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    lang: Language,
) -> None:
    heard: set[str] = set()

    def listening(code: str, lang: Language, **params: object) -> str:
        heard.add(code.removeprefix("report."))
        return say(code, lang, **params)

    monkeypatch.setattr(phrases, "say", listening)

    def render(view: dict[str, Any], width: int = 120) -> None:
        terminal.render(view, lang, width=width, colour=False)

    full = make_view(lang)
    for width in (80, 120, 200):
        render(full, width)

    other = make_view(lang)
    other["verified"], other["reviewed"] = dict(other["claimed"]), {"checked": 12, "of": 80}
    other["claimed"]["possible_grades"] = ["tight", "basic"]
    other["counts"] = {"not_due": 1, "not_reviewed": 1, "waived": 1}
    other["gaps"][0] |= {"points_by": "official", "basis": "verified", "status": "unknown"}
    other["vetoes"][0]["certain"] = True
    other["register"]["source"] = "report"
    other["evaluators"] = ["direct"]
    other["pack"] |= {"points_by": "official", "overlays": [{"id": "city", "version": "1.0.0", "sha256": "e" * 64}]}
    other["pack"]["documents"][0]["seen"], other["pack"]["documents"][1]["seen"] = "recalled", "derived"
    other["problems"][0]["severity"] = "info"
    render(other)

    empty = make_view(lang)
    empty["gaps"], empty["pack"]["points_by"] = [], "local"
    render(empty)
    empty["claimed"] = dict.fromkeys(empty["claimed"]) | {"of": "0.00", "possible_grades": []}
    render(empty)
    for criterion in empty["criteria"]:
        criterion["force"] = "aim"
    render(empty)

    for reviewed in _reviewed(worked(lang)):
        render(reviewed)
        markdown.render(reviewed, lang)

    assert sorted(set(REPORT) - heard) == ["outcome.confirmed"]  # said where one item is explained


def _reviewed(view: dict[str, Any]) -> list[dict[str, Any]]:
    """The worked sheet's review, and the same with every other outcome, ruling, waiver and objection there can be."""
    review, views = view["review"], [view]
    answer, ruling, waiver, objection = (review[key][0] for key in ("answers", "rulings", "waivers", "objections"))
    outcomes = ("changed", "supplied", "unconfirmed", "conflict", "overruled", "remark", "stale", "confirmed")
    answers = [{**answer, "outcome": outcome} for outcome in outcomes]
    answers += [{**answer, "evidence": [evidence], "methods": [m]} for evidence in EVIDENCE for m in METHODS]
    rulings = [
        {**ruling, "explanation": explanation, "not_applicable": other}
        for explanation, other in (("accepted", "refused"), ("refused", "accepted"))
    ]
    waivers = [{**waiver, "active": False}, {**waiver, "until": None}]
    objections = [{**objection, "outcome": outcome, "by": ""} for outcome in OUTCOMES]
    more = {"answers": answers, "rulings": rulings, "waivers": waivers, "objections": objections}
    notes = [{"rule": "r", "text": "甲", "kind": "escalate", "certain": False}]
    for tier in ("self", "papers", "on-site"):
        reviewed = {**view["reviewed"], "tier": tier}
        views.append(
            {**view, "review": {**review, **more}, "reviewed": reviewed, "unreadable": ["甲.yaml"], "notes": notes}
        )
    return views
