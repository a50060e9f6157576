"""Takes a number and a seed, gives one file of valid materials to which something happened: to bytes, parts, cells.

A cell that was typed into is known, with what it holds now, so that one can look whether it was read or named.
"""

from __future__ import annotations

import contextlib
import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from intake.fuzz_seeds import Seed
from office.filling import keyed

from gongti.engine.diagnostics import Place, Problem
from gongti.engine.intake import read_report_texts
from gongti.engine.submission import Submission


class Put(NamedTuple):
    """What a cell is made to hold: attributes and inner XML; the text one reads there; whether it holds anything."""

    xml: str
    text: str | None
    anything: bool


@dataclass(frozen=True)
class Damaged:
    """One file of a seed after something happened to it; of a single cell, which one and what it holds now."""

    seed: Seed
    kind: str
    file: str
    data: bytes
    place: Place | None = None
    put: Put | None = None

    def read(self) -> tuple[Submission | None, tuple[Problem, ...]]:
        files = [(n, self.data if n == self.file else d) for n, d in self.seed.files.items()]
        reviews = [(n, self.data if n == self.file else d) for n, d in self.seed.reviews.items()]
        return read_report_texts(files, reviews=reviews)


TEXTS = (
    "", " ", "\u200b", "\u3000", "是", "否", "无", "有", "不适用", "合计", "-", "/", "—", "0", "-1", "1/3",
    "１／３", "1/0", "1,200", "1，200", "1.2.3", "１２", "①", "½", "二百五", "一万五", "三分之一", "百分之百",
    "50%", "120%", "50%%", "1e999", "1E+18", "9" * 31, "0x10", "+5", "5人", "约800", "#DIV/0!", "#N/A", "nan",
    "inf", "True", "null", "~", "12:30", "2024-02-30", "2024-6", "2024年6月31日", "6月", "12/31", "0001-01-01",
    "9999-12-31", "99999", "=1+1", "=HYPERLINK(1)", "@SUM(1)", "+1|2", "<b>粗</b>", "]]>", "&amp;", "{x}", "{0}",
    "%s", "\\", "'", '"', "\u202e\u7532\u202c", "\u7532\u2066\u4e59", "\ufeff\u7532", "\u7532\n\u4e59", "🏥",
    "gongti:consortium", "gongti:facility id=a", "gongti:", "_gongti", "staff", "@name", "new=1", "a", "consortium",
    "region", "_x000D_", "_x0000_", "x" * 40_000, "二" * 300, "../../x", "C:\\x", "a.pdf;b.pdf；c.pdf", "none",
    "falsified", "齐",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "-1", "0.1", "1E+3", "1e15", "1E16", "1e308", "1e309", "-1e-320", "0.30000000000000004",
    "45657", "45657.5", "-45657", "2958466", "3000000", "60", "0.5", "33.3", "999999999999999",
    "123456789012345678", "NaN", "INF", "", " ", "1,2", "abc", "１", "0x1F", "1_000", "1e", "--1",
)  # fmt: skip
SCRAPS = (
    "\n", "\n\n", "  ", "\t", ": ", "：", "- ", "[", "]", "{", "}", '"', "'", "#", "&a ", "*a", "!x ", "<<: ",
    "---\n", "|\n", ">\n", "? ", "%YAML 1.1\n", "...\n", "!!python/object:x ", "null", "true", "0", "-1", "1e999",
    "9" * 400, ".inf", "０", "①", "\u202e", "\ufeff", "\x00", "\x85", "\u2028", "\udc80", "\\ud800", "\\u0000",
    "<b>", "=1+1", "85%", "2024-02-30", "是", "无", ",", ";", ",,", '""', "facilities:\n", "register:\n",
    "answers:\n", "format: 1\n", "reviewer: x\n", "consortium: ",
)  # fmt: skip
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp1252", "utf-7")


def _damage_bytes(data: bytes, draw: random.Random) -> bytes:
    """A few bits, bytes or stretches of bytes changed; or the end cut off."""
    text = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 5, 20))):
        at = draw.randrange(len(text) + 1)
        match draw.randrange(6):
            case 0 if at < len(text):
                text[at] ^= 1 << draw.randrange(8)
            case 1:
                text[at:at] = draw.randbytes(draw.randrange(1, 9))
            case 2:
                del text[at : at + draw.choice((1, 4, 30, 1000))]
            case 3:
                start = draw.randrange(len(text) + 1)
                text[at:at] = text[start : start + draw.choice((4, 60, 2000))]
            case 4 if at < len(text):
                text[at : at + 4] = draw.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"PK\x03\x04"))
            case 5 if draw.random() < 0.2:
                del text[at:]
    return bytes(text)


def _damage_text(data: bytes, draw: random.Random) -> bytes:
    """Tokens, lines and encodings of a text changed."""
    text = data.decode()
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        lines = text.split("\n")
        at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        here = draw.randrange(len(text) + 1)
        match draw.randrange(9):
            case 0:
                text = text[:here] + draw.choice(SCRAPS) + text[here + draw.choice((0, 0, 1, 3)) :]
            case 1 | 2 if words := list(re.finditer(r"[^\s,:{}\[\]\"]+", text)):
                word = draw.choice(words)
                by = draw.choice((draw.choice(TEXTS), draw.choice(NUMBERS), draw.choice(words)[0], draw.choice(SCRAPS)))
                text = text[: word.start()] + by + text[word.end() :]
            case 3:
                lines[at], lines[other] = lines[other], lines[at]
                text = "\n".join(lines)
            case 4:
                lines.insert(other, lines[at])
                text = "\n".join(lines)
            case 5:
                del lines[at : at + draw.choice((1, 1, 5))]
                text = "\n".join(lines)
            case 6:
                lines[at] = draw.choice(("  ", " ", "\t", "- ")) + lines[at]
                text = "\n".join(lines)
            case 7:
                text = text.replace(
                    draw.choice(':,，[]{}"\n是'), draw.choice("：，。；\r\u2028\t "), draw.choice((1, 1, -1))
                )
            case 8:
                start = draw.randrange(len(text) + 1)
                text = text[:here] + text[start : start + draw.choice((5, 80, 900))] + text[here:]
    encoding = draw.choice(ENCODINGS) if draw.random() < 0.15 else "utf-8"
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf-8") else "replace")


Parts = list[tuple[str, bytes]]


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(part.filename, archive.read(part)) for part in archive.infolist()]


def _packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method, compresslevel=1) as archive:
        warnings.simplefilter("ignore")  # that a name stands twice is what is wanted
        for name, text in parts:
            archive.writestr(zipfile.ZipInfo(name), text, method)
    return out.getvalue()


def _damage_parts(data: bytes, draw: random.Random) -> bytes:
    """Parts of the archive dropped, doubled, swapped, renamed, cut off, left empty."""
    parts = _parts(data)
    for _ in range(draw.choice((1, 1, 2))):
        one, two = draw.randrange(len(parts)), draw.randrange(len(parts))
        name, text = parts[one]
        match draw.randrange(8):
            case 0:
                del parts[one]
            case 1:
                parts.insert(two, parts[one])
            case 2:
                parts[one], parts[two] = (name, parts[two][1]), (parts[two][0], text)
            case 3:
                odd = ("../" + name, "/" + name, name.upper(), name + "\0", "xl\\" + name, parts[two][0], "甲" + name)
                parts[one] = (draw.choice(odd), text)
            case 4:
                parts[one] = (name, text[: draw.randrange(len(text) + 1)])
            case 5:
                parts[one] = (name, draw.choice((b"", b"<a/>", b"\xef\xbb\xbf" + text, text.decode().encode("utf-16"))))
            case 6:
                parts.append((f"xl/{draw.choice(TEXTS)[:50]}.xml".replace("\0", ""), text))
            case 7:
                draw.shuffle(parts)
        if not parts:
            break
    return _packed(parts, draw.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)))


def _damage_nodes(data: bytes, draw: random.Random) -> bytes:
    """Elements of one part of the archive dropped, doubled, moved, renamed; attributes and texts replaced."""
    parts = _parts(data)
    xml = [n for n, (name, _) in enumerate(parts) if name.endswith((".xml", ".rels"))]
    sheets = [n for n in xml if "sheet" in parts[n][0]]
    number = draw.choice(sheets if sheets and draw.random() < 0.5 else xml)
    name, text = parts[number]
    root = ElementTree.fromstring(text)
    for _ in range(draw.choice((1, 1, 2, 6))):
        above = [node for node in root.iter() if len(node)]
        if not above:
            break
        parent = draw.choice(above)
        child = draw.choice(list(parent))
        match draw.randrange(8):
            case 0:
                parent.remove(child)
            case 1:
                parent.insert(draw.randrange(len(parent) + 1), child)
            case 2:
                parent.remove(child)
                draw.choice([node for node in above if node is not child]).append(child)
            case 3 | 4 if child.attrib:
                key = draw.choice(list(child.attrib))
                like = [node.attrib[key] for node in root.iter() if key in node.attrib]
                child.set(key, draw.choice((draw.choice(NUMBERS), draw.choice(TEXTS), draw.choice(like))))
            case 5 if child.attrib:
                del child.attrib[draw.choice(list(child.attrib))]
            case 6:
                child.text = draw.choice((draw.choice(TEXTS), draw.choice(NUMBERS)))
            case 7:
                child.tag = draw.choice([node.tag for node in root.iter()] + ["x"])
    shown = ElementTree.tostring(root, "unicode")
    if draw.random() < 0.1:
        at = draw.choice([m.end() for m in re.finditer(">", shown)])
        shown = shown[:at] + draw.choice(("<!-- x -->", "<?x y?>", "<![CDATA[1]]>", "&#0;", "&lt;", "&x;")) + shown[at:]
    parts[number] = (name, _legal(shown))
    return _packed(parts)


def _legal(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_CELL = re.compile(r'<c r="(?P<at>[A-Z]+[0-9]+)"(?P<rest>[^>]*?)(?:/>|>(?P<inner>.*?)</c>)', re.DOTALL)


def _sheet_parts(data: bytes) -> dict[str, str]:
    """The part of each sheet, by the sheet's title."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = archive.read("xl/_rels/workbook.xml.rels").decode()
        book = archive.read("xl/workbook.xml").decode()
    targets = {}
    for link in re.findall(r"<Relationship [^>]*>", links):
        said = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[said["Id"]] = "xl/" + said["Target"].removeprefix("/xl/")
    sheets = (dict(re.findall(r'([\w:]+)="([^"]*)"', tag)) for tag in re.findall(r"<sheet [^>]*>", book))
    return {said["name"]: targets[said["r:id"]] for said in sheets}


@cache
def _cells(data: bytes) -> tuple[tuple[str, str, str, str], ...]:
    """The cells of a form that somebody may type into: part, sheet, cell, and the key of its column."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    parts = _sheet_parts(data)
    found = []
    for sheet in keyed(book):
        for row in sheet.rows:
            for column in sheet.columns:
                usual = column in ("answer", "prior", "explanation") or sheet.kind == "table"
                if usual and sheet.kind != "cover" and not row.startswith("@"):
                    place = sheet.cell(row, column).coordinate
                    found.append((parts[sheet.sheet.title], sheet.sheet.title, place, column))
    return tuple(found)


def _cell(draw: random.Random) -> Put:
    number, text = draw.choice(NUMBERS), draw.choice(TEXTS)
    shown, seen = escape(text), bool(as_read(text))
    match draw.randrange(9):
        case 0 | 1 | 2:
            return Put(f' t="inlineStr"><is><t xml:space="preserve">{shown}</t></is>', text, seen)
        case 3 | 4:
            return Put(f"><v>{number}</v>", None, bool(number.strip()))
        case 5:
            return Put(f' t="b"><v>{draw.choice("01")}</v>', None, True)
        case 6:
            return Put(f' t="e"><v>{draw.choice(("#DIV/0!", "#N/A", "#REF!", "#GETTING_DATA"))}</v>', None, True)
        case 7:
            kept = draw.choice(("", "<v></v>", f"<v>{number}</v>"))
            return Put(f"><f>{escape(draw.choice(('1/0', 'A1', 'SUM(A1:XFD9)', '1+1')))}</f>{kept}", None, True)
        case 8 if seen:
            return Put(f' t="str"><v>{shown}</v>', text, True)
        case _:
            kind, value = draw.choice((("s", "99999"), ("s", "-1"), ("d", "2024-06-01T00:00:00"), ("x", "1")))
            return Put(f" t={quoteattr(kind)}><v>{value}</v>", None, True)


def _damage_cell(seed: Seed, file: str, draw: random.Random) -> Damaged:
    """One cell that somebody may type into holds something else."""
    data = seed.all()[file]
    part, sheet, place, _ = draw.choice(_cells(data))
    put = _cell(draw)
    parts = _parts(data)
    number = next(n for n, (name, _) in enumerate(parts) if name == part)
    text = parts[number][1].decode()
    style = ""
    for found in _CELL.finditer(text):
        if found["at"] == place:
            style = "".join(re.findall(r' s="[0-9]+"', found["rest"]))
            text = f'{text[: found.start()]}<c r="{place}"{style}{put.xml}</c>{text[found.end() :]}'
            break
    else:
        return Damaged(seed, "cell", file, data)
    parts[number] = (part, _legal(text))
    row = int(re.sub("[A-Z]", "", place))
    return Damaged(seed, "cell", file, _packed(parts), Place(file, row, 0, sheet, place), put)


def _damage_rows(data: bytes, draw: random.Random) -> bytes:
    """What people do to sheets: rows, columns, sheets copied, moved, deleted; cells merged; things typed anywhere."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for _ in range(draw.choice((1, 2, 5))):
        sheet = draw.choice(book.worksheets)
        row, column = draw.randrange(1, sheet.max_row + 2), draw.randrange(1, min(sheet.max_column, 20) + 2)
        match draw.randrange(9):
            case 0:
                sheet.insert_rows(row, draw.choice((1, 3)))
            case 1:
                sheet.delete_rows(row, draw.choice((1, 3)))
            case 2:
                sheet.insert_cols(column)
            case 3:
                sheet.delete_cols(column)
            case 4:
                with contextlib.suppress(ValueError):
                    sheet.merge_cells(None, row, column, row + draw.randrange(3), column + draw.randrange(3))
            case 5:
                book.copy_worksheet(sheet)
            case 6 if len(book.worksheets) > 1:
                book.remove(sheet)
            case 7:
                other = draw.randrange(1, sheet.max_row + 2)
                for at in range(1, sheet.max_column + 1):
                    with contextlib.suppress(AttributeError):  # what is merged cannot be typed into
                        sheet.cell(other, at).value = sheet.cell(row, at).value
            case 8:
                with contextlib.suppress(AttributeError, ValueError):
                    clean = "".join(c for c in draw.choice(TEXTS)[:30_000] if c.isprintable())
                    sheet.cell(row, column).value = clean
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_WORKBOOKS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {
    "bytes": _damage_bytes,
    "parts": _damage_parts,
    "nodes": _damage_nodes,
    "rows": _damage_rows,
}
_OTHERS: Mapping[str, Callable[[bytes, random.Random], bytes]] = {"bytes": _damage_bytes, "text": _damage_text}


def damaged(number: int, seed: int, among: Sequence[Seed]) -> Damaged:
    """The damaged file of a number: the same for the same seed and seeds, whichever were made before."""
    draw = random.Random(f"{seed}/{number}")
    # Half of all are the small form and the texts, which are quick; the forms of the packs share the other half.
    source = among[0] if draw.random() < 0.3 else draw.choice(among)
    file = draw.choice(sorted(source.all()))
    data = source.all()[file]
    if not file.endswith(".xlsx"):
        kind = draw.choice(("bytes", "text", "text", "text"))
        return Damaged(source, kind, file, _OTHERS[kind](data, draw))
    kind = draw.choice(("bytes", "parts", "nodes", "nodes", "cell", "cell", "cell", "rows"))
    if kind == "cell" and _cells(data):
        return _damage_cell(source, file, draw)
    kind = "nodes" if kind == "cell" else kind
    return Damaged(source, kind, file, _WORKBOOKS[kind](data, draw))


def as_read(text: str) -> str:
    """A text without what nobody sees of it."""
    bare = re.sub("_x000[Dd]_", "", text).strip()
    return bare if bare.strip("\u200b\ufeff \u3000") else ""
