"""The SVG picture: one file, well-formed, the same at every making, asking nobody for anything."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from gongti.engine.report import terminal

SVG = "{http://www.w3.org/2000/svg}"


def test_two_makings_give_the_same_text(view: dict[str, Any]) -> None:
    assert terminal.svg(view, "zh", 100) == terminal.svg(view, "zh", 100)


def test_it_names_no_address_but_its_own_namespace(view: dict[str, Any]) -> None:
    drawn = terminal.svg(view, "zh", 100)
    assert re.findall(r"[a-z]+://[^\"' )]*", drawn) == ["http://www.w3.org/2000/svg"]
    assert "@font-face" not in drawn and "@import" not in drawn
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", drawn))


def test_hostile_text_leaves_it_well_formed(view: dict[str, Any]) -> None:
    view["consortium"]["name"] = "<script>&\x1b\x00\ufffe\ud800]]>"
    root = ElementTree.fromstring(terminal.svg(view, "zh", 100))
    said = "".join(t.text or "" for t in root.iter(f"{SVG}text"))
    assert "<script>&␛␀<U+FFFE><U+D800>]]>" in said


def test_every_piece_is_as_long_as_its_cells(view: dict[str, Any]) -> None:
    root = ElementTree.fromstring(terminal.svg(view, "zh", 100))
    lengths = {t.text: float(t.attrib["textLength"]) for t in root.iter(f"{SVG}text") if "textLength" in t.attrib}
    cell = lengths["58.00"] / 5
    assert lengths["评价结论"] == 8 * cell  # four characters of two cells each
    assert lengths["sha256"] == 6 * cell
