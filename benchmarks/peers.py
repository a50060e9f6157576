"""Takes a workload; gives the peers that make its checks: plain Python, zen-engine and rule-engine where installed.

A peer answers how many facilities pass each criterion, nothing more: no points, no interval, no ledger, no trace.
Each peer is given its fastest form known to us, prepared beforehand; what is timed is one evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata

from benchmarks.workload import OPTIONS, Check, Facts, Workload

ZEN_INSTALL = 'pip install "zen-engine>=2.1,<3"'
RULE_INSTALL = 'pip install "rule-engine>=4.5,<6"'

Passes = Mapping[str, int]  # criterion → how many facilities pass
Peer = Callable[[], Passes]


def plain_python(work: Workload) -> Peer:
    """One predicate a criterion, inlined in a comprehension over the facilities: calling it for each costs about twice.

    The counts are rolled up to dimensions and a total.
    """
    names = {"OPTIONS": frozenset(OPTIONS)}
    counters: list[tuple[str, str, Callable[[Sequence[Facts]], int]]] = [
        (c.criterion, c.dimension, eval(f"lambda facts: sum([{c.predicate} for f in facts])", names))
        for c in work.checks
    ]
    facts = work.facts

    def run() -> Passes:
        passes: dict[str, int] = {}
        dimensions: dict[str, int] = {}
        total = 0
        for criterion, dimension, counter in counters:
            passes[criterion] = n = counter(facts)
            dimensions[dimension] = dimensions.get(dimension, 0) + n
            total += n
        return passes

    return run


def version(package: str) -> str | None:
    """What is installed of a package; None where it is not."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def zen_rows(work: Workload) -> Peer:
    """zen-engine as one would write it: a list of facilities, a Python dict each, one expression a criterion."""
    expressions = {c.indicator: f"count(units, {c.zen})" for c in work.checks}
    return _zen(work.checks, expressions, {"units": _plain_lists(work.facts)})


def zen_columns(work: Workload) -> Peer:
    """zen-engine at its fastest: an array for each indicator, and the whole input as JSON text made beforehand."""
    rows = _plain_lists(work.facts)
    columns: dict[str, list[object]] = {}
    expressions: dict[str, str] = {}
    for check in work.checks:
        x, predicate = check.indicator, check.zen
        if len(check.columns) == 1:
            columns[x] = [row[x] for row in rows]
            predicate = predicate.replace(f"#.{x}", "#")
        else:
            columns[x] = [{c: row[f"{x}_{c}"] for c in check.columns} for row in rows]
            predicate = predicate.replace(f"#.{x}_", "#.")
        expressions[x] = f"count({x}, {predicate})"
    return _zen(work.checks, expressions, json.dumps(columns))


def _plain_lists(facts: Sequence[Facts]) -> list[dict[str, int | list[str]]]:
    return [{k: sorted(v) if isinstance(v, frozenset) else v for k, v in row.items()} for row in facts]


def _zen(checks: Sequence[Check], expressions: Mapping[str, str], context: str | dict[str, object]) -> Peer:
    import zen

    at = {"position": {"x": 0, "y": 0}}
    listed = [{"id": x, "key": f"n_{x}", "value": expression} for x, expression in expressions.items()]
    content = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **at},
            {"id": "checks", "type": "expressionNode", "name": "checks", "content": {"expressions": listed}, **at},
            {"id": "out", "type": "outputNode", "name": "out", **at},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "checks"},
            {"id": "b", "type": "edge", "sourceId": "checks", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    named = [(c.criterion, f"n_{c.indicator}") for c in checks]

    def run() -> Passes:
        result = decision.evaluate(context)["result"]
        return {criterion: result[name] for criterion, name in named}

    return run


def rule_engine(work: Workload) -> Peer:
    """rule-engine: one compiled rule a criterion, each filtering all facilities at once.

    Its fastest form found: a set as a flag for each option (`"lab" in centres` costs ten times that), no declared
    types (checking them costs more than resolving them), no rule over columns (a comprehension costs four times that).
    """
    import rule_engine

    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    rules = [(c.criterion, rule_engine.Rule(c.rule, context=context)) for c in work.checks]
    facts = [_flags(row) for row in work.facts]

    def run() -> Passes:
        return {criterion: sum(1 for _ in rule.filter(facts)) for criterion, rule in rules}

    return run


def _flags(row: Facts) -> dict[str, int | bool]:
    flat: dict[str, int | bool] = {}
    for name, value in row.items():
        if isinstance(value, frozenset):
            flat.update({f"{name}_{option}": option in value for option in OPTIONS})
        else:
            flat[name] = value
    return flat
