"""The expression language: takes a text and the names it may use, gives a typed tree and its three-valued value."""

from gongti.engine.expression.check import check, own_indicators, reads
from gongti.engine.expression.evaluate import (
    NOBODY,
    NOT_ASKED,
    Evaluate,
    RatioValue,
    Unit,
    World,
    compile_term,
    unknown,
)
from gongti.engine.expression.syntax import Node, SyntaxProblem, parse
from gongti.engine.expression.types import (
    BOOL,
    COUNT,
    DATE,
    FIELDS,
    MOMENTS,
    PLAIN,
    SHARE,
    TEXT,
    Asked,
    Reference,
    Scope,
    Term,
    Type,
)

__all__ = [
    "BOOL",
    "COUNT",
    "DATE",
    "FIELDS",
    "MOMENTS",
    "NOBODY",
    "NOT_ASKED",
    "PLAIN",
    "SHARE",
    "TEXT",
    "Asked",
    "Evaluate",
    "Node",
    "RatioValue",
    "Reference",
    "Scope",
    "SyntaxProblem",
    "Term",
    "Type",
    "Unit",
    "World",
    "check",
    "compile_term",
    "own_indicators",
    "parse",
    "reads",
    "unknown",
]
