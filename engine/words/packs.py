"""Problems of criteria packs and their expressions: code → severity, Chinese, English."""

from __future__ import annotations

from typing import Final

from gongti.engine.words.problems import Table

PACK_PROBLEMS: Final[Table] = {
    "not-a-pack": (
        "error",
        "这不是评分包：最外层应当是带键的映射",
        "this is no pack: its outermost level is a mapping",
    ),
    "id-form": (
        "error",
        "编号“{value}”只能用英文字母、数字、下划线和连字符，以字母开头；指标、参数、对象的编号不能有连字符",
        "the id “{value}” may hold only letters, digits, underscores and hyphens, and begins with a letter; those of indicators, parameters and roles have no hyphen",
    ),
    "duplicate-id": ("error", "编号“{id}”在第{first}行已经用过", "the id “{id}” is already used in line {first}"),
    "reserved-name": (
        "error",
        "“{name}”是规则语言自己的词，请换一个名字",
        "“{name}” is a word of the language: choose another",
    ),
    "name-taken": (
        "error",
        "“{name}”在第{first}行已经是别的指标、参数或对象的名字",
        "“{name}” already names an indicator, parameter or role (line {first})",
    ),
    "key-not-here": ("error", "“{key}”不能用在“{where}”里", "“{key}” does not belong to “{where}”"),
    "unknown-document": ("error", "documents 里没有“{id}”。{near}", "`documents` has no “{id}”. {near}"),
    "unknown-shared-indicator": (
        "error",
        "公共指标库里没有“{id}”。{near}",
        "the shared dictionary has no indicator “{id}”. {near}",
    ),
    "use-renamed": (
        "error",
        "公共指标“{id}”在各评分包里只能叫这个名字，不能改叫“{name}”",
        "the shared indicator “{id}” keeps its id in every pack; it cannot be “{name}” here",
    ),
    "use-overrides": (
        "error",
        "引用公共指标时只能改 label 和 evidence，不能改“{key}”",
        "beside `use` only label and evidence may be given, not “{key}”",
    ),
    "unknown-options": ("error", "没有名为“{name}”的选项表。{near}", "there is no list of options “{name}”. {near}"),
    "unknown-asked-of": (
        "error",
        "asked_of“{name}”既不是对象，也不是机构类型。{near}",
        "`asked_of` “{name}” is neither a role nor a facility type. {near}",
    ),
    "unknown-collection": ("error", "没有“{name}”这类对象。{near}", "there is no role “{name}”. {near}"),
    "parameter-not-constant": ("error", "参数“{name}”只能是固定的值", "the parameter “{name}” must be a constant"),
    "parameter-twice": (
        "error",
        "参数“{name}”在同一天有两个值；请改其中一个的 from，或删去一个",
        "the parameter “{name}” has two values from one day: change the `from` of one, or delete it",
    ),
    "measure-and-ask": (
        "error",
        "measure 和 ask 只能写一个：ask 本身就是要衡量的问题",
        "`measure` and `ask` exclude each other: `ask` is what is measured",
    ),
    "aim-has-points": ("error", "“目标”类（aim）只监测，不设分值", "an `aim` is watched: it has no points"),
    "points-not-positive": ("error", "分值应当大于0", "points must be above 0"),
    "across-and-each": (
        "error",
        "across 与 score_each 只能写一个",
        "`across` and `score_each` exclude each other",
    ),
    "across-does-not-fit": (
        "error",
        "across: {across} 要求衡量的是{expected}，这里是{found}",
        "`across: {across}` needs {expected} as the measure; this is {found}",
    ),
    "score-missing": (
        "error",
        "衡量的是{kind}，必须写明计分方法 score",
        "the measure is {kind}: say how it is scored",
    ),
    "method-does-not-fit": (
        "error",
        "计分方法“{method}”不能用于{kind}",
        "the method “{method}” does not fit {kind}",
    ),
    "linear-flat": (
        "error",
        "满分线 full 与零分线 zero 相同，算不出比例",
        "`full` and `zero` are the same: there is no slope",
    ),
    "below-and-above": ("error", "below 与 above 只能写一个", "`below` and `above` exclude each other"),
    "floor-too-high": ("error", "floor 不能高于满分", "`floor` cannot lie above the points"),
    "level-tests": (
        "error",
        "每一档要有且只有一个条件（at_least、more_than、at_most、less_than、when、otherwise），这里有{count}个",
        "each level has exactly one test (at_least, more_than, at_most, less_than, when, otherwise); this has {count}",
    ),
    "level-points": ("error", "这一档的分超过了满分", "this level has more points than the criterion"),
    "unreachable-level": (
        "error",
        "otherwise 之后的档永远到不了；请把 otherwise 移到最后",
        "no level after `otherwise` can be reached: put `otherwise` last",
    ),
    "veto-not-must": ("error", "只有“必须”（must）条款才能一票否决", "only a `must` can veto"),
    "no-grades": (
        "error",
        "评分包没有等次（grades），不能否决或封顶",
        "the pack has no grades: nothing to veto or cap",
    ),
    "unknown-grade": ("error", "没有等次“{id}”。{near}", "there is no grade “{id}”. {near}"),
    "grade-tests": (
        "error",
        "每个等次要有 when 或 otherwise 之一",
        "each grade has either `when` or `otherwise`",
    ),
    "unreachable-grade": (
        "error",
        "otherwise 之后的等次永远到不了；请把 otherwise 移到最后",
        "no grade after `otherwise` can be reached: put `otherwise` last",
    ),
    "last-grade-conditional": (
        "warning",
        "最后一个等次带有条件，可能一个等次都不成立",
        "the last grade has a condition: it may be that none holds",
    ),
    "unknown-criterion": ("error", "没有评价项“{id}”。{near}", "there is no criterion “{id}”. {near}"),
    "unknown-dimension": ("error", "没有维度“{id}”。{near}", "there is no dimension “{id}”. {near}"),
    "unknown-contradiction": ("error", "没有勾稽“{id}”。{near}", "there is no reconciliation “{id}”. {near}"),
    "unknown-conclusion": ("error", "没有规则推出“{id}”。{near}", "no rule concludes “{id}”. {near}"),
    "unknown-level": (
        "error",
        "评价项“{criterion}”没有“{id}”这一档。{near}",
        "criterion “{criterion}” has no level “{id}”. {near}",
    ),
    "expect-not-equation": (
        "error",
        "expect 要写成“左边 == 右边”",
        "`expect` is written as one equation: left == right",
    ),
    "tolerance-form": (
        "error",
        "tolerance 要写成不小于0的数或百分数",
        "`tolerance` is a number or a percentage, not below 0",
    ),
    "tolerance-not-number": ("error", "两边不是数，不能设 tolerance", "the sides are no numbers: no tolerance"),
    "condition-kind": (
        "error",
        "一个条件只能是 finding、contradiction、conclusion、dimension、facility、check 之一，这里有{count}个",
        "a condition is one of finding, contradiction, conclusion, dimension, facility, check; this has {count}",
    ),
    "finding-without-status": (
        "error",
        "finding 条件要写明 status 或 level",
        "a finding condition needs a status or a level",
    ),
    "then-kind": (
        "error",
        "then 只能是 conclude、veto、caps、escalate、note 之一，这里有{count}个",
        "`then` is one of conclude, veto, caps, escalate, note; this has {count}",
    ),
    "verdict-not-monotone": (
        "error",
        "规则“{rule}”用于否决或封顶，但分数升高时它反而可能成立：{reason}",
        "the rule “{rule}” ends in a verdict but could fire as points rise: {reason}",
    ),
    # Expressions
    "expression-too-long": ("error", "表达式超过{limit}个字符", "the expression has more than {limit} characters"),
    "expression-too-deep": ("error", "表达式嵌套超过{limit}层", "the expression is nested more than {limit} deep"),
    "expression-character": (
        "error",
        "表达式里不能有“{character}”：{expression}",
        "“{character}” has no meaning in an expression: {expression}",
    ),
    "expression-expected": (
        "error",
        "这里应当是“{expected}”，写的是“{found}”：{expression}",
        "here “{expected}” is due, not “{found}”: {expression}",
    ),
    "expression-rest": (
        "error",
        "到“{found}”这里表达式就不通了：{expression}",
        "the expression does not go on with “{found}”: {expression}",
    ),
    "expression-single-equals": (
        "error",
        "比较相等要写“==”，不是“=”：{expression}",
        "equality is written “==”, not “=”: {expression}",
    ),
    "expression-ends": (
        "error",
        "表达式到头了，还缺一个值：{expression}",
        "the expression ends where a value is due: {expression}",
    ),
    "expression-ends-before": (
        "error",
        "表达式到头了，还缺“{expected}”：{expression}",
        "the expression ends where “{expected}” is due: {expression}",
    ),
    "expression-date": ("error", "没有“{text}”这一天：{expression}", "there is no day “{text}”: {expression}"),
    "expression-value-missing": (
        "error",
        "“{found}”这里缺一个值：{expression}",
        "a value is missing at “{found}”: {expression}",
    ),
    "unknown-name": (
        "error",
        "没有“{name}”这个名字。{near}（{expression}）",
        "“{name}” is not known. {near} ({expression})",
    ),
    "unknown-function": (
        "error",
        "没有“{name}”这个函数。{near}（{expression}）",
        "there is no function “{name}”. {near} ({expression})",
    ),
    "no-such-option": (
        "error",
        "“{option}”不是选项，选项有：{allowed}（{expression}）",
        "“{option}” is no option; the options are: {allowed} ({expression})",
    ),
    "asked-elsewhere": (
        "error",
        "“{name}”问的是“{of}”，要写成 {role}.{name}（{expression}）",
        "“{name}” is asked of “{of}”: write {role}.{name} ({expression})",
    ),
    "no-this": (
        "error",
        "这里没有“本机构”可指：this 只能用在按机构评价的项里（{expression}）",
        "there is no facility of its own for `this` here: it goes with a criterion over facilities ({expression})",
    ),
    "column-alone": (
        "error",
        "“{name}”是一组机构或一列，不能单独当一个值，要放进 count、sum、every 等函数（{expression}）",
        "“{name}” is a collection: put a column of it into count, sum, every … ({expression})",
    ),
    "no-collection": (
        "error",
        "{name}() 里要有一组机构的一列，如 members.x；可用的有：{names}（{expression}）",
        "{name}() goes over a column such as members.x; there are: {names} ({expression})",
    ),
    "one-collection": (
        "error",
        "{name}() 一次只能对一组机构，这里有：{names}（{expression}）",
        "{name}() goes over one collection; here are: {names} ({expression})",
    ),
    "argument-count": (
        "error",
        "{name}() 要{expected}个参数，这里有{found}个（{expression}）",
        "{name}() takes {expected} arguments, not {found} ({expression})",
    ),
    "type-expected": (
        "error",
        "这里应当是{expected}，不是{found}（{expression}）",
        "here stands {expected}, not {found} ({expression})",
    ),
    "type-mismatch": (
        "error",
        "{left}与{right}不能放在一起比较或计算（{expression}）",
        "{left} and {right} cannot stand side by side ({expression})",
    ),
    "not-ordered": (
        "error",
        "{kind}之间只能比相等（{expression}）",
        "{kind} has no order: only == and != ({expression})",
    ),
    "list-expected": (
        "error",
        'in 的右边要写列表，如 ["a", "b"]（{expression}）',
        "`in` takes a list at its right ({expression})",
    ),
    "unit-mismatch": (
        "error",
        "单位不同，不能比较或相加：“{left}”与“{right}”（{expression}）",
        "the units differ: “{left}” and “{right}” ({expression})",
    ),
    "share-against-number": (
        "error",
        "比例与大于1的数放在了一起：比例要带百分号，如 60%；grades 里的 percent 是 0–100 的数，不带百分号，如 85（{expression}）",
        "a share stands beside a number above 1: a share has its percent sign, as 60%; `percent` in grades is on 0-100 and has none, as 85 ({expression})",
    ),
    "date-arithmetic": (
        "error",
        "日期不能直接相减，请用 days(起, 止)（{expression}）",
        "days are not subtracted: use days(from, to) ({expression})",
    ),
    "division-by-zero": ("error", "除数是0（{expression}）", "a division by 0 ({expression})"),
    # Cases
    "no-cases": ("error", "评分包没有 cases.yaml", "the pack has no cases.yaml"),
    "case-report": (
        "error",
        "用例“{case}”的报告读不了：{detail}",
        "the report of case “{case}” cannot be read: {detail}",
    ),
    "case-base": ("error", "用例“{case}”的 base“{base}”不存在", "the base “{base}” of case “{case}” is not there"),
    "case-differs": (
        "error",
        "用例“{case}”的 {what}：应为 {expected}，实得 {found}",
        "case “{case}”, {what}: expected {expected}, found {found}",
    ),
    "case-unknown": ("error", "用例“{case}”里没有“{what}”可比", "case “{case}”: there is no “{what}” to compare"),
    "not-covered": (
        "error",
        "没有用例走到：{what}",
        "no case reaches: {what}",
    ),
}
