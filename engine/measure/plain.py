"""Plain answers: takes an answer in its type's plainest form, as most stand there, gives its value at once; else None.

What is not so plain is read by ``values.typed``, which knows every form and names what it refuses; where both can
read an answer they give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from gongti.engine.document import Mapping as Tree
from gongti.engine.document import Sequence as List
from gongti.engine.expression import RatioValue
from gongti.engine.pack import Question
from gongti.engine.values.exact import Number, Rational

Plain = tuple[Any, Number] | None
"""The value and its half unit: what the rounding of a typed percentage can hide."""

_YESNO: Final[Mapping[Any, Plain]] = {"是": (True, 0), "否": (False, 0), True: (True, 0), False: (False, 0)}
_PERCENT: Final = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,6}))?%\Z", re.ASCII)
_SCALES: Final = tuple((100 * 10**places, Rational(1, 200 * 10**places)) for places in range(7))
_DAY: Final = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


def _over(n: int, d: int) -> Number:
    return Rational(n, d) if n % d else n // d


def _yesno(question: Question, raw: Any) -> Plain:
    return _YESNO.get(raw) if raw.__class__ is str or raw.__class__ is bool else None


def _count(question: Question, raw: Any) -> Plain:
    return (raw, 0) if raw.__class__ is int and raw >= 0 else None


def _ratio(question: Question, raw: Any) -> Plain:
    if raw.__class__ is Tree and len(raw) == 2:
        part, whole = raw.get("part"), raw.get("whole")
        if part.__class__ is int and whole.__class__ is int and 0 <= part <= whole != 0:
            return RatioValue(part, whole, _over(part, whole)), 0
    return None


def _set(question: Question, raw: Any) -> Plain:
    if raw.__class__ is not List:
        return None
    try:
        found = frozenset(raw)
    except TypeError:
        return None
    return (found, 0) if found <= question.options.keys() else None


def _percent(question: Question, raw: Any) -> Plain:
    match = _PERCENT.match(raw) if raw.__class__ is str else None
    if match is None:
        return None
    digits = match[2] or ""
    scale, half_unit = _SCALES[len(digits)]
    return _over(int(match[1] + digits), scale), half_unit


def _day(question: Question, raw: Any) -> Plain:
    try:
        return (date.fromisoformat(raw), 0) if raw.__class__ is str and _DAY.match(raw) else None
    except ValueError:
        return None


AT_ONCE: Final[Mapping[str, Callable[[Question, Any], Plain]]] = {
    "yesno": _yesno,
    "count": _count,
    "ratio": _ratio,
    "set": _set,
    "percent": _percent,
    "date": _day,
}
"""By type; the others have no form that needs no reading."""
