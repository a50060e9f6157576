"""Random packs × random reports: an answer only narrows, a compliant facility only helps (design.md §7)."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import event, given
from hypothesis import strategies as st
from naive.answers import Answer, question_of, typed
from naive.case import Case, pack_text
from naive.columns import Table
from naive.generate import Joining, cases, joinings
from naive.review import Key
from naive.scoring import due_day
from naive.world import criteria, measure_of
from properties.comparing import View, assessed, examples, rows


@examples(11)
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
    told = _answered(case, key, chance)
    after = assessed(told)
    _ordered(case, after)
    if len(after["contradictions"]) > len(before["contradictions"]) or not _promised(case, told, key):
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


def _answered(case: Case, key: Key, chance: random.Random) -> Case:
    value = chance.choice(case.answers[key].possible)
    answer = Answer(typed(question_of(case.scenario.pack, key[1]), value), (value,))
    return replace(case, answers={**case.answers, key: answer}, silent=case.silent - {key[0]})


def _promised(case: Case, told: Case, key: Key) -> bool:
    """What an answer may undo by being there at all: not due, a table's blanks, no value of last year."""
    timed = [c for _, c in criteria(case.scenario.pack) if {"due", "every"} & set(c)]
    ends_not_due = any(key[1] in measure_of(c).own() and due_day(case.scenario, c) >= case.on for c in timed)
    text = pack_text(case.scenario.pack)
    fills_a_blank = "complete(" in text and isinstance(case.answers[key].possible[0], Table)
    first_prior = "has_prior" in text and case.has_prior != told.has_prior
    return not (ends_not_due or fills_a_blank or first_prior)


def _ordered(case: Case, result: View) -> None:
    """low = points ≤ high ≤ of; a bonus and a negative floor stand apart."""
    forces = {c["id"]: c["force"] for _, c in criteria(case.scenario.pack)}
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


@examples(7)
@given(joinings())
def test_one_more_compliant_facility_never_lowers_a_share(joining: Joining) -> None:
    before, after = assessed(joining.case), assessed(joining.joined())
    for id, row in rows(before).items():
        new = rows(after)[id]
        if row["status"] == "not_applicable":
            continue
        assert Decimal(new["low"]) >= Decimal(row["low"]) and Decimal(new["high"]) >= Decimal(row["high"]), (row, new)
