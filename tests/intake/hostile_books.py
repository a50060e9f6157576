"""Makes hostile and damaged workbooks: archives that do harm, other files by that name, changed parts, sheets, ids."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from intake.hostile_case import BOOK, MIB, POINTS, Case, later, write
from intake.workbooks import filled, repacked
from openpyxl.utils import get_column_letter

_HOSPITAL = {"@name": "县医院", "@role": "牵头医院", "@type": "县级医院", "slots.part": 400, "slots.whole": 1200}
_CENTRE = {"@name": "甲镇卫生院", "@role": "成员单位", "@type": "乡镇卫生院", "unified": "是"}
_ANSWERS = {
    "plan_issued": "是",
    "staff": 12,
    "score_given": 86.5,
    "covered": (0.5, "0%"),
    "centres:lab": "有",
    "centres:imaging": "有",
    "centres:ecg": "无",
    "charter": "是",
    "charter_on": (date(2024, 5, 1), "yyyy-mm-dd"),
}
SHEETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "cover": {"@name": "某县医共体", "@period": 2024},
    "consortium": _ANSWERS,  # sheet 表2: plan_issued in D3, staff in D4, score_given in D5, and so on
    "region": {"paid_on": (date(2024, 3, 31), "yyyy-mm-dd")},
    "facility id=a": _HOSPITAL,
    "facility id=b": _CENTRE,
}
ANSWERS_SHEET: Final = "xl/worksheets/sheet2.xml"
SHARED: Final = "xl/sharedStrings.xml"


_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."


@cache
def form() -> bytes:
    """The report as a form."""
    return _with_shared_strings(filled(SHEETS))


def _with_shared_strings(data: bytes) -> bytes:
    """The workbook with its texts in one part, as spreadsheets keep them."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {part.filename: old.read(part).decode() for part in old.infolist()}
    texts: list[str] = []

    def moved(match: re.Match[str]) -> str:
        texts.append(match["text"])
        return f'{match["open"]} t="s"><v>{len(texts) - 1}</v></c>'

    inline = r'(?P<open><c [^>]*?) t="inlineStr"(?P<rest>[^>]*)><is><t[^>]*>(?P<text>[^<]*)</t></is></c>'
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = re.sub(inline, moved, parts[name])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[SHARED] = f'<sst xmlns="{main}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"
    types = parts["[Content_Types].xml"]
    if SHARED not in types:
        told = f'<Override PartName="/{SHARED}" ContentType="{_KIND}sharedStrings+xml"/></Types>'
        parts["[Content_Types].xml"] = types.replace("</Types>", told)
    return zipped(*parts.items())


def zipped(*parts: tuple[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in parts:
            archive.writestr(zipfile.ZipInfo(name), text, method)
    return out.getvalue()


def _with_parts(*parts: tuple[str, bytes | str]) -> bytes:
    """The form with more parts."""
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        return zipped(*((part.filename, old.read(part)) for part in old.infolist()), *parts)


def _without_part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        return zipped(*((part.filename, old.read(part)) for part in old.infolist() if part.filename != name))


def part(member: str, old: str, new: str, *, count: int = 1) -> bytes:
    """The form with something replaced in one of its parts. Fails where it does not stand there."""

    def change(text: str) -> str:
        assert old in text, f"{old!r} is not in {member}"
        return text.replace(old, new, count)

    return repacked(form(), member, change)


def cell(place: str, xml: str, member: str = ANSWERS_SHEET) -> bytes:
    """The form with other XML for one cell: what follows ``<c r="D4"`` up to ``</c>``."""

    def change(text: str) -> str:
        changed, count = re.subn(rf'<c r="{place}"[^>]*>.*?</c>', lambda _: f'<c r="{place}"{xml}</c>', text)
        assert count == 1, place
        return changed

    return repacked(form(), member, change)


def then(change: Callable[[Any], None]) -> bytes:
    """The form after something was done to it in a spreadsheet."""
    return _with_shared_strings(filled(SHEETS, then=change))


# archives


def _lying_about_size() -> bytes:
    """A part of 20 MB that says, in both headers, that it unpacks to 20 bytes."""
    data = bytearray(_with_parts(("xl/media/a.bin", b"\0" * 20 * MIB)))
    said = struct.pack("<I", 20 * MIB)
    assert data.count(said) == 2
    return bytes(data.replace(said, struct.pack("<I", 20)))


def _overlapping() -> bytes:
    """An archive in which 1,000 entries of the directory are one and the same part of 1 MB."""
    data = _with_parts(("xl/media/a.bin", b"ab" * (MIB // 2)))
    at = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry, first = data[at:end], struct.unpack("<I", data[end + 16 : end + 20])[0]
    before = struct.unpack("<H", data[end + 10 : end + 12])[0]
    directory = data[first:at] + entry * 1000
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, before + 999, before + 999, len(directory), first, 0)
    return data[:first] + directory + tail


def _entries_twice() -> bytes:
    """Two parts of one name: one program reads the first, another the last."""
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        parts = [(p.filename, old.read(p)) for p in old.infolist()]
    other = dict(parts)[ANSWERS_SHEET].replace(b"<v>12</v>", b"<v>99</v>")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped(*parts, (ANSWERS_SHEET, other))


_BOMB = "<!DOCTYPE a [" + '<!ENTITY a0 "ha">'
_BOMB += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
_DECLARED = (
    "xl/workbook.xml", ANSWERS_SHEET, SHARED, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    "docProps/core.xml", "docProps/custom.xml",
)  # fmt: skip


def _declared(member: str, bomb: str = _BOMB) -> bytes:
    """The form with a document type in one part, and its entity in use."""
    body = _read_part(member) if member != "docProps/custom.xml" else "<Properties>&a9;</Properties>"
    changed = re.sub(r"\A(<\?xml[^>]*\?>)?", lambda m: (m[0] or "") + bomb, body, count=1)
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        kept = [(p.filename, old.read(p)) for p in old.infolist() if p.filename != member]
    return zipped(*kept, (member, changed))


def _read_part(member: str) -> str:
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        return old.read(member).decode()


def _in_encoding(member: str, encoding: str, declared: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        kept = [(p.filename, old.read(p)) for p in old.infolist() if p.filename != member]
        body = re.sub(r"\A<\?xml[^>]*\?>", "", old.read(member).decode())
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    return zipped(
        *kept, (member, head.encode("ascii" if encoding == "utf-7" else encoding) + (_BOMB + body).encode(encoding))
    )


def _old(*names: str) -> bytes:
    """A file of the container of before 2007, with these entries."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + b"".join(name.encode("utf-16-le") for name in names)


def _document(*parts: str) -> bytes:
    return zipped(("[Content_Types].xml", "<Types/>"), *((name, "<a/>") for name in parts))


# workbooks


def _sheets_of_one_part(count: int) -> bytes:
    """A workbook that lists one sheet many times over."""
    (link,) = re.findall(r"<Relationship [^>]*sheet2\.xml[^>]*>", _read_part("xl/_rels/workbook.xml.rels"))
    (named,) = re.findall(r'Id="(\w+)"', link)
    sheets = "".join(
        f'<sheet xmlns:r="{_RELATION}" name="重{n}" sheetId="{n + 50}" r:id="{named}"/>' for n in range(count)
    )
    return part("xl/workbook.xml", "</sheets>", sheets + "</sheets>")


def _many_sheets() -> bytes:
    """A workbook of 5,000 sheets, each a part of its own."""
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    return _with_parts(*((f"xl/worksheets/more{n}.xml", sheet) for n in range(5000)))


_FAR: Final = '<row r="200000"><c r="B200000"><v>1</v></c></row>'


def _rows(count: int, xml: str, last: str = "") -> bytes:
    """The form with many rows below its answers."""
    below = "".join(f'<row r="{n}"{xml}' for n in range(100, 100 + count))
    return part(ANSWERS_SHEET, "</sheetData>", below + last + "</sheetData>")


def _full_sheets(sheets: int, rows: int, columns: int) -> bytes:
    """A form with more facilities' sheets, full of digits that do not compress far."""
    draw = random.Random(1)
    with zipfile.ZipFile(io.BytesIO(form())) as old:
        parts = {part.filename: old.read(part).decode() for part in old.infolist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed, links, types = "", "", ""
    keys = "".join(f'<c t="inlineStr"><is><t>k{n}</t></is></c>' for n in range(columns))
    for number in range(sheets):
        name = f"xl/worksheets/full{number}.xml"
        mark = f'<row r="1"><c t="inlineStr"><is><t>gongti:facility id=x{number}</t></is></c>{keys}</row>'
        cells = ["".join(f"<c><v>{d}</v></c>" for d in draw.choices("0123456789", k=columns)) for _ in range(rows)]
        body = "".join(f'<row r="{r}"><c><v>{r}</v></c>{row}</row>' for r, row in enumerate(cells, 2))
        parts[name] = f'<worksheet xmlns="{main}"><sheetData>{mark}{body}</sheetData></worksheet>'
        listed += f'<sheet name="满{number}" sheetId="{number + 60}" r:id="full{number}"/>'
        links += f'<Relationship Id="full{number}" Type="{_RELATION}/worksheet" Target="/{name}"/>'
        types += f'<Override PartName="/{name}" ContentType="{_KIND}worksheet+xml"/>'
    listed = listed.replace(" r:id", f' xmlns:r="{_RELATION}" r:id')
    for name, end, more in (
        ("xl/workbook.xml", "</sheets>", listed),
        ("xl/_rels/workbook.xml.rels", "</Relationships>", links),
        ("[Content_Types].xml", "</Types>", types),
    ):
        parts[name] = parts[name].replace(end, more + end)
    return zipped(*parts.items())


def _chartsheet_alone() -> bytes:
    import openpyxl
    from openpyxl.chart import BarChart

    book = openpyxl.Workbook()
    book.create_chartsheet("图").add_chart(BarChart())
    book.remove(book["Sheet"])
    out = io.BytesIO()
    book.active = 0
    book.save(out)
    return out.getvalue()


def _do(title: str, change: Callable[[Any], Any]) -> bytes:
    return then(lambda book: change(book[title]))


def _copied(value: Any) -> Callable[[Any], None]:
    """The answers' sheet copied, as one does with a right click, and one answer of the copy changed."""

    def change(book: Any) -> None:
        book.copy_worksheet(book["表2"])["D4"] = value

    return change


def _mark_at(place: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[place], sheet["A1"] = sheet["A1"].value, None

    return change


def _set(place: str, value: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[place] = value

    return change


_ACTING = "=cmd|' /C calc'!A0 <script>\u202e县"


def _negative(text: str) -> str:
    return re.sub(r'<c r="D4"[^>]*>.*?</c>', '<c r="D4"><v>-1</v></c>', text)


def _titled(old: str, new: str) -> bytes:
    return part("xl/workbook.xml", f'name="{old}"', f'name="{new}"')


_UNREAD: Final = (
    "!满0: warning: role-unknown",  # neither whether it leads nor whether it is a member
    "!满0: warning: role-unknown",
    *(f"!满0!{get_column_letter(column)}2: warning: form-column-not-read" for column in range(2, 242)),
)


def _refused(name: str, data: Callable[[], bytes] | bytes, code: str, *, heavy: bool = False, path: str = BOOK) -> Case:
    """A workbook that cannot be used at all."""
    make = later(data, path) if callable(data) else write(data, path)
    return Case(name, make, (f"{path}: error: {code}",), path=path, heavy=heavy)


def _read(
    name: str, data: Callable[[], bytes], *said: str, low: str = POINTS, high: str = POINTS, heavy: bool = False
) -> Case:
    """A workbook that is read all the same. Forms here bring no register, and are told so."""
    return Case(name, later(data), tuple(f"{BOOK}{s}" for s in said), low, high, heavy=heavy)


def workbook_cases() -> Sequence[Case]:
    """Every hostile workbook."""
    size = len(form())
    return [
        # archives that are none, or do harm
        _refused(
            "zip bomb, flat",
            lambda: _with_parts(("xl/media/a.bin", b"\0" * 300 * MIB)),
            "workbook-too-large",
            heavy=True,
        ),
        _refused(
            "zip bomb, one sheet",
            lambda: part(ANSWERS_SHEET, "</sheetData>", " " * 60 * MIB + "</sheetData>"),
            "workbook-too-large",
            heavy=True,
        ),
        _read(
            "zip bomb, nested",
            lambda: _with_parts(("xl/embeddings/a.zip", zipped(("b", zipped(("c", b"\0" * 9 * MIB)))))),
        ),
        _refused("zip bomb of 5,000 parts", _many_sheets, "workbook-too-large"),
        _refused("zip bomb of overlapping parts", _overlapping, "workbook-too-large"),
        _refused("zip bomb that lies about its size", _lying_about_size, "workbook-broken"),
        _refused("cut off after 3 bytes", form()[:3], "workbook-is-text"),
        _refused("cut off after 4 bytes", form()[:4], "workbook-broken"),
        _refused("cut off after 100 bytes", form()[:100], "workbook-broken"),
        _refused("cut off in the middle", form()[: size // 2], "workbook-broken"),
        _refused("cut off before the directory's end", form()[: size - 22], "workbook-broken"),
        _refused("cut off by one byte", form()[:-1], "workbook-broken"),
        _refused(
            "middle overwritten", form()[: size // 2] + b"\xff" * 64 + form()[size // 2 + 64 :], "workbook-broken"
        ),
        _refused("empty file", b"", "workbook-broken"),
        _refused("noughts", b"\0" * 4096, "workbook-broken"),
        _refused("two parts of one name", _entries_twice, "workbook-broken"),
        _read(
            "parts outside of the archive",
            lambda: _with_parts(("../../evil.txt", "x"), ("/etc/evil", "x"), ("C:\\evil", "x")),
        ),
        _refused("50 MB", lambda: form() + b"\0" * 50 * MIB, "file-too-large", heavy=True),
        # other files by that name
        _refused("a text", "编码,名称\na,甲\n".encode("gbk"), "workbook-is-text"),
        _refused("a page of HTML", b"<html><table><tr><td>1</td></tr></table></html>", "workbook-is-text"),
        _refused("under a password", _old("EncryptionInfo", "EncryptedPackage"), "workbook-locked"),
        _refused("of before 2007", _old("Root Entry", "Workbook"), "workbook-old"),
        _refused("of before 2007, by its own name", _old("Root Entry", "Workbook"), "workbook-old", path="表.xls"),
        _refused("of WPS", _old("Root Entry", "Workbook"), "workbook-old", path="表.et"),
        _refused("of Word before 2007", _old("Root Entry", "WordDocument"), "workbook-other"),
        _refused("of Word", lambda: _document("word/document.xml"), "workbook-other"),
        _refused("of PowerPoint", lambda: _document("ppt/presentation.xml"), "workbook-other"),
        _refused(
            "of LibreOffice",
            lambda: zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")),
            "workbook-other",
        ),
        _refused("binary", lambda: _document("xl/workbook.bin", "xl/worksheets/sheet1.bin"), "workbook-old"),
        Case(
            "with macros",
            later(lambda: _with_parts(("xl/vbaProject.bin", b"Sub Auto_Open()" * 99)), "表.xlsm"),
            (),
            POINTS,
            POINTS,
            path="表.xlsm",
        ),
        # parts of a workbook
        *(
            _refused(f"entity bomb in {name}", lambda name=name: _declared(name), "workbook-broken")
            for name in _DECLARED
        ),  # type: ignore[misc]
        _refused(
            "entity of a file", lambda: _declared(SHARED, '<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "workbook-broken"
        ),
        _refused("entity bomb in UTF-16", lambda: _in_encoding(SHARED, "utf-16", "UTF-16"), "workbook-broken"),
        _refused("entity bomb in UTF-7", lambda: _in_encoding(SHARED, "utf-7", "UTF-7"), "workbook-broken"),
        _read(
            "link to another workbook",
            lambda: _with_parts(
                ("xl/externalLinks/externalLink1.xml", '<externalLink><externalBook r="x"/></externalLink>'),
                (
                    "xl/externalLinks/_rels/externalLink1.xml.rels",
                    '<Relationships><Relationship Target="file:///etc/passwd"/></Relationships>',
                ),
            ),
        ),
        _refused("without shared strings", lambda: _without_part(SHARED), "workbook-broken"),
        _refused("without styles", lambda: _without_part("xl/styles.xml"), "workbook-broken"),
        _refused("without a sheet's part", lambda: _without_part(ANSWERS_SHEET), "workbook-broken"),
        _refused("without a workbook's part", lambda: _without_part("xl/workbook.xml"), "workbook-broken"),
        _refused("without content types", lambda: _without_part("[Content_Types].xml"), "workbook-other"),
        _refused("string that is not there", lambda: cell("D3", ' t="s"><v>99999999</v>'), "workbook-broken"),
        _refused("string before the first", lambda: cell("D3", ' t="s"><v>-1</v>'), "workbook-broken"),
        _refused("style that is not there", lambda: cell("D4", ' s="99999999"><v>12</v>'), "workbook-broken"),
        _refused("number that is none", lambda: cell("D4", "><v>1,2</v>"), "workbook-broken"),
        _refused(
            "relations that go round",
            lambda: part("xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet2.xml", "/xl/workbook.xml"),
            "workbook-broken",
        ),
        _refused("sheet that ends early", lambda: part(ANSWERS_SHEET, "</sheetData>", ""), "workbook-broken"),
        _refused(
            "sheet cut off between two rows",
            lambda: repacked(form(), ANSWERS_SHEET, lambda x: x[: x.index('<row r="8"')]),
            "workbook-broken",
        ),
        Case(
            "chart sheets alone",
            later(_chartsheet_alone),
            (f"{BOOK}: error: no-report", f"{BOOK}: warning: not-a-register"),
            left_out=False,
        ),
        _refused("one part as 40,000 sheets", lambda: _sheets_of_one_part(40_000), "workbook-too-large"),
        _refused("one part as two sheets", lambda: _sheets_of_one_part(1), "workbook-broken"),
        # sheets
        _read(
            "cell at XFD1048576",
            lambda: part(
                ANSWERS_SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ),
        ),
        _refused(
            "cell beyond XFD1048576",
            lambda: part(
                ANSWERS_SHEET,
                "</sheetData>",
                '<row r="9999999999"><c r="ZZZZ9999999999"><v>1</v></c></row></sheetData>',
            ),
            "workbook-broken",
        ),
        _refused(
            "a million empty rows",
            lambda: _rows(1_000_000, ' s="1" customFormat="1"/>'),
            "workbook-too-large",
            heavy=True,
        ),
        _read("500,000 empty rows", lambda: _rows(500_000, ' s="1" customFormat="1"/>'), heavy=True),
        _read("90,000 rows of styled cells", lambda: _rows(90_000, '><c s="1"/></row>'), heavy=True),
        _read(
            "49,000 empty rows above a number",
            lambda: _rows(49_000, "/>", _FAR),
            "!表2: warning: form-more-not-read",
            heavy=True,
        ),
        _refused(
            "60,000 empty rows above a number", lambda: _rows(60_000, "/>", _FAR), "workbook-too-large", heavy=True
        ),
        _refused("45,000 rows with keys", lambda: _full_sheets(1, 45_000, 1), "workbook-too-large", heavy=True),
        _read("sheet full of digits", lambda: _full_sheets(1, 500, 240), *_UNREAD, low="75.00", heavy=True),
        _refused("sheets full of digits", lambda: _full_sheets(8, 450, 240), "workbook-too-large", heavy=True),
        _read(
            "claims to be as large as a sheet can be",
            lambda: part(ANSWERS_SHEET, "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
        ),
        _read(
            "merged over answers",
            lambda: _do("表2", lambda s: s.merge_cells("D3:D5")),
            "!表2!D3: warning: form-merged",
            low="70.00",
        ),
        _read(
            "formula that was never calculated",
            lambda: cell("D4", "><f>6+6</f>"),
            "!表2!D4: error: formula-without-value",
            low="80.00",
        ),
        _read("#DIV/0!", lambda: cell("D4", ' t="e"><v>#DIV/0!</v>'), "!表2!D4: warning: cell-error", low="80.00"),
        _read(
            "#N/A typed as a text",
            lambda: cell("D5", ' t="inlineStr"><is><t>#N/A</t></is>'),
            "!表2!D5: warning: cell-error",
            low="85.00",
        ),
        _read(
            "day as a number",
            lambda: cell("D3", "><v>45382</v>", "xl/worksheets/sheet3.xml"),
            "!表3!D3: error: date-serial",
            low="85.00",
        ),
        _read(
            "count shown as a day",
            lambda: _do("表2", lambda s: setattr(s["D4"], "number_format", "yyyy-mm-dd")),
            "!表2!D4: error: date-for-number",
            low="80.00",
        ),
        _read(
            "number of 400 digits",
            lambda: cell("D4", f"><v>{'9' * 400}</v>"),
            "!表2!D4: error: code-too-long",
            low="80.00",
        ),
        _read("number like 1e308", lambda: cell("D4", "><v>1e308</v>"), "!表2!D4: error: code-too-long", low="80.00"),
        _refused("infinite number", lambda: cell("D4", "><v>INF</v>"), "workbook-broken"),
        _read(
            "text of 30,000 characters",
            lambda: cell("D4", f' t="inlineStr"><is><t>{"九" * 30_000}</t></is>'),
            "!表2!D4: error: not-a-count",
            low="80.00",
        ),
        # hidden ids
        _read("sheet copied", lambda: then(_copied(12))),
        _read(
            "sheet copied and changed", lambda: then(_copied(13)), "!表2 Copy!D4: error: answers-differ", low="80.00"
        ),
        _read(
            "mark far below",
            lambda: _do("表2", _mark_at("A40")),
            "!表2: warning: form-sheet-not-read",
            low="40.00",
            high="100.00",
        ),
        _read("mark in another corner", lambda: _do("表2", lambda s: s.insert_cols(1, 5))),
        _read(
            "mark of something unknown",
            lambda: _do("表2", _set("A1", "gongti:nonsense id=x")),
            "!表2: warning: form-sheet-not-read",
            low="40.00",
            high="100.00",
        ),
        _read("mark of 32,000 characters", lambda: _do("表3", _set("A1", f"gongti:region office={'x1' * 16_000}"))),
        _read(
            "key of a row of 30,000 characters",
            lambda: _do("表2", _set("A4", "x1" * 15_000)),
            "!表2!D4: warning: unknown-indicator",
            low="80.00",
        ),
        _read(
            "keys of rows taken away",
            lambda: _do("表2", lambda s: s.delete_cols(1)),
            "!表2: warning: form-sheet-not-read",
            low="40.00",
            high="100.00",
        ),
        # names
        _read(
            "names that act",
            lambda: cell("D3", f' t="inlineStr"><is><t>{escape(_ACTING)}</t></is>', "xl/worksheets/sheet4.xml"),
        ),
        _read(
            "sheet named as a path",
            lambda: repacked(_titled("表2", "../../x"), ANSWERS_SHEET, _negative),
            "!../../x!D4: error: negative-number",
            low="80.00",
        ),
        _read(
            "sheet named to turn text round",
            lambda: repacked(_titled("表2", "\u202e表"), ANSWERS_SHEET, _negative),
            "!\u202e表!D4: error: negative-number",
            low="80.00",
        ),
    ]
