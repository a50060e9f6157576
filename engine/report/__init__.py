"""Reports: a view (the result of design.md §5 in one language, as plain data) and a format → bytes; none computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from gongti.engine.words import Language

if TYPE_CHECKING:
    from gongti.engine.pack import Pack
    from gongti.engine.pack.questionnaire import Questionnaire

Format = Literal["terminal", "json", "markdown", "html", "svg"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


def render(view: Mapping[str, Any], lang: Language, fmt: Format, *, width: int = 100, colour: bool = False) -> bytes:
    """The report in UTF-8. ``width`` (cells, 80–200) matters to the terminal and its picture, ``colour`` to the first.

    Each format is imported when asked for: who wants JSON does not wait for rich.
    """
    if fmt == "json":
        from gongti.engine.report import json_report

        return json_report.render(view)
    if fmt == "markdown":
        from gongti.engine.report import markdown

        return markdown.render(view, lang)
    if fmt == "html":
        from gongti.engine.report import html

        return html.render(view, lang)
    from gongti.engine.report import terminal

    if fmt == "svg":
        return terminal.svg(view, lang, width).encode("utf-8")
    return terminal.render(view, lang, width=width, colour=colour)


def render_line(view: Mapping[str, Any]) -> bytes:
    """The result as one line of JSON Lines."""
    from gongti.engine.report import json_report

    return json_report.render_line(view)


def render_explanation(
    shown: Mapping[str, Any], lang: Language, fmt: str = "terminal", *, width: int = 100, colour: bool = False
) -> bytes:
    """One criterion laid open, for a terminal, as Markdown, HTML or JSON. Raises ValueError for a format it has not."""
    if fmt == "json":
        from gongti.engine.report import json_report

        return json_report.render(shown)
    if fmt == "markdown":
        from gongti.engine.report import explanation_markdown

        return explanation_markdown.render(shown, lang)
    if fmt == "html":
        from gongti.engine.report import html

        return html.render_explanation(shown, lang)
    if fmt != "terminal":
        raise ValueError(fmt)
    from gongti.engine.report import explanation

    return explanation.render(shown, lang, width=width, colour=colour)


def render_pack(pack: Pack, lang: Language, *, width: int = 100, colour: bool = False) -> bytes:
    """A pack in words, for a terminal."""
    from gongti.engine.report import pack_sheet

    return pack_sheet.render(pack, lang, width=width, colour=colour)


def render_questionnaire(
    asked: Questionnaire, lang: Language, fmt: str = "terminal", *, width: int = 100, colour: bool = False
) -> bytes:
    """The questions of several packs, for a terminal, as Markdown or JSON. Raises ValueError for another format."""
    from gongti.engine.report import questionnaire_view

    view = questionnaire_view.view(asked, lang)
    if fmt == "json":
        from gongti.engine.report import json_report

        return json_report.render(view)
    if fmt == "markdown":
        from gongti.engine.report import questionnaire_markdown

        return questionnaire_markdown.render(view, lang)
    if fmt != "terminal":
        raise ValueError(fmt)
    from gongti.engine.report import questionnaire

    return questionnaire.render(view, lang, width=width, colour=colour)
