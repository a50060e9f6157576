"""`gongti self-check`, what a double click does: one file beside the materials, and nothing else changed.

It is run as on Windows: without the modules and functions that only POSIX has, without durable-rules.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from program import gongti
from without_posix import gongti_without_posix

from gongti import cli
from gongti.engine import selfcheck
from gongti.engine.form import forms, given_of, register_of, written
from gongti.engine.pack import load_pack
from gongti.engine.pack.questionnaire import questionnaire

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
GOOD, WITH_ERRORS = SAMPLES / "binhai-group", SAMPLES / "qinghe"
DAY = ("--on", "2024-12-31")
ENDING = selfcheck.SUFFIXES[selfcheck.RESULT]
RESULT = f"自评结果{ENDING}"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder as people name them."""
    made = tmp_path / "2024年 自评（张三）" / "上报 & 材料"
    made.mkdir(parents=True)
    return made


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def text(path: Path) -> str:
    """A file that was left, as a browser or an editor has it."""
    data = path.read_bytes()
    if path.suffix == ".html":
        return data.decode("utf-8")
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n") > 1
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def test_a_folder_gives_the_result_beside_it(desk: Path) -> None:
    shutil.copytree(GOOD, desk / "全部材料")
    before = files(desk / "全部材料")
    done = gongti_without_posix("self-check", desk / "全部材料", *DAY, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == ["正在自评，请稍候……", f"自评结果写在：{desk / RESULT}"]
    assert files(desk) == {"全部材料", RESULT} and files(desk / "全部材料") == before
    result = text(desk / RESULT)
    assert "澜海市滨海医疗集团" in result and "未经另一推理器对照" in result
    assert "全部材料/report.yaml" in result and str(desk) not in result


def test_it_is_what_assess_writes(desk: Path) -> None:
    shutil.copytree(GOOD, desk / "材料")
    assert gongti("self-check", desk / "材料", *DAY).status == 0
    assessed = gongti("assess", "材料", *DAY, "--format", selfcheck.RESULT, cwd=desk)
    assert text(desk / RESULT) == assessed.out.decode()


def test_several_files_are_one_report_and_the_result_stands_beside_the_first(desk: Path, tmp_path: Path) -> None:
    other = tmp_path / "名册"
    other.mkdir()
    shutil.copy(GOOD / "report.yaml", desk)
    shutil.copy(GOOD / "register.yaml", other)
    done = gongti_without_posix("self-check", desk / "report.yaml", other / "register.yaml", *DAY, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert files(desk) == {"report.yaml", RESULT} and files(other) == {"register.yaml"}
    assert "名册里的“松坪镇卫生院”没有上报" in text(desk / RESULT)


def test_what_must_be_mended_comes_first(desk: Path) -> None:
    shutil.copytree(WITH_ERRORS, desk / "材料")
    done = gongti_without_posix("self-check", desk / "材料", *DAY, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[1:] == [f"有要先改的地方，写在：{desk / '问题.md'}"]
    assert files(desk) == {"材料", "问题.md"}
    page = text(desk / "问题.md")
    head, mend, look = page.split("\n## ")
    assert head.startswith("# 有 1 处要先改\n")
    assert mend.splitlines()[0] == "要先改的" and look.splitlines()[0].startswith("请留意")
    assert "1. `材料/report.yaml:117:70` “正在办理”看不出是“是”还是“否”" in mend
    assert "石梁镇卫生院" in look and "石梁镇卫生院" not in mend


def test_every_problem_of_check_stands_there(desk: Path) -> None:
    shutil.copytree(WITH_ERRORS, desk / "材料")
    gongti("self-check", desk / "材料", *DAY)
    said = text(desk / "问题.md")
    found = gongti("check", "材料", *DAY, cwd=desk).lines
    assert len(found) > 3
    for line in found:
        assert f"`{line.partition(': ')[0]}`" in said
    assert said.count("\n1. `") == 2 and len([row for row in said.splitlines() if "`" in row]) == len(found)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("坏 了.yaml", (SAMPLES / "broken.yaml").read_bytes(), "已经写过一次"),
        ("自评表.xlsx", b"PK\x03\x04 and no more", "工作簿"),
        ("自评表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "工作簿"),
        ("空.yaml", b"", ""),
        ("图.png", b"\x89PNG\r\n\x1a\n\x00\x00", ""),
        ("`反引号` | # *.yaml", b"[", ""),
    ],
    ids=["YAML", "zip", "old or locked", "empty", "picture", "marks in the name"],
)
def test_a_broken_file_gives_a_page_and_no_traceback(desk: Path, name: str, data: bytes, said: str) -> None:
    (desk / name).write_bytes(data)
    done = gongti_without_posix("self-check", desk / name, *DAY, cwd=ROOT)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert files(desk) == {name, "问题.md"}
    page = text(desk / "问题.md")
    assert f"1. `{name.replace('`', chr(39))}" in page and said in page


# workbooks


def form_of(*names: str) -> bytes:
    """An empty form of some packs for the sample's register."""
    packs = [load_pack(ROOT / "rules" / name / "pack.yaml")[0] for name in names]
    asked, _ = questionnaire([pack for pack in packs if pack is not None])
    register, _ = register_of((WITH_ERRORS / "register.yaml").read_bytes(), "register.yaml")
    assert asked is not None
    given, _ = given_of(
        asked, register=register, claimed=None, before=None, consortium="qinghe", period="2024", year=2024, blank=0
    )
    assert given is not None
    (made,) = forms(asked, given, "zh")
    return written(made, "zh")


@pytest.fixture(scope="module")
def form() -> bytes:
    return form_of("county-four-keys")


def answered(form: bytes, value: object) -> bytes:
    """The form with one answer, found by its hidden key."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = next(s for s in book.worksheets if str(s["A1"].value) == "gongti:region office=县财政局")
    row = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == "funds_granted")
    column = next(cell.column for cell in sheet[1] if cell.value == "answer")
    sheet.cell(row, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
def test_a_workbook_gives_its_result(desk: Path, form: bytes) -> None:
    (desk / "自评表 (2).xlsx").write_bytes(answered(form, 12))
    done = gongti_without_posix("self-check", desk / "自评表 (2).xlsx", *DAY, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert files(desk) == {"自评表 (2).xlsx", RESULT}


@pytest.mark.slow
def test_a_form_is_assessed_by_the_packs_that_it_was_made_for(desk: Path) -> None:
    """Not by the newest: a report of one answer would otherwise be judged by questions that nobody was asked."""
    (desk / "甲.xlsx").write_bytes(form_of("county-pilot-2019"))
    assert gongti("self-check", desk / "甲.xlsx", *DAY).status == 0
    assert "county-pilot-2019" in text(desk / RESULT) and "county-four-keys" not in text(desk / RESULT)
    (desk / RESULT).unlink()
    (desk / "甲.xlsx").write_bytes(form_of("county-four-keys", "county-shandong-2018"))
    assert gongti("self-check", desk / "甲.xlsx", *DAY).status == 0
    results = {name.partition("（")[2][:4]: text(desk / name) for name in files(desk) if name.startswith("自评结果（")}
    assert set(results) == {"紧密型县", "山东省县"}
    assert "county-shandong-2018" in results["山东省县"] and "county-four-keys" in results["紧密型县"]


@pytest.mark.slow
def test_a_wrong_cell_is_named_and_marked_in_a_copy(desk: Path, form: bytes) -> None:
    original = answered(form, "十几万")
    (desk / "自评表.xlsx").write_bytes(original)
    done = gongti_without_posix("self-check", desk / "自评表.xlsx", *DAY, cwd=ROOT)
    assert done.returncode == 1, done.stderr
    assert files(desk) == {"自评表.xlsx", "自评表（问题已标注）.xlsx", "问题.md"}
    assert (desk / "自评表.xlsx").read_bytes() == original
    page = text(desk / "问题.md")
    assert "自评表（问题已标注）.xlsx" in page
    place = re.search(r"`自评表\.xlsx!县财政局!([A-Z]+[0-9]+)`", page)
    assert place is not None
    copy = openpyxl.load_workbook(desk / "自评表（问题已标注）.xlsx")
    assert copy["县财政局"][place[1]].comment is not None


@pytest.mark.slow
def test_only_workbooks_with_a_wrong_cell_are_marked(desk: Path, form: bytes) -> None:
    (desk / "材料").mkdir()
    (desk / "材料" / "甲.xlsx").write_bytes(answered(form, "十几万"))
    (desk / "材料" / "乙.xlsx").write_bytes(form)
    assert gongti("self-check", desk / "材料", *DAY).status == 1
    assert files(desk) == {"材料", "甲（问题已标注）.xlsx", "问题.md"}
    assert files(desk / "材料") == {"甲.xlsx", "乙.xlsx"}


def test_nothing_is_written_over(desk: Path) -> None:
    (desk / RESULT).write_text("去年的", "utf-8")
    shutil.copytree(GOOD, desk / "材料")
    for number in (2, 3):
        done = gongti("self-check", desk / "材料", *DAY)
        assert done.errors[-1] == f"自评结果写在：{desk / f'自评结果({number}){ENDING}'}"
    assert (desk / RESULT).read_text("utf-8") == "去年的"
    assert (desk / f"自评结果(2){ENDING}").read_bytes() == (desk / f"自评结果(3){ENDING}").read_bytes()


def test_the_same_materials_give_the_same_bytes_wherever_they_are(desk: Path, tmp_path: Path) -> None:
    for folder in (desk, tmp_path):
        shutil.copytree(GOOD, folder / "材料")
        assert gongti("self-check", folder / "材料", *DAY).status == 0
    assert (desk / RESULT).read_bytes() == (tmp_path / RESULT).read_bytes()


def test_a_relative_path_is_read_from_where_one_is(desk: Path) -> None:
    shutil.copytree(GOOD, desk / "材料")
    assert gongti("self-check", "材料", *DAY, cwd=desk).status == 0
    assert gongti("self-check", ".", *DAY, cwd=desk / "材料").status == 0
    assert files(desk) == {"材料", RESULT, f"自评结果(2){ENDING}"}


def test_nothing_given_says_how_and_nothing_there_says_so(desk: Path) -> None:
    nothing = gongti("self-check")
    assert nothing.status == 2 and "拖到“自评.bat”上" in nothing.errors[0]
    for gone in (desk / "没有.xlsx", desk / "没有" / "也没有.xlsx"):
        missing = gongti("self-check", gone, *DAY)
        assert missing.status == 2 and "no-such-file" in missing.errors[-1]
    assert files(desk) == set()


def test_a_folder_that_cannot_be_written_to_is_named(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(GOOD, desk / "材料")

    def refuse(*_: object) -> Path:
        raise PermissionError

    monkeypatch.setattr(selfcheck, "write_new", refuse)
    done = gongti("self-check", desk / "材料", *DAY)
    assert done.status == 2 and done.errors[-1].startswith(f"不能在“{desk}”里写文件")


def test_in_english(desk: Path) -> None:
    shutil.copytree(GOOD, desk / "material")
    shutil.copytree(WITH_ERRORS, desk / "other")
    assert gongti("self-check", desk / "material", *DAY, "--lang", "en").status == 0
    assert gongti("self-check", desk / "other", *DAY, "--lang", "en").status == 1
    assert files(desk) == {"material", "other", f"self-check result{ENDING}", "problems.md"}
    assert "# 1 to be mended first" in text(desk / "problems.md")


# on Windows alone: names that look like patterns, and what opens


@pytest.mark.parametrize(("command", "expanded"), [("self-check", False), ("check", True)])
def test_a_dropped_name_is_never_taken_for_a_pattern(
    command: str, expanded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Explorer's 自评[1].xlsx, which click would look for as a pattern, and take 自评1.xlsx instead."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(cli.group, "main", lambda **options: asked.update(options))
    gongti(command, "自评[1].xlsx")
    assert asked["windows_expand_args"] is expanded


def opened(monkeypatch: pytest.MonkeyPatch, start: Callable[[str], None]) -> list[list[str]]:
    programs: list[list[str]] = []
    monkeypatch.setattr(os, "startfile", start, raising=False)
    monkeypatch.setattr(subprocess, "Popen", programs.append)
    monkeypatch.setenv("SYSTEMROOT", "/windows")
    return programs


def test_markdown_opens_in_notepad_and_the_rest_as_by_a_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    programs = opened(monkeypatch, started.append)
    assert selfcheck.show(Path("甲 乙/问题.md")) and selfcheck.show(Path("自评结果.html"))
    assert programs == [[str(Path("/windows/notepad.exe")), str(Path("甲 乙/问题.md"))]]
    assert started == ["自评结果.html"]


def test_what_does_not_open_keeps_the_window_that_names_it(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    opened(monkeypatch, refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    shutil.copytree(GOOD, desk / "材料")
    done = gongti("self-check", desk / "材料", *DAY)
    assert done.status == 2 and done.errors[-1].endswith(RESULT)
