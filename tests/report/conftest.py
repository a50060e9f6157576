"""The hand-written view of tests/report/view.json, in either language."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


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
