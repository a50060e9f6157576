"""What commands ask alike: paths, pack, day, reviews; and what they read and choose with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from gongti.commands.edge import fail, problem_of, waited

if TYPE_CHECKING:
    from gongti.engine.assessment import Result
    from gongti.engine.diagnostics import Problem
    from gongti.engine.pack import Pack
    from gongti.engine.submission import Submission

ENGINES = ("auto", "both", "direct")
EVERY_PACK = "all"
"""The pack's name that asks for a result of each pack that applies, as JSON Lines."""


def paths_argument(command: Any) -> Any:
    return click.argument("paths", nargs=-1, required=True, metavar="PATH…")(command)


class Asked(NamedTuple):
    """What the options say that mean the same wherever a report is assessed."""

    paths: tuple[str, ...]
    pack_name: str | None
    reviews: tuple[str, ...]
    prior: str | None
    partial: bool
    on: str | None
    engine: str
    lang: str

    def read(self) -> tuple[Submission | None, tuple[Problem, ...]]:
        from gongti.engine.intake import read_reports

        def each(texts: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
            return waited(texts, "note.reading", self.lang)

        return read_reports(self.paths, reviews=self.reviews, prior=self.prior, partial=self.partial, each=each)


def assessed(command: Any) -> Any:
    """Adds those options; the command takes them as one ``Asked``."""

    @wraps(command)
    def with_asked(**options: Any) -> Any:
        return command(Asked(**{name: options.pop(name) for name in Asked._fields}), **options)

    decorated: Any = with_asked
    for option in (
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="报告语言，默认 zh。"),
        click.option("--engine", type=click.Choice(ENGINES), default="auto", help="推理器，默认 auto。"),
        click.option("--on", "on", metavar="DATE", help="评价日，如 2024-12-01；默认今天。"),
        click.option("--partial", is_flag=True, help="读不了的文件不计入，照样评价，并先说明。"),
        click.option("--prior", metavar="RESULT", help="上期的评价结果（JSON），用来与上期相比。"),
        click.option("--review", "reviews", metavar="FILE", multiple=True, help="核验意见，可以写几次。"),
        click.option("--pack", "pack_name", metavar="ID|FILE", help="评分包；默认取适用且最新的；all：全部适用的。"),
    ):
        decorated = option(decorated)
    return decorated


def lang_option(command: Any) -> Any:
    return click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言，默认 zh。")(command)


def day_of(text: str | None, lang: str) -> date:
    """The assessment date; today only where none is given."""
    if text is None:
        return date.today()
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    fail(problem_of("date-option", value=text[:40]), lang)


def results_of(asked: Asked) -> list[Result]:
    """A result a pack, or the end of the program with its problems on stderr and status 2."""
    lang, day = asked.lang, day_of(asked.on, asked.lang)
    submission, problems = asked.read()
    if submission is None:
        fail(problems, lang)
    packs, more = packs_for(asked.pack_name, submission, day, lang)
    if not packs:
        fail(more, lang)
    return run_packs(packs, submission, day, asked, (*problems, *more))


def run_packs(
    packs: list[Pack], submission: Submission, day: date, asked: Asked, every: tuple[Problem, ...]
) -> list[Result]:
    """A result a pack, or the end of the program."""
    from gongti.engine.assessment import EngineMissing, RulesRefused
    from gongti.engine.assessment import assess as run
    from gongti.engine.inference import InternalDisagreement, NetworkFault

    lang = asked.lang
    try:
        working = waited(packs, "note.working", lang)
        return [run(pack, submission, day, asked.engine, every) for pack in working]  # type: ignore[arg-type]
    except EngineMissing:
        fail(problem_of("engine-missing", command="pip install durable-rules"), lang)
    except RulesRefused as refused:
        fail(refused.problems, lang)
    except (InternalDisagreement, NetworkFault) as error:
        fail(problem_of("internal-disagreement", detail=str(error)), lang)


def packs_for(name: str | None, submission: Submission, day: date, lang: str) -> tuple[list[Pack], tuple[Problem, ...]]:
    """The pack asked for, or the newest in force for this kind, or every one of those; none, and why."""
    from gongti.engine.pack.choose import choose, fits, fitting_packs

    day = min(day, submission.period.end)  # the day that dated parameters are read on picks the pack too
    kind, at = submission.consortium.kind, submission.consortium.at
    if name is not None and name != EVERY_PACK:
        pack = load(name, lang)
        return [pack], fits(pack, kind, at, day)
    if name == EVERY_PACK and (every := fitting_packs(kind, day)):
        return every, ()
    chosen, problems = choose(kind, at, day)
    return ([chosen] if chosen is not None else []), problems


def load(name: str, lang: str) -> Pack:
    """A pack by id or path, or the end of the program."""
    from gongti.engine.pack import load_pack

    file = file_of(name, lang)
    try:
        pack, problems = load_pack(file, shown_as(file))
    except OSError:
        fail(problem_of("cannot-open", at=name), lang)
    if pack is None:
        fail(problems, lang)
    return pack


def file_of(name: str, lang: str) -> Path:
    """The file of a pack named by id or path."""
    from gongti.engine.pack.choose import find_pack

    file, problems = find_pack(name)
    if file is None:
        fail(problems, lang)
    return file


def files_of(names: tuple[str, ...], lang: str) -> list[Path]:
    from gongti.engine.pack import installed_packs

    return [file_of(n, lang) for n in names] if names else list(installed_packs())


def shown_as(file: Path) -> str:
    """A pack's path as people know it: as given where it lies below here, else from its rules folder on."""
    from gongti.engine.pack.load import shown_path

    return shown_path(file)
