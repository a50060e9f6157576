"""A page → one self-contained HTML file in the dress of the reports: no script, no address, every text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from gongti.engine.report.html_charts import COLOURS
from gongti.engine.report.visible import visible
from gongti.engine.tables.page import Page
from gongti.engine.words import Language, say

_LANGUAGES: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}
_TONES: Final = {"": "", "good": "green", "warn": "yellow", "bad": "red", "dim": "dim"}
_OWN: Final = "page.html.j2"


@dataclass(frozen=True)
class Frame:
    """What the base template of the reports asks of a page."""

    lang: Language

    @property
    def html_lang(self) -> str:
        return _LANGUAGES[self.lang]

    def word(self, code: str) -> str:
        return say(f"html.{code}", self.lang)


def render(page: Page, lang: Language) -> bytes:
    """The page in UTF-8."""
    template = _environment().get_template(_OWN)
    return template.render(shown=page, page=Frame(lang), tones=_TONES, colours=COLOURS).encode("utf-8")


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
    if name == _OWN:
        return resources.files(__package__).joinpath(name).read_text("utf-8")
    return resources.files("gongti.engine.report").joinpath("templates", name).read_text("utf-8")


def _shown(value: object) -> object:
    """What is put on the page: markup of our own as it is, all else as one line of plain text."""
    return value if isinstance(value, Markup) else visible(value)
