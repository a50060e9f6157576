"""An earlier result: takes the bytes of a result JSON, gives its answers and scores, or what it is not."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping, Sequence, parse
from gongti.engine.submission import PriorResult, PriorScores

_PERCENT: Final = re.compile(r"-?[0-9]{1,30}\.[0-9]{2}\Z", re.ASCII)


class _NoResult(Exception):
    """What is missing or of another form, and where: one message is enough for a file that is something else."""

    def __init__(self, key: str, at: Place) -> None:
        super().__init__(key)
        self.key = key
        self.at = at


def is_result(tree: Mapping) -> bool:
    """Whether a file is a result of an assessment."""
    return "assessed_on" in tree and "claimed" in tree


def read_prior(data: bytes, path: str, problems: Problems) -> PriorResult | None:
    """The earlier result; None, with one problem, where it is none."""
    tree = parse(data, path, problems)
    if tree is None:
        return None
    try:
        if not isinstance(tree, Mapping):
            raise _NoResult("format", Place(path, 1, 1))
        return _result(tree)
    except _NoResult as wrong:
        problems.add("not-a-result", wrong.at, key=wrong.key)
        return None


def _result(tree: Mapping) -> PriorResult:
    if tree.get("format") != 1 or isinstance(tree.get("format"), bool):
        raise _NoResult("format", _at(tree, "format"))
    consortium = _of(tree, "consortium", Mapping)
    period = _of(consortium, "period", str)
    assessed_on = _day(tree, "assessed_on")
    pack = _of(tree, "pack", Mapping)
    answers: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    rows = _of(tree, "answers", Sequence)
    for row, at in zip(rows, rows.items_at, strict=True):
        if not isinstance(row, Mapping):
            raise _NoResult("answers", at)
        asked = (_of(row, "facility", str), _of(row, "indicator", str))
        if asked in answers:
            raise _NoResult("indicator", _at(row, "indicator"))
        answers[asked] = (_value(row, "value"), _value(row, "verified"))
    return PriorResult(
        _of(consortium, "id", str),
        period,
        assessed_on,
        _of(pack, "id", str),
        answers,
        _scores(tree, pack),
        _at(consortium, "id"),
    )


def _scores(tree: Mapping, pack: Mapping) -> PriorScores:
    """Each dimension's percents as they were printed; of a result without dimensions none."""
    side: Literal["claimed", "verified"] = "claimed"
    if tree.get("verified") is not None:
        _of(tree, "verified", Mapping)
        side = "verified"
    percents: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    rows = _of(tree, "dimensions", Sequence) if "dimensions" in tree else Sequence(tree.at)
    for row, at in zip(rows, rows.items_at, strict=True):
        if not isinstance(row, Mapping):
            raise _NoResult("dimensions", at)
        name = _of(row, "id", str)
        if name in seen:
            raise _NoResult("id", _at(row, "id"))
        seen.add(name)
        part = row if side == "claimed" or row.get("verified") is None else _of(row, "verified", Mapping)
        low, high = _percent(part, "low_percent"), _percent(part, "high_percent")
        if low is None or high is None:  # nothing counted in it
            continue
        if Fraction(low) > Fraction(high):
            raise _NoResult("low_percent", _at(part, "low_percent"))
        if side == "claimed" or part is not row:
            percents[name] = low, high
    return PriorScores(side, _text(pack, "version"), _text(pack, "sha256"), percents)


def _percent(part: Mapping, key: str) -> str | None:
    """A percent with two decimals, as results print it; None where there was none."""
    value = part.get(key)
    if value is not None and not (isinstance(value, str) and _PERCENT.match(value)):
        raise _NoResult(key, _at(part, key))
    return value


def _text(tree: Mapping, key: str) -> str:
    """Words that may be missing."""
    return str(_of(tree, key, str)) if key in tree else ""


def _of(tree: Mapping, key: str, kind: type[Any]) -> Any:
    value = tree.get(key)
    if not isinstance(value, kind) or value == "":
        raise _NoResult(key, _at(tree, key))
    return value


def _value(row: Mapping, key: str) -> str | None:
    """A value in the form results write; None where there was none."""
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise _NoResult(key, _at(row, key))
    return value


def _day(tree: Mapping, key: str) -> date:
    text = _of(tree, key, str)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _NoResult(key, _at(tree, key)) from None


def _at(tree: Mapping, key: str) -> Place:
    return tree.values_at.get(key, tree.at)
