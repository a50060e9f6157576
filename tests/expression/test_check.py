"""Takes the tables types.txt and refused.txt: each expression has that type, or stops being one at that place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gongti.engine.expression import (
    BOOL,
    COUNT,
    DATE,
    PLAIN,
    SHARE,
    TABLE,
    TEXT,
    Asked,
    Column,
    Scope,
    SyntaxProblem,
    Term,
    Type,
    check,
    own_indicators,
    parse,
    prior_reads,
    reads,
    reads_own,
)
from gongti.engine.expression.check import MAX_TERMS
from gongti.engine.expression.syntax import MAX_DEPTH, MAX_LENGTH
from gongti.engine.words import Text

HERE = Path(__file__).parent
CENTRES = Type("set", options=("lab", "imaging", "ecg"))
FUNDS = Type("number", "plain", "万元", positive=True)
MODE = Type("text", options=("direct", "trust"))
WEIGHT = Type("text", options=("high", "low"))
ISSUES = {
    "item": Column(TEXT, False),
    "amount": Column(FUNDS, False),
    "due": Column(DATE, False),
    "closed": Column(BOOL, False),
    "weight": Column(WEIGHT, False),
    "rate": Column(Type("number", "share", "例"), True),
    "services": Column(CENTRES, False),
}

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
        "funds": Asked(10, FUNDS, "consortium", False),
        "mode": Asked(11, MODE, "consortium", False),
        "motto": Asked(12, TEXT, "consortium", False),
        "method": Asked(13, MODE, "members", False),
        "services": Asked(14, CENTRES, "members", False),
        "wider": Asked(15, Type("set", options=("lab", "imaging", "ecg", "ct")), "consortium", False),
        "issues": Asked(16, TABLE, "consortium", False, columns=ISSUES),
        "faults": Asked(17, TABLE, "region", False, columns={"n": Column(COUNT, False)}),
        "purchases": Asked(18, TABLE, "lead", False, columns=ISSUES),
        "visits": Asked(19, TABLE, "members", False, columns={"n": Column(COUNT, False)}),
    },
    roles={"lead": True, "members": False, "partners": False},
    parameters={"third": Type("number", "any"), "goal": PLAIN},
    collections={"dimensions": {"id": TEXT, "percent": PLAIN}, "criteria": {"id": TEXT, "points": PLAIN}},
    given={"percent": PLAIN, "grade": WEIGHT},
)


def with_calc(scope: Scope, name: str, home: str, text: str) -> Scope:
    unit = "consortium" if home == "consortium" else "facility"
    term = check(parse(text), replace(scope, unit=unit, collections={}))
    return replace(scope, indicators={**scope.indicators, name: Asked(-1, term.type, home, False, calc=term)})


SCOPE = with_calc(SCOPE, "overdue", "consortium", "count(issues where not closed and due < period_end)")
SCOPE = with_calc(SCOPE, "used", "members", "beds_used / beds")
SCOPE = with_calc(SCOPE, "grown", "consortium", "change(staff)")


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


@pytest.mark.parametrize(
    ("expression", "positive"),
    [
        ("staff", True),
        ("funds", True),
        ("budget", False),  # a plain number may be negative
        ("covered", True),
        ("funds + 1", True),
        ("funds - 1", False),
        ("-funds", False),
        ("abs(budget)", True),
        ("budget * funds", False),
        ("funds * staff", True),
        ("funds / staff", True),
        ("covered - 5pp", False),
        ("covered + covered", False),  # more than 1
        ("covered * covered", True),
        ("change(staff)", False),
        ("change(covered)", False),
        ("abs(change(covered))", False),
        ("days(period_start, period_end)", False),
        ("sum(members.beds)", True),
        ("sum(issues.rate)", False),  # more than 1
        ("mean(issues.rate)", True),
        ("max(issues.amount - 1)", False),
        ("funds if plan else 0", True),
        ("funds if plan else -1", False),
        ("covered if plan else staff / staff", False),  # more than 1
        ("covered if plan else 1", True),
    ],
)
def test_what_cannot_be_below_0(expression: str, positive: bool) -> None:
    assert check(parse(expression), SCOPE).type.positive is positive


def _read(expression: str, scope: Scope = SCOPE) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    term = check(parse(expression), scope)
    return set(reads(term)), set(prior_reads(term))


FACILITY = replace(SCOPE, unit="facility")
ISSUES_READ = ("consortium", "consortium", "issues")


@pytest.mark.parametrize(
    ("expression", "scope", "read", "prior"),
    [
        ("count(issues where closed)", SCOPE, {ISSUES_READ}, set()),
        ("overdue > 0", SCOPE, {ISSUES_READ}, set()),
        ("complete(lead.purchases)", SCOPE, {("role", "lead", "purchases")}, set()),
        ("count(members where count(visits) > 0)", SCOPE, {("role", "members", "visits")}, set()),
        ("sum(visits.n)", FACILITY, {("own", "", "visits")}, set()),
        ("used > 1", FACILITY, {("own", "", "beds_used")}, set()),
        ("this.used > 1", FACILITY, {("this", "", "beds_used")}, set()),
        ("lead.used > 1", SCOPE, {("role", "lead", "beds_used")}, set()),
        ("mean(members.used)", SCOPE, {("role", "members", "beds_used")}, set()),
        ("count(members where used > 1)", SCOPE, {("role", "members", "beds_used")}, set()),
        ("prior.used", FACILITY, {("own", "", "beds_used")}, {("own", "", "beds_used")}),
        ("mean(prior.members.used)", SCOPE, {("role", "members", "beds_used")}, {("role", "members", "beds_used")}),
        ("change(lead.slots)", SCOPE, {("role", "lead", "slots")}, {("role", "lead", "slots")}),
        (
            "place(used, members.beds_used where prior.unified)",
            FACILITY,
            {("own", "", "beds_used"), ("role", "members", "beds_used"), ("role", "members", "unified")},
            {("role", "members", "unified")},
        ),
    ],
)
def test_what_the_new_names_read(
    expression: str, scope: Scope, read: set[tuple[str, str, str]], prior: set[tuple[str, str, str]]
) -> None:
    assert _read(expression, scope) == (read, prior)


@pytest.mark.parametrize(
    ("expression", "own"),
    [
        ("used > 1", True),
        ("this.used > 1", True),
        ("lead.used > 1", False),
        ("mean(members.used) > 1", False),
        ("overdue > 1", False),
        ("count(visits) > 1", True),
        ("place(beds, members.beds) > 1", True),
        ("prior.unified", True),
    ],
)
def test_reading_of_one_s_own(expression: str, own: bool) -> None:
    assert reads_own(check(parse(expression), FACILITY)) is own


def test_where_bare_names_live() -> None:
    named = own_indicators(parse("prior.unified and complete(issues) and change(used) > count(visits)"), SCOPE)
    assert sorted(asked.of for asked in named) == ["consortium", "members", "members", "members"]


def test_calcs_of_calcs_cannot_grow_without_bound() -> None:
    scope = with_calc(SCOPE, "twice_0", "consortium", "staff + staff")
    for i in range(9):  # written out, twice_i has 6·2ⁱ − 3 terms
        scope = with_calc(scope, f"twice_{i + 1}", "consortium", f"twice_{i} + twice_{i}")
    with pytest.raises(SyntaxProblem) as caught:
        with_calc(scope, "twice_10", "consortium", "twice_9 + twice_9")
    assert (caught.value.code, caught.value.params["limit"]) == ("expression-too-large", MAX_TERMS)


def _depth(term: Term) -> int:
    return 1 + max((_depth(a) for a in term.args if a is not None), default=0)


def test_a_calc_is_typed_once_and_stands_where_it_is_named() -> None:
    term = check(parse("overdue"), SCOPE)
    assert term.op == "calc" and term.args[0] is SCOPE.indicators["overdue"].calc and _depth(term) > 3
