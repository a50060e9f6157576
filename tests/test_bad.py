"""Takes the wrong packs and reports of bad/, each named for its one mistake; beside it is what a user then reads.

`NAME.expected` begins with the exit status of each command, and then has a line for each problem: its place counted
by hand, and the words that help. Of a syntax error the parser's own remark, in brackets at the end, is not compared.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import Outcome, gongti

BAD = Path(__file__).parent / "bad"
PACKS, REPORTS = BAD / "packs", BAD / "reports"
PACK, REPORT = BAD / "pack.yaml", BAD / "report.yaml"
ON = ("--on", "2024-12-31")
DIRECT = ("--engine", "direct")

LINE = re.compile(r"(?P<at>(?:[^\n]*: )?)(?P<severity>error|warning|info): (?P<code>[a-z0-9-]+): (?P<text>.+)\Z")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
UNITS = set("元万亿")
"""Of money: written so in any language."""


def _cases(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.expected"))


def _each(folder: Path) -> pytest.MarkDecorator:
    """A test of every wrong file of a folder."""
    return pytest.mark.parametrize("name", _cases(folder))


def _expected(folder: Path, name: str) -> tuple[dict[str, int], list[str]]:
    first, *lines = (folder / f"{name}.expected").read_text("utf-8").splitlines()
    return {command: int(status) for command, status in re.findall(r"(\w+) ([0-2])", first)}, lines


def _wrong(folder: Path, name: str) -> str:
    """The file, or folder of files, that is wrong."""
    (found,) = [p.name for p in folder.iterdir() if p.name != f"{name}.expected" and p.name.partition(".")[0] == name]
    return found


def _own_words(lines: list[str]) -> list[str]:
    """Without what the YAML parser remarks at the end of a syntax error."""
    return [re.sub(r"(（[^（）]*）| \([^()]*\))\Z", "", line) if ": syntax: " in line else line for line in lines]


def _problems(outcome: Outcome) -> list[str]:
    """The problems of an assessment: in its result, or on stderr where there is none."""
    if outcome.status == 2:
        assert outcome.out == b""
        return outcome.errors
    return [f"{p['at']}: {p['severity']}: {p['code']}: {p['text']}" for p in json.loads(outcome.out)["problems"]]


def _codes(lines: list[str]) -> list[tuple[str, str, str]]:
    found = [LINE.match(line) for line in lines]
    assert all(found), lines
    return [(m["at"], m["severity"], m["code"]) for m in found if m]


def _assess(path: str | Path, pack: str | Path, *more: str, cwd: Path = BAD) -> Outcome:
    return gongti("assess", path, "--pack", pack, *ON, *DIRECT, "--format", "json", *more, cwd=cwd)


# the two that are right


def test_the_good_pack_and_the_good_report_have_no_problem() -> None:
    assert gongti("pack", "lint", "pack.yaml", cwd=BAD) == Outcome(0, b"", "没有发现问题\n".encode())
    assert gongti("check", "report.yaml", "--pack", "pack.yaml", *ON, cwd=BAD).out == b""
    outcome = _assess("report.yaml", "pack.yaml")
    # 10 + 15 + 10 + 10 + (15 - one of three centres) + 10 + 20 + 10
    assert (outcome.status, json.loads(outcome.out)["claimed"]["points"]) == (0, "95.00")
    assert outcome.err == b""


# packs


@_each(PACKS)
def test_wrong_pack(name: str) -> None:
    statuses, lines = _expected(PACKS, name)
    file = _wrong(PACKS, name)

    lint = gongti("pack", "lint", file, cwd=PACKS)
    assert _own_words(lint.lines) == lines
    assert lint.status == statuses["lint"]

    outcome = _assess(REPORT, file, cwd=PACKS)
    assert outcome.status == statuses["assess"]
    if outcome.status == 2:
        assert (outcome.out, _own_words(outcome.errors)) == (b"", lines)


@_each(PACKS)
def test_wrong_pack_in_english(name: str) -> None:
    file = _wrong(PACKS, name)
    lint = gongti("pack", "lint", file, "--lang", "en", cwd=PACKS)
    assert _codes(lint.lines) == _codes(_expected(PACKS, name)[1])
    _no_chinese_but_theirs(lint.lines, (PACKS / file).read_bytes() + file.encode())


# reports


@_each(REPORTS)
def test_wrong_report(name: str) -> None:
    statuses, lines = _expected(REPORTS, name)
    file = _wrong(REPORTS, name)

    outcome = _assess(file, "../pack.yaml", cwd=REPORTS)
    assert _own_words(_problems(outcome)) == lines
    assert outcome.status == statuses["assess"]

    check = gongti("check", file, "--pack", "../pack.yaml", *ON, cwd=REPORTS)
    assert _own_words(check.lines) == lines
    assert check.status == statuses["check"]


@_each(REPORTS)
def test_wrong_report_in_english(name: str) -> None:
    path = REPORTS / _wrong(REPORTS, name)
    check = gongti("check", path.name, "--pack", "../pack.yaml", *ON, "--lang", "en", cwd=REPORTS)
    assert _codes(check.lines) == _codes(_expected(REPORTS, name)[1])
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    theirs = b"".join(f.read_bytes() + f.name.encode() for f in files)
    _no_chinese_but_theirs(check.lines, theirs + PACK.read_bytes())


def _no_chinese_but_theirs(lines: list[str], theirs: bytes) -> None:
    """What the user wrote is quoted as it stands; every other word is English."""
    quoted = set(theirs.decode("utf-8", "replace")) | set(theirs.decode("gb18030", "replace")) | UNITS
    for line in lines:
        assert not set(CHINESE.findall(line)) - quoted, line


def test_there_are_enough_and_each_has_a_message() -> None:
    assert len(_cases(PACKS)) + len(_cases(REPORTS)) >= 150
    for folder in (PACKS, REPORTS):
        wrong = {p.name.partition(".")[0] for p in folder.iterdir() if p.suffix != ".expected"}
        assert wrong == set(_cases(folder))


# what no file can hold


def test_file_too_large(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * (50 * 1024 * 1024))
    outcome = _assess("large.yaml", PACK, cwd=tmp_path)
    words = "文件有51200 KB，超过上限8192 KB，自评材料不会这么大，请检查是否选错文件"
    assert (outcome.status, outcome.errors) == (2, [f"large.yaml: error: file-too-large: {words}"])
    check = gongti("check", "large.yaml", cwd=tmp_path)
    assert (check.status, check.lines) == (1, outcome.errors)


def test_pack_too_large(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(b"#" * (9 * 1024 * 1024))
    outcome = _assess(REPORT, "pack.yaml", cwd=tmp_path)
    words = "文件有9216 KB，超过上限8192 KB，自评材料不会这么大，请检查是否选错文件"
    assert (outcome.status, outcome.errors) == (2, [f"pack.yaml: error: file-too-large: {words}"])


def test_too_many_values(tmp_path: Path) -> None:
    (tmp_path / "many.json").write_bytes(b'{"answers": [' + b"0," * 600_000 + b"0]}")
    outcome = _assess("many.json", PACK, cwd=tmp_path)
    assert outcome.status == 2 and _codes(outcome.errors)[0][2] == "too-many-values"


def test_table_too_long(tmp_path: Path) -> None:
    rows = "[" + ", ".join(f"{{item: {n}, price: 1}}" for n in range(20_001)) + "]"
    good = "[{item: 超声, price: 30}, {item: 心电图机, price: 2}]"
    text = REPORT.read_text("utf-8")
    assert text.count(good) == 1
    (tmp_path / "long.yaml").write_text(text.replace(good, rows), "utf-8")
    outcome = _assess("long.yaml", PACK, cwd=tmp_path)
    words = "“设备清单”超过20000行"
    assert (outcome.status, _problems(outcome)) == (0, [f"long.yaml:13:12: error: table-too-long: {words}"])


def test_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_bytes(REPORT.read_bytes().replace(b"staff: 12", b"staff: 3"))
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "report.yaml").write_bytes(REPORT.read_bytes())
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    outcome = _assess("reports", PACK, cwd=tmp_path)
    assert _problems(outcome) == ["reports/link.yaml: warning: outside-folder: 未读取：这是指到文件夹之外的链接"]
    assert json.loads(outcome.out)["claimed"]["points"] == "95.00"


def test_missing_file(tmp_path: Path) -> None:
    line = "no-such.yaml: error: no-such-file: 没有这个文件或文件夹"
    for command in (("assess",), ("check",)):
        outcome = gongti(*command, "no-such.yaml", cwd=tmp_path)
        assert (outcome.status, outcome.out, outcome.errors) == (2, b"", [line])


def test_missing_file_among_others_names_every_problem(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").touch()
    outcome = gongti("assess", "no-such.yaml", "empty.yaml", cwd=tmp_path)
    assert outcome.status == 2
    assert [code for _, _, code in _codes(outcome.errors)] == ["no-such-file", "empty-file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    outcome = gongti("assess", "pipe.yaml", cwd=tmp_path)
    words = "打不开这个文件，请检查权限或是否正被占用"
    assert (outcome.status, outcome.errors) == (2, [f"pipe.yaml: error: cannot-open: {words}"])


@pytest.mark.parametrize("path", ["\0", "a\0b.yaml", "x" * 5000])
def test_path_that_no_system_takes(path: str) -> None:
    outcome = gongti("assess", path)
    assert outcome.status == 2 and outcome.out == b""
    assert [code for _, _, code in _codes(outcome.errors)] in (["cannot-open"], ["no-such-file"])


def test_empty_folder(tmp_path: Path) -> None:
    outcome = gongti("assess", ".", cwd=tmp_path)
    assert (outcome.status, outcome.errors) == (2, [".: error: empty-folder: 文件夹里没有可读的自评文件"])


def test_pack_of_2001_rules(tmp_path: Path) -> None:
    rules = "".join(
        f"  - {{id: r{i}, when: {{finding: plan-issued, status: unmet}}, then: {{note: 补}}}}\n" for i in range(2001)
    )
    (tmp_path / "pack.yaml").write_text(PACK.read_text("utf-8") + "rules:\n" + rules, "utf-8")
    outcome = _assess(REPORT, "pack.yaml", cwd=tmp_path)
    assert (outcome.status, outcome.out) == (2, b"")
    (line,) = outcome.errors
    assert line.endswith(": error: rules-too-many: 评分包有 2001 条规则，最多 2000 条")


# at the ends of what can be counted and dated


def _with(folder: Path, pack: tuple[str, str], report: tuple[str, str]) -> None:
    """The good pack and the good report, each with one thing changed."""
    for file, (old, new) in ((PACK, pack), (REPORT, report)):
        text = file.read_text("utf-8")
        assert text.count(old) == 1
        (folder / file.name).write_text(text.replace(old, new), "utf-8")


def test_assessed_on_the_last_day_there_is(tmp_path: Path) -> None:
    remedied = "measure: plan_issued, remedy: {action: 印发, days: 30}}"
    _with(tmp_path, ("measure: plan_issued}", remedied), ("plan_issued: 是", "plan_issued: 否"))
    outcome = gongti("assess", "report.yaml", "--pack", "pack.yaml", *DIRECT, "--on", "9999-12-31", cwd=tmp_path)
    assert outcome.status in (0, 2)


def test_product_of_long_numbers(tmp_path: Path) -> None:
    product = " * ".join(["staff"] * 160) + ", score: {method: linear, full: 10}}"
    _with(tmp_path, ("measure: staff >= 10}", f"measure: {product}"), ("staff: 12", "staff: " + "9" * 29))
    _survives(_assess("report.yaml", "pack.yaml", cwd=tmp_path), assessed=True)


def test_bar_of_a_billion_digits() -> None:
    command = [sys.executable, "-m", "gongti", "assess", "report.yaml", "--fail-under", "1e999999999"]
    assert subprocess.run(command, cwd=BAD, capture_output=True, timeout=5).returncode == 2


# no traceback, as a user meets it


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "reports/nested-5000-deep.json"),
        ("assess", "reports/random.bytes"),
        ("check", "reports/ten-thousand-digits.yaml", "--pack", "pack.yaml"),
        ("assess", "report.yaml", "--pack", "packs/alias-bomb.yaml"),
        ("pack", "lint", "packs/nested-5000-deep.yaml"),
    ],
)
def test_no_traceback_in_a_process_of_its_own(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", "gongti", *arguments], cwd=BAD, capture_output=True, timeout=60)
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1 or done.stdout == b""


# random bytes, and files that were right before something happened to them

_TOKENS = st.sampled_from(
    ["\n", "  ", "\t", ": ", "：", "- ", "[", "]", "{", "}", '"', "'", "#", "&a ", "*a", "!x ", "<<: ", "---\n", "|\n"]
    + ["null", "true", "0", "-1", "1e999", "9" * 400, "０", "①", "½", "∞", "\u202e", "\ufeff", "\x00", "\udc80", "<b>"]
    + ["=1+1", "where", "percent", "every(", "members.", "lead", "1/0", "85%", "2024-02-30", "是", "无", "$f", "unmet"]
    + ["facilities:\n", "register:\n", "answers:\n", "when: ", "otherwise: true", "veto: true\n", "points: -5\n"]
)


@st.composite
def _mutated(draw: st.DrawFn, file: Path) -> bytes:
    text = file.read_text("utf-8")
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.sampled_from([0, 0, 1, 2, 5, 20]))
        start, length = draw(st.integers(0, 900)), draw(st.integers(1, 90))
        piece = draw(_TOKENS | st.sampled_from(["", text[start : start + length]]))
        text = text[:at] + piece + text[at + cut :]
    data = text.encode("utf-8", "surrogatepass")
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 9)) == 0 else data


def _survives(outcome: Outcome, *, assessed: bool) -> None:
    assert outcome.status in (0, 1, 2)
    assert b"Traceback" not in outcome.err
    if assessed and outcome.status == 2:
        assert outcome.out == b""
        _codes(outcome.errors)
    if not assessed:
        _codes(outcome.lines)


@pytest.mark.slow
@given(data=st.binary(max_size=400))
def test_random_bytes(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "random.yaml").write_bytes(data)
    _survives(_assess("random.yaml", PACK, cwd=folder), assessed=True)
    _survives(gongti("check", "random.yaml", "--pack", PACK, cwd=folder), assessed=False)
    _survives(gongti("pack", "lint", "random.yaml", cwd=folder), assessed=False)


@pytest.mark.slow
@given(data=_mutated(REPORT))
@settings(max_examples=2 * settings.default.max_examples)
def test_mutated_reports(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "mutated.yaml").write_bytes(data)
    _survives(_assess("mutated.yaml", PACK, cwd=folder), assessed=True)
    _survives(gongti("check", "mutated.yaml", "--pack", PACK, *ON, cwd=folder), assessed=False)


@pytest.mark.slow
@given(data=_mutated(PACK))
@settings(max_examples=2 * settings.default.max_examples)
def test_mutated_packs(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "mutated.yaml").write_bytes(data)
    _survives(_assess(REPORT, "mutated.yaml", cwd=folder), assessed=True)
    _survives(gongti("pack", "lint", "mutated.yaml", cwd=folder), assessed=False)
