"""What people choose from lists in a form: takes a code of the formats, gives its two names; and back from any name.

The writer of forms offers the names, the reader takes names and codes alike. Types of facilities are called so in
registers too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

Names = Mapping[str, tuple[str, ...]]
"""Code → what a form offers for it in Chinese, what in English, and what else it is called."""

ROLES: Final[Names] = {
    "lead": ("牵头医院", "lead", "牵头单位", "牵头机构", "牵头"),
    "member": ("成员单位", "member", "成员医院", "成员机构", "成员"),
}
TYPES: Final[Names] = {
    "county-hospital": ("县级医院", "county hospital", "县医院", "县人民医院"),
    "tcm-hospital": ("中医医院", "traditional Chinese medicine hospital", "中医院", "县中医医院", "县中医院"),
    "general-hospital": ("综合医院", "general hospital"),
    "specialist-hospital": ("专科医院", "specialist hospital"),
    "maternal-child-hospital": (
        "妇幼保健院", "maternal and child hospital", "妇幼保健机构", "妇幼保健计划生育服务中心",
    ),
    "rehabilitation-hospital": ("康复医院", "rehabilitation hospital"),
    "nursing-home": ("护理院", "nursing home"),
    "township-health-centre": ("乡镇卫生院", "township health centre", "镇卫生院", "乡卫生院", "中心卫生院", "卫生院"),
    "community-health-centre": ("社区卫生服务中心", "community health centre"),
    "community-health-station": ("社区卫生服务站", "community health station"),
    "village-clinic": ("村卫生室", "village clinic", "村卫生所", "卫生室"),
    "disease-control-centre": ("疾控中心", "centre for disease control", "疾病预防控制中心"),
    "provincial-hospital": ("省级医院", "provincial hospital", "省医院"),
    "private-hospital": ("民营医院", "private hospital", "社会办医院"),
}  # fmt: skip
"""Facility types, by names that can mean only one. 县级综合医院 is left as it is written."""
KINDS: Final[Names] = {
    "county-consortium": ("县域医共体", "county consortium", "紧密型县域医共体", "医共体"),
    "urban-group": ("城市医疗集团", "urban medical group", "紧密型城市医疗集团", "医疗集团"),
    "pilot-zone": ("试点地区", "pilot zone", "试点"),
}
METHODS: Final[Names] = {
    "examine": ("查阅", "examine", "查阅资料"),
    "interview": ("访谈", "interview"),
    "test": ("测试", "test"),
}
EVIDENCE: Final[Names] = {
    "complete": ("齐", "complete", "齐全"),
    "incomplete": ("不齐", "incomplete", "不齐全", "缺"),
    "falsified": ("虚假", "falsified", "造假"),
}
RULINGS: Final[Names] = {
    "accepted": ("采纳", "accepted", "认可", "同意"),
    "refused": ("不采纳", "refused", "不认可", "不同意"),
}
CONFIRMATION: Final[Names] = {
    "unconfirmed": ("无法核实", "could not confirm", "未能核实", "不能核实"),
}
"""What a reviewer puts where a verified value should stand: looked, and could not confirm the answer."""

NOTHING: Final = ("无", "none")
"""What a list that has nothing in it says."""


def codes(names: Names) -> dict[str, str]:
    """The code of every name, and of the codes themselves."""
    return {**{name: code for code, several in names.items() for name in several}, **{code: code for code in names}}


def offered(names: Names, lang: str) -> tuple[str, ...]:
    """What a form's list offers, in one language."""
    return tuple(several[0 if lang == "zh" else 1] for several in names.values())


def named(names: Names, wanted: Iterable[str], lang: str) -> tuple[str, ...]:
    """What some codes are called in one language; a code that is not known stands for itself."""
    return tuple(names[code][0 if lang == "zh" else 1] if code in names else code for code in wanted)
