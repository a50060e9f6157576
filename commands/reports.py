"""``assess``, ``check``, ``explain``: a report read, assessed and told."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongti.commands.asked import EVERY_PACK, Asked, assessed, day_of, packs_for, paths_argument, results_of
from gongti.commands.edge import columns, err, fail, problem_of, report, say, tell, write
from gongti.commands.papers import paper_options, wanted, write_papers

if TYPE_CHECKING:
    from gongti.engine.assessment import Result
    from gongti.engine.diagnostics import Problem

FORMATS = ("terminal", "json", "markdown", "html", "xlsx", "docx", "svg")


@click.command(help="评价一个医共体或医疗集团，输出报告。")
@paths_argument
@assessed
@click.option("--format", "fmt", type=click.Choice(FORMATS), help="报告格式，默认 terminal；docx、xlsx 是文书。")
@paper_options
@click.option("-o", "--output", metavar="FILE|DIR", help="写入文件，不写到屏幕；整改通知书写进文件夹。")
@click.option("--width", type=click.IntRange(80, 200), help="终端报告的宽度（80–200）。")
@click.option("--fail-under", metavar="PERCENT", help="得分率（低端）不到这个数时，退出码为 1。")
def assess(
    asked: Asked, fmt: str | None, output: str | None, width: int | None, fail_under: str | None, **of_paper: Any
) -> int:
    """Assess and report."""
    from gongti.engine.assessment import view
    from gongti.engine.report import render, render_line

    bar, lang = _bar(fail_under), asked.lang
    paper = wanted(**of_paper, fmt=fmt, output=output, lang=lang)
    if paper is not None and asked.pack_name == EVERY_PACK:
        raise click.UsageError("--paper: --pack ID|FILE")
    fmt = fmt or "terminal"
    results = results_of(asked)
    if results[0].evaluators == ("direct",) and asked.engine == "auto":
        say("note.direct-only", lang)
    if paper is not None:
        write_papers(paper, view(results[0], lang), lang)  # type: ignore[arg-type]
        return _status(results, bar)
    if asked.pack_name == EVERY_PACK:
        data = b"".join(render_line(view(result, lang)) for result in results)  # type: ignore[arg-type]
    else:
        colour = output is None and fmt == "terminal" and sys.stdout.isatty()
        shown = view(results[0], lang)  # type: ignore[arg-type]
        data = render(shown, lang, fmt, width=width or columns(), colour=colour)  # type: ignore[arg-type]
    write(data, output, lang)
    return _status(results, bar)


def _status(results: Iterable[Result], bar: Any) -> int:
    """1 where a bar was set and one of the results is not sure to reach it."""
    return int(bar is not None and not all(_reaches(result, bar) for result in results))


def _bar(text: str | None) -> Any:
    """``--fail-under``: an exact number on 0-100, with or without a percent sign."""
    if text is None:
        return None
    import re
    from fractions import Fraction

    from gongti.engine.values.exact import from_fraction

    match = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,12})?)%?", text.strip(), re.ASCII)
    if match is None:
        raise click.BadParameter(text[:40], param_hint="--fail-under")
    return from_fraction(Fraction(match[1]))


def _reaches(result: Result, bar: Any) -> bool:
    """Whether the exact percent of the side that counts is sure to be at the bar or above."""
    ledger = result.basis.ledger
    low = ledger.total.low_percent if ledger.known else None
    return low is not None and bool(low >= bar)


@click.command(help="只检查：列出材料里的问题，不评分。")
@paths_argument
@assessed
@click.option("--mark", "mark", metavar="OUT", help="另写一份标出问题的副本（.xlsx）；几个工作簿时写文件夹。")
def check(asked: Asked, mark: str | None) -> int:
    """Every problem of a report, on stdout; of workbooks also marked copies."""
    from gongti.engine.assessment import assess as run
    from gongti.engine.diagnostics import Problems

    day = day_of(asked.on, asked.lang)
    submission, problems = asked.read()
    unopened = [p for p in problems if p.code in ("no-such-file", "cannot-open")]
    if submission is None and unopened:
        fail(unopened, asked.lang)
    if submission is not None:
        packs, more = packs_for(asked.pack_name, submission, day, asked.lang)
        found = [*problems, *more]
        for pack in packs:
            found += [p for p in run(pack, submission, day, "direct").problems if p not in found]
        problems = Problems(found).sorted()
    if mark is not None:
        _mark(asked, problems, mark)
    return report(problems, asked.lang)


def _mark(asked: Asked, problems: Iterable[Problem], out: str) -> None:
    """Marked copies of the workbooks beside the originals, which stay as they are."""
    from gongti.engine.intake import marked_copies
    from gongti.engine.words import say

    lang = asked.lang
    copies, unmarked = marked_copies((*asked.paths, *asked.reviews), problems, lang)  # type: ignore[arg-type]
    for problem in unmarked:
        tell(problem, lang)
    folder = len(copies) > 1 or out.endswith(("/", "\\")) or Path(out).is_dir()
    targets = [Path(out) / beside if folder else Path(out) for _, beside, _ in copies]
    originals = {original.resolve() for original, _, _ in copies}
    if any(target.resolve() in originals for target in targets):
        fail(problem_of("mark-same-file"), lang)
    for target, (_, _, data) in zip(targets, copies, strict=True):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            fail(problem_of("cannot-write", path=str(target)), lang)
        write(data, str(target), lang)
        err(say("marked.written", lang, path=str(target)))  # type: ignore[arg-type]


@click.command(help="逐步说明一个评价项：问什么、怎么答、怎么算、依据哪一条。")
@paths_argument
@click.argument("criterion")
@assessed
@click.option("--format", "fmt", type=click.Choice(("terminal", "json", "markdown", "html")), default="terminal")
@click.option("--width", type=click.IntRange(80, 200), help="终端报告的宽度（80–200）。")
def explain(asked: Asked, criterion: str, fmt: str, width: int | None) -> int:
    """Walk one criterion."""
    from gongti.engine.assessment.explain import explanation
    from gongti.engine.document import near_hint
    from gongti.engine.report import render_explanation

    lang = asked.lang
    results = results_of(asked)
    ids = [c.id for r in results for c in r.pack.criteria]
    result = next((r for r in results if criterion in {c.id for c in r.pack.criteria}), None)
    if result is None:
        hint = near_hint(criterion, ids)
        fail(problem_of("unknown-criterion-asked", id=criterion[:80], near=hint), lang)
    shown = explanation(result, criterion, lang)  # type: ignore[arg-type]
    colour = fmt == "terminal" and sys.stdout.isatty()
    data = render_explanation(shown, lang, fmt, width=width or columns(), colour=colour)  # type: ignore[arg-type]
    write(data, None, lang)
    return 0
