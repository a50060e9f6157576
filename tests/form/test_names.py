"""Names of sheets and files: whatever the register says, every office program and Windows can take them."""

from __future__ import annotations

import pytest

from form.making import form, given, report
from gongti.engine.form.names import FILE_LENGTH, SHEET_LENGTH, Names

HOSTILE = (
    "=cmd|'/c calc'!A1", "[甲]:*?/\\乙", "'引号'", "<b>粗</b>", "甲\u202e乙", "a\x07b\n", "CON", "nul.txt", "com1",
    "History", "_gongti", "_lists", "长" * 200, "😀" * 40, "...", " ", "", "../../etc", "甲！A1", "=1+1", "a" * 31,
    "A" * 31, "封面", "说明",
)  # fmt: skip


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_sheets_are_what_excel_takes_and_no_two_the_same() -> None:
    names = Names("_gongti", "_lists")
    made = [names.sheet(name, "机构") for name in (*HOSTILE, *HOSTILE)]
    assert all(0 < utf16(name) <= SHEET_LENGTH for name in made)
    assert not any(set(name) & set("[]:*?/\\'!\x07\n\u202e") for name in made)
    assert len({name.casefold() for name in (*made, "_gongti", "_lists", "history")}) == len(made) + 3


def test_files_are_what_windows_takes_and_no_two_the_same() -> None:
    names = Names()
    made = [names.file(name, "机构") for name in (*HOSTILE, *HOSTILE)]
    assert all(0 < utf16(name) <= FILE_LENGTH for name in made)
    assert not any(set(name) & set('<>:"/\\|?*\x07\n\u202e') for name in made)
    assert not any(name[0] in " ." or name[-1] in " ." for name in made)
    stems = {name.split(".")[0].upper() for name in made}
    assert not stems & {"CON", "NUL", "COM1"}
    assert len({name.casefold() for name in made}) == len(made)


@pytest.mark.parametrize(("wanted", "sheet", "file"), [("县医院", "县医院", "县医院"), ("甲/乙", "甲 乙", "甲 乙")])
def test_a_good_name_stays(wanted: str, sheet: str, file: str) -> None:
    assert (Names().sheet(wanted, ""), Names().file(wanted, "")) == (sheet, file)


def test_two_facilities_of_one_name_have_two_sheets() -> None:
    register = "format: 1\nfacilities:\n" + "".join(
        f"  - {{id: f{n}, name: 卫生院, role: {'member' if n else 'lead'}, type: county-hospital}}\n" for n in range(3)
    )
    made = form("county-four-keys", of=given(report(register=register)))
    of_facilities = {s.mark: s.name for s in made.sheets if s.mark.startswith("gongti:facility")}
    assert of_facilities == {
        "gongti:facility id=f0": "卫生院", "gongti:facility id=f1": "卫生院 2", "gongti:facility id=f2": "卫生院 3",
    }  # fmt: skip
