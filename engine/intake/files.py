"""Files and folders: takes paths as typed, gives one submission; nothing outside a folder is followed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import MAX_BYTES
from gongti.engine.intake import table
from gongti.engine.intake.assemble import Each, read_report_texts
from gongti.engine.intake.cells import WORKBOOK
from gongti.engine.intake.guard import is_workbook
from gongti.engine.submission import Submission
from gongti.engine.words import Language

SUFFIXES = (".yaml", ".yml", ".json", *table.SUFFIXES)
OTHER_WORKBOOKS = (".xls", ".et", ".xlsm", ".xlsb", ".ods", ".ett", ".xlt")
"""Workbooks of other kinds, which are saved as .xlsx before they are read."""


def read_reports(
    paths: Iterable[str],
    *,
    reviews: Iterable[str] = (),
    prior: str | None = None,
    partial: bool = False,
    each: Each = tuple,
) -> tuple[Submission | None, tuple[Problem, ...]]:
    """One submission from files and folders, with the reviews and the earlier result given beside them.

    A path that cannot be opened is a problem like any other. With ``partial`` a file that cannot be read is left
    out and listed; a path that is not there still ends it.
    """
    problems = Problems()
    texts: dict[str, list[tuple[str, bytes]]] = {}
    unreadable: list[str] = []
    missing = False
    known: set[Path] = set()
    # In this order a file that is named twice is what it was named for.
    for kind, names in (("prior", [prior] if prior is not None else []), ("review", reviews), ("report", paths)):
        found: list[Path] = []
        for name in names:
            before = len(problems)
            found += _files(name, problems)
            missing = missing or any(p.severity == "error" for p in list(problems)[before:])
        for file in sorted(found, key=_shown):
            try:
                real = file.resolve()
                if real in known:
                    continue
                known.add(real)
                if not file.is_file():
                    raise OSError("a link to nowhere, or no file")
                if file.stat().st_size > MAX_BYTES:
                    size, limit = f"{file.stat().st_size // 1024} KB", f"{MAX_BYTES // 1024} KB"
                    problems.add("file-too-large", Place(_shown(file)), size=size, limit=limit)
                    unreadable.append(_shown(file))
                    missing = missing or kind == "review"
                    continue
                texts.setdefault(kind, []).append((_shown(file), file.read_bytes()))
            except (OSError, ValueError, RuntimeError):
                problems.add("cannot-open", Place(_shown(file)))
                unreadable.append(_shown(file))
                missing = missing or kind == "review"
    submission, more = read_report_texts(
        texts.get("report", ()),
        complete=not missing and (partial or not unreadable) and (prior is None or "prior" in texts),
        reviews=texts.get("review", ()),
        prior=next(iter(texts.get("prior", ())), None),
        partial=partial,
        unreadable=unreadable,
        each=each,
    )
    return submission, (*problems.sorted(), *more)


def marked_copies(
    paths: Iterable[str], found: Iterable[Problem], lang: Language
) -> tuple[tuple[tuple[Path, PurePath, bytes], ...], tuple[Problem, ...]]:
    """A marked copy of each workbook at some paths: the workbook, what the copy is called in a folder, its bytes.

    Workbooks that cannot be read have none: their problems say so already.
    """
    from gongti.engine.intake.mark import marked

    found = tuple(found)
    unread = {p.at.path for p in found if p.severity == "error" and not p.at.sheet}
    copies: dict[Path, tuple[Path, PurePath, bytes]] = {}
    problems = Problems()
    for name in paths:
        root = Path(name)
        for file in _files(name, Problems()):
            try:
                if file.stat().st_size > MAX_BYTES or file.resolve() in copies:
                    continue
                data = file.read_bytes()
            except OSError:
                continue
            if not is_workbook(data, _shown(file)) or not data.startswith(WORKBOOK):
                continue
            copy = marked(data, _shown(file), found, lang, Problems() if _shown(file) in unread else problems)
            if copy is not None:
                beside = file.relative_to(root) if root.is_dir() else PurePath(file.name)
                copies[file.resolve()] = (file, beside, copy)
    return tuple(copies.values()), problems.sorted()


def _files(name: str, problems: Problems) -> list[Path]:
    """The files of one path: itself, or everything readable below a folder, in order; the rest is listed."""
    try:
        path = Path(name)
        if path.is_file():
            return [path]
        if not path.is_dir():
            problems.add("cannot-open" if path.exists() else "no-such-file", Place(name))
            return []
        root = path.resolve()
        found = []
        for file in sorted(path.rglob("*")):
            folder = file.is_dir()
            if folder and not file.is_symlink():
                continue
            hidden = any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
            if not _is_inside(file, root):
                problems.add("outside-folder", Place(_shown(file)))
            elif folder:
                continue  # what is in it is read where it stands
            elif hidden or file.suffix.lower() not in SUFFIXES:
                _tell_ignored(file, problems)
            else:
                found.append(file)
        if not found:
            problems.add("empty-folder", Place(name))
        return found
    except (OSError, ValueError):
        problems.add("cannot-open", Place("".join(c if c.isprintable() else "?" for c in name)[:200]))
        return []


def _is_inside(file: Path, root: Path) -> bool:
    """Whether a file, or what it links to, is below a folder; a link that goes round is."""
    try:
        real = file.resolve()
    except RuntimeError:
        return True
    return real == root or root in real.parents


def _tell_ignored(file: Path, problems: Problems) -> None:
    """That a file is not read; and what to do, where it is or hides a workbook that somebody meant to hand in."""
    at = Place(_shown(file))
    problems.add("ignored-file", at)
    if file.name.startswith("~$") and file.suffix.lower() == ".xlsx":
        problems.add("workbook-open-now", at, name=file.name.removeprefix("~$"))
    elif file.suffix.lower() in OTHER_WORKBOOKS and not file.name.startswith((".", "~$")):
        problems.add("workbook-not-xlsx", at)


def _shown(file: Path) -> str:
    return file.as_posix()
