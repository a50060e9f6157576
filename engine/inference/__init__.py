"""Takes facts computed exactly before, gives conclusions, vetoes, caps, grade and trace: one world a run."""

from __future__ import annotations

from gongti.engine.inference.model import (
    Conclude,
    Conclusion,
    Condition,
    Fact,
    Firing,
    Outcome,
    Rule,
    Verdict,
    World,
)
from gongti.engine.inference.program import Engine, InternalDisagreement, Program, compile_program, decide
from gongti.engine.inference.session import NetworkFault, durable_available, durable_missing

__all__ = [
    "Conclude",
    "Conclusion",
    "Condition",
    "Engine",
    "Fact",
    "Firing",
    "InternalDisagreement",
    "NetworkFault",
    "Outcome",
    "Program",
    "Rule",
    "Verdict",
    "World",
    "compile_program",
    "decide",
    "durable_available",
    "durable_missing",
]
