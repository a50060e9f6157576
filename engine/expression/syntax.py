"""The grammar of expressions: takes a text, gives a tree of nodes, each with its offset in the text.

expression  = or [ "if" or "else" expression ]
or          = and { "or" and }
and         = not { "and" not }
not         = "not" not | comparison
comparison  = sum { ( "==" | "!=" | "<" | "<=" | ">" | ">=" | [ "not" ] "in" ) sum }
sum         = product { ( "+" | "-" ) product }
product     = sign { ( "*" | "/" ) sign }
sign        = "-" sign | atom
atom        = number [ "%" | "pp" ] | date | string | "true" | "false" | "[" list "]"
            | "(" expression ")" | name { "." name } | name "(" [ arguments ] ")"
arguments   = expression { "," expression } [ "where" expression ]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from gongti.engine.values.exact import Number, from_fraction

MAX_LENGTH: Final = 2000
MAX_DEPTH: Final = 40

KEYWORDS: Final = frozenset({"and", "or", "not", "in", "if", "else", "where", "true", "false"})

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9A-Za-z_]))
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<string>"[^"\n]*"|'[^'\n]*')
    | (?P<sign>==|!=|<=|>=|[-+*/%<>(),.\[\]])
    )""",
    re.VERBOSE,
)


class SyntaxProblem(Exception):
    """Where an expression stops being one: a problem code, the offset, and the words' parameters."""

    def __init__(self, code: str, at: int, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.at = at
        self.params = params


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; ``share`` marks a number written with % or pp."""

    at: int
    value: Number | bool | str | date
    share: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    at: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Name:
    at: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    at: int
    function: str
    args: tuple[Node, ...]
    where: Node | None


@dataclass(frozen=True, slots=True)
class Operation:
    """``+ - * /`` of two, ``neg`` and ``not`` of one, ``and or`` of many, ``if`` of (condition, then, else)."""

    at: int
    op: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain: args[0] ops[0] args[1] ops[1] args[2] …"""

    at: int
    ops: tuple[str, ...]
    args: tuple[Node, ...]


Node = Literal | ListOf | Name | Call | Operation | Comparison


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """The tree of an expression. Raises SyntaxProblem at the first place that does not fit."""
    if len(text) > MAX_LENGTH:
        raise SyntaxProblem("expression-too-long", 0, limit=MAX_LENGTH)
    parser = _Parser(_tokens(text))
    node = parser.expression()
    parser.end()
    return node


def _tokens(text: str) -> list[_Token]:
    tokens = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:]
            at = position + len(rest) - len(rest.lstrip())
            if at == len(text):
                break
            if text[at] == "=":
                raise SyntaxProblem("expression-single-equals", at)
            raise SyntaxProblem("expression-character", at, character=text[at])
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        position = match.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.i = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.i]

    def take(self) -> _Token:
        token = self.tokens[self.i]
        self.i += 1
        return token

    def accept(self, *texts: str) -> _Token | None:
        token = self.next
        if token.kind in ("name", "sign") and token.text in texts:
            return self.take()
        return None

    def expect(self, text: str) -> _Token:
        token = self.accept(text)
        if token is None:
            if self.next.kind == "end":
                raise SyntaxProblem("expression-ends-before", self.next.at, expected=text)
            raise SyntaxProblem("expression-expected", self.next.at, expected=text, found=self.next.text)
        return token

    def end(self) -> None:
        if self.next.kind != "end":
            raise SyntaxProblem("expression-rest", self.next.at, found=self.next.text)

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxProblem("expression-too-deep", self.next.at, limit=MAX_DEPTH)
        node = self.either()
        if self.accept("if"):
            condition = self.either()
            self.expect("else")
            node = Operation(node.at, "if", (condition, node, self.expression()))
        self.depth -= 1
        return node

    def either(self) -> Node:
        return self.series("or", self.both)

    def both(self) -> Node:
        return self.series("and", self.negation)

    def series(self, word: str, part: Callable[[], Node]) -> Node:
        first = part()
        args = [first]
        while self.accept(word):
            args.append(part())
        return Operation(first.at, word, tuple(args)) if len(args) > 1 else first

    def negation(self) -> Node:
        token = self.accept("not")
        if token is None:
            return self.comparison()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxProblem("expression-too-deep", token.at, limit=MAX_DEPTH)
        node = Operation(token.at, "not", (self.negation(),))
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        first = self.sum()
        ops: list[str] = []
        args: list[Node] = [first]
        while True:
            token = self.accept("==", "!=", "<", "<=", ">", ">=", "in", "not")
            if token is None:
                break
            op = token.text
            if op == "not":
                self.expect("in")
                op = "not in"
            ops.append(op)
            args.append(self.sum())
        return Comparison(first.at, tuple(ops), tuple(args)) if ops else first

    def sum(self) -> Node:
        node = self.product()
        while token := self.accept("+", "-"):
            node = Operation(token.at, token.text, (node, self.product()))
        return node

    def product(self) -> Node:
        node = self.sign()
        while token := self.accept("*", "/"):
            node = Operation(token.at, token.text, (node, self.sign()))
        return node

    def sign(self) -> Node:
        token = self.accept("-")
        if token is None:
            return self.atom()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxProblem("expression-too-deep", token.at, limit=MAX_DEPTH)
        node = Operation(token.at, "neg", (self.sign(),))
        self.depth -= 1
        return node

    def atom(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "date":
            try:
                return Literal(token.at, date.fromisoformat(token.text))
            except ValueError:
                raise SyntaxProblem("expression-date", token.at, text=token.text) from None
        if token.kind == "string":
            return Literal(token.at, token.text[1:-1])
        if token.kind == "name":
            return self.name(token)
        if token.text == "(":
            node = self.expression()
            self.expect(")")
            return node
        if token.text == "[":
            items: list[Node] = []
            while not self.accept("]"):
                if items:
                    self.expect(",")
                items.append(self.expression())
            return ListOf(token.at, tuple(items))
        if token.kind == "end":
            raise SyntaxProblem("expression-ends", token.at)
        raise SyntaxProblem("expression-value-missing", token.at, found=token.text)

    def number(self, token: _Token) -> Node:
        value = from_fraction(Fraction(token.text))
        following = self.next
        if following.kind == "sign" and following.text == "%" or following.text == "pp":
            self.take()
            return Literal(token.at, from_fraction(Fraction(token.text) / 100), share=True)
        return Literal(token.at, value)

    def name(self, token: _Token) -> Node:
        if token.text in ("true", "false"):
            return Literal(token.at, token.text == "true")
        if token.text in KEYWORDS:
            raise SyntaxProblem("expression-value-missing", token.at, found=token.text)
        if self.accept("("):
            return self.call(token)
        parts = [token.text]
        while self.accept("."):
            part = self.take()
            if part.kind != "name":
                raise SyntaxProblem("expression-value-missing", part.at, found=part.text or ".")
            parts.append(part.text)
        return Name(token.at, tuple(parts))

    def call(self, token: _Token) -> Node:
        args: list[Node] = []
        where: Node | None = None
        while not self.accept(")"):
            if args:
                self.expect(",")
            args.append(self.expression())
            if self.accept("where"):
                where = self.expression()
                self.expect(")")
                break
        return Call(token.at, token.text, tuple(args), where)


__all__ = [
    "Call",
    "Comparison",
    "ListOf",
    "Literal",
    "Name",
    "Node",
    "Operation",
    "SyntaxProblem",
    "parse",
]
