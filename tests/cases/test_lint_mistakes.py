"""Takes every installed pack, puts one deliberate mistake of each kind into a copy, proves that lint refuses it there.

The copy is the pack's data printed anew, beside copies of the dictionary and the requirements. The line is the one on
which PyYAML finds the mistake; the message must say what to do.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from cases.mistakes import MISTAKES, Data, Maker, Rules, added, own
from program import gongti

from gongti.engine.diagnostics import Problems
from gongti.engine.document import parse
from gongti.engine.pack import installed_packs, rules_folder
from gongti.engine.pack.requirements import load_requirements
from gongti.engine.words import severity_of

PACKS = {file.parent.name: file for file in installed_packs()}
BESIDE = ("indicators.yaml", "requirements.yaml")
KEYS = {"unused-indicator", "unused-parameter", "unused-role", "unused-options", "unused-document", "asked-twice"}
"""Problems that stand at a key, not at its value."""


def every_pack_and_kind() -> Iterator[Any]:
    """All of them in `make test-all`; every kind and every pack, though not every pair, in `make test`."""
    for k, (code, make) in enumerate(MISTAKES):
        for p, name in enumerate(PACKS):
            marks = [] if (k - p) % len(PACKS) == 0 else [pytest.mark.slow]
            yield pytest.param(name, code, make, marks=marks, id=f"{code}-{make.__name__}-{name}")


class Printer(yaml.CSafeDumper):
    """Plain data as YAML, numbers as they were written."""


Printer.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value)))


def plain(node: Any) -> Any:
    """Without places, so that it is printed as ordinary data."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    return [plain(value) for value in node] if isinstance(node, list) else node


@cache
def read(file: Path) -> Data:
    found: Data = plain(parse(file.read_bytes(), file.name, Problems()))
    return found


@cache
def rules() -> Rules:
    found, problems = load_requirements(rules_folder() / "requirements.yaml")
    assert found is not None and problems == ()
    return Rules(read(rules_folder() / "indicators.yaml"), dict(found.entries))


def line_of(text: str, path: tuple[str | int, ...], key: bool) -> int:
    """The line on which the node of a path begins, or its key."""
    node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    mark = node.start_mark
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
            mark = node.start_mark
        else:
            name, node = next((k, v) for k, v in node.value if k.value == step)
            mark = name.start_mark if key else node.start_mark
    return int(mark.line) + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rules with what packs share."""
    for name in BESIDE:
        shutil.copyfile(rules_folder() / name, tmp_path / name)
    return tmp_path


def write(folder: Path, pack: Data) -> str:
    text: str = yaml.dump(pack, Dumper=Printer, allow_unicode=True, sort_keys=False, width=100_000)
    (folder / "copy").mkdir(exist_ok=True)
    (folder / "copy" / "pack.yaml").write_text(text, "utf-8")
    return text


@pytest.mark.parametrize("name", PACKS)
def test_the_copy_without_a_mistake_is_clean(name: str, folder: Path) -> None:
    write(folder, copy.deepcopy(read(PACKS[name])))
    assert gongti("pack", "lint", "copy", cwd=folder).lines == []


@pytest.mark.parametrize(("name", "code", "make"), [*every_pack_and_kind()])
def test_one_mistake(name: str, code: str, make: Maker, folder: Path) -> None:
    pack = copy.deepcopy(read(PACKS[name]))
    path, advice = make(pack, rules())
    line = line_of(write(folder, pack), path, code in KEYS)

    lint = gongti("pack", "lint", "copy", cwd=folder)
    found = [said for said in lint.lines if said.startswith(f"copy/pack.yaml:{line}:") and f": {code}: " in said]
    assert found, lint.lines
    assert any(advice in said for said in found), found
    assert lint.status == (severity_of(code) == "error") or any(": error: " in said for said in lint.lines)


@pytest.mark.parametrize("name", PACKS)
def test_one_id_for_two_questions(name: str, folder: Path) -> None:
    pack = copy.deepcopy(read(PACKS[name]))
    other = {k: v for k, v in read(PACKS[name]).items() if k in ("format", "version", "title", "applies_to")}
    other |= {
        "id": "zz-other",
        "in_force": pack["in_force"],
        "documents": {"zz": {"title": "另一份", "seen": "recalled"}},
    }
    other["dimensions"] = []
    added(other, "count", score={"method": "linear", "full": 5})
    (folder / "other").mkdir()
    (folder / "other" / "pack.yaml").write_text(yaml.dump(other, Dumper=Printer, allow_unicode=True), "utf-8")
    path = added(pack, "yesno")
    line = line_of(write(folder, pack), (*path, "ask"), key=True)

    lint = gongti("pack", "lint", "copy", cwd=folder)
    (found,) = [said for said in lint.lines if ": asked-two-ways: " in said]
    assert found.startswith(f"copy/pack.yaml:{line}:") and "zz-other" in found and "请改用公共指标库" in found
    assert lint.status == 1


@pytest.mark.parametrize("name", PACKS)
def test_a_broken_dictionary_alone_is_named(name: str, folder: Path) -> None:
    pack = copy.deepcopy(read(PACKS[name]))
    own(pack, "indicators", "zz_shared", {"use": "zz_shared"})
    write(folder, pack)
    text = (folder / "indicators.yaml").read_text("utf-8")
    (folder / "indicators.yaml").write_text(f"{text}  zz_shared: {{type: yesno, lable: 共用的问题}}\n", "utf-8")
    line = len(text.splitlines()) + 1

    lint = gongti("pack", "lint", "copy", cwd=folder)
    (found,) = lint.lines
    assert found.startswith(f"indicators.yaml:{line}:") and ": unknown-key: " in found and "是不是“label”" in found
