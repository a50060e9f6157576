"""What reviewers ruled on criteria: takes their rulings, gives waivers, what does not apply, accepted explanations.

A ruling names a criterion, and a facility where it is about one unit of it. What has no effect is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongti.engine.diagnostics import Place, Problems
from gongti.engine.document import near_hint
from gongti.engine.measure.checks import WHOLE
from gongti.engine.measure.desk import Frame
from gongti.engine.pack import BoundCriterion
from gongti.engine.submission import Waiver
from gongti.engine.submission.review import Ruling

Key = tuple[str, str]
"""(criterion, party id or WHOLE)"""


@dataclass(frozen=True, slots=True, eq=False)
class WaiverGiven:
    """A waiver as given: in force on the day or not. ``party`` is WHOLE for the whole criterion."""

    criterion: str
    party: str
    waiver: Waiver
    active: bool
    ruling: Ruling


@dataclass(frozen=True, slots=True, eq=False)
class Rulings:
    """Everything that was ruled and holds; ``rulings`` are all that were placed, with their party."""

    waivers: tuple[WaiverGiven, ...]
    inapplicable: frozenset[Key]
    accepted: frozenset[Key]
    refused: frozenset[Key]
    rulings: tuple[tuple[str, Ruling], ...]


def rulings_of(frame: Frame, rulings: Iterable[Ruling], problems: Problems) -> Rulings:
    """Place every ruling; two that disagree on one thing grant nothing."""
    criteria = {c.id: c for c in frame.pack.criteria}
    waivers: list[WaiverGiven] = []
    placed: list[tuple[str, Ruling]] = []
    for ruling in rulings:
        criterion = criteria.get(ruling.criterion)
        if criterion is None:
            hint = near_hint(ruling.criterion, criteria, problems)
            problems.add("unknown-ruled", ruling.at, criterion=ruling.criterion[:80], near=hint)
            continue
        party = WHOLE
        if ruling.facility is not None:
            found = party_named(frame, ruling.facility, ruling.at, problems)
            if found is None:
                continue
            if not _is_unit(frame, criterion, found):
                params = {"criterion": criterion.title, "facility": ruling.facility[:80]}
                problems.add("ruling-not-unit", ruling.at, **params)
                continue
            party = found
        placed.append((party, ruling))
        if ruling.explanation == "accepted":
            _is_explained(frame, criterion, ruling, problems)
        if ruling.waiver is not None:
            until = ruling.waiver.until
            active = ruling.waiver.holds(frame.on)
            if not active and until is not None:
                problems.add("waiver-expired", ruling.at, criterion=criterion.title, until=until.isoformat())
            waivers.append(WaiverGiven(ruling.criterion, party, ruling.waiver, active, ruling))
    explained = _agreed([((r.criterion, p), r.explanation, r) for p, r in placed], criteria, problems)
    inapplicable = _agreed([((r.criterion, p), r.not_applicable, r) for p, r in placed], criteria, problems)
    return Rulings(
        tuple(waivers),
        frozenset(key for key, word in inapplicable.items() if word == "accepted"),
        frozenset(key for key, word in explained.items() if word == "accepted"),
        frozenset(key for key, word in explained.items() if word == "refused"),
        tuple(placed),
    )


def _agreed(
    said: Iterable[tuple[Key, str | None, Ruling]], criteria: dict[str, BoundCriterion], problems: Problems
) -> dict[Key, str]:
    """The one word said of each thing; where two were, nothing is granted."""
    words: dict[Key, dict[str, Ruling]] = {}
    for key, word, ruling in said:
        if word is not None:
            words.setdefault(key, {}).setdefault(word, ruling)
    for (criterion, _), found in sorted(words.items()):
        if len(found) > 1:
            last = max(found.values(), key=lambda r: r.at)
            problems.add("rulings-differ", last.at, criterion=criteria[criterion].title)
    return {key: next(iter(found)) if len(found) == 1 else "refused" for key, found in words.items()}


def _is_explained(frame: Frame, criterion: BoundCriterion, ruling: Ruling, problems: Problems) -> None:
    """An explanation that nobody gave, or that cannot count, is accepted in vain."""
    if criterion.force != "should" or criterion.id not in frame.submission.explanations:
        problems.add("ruling-no-explanation", ruling.at, criterion=criterion.title)


def _is_unit(frame: Frame, criterion: BoundCriterion, party: str) -> bool:
    """Whether a criterion goes over a party, before its conditions."""
    over = criterion.over
    if over.kind in ("consortium", "region"):
        return party == over.kind
    if over.kind == "role":
        return over.name in frame.roles_of.get(party, ())
    return frame.fields_of.get(party, {}).get("type") == over.name


def party_named(frame: Frame, name: str, at: Place, problems: Problems) -> str | None:
    """The id of whoever a review calls so; None, with a problem, where it is nobody."""
    party = frame.party_of(name)
    if party is None:
        problems.add("review-nobody", at, facility=name[:80], near=near_hint(name, frame.found.known_as, problems))
    return party
