"""A self-check's files: takes what was found in materials, gives one file beside them, and shows it.

It is what a double click can have instead of a terminal: nothing is asked, and no earlier file is written over. The
text is for any editor: UTF-8 with a byte order mark and CR LF, which the oldest Notepad reads too.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir
from itertools import count
from pathlib import Path
from typing import Final

from gongti.engine.assessment import Result, view
from gongti.engine.diagnostics import Problem
from gongti.engine.form.names import Names
from gongti.engine.intake import marked_copies
from gongti.engine.report import FORMATS, render
from gongti.engine.report.markdown import plain
from gongti.engine.words import Language, say

SUFFIXES: Final = {"html": ".html", "markdown": ".md"}
"""The formats of a result that open in every office, the best first."""
MARKDOWN: Final = "markdown"
RESULT: Final = next(fmt for fmt in SUFFIXES if fmt in FORMATS)
"""The best of them that there is."""


def materials(paths: Sequence[str]) -> tuple[Path, tuple[str, ...]]:
    """The folder in which the first of the paths stands, and all of them as they are named from there.

    Named so, the same materials give the same result wherever they are, and no result tells of the user's folders.
    """
    whole = [Path(path).absolute() for path in paths]
    folder = whole[0].parent
    return folder, tuple(str(p.relative_to(folder)) if p.is_relative_to(folder) else str(p) for p in whole)


def write_results(results: Sequence[Result], folder: Path, lang: Language) -> list[Path]:
    """A result a pack, each in a new file of the folder; of several each has its pack's name. Raises OSError."""
    written, names = [], Names()
    for result in results:
        page = render(view(result, lang), lang, RESULT)
        stem = say("selfcheck.file.result", lang)
        if len(results) > 1:
            stem = say("selfcheck.file.result-of", lang, pack=result.pack.model.title.said(lang))
        data = _for_editors(page) if RESULT == MARKDOWN else page
        written.append(write_new(folder, names.file(stem, result.pack.id), SUFFIXES[RESULT], data))
    return written


def write_marked(paths: Iterable[str], problems: Sequence[Problem], folder: Path, lang: Language) -> list[Path]:
    """A marked copy, in a new file of the folder, of each workbook in which a cell is wrong. Raises OSError."""
    wrong = {problem.at.path for problem in problems if problem.severity == "error" and problem.at.cell}
    if not wrong:
        return []
    with chdir(folder):
        copies, _ = marked_copies(paths, problems, lang)
    return [
        write_new(folder, say("selfcheck.file.marked", lang, name=original.stem), original.suffix, data)
        for original, _, data in copies
        if original.as_posix() in wrong
    ]


def write_problems(problems: Iterable[Problem], marked: Sequence[Path], folder: Path, lang: Language) -> Path:
    """What must be mended first, in a new file of the folder. Raises OSError."""
    text = "\n".join(_page(list(problems), [path.name for path in marked], lang)) + "\n"
    return write_new(folder, say("selfcheck.file.problems", lang), ".md", _for_editors(text.encode("utf-8")))


def _page(problems: list[Problem], marked: Sequence[str], lang: Language) -> Iterator[str]:
    errors = [problem for problem in problems if problem.severity == "error"]
    others = [problem for problem in problems if problem.severity != "error"]
    yield f"# {plain(say('selfcheck.title', lang, count=len(errors)))}"
    yield ""
    yield plain(say("selfcheck.then", lang))
    for name in marked:
        yield ""
        yield plain(say("selfcheck.marked", lang, name=name))
    for heading, listed in (("errors", errors), ("others", others)):
        if listed:
            yield ""
            yield f"## {plain(say(f'selfcheck.{heading}', lang))}"
            yield ""
            yield from (_line(number, problem, lang) for number, problem in enumerate(listed, 1))


def _line(number: int, problem: Problem, lang: Language) -> str:
    """The place stands as it is, in the quotes of Markdown that leave every other mark alone."""
    where = " ".join(str(problem.at).replace("`", "'").split())
    return f"{number}. " + (f"`{where}` " if where else "") + plain(problem.text(lang))


def _for_editors(data: bytes) -> bytes:
    return data.decode("utf-8").replace("\n", "\r\n").encode("utf-8-sig")


def write_new(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """A file of a name that no file has yet: ``stem.md``, else ``stem(2).md``, and so on. Raises OSError."""
    for number in count(1):
        path = folder / (f"{stem}({number}){suffix}" if number > 1 else f"{stem}{suffix}")
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        return path
    raise AssertionError("count() ends never")


def show(path: Path) -> bool:
    """Open a file as a double click would, where there is Windows; elsewhere nothing happens. False where it failed.

    Markdown goes to Notepad, by its full path: few offices have a program for it, and Windows would ask for one.
    """
    start: Callable[[str], None] | None = getattr(os, "startfile", None)
    if start is None:
        return True
    try:
        if path.suffix == SUFFIXES[MARKDOWN]:
            subprocess.Popen([str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "notepad.exe")), str(path)])
        else:
            start(str(path))
    except OSError:
        return False
    return True
