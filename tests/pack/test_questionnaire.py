"""The questionnaire of packs: every question once, to those who can answer it; two ways of asking one are refused."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from gongti.engine.pack import Pack, installed_packs, load_pack, load_pack_text
from gongti.engine.pack.names import FACILITY_TYPES
from gongti.engine.pack.questionnaire import Asked, Questionnaire, questionnaire

PACK = """\
format: 1
id: one
version: 1.0.0
title: 甲
applies_to: county-consortium
documents: {plan: {title: 方案, seen: original}}
in_force: {from: 2023-01-01}
roles:
  lead: {where: role == "lead", one: true}
  members: role == "member"
  clinics: {where: 'type in ["township-health-centre", "village-clinic"]'}
indicators:
  charter: {type: yesno, label: 有章程, evidence: [章程]}
  charter_on: {type: date, label: 章程日期, ask_when: charter}
  doctors: {type: count, label: 医师, unit: 人, asked_of: clinics}
  beds_sunk: {type: count, label: 下沉床位, unit: 张, asked_of: lead}
  single: {type: yesno, label: 只属一家, asked_of: township-health-centre}
  checked: {type: yesno, label: 抽查合格, asked_of: members, filled_by: assessor}
  budget: {type: money, label: 预算, unit: 万元, asked_of: region, filled_by: 县财政局}
  unified: {type: yesno, label: 统一管理, asked_of: members}
  fund: {type: money, label: 基金, unit: 万元, asked_of: region, filled_by: 县医保局}
  report: {type: yesno, label: 已报送, asked_of: region}
  paid: {type: money, label: 拨付, unit: 万元, asked_of: region, filled_by: 县财政局}
  twice: {calc: budget + paid, of: region}
dimensions:
  - id: all
    title: 全部
    criteria:
      - {id: charter, title: 章程, cite: {doc: plan, clause: 一}, points: 1, measure: charter_on <= period_end}
      - {id: money, title: 资金, cite: {doc: plan, clause: 二}, points: 1, measure: region.twice > 0}
      - {id: staff, title: 医师, cite: {doc: plan, clause: 三}, points: 1, measure: sum(clinics.doctors) > 0}
reconcile:
  - {id: ends, title: 两端, expect: region.fund == region.paid}
grades:
  - {id: good, title: 好, when: region.report}
  - {id: rest, title: 其他, otherwise: true}
"""
OTHER = PACK.replace("id: one", "id: two").replace("title: 甲", "title: 乙")


def loaded(text: str) -> Pack:
    pack, problems = load_pack_text(text)
    assert pack is not None, [p.line("en") for p in problems]
    return pack


def asked(*texts: str) -> Questionnaire:
    found, problems = questionnaire([loaded(t) for t in texts])
    assert found is not None and problems == ()
    return found


def by_id(found: Questionnaire) -> dict[str, Asked]:
    return {q.question.id: q for q in found.questions}


def test_sheets_come_by_who_answers() -> None:
    sheets = [
        (s.kind, s.office.zh if s.office else "", [q.question.id for q in s.questions]) for s in asked(PACK).sheets
    ]
    assert sheets == [
        ("office", "县财政局", ["budget", "paid"]),
        ("office", "县医保局", ["fund"]),
        ("region", "", ["report"]),
        ("consortium", "", ["charter", "charter_on"]),
        ("facilities", "", ["beds_sunk"]),  # the lead hospital: there is one
        ("facilities", "", ["unified"]),
        ("facilities", "", ["doctors"]),
        ("facilities", "", ["single"]),
        ("assessor", "", ["checked"]),
    ]


def test_questions_are_numbered_through_and_a_calc_is_none() -> None:
    found = asked(PACK)
    assert [q.number for q in found.questions] == list(range(1, 12))
    assert "twice" not in by_id(found)


def test_what_uses_a_question_is_told_by_pack() -> None:
    uses = {
        name: [
            (u.pack.id, [c.id for c in u.criteria], [r.id for r in u.reconcile], list(u.questions), u.otherwise)
            for u in q.uses
        ]
        for name, q in by_id(asked(PACK, OTHER)).items()
    }
    assert uses["charter"] == [("one", [], [], ["charter_on"], False), ("two", [], [], ["charter_on"], False)]
    assert uses["charter_on"][0] == ("one", ["charter"], [], [], False)
    assert uses["paid"][0] == ("one", ["money"], ["ends"], [], False)  # through the calc, and compared
    assert uses["doctors"][0] == ("one", ["staff"], [], [], False)
    assert uses["report"][0] == ("one", [], [], [], True)
    assert uses["single"][0] == ("one", [], [], [], False)


def test_packs_share_their_questions_and_join_their_evidence() -> None:
    found = asked(PACK, OTHER.replace("[章程]", "[会议纪要, 章程]"), PACK)
    assert [p.id for p in found.packs] == ["one", "two"]
    assert len(found.questions) == 11
    assert [t.zh for t in by_id(found)["charter"].evidence] == ["章程", "会议纪要"]


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ("type: count, label: 医师", "type: number, label: 医师", "type"),
        ("label: 有章程", "label: 章程已公开", "label"),
        ("label: 有章程", "label: 有章程, definition: 已印发", "definition"),
        ("unit: 张", "unit: 床", "unit"),
        ("asked_of: region, filled_by: 县医保局", "asked_of: region, filled_by: 县医保中心", "filled_by"),
        ("ask_when: charter", "ask_when: not charter", "ask_when"),
        ("ask_when: charter", "valid: charter_on <= period_end", "ask_when、valid"),
        ("unit: 张, asked_of: lead", "unit: 张, asked_of: members", "asked_of"),
        ("unit: 张, asked_of: lead", "unit: 张, asked_of: lead, time: year, prior: ask", "time、prior"),
    ],
)
def test_one_id_asked_in_two_ways_is_refused(before: str, after: str, keys: str) -> None:
    assert before in OTHER
    one, two = loaded(PACK), loaded(OTHER.replace(before, after))
    found, problems = questionnaire([one, two])
    assert found is None
    (problem,) = problems
    assert (problem.code, problem.at.path) == ("asked-two-ways", two.path)
    assert keys in problem.text("zh") and " one " in problem.text("zh")


def test_tables_differ_by_their_columns() -> None:
    table = "  list: {type: table, label: 清单, key: item, columns: {item: text, done: yesno}}\ndimensions:"
    one = PACK.replace("dimensions:", table, 1)
    two = OTHER.replace("dimensions:", table.replace("done: yesno", "done: date"), 1)
    found, problems = questionnaire([loaded(one), loaded(two)])
    assert found is None and "（columns）" in problems[0].text("zh")
    same, _ = questionnaire([loaded(one), loaded(OTHER.replace("dimensions:", table, 1))])
    assert same is not None


def test_a_role_that_packs_define_differently_is_answered_by_all_of_them() -> None:
    doctors = 'type in ["township-health-centre", "village-clinic"]'
    turned = asked(PACK, OTHER.replace(doctors, 'type in ["village-clinic", "township-health-centre"]'))
    assert [len(s.who) for s in turned.sheets if s.kind == "facilities"] == [1, 1, 1, 1]  # one list in another order
    other = asked(PACK, OTHER.replace(doctors, 'type == "village-clinic"'))
    assert [len(s.who) for s in other.sheets if s.kind == "facilities"] == [1, 1, 2, 1]
    wide = asked(PACK, OTHER.replace(doctors + "'", doctors + "', of: region"))
    assert [len(s.who) for s in wide.sheets if s.kind == "facilities"] == [1, 1, 1, 1]  # the region's hold the others
    assert [w.everywhere for s in wide.sheets for w in s.who] == [False, False, True, False]


# the installed packs


@cache
def installed(kind: str) -> Questionnaire:
    packs = [pack for file in installed_packs() if (pack := load_pack(file)[0]) is not None]
    assert len(packs) == len(installed_packs())
    found, problems = questionnaire([p for p in packs if kind in p.model.applies_to or kind == "all"])
    assert found is not None, [p.line("en") for p in problems]
    return found


KINDS = ("county-consortium", "urban-group", "pilot-zone", "all")


@pytest.mark.parametrize("kind", KINDS)
def test_no_question_stands_twice(kind: str) -> None:
    found = installed(kind)
    ids = Counter(q.question.id for q in found.questions)
    labels = Counter(q.question.label.zh for q in found.questions)
    assert [i for i, n in ids.items() if n > 1] == []
    assert [label for label, n in labels.items() if n > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_is_put_to_somebody_who_can_answer(kind: str) -> None:
    """The county and the city by their offices; facilities by roles and types that the asking packs know."""
    found = installed(kind)
    assert [q.question.id for s in found.sheets if s.kind == "region" for q in s.questions] == []
    for q in found.questions:
        for use in q.uses:
            known = {r.name for r in use.pack.roles} | {"region", "consortium"} | FACILITY_TYPES
            assert q.question.asked_of in known, (use.pack.id, q.question.id)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_read_is_asked(kind: str) -> None:
    found = installed(kind)
    asked = set(by_id(found))
    for pack in found.packs:
        for criterion in pack.criteria:
            read = {n for _, _, n in (*criterion.reads, *criterion.prior_reads)}
            assert read <= asked | {c.id for c in pack.calcs}, (pack.id, criterion.id)
        assert {q.id for q in pack.questions} <= asked


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_says_what_it_is_for_and_for_when(kind: str) -> None:
    found = installed(kind)
    idle = [
        (use.pack.id, q.question.id)
        for q in found.questions
        for use in q.uses
        if not (use.criteria or use.reconcile or use.questions or use.otherwise)
    ]
    assert idle == []
    assert [q.question.id for q in found.questions if q.question.time is None] == []
