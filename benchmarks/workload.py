"""Takes a size, a seed and how many answers to leave out; gives a pack, a report, and the same checks for the peers.

Everything is invented: names are 单位01, 单位02 …, figures come from a seeded generator. A draw is made once and
written twice: as YAML for the engine, and as exact integers for the peers, who so look at the very same numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

OPTIONS = ("lab", "imaging", "ecg", "pathology", "cssd")
LAST_DAY = date(2024, 6, 30)  # what the date criteria ask for; also the origin of the peers' day numbers
ASSESSED_ON = date(2024, 12, 1)
SEED = 20241201
METHODS = ("examine", "interview", "test")

# One block of the mixture; a consortium of 100 criteria has four of them.
# The first five kinds differ, so that even a small first dimension holds what the rules join.
PATTERN = (
    "ratio", "count", "yesno", "set", "share", "ratio", "percent", "yesno", "count", "ratio", "share", "set", "yesno",
    "date", "ratio", "count", "number", "yesno", "ratio", "percent", "share", "set", "yesno", "count", "ratio",
)  # fmt: skip
DIMENSIONS = 5

Cell = int | frozenset[str]
Facts = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of criterion: how it is asked, scored, drawn, and checked by the peers."""

    says: str  # for the printed mixture
    indicator: str  # YAML of the indicator, without `asked_of` and label
    criterion: str  # YAML of measure, across and score; {x} is the indicator
    draw: Callable[[random.Random], tuple[int, ...] | frozenset[str]]
    typed: Callable[[tuple[int, ...] | frozenset[str]], str]  # as the report has it
    columns: tuple[str, ...]  # what the peers call the parts of the answer
    unanswered: tuple[int, ...] | frozenset[str]  # a value that passes in no case: no answer is no pass
    predicate: str  # Python; {x} is the indicator, f the facility's dict
    zen: str  # the same in ZEN; # is the facility
    rule: str  # the same for rule-engine, to which a set is a flag for each option


def _ints(drawn: tuple[int, ...] | frozenset[str]) -> tuple[int, ...]:
    assert isinstance(drawn, tuple)
    return drawn


def _ratio(rng: random.Random) -> tuple[int, ...]:
    whole = 3 * rng.randint(20, 400)
    # Every sixth stands exactly on the edge: one third, where a float or a rounded percentage would go wrong.
    return (whole // 3 if rng.random() < 1 / 6 else rng.randint(whole // 4, whole * 3 // 5), whole)


def _set(rng: random.Random) -> frozenset[str]:
    return frozenset(OPTIONS) if rng.random() < 0.7 else frozenset(rng.sample(OPTIONS, rng.randint(0, 4)))


KINDS: Mapping[str, Kind] = {
    "ratio": Kind(
        "two counts, linear to 1/3, mean over the facilities",
        "type: ratio, part: 分子, whole: 分母, unit: 个",
        "measure: {x}\n        score: {{method: linear, full: third}}",
        _ratio,
        lambda v: f"{{part: {_ints(v)[0]}, whole: {_ints(v)[1]}}}",
        ("part", "whole"),
        (0, 1),
        'f["{x}_part"] * 3 >= f["{x}_whole"]',
        "#.{x}_part * 3 >= #.{x}_whole",
        "{x}_part * 3 >= {x}_whole",
    ),
    "count": Kind(
        "a count in three levels, mean over the facilities",
        "type: count, unit: 个",
        "measure: {x}\n        score: {{method: levels, levels: [{{id: A, at_least: 60, points: 100%}}, "
        "{{id: B, at_least: 30, points: 50%}}, {{id: C, otherwise: true, points: 0}}]}}",
        lambda rng: (rng.randint(20, 150),),
        lambda v: str(_ints(v)[0]),
        ("",),
        (0,),
        'f["{x}"] >= 60',
        "#.{x} >= 60",
        "{x} >= 60",
    ),
    "yesno": Kind(
        "yes or no, across: every",
        "type: yesno",
        "measure: {x}\n        across: every",
        lambda rng: (int(rng.random() < 0.97),),
        lambda v: "是" if _ints(v)[0] else "否",
        ("",),
        (0,),
        'f["{x}"] == 1',
        "#.{x} == 1",
        "{x} == 1",
    ),
    "set": Kind(
        "a set of five options, one fifth less for each missing, mean over the facilities",
        "type: set, options: centres",
        "measure: {x}",
        _set,
        lambda v: "[" + ", ".join(o for o in OPTIONS if o in v) + "]",
        ("",),
        frozenset(),
        'OPTIONS <= f["{x}"]',
        " and ".join(f'"{option}" in #.{{x}}' for option in OPTIONS),
        " and ".join(f"{{x}}_{option}" for option in OPTIONS),
    ),
    "share": Kind(
        "a condition on a count, across: share, linear to 90%",
        "type: count, unit: 人",
        "measure: {x} >= 45\n        across: share\n        score: {{method: linear, full: 90%}}",
        lambda rng: (rng.randint(30, 120),),
        lambda v: str(_ints(v)[0]),
        ("",),
        (0,),
        'f["{x}"] >= 45',
        "#.{x} >= 45",
        "{x} >= 45",
    ),
    "percent": Kind(
        "a typed percentage, linear to 85%, mean over the facilities",
        "type: percent",
        "measure: {x}\n        score: {{method: linear, full: 85%}}",
        lambda rng: (rng.randint(700, 1000),),
        lambda v: f"{_ints(v)[0] // 10}.{_ints(v)[0] % 10}%",
        ("",),
        (0,),
        'f["{x}"] >= 850',  # tenths of a percent
        "#.{x} >= 850",
        "{x} >= 850",
    ),
    "date": Kind(
        "a day not after 2024-06-30, across: every",
        "type: date",
        f"measure: {{x}} <= {LAST_DAY}\n        across: every",
        lambda rng: (rng.randint(-150, 2),),
        lambda v: str(LAST_DAY + timedelta(days=_ints(v)[0])),
        ("",),
        (10_000,),
        'f["{x}"] <= 0',  # days after the last day allowed
        "#.{x} <= 0",
        "{x} <= 0",
    ),
    "number": Kind(
        "a decimal, 0.1 less for each whole unit above 12.5, mean over the facilities",
        "type: number, unit: 天",
        "measure: {x}\n        score: {{method: deduct, each: 0.1, above: 12.5, per: 1}}",
        lambda rng: (rng.randint(40, 180),),
        lambda v: f"{_ints(v)[0] // 10}.{_ints(v)[0] % 10}",
        ("",),
        (10_000,),
        'f["{x}"] <= 125',  # tenths
        "#.{x} <= 125",
        "{x} <= 125",
    ),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One criterion as the peers see it: does this facility pass?"""

    criterion: str
    dimension: str
    indicator: str
    columns: tuple[str, ...]  # of the answer: ("",) or ("part", "whole")
    predicate: str
    zen: str
    rule: str


@dataclass(frozen=True, slots=True)
class Workload:
    pack: str
    report: str
    review: str
    checks: tuple[Check, ...]
    facts: tuple[Facts, ...]  # one dict a facility
    verified: tuple[Facts, ...]  # the same where nothing was reviewed, else what the reviewer saw
    unanswered: int
    reviewed: int


def mixture(criteria: int) -> dict[str, int]:
    """How many criteria of each kind."""
    kinds = [PATTERN[i % len(PATTERN)] for i in range(criteria)]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def generate(criteria: int, facilities: int, unanswered: int = 0, reviewed: int = 0, seed: int = SEED) -> Workload:
    """The same size and seed give the same consortium; `unanswered` then leaves out that many of its answers.

    A reviewer looks at `reviewed` of its questions, and sees something else at every third or so.
    """
    rng = random.Random(seed)
    kinds = [PATTERN[i % len(PATTERN)] for i in range(criteria)]
    names = [f"{kind}_{index + 1:03}" for index, kind in enumerate(kinds)]
    drawn = [[KINDS[kind].draw(rng) for kind in kinds] for _ in range(facilities)]
    cells = [(unit, index) for unit in range(facilities) for index in range(criteria)]
    silent = frozenset(rng.sample(cells, unanswered))
    seen = {
        (unit, index): drawn[unit][index] if rng.random() < 2 / 3 else KINDS[kinds[index]].draw(rng)
        for unit, index in sorted(rng.sample(cells, reviewed))
    }

    facts: list[Facts] = []
    verified: list[Facts] = []
    blocks: list[str] = []
    for unit, values in enumerate(drawn):
        cell: dict[str, Cell] = {}
        checked: dict[str, Cell] = {}
        answers: list[str] = []
        for index, (name, kind, value) in enumerate(zip(names, kinds, values, strict=True)):
            known = (unit, index) not in silent
            if known:
                answers.append(f"      {name}: {KINDS[kind].typed(value)}")
            claimed = value if known else KINDS[kind].unanswered
            cell.update(_cells(name, KINDS[kind], claimed))
            checked.update(_cells(name, KINDS[kind], seen.get((unit, index), claimed)))
        facts.append(cell)
        verified.append(checked)
        blocks.append(_facility(unit) + "    answers:\n" + "\n".join(answers) + "\n")

    checks = tuple(
        Check(
            criterion=name.replace("_", "-"),
            dimension=_dimension(index, criteria),
            indicator=name,
            columns=KINDS[kind].columns,
            predicate=KINDS[kind].predicate.format(x=name),
            zen=KINDS[kind].zen.format(x=name),
            rule=KINDS[kind].rule.format(x=name),
        )
        for index, (name, kind) in enumerate(zip(names, kinds, strict=True))
    )
    report = _REPORT + "facilities:\n" + "".join(blocks) + "register:\n" + "".join(map(_facility, range(facilities)))
    review = _REVIEW + "".join(
        f"  - {{facility: {_id(unit)}, indicator: {names[index]}, value: {KINDS[kinds[index]].typed(value)}, "
        f"method: {METHODS[index % len(METHODS)]}}}\n"
        for (unit, index), value in seen.items()
    )
    return Workload(
        _pack(names, kinds), report, review, checks, tuple(facts), tuple(verified), unanswered, reviewed
    )  # fmt: skip


def _cells(name: str, kind: Kind, value: tuple[int, ...] | frozenset[str]) -> dict[str, Cell]:
    if isinstance(value, frozenset):
        return {name: value}
    return {f"{name}_{column}" if column else name: part for column, part in zip(kind.columns, value, strict=True)}


def _dimension(index: int, criteria: int) -> str:
    return f"part-{index * DIMENSIONS // criteria + 1}"


def _facility(unit: int) -> str:
    role, kind = ("lead", "county-hospital") if unit == 0 else ("member", "township-health-centre")
    return f"  - id: {_id(unit)}\n    name: 单位{unit + 1:02}\n    role: {role}\n    type: {kind}\n"


def _id(unit: int) -> str:
    return f"unit-{unit + 1:02}"


_REPORT = """\
format: 1
consortium: {id: sample, name: 性能样例医共体, kind: county-consortium}
period: 2024
"""

_REVIEW = """\
format: 1
reviewer: 评审员甲
date: 2024-11-20
answers:
"""

_HEAD = """\
format: 1
id: benchmark
version: 1.0.0
title: {zh: 性能样例, en: Benchmark}
applies_to: county-consortium
documents:
  plan: {title: 性能样例方案, issuer: 虚构单位, date: 2024-01-01, seen: derived}
in_force: {from: 2024-01-01}
points_by: project
roles:
  lead: {where: role == "lead", one: true}
  members: role == "member"
  units: role in ["lead", "member"]
parameters:
  third: [{from: 2024-01-01, value: 1/3, cite: {doc: plan, clause: 第一条}}]
options:
  centres: {lab: 医学检验, imaging: 医学影像, ecg: 心电诊断, pathology: 病理, cssd: 消毒供应}
"""

_GRADES = """\
grades:
  - {id: tight, title: 紧密型, when: percent >= 85 and every(dimensions.percent >= 60)}
  - {id: basic, title: 基本紧密型, when: percent >= 60}
  - {id: loose, title: 非紧密型, otherwise: true}
"""


def _pack(names: list[str], kinds: list[str]) -> str:
    indicators = [
        f"  {name}: {{{KINDS[kind].indicator}, label: 指标{index + 1:03}, asked_of: units}}\n"
        for index, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    dimensions: list[str] = []
    for index, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        dimension = _dimension(index, len(kinds))
        if index == 0 or dimension != _dimension(index - 1, len(kinds)):
            dimensions.append(f"  - id: {dimension}\n    title: 第{dimension[-1]}部分\n    criteria:\n")
        dimensions.append(
            f"      - id: {name.replace('_', '-')}\n        title: 条目{index + 1:03}\n"
            f"        cite: {{doc: plan, clause: 第{index + 1}条}}\n"
            f"        force: must\n        points: 1\n        over: units\n"
            f"        {KINDS[kind].criterion.format(x=name)}\n"
            f"        remedy: {{action: 整改, owner: 牵头医院, days: 30}}\n"
        )
    return (
        _HEAD
        + "indicators:\n" + "".join(indicators)
        + "dimensions:\n" + "".join(dimensions)
        + "rules:\n" + "".join(_rules(len(kinds)))
        + _GRADES
    )  # fmt: skip


def _rules(criteria: int) -> list[str]:
    """Two joins over facilities for each block of the pattern, a cap on what both find, and one veto."""
    rules: list[str] = []
    blocks = range(0, criteria - criteria % len(PATTERN) or criteria, len(PATTERN))
    for block in blocks:
        ratio, count, chosen = (f"{PATTERN[i]}-{block + i + 1:03}" for i in (0, 1, 3))
        weak = f"weak-{block // len(PATTERN) + 1}"
        rules.append(
            f"  - id: {weak}\n    when: [{{finding: {ratio}, status: [unmet, partial], facility: $f}}, "
            f"{{finding: {count}, status: [unmet, partial], facility: $f}}]\n    then: {{conclude: {weak}}}\n"
            f"  - id: {weak}-cap\n    when: [{{conclusion: {weak}, facility: $f}}, "
            f"{{finding: {chosen}, status: [unmet, partial], facility: $f}}]\n    then: {{caps: basic}}\n"
        )
    rules.append(
        "  - id: lead-weak\n    when: [{conclusion: weak-1, facility: $f}, {facility: $f, role: lead}]\n"
        "    then: {caps: basic}\n"
        "  - id: low-first-part\n    when: [{finding: yesno-003, status: unmet}, {dimension: part-1, below: 60}]\n"
        "    then: {veto: 第一部分未落实, caps: basic}\n"
    )
    return rules
