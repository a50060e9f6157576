"""Gives hypothesis strategies for reports on random packs: facilities, answers, explanations, and their review."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from naive.answers import (
    ABSENT,
    OPTIONS,
    REFUSED,
    Answer,
    Question,
    asked_places,
    blanked,
    domain,
    domain_of_one,
    is_valid,
    of_last_year,
    plain_number,
    row_keys,
    sub_periods,
    table_of,
    typed,
)
from naive.case import CHC, HOSPITAL, THC, Case
from naive.columns import Over, Table
from naive.language import Compare, Expr, Own, number
from naive.maker import Maker
from naive.packs import finished, make_pack, may_not_apply, moves_points, skeleton
from naive.questions import FEATURES, Draw
from naive.review import REMARK, Entry, Key, Objection, Review, Ruling
from naive.world import PLACES, Facility, Scenario, World, criteria, over_of, questions

DAYS = (date(2024, 12, 1), date(2025, 1, 15))


def make_facilities(maker: Maker) -> tuple[Facility, ...]:
    found = [Facility("h1", "lead", HOSPITAL, 200)]
    for i in range(maker.pick((1, 2, 2, 3))):
        found.append(Facility(f"m{i + 1}", "member", maker.pick((THC, THC, CHC, HOSPITAL)), maker.pick((10, 30, 60))))
    if maker.chance(20):  # reporting without being in the register
        found.append(Facility("x1", "member", THC, 10, counted=not maker.register))
    if maker.register and maker.maybe("region", 50):  # of another consortium, or of none
        found.append(Facility("y1", "member", THC, maker.pick((10, 60)), consortium=maker.pick(("other", "none"))))
    return tuple(found)


# ---------------------------------------------------------------- answers


def make_answer(maker: Maker, question: Question, keys: tuple[str, ...], unknown: int) -> Answer:
    kind = question["type"]
    if kind == "table":
        return make_table(maker, question, keys, unknown)
    if "fold" in question:
        return make_series(maker, question, unknown)
    possible = domain(question)
    form = maker.pick((0, 1, 2, 3))
    if not maker.chance(unknown):
        value = maker.pick(possible if kind != "ratio" or unknown else tuple(v for v in possible if v[1]))
        return Answer(typed(question, value, form), (value,))
    if kind == "set" and maker.chance(50):  # some options are told, the rest is unknown
        told = {o: maker.chance(50) for o in OPTIONS if maker.chance(50)}
        if told:
            return Answer(told, tuple(s for s in possible if all((o in s) == has for o, has in told.items())))
    if kind == "ratio" and maker.chance(50):
        known = Fraction(maker.pick((0, 1, 3, 4)))
        if maker.chance(50):
            return Answer(
                {"part": plain_number(known)} | ({"whole": None} if form % 2 else {}),
                tuple((known, known + more) for more in (Fraction(0), Fraction(2), Fraction(1000))),
            )
        parts = {Fraction(0), known / 4, known} if known % 4 == 0 else {Fraction(0), Fraction(1), known}
        return Answer({"whole": plain_number(known)}, tuple((part, known) for part in sorted(parts)))
    if form == 2 and "valid" in question:
        refused = [v for v in domain_of_one(question) if not is_valid(question, v)]
        return Answer(typed(question, maker.pick(refused)), possible)
    if form == 0 and kind in REFUSED:
        return Answer(REFUSED[kind], possible)
    return Answer(None if form % 2 else ABSENT, possible)


def make_series(maker: Maker, question: Question, unknown: int) -> Answer:
    """A value for every sub-period; some of them may not be told, or all, or one value stands where a series should."""
    possible = domain(question)
    ones = domain_of_one(question)
    if question["type"] == "ratio" and not unknown:
        ones = tuple(v for v in ones if v[1])
    told = {p: maker.pick(ones) for p in sub_periods(question)}
    if not maker.chance(unknown):
        return Answer(typed(question, told), (told,))
    kept = {p: v for p, v in told.items() if maker.chance(50)}
    if not kept:
        refused = typed({"type": question["type"]}, ones[0])
        return Answer(maker.pick((ABSENT, refused)), possible)
    if len(kept) == len(told):
        return Answer(typed(question, told), (told,))
    return Answer(typed(question, kept), tuple(p | kept for p in possible))


def make_table(maker: Maker, question: Question, keys: tuple[str, ...], unknown: int) -> Answer:
    """Rows drawn cell by cell; some cells may be blank, or the whole table, or a key stands there twice."""
    possible = domain(question, keys)
    columns: Mapping[str, Question] = question["columns"]
    form = maker.pick((0, 1, 2, 3))
    if maker.chance(unknown // 3):
        if keys or form % 2:
            return Answer(None if form == 1 else ABSENT, possible)
        if form == 0 and not question.get("may_be_empty"):
            return Answer([], possible)
        twice = typed(question, possible[0])[:1] * 2
        return Answer(twice, possible)
    fewest = 0 if question.get("may_be_empty") else 1
    n = len(keys) or maker.pick(tuple(range(fewest, 4)))
    drawn = [{c: maker.pick(domain_of_one(q)) for c, q in columns.items()} for _ in range(n)]
    if keys:
        table = Table(tuple(row | {"#": k} for row, k in zip(drawn, keys, strict=True)))
    else:
        table = table_of(question, drawn)
    blank = {(i, c) for i in range(n) for c in columns if c != "item" and maker.chance(unknown // 2)}
    return blanked(question, table, blank)


def make_answers(maker: Maker, scenario: Scenario, unknown: int) -> dict[Key, Answer]:
    found: dict[Key, Answer] = {}
    for id, q in questions(scenario.pack).items():
        keys = row_keys(scenario, q)
        for place in asked_places(scenario, q["asked_of"]):
            if q.get("filled_by") == "assessor":  # what the report says of it is not used
                found[place, id] = Answer(make_answer(maker, q, keys, 50).typed, domain(q, keys))
                continue
            found[place, id] = make_answer(maker, q, keys, unknown)
            if q.get("prior") == "ask":
                found[place, f"prior.{id}"] = make_answer(maker, of_last_year(q), (), unknown)
    return found


def make_silent(maker: Maker, facilities: tuple[Facility, ...], unknown: int) -> frozenset[str]:
    return frozenset(f.id for f in facilities if unknown and f.counted and maker.chance(15))


# ---------------------------------------------------------------- cases


@st.composite
def cases(
    draw: Draw,
    unknown: int = 25,
    features: frozenset[str] = FEATURES,
    reviewed: bool = False,
) -> Case:
    """A pack and a report on it; about so many of a hundred answers are unknown (0: the report is complete)."""
    register = draw(st.integers(0, 3)) > 0
    simple = reviewed and "adjust" in features and draw(st.booleans())
    maker = Maker(draw, register, features, simple)
    pack = make_pack(maker)
    facilities = make_facilities(maker)
    on = maker.pick(DAYS)
    explanations: dict[str, Any] = {}
    explained = set()
    for _, c in criteria(pack):
        if c["force"] in ("should", "must") and maker.chance(30):
            text = f"{c['id']}一项的情况说明：系统正在改造"
            until = maker.pick((on - timedelta(1), on)) if maker.maybe("until", 30) else None
            explanations[c["id"]] = {"text": text, "until": until} if until else text
            if until is None or until >= on:
                explained.add(c["id"])
    # A parameter is read on the last day of the period, or on the day of the assessment if that is earlier.
    scenario = Scenario(pack, facilities, frozenset(explained), min(on, date(2024, 12, 31)), on)
    case = Case(
        scenario,
        make_answers(maker, scenario, unknown),
        on,
        register,
        silent=make_silent(maker, facilities, unknown if register else 0),
        explanations=explanations,
        disguised=frozenset(f.id for f in facilities if register and f.counted and maker.chance(5)),
    ).hushed()
    return replace(case, review=make_review(maker, case)) if reviewed else case


# ---------------------------------------------------------------- reviews


def make_review(maker: Maker, case: Case) -> Review:
    entries: list[Entry] = []
    objections: list[Objection] = []
    ids = [c["id"] for _, c in criteria(case.scenario.pack)]
    for key, answer in case.answers.items():
        question = questions(case.scenario.pack).get(key[1])
        if question is None or question["type"] == "table" or "fold" in question or not maker.chance(35):
            continue
        entries += make_entries(maker, key, question, answer)
        if maker.chance(15):
            outcome = maker.pick(("open", "upheld", "rejected"))
            objections.append(Objection(key, maker.pick(ids), maker.pick((date(2024, 11, 10), DAYS[0])), outcome))
    return Review(tuple(entries), tuple(make_rulings(maker, case)), tuple(objections))


def make_entries(maker: Maker, key: Key, question: Question, answer: Answer) -> list[Entry]:
    """One reviewer, or two who agree, differ, or of whom one has the last word; or one who looked twice."""
    possible = domain(question)
    method = maker.pick(("examine", "interview", "test"))
    evidence = maker.pick((None, "complete", "incomplete", "falsified"))
    cases = maker.pick((0, 0, 1, 2)) if evidence == "falsified" else 0

    def entry(value: Any, **more: Any) -> Entry:
        given = {"typed": value} if value in (None, REMARK) else {"typed": typed(question, value), "value": value}
        return Entry(key, method=method, evidence=evidence, cases=cases, **(given | more))

    kind = maker.pick(("value", "value", "as claimed", "remark", "unconfirmed", "two", "twice", "final", "stale"))
    first, second = maker.pick(possible), maker.pick(possible)
    if question["type"] == "date" and kind == "unconfirmed":
        kind = "value"  # what "could not confirm" means before the day is not settled
    if first is None or second is None:  # "none" of a date is written as a word, not as null
        first = second = possible[-1]
    if kind == "as claimed":
        return [entry(answer.possible[0])] if answer.known and answer.possible[0] is not None else []
    if kind == "remark":
        return [entry(REMARK)]
    if kind == "unconfirmed":
        return [entry(None)]
    if kind == "two":
        return [entry(first), entry(second, reviewer="复核组")]
    if kind == "twice":
        return [entry(first, date=date(2024, 11, 1)), entry(second)]
    if kind == "final":
        return [entry(first, final=True), entry(second, reviewer="复核组")]
    if kind == "stale":
        others = [v for v in possible if answer.known and v not in (None, answer.possible[0])]
        return [entry(first, checked=typed(question, maker.pick(others)))] if others else []
    return [entry(first)]


def make_rulings(maker: Maker, case: Case) -> list[Ruling]:
    found = []
    pack = case.scenario.pack
    for dimension, c in criteria(pack):
        if c["id"] in case.explanations and maker.chance(60):
            found.append(Ruling(c["id"], explanation=maker.pick(("accepted", "accepted", "refused"))))
        if c["force"] in ("must", "should") and maker.chance(12):
            over = over_of(pack, c)
            units = [] if over in PLACES else World(case.scenario, {}).members(over)
            unit = maker.pick((None, *units))
            if maker.chance(50):
                found.append(Ruling(c["id"], unit, not_applicable=maker.pick(("accepted", "refused"))))
            elif not (moves_points(pack, dimension) and may_not_apply(pack, c)):
                found.append(Ruling(c["id"], unit, waiver=case.on + timedelta(maker.pick((-1, 0, 1)))))
    return found


# ---------------------------------------------------------------- one more facility


@dataclass(frozen=True)
class Joining:
    """A case whose scores are shares of the members, and a facility that passes every condition, with its answers."""

    case: Case
    newcomer: Facility
    answers: Mapping[tuple[str, str], Answer]

    def joined(self) -> Case:
        scenario = replace(self.case.scenario, facilities=(*self.case.scenario.facilities, self.newcomer))
        return replace(self.case, scenario=scenario, answers={**self.case.answers, **self.answers})


@st.composite
def joinings(draw: Draw) -> Joining:
    # A newcomer may take the better place, is one more row in a table of the members, and has no last year here.
    maker = Maker(draw, draw(st.booleans()), FEATURES - {"place", "table", "prior"})
    conditions: list[Expr] = []
    found = []
    for i in range(maker.pick((1, 2))):
        asked = maker.column() if maker.chance(30) else maker.own_condition("members")
        if "consortium." in asked.text():  # else passing would not be the newcomer's own doing
            asked = Own(maker.question("yesno", "members"))
        conditions.append(asked)
        c: dict[str, Any] = {
            "id": f"c{i}",
            "title": f"条目{i}",
            "cite": {"doc": "plan", "clause": "一"},
            "force": maker.pick(("must", "should", "may")),
            "points": number(maker.pick((3, 5, 10))),
        }
        way = maker.pick(("share", "each", "column"))
        linear = {"method": "linear", "full": maker.limit(True)}
        if way == "share":
            c |= {"over": "members", "measure": asked, "across": "share", "score": linear}
        elif way == "each":
            c |= {"over": "members", "measure": asked, "score": {"method": "pass"}}
        elif isinstance(asked, Own) or (
            isinstance(asked, Compare) and asked.own() and len(asked.rest) == 1 and isinstance(asked.first, Own)
        ):
            c |= {"measure": Over("share", "members", asked, share=True), "score": linear}
        else:
            c |= {"over": "members", "measure": asked, "across": "share", "score": linear}
        found.append(c)
    pack = finished(maker, skeleton([{"id": "d1", "title": "维度", "criteria": found}], maker.indicators))
    scenario = Scenario(pack, make_facilities(maker), frozenset(), date(2024, 12, 1))
    case = Case(
        scenario,
        make_answers(maker, scenario, 25),
        date(2024, 12, 1),
        maker.register,
        silent=make_silent(maker, scenario.facilities, 15 if maker.register else 0),
    ).hushed()
    newcomer = Facility("z9", "member", maker.pick((THC, CHC)), maker.pick((10, 60)))
    grown = replace(scenario, facilities=(*scenario.facilities, newcomer))
    asked_ids = [i for i, q in questions(pack).items() if (newcomer.id in asked_places(grown, q["asked_of"]))]
    domains = [domain(pack["indicators"][i]) for i in asked_ids]
    for values in itertools.product(*domains):
        answers = {(newcomer.id, i): v for i, v in zip(asked_ids, values, strict=True)}
        world = World(grown, answers)
        if all(c.value(world, newcomer.id) for c in conditions) and not world.undefined_used:
            return Joining(
                case,
                newcomer,
                {k: Answer(typed(pack["indicators"][k[1]], v), (v,)) for k, v in answers.items()},
            )
    reject()  # nobody can pass
