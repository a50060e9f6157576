"""HTML: its numbers are the JSON's, what reports say stays text, it is valid, alone, and bounded in time and size."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from report.html_views import big, hostile, with_prior

from gongti.engine.assessment import assess
from gongti.engine.assessment.explain import explanation
from gongti.engine.intake import read_reports
from gongti.engine.pack import load_pack
from gongti.engine.pack.choose import find_pack
from gongti.engine.report import html_charts, html_page, html_prior, html_summary, phrases, render, render_explanation
from gongti.engine.words import say
from gongti.engine.words.html import HTML

View = dict[str, Any]
MakeView = Callable[..., View]
SAMPLE = str(Path(__file__).resolve().parents[2] / "samples" / "qinghe")


def written(view: View, lang: str = "zh") -> str:
    return render(view, lang, "html").decode("utf-8")  # type: ignore[arg-type]


def page(text: str) -> Element:
    """The page as a browser builds it; any error of syntax is one of the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def said(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def with_class(root: Element, name: str) -> Iterator[Element]:
    return (el for el in root.iter() if name in (el.get("class") or "").split())


# ---- the numbers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_points_is_one_of_the_json(worked: MakeView, lang: str) -> None:
    view = worked(lang)
    root = page(written(view, lang))
    for style in list(root.iter("head")):
        root.remove(style)
    text = said(root).replace("−", "-")
    known = set(re.findall(r"\d+\.\d\d(?!\d)", json.dumps(view, ensure_ascii=False)))
    found = re.findall(r"(?<![\d.])\d+\.\d\d(?!\d)", text)
    assert len(found) > 300
    assert set(found) - known == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_screen_has_the_interval_of_each_side(worked: MakeView, lang: str) -> None:
    view = worked(lang)
    facts = [said(el) for el in with_class(page(written(view, lang)), "large")]
    for words, side in zip(facts, (view["verified"], view["claimed"]), strict=True):
        numbers = re.findall(r"\d+\.\d\d", words)
        assert numbers == [side["low"], side["high"], side["of"], side["low_percent"], side["high_percent"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_criterion_has_its_points_status_and_reasons(worked: MakeView, lang: str) -> None:
    view = worked(lang)
    root = page(written(view, lang))
    details = {el.get("id"): el for el in root.iter("details")}
    assert len(details) == len(view["criteria"])
    for row in view["criteria"]:
        shown = details[f"criterion-{row['id']}"]
        summary = said(next(shown.iter("summary")))
        assert row["title"] in summary
        assert say(f"report.status.{row['verified']['status']}", lang) in summary  # type: ignore[arg-type]
        text = said(shown)
        for side in (row, row["verified"]):
            assert all(" ".join(reason.split()) in text for reason in side["reasons"])
        for cite in row["cite"]:
            assert (cite["quote"] or "") in text
            if cite["seen"] != "original":
                assert say(f"report.seen.{cite['seen']}", lang) in text  # type: ignore[arg-type]
        assert all(used["at"] in text and used["label"] in text for used in row["used"])
        assert all(lacking["label"] in text for lacking in row["verified"]["missing"])


def test_each_gap_stands_under_its_owner_and_under_each_facility(view: View) -> None:
    root = page(written(view))
    tables = {said(next(t.iter("caption"))): t for t in root.iter("table")}
    by_owner, by_facility = tables["按责任单位"], tables["按机构"]
    for number, gap in enumerate(view["gaps"], 1):
        (row,) = [r for r in by_owner.iter("tr") if r.get("id") == f"gap-{number}"]
        text = said(row)
        for words in (gap["title"], gap["points_at_stake"], gap["due"] or "–", gap["action"] or "", *gap["reasons"]):
            assert words in text
        names = {f["id"]: f["name"] for f in view["facilities"]}
        links = [a for a in by_facility.iter("a") if a.get("href") == f"#gap-{number}"]
        assert len(links) == max(1, len(gap["facilities"]))
        assert all(names.get(id_, "") in text for id_ in gap["facilities"])
    owners = [said(r) for r in with_class(by_owner, "group")]
    assert owners == list(dict.fromkeys(gap["owner"] or "未写明责任单位" for gap in view["gaps"]))


def test_what_is_open_is_never_one_number(worked: MakeView) -> None:
    view = worked("zh")
    side = view["claimed"]
    assert side["low"] != side["high"]
    text = said(page(written(view)))
    for alone in (side["points"], side["low_percent"]):
        for found in re.finditer(rf"(?<![\d.]){re.escape(alone)}", text):
            around = text[max(0, found.start() - 12) : found.end() + 12]
            assert re.search(r"至|与|−", around), around


def test_three_sentences_say_what_matters(view: View, worked: MakeView) -> None:
    for shown in (view, worked("zh")):
        (summary,) = with_class(page(written(shown)), "summary")
        sentences = [said(el) for el in summary.iter("li")]
        assert len(sentences) == 3
        side = shown["verified"] or shown["claimed"]
        assert side["low"] in sentences[0] and side["high"] in sentences[0]
        assert shown["gaps"][0]["title"] in sentences[1] and shown["gaps"][0]["points_at_stake"] in sentences[1]
        assert str(len(shown["undecided"])) in sentences[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_last_period_stands_beside_this_one(worked: MakeView, lang: str) -> None:
    view = with_prior(worked(lang))
    root = page(written(view, lang))
    (table,) = with_class(root, "dimensions")
    cells = [said(list(row)[-1]) for row in table.iter("tr")]
    head = {"zh": "上期 2023（经核验）", "en": "Last period 2023 (As verified)"}[lang]
    first = {"zh": "41.10% 至 57.30%", "en": "41.10% to 57.30%"}[lang]
    others = [f"{41 + number}.10%" for number in range(1, len(view["dimensions"]) - 1)]
    assert cells == [head, first, *others, "–"]
    (radar,) = with_class(root, "radar")
    drawn = said(radar)
    assert head in drawn and first in drawn and all(number in drawn for number in others)
    caution = {"zh": "另一版本（0.9.0）", "en": "another version of the pack (0.9.0)"}[lang]
    assert caution in said(root)
    assert caution not in said(page(written(with_prior(view, same=True), lang)))
    assert head not in said(page(written(worked(lang), lang)))


# ---- the page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_headings_are_in_order_and_tables_have_heads(worked: MakeView, lang: str) -> None:
    root = page(written(worked(lang), lang))
    levels = [int(el.tag[1]) for el in root.iter() if re.fullmatch("h[1-6]", str(el.tag))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    for table in root.iter("table"):
        assert said(next(table.iter("caption")))
        assert all(th.get("scope") in ("col", "row", "rowgroup") for th in table.iter("th"))
    ids = [el.get("id") for el in root.iter() if el.get("id")]
    assert len(ids) == len(set(ids))
    assert all(a.get("href", "").removeprefix("#") in ids for a in root.iter("a"))


def test_it_asks_nobody_for_anything(worked: MakeView) -> None:
    text = written(worked("zh"))
    assert re.findall(r"[a-z]+://[^\"' )<]*", text) == ["http://www.w3.org/2000/svg"] * text.count("<svg ")
    assert "@import" not in text and "url(" not in text
    root = page(text)
    names = {str(el.tag) for el in root.iter()}
    assert names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"} == set()
    assert not any(
        name.startswith("on") or name in ("src", "srcset", "action") for el in root.iter() for name in el.attrib
    )
    (policy,) = [m for m in root.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy.get("content") == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_stay_words(worked: MakeView, lang: str) -> None:
    plain, shown = worked(lang), hostile(worked(lang))
    root, before = page(written(shown, lang)), page(written(plain, lang))
    tags = {str(el.tag) for el in root.iter()}
    assert tags <= {str(el.tag) for el in before.iter()} | {"ol"}  # the key of facilities whose names are too long
    assert "<script>alert(1)</script>" in said(next(root.iter("h1")))
    text = "".join(root.itertext())
    assert "\u202e" not in text and "\x07" not in text and "<U+202E>" in text


def test_two_makings_give_the_same_bytes(worked: MakeView) -> None:
    assert written(worked("zh")) == written(worked("zh"))


@pytest.mark.slow
@pytest.mark.parametrize("latin", [False, True])
def test_a_large_consortium_takes_bounded_time_and_size(view: View, latin: bool) -> None:
    shown = big(view, latin=latin)
    start = time.process_time()
    text = written(shown)
    assert time.process_time() - start < 20
    assert len(text.encode()) < 8_000_000
    root = page(text)
    assert len(list(root.iter("details"))) == 100
    (key,) = [el for el in with_class(root, "key") if el.tag == "ol"]
    assert [said(li) for li in key] == [f["name"] for f in shown["facilities"]]


# ---- what there may be little of


def test_a_view_that_is_not_assessed_says_so(view: View) -> None:
    view["claimed"] = dict.fromkeys(view["claimed"]) | {"of": "0.00", "possible_grades": []}
    view["gaps"] = view["undecided"] = view["criteria"] = view["dimensions"] = view["vetoes"] = []
    root = page(written(view))
    (large,) = with_class(root, "large")
    assert said(large).count("未评价") == 3
    assert not list(with_class(root, "chart"))


def test_a_pack_that_only_watches_has_no_points(view: View) -> None:
    for row in view["criteria"]:
        row["force"] = "aim"
    view["gaps"] = []
    (large,) = with_class(page(written(view)), "large")
    assert said(large) == "得分本评分包只监测，没有分值和等次"


# ---- one criterion


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_explanation_is_a_page_too(lang: str) -> None:
    submission, problems = read_reports([SAMPLE])
    file, _ = find_pack("county-four-keys")
    assert submission is not None and file is not None
    pack, wrong = load_pack(file)
    assert pack is not None, wrong
    result = assess(pack, submission, date(2024, 12, 31), "direct", problems)
    for criterion in pack.criteria:
        shown = explanation(result, criterion.id, lang)  # type: ignore[arg-type]
        root = page(render_explanation(shown, lang, "html").decode())  # type: ignore[arg-type]
        assert said(next(root.iter("h1"))) == shown["criterion"]["title"]
        text = said(root)
        assert all(" ".join(step["text"].split()) in text for step in shown["steps"])
        assert all(row["at"] is None or row["at"] in text for row in shown["answers"])


# ---- the words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_is_idle(
    view: View, make_view: MakeView, worked: MakeView, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    heard: set[str] = set()

    def listening(code: str, lang: Any, **params: object) -> str:
        heard.add(code)
        return say(code, lang, **params)

    for module in (html_page, html_charts, html_prior, html_summary, phrases):
        monkeypatch.setattr(module, "say", listening)
    for shown in _variants(make_view(lang), worked(lang)):
        written(shown, lang)
    idle = {code for code in HTML if f"html.{code}" not in heard}
    assert idle == {"title-explained"}  # said by the page of one criterion


def _variants(view: View, worked: View) -> Iterator[View]:
    """Views that together say everything: each kind of verdict, of gap, of nothing."""
    yield worked
    yield with_prior(worked)
    yield {**worked, "contradictions": worked["contradictions"] * 2}
    yield big(view)
    yield view
    gap = view["gaps"][0]
    yield view | {"gaps": [{**gap, "status": "open", "due": None, "owner": None}], "contradictions": []}
    yield view | {"gaps": [gap] * 13, "undecided": view["undecided"][:1]}
    yield view | {"gaps": [], "undecided": []}
    for grades in ([], ["basic"], ["tight", "basic"]):
        for high in ("58.00", "66.00"):
            percent = "63.04" if high == "58.00" else "71.74"
            side = view["claimed"] | {"possible_grades": grades, "high": high, "high_percent": percent}
            yield view | {"claimed": side}
            yield view | {"claimed": side, "undecided": []}
    yield view | {"claimed": dict.fromkeys(view["claimed"]) | {"of": "0.00", "possible_grades": []}}
    yield view | {"pack": view["pack"] | {"grades": []}}
    units = [{"id": f["id"], "status": None, "value": "3/10", "distance": "4"} for f in view["facilities"]]
    yield view | {"criteria": [{**c, "facilities": units, "target": None} for c in view["criteria"]]}
    seen = [{**c, "cite": [], "level": "甲"} for c in view["criteria"]]
    yield view | {"criteria": seen, "gaps": [{**gap, "points_at_stake": "1.00"}]}
    yield view | {"criteria": [{**c, "force": "aim"} for c in view["criteria"]]}
