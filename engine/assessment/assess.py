"""assess(): takes a pack, a submission and a day, runs the stages and the worlds, gives the result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal
from weakref import WeakKeyDictionary

from gongti import __version__
from gongti.engine.assessment.models import Result, RuleOutcome, Side
from gongti.engine.assessment.worlds import CRITERION_VETO, program_of, world_of
from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.gaps import gaps_of, missing, undecided_of
from gongti.engine.inference import Outcome, Program, decide, durable_available
from gongti.engine.measure import (
    Checks,
    Contradiction,
    Desk,
    Frame,
    framed,
    inspect,
    measure,
    reconcile,
    set_up,
    tell_missing_fields,
    units_of,
    warn_rounded,
)
from gongti.engine.pack import BoundCriterion, Pack
from gongti.engine.score import find, roll_up, usable_explanations
from gongti.engine.submission import Submission
from gongti.engine.words import sentence

Engine = Literal["auto", "both", "direct"]
Evaluator = Literal["both", "direct"]

_PROGRAMS: WeakKeyDictionary[Pack, Program] = WeakKeyDictionary()
"""A pack's compiled rules live as long as the pack."""


class EngineMissing(Exception):
    """Both evaluators were asked for and durable-rules is not to be had here."""


class RulesRefused(Exception):
    """The pack's rules break a limit of the network; ``problems`` says which and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("rules refused")
        self.problems = problems


def compiled(pack: Pack) -> Program:
    """The pack's program, made once. Raises RulesRefused where the network's limits forbid it."""
    program = _PROGRAMS.get(pack)
    if program is None:
        made = program_of(pack)
        if isinstance(made, list):
            raise RulesRefused(_refusals(pack, made))
        program = _PROGRAMS[pack] = made
    return program


def _refusals(pack: Pack, refused: Iterable[tuple[str, str, dict[str, object]]]) -> tuple[Problem, ...]:
    places = {r.id: r.at for r in pack.rules}
    problems = Problems()
    for code, rule, params in refused:
        problems.add(code, places.get(rule, Place(pack.path)), rule=rule, **params)
    return problems.sorted()


def assess(
    pack: Pack, submission: Submission, on: date, engine: Engine = "auto", problems: Iterable[Problem] = ()
) -> Result:
    """Assess one consortium against one pack on one day; both sides where the submission holds a review.

    ``problems`` are those of the reading, to be reported with the result. Raises RulesRefused, EngineMissing,
    and inference's InternalDisagreement where the two evaluators differ.
    """
    found = Problems(problems)
    program = compiled(pack)
    evaluator: Evaluator = "direct"
    if engine == "both" or (engine == "auto" and durable_available()):
        if not durable_available():
            raise EngineMissing
        evaluator = "both"
    prior = submission.prior
    if prior is not None and prior.assessed_on >= on:
        found.add("prior-not-earlier", prior.at, day=prior.assessed_on.isoformat(), on=on.isoformat())
    frame = framed(pack, submission, on, found)
    claimed, evaluators = _side(frame, None, program, evaluator, found)
    inspection = inspect(frame, found)
    verified = None
    if inspection is not None:
        more = Problems()  # most of what the verified side finds was found on the claimed one
        verified, _ = _side(inspection.frame, inspection.checks, program, evaluator, more)
        known = {(p.code, p.at) for p in found.sorted()}
        found.extend(p for p in more.sorted() if (p.code, p.at) not in known)
    return Result(
        pack=pack,
        submission=submission,
        on=on,
        engine_version=__version__,
        evaluators=evaluators,
        claimed=claimed,
        verified=verified,
        inspection=inspection,
        problems=found.sorted(),
    )


def _side(
    frame: Frame, checks: Checks | None, program: Program, evaluator: Evaluator, problems: Problems
) -> tuple[Side, tuple[str, ...]]:
    """One side of the ledger: measured, scored, decided in its worlds."""
    pack = frame.pack
    desk = set_up(frame, checks, problems)
    contradictions = reconcile(desk)
    explanations = usable_explanations(desk, frame.on, problems)
    findings = []
    for criterion in pack.criteria:
        whole, doubted = _doubts(desk, criterion, contradictions) if contradictions else ((), {})
        measurement = measure(desk, criterion, problems, frozenset(doubted) or None)
        if criterion.percentages:
            warn_rounded(desk, measurement, problems)
        rules = tuple(sorted({rule for names in doubted.values() for rule in names}))
        findings.append(find(desk, measurement, whole, rules, explanations.get(criterion.id)))
    for finding in findings:
        if finding.criterion.fields and finding.status == "undetermined" and not any(missing(desk, finding)):
            tell_missing_fields(desk, frame, finding.criterion, problems)
    ledger = roll_up(pack, findings)
    worst_world = world_of(desk, ledger, contradictions, program, "worst")
    worst, evaluators = decide(program, worst_world, evaluator)
    best = worst
    if any(f.unsettled for f in findings) or pack.judges_answers or frame.unsure:
        best_world = world_of(desk, ledger, contradictions, program, "best")
        best = worst if best_world == worst_world else decide(program, best_world, evaluator)[0]
    graded = ledger.known and ledger.total.of != 0 and None not in (worst.grade, best.grade)
    ends = sorted((worst.grade or 0, best.grade or 0))  # where a condition falls as points rise, worst is not last
    side = Side(
        desk=desk,
        ledger=ledger,
        contradictions=contradictions,
        grade=ends[1] if graded else None,
        best_grade=ends[0] if graded else None,
        rules=_rule_outcomes(desk, worst, best),
        worst=worst,
        best=best,
        gaps=gaps_of(desk, ledger),
        undecided=undecided_of(desk, ledger),
    )
    return side, evaluators


def _doubts(
    desk: Desk, criterion: BoundCriterion, contradictions: Iterable[Contradiction]
) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """The rules that doubt a criterion as a whole, and those that doubt one member's part of it, by member.

    A doubt about a member that the criterion does not go over falls on the whole.
    """
    whole: list[str] = []
    members: dict[str, list[str]] = {}
    for found in contradictions:
        if criterion.id not in found.rule.doubts:
            continue
        if found.party is not None and found.party in units_of(desk, criterion):
            members.setdefault(found.party.id, []).append(found.rule.id)
        else:
            whole.append(found.rule.id)
    return tuple(dict.fromkeys(whole)), members


def _rule_outcomes(desk: Desk, worst: Outcome, best: Outcome) -> tuple[RuleOutcome, ...]:
    """Every rule that fired, with whether it fired in both worlds."""
    pack = desk.pack
    rules = {r.id: r for r in pack.rules}
    criteria = {c.id: c for c in pack.criteria}
    grades = [g.id for g in pack.grades]
    in_worst = {(f.rule, f.facility) for f in worst.trace}
    in_best = {(f.rule, f.facility) for f in best.trace}
    outcomes = []
    for name, facility in sorted(in_worst | in_best, key=lambda f: (f[0], f[1] or "")):
        certain = (name, facility) in in_worst and (name, facility) in in_best
        if name.startswith(CRITERION_VETO):
            criterion = criteria[name.removeprefix(CRITERION_VETO)]
            caps = grades.index(criterion.veto or grades[-1])
            text = sentence("word.criterion-veto", title=criterion.title)
            outcomes.append(RuleOutcome(criterion.id, "veto", "", text, facility, caps, certain))
        else:
            rule = rules[name]
            outcomes.append(RuleOutcome(name, rule.kind, rule.conclude, rule.text, facility, rule.caps, certain))
    return tuple(outcomes)
