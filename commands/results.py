"""``compare``, ``rank``, ``ledger``: what is made of results that were written as JSON."""

from __future__ import annotations

import sys
from typing import Any

import click

from gongti.commands.asked import day_of
from gongti.commands.edge import columns, fail, out, report, say, tell, waited, write

PAGES = ("terminal", "json", "html", "xlsx")
"""The formats of what is made of results."""


def _page(command: Any) -> Any:
    """Adds how what is made of results is written."""
    for option in (
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言，默认 zh。"),
        click.option("--width", type=click.IntRange(80, 200), help="终端上的宽度（80–200）。"),
        click.option("-o", "--output", metavar="FILE", help="写入文件，不写到屏幕。"),
        click.option("--format", "fmt", type=click.Choice(PAGES), default="terminal", help="格式，默认 terminal。"),
    ):
        command = option(command)
    return command


@click.command(help="对照两次评价结果：哪些问题凭什么销号，哪些没有、反弹或新增（销号表）。")
@click.argument("old")
@click.argument("new")
@click.option("--on", "on", metavar="DATE", help="检查日：佐证在这天以前到期的，只算暂可销号；默认 NEW 的评价日。")
@click.option("--earlier", metavar="RESULT", multiple=True, help="更早的结果，可以写几次：据此认出反弹的问题。")
@click.option("--ledger", metavar="FILE", help="整改台账：据此认出反弹的问题。")
@_page
def compare(old: str, new: str, on: str | None, earlier: tuple[str, ...], ledger: str | None, **asked: Any) -> int:
    """What closed between two results, and on which proof."""
    from gongti.engine.compare import compare as run
    from gongti.engine.compare import view
    from gongti.engine.compare.sheet import page
    from gongti.engine.diagnostics import Problems
    from gongti.engine.ledger import belongs

    lang, day = asked["lang"], day_of(on, asked["lang"]) if on is not None else None
    first, second, *others = _records((old, new, *earlier), lang)
    known = {}
    if ledger is not None:
        chain, state = replayed(ledger, lang)
        belongs(chain, second, strange := Problems())
        if strange.has_errors:
            fail(strange, lang)
        known = {gap.key: _known(gap) for gap in state.values()}
    found, problems = run(first, second, day, earlier=others, known=known)
    if found is None:
        fail(problems, lang)
    _page_out(view(found), page, **asked)
    return 0


def _known(gap: Any) -> Any:
    """What a ledger knows of a gap, as a comparison takes it."""
    from gongti.engine.compare import Known

    return Known(gap.answers, gap.open, gap.closed_once, gap.due, gap.owner, gap.proof, gap.doubted)


@click.command(help="几个医共体同一评分包的结果排名；分不出先后的，名次写成范围。另列最常见的问题和逐项通过率。")
@click.argument("results", nargs=-1, required=True, metavar="RESULT…")
@click.option("--by", metavar="DIMENSION", help="只按一个维度排；默认按总得分率。")
@_page
def rank(results: tuple[str, ...], by: str | None, **asked: Any) -> int:
    """A league table."""
    from gongti.engine.rank import rank as run
    from gongti.engine.rank import view
    from gongti.engine.rank.sheet import page

    found, problems = run(_records(results, asked["lang"], scores=True), by)
    if found is None:
        fail(problems, asked["lang"])
    _page_out(view(found), page, **asked)
    return 0


@click.group(name="ledger", help="整改台账：每次结果记一条，条条相扣，改了、删了、截短了都查得出。")
def ledger_group() -> None:
    """The ledger of a consortium's gaps."""


@ledger_group.command(name="update", help="按一次评价结果记一条：新增、销号及其证明、反弹、佐证到期。")
@click.argument("file")
@click.argument("result")
@click.option("--by", required=True, metavar="NAME", help="谁记的。")
@click.option("--on", "on", metavar="DATE", help="记录日；默认今天。")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言，默认 zh。")
def ledger_update(file: str, result: str, by: str, on: str | None, lang: str) -> int:
    """Add a line; what is in the file already stays as it is."""
    from gongti.engine.diagnostics import Problems
    from gongti.engine.ledger import append, next_line

    (record,) = _records((result,), lang)
    chain, state = replayed(file, lang, absent=True)
    problems = Problems()
    line = next_line(chain, state, record, day_of(on, lang), by, problems)
    if problems.has_errors or line is not None and not append(chain, line, problems):
        fail(problems, lang)
    for problem in problems:
        tell(problem, lang)
    if line is None:
        say("mend.nothing-new", lang)
    else:
        say("mend.added", lang, line=line.n, count=len(line.events))
    out(line.hash if line is not None else chain.head)
    return 0


@ledger_group.command(name="status", help="核对台账是否完整，列出未销号、逾期、佐证到期的问题和尾号。")
@click.argument("file")
@click.option("--head", metavar="HASH", help="纸面上印的尾号：台账里没有它，就是被截短或重写过。")
@click.option("--on", "on", metavar="DATE", help="截至哪天；默认今天。")
@_page
def ledger_status(file: str, head: str | None, on: str | None, **asked: Any) -> int:
    """Verify and print; what is wrong with the chain is the result, with status 1."""
    from gongti.engine.diagnostics import Problems
    from gongti.engine.ledger import read_file, replay, status
    from gongti.engine.ledger.sheet import page

    lang, problems = asked["lang"], Problems()
    day = day_of(on, lang)
    chain = read_file(file, problems)
    if chain is None and any(p.code in ("no-such-file", "cannot-open") for p in problems):
        fail(problems, lang)
    shown = status(chain, replay(chain, problems), day, head, problems) if chain is not None else None
    if shown is None:
        return report(problems.sorted(), lang)
    _page_out(shown, page, **asked)
    return 0


def _records(paths: tuple[str, ...], lang: str, *, scores: bool = False) -> list[Any]:
    """Results read back, or the end of the program."""
    from gongti.engine.results import read_records

    records, problems = read_records(waited(paths, "note.reading", lang), scores=scores)
    if len(records) < len(paths):
        fail(problems, lang)
    return list(records)


def replayed(file: str, lang: str, *, absent: bool = False) -> tuple[Any, Any]:
    """A ledger and where its gaps stand, or the end of the program where it is not whole."""
    from gongti.engine.diagnostics import Problems
    from gongti.engine.ledger import read_file, replay

    problems = Problems()
    chain = read_file(file, problems, absent=absent)
    state = replay(chain, problems) if chain is not None else {}
    if chain is None or len(problems):
        fail(problems.sorted(), lang)
    return chain, state


def _page_out(shown: Any, page: Any, fmt: str, output: str | None, width: int | None, lang: str) -> None:
    """Plain data, or the page made of it, in the format asked for."""
    from gongti.engine.report.json_report import render as json_of
    from gongti.engine.tables import render

    if fmt == "xlsx" and output is None:
        raise click.UsageError("--format xlsx: -o FILE")
    if fmt == "json":
        data = json_of(shown)
    else:
        colour = output is None and fmt == "terminal" and sys.stdout.isatty()
        data = render(page(shown, lang), lang, fmt, width=width or columns(), colour=colour)  # type: ignore[arg-type]
    write(data, output, lang)
