"""What a reviewer did to points, in words: adjustments for the evidence seen, and waivers."""

from __future__ import annotations

from collections.abc import Sequence

from gongti.engine.expression import Unit
from gongti.engine.gaps.said import Words, amount_text
from gongti.engine.measure import WHOLE, Desk, Party, percent_text
from gongti.engine.pack import Adjustment, BoundCriterion
from gongti.engine.score import Finding, Scored
from gongti.engine.score.adjust import show_evidence
from gongti.engine.values import interval as iv
from gongti.engine.values.exact import decimals
from gongti.engine.words import Sentence, sentence


def adjustments(
    desk: Desk, criterion: BoundCriterion, held: Sequence[int], before: Scored, unit: Unit, parties: Sequence[Party]
) -> Words | None:
    """Every adjustment that surely holds, in order: for what, and what it does; None where none does.

    What only takes points off needs no saying beyond the points taken.
    """
    if desk.checks is None or not held:
        return None
    evidence, cases = show_evidence(desk, desk.checks, criterion, before, parties)
    what: Words | None = None
    for index in held:
        entry = criterion.adjust[index]
        one: Words = _why(entry, evidence, cases)
        if entry.times is not None:
            one = sentence("reason.adjusted", why=one, effect=_effect(desk, entry, unit))
        what = one if what is None else sentence("reason.and", first=what, second=one)
    return what


def _why(entry: Adjustment, evidence: str, cases: int) -> Words:
    """For what: the pack's own note, else what the reviewer saw."""
    if entry.note is not None:
        return entry.note
    if cases and evidence != "incomplete":
        return sentence(f"reason.evidence-{evidence}-cases", cases=cases)
    return sentence(f"reason.evidence-{evidence}")


def _effect(desk: Desk, entry: Adjustment, unit: Unit) -> Words:
    world = desk.world
    times = None if entry.times is None else entry.times.evaluate(world, unit, unit)
    minus = None if entry.minus is None else entry.minus.evaluate(world, unit, unit)
    said: list[Sentence] = []
    if times is not None and iv.is_known(times):
        code = "reason.adjust-none" if times == 0 else "reason.adjust-times"
        said.append(sentence(code, times=percent_text(times) if times <= 1 else amount_text(times)))
    if minus is not None and iv.is_known(minus) and minus:
        said.append(sentence("reason.adjust-minus", points=decimals(minus)))
    if not said:
        return sentence("reason.adjust-open")
    return said[0] if len(said) == 1 else sentence("reason.adjust-both", first=said[0], second=said[1])


def waived(desk: Desk, finding: Finding) -> Sentence:
    """A criterion that was waived: until when, and why."""
    criterion = finding.criterion
    given = {} if desk.checks is None else desk.checks.waived
    parties = [WHOLE, *(p.id for p in finding.measurement.waived)]
    waiver = next((given[criterion.id, p] for p in parties if (criterion.id, p) in given), None)
    params = {"points": decimals(criterion.points), "until": "—"}
    if waiver is None:
        return sentence("reason.waived", **params)
    if waiver.until is not None:
        params["until"] = waiver.until.isoformat()
    if waiver.reason:
        return sentence("reason.waived-why", reason=waiver.reason, **params)
    return sentence("reason.waived", **params)
