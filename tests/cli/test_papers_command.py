"""`assess --paper`: which files are written where, with which ledger's head, on whose template; and what is refused."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from program import gongti

import gongti as package

SAMPLES = Path(package.__file__).parent / "samples"
QINGHE = ("assess", str(SAMPLES / "qinghe"), "--on", "2024-12-31")
MENDING = SAMPLES / "mending"
MARCH = ("assess", str(MENDING / "march.yaml"), "--pack", str(MENDING / "pack.yaml"), "--on", "2025-03-31")


def _words(data: bytes) -> str:
    """Every text of a .docx."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [n for n in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)]
        return "".join("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", archive.read(n).decode())) for n in parts)


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (("--format", "docx"), "考核情况报告"),
        (("--paper", "assessment-report"), "考核情况报告"),
        (("--paper", "self-report", "--format", "docx"), "自评报告"),
        (("--paper", "score-sheet"), "评分确认表"),
    ],
)
def test_a_paper_is_a_file_of_its_first_format(tmp_path: Path, options: tuple[str, ...], title: str) -> None:
    outcome = gongti(*QINGHE, *options, "-o", "文书.docx", cwd=tmp_path)
    assert (outcome.status, outcome.lines, outcome.errors) == (0, ["文书.docx"], [])
    assert title in _words((tmp_path / "文书.docx").read_bytes())


def test_xlsx_alone_is_the_score_sheet_and_a_folder_takes_its_own_name(tmp_path: Path) -> None:
    outcome = gongti(*QINGHE, "--format", "xlsx", "-o", "out/", cwd=tmp_path)
    (name,) = outcome.lines
    assert outcome.status == 0 and name.startswith("out/评分确认表")
    assert openpyxl.load_workbook(tmp_path / name).worksheets


def test_notices_go_into_a_folder_one_for_each(tmp_path: Path) -> None:
    outcome = gongti(*MARCH, "--paper", "rectification-notice", "-o", "通知书", cwd=tmp_path)
    named = sorted(Path(line).name for line in outcome.lines)
    assert outcome.status == 0 and named == sorted(path.name for path in (tmp_path / "通知书").iterdir())
    assert len(named) == 4  # 医院的号源，东坪、石桥的人员与医师，和医共体自己的
    (hospital,) = (
        path for path in (tmp_path / "通知书").iterdir() if "澜亭县人民医院" in path.stem and "共体" not in path.stem
    )
    assert "280" in _words(hospital.read_bytes())


def test_the_head_of_the_ledger_is_printed_and_found_again(tmp_path: Path) -> None:
    gongti(*MARCH, "--format", "json", "-o", "march.json", cwd=tmp_path)
    (head,) = gongti(
        "ledger", "update", "l.jsonl", "march.json", "--by", "王", "--on", "2025-03-31", cwd=tmp_path
    ).lines
    outcome = gongti(*MARCH, "--paper", "self-report", "--ledger", "l.jsonl", "-o", "a.docx", cwd=tmp_path)
    assert outcome.status == 0
    printed = re.search(r"[0-9a-f]{16,64}", _words((tmp_path / "a.docx").read_bytes()))
    assert printed is not None and head.startswith(printed[0])
    assert gongti("ledger", "status", "l.jsonl", "--head", printed[0], "--on", "2025-03-31", cwd=tmp_path).status == 0


def test_another_consortiums_ledger_is_refused(tmp_path: Path) -> None:
    gongti(*MARCH, "--format", "json", "-o", "march.json", cwd=tmp_path)
    gongti("ledger", "update", "l.jsonl", "march.json", "--by", "王", "--on", "2025-03-31", cwd=tmp_path)
    outcome = gongti(*QINGHE, "--paper", "self-report", "--ledger", "l.jsonl", "-o", "a.docx", cwd=tmp_path)
    assert outcome.status == 2 and ": ledger-other-consortium: " in outcome.errors[0]
    assert not (tmp_path / "a.docx").exists()


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    assert gongti("template", "-o", "模板.docx", cwd=tmp_path).status == 0
    outcome = gongti(*QINGHE, "--format", "docx", "--template", "模板.docx", "-o", "a.docx", cwd=tmp_path)
    words = _words((tmp_path / "a.docx").read_bytes())
    assert outcome.status == 0 and "青禾县人民医院医共体" in words and "{{" not in words


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--paper", "score-sheet"), "paper-output-missing"),
        (("--paper", "rectification-list", "--format", "docx", "-o", "a.docx"), "paper-format"),
        (("--paper", "self-report", "--template", "no.docx", "-o", "a.docx"), "no-such-file"),
        (("--paper", "self-report", "--template", "text.docx", "-o", "a.docx"), "template-not-docx"),
        (("--paper", "self-report", "--ledger", "no.jsonl", "-o", "a.docx"), "no-such-file"),
        (("--paper", "self-report", "-o", "text.docx/a.docx"), "cannot-write"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(tmp_path: Path, options: tuple[str, ...], code: str) -> None:
    (tmp_path / "text.docx").write_text("not a document", "utf-8")
    outcome = gongti(*QINGHE, *options, cwd=tmp_path)
    assert (outcome.status, outcome.lines) == (2, []) and f"{code}: " in outcome.errors[0]
    assert [path.name for path in tmp_path.iterdir()] == ["text.docx"]


@pytest.mark.parametrize(
    "options",
    [
        ("--template", "a.docx"),
        ("--ledger", "l.jsonl", "--format", "json"),
        ("--paper", "score-sheet", "--format", "xlsx", "--template", "a.docx", "-o", "b.xlsx"),
        ("--paper", "score-sheet", "--pack", "all", "-o", "b.docx"),
        ("--paper", "letter", "-o", "b.docx"),
    ],
)
def test_options_that_do_not_fit_together_are_a_wrong_usage(tmp_path: Path, options: tuple[str, ...]) -> None:
    outcome = gongti(*QINGHE, *options, cwd=tmp_path)
    assert (outcome.status, outcome.lines) == (2, []) and not list(tmp_path.iterdir())


def test_a_bar_is_kept_with_a_paper_too(tmp_path: Path) -> None:
    outcome = gongti(*QINGHE, "--format", "xlsx", "-o", "a.xlsx", "--fail-under", "99", cwd=tmp_path)
    assert outcome.status == 1 and (tmp_path / "a.xlsx").exists()
