"""Which rules are refused, and why."""

import pytest

from gongti.engine.inference import Conclude, Condition, Rule, Verdict, compile_program
from gongti.engine.inference.limits import CONDITIONS_A_RULE, RULES
from gongti.engine.inference.strata import Strata, stratify
from gongti.engine.words.inference import INFERENCE_PROBLEMS

when = Condition.of
A = when("finding", id="a", status="unmet")


def concludes(rule: str, name: str, reads: str, *, unless: bool = False) -> Rule:
    read = when("conclusion", id=reads)
    return Rule(rule, (A,) if unless else (A, read), (read,) if unless else (), Conclude(name))


CASES: dict[str, tuple[list[Rule], list[tuple[str, str]]]] = {
    "reads itself": ([concludes("r", "x", "x")], [("rule-cycle", "r")]),
    "reads itself through an absence": ([concludes("r", "x", "x", unless=True)], [("rule-cycle", "r")]),
    "two read each other": ([concludes("r", "x", "y"), concludes("s", "y", "x")], [("rule-cycle", "s")]),
    "two cycles": (
        [concludes("r", "x", "x"), concludes("s", "y", "y"), concludes("t", "z", "y")],
        [("rule-cycle", "r"), ("rule-cycle", "s")],
    ),
    "nothing in when": ([Rule("r", (), (A,), Verdict("note"))], [("rule-without-when", "r")]),
    "nothing at all": ([Rule("r", (), (), Verdict("note"))], [("rule-without-when", "r")]),
    "unless binds": (
        [Rule("r", (A,), (when("facility", "$f", role="lead"),), Verdict("note"))],
        [("rule-unless-unbound", "r")],
    ),
    "two variables": (
        [Rule("r", (when("facility", "$f", role="lead"), when("facility", "$g", role="x")), (), Verdict("note"))],
        [("rule-two-variables", "r")],
    ),
    "a conclusion looks away from a dimension": (
        [Rule("r", (A,), (when("dimension", id="d", bound="60"),), Conclude("x"))],
        [("rule-unless-later", "r")],
    ),
    "too many conditions": (
        [Rule("r", tuple(when("check", id=f"r#{i}", holds="yes") for i in range(13)), (), Verdict("note"))],
        [("rule-too-many-conditions", "r")],
    ),
    "too many rules": ([Rule(f"r{i}", (A,), (), Verdict("note")) for i in range(2_001)], [("rules-too-many", "r2000")]),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(case: str) -> None:
    rules, expected = CASES[case]
    refusals = compile_program(rules, grades=2)
    assert isinstance(refusals, list)
    assert [(code, rule) for code, rule, _ in refusals] == expected
    for code, _, params in refusals:
        for words in INFERENCE_PROBLEMS[code][1:]:
            assert "{" not in words.format(**params)


def test_every_code_has_a_case() -> None:
    assert {code for _, refused in CASES.values() for code, _ in refused} == set(INFERENCE_PROBLEMS)


def test_a_cycle_is_said_in_full() -> None:
    refusals = stratify([concludes("r", "x", "y"), concludes("s", "y", "z"), concludes("t", "z", "x")])
    assert isinstance(refusals, list)
    assert [params["path"] for _, _, params in refusals] in (["x → z → y → x"], ["y → x → z → y"], ["z → y → x → z"])


def test_the_limits_that_authors_meet() -> None:
    assert (CONDITIONS_A_RULE, RULES) == (12, 2_000)


def test_an_absence_opens_a_phase_after_what_it_names() -> None:
    rules = [
        Rule("verdict", (A,), (when("conclusion", id="x"),), Verdict("note")),
        concludes("z", "z", "y"),
        concludes("y", "y", "x", unless=True),
        concludes("x", "x", "w", unless=True),
        Rule("w", (A,), (), Conclude("w")),
        Rule("v", (A,), (when("contradiction", id="c"),), Conclude("v")),
        Rule("plain", (A, when("conclusion", id="z")), (), Verdict("note")),
    ]
    strata = stratify(rules)
    assert isinstance(strata, Strata)
    assert dict(strata.gate) == {"w": 0, "x": 1, "y": 2, "z": 0, "v": 1, "plain": 0, "verdict": 3}
    order = [rule.id for rule in strata.order]
    assert order.index("w") < order.index("x") < order.index("y") < order.index("z") < order.index("verdict")


def test_a_long_chain_is_no_recursion() -> None:
    rules = [concludes(f"r{i}", f"c{i + 1}", f"c{i}") for i in range(1_500)]
    strata = stratify(rules[::-1])
    assert isinstance(strata, Strata)
    assert strata.order == tuple(rules)
