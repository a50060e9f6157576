"""Gives a hypothesis strategy for packs whose criteria may or may not apply, scores known, by every policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

from naive.answers import ABSENT, Answer
from naive.case import HOSPITAL, Case
from naive.evaluator import Outcome, evaluate
from naive.language import Own, number
from naive.maker import Maker
from naive.packs import make_grades, make_scoring, skeleton
from naive.questions import FEATURES, Draw
from naive.rollup import Total, roll_up
from naive.scoring import bottom
from naive.world import Facility, Scenario, criteria


@dataclass(frozen=True)
class Applicability:
    """A case in which only the applicability of some criteria is open."""

    case: Case
    open: tuple[str, ...]

    def __repr__(self) -> str:
        return repr(self.case)

    def subsets(self) -> Iterator[Outcome]:
        """Every way in which the open criteria may apply or not."""
        side = self.case.claimed
        known = {k: a.possible[0] for k, a in side.answers.items()}
        for chosen in product((False, True), repeat=len(self.open)):
            asked = {("consortium", f"applies_{c}"): a for c, a in zip(self.open, chosen, strict=True)}
            yield evaluate(side.scenario, known | asked)

    def expected(self) -> Total:
        """What the reference says of it: open, it stays in `of` at [0 or the negative floor, P]."""
        *_, all_apply = self.subsets()
        pack = self.case.scenario.pack
        found = dict(all_apply.rows)
        for _, c in criteria(pack):
            if c["id"] in self.open and c["force"] != "aim":
                full = c["points"].exact
                found[c["id"]] = replace(found[c["id"]], status="undetermined", low=bottom(c), high=full)
        return roll_up(pack, found)


@st.composite
def applicabilities(draw: Draw, features: frozenset[str] = FEATURES) -> Applicability:
    maker = Maker(draw, register=True, features=features)
    answers: dict[tuple[str, str], Answer] = {}
    asked: dict[str, dict[str, Any]] = {}
    is_open = []
    dimensions: list[dict[str, Any]] = []
    n = 0
    for d in range(maker.pick((1, 2, 3))):
        found = []
        for _ in range(maker.pick((1, 2, 3, 4))):
            n += 1
            c = one(maker, f"c{n}")
            found.append(c)
            value = Fraction(maker.pick((0, 1, 2, 3, 4, 9)))
            asked[f"q{n}"] = {"type": "count", "label": f"数{n}", "asked_of": "consortium"}
            answers["consortium", f"q{n}"] = Answer(int(value), (value,))
            applies = maker.pick(("always", "always", "no", "open", "open"))
            if applies != "always" and not (n == 1 and d == 0):
                id = f"applies_c{n}"
                c["applies_when"] = Own(id)
                asked[id] = {"type": "yesno", "label": f"适用{n}", "asked_of": "consortium"}
                told = applies == "open"
                answers["consortium", id] = Answer(ABSENT, (False, True)) if told else Answer("否", (False,))
                if told:
                    is_open.append(c["id"])
        dimensions.append({"id": f"d{d + 1}", "title": f"维度{d + 1}", "criteria": found})
    pack = skeleton(dimensions, asked)
    if scoring := make_scoring(maker, dimensions):
        pack["scoring"] = scoring
    if grades := make_grades(maker):
        pack["grades"] = grades
    day = date(2024, 12, 1)
    scenario = Scenario(pack, (Facility("h1", "lead", HOSPITAL),), frozenset(), day, day)
    return Applicability(Case(scenario, answers, day), tuple(is_open))


def one(maker: Maker, id: str) -> dict[str, Any]:
    """A criterion scored by a count from 0 to 9, some with a floor below nothing."""
    force = maker.pick(("must", "must", "must", "should", "may")) if id != "c1" else "must"
    floor = {"floor": number(maker.pick(("-2", "-4")))} if force != "may" and maker.chance(30) else {}
    score: dict[str, Any] = maker.pick(
        (
            {"method": "linear", "full": number(4)},
            {"method": "deduct", "each": number(maker.pick(("0.5", "1", "2")))} | floor,
        )
    )
    return {
        "id": id,
        "title": f"条目{id}",
        "cite": {"doc": "plan", "clause": "一"},
        "force": force,
        "points": number(maker.pick(("1", "2", "2.5", "5", "10"))),
        "measure": Own(f"q{id[1:]}"),
        "score": score,
    }
