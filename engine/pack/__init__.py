"""Criteria packs: takes YAML, gives a frozen pack whose every expression is typed and compiled."""

from gongti.engine.pack.bound import (
    BoundCriterion,
    BoundDimension,
    BoundGrade,
    BoundRule,
    Condition,
    Formula,
    Over,
    Pack,
    Question,
    Reconciliation,
    ScoreLevel,
    ScoreRule,
)
from gongti.engine.pack.load import find_dictionary, installed_packs, load_pack, load_pack_text, rules_folder
from gongti.engine.pack.questions import parameter_on

__all__ = [
    "BoundCriterion",
    "BoundDimension",
    "BoundGrade",
    "BoundRule",
    "Condition",
    "Formula",
    "Over",
    "Pack",
    "Question",
    "Reconciliation",
    "ScoreLevel",
    "ScoreRule",
    "find_dictionary",
    "installed_packs",
    "load_pack",
    "load_pack_text",
    "parameter_on",
    "rules_folder",
]
