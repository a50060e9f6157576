"""Every word a user reads, by code, in Chinese and English side by side: takes a code, gives a sentence.

The table is made of one module a room of the program; a test proves that every code has both
languages, that both name the same parameters, and that a case raises it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from gongti.engine.words.explain import EXPLAIN
from gongti.engine.words.expressions import EXPRESSION_PROBLEMS, EXPRESSION_WORDS
from gongti.engine.words.form import FORM, FORM_PROBLEMS
from gongti.engine.words.html import HTML
from gongti.engine.words.inference import INFERENCE_PROBLEMS
from gongti.engine.words.intake import INTAKE_PROBLEMS, MARKED
from gongti.engine.words.language import ANSWER_TYPES, LANGUAGE_PROBLEMS
from gongti.engine.words.lint import LINT_PROBLEMS
from gongti.engine.words.mending import MENDING, MENDING_PROBLEMS
from gongti.engine.words.packs import PACK_PROBLEMS
from gongti.engine.words.papers import PAPER_PROBLEMS, PAPERS
from gongti.engine.words.problems import HINTS, PROBLEMS, Severity, Table
from gongti.engine.words.questionnaire import QUESTIONNAIRE, QUESTIONNAIRE_PROBLEMS
from gongti.engine.words.reasons import REASONS
from gongti.engine.words.report import REPORT
from gongti.engine.words.schema import SCHEMA
from gongti.engine.words.selfcheck import SELF_CHECK
from gongti.engine.words.typed import TYPED_PROBLEMS

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a pack or a report gives, in both languages where it has both."""

    zh: str
    en: str = ""

    def said(self, lang: Language) -> str:
        return self.en if lang == "en" and self.en else self.zh


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the table with its parameters, said only when the language is known."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, lang: Language) -> str:
        return say(self.code, lang, **self.params)


def sentence(code: str, **params: object) -> Sentence:
    """A sentence of the table, to be said later."""
    return Sentence(code, params)


_PROBLEMS: Final[Table] = {
    **PROBLEMS,
    **INTAKE_PROBLEMS,
    **PACK_PROBLEMS,
    **LINT_PROBLEMS,
    **EXPRESSION_PROBLEMS,
    **TYPED_PROBLEMS,
    **INFERENCE_PROBLEMS,
    **LANGUAGE_PROBLEMS,
    **QUESTIONNAIRE_PROBLEMS,
    **FORM_PROBLEMS,
    **MENDING_PROBLEMS,
    **PAPER_PROBLEMS,
}


def listed(names: Iterable[str], limit: int = 40) -> Text:
    """Names in a row, as each language writes it; a very long row is cut."""
    shown = list(names)
    if len(shown) > limit:
        shown = [*shown[:limit], "…"]
    return Text("、".join(shown), ", ".join(shown))


TABLE: Final[Mapping[str, tuple[str, str]]] = {
    **{f"problem.{code}": (zh, en) for code, (_, zh, en) in _PROBLEMS.items()},
    **HINTS,
    **ANSWER_TYPES,
    **EXPRESSION_WORDS,
    **REASONS,
    **{f"report.{code}": words for code, words in REPORT.items()},
    **{f"marked.{code}": words for code, words in MARKED.items()},
    **{f"explain.{code}": words for code, words in EXPLAIN.items()},
    **{f"ask.{code}": words for code, words in QUESTIONNAIRE.items()},
    **{f"form.{code}": words for code, words in FORM.items()},
    **{f"html.{code}": words for code, words in HTML.items()},
    **{f"mend.{code}": words for code, words in MENDING.items()},
    **{f"paper.{code}": words for code, words in PAPERS.items()},
    **{f"schema.{code}": words for code, words in SCHEMA.items()},
    **{f"selfcheck.{code}": words for code, words in SELF_CHECK.items()},
}
"""Every code with its Chinese and its English."""


def say(code: str, lang: Language, **params: object) -> str:
    """The sentence of a code with its parameters filled in; texts among them are said in the same language."""
    template = TABLE[code][0 if lang == "zh" else 1]
    filled = {k: v.said(lang) if isinstance(v, (Text, Sentence)) else v for k, v in params.items()}
    return template.format(**filled)


def severity_of(code: str) -> Severity:
    """The severity the table gives a problem code."""
    return _PROBLEMS[code][0]
