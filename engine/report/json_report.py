"""A view → JSON in UTF-8, keys in the order of the contract; and the JSON Schema that describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

# JSON may hold these raw, but a terminal or an editor would obey them: C1 controls, line separators, bidi controls.
_ACTING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def render(view: Mapping[str, Any]) -> bytes:
    """Two spaces deep, one line end after the last line; floats and NaN have no place in a view and are refused."""
    return _written(json.dumps(dict(view), ensure_ascii=False, indent=2, allow_nan=False))


def _written(text: str) -> bytes:
    escaped = _ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    # A lone surrogate cannot be written in UTF-8; what backslashreplace writes for it is its escape in JSON too.
    return escaped.encode("utf-8", "backslashreplace") + b"\n"


def render_line(view: Mapping[str, Any]) -> bytes:
    """The same on one line, for JSON Lines."""
    return _written(json.dumps(dict(view), ensure_ascii=False, allow_nan=False))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``render`` writes."""
    text = resources.files(__package__).joinpath("result.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
