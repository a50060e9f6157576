"""A pack ready to be run: every expression typed and compiled, every reference resolved, all frozen."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gongti.engine.diagnostics import Place
from gongti.engine.expression import Evaluate, Term, reads
from gongti.engine.pack.models import Cite, Document, Force, PackModel, PointsBy, Remedy, Seen
from gongti.engine.values.exact import Number
from gongti.engine.words import Text

AnswerType = Literal["yesno", "count", "number", "money", "percent", "ratio", "date", "choice", "set", "text", "table"]
Policy = Literal["drop", "redistribute", "full"]
"""What becomes of the points of what does not apply."""


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """An expression: as written, as a typed tree, and as a function."""

    text: str
    term: Term
    evaluate: Evaluate


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """An indicator: one question with its id, put to those named by ``asked_of``.

    ``assessor``: only a reviewer answers it. ``fold`` makes one value of a series by ``time``. The columns of a
    ``table`` are questions themselves, without a slot.
    """

    id: str
    slot: int
    type: AnswerType
    label: Text
    definition: Text | None
    unit: Text
    part: Text
    whole: Text
    asked_of: str
    options: Mapping[str, Text]
    evidence: tuple[Text, ...]
    filled_by: Text | None = None
    assessor: bool = False
    ask_when: Formula | None = None
    valid: Formula | None = None
    better: Literal["higher", "lower"] | None = None
    asks_prior: bool = False
    time: Literal["period-end", "year", "quarter", "month"] | None = None
    fold: Literal["mean", "sum", "last", "min", "max"] | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The rows a question asks for: ``fixed`` are those of an option list, ``role`` those of a role's facilities."""

    columns: Mapping[str, Question]
    required: frozenset[str]
    key: str | None
    fixed: Mapping[str, Text] | None
    role: str | None
    may_be_empty: bool
    min_rows: int


@dataclass(frozen=True, slots=True, eq=False)
class Calc:
    """A value nobody is asked: named once, read at its home ``of``, used like an indicator."""

    id: str
    label: Text
    definition: Text | None
    of: str
    formula: Formula
    unit: Text = Text("")
    better: Literal["higher", "lower"] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ScoreLevel:
    """One entry of a ``levels`` score; ``holds`` takes the measure as the given ``value``."""

    id: str | None
    holds: Formula | None
    bound: Formula | None
    points: Number


@dataclass(frozen=True, slots=True, eq=False)
class ScoreRule:
    """How a measure becomes points. ``each`` is points per unit of shortfall; see the pack language."""

    method: Literal["pass", "linear", "levels", "deduct", "add", "due"]
    full: Formula | None = None
    zero: Formula | None = None
    levels: tuple[ScoreLevel, ...] = ()
    each: Number = 0
    below: Formula | None = None
    above: Formula | None = None
    per: Formula | None = None
    step: Literal["exact", "up", "down"] = "exact"
    floor: Number = 0
    due: date | None = None
    every: tuple[int, int] | None = None
    late_share: Number = 0

    def due_day(self, period_end: date) -> date | None:
        """The last day on time; of ``every`` the one in the period's last year that has it (29 February)."""
        if self.every is None:
            return self.due
        month, day = self.every
        year = period_end.year
        while month == 2 and day == 29 and not calendar.isleap(year):
            year -= 1
        return date(year, month, day)


@dataclass(frozen=True, slots=True, eq=False)
class Adjustment:
    """What a reviewer's findings on evidence do to the points of a unit: p × times − minus, not below ``floor``."""

    when: Formula
    times: Formula | None
    minus: Formula | None
    floor: Number | None
    cites: tuple[Cite, ...]
    note: Text | None


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """The units of a criterion: the consortium, the region, a role's or a type's facilities, filtered."""

    kind: Literal["consortium", "region", "role", "type"]
    name: str
    where: Formula | None


@dataclass(frozen=True, slots=True, eq=False)
class BoundCriterion:
    """A criterion with everything it needs.

    ``slots`` are the indicators its own unit must be asked; ``reads`` every indicator it can read of this period;
    ``percentages`` where a typed percentage meets a threshold: (its name, what it is held against);
    ``singles`` the roles of which it takes the one facility's value; ``groups`` the headings it stands under;
    ``assessor`` that it reads a question only a reviewer answers; ``prior_reads`` what it reads of the last period;
    ``fields`` are what it reads of the register, of a role or ("") of its own units.
    """

    id: str
    title: Text
    dimension: str
    force: Force
    points: Number
    points_by: PointsBy
    cites: tuple[Cite, ...]
    over: Over
    applies: Formula | None
    measure: Formula
    across: str | None
    combine: Literal["mean", "min"]
    score: ScoreRule
    veto: str | None
    remedy: Remedy | None
    check_by: tuple[str, ...]
    slots: tuple[int, ...]
    reads: tuple[tuple[str, str, str], ...]
    percentages: tuple[tuple[Term, Formula], ...]
    singles: frozenset[str]
    at: Place
    groups: tuple[Text, ...] = ()
    adjust: tuple[Adjustment, ...] = ()
    assessor: bool = False
    prior_reads: tuple[tuple[str, str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class BoundDimension:
    id: str
    title: Text
    criteria: tuple[BoundCriterion, ...]
    max: Number | None
    policy: Policy = "drop"
    weight: Number | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BoundRole:
    """Who belongs to a role: a condition on a facility's own fields.

    ``of_region``: of every facility of the county or city, of whichever consortium or none.
    """

    name: str
    where: Formula
    one: bool
    of_region: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DatedValue:
    """A parameter's value from a day on."""

    from_: date
    value: Any
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reconciliation:
    """Two sides that must agree within a tolerance, relative or absolute; ``over`` members, each for itself."""

    id: str
    title: Text
    text: str
    left: Formula
    right: Formula
    tolerance: Number
    relative: bool
    doubts: tuple[str, ...]
    cites: tuple[Cite, ...]
    reads: tuple[tuple[str, str, str], ...]
    over: Over | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One entry of a rule's ``when`` or ``unless``."""

    kind: Literal["finding", "contradiction", "conclusion", "dimension", "facility", "check"]
    name: str
    variable: str | None = None
    facility: str | None = None
    status: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    below: Number | None = None
    check: Formula | None = None
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class BoundRule:
    id: str
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    kind: Literal["conclude", "veto", "caps", "escalate", "note"]
    text: Text
    conclude: str
    caps: int | None
    cites: tuple[Cite, ...]
    at: Place


@dataclass(frozen=True, slots=True, eq=False)
class BoundGrade:
    id: str
    title: Text
    when: Formula | None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Pack:
    """A criteria pack that has passed every check of its loading. ``sha256`` is of the bytes of its file.

    ``used`` are the indicators that anything reads.
    """

    model: PackModel
    path: str
    sha256: str
    questions: tuple[Question, ...]
    roles: tuple[BoundRole, ...]
    parameters: Mapping[str, tuple[DatedValue, ...]]
    dimensions: tuple[BoundDimension, ...]
    reconcile: tuple[Reconciliation, ...]
    rules: tuple[BoundRule, ...]
    grades: tuple[BoundGrade, ...]
    used: frozenset[str]
    calcs: tuple[Calc, ...] = ()
    reads_prior: bool = False

    @property
    def id(self) -> str:
        return self.model.id

    @property
    def criteria(self) -> tuple[BoundCriterion, ...]:
        return tuple(c for d in self.dimensions for c in d.criteria)

    @property
    def judges_answers(self) -> bool:
        """Whether a grade or a rule's check reads answers themselves, so that worlds can differ beyond points."""
        checks = [c.check for r in self.rules for c in (*r.when, *r.unless) if c.check is not None]
        return bool(checks) or any(list(reads(g.when.term)) for g in self.grades if g.when is not None)

    @property
    def documents(self) -> Mapping[str, Document]:
        return self.model.documents

    def question(self, name: str) -> Question:
        return next(q for q in self.questions if q.id == name)

    def seen(self, cite: Cite) -> Seen:
        """How the cited words were seen: the citation's own mark, else its document's."""
        return cite.seen or self.model.documents[cite.doc].seen
