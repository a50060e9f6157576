"""Types of expressions: takes a tree and the names it may use, gives a typed tree or the problem with its offset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from gongti.engine.document import nearest
from gongti.engine.expression.syntax import Call, Comparison, ListOf, Literal, Name, Node, Operation, SyntaxProblem
from gongti.engine.expression.types import (
    BOOL,
    COUNT,
    DATE,
    FIELDS,
    MOMENTS,
    PLAIN,
    SHARE,
    TEXT,
    Asked,
    Reference,
    Scope,
    Term,
    Type,
)
from gongti.engine.values.exact import divide
from gongti.engine.words import listed

AGGREGATES: Final = ("count", "share", "every", "any", "sum", "mean", "median", "min", "max", "distinct")
FUNCTIONS: Final = ("missing", "present", "has", "answered", "first_known", "days", "abs")
NOT_YET: Final = frozenset({"complete", "place", "union", "change", "growth", "prior", "has_prior", "peers"})
"""Of the language, but not built: refused by name."""

ANY: Final = Type("number", "any")


def check(node: Node, scope: Scope) -> Term:
    """The typed tree. Raises SyntaxProblem with the offset of the first part that does not fit."""
    return _Checker(scope, None, None).term(node)


def reads(term: Term) -> Iterator[tuple[str, str, str]]:
    """Every indicator a term can read: (op, role or owner, indicator), ``op`` as in ``Term``.

    Names inside ``where`` and over a collection come as ``role`` with that collection.
    """
    yield from _reads(term, "")


def _reads(term: Term, collection: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(term.value, Reference):
        ref = term.value
        if ref.slot >= 0:
            if term.op == "element":
                yield "role", collection, ref.name
            else:
                yield term.op, ref.owner, ref.name
    inner = term.value[1] if term.op == "aggregate" else collection
    for arg in term.args:
        if arg is not None:
            yield from _reads(arg, inner)


def reads_own(term: Term) -> bool:
    """Whether a term reads an answer or a field of its own unit."""
    return term.op in ("own", "this") or any(reads_own(a) for a in term.args if a is not None)


def own_indicators(node: Node, scope: Scope) -> Iterator[Asked]:
    """The indicators that bare names of a tree read, before it is known whose they are."""
    if isinstance(node, Name):
        if node.parts[0] in scope.indicators:
            yield scope.indicators[node.parts[0]]
    elif isinstance(node, (Call, Operation, Comparison)):
        for arg in node.args:
            yield from own_indicators(arg, scope)
    elif isinstance(node, ListOf):
        for arg in node.items:
            yield from own_indicators(arg, scope)


class _Checker:
    """One walk over a tree; ``collection`` and ``inside_where`` say where in an aggregate it stands."""

    def __init__(self, scope: Scope, collection: str | None, where: str | None) -> None:
        self.scope = scope
        self.collection = collection  # elements of it are written C.x here
        self.where = where  # inside its condition: bare names are the element's

    def term(self, node: Node) -> Term:
        if isinstance(node, Literal):
            return self.literal(node)
        if isinstance(node, ListOf):
            items = tuple(self.term(i) for i in node.items)
            return Term("list", Type("list"), node.at, items)
        if isinstance(node, Name):
            return self.name(node)
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Comparison):
            return self.comparison(node)
        return self.operation(node)

    def literal(self, node: Literal) -> Term:
        value = node.value
        if isinstance(value, bool):
            kind = BOOL
        elif isinstance(value, str):
            kind = TEXT
        elif isinstance(value, date):
            kind = DATE
        else:
            kind = SHARE if node.share else PLAIN
        return Term("const", kind, node.at, value=value)

    # names

    def name(self, node: Name) -> Term:
        head, *rest = node.parts
        if head in NOT_YET:
            raise SyntaxProblem("not-yet", node.at, what=head)
        if head == "this" and self.scope.unit != "facility":
            raise SyntaxProblem("no-this", node.at)
        if head == "this":
            return self.member(node, rest, "this", "")
        if head in ("consortium", "region") and rest:
            return self.member(node, rest, head, head)
        if head in self.scope.roles:
            return self.of_role(node, head, rest)
        if head in self.scope.collections:
            return self.of_collection(node, head, rest)
        return self.bare(node, head, rest)

    def bare(self, node: Name, head: str, rest: list[str]) -> Term:
        if self.where in self.scope.collections:
            fields = self.scope.collections[self.where or ""]
            if head in fields:
                return self.leaf(node, rest, Term("element", fields[head], node.at, value=Reference("", head, -1, "")))
        elif self.where is not None or self.scope.unit == "facility" or head in self.scope.indicators:
            found = self.of_unit(node, head, rest)
            if found is not None:
                return found
        if head in self.scope.parameters:
            return self.leaf(node, rest, Term("parameter", self.scope.parameters[head], node.at, value=head))
        if head in MOMENTS:
            return self.leaf(node, rest, Term("moment", DATE, node.at, value=head))
        if head in self.scope.given:
            return self.leaf(node, rest, Term("given", self.scope.given[head], node.at, value=head))
        raise SyntaxProblem("unknown-name", node.at, name=head, near=nearest(head, self.known()))

    def of_unit(self, node: Name, head: str, rest: list[str]) -> Term | None:
        """A bare indicator or field: of the element inside ``where``, else of the unit; a place of its own stays it."""
        asked = self.scope.indicators.get(head)
        if asked is not None and asked.of in ("consortium", "region"):
            return self.answer(node, head, rest, asked.of, asked.of)
        op = "element" if self.where is not None else "own"
        if asked is not None:
            if op == "own" and self.scope.unit != "facility":
                role = asked.of if asked.of in self.scope.roles else ""
                raise SyntaxProblem("asked-elsewhere", node.at, name=head, of=asked.of, role=role or "ROLE")
            return self.answer(node, head, rest, op, "")
        if head in FIELDS:
            return self.leaf(node, rest, Term(op, FIELDS[head], node.at, value=Reference("", head, -1, "")))
        return None

    def member(self, node: Name, rest: list[str], op: str, owner: str) -> Term:
        """``consortium.x``, ``region.x``, ``this.x``."""
        if not rest:
            raise SyntaxProblem("unknown-name", node.at, name=node.parts[0], near="")
        if rest[0] in self.scope.indicators:
            asked = self.scope.indicators[rest[0]]
            if op in ("consortium", "region") and asked.of != op:
                raise SyntaxProblem("asked-elsewhere", node.at, name=rest[0], of=asked.of, role=asked.of)
            return self.answer(node, rest[0], rest[1:], op, owner)
        if op == "this" and rest[0] in FIELDS:
            return self.leaf(node, rest[1:], Term(op, FIELDS[rest[0]], node.at, value=Reference("", rest[0], -1, "")))
        raise SyntaxProblem("unknown-name", node.at, name=".".join(node.parts), near=nearest(rest[0], self.known()))

    def of_role(self, node: Name, role: str, rest: list[str]) -> Term:
        if not rest:
            raise SyntaxProblem("column-alone", node.at, name=role)
        op, owner = ("element", "") if role == self.collection else ("role", role)
        if rest[0] in self.scope.indicators:
            asked = self.scope.indicators[rest[0]]
            if asked.of in ("consortium", "region"):
                raise SyntaxProblem("asked-elsewhere", node.at, name=rest[0], of=asked.of, role=asked.of)
            return self.answer(node, rest[0], rest[1:], op, owner)
        if rest[0] in FIELDS:
            reference = Reference(owner, rest[0], -1, "")
            return self.leaf(node, rest[1:], Term(op, FIELDS[rest[0]], node.at, value=reference))
        raise SyntaxProblem("unknown-name", node.at, name=".".join(node.parts), near=nearest(rest[0], self.known()))

    def of_collection(self, node: Name, name: str, rest: list[str]) -> Term:
        fields = self.scope.collections[name]
        if name != self.collection or not rest:
            raise SyntaxProblem("column-alone", node.at, name=name)
        if rest[0] not in fields:
            raise SyntaxProblem("unknown-name", node.at, name=".".join(node.parts), near=nearest(rest[0], list(fields)))
        reference = Reference("", rest[0], -1, "")
        return self.leaf(node, rest[1:], Term("element", fields[rest[0]], node.at, value=reference))

    def answer(self, node: Name, name: str, rest: list[str], op: str, owner: str) -> Term:
        asked = self.scope.indicators[name]
        kind, part = asked.type, ""
        if asked.ratio and rest[:1] in (["part"], ["whole"]):
            part, rest = rest[0], rest[1:]
            kind = Type("number", "plain", asked.type.unit, whole=True)
        elif asked.ratio:
            kind = SHARE
        return self.leaf(node, rest, Term(op, kind, node.at, value=Reference(owner, name, asked.slot, part)))

    def leaf(self, node: Name, rest: list[str], term: Term) -> Term:
        if rest:
            raise SyntaxProblem("unknown-name", node.at, name=".".join(node.parts), near="")
        return term

    def known(self) -> list[str]:
        scope = self.scope
        return [*scope.indicators, *scope.roles, *scope.parameters, *scope.collections, *scope.given, *FIELDS, *MOMENTS]

    # calls

    def call(self, node: Call) -> Term:
        if node.function in NOT_YET:
            raise SyntaxProblem("not-yet", node.at, what=node.function)
        if node.function in AGGREGATES:
            return self.aggregate(node)
        if node.function not in FUNCTIONS:
            near = nearest(node.function, [*AGGREGATES, *FUNCTIONS])
            raise SyntaxProblem("unknown-function", node.at, name=node.function, near=near)
        if node.where is not None:
            raise SyntaxProblem("expression-rest", node.where.at, found="where")
        return self.function(node)

    def aggregate(self, node: Call) -> Term:
        function = node.function
        if len(node.args) != 1:
            raise SyntaxProblem("argument-count", node.at, name=function, expected=1, found=len(node.args))
        arg = node.args[0]
        collection = self.collection_of(node, arg)
        inner = self.scope if self.where is None else replace(self.scope, unit="facility")
        where = None
        if node.where is not None:
            where = self.boolean(_Checker(inner, None, collection).term(node.where))
        if isinstance(arg, Name) and len(arg.parts) == 1:
            if function != "count":
                raise SyntaxProblem("column-alone", arg.at, name=collection)
            return Term("aggregate", COUNT, node.at, (None, where), (function, collection))
        of = _Checker(inner, collection, self.where).term(arg)
        if function in ("count", "share", "every", "any"):
            of = self.boolean(of)
            kind = {"count": COUNT, "share": SHARE}.get(function, BOOL)
        elif function == "distinct":
            kind = COUNT
        else:
            self.number(of)
            kind = replace(of.type, whole=of.type.whole and function in ("sum", "min", "max"))
        return Term("aggregate", kind, node.at, (of, where), (function, collection))

    def collection_of(self, node: Call, arg: Node) -> str:
        """The one collection whose elements an aggregate goes over."""
        heads = {name.parts[0]: name for name in _names(arg)}
        many = sorted(h for h in heads if h in self.scope.collections or self.scope.roles.get(h) is False)
        single = sorted(h for h in heads if self.scope.roles.get(h) is True)
        found = many or single
        if len(found) != 1:
            code = "one-collection" if found else "no-collection"
            names = ", ".join(found) or ", ".join(sorted([*self.scope.roles, *self.scope.collections]))
            raise SyntaxProblem(code, node.at, name=node.function, names=names)
        return found[0]

    def function(self, node: Call) -> Term:
        name = node.function
        counts = {"has": 2, "days": 2, "first_known": 2}
        if len(node.args) != counts.get(name, 1):
            raise SyntaxProblem(
                "argument-count", node.at, name=name, expected=counts.get(name, 1), found=len(node.args)
            )
        args: tuple[Term, ...]
        if name == "has":
            args = (self.term(node.args[0]),)
            self.expect(args[0], "set")
            args += (self.beside(node.args[1], args[0].type),)
            return Term("function", BOOL, node.at, args, name)
        args = tuple(self.term(a) for a in node.args)
        if name in ("missing", "present"):
            self.expect(args[0], "set")
            return Term("function", COUNT, node.at, args, name)
        if name == "answered":
            return Term("function", BOOL, node.at, args, name)
        if name == "days":
            self.expect(args[0], "date")
            self.expect(args[1], "date")
            return Term("function", COUNT, node.at, args, name)
        if name == "abs":
            self.number(args[0])
            return Term("function", args[0].type, node.at, args, name)
        return Term("function", self.join(args[0], args[1]), node.at, args, name)

    # operators

    def operation(self, node: Operation) -> Term:
        op = node.op
        if op in ("and", "or", "not"):
            return Term(op, BOOL, node.at, tuple(self.boolean(self.term(a)) for a in node.args))
        if op == "if":
            condition = self.boolean(self.term(node.args[0]))
            then, other = self.term(node.args[1]), self.term(node.args[2])
            return Term("if", self.join(then, other), node.at, (condition, then, other))
        args = tuple(self.term(a) for a in node.args)
        if op == "-" and args[0].type.base == "set":
            raise SyntaxProblem("not-yet", node.at, what="set - set")
        if op == "-" and args[0].type.base == "date":
            raise SyntaxProblem("date-arithmetic", node.at)
        for arg in args:
            self.number(arg)
        kind = self.arithmetic(op, args)
        if all(a.op == "const" for a in args):
            return Term("const", kind, node.at, value=self.fold(op, [a.value for a in args], node.at))
        return Term(op, kind, node.at, args)

    def arithmetic(self, op: str, args: tuple[Term, ...]) -> Type:
        if op == "neg":
            return args[0].type
        x, y = args[0].type, args[1].type
        if op in "+-":
            kind = self.join(args[0], args[1])
            return replace(kind, whole=x.whole and y.whole)
        if op == "/":
            return replace(ANY, unit=x.unit if not y.unit else "")
        if x.scale == "plain" or y.scale == "plain":
            unit = x.unit if not y.unit else y.unit if not x.unit else ""
            return Type("number", "plain", unit, whole=x.whole and y.whole)
        return SHARE if x.scale == y.scale == "share" else ANY

    def fold(self, op: str, values: list[Any], at: int) -> Any:
        if op == "neg":
            return -values[0]
        x, y = values
        if op == "/":
            if not y:
                raise SyntaxProblem("division-by-zero", at)
            return divide(x, y)
        return x + y if op == "+" else x - y if op == "-" else x * y

    def comparison(self, node: Comparison) -> Term:
        args: list[Term] = []
        for i, arg in enumerate(node.args):
            neighbour = self.option_type(node.args, i)
            args.append(self.beside(arg, neighbour) if neighbour is not None else self.term(arg))
        for op, left, right in zip(node.ops, args, args[1:], strict=False):
            self.comparable(op, left, right)
        return Term("compare", BOOL, node.at, tuple(args), node.ops)

    def option_type(self, args: tuple[Node, ...], i: int) -> Type | None:
        """The type of the choice or set beside an argument, where that argument is a bare option of it."""
        node = args[i]
        names = list(_names(node)) if isinstance(node, ListOf) else [node] if isinstance(node, Name) else []
        if not names or not all(len(n.parts) == 1 for n in names):
            return None
        for j in (i - 1, i + 1):
            if 0 <= j < len(args) and isinstance(args[j], Name):
                try:
                    kind = self.term(args[j]).type
                except SyntaxProblem:
                    continue
                if kind.options is not None and all(n.parts[0] in kind.options for n in names):
                    return kind
        return None

    def beside(self, node: Node, kind: Type) -> Term:
        """An option, bare or quoted, beside its choice or set."""
        options = kind.options or ()
        if isinstance(node, ListOf):
            return Term("list", Type("list"), node.at, tuple(self.beside(i, kind) for i in node.items))
        if isinstance(node, Name) and len(node.parts) == 1:
            text = node.parts[0]
        elif isinstance(node, Literal) and isinstance(node.value, str):
            text = node.value
        else:
            return self.term(node)
        if text not in options:
            raise SyntaxProblem("no-such-option", node.at, option=text, allowed=listed(options))
        return Term("const", Type("text", options=options), node.at, value=text)

    def comparable(self, op: str, left: Term, right: Term) -> None:
        if op in ("in", "not in"):
            if right.type.base == "list":
                for item in right.args:
                    if item is not None:
                        self.join(left, item)
                return
            raise SyntaxProblem("list-expected", right.at, name=op)
        self.join(left, right)
        if op not in ("==", "!=") and left.type.base not in ("number", "date"):
            raise SyntaxProblem("not-ordered", left.at, kind=left.type.base)

    def join(self, left: Term, right: Term) -> Type:
        return join_types(left, right)

    def boolean(self, term: Term) -> Term:
        self.expect(term, "bool")
        return term

    def number(self, term: Term) -> None:
        self.expect(term, "number")

    def expect(self, term: Term, base: str) -> None:
        if term.type.base != base:
            raise SyntaxProblem("type-expected", term.at, expected=base, found=term.type.base)


def join_types(left: Term, right: Term) -> Type:
    """The type both sides share. Raises where they cannot stand side by side."""
    x, y = left.type, right.type
    if x.base != y.base:
        raise SyntaxProblem("type-mismatch", right.at, left=x.base, right=y.base)
    if x.base == "text":
        for one, other in ((left, right), (right, left)):
            if one.op == "const" and other.type.options is not None and one.value not in other.type.options:
                allowed = listed(other.type.options)
                raise SyntaxProblem("no-such-option", one.at, option=one.value, allowed=allowed)
        return TEXT if x.options != y.options else x
    if x.base != "number":
        return x
    if x.unit and y.unit and x.unit != y.unit:
        raise SyntaxProblem("unit-mismatch", right.at, left=x.unit, right=y.unit)
    if {x.scale, y.scale} == {"share", "plain"}:
        plain = left if x.scale == "plain" else right
        if plain.op != "const" or not 0 <= plain.value <= 1:
            raise SyntaxProblem("share-against-number", right.at)
        return SHARE
    scale = x.scale if x.scale != "any" else y.scale
    return Type("number", scale, x.unit or y.unit, whole=x.whole and y.whole)


def _names(node: Node) -> Iterable[Name]:
    """Every name in a tree, outside the conditions of inner aggregates."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, ListOf):
        for item in node.items:
            yield from _names(item)
    elif isinstance(node, (Call, Operation, Comparison)):
        for arg in node.args:
            yield from _names(arg)
