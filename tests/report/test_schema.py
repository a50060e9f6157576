"""The JSON Schema of a result: it takes the hand-written view and refuses what the contract does not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gongti.engine.report import json_report

SCHEMA = json_report.schema()
VALIDATOR = Draft202012Validator(SCHEMA)
GONE = object()  # in a mutation: the key is taken away


def change(node: Any, path: str, value: object) -> None:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        node = node[step]
    if value is GONE:
        del node[last]
    else:
        node[last] = value


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_takes_the_view(make_view: Callable[[str], dict[str, Any]], lang: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(make_view(lang))] == []


SIDE = ["points", "low", "high", "of", "percent", "low_percent", "high_percent", "grade", "possible_grades"]
SIDE += ["not_applicable", "explained"]
REQUIRED = {
    "": "format engine evaluators assessed_on pack consortium inputs register claimed verified reviewed dimensions "
    "criteria facilities contradictions notes conclusions vetoes gaps undecided answers problems",
    "pack.": "id version sha256 points_by overlays",
    "consortium.": "id name kind period",
    "inputs.0.": "path sha256",
    "register.": "as_of source counted reported not_reported not_counted",
    "claimed.": " ".join(SIDE),
    "dimensions.0.": "id title points low high of percent verified",
    "criteria.0.": "id dimension title force status level points low high of value target distance reasons facilities "
    "cite used missing trace verified",
    "criteria.0.distance.": "amount unit text",
    "criteria.0.facilities.0.": "id status value",
    "criteria.0.cite.0.": "doc document clause quote seen",
    "criteria.0.used.0.": "facility indicator value at",
    "criteria.3.missing.0.": "facility indicator reason",
    "facilities.0.": "id name role reported asked answered open",
    "contradictions.0.": "id text facilities doubts",
    "notes.0.": "rule text kind",
    "conclusions.0.": "name facility rule certain",
    "vetoes.0.": "rule text caps certain",
    "gaps.0.": "criterion basis status points_at_stake facilities action owner due evidence_missing",
    "undecided.0.": "facility indicator criteria points_at_stake",
    "answers.0.": "facility indicator value",
    "problems.0.": "severity at code text",
}
PATHS = [prefix + key for prefix, keys in REQUIRED.items() for key in keys.split()]


@pytest.mark.parametrize("path", PATHS)
def test_every_key_of_the_contract_is_required(view: dict[str, Any], path: str) -> None:
    change(view, path, GONE)
    assert not VALIDATOR.is_valid(view)


@pytest.mark.parametrize("prefix", REQUIRED)
def test_no_object_takes_a_key_it_does_not_know(view: dict[str, Any], prefix: str) -> None:
    change(view, f"{prefix}unheard_of", "1")
    assert not VALIDATOR.is_valid(view)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", 2),
        ("evaluators", []),
        ("evaluators", ["zen"]),
        ("assessed_on", "2024-13-01"),
        ("assessed_on", "1 December 2024"),
        ("pack.sha256", "abc"),
        ("pack.sha256", "G" * 64),
        ("pack.points_by", "nobody"),
        ("pack.documents.0.seen", "guessed"),
        ("consortium.period", "2024-13"),
        ("register.source", "guess"),
        ("register.counted", -1),
        ("register.counted", "12"),
        ("claimed", None),
        ("claimed.points", 58),
        ("claimed.points", "58"),
        ("claimed.points", "58.0"),
        ("claimed.points", "58.000"),
        ("claimed.points", "٥٨.٠٠"),
        ("claimed.points", None),  # while low, high and the rest are not null
        ("claimed.possible_grades", "basic"),
        ("counts", {"passed": 3}),
        ("dimensions.0.low", "26"),
        ("dimensions.0.verified", {"points": "1.00"}),
        ("criteria.0.force", "ought"),
        ("criteria.0.status", "passed"),
        ("criteria.0.status", None),
        ("criteria.0.value", "0.30"),
        ("criteria.0.value", "33.3%"),
        ("criteria.0.value", "03/10"),
        ("criteria.0.value", ""),
        ("criteria.0.value", True),
        ("criteria.0.distance.amount", "40.0"),
        ("criteria.0.cite.0.seen", "heard"),
        ("criteria.0.cite.0.seen", None),
        ("criteria.0.reasons", "one sentence"),
        ("facilities.0.id", "consortium"),
        ("facilities.0.id", "region"),
        ("facilities.0.reported", "yes"),
        ("notes.0.kind", "shout"),
        ("vetoes.0.certain", "perhaps"),
        ("gaps.0.basis", "guessed"),
        ("gaps.0.status", "closed"),
        ("gaps.0.points_at_stake", "0.8"),
        ("gaps.0.due", "2024/12/31"),
        ("undecided.0.points_at_stake", None),
        ("problems.0.severity", "fatal"),
        ("problems.0.code", "Not A Code"),
    ],
)
def test_it_refuses(view: dict[str, Any], path: str, value: object) -> None:
    change(view, path, value)
    assert not VALIDATOR.is_valid(view)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("criteria.0.value", "1200"),
        ("criteria.0.value", "-1/2"),
        ("criteria.0.value", "2023-08-31"),
        ("criteria.0.value", "true"),
        ("criteria.0.value", "lab, imaging"),
        ("criteria.0.facilities.0.status", None),
        ("claimed.points", "-4.00"),
        ("claimed.percent", None),
        (
            "criteria.0.verified",
            {"status": "met", "points": "8.00", "low": "8.00", "high": "8.00", "of": "8.00", "value": "1/3"},
        ),
        ("register.as_of", None),
        ("reviewed", None),
    ],
)
def test_it_takes(view: dict[str, Any], path: str, value: object) -> None:
    change(view, path, value)
    assert VALIDATOR.is_valid(view)


def test_a_review_adds_a_second_total_of_the_same_shape(view: dict[str, Any]) -> None:
    view["verified"] = dict(view["claimed"])
    assert VALIDATOR.is_valid(view)
    del view["verified"]["high"]
    assert not VALIDATOR.is_valid(view)


def test_nothing_scored_is_null_throughout(view: dict[str, Any]) -> None:
    view["claimed"] |= dict.fromkeys(["points", "low", "high", "percent", "low_percent", "high_percent", "grade"])
    assert VALIDATOR.is_valid(view)
    view["claimed"]["grade"] = "loose"
    assert not VALIDATOR.is_valid(view)


def test_every_named_thing_is_used() -> None:
    text = str(SCHEMA)
    assert [name for name in SCHEMA["$defs"] if f"#/$defs/{name}'" not in text] == []
