"""Takes a workload; gives the peers that make its checks: plain Python, and zen-engine where it is installed.

A peer answers how many facilities pass each criterion, nothing more: no points, no interval, no ledger, no trace.
Each peer is given its fastest form known to us, prepared beforehand; what is timed is one evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata

from benchmarks.workload import OPTIONS, Check, Facts, Workload

ZEN_INSTALL = 'pip install "zen-engine>=2.1,<3"'

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


def zen_version() -> str | None:
    try:
        return metadata.version("zen-engine")
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
