"""The house's outside: what is installed is what is tracked, from anywhere, on any platform, with nothing else."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from itertools import chain
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from without_posix import gongti_without_posix

import gongti

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "pins").glob("*.txt"))}
SAMPLE = "samples/qinghe"


@pytest.fixture(scope="module")
def tracked() -> frozenset[str]:
    """The files of the project: tracked by git, or about to be."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files are the project's")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return frozenset(name for name in listing.split("\0") if name and (ROOT / name).is_file())


@pytest.fixture(scope="module")
def wheel(tracked: frozenset[str], tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel built from a copy of the tracked files alone."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in tracked:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", build, str(target)], cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = target.glob("*.whl")
    return zipfile.ZipFile(path)


def installed(wheel: zipfile.ZipFile) -> set[str]:
    return {name.removeprefix("gongti/") for name in wheel.namelist() if name.startswith("gongti/")}


def test_the_wheel_holds_the_tracked_modules_packs_and_schemas_and_nothing_else(
    wheel: zipfile.ZipFile, tracked: frozenset[str]
) -> None:
    patterns = ("*.py", "commands/*.py", "engine/**/*.py", "engine/**/*.json", "engine/**/*.j2", "rules/**/*.yaml")
    expected = {path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)} & tracked
    assert installed(wheel) == expected | {"py.typed"}


def test_the_root_holds_no_module_but_the_package_and_its_command(tracked: frozenset[str]) -> None:
    at_root = {name for name in tracked if name.endswith(".py") and "/" not in name}
    assert at_root == {"__init__.py", "__main__.py", "cli.py"}


def test_every_folder_of_modules_is_a_listed_package(tracked: frozenset[str]) -> None:
    modules = [PurePosixPath(name) for name in tracked if re.match(r"(engine|commands)/.*\.py\Z", name)]
    folders = {module.parent for module in modules}
    packages = {module.parent for module in modules if module.name == "__init__.py"}
    assert folders == packages, "a folder of modules without __init__.py is not a package"
    listed = PROJECT["tool"]["setuptools"]["packages"]
    assert listed == sorted(["gongti", *(f"gongti.{folder.as_posix().replace('/', '.')}" for folder in folders)])


def test_the_versions_agree(wheel: zipfile.ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    built = Parser().parsestr(wheel.read(metadata).decode())["Version"]
    assert {gongti.__version__, PROJECT["project"]["version"], built, newest[1]} == {gongti.__version__}


def pinned() -> list[tuple[Requirement, list[str]]]:
    """Each requirement of pins/ with the hashes of its files."""
    lines = "\n".join(PINS.values()).replace("\\\n", " ").splitlines()
    parts = [line.split("--hash=") for line in lines if line.strip() and not line.startswith("#")]
    return [(Requirement(name), [digest.strip() for digest in hashes]) for name, *hashes in parts]


def test_every_pin_names_one_version_and_its_hashes_and_no_address() -> None:
    assert set(PINS) == {"core.txt", "dev.txt", "durable.txt"}
    for requirement, hashes in pinned():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), requirement
    for name, text in PINS.items():
        assert not re.search(r"://|^\s*--?(i|f|index|extra|find|trusted)\b", text, re.MULTILINE), name


def test_every_requirement_of_the_project_is_pinned_once_at_a_version_it_accepts() -> None:
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin, _ in pinned()}
    assert len(versions) == len(pinned()), "the files of pins/ overlap"
    extras = PROJECT["project"]["optional-dependencies"].values()
    for text in chain(PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"], *extras):
        requirement = Requirement(text)
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{text}: run `make pins`"
        assert requirement.specifier.contains(version), f"{text}: run `make pins`"


def gongti_here(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongti", *words], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120
    )


def test_the_sample_is_assessed_without_posix_and_without_durable_rules() -> None:
    words = ("assess", SAMPLE, "--engine", "auto", "--on", "2024-12-01", "--format", "json")
    elsewhere, here = gongti_without_posix(*words, cwd=ROOT), gongti_here(*words)
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert here.returncode == 0, here.stderr
    result, expected = json.loads(elsewhere.stdout), json.loads(here.stdout)
    assert result["evaluators"] == ["direct"]
    assert elsewhere.stderr.strip(), "that one evaluator decided alone is said on stderr"
    for part in ("claimed", "dimensions", "conclusions", "vetoes", "gaps"):
        assert result[part] == expected[part]


def test_the_sample_is_checked_without_posix_and_without_durable_rules() -> None:
    elsewhere, here = gongti_without_posix("check", SAMPLE, cwd=ROOT), gongti_here("check", SAMPLE)
    assert elsewhere.returncode in {0, 1}, elsewhere.stderr
    assert "Traceback" not in elsewhere.stderr + here.stderr
    assert (elsewhere.returncode, elsewhere.stdout) == (here.returncode, here.stdout)


def test_both_evaluators_are_refused_where_one_is_absent() -> None:
    refused = gongti_without_posix("assess", SAMPLE, "--engine", "both", cwd=ROOT)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "durable-rules" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("way", [("-m", "gongti"), ("cli.py",)], ids=["python -m gongti", "python cli.py"])
def test_every_way_in_gives_the_same_bytes(way: tuple[str, ...]) -> None:
    script = Path(sys.executable).parent / "gongti"
    for words in (("--help",), ("assess", "no-such-folder"), ("assess", SAMPLE, "--on", "2024-12-01")):
        through_script = subprocess.run([script, *words], cwd=ROOT, capture_output=True, timeout=120)
        through_python = subprocess.run([sys.executable, *way, *words], cwd=ROOT, capture_output=True, timeout=120)
        assert b"Traceback" not in through_script.stderr
        assert through_python.stdout == through_script.stdout
        assert through_python.stderr == through_script.stderr
        assert through_python.returncode == through_script.returncode
