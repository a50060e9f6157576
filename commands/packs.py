"""``pack``: criteria packs listed, shown, checked, tested."""

from __future__ import annotations

import sys
from typing import Any

import click

from gongti.commands.asked import EVERY_PACK, files_of, lang_option, load, shown_as
from gongti.commands.edge import columns, out, report, waited, write
from gongti.commands.forms import asked_by

KINDS = ("county-consortium", "urban-group", "pilot-zone")


@click.group(name="pack", help="评分包：列出、查看、检查、跑用例、看覆盖、给编辑器的格式。")
def pack_group() -> None:
    """Criteria packs."""


def _packs(command: Any) -> Any:
    return click.argument("packs", nargs=-1, metavar="[PACK…]")(command)


@pack_group.command(name="list", help="列出随程序安装的评分包。")
@lang_option
def pack_list(lang: str) -> int:
    """The installed packs, a line each."""
    from gongti.engine.pack import installed_packs, load_pack

    for file in installed_packs():
        pack, _ = load_pack(file)
        if pack is not None:
            force = pack.model.in_force
            until = force.until.isoformat() if force.until is not None else "…"
            row = (pack.id, pack.model.version, f"{force.from_} – {until}", ", ".join(pack.model.applies_to))
            out("\t".join((*row, pack.model.title.said(lang))))
    return 0


@pack_group.command(name="show", help="查看一个评分包：维度、评价项、分值、依据；--questions：几个评分包的填报问卷。")
@_packs
@click.option(
    "--questions", is_flag=True, help="只列要填的问题：由谁填、怎么填，每题一次；不写 PACK 或写 all 则取全部。"
)
@click.option("--kind", type=click.Choice(KINDS), help="与 --questions 同用：只取适用于这一类的评分包。")
@click.option("--format", "fmt", type=click.Choice(("terminal", "json", "markdown")), default="terminal")
@lang_option
def pack_show(packs: tuple[str, ...], questions: bool, kind: str | None, fmt: str, lang: str) -> int:
    """A pack in words, or the questionnaire of packs."""
    from gongti.engine.report import render_pack

    if questions:
        write(_questionnaire(packs, kind, fmt, lang), None, lang)
        return 0
    if len(packs) != 1 or kind is not None or fmt != "terminal":
        raise click.UsageError("pack show PACK | pack show --questions [PACK…]")
    found = load(packs[0], lang)
    write(render_pack(found, lang, width=columns(), colour=sys.stdout.isatty()), None, lang)  # type: ignore[arg-type]
    return 0


def _questionnaire(names: tuple[str, ...], kind: str | None, fmt: str, lang: str) -> bytes:
    """Every question of packs, once."""
    from gongti.engine.report import render_questionnaire

    asked = asked_by(() if names == (EVERY_PACK,) else names, lang, kind)
    colour = fmt == "terminal" and sys.stdout.isatty()
    return render_questionnaire(asked, lang, fmt, width=columns(), colour=colour)  # type: ignore[arg-type]


@pack_group.command(name="lint", help="检查评分包有没有写错。不写 PACK 则检查全部。")
@_packs
@lang_option
def pack_lint(packs: tuple[str, ...], lang: str) -> int:
    """Every problem of packs, on stdout."""
    from gongti.engine.cases import lint_packs

    files = waited(files_of(packs, lang), "note.working", lang)
    return report(lint_packs((file, shown_as(file)) for file in files), lang)


@pack_group.command(name="test", help="跑评分包的用例（cases.yaml）。不写 PACK 则跑全部。")
@_packs
@lang_option
def pack_test(packs: tuple[str, ...], lang: str) -> int:
    """Run cases; differences on stdout."""
    return _cases(packs, lang, coverage=False)


@pack_group.command(name="coverage", help="用例走到了评分包的哪些分支，还缺哪些。")
@_packs
@lang_option
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
    write(schema.schema_text(made(lang)).encode(), output, lang or "zh")  # type: ignore[arg-type]
    return 0


def _cases(packs: tuple[str, ...], lang: str, *, coverage: bool) -> int:
    from gongti.engine.cases import run_cases

    status = 0
    # Printed at the end: lines would break the bar.
    outcomes = [run_cases(file, shown_as(file)) for file in waited(files_of(packs, lang), "note.working", lang)]
    for outcome in outcomes:
        for line in outcome.lines(lang, coverage=coverage):  # type: ignore[arg-type]
            out(line)
        status = max(status, outcome.status(coverage=coverage))
    return status
