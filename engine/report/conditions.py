"""Conditions of a pack → words that somebody reads who has never seen the language of packs; and who a role is.

What has no words comes as the pack writes it, with the labels of questions in place of their ids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from gongti.engine.assessment.spoken import number
from gongti.engine.expression import Term
from gongti.engine.expression.types import Reached, Reference
from gongti.engine.measure import percent_text
from gongti.engine.pack import Formula, Pack
from gongti.engine.pack.questionnaire import Who
from gongti.engine.values.exact import Rational
from gongti.engine.words import TABLE, Language, say

_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_COMPARE: Final = {"<": lt, ">": gt, "<=": le, ">=": ge, "==": eq, "!=": ne}
_AMONG: Final = ("in", "not in")
_REFERENCES: Final = ("own", "this", "role", "consortium", "region")
_NAME: Final = re.compile(r"\b[A-Za-z][A-Za-z0-9_]*\b")


class _NoWords(Exception):
    """A form that this module has no words for."""


@dataclass(frozen=True)
class Conditions:
    """The conditions of one pack in one language; ``numbers`` are those of the questions in the questionnaire."""

    pack: Pack
    lang: Language
    numbers: Mapping[str, int]

    def say(self, code: str, **params: object) -> str:
        return say(f"ask.{code}", self.lang, **params)

    def said(self, formula: Formula, own: str) -> str:
        """The condition; ``own`` is the question it belongs to, which needs no name."""
        try:
            return self._holds(formula.term, own)
        except _NoWords:
            labels = {q.id: q.label.said(self.lang) for q in self.pack.questions}
            text = " ".join(formula.text.split())
            return _NAME.sub(lambda m: f"“{labels[m[0]]}”" if m[0] in labels else m[0], text)

    # ---- what holds

    def _holds(self, term: Term, own: str) -> str:
        op = term.op
        args = [a for a in term.args if a is not None]
        if op in ("and", "or"):
            return self.say(f"if.{op}").join(self._part(a, op, own) for a in args)
        if op == "not" and args[0].op in _REFERENCES:
            return self.say("if.no", text=self._value(args[0], own))
        if op == "not":
            return self.say("if.not", text=self._holds(args[0], own))
        if op in _REFERENCES:
            return self.say("if.yes", text=self._value(term, own))
        if op == "function" and term.value == "answered":
            return self.say("if.answered", text=self._value(args[0], own))
        if op == "function" and term.value == "has":
            return self.say("if.has", text=self._value(args[0], own), option=self._option(args[0], args[1]))
        if op == "compare":
            pairs = zip(args, term.value, args[1:], strict=False)
            return self.say("if.and").join(self._compared(*pair, own) for pair in pairs)
        raise _NoWords

    def _part(self, term: Term, inside: str, own: str) -> str:
        """One side of an `and` or `or`; the other of the two stands in brackets."""
        words = self._holds(term, own)
        return self.say("if.group", text=words) if term.op in ("and", "or") and term.op != inside else words

    def _compared(self, left: Term, op: str, right: Term, own: str) -> str:
        if op in _AMONG:
            options = self.say("if.either").join(self._option(left, a) for a in right.args if a is not None)
            code = "if.chosen" if op == "in" else "if.not-chosen"
            return self.say(code, text=self._value(left, own), option=options)
        if left.op == "parameter" and right.op in ("const", "parameter"):
            return self._dated(left.value, op, self._constant_of(right))
        if (left.op == "const" and right.op != "const") or _is_own(right, own):
            left, op, right = right, _TURNED[op], left
        if right.op == "const" and isinstance(right.value, str) and op in ("==", "!="):
            code = "if.chosen" if op == "==" else "if.not-chosen"
            return self.say(code, text=self._value(left, own), option=self._option(left, right))
        days = "date." if left.type.base == "date" else ""
        subject, object_ = self._value(left, own), self._value(right, own, first=False)
        return self.say(f"if.{days}{op}", left=subject, right=object_).strip()

    def _constant_of(self, term: Term) -> Any:
        """What a constant is, or a parameter that never changes."""
        if term.op == "const":
            return term.value
        (entry, *more) = self.pack.parameters[term.value]
        if more:
            raise _NoWords
        return entry.value.term.value

    def _dated(self, parameter: str, op: str, value: Any) -> str:
        """When a parameter that changes in time compares so: the days on which the period may end."""
        entries = self.pack.parameters[parameter]
        holding = [i for i, entry in enumerate(entries) if _COMPARE[op](entry.value.term.value, value)]
        if len(holding) != 1:
            raise _NoWords
        (i,) = holding
        first = entries[i].from_
        if i == len(entries) - 1:
            return self.say("if.period-from", from_=first)
        return self.say("if.period-between", from_=first, until=entries[i + 1].from_ - timedelta(days=1))

    # ---- what is compared

    def _value(self, term: Term, own: str, first: bool = True) -> str:
        value, args = term.value, [a for a in term.args if a is not None]
        if term.op == "const":
            return _constant(term)
        if isinstance(value, Reference):
            return self._reference(value, own, first)
        if isinstance(value, Reached):
            label = next((c.label.said(self.lang) for c in self.pack.calcs if c.id == value.name), value.name)
            return f"“{label}”"
        if term.op == "parameter":
            return self.pack.parameters[value][-1].value.text  # type: ignore[no-any-return]
        if term.op == "moment":
            return self.say(f"if.{value}")
        if term.op == "function" and value in ("missing", "present"):
            return self.say(f"if.{value}", text=self._value(args[0], own))
        if term.op in ("+", "-") and len(args) == 2:
            return f" {term.op} ".join(self._value(a, own, first=False) for a in args)
        if term.op == "aggregate" and value.function == "count" and not args:
            return self.say("if.count", who=self.facilities(value.collection))
        raise _NoWords

    def _reference(self, read: Reference, own: str, first: bool) -> str:
        if read.slot < 0:
            return self.say(f"field.{read.name}")
        question = self.pack.questions[read.slot]
        if question.id == own and not read.prior:
            if read.part:
                return self.say(f"if.own-{read.part}")
            return "" if first else self.say("if.own")
        words = {"number": self.numbers[question.id], "label": question.label.said(self.lang)}
        text = self.say("if.question", **words)
        if read.owner and read.owner not in ("consortium", "region"):
            text = self.say("if.question-of", who=self.facilities(read.owner), **words)
        if read.part:
            text = self.say(f"if.{read.part}", text=text)
        return self.say("if.prior", text=text) if read.prior else text

    def _option(self, of: Term, option: Term) -> str:
        read = of.value
        if isinstance(read, Reference) and read.slot >= 0:
            options = self.pack.questions[read.slot].options
            if option.value in options:
                return options[option.value].said(self.lang)
        return str(option.value)

    # ---- who

    def facilities(self, name: str) -> str:
        """Those of a role or type."""
        return self.who(Who(name, next((r for r in self.pack.roles if r.name == name), None)))

    def who(self, who: Who) -> str:
        """A role's facilities by what makes them: their part, their type, other facts of the register."""
        if who.role is None:
            return self._called("facility", who.name)
        term = who.role.where.term
        either = [a for a in term.args if a is not None] if term.op == "or" else []
        parts = [a for a in term.args if a is not None] if term.op == "and" else [term]
        try:
            said = [self._kind(part) for part in either or parts]
        except _NoWords:
            return self.say("facilities-where", where=" ".join(who.role.where.text.split()))
        nouns = [words for words, noun in said if noun]
        if len(nouns) == 2 and not either:  # the part they have, then their type
            nouns = [self.say("among", whole=nouns[0], part=nouns[1])]
        if either:
            nouns = [say("report.comma", self.lang).join(nouns)] if len(nouns) == len(either) else []
        facts = self.say("if.and").join(words for words, noun in said if not noun)
        if len(nouns) != 1:
            joined = self.say("if.or" if either else "if.and").join(words for words, _ in said)
            words = self.say("facilities-where", where=joined)
        else:
            words = self.say("with", who=nouns[0], where=facts) if facts else nouns[0]
        return self.say("everywhere", who=words) if who.role.of_region else words

    def _kind(self, term: Term) -> tuple[str, bool]:
        """A part of a role's condition: what the facilities are called, or a fact about them."""
        if (
            term.op != "compare"
            or len(term.args) != 2
            or not isinstance(getattr(term.args[0], "value", None), Reference)
        ):
            raise _NoWords
        left, right = term.args
        assert left is not None and right is not None
        (op,), field = term.value, left.value.name
        options = [a for a in right.args if a is not None] if right.op == "list" else [right]
        if any(o.op != "const" for o in options):
            raise _NoWords
        if field in ("role", "type") and op in ("==", "in"):
            prefix = "role" if field == "role" else "facility"
            return say("report.comma", self.lang).join(self._called(prefix, str(o.value)) for o in options), True
        if op in ("==", "in", "!=", "not in"):
            named = [_constant(o) for o in options]
            named = [n for n in named if not any(n != m and n.startswith(m) for m in named)]  # 二级 holds 二级甲等
            words = self.say("if.either").join(named)
            code = "if.is" if op in ("==", "in") else "if.is-not"
            return self.say(code, left=self.say(f"field.{field}"), right=words), False
        return self.say(f"if.{op}", left=self.say(f"field.{field}"), right=_constant(options[0])), False

    def _called(self, prefix: str, name: str) -> str:
        return self.say(f"{prefix}.{name}") if f"ask.{prefix}.{name}" in TABLE else name


def _is_own(term: Term, own: str) -> bool:
    """Whether a term is the answer itself to which the condition belongs."""
    read = term.value
    return isinstance(read, Reference) and (read.name, read.prior) == (own, False)


def _constant(term: Term) -> str:
    value = term.value
    if isinstance(value, (date, str)):
        return str(value)
    if isinstance(value, (int, Rational)) and not isinstance(value, bool):
        return percent_text(value) if term.type.scale == "share" else number(value)
    raise _NoWords
