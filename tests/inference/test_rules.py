"""What rules mean: one small world each, decided by both evaluators where durable-rules can be had."""

from collections.abc import Sequence

import pytest

from gongti.engine.inference import (
    Conclude,
    Conclusion,
    Condition,
    Fact,
    Firing,
    InternalDisagreement,
    Outcome,
    Rule,
    Verdict,
    World,
    compile_program,
    decide,
    durable_available,
)
from gongti.engine.inference import program as program_module
from gongti.engine.inference.program import Program

ENGINE = "both" if durable_available() else "direct"
when = Condition.of


def finding(criterion: str, status: str, facility: str = "") -> Fact:
    return Fact.of("finding", id=criterion, status=status, level="", facility=facility)


def program(*rules: Rule) -> Program:
    compiled = compile_program(rules, grades=3)
    assert isinstance(compiled, Program), compiled
    return compiled


def outcome(rules: Sequence[Rule], facts: Sequence[Fact], base: int | None = 0) -> Outcome:
    with program(*rules) as compiled:
        found, evaluators = decide(compiled, World(tuple(facts), base), ENGINE)
    assert evaluators == (("durable", "direct") if ENGINE == "both" else ("direct",))
    return found


def note(*conditions: Condition, unless: Sequence[Condition] = ()) -> Rule:
    return Rule("note", conditions, tuple(unless), Verdict("note"))


VETO = Rule(
    "veto", (when("finding", id="a", status="unmet"), when("finding", id="b", status="unmet")), (), Verdict("veto", 1)
)


def test_a_conjunction_fires_once_on_what_it_rests_on() -> None:
    a, b = finding("a", "unmet"), finding("b", "unmet")
    found = outcome([VETO], [b, finding("c", "unmet"), a])
    assert found.vetoes == (("veto", None),)
    assert found.trace == (Firing("veto", None, (a, b)),)
    assert found.grade == 1


def test_one_condition_short_does_not_fire() -> None:
    found = outcome([VETO], [finding("a", "unmet"), finding("b", "met")])
    assert (found.vetoes, found.grade, found.trace) == ((), 0, ())


@pytest.mark.parametrize(
    ("base", "caps", "grade"), [(0, (1, 2), 2), (2, (1,), 2), (1, (), 1), (None, (2,), None), (0, (None,), 0)]
)
def test_the_grade_is_the_worst_of_the_base_and_every_cap(
    base: int | None, caps: tuple[int | None, ...], grade: int | None
) -> None:
    condition = when("finding", id="a", status="unmet")
    rules = [Rule(f"cap-{i}", (condition,), (), Verdict("caps", rank)) for i, rank in enumerate(caps)]
    found = outcome(rules, [finding("a", "unmet")], base)
    assert found.grade == grade
    assert found.caps == tuple((rule.id, None) for rule in rules)


def test_a_variable_joins_conditions_at_one_facility() -> None:
    rule = note(when("finding", "$f", id="a", status="unmet"), when("facility", "$f", role="lead"))
    facts = [
        finding("a", "unmet", "x"),
        finding("a", "unmet", "y"),
        Fact.of("facility", facility="x", role="member"),
        Fact.of("facility", facility="y", role="lead"),
        Fact.of("facility", facility="z", role="lead"),
    ]
    found = outcome([rule], facts)
    assert found.notes == (("note", "y"),)
    assert found.trace == (Firing("note", "y", (facts[3], facts[1])),)


def test_a_finding_without_a_facility_is_the_whole_criterions() -> None:
    rule = note(when("finding", id="a", status="unmet"))
    assert outcome([rule], [finding("a", "unmet", "x")]).notes == ()
    assert outcome([rule], [finding("a", "unmet")]).notes == (("note", None),)
    named = note(when("finding", id="a", status="unmet", facility="x"))
    assert outcome([named], [finding("a", "unmet", "x")]).notes == (("note", None),)


def test_a_variable_is_never_the_whole_criterion() -> None:
    assert outcome([note(when("finding", "$f", id="a", status="unmet"))], [finding("a", "unmet")]).notes == ()


def test_several_facts_that_bind_nothing_fire_once_and_are_all_named() -> None:
    facts = [Fact.of("contradiction", id="c", facility=f) for f in "xyz"]
    rule = note(when("contradiction", id="c"), when("finding", id="a", status=("unmet", "undetermined")))
    both = [finding("a", "undetermined"), finding("a", "unmet")]
    found = outcome([rule], [*facts, *both])
    assert found.trace == (Firing("note", None, (*facts, *both)),)


def test_a_conclusion_is_the_facilitys_and_joins() -> None:
    weak = Rule("weak", (when("finding", "$f", id="a", status="unmet"),), (), Conclude("weak"))
    rule = note(when("conclusion", "$f", id="weak"), when("facility", "$f", role="lead"))
    anywhere = Rule("any", (when("conclusion", id="weak"),), (), Verdict("escalate"))
    facts = [finding("a", "unmet", "x"), finding("a", "unmet", "y"), Fact.of("facility", facility="y", role="lead")]
    found = outcome([rule, weak, anywhere], facts)
    made = (Conclusion("weak", "x", "weak"), Conclusion("weak", "y", "weak"))
    assert found.conclusions == made
    assert found.notes == (("note", "y"),)
    assert found.escalations == (("any", None),)
    assert found.trace[0] == Firing("any", None, made)


def test_two_rules_that_conclude_the_same_are_both_kept_and_fire_what_follows_once() -> None:
    first = Rule("first", (when("finding", id="a", status="unmet"),), (), Conclude("thin"))
    second = Rule("second", (when("finding", id="b", status="unmet"),), (), Conclude("thin"))
    later = Rule("later", (when("finding", id="c", status="unmet"), when("conclusion", id="thin")), (), Conclude("x"))
    facts = [finding("a", "unmet"), finding("b", "unmet"), finding("c", "unmet")]
    found = outcome([later, first, second], facts)
    thin = (Conclusion("thin", None, "first"), Conclusion("thin", None, "second"))
    assert found.conclusions == (*thin, Conclusion("x", None, "later"))
    assert found.trace[1] == Firing("later", None, (facts[2], *thin))


def test_unless_is_judged_when_all_that_could_stand_against_it_is_there() -> None:
    excused = Rule("excused", (when("facility", "$f", role="new"),), (), Conclude("excused"))
    weak = Rule("weak", (when("finding", "$f", id="a", status="unmet"),), (when("conclusion", "$f", id="excused"),),
                Conclude("weak"))  # fmt: skip
    calm = note(when("finding", id="b", status="met"), unless=[when("conclusion", id="weak")])
    facts = [finding("b", "met"), finding("a", "unmet", "x"), finding("a", "unmet", "y")]
    new_x, new_y = (Fact.of("facility", facility=f, role="new") for f in "xy")
    assert [c.facility for c in outcome([calm, weak, excused], [*facts, new_x]).conclusions] == ["x", "y"]
    assert outcome([calm, weak, excused], [*facts, new_x]).notes == ()
    assert outcome([calm, weak, excused], [*facts, new_x, new_y]).notes == (("note", None),)


def test_the_same_condition_in_when_and_unless_never_fires() -> None:
    condition = when("finding", id="a", status="unmet")
    assert outcome([note(condition, unless=[condition])], [finding("a", "unmet")]).notes == ()


def test_one_fact_may_meet_two_conditions_of_a_rule() -> None:
    rule = note(when("finding", id="a", status="unmet"), when("finding", id="a", status=("unmet", "partial")))
    assert outcome([rule, VETO], [finding("a", "unmet")]).notes == (("note", None),)


def test_dimensions_and_checks_enter_as_facts() -> None:
    rule = note(when("dimension", id="sinking", bound="60"), when("check", id="note#0", holds="yes"))
    facts = [Fact.of("dimension", id="sinking", bound="60"), Fact.of("check", id="note#0", holds="yes")]
    assert outcome([rule], facts).notes == (("note", None),)
    assert outcome([rule], facts[:1]).notes == ()


def test_conclusions_cannot_be_given() -> None:
    given = Fact.of("conclusion", id="weak", facility="")
    assert outcome([note(when("conclusion", id="weak"))], [given]).notes == ()


HOSTILE = [
    "$f",
    "$s",
    "m0",
    'a"b',
    "a\\",
    "a\0b",
    "a\nb",
    "{",
    "\ud800",
    "县医院",
    "长" * 10_000,
    "长" * 9_999 + "短",
    "0",
    "1",
]


def test_no_text_is_ever_interpreted() -> None:
    facts = [Fact.of("facility", facility=f, role=f) for f in HOSTILE]
    facts += [Fact.of("finding", id=f, status=f, facility=f) for f in HOSTILE]
    for text in HOSTILE:
        rule = note(when("facility", "$f", role=text), when("finding", "$f", id=text, status=text))
        assert outcome([rule], facts).notes == (("note", text),)


def test_no_rules_and_no_facts_still_have_a_grade() -> None:
    assert outcome([], [], 2) == Outcome((), (), (), (), (), 2, ())


def test_order_and_repetition_of_rules_and_facts_change_nothing() -> None:
    weak = Rule("weak", (when("finding", "$f", id="a", status="unmet"),), (), Conclude("weak"))
    rule = note(when("conclusion", "$f", id="weak"), unless=[when("facility", "$f", role="lead")])
    facts = [finding("a", "unmet", "y"), finding("a", "unmet", "x"), Fact.of("facility", facility="y", role="lead")]
    assert outcome([weak, rule], facts) == outcome([rule, weak], [*facts[::-1], *facts])


def test_what_no_rule_reads_need_not_be_made() -> None:
    rule = note(when("finding", id=("a", "b"), status="unmet"), when("facility", "$f", role="lead"))
    assert program(rule).wants == {("finding", "a"), ("finding", "b"), ("facility", "")}


def test_a_difference_stops_and_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    class Liar:
        def __init__(self, plan: object) -> None: ...

        def close(self) -> None: ...

        def evaluate(self, world: World) -> Outcome:
            return Outcome((), (("veto", None),), (), (), (), 1, ())

    monkeypatch.setattr(program_module, "Network", Liar)
    with program(VETO) as compiled, pytest.raises(InternalDisagreement) as raised:
        decide(compiled, World((), 0), "both")
    assert raised.value.fields == ("vetoes", "grade")
    assert (raised.value.durable.grade, raised.value.direct.grade) == (1, 0)
    assert "grade: durable 1, direct 0" in str(raised.value)


def test_a_condition_needs_its_id_and_a_cap_its_grade() -> None:
    with pytest.raises(ValueError, match="needs its id"):
        when("finding", status="unmet")
    with pytest.raises(ValueError, match="rank 3 of 3"):
        compile_program([Rule("r", VETO.when, (), Verdict("caps", 3))], grades=3)
    with pytest.raises(ValueError, match="one id"):
        compile_program([VETO, VETO], grades=3)
