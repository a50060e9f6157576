"""Where commands meet the outside: bytes and problems out, in the language asked for; today's date in."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from gongti.engine.diagnostics import Problem

Item = TypeVar("Item")
PIPED_WIDTH = 100
"""Columns where there is no terminal to ask."""


def problem_of(code: str, at: str = "", **params: object) -> list[Problem]:
    from gongti.engine.diagnostics import Place, Problems

    problems = Problems()
    problems.add(code, Place(at), **params)
    return list(problems)


def fail(problems: Iterable[Problem], lang: str) -> NoReturn:
    """Problems on stderr, stdout empty, status 2."""
    for problem in problems:
        tell(problem, lang)
    sys.exit(2)


def tell(problem: Problem, lang: str) -> None:
    """One problem on stderr."""
    err(_line(problem, lang))


def _line(problem: Problem, lang: str) -> str:
    """The line of a problem. Names of files and sheets are anybody's: what they hold is shown and does nothing."""
    from gongti.engine.report.visible import visible

    return visible(problem.line(lang))  # type: ignore[arg-type]


def report(problems: Iterable[Problem], lang: str) -> int:
    """Problems as the result: on stdout; 1 where one of them is an error."""
    found = list(problems)
    for problem in found:
        out(_line(problem, lang))
    if not found:
        say("note.no-problems", lang)
    return int(any(p.severity == "error" for p in found))


def write(data: bytes, output: str | None, lang: str) -> None:
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError:
        fail(problem_of("cannot-write", path=output), lang)


def say(code: str, lang: str, **params: object) -> None:
    from gongti.engine.words import say

    err(say(code, lang, **params))  # type: ignore[arg-type]


def out(text: str) -> None:
    """A line of UTF-8, whatever the console's code page."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def err(text: str) -> None:
    sys.stderr.flush()
    sys.stderr.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stderr.buffer.flush()


def waited(items: Iterable[Item], code: str, lang: str) -> Iterator[Item]:
    """The same items; who waits at a terminal for more than a second sees how far it is."""
    from gongti.engine.progress import tracked
    from gongti.engine.words import say

    return tracked(items, say(code, lang))  # type: ignore[arg-type]


def columns() -> int:
    if not sys.stdout.isatty():
        return PIPED_WIDTH
    import shutil

    return max(80, min(200, shutil.get_terminal_size((PIPED_WIDTH, 24)).columns))


def silence_stdout() -> None:
    """The reader went away: nothing more is written, not even at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
