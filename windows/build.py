"""Takes the official embeddable Python zip, gives dist/gongti-windows.zip: to be unzipped, and nothing to install.

    python windows/build.py PYTHON_ZIP [-o ZIP] [--wheels FOLDER]

Every byte comes from PYTHON_ZIP, from the files that pins/core.txt names by hash, and from this repository; the same
three give the same zip. It runs anywhere, needs no Windows and no compiler, and ends with a sentence where the zip
would not work on Windows. --wheels takes the pinned wheels from a folder instead of a package index.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "windows"
PLATFORM = "win_amd64"
AMD64 = 0x8664
"""The machine of a 64-bit program (PE/COFF specification, machine types)."""
OLDEST = (3, 11)
LIBRARY = "Lib/site-packages"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold; every file gets it, so that the same content gives the same bytes."""
SAMPLES = ("qinghe", "binhai-group", "yunling-zone")
SOURCE = ("*.py", "py.typed", "pyproject.toml", "README.en.md", "LICENSE", "commands/*.py", "engine/**/*", "rules/**/*")

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Python:
    """The Python that is packed: its files as they came, and its version as their names have it."""

    files: Mapping[str, bytes]
    version: tuple[int, int]

    @property
    def digits(self) -> str:
        return "{}{}".format(*self.version)

    def environment(self) -> dict[str, str]:
        """What a requirement's marker is judged by there."""
        version = "{}.{}".format(*self.version)
        return {
            "implementation_name": "cpython", "os_name": "nt", "platform_machine": "AMD64", "extra": "",
            "platform_python_implementation": "CPython", "platform_system": "Windows", "sys_platform": "win32",
            "python_version": version, "python_full_version": f"{version}.0", "implementation_version": f"{version}.0",
            "platform_release": "10", "platform_version": "10",
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="windows/build.py", description="Make dist/gongti-windows.zip.")
    parser.add_argument("python_zip", type=Path, help="python-3.12.x-embed-amd64.zip, as python.org gives it")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist" / "gongti-windows.zip")
    parser.add_argument("--wheels", type=Path, help="a folder that holds the pinned wheels: no index is asked")
    wanted = parser.parse_args()
    python = read_python(wanted.python_zip)
    with tempfile.TemporaryDirectory() as made:
        fetched = wanted.wheels or fetch(python, Path(made, "wheels"))
        own = build_wheel(Path(made))
        packed = lay_out(python, sorted(wheels_in(fetched, python)), own)
    wanted.output.parent.mkdir(parents=True, exist_ok=True)
    write_zip(packed, wanted.output)
    print(f"sha256 {_sha256(wanted.python_zip)}  {wanted.python_zip.name}")
    print(f"sha256 {_sha256(wanted.output)}  {wanted.output}")


def stop(text: str) -> NoReturn:
    sys.exit(f"windows/build.py: {text}")


# The Python


def read_python(path: Path) -> Python:
    """The embeddable Python of a zip; the end where it is another kind of Python."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (OSError, zipfile.BadZipFile) as error:
        stop(f"{path} cannot be read as a zip: {error}")
    found = [m for name in files if (m := re.fullmatch(r"python(3)([0-9]{1,2})\._pth", name))]
    if len(found) != 1 or "python.exe" not in files or found[0][0].replace("._pth", ".zip") not in files:
        stop(f"{path} is not the embeddable Python: take python-3.12.x-embed-amd64.zip of python.org")
    version = (int(found[0][1]), int(found[0][2]))
    if version < OLDEST:
        stop(f"Gongti needs Python {OLDEST[0]}.{OLDEST[1]} or later, and {path} is {version[0]}.{version[1]}")
    if machine(files["python.exe"]) != AMD64:
        stop(f"{path} is not for 64-bit Windows: take the zip whose name ends in -embed-amd64.zip")
    return Python(files, version)


def machine(program: bytes) -> int:
    """The machine a Windows program is for: after the PE mark, whose place stands at 0x3c; 0 where it is none."""
    header = int.from_bytes(program[0x3C:0x40], "little")
    is_program = program[:2] == b"MZ" and program[header : header + 4] == b"PE\0\0"
    return int.from_bytes(program[header + 4 : header + 6], "little") if is_program else 0


def search_path(python: Python) -> bytes:
    """What Python imports from, and nothing else: no environment variable, no folder that a user happens to be in."""
    lines = (f"python{python.digits}.zip", ".", LIBRARY.replace("/", "\\"))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


# The wheels


def requirements(python: Python) -> list[tuple[Requirement, str]]:
    """What pins/core.txt asks for on Windows, each with its hashes; without what only a build needs.

    pip judges markers by the machine that it runs on, even where it downloads for another: so they are judged here.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    only_built_with = {canonicalize_name(Requirement(text).name) for text in project["build-system"]["requires"]}
    found = []
    for line in (ROOT / "pins" / "core.txt").read_text("utf-8").replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, *hashes = line.split("--hash=")
        pin = Requirement(name)
        wanted = pin.marker is None or pin.marker.evaluate(python.environment())
        if wanted and canonicalize_name(pin.name) not in only_built_with:
            found.append((pin, " ".join(f"--hash={one.strip()}" for one in hashes)))
    return found


def fetch(python: Python, folder: Path) -> Path:
    """The pinned wheels for Windows, checked by hash; the end where one cannot be had as a wheel."""
    folder.mkdir()
    listed = folder / "requirements.txt"
    lines = (f"{pin.name}{pin.specifier} {hashes}\n" for pin, hashes in requirements(python))
    listed.write_text("".join(lines), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps",
         "--only-binary", ":all:", "--platform", PLATFORM, "--python-version", "{}.{}".format(*python.version),
         "--implementation", "cp", "--abi", f"cp{python.digits}", "--abi", "abi3", "--abi", "none",
         "--require-hashes", "-r", str(listed), "-d", str(folder)],
    )  # fmt: skip
    listed.unlink()
    if done.returncode:
        stop("the pinned wheels cannot be fetched: is there a package index?")
    return folder


def wheels_in(folder: Path, python: Python) -> Iterator[Path]:
    """The wheels of a folder: exactly the pinned ones, each pure or for this Windows, and all that they ask for."""
    asked = {canonicalize_name(pin.name): pin for pin, _ in requirements(python)}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".whl":
            stop(f"{path.name} is no wheel")
        name, version, _, tags = parse_wheel_filename(path.name)
        if any(tag.platform not in ("any", PLATFORM) for tag in tags):
            stop(f"{path.name} is for another platform than {PLATFORM}")
        if name not in asked or not asked.pop(name).specifier.contains(version, prereleases=True):
            stop(f"{path.name} is not what pins/core.txt names")
        yield path
    if asked:
        stop(f"pins/core.txt names {', '.join(sorted(asked))}, but there is no wheel of it")


def build_wheel(made: Path) -> Path:
    """Gongti's own wheel, from a copy, so that nothing built before gets into it."""
    source, target = made / "source", made / "own"
    target.mkdir()
    for path in sorted(path for pattern in SOURCE for path in ROOT.glob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = source / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", build, str(target)], cwd=source, capture_output=True, text=True)
    if done.returncode:
        stop(f"Gongti's wheel cannot be built:\n{done.stderr}")
    (wheel,) = target.glob("*.whl")
    return wheel


# The zip


def lay_out(python: Python, wheels: Iterable[Path], own: Path) -> Files:
    """Every file of the zip by its path."""
    library: Files = {}
    asked: dict[str, str] = {}
    for wheel in (*wheels, own):
        for name, data in unpacked(wheel):
            if name in library:
                stop(f"{name} stands in {wheel.name} and in another wheel")
            if name.endswith((".so", ".dylib")) or ".so." in name:
                stop(f"{wheel.name} holds {name}, which Windows cannot load")
            library[name] = data
        asked |= asked_for(wheel, python)
    have = {canonicalize_name(wheel.name.split("-")[0]) for wheel in (*wheels, own)}
    if lacking := {name: by for name, by in asked.items() if name not in have}:
        stop("pins/core.txt lacks " + ", ".join(f"{name}, which {by} asks for" for name, by in lacking.items()))
    files = {f"python/{name}": data for name, data in python.files.items()}
    files[f"python/python{python.digits}._pth"] = search_path(python)
    files |= {f"python/{LIBRARY}/{name}": data for name, data in library.items()}
    for sample in SAMPLES:
        files |= {f"samples/{sample}/{p.name}": p.read_bytes() for p in (ROOT / "samples" / sample).iterdir()}
    # cmd reads a batch file in the machine's own code page and obeys only CR LF reliably; the file says why GBK.
    files["自评.bat"] = dos_lines(HERE / "自评.bat").encode("gbk")
    files["使用说明.txt"] = dos_lines(HERE / "使用说明.txt").encode("utf-8-sig")  # Notepad knows it by the mark
    return files


def unpacked(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a wheel where Python looks for them; programs, manuals and headers are left out."""
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            parts = PurePosixPath(info.filename).parts
            if info.is_dir():
                continue
            if parts[0].endswith(".data"):
                if parts[1] not in ("purelib", "platlib"):
                    continue
                parts = parts[2:]
            yield "/".join(parts), archive.read(info)


def asked_for(wheel: Path, python: Python) -> dict[str, str]:
    """What a wheel needs on Windows, by the wheel's name."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (n for n in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
        lines = archive.read(metadata).decode("utf-8").partition("\n\n")[0].splitlines()
    needed = (Requirement(line.partition(":")[2].strip()) for line in lines if line.startswith("Requires-Dist:"))
    return {
        canonicalize_name(one.name): wheel.name
        for one in needed
        if one.marker is None or one.marker.evaluate(python.environment())
    }


def dos_lines(path: Path) -> str:
    return path.read_text("utf-8").replace("\n", "\r\n")


def write_zip(files: Files, path: Path) -> None:
    """A zip in order of names, every time the same, under one folder."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"gongti/{name}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # as made on Windows: no permissions of this machine
            archive.writestr(info, files[name], compresslevel=9)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
