"""Why rules cannot be run: severity, Chinese, English."""

from __future__ import annotations

from typing import Final, Literal

Severity = Literal["error", "warning", "info"]

INFERENCE_PROBLEMS: Final[dict[str, tuple[Severity, str, str]]] = {
    "rule-cycle": (
        "error",
        "结论互为前提，推不出来：{path}。去掉其中一处引用",
        "these conclusions rest on each other and can never be settled: {path}; take out one of the references",
    ),
    "rule-without-when": (
        "error",
        "规则没有 when：unless 只能收窄已成立的条件，至少写一条 when",
        "the rule has no `when`: an `unless` only narrows what holds; give at least one condition in `when`",
    ),
    "rule-two-variables": (
        "error",
        "一条规则只能指一家机构，这里用了 {variables}；统一成一个变量",
        "a rule speaks of one facility, and this one uses {variables}; write one variable throughout",
    ),
    "rule-unless-unbound": (
        "error",
        "unless 里的 {variable} 在 when 中没有出现，不知指哪家机构；在 when 里先用它，或从 unless 中去掉",
        "`unless` uses {variable}, which no condition in `when` binds; use it in `when` first, or leave it out here",
    ),
    "rule-unless-later": (
        "error",
        "推出结论“{conclusion}”时维度“{dimension}”尚未评定，unless 只能看更早的阶段；改用评定项的状态，或放到否决、封顶规则里",
        "dimension {dimension} is settled after the conclusion {conclusion}, and `unless` looks only at an earlier phase;"
        " use the status of a criterion, or move it to a rule that ends in a verdict",
    ),
    "rule-too-many-conditions": (
        "error",
        "这条规则有 {count} 个条件，最多 {limit} 个；把一部分写成另一条规则的结论，再引用它",
        "the rule has {count} conditions and may have {limit}; let another rule conclude some of them, and refer to it",
    ),
    "rules-too-many": (
        "error",
        "评分包有 {count} 条规则，最多 {limit} 条",
        "the pack has {count} rules and may have {limit}",
    ),
}
