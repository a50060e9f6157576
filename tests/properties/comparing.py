"""Takes a case; gives the engine's view of it, and says whether the judge's outcome agrees with or lies in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from naive.case import Case, Side, pack_text, report_text, review_texts
from naive.evaluator import Outcome, evaluate
from naive.rows import OPEN, OUTSIDE, Row, policy_of

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

TOTAL = 20 * int(os.environ.get("GONGTI_EXAMPLES", "100"))
MORE = TOTAL > 2000 and "CI" not in os.environ
HOLES = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(10**6))  # what an undefined value is tried as
SETTLED = ("met", "unmet", "partial")
View = dict[str, Any]


def examples(share: int) -> Callable[[Any], Any]:
    """So many of a hundred of all examples; new ones only where more are asked for outside CI, as in conftest."""
    return settings(
        max_examples=max(1, TOTAL * share // 100),
        derandomize=not MORE,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def assessed(case: Case, files: Iterable[tuple[str, str]] | None = None, engine: str = "both") -> View:
    pack, problems = load_pack_text(pack_text(case.scenario.pack))
    assert pack is not None and not [p for p in problems if p.severity == "error"], problems
    reviews = [(f"review{i}.yaml", text) for i, text in enumerate(review_texts(case))]
    texts = list(files) if files else [("report.yaml", report_text(case))]
    submission, problems = read_report_texts(texts, reviews=reviews)
    assert submission is not None, problems
    found: View = view(assess(pack, submission, on=case.on, engine=engine), "zh")
    return found


def on_verified(result: View) -> View:
    """The verified side in the shape of the claimed one."""
    return result | {
        "claimed": result["verified"],
        "criteria": [row | row["verified"] for row in result["criteria"]],
        "dimensions": [d | d["verified"] for d in result["dimensions"]],
        "contradictions": [c for c in result["contradictions"] if "verified" in c["on"]],
    }


def on_claimed(result: View) -> View:
    return result | {"contradictions": [c for c in result["contradictions"] if "claimed" in c["on"]]}


def two_decimals(x: Fraction | None) -> str | None:
    """Half up, as printed."""
    if x is None:
        return None
    scaled = Decimal(x.numerator) / Decimal(x.denominator)
    exact = scaled.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return str(exact + 0)


def rows(result: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in result["criteria"]}


def within(low: str, x: Fraction, high: str) -> bool:
    return Decimal(low) <= Decimal(two_decimals(x) or "0") <= Decimal(high)


def worlds(side: Side, limit: int, seed: int) -> list[Outcome]:
    """The naive outcome of every completion, undefined values tried at several places."""
    found = []
    for values in side.completions(limit, seed):
        outcome = evaluate(side.scenario, values)
        found.append(outcome)
        if not outcome.defined:
            found += [evaluate(side.scenario, values, hole) for hole in HOLES[1:]]
    return found


def nothing_known(outcome: Outcome) -> bool:
    counted = [r for r in outcome.rows.values() if r.of]
    return all(r.status in OPEN and r.low <= 0 and r.high == r.full for r in counted)


def contradictions(pack: Mapping[str, Any], result: View) -> frozenset[tuple[str, str | None]]:
    """Which rules of reconcile are broken, with the member where each is asked alone."""
    each = {r["id"] for r in pack.get("reconcile", []) if "over" in r}
    return frozenset(
        (c["id"], who) for c in result["contradictions"] for who in (c["facilities"] if c["id"] in each else [None])
    )


def contains(case: Case, side: Side, result: View, limit: int, seed: int) -> None:
    """Every completion lies in the intervals: of criteria, dimensions and the whole; its grade is a possible one."""
    claimed = result["claimed"]
    fired = contradictions(case.scenario.pack, result)
    certain = {v["rule"] for v in result["vetoes"] if v["certain"]}
    possible = {v["rule"] for v in result["vetoes"]}
    named = {r["id"] for r in case.scenario.pack.get("rules", []) if "veto" in r["then"]}
    for outcome in worlds(side, limit, seed):
        assert fired <= outcome.contradictions, "a contradiction that some completion resolves"
        if outcome.contradictions != fired:
            continue  # the answer makes a contradiction: nothing is promised
        for id, row in rows(result).items():
            _contained(id, row, outcome.rows[id])
        if claimed["points"] is None:
            assert outcome.of == 0
            continue
        for points, percent in ((outcome.low, outcome.total.low_percent), (outcome.high, outcome.total.high_percent)):
            assert within(claimed["low"], points, claimed["high"]), (outcome.low, outcome.high, claimed)
            if percent is not None and 0 <= percent <= 100 and claimed["low_percent"] is not None:
                assert within(claimed["low_percent"], percent, claimed["high_percent"])
        for dimension in result["dimensions"]:
            own = outcome.total.dimensions[dimension["id"]]
            if dimension["low"] is not None:
                assert within(dimension["low"], own.low, dimension["high"]), (dimension, own)
                assert within(dimension["low"], own.high, dimension["high"]), (dimension, own)
        if claimed["possible_grades"] and outcome.possible:
            assert set(outcome.possible) <= set(claimed["possible_grades"])
        vetoed = {rule for rule in outcome.vetoes if rule in named}
        assert vetoed <= possible and (certain & named) <= vetoed


def _contained(id: str, row: Mapping[str, Any], naive: Row) -> None:
    low, high = row["low"], row["high"]
    assert within(low, naive.low, high) and within(low, naive.high, high), (id, row, naive)
    if row["status"] in SETTLED and naive.status not in OPEN:
        assert naive.status == row["status"], (id, row, naive)
    if row["status"] in ("not_applicable", "watched"):
        assert naive.status == row["status"], (id, row, naive)
    if row["status"] in OUTSIDE:  # what stands outside `of` may yet turn out not to apply
        assert naive.status in (row["status"], "not_applicable"), (id, row, naive)
    if row["status"] == "contested":
        assert naive.status in ("contested", "not_applicable"), (id, row, naive)
    if row["level"] is not None and row["status"] in SETTLED and naive.status in SETTLED:
        assert naive.level == row["level"], (id, row, naive)


def same(case: Case, result: View, outcome: Outcome) -> None:
    """All that a complete report gets, to the digit."""
    claimed = result["claimed"]
    for id, row in rows(result).items():
        naive = outcome.rows[id]
        assert (row["status"], row["low"], row["high"]) == (
            naive.status,
            two_decimals(naive.low),
            two_decimals(naive.high),
        ), (id, row, naive)
        if naive.status in SETTLED and len(naive.units) != 1:
            assert row["level"] == naive.level, (id, row, naive)
        units = {f["id"]: f["status"] for f in row["facilities"]}
        assert all(units.get(u, unit.status) == unit.status for u, unit in naive.units.items()), (id, row, naive)
    assert contradictions(case.scenario.pack, result) == outcome.contradictions
    for dimension in result["dimensions"]:
        own = outcome.total.dimensions[dimension["id"]]
        if own.of:
            expected = tuple(map(two_decimals, (own.low, own.high, own.of)))
            assert (dimension["low"], dimension["high"], dimension["of"]) == expected
    if not outcome.of:
        assert claimed["points"] is None and claimed["percent"] is None and claimed["grade"] is None
        return
    assert (claimed["points"], claimed["low"], claimed["high"], claimed["of"]) == tuple(
        map(two_decimals, (outcome.low, outcome.low, outcome.high, outcome.of))
    )
    if all(policy_of(case.scenario.pack, d) == "drop" for d in case.scenario.pack["dimensions"]):
        assert claimed["not_applicable"] == two_decimals(outcome.not_applicable)
        assert claimed["explained"] == two_decimals(outcome.explained)
    weighted = any("weight" in d for d in case.scenario.pack["dimensions"])
    if nothing_known(outcome):
        assert claimed["percent"] is None and claimed["grade"] is None
    elif weighted and outcome.low < outcome.high:  # a bonus that is cut may lower a weighted percent: both ends hold
        for percent in (outcome.total.low_percent, outcome.total.high_percent):
            assert percent is None or within(claimed["low_percent"], percent, claimed["high_percent"])
        assert set(outcome.possible) <= set(claimed["possible_grades"])
    else:
        assert claimed["percent"] == two_decimals(outcome.total.low_percent)
        assert claimed["low_percent"] == two_decimals(outcome.total.low_percent)
        assert claimed["high_percent"] == two_decimals(outcome.total.high_percent)
        assert (claimed["grade"], tuple(claimed["possible_grades"])) == (outcome.grade, outcome.possible)
    ruled = {v["rule"]: (v["caps"], v["certain"]) for v in result["vetoes"] if v["rule"] in outcome.vetoes}
    assert ruled == {k: v for k, v in outcome.vetoes.items() if not k.startswith("veto:")}
    others = sorted(
        (v["caps"], v["certain"])
        for v in result["vetoes"]
        if v["rule"] not in outcome.vetoes and v["rule"] not in outcome.caps
    )
    assert others == sorted(v for k, v in outcome.vetoes.items() if k.startswith("veto:"))
    if all(r.low == r.high for r in outcome.rows.values()):
        assert {n["rule"] for n in result["notes"]} - outcome.caps == outcome.notes
        assert {(c["name"], c["facility"]) for c in result["conclusions"] if c["certain"]} == outcome.conclusions
