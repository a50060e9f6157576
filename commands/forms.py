"""``form``: the workbooks that are filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongti.commands.asked import files_of, lang_option, load
from gongti.commands.edge import fail, out, problem_of, write

if TYPE_CHECKING:
    from gongti.engine.submission import Submission


@click.command(help="生成填报用的 Excel 表：由评分包的问题而来；--each 一家一份，--review 生成核验表。")
@click.argument("packs", nargs=-1, required=True, metavar="PACK…")
@click.option("--register", metavar="FILE", help="机构名册：每家机构一张表。")
@click.option("--consortium", metavar="ID", help="名册里有几个医共体时，为哪一个。")
@click.option("--period", metavar="PERIOD", help="统计期，如 2024、2024-H1；默认上一个整年。")
@click.option("--each", is_flag=True, help="每家机构、每个部门各一份，写进文件夹。")
@click.option("--facilities", type=click.IntRange(1, 500), default=5, help="没有名册时留几张空白机构表，默认 5。")
@click.option("--prefill", metavar="PATH", help="上一期的填报材料：作为参考显示，不作为答案。")
@click.option("--review", metavar="PATH", help="本期的填报材料：生成核验表。")
@click.option("-o", "--output", metavar="FILE.xlsx|DIR", help="写到哪里；与 --each 同用时是文件夹。")
@lang_option
def form(packs: tuple[str, ...], output: str | None, each: bool, lang: str, **named: Any) -> int:
    """The workbooks that are filled in."""
    from gongti.engine.form import WriterMissing, forms, written

    if output is None:
        fail(problem_of("form-output-missing"), lang)
    if each and not (named["register"] or named["review"] or named["prefill"]):
        fail(problem_of("form-each-register"), lang)
    asked = asked_by(packs, lang)
    made = forms(asked, _given(asked, lang, **named), lang, each=each)  # type: ignore[arg-type]
    try:
        files = [(each_form.file, written(each_form, lang)) for each_form in made]  # type: ignore[arg-type]
    except WriterMissing:
        fail(problem_of("form-writer-missing", command="pip install xlsxwriter"), lang)
    if not each:
        write(files[0][1], output, lang)
        return 0
    try:
        Path(output).mkdir(parents=True, exist_ok=True)
    except OSError:
        fail(problem_of("cannot-write", path=output), lang)
    for file, data in files:
        write(data, str(Path(output) / f"{file}.xlsx"), lang)
        out((Path(output) / f"{file}.xlsx").as_posix())
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
            fail(problems, lang)
        return found

    entries = None
    if register is not None:
        try:
            entries, problems = register_of(Path(register).read_bytes(), register)
        except (OSError, ValueError):
            fail(problem_of("cannot-open", at=register), lang)
        if entries is None:
            fail(problems, lang)
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
        fail(problems, lang)
    return given


def asked_by(names: tuple[str, ...], lang: str, kind: str | None = None) -> Any:
    """What packs ask, or the end of the program where two of them ask one thing differently."""
    from gongti.engine.pack.questionnaire import questionnaire

    chosen = [load(str(file), lang) for file in files_of(names, lang)]
    asked, problems = questionnaire([pack for pack in chosen if kind is None or kind in pack.model.applies_to])
    if asked is None:
        fail(problems, lang)
    return asked
