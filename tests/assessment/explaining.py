"""What the tests of explanations share: results to explain, and a reckoner of the formulas that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import gongti
from gongti.engine.assessment import Result, assess, view
from gongti.engine.assessment.explain import explanation
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack, load_pack_text
from gongti.engine.score import Finding
from gongti.engine.values.exact import show, to_fraction
from gongti.engine.words import Language

ROOT = Path(gongti.__file__).parent

LANGS: tuple[Language, ...] = ("zh", "en")


def worked(reviewed: bool = True) -> Result:
    """The sheet worked out by hand in tests/worked, whose every number stands in its expected.yaml."""
    folder = ROOT / "tests" / "worked"
    text = {name: (folder / name).read_text("utf-8") for name in ("report.yaml", "register.yaml", "review.yaml")}
    given = [(name, text[name]) for name in text if reviewed or name != "review.yaml"]
    prior = ("prior.json", (folder / "prior.json").read_text("utf-8"))
    submission, _ = read_report_texts(given, prior=prior)
    pack, _ = load_pack(folder / "pack.yaml")
    assert submission is not None and pack is not None
    return assess(pack, submission, date(2025, 1, 20), "direct")


def case(pack: str, report: str, on: date = date(2024, 12, 1)) -> Result:
    found, problems = load_pack_text(pack)
    assert found is not None, problems
    submission, problems = read_report_texts([("report.yaml", report)])
    assert submission is not None, problems
    return assess(found, submission, on, "direct")


def computed(formula: str) -> Fraction:
    """What a formula comes to, by Python's own fractions: ``8 × (3/10 ÷ 33.3%)``."""
    formula = formula.replace("[", "(").replace("]", ")")
    number = r"(-?\d+(?:\.\d+)?(?:/\d+)?)(%?)"
    assert re.fullmatch(rf"(?:{number}|[×÷−+() ])+", formula), formula
    text = re.sub(number, lambda m: f"(Fraction('{m[1]}') / {100 if m[2] else 1})", formula)
    return Fraction(eval(text.translate({0xD7: "*", 0xF7: "/", 0x2212: "-"}), {"Fraction": Fraction}))


def steps(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from row["steps"]
    for unit in row["units"]:
        yield from unit["steps"]


def agrees(result: Result, lang: Language) -> None:
    """Every criterion: the last line is the result's points, and every formula comes to its number."""
    rows = {c["id"]: c | (c["verified"] or {}) for c in view(result, lang)["criteria"]}
    for finding in result.basis.ledger.findings:
        row = explanation(result, finding.criterion.id, lang)
        last = row["steps"][-1]
        sums_agree(result, finding, row)
        told = rows[finding.criterion.id]
        assert last["kind"] == "points"
        assert last["exact"] == [show(finding.low), show(finding.high)]
        assert (last["low"], last["high"]) == (told["low"], told["high"])
        # The line before it, the score itself or what a doubt or an explanation made of it, is the same.
        assert all(s["exact"] == last["exact"] for s in row["steps"][-2:-1] if s["exact"] is not None), row["steps"]
        assert {key: row["criterion"][key] for key in ("status", "value", "target", "level", "low", "high", "of")} == {
            key: told[key] for key in ("status", "value", "target", "level", "low", "high", "of")
        }
        for step in steps(row):
            for formula in step["formulas"]:
                assert computed(formula["formula"]) == Fraction(formula["value"]), step
                assert formula["formula"] in step["text"]
        for unit, line in zip(finding.units, row["units"], strict=True):
            told_steps = [s for s in line["steps"] if s["kind"] != "contested" and s["exact"] is not None]
            if unit.before is not None:  # the line before the adjustment holds what it adjusted
                at = next(i for i, s in enumerate(told_steps) if s["kind"] == "adjusted")
                assert told_steps[at - 1]["exact"] == [show(unit.before.low), show(unit.before.high)]
            if unit.low is not None and unit.high is not None and unit.status != "contested":
                assert told_steps[-1]["exact"] == [show(unit.low), show(unit.high)]


def sums_agree(result: Result, finding: Finding, row: dict[str, Any]) -> None:
    """The way up is the arithmetic that was done: with its factor, its maximum, the cap on bonus and the weights."""
    ledger = result.basis.ledger
    own = next(d for d in ledger.dimensions if d.dimension.id == finding.criterion.dimension)
    most = own.dimension.max
    for shown, points, limit in (
        (row["total"]["dimension"], own.points, most),
        (row["total"]["total"], ledger.total, None),
    ):
        made = [Fraction(f["value"]) for f in shown["formulas"]]
        assert [computed(f["formula"]) if f["formula"] else 0 for f in shown["formulas"]] == made
        ends = [to_fraction(points.low), to_fraction(points.high)]
        cut = [min(m, to_fraction(limit)) if limit is not None else m for m in made]
        assert {*cut} == {*ends}, shown
    total = row["total"]["total"]
    for formula in total["percent"]["formulas"] if total["percent"] else ():
        assert computed(formula["formula"]) == Fraction(formula["value"])
        assert formula["value"] in (show(ledger.total.low_percent), show(ledger.total.high_percent))
    settled = not any(f.may_leave for f in ledger.findings) and result.pack.model.scoring.bonus_cap is None
    if total["percent"] and settled:
        assert all(" = " in text for text in total["percent"]["text"]), total["percent"]


def texts(result: Result, criterion: str, lang: Language = "zh") -> list[str]:
    return [s["text"] for s in explanation(result, criterion, lang)["steps"]]
