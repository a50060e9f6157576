"""The name of a template and what it lays out → HTML in UTF-8.

Templates hold no word; ``autoescape`` and ``visible`` stand between every text and the page, so that what reports and
packs say stays text in it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from gongti.engine.report.html_charts import COLOURS
from gongti.engine.report.visible import visible


def written(name: str, **given: Any) -> bytes:
    """The page. A lone surrogate has no UTF-8; ``visible`` has made a sign of each that is not the templates' own."""
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
