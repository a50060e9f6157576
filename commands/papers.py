"""``assess --paper``: which paper, in which format, on whose template, with which ledger's head; and its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from gongti.commands.asked import lang_option
from gongti.commands.edge import fail, out, problem_of, say, write

PAPERS = ("score-sheet", "assessment-report", "rectification-notice", "self-report", "rectification-list")
USUAL = {"docx": "assessment-report", "xlsx": "score-sheet"}
"""The paper that is meant where only a format is named."""


class Wanted(NamedTuple):
    """A paper as the options name it, and where its files go."""

    paper: str
    fmt: str
    template: str | None
    ledger: str | None
    output: str


def paper_options(command: Any) -> Any:
    """Adds what is said of a paper."""
    for option in (
        click.option("--ledger", metavar="FILE", help="整改台账：把它的尾号印在文书上。"),
        click.option("--template", metavar="FILE.docx", help="本单位的文书模板，正文处写 {{正文}}。"),
        click.option(
            "--paper",
            type=click.Choice(PAPERS),
            help="文书：评分确认表、考核情况报告、整改通知书（一家一份）、自评报告、整改台账。",
        ),
    ):
        command = option(command)
    return command


def wanted(
    paper: str | None, fmt: str | None, template: str | None, ledger: str | None, output: str | None, lang: str
) -> Wanted | None:
    """The paper asked for, None where it is a report; the end of the program where the options do not fit together."""
    if paper is None and fmt not in USUAL:
        if template is not None or ledger is not None:
            raise click.UsageError("--template, --ledger: --paper PAPER")
        return None
    from gongti.engine.papers import PAPERS as FORMATS

    paper = paper or USUAL[fmt or ""]
    fmt = fmt or FORMATS[paper][0]
    if fmt not in FORMATS[paper]:
        fail(problem_of("paper-format", paper=paper, format=fmt, formats=", ".join(FORMATS[paper])), lang)
    if template is not None and fmt != "docx":
        raise click.UsageError("--template: --format docx")
    if output is None:
        fail(problem_of("paper-output-missing"), lang)
    return Wanted(paper, fmt, template, ledger, output)


def write_papers(asked: Wanted, view: Mapping[str, Any], lang: str) -> None:
    """The files of the paper, each named on stdout; the end of the program where one cannot be made."""
    from gongti.engine.papers import WriterMissing
    from gongti.engine.papers import write as made

    try:
        template = _template(asked.template, lang) if asked.template is not None else None
        head = _head(asked.ledger, view, lang) if asked.ledger is not None else None
        files = made(asked.paper, view, lang, asked.fmt, head=head, template=template)  # type: ignore[arg-type]
    except WriterMissing:
        fail(problem_of("paper-writer-missing"), lang)
    if not files:
        say("note.paper-nobody", lang)
    several = asked.paper == "rectification-notice"
    folder = several or asked.output.endswith(("/", "\\")) or Path(asked.output).is_dir()
    for name, data in files.items():
        target = Path(asked.output) / name if folder else Path(asked.output)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            fail(problem_of("cannot-write", path=str(target)), lang)
        write(data, str(target), lang)
        out(target.as_posix())


@click.command(help="写一份文书模板的样子，改成本单位的，再用 --template 交给 assess。")
@click.option("-o", "--output", metavar="FILE.docx", required=True, help="写到哪里。")
@lang_option
def template(output: str, lang: str) -> int:
    """A template to begin with."""
    from gongti.engine.papers import WriterMissing, starter

    try:
        data = starter(lang)  # type: ignore[arg-type]
    except WriterMissing:
        fail(problem_of("paper-writer-missing"), lang)
    write(data, output, lang)
    return 0


def _template(path: str, lang: str) -> Any:
    from gongti.engine.document import MAX_BYTES
    from gongti.engine.papers import read_template

    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        fail(problem_of("no-such-file", at=path), lang)
    except (OSError, ValueError):
        fail(problem_of("cannot-open", at=path), lang)
    template, problems = read_template(data, path)
    if template is None:
        fail(problems, lang)
    return template


def _head(path: str, view: Mapping[str, Any], lang: str) -> str:
    """The hash of a ledger's last line, of a ledger that is whole and this consortium's."""
    from gongti.commands.results import replayed

    chain, _ = replayed(path, lang)
    if chain.lines[-1].consortium != (mine := view["consortium"]["id"]):
        other = chain.lines[-1].consortium
        fail(problem_of("ledger-other-consortium", at=path, one=mine[:80], other=other[:80]), lang)
    return str(chain.head)
