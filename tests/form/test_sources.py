"""What a form is made from: registers in every shape, whose form it is, for when; and why it cannot be made."""

from __future__ import annotations

from typing import Any

import pytest

from form.making import REGISTER, asked, report
from gongti.engine.form import given_of, register_of
from gongti.engine.form.sources import following
from gongti.engine.pack import load_pack_text
from gongti.engine.pack.questionnaire import questionnaire
from gongti.engine.submission import Register, Submission, parse_period

TABLE = "编码,名称,角色,类型,所属医共体\nf0,甲0,牵头医院,县级医院,mo\nf1,甲1,成员单位,乡镇卫生院,mo\n"
PACK = """\
format: 1
id: ID
version: 1.0.0
title: 甲
applies_to: KIND
documents: {p: {title: 方案, seen: original}}
in_force: {from: 2023-01-01}
indicators: {c: {type: yesno, label: 有}}
dimensions:
  - id: d
    title: 丁
    criteria: [{id: c-met, title: 丙, cite: {doc: p, clause: 一}, points: 1, measure: c}]
"""


def made(
    register: Register | None = None,
    claimed: Submission | None = None,
    before: Submission | None = None,
    consortium: str | None = None,
    period: str | None = None,
) -> Any:
    more = {"claimed": claimed, "before": before, "consortium": consortium, "period": period}
    return given_of(asked("bad"), register=register, year=2023, blank=5, **more)  # type: ignore[arg-type]


def read(text: str, path: str = "register.yaml") -> Register:
    register, problems = register_of(text.encode(), path)
    assert register is not None, [p.line("en") for p in problems]
    return register


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (REGISTER, "register.yaml"),
        (TABLE, "名册.csv"),
        (REGISTER.replace("facilities:", "consortium: {id: mo}\nperiod: 2024\nregister:"), "report.yaml"),
    ],
)
def test_a_register_may_be_a_list_a_table_or_within_a_report(text: str, path: str) -> None:
    assert [e.id for e in read(text, path).entries][:2] == ["f0", "f1"]


@pytest.mark.parametrize("text", ["[]", "format: 1\nanswers: {}\n", "a: [", "甲,乙\n1,2\n"])
def test_what_is_no_register_says_so(text: str) -> None:
    register, problems = register_of(text.encode(), "register.csv" if "," in text and "甲" in text else "register.yaml")
    assert register is None and [p for p in problems if p.severity in ("error", "warning", "info")]


def test_the_registers_consortium_and_the_packs_kind() -> None:
    given, problems = made(read(REGISTER))
    assert given is not None and not problems
    assert (given.consortium.id, given.consortium.kind, given.period.text) == ("mo", "county-consortium", "2023")


def test_of_several_consortia_one_must_be_named() -> None:
    register = read(REGISTER.replace("consortium: mo", "consortium: wu", 1))
    assert [p.code for p in made(register)[1]] == ["form-which-consortium"]
    assert made(register, consortium="wu")[0].consortium.id == "wu"
    assert [p.code for p in made(register, consortium="li")[1]] == ["form-no-consortium"]


def test_packs_for_different_kinds_make_no_form() -> None:
    kinds = ("county-consortium", "urban-group")
    packs = [load_pack_text(PACK.replace("ID", f"p{n}").replace("KIND", k))[0] for n, k in enumerate(kinds)]
    found, problems = questionnaire([p for p in packs if p is not None])
    assert found is not None and len(found.packs) == 2
    nothing: dict[str, Any] = dict.fromkeys(("register", "claimed", "before", "consortium", "period"))
    given, problems = given_of(found, **nothing, year=2023, blank=5)
    assert given is None and [p.code for p in problems] == ["form-kinds-differ"]


@pytest.mark.parametrize(("period", "text"), [("2024-H1", "2024-H1"), ("2024-13", None), ("", None), ("甲", None)])
def test_the_period_asked_for(period: str, text: str | None) -> None:
    given, problems = made(period=period)
    assert (given.period.text if given is not None else None) == text
    assert [p.code for p in problems] == ([] if text else ["form-period"])


def test_a_review_is_of_the_reports_period_and_a_prefilled_form_of_the_next() -> None:
    assert made(claimed=report())[0].period.text == "2024"
    assert made(before=report())[0].period.text == "2025"


@pytest.mark.parametrize(
    ("period", "after"),
    [("2024", "2025"), ("2024-H1", "2024-H2"), ("2024-H2", "2025-H1"), ("2024-Q4", "2025-Q1"), ("2024-09", "2024-10"),
     ("2024-12", "2025-01")],
)  # fmt: skip
def test_the_period_after(period: str, after: str) -> None:
    known = parse_period(period)
    assert known is not None and following(known) == parse_period(after)


def test_without_a_register_the_last_reports_facilities_stand() -> None:
    body = "facilities: [{id: f9, name: 甲九, role: lead, type: county-hospital}]\n"
    assert [e.id for e in made(before=report(body, register=""))[0].register.entries] == ["f9"]
