"""Assessment: takes pack, submission and day, gives the result: one function runs the stages and the worlds."""

from gongti.engine.assessment.assess import Engine, EngineMissing, RulesRefused, assess, compiled
from gongti.engine.assessment.models import Result, RuleOutcome, Side
from gongti.engine.assessment.view import view

__all__ = ["Engine", "EngineMissing", "Result", "RuleOutcome", "RulesRefused", "Side", "assess", "compiled", "view"]
