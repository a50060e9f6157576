"""Criteria packs: takes YAML, gives a frozen pack whose every expression is typed and compiled."""

from gongti.engine.pack.bound import (
    Adjustment,
    BoundCriterion,
    BoundDimension,
    BoundGrade,
    BoundRule,
    Calc,
    Condition,
    Formula,
    Over,
    Pack,
    Question,
    Reconciliation,
    ScoreLevel,
    ScoreRule,
    Table,
)
from gongti.engine.pack.load import find_dictionary, installed_packs, load_pack, load_pack_text, rules_folder
from gongti.engine.pack.names import parameter_on
from gongti.engine.pack.questions import asking_order

__all__ = [
    "Adjustment",
    "BoundCriterion",
    "BoundDimension",
    "BoundGrade",
    "BoundRule",
    "Calc",
    "Condition",
    "Formula",
    "Over",
    "Pack",
    "Question",
    "Reconciliation",
    "ScoreLevel",
    "ScoreRule",
    "Table",
    "asking_order",
    "find_dictionary",
    "installed_packs",
    "load_pack",
    "load_pack_text",
    "parameter_on",
    "rules_folder",
]
