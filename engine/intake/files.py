"""Files and folders: takes paths as typed, gives one submission; each file is what it says it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import MAX_BYTES, Mapping, Sequence, parse
from gongti.engine.intake.report import read_register, read_report
from gongti.engine.submission import Register, Submission, merge

SUFFIXES = (".yaml", ".yml", ".json")


def read_reports(paths: Iterable[str]) -> tuple[Submission | None, tuple[Problem, ...]]:
    """One submission from files and folders. A path that cannot be opened is a problem like any other."""
    problems = Problems()
    texts: list[tuple[str, bytes]] = []
    for name in paths:
        for file in _files(name, problems):
            try:
                if file.stat().st_size > MAX_BYTES:
                    size, limit = f"{file.stat().st_size // 1024} KB", f"{MAX_BYTES // 1024} KB"
                    problems.add("file-too-large", Place(_shown(file)), size=size, limit=limit)
                    continue
                texts.append((_shown(file), file.read_bytes()))
            except (OSError, ValueError):
                problems.add("cannot-open", Place(_shown(file)))
    submission, more = read_report_texts(texts, complete=not problems.has_errors)
    return submission, (*problems.sorted(), *more)


def read_report_texts(
    texts: Iterable[tuple[str, str | bytes]], *, complete: bool = True
) -> tuple[Submission | None, tuple[Problem, ...]]:
    """One submission from texts with their paths; None where one of them cannot be used.

    ``complete`` is False where a file before these could already not be read: then nothing is assessed,
    but every problem of these is still named.
    """
    problems = Problems()
    parts: list[Submission] = []
    registers: list[Register] = []
    inputs: list[tuple[str, str]] = []
    usable = complete
    loose: list[tuple[Mapping, str, str]] = []
    for path, text in sorted(texts, key=lambda t: t[0]):
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        sha256 = hashlib.sha256(data).hexdigest()
        if (path, sha256) in inputs:
            continue
        inputs.append((path, sha256))
        tree = parse(data, path, problems)
        if tree is None:
            usable = False
            continue
        if not isinstance(tree, Mapping):
            problems.add("not-a-report", Place(path, 1, 1))
            usable = False
            continue
        if is_part(tree):
            loose.append((tree, path, sha256))
            continue
        read = _read(tree, path, sha256, problems)
        if isinstance(read, Submission):
            parts.append(read)
        elif isinstance(read, Register):
            registers.append(read)
        else:
            usable = False
    for tree, path, sha256 in loose:
        if not parts and "consortium" not in tree:
            problems.add("part-alone", tree.at)
            usable = False
            continue
        part = read_report(_completed(tree, parts[0]) if parts else tree, path, sha256, problems)
        usable = usable and part is not None
        parts += [part] if part is not None else []
    merged = merge(parts, registers, problems) if usable else None
    if usable and merged is None and not problems.has_errors:
        problems.add("no-report", Place(inputs[0][0] if inputs else ""))
    if merged is not None and problems.has_errors:
        merged = None
    if merged is not None:
        merged = replace(merged, inputs=tuple(sorted(inputs)))
    return merged, problems.sorted()


def is_part(tree: Mapping) -> bool:
    """Whether a file is a part of a report that does not itself say both whose and when."""
    if ("consortium" in tree and "period" in tree) or "reviewer" in tree:
        return False
    if "consortium" in tree:
        return True
    rows = tree.get("facilities")
    answered = isinstance(rows, list) and any(isinstance(row, Mapping) and "answers" in row for row in rows)
    return isinstance(tree.get("facility"), Mapping) or ("consortium" not in tree and "period" not in tree and answered)


def _completed(tree: Mapping, first: Submission) -> Mapping:
    """A part of a report with what the first whole part says of consortium and period."""
    whole = Mapping(tree.at)
    consortium = Mapping(tree.at)
    for key, value in (("id", first.consortium.id), ("name", first.consortium.name)):
        consortium.put(key, value, tree.at)
    if "consortium" in tree:
        whole.put("consortium", tree["consortium"], tree.values_at["consortium"])
    else:
        whole.put("consortium", consortium, tree.at)
    whole.put("period", first.period.text, tree.at)
    for key, value in tree.items():
        if key == "facility" and isinstance(value, Mapping):
            rows = Sequence(tree.values_at[key])
            if "answers" in tree and "answers" not in value:
                value.put("answers", tree["answers"], tree.values_at["answers"])
            rows.append(value)
            rows.items_at.append(tree.values_at[key])
            whole.put("facilities", rows, tree.values_at[key])
        elif not (key == "answers" and "facility" in tree) and key not in ("consortium", "period"):
            whole.put(key, value, tree.values_at[key])
            whole.keys_at[key] = tree.keys_at[key]
    return whole


def _read(tree: Mapping, path: str, sha256: str, problems: Problems) -> Submission | Register | None:
    """A file is what its keys say: a report, a register, or a review."""
    if "reviewer" in tree and "consortium" not in tree:
        problems.add("not-yet", tree.at, what="review")
        return None
    if "consortium" in tree or "period" in tree or "answers" in tree:
        return read_report(tree, path, sha256, problems)
    if "facilities" in tree:
        return read_register(tree, problems)
    if "dimensions" in tree or "indicators" in tree:
        problems.add("a-pack-not-a-report", tree.at)
        return None
    problems.add("not-a-report", tree.at)
    return None


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
