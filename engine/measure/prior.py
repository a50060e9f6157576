"""Last period's values: takes what answers state of it and an earlier result, gives one value each, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.expression import RatioValue
from gongti.engine.measure.answers import Given, Sheet, same_value, unknown_answer
from gongti.engine.measure.written import read_written
from gongti.engine.pack import Pack, Question
from gongti.engine.submission import PriorResult, Submission, parse_period
from gongti.engine.values import interval as iv
from gongti.engine.values.interval import SetRange


def prior_of(submission: Submission) -> PriorResult | None:
    """The result of an earlier period; one of the same period is an earlier round of this assessment, not its past."""
    result = submission.prior
    if result is None:
        return None
    period = parse_period(result.period)
    return result if period is not None and period.end < submission.period.start else None


def fill_prior(pack: Pack, submission: Submission, sheets: Mapping[str, Sheet], problems: Problems) -> bool:
    """Put the earlier result's values where no answer states one; where both do and differ, neither counts.

    Gives whether anything is said of the last period at all.
    """
    result = prior_of(submission)
    said = result is not None
    if result is not None and result.pack != pack.id:
        problems.add("prior-other-pack", result.at, other=result.pack, pack=pack.id)
    elif result is None and submission.prior is not None and submission.prior.period != submission.period.text:
        params = {"other": submission.prior.period, "period": submission.period.text}
        problems.add("prior-not-before", submission.prior.at, **params)
    for party, sheet in sheets.items():
        for question in pack.questions:
            stated = sheet.prior_given[question.slot]
            said = said or (stated is not None and stated.reason is None)
            if result is None or question.type == "table":
                continue
            claimed, verified = result.answers.get((party, question.id), (None, None))
            text = verified if verified is not None else claimed
            if text is not None:
                _one(question, text, sheet, result, problems)
    return said


def _one(question: Question, text: str, sheet: Sheet, result: PriorResult, problems: Problems) -> None:
    slot = question.slot
    found: Any = read_written(question, text)
    if found is None:
        problems.add("prior-unreadable", result.at, label=question.label, text=text[:60])
        return
    stated = sheet.prior_given[slot]
    if stated is not None and stated.reason is None and not _agree(sheet.prior[slot], found):
        problems.add("prior-differs", stated.at or result.at, label=question.label, result=text)
        sheet.prior[slot] = unknown_answer(question)
        sheet.prior_given[slot] = Given("differs", stated.at)
    else:
        sheet.prior[slot] = found
        known = not isinstance(found, SetRange) and (not isinstance(found, RatioValue) or iv.is_known(found.share))
        sheet.prior_given[slot] = Given(None if known else "partial", result.at)


def _agree(stated: Any, found: Any) -> bool:
    if isinstance(stated, RatioValue) and isinstance(found, RatioValue) and found.part.__class__ is not int:
        return same_value(stated.share, found.share)
    return same_value(stated, found)
