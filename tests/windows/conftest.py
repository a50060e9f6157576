"""What the tests of the Windows zip share: the builder, a stand-in for the Python of python.org, stand-in wheels."""

from __future__ import annotations

import importlib.util
import os
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """windows/build.py as a module."""
    spec = importlib.util.spec_from_file_location("windows_build", ROOT / "windows" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def program(machine: int) -> bytes:
    """The first bytes of a Windows program for a machine: MZ, where the PE header stands, and the header's begin."""
    return b"MZ" + bytes(0x3A) + (0x80).to_bytes(4, "little") + bytes(0x40) + b"PE\0\0" + machine.to_bytes(2, "little")


def python_files(digits: str = "312", machine: int = 0x8664) -> dict[str, bytes]:
    """The layout of python-3.12.x-embed-amd64.zip, with stubs for what only Windows can run."""
    return {
        "python.exe": program(machine),
        "pythonw.exe": program(machine),
        f"python{digits}.dll": b"dll",
        "vcruntime140.dll": b"dll",
        "libffi-8.dll": b"dll",
        "_zoneinfo.pyd": b"pyd",
        f"python{digits}.zip": b"the standard library",
        f"python{digits}._pth": f"python{digits}.zip\r\n.\r\n\r\n#import site\r\n".encode(),
        "LICENSE.txt": b"licence",
    }


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(scope="session")
def python_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_zip(tmp_path_factory.mktemp("python") / "python-3.12.10-embed-amd64.zip", python_files())


def wheel(folder: Path, name: str, version: str, tag: str = "py3-none-any", requires: Sequence[str] = ()) -> Path:
    """A wheel of one empty module that asks for others, each as its metadata writes it."""
    plain = name.replace("-", "_")
    needs = "".join(f"Requires-Dist: {text}\n" for text in requires)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}\nWords.\nRequires-Dist: no-header\n"
    return write_zip(
        folder / f"{plain}-{version}-{tag}.whl",
        {f"{plain}/__init__.py": b"", f"{plain}-{version}.dist-info/METADATA": metadata.encode()},
    )


@pytest.fixture
def wheels(build: ModuleType, python_zip: Path, tmp_path: Path) -> Path:
    """A folder with a stand-in for each pinned wheel."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for pin, _ in build.requirements(build.read_python(python_zip)):
        compiled = pin.name in ("pydantic-core", "pyyaml")
        wheel(folder, pin.name, str(pin.specifier)[2:], "cp312-cp312-win_amd64" if compiled else "py3-none-any")
    return folder


@pytest.fixture(scope="session")
def own_wheel(build: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = build.build_wheel(tmp_path_factory.mktemp("own"))
    assert isinstance(found, Path)
    return found


@pytest.fixture(scope="session")
def fetched(build: ModuleType, python_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real wheels for Windows, from the package index; skipped where there is none."""
    try:
        folder = build.fetch(build.read_python(python_zip), tmp_path_factory.mktemp("index") / "wheels")
    except SystemExit as end:
        if os.environ.get("GONGTI_INDEX") == "required":
            raise AssertionError(str(end)) from None
        pytest.skip(f"no package index here: {end}")
    assert isinstance(folder, Path)
    return folder
