"""The HTML report in a real browser: nothing overflows, is cut or overlaps, no request leaves it, axe is content.

Needs Debian's chromium, and axe-core from npm (`npm ci` in this folder, or GONGTI_AXE names axe.min.js). Without them
the tests are skipped, unless GONGTI_BROWSER=required. GONGTI_PICTURES names a folder to keep the pictures in.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browser.chromium import Browser, installed
from report.conftest import HERE, said
from report.conftest import _worked as worked
from report.html_views import big, hostile, with_prior
from tables.pages_made import LARGE as LARGE_TABLES
from tables.pages_made import SHEETS, SMALL

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_reports
from gongti.engine.pack import load_pack
from gongti.engine.pack.choose import find_pack
from gongti.engine.report import render
from gongti.engine.report.html import render_explanation
from gongti.engine.tables import render as render_page
from gongti.engine.words import Language

ROOT = Path(__file__).resolve().parents[2]
CHECKS = (Path(__file__).parent / "checks.js").read_text("utf-8")
AXE = Path(os.environ.get("GONGTI_AXE") or Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js")
REQUIRED = os.environ.get("GONGTI_BROWSER") == "required"
WIDTHS = (360, 1280)
UPRIGHT, SIDEWAYS = 673, 1001  # px: A4 between the margins of print

pytestmark = pytest.mark.slow


def _absent(what: str) -> None:
    if REQUIRED:
        pytest.fail(f"GONGTI_BROWSER=required, and there is no {what}")
    pytest.skip(f"no {what} here")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = installed()
    if program is None:
        _absent("chromium")
        return
    with Browser(program, tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        _absent("axe-core")
    return AXE.read_text("utf-8")


def _sample(lang: Language) -> dict[str, Any]:
    submission, problems = read_reports([str(ROOT / "samples" / "qinghe")])
    file, _ = find_pack("county-four-keys")
    assert submission is not None and file is not None
    pack, wrong = load_pack(file)
    assert pack is not None, wrong
    return view(assess(pack, submission, date(2024, 12, 31), "direct", problems), lang)


def _fixture() -> dict[str, Any]:
    shown: dict[str, Any] = said(json.loads((HERE / "view.json").read_text("utf-8")), "zh")
    return shown


def _explained(lang: Language) -> bytes:
    from gongti.engine.assessment.explain import explanation

    submission, problems = read_reports([str(ROOT / "samples" / "qinghe")])
    file, _ = find_pack("county-four-keys")
    assert submission is not None and file is not None
    pack, _ = load_pack(file)
    assert pack is not None
    result = assess(pack, submission, date(2024, 12, 31), "direct", problems)
    return render_explanation(explanation(result, "unified-people", lang), lang)


def _table(name: str, lang: Language, change: Callable[[Any], Any] = lambda view: view) -> bytes:
    """A page of results."""
    return render_page(SHEETS[name](change(SMALL[name](lang)), lang), lang, "html")


def _large_table(name: str, lang: Language, latin: bool) -> bytes:
    return render_page(SHEETS[name](LARGE_TABLES[name](lang, latin), lang), lang, "html")


PAGES: dict[str, Callable[[], bytes]] = {
    "sample": lambda: render(_sample("zh"), "zh", "html"),
    "sample-en": lambda: render(_sample("en"), "en", "html"),
    "reviewed": lambda: render(worked("zh"), "zh", "html"),
    "reviewed-en": lambda: render(worked("en"), "en", "html"),
    "hostile": lambda: render(hostile(worked("zh")), "zh", "html"),
    "explained": lambda: _explained("zh"),
    "last-period": lambda: render(with_prior(worked("zh")), "zh", "html"),
}
PAGES |= {f"{name}-{lang}": partial(_table, name, lang) for name in SMALL for lang in ("zh", "en")}
PAGES |= {f"{name}-hostile": partial(_table, name, "zh", hostile) for name in SMALL}
LARGE: dict[str, Callable[[], bytes]] = {
    "big": lambda: render(big(_fixture()), "zh", "html"),
    "big-latin": lambda: render(big(_fixture(), latin=True), "en", "html"),
}
LARGE |= {f"{name}-big": partial(_large_table, name, "zh", False) for name in LARGE_TABLES}
LARGE |= {f"{name}-big-latin": partial(_large_table, name, "en", True) for name in LARGE_TABLES}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, make in (PAGES | LARGE).items():
        made[name] = folder / f"{name}.html"
        made[name].write_bytes(make())
    return made


def keep(name: str, data: bytes) -> None:
    if folder := os.environ.get("GONGTI_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(data)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*PAGES, *LARGE])
def test_nothing_overflows_is_cut_or_overlaps(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    browser.open(pages[name], width)
    assert browser.see("window.innerWidth") == width
    screen = browser.picture()
    assert screen.startswith(b"\x89PNG")
    keep(f"{name}-{width}.png", screen)
    assert browser.see(CHECKS) == []
    # The details too, which a reader opens.
    if name not in LARGE:
        browser.see("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert browser.see(CHECKS) == []


@pytest.mark.parametrize("name", [*PAGES, *LARGE])
def test_nothing_overflows_or_overlaps_on_paper(browser: Browser, pages: dict[str, Path], name: str) -> None:
    """The page as it is printed: as wide as A4 leaves it, with the style of print."""
    browser.ask("Emulation.setEmulatedMedia", media="print")
    try:
        browser.open(pages[name], SIDEWAYS if _of_results(name) else UPRIGHT)
        assert browser.see(CHECKS) == []
    finally:
        browser.ask("Emulation.setEmulatedMedia", media="")


def _of_results(name: str) -> bool:
    return name.split("-")[0] in SHEETS


def test_the_checks_see_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text(
        "<!DOCTYPE html><p style='width:50px;overflow:hidden;white-space:nowrap'>much too long for its place</p>"
        "<div style='width:2000px'>wide</div>"
        "<svg viewBox='0 0 100 40' width='100' height='40'><text x='0' y='20'>one</text><text x='3' y='20'>two</text>"
        "<text x='90' y='38'>outside</text></svg>",
        "utf-8",
    )
    browser.open(page, 1280)
    seen = {what for what, _ in browser.see(CHECKS)}
    assert seen == {
        "page wider than the window", "outside the window", "words wider than their place", "words outside the picture",
        "words on words",
    }  # fmt: skip


@pytest.mark.parametrize("name", [*PAGES])
def test_no_request_leaves_the_page_and_the_browser_has_no_complaint(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    browser.open(pages[name], 1280)
    assert browser.requests() == [pages[name].resolve().as_uri()]
    assert browser.complaints() == []


@pytest.mark.parametrize("name", [name for name in PAGES if "hostile" in name])
def test_a_hostile_name_runs_nothing(browser: Browser, pages: dict[str, Path], name: str) -> None:
    browser.open(pages[name], 1280)
    assert browser.see("document.querySelectorAll('script').length") == 0
    assert "<script>alert(1)</script>" in browser.see("document.querySelector('h1').textContent")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*PAGES])
def test_axe_finds_no_violation(browser: Browser, pages: dict[str, Path], axe: str, name: str, width: int) -> None:
    browser.open(pages[name], width)
    browser.see("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.see(axe + "\n;0")
    found = browser.see(
        "axe.run(document, {preload: false, resultTypes: ['violations']}).then(r => r.violations.map("
        "v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 120))]))"
    )
    assert found == []


def test_every_part_is_reached_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["sample"], 1280)
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    reached = []
    for _ in range(5):
        browser.ask("Input.dispatchKeyEvent", type="keyDown", **key)
        browser.ask("Input.dispatchKeyEvent", type="keyUp", **key)
        reached.append(browser.see("document.activeElement.getAttribute('href')"))
    assert reached == ["#main", "#verdict", "#dimensions", "#heat", "#waterfall"]


def test_what_opens_is_reached_and_opened_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["sample"], 1280)
    summary = "document.querySelector('#traces summary')"
    browser.see(f"{summary}.focus(); 0")
    assert browser.see(f"document.activeElement === {summary}")
    for kind, more in (("keyDown", {"text": "\r"}), ("keyUp", {})):
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        browser.ask("Input.dispatchKeyEvent", type=kind, **key, **more)
    assert browser.see(f"{summary}.parentElement.open") is True
    # Nothing else on the page can be tabbed to but links and what opens; and all of it in reading order.
    order = browser.see(
        "[...document.querySelectorAll('*')].filter(el => el.tabIndex >= 0).map(el => el.tagName.toLowerCase())"
    )
    assert set(order) == {"a", "summary"}
    assert browser.see("document.querySelectorAll('[tabindex]:not(main)').length") == 0


@pytest.mark.parametrize("name", ["sample", "sample-en", "last-period", "compare-zh", "rank-zh", "ledger-zh"])
def test_no_page_of_print_ends_in_a_heading(
    browser: Browser, pages: dict[str, Path], name: str, tmp_path: Path
) -> None:
    browser.open(pages[name], 1280)
    data = browser.printed()
    keep(f"{name}.pdf", data)
    (tmp_path / "page.pdf").write_bytes(data)
    try:
        command = ["pdftotext", "-layout", tmp_path / "page.pdf", "-"]
        words = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    except FileNotFoundError:
        _absent("pdftotext")
        return
    heads = set(
        browser.see(
            "[...document.querySelectorAll("
            "'h2,h3,.note:not(:last-child),.legend,caption:not(.hidden),summary,thead tr')]"
            ".map(el => el.textContent.replace(/\\s/g, ''))"
        )
    )
    last = [_last_line(sheet) for sheet in words.split("\f") if sheet.strip()]
    assert len(last) > 1 and not [line for line in last if line in heads]


def _last_line(sheet: str) -> str:
    """The last line of a page over its number, without blanks."""
    lines = ["".join(line.split()) for line in sheet.splitlines() if line.strip()]
    return lines[-2]


@pytest.mark.parametrize("name", ["sample", "reviewed-en"])
def test_print_is_a4_and_holds_the_details(browser: Browser, pages: dict[str, Path], name: str, tmp_path: Path) -> None:
    browser.open(pages[name], 1280)
    closed = browser.see("document.querySelectorAll('details[open]').length")
    data = browser.printed()
    assert closed == 0 and data.startswith(b"%PDF")
    keep(f"{name}.pdf", data)
    sizes = {tuple(map(float, box)) for box in _boxes(data)}
    assert len(sizes) == 1
    ((_, _, width, height),) = sizes
    assert abs(width - 595) < 2 and abs(height - 842) < 2  # points
    try:
        (tmp_path / "page.pdf").write_bytes(data)
        words = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, check=True, text=True)
    except FileNotFoundError:
        return
    head = {"sample": "用到的答案", "reviewed-en": "Answers used"}[name]
    count = browser.see(f"[...document.querySelectorAll('caption')].filter(c => c.textContent == '{head}').length")
    assert count > 10
    assert words.stdout.count(head) == count


def _boxes(data: bytes) -> list[list[bytes]]:
    import re

    return [found.split() for found in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)]
