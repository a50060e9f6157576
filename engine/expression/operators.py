"""Operators of expressions: takes operations and comparisons, gives typed terms, or the problem with its offset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from gongti.engine.expression.names import Here
from gongti.engine.expression.syntax import Comparison, ListOf, Literal, Name, Node, Operation, SyntaxProblem
from gongti.engine.expression.types import BOOL, TEXT, Term, Type
from gongti.engine.values.exact import divide
from gongti.engine.words import listed

ANY: Final = Type("number", "any")


def expect(term: Term, base: str) -> Term:
    """The term, which must be of that base."""
    if term.type.base != base:
        raise SyntaxProblem("type-expected", term.at, expected=base, found=term.type.base)
    return term


def operation(here: Here, node: Operation) -> Term:
    op = node.op
    if op in ("and", "or", "not"):
        return Term(op, BOOL, node.at, tuple(expect(here.term(a), "bool") for a in node.args))
    if op == "if":
        condition = expect(here.term(node.args[0]), "bool")
        then, other = here.term(node.args[1]), here.term(node.args[2])
        return Term("if", join_types(then, other), node.at, (condition, then, other))
    args = tuple(here.term(a) for a in node.args)
    if op == "-" and args[0].type.base == "set":
        return _set_difference(node, args)
    if op == "-" and args[0].type.base == "date":
        raise SyntaxProblem("date-arithmetic", node.at)
    for arg in args:
        expect(arg, "number")
    kind = _arithmetic(op, args)
    if all(a.op == "const" for a in args):
        return constant(kind, node.at, _fold(op, [a.value for a in args], node.at))
    return Term(op, kind, node.at, args)


def constant(kind: Type, at: int, value: Any) -> Term:
    """A constant with what its value tells of its type."""
    if kind.base == "number":
        kind = replace(kind, positive=value >= 0 and (kind.scale != "share" or value <= 1))
    return Term("const", kind, at, value=value)


def _set_difference(node: Operation, args: tuple[Term, ...]) -> Term:
    """Over the options of the first; the second may not have others."""
    expect(args[1], "set")
    options = args[0].type.options or ()
    strange = [o for o in args[1].type.options or () if o not in options]
    if strange:
        raise SyntaxProblem("set-options", node.at, options=listed(strange))
    return Term("-", args[0].type, node.at, args)


def _arithmetic(op: str, args: tuple[Term, ...]) -> Type:
    x = args[0].type
    if op == "neg":
        return replace(x, positive=False)
    y = args[1].type
    whole, positive = x.whole and y.whole, x.positive and y.positive
    if op in "+-":
        kind = join_types(*args)
        return replace(kind, whole=whole, positive=positive and op == "+" and kind.scale != "share")
    if op == "/":
        return replace(ANY, unit=x.unit if not y.unit else "", positive=positive)
    if _is_factor(args[0]) != _is_factor(args[1]):  # twice a share is still measured in shares, if not one itself
        kind = y if _is_factor(args[0]) else x
        return replace(kind, scale="any" if kind.scale == "share" else kind.scale, whole=whole, positive=positive)
    if x.scale == "plain" or y.scale == "plain":
        unit = x.unit if not y.unit else y.unit if not x.unit else ""
        return Type("number", "plain", unit, whole=whole, positive=positive)
    return Type("number", "share" if x.scale == y.scale == "share" else "any", positive=positive)


def _is_factor(term: Term) -> bool:
    """A written number that measures nothing: it makes more or less of what it stands beside."""
    return term.op == "const" and term.type.scale == "plain" and not term.type.unit


def _fold(op: str, values: list[Any], at: int) -> Any:
    if op == "neg":
        return -values[0]
    x, y = values
    if op == "/":
        if not y:
            raise SyntaxProblem("division-by-zero", at)
        return divide(x, y)
    return x + y if op == "+" else x - y if op == "-" else x * y


# comparisons


def comparison(here: Here, node: Comparison) -> Term:
    """A chain. A bare word beside a choice or set is one of its options, if it has such an option."""
    words = [_words(arg) for arg in node.args]
    read = [here.term(arg) if not said else None for arg, said in zip(node.args, words, strict=True)]
    beside = [term.type if term is not None else _kind(here, arg) for term, arg in zip(read, node.args, strict=True)]
    args = []
    for i, (term, said) in enumerate(zip(read, words, strict=True)):
        kinds = [k for k in (*beside[max(i - 1, 0) : i], *beside[i + 1 : i + 2]) if k is not None and k.options]
        args.append(term if term is not None else _option_or_name(here, node.args[i], said, kinds))
    for op, left, right in zip(node.ops, args, args[1:], strict=False):
        _comparable(op, left, right)
    return Term("compare", BOOL, node.at, tuple(args), node.ops)


def _words(node: Node) -> list[Name]:
    """The bare words a node is made of, which may be options; none where it cannot be options alone."""
    items = node.items if isinstance(node, ListOf) else (node,)
    words = [item for item in items if isinstance(item, Name) and len(item.parts) == 1]
    quoted = [item for item in items if isinstance(item, Literal) and isinstance(item.value, str)]
    return words if len(words) + len(quoted) == len(items) else []


def _kind(here: Here, node: Node) -> Type | None:
    """The type of a single name; None where it is none."""
    try:
        return here.term(node).type if isinstance(node, Name) else None
    except SyntaxProblem:
        return None


def _option_or_name(here: Here, node: Node, words: list[Name], kinds: list[Type]) -> Term:
    for kind in kinds:
        if all(word.parts[0] in (kind.options or ()) for word in words):
            return option(here, node, kind)
    try:
        return here.term(node)
    except SyntaxProblem as problem:
        if problem.code == "unknown-name" and kinds:
            return option(here, node, kinds[0])
        raise


def option(here: Here, node: Node, kind: Type) -> Term:
    """An option, bare or quoted, beside its choice or set."""
    options = kind.options or ()
    if isinstance(node, ListOf):
        return Term("list", Type("list"), node.at, tuple(option(here, i, kind) for i in node.items))
    if isinstance(node, Name) and len(node.parts) == 1:
        text = node.parts[0]
    elif isinstance(node, Literal) and isinstance(node.value, str):
        text = node.value
    else:
        return here.term(node)
    if text not in options:
        raise SyntaxProblem("no-such-option", node.at, option=text, allowed=listed(options))
    return Term("const", Type("text", options=options), node.at, value=text)


def _comparable(op: str, left: Term, right: Term) -> None:
    if op in ("in", "not in"):
        if right.type.base != "list":
            raise SyntaxProblem("list-expected", right.at, name=op)
        for item in right.args:
            if item is not None:
                join_types(left, item)
        return
    join_types(left, right)
    if op not in ("==", "!=") and left.type.base not in ("number", "date"):
        raise SyntaxProblem("not-ordered", left.at, kind=left.type.base)


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
        return Type("number", "share", positive=_is_share(left) and _is_share(right))
    scale = x.scale if x.scale != "any" else y.scale
    positive = _is_share(left) and _is_share(right) if scale == "share" else x.positive and y.positive
    return Type("number", scale, x.unit or y.unit, whole=x.whole and y.whole, positive=positive)


def _is_share(term: Term) -> bool:
    """Whether a number surely lies between 0 and 1."""
    if term.op == "const":
        return bool(0 <= term.value <= 1)
    return term.type.scale == "share" and term.type.positive
