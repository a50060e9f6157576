"""Takes a command line, gives what it wrote and its status: in this process, through the entry point users call."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from gongti import cli


@dataclass(frozen=True)
class Outcome:
    """What one command left behind."""

    status: int
    out: bytes
    err: bytes

    @property
    def lines(self) -> list[str]:
        return self.out.decode().splitlines()

    @property
    def errors(self) -> list[str]:
        return self.err.decode().splitlines()


def gongti(*arguments: str | Path, cwd: Path | None = None) -> Outcome:
    """Run ``gongti ARGUMENTS`` in a folder. An exception that would end as a traceback is raised."""
    out, err = io.BytesIO(), io.BytesIO()
    status = 0
    with (
        _inside(cwd),
        mock.patch.object(sys, "argv", ["gongti", *map(str, arguments)]),
        mock.patch.object(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True)),
        mock.patch.object(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True)),
    ):
        try:
            cli.main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            out, err = io.BytesIO(out.getvalue()), io.BytesIO(err.getvalue())
    return Outcome(status, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _inside(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
