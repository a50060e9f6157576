"""The documents against the program: what they quote is run, what they name exists, what exists is named.

Conventions of the documents. A fenced block ``console`` is a transcript: lines ``$ gongti …`` are run, the lines below
one must be in its output in this order, and next to each other unless a line ``…`` stands between them. A command
ends with status 0 unless a comment ``<!-- status: N -->`` stands above the block. ``<!-- file: NAME -->`` above a block
writes it for the commands that follow; where it names one of ``samples/``, it quotes that file, to the letter. A
document's commands run in a folder of their own, with ``samples/`` in it.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click
import pytest
import yaml
from program import gongti

from gongti import cli
from gongti.engine.gaps.ledger import GapStatus
from gongti.engine.pack.models import NOT_YET, Force, PointsBy, Score, Seen
from gongti.engine.score.findings import Status
from gongti.engine.values import typed

ROOT = Path(cli.__file__).resolve().parent
READMES = ("README.md", "README.en.md")
GUIDES = ("docs/guide.zh.md", "docs/guide.en.md")
STORIES = ("docs/story.zh.md", "docs/story.en.md", "docs/mending.zh.md", "docs/mending.en.md")
DOCUMENTS = (*READMES, *GUIDES, *STORIES, "docs/architecture.md", "docs/glossary.md", "CHANGELOG.md")
ELLIPSIS = "…"


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, what the comments above it say, and its line."""

    language: str
    text: str
    says: dict[str, str]
    line: int


def blocks(name: str) -> Iterator[Block]:
    says: dict[str, str] = {}
    held: list[str] | None = None
    language, start = "", 0
    for number, line in enumerate(text_of(name).splitlines(), 1):
        if held is not None:
            if line.rstrip() == "```":
                yield Block(language, "\n".join(held) + "\n", says, start)
                held, says = None, {}
            else:
                held.append(line)
        elif line.startswith("```"):
            held, language, start = [], line[3:].strip(), number
        elif match := re.fullmatch(r"<!-- (\w+): (.+?) -->", line.strip()):
            says[match[1]] = match[2]
        elif line.strip():
            says = {}
    assert held is None, f"{name}: a fence is not closed"


def transcripts(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block with the lines quoted below it."""
    command, quoted = "", list[str]()
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, quoted
            command, quoted = line[2:], []
        else:
            quoted.append(line.rstrip())
    assert command, f"line {block.line}: a console block without a command"
    yield command, quoted


def stands_in(quoted: list[str], output: list[str]) -> bool:
    """Whether quoted lines are in the output in order, next to each other where no ``…`` parts them."""
    runs: list[list[str]] = [[]]
    for line in quoted:
        if line == ELLIPSIS:
            runs.append([])
        else:
            runs[-1].append(line)
    if len(runs) == 1:
        return quoted == output
    first, *between, last = runs
    at, end = len(first), len(output) - len(last)
    if output[:at] != first or output[end:] != last:
        return False
    for run in between:
        found = next((s for s in range(at, end - len(run) + 1) if output[s : s + len(run)] == run), None)
        if found is None:
            return False
        at = found + len(run)
    return at <= end


def test_quoting_is_strict() -> None:
    output = ["a", "b", "c", "d"]
    assert stands_in(output, output) and stands_in([], [])
    for good in ("a…", "…bc…", "a…d", "…", "…a…c…", "…cd", "a…b…d"):
        assert stands_in(list(good), output), good
    for bad in ("", "a", "b…", "…c", "…cb…", "…ac…", "ae", "abcd…d", "a…b…b…d"):
        assert not stands_in(list(bad), output), bad


@pytest.mark.parametrize(
    "name",
    # The English ones say the same of the same runs.
    [pytest.param(n, marks=[pytest.mark.slow] if ".en." in n else []) for n in (*READMES, *GUIDES, *STORIES)],
)
def test_transcripts_are_true(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    wrong: list[str] = []
    ran = 0
    for block in blocks(name):
        if "file" in block.says:
            file = tmp_path / block.says["file"]
            assert file.resolve().is_relative_to(tmp_path)
            if block.says["file"].startswith("samples/"):
                if file.read_text("utf-8") != block.text:
                    wrong.append(f"{name}:{block.line}: is not {block.says['file']}")
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
        if block.language != "console":
            continue
        for command, quoted in transcripts(block):
            program, *arguments = shlex.split(command)
            assert program == "gongti", f"{name}:{block.line}: {command}"
            outcome = gongti(*arguments, cwd=tmp_path)
            ran += 1
            wanted = int(block.says.get("status", "0"))
            output = [line.rstrip() for line in (*outcome.lines, *outcome.errors)]
            if outcome.status != wanted:
                wrong.append(f"{name}:{block.line}: {command}: status {outcome.status}, not {wanted}")
            elif not stands_in(quoted, output):
                wrong.append(f"{name}:{block.line}: {command}: does not say what is quoted:\n" + "\n".join(output[:12]))
    assert not wrong, "\n".join(wrong)
    assert ran >= 8


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command as it is typed, groups too."""

    def walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            for name, inner in sorted(command.commands.items()):
                yield from walk(f"{path} {name}", inner)

    yield from walk("gongti", cli.group)


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_and_option_is_documented(name: str) -> None:
    text = text_of(name)
    absent = []
    for path, command in commands():
        if not isinstance(command, click.Group) and not re.search(rf"{path.removeprefix('gongti ')}\b", text):
            absent.append(path)
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                absent += [f"{path} {o}" for o in parameter.opts if not re.search(rf"(?<![\w-]){o}\b", text)]
                if isinstance(parameter.type, click.Choice):
                    absent += [f"{path} {parameter.opts[0]} {c}" for c in parameter.type.choices if c not in text]
    assert not absent


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_only_options_that_exist(name: str) -> None:
    known = {o for _, c in commands() for p in c.params if isinstance(p, click.Option) for o in p.opts} | {"--help"}
    prose = "".join(re.findall(r"`[^`\n]+`", text_of(name)))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", prose)) <= known


def anchors(name: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text_of(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", file):
            broken.append(f"{target}: not a file of the repository")
            continue
        path = (ROOT / name).parent / file if file else ROOT / name
        if not path.exists() or anchor and anchor not in anchors(path.resolve().relative_to(ROOT).as_posix()):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    quoted = re.findall(r"`([^`\n]+)`", text_of(name))
    quoted += [line for block in blocks(name) if block.language == "sh" for line in block.text.splitlines()]
    named = {m[1] for q in quoted if (m := re.match(r"make (?:[A-Z]+=\S+ )*([a-z-]+)", q))}
    assert named <= targets


@pytest.mark.parametrize("name", READMES)
def test_the_readme_begins_with_two_commands(name: str) -> None:
    first = next(b for b in blocks(name) if b.language == "sh")
    assert [line.split("#")[0].strip() for line in first.text.splitlines()] == ["make demo", "make test"]
    text = text_of(name)
    assert (
        text.index("make test") < text.index("apt install") < text.index("docs/report.svg") < text.index("```console")
    )
    assert len(text[: text.index("make demo")].splitlines()) <= 12


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_every_pack(name: str) -> None:
    packs = sorted(p.parent.name for p in (ROOT / "rules").glob("*/pack.yaml"))
    assert packs
    assert [p for p in packs if f"rules/{p}/pack.yaml" not in text_of(name)] == []


def rooms() -> list[str]:
    found = []
    for path in sorted((ROOT / "engine").iterdir()):
        if path.is_dir() and (path / "__init__.py").is_file():
            found.append(f"engine/{path.name}/")
        elif path.suffix == ".py" and path.name != "__init__.py":
            found.append(f"engine/{path.name}")
    return found


def test_every_room_has_its_paragraph() -> None:
    text = text_of("docs/architecture.md")
    paragraphs = re.findall(r"^\*\*`([^`]+)`\*\* .+$", text, re.MULTILINE)
    assert sorted(paragraphs) == sorted([*rooms(), "cli.py"])
    for paragraph in re.findall(r"^\*\*`engine/[^`]+`\*\* .+$", text, re.MULTILINE):
        assert " never " in paragraph, paragraph[:60]


def test_layers_are_those_that_are_enforced() -> None:
    """The order told in the document is the order import-linter proves."""
    contract = re.search(r"layers = \[\n(.+?)\n\]", text_of("pyproject.toml"), re.DOTALL)
    assert contract is not None
    enforced = [set(re.findall(r"\w+", line)) for line in reversed(contract[1].splitlines())]
    told = re.search(r"^ +words → .+?cli\.py$", text_of("docs/architecture.md"), re.MULTILINE | re.DOTALL)
    assert told is not None
    steps = [set(re.findall(r"\w+", step)) for step in told[0].split("→")]
    assert steps[:-1] == enforced
    assert {r.removeprefix("engine/").rstrip("/").removesuffix(".py") for r in rooms()} == set().union(*enforced)


@dataclass(frozen=True)
class Term:
    zh: str
    en: str
    written: str
    meaning: str


def glossary() -> list[Term]:
    rows = []
    for line in text_of("docs/glossary.md").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] != "中文" and not set(cells[0]) <= set("-"):
            rows.append(Term(*cells))
    return rows


HAN = re.compile(r"[\u4e00-\u9fff]")


def test_glossary_terms_are_in_both_languages() -> None:
    terms = glossary()
    for term in terms:
        assert HAN.search(term.zh) and not HAN.search(term.en) and re.search("[a-z]", term.en), term
        zh, dot, en = term.meaning.partition(" · ")
        assert dot and HAN.search(zh) and re.search("[a-z]", en), term
    for names in ([t.zh for t in terms], [t.en for t in terms]):
        assert sorted(set(names)) == sorted(names)


def test_glossary_has_every_word_of_the_formats() -> None:
    written = " ".join(t.written for t in glossary())
    known = set(re.findall(r"`([^`]+)`", written))
    for words in (Status, Force, Seen, PointsBy, GapStatus):
        assert set(get_args(words)) <= known, words
    english = {t.en for t in glossary()}
    field = (
        "criteria pack, criterion, indicator, finding, gap, ledger, waiver, register, verified, claimed, dimension, "
        "interval, contested, undetermined, reconcile, veto, cap, closure, review, explanation, evaluator, coverage"
    )
    assert set(field.split(", ")) <= english
    chinese = {t.zh for t in glossary()}
    assert {"勾稽", "一票否决", "销号", "机构名册", "评分包", "评价项", "指标", "存疑", "未定"} <= chinese


OPTIONS = {"county": ("县级", "county level"), "township": ("乡级", "township"), "village": ("村级", "village")}
READERS = {
    "yesno": typed.yesno,
    "count": lambda raw: typed.count(raw, "个/周"),
    "number": typed.number,
    "money": lambda raw: typed.money(raw, "万元"),
    "choice": lambda raw: typed.choice(raw, OPTIONS),
    "percent": typed.percent,
    "ratio": typed.ratio,
    "date": typed.day,
    "set": lambda raw: typed.options(raw, OPTIONS),
}


@pytest.mark.parametrize("name", GUIDES)
def test_what_may_be_typed_is_read_as_said(name: str) -> None:
    """The guide's table of answers, cell by cell: what it calls understood is, what it calls refused is refused."""
    rows = re.findall(r"^\| [^|`]+ `(\w+)` \| (.+?) \| (.+?) \|$", text_of(name), re.MULTILINE)
    rows = [r for r in rows if r[0] in READERS]
    assert {r[0] for r in rows} == set(READERS)
    wrong = []
    for kind, good, bad in rows:
        for cell, fits in ((good, True), (bad, False)):
            samples = re.findall(r"`([^`]+)`", cell)
            assert samples
            for sample in samples:
                raw = yaml.safe_load(sample) if sample[0] in "[{" else sample
                read = READERS[kind](raw)
                if (read is None or isinstance(read, typed.Refusal)) == fits:
                    wrong.append(f"{kind} {sample}: {read}")
    assert not wrong


@pytest.mark.parametrize("name", GUIDES)
def test_the_guide_knows_what_is_built(name: str) -> None:
    """Scoring methods, force words and functions of the language, as this version has them."""
    text = text_of(name)
    from gongti.engine.expression.check import AGGREGATES, FUNCTIONS

    assert " ".join((*AGGREGATES, *FUNCTIONS)) in text
    methods = set(get_args(Score.model_fields["method"].annotation))
    assert set(re.findall(r"score: \{method: (\w+)", text)) == methods
    assert all(f"`{word}`" in text for word in get_args(Force))
    assert NOT_YET and "not-yet" in text


def test_the_changelog_names_this_version() -> None:
    assert f"## {cli.__version__}" in text_of("CHANGELOG.md")
