"""Every number of every format is the JSON's, at its row; and no format says a number that the JSON does not.

The papers in Word and Excel have tests of their own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import html5lib
import pytest
from report.conftest import _worked as worked
from report.html_views import with_prior
from report.numbers import (
    AXES,
    Numbered,
    Reader,
    View,
    counted,
    leaves,
    losses,
    misplaced,
    numbered,
    numbers,
    of_html,
    of_markdown,
    of_svg,
    of_text,
    of_workbook,
    round_lines,
    said,
)
from tables.pages_made import MENDING, REVIEW, SHEETS, SMALL, assessed

from gongti.engine.report import render
from gongti.engine.tables import render as render_page
from gongti.engine.words import TABLE, Language

LANGUAGES: Final = ("zh", "en")
FORMATS: Final[Mapping[str, Reader]] = {
    "terminal": of_text, "markdown": of_markdown, "html": of_html, "svg": of_svg,
}  # fmt: skip
PAGES: Final[Mapping[str, Reader]] = {"terminal": of_text, "html": of_html, "xlsx": of_workbook}
SHOWN: Final = {"terminal": {"width": 200}, "svg": {"width": 200}}
"""So wide that no cell of a table has to be broken."""


RESULTS: Final[Mapping[str, Callable[[Language], View]]] = {
    "qinghe": lambda lang: assessed("qinghe", "county-four-keys", "2024-12-31", lang),
    "binhai": lambda lang: assessed("binhai-group", "urban-group-liaoning-2023", "2024-12-31", lang),
    "yunling": lambda lang: assessed("yunling-zone", "pilot-zone-2021", "2024-12-31", lang),
    "reviewed": worked,
    "mended": lambda lang: assessed("mending/may.yaml", MENDING, "2025-06-20", lang, reviews=REVIEW),
    "prior": lambda lang: with_prior(worked(lang)),
}

NAMES: Final = [pytest.param(n, marks=pytest.mark.slow) if n in ("binhai", "yunling") else n for n in RESULTS]


def shown(view: View, lang: Language, fmt: str) -> str:
    return FORMATS[fmt](render(view, lang, fmt, **SHOWN.get(fmt, {})))  # type: ignore[arg-type]


def page(name: str, view: View, lang: Language, fmt: str) -> str:
    return PAGES[fmt](render_page(SHEETS[name](view, lang), lang, fmt, width=200))


@cache
def words(lang: Language) -> set[str]:
    """Numbers of the program's own sentences."""
    return {number for pair in TABLE.values() for number in numbers(pair[LANGUAGES.index(lang)])}


def foreign(text: str, view: View, lang: Language) -> set[str]:
    """What stands in a text and not in the JSON: no amount and no day may; counts and ordinals by rule."""
    known = said(view) | counted(view) | losses(view) | round_lines(view) | words(lang)
    hashes = {value for _, value in leaves(view) if isinstance(value, str) and len(value) == 64}
    cut = {number for value in hashes for number in numbers(value[:16])}
    return {n for n in numbers(text) if n not in known | cut | AXES}


# ---- nothing that is not the JSON's


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_no_report_says_a_number_of_its_own(name: str, fmt: str, lang: Language) -> None:
    view = RESULTS[name](lang)
    text = shown(view, lang, fmt)
    assert len(numbers(text)) > 50
    assert foreign(text, view, lang) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fmt", PAGES)
@pytest.mark.parametrize("name", SMALL)
def test_no_page_says_a_number_of_its_own(name: str, fmt: str, lang: Language) -> None:
    view = SMALL[name](lang)
    text = page(name, view, lang, fmt)
    assert len(numbers(text)) > 20
    assert foreign(text, view, lang) == set()


# ---- each at its row: where every number is another one, a number tells where it came from


def _of_rows(made: Numbered, *parts: str) -> set[str]:
    """The numbers of the view's own that stand under these keys."""
    return {number for number, path in made.where.items() if any(part in path for part in parts)}


def expected(made: Numbered, fmt: str) -> set[str]:
    """The numbers that a report must print: totals, dimensions, gaps, what is open; criteria where it lists them."""
    view = made.view
    parts = [side for side in (view["claimed"], view["verified"]) if side is not None and side["points"] is not None]
    for row in view["dimensions"]:
        parts += [part for part in (row, row["verified"]) if part is not None and part["of"] != "0.00"]
    if fmt == "html":
        parts += [row["prior"] for row in view["dimensions"] if row.get("prior")]
    if fmt in ("html", "markdown"):
        for row in view["criteria"]:
            parts += [part for part in (row, row["verified"]) if part is not None and _scored(part)]
    keys = ("low", "high", "of", "low_percent", "high_percent")
    found = {part[key] for part in parts for key in keys if part.get(key) is not None and key in part}
    found |= {gap[key] for gap in view["gaps"] for key in ("points_at_stake", "due") if gap[key]}
    found |= {row["points_at_stake"] for row in view["undecided"]}
    # Numbers of the JSON that say there is nothing keep their nought, and are read with the others of the row.
    return {number for number in found if number in made.where}


def _scored(part: View) -> bool:
    return part["status"] not in ("watched", "not_due", "not_reviewed", "waived", "not_applicable")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_each_number_of_a_report_stands_at_its_row(name: str, fmt: str, lang: Language) -> None:
    made = numbered(RESULTS[name](lang))
    text = shown(made.view, lang, fmt)
    assert expected(made, fmt) - {*numbers(text)} == set()
    assert misplaced(made, text) == []
    assert foreign(text, made.view, lang) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fmt", PAGES)
@pytest.mark.parametrize("name", SMALL)
def test_each_number_of_a_page_stands_at_its_row(name: str, fmt: str, lang: Language) -> None:
    made = numbered(SMALL[name](lang))
    text = page(name, made.view, lang, fmt)
    keys = {"compare": ("score", "criteria", "due"), "rank": ("leagues",), "ledger": ("due", "since")}[name]
    assert _of_rows(made, *keys) - {*numbers(text)} == UNSHOWN.get(name, lambda _: set())(made)
    assert misplaced(made, text) == []
    assert foreign(text, made.view, lang) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_each_value_stands_with_its_criterion(name: str, lang: Language) -> None:
    made = numbered(RESULTS[name](lang))
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(render(made.view, lang, "html"))
    opened = {el.get("id"): numbers(" ".join(el.itertext())) for el in root.iter("details")}
    seen = 0
    for row in made.view["criteria"]:
        side = row["verified"] or row
        values = [side["value"], side["target"], *(unit["value"] for unit in side["facilities"])]
        wanted = {value for value in values if value in made.where}
        assert wanted - {*opened[f"criterion-{row['id']}"]} == set()
        others = {n for id_, found in opened.items() if id_ != f"criterion-{row['id']}" for n in found}
        assert wanted & others == set()
        seen += len(wanted)
    assert seen > 3


def _percents(made: Numbered) -> set[str]:
    """A comparison says points; the percents are in its JSON alone."""
    return {number for number, path in made.where.items() if str(path[-1]).endswith("percent")}


UNSHOWN: Final[Mapping[str, Callable[[Numbered], set[str]]]] = {"compare": _percents}


# ---- the tests above would see it


def _altered(view: View, path: tuple[str | int, ...]) -> View:
    """The view with the last digit of one number another one."""
    made = copy.deepcopy(view)
    node: Any = made
    for step in path[:-1]:
        node = node[step]
    old = node[path[-1]]
    node[path[-1]] = old[:-1] + str((int(old[-1]) + 1) % 10)
    return made


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("name", ["reviewed"])
def test_one_digit_that_is_another_is_seen(name: str, fmt: str) -> None:
    made = numbered(RESULTS[name]("zh"))
    wanted = sorted(expected(made, fmt))
    for number in wanted[:: max(1, len(wanted) // 5)]:
        path = made.where[number]
        text = shown(_altered(made.view, path), "zh", fmt)
        same = [p for p, value in leaves(made.view) if value == number and p[:-1] == path[:-1]]
        assert foreign(text, made.view, "zh") != set(), path
        assert number not in numbers(text) or len(same) > 1, path


@pytest.mark.parametrize("fmt", PAGES)
def test_one_digit_of_a_page_that_is_another_is_seen(fmt: str) -> None:
    made = numbered(SMALL["rank"]("zh"))
    for number in sorted(_of_rows(made, "places", "gaps")):
        path = made.where[number]
        if isinstance(_at(made.view, path), str):
            assert foreign(page("rank", _altered(made.view, path), "zh", fmt), made.view, "zh") != set(), path


def _at(node: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def test_a_row_whose_numbers_are_another_s_is_seen() -> None:
    made = numbered(RESULTS["qinghe"]("zh"))
    spoilt = copy.deepcopy(made.view)
    first, second = spoilt["dimensions"][:2]
    for key in ("low", "high", "of", "low_percent", "high_percent"):
        first[key], second[key] = second[key], first[key]
    for fmt in FORMATS:
        text = shown(spoilt, "zh", fmt)
        assert foreign(text, made.view, "zh") == set()  # every number is one of the JSON
        assert misplaced(made, text) != []  # and stands where it does not belong
