"""Reports: a view (the result of design.md §5 in one language, as plain data) and a format → bytes; none computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from gongti.engine.words import Language

Format = Literal["terminal", "json", "svg"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


def render(view: Mapping[str, Any], lang: Language, fmt: Format, *, width: int = 100, colour: bool = False) -> bytes:
    """The report in UTF-8. ``width`` (cells, 80–200) matters to the terminal and its picture, ``colour`` to the first.

    Each format is imported when asked for: who wants JSON does not wait for rich.
    """
    if fmt == "json":
        from gongti.engine.report import json_report

        return json_report.render(view)
    from gongti.engine.report import terminal

    if fmt == "svg":
        return terminal.svg(view, lang, width).encode("utf-8")
    return terminal.render(view, lang, width=width, colour=colour)
