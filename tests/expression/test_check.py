"""Takes the tables types.txt and refused.txt: each expression has that type, or stops being one at that place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongti.engine.expression import COUNT, PLAIN, SHARE, TEXT, Asked, Scope, SyntaxProblem, Type, check, parse, reads
from gongti.engine.expression.syntax import MAX_DEPTH, MAX_LENGTH
from gongti.engine.words import Text

HERE = Path(__file__).parent
CENTRES = Type("set", options=("lab", "imaging", "ecg"))

SCOPE = Scope(
    indicators={
        "plan": Asked(0, Type("bool"), "consortium", False),
        "staff": Asked(1, Type("number", "plain", "人", whole=True), "consortium", False),
        "budget": Asked(2, Type("number", "plain", "万元"), "consortium", False),
        "covered": Asked(3, SHARE, "consortium", False),
        "paid": Asked(4, Type("date"), "region", False),
        "centres": Asked(5, CENTRES, "consortium", False),
        "slots": Asked(6, Type("number", "share", "个/周"), "lead", True),
        "unified": Asked(7, Type("bool"), "members", False),
        "beds_used": Asked(8, Type("number", "plain", "张", whole=True), "members", False),
        "slots_all": Asked(9, Type("number", "share", "个/周"), "consortium", True),
    },
    roles={"lead": True, "members": False, "partners": False},
    parameters={"third": Type("number", "any"), "goal": PLAIN},
    collections={"dimensions": {"id": TEXT, "percent": PLAIN}},
    given={"percent": PLAIN},
)


def table(name: str) -> list[tuple[str, str]]:
    """The lines `expression ; expected` of a fixture file; `#` begins a comment."""
    lines = [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.rpartition(" ; ") for line in lines]
    assert all(middle for _, middle, _ in pairs)
    return [(expression, expected) for expression, _, expected in pairs]


def _written(kind: Type) -> str:
    scale = kind.scale if kind.base == "number" else ""
    words = (kind.base, scale, kind.unit, "whole" if kind.whole else "", ",".join(kind.options or ()))
    return " ".join(word for word in words if word)


@pytest.mark.parametrize(("expression", "expected"), table("types.txt"))
def test_type(expression: str, expected: str) -> None:
    assert _written(check(parse(expression), SCOPE).type) == expected


@pytest.mark.parametrize(("expression", "code"), table("refused.txt"))
def test_refused(expression: str, code: str) -> None:
    at = expression.index("^")
    with pytest.raises(SyntaxProblem) as caught:
        check(parse(expression.replace("^", "")), SCOPE)
    assert (caught.value.code, caught.value.at) == (code, at)


@pytest.mark.parametrize(
    ("expression", "param", "value"),
    [
        ("staf > 3", "near", "staff"),
        ("evry(members.unified)", "near", "every"),
        ("lead.bed", "near", "beds"),
        ("xyzzy", "near", ""),
        ("has(centres, mri)", "allowed", "lab、imaging、ecg"),
        ("staff > budget", "right", "万元"),
        ("sum(members.beds + partners.beds)", "names", "members, partners"),
        ("members.staff", "of", "consortium"),
        ("unified", "role", "members"),
    ],
)
def test_what_a_refusal_says(expression: str, param: str, value: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        check(parse(expression), SCOPE)
    found = caught.value.params[param]
    assert (found.said("zh") if isinstance(found, Text) else found) == value


# limits


@pytest.mark.parametrize(
    "text", ["(" * 5000, "not " * 5000, "-" * 5000, "[" * 5000, "f(" * 5000, "1 if true else " * 5000]
)
def test_long_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert caught.value.code == "expression-too-long"


@pytest.mark.parametrize(
    ("before", "after"), [("(", ")"), ("not ", ""), ("- ", ""), ("[", "]"), ("f(", ")"), ("1 if 1 else ", "")]
)
def test_depth_is_bounded(before: str, after: str) -> None:
    parse(before * (MAX_DEPTH - 1) + "1" + after * (MAX_DEPTH - 1))
    many = (MAX_LENGTH - 1) // (len(before) + len(after))
    with pytest.raises(SyntaxProblem) as caught:
        parse(before * many + "1" + after * many)
    assert caught.value.code == "expression-too-deep"


def test_length_is_bounded() -> None:
    parse("1" + "+1" * ((MAX_LENGTH - 1) // 2))
    with pytest.raises(SyntaxProblem):
        parse("1" + "+1" * (MAX_LENGTH // 2))


# shape


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("8 / 4 / 2", "(8 / 4) / 2"),
        ("-staff * 2", "(-staff) * 2"),
        ("plan or plan and plan", "plan or (plan and plan)"),
        ("not plan and plan", "(not plan) and plan"),
        ("not staff > 3", "not (staff > 3)"),
        ("staff + 1 > 3 and plan", "((staff + 1) > 3) and plan"),
        ("1 if plan else 2 if plan else 3", "1 if plan else (2 if plan else 3)"),
        ("members.beds  ", "members . beds"),
    ],
)
def test_precedence(expression: str, same: str) -> None:
    def bare(node: object) -> object:
        """The tree without offsets."""
        if isinstance(node, tuple):
            return tuple(bare(item) for item in node)
        fields = getattr(node, "__slots__", None)
        return (type(node).__name__, *(bare(getattr(node, f)) for f in fields if f != "at")) if fields else node

    assert bare(parse(expression)) == bare(parse(same))


def test_what_an_expression_reads() -> None:
    term = check(
        parse("staff > 3 and region.paid < period_end and sum(members.beds_used where unified) > 3 and lead.slots > 0"),
        SCOPE,
    )
    assert sorted(set(reads(term))) == [
        ("consortium", "consortium", "staff"),
        ("region", "region", "paid"),
        ("role", "lead", "slots"),
        ("role", "members", "beds_used"),
        ("role", "members", "unified"),
    ]


def test_a_bare_name_over_a_role_is_the_facility_s_own() -> None:
    facility = Scope(SCOPE.indicators, SCOPE.roles, SCOPE.parameters, unit="facility")
    assert check(parse("unified"), facility).op == "own"
    assert check(parse("beds"), facility).type == COUNT
    assert check(parse("staff"), facility).op == "consortium"
    with pytest.raises(SyntaxProblem):
        check(parse("beds"), SCOPE)
