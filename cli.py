"""The command line: gathers the commands, and turns what they end with into an exit status. Nothing is computed here.

Exit status: 0 done; 1 done and a bar was missed, or ``check`` and ``pack`` commands found errors;
2 unusable input or usage. Results go to stdout, talk to stderr; no traceback for what a file contains.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from gongti import __version__
from gongti.commands import edge, forms, packs, papers, reports, results, selfcheck


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
        edge.silence_stdout()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)


@click.group(help="共体：按政策评分包评价医共体、医疗集团，给出讲得清的得分、区间和整改清单。", no_args_is_help=True)
@click.version_option(__version__, prog_name="gongti", message="%(prog)s %(version)s")
def group() -> None:
    """The commands."""


for command in (
    reports.assess,
    reports.check,
    selfcheck.self_check,
    reports.explain,
    packs.pack_group,
    forms.form,
    papers.template,
    results.compare,
    results.rank,
    results.ledger_group,
):
    group.add_command(command)

if __name__ == "__main__":
    main()
