"""`gongti form`: what it writes and where, and the sentence it gives instead."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest
from program import gongti

from form.making import BAD, REGISTER

REGISTERED = ("form", "pack.yaml", "--register", "register.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("pack.yaml", "report.yaml"):
        (tmp_path / name).write_bytes((BAD / name).read_bytes())
    (tmp_path / "register.yaml").write_text(REGISTER, "utf-8")
    return tmp_path


def marks(path: Path) -> set[str]:
    return {str(s["A1"].value) for s in openpyxl.load_workbook(path).worksheets if s["A1"].value != "gongti"}


def test_one_workbook(folder: Path) -> None:
    outcome = gongti(
        "form", "pack.yaml", "--register", "register.yaml", "--period", "2024", "-o", "表.xlsx", cwd=folder
    )
    assert (outcome.status, outcome.out, outcome.err) == (0, b"", b"")
    assert {"gongti:cover", "gongti:region", "gongti:consortium", "gongti:facility id=f0"} <= marks(folder / "表.xlsx")


def test_a_workbook_each(folder: Path) -> None:
    outcome = gongti("form", "pack.yaml", "--register", "register.yaml", "--each", "-o", "表/各家", cwd=folder)
    files = sorted(p.name for p in (folder / "表" / "各家").iterdir())
    assert outcome.status == 0 and sorted(outcome.lines) == [f"表/各家/{name}" for name in files]
    assert files == ["00 整体.xlsx", "01 县（市、区）.xlsx", *(f"甲{n} f{n}.xlsx" for n in range(5))]


def test_blank_facilities(folder: Path) -> None:
    outcome = gongti("form", "pack.yaml", "--facilities", "2", "-o", "f.xlsx", cwd=folder)
    assert outcome.status == 0
    assert {m for m in marks(folder / "f.xlsx") if "facility" in m} == {
        "gongti:facility new=1",
        "gongti:facility new=2",
    }


@pytest.mark.parametrize("option", ["--review", "--prefill"])
def test_of_a_report(option: str, folder: Path) -> None:
    outcome = gongti("form", "pack.yaml", option, "report.yaml", "-o", "f.xlsx", cwd=folder)
    assert outcome.status == 0
    assert {m for m in marks(folder / "f.xlsx") if "facility" in m} == {"gongti:facility id=a", "gongti:facility id=b"}
    about = openpyxl.load_workbook(folder / "f.xlsx")["_gongti"]
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    kind, period = ("review", "2024") if option == "--review" else ("report", "2025")
    assert (told["kind"], told["period"], told["consortium.id"]) == (kind, period, "moxian")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("form", "pack.yaml"), "form-output-missing"),
        (("form", "pack.yaml", "--each", "-o", "out"), "form-each-register"),
        (("form", "pack.yaml", "--period", "24", "-o", "f.xlsx"), "form-period"),
        ((*REGISTERED, "--consortium", "wu", "-o", "f.xlsx"), "form-no-consortium"),
        (("form", "pack.yaml", "--register", "none.yaml", "-o", "f.xlsx"), "cannot-open"),
        (("form", "pack.yaml", "--register", "a\0b", "-o", "f.xlsx"), "cannot-open"),
        (("form", "pack.yaml", "--register", "pack.yaml", "-o", "f.xlsx"), "not-a-register"),
        (("form", "pack.yaml", "--review", "none.yaml", "-o", "f.xlsx"), "no-such-file"),
        (("form", "no-such-pack", "-o", "f.xlsx"), "unknown-pack"),
        (("form", "pack.yaml", "-o", "none/f.xlsx"), "cannot-write"),
        ((*REGISTERED, "--each", "-o", "pack.yaml"), "cannot-write"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(arguments: tuple[str, ...], code: str, folder: Path) -> None:
    for lang in ("zh", "en"):
        outcome = gongti(*arguments, "--lang", lang, cwd=folder)
        assert outcome.status == 2 and outcome.out == b""
        assert [line for line in outcome.errors if f": {code}: " in f": {line}"], outcome.errors


def test_a_missing_writer_is_one_sentence_with_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    outcome = gongti("form", "pack.yaml", "-o", "f.xlsx", cwd=folder)
    words = "写 Excel 表要用 xlsxwriter，这里没有装；安装：pip install xlsxwriter"
    assert (outcome.status, outcome.errors) == (2, [f"error: form-writer-missing: {words}"])
    assert not (folder / "f.xlsx").exists()
