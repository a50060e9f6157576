"""Random packs × random reports: what must hold for every one of them (design.md §7), judged by the naive evaluator.

The quick profile draws the same 2,000 examples each time; GONGTI_EXAMPLES=50000 draws that many others.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import prod
from typing import Any

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from naive.case import ABSENT, HOSPITAL, THC, Answer, Case, dump, pack_text, report, report_text, typed
from naive.evaluator import Facility, GradeRule, Outcome, Row, Scenario, criteria, evaluate, measure_of
from naive.generate import Joining, cases, joinings, skeleton
from naive.language import At, Compare, Lit, Own, number

from gongti.engine.assessment import assess, view
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import load_pack_text

TOTAL = int(os.environ.get("GONGTI_EXAMPLES", "2000"))
MORE = TOTAL > 2000
HOLES = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(10**6))  # what an undefined value is tried as
SETTLED = ("met", "unmet", "partial")


def examples(share: int) -> Callable[[Any], Any]:
    """So many of a hundred of all examples, the same ones every time unless more are asked for."""
    return settings(
        max_examples=max(1, TOTAL * share // 100),
        derandomize=not MORE,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def assessed(case: Case, files: Iterable[tuple[str, str]] | None = None, engine: str = "both") -> dict[str, Any]:
    pack, problems = load_pack_text(pack_text(case.scenario.pack))
    assert pack is not None and not [p for p in problems if p.severity == "error"], problems
    submission, problems = read_report_texts(list(files) if files else [("report.yaml", report_text(case))])
    assert submission is not None, problems
    found: dict[str, Any] = view(assess(pack, submission, on=case.on, engine=engine), "zh")
    return found


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


def worlds(case: Case, limit: int, seed: int) -> list[Outcome]:
    """The naive outcome of every completion, undefined values tried at several places."""
    found = []
    for values in case.completions(limit, seed):
        outcome = evaluate(case.scenario, values)
        found.append(outcome)
        if not outcome.defined:
            found += [evaluate(case.scenario, values, hole) for hole in HOLES[1:]]
    return found


def nothing_known(outcome: Outcome) -> bool:
    counted = [r for r in outcome.rows.values() if r.of]
    return all(r.status in ("contested", "undetermined") and r.low <= 0 and r.high == r.full for r in counted)


def found_once(
    criterion: dict[str, Any],
    answers: dict[tuple[str, str], Answer],
    asked: dict[str, dict[str, Any]],
    explanations: Mapping[str, str] | None = None,
    **more: Any,
) -> Case:
    """A case that random search met late, kept as an example: one criterion c of 5 points in a consortium of three."""
    questions = {id: {"label": id} | q for id, q in asked.items()}
    cite = {"doc": "plan", "clause": "一"}
    row = {"id": "c", "title": "条目", "cite": cite, "force": "must", "points": number(5)} | criterion
    sure = {"id": "sure", "title": "底项", "cite": cite, "force": "must", "points": number(5), "measure": Own("base")}
    grades = [{"id": "good", "title": "好", "when": GradeRule(60)}, {"id": "poor", "title": "差", "otherwise": True}]
    pack = skeleton(
        [{"id": "d", "title": "维度", "criteria": [row, sure]}],
        questions | {"base": {"type": "yesno", "label": "底", "asked_of": "consortium"}},
    )
    people = (Facility("h1", "lead", HOSPITAL), Facility("m1", "member", THC), Facility("m2", "member", THC))
    told = answers | {("consortium", "base"): Answer("是", (True,))}
    day = date(2024, 12, 1)
    scenario = Scenario(pack | {"grades": grades} | more, people, frozenset(explanations or ()), day)
    return Case(scenario, told, day, explanations=explanations or {})


YES, NO, OPEN = Answer("是", (True,)), Answer("否", (False,)), Answer(ABSENT, (False, True))
OF_MEMBERS = {"type": "yesno", "asked_of": "members"}
UNMET_SOMEWHERE = [
    {
        "id": "r",
        "when": [{"finding": "c", "status": "unmet", "facility": "$f"}],
        "then": {"veto": "有一家没有做到", "caps": "poor"},
    }
]
ANY_SETTLED = found_once(  # one member settles `any`; the other is still open for the rule
    {"over": "members", "across": "any", "measure": Own("x"), "score": {"method": "pass"}},
    {("m1", "x"): OPEN, ("m2", "x"): YES},
    {"x": OF_MEMBERS},
    rules=UNMET_SOMEWHERE,
)
EXPLAINED_OR_NOT_APPLICABLE = found_once(  # what may not apply at all cannot count as surely explained
    {"force": "should", "over": "members", "applies_when": Own("x"), "measure": Own("y")},
    {("m1", "x"): OPEN, ("m2", "x"): NO, ("m1", "y"): NO, ("m2", "y"): NO},
    {"x": OF_MEMBERS, "y": OF_MEMBERS},
    explanations={"c": "系统正在改造，年内上线"},
)
COUNTS = {q: {"type": "count", "asked_of": "consortium"} for q in ("a", "b")}
DIFFERENT = {("consortium", "a"): Answer(1, (Fraction(1),)), ("consortium", "b"): Answer(2, (Fraction(2),))}
CONTRADICTED: dict[str, Any] = {
    "reconcile": [
        {
            "id": "agree",
            "title": "两端一致",
            "expect": Compare(At("consortium", "a"), (("==", At("consortium", "b")),)),
            "tolerance": number(0),
            "doubts": ["c"],
        }
    ]
}
DOUBTED_UNIT = found_once(  # a doubted criterion leaves the units of that criterion in doubt
    {"over": "members", "measure": Own("x")},
    DIFFERENT | {("m1", "x"): NO, ("m2", "x"): YES},
    COUNTS | {"x": OF_MEMBERS},
    rules=UNMET_SOMEWHERE,
    **CONTRADICTED,
)
DOUBTED_BELOW_ZERO = found_once(  # contested is [0, P], whatever the floor
    {"measure": Own("a"), "score": {"method": "deduct", "each": number(9), "floor": number(-2)}},
    DIFFERENT,
    COUNTS,
    **CONTRADICTED,
)


@examples(28)
@given(cases(), st.integers(0, 1000))
@example(ANY_SETTLED, 0)
@example(EXPLAINED_OR_NOT_APPLICABLE, 0)
def test_the_interval_contains_every_completion(case: Case, seed: int) -> None:
    result = assessed(case)
    claimed = result["claimed"]
    fired = {c["id"] for c in result["contradictions"]}
    certain = {v["rule"] for v in result["vetoes"] if v["certain"]}
    possible = {v["rule"] for v in result["vetoes"]}
    named = {r["id"] for r in case.scenario.pack.get("rules", []) if "veto" in r["then"]}
    for outcome in worlds(case, 48, seed):
        assert fired <= outcome.contradictions, "a contradiction that some completion resolves"
        if outcome.contradictions != fired:
            continue  # the answer makes a contradiction: nothing is promised
        for id, row in rows(result).items():
            _contained(id, row, outcome.rows[id])
        if claimed["points"] is None:
            assert outcome.of == 0
            continue
        for points in (outcome.low, outcome.high):
            assert within(claimed["low"], points, claimed["high"]), (outcome.low, outcome.high, claimed)
            percent = outcome.percent(points)
            if percent is not None and 0 <= percent <= 100 and claimed["low_percent"] is not None:
                assert within(claimed["low_percent"], percent, claimed["high_percent"])
        if claimed["possible_grades"] and outcome.possible:
            assert set(outcome.possible) <= set(claimed["possible_grades"])
        vetoed = {rule for rule in outcome.vetoes if rule in named}
        assert vetoed <= possible and (certain & named) <= vetoed


def _contained(id: str, row: Mapping[str, Any], naive: Row) -> None:
    low, high = row["low"], row["high"]
    assert within(low, naive.low, high) and within(low, naive.high, high), (id, row, naive)
    if row["status"] in SETTLED and naive.status not in ("contested", "undetermined"):
        assert naive.status == row["status"], (id, row, naive)
    if row["status"] in ("not_applicable", "watched"):
        assert naive.status == row["status"], (id, row, naive)
    if row["status"] == "contested":
        assert naive.status in ("contested", "not_applicable"), (id, row, naive)
    if row["level"] is not None and row["status"] in SETTLED:
        assert naive.level == row["level"], (id, row, naive)


@examples(10)
@given(cases(unknown=40))
def test_the_interval_is_no_wider_than_the_completions(case: Case) -> None:
    """Where a criterion reads one answer of each unit in one condition, both ends are reached by some completion."""
    plain = [c["id"] for _, c in criteria(case.scenario.pack) if _reads_once(c)]
    size = prod(len(a.possible) for a in case.answers.values())
    event(f"tried: {bool(plain) and size <= 2000}")
    if not plain or size > 2000 or "reconcile" in case.scenario.pack:
        return
    outcomes = [evaluate(case.scenario, v) for v in case.completions(2000)]
    result = rows(assessed(case))
    if all(o.defined for o in outcomes):
        for id in plain:
            low, high = min(o.rows[id].low for o in outcomes), max(o.rows[id].high for o in outcomes)
            assert (result[id]["low"], result[id]["high"]) == (two_decimals(low), two_decimals(high)), result[id]


def _reads_once(c: dict[str, Any]) -> bool:
    if {"where", "applies_when"} & set(c) or c["force"] == "aim" or c.get("across") in ("mean", "median", "sum"):
        return False
    measure = measure_of(c)
    if isinstance(measure, Compare):
        ((op, right), *more) = measure.rest
        return isinstance(measure.first, Own) and isinstance(right, Lit) and not more and op not in ("==", "!=")
    return isinstance(measure, Own) and "yesno" in measure.indicator


@examples(22)
@given(cases(unknown=0))
@example(DOUBTED_UNIT)
@example(DOUBTED_BELOW_ZERO)
def test_a_complete_report_gets_exactly_what_the_naive_evaluator_gives(case: Case) -> None:
    (outcome,) = [evaluate(case.scenario, v) for v in case.completions(1)]
    event(f"defined: {outcome.defined}")
    result = assessed(case)
    if outcome.defined:
        _same(result, outcome)


@examples(5)
@given(cases(), st.integers(0, 1000))
def test_a_completed_report_gets_exactly_what_the_naive_evaluator_gives(case: Case, seed: int) -> None:
    values = case.completions(3, seed)[-1]
    outcome = evaluate(case.scenario, values)
    if outcome.defined:
        _same(assessed(case.completed(values)), outcome)


def _same(result: dict[str, Any], outcome: Outcome) -> None:
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
    assert {c["id"] for c in result["contradictions"]} == outcome.contradictions
    for dimension in result["dimensions"]:
        low, high, of = outcome.dimensions[dimension["id"]]
        if of:
            assert (dimension["low"], dimension["high"], dimension["of"]) == tuple(map(two_decimals, (low, high, of)))
    if not outcome.of:
        assert claimed["points"] is None and claimed["percent"] is None and claimed["grade"] is None
        return
    assert (claimed["points"], claimed["low"], claimed["high"], claimed["of"]) == tuple(
        map(two_decimals, (outcome.low, outcome.low, outcome.high, outcome.of))
    )
    assert claimed["not_applicable"] == two_decimals(outcome.not_applicable)
    assert claimed["explained"] == two_decimals(outcome.explained)
    if nothing_known(outcome):
        assert claimed["percent"] is None and claimed["grade"] is None
    else:
        assert claimed["percent"] == two_decimals(outcome.percent(outcome.low))
        assert claimed["low_percent"] == two_decimals(outcome.percent(outcome.low))
        assert claimed["high_percent"] == two_decimals(outcome.percent(outcome.high))
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


# ---------------------------------------------------------------- order


@examples(10)
@given(cases(), st.integers(0, 10**6))
def test_order_of_facilities_files_and_keys_changes_nothing(case: Case, seed: int) -> None:
    assert _bare(assessed(case)) == _bare(assessed(case, _shuffled(case, random.Random(seed))))


def _shuffled(case: Case, chance: random.Random) -> list[tuple[str, str]]:
    """The report in several files, each thing in another order."""
    whole = report(case)
    head = {k: whole[k] for k in ("format", "consortium", "period")}
    facilities = whole.pop("facilities")
    chance.shuffle(facilities)
    register = whole.pop("register", None)
    cut = chance.randint(0, len(facilities))
    files = [whole | {"facilities": facilities[:cut]}, head | {"facilities": facilities[cut:]}]
    if register is not None:
        chance.shuffle(register)
        if chance.random() < 0.5:
            files[0]["register"] = register
        else:
            files.append({"format": 1, "facilities": register})
    chance.shuffle(files)
    names = [f"part{i}.yaml" for i in range(len(files))]
    chance.shuffle(names)
    return [(name, dump(_rekeyed(f, chance))) for name, f in zip(names, files, strict=True)]


def _rekeyed(node: Any, chance: random.Random) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        chance.shuffle(keys)
        return {k: _rekeyed(node[k], chance) for k in keys}
    return [_rekeyed(v, chance) for v in node] if isinstance(node, list) else node


def _bare(result: dict[str, Any]) -> Any:
    """All but what the order may change: the inputs, the places, and the order of the problems by place."""
    bare = {k: _placeless(v) for k, v in result.items() if k != "inputs"}
    return bare | {"problems": sorted(bare["problems"], key=repr)}


def _placeless(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {k: _placeless(v) for k, v in node.items() if k != "at"}
    return [_placeless(v) for v in node] if isinstance(node, list | tuple) else node


# ---------------------------------------------------------------- bounds


@examples(15)
@given(cases(unknown=40), st.integers(0, 10**6))
def test_an_answer_never_moves_the_interval_outside_itself(case: Case, seed: int) -> None:
    before = assessed(case)
    _ordered(case, before)
    chance = random.Random(seed)
    unknown = [k for k, a in case.answers.items() if not a.known]
    event(f"unknown: {bool(unknown)}")
    if not unknown:
        return
    key = chance.choice(unknown)
    after = assessed(_answered(case, key, chance))
    _ordered(case, after)
    if len(after["contradictions"]) > len(before["contradictions"]):
        return
    for id, row in rows(before).items():
        new = rows(after)[id]
        ends = [Decimal(x) for x in (row["low"], new["low"], new["high"], row["high"])]
        assert ends == sorted(ends), (key, row, new)
    a, b = before["claimed"], after["claimed"]
    if b["low"] is not None:
        ends = [Decimal(x) for x in (a["low"], b["low"], b["high"], a["high"])]
        assert ends == sorted(ends), (key, a, b)
        for k in ("low_percent", "high_percent"):
            if a[k] is not None and b[k] is not None and 0 <= Decimal(b[k]) <= 100:
                assert Decimal(a["low_percent"]) <= Decimal(b[k]) <= Decimal(a["high_percent"]), (key, a, b)
        if a["possible_grades"]:
            assert set(b["possible_grades"]) <= set(a["possible_grades"]), (key, a, b)


def _answered(case: Case, key: tuple[str, str], chance: random.Random) -> Case:
    kind = key[1].rsplit("_", 1)[-1]
    value = chance.choice(case.answers[key].possible)
    asked = {"yesno", "count", "number", "percent", "ratio", "date", "set"}
    answer = Answer(typed(kind if kind in asked else "yesno", value), (value,))
    return replace(case, answers={**case.answers, key: answer}, silent=case.silent - {key[0]})


def _ordered(case: Case, result: dict[str, Any]) -> None:
    """low = points ≤ high ≤ of; a bonus and a negative floor stand apart."""
    forces = {c["id"]: c["force"] for d in case.scenario.pack["dimensions"] for c in d["criteria"]}
    for row in (*result["criteria"], *result["dimensions"], result["claimed"]):
        if row["low"] is None:
            continue
        low, points, high = (Decimal(row[k]) for k in ("low", "points", "high"))
        assert low == points <= high, row
        bonus = [c for c, f in forces.items() if f == "may"] if "status" not in row else forces[row["id"]] == "may"
        assert bonus or high <= Decimal(row["of"]), row
    for row in result["criteria"]:
        assert row["status"] in ("undetermined", "contested", "explained") or row["low"] == row["high"], row
        assert row["status"] != "undetermined" or row["low"] != row["high"], row


@examples(10)
@given(joinings())
def test_one_more_compliant_facility_never_lowers_a_share(joining: Joining) -> None:
    before, after = assessed(joining.case), assessed(joining.joined())
    for id, row in rows(before).items():
        new = rows(after)[id]
        if row["status"] == "not_applicable":
            continue
        assert Decimal(new["low"]) >= Decimal(row["low"]) and Decimal(new["high"]) >= Decimal(row["high"]), (row, new)
