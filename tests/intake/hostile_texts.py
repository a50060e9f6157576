"""Makes hostile and damaged texts: YAML, JSON, registers as separated values; and folders that hold other things."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml
from intake.hostile_case import MIB, POINTS, REPORT, Case, later, put, write


def _yaml(old: str, new: str) -> str:
    """The report with something replaced. Fails where it does not stand there once."""
    assert REPORT.count(old) == 1, old
    return REPORT.replace(old, new)


def _json(change: Callable[[str], str] = str) -> str:
    return change(json.dumps(yaml.safe_load(REPORT), ensure_ascii=False, default=str))


_BARE = REPORT.partition("register:")[0]
_TABLE = "编码,名称,角色,类型\na,县医院,牵头医院,县级医院\nb,甲镇卫生院,成员单位,乡镇卫生院\n"


def _beside(name: str, data: Callable[[], bytes | str]) -> Callable[[Path], None]:
    """A folder ``in`` of the report without its register, and a register as a table."""

    def make(folder: Path) -> None:
        put(folder / "in" / "report.yaml", _BARE)
        put(folder / "in" / name, data())

    return make


def _folder(change: Callable[[Path], None]) -> Callable[[Path], None]:
    """A folder ``in`` of the good report, and something done to it."""

    def make(folder: Path) -> None:
        put(folder / "in" / "report.yaml", REPORT)
        change(folder / "in")

    return make


def _link(name: str, target: str, *, folder: bool = False) -> Callable[[Path], None]:
    return lambda inside: (inside / name).symlink_to(target, target_is_directory=folder)


def _wrong_text(name: str, data: Callable[[], bytes | str] | str | bytes, *said: str, heavy: bool = False) -> Case:
    """A text that cannot be used. ``said`` are places with codes: ``:1:5 syntax``."""
    path = "r.json" if name.startswith("json") else "r.yaml"
    name = name if name.startswith("json") else f"yaml, {name}"
    make = later(data, path) if callable(data) else write(data, path)
    lines = tuple(f"{path}{where}: error: {code}" for where, _, code in (s.rpartition(" ") for s in said))
    return Case(name, make, lines, path=path, heavy=heavy)


def _read_text(name: str, text: str | bytes, *said: str, low: str = POINTS, high: str = POINTS) -> Case:
    path = "r.json" if name.startswith("json") else "r.yaml"
    name = name if name.startswith("json") else f"yaml, {name}"
    return Case(name, write(text, path), tuple(f"{path}{s}" for s in said), low, high, path=path)


def text_cases() -> Sequence[Case]:
    """YAML and JSON."""
    deep = "a: " + "[" * 5000 + "]" * 5000
    digits = "9" * 10_000
    staff = _json().index('"staff": ') + len('"staff": ') + 1
    return [
        _wrong_text(
            "alias bomb", "a: &a [1, 2]\n" + "".join(f"k{n}: [{'*a, ' * 9}*a]\n" for n in range(9)), ":1:4 alias"
        ),
        _wrong_text("merge key", _yaml("  plan_issued: 是", "  <<: {plan_issued: 是}"), ":7:3 alias"),
        _wrong_text("anchor alone", _yaml("staff: 12", "staff: &s 12"), ":8:10 alias"),
        _wrong_text("lists 5,000 deep", deep, ":1:35 too-deep"),
        _wrong_text("lists of lists 5,000 deep", "- " * 5000 + "1", ":1:65 too-deep"),
        _wrong_text("mappings 3,000 deep", "".join(f"{' ' * n}a:\n" for n in range(3000)), ":33:33 too-deep"),
        _wrong_text("key twice", _yaml("  staff: 12", "  staff: 12\n  staff: 13"), ":9:3 duplicate-key"),
        _wrong_text("tag of Python", _yaml("staff: 12", "staff: !!python/object/apply:os.system [id]"), ":8:10 tag"),
        _wrong_text("two documents", REPORT + "---\n" + REPORT, f":{REPORT.count(chr(10)) + 1}:1 several-documents"),
        _wrong_text("NUL", REPORT.replace("staff: 12", "staff: 1\0002"), ":8:11 control-character"),
        _wrong_text("UTF-16 without a mark", lambda: REPORT.encode("utf-16-le"), " unreadable-text"),
        _wrong_text("half of a character", REPORT.encode()[:90] + b"\xff\xfe\xff\xff" * 9, " unreadable-text"),
        _wrong_text("full-width colon", _yaml("staff: 12", "staff：12"), ":8:8 syntax"),
        _wrong_text("list as a key", _yaml("  staff: 12", "  ? [staff]\n  : 12"), ":8:5 key-not-text"),
        _wrong_text("50 MB", lambda: b"a: " + b"x" * 50 * MIB, " file-too-large", heavy=True),
        _wrong_text(
            "8 MB in one line", lambda: "a: [" + "0," * (4 * MIB - 9) + "0]", ":1:300001 too-many-values", heavy=True
        ),
        _wrong_text(
            "8 MB of keys",
            lambda: "".join(f"k{n}: 1\n" for n in range(600_000)),
            ":150000:10 too-many-values",
            heavy=True,
        ),
        _wrong_text(
            "8 MB of one key",
            lambda: "".join("k: 1\n" for _ in range(1_600_000)),
            *(f":{n}:1 duplicate-key" for n in range(2, 1002)),
            heavy=True,
        ),
        _wrong_text("8 MB of one word", lambda: "x" * (8 * MIB), ":1:1 not-a-report", heavy=True),
        _wrong_text("8 MB of comments", lambda: "# x\n" * (2 * MIB - 1), " empty-file", heavy=True),
        _wrong_text("8 MB of opening quotes", lambda: '"\\' * (4 * MIB - 1), ":1:1 syntax", heavy=True),
        _wrong_text("8 MB of opening brackets", lambda: "[" * (8 * MIB - 1), ":1:33 too-deep", heavy=True),
        _wrong_text("8 MB of line ends", lambda: "\n" * (8 * MIB - 1), " empty-file", heavy=True),
        _read_text("GBK", REPORT.encode("gbk"), ": warning: not-utf8"),
        _read_text("UTF-16 with a mark", REPORT.encode("utf-16")),
        _read_text("byte order mark", REPORT.encode("utf-8-sig")),
        _read_text("carriage returns alone", REPORT.replace("\n", "\r")),
        _read_text("full-width digits", _yaml("staff: 12", "staff: １２")),
        _read_text(
            "10,000 digits", _yaml("staff: 12", f"staff: {digits}"), ":8:10: error: number-too-long", low="80.00"
        ),
        _read_text("1e999999", _yaml("staff: 12", "staff: 1e999999"), ":8:10: error: not-a-count", low="80.00"),
        _read_text("infinite", _yaml("staff: 12", "staff: .inf"), ":8:10: error: not-a-count", low="80.00"),
        _read_text("no number", _yaml("staff: 12", "staff: .nan"), ":8:10: error: not-a-count", low="80.00"),
        _read_text("nought from below", _yaml("staff: 12", "staff: -0"), low="80.00", high="80.00"),
        _read_text(
            "table of a text of 8 MB",
            _yaml("score_given: 86.5", "score_given: " + "x" * 7_000_000),
            ":9:16: error: not-a-number",
            low="85.00",
        ),
        _read_text(
            "names that act",
            _yaml(
                "name: 县医院, role: lead, type: county-hospital, answers",
                'name: "=1+1<script>\\u202E\\e[2J县", role: lead, type: county-hospital, answers',
            ),
            ":19:5: warning: register-differs",
        ),
        _wrong_text("json, 5,000 deep", '{"a": ' * 5000 + "1" + "}" * 5000, ":1:193 too-deep"),
        _wrong_text("json, key twice", '{"format": 1, "format": 2}', ":1:15 duplicate-key"),
        _wrong_text("json, cut off", '{"format": 1, "answers": {"a": 1', ":1:26 syntax"),
        _wrong_text(
            "json, half of a pair", '{"format": 1, "consortium": {"id": "\\ud800"}, "period": 2024}', ":1:36 syntax"
        ),
        _wrong_text("json, a list", "[1, 2]", ":1:1 not-a-report"),
        _read_text("json, trailing comma", _json(lambda text: text[:-1] + ",}")),
        _read_text(
            "json, NaN",
            _json(lambda text: text.replace('"staff": 12', '"staff": NaN')),
            f":1:{staff}: error: not-a-count",
            low="80.00",
        ),
        _read_text(
            "json, huge number",
            _json(lambda text: text.replace('"staff": 12', f'"staff": {digits}')),
            f":1:{staff}: error: number-too-long",
            low="80.00",
        ),
    ]


def table_cases() -> Sequence[Case]:
    """Registers as tables beside a report: what cannot be used ends it, and nothing else is scored."""

    def table(
        name: str,
        data: Callable[[], bytes | str],
        *said: str,
        low: str | None = None,
        high: str | None = None,
        heavy: bool = False,
    ) -> Case:
        lines = tuple(s if s.startswith("in/") else f"in/名册.csv{s}" for s in said)
        return Case(
            f"csv, {name}", _beside("名册.csv", data), lines, low, high or low, path="in", heavy=heavy, left_out=False
        )

    long = "".join(f"x{n},甲{n},成员单位,村卫生室\n" for n in range(10_001))
    return [
        table(
            "one line of 50 MB", lambda: "编码,名称,角色,类型" + "x" * 50 * MIB, ": error: file-too-large", heavy=True
        ),
        table(
            "one line of 8 MB",
            lambda: _TABLE + "c," + "甲" * (2 * MIB) + ",成员单位,村卫生室\n",
            ":4:1: warning: not-reported",
            low="85.00",
            high=POINTS,
            heavy=True,
        ),
        table("8 MB of commas", lambda: _TABLE + "," * 7 * MIB, low=POINTS, heavy=True),
        table("8 MB of quotes", lambda: _TABLE + '"' * (7 * MIB + 1), ":4:1: error: quote-open", heavy=True),
        table("10,001 rows", lambda: _TABLE + long, ":10001:1: error: register-too-long"),
        table("quote that stays open", lambda: _TABLE.replace("a,县医院", 'a,"县医院'), ":2:3: error: quote-open"),
        table("NUL", lambda: _TABLE.replace("县医院", "县\0医院"), ":2: error: control-character"),
        table(
            "two encodings",
            lambda: _TABLE.encode("gbk") + "c,乙镇卫生院,成员单位,乡镇卫生院\n".encode(),
            ": error: unreadable-text",
        ),
        table("GBK", lambda: _TABLE.encode("gbk"), ": warning: not-utf8", low=POINTS),
        table("UTF-16", lambda: _TABLE.encode("utf-16"), low=POINTS),
        table(
            "formulas as names",
            lambda: _TABLE.replace("县医院,牵", "=HYPERLINK(1)|cmd,牵"),
            "in/report.yaml:19:5: warning: register-differs",
            low=POINTS,
        ),
        table("one id twice", lambda: _TABLE + "b,乙,成员单位,乡镇卫生院\n", ":4:1: error: duplicate-facility"),
    ]


def folder_cases() -> Sequence[Case]:
    """Folders with the good report in them, and with something else."""

    def folder(
        name: str, change: Callable[[Path], None], *said: str, low: str | None = POINTS, heavy: bool = False
    ) -> Case:
        return Case(
            f"folder, {name}",
            _folder(change),
            tuple(f"in{s}" for s in said),
            low,
            low,
            path="in",
            heavy=heavy,
            left_out=False,
        )

    def lock(inside: Path) -> None:
        put(inside / "~$表.xlsx", b"\x05admin" * 9)
        put(inside / ".~lock.表.xlsx#", "x")

    def many(inside: Path) -> None:
        for number in range(3000):
            put(inside / "照片" / f"{number}.jpg", b"")

    def of_all(inside: Path) -> None:
        for number in range(1000):
            text = f"format: 1\nconsortium: {{id: moxian}}\nperiod: 2024\nfacilities: [{{id: x{number}, name: x}}]\n"
            put(inside / f"{number:04}.yaml", text)

    def pipe(inside: Path) -> None:
        os.mkfifo(inside / "b.yaml")

    outside = _link("b.yaml", "../secret.yaml")
    return [
        folder(
            "link to a file outside",
            lambda i: (put(i.parent / "secret.yaml", REPORT), outside(i))[1],
            "/b.yaml: warning: outside-folder",
        ),
        folder(
            "link to a folder outside",
            lambda i: (put(i.parent / "other" / "x.yaml", "a: 1"), _link("b", "../other", folder=True)(i))[1],
            "/b: warning: outside-folder",
        ),
        folder("link to the system", _link("b.yaml", "/dev/zero"), "/b.yaml: warning: outside-folder"),
        folder("link to itself", _link("b.yaml", "b.yaml"), "/b.yaml: error: cannot-open", low=None),
        folder("link to nowhere", _link("b.yaml", "gone.yaml"), "/b.yaml: error: cannot-open", low=None),
        folder("link that goes round", _link("b", ".", folder=True)),
        folder("folder named as a file", lambda i: put(i / "b.yaml" / "x.txt", "x")),
        folder("lock files", lock, "/~$表.xlsx: warning: workbook-open-now"),
        folder("pipe", pipe, "/b.yaml: error: cannot-open", low=None),
        folder("3,000 pictures", many, heavy=True),
        folder(
            "1,000 parts", of_all, *(f"/{n:04}.yaml:4:14: warning: not-in-register" for n in range(1000)), heavy=True
        ),
    ]
