"""Conditions in plain words: what a clerk reads of `ask_when` and `valid`, and what facilities of a role are called."""

from __future__ import annotations

import pytest

from gongti.engine.pack import Pack, load_pack_text
from gongti.engine.report.conditions import Conditions
from gongti.engine.words import Language

PACK = """\
format: 1
id: conditions
version: 1.0.0
title: 条件
applies_to: county-consortium
documents: {plan: {title: 方案, seen: original}}
in_force: {from: 2023-01-01}
roles:
  lead: {where: role == "lead", one: true}
  members: role == "member"
  some: WHO
parameters:
  least: [{from: 2023-01-01, value: 3}]
  first_day: [{from: 2023-01-01, value: 2023-11-30}]
  day: [{from: 2023-01-01, value: 2023-11-30}, {from: 2024-01-01, value: 2024-11-30}]
indicators:
  charter: {type: yesno, label: 有章程}
  contents: {type: set, label: 章程内容, options: {duty: 责任, rights: 权利}}
  form: {type: choice, label: 形式, options: {group: 集团, alliance: 联盟, none: 没有}}
  visits: {type: ratio, label: 诊疗, unit: 人次, part: 基层, whole: 全部}
  staff: {type: count, label: 人员, unit: 人, prior: ask}
  issued: {type: date, label: 印发日期, KEY: "CONDITION"}
  stationed: {type: count, label: 派驻, unit: 人, asked_of: lead}
dimensions:
  - id: all
    title: 全部
    criteria:
      - {id: issued, title: 印发, cite: {doc: plan, clause: 一}, points: 1, measure: issued <= period_end}
grades:
  - {id: rest, title: 其他, otherwise: true}
"""
NUMBERS = {"charter": 1, "contents": 2, "form": 3, "visits": 4, "staff": 5, "issued": 6, "stationed": 7}


def loaded(key: str = "valid", condition: str = "charter", who: str = 'type == "village-clinic"') -> Pack:
    text = PACK.replace("KEY", key).replace('"CONDITION"', f"'{condition}'").replace("WHO", who)
    pack, problems = load_pack_text(text)
    assert pack is not None, [p.line("en") for p in problems]
    return pack


def said(condition: str, lang: Language = "zh") -> str:
    pack = loaded(condition=condition)
    valid = pack.question("issued").valid
    assert valid is not None
    return Conditions(pack, lang, NUMBERS).said(valid, "issued")


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("charter", "第 1 题“有章程”填“是”", "no. 1 “有章程” is yes"),
        ("not charter", "第 1 题“有章程”填“否”", "no. 1 “有章程” is no"),
        ("issued <= period_end", "不晚于统计期末", "on or before the period's last day"),
        ("2023-01-01 <= issued", "不早于2023-01-01", "on or after 2023-01-01"),
        (
            "period_start <= issued < period_end",
            "不早于统计期初，且早于统计期末",
            "on or after the period's first day and before the period's last day",
        ),
        ('form == "group"', "第 3 题“形式”选“集团”", "no. 3 “形式” is “集团”"),
        ("form != none", "第 3 题“形式”不选“没有”", "no. 3 “形式” is not “没有”"),
        ('form in ["group", "alliance"]', "第 3 题“形式”选“集团或联盟”", "no. 3 “形式” is “集团 or 联盟”"),
        ("has(contents, duty)", "第 2 题“章程内容”选了“责任”", "no. 2 “章程内容” has “责任”"),
        (
            "charter or missing(contents) == 2",
            "第 1 题“有章程”填“是”，或者第 2 题“章程内容”没有选的项数等于2",
            "no. 1 “有章程” is yes or the number of options not in no. 2 “章程内容” equal to 2",
        ),
        (
            "charter and (staff > least or visits.part >= 1)",
            "第 1 题“有章程”填“是”，且（第 5 题“人员”大于3，或者第 4 题“诊疗”的分子不小于1）",
            "no. 1 “有章程” is yes and (no. 5 “人员” above 3 or the part of no. 4 “诊疗” at least 1)",
        ),
        ("visits <= 85%", "第 4 题“诊疗”不大于85%", "no. 4 “诊疗” at most 85%"),
        (
            "staff >= prior.staff",
            "第 5 题“人员”不小于上一期的第 5 题“人员”",
            "no. 5 “人员” at least last period's no. 5 “人员”",
        ),
        (
            "lead.stationed < staff + 1",
            "牵头医院的第 7 题“派驻”小于第 5 题“人员” + 1",
            "no. 7 “派驻” of the lead hospital below no. 5 “人员” + 1",
        ),
        (
            "day == 2023-11-30",
            "统计期末在 2023-01-01 至 2023-12-31",
            "the period ends between 2023-01-01 and 2023-12-31",
        ),
        (
            "day == first_day",
            "统计期末在 2023-01-01 至 2023-12-31",
            "the period ends between 2023-01-01 and 2023-12-31",
        ),
        ("day > 2023-11-30", "统计期末在 2024-01-01 或以后", "the period ends on or after 2024-01-01"),
        ("day >= 2023-11-30", "day >= 2023-11-30", "day >= 2023-11-30"),  # always so, and not worth a word
        ("count(members) > 0", "成员单位的家数大于0", "the number of member facilities above 0"),
        ("answered(staff)", "第 5 题“人员”已填", "no. 5 “人员” is answered"),
        ("not (charter and staff > 0)", "并非（第 1 题“有章程”填“是”，且第 5 题“人员”大于0）", None),
        # No words for it: as the pack has it, by the labels.
        ("days(issued, period_end) > 30", "days(“印发日期”, period_end) > 30", "days(“印发日期”, period_end) > 30"),
    ],
)
def test_a_condition_in_words(condition: str, zh: str, en: str | None) -> None:
    assert said(condition) == zh
    assert en is None or said(condition, "en") == en


@pytest.mark.parametrize(
    ("who", "zh", "en"),
    [
        ('role == "lead"', "牵头医院", "the lead hospital"),
        ('role in ["lead", "member"]', "牵头医院、成员单位", "the lead hospital, member facilities"),
        ('type == "village-clinic"', "村卫生室", "village clinics"),
        ('type == "mobile-clinic"', "mobile-clinic", "mobile-clinic"),
        (
            'role == "lead" or type == "village-clinic"',
            "牵头医院、村卫生室",
            "the lead hospital, village clinics",
        ),
        (
            'type == "tcm-hospital" and level in ["二级", "三级"]',
            "中医医院（级别为二级或三级）",
            "hospitals of Chinese medicine where level 二级 or 三级",
        ),
        (
            'role == "member" and type == "tcm-hospital" and level in ["二级", "二级甲等", "三级"]',
            "成员单位中的中医医院（级别为二级或三级）",
            "hospitals of Chinese medicine among member facilities where level 二级 or 三级",
        ),
        ("beds > 100", "机构（床位数大于100）", "Facilities where beds above 100"),
        ('role == "lead" or beds > 100', "机构（牵头医院，或者床位数大于100）", None),
        ('not (role == "lead")', '机构（not (role == "lead")）', 'Facilities where not (role == "lead")'),
    ],
)
def test_facilities_of_a_role_in_words(who: str, zh: str, en: str | None) -> None:
    pack = loaded(who=f"'{who}'")
    assert Conditions(pack, "zh", NUMBERS).facilities("some") == zh
    assert en is None or Conditions(pack, "en", NUMBERS).facilities("some") == en


def test_facilities_of_the_whole_region() -> None:
    pack = loaded(who="{where: 'type == \"village-clinic\"', of: region}")
    assert Conditions(pack, "zh", NUMBERS).facilities("some") == "全县（全市）的村卫生室，不论属于哪个医共体（集团）"
