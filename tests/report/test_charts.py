"""Charts: rows of a view → SVG that is well-formed, the same at every making, said in words, and drawn to measure."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from gongti.engine.report import charts
from gongti.engine.report.charts import svg
from gongti.engine.report.html_charts import COLOURS

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = charts.Caption("it", "Title <b>", "What it shows & more")
HOSTILE = "<script>&\x1b\u202e\ud800]]>"
LONG = "云州市青禾县黑水河流域高山峡谷地区第二中心卫生院暨县域医疗共同体康复疗养分院"


def read(drawn: str) -> ElementTree.Element:
    """The picture as a program reads it; it must be one that is named and described."""
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    ids = {el.get("id"): el.text for el in root if el.get("id")}
    assert [ids[name] for name in (root.get("aria-labelledby") or "").split()] == [CAPTION.title, CAPTION.description]
    return root


def words(root: ElementTree.Element) -> list[str]:
    return [el.text or "" for el in root.iter(f"{SVG}text")]


def boxes(root: ElementTree.Element, fill: str) -> list[tuple[float, float]]:
    """(x, width) of the boxes of a colour."""
    found = (el for el in root.iter(f"{SVG}rect") if el.get("fill") == fill)
    return [(float(el.get("x", "0")), float(el.get("width", "0"))) for el in found]


def scale(width: int = 408, label: str = "Claimed") -> str:
    bars = [charts.Bar(label, Fraction(1, 2), Fraction(3, 4), "50.00% to 75.00%")]
    return charts.scale(
        bars, [charts.Mark(Fraction(3, 5), label), charts.Mark(Fraction(31, 50), label)], CAPTION, width
    )


def radar(label: str = "Claimed") -> str:
    ends = ((Fraction(1, 2), Fraction(1)), None, (Fraction(1), Fraction(1)), (Fraction(0), Fraction(0)))
    return charts.radar([label] * 4, [charts.Series(label, ends)], CAPTION)


def heat(heads: list[str], lines: list[charts.Line], width: int = 680) -> list[str]:
    kinds = {code: charts.Kind(code[0], *COLOURS[code], code) for code in COLOURS}
    return charts.heat_maps(heads, lines, kinds, lambda part, of: CAPTION, width)


def waterfall(label: str = "a", width: int = 680) -> str:
    full = charts.Total("Full", Fraction(100), Fraction(100), "100.00")
    losses = [
        charts.Loss(label, Fraction(30), Fraction(10), "up to −40.00"),
        charts.Loss("b", Fraction(20), Fraction(0), ""),
    ]
    return charts.waterfall(
        full, losses, charts.Total("Score", Fraction(40), Fraction(50), "40.00 to 50.00"), CAPTION, width
    )


ALL = {
    "scale": scale,
    "radar": radar,
    "heat": lambda label="a": heat(["All", label], [charts.Line(label), charts.Line(label, ("met", "unmet"))])[0],
    "waterfall": waterfall,
}


@pytest.mark.parametrize("name", ALL)
def test_each_is_one_named_picture_made_the_same_twice(name: str) -> None:
    assert read(ALL[name]()) is not None
    assert ALL[name]() == ALL[name]()
    assert re.findall(r"[a-z]+://[^\"' )]*", ALL[name]()) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize("name", ALL)
def test_hostile_words_stay_words(name: str) -> None:
    root = read(ALL[name](label=HOSTILE) if name != "scale" else scale(label=HOSTILE))
    assert {el.tag.removeprefix(SVG) for el in root.iter()} <= {
        "svg", "title", "desc", "text", "rect", "path", "line", "circle",
    }  # fmt: skip
    assert "<script>&␛<U+202E><U+D800>]]>" in "".join(words(root))


@pytest.mark.parametrize("name", ALL)
def test_long_names_are_wrapped_not_cut(name: str) -> None:
    said = "".join(words(read(ALL[name](label=LONG) if name != "scale" else scale(label=LONG))))
    assert LONG in said


def test_the_scale_is_drawn_to_measure() -> None:
    root = read(scale(408))  # 400 between its margins of 4
    assert boxes(root, svg.EARNED) == [(4, 200)]
    assert (204, 100) in boxes(root, svg.PAPER)  # what is open, hatched
    lines = [el for el in root.iter(f"{SVG}line") if el.get("stroke") == svg.GRADE]
    assert [float(el.get("x1", "")) for el in lines] == [4 + 240, 4 + 248]
    assert "50.00% to 75.00%" in words(root)


def test_beyond_its_ends_a_scale_is_cut() -> None:
    drawn = charts.scale([charts.Bar("a", Fraction(-1, 4), Fraction(5, 4), "")], [], CAPTION, 408)
    assert boxes(read(drawn), svg.EARNED) == [(4, 0)]
    assert (4, 400) in boxes(read(drawn), svg.PAPER)


def test_two_dimensions_have_no_radar_and_an_unknown_one_no_corner() -> None:
    assert charts.radar(["a", "b"], [charts.Series("c", (None, None))], CAPTION) == ""
    root = read(radar())
    filled = [el.get("d", "") for el in root.iter(f"{SVG}path") if el.get("fill") == "#2f5d8a"]
    assert len(filled) == 1 and filled[0].count("L") == 2  # three known corners of four


def test_the_waterfall_ends_where_the_score_begins() -> None:
    root = read(waterfall())
    earned, lost = boxes(root, svg.EARNED), boxes(root, svg.LOST)
    assert len(earned) == 2 and len(lost) == 2
    (left, full), (_, score) = earned
    per_point = (lost[0][1]) / 30
    assert lost[1][1] == pytest.approx(20 * per_point, abs=0.2)
    assert lost[0][0] + lost[0][1] == pytest.approx(left + full, abs=0.2)  # hangs from full marks
    assert lost[1][0] + lost[1][1] == pytest.approx(left + full - 40 * per_point, abs=0.2)  # where the first ended
    assert lost[1][0] == pytest.approx(left + score, abs=0.2)  # down to the score's low end


def test_a_heat_map_has_a_letter_for_every_cell() -> None:
    heads = ["All", *(f"facility {n}" for n in range(30))]
    lines = [charts.Line("dimension"), *(charts.Line(f"criterion {n}", ("met",) * 31) for n in range(80))]
    letters = titles = 0
    for piece in heat(heads, lines):
        root = read(piece)
        assert float(root.get("height", "0")) < 1000  # a page
        for el in root.iter(f"{SVG}text"):
            if len((el.get("x") or "").split()) > 1:
                assert len((el.get("x") or "").split()) == len(el.text or "")
                letters += len(el.text or "")
            titles += (el.text or "").startswith("criterion")
    bands = titles // 80
    assert titles == 80 * bands
    assert letters == 80 * (30 + bands)  # each facility once, the criterion's own status in every band


def test_names_too_long_for_a_column_are_numbers() -> None:
    assert not charts.numbered(["All", "白杨镇卫生院"])
    assert charts.numbered(["All", "白杨镇卫生院", LONG])
    lines = [charts.Line("a", ("met", "met", "unmet"))]
    said = words(read(heat(["All", "白杨镇卫生院", LONG], lines)[0]))
    assert "1" in said and "2" in said and LONG not in "".join(said)


@pytest.mark.parametrize("code", COLOURS)
def test_letters_can_be_read_on_their_colours(code: str) -> None:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted(map(light, COLOURS[code]), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (-0.04, "0"), (-0.26, "-0.3"), (Fraction(1, 3), "0.3"), (12.96, "13")]
)
def test_coordinates_have_one_decimal_and_no_negative_nought(value: float, said: str) -> None:
    assert svg.number(value) == said


@pytest.mark.parametrize(
    "said", [LONG, "W" * 40, "a few words that are not too long, and one Antidisestablishmentarianism"]
)
def test_wrapped_lines_fit_and_lose_nothing(said: str) -> None:
    lines = svg.wrapped(said, 120, 12)
    assert all(svg.room(line, 12) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
