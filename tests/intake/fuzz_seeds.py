"""Valid materials, each with a pack that scores it: what is damaged in order to see what the intake makes of it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from form.making import BAD, INSTALLED, REGISTER, ROOT, form, given, pack, submission
from intake.workbooks import filled
from office.filling import fill

from gongti.engine.form import written
from gongti.engine.pack import Pack, load_pack

ON = date(2024, 12, 31)
SMALL = REGISTER.split("  - {id: f2")[0]
"""Two facilities: the form of a pack with more of them holds nothing that this one does not."""


@dataclass(frozen=True)
class Seed:
    """Materials in which nothing is wrong: files of one report, reviews beside it, and a pack that scores them."""

    name: str
    files: Mapping[str, bytes]
    pack: Pack
    reviews: Mapping[str, bytes]

    def all(self) -> dict[str, bytes]:
        return {**self.files, **self.reviews}


def _report_form(name: str) -> bytes:
    chosen = pack(name)
    head = f"format: 1\nconsortium: {{id: mo, name: 墨县医共体, kind: {chosen.model.applies_to[0]}}}\nperiod: 2024\n"
    empty = written(form(name, of=given(submission(head, SMALL))), "zh")
    return fill(empty, [chosen], "clerk").data


def _folder(folder: Path, *names: str) -> dict[str, bytes]:
    found = [folder / name for name in names] or sorted(p for p in folder.iterdir() if p.is_file())
    return {path.name: path.read_bytes() for path in found}


def _small_form() -> bytes:
    """A form made by hand for the pack of the wrong files, with a review in it, small enough to be read often."""
    rows = {
        "plan_issued": {"answer": "是", "evidence": "文件一.pdf；文件二.pdf", "note": "已印发"},
        "staff": {"answer": 12, "checked": 11, "method": "查阅", "state": "齐"},
        "score_given": 86.5,
        "covered": (0.5, "0%"),
        "centres": None,
        "centres:lab": "有",
        "centres:imaging": {"answer": "有", "checked": "无"},
        "centres:ecg": "无",
        **{f"visits@2024-Q{n}": 900 + n for n in range(1, 5)},
        "charter": "是",
        "charter_on": (date(2024, 5, 1), "yyyy-mm-dd"),
        "referred.part": {"answer": 300, "prior": 250},
        "referred.whole": {"answer": 1000, "prior": 1000},
    }
    who = {"@name": "县医院", "@role": "牵头医院", "@type": "县级医院"}
    other = {"@name": "甲镇卫生院", "@role": "成员单位", "@type": "乡镇卫生院"}
    sheets: dict[str, dict[str, Any]] = {
        "cover": {"@name": "某县医共体", "@period": 2024, "@reviewer": "核验一组", "@date": (ON, "yyyy-mm-dd")},
        "consortium": rows,
        "region office=县财政局": {"paid_on": (date(2024, 3, 31), "yyyy-mm-dd")},
        "facility id=a": {**who, "slots.part": 400, "slots.whole": 1200},
        "facility id=b": {**other, "unified": "是"},
        "table indicator=devices party=consortium": {
            "1": {"item": "超声", "price": 30},
            "2": {"item": "心电图机", "price": 2},
        },
        "explanations": {"slots-third": {"explanation": "号源池系统正在建设", "until": (ON, "yyyy-mm-dd")}},
    }
    return filled(sheets)


def _register_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def seeds() -> tuple[Seed, ...]:
    """All of them: the small ones, and one filled form of each pack."""
    forms = (Seed(f"form of {name}", {"表.xlsx": _report_form(name)}, pack(name), {}) for name in INSTALLED)
    return (*small_seeds(), *forms)


@cache
def small_seeds() -> tuple[Seed, ...]:
    """A form made by hand, reports as YAML and JSON, registers as tables, reviews."""
    bad, samples = pack("bad"), ROOT / "samples"
    story, _ = load_pack(samples / "story" / "pack.yaml")
    assert story is not None
    report = (BAD / "report.yaml").read_bytes()
    tree = json.dumps(yaml.safe_load(report), ensure_ascii=False, indent=1, default=str).encode()
    bare = report.partition(b"register:")[0]
    table = [
        ["编码", "名称", "角色", "类型"],
        ["a", "县医院", "牵头医院", "县级医院"],
        ["b", "甲镇卫生院", "成员单位", "乡镇卫生院"],
    ]
    separated = "\n".join(",".join(row) for row in table).encode()
    county = pack("county-pilot-2019")
    return (
        Seed("form, by hand", {"表.xlsx": _small_form()}, bad, {}),
        Seed("yaml", {"report.yaml": report}, bad, {}),
        Seed("json", {"report.json": tree}, bad, {}),
        Seed("yaml, long", _folder(samples / "qinghe"), county, {}),
        Seed(
            "csv, yaml, review",
            _folder(samples / "story" / "report"),
            story,
            _folder(samples / "story", "review.yaml", "second.yaml"),
        ),
        Seed("csv", {"report.yaml": bare, "名册.csv": separated}, bad, {}),
        Seed("register.xlsx", {"report.yaml": bare, "名册.xlsx": _register_workbook(table)}, bad, {}),
    )
