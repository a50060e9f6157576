"""The JSON Schema of packs: takes packs that load, and refuses what the loader's own shapes refuse."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from program import gongti

from gongti.engine.diagnostics import Problems
from gongti.engine.document import parse
from gongti.engine.pack import installed_packs, load_pack_text, rules_folder
from gongti.engine.pack import models as m
from gongti.engine.pack.schema import dictionary_schema, pack_schema
from gongti.engine.pack.shape import shape
from gongti.engine.words import TABLE
from gongti.engine.words.schema import SCHEMA as WORDS

BAD = Path(__file__).parents[1] / "bad"
SCHEMA = pack_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
DICTIONARY = Draft202012Validator(dictionary_schema(), format_checker=FormatChecker())


def tree(text: str | bytes) -> Any:
    problems = Problems()
    found = parse(text, "pack.yaml", problems)
    assert not list(problems), [p.line("en") for p in problems]
    return found


def messages(pack: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(pack)]


# the schema itself


@pytest.mark.parametrize("schema", [SCHEMA, dictionary_schema()])
def test_the_schema_is_one_of_its_draft(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("schema", [SCHEMA, dictionary_schema()])
def test_every_definition_is_used(schema: dict[str, Any]) -> None:
    text = json.dumps(schema)
    assert [name for name in schema["$defs"] if f'"#/$defs/{name}' not in text] == []


def descriptions(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("description"), str):
            yield node["description"]
        for inner in node.values():
            yield from descriptions(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from descriptions(inner)


def test_descriptions_are_in_both_languages_or_in_the_one_asked_for() -> None:
    both, zh, en = (sorted(set(descriptions(pack_schema(lang)))) for lang in (None, "zh", "en"))
    assert all(text.count("\n") == 1 for text in both)
    assert {text.split("\n")[0] for text in both} == set(zh)
    assert {text.split("\n")[1] for text in both} == set(en)
    assert not any("\n" in text for text in (*zh, *en))


def test_editors_say_what_is_wanted_and_not_a_pattern() -> None:
    forms = [made for made in SCHEMA["$defs"].values() if "pattern" in made]
    assert len(forms) >= 8
    assert all(form["patternErrorMessage"] == form["description"].replace("\n", " · ") for form in forms)


def test_every_construct_key_and_word_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its entry in the table of words, and the table has none but these and the names of forms."""
    said = set[str]()
    monkeypatch.setattr("gongti.engine.pack.schema.say", lambda code, lang: said.add(code) or TABLE[code][0])
    pack_schema("en"), dictionary_schema("en")
    forms = {f"schema.{code}" for code in WORDS if code.startswith("form.")}
    assert said | forms == {f"schema.{code}" for code in WORDS}


def test_only_short_forms_are_shapes_of_their_own() -> None:
    """A model that takes something else than a mapping must be known to the schema."""
    taking = {
        model.__name__
        for model in vars(m).values()
        if isinstance(model, type) and issubclass(model, m.Model) and model.__pydantic_decorators__.model_validators
    }
    assert taking == {name for name, made in SCHEMA["$defs"].items() if name[0].isupper() and "oneOf" in made}


# what it takes


@pytest.mark.parametrize("file", installed_packs(), ids=lambda file: file.parent.name)
def test_it_takes_the_installed_packs(file: Path) -> None:
    assert messages(tree(file.read_bytes())) == []


def test_it_takes_the_shared_dictionary() -> None:
    shared = tree((rules_folder() / "indicators.yaml").read_bytes())
    assert [e.message for e in DICTIONARY.iter_errors(shared)] == []
    shared["packs"] = []
    assert not DICTIONARY.is_valid(shared)


GOOD = tree((BAD / "pack.yaml").read_bytes())


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good pack with one value set; a step to a key that is not there makes it."""
    pack: dict[str, Any] = copy.deepcopy(json.loads(json.dumps(GOOD, default=str)))
    *steps, last = [int(s) if s.isdigit() else s for s in path.split(".")]
    node: Any = pack
    for step in steps:
        node = node[step]
    node[last] = value
    return tree(json.dumps(pack))  # type: ignore[no-any-return]


CRITERION = "dimensions.0.criteria.0"
SHORT_FORMS: list[tuple[str, Any]] = [
    ("title", "名称"),
    ("title", 2024),
    ("title", {"zh": "名称", "en": "Title"}),
    ("version", 1),
    ("applies_to", ["urban-group", "pilot-zone"]),
    ("roles.all", "true"),
    ("roles.all", True),
    ("roles.all", {"where": True, "of": "region"}),
    ("indicators.t", {"type": "table", "columns": {"a": "count", "b": {"type": "choice", "options": "centres"}}}),
    (f"{CRITERION}.cite", [{"doc": "plan", "ref": 3}, {"doc": "plan", "ref": ["a", 4]}]),
    (f"{CRITERION}.points", "1/3"),
    (f"{CRITERION}.points", "50%"),
    (f"{CRITERION}.points", 0.5),
    (f"{CRITERION}.applies_when", True),
    (f"{CRITERION}.measure", 5),
    (f"{CRITERION}.veto", True),
    (f"{CRITERION}.veto", "loose"),
    (f"{CRITERION}.due", "2024-06"),
    (f"{CRITERION}.due", "2024-06-30"),
    (f"{CRITERION}.every", "02-29"),
    (f"{CRITERION}.score", {"method": "levels", "levels": [{"otherwise": True, "points": "60%"}]}),
    (f"{CRITERION}.score", {"method": "deduct"}),
    (f"{CRITERION}.adjust", {"when": "cases > 1", "times": 0}),
    (CRITERION, {"id": "g", "title": "组", "criteria": [{"id": "c", "title": "项", "points": 1, "measure": "staff"}]}),
    ("rules", [{"id": "r", "when": {"facility": "$f", "role": "lead"}, "then": {"caps": "loose"}}]),
    ("rules", [{"id": "r", "when": {"finding": "x", "status": "unmet"}, "then": {"veto": "否决", "caps": "loose"}}]),
]


@pytest.mark.parametrize(("path", "value"), SHORT_FORMS)
def test_it_takes_every_form_that_the_loader_takes(path: str, value: Any) -> None:
    pack = changed(path, value)
    assert shape(pack, m.PackModel, Problems()) is not None
    assert messages(pack) == []


# what it refuses

WRONG: list[tuple[str, Any]] = [
    ("format", 2),
    ("id", "9 lives"),
    ("title", " "),
    ("title", {"en": "no Chinese"}),
    ("titel", "名称"),
    ("extends", "other-pack"),
    ("applies_to", []),
    ("applies_to", "county"),
    ("in_force.from", "2023-13-01"),
    ("in_force.from", "2023-02-30"),
    ("in_force.from", "2023-6-16"),
    ("documents.plan.seen", "read"),
    ("roles.lead.one", "yes"),
    ("roles.two-words", "true"),
    ("indicators.staff.type", "counts"),
    ("indicators.staff.part", "分子"),
    ("indicators.slots.columns", {"a": "count"}),
    ("indicators.none", {"label": "没有类型"}),
    ("indicators.none", {"calc": "1", "type": "count"}),
    ("indicators.none", {"calc": "1", "asked_of": "region"}),
    ("indicators.none", {"use": "staff", "unit": "人"}),
    ("indicators.none", {"type": "ratio", "part": "分子"}),
    ("indicators.none", {"type": "table", "columns": {"a": {"type": "table"}}}),
    (f"{CRITERION}.points", "十"),
    (f"{CRITERION}.points", "1/0"),
    (f"{CRITERION}.points", "1e3"),
    (f"{CRITERION}.points", True),
    (f"{CRITERION}.measure", ["staff"]),
    (f"{CRITERION}.ask", {"type": "yesno"}),
    (f"{CRITERION}.due", "2024"),
    (f"{CRITERION}.due", "2024-02-30"),
    (f"{CRITERION}.due", "0024-02"),
    (f"{CRITERION}.every", "02-30"),
    (f"{CRITERION}.every", "11-31"),
    (f"{CRITERION}.across", "all"),
    (f"{CRITERION}.check_by", "examine"),
    (f"{CRITERION}.remedy", {"action": "做", "days": -1}),
    (f"{CRITERION}.remedy", {"action": "做", "days": 1.5}),
    (f"{CRITERION}.score", {"method": "pass", "each": 1}),
    (f"{CRITERION}.score", {"method": "pass", "late_share": 0.5}),
    (f"{CRITERION}.score", {"method": "linear"}),
    (f"{CRITERION}.score", {"method": "deduct", "each": 1, "below": 1, "above": 2}),
    (f"{CRITERION}.score", {"method": "levels", "levels": [{"points": 1}]}),
    (f"{CRITERION}.score", {"method": "levels", "levels": [{"at_least": 1, "otherwise": True, "points": 1}]}),
    (f"{CRITERION}.adjust", {"when": "cases > 1"}),
    (CRITERION, {"id": "g", "title": "组", "criteria": []}),
    (CRITERION, {"id": "g", "title": "组", "points": 3, "criteria": [GOOD["dimensions"][0]["criteria"][0]]}),
    ("grades.0.otherwise", True),
    ("rules", [{"id": "r", "when": [], "then": {"note": "x"}}]),
    ("rules", [{"id": "r", "when": {"finding": "x"}, "then": {"note": "x"}}]),
    ("rules", [{"id": "r", "when": {"finding": "x", "status": "passed"}, "then": {"note": "x"}}]),
    ("rules", [{"id": "r", "when": {"check": "true", "dimension": "work", "below": 1}, "then": {"note": "x"}}]),
    ("rules", [{"id": "r", "when": {"check": "true"}, "then": {}}]),
    ("rules", [{"id": "r", "when": {"check": "true"}, "then": {"note": "x", "caps": "loose"}}]),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_it_refuses(path: str, value: Any) -> None:
    pack = changed(path, value)
    assert messages(pack)
    assert load_pack_text(json.dumps(pack, default=str))[0] is None


def test_a_key_with_nothing_behind_it_is_refused_here_alone() -> None:
    pack = changed(f"{CRITERION}.note", None)
    assert messages(pack)
    assert load_pack_text(json.dumps(pack, default=str))[0] is not None


SHAPES = {
    *("not-a-pack", "unknown-key", "unknown-word", "wrong-shape", "id-form", "key-missing", "key-not-here"),
    *("measure-and-ask", "across-and-each", "below-and-above", "level-tests", "grade-tests", "condition-kind"),
    *("then-kind", "finding-without-status", "use-overrides", "due-and-every", "due-with-across", "adjust-nothing"),
}
"""Problems of shape, which a schema can see; the others are of what keys and expressions mean."""
BEYOND: set[str] = set()
"""Files of bad/ with such a problem that no schema can see."""


def wrong_packs() -> list[str]:
    found = []
    for file in sorted((BAD / "packs").glob("*.expected")):
        codes = {line.split(": ")[2] for line in file.read_text("utf-8").splitlines()[1:] if line.count(": ") > 2}
        if codes and codes <= SHAPES and (BAD / "packs" / f"{file.stem}.yaml").exists():
            found.append(file.stem)
    return found


@pytest.mark.parametrize("name", wrong_packs())
def test_it_refuses_every_wrong_pack_whose_mistake_is_one_of_shape(name: str) -> None:
    problems = Problems()
    pack = parse((BAD / "packs" / f"{name}.yaml").read_bytes(), name, problems)
    assert not list(problems)
    assert bool(messages(pack)) == (name not in BEYOND)


def test_there_are_such_packs() -> None:
    assert len(wrong_packs()) >= 15 and set(wrong_packs()) >= BEYOND


# the schema and the loader, on packs that something happened to


def paths(node: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*here, key)
        yield from paths(inner, (*here, key))


PLAIN = json.loads(json.dumps(GOOD, default=str))
PATHS = list(paths(PLAIN))
VALUES = st.sampled_from(
    [
        0,
        -1,
        7,
        1.5,
        True,
        False,
        "",
        " ",
        "x",
        "一",
        "1/3",
        "1/0",
        "60%",
        "2024-06",
        "2024-06-30",
        "2024-02-30",
        "11-30",
    ]
    + [[], {}, ["x"], {"zh": "一"}, {"en": "x"}, {"type": "count"}, "count", "set", "must", "aim", "pass", "members"]
)
KEYS = st.sampled_from(
    sorted(
        {
            f.alias or n
            for model in vars(m).values()
            if isinstance(model, type) and issubclass(model, m.Model)
            for n, f in model.model_fields.items()
        }
    )  # fmt: skip
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    pack: dict[str, Any] = copy.deepcopy(PLAIN)
    for _ in range(draw(st.integers(1, 2))):
        *steps, last = draw(st.sampled_from(PATHS))
        node: Any = pack
        for step in steps:
            node = node[step] if isinstance(node, (dict, list)) and _has(node, step) else None
        if not isinstance(node, (dict, list)) or not _has(node, last):
            continue
        match draw(st.sampled_from(["set", "drop", "add", "move"])):
            case "set":
                node[last] = draw(VALUES)
            case "drop":
                del node[last]
            case "add" if isinstance(node, dict):
                node[draw(KEYS)] = draw(VALUES)
            case "move" if isinstance(node, dict):
                node[draw(KEYS)] = node.pop(last)
    return pack


def _has(node: Any, step: Any) -> bool:
    return step in node if isinstance(node, dict) else isinstance(step, int) and step < len(node)


@given(pack=mutated())
def test_it_refuses_what_the_loaders_shapes_refuse_and_takes_what_loads(pack: dict[str, Any]) -> None:
    text = json.dumps(pack, ensure_ascii=False)
    read = tree(text)
    taken = VALIDATOR.is_valid(read)
    if taken:
        problems = Problems()
        assert shape(read, m.PackModel, problems) is not None, [p.line("en") for p in problems]
    if load_pack_text(text)[0] is not None:
        assert taken, messages(read)


# the command


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        ((), pack_schema()),
        (("--lang", "zh"), pack_schema("zh")),
        (("--dictionary", "--lang", "en"), dictionary_schema("en")),
    ],
)
def test_the_command_writes_it(arguments: tuple[str, ...], made: dict[str, Any], tmp_path: Path) -> None:
    shown = gongti("pack", "schema", *arguments)
    assert (shown.status, shown.err) == (0, b"")
    assert json.loads(shown.out) == made and shown.out.endswith(b"}\n")
    saved = gongti("pack", "schema", *arguments, "-o", "pack.schema.json", cwd=tmp_path)
    assert (saved.status, saved.out, saved.err) == (0, b"", b"")
    assert (tmp_path / "pack.schema.json").read_bytes() == shown.out


def test_where_it_cannot_be_written() -> None:
    outcome = gongti("pack", "schema", "-o", "none/pack.schema.json")
    assert (outcome.status, outcome.out) == (2, b"")
    assert "cannot-write" in outcome.errors[0]
