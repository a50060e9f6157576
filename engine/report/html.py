"""A view, or the explanation of a criterion → one HTML file that asks nobody for anything and needs no script."""

from __future__ import annotations

from gongti.engine.report.html_charts import Charts
from gongti.engine.report.html_explanation import sheet
from gongti.engine.report.html_page import Page
from gongti.engine.report.html_summary import Summary
from gongti.engine.report.phrases import Data
from gongti.engine.report.templating import written
from gongti.engine.words import Language


def render(view: Data, lang: Language) -> bytes:
    """The report in UTF-8."""
    page = Page(view, lang)
    summary = Summary(view, lang).sentences()
    return written("report.html.j2", page=page, summary=summary, charts=Charts(view, lang))


def render_explanation(shown: Data, lang: Language) -> bytes:
    """One criterion laid open, in UTF-8."""
    page = Page(shown, lang)
    return written("explanation.html.j2", page=page, sheet=sheet(shown, lang), version=shown["engine"])
