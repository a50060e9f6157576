"""JSON: the view itself, in the contract's order, in bytes that are safe to print."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from gongti.engine.report import json_report, render


def test_it_is_the_view_with_its_keys_in_their_order(view: dict[str, Any]) -> None:
    read = json.loads(json_report.render(view), object_pairs_hook=list)
    assert read == json.loads(json.dumps(view), object_pairs_hook=list)


def test_form_of_the_bytes(view: dict[str, Any]) -> None:
    written = json_report.render(view)
    assert written.startswith(b'{\n  "format": 1,\n') and written.endswith(b"}\n") and not written.endswith(b"\n\n")
    assert "青禾县人民医院医共体".encode() in written
    assert render(view, "zh", "json") == written


@pytest.mark.parametrize("text", ["\x1b[31m", "\x9b31m", "\u202etxt", "\u2028", "\x7f", "\ud800", "\\u202e", '"\\'])
def test_acting_characters_are_escaped_and_come_back(view: dict[str, Any], text: str) -> None:
    view["consortium"]["name"] = text
    written = json_report.render(view).decode("utf-8")
    assert json.loads(written)["consortium"]["name"] == text
    assert not set(written) & set("\x1b\x9b\u202e\u2028\x7f")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_are_no_json_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_report.render({"points": number})


def test_json_does_not_wait_for_rich() -> None:
    code = "import sys; from gongti.engine.report import render; render({}, 'zh', 'json'); print('rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
