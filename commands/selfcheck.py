"""``self-check``: materials dropped on a file in Windows, the result beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongti.commands.asked import Asked, day_of, packs_for, run_packs
from gongti.commands.edge import fail, problem_of, say

if TYPE_CHECKING:
    from gongti.engine.assessment import Result
    from gongti.engine.diagnostics import Problem
    from gongti.engine.pack import Pack
    from gongti.engine.submission import Submission


@click.command(name="self-check", help="自评：把评价结果写在材料旁边并打开；有要先改的，只写要改什么。")
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--on", "on", metavar="DATE", help="评价日，如 2024-12-01；默认今天。")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言，默认 zh。")
def self_check(paths: tuple[str, ...], on: str | None, lang: str) -> int:
    """For who has no terminal: one file beside the materials, with the result or with what must be mended first."""
    from gongti.engine import selfcheck

    if not paths:
        say("selfcheck.how", lang)
        return 2
    say("selfcheck.wait", lang)
    day, (folder, names) = day_of(on, lang), selfcheck.materials(paths)
    results, problems = _found(Asked(names, None, (), None, False, on, "auto", lang), day, folder)
    if missing := [p for p in problems if p.code == "no-such-file"]:
        fail(missing, lang)
    mend = any(p.severity == "error" for p in problems)
    try:
        if mend:
            marked = selfcheck.write_marked(names, problems, folder, lang)  # type: ignore[arg-type]
            written = [selfcheck.write_problems(problems, marked, folder, lang)]  # type: ignore[arg-type]
        else:
            written = selfcheck.write_results(results, folder, lang)  # type: ignore[arg-type]
    except OSError:
        say("selfcheck.cannot-write", lang, folder=folder)
        return 2
    for path in written:
        say("selfcheck.problems" if mend else "selfcheck.result", lang, path=path)
    shown = [selfcheck.show(path) for path in written]
    return int(mend) if all(shown) else 2


def _of_forms(submission: Submission, day: date, lang: str) -> tuple[list[Pack], tuple[Problem, ...]] | None:
    """The installed packs that the filled forms were made for; None where there is none."""
    from gongti.engine.pack import installed_packs

    ids = {pack for form in submission.forms for pack, _, _ in form.packs}
    chosen = [packs_for(i, submission, day, lang) for i in sorted(ids & {f.parent.name for f in installed_packs()})]
    more = tuple(p for _, problems in chosen for p in problems)
    return ([pack for packs, _ in chosen for pack in packs], more) if chosen else None


def _found(asked: Asked, day: date, folder: Path) -> tuple[list[Result], tuple[Problem, ...]]:
    """What materials come to, read from their folder, and every problem on the way."""
    from contextlib import chdir

    from gongti.engine.diagnostics import Problems

    try:
        with chdir(folder):
            submission, problems = asked.read()
    except OSError:
        return [], tuple(problem_of("no-such-file", at=str(folder)))
    if submission is None:
        return [], problems
    packs, more = _of_forms(submission, day, asked.lang) or packs_for(None, submission, day, asked.lang)
    results = run_packs(packs, submission, day, asked, (*problems, *more))
    return results, Problems([*problems, *more, *(p for r in results for p in r.problems)]).sorted()
