"""The reference of the pack language against the program: its tables are the program's own, its examples load.

A `yaml` block is a whole pack, or (``<!-- place: criteria -->``) criteria of one, or outermost keys that are laid over
the document's first pack. ``<!-- pack: dictionary -->`` is a shared dictionary, which ``<!-- dictionary: shared -->``
uses. Tables between comments are made by docs/tables.py; those written by hand are compared here.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import test_docs
from jsonschema import Draft202012Validator, FormatChecker
from test_docs import Block, blocks, text_of

from gongti import cli
from gongti.engine.diagnostics import Problems
from gongti.engine.document import parse
from gongti.engine.expression import FIELDS, MOMENTS
from gongti.engine.expression.check import AGGREGATES, FUNCTIONS
from gongti.engine.expression.check import NOT_YET as NAMES_NOT_YET
from gongti.engine.pack import load_pack_text, models
from gongti.engine.pack.binder import COLLECTIONS, RESERVED
from gongti.engine.pack.models import NOT_YET, CellType, Dictionary, Force, Model, PackModel, Score
from gongti.engine.pack.schema import dictionary_schema, pack_schema
from gongti.engine.pack.scores import SCORE_KEYS as SCORE_KEYS
from gongti.engine.pack.shape import shape
from gongti.engine.words import TABLE

DOCS = Path(cli.__file__).resolve().parent / "docs"
REFERENCES = ("docs/pack-language.md", "docs/pack-language.zh.md")
PAGES = (*REFERENCES, "docs/problems.md")
MODELS = sorted(
    m.__name__ for m in vars(models).values() if isinstance(m, type) and issubclass(m, Model) and m is not Model
)


def tables() -> ModuleType:
    """docs/tables.py, which stands outside the package."""
    spec = importlib.util.spec_from_file_location("tables", DOCS / "tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# what is made from the program


def test_the_tables_are_up_to_date() -> None:
    made = tables()
    stale = [n for n, lang in made.FILLED.items() if made.filled(text_of(f"docs/{n}"), lang) != text_of(f"docs/{n}")]
    assert not stale, "run `make docs`"


@pytest.mark.parametrize("name", REFERENCES)
def test_every_construct_and_every_choice_of_words_has_its_table(name: str) -> None:
    there = {(kind, of) for kind, of in re.findall(r"<!-- (keys|words): (\w+) -->", text_of(name))}
    assert {of for kind, of in there if kind == "keys"} == set(MODELS)
    choices = {
        code.removeprefix("schema.").split(".")[0]
        for code in TABLE
        if re.fullmatch(r"schema\.[a-z_]+\.[\w-]+", code) and not code.startswith(("schema.title", "schema.form"))
    }
    assert {of for kind, of in there if kind == "words"} == choices


@pytest.mark.parametrize("name", REFERENCES)
@pytest.mark.parametrize("model", MODELS)
def test_every_key_of_every_model_is_there(name: str, model: str) -> None:
    (table,) = re.findall(rf"<!-- keys: {model} -->(.*?)<!-- end -->", text_of(name), re.DOTALL)
    fields = getattr(models, model).model_fields.items()
    assert re.findall(r"^\| \*{0,2}`(\w+)`", table, re.MULTILINE) == [f.alias or n for n, f in fields]


def test_every_problem_code_is_there() -> None:
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| (?:error|warning|info) \|", text_of("docs/problems.md"), re.MULTILINE)
    assert sorted(listed) == sorted(c.removeprefix("problem.") for c in TABLE if c.startswith("problem."))


def test_a_table_that_is_behind_is_found_and_made_anew() -> None:
    old = "before\n<!-- words: step -->\n\n| Word | Meaning |\n| --- | --- |\n| `old` | x |\n\n<!-- end -->\nafter\n"
    new = tables().filled(old, "en")
    assert "`old`" not in new and new.startswith("before\n") and new.endswith("\nafter\n")
    assert re.findall(r"^\| `(\w+)`", new, re.MULTILINE) == ["exact", "up", "down"]


# what is written by hand


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The cells of every line of a table."""
    for line in text_of(name).splitlines():
        if line.startswith("| "):
            yield tuple(c.strip() for c in re.split(r"(?<!\\)\|", line.strip("|")))


@pytest.mark.parametrize("name", REFERENCES)
def test_every_function_has_one_row(name: str) -> None:
    found = [re.match(r"`([a-z_]+)\(", cells[0]) for cells in rows(name)]
    assert sorted(m[1] for m in found if m) == sorted([*AGGREGATES, *FUNCTIONS])


@pytest.mark.parametrize("name", REFERENCES)
def test_every_name_has_its_row(name: str) -> None:
    first = " ".join(cells[0] for cells in rows(name))
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", first))))
    assert (set(FIELDS) | set(MOMENTS) | RESERVED) - NAMES_NOT_YET <= words
    fields = [cells for cells in rows(name) if cells[0] in [f"`{f}`" for f in FIELDS] and cells[1] in FIELD_KINDS]
    assert [cells[0].strip("`") for cells in fields] == list(FIELDS)
    assert [FIELD_KINDS[cells[1]] for cells in fields] == [t.base for t in FIELDS.values()]
    for collection, columns in COLLECTIONS.items():
        (row,) = [cells for cells in rows(name) if cells[0] == f"`{collection}`" and len(cells) == 3]
        assert collection == "dimensions" or set(columns) <= set(re.findall(r"`(\w+)`", row[2]))


FIELD_KINDS = {"text": "text", "count": "number", "day": "date", "文字": "text", "个数": "number", "日期": "date"}


@pytest.mark.parametrize("name", REFERENCES)
def test_the_methods_have_the_keys_that_the_program_gives_them(name: str) -> None:
    found = {}
    for cells in rows(name):
        method = re.match(r"`(\w+)` [\u4e00-\u9fff]+$", cells[0])
        if method and len(cells) == 3:
            needed = set(re.findall(r"\*\*`(\w+)`\*\*", cells[2]))
            found[method[1]] = needed, set(re.findall(r"`(\w+)`", cells[2])) - needed
    found["pass"][1].discard("late_share")  # with a deadline
    assert found == {method: (set(needed), set(allowed)) for method, (needed, allowed) in SCORE_KEYS.items()}


@pytest.mark.parametrize("name", REFERENCES)
def test_what_is_not_built_is_named(name: str) -> None:
    text = text_of(name)
    words = {word for words in NOT_YET.values() for word in words} | NAMES_NOT_YET | {"not-yet"}
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_options_and_targets_exist(name: str) -> None:
    test_docs.test_links_lead_somewhere(name)
    test_docs.test_documents_name_only_options_that_exist(name)
    test_docs.test_make_targets_exist(name)


# the examples


def yaml_blocks(name: str) -> list[Block]:
    return [b for b in blocks(name) if b.language == "yaml"]


def tree(text: str) -> Any:
    problems = Problems()
    found = parse(text, "example.yaml", problems)
    assert not list(problems), [p.line("en") for p in problems]
    return found


def whole(block: Block, base: Any) -> str:
    """The text of the pack that an example stands for."""
    if "pack" in block.says:
        return block.text
    part = tree(block.text)
    if block.says.get("place") == "criteria":
        part = {"dimensions": [*base["dimensions"], {"id": "example", "title": "例", "criteria": part}]}
    both = {
        k: {**base[k], **v} if isinstance(v, dict) and isinstance(base.get(k), dict) else v for k, v in part.items()
    }
    return json.dumps({**base, **both}, ensure_ascii=False, default=str)


def examples() -> Iterator[Any]:
    for name in REFERENCES:
        for block in yaml_blocks(name):
            if block.says.get("pack") != "dictionary":
                yield pytest.param(name, block, id=f"{name.removeprefix('docs/')}:{block.line}")


def dictionary(name: str) -> Dictionary:
    (block,) = [b for b in yaml_blocks(name) if b.says.get("pack") == "dictionary"]
    assert not list(Draft202012Validator(dictionary_schema()).iter_errors(tree(block.text)))
    problems = Problems()
    found = shape(tree(block.text), Dictionary, problems)
    assert found is not None and not list(problems)
    return found


VALIDATOR = Draft202012Validator(pack_schema(), format_checker=FormatChecker())


@pytest.mark.parametrize(("name", "block"), [*examples()])
def test_every_example_loads(name: str, block: Block) -> None:
    text = whole(block, tree(yaml_blocks(name)[0].text))
    shared = dictionary(name) if "dictionary" in block.says else None
    pack, problems = load_pack_text(text, "example.yaml", shared)
    assert [p.line("en") for p in problems] == []
    assert pack is not None
    assert [e.message for e in VALIDATOR.iter_errors(tree(text))] == []


def test_both_languages_have_the_same_examples() -> None:
    one, other = ([(b.says, tree(b.text)) for b in yaml_blocks(name)] for name in REFERENCES)
    assert one == other and len(one) >= 20


def used(model: Any) -> Iterator[tuple[str, str, Any]]:
    """Every key that a model has been given: (construct, key, value)."""
    if isinstance(model, Model):
        for key in model.model_fields_set:
            value = getattr(model, key)
            yield type(model).__name__, type(model).model_fields[key].alias or key, value
            yield from used(value)
    elif isinstance(model, dict):
        for value in model.values():
            yield from used(value)
    elif isinstance(model, list):
        for value in model:
            yield from used(value)


def test_every_key_type_method_function_stands_in_an_example() -> None:
    name = REFERENCES[0]
    base, seen = tree(yaml_blocks(name)[0].text), list(used(dictionary(name)))
    for block in yaml_blocks(name):
        if block.says.get("pack") != "dictionary":
            seen += used(shape(tree(whole(block, base)), PackModel, Problems()))
    keys = {(construct, key) for construct, key, _ in seen}
    known = {(n, f.alias or k) for n in MODELS for k, f in getattr(models, n).model_fields.items()}
    assert known - keys == set()
    values = {(key, value) for _, key, value in seen if isinstance(value, str)}
    words = [("type", w) for w in (*get_args(CellType), "table")] + [("force", w) for w in get_args(Force)]
    words += [("method", w) for w in get_args(Score.model_fields["method"].annotation)]
    assert [w for w in words if w not in values] == []
    text = "".join(b.text for b in yaml_blocks(name))
    assert [f for f in (*AGGREGATES, *FUNCTIONS) if f"{f}(" not in text] == []


@pytest.mark.parametrize("name", REFERENCES)
def test_the_line_for_editors_is_only_a_comment(name: str) -> None:
    (block,) = [b for b in yaml_blocks(name) if "$schema" in b.text]
    first, _, rest = block.text.partition("\n")
    assert first == "# yaml-language-server: $schema=../pack.schema.json"
    with_line, without = (load_pack_text(text)[0] for text in (block.text, rest))
    assert with_line is not None and without is not None and with_line.model == without.model
