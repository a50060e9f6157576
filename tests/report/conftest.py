"""The hand-written view of tests/report/view.json, and that of the worked sheet with its review, in either language."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gongti.engine.assessment import assess
from gongti.engine.assessment import view as view_of
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text
from gongti.engine.words import Language

HERE = Path(__file__).parent
WORKED = HERE.parent / "worked"


def said(node: Any, lang: str) -> Any:
    """A copy of the fixture in which each pair of texts is the one of ``lang``."""
    if isinstance(node, dict):
        return node[lang] if set(node) == {"zh", "en"} else {k: said(v, lang) for k, v in node.items()}
    return [said(item, lang) for item in node] if isinstance(node, list) else node


@pytest.fixture
def make_view() -> Callable[[str], dict[str, Any]]:
    """A fresh view at each call: a test may spoil it."""
    return lambda lang="zh": said(json.loads((HERE / "view.json").read_text("utf-8")), lang)


@pytest.fixture
def view(make_view: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return make_view("zh")


@cache
def _worked(lang: Language) -> dict[str, Any]:
    """The worked sheet with its review: the names are short, so that a table's cell may be compared as it stands."""
    pack, wrong = load_pack_text((WORKED / "pack.yaml").read_text("utf-8"))
    assert pack is not None, wrong
    texts = [(n, (WORKED / n).read_text("utf-8")) for n in ("report.yaml", "register.yaml", "review.yaml")]
    submission, problems = read_report_texts(texts, prior=("prior.json", (WORKED / "prior.json").read_text("utf-8")))
    assert submission is not None, problems
    return view_of(assess(pack, submission, date(2025, 1, 20), "direct", problems), lang)


@pytest.fixture
def worked() -> Callable[[Language], dict[str, Any]]:
    """A fresh view of the worked sheet at each call."""
    return lambda lang="zh": copy.deepcopy(_worked(lang))
