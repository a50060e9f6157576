"""Loading packs: takes a path or a text, gives a pack ready to run or the problems that keep it from it."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import Mapping, decode, parse
from gongti.engine.pack.bind import bind
from gongti.engine.pack.bound import Pack
from gongti.engine.pack.models import Dictionary, PackModel
from gongti.engine.pack.shape import shape

PACK_FILE = "pack.yaml"
DICTIONARY_FILE = "indicators.yaml"


def rules_folder() -> Path:
    """The folder of the installed packs."""
    return Path(str(resources.files("gongti"))) / "rules"


def load_pack_text(
    data: str | bytes, path: str = PACK_FILE, dictionary: Dictionary | None = None
) -> tuple[Pack | None, tuple[Problem, ...]]:
    """A pack from its text. ``dictionary`` answers ``use:``; its own file's problems are not this pack's."""
    problems = Problems()
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    text = decode(raw, path, problems)
    tree = parse(text, path, problems) if text is not None else None
    pack: Pack | None = None
    if text is not None and tree is not None:
        if isinstance(tree, Mapping):
            model = shape(tree, PackModel, problems)
            if model is not None:
                pack = bind(model, tree, text, path, hashlib.sha256(raw).hexdigest(), dictionary, problems)
        else:
            problems.add("not-a-pack", Place(path, 1, 1))
    return pack, problems.sorted()


def load_pack(path: Path, shown: str | None = None) -> tuple[Pack | None, tuple[Problem, ...]]:
    """A pack from its file or folder. Raises OSError where the file cannot be opened."""
    file = path / PACK_FILE if path.is_dir() else path
    shown_file = shown if shown is not None else str(file)
    dictionary, problems = find_dictionary(file)
    pack, more = load_pack_text(file.read_bytes(), shown_file, dictionary)
    if problems and any(p.code == "unknown-shared-indicator" for p in more):
        return None, problems  # what a broken dictionary does not say is no mistake of the pack
    return pack, (*problems, *more)


def find_dictionary(pack_file: Path) -> tuple[Dictionary | None, tuple[Problem, ...]]:
    """The shared dictionary for a pack: what its folder's parent has, then what the installed rules have."""
    problems = Problems()
    found: Dictionary | None = None
    for file in dictionary_files(pack_file):
        tree = parse(file.read_bytes(), shown_path(file), problems)
        more = shape(tree, Dictionary, problems) if tree is not None else None
        if found is None or more is None:
            found = found or more
        else:
            indicators = {**more.indicators, **found.indicators}
            found = found.model_copy(update={"indicators": indicators, "options": {**more.options, **found.options}})
    return found, problems.sorted()


def dictionary_files(pack_file: Path) -> tuple[Path, ...]:
    """The files that make the dictionary for a pack; what stands in an earlier one counts."""
    folders = dict.fromkeys((pack_file.resolve().parent.parent, rules_folder().resolve()))
    return tuple(folder / DICTIONARY_FILE for folder in folders if (folder / DICTIONARY_FILE).is_file())


def shown_path(file: Path) -> str:
    """A file's path as people know it: as given, from here on, and for an installed one from its rules folder on."""
    for folder, name in ((rules_folder(), "rules/"), (rules_folder().resolve(), "rules/"), (Path.cwd(), "")):
        try:
            return name + file.relative_to(folder).as_posix()
        except ValueError:
            continue
    return file.as_posix()


def installed_packs() -> tuple[Path, ...]:
    """The pack files that came with the program, by id."""
    return tuple(sorted(p for p in rules_folder().glob(f"*/{PACK_FILE}")))
