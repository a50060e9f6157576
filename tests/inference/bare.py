"""Running durable-rules bare or guarded, in a process of its own where it may crash or hang."""

import os
import platform
import subprocess
import sys

import pytest

from gongti.engine.inference import Condition, Fact, Rule, compile_program, durable_available
from gongti.engine.inference.limits import Pattern
from gongti.engine.inference.program import Program

needs_durable = pytest.mark.skipif(not durable_available(), reason="durable-rules cannot be had here")
# What is freed or read without ever being set is then made not to be zero by chance (see ``ran``).
needs_perturbing = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="what was never set cannot be filled")

BARE = """
import json
from gongti.engine.inference.session import load_library

library = load_library()

def made(rules):
    return library.create_ruleset("bare", json.dumps(rules))

def sent(handle, **fact):
    return library.assert_fact(handle, json.dumps({"sid": "1", **fact}))

def fired(handle, state):
    started = library.start_action_for_state(handle, state)
    message, count = started and started[1], 0
    while message is not None:
        message, count = library.complete_and_start_action(handle, state), count + 1
    return count
"""
GUARDED = """
from gongti.engine.inference import *
from gongti.engine.inference import limits, network, program, session
from gongti.engine.inference.limits import Pattern
from gongti.engine.inference.session import Ruleset, Session

A = Condition.of("finding", id="a", status="unmet")
HOLDS = World((Fact.of("finding", id="a", status="unmet"),), 0)

def decided(rules, world=HOLDS):
    return decide(compile_program(rules, 2), world, "both")[0]
"""


def ran(code: str, seconds: float = 20) -> "subprocess.CompletedProcess[str] | None":
    """The code in a process of its own; None where it did not end in time."""
    environment = {**os.environ, "MALLOC_PERTURB_": "85"}
    try:
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return None


def printed(code: str) -> str:
    done = ran(code)
    assert done is not None, "did not end"
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def crashes(code: str) -> bool:
    """Whether it ends by a signal; tried again, since what lies beyond a table differs from run to run."""
    return any((done := ran(code)) is not None and done.returncode < 0 for _ in range(6))


def program(*rules: Rule, grades: int = 3) -> Program:
    compiled = compile_program(rules, grades)
    assert isinstance(compiled, Program), compiled
    return compiled


def finding(criterion: str, facility: str = "") -> Fact:
    return Fact.of("finding", id=criterion, status="unmet", facility=facility)


def unmet(criterion: str, variable: str | None = None) -> Condition:
    return Condition.of("finding", variable, id=criterion, status="unmet")


def pattern(kind: str, *, joined: bool = False, absent: bool = False) -> Pattern:
    return Pattern((("kind", kind),), joined, absent)
