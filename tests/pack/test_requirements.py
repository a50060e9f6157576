"""Requirements: entries by id, problems with their lines, and what it means that a quote stands in the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongti.engine.pack import rules_folder
from gongti.engine.pack.requirements import holds, load_requirements, requirements_for

HEAD = "format: 1\ndocuments:\n  plan: {title: 方案, seen: original}\nrequirements:\n"
FIRST = "  - {id: 1-01, document: plan, clause: 一, words: 建立机制, seen: original}\n"


def loaded(tmp_path: Path, text: str) -> tuple[list[str], list[str]]:
    """The ids, and each problem as LINE: CODE."""
    file = tmp_path / "requirements.yaml"
    file.write_text(text, "utf-8")
    found, problems = load_requirements(file, "r.yaml")
    return list(found.entries) if found is not None else [], [f"{p.at.line}: {p.code}" for p in problems]


def test_entries_come_in_order_and_say_their_part(tmp_path: Path) -> None:
    standard = (
        "standards:\n  - {id: s-1, document: plan, clause: 二, words: 转述, seen: restated, not_assessed: 背景}\n"
    )
    file = tmp_path / "requirements.yaml"
    file.write_text(HEAD + FIRST + standard, "utf-8")
    found, problems = load_requirements(file)
    assert found is not None and problems == ()
    assert [(r.id, r.part, r.seen) for r in found.entries.values()] == [
        ("1-01", "requirements", "original"),
        ("s-1", "standards", "restated"),
    ]
    assert [r.not_assessed.zh for r in found.of("plan") if r.not_assessed is not None] == ["背景"]
    assert found.entries["s-1"].at.line == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + FIRST + FIRST, ["6: duplicate-id"]),
        (HEAD + FIRST + "standards:\n" + FIRST, ["7: duplicate-id"]),
        (HEAD + FIRST.replace("plan", "plam") + FIRST.replace("01", "02"), ["5: unknown-document"]),
        (HEAD + FIRST.replace("plan", "plam") + FIRST, ["5: unknown-document", "6: duplicate-id"]),
        (HEAD + FIRST.replace("original", "orginal"), ["5: unknown-word"]),
        (HEAD + FIRST.replace("words", "word"), ["5: key-missing", "5: unknown-key"]),
        (HEAD + FIRST.replace("1-01", "1 01"), ["5: id-form"]),
        (HEAD + FIRST.replace("建立机制", '""'), ["5: wrong-shape"]),
        ("- 1\n", ["1: wrong-shape"]),
        ("format: 1\nformat: 1\n", ["2: duplicate-key"]),
    ],
)
def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path, text: str, expected: list[str]) -> None:
    ids, problems = loaded(tmp_path, text)
    assert ids == [] and sorted(problems) == expected


def test_a_pack_has_those_beside_its_folder_or_the_installed_ones(tmp_path: Path) -> None:
    pack = tmp_path / "rules" / "mine" / "pack.yaml"
    pack.parent.mkdir(parents=True)
    assert requirements_for(pack) == rules_folder() / "requirements.yaml"
    (tmp_path / "rules" / "requirements.yaml").write_text(HEAD + FIRST, "utf-8")
    found = requirements_for(pack)
    assert found is not None and found.samefile(tmp_path / "rules" / "requirements.yaml")


@pytest.mark.parametrize(
    ("quote", "held"),
    [
        ("至少1/3的门诊号源", True),
        ("至少 1/3 的门诊号源、１/4的住院床位", True),
        ("牵头医院…1/4的住院床位", True),
        ("1/4的住院床位...牵头医院", True),  # each part by itself; their order is the source's to prove
        ("（原则上）,", True),
        ("“下沉”", True),
        ("门诊号源下沉", False),
        ("牵头医院…1/5的住院床位", False),
        ("床位。各地", False),  # from one text into the next
        ("前后", False),  # across a cut of the words
    ],
)
def test_a_quote_stands_in_the_words(quote: str, held: bool) -> None:
    words = ["牵头医院(原则上)，将至少1/3的门诊号源、1/4的住院床位", '各地"下沉"', "前……后"]
    assert holds(words, quote) is held
