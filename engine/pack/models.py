"""The shape of a criteria pack: pydantic models of the YAML, one class a construct, all frozen.

Names are those of the pack language. What a text means (expressions, references between parts) is
bound in ``bind``; here only shapes and allowed words. ``NOT_YET`` holds the places of the language's
keys that this version refuses by name (overlays).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from gongti.engine.pack.fields import (
    Day,
    DueDay,
    Exact,
    Formula,
    Id,
    Identifier,
    Label,
    MonthDay,
    PointsOrShare,
    Words,
    one_or_more,
)

Seen = Literal["original", "restated", "recalled", "derived"]
PointsBy = Literal["official", "project", "local"]
Force = Literal["must", "should", "may", "aim"]
Kind = Literal["county-consortium", "urban-group", "pilot-zone"]


class Model(BaseModel):
    """Every construct: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Document(Model):
    title: Words
    issuer: Words | None = None
    date: Day | None = None
    seen: Seen
    url: str | None = None
    note: Words | None = None


class Cite(Model):
    doc: Label
    clause: Label | None = None
    quote: str | None = None
    ref: Annotated[list[Label], BeforeValidator(one_or_more)] = Field(default_factory=list)
    seen: Seen | None = None
    note: Words | None = None


Cites = Annotated[list[Cite], BeforeValidator(one_or_more)]


class InForce(Model):
    from_: Day = Field(alias="from")
    until: Day | None = None


Policy = Literal["drop", "redistribute", "full"]


class Scoring(Model):
    not_applicable: Policy = "drop"
    explained_share: Exact = 1
    late_share: Exact = 0
    bonus_cap: Exact | None = None
    total: Exact | None = None


class DimensionScoring(Model):
    not_applicable: Policy


class Role(Model):
    where: Formula
    one: bool = False
    of: Literal["consortium", "region"] = "consortium"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"where": value} if isinstance(value, (str, bool)) else value


class ParameterEntry(Model):
    from_: Day = Field(alias="from")
    value: Formula
    cite: Cites = Field(default_factory=list)


CellType = Literal["yesno", "count", "number", "money", "percent", "ratio", "date", "choice", "set", "text"]


class Column(Model):
    type: CellType
    label: Words | None = None
    definition: Words | None = None
    unit: Words | None = None
    part: Words | None = None
    whole: Words | None = None
    options: Label | dict[str, Words] | None = None
    required: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value


class Indicator(Model):
    use: Label | None = None
    calc: Formula | None = None
    of: Label | None = None
    type: CellType | Literal["table"] | None = None
    label: Words | None = None
    definition: Words | None = None
    unit: Words | None = None
    part: Words | None = None
    whole: Words | None = None
    asked_of: Label | None = None
    ask_when: Formula | None = None
    filled_by: Words | None = None
    options: Label | dict[str, Words] | None = None
    key: Identifier | None = None
    columns: dict[Identifier, Column] | None = None
    rows: Label | None = None
    may_be_empty: bool = False
    min_rows: int | None = Field(default=None, ge=1, le=100_000)
    time: Literal["period-end", "year", "quarter", "month"] | None = None
    fold: Literal["mean", "sum", "last", "min", "max"] | None = None
    valid: Formula | None = None
    better: Literal["higher", "lower"] | None = None
    prior: Literal["ask"] | None = None
    evidence: Annotated[list[Words], BeforeValidator(one_or_more)] = Field(default_factory=list)


class Level(Model):
    id: Label | None = None
    at_least: Formula | None = None
    more_than: Formula | None = None
    at_most: Formula | None = None
    less_than: Formula | None = None
    when: Formula | None = None
    otherwise: Literal[True] | None = None
    points: PointsOrShare


class Score(Model):
    method: Literal["pass", "linear", "levels", "deduct", "add"]
    full: Formula | None = None
    zero: Formula | None = None
    levels: list[Level] | None = Field(default=None, min_length=1)
    each: Exact | None = None
    below: Formula | None = None
    above: Formula | None = None
    per: Formula | None = None
    step: Literal["exact", "up", "down"] | None = None
    floor: Exact | None = None
    late_share: Exact | None = None


class Adjust(Model):
    when: Formula
    times: Formula | None = None
    minus: Formula | None = None
    floor: Exact | None = None
    cite: Cites = Field(default_factory=list)
    note: Words | None = None


class Remedy(Model):
    action: Words
    owner: Words | None = None
    days: int | None = Field(default=None, ge=0, le=3660)
    effort: Exact | None = None
    effort_per: Exact | None = None
    needs: list[Label] = Field(default_factory=list)


class Criterion(Model):
    id: Id
    title: Words
    cite: Cites = Field(default_factory=list)
    force: Force = "must"
    points: Exact | None = None
    points_by: PointsBy | None = None
    over: Formula | None = None
    applies_when: Formula | None = None
    measure: Formula | None = None
    ask: Indicator | None = None
    due: DueDay | None = None
    every: MonthDay | None = None
    across: Literal["share", "every", "any", "count", "sum", "mean", "median", "min", "max"] | None = None
    score: Score | None = None
    score_each: Literal["mean", "min"] | None = None
    adjust: Annotated[list[Adjust], BeforeValidator(one_or_more)] = Field(default_factory=list)
    veto: Literal[True, False] | Label = False
    remedy: Remedy | None = None
    check_by: list[Literal["examine", "interview", "test"]] = Field(default_factory=list)
    note: Words | None = None


class Group(Model):
    """Criteria under one heading (二级, 三级指标): a heading and nothing else."""

    id: Id
    title: Words
    criteria: list[Entry] = Field(min_length=1)


def _kind(value: Any) -> str:
    """Which of the two an entry is, so that its problems are told of the right one."""
    if isinstance(value, Group):
        return "group"
    return "group" if isinstance(value, Mapping) and "criteria" in value else "criterion"


Entry = Annotated[Annotated[Criterion, Tag("criterion")] | Annotated[Group, Tag("group")], Discriminator(_kind)]
Group.model_rebuild()
GROUP_LEVELS: Final = 3
"""Groups below a dimension, one inside the other."""


class Dimension(Model):
    id: Id
    title: Words
    criteria: list[Entry] = Field(min_length=1)
    points: Exact | None = None
    max: Exact | None = None
    weight: Exact | None = None
    scoring: DimensionScoring | None = None
    not_applicable: Policy | None = None
    adjust: Annotated[list[Adjust], BeforeValidator(one_or_more)] = Field(default_factory=list)

    def leaves(self) -> Iterator[tuple[tuple[str | int, ...], tuple[Group, ...], Criterion]]:
        """Every criterion with its path below the dimension and the groups it stands under, in order."""
        yield from _leaves(self.criteria, (), ())


def _leaves(
    entries: list[Any], path: tuple[str | int, ...], groups: tuple[Group, ...]
) -> Iterator[tuple[tuple[str | int, ...], tuple[Group, ...], Criterion]]:
    for i, entry in enumerate(entries):
        here = (*path, "criteria", i)
        if isinstance(entry, Group):
            yield from _leaves(entry.criteria, here, (*groups, entry))
        else:
            yield here, groups, entry


class Reconcile(Model):
    id: Id
    title: Words
    over: Formula | None = None
    expect: Formula
    tolerance: Label | None = None
    doubts: list[Label] = Field(default_factory=list)
    cite: Cites = Field(default_factory=list)


class When(Model):
    finding: Label | None = None
    status: Annotated[list[Label], BeforeValidator(one_or_more)] | None = None
    level: Annotated[list[Label], BeforeValidator(one_or_more)] | None = None
    contradiction: Label | None = None
    conclusion: Label | None = None
    dimension: Label | None = None
    below: Exact | None = None
    check: Formula | None = None
    facility: Label | None = None
    role: Annotated[list[Label], BeforeValidator(one_or_more)] | None = None
    type: Annotated[list[Label], BeforeValidator(one_or_more)] | None = None


class Then(Model):
    conclude: Id | None = None
    veto: Words | None = None
    caps: Label | None = None
    escalate: Words | None = None
    note: Words | None = None


class Rule(Model):
    id: Id
    title: Words | None = None
    when: Annotated[list[When], BeforeValidator(one_or_more)] = Field(min_length=1)
    unless: Annotated[list[When], BeforeValidator(one_or_more)] = Field(default_factory=list)
    then: Then
    cite: Cites = Field(default_factory=list)


class Grade(Model):
    id: Id
    title: Words
    when: Formula | None = None
    otherwise: Literal[True] | None = None


class PackModel(Model):
    """A whole ``pack.yaml``."""

    format: Literal[1]
    id: Id
    version: Label
    title: Words
    applies_to: Annotated[list[Kind], BeforeValidator(one_or_more)] = Field(min_length=1)
    documents: dict[str, Document] = Field(default_factory=dict)
    in_force: InForce
    points_by: PointsBy = "project"
    scoring: Scoring = Field(default_factory=Scoring)
    roles: dict[Identifier, Role] = Field(default_factory=dict)
    parameters: dict[Identifier, list[ParameterEntry]] = Field(default_factory=dict)
    options: dict[str, dict[str, Words]] = Field(default_factory=dict)
    indicators: dict[Identifier, Indicator] = Field(default_factory=dict)
    dimensions: list[Dimension] = Field(min_length=1)
    reconcile: list[Reconcile] = Field(default_factory=list)
    rules: list[Rule] = Field(default_factory=list)
    grades: list[Grade] = Field(default_factory=list)
    adjust: Annotated[list[Adjust], BeforeValidator(one_or_more)] = Field(default_factory=list)
    note: Words | None = None


class Dictionary(Model):
    """``rules/indicators.yaml``: questions that several packs share."""

    format: Literal[1]
    options: dict[str, dict[str, Words]] = Field(default_factory=dict)
    indicators: dict[Identifier, Indicator] = Field(default_factory=dict)


NOT_YET: Final[Mapping[type[Model], frozenset[str]]] = {
    PackModel: frozenset({"extends", "set", "drop", "add"}),
}
"""Keys of the language that this version does not build: refused by name, with their line."""
