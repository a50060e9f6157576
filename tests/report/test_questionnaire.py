"""The questionnaire printed: every fact of every question in every format, no label idle, no line too wide."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len

from gongti.engine.expression import FIELDS
from gongti.engine.pack import Pack, installed_packs, load_pack, load_pack_text
from gongti.engine.pack.names import FACILITY_TYPES
from gongti.engine.pack.questionnaire import Questionnaire, questionnaire
from gongti.engine.pack.rules import FACILITY_ROLES
from gongti.engine.report import conditions, questionnaire_facts, questionnaire_view, render_questionnaire
from gongti.engine.words import Language, say
from gongti.engine.words.questionnaire import QUESTIONNAIRE

BAD = Path(__file__).parent.parent / "bad"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def small() -> Questionnaire:
    """The pack of tests/bad, whose questions are of every form."""
    pack, problems = load_pack_text((BAD / "pack.yaml").read_text("utf-8"))
    assert pack is not None, problems
    return made([pack])


def made(packs: list[Pack]) -> Questionnaire:
    found, problems = questionnaire(packs)
    assert found is not None, problems
    return found


@cache
def county() -> Questionnaire:
    packs = [pack for file in installed_packs() if (pack := load_pack(file)[0]) is not None]
    return made([p for p in packs if "county-consortium" in p.model.applies_to])


def text(asked: Questionnaire, lang: Language, fmt: str, width: int = 100) -> str:
    return render_questionnaire(asked, lang, fmt, width=width).decode()


def squeezed(words: str) -> str:
    """Without blanks, line ends and escapes, so that a wrapped cell is found again."""
    return "".join(words.replace("\\", "").split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fmt", ["terminal", "markdown"])
def test_every_question_is_printed_with_what_is_said_of_it(lang: Language, fmt: str) -> None:
    view = questionnaire_view.view(small(), lang)
    printed = squeezed(text(small(), lang, fmt))
    shown = questionnaire_facts.Sheets(view, lang)
    for sheet in view["sheets"]:
        assert squeezed(sheet["who"]) in printed
        for question in sheet["questions"]:
            assert question["id"] in printed and squeezed(question["label"]) in printed
            for code, words in shown.facts(question):
                assert squeezed(say(f"ask.{code}", lang)) in printed
                assert squeezed(words) in printed, (question["id"], code)


def test_the_form_of_each_question() -> None:
    view = questionnaire_view.view(small(), "zh")
    facts = {
        q["id"]: [(c, w) for c, w in questionnaire_facts.Sheets(view, "zh").facts(q) if c != "used-by"]
        for s in view["sheets"]
        for q in s["questions"]
    }
    assert facts["plan_issued"] == [("answer", "□ 是  □ 否")]
    assert facts["staff"] == [("answer", "一个整数，单位：人")]
    assert facts["centres"] == [("answer", "多选，一项也没有填“无”"), ("options", "□ 检验  □ 影像  □ 心电")]
    assert facts["slots"] == [("answer", "两个数，单位：个/周"), ("part", "下沉号源"), ("whole", "号源总数")]
    assert facts["visits"] == [("answer", "一个整数，单位：人次；每季度一个")]
    assert facts["devices"] == [
        ("answer", "一张表，一条一行"),
        ("column", "设备（文字；必填；不得重复）"),
        ("column", "价格（金额，单位：万元；必填）"),
        ("row", "不少于 2 行"),
    ]
    assert facts["hub_staff"][-1] == ("row", "检验中心、心电中心")
    assert facts["charter_on"][1:] == [("when", "第 10 题“有章程”填“是”"), ("valid", "不晚于统计期末")]
    assert facts["referred"][0] == ("answer", "两个数，单位：人次；同时填上一期的数")
    assert facts["sampled"][-1] == ("of", "医共体（集团）本部")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_json_holds_the_same(lang: Language) -> None:
    view = json.loads(text(small(), lang, "json"))
    assert view == questionnaire_view.view(small(), lang)
    numbers = [q["number"] for s in view["sheets"] for q in s["questions"]]
    assert numbers == list(range(1, view["questions"] + 1)) == list(range(1, 16))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_a_county_s_questionnaire_fits_the_terminal(lang: Language, width: int) -> None:
    lines = text(county(), lang, "terminal", width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert not any("…" in line and "─" in line for line in lines), "a heading that was cut"


def test_a_county_s_conditions_and_facilities_have_words() -> None:
    """Nothing of the language of packs comes before the clerk."""
    view = questionnaire_view.view(county(), "zh")
    said = [s["who"] for s in view["sheets"]]
    said += [q[key] for s in view["sheets"] for q in s["questions"] for key in ("ask_when", "valid") if q[key]]
    assert [words for words in said if any(mark in words for mark in ("==", ">=", "<=", "(", " and ", " or "))] == []


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="html"):
        render_questionnaire(small(), "zh", "html")


MORE = """\
format: 1
id: more
version: 1.0.0
title: 其余
applies_to: county-consortium
documents: {plan: {title: 方案, seen: original}}
in_force: {from: 2023-01-01}
roles:
  lead: {where: role == "lead", one: true}
  members: role == "member"
  clinics: {where: 'type in ["village-clinic", "x"] and level != "一级" and beds >= 5 and tier == "县"', of: region}
  others: WHO
  some: role == "member" and type == "nursing-home"
parameters:
  day: [{from: 2023-01-01, value: 2023-11-30}, {from: 2024-01-01, value: 2024-11-30}]
indicators:
  form: {type: choice, label: 形式, options: {a: 集团, b: 联盟}, time: period-end, asked_of: region}
  share: {type: percent, label: 占比, time: year, definition: 说明, evidence: [台账], better: higher}
  cost: {type: money, label: 费用, time: month, fold: mean}
  visits: {type: count, label: 门诊, time: year, fold: sum}
  called: {type: text, label: 名称, time: quarter, filled_by: 医务科}
  seen_at: {type: yesno, label: 查见, asked_of: members, filled_by: assessor, time: month}
  list:
    type: table
    label: 清单
    rows: members
    may_be_empty: true
    columns: {ok: {type: choice, options: {a: 好}, definition: 口径}, r: {type: ratio, part: 子, whole: 母}}
  doctors: {type: count, label: 医师, asked_of: clinics, valid: CONDITION}
  shown: {type: yesno, label: 公示, asked_of: lead}
  done: {type: set, label: 已办, options: {a: 甲}}
  down: {type: ratio, label: 下转, part: 子, whole: 母, valid: down.part > 0 and down.whole > 0}
  later: {type: count, label: 后来, valid: later > shown_count - later}
  shown_count: {type: count, label: 公示数, asked_of: consortium}
  few: {type: yesno, label: 少数, asked_of: some}
  idle: {type: yesno, label: 闲置, asked_of: others}
  office: {type: count, label: 办公室, asked_of: region, filled_by: 县财政局}
dimensions:
  - id: all
    title: 全部
    criteria:
      - {id: a, title: 形式, cite: {doc: plan, clause: 一}, force: aim, measure: region.form == a}
reconcile:
  - {id: ends, title: 两端, expect: cost == visits}
grades:
  - {id: good, title: 好, when: region.office > 0}
  - {id: rest, title: 其他, otherwise: true}
"""
CONDITIONS = (
    "consortium.share >= 1/2 and (consortium.share < 60% or region.form != b) and not (consortium.visits == 3)",
    "consortium.visits != 3 and answered(consortium.cost) and 3 > consortium.visits and consortium.visits > 1",
    "assessed_on > 2024-01-01 and period_start < 2024-01-01 and founded >= period_start and founded <= period_end",
    "founded == 2024-01-01 or founded != 2024-01-02 or doctors >= count(members) or not lead.shown",
    "missing(consortium.done) > 0 and present(consortium.done) > 0 and has(consortium.done, a) and prior.doctors > 0",
    "consortium.down.part <= consortium.down.whole and region.form == a",
    "day == 2023-11-30 or day == 2024-11-30",
)


def more(condition: str, who: str = 'type == "nursing-home"') -> Pack:
    pack, problems = load_pack_text(MORE.replace("CONDITION", f"'{condition}'").replace("WHO", f"'{who}'"))
    assert pack is not None, [p.line("en") for p in problems]
    return pack


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_is_idle(monkeypatch: pytest.MonkeyPatch, lang: Language) -> None:
    heard: set[str] = set()

    def listening(code: str, lang: Language, **params: object) -> str:
        heard.add(code)
        return say(code, lang, **params)

    for module in (conditions, questionnaire_facts, questionnaire_view):
        monkeypatch.setattr(module, "say", listening)
    text(small(), lang, "markdown")
    for condition in CONDITIONS:
        text(made([more(condition)]), lang, "markdown")
    text(made([more("true"), replace_id(more("true", "beds > 3"))]), lang, "markdown")
    registered = {f"field.{name}" for name in FIELDS} | {f"facility.{name}" for name in FACILITY_TYPES}
    registered |= {f"role.{name}" for name in FACILITY_ROLES}
    said = {code.removeprefix("ask.") for code in heard if code.startswith("ask.")}
    assert set(QUESTIONNAIRE) - said - registered == set()
    assert registered <= set(QUESTIONNAIRE)


def replace_id(pack: Pack) -> Pack:
    """The same pack as another."""
    return replace(pack, model=pack.model.model_copy(update={"id": "another"}))
