"""A ledger's file: read whole, and added to at its end; the one module of this room that touches the disk.

A file that is there is never written anew. Who adds a line holds ``FILE.lock``, made with the one call that every
system does as a whole (create, and fail where it is there), and looks again whether the file is as it was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.ledger.chain import MAX_BYTES, Chain, Line, canonical, read_chain, tree_of


def read_file(path: str, problems: Problems, *, absent: bool = False) -> Chain | None:
    """The chain of a file; with ``absent`` an empty one where there is no file yet."""
    file = Path(path)
    try:
        if not file.exists() and not file.is_symlink():
            if absent:
                return Chain(path, (), 0)
            problems.add("no-such-file", Place(path))
            return None
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:
        problems.add("cannot-open", Place(path))
        return None
    if not data:  # nothing leaves an empty ledger behind: what it held was removed
        problems.add("empty-file", Place(path))
        return None
    return read_chain(data, path, problems)


def append(chain: Chain, line: Line, problems: Problems) -> bool:
    """Add one line to the file the chain was read from; whether it was done, problems where it was not."""
    file = Path(chain.path)
    try:
        with _locked(file):
            size = file.stat().st_size if file.exists() else 0
            if size != chain.size or _last_hash(file, size) != (chain.head if chain.lines else ""):
                problems.add("ledger-moved-on", Place(chain.path))
                return False
            _write(file, canonical(tree_of(line)) + b"\n", size)
    except FileExistsError:
        problems.add("ledger-busy", Place(chain.path), lock=str(_lock_of(file)))
        return False
    except OSError:
        problems.add("cannot-write", path=chain.path)
        return False
    return True


def _lock_of(file: Path) -> Path:
    return file.with_name(file.name + ".lock")


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    lock = _lock_of(file)
    os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _last_hash(file: Path, size: int) -> str:
    """The hash the last line holds; "" for an empty file, and "?" for one that is no ledger any more."""
    if not size:
        return ""
    chain = read_chain(file.read_bytes(), str(file), Problems())
    return chain.head if chain is not None else "?"


def _write(file: Path, data: bytes, size: int) -> None:
    """All of the bytes, on the disk; or none of them, and no file that was not there, where writing fails half way."""
    try:
        _add(file, data, size)
    except OSError:
        if not size:
            file.unlink(missing_ok=True)
        raise


def _add(file: Path, data: bytes, size: int) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
