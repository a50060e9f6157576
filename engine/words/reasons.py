"""Reasons, distances and the small words inside sentences: Chinese, English."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[str, tuple[str, str]]] = {
    "reason.not-applicable": (
        "不适用（{why}），{points}分不计入总分",
        "Not applicable ({why}): {points} points leave the total",
    ),
    "reason.condition-false": ("“{condition}”不成立", "“{condition}” does not hold"),
    "reason.not-asked": ("没有机构要答这一项", "nobody is asked"),
    "reason.contested": (
        "勾稽“{rule}”两边对不上，{points}分待核实",
        "The two sides of “{rule}” do not agree: {points} points await checking",
    ),
    "reason.nobody": (
        "没有“{role}”这类机构可评，{points}分无法判定",
        "There is no facility in the role “{role}”: {points} points cannot be decided",
    ),
    "reason.unanswered": (
        "{who}未填“{label}”",
        "{who}: “{label}” is not answered",
    ),
    "reason.refused": (
        "{who}填的“{label}”无法采用",
        "{who}: the answer to “{label}” cannot be used",
    ),
    "reason.not_reported": (
        "{who}没有上报，缺“{label}”",
        "{who} did not report: “{label}” is missing",
    ),
    "reason.differs": (
        "{who}的“{label}”几处填得不一样",
        "{who}: the answers to “{label}” differ",
    ),
    "reason.partial": (
        "{who}的“{label}”没有填全",
        "{who}: “{label}” is only partly answered",
    ),
    "reason.zero": (
        "{who}的“{label}”分母为0，无法判定",
        "{who}: the whole of “{label}” is 0, so nothing can be decided",
    ),
    "reason.undecided": ("{what}，{points}分未定", "{what}: {points} points are undecided"),
    "reason.and": ("{first}；{second}", "{first}; {second}"),
    "reason.open": (
        "现有数据还定不下来，{points}分未定",
        "The data do not decide it yet; {points} points are undecided",
    ),
    "reason.explained": (
        "未达到，但已说明“{text}”，按说明计{points}分",
        "Not met, but explained (“{text}”): {points} points for the explanation",
    ),
    "reason.lost": ("{what}，扣{points}分", "{what}: minus {points}"),
    "reason.not-lost": ("{what}（无说明须扣{points}分）", "{what} (without the explanation minus {points})"),
    "reason.of-unit": ("{name}：{loss}", "{name}: {loss}"),
    "reason.of-unit-min": ("{name}：{what}", "{name}: {what}"),
    "reason.min-total": ("按最低的一家计，扣{points}分", "Scored by the lowest: minus {points}"),
    "reason.across": ("{count}家中{met}家达到，未达到：{names}", "{met} of {count} meet it; not met: {names}"),
    "reason.missing-options": ("缺{names}", "{names} missing"),
    "reason.no": ("“{label}”答“否”", "“{label}” is answered no"),
    "reason.below": ("{label}{value}，低于{target}", "{label} is {value}, below {target}"),
    "reason.not-above": ("{label}{value}，没有超过{target}", "{label} is {value}, not above {target}"),
    "reason.above": ("{label}{value}，超出{target}", "{label} is {value}, beyond {target}"),
    "reason.not-below": ("{label}{value}，没有低于{target}", "{label} is {value}, not below {target}"),
    "reason.not-equal": ("{label}{value}，应为{target}", "{label} is {value}, not {target}"),
    "reason.level": (
        "{label}{value}，只到“{level}”档（满分为{target}）",
        "{label} is {value}: level {level} (full marks at {target})",
    ),
    "reason.condition": ("“{label}”未达到", "“{label}” is not met"),
    "reason.value": ("{label}{value}", "{label} is {value}"),
    "reason.and-others": ("{names}等{count}家", "{names} and others ({count} in all)"),
    "reason.distance": ("还差{amount}{unit}", "{amount} {unit} short"),
    "reason.distance-bare": ("还差{amount}", "{amount} short"),
    "reason.distance-fall-bare": ("还要减少{amount}", "{amount} too many"),
    "reason.no-bonus": ("{what}，少得加分{points}分", "{what}: {points} bonus points not won"),
    "reason.explained-open": (
        "尚未确定，但已说明“{text}”，按说明计{points}分",
        "Not yet known, but explained (“{text}”): {points} points for the explanation",
    ),
    "reason.distance-fall": ("还要减少{amount}{unit}", "{amount} {unit} too many"),
    "note.direct-only": (
        "说明：这里没有 durable-rules，结论只由直接推理器得出",
        "Note: durable-rules is not to be had here; the direct evaluator alone decided",
    ),
    "note.no-problems": ("没有发现问题", "No problems found"),
    "cases.summary": ("{pack}：{count}个用例，{failed}处不符", "{pack}: {count} cases, {failed} differences"),
    "cases.coverage": ("{pack}：走到{hit}/{of}个分支", "{pack}: {hit} of {of} branches reached"),
    "unit.items": ("项", "item(s)"),
    "unit.points": ("个百分点", "percentage point(s)"),
    "word.rows-note": (
        "各行得分分别四舍五入到两位小数，相加可能与合计差几分之一分",
        "Rows are rounded to two decimals one by one and need not add up to the total",
    ),
    "word.contradiction": ("{title}：{left} 对 {right}", "{title}: {left} against {right}"),
    "word.criterion-veto": ("“{title}”未达到", "“{title}” is not met"),
    "word.sum-of": ("{label}（各机构合计）", "{label} (all facilities together)"),
    "word.unknown": ("未知", "unknown"),
    "word.no-date": ("无", "none"),
    "word.yes": ("是", "yes"),
    "word.no": ("否", "no"),
    "owner.consortium": ("医共体（集团）本部", "the consortium itself"),
    "owner.region": ("县（市、区）", "the county or city"),
}
