"""Takes a scenario and one complete set of answers; gives points, statuses, vetoes and grade, naively and exactly.

Written from the pack language reference alone. It knows no unknown answers: they are completed before it is
called. What stays open in a complete world (a contested claim, an empty role) is an interval of the row, and what
the contract leaves undefined (0 of 0, a mean of nothing) takes the value that the caller names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from naive.language import Expr, Own, Value, aggregate

ZERO = Fraction(0)
PLACES = ("consortium", "region")
CONDITIONS = ("share", "every", "any", "count")  # the ways across that take a condition of each unit


@dataclass(frozen=True)
class Facility:
    id: str
    role: str
    type: str
    beds: int = 0
    counted: bool = True  # in the register, of this consortium (without a register: reporting)


@dataclass(frozen=True)
class Scenario:
    """A pack (a plain dict with expression objects) and the facts of one consortium, without the answers."""

    pack: dict[str, Any]
    facilities: tuple[Facility, ...]
    explained: frozenset[str] = frozenset()
    as_of: date = date(2024, 12, 1)  # the day on which dated parameters are read


@dataclass
class World:
    """A scenario with every answer given; `undefined_used` says whether an undefined value was asked for."""

    scenario: Scenario
    values: Mapping[tuple[str, str], Value]
    hole: Fraction = ZERO
    undefined_used: bool = False

    def facility(self, id: str) -> Facility:
        return {f.id: f for f in self.scenario.facilities}[id]

    def answer(self, place: str, indicator: str) -> Value:
        return self.values[place, indicator]

    def members(self, role: str) -> list[str]:
        where = self.scenario.pack["roles"][role]
        condition = where["where"] if isinstance(where, dict) else where
        return [f.id for f in self.scenario.facilities if f.counted and condition.value(self, f.id)]

    def is_asked(self, place: str, indicator: str) -> bool:
        whom = indicators(self.scenario.pack)[indicator]["asked_of"]
        if whom in PLACES or place in PLACES:
            return bool(place == whom)
        if whom in self.scenario.pack["roles"]:
            return place in self.members(whom)
        return bool(self.facility(place).type == whom)

    def field(self, place: str, name: str) -> Value:
        found = getattr(self.facility(place), name)
        return Fraction(found) if isinstance(found, int) else found

    def parameter(self, name: str) -> Fraction:
        rows = [r for r in self.scenario.pack["parameters"][name] if r["from"] <= self.scenario.as_of]
        found: Fraction = max(rows, key=lambda r: r["from"])["value"].exact
        return found

    def undefined(self, share: bool) -> Fraction:
        self.undefined_used = True
        return min(self.hole, Fraction(1)) if share else self.hole


@dataclass(frozen=True)
class Unit:
    """One facility under a criterion; `low` and `high` differ where its claim is contested."""

    status: str | None
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Row:
    id: str
    dimension: str
    force: str
    status: str
    low: Fraction
    high: Fraction
    points: Fraction  # what is reached before an explanation helps, for the points given only for it
    full: Fraction
    level: str | None = None
    levels: tuple[str, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)

    @property
    def of(self) -> Fraction:
        """What the row adds to the denominator: nothing for a bonus, an aim or what does not apply."""
        return self.full if self.force in ("must", "should") and self.status != "not_applicable" else ZERO


@dataclass(frozen=True)
class Outcome:
    rows: Mapping[str, Row]
    low: Fraction
    high: Fraction
    of: Fraction
    dimensions: Mapping[str, tuple[Fraction, Fraction, Fraction]]
    grade: str | None
    possible: tuple[str, ...]
    contradictions: frozenset[str]
    vetoes: Mapping[str, tuple[str, bool]]  # rule (or "veto:CRITERION") → grade it caps, certain
    caps: frozenset[str]  # rules that cap without a veto, fired in either world
    notes: frozenset[str]  # fired in both worlds
    conclusions: frozenset[tuple[str, str | None]]  # made in both worlds
    defined: bool  # no undefined value was used

    @property
    def not_applicable(self) -> Fraction:
        return sum(
            (r.full for r in self.rows.values() if r.status == "not_applicable" and r.force in ("must", "should")), ZERO
        )

    @property
    def explained(self) -> Fraction:
        return sum((r.low - r.points for r in self.rows.values() if r.status == "explained"), ZERO)

    def percent(self, points: Fraction) -> Fraction | None:
        return points / self.of * 100 if self.of else None


def criteria(pack: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every criterion with its dimension's id."""
    for dimension in pack["dimensions"]:
        for criterion in dimension["criteria"]:
            yield dimension["id"], criterion


def asked_id(criterion: dict[str, Any]) -> str:
    """The id of the question asked inside a criterion: the criterion's own, hyphens become underscores."""
    return str(criterion["id"]).replace("-", "_")


def indicators(pack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every question of a pack, those asked inside a criterion too."""
    found: dict[str, dict[str, Any]] = pack["indicators"]
    return found | {asked_id(c): c["ask"] for _, c in criteria(pack) if "ask" in c}


def evaluate(scenario: Scenario, values: Mapping[tuple[str, str], Value], hole: Fraction = ZERO) -> Outcome:
    world = World(scenario, values, hole)
    pack = scenario.pack
    broken = {r["id"]: who for r in pack.get("reconcile", []) if (who := _contradicts(world, r))}
    doubted: dict[str, set[str | None]] = {}
    for rule in pack.get("reconcile", []):
        for criterion in rule["doubts"]:
            doubted.setdefault(criterion, set()).update(broken.get(rule["id"], set()))
    rows = {c["id"]: _row(world, d, c, doubted.get(c["id"], set())) for d, c in criteria(pack)}
    dimensions = {}
    for dimension in pack["dimensions"]:
        own = [rows[c["id"]] for c in dimension["criteria"]]
        dimensions[dimension["id"]] = (
            sum((r.low for r in own), ZERO),
            sum((r.high for r in own), ZERO),
            sum((r.of for r in own), ZERO),
        )
    low, high, of = (sum((d[i] for d in dimensions.values()), ZERO) for i in range(3))
    worst = _infer(world, rows, dimensions, frozenset(broken), best=False)
    best = _infer(world, rows, dimensions, frozenset(broken), best=True)
    grades = [g["id"] for g in pack.get("grades", [])]
    vetoes = {k: (v, k in best.vetoes) for k, v in worst.vetoes.items()} | {
        k: (v, False) for k, v in best.vetoes.items() if k not in worst.vetoes
    }
    return Outcome(
        rows,
        low,
        high,
        of,
        dimensions,
        grade=grades[worst.grade] if worst.grade is not None else None,
        possible=() if worst.grade is None or best.grade is None else tuple(grades[best.grade : worst.grade + 1]),
        contradictions=frozenset(broken),
        vetoes=vetoes,
        caps=worst.caps | best.caps,
        notes=worst.notes & best.notes,
        conclusions=worst.conclusions & best.conclusions,
        defined=not world.undefined_used,
    )


# ---------------------------------------------------------------- reconcile


def _contradicts(world: World, rule: dict[str, Any]) -> set[str | None]:
    """The members that contradict themselves, or {None} for the whole consortium; empty where all agrees."""
    if "over" in rule:
        return {u for u in world.members(rule["over"]) if not _agrees(world, rule, u)}
    return set() if _agrees(world, rule, "consortium") else {None}


def _agrees(world: World, rule: dict[str, Any], here: str) -> bool:
    expect = rule["expect"]
    ((op, right),) = expect.rest
    assert op == "=="
    a, b = expect.first.value(world, here), right.value(world, here)
    written = rule["tolerance"]
    room = written.exact * max(abs(a), abs(b)) if written.written.endswith("%") else written.exact
    return bool(abs(a - b) <= room)


# ---------------------------------------------------------------- one criterion


def _row(world: World, dimension: str, c: dict[str, Any], doubts: set[str | None]) -> Row:
    force, full = c["force"], c["points"].exact if "points" in c else ZERO

    def row(status: str, low: Fraction, high: Fraction, **more: Any) -> Row:
        return Row(c["id"], dimension, force, status, low, high, more.pop("points", low), full, **more)

    if force == "aim":
        return row("watched", ZERO, ZERO)
    over = over_of(world.scenario.pack, c)
    everyone = [over] if over in PLACES else world.members(over)
    if not everyone:  # an empty role: nothing is known of it, unless the criterion does not apply to anybody
        if _applies_to_nobody(world, c):
            return row("not_applicable", ZERO, ZERO)
        if doubts:
            return row("contested", ZERO, full)
        bottom = _bottom(c)
        low = _helped(world, c, bottom, full)
        return row("explained" if low > bottom else "undetermined", low, full, points=bottom)
    units = [
        u
        for u in everyone
        if _holds(c, "where", world, u)
        and _holds(c, "applies_when", world, u)
        and all(world.is_asked(u, i) for i in measure_of(c).own())
    ]
    if not units:
        return row("not_applicable", ZERO, ZERO)
    measured = {u: measure_of(c).value(world, u) for u in units}
    levels: tuple[str, ...] = ()
    level = None
    scored: dict[str, Unit] = {}
    if "across" in c:
        value = aggregate(world, c["across"], list(measured.values()), share=False)
        points, level = score(world, c, full, value)
        low = high = points
        if c["across"] in CONDITIONS:
            scored = {u: Unit("met" if v else "unmet", ZERO, ZERO) for u, v in measured.items()}
        else:
            scored = {u: Unit(None, ZERO, ZERO) for u in units}
        if doubts & {None, *units}:
            low, high = ZERO, full
    else:
        each = {}
        for u in units:
            each[u], level = score(world, c, full, measured[u])
            scored[u] = Unit(_status(each[u], full), each[u], each[u])
            if doubts & {None, u}:
                scored[u] = Unit("contested", ZERO, full)
        if len(units) > 1:
            level = None
        combine = min if c.get("score_each") == "min" else _mean
        low, high = combine([s.low for s in scored.values()]), combine([s.high for s in scored.values()])
    if "levels" in c.get("score", {}):
        levels = tuple(entry["id"] for entry in c["score"]["levels"])
    if None in doubts:
        low, high = ZERO, full
    if low < high or (doubts & {None, *units}):
        return row("contested", low, high, levels=levels, units=scored)
    reached, low = low, _helped(world, c, low, full)
    status = "explained" if low > reached else _status(low, full)
    return row(status, low, low, points=reached, level=level, levels=levels, units=scored)


def _mean(points: list[Fraction]) -> Fraction:
    return sum(points, ZERO) / len(points)


def over_of(pack: dict[str, Any], c: dict[str, Any]) -> str:
    """Where the criterion is measured: as it says, else where its own question lives, else the consortium."""
    if "over" in c:
        return str(c["over"])
    return str(c["ask"]["asked_of"]) if "ask" in c else "consortium"


def measure_of(c: dict[str, Any]) -> Expr:
    found: Expr = c["measure"] if "measure" in c else Own(asked_id(c))
    return found


def _holds(c: dict[str, Any], key: str, world: World, unit: str) -> bool:
    return key not in c or bool(c[key].value(world, unit))


def _applies_to_nobody(world: World, c: dict[str, Any]) -> bool:
    """`applies_when: count(primary) > 0` is false of an empty role; what reads a unit's own answer is not known."""
    try:
        return not _holds(c, "applies_when", world, "nobody")
    except KeyError:
        return False


def _bottom(c: dict[str, Any]) -> Fraction:
    """The least that a criterion can score: 0, or the negative floor."""
    return min(ZERO, c["score"]["floor"].exact) if "floor" in c.get("score", {}) else ZERO


def _helped(world: World, c: dict[str, Any], points: Fraction, full: Fraction) -> Fraction:
    """An explanation helps a `should`, and nothing else."""
    if c["force"] != "should" or c["id"] not in world.scenario.explained:
        return points
    share = world.scenario.pack.get("scoring", {}).get("explained_share")
    return max(points, full * (share.exact if share else 1))


def _status(points: Fraction, full: Fraction) -> str:
    return "met" if points == full else "unmet" if points <= 0 else "partial"


def score(world: World, c: dict[str, Any], full: Fraction, value: Value) -> tuple[Fraction, str | None]:
    """Points and level of one measured value."""
    if "score" not in c:
        if isinstance(value, frozenset):  # a set alone: points ÷ options for each one missing
            measure = measure_of(c)
            assert isinstance(measure, Own)
            options = frozenset(indicators(world.scenario.pack)[measure.indicator]["options"])
            return full - full / len(options) * len(options - value), None
        return (full if value else ZERO), None
    rule = c["score"]
    method = rule["method"]

    def given(key: str) -> Any:
        return rule[key].value(world, "consortium")

    if method == "pass":
        return (full if value else ZERO), None
    if method == "linear":
        zero = given("zero") if "zero" in rule else ZERO
        part = (value - zero) / (given("full") - zero)
        return full * max(ZERO, min(Fraction(1), part)), None
    if method == "levels":
        for entry in rule["levels"]:
            if _level_holds(world, entry, value):
                written = entry["points"]
                return (written.exact * full if written.written.endswith("%") else written.exact), entry["id"]
        return ZERO, None
    assert method == "deduct"
    steps = value
    if "below" in rule:
        steps = (given("below") - value) / given("per")
    elif "above" in rule:
        steps = (value - given("above")) / given("per")
    steps = max(ZERO, steps)
    if rule.get("step") == "up":
        steps = Fraction(ceil(steps))
    elif rule.get("step") == "down":
        steps = Fraction(floor(steps))
    return max(given("floor") if "floor" in rule else ZERO, full - given("each") * steps), None


def _level_holds(world: World, entry: dict[str, Any], value: Value) -> bool:
    if "otherwise" in entry:
        return True
    if "when" in entry:
        return bool(entry["when"].value(world, value))
    tests = {
        "at_least": lambda x: value >= x,
        "more_than": lambda x: value > x,
        "at_most": lambda x: value <= x,
        "less_than": lambda x: value < x,
    }
    return all(test(entry[key].value(world, "consortium")) for key, test in tests.items() if key in entry)


# ---------------------------------------------------------------- rules and grades


@dataclass(frozen=True)
class _Verdict:
    grade: int | None
    vetoes: Mapping[str, str]
    caps: frozenset[str]
    notes: frozenset[str]
    conclusions: frozenset[tuple[str, str | None]]


@dataclass(frozen=True)
class _Facts:
    world: World
    rows: Mapping[str, Row]
    dimensions: Mapping[str, Fraction | None]  # percent
    contradictions: frozenset[str]
    best: bool


def _infer(
    world: World,
    rows: Mapping[str, Row],
    dimensions: Mapping[str, tuple[Fraction, Fraction, Fraction]],
    contradictions: frozenset[str],
    best: bool,
) -> _Verdict:
    pack = world.scenario.pack
    percents = {i: (high if best else low) / of * 100 if of else None for i, (low, high, of) in dimensions.items()}
    facts = _Facts(world, rows, percents, contradictions, best)
    conclusions: set[tuple[str, str | None]] = set()
    while True:  # conclusions rest on conclusions: again until nothing new is concluded
        new = {
            (rule["then"]["conclude"], f)
            for rule in pack.get("rules", [])
            if "conclude" in rule["then"]
            for f in _fires(facts, conclusions, rule)
        }
        if new <= conclusions:
            break
        conclusions |= new
    vetoes = {}
    caps, notes = set(), set()
    fired: list[str] = []
    for rule in pack.get("rules", []):
        then = rule["then"]
        if "conclude" in then or not any(True for _ in _fires(facts, conclusions, rule)):
            continue
        if "veto" in then:
            vetoes[rule["id"]] = then["caps"]
        elif "caps" in then:
            caps.add(rule["id"])
        else:
            notes.add(rule["id"])
        if "caps" in then:
            fired.append(then["caps"])
    grades = pack.get("grades", [])
    for _, c in criteria(pack):
        if c.get("veto") and _side(rows[c["id"]], facts.best)[0] == "unmet":
            vetoes[f"veto:{c['id']}"] = grades[-1]["id"] if c["veto"] is True else c["veto"]
            fired.append(vetoes[f"veto:{c['id']}"])
    of = sum((d[2] for d in dimensions.values()), ZERO)
    if not of or not grades:
        return _Verdict(None, vetoes, frozenset(caps), frozenset(notes), frozenset(conclusions))
    points = sum((d[1] if best else d[0] for d in dimensions.values()), ZERO)
    reached = next(
        i for i, g in enumerate(grades) if "otherwise" in g or _grade_holds(g["when"], points / of * 100, percents)
    )
    order = [g["id"] for g in grades]
    return _Verdict(
        max([reached] + [order.index(g) for g in fired]),
        vetoes,
        frozenset(caps),
        frozenset(notes),
        frozenset(conclusions),
    )


@dataclass(frozen=True)
class GradeRule(Expr):
    """`percent >= N`, and optionally the same of every dimension."""

    percent: int
    every: int | None = None

    def text(self, prefix: str = "") -> str:
        more = f" and every(dimensions.percent >= {self.every})" if self.every is not None else ""
        return f"percent >= {self.percent}{more}"


def _grade_holds(rule: GradeRule, percent: Fraction, dimensions: Mapping[str, Fraction | None]) -> bool:
    if percent < rule.percent:
        return False
    return rule.every is None or all(p is not None and p >= rule.every for p in dimensions.values())


def _side(row: Row, best: bool) -> tuple[str, str | None]:
    """The status and level that a row shows in one of the two worlds."""
    if row.status in ("contested", "undetermined"):
        level = (row.levels[0] if best else row.levels[-1]) if row.levels else None
        return _status(row.high if best else row.low, row.full), level
    return row.status, row.level


def _fires(facts: _Facts, conclusions: set[tuple[str, str | None]], rule: dict[str, Any]) -> Iterator[str | None]:
    """Every facility put for `$f` (or nothing, where no `$f` occurs) with which the rule holds."""
    joined = any("facility" in p for p in rule["when"])
    everyone: list[str | None] = [f.id for f in facts.world.scenario.facilities if f.counted] if joined else [None]
    for f in everyone:
        if all(_true(facts, conclusions, p, f) for p in rule["when"]) and not (
            rule.get("unless") and all(_true(facts, conclusions, p, f) for p in rule["unless"])
        ):
            yield f


def _true(facts: _Facts, conclusions: set[tuple[str, str | None]], pattern: dict[str, Any], f: str | None) -> bool:
    if "finding" in pattern:
        row = facts.rows[pattern["finding"]]
        if "facility" not in pattern:
            status, level = _side(row, facts.best)
            return ("status" not in pattern or status in _several(pattern["status"])) and (
                "level" not in pattern or level in _several(pattern["level"])
            )
        unit = row.units.get(f or "")
        if unit is None:
            return False
        if unit.status == "contested":
            return _status(unit.high if facts.best else unit.low, row.full) in _several(pattern["status"])
        return unit.status in _several(pattern["status"])
    if "contradiction" in pattern:
        return pattern["contradiction"] in facts.contradictions
    if "conclusion" in pattern:
        if "facility" in pattern:
            return (pattern["conclusion"], f) in conclusions
        return any(name == pattern["conclusion"] for name, _ in conclusions)
    if "dimension" in pattern:
        percent = facts.dimensions[pattern["dimension"]]
        return percent is not None and percent < pattern["below"]
    if "check" in pattern:
        return bool(pattern["check"].value(facts.world, "consortium"))
    return f in facts.world.members(pattern["role"])


def _several(x: Any) -> list[str]:
    return x if isinstance(x, list) else [x]
