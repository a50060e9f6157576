"""Series: takes an answer given by sub-periods, gives each period's answer, and makes one value of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import Mapping as Tree
from gongti.engine.document import near_hint
from gongti.engine.expression import RatioValue
from gongti.engine.expression.aggregate import AGGREGATE
from gongti.engine.pack import Question
from gongti.engine.submission import META_KEYS, Answer, Period
from gongti.engine.values import interval as iv
from gongti.engine.values.typed import NO_DATE
from gongti.engine.words import listed

_LOOSE: Final = re.compile(r"([12][0-9]{3})-?([QqHh][1-4]|[0-9]{1,2})\Z", re.ASCII)


def subperiods(period: Period, time: str) -> tuple[str, ...]:
    """The years, quarters or months that a period is made of or lies in, in order."""
    year, first, last = period.start.year, period.start.month, period.end.month
    if time == "month":
        return tuple(f"{year}-{month:02d}" for month in range(first, last + 1))
    if time == "quarter":
        return tuple(f"{year}-Q{quarter}" for quarter in range((first + 2) // 3, (last + 2) // 3 + 1))
    return (str(year),)


def series_entries(
    question: Question, answer: Answer, wanted: Sequence[str], problems: Problems
) -> tuple[Mapping[str, Answer] | None, Place]:
    """The answer of each sub-period; None, with a problem, where it is not given by sub-periods."""
    raw, at = answer.raw, answer.at
    if isinstance(raw, Tree) and "value" in raw:
        at = raw.values_at["value"]
        raw = raw["value"]
    if raw is None:
        return None, at
    if not isinstance(raw, Tree):
        problems.add("series-form", at, label=question.label, periods=listed(wanted))
        return None, at
    entries: dict[str, Answer] = {}
    for key, value in raw.items():
        if key in META_KEYS:
            continue
        name = _canonical(key)
        if name not in wanted:
            hint = near_hint(name, wanted, problems)
            problems.add("outside-period", raw.keys_at[key], label=question.label, key=key[:40], near=hint)
        elif name in entries:
            problems.add("duplicate-row", raw.keys_at[key], table=question.label, key=name)
            return None, at
        else:
            entries[name] = Answer(value, raw.values_at[key])
    return entries, at


def _canonical(key: str) -> str:
    match = _LOOSE.match(key.strip())
    if match is None:
        return key.strip()
    part = match[2].upper()
    return f"{match[1]}-{part.zfill(2) if part.isdigit() else part}"


def fold(by: str, values: Sequence[Any], blank: Any) -> Any:
    """One value of a series; ``blank`` is the range of the type.

    A ratio folds by ``sum`` as the sum of its parts over the sum of its wholes, else as the fold of its shares.
    """
    if by == "last":
        return values[-1] if values else blank
    if isinstance(blank, RatioValue):
        part, whole = (_numbers(by, [v[i] for v in values], blank[i]) for i in (0, 1))
        if by != "sum":
            return RatioValue(part, whole, _numbers(by, [v.share for v in values], iv.SHARE))
        known = iv.is_known(part) and iv.is_known(whole) and whole != 0
        return RatioValue(part, whole, iv.quotient(part, whole) if known else iv.SHARE)
    if any(isinstance(v, date) or v is NO_DATE for v in values) or blank is None:
        return _days(by, values)
    return _numbers(by, values, blank)


def _numbers(by: str, values: Sequence[Any], blank: Any) -> Any:
    return AGGREGATE[by]([(True, v) for v in values], blank)


def _days(by: str, values: Sequence[Any]) -> Any:
    """The first or last of several days; one that is unknown leaves it open, none is no day."""
    if any(v is None for v in values) or not values:
        return None
    days = [v for v in values if v is not NO_DATE]
    return NO_DATE if not days else min(days) if by == "min" else max(days)
