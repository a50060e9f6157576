"""Every label in the table of the reports is said by some report, in either language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongti.engine.report import phrases, terminal
from gongti.engine.words import Language, say
from gongti.engine.words.report import REPORT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_label_is_idle(
    make_view: Callable[[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch, lang: Language
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

    assert sorted(set(REPORT) - heard) == []
