"""Reasons (扣分理由): takes a finding, gives one sentence for each deduction, with the reporter's own numbers."""

from __future__ import annotations

from collections.abc import Iterator

from gongti.engine.gaps.lacking import lacks, missing
from gongti.engine.gaps.review import adjustments, waived
from gongti.engine.gaps.said import PARTS, Words, said_names, who
from gongti.engine.gaps.short import across_short, short
from gongti.engine.measure import Desk, Measured, Party
from gongti.engine.pack import Question
from gongti.engine.score import Finding, UnitFinding
from gongti.engine.values.exact import Number, decimals, divide
from gongti.engine.words import Sentence, sentence


def reasons(desk: Desk, finding: Finding) -> tuple[Sentence, ...]:
    """Why points are lost, open or outside the score, in order; none where the criterion is met or watched."""
    status, criterion = finding.status, finding.criterion
    if finding.measurement.out is not None and status != "watched":
        return (_outside(desk, finding),)
    if status == "contested":
        return tuple(_contested(desk, finding))
    if status == "undetermined":
        sure = criterion.points - finding.high
        return (*_undetermined(desk, finding), *_lost(desk, finding, sure, "reason.lost"))
    if status == "explained" and finding.explanation is not None:
        lost = criterion.points - finding.scored.low
        text = finding.explanation.text
        given = decimals(finding.low)
        if finding.scored.low != finding.scored.high:
            return (sentence("reason.explained-open", text=text, points=given),)
        return (sentence("reason.explained", text=text, points=given), *_lost(desk, finding, lost, "reason.not-lost"))
    if status in ("partial", "unmet"):
        code = "reason.no-bonus" if criterion.force == "may" else "reason.lost"
        return tuple(_lost(desk, finding, criterion.points - finding.low, code))
    return ()


# outside the score


def _outside(desk: Desk, finding: Finding) -> Sentence:
    criterion, measurement = finding.criterion, finding.measurement
    if measurement.out == "not_due":
        day = criterion.score.due_day(desk.submission.period.end)
        return sentence("reason.not-due", day=day.isoformat() if day is not None else "—")
    if measurement.out == "not_reviewed":
        return sentence("reason.not-reviewed")
    if measurement.out == "waived":
        return waived(desk, finding)
    why = sentence("reason.not-asked")
    if desk.checks is not None and any(name == criterion.id for name, _ in desk.checks.inapplicable):
        why = sentence("reason.ruled-out")
    elif criterion.applies is not None and (measurement.excluded or not measurement.units):
        why = sentence("reason.condition-false", condition=criterion.applies.text)
    points = decimals(criterion.points)
    if criterion.force == "may":
        return sentence("reason.not-applicable-bonus", why=why)
    policy = next(d.policy for d in desk.pack.dimensions if d.id == criterion.dimension)
    code = {"full": "-full", "redistribute": "-handed-on"}.get(policy, "")
    return sentence(f"reason.not-applicable{code}", why=why, points=points)


# open points


def _contested(desk: Desk, finding: Finding) -> Iterator[Sentence]:
    for title in _doubting(desk, finding):
        yield sentence("reason.contested", rule=title, points=decimals(finding.high - finding.low))


def _doubting(desk: Desk, finding: Finding) -> list[Words]:
    titles = {r.id: r.title for r in desk.pack.reconcile}
    return [titles[rule] for rule in finding.doubts]


def _undetermined(desk: Desk, finding: Finding) -> Iterator[Sentence]:
    open_points: Number = finding.high - finding.low
    if finding.measurement.empty:
        yield sentence("reason.nobody", role=finding.criterion.over.name, points=decimals(open_points))
        return
    in_doubt = [m.party.name for m in finding.measurement.units if m.party.id in finding.measurement.doubted]
    if in_doubt:
        doubted = _share_of(finding, len(in_doubt))
        for title in _doubting(desk, finding):
            params = {"names": said_names(in_doubt), "rule": title}
            if doubted is None:
                yield sentence("reason.contested-units", **params)
            else:
                yield sentence("reason.contested-units-points", points=decimals(doubted), **params)
        open_points = open_points - (doubted or 0)
    what = _lacking(desk, finding)
    points = decimals(open_points)
    if what is not None:
        yield sentence("reason.undecided", what=what, points=points)
    elif not in_doubt:
        yield sentence("reason.open", points=points)


def _share_of(finding: Finding, units: int) -> Number | None:
    """The points that some units have together, where units are scored each and averaged."""
    criterion = finding.criterion
    if criterion.across is not None or criterion.combine == "min":
        return None
    return divide(criterion.points * units, len(finding.units))


def _lacking(desk: Desk, finding: Finding) -> Words | None:
    """The answers that are not there, those of one question and one reason together."""
    doubted = finding.measurement.doubted
    groups: dict[tuple[str, str], list[tuple[Party, Question]]] = {}
    for party, question, why in missing(desk, finding):
        if party.id not in doubted:
            groups.setdefault((question.id, why), []).append((party, question))
    what: Words | None = None
    for (_, reason), found in groups.items():
        one = _lack(reason, found)
        what = one if what is None else sentence("reason.and", first=what, second=one)
    return what


def _lack(why: str, found: list[tuple[Party, Question]]) -> Sentence:
    party, question = found[0]
    alone = len(found) == 1 or party.id in ("consortium", "region")
    parts = lacks(party, question) if alone and why == "partial" else ()
    said = who(party) if alone else said_names([p.name for p, _ in found])
    if parts:
        listed = said_names(list(parts), PARTS, "reason.and-other-parts")
        return sentence("reason.partial-parts", who=said, label=question.label, parts=listed)
    return sentence(f"reason.{why}", who=said, label=question.label)


# points lost


def _lost(desk: Desk, finding: Finding, lost: Number, code: str) -> Iterator[Sentence]:
    """One sentence a unit that lost points, or one for the value made across; then what the review took off."""
    criterion = finding.criterion
    if criterion.across is not None:
        yield from _lost_across(desk, finding, lost, code)
        return
    lowest = criterion.combine == "min" and len(finding.units) > 1
    for unit, measured in zip(finding.units, finding.measurement.units, strict=True):
        yield from _lost_by(desk, finding, unit, measured, code)
    if lowest and lost:
        yield sentence("reason.min-total", points=decimals(lost))


def _lost_across(desk: Desk, finding: Finding, lost: Number, code: str) -> Iterator[Sentence]:
    before = finding.before
    own: Number = lost if before is None else finding.criterion.points - before.high
    if own > 0:
        yield sentence(code, what=across_short(desk, finding), points=decimals(own))
    if before is not None:
        parties = [m.party for m in finding.measurement.units]
        taken = before.high - finding.scored.high
        what = adjustments(desk, finding.criterion, finding.adjusted, before, desk.consortium.unit, parties)
        if taken > 0 and what is not None:
            yield sentence(_taken(finding.scored.low, code), what=what, points=decimals(taken))


def _lost_by(desk: Desk, finding: Finding, unit: UnitFinding, measured: Measured, code: str) -> Iterator[Sentence]:
    """What one unit fell short by, then what the review took off; a unit still open says only what is sure."""
    criterion = finding.criterion
    if unit.low is None or unit.high is None or unit.status == "contested":
        return
    before = unit.before
    settled = unit.low == unit.high if before is None else before.low == before.high
    reached = unit.low if before is None else before.low
    if settled and reached < criterion.points:
        found = short(desk, criterion, measured, unit.level)
        yield _of_unit(finding, unit, found, criterion.points - reached, code)
    if before is not None:
        what = adjustments(desk, criterion, unit.adjusted, before, measured.party.unit, (measured.party,))
        taken = before.high - unit.high
        if what is not None and (taken > 0 or before.low > unit.low):
            yield _of_unit(finding, unit, what, taken, _taken(unit.low, code))


def _taken(left: Number, code: str) -> str:
    """Points that a review takes beyond those there were are called so (倒扣)."""
    return "reason.lost-below" if left < 0 and code == "reason.lost" else code


def _of_unit(finding: Finding, unit: UnitFinding, what: Words, points: Number, code: str) -> Sentence:
    """One loss of one unit: its share of the criterion's points, and its name where there are several."""
    several = len(finding.units) > 1
    if several and finding.criterion.combine == "min":
        return sentence("reason.of-unit-min", name=unit.name, what=what)
    share = divide(points, len(finding.units)) if several else points
    loss = sentence(code, what=what, points=decimals(share))
    alone = unit.party_id in ("consortium", "region") or not several
    return loss if alone else sentence("reason.of-unit", name=unit.name, loss=loss)
