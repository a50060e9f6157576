"""The Windows zip: what is in it, that it is the same every time, and that nothing gets in that Windows cannot use."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from packaging.utils import parse_wheel_filename
from windows.conftest import ROOT, program, python_files, wheel, write_zip
from without_posix import gongti_without_posix

LIBRARY = "gongti/python/Lib/site-packages/"


def made(build: ModuleType, python_zip: Path, wheels: Path, own: Path, target: Path) -> zipfile.ZipFile:
    python = build.read_python(python_zip)
    build.write_zip(build.lay_out(python, sorted(build.wheels_in(wheels, python)), own), target)
    return zipfile.ZipFile(target)


@pytest.fixture
def packed(build: ModuleType, python_zip: Path, wheels: Path, own_wheel: Path, tmp_path: Path) -> zipfile.ZipFile:
    return made(build, python_zip, wheels, own_wheel, tmp_path / "gongti-windows.zip")


def test_it_holds_python_as_it_came_but_for_its_search_path(packed: zipfile.ZipFile) -> None:
    for name, data in python_files().items():
        if not name.endswith("._pth"):
            assert packed.read(f"gongti/python/{name}") == data
    lines = packed.read("gongti/python/python312._pth").decode("ascii")
    assert lines == "python312.zip\r\n.\r\nLib\\site-packages\r\n"


def test_the_search_path_leads_to_gongti_and_its_packs(packed: zipfile.ZipFile) -> None:
    names = set(packed.namelist())
    packs = {p.parent.name for p in (ROOT / "rules").glob("*/pack.yaml")}
    assert {f"{LIBRARY}gongti/{name}" for name in ("__main__.py", "cli.py", "engine/selfcheck.py")} <= names
    assert {m[1] for name in names if (m := re.fullmatch(f"{LIBRARY}gongti/rules/([^/]+)/pack.yaml", name))} == packs
    assert f"{LIBRARY}yaml/__init__.py" not in names  # the stand-ins have one module, of the wheel's own name
    assert f"{LIBRARY}pyyaml/__init__.py" in names


def test_no_file_was_built_before_or_is_a_byproduct(packed: zipfile.ZipFile) -> None:
    assert not [name for name in packed.namelist() if re.search(r"__pycache__|\.pyc$|\.egg-info|/tests/|/build/", name)]
    assert not [name for name in packed.namelist() if re.search(r"\.so(\.|$)|\.dylib$|\.tar\.gz$|\.whl$", name)]


def test_what_only_a_build_needs_stays_out(packed: zipfile.ZipFile) -> None:
    assert not [name for name in packed.namelist() if name.startswith(f"{LIBRARY}setuptools")]


def test_the_samples_are_there(packed: zipfile.ZipFile) -> None:
    sample = (ROOT / "samples" / "qinghe" / "report.yaml").read_bytes()
    assert packed.read("gongti/samples/qinghe/report.yaml") == sample


def test_the_batch_file_is_what_cmd_can_read(packed: zipfile.ZipFile) -> None:
    data = packed.read("gongti/自评.bat")
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    text = data.decode("gbk")
    lines = text.split("\r\n")
    assert '"%~dp0python\\python.exe" -X utf8 -m gongti self-check %*' in lines
    assert lines[0] == "@echo off" and lines[-2:] == ["exit %status%", ""]
    # Chinese stands only in what is printed, and no byte of it is one that cmd obeys where the code page is another.
    chinese = [line for line in lines if not line.isascii()]
    assert chinese and all(line.strip().startswith("echo ") for line in chinese)
    second = [b for line in chinese for b in line.encode("gbk") if b < 0x80 and chr(b) in "&|<>^%"]
    assert second == []
    # A comment with one of these would be run, or be replaced by what was dropped.
    for line in lines:
        if line.startswith("rem"):
            assert not set("&|<>") & set(line)
            assert "%" not in line.replace("%%", "")


def test_the_manual_is_what_notepad_can_read(packed: zipfile.ZipFile) -> None:
    data = packed.read("gongti/使用说明.txt")
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n") > 10
    text = data.decode("utf-8-sig")
    assert "自评.bat" in text and "自评结果" in text and "问题" in text


def test_the_same_content_gives_the_same_bytes(
    build: ModuleType, python_zip: Path, wheels: Path, own_wheel: Path, tmp_path: Path
) -> None:
    one = made(build, python_zip, wheels, own_wheel, tmp_path / "one.zip")
    for path in (python_zip, own_wheel, *wheels.iterdir()):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (tmp_path / "again").mkdir()
    other = made(build, python_zip, wheels, build.build_wheel(tmp_path / "again"), tmp_path / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
    names = one.namelist()
    assert names == sorted(names) and len(set(names)) == len(names)
    assert {info.date_time for info in other.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# what is refused


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"README": b""}, "is not the embeddable Python"),
        ({**python_files(), "python311._pth": b""}, "is not the embeddable Python"),
        ({k: v for k, v in python_files().items() if k != "python312.zip"}, "is not the embeddable Python"),
        (python_files("310"), "needs Python 3.11 or later"),
        (python_files(machine=0x14C), "not for 64-bit Windows"),
        (python_files(machine=0xAA64), "not for 64-bit Windows"),
        ({**python_files(), "python.exe": b"#!/bin/sh"}, "not for 64-bit Windows"),
    ],
    ids=["no Python", "two Pythons", "no library", "too old", "32 bits", "ARM", "no program"],
)
def test_another_python_is_refused(build: ModuleType, tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        build.read_python(write_zip(tmp_path / "python.zip", files))


def test_what_is_no_zip_is_refused(build: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "python.zip").write_bytes(program(0x8664))
    with pytest.raises(SystemExit, match="cannot be read as a zip"):
        build.read_python(tmp_path / "python.zip")


def test_the_version_is_read_from_the_names(build: ModuleType, tmp_path: Path) -> None:
    python = build.read_python(write_zip(tmp_path / "renamed.zip", python_files("313")))
    assert python.version == (3, 13)
    assert build.search_path(python).startswith(b"python313.zip\r\n")


@pytest.mark.parametrize(
    ("name", "version", "tag", "said"),
    [
        ("click", None, "cp312-cp312-manylinux_2_17_x86_64", "another platform"),
        ("click", None, "cp312-cp312-win32", "another platform"),
        ("click", "0.1", "py3-none-any", "not what pins/core.txt names"),
        ("durable-rules", "2.0.28", "py3-none-any", "not what pins/core.txt names"),
    ],
)
def test_another_wheel_is_refused(
    build: ModuleType, python_zip: Path, wheels: Path, name: str, version: str | None, tag: str, said: str
) -> None:
    for old in wheels.glob(f"{name}-*"):
        version = version or str(parse_wheel_filename(old.name)[1])
        old.unlink()
    wheel(wheels, name, version or "1", tag)
    with pytest.raises(SystemExit, match=said):
        list(build.wheels_in(wheels, build.read_python(python_zip)))


def test_a_source_distribution_is_refused(build: ModuleType, python_zip: Path, wheels: Path) -> None:
    (wheels / "durable_rules-2.0.28.tar.gz").write_bytes(b"")
    with pytest.raises(SystemExit, match="is no wheel"):
        list(build.wheels_in(wheels, build.read_python(python_zip)))


def test_a_wheel_too_few_is_named(build: ModuleType, python_zip: Path, wheels: Path) -> None:
    next(wheels.glob("rich-*")).unlink()
    with pytest.raises(SystemExit, match="rich, but there is no wheel"):
        list(build.wheels_in(wheels, build.read_python(python_zip)))


@pytest.mark.parametrize("name", ["x/_c.cpython-312-x86_64-linux-gnu.so", "x.libs/libyaml.so.2", "x/_c.dylib"])
def test_a_library_that_windows_cannot_load_is_refused(
    build: ModuleType, python_zip: Path, own_wheel: Path, tmp_path: Path, name: str
) -> None:
    bad = wheel(tmp_path, "x", "1")
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr(name, b"\x7fELF")
    with pytest.raises(SystemExit, match="which Windows cannot load"):
        build.lay_out(build.read_python(python_zip), [bad], own_wheel)


def test_what_a_wheel_asks_for_on_windows_must_be_there(
    build: ModuleType, python_zip: Path, own_wheel: Path, tmp_path: Path
) -> None:
    asking = wheel(
        tmp_path, "asks", "1",
        requires=["colorama; sys_platform == 'win32'", "uvloop; sys_platform == 'linux'", "rich; extra == 'x'"],
    )  # fmt: skip
    found = build.asked_for(asking, build.read_python(python_zip))
    assert found == {"colorama": asking.name}
    with pytest.raises(SystemExit, match="lacks.* colorama, which asks-1"):
        build.lay_out(build.read_python(python_zip), [asking], own_wheel)


def test_files_of_a_wheel_stand_where_python_looks_for_them(build: ModuleType, tmp_path: Path) -> None:
    names = ("x/a.py", "x-1.data/purelib/x/b.py", "x-1.data/platlib/x/c.pyd", "x-1.data/scripts/x", "x-1.data/data/m.1")
    path = write_zip(tmp_path / "x-1-py3-none-any.whl", {name: name.encode() for name in names})
    assert dict(build.unpacked(path)) == {
        "x/a.py": b"x/a.py",
        "x/b.py": names[1].encode(),
        "x/c.pyd": names[2].encode(),
    }


# the whole of it, with what the package index gives


@pytest.mark.slow
def test_the_zip_of_the_real_wheels(build: ModuleType, python_zip: Path, fetched: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "windows" / "build.py", python_zip, "-o", tmp_path / "gongti-windows.zip",
         "--wheels", fetched],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^sha256 [0-9a-f]{64}  ", done.stdout, re.MULTILINE)) == 2
    tags = {tag.platform for path in fetched.iterdir() for tag in parse_wheel_filename(path.name)[3]}
    assert tags == {"any", "win_amd64"}
    with zipfile.ZipFile(tmp_path / "gongti-windows.zip") as archive:
        names = archive.namelist()
        assert not [name for name in names if re.search(r"\.so(\.|$)|\.dylib$|\.tar\.gz$|\.whl$", name)]
        compiled = {name for name in names if name.startswith(LIBRARY) and name.endswith((".pyd", ".dll"))}
        assert compiled and all(build.machine(archive.read(name)) == 0x8664 for name in compiled)
        archive.extractall(tmp_path)
    # What is not compiled is the same everywhere: it is run here, as Windows would run it, from nowhere else.
    library = tmp_path / LIBRARY
    for name in compiled:
        (tmp_path / name).unlink()
    (library / "pydantic_core").rename(library / "pydantic_core_for_windows")
    where = [sys.executable, "-c", "import gongti, click; print(gongti.__file__, click.__file__)"]
    found = subprocess.run(where, env={**os.environ, "PYTHONPATH": str(library)}, capture_output=True, text=True)
    assert found.stdout.count(str(library)) == 2
    sample = tmp_path / "gongti" / "samples" / "binhai-group"
    ran = gongti_without_posix("self-check", sample, "--on", "2024-12-31", cwd=tmp_path, path=library)
    assert ran.returncode == 0, ran.stderr
    assert list(sample.parent.glob("自评结果.*"))
