"""A view, or the explanation of a criterion → one HTML file that asks nobody for anything and needs no script.

The templates lay out and hold no word; ``autoescape`` and ``visible`` stand between every text and the page, so that
what reports and packs say stays text in it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from gongti.engine.report.html_charts import COLOURS, Charts
from gongti.engine.report.html_explanation import sheet
from gongti.engine.report.html_page import Page
from gongti.engine.report.html_summary import Summary
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible
from gongti.engine.words import Language


def render(view: Data, lang: Language) -> bytes:
    """The report in UTF-8."""
    page = Page(view, lang)
    summary = Summary(view, lang).sentences()
    return _written("report.html.j2", page=page, summary=summary, charts=Charts(view, lang))


def render_explanation(shown: Data, lang: Language) -> bytes:
    """One criterion laid open, in UTF-8."""
    page = Page(shown, lang)
    return _written("explanation.html.j2", page=page, sheet=sheet(shown, lang), version=shown["engine"])


def _written(name: str, **given: Any) -> bytes:
    # A lone surrogate has no UTF-8; `visible` has made a sign of each in all that is not the templates' own.
    return _environment().get_template(name).render(given, colours=COLOURS).encode("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text("utf-8")


def _shown(value: object) -> object:
    """What is put on the page: markup of our own as it is, all else as one line of plain text."""
    return value if isinstance(value, Markup) else _visible(str(value))


# The same few names, heads and statuses stand in thousands of cells.
_visible = lru_cache(4096)(visible)
