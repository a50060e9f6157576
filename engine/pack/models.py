"""The shape of a criteria pack: pydantic models of the YAML, one class a construct, all frozen.

Names are those of the pack language. What a text means (expressions, references between parts) is
bound in ``bind``; here only shapes and allowed words. ``NOT_YET`` holds the places of the language's
keys that this version refuses by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from gongti.engine.values.exact import Number, from_fraction
from gongti.engine.words import Text

ID: Final = r"^[A-Za-z][A-Za-z0-9_-]*$"
NAME: Final = r"^[A-Za-z][A-Za-z0-9_]*$"

Seen = Literal["original", "restated", "recalled", "derived"]
PointsBy = Literal["official", "project", "local"]
Force = Literal["must", "should", "may", "aim"]
Kind = Literal["county-consortium", "urban-group", "pilot-zone"]


def _text(value: Any) -> Any:
    if isinstance(value, Text):
        return value
    if isinstance(value, Mapping):
        zh, en = value.get("zh"), value.get("en", "")
        if set(value) <= {"zh", "en"} and isinstance(zh, str) and isinstance(en, str):
            return Text(zh, en)
    elif isinstance(value, str) and value.strip():
        return Text(value)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Text(str(value))
    raise PydanticCustomError("text", "text")


def _expression(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise PydanticCustomError("expression", "expression")


def _exact(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return from_fraction(Fraction(value))
    if isinstance(value, str):
        try:
            text = value.strip()
            if len(text) <= 30 and "_" not in text and text.isascii() and "e" not in text.lower():
                return from_fraction(Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text))
        except (ValueError, ZeroDivisionError):
            pass
    raise PydanticCustomError("number", "number")


def _date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else _refuse_date()
        except ValueError:
            pass
    if isinstance(value, date):
        return value
    return _refuse_date()


def _refuse_date() -> Any:
    raise PydanticCustomError("date", "date")


def _one_or_more(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _label(value: Any) -> Any:
    """A string; YAML reads a bare 1.0 or 2024 as a number, which here is a name."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise PydanticCustomError("string", "string")
    return str(value)


def _points_or_share(value: Any) -> Any:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Share(_exact(value))
    return _exact(value)


class Share:
    """Points given as a share of a criterion's points."""

    __slots__ = ("of_points",)

    def __init__(self, of_points: Number) -> None:
        self.of_points = of_points


Words = Annotated[Any, BeforeValidator(_text)]
"""A Text: ``str`` or ``{zh:, en:}`` in YAML."""
Formula = Annotated[str, BeforeValidator(_expression)]
Exact = Annotated[Any, BeforeValidator(_exact)]
"""A Number."""
Day = Annotated[date, BeforeValidator(_date)]
Label = Annotated[str, BeforeValidator(_label)]
Id = Annotated[str, BeforeValidator(_label), Field(pattern=ID)]
Identifier = Annotated[str, BeforeValidator(_label), Field(pattern=NAME)]


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
    ref: Annotated[list[Label], BeforeValidator(_one_or_more)] = Field(default_factory=list)
    seen: Seen | None = None
    note: Words | None = None


Cites = Annotated[list[Cite], BeforeValidator(_one_or_more)]


class InForce(Model):
    from_: Day = Field(alias="from")
    until: Day | None = None


class Scoring(Model):
    not_applicable: Literal["drop"] = "drop"
    explained_share: Exact = 1
    bonus_cap: Exact | None = None


class Role(Model):
    where: Formula
    one: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"where": value} if isinstance(value, (str, bool)) else value


class ParameterEntry(Model):
    from_: Day = Field(alias="from")
    value: Formula
    cite: Cites = Field(default_factory=list)


class Indicator(Model):
    use: Label | None = None
    type: Literal["yesno", "count", "number", "percent", "ratio", "date", "set"] | None = None
    label: Words | None = None
    definition: Words | None = None
    unit: Words | None = None
    part: Words | None = None
    whole: Words | None = None
    asked_of: Label | None = None
    options: Label | dict[str, Words] | None = None
    evidence: Annotated[list[Words], BeforeValidator(_one_or_more)] = Field(default_factory=list)


class Level(Model):
    id: Label | None = None
    at_least: Formula | None = None
    more_than: Formula | None = None
    at_most: Formula | None = None
    less_than: Formula | None = None
    when: Formula | None = None
    otherwise: Literal[True] | None = None
    points: Annotated[Any, BeforeValidator(_points_or_share)]


class Score(Model):
    method: Literal["pass", "linear", "levels", "deduct"]
    full: Formula | None = None
    zero: Formula | None = None
    levels: list[Level] | None = None
    each: Exact | None = None
    below: Formula | None = None
    above: Formula | None = None
    per: Formula | None = None
    step: Literal["exact", "up", "down"] | None = None
    floor: Exact | None = None


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
    across: Literal["share", "every", "any", "count", "sum", "mean", "median", "min", "max"] | None = None
    score: Score | None = None
    score_each: Literal["mean", "min"] | None = None
    veto: Literal[True, False] | Label = False
    remedy: Remedy | None = None
    check_by: list[Literal["examine", "interview", "test"]] = Field(default_factory=list)
    note: Words | None = None


class Dimension(Model):
    id: Id
    title: Words
    criteria: list[Criterion] = Field(min_length=1)
    max: Exact | None = None


class Reconcile(Model):
    id: Id
    title: Words
    expect: Formula
    tolerance: Label | None = None
    doubts: list[Label] = Field(default_factory=list)
    cite: Cites = Field(default_factory=list)


class When(Model):
    finding: Label | None = None
    status: Annotated[list[Label], BeforeValidator(_one_or_more)] | None = None
    level: Annotated[list[Label], BeforeValidator(_one_or_more)] | None = None
    contradiction: Label | None = None
    conclusion: Label | None = None
    dimension: Label | None = None
    below: Exact | None = None
    check: Formula | None = None
    facility: Label | None = None
    role: Annotated[list[Label], BeforeValidator(_one_or_more)] | None = None
    type: Annotated[list[Label], BeforeValidator(_one_or_more)] | None = None


class Then(Model):
    conclude: Id | None = None
    veto: Words | None = None
    caps: Label | None = None
    escalate: Words | None = None
    note: Words | None = None


class Rule(Model):
    id: Id
    title: Words | None = None
    when: Annotated[list[When], BeforeValidator(_one_or_more)] = Field(min_length=1)
    unless: Annotated[list[When], BeforeValidator(_one_or_more)] = Field(default_factory=list)
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
    applies_to: Annotated[list[Kind], BeforeValidator(_one_or_more)] = Field(min_length=1)
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
    note: Words | None = None


class Dictionary(Model):
    """``rules/indicators.yaml``: questions that several packs share."""

    format: Literal[1]
    options: dict[str, dict[str, Words]] = Field(default_factory=dict)
    indicators: dict[Identifier, Indicator] = Field(default_factory=dict)


NOT_YET: Final[Mapping[type[Model], frozenset[str]]] = {
    PackModel: frozenset({"adjust", "extends", "set", "drop", "add"}),
    Scoring: frozenset({"late_share", "redistribute"}),
    Role: frozenset({"of"}),
    Indicator: frozenset(
        "calc of key columns required may_be_empty min_rows rows valid better ask_when filled_by time fold "
        "prior".split()
    ),
    Score: frozenset({"late_share"}),
    Criterion: frozenset({"due", "every", "adjust", "criteria", "ask_when"}),
    Dimension: frozenset({"weight", "adjust", "not_applicable", "scoring"}),
    Reconcile: frozenset({"over"}),
}
"""Keys of the language that this version does not build: refused by name, with their line."""

NOT_YET_VALUES: Final = frozenset({"money", "choice", "table", "text", "add", "redistribute", "full"})
"""Words of the language in places where this version knows fewer."""
