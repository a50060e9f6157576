"""The command line: reads arguments, calls the library, writes bytes. Nothing is computed here.

Exit status: 0 done; 1 done and a bar was missed, or ``check`` and ``pack`` commands found errors;
2 unusable input or usage. Results go to stdout, talk to stderr; no traceback for what a file contains.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from gongti import __version__

if TYPE_CHECKING:
    from gongti.engine.assessment import Result
    from gongti.engine.diagnostics import Problem
    from gongti.engine.pack import Pack
    from gongti.engine.submission import Submission

FORMATS = ("terminal", "json", "markdown", "html", "xlsx", "docx", "svg")
BUILT = ("terminal", "json", "markdown", "html", "svg")
ENGINES = ("auto", "both", "direct")
KINDS = ("county-consortium", "urban-group", "pilot-zone")
PAGES = ("terminal", "json", "html", "xlsx")
"""The formats of what is made of results."""
EVERY_PACK = "all"
"""The pack's name that asks for a result of each pack that applies, as JSON Lines."""
PIPED_WIDTH = 100
"""Columns where there is no terminal to ask."""


def main() -> NoReturn:
    """The entry point of ``gongti``, ``python -m gongti`` and ``python cli.py``."""
    dropped = sys.argv[1:2] == ["self-check"]  # names as they are: a name like 自评[1].xlsx is no pattern
    try:
        status = group.main(prog_name="gongti", standalone_mode=False, windows_expand_args=not dropped)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        _silence_stdout()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)


@click.group(help="共体：按政策评分包评价医共体、医疗集团，给出讲得清的得分、区间和整改清单。", no_args_is_help=True)
@click.version_option(__version__, prog_name="gongti", message="%(prog)s %(version)s")
def group() -> None:
    """The commands."""


def _paths(command: Any) -> Any:
    return click.argument("paths", nargs=-1, required=True, metavar="PATH…")(command)


class _Asked(NamedTuple):
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

        return read_reports(self.paths, reviews=self.reviews, prior=self.prior, partial=self.partial)


def _assessed(command: Any) -> Any:
    """Adds those options; the command takes them as one ``_Asked``."""

    @wraps(command)
    def with_asked(**options: Any) -> Any:
        return command(_Asked(**{name: options.pop(name) for name in _Asked._fields}), **options)

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


@group.command(help="评价一个医共体或医疗集团，输出报告。")
@_paths
@_assessed
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="terminal", help="报告格式，默认 terminal。")
@click.option("-o", "--output", metavar="FILE", help="写入文件，不写到屏幕。")
@click.option("--width", type=click.IntRange(80, 200), help="终端报告的宽度（80–200）。")
@click.option("--fail-under", metavar="PERCENT", help="得分率（低端）不到这个数时，退出码为 1。")
def assess(asked: _Asked, fmt: str, output: str | None, width: int | None, fail_under: str | None) -> int:
    """Assess and report."""
    from gongti.engine.assessment import view
    from gongti.engine.report import render, render_line

    bar, lang = _bar(fail_under), asked.lang
    if fmt not in BUILT:
        _fail(_problem("format-needs-extra", format=fmt), lang)
    results = _assess(asked)
    if results[0].evaluators == ("direct",) and asked.engine == "auto":
        _say("note.direct-only", lang)
    if asked.pack_name == EVERY_PACK:
        data = b"".join(render_line(view(result, lang)) for result in results)  # type: ignore[arg-type]
    else:
        colour = output is None and fmt == "terminal" and sys.stdout.isatty()
        shown = view(results[0], lang)  # type: ignore[arg-type]
        data = render(shown, lang, fmt, width=width or _width(), colour=colour)  # type: ignore[arg-type]
    _write(data, output, lang)
    return int(bar is not None and not all(_reaches(result, bar) for result in results))


def _reaches(result: Result, bar: Any) -> bool:
    """Whether the exact percent of the side that counts is sure to be at the bar or above."""
    ledger = result.basis.ledger
    low = ledger.total.low_percent if ledger.known else None
    return low is not None and bool(low >= bar)


@group.command(help="只检查：列出材料里的问题，不评分。")
@_paths
@_assessed
@click.option("--mark", "mark", metavar="OUT", help="另写一份标出问题的副本（.xlsx）；几个工作簿时写文件夹。")
def check(asked: _Asked, mark: str | None) -> int:
    """Every problem of a report, on stdout; of workbooks also marked copies."""
    from gongti.engine.assessment import assess as run
    from gongti.engine.diagnostics import Problems

    day = _day(asked.on, asked.lang)
    submission, problems = asked.read()
    unopened = [p for p in problems if p.code in ("no-such-file", "cannot-open")]
    if submission is None and unopened:
        _fail(unopened, asked.lang)
    if submission is not None:
        packs, more = _chosen(asked.pack_name, submission, day, asked.lang)
        found = [*problems, *more]
        for pack in packs:
            found += [p for p in run(pack, submission, day, "direct").problems if p not in found]
        problems = Problems(found).sorted()
    if mark is not None:
        _mark(asked, problems, mark)
    return _report(problems, asked.lang)


def _mark(asked: _Asked, problems: Iterable[Problem], out: str) -> None:
    """Marked copies of the workbooks beside the originals, which stay as they are."""
    from gongti.engine.intake import marked_copies
    from gongti.engine.words import say

    lang = asked.lang
    copies, unmarked = marked_copies((*asked.paths, *asked.reviews), problems, lang)  # type: ignore[arg-type]
    for problem in unmarked:
        _err(problem.line(lang))  # type: ignore[arg-type]
    folder = len(copies) > 1 or out.endswith(("/", "\\")) or Path(out).is_dir()
    targets = [Path(out) / beside if folder else Path(out) for _, beside, _ in copies]
    originals = {original.resolve() for original, _, _ in copies}
    if any(target.resolve() in originals for target in targets):
        _fail(_problem("mark-same-file"), lang)
    for target, (_, _, data) in zip(targets, copies, strict=True):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            _fail(_problem("cannot-write", path=str(target)), lang)
        _write(data, str(target), lang)
        _err(say("marked.written", lang, path=str(target)))  # type: ignore[arg-type]


@group.command(name="self-check", help="自评：把评价结果写在材料旁边并打开；有要先改的，只写要改什么。")
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--on", "on", metavar="DATE", help="评价日，如 2024-12-01；默认今天。")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言，默认 zh。")
def self_check(paths: tuple[str, ...], on: str | None, lang: str) -> int:
    """For who has no terminal: one file beside the materials, with the result or with what must be mended first."""
    from gongti.engine import selfcheck

    if not paths:
        _say("selfcheck.how", lang)
        return 2
    _say("selfcheck.wait", lang)
    day, (folder, names) = _day(on, lang), selfcheck.materials(paths)
    results, problems = _found(_Asked(names, None, (), None, False, on, "auto", lang), day, folder)
    if missing := [p for p in problems if p.code == "no-such-file"]:
        _fail(missing, lang)
    mend = any(p.severity == "error" for p in problems)
    try:
        if mend:
            marked = selfcheck.write_marked(names, problems, folder, lang)  # type: ignore[arg-type]
            written = [selfcheck.write_problems(problems, marked, folder, lang)]  # type: ignore[arg-type]
        else:
            written = selfcheck.write_results(results, folder, lang)  # type: ignore[arg-type]
    except OSError:
        _say("selfcheck.cannot-write", lang, folder=folder)
        return 2
    for path in written:
        _say("selfcheck.problems" if mend else "selfcheck.result", lang, path=path)
    shown = [selfcheck.show(path) for path in written]
    return int(mend) if all(shown) else 2


def _of_forms(submission: Submission, day: date, lang: str) -> tuple[list[Pack], tuple[Problem, ...]] | None:
    """The installed packs that the filled forms were made for; None where there is none."""
    from gongti.engine.pack import installed_packs

    ids = {pack for form in submission.forms for pack, _, _ in form.packs}
    chosen = [_chosen(i, submission, day, lang) for i in sorted(ids & {f.parent.name for f in installed_packs()})]
    more = tuple(p for _, problems in chosen for p in problems)
    return ([pack for packs, _ in chosen for pack in packs], more) if chosen else None


def _found(asked: _Asked, day: date, folder: Path) -> tuple[list[Result], tuple[Problem, ...]]:
    """What materials come to, read from their folder, and every problem on the way."""
    from contextlib import chdir

    from gongti.engine.diagnostics import Problems

    try:
        with chdir(folder):
            submission, problems = asked.read()
    except OSError:
        return [], tuple(_problem("no-such-file", at=str(folder)))
    if submission is None:
        return [], problems
    packs, more = _of_forms(submission, day, asked.lang) or _chosen(None, submission, day, asked.lang)
    results = _run(packs, submission, day, asked, (*problems, *more))
    return results, Problems([*problems, *more, *(p for r in results for p in r.problems)]).sorted()


@group.command(help="逐步说明一个评价项：问什么、怎么答、怎么算、依据哪一条。")
@_paths
@click.argument("criterion")
@_assessed
@click.option("--format", "fmt", type=click.Choice(("terminal", "json", "markdown", "html")), default="terminal")
@click.option("--width", type=click.IntRange(80, 200), help="终端报告的宽度（80–200）。")
def explain(asked: _Asked, criterion: str, fmt: str, width: int | None) -> int:
    """Walk one criterion."""
    from gongti.engine.assessment.explain import explanation
    from gongti.engine.document import near_hint
    from gongti.engine.report import render_explanation

    lang = asked.lang
    if fmt not in BUILT:
        _fail(_problem("format-needs-extra", format=fmt), lang)
    results = _assess(asked)
    ids = [c.id for r in results for c in r.pack.criteria]
    result = next((r for r in results if criterion in {c.id for c in r.pack.criteria}), None)
    if result is None:
        hint = near_hint(criterion, ids)
        _fail(_problem("unknown-criterion-asked", id=criterion[:80], near=hint), lang)
    shown = explanation(result, criterion, lang)  # type: ignore[arg-type]
    colour = fmt == "terminal" and sys.stdout.isatty()
    data = render_explanation(shown, lang, fmt, width=width or _width(), colour=colour)  # type: ignore[arg-type]
    _write(data, None, lang)
    return 0


@group.group(name="pack", help="评分包：列出、查看、检查、跑用例、看覆盖、给编辑器的格式。")
def pack_group() -> None:
    """Criteria packs."""


def _lang(command: Any) -> Any:
    return click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="语言，默认 zh。")(command)


def _packs(command: Any) -> Any:
    return click.argument("packs", nargs=-1, metavar="[PACK…]")(command)


@pack_group.command(name="list", help="列出随程序安装的评分包。")
@_lang
def pack_list(lang: str) -> int:
    """The installed packs, a line each."""
    from gongti.engine.pack import installed_packs, load_pack

    for file in installed_packs():
        pack, _ = load_pack(file)
        if pack is not None:
            force = pack.model.in_force
            until = force.until.isoformat() if force.until is not None else "…"
            row = (pack.id, pack.model.version, f"{force.from_} – {until}", ", ".join(pack.model.applies_to))
            _out("\t".join((*row, pack.model.title.said(lang))))
    return 0


@pack_group.command(name="show", help="查看一个评分包：维度、评价项、分值、依据；--questions：几个评分包的填报问卷。")
@_packs
@click.option(
    "--questions", is_flag=True, help="只列要填的问题：由谁填、怎么填，每题一次；不写 PACK 或写 all 则取全部。"
)
@click.option("--kind", type=click.Choice(KINDS), help="与 --questions 同用：只取适用于这一类的评分包。")
@click.option("--format", "fmt", type=click.Choice(("terminal", "json", "markdown")), default="terminal")
@_lang
def pack_show(packs: tuple[str, ...], questions: bool, kind: str | None, fmt: str, lang: str) -> int:
    """A pack in words, or the questionnaire of packs."""
    from gongti.engine.report import render_pack

    if questions:
        _write(_questionnaire(packs, kind, fmt, lang), None, lang)
        return 0
    if len(packs) != 1 or kind is not None or fmt != "terminal":
        raise click.UsageError("pack show PACK | pack show --questions [PACK…]")
    found = _load(packs[0], lang)
    _write(render_pack(found, lang, width=_width(), colour=sys.stdout.isatty()), None, lang)  # type: ignore[arg-type]
    return 0


def _questionnaire(names: tuple[str, ...], kind: str | None, fmt: str, lang: str) -> bytes:
    """Every question of packs, once."""
    from gongti.engine.report import render_questionnaire

    asked = _asked_by(() if names == (EVERY_PACK,) else names, lang, kind)
    colour = fmt == "terminal" and sys.stdout.isatty()
    return render_questionnaire(asked, lang, fmt, width=_width(), colour=colour)  # type: ignore[arg-type]


def _asked_by(names: tuple[str, ...], lang: str, kind: str | None = None) -> Any:
    """What packs ask, or the end of the program where two of them ask one thing differently."""
    from gongti.engine.pack.questionnaire import questionnaire

    chosen = [_load(str(file), lang) for file in _files(names, lang)]
    asked, problems = questionnaire([pack for pack in chosen if kind is None or kind in pack.model.applies_to])
    if asked is None:
        _fail(problems, lang)
    return asked


@pack_group.command(name="lint", help="检查评分包有没有写错。不写 PACK 则检查全部。")
@_packs
@_lang
def pack_lint(packs: tuple[str, ...], lang: str) -> int:
    """Every problem of packs, on stdout."""
    from gongti.engine.cases import lint_packs

    return _report(lint_packs((file, _shown(file)) for file in _files(packs, lang)), lang)


@pack_group.command(name="test", help="跑评分包的用例（cases.yaml）。不写 PACK 则跑全部。")
@_packs
@_lang
def pack_test(packs: tuple[str, ...], lang: str) -> int:
    """Run cases; differences on stdout."""
    return _cases(packs, lang, coverage=False)


@pack_group.command(name="coverage", help="用例走到了评分包的哪些分支，还缺哪些。")
@_packs
@_lang
def pack_coverage(packs: tuple[str, ...], lang: str) -> int:
    """Branch coverage by cases; what is missing on stdout."""
    return _cases(packs, lang, coverage=True)


@pack_group.command(name="schema", help="评分包的 JSON Schema：编辑器靠它提示和检查。")
@click.option("--dictionary", is_flag=True, help="要公共指标库（indicators.yaml）的。")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="说明只用一种语言；默认中英都有。")
@click.option("-o", "--output", metavar="FILE", help="写入文件，不写到屏幕。")
def pack_schema(dictionary: bool, lang: str | None, output: str | None) -> int:
    """The JSON Schema of packs, or of the shared dictionary."""
    from gongti.engine.pack import schema

    made = schema.dictionary_schema if dictionary else schema.pack_schema
    _write(schema.schema_text(made(lang)).encode(), output, lang or "zh")  # type: ignore[arg-type]
    return 0


def _cases(packs: tuple[str, ...], lang: str, *, coverage: bool) -> int:
    from gongti.engine.cases import run_cases

    status = 0
    for file in _files(packs, lang):
        outcome = run_cases(file, _shown(file))
        for line in outcome.lines(lang, coverage=coverage):  # type: ignore[arg-type]
            _out(line)
        status = max(status, outcome.status(coverage=coverage))
    return status


@group.command(help="生成填报用的 Excel 表：由评分包的问题而来；--each 一家一份，--review 生成核验表。")
@click.argument("packs", nargs=-1, required=True, metavar="PACK…")
@click.option("--register", metavar="FILE", help="机构名册：每家机构一张表。")
@click.option("--consortium", metavar="ID", help="名册里有几个医共体时，为哪一个。")
@click.option("--period", metavar="PERIOD", help="统计期，如 2024、2024-H1；默认上一个整年。")
@click.option("--each", is_flag=True, help="每家机构、每个部门各一份，写进文件夹。")
@click.option("--facilities", type=click.IntRange(1, 500), default=5, help="没有名册时留几张空白机构表，默认 5。")
@click.option("--prefill", metavar="PATH", help="上一期的填报材料：作为参考显示，不作为答案。")
@click.option("--review", metavar="PATH", help="本期的填报材料：生成核验表。")
@click.option("-o", "--output", metavar="FILE.xlsx|DIR", help="写到哪里；与 --each 同用时是文件夹。")
@_lang
def form(packs: tuple[str, ...], output: str | None, each: bool, lang: str, **named: Any) -> int:
    """The workbooks that are filled in."""
    from gongti.engine.form import WriterMissing, forms, written

    if output is None:
        _fail(_problem("form-output-missing"), lang)
    if each and not (named["register"] or named["review"] or named["prefill"]):
        _fail(_problem("form-each-register"), lang)
    asked = _asked_by(packs, lang)
    made = forms(asked, _given(asked, lang, **named), lang, each=each)  # type: ignore[arg-type]
    try:
        files = [(each_form.file, written(each_form, lang)) for each_form in made]  # type: ignore[arg-type]
    except WriterMissing:
        _fail(_problem("form-writer-missing", command="pip install xlsxwriter"), lang)
    if not each:
        _write(files[0][1], output, lang)
        return 0
    try:
        Path(output).mkdir(parents=True, exist_ok=True)
    except OSError:
        _fail(_problem("cannot-write", path=output), lang)
    for file, data in files:
        _write(data, str(Path(output) / f"{file}.xlsx"), lang)
        _out((Path(output) / f"{file}.xlsx").as_posix())
    return 0


def _given(asked: Any, lang: str, register: str | None, prefill: str | None, review: str | None, **named: Any) -> Any:
    """What a form is made from beside its packs, or the end of the program."""
    from gongti.engine.form import given_of, register_of
    from gongti.engine.intake import read_reports

    def handed_in(path: str | None) -> Submission | None:
        if path is None:
            return None
        found, problems = read_reports((path,))
        if found is None:
            _fail(problems, lang)
        return found

    entries = None
    if register is not None:
        try:
            entries, problems = register_of(Path(register).read_bytes(), register)
        except (OSError, ValueError):
            _fail(_problem("cannot-open", at=register), lang)
        if entries is None:
            _fail(problems, lang)
    given, problems = given_of(
        asked,
        register=entries,
        claimed=handed_in(review),
        before=handed_in(prefill),
        consortium=named["consortium"],
        period=named["period"],
        year=date.today().year - 1,
        blank=named["facilities"],
    )
    if given is None:
        _fail(problems, lang)
    return given


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


@group.command(help="对照两次评价结果：哪些问题凭什么销号，哪些没有、反弹或新增（销号表）。")
@click.argument("old")
@click.argument("new")
@click.option("--on", "on", metavar="DATE", help="检查日：佐证在这天以前到期的，只算暂可销号；默认 NEW 的评价日。")
@click.option("--earlier", metavar="RESULT", multiple=True, help="更早的结果，可以写几次：据此认出反弹的问题。")
@click.option("--ledger", metavar="FILE", help="整改台账：据此认出反弹的问题。")
@_page
def compare(old: str, new: str, on: str | None, earlier: tuple[str, ...], ledger: str | None, **asked: Any) -> int:
    """What closed between two results, and on which proof."""
    from gongti.engine.compare import Known, view
    from gongti.engine.compare import compare as run
    from gongti.engine.compare.sheet import page
    from gongti.engine.diagnostics import Problems
    from gongti.engine.ledger import belongs

    lang, day = asked["lang"], _day(on, asked["lang"]) if on is not None else None
    first, second, *others = _records((old, new, *earlier), lang)
    known = {}
    if ledger is not None:
        chain, state = _replayed(ledger, lang)
        belongs(chain, second, strange := Problems())
        if strange.has_errors:
            _fail(strange, lang)
        known = {gap.key: Known(gap.answers, gap.open, gap.closed_once, gap.due) for gap in state.values()}
    found, problems = run(first, second, day, earlier=others, known=known)
    if found is None:
        _fail(problems, lang)
    _page_out(view(found), page, **asked)
    return 0


@group.command(help="几个医共体同一评分包的结果排名；分不出先后的，名次写成范围。另列最常见的问题和逐项通过率。")
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
        _fail(problems, asked["lang"])
    _page_out(view(found), page, **asked)
    return 0


@group.group(name="ledger", help="整改台账：每次结果记一条，条条相扣，改了、删了、截短了都查得出。")
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
    chain, state = _replayed(file, lang, absent=True)
    problems = Problems()
    line = next_line(chain, state, record, _day(on, lang), by, problems)
    if problems.has_errors or line is not None and not append(chain, line, problems):
        _fail(problems, lang)
    for problem in problems:
        _err(problem.line(lang))  # type: ignore[arg-type]
    if line is None:
        _say("mend.nothing-new", lang)
    else:
        _say("mend.added", lang, line=line.n, count=len(line.events))
    _out(line.hash if line is not None else chain.head)
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
    day = _day(on, lang)
    chain = read_file(file, problems)
    if chain is None and any(p.code in ("no-such-file", "cannot-open") for p in problems):
        _fail(problems, lang)
    shown = status(chain, replay(chain, problems), day, head, problems) if chain is not None else None
    if shown is None:
        return _report(problems.sorted(), lang)
    _page_out(shown, page, **asked)
    return 0


def _records(paths: tuple[str, ...], lang: str, *, scores: bool = False) -> list[Any]:
    """Results read back, or the end of the program."""
    from gongti.engine.progress import tracked
    from gongti.engine.results import read_records
    from gongti.engine.words import say

    records, problems = read_records(tracked(paths, say("mend.progress", lang)), scores=scores)  # type: ignore[arg-type]
    if len(records) < len(paths):
        _fail(problems, lang)
    return list(records)


def _replayed(file: str, lang: str, *, absent: bool = False) -> tuple[Any, Any]:
    """A ledger and where its gaps stand, or the end of the program where it is not whole."""
    from gongti.engine.diagnostics import Problems
    from gongti.engine.ledger import read_file, replay

    problems = Problems()
    chain = read_file(file, problems, absent=absent)
    state = replay(chain, problems) if chain is not None else {}
    if chain is None or len(problems):
        _fail(problems.sorted(), lang)
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
        data = render(page(shown, lang), lang, fmt, width=width or _width(), colour=colour)  # type: ignore[arg-type]
    _write(data, output, lang)


# what every command shares


def _assess(asked: _Asked) -> list[Result]:
    """A result a pack, or the end of the program with its problems on stderr and status 2."""
    lang, day = asked.lang, _day(asked.on, asked.lang)
    submission, problems = asked.read()
    if submission is None:
        _fail(problems, lang)
    packs, more = _chosen(asked.pack_name, submission, day, lang)
    if not packs:
        _fail(more, lang)
    return _run(packs, submission, day, asked, (*problems, *more))


def _run(
    packs: list[Pack], submission: Submission, day: date, asked: _Asked, every: tuple[Problem, ...]
) -> list[Result]:
    """A result a pack, or the end of the program."""
    from gongti.engine.assessment import EngineMissing, RulesRefused
    from gongti.engine.assessment import assess as run
    from gongti.engine.inference import InternalDisagreement, NetworkFault

    lang = asked.lang
    try:
        return [run(pack, submission, day, asked.engine, every) for pack in packs]  # type: ignore[arg-type]
    except EngineMissing:
        _fail(_problem("engine-missing", command="pip install durable-rules"), lang)
    except RulesRefused as refused:
        _fail(refused.problems, lang)
    except (InternalDisagreement, NetworkFault) as error:
        _fail(_problem("internal-disagreement", detail=str(error)), lang)


def _chosen(name: str | None, submission: Submission, day: date, lang: str) -> tuple[list[Pack], tuple[Problem, ...]]:
    """The pack asked for, or the newest in force for this kind, or every one of those; none, and why."""
    from gongti.engine.pack.choose import choose, fits, fitting_packs

    day = min(day, submission.period.end)  # the day that dated parameters are read on picks the pack too
    kind, at = submission.consortium.kind, submission.consortium.at
    if name is not None and name != EVERY_PACK:
        pack = _load(name, lang)
        return [pack], fits(pack, kind, at, day)
    if name == EVERY_PACK and (every := fitting_packs(kind, day)):
        return every, ()
    chosen, problems = choose(kind, at, day)
    return ([chosen] if chosen is not None else []), problems


def _load(name: str, lang: str) -> Pack:
    """A pack by id or path, or the end of the program."""
    from gongti.engine.pack import load_pack

    file = _file(name, lang)
    try:
        pack, problems = load_pack(file, _shown(file))
    except OSError:
        _fail(_problem("cannot-open", at=name), lang)
    if pack is None:
        _fail(problems, lang)
    return pack


def _file(name: str, lang: str) -> Path:
    """The file of a pack named by id or path."""
    from gongti.engine.pack.choose import find_pack

    file, problems = find_pack(name)
    if file is None:
        _fail(problems, lang)
    return file


def _files(names: tuple[str, ...], lang: str) -> list[Path]:
    from gongti.engine.pack import installed_packs

    return [_file(n, lang) for n in names] if names else list(installed_packs())


def _shown(file: Path) -> str:
    """A pack's path as people know it: as given where it lies below here, else from its rules folder on."""
    from gongti.engine.pack.load import shown_path

    return shown_path(file)


def _problem(code: str, at: str = "", **params: object) -> list[Problem]:
    from gongti.engine.diagnostics import Place, Problems

    problems = Problems()
    problems.add(code, Place(at), **params)
    return list(problems)


def _fail(problems: Iterable[Problem], lang: str) -> NoReturn:
    """Problems on stderr, stdout empty, status 2."""
    for problem in problems:
        _err(problem.line(lang))  # type: ignore[arg-type]
    sys.exit(2)


def _report(problems: Iterable[Problem], lang: str) -> int:
    """Problems as the result: on stdout; 1 where one of them is an error."""
    found = list(problems)
    for problem in found:
        _out(problem.line(lang))  # type: ignore[arg-type]
    if not found:
        _say("note.no-problems", lang)
    return int(any(p.severity == "error" for p in found))


def _day(text: str | None, lang: str) -> date:
    """The assessment date; today only where none is given."""
    if text is None:
        return date.today()
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    _fail(_problem("date-option", value=text[:40]), lang)


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


def _width() -> int:
    if not sys.stdout.isatty():
        return PIPED_WIDTH
    import shutil

    return max(80, min(200, shutil.get_terminal_size((PIPED_WIDTH, 24)).columns))


def _write(data: bytes, output: str | None, lang: str) -> None:
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError:
        _fail(_problem("cannot-write", path=output), lang)


def _say(code: str, lang: str, **params: object) -> None:
    from gongti.engine.words import say

    _err(say(code, lang, **params))  # type: ignore[arg-type]


def _out(text: str) -> None:
    """A line of UTF-8, whatever the console's code page."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _err(text: str) -> None:
    sys.stderr.flush()
    sys.stderr.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stderr.buffer.flush()


def _silence_stdout() -> None:
    """The reader went away: nothing more is written, not even at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
