"""Guards of rules, firings and limits: what the library does without it, and that with it nothing happens.

What ends, hangs or corrupts a process is shown in one of its own. A guard is taken away by replacing the one
function or number that is it.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from gongti.engine.inference import (
    Conclude,
    Condition,
    Fact,
    NetworkFault,
    Rule,
    Verdict,
    World,
    decide,
    limits,
    network,
    session,
)
from gongti.engine.inference.limits import over_limit
from gongti.engine.inference.session import Ruleset, Session
from gongti.engine.inference.strata import Strata
from inference.bare import (
    BARE,
    GUARDED,
    crashes,
    finding,
    needs_durable,
    needs_perturbing,
    pattern,
    printed,
    program,
    ran,
    unmet,
)

when = Condition.of

# -- Firings -----------------------------------------------------------------------------------------------------------


@needs_durable
def test_firings_have_a_limit() -> None:
    with Session(Ruleset({"r": (pattern("a"),)})) as opened:
        opened.send([{"kind": "a"}] * 4)
        with pytest.raises(NetworkFault, match="3 firings"):
            opened.drain(3)
    with Session(Ruleset({"r": (pattern("a"),)})) as opened:
        opened.send([{"kind": "a"}] * 4)
        assert len(opened.drain(4)) == 4


CHAIN = """
from gongti.engine.inference.network import Network, plan
from gongti.engine.inference.strata import Strata
chain = tuple(
    Rule(f"r{i}", (Condition.of("conclusion", id=f"c{i}"),), (), Conclude(f"c{1 - i}")) for i in range(2)
) + (Rule("start", (A,), (), Conclude("c0")),)
UNGUARDED
print(len(Network(plan(Strata(chain, {r.id: 0 for r in chain}, 1), 2)).evaluate(HOLDS).trace))
"""
AGAIN = """
enter = network._Run._enter
def again(self, subject, fields, item):
    enter(self, subject, fields, item)
    return [(e.kind, e.token, "") for e in self._plan.entries.get(subject, ())]
network._Run._enter = again
"""


@needs_durable
def test_an_endless_chain_ends() -> None:
    assert printed(GUARDED + CHAIN.replace("UNGUARDED", "")) == "3"
    done = ran(GUARDED + CHAIN.replace("UNGUARDED", AGAIN))
    assert done is not None
    assert "fired twice" in done.stderr
    endless = AGAIN + "class Forgets(dict):\n    __contains__ = lambda *_: False\n"
    endless += "made = network._Run.__init__\n"
    endless += "def forgetful(self, *given):\n    made(self, *given)\n    self._fired = Forgets()\n"
    endless += "network._Run.__init__ = forgetful"
    assert ran(GUARDED + CHAIN.replace("UNGUARDED", endless), seconds=2) is None


@needs_durable
def test_a_rule_that_fires_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    drain = Session.drain
    monkeypatch.setattr(Session, "drain", lambda self, limit: [f for f in drain(self, limit) for _ in range(2)])
    with (
        program(Rule("r", (unmet("a"),), (), Verdict("note"))) as compiled,
        pytest.raises(NetworkFault, match="r fired twice"),
    ):
        decide(compiled, World((finding("a"),), 0), "both")


@needs_durable
def test_a_grade_that_is_not_given_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "drain", lambda self, limit: [])
    with program() as compiled, pytest.raises(NetworkFault, match="0 grades"):
        decide(compiled, World((), 0), "both")


# -- Rules -------------------------------------------------------------------------------------------------------------

BARRED = [
    {"v": {"$div": {"$l": {"m0": "v"}, "$r": {"m0": "w"}}}},
    {"$gt": {"v": {"m0": "v"}}},
    {"$or": [{"kind": "a"}, {"kind": "b"}]},
    {"$nex": {"v": 1}},
    {"$iall": {"v": {"item": 1}}},
    {"$iany": {"v": {"item": 1}}},
    {"$mt": {"v": ".*"}},
    {"$imt": {"v": ".*"}},
    {"$s": 1},
    {"$and": []},
]


@needs_durable
@pytest.mark.parametrize("barred", BARRED, ids=lambda barred: next(iter(barred)))
def test_barred_operators_never_reach_the_library(barred: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "rendered", lambda _: {"all": [{"m0": {"$and": [{"kind": "a"}, barred]}}]})
    with pytest.raises(NetworkFault, match="barred"):
        Ruleset({})


@needs_durable
@needs_perturbing
@pytest.mark.parametrize("barred", BARRED[:2], ids=["$div", "$gt"])
def test_what_barred_operators_would_do(barred: dict[str, object]) -> None:
    code = f"""
rules = {{f"r{{i}}": {{"all": [{{"m0": {{"kind": f"k{{i}}"}}}}]}} for i in range(300)}}  # enough to fill whole pages
rules["r"] = {{"all": [{{"m0": {{"kind": "a"}}}}, {{"m1": {{"$and": [{{"kind": "a"}}, {barred}]}}}}]}}
handle = made(rules)
for i in range(40):
    sent(handle, id=str(i), kind="a", v=i, w=0)
"""
    assert crashes(BARE + code)


@needs_durable
@needs_perturbing
def test_facilities_whose_tokens_clash_in_a_join_would_crash(clash: tuple[str, str]) -> None:
    code = """
rules = [Rule(f"r{i}", (Condition.of("check", id=f"c{i}", holds="yes"),), (), Verdict("note")) for i in range(300)]
joined = tuple(Condition.of("finding", "$f", id=i, status="unmet") for i in "ab")
world = World(tuple(Fact.of("finding", id=i, status="unmet", facility=f) for i, f in ("ax", "by")), None)
# No grades: their rules would stand after this one, and there the reading on would come to an end.
print(decide(compile_program([*rules, Rule("r", joined, (), Verdict("note"))], 0), world, "both")[0].notes)
"""
    assert printed(GUARDED + code) == "()"
    assert crashes(GUARDED + f"network.IDS = {clash!r}\n" + code)


@needs_durable
def test_an_or_would_fire_twice() -> None:
    code = """
handle = made({"r": {"all": [{"m": {"$or": [{"kind": "a"}, {"v": 1}]}}]}})
print(fired(handle, sent(handle, id="1", kind="a", v=1)[1]))
"""
    assert printed(BARE + code) == "2"


@needs_durable
def test_an_absence_needs_a_condition_before_it() -> None:
    with pytest.raises(NetworkFault, match="before it"):
        Ruleset({"r": (pattern("a", absent=True), pattern("b"))})
    code = """
handle = made({"r": {"all": [{"m$not": {"kind": "b"}}, {"n": {"kind": "a"}}]}})
print(fired(handle, sent(handle, id="1", kind="a")[1]))
"""
    assert printed(BARE + code) == "0"  # and should be 1: nothing is of kind b


@needs_durable
def test_an_absence_is_judged_once_so_its_phase_must_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (
        Rule("late", (when("conclusion", id="early"),), (), Conclude("late")),
        Rule("early", (unmet("a"),), (), Conclude("early")),
        Rule("calm", (unmet("a"),), (when("conclusion", id="late"),), Conclude("calm")),
    )
    compiled = program(*rules)
    world = World((finding("a"),), 0)
    assert [c.name for c in decide(compiled, world, "both")[0].conclusions] == ["early", "late"]
    ungated = Strata(compiled.strata.order, dict.fromkeys(("late", "early", "calm"), 0), compiled.strata.last)
    wrong = network.Network(network.plan(ungated, 3)).evaluate(world)
    assert [c.name for c in wrong.conclusions] == ["calm", "early", "late"]


@needs_durable
def test_dropping_or_closing_a_program_frees_what_the_library_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[int] = []

    real = session.load_library()

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def delete_ruleset(self, handle: int) -> None:
            freed.append(handle)
            real.delete_ruleset(handle)

    library = Watched()
    monkeypatch.setattr(session, "load_library", lambda: library)
    dropped = program()
    decide(dropped, World((), 0), "both")
    assert freed == []
    del dropped
    assert len(freed) == 1
    closed = program()
    decide(closed, World((), 0), "both")
    closed.close()
    closed.close()
    assert len(freed) == 2


# -- Limits ------------------------------------------------------------------------------------------------------------


def over_each_limit() -> Iterator[tuple[str, list[Rule], tuple[Fact, ...], int]]:
    """Name, rules, facts, and how many of the rules then fire."""
    distinct = [Rule(f"r{i:03}", (unmet(f"k{i}"),), (), Verdict("note")) for i in range(600)]
    yield "DISTINCT_CONDITIONS", distinct, tuple(finding(f"k{i}") for i in range(0, 600, 2)), 300
    equal = [Rule(f"r{i:03}", (unmet("a"),), (), Verdict("note")) for i in range(300)]
    yield "EQUAL_CONDITIONS", equal, (finding("a"),), 300
    joins = [Rule(f"r{i:03}", (unmet(f"k{i}", "$f"), unmet("a", "$f")), (), Verdict("note")) for i in range(100)]
    yield "MET_BY_ONE_FACT", joins, (finding("a", "x"), *(finding(f"k{i}", "x") for i in range(50))), 50


CASES = {name: (rules, facts, fire) for name, rules, facts, fire in over_each_limit()}


@needs_durable
@pytest.mark.parametrize("limit", CASES)
def test_packs_over_a_limit_are_split(limit: str) -> None:
    rules, facts, fire = CASES[limit]
    with program(*rules) as compiled:
        assert len(compiled.network._rulesets) > 1
        assert len(decide(compiled, World(facts, 0), "both")[0].notes) == fire


@needs_durable
@pytest.mark.parametrize("limit", CASES)
def test_unsplit_they_are_refused_before_the_library_sees_them(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, facts, _ = CASES[limit]
    whole = {k: v for rules in network.plan(program(*rules).strata, 3).sets for k, v in rules.items()}
    assert over_limit(whole.values())
    with pytest.raises(NetworkFault, match="more than"):
        Ruleset(whole)


@needs_durable
@pytest.mark.parametrize("limit", CASES)
def test_what_would_happen_unsplit(limit: str) -> None:
    """At 512 distinct conditions compiling never ends; past 256 equal ones or 64 met by one fact it fails."""
    code = {
        "DISTINCT_CONDITIONS": '[Rule(f"r{i}", (k(f"k{i}"),), (), Verdict("note")) for i in range(600)]',
        "EQUAL_CONDITIONS": '[Rule(f"r{i}", (k("a"),), (), Verdict("note")) for i in range(300)]',
        "MET_BY_ONE_FACT": '[Rule(f"r{i}", (k("b", "$f"), k("a", "$f")), (), Verdict("note")) for i in range(100)]',
    }[limit]
    setting = f"""
limits.DISTINCT_CONDITIONS = limits.EQUAL_CONDITIONS = limits.MET_BY_ONE_FACT = 10**6
def k(name, variable=None):
    return Condition.of("finding", variable, id=name, status="unmet")
decided({code}, World(tuple(Fact.of("finding", id=i, status="unmet", facility="x") for i in "ab"), 0))
"""
    done = ran(GUARDED + setting, seconds=2)
    assert done is None or done.returncode != 0


@needs_durable
def test_a_match_of_more_than_sixteen_facts_would_fail() -> None:
    code = """
handle = made({"r": {"all": [{f"m{i}": {"kind": f"k{i}"}} for i in range(17)]}})
for i in range(17):
    sent(handle, id=str(i), kind=f"k{i}")
"""
    done = ran(BARE + code)
    assert done is not None
    assert "304" in done.stderr
    assert limits.PATTERNS_A_RULE <= 16
    assert over_limit([tuple(pattern(f"k{i}") for i in range(limits.PATTERNS_A_RULE + 1))])


@needs_durable
def test_the_most_conditions_a_rule_may_have_are_held() -> None:
    conditions = [when("check", id=f"r#{i}", holds="yes") for i in range(12)]
    facts = [Fact.of("check", id=f"r#{i}", holds="yes") for i in range(11)]
    with program(Rule("r", tuple(conditions[:11]), (conditions[11],), Verdict("veto", 2))) as compiled:
        assert decide(compiled, World(tuple(facts), 0), "both")[0].grade == 2
        assert decide(compiled, World(tuple(facts[1:]), 0), "both")[0].grade == 0


@needs_durable
def test_conclusions_cross_from_one_ruleset_to_another() -> None:
    chain = [Rule("c000", (unmet("a", "$f"),), (), Conclude("c000"))]
    for i in range(1, 250):
        read = when("conclusion", "$f", id=f"c{i - 1:03}")
        rule = (read,) if i % 50 else (unmet("a", "$f"),)
        chain.append(Rule(f"c{i:03}", rule, () if i % 50 else (read,), Conclude(f"c{i:03}")))
    fill = [Rule(f"n{i:03}", (unmet(f"k{i}"),), (), Verdict("note")) for i in range(500)]
    mixed = [rule for i in range(250) for rule in (chain[i], fill[2 * i], fill[2 * i + 1])]
    with program(*mixed) as compiled:
        assert len(compiled.network._rulesets) > 1
        found = decide(compiled, World((finding("a", "x"),), 0), "both")[0]
        # Each fifty stand or fall together, and every second fifty is kept away by the one before it.
        assert [c.name for c in found.conclusions] == [f"c{i:03}" for i in range(250) if i // 50 % 2 == 0]
