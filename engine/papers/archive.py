"""Bytes of a docx → whether they are safe to open; and the same package with every date in it fixed."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from gongti.engine.diagnostics import Place, Problems

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_TAGS: Final = 200_000
"""Tags of one part: a template of several hundred pages."""
MAX_RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024
_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of before 2007; an encrypted document is in one, too."""
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MAIN: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FIXED: Final = (1980, 1, 1, 0, 0, 0)


def is_safe(data: bytes, path: str, problems: Problems) -> bool:
    """Whether a template may be opened: bounded, a document of Word, without macros. What is wrong is recorded."""
    code = _wrong(data)
    if code:
        problems.add(code, Place(path))
    return not code


def _wrong(data: bytes) -> str:
    if data.startswith(_OLD):
        return "template-locked" if _ENCRYPTED in data else "template-not-docx"
    if not data.startswith(_ZIP):
        return "template-not-docx"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _package(archive)
    except Exception:  # zipfile raises whatever the parts of a damaged archive make it
        return "template-broken"


def _package(archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        return "template-locked"
    bomb = any(p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * p.compress_size for p in parts)
    if bomb or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return "template-too-large"
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        return "template-broken"
    if "[Content_Types].xml" not in names:
        return "template-not-docx"
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types or any("vbaProject" in name for name in names):
        return "template-macros"
    if _MAIN not in types:
        return "template-not-docx"
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            text = archive.read(part)
            if b"<!DOCTYPE" in text or b"\0" in text:
                return "template-broken"  # no program writes these
            if text.count(b"<") > MAX_TAGS:
                return "template-too-large"
    return ""


def fixed(data: bytes) -> bytes:
    """The same package, its parts in the same order, as if each had been written at one moment on one system."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            info = zipfile.ZipInfo(part.filename, _FIXED)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            made.writestr(info, given.read(part))
    return out.getvalue()
