"""The papers people hand over: a view, the head of its ledger and perhaps an office's template → .docx and .xlsx.

Nothing is computed: every number and sentence is the view's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from gongti.engine.papers.model import WriterMissing
from gongti.engine.papers.template import Template, read_template, starter
from gongti.engine.words import Language

__all__ = ["PAPERS", "Format", "Template", "WriterMissing", "read_template", "starter", "write"]

Format = Literal["docx", "xlsx"]
PAPERS: Final[Mapping[str, tuple[Format, ...]]] = {
    "score-sheet": ("docx", "xlsx"),
    "assessment-report": ("docx",),
    "rectification-notice": ("docx",),
    "self-report": ("docx",),
    "rectification-list": ("xlsx",),
}
"""Of each paper the formats it is written in, the usual one first."""


def write(
    paper: str,
    view: Mapping[str, Any],
    lang: Language,
    fmt: str,
    *,
    head: str | None = None,
    template: Template | None = None,
) -> dict[str, bytes]:
    """Names of files, safe on every system and with their ending → their bytes, the same for the same input.

    Every paper is one file, but that of notices there is one for each party that has a gap, and none where nobody has.
    ``head`` is the hash of the ledger's last line; ``template`` an office's own .docx (of the formats only that).
    Raises ValueError for a paper or format there is not, ``WriterMissing`` where what writes .docx is not installed.
    """
    if fmt not in PAPERS.get(paper, ()):
        raise ValueError(f"{paper} {fmt}")
    from gongti.engine.form.names import Names
    from gongti.engine.papers.said import Said

    said, names = Said(view, lang, head), Names()
    made = _sheets(paper, said) if fmt == "xlsx" else _documents(paper, said, template)
    return {f"{names.file(name, said.paper('file-none'))}.{fmt}": data for name, data in made}


def _sheets(paper: str, said: Any) -> Iterator[tuple[str, bytes]]:
    from gongti.engine.papers import rectification, sheet

    if paper == "score-sheet":
        from gongti.engine.papers import score_sheet

        yield said.file_of(paper), sheet.score_sheet(said, score_sheet.paper(said), score_sheet.table(said))
    else:
        yield said.file_of(paper), rectification.written(said)


def _documents(paper: str, said: Any, template: Template | None) -> Iterator[tuple[str, bytes]]:
    from gongti.engine.papers import assessment_report, notices, score_sheet, self_report, word
    from gongti.engine.papers import template as office

    if paper == "rectification-notice":
        found = notices.papers(said)
    else:
        makers = {"score-sheet": score_sheet, "assessment-report": assessment_report, "self-report": self_report}
        found = iter([makers[paper].paper(said)])
    for one in found:
        yield one.file, word.written(one) if template is None else office.filled(template, one)
