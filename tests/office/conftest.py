"""What the office tests share: a real LibreOffice, started once for many files; PDF pages and what stands on them.

Where it is absent they are skipped and say so; with GONGTI_OFFICE=required, as in CI, they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from office.books import Book, books

from gongti.engine.pack import installed_packs

Convert = Callable[[Sequence[Path], str], list[Path]]

HERE = Path(__file__).parent
NAMES = (*(file.parent.name for file in installed_packs()), "two-packs", "no-register", "review")
"""Of the forms that are made: one for each pack, then the others of ``books``."""
FORMATS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods", "pdf": "pdf"}
PROGRAMS = ("soffice", "pdftotext", "pdfinfo")
LONGEST = 240
"""Seconds one start of LibreOffice may take with all its files."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them are slow, need an office, and run in one process: a second LibreOffice would convert all again."""
    for item in items:
        if HERE in item.path.parents:
            for mark in (pytest.mark.slow, pytest.mark.office, pytest.mark.xdist_group("office")):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def office() -> None:
    """Skips, or fails where it is required, unless everything is here."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if not absent:
        return
    wanted = "libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils fonts-noto-cjk"
    said = f"no {', '.join(absent)} here (apt install {wanted})"
    if os.environ.get("GONGTI_OFFICE") == "required":
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="session")
def made(office: None) -> Mapping[str, Book]:
    """The forms by their names."""
    found = {book.name: book for book in books()}
    assert tuple(found) == NAMES
    return found


@pytest.fixture(scope="session")
def convert(office: None, tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Saves files in another format, all of them with one start; gives the new ones, named as the old."""
    profile = tmp_path_factory.mktemp("profile")

    def saved_as(files: Sequence[Path], ending: str) -> list[Path]:
        target = tmp_path_factory.mktemp(ending)
        names = [file.stem for file in files]
        assert len(set(names)) == len(names), "two files of one name would become one"
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
             "--convert-to", FORMATS[ending], "--outdir", target, *files],
            capture_output=True, text=True, timeout=LONGEST,
        )  # fmt: skip
        made = [target / f"{name}.{ending}" for name in names]
        assert all(path.is_file() for path in made), done.stdout + done.stderr
        return made

    return saved_as
