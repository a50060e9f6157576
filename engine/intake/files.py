"""Files and folders: takes paths as typed, gives one submission; nothing outside a folder is followed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import MAX_BYTES
from gongti.engine.intake import table
from gongti.engine.intake.assemble import read_report_texts
from gongti.engine.submission import Submission

SUFFIXES = (".yaml", ".yml", ".json", *table.SUFFIXES)


def read_reports(
    paths: Iterable[str], *, reviews: Iterable[str] = (), prior: str | None = None, partial: bool = False
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
    )
    return submission, (*problems.sorted(), *more)


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
            if not file.is_file():
                continue
            hidden = any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
            inside = root in file.resolve().parents
            if hidden or not inside or file.suffix.lower() not in SUFFIXES:
                problems.add("ignored-file" if inside else "outside-folder", Place(_shown(file)))
            else:
                found.append(file)
        if not found:
            problems.add("empty-folder", Place(name))
        return found
    except (OSError, ValueError):
        problems.add("cannot-open", Place("".join(c if c.isprintable() else "?" for c in name)[:200]))
        return []


def _shown(file: Path) -> str:
    return file.as_posix()
