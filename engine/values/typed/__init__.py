"""What clerks type: takes an answer as YAML, JSON or a workbook gives it, gives its exact value, None or a refusal.

None is "unanswered". A ``Refusal`` is a code of the table of words with its parameters. What has two
readings is refused and both are named; nothing is guessed, nothing is a float, and nothing raises.
"""

from gongti.engine.values.typed.choices import SetAnswer, choice, finder, options, text, yesno
from gongti.engine.values.typed.days import NO_DATE, NoDate, day
from gongti.engine.values.typed.plain import Raw, Refusal
from gongti.engine.values.typed.quantities import Percent, Ratio, count, money, number, percent, ratio

__all__ = [
    "NO_DATE",
    "NoDate",
    "Percent",
    "Ratio",
    "Raw",
    "Refusal",
    "SetAnswer",
    "choice",
    "count",
    "day",
    "finder",
    "money",
    "number",
    "options",
    "percent",
    "ratio",
    "text",
    "yesno",
]
