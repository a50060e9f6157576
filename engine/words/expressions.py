"""Problems of expressions over tables, calcs and the period before: code → severity, Chinese, English."""

from __future__ import annotations

from typing import Final

from gongti.engine.words.problems import Table

EXPRESSION_PROBLEMS: Final[Table] = {
    "indicator-expected": (
        "error",
        "{name} 只能用于一个指标，如 prior.x、change(members.x)（{expression}）",
        "{name} goes with one indicator, as in prior.x or change(members.x) ({expression})",
    ),
    "prior-of-table": (
        "error",
        "“{name}”是表格或要用到表格，表格没有上期值（{expression}）",
        "“{name}” is a table or reads one, and of a table no prior value is kept ({expression})",
    ),
    "prior-of-prior": (
        "error",
        "“{name}”已经取了上期值，不能再往前取一期（{expression}）",
        "“{name}” already is of the period before; there is none before that ({expression})",
    ),
    "table-of-many": (
        "error",
        "“{role}”每一家都有自己的表格“{name}”，不能合在一起数；要逐家算，写成 count({role} where count({name}) > 0)（{expression}）",
        "each of “{role}” has its own table “{name}”: write count({role} where count({name}) > 0) ({expression})",
    ),
    "bare-in-column": (
        "error",
        "这里的“{name}”不知道指哪一个：写在另一个函数的列里，外层 where 的名字用不上（{expression}）",
        "whose “{name}” is meant? inside the column of another function, names of the `where` around it cannot be used ({expression})",
    ),
    "set-options": (
        "error",
        "右边的集合有左边没有的选项，不能相减：{options}（{expression}）",
        "the set at the right has options that the one at the left has not: {options} ({expression})",
    ),
    "place-column": (
        "error",
        "place() 的第二个参数要直接写一列，如 place(x, members.x)（{expression}）",
        "the second argument of place() is one column, as in place(x, members.x) ({expression})",
    ),
    "expression-too-large": (
        "error",
        "表达式连同所用的计算指标展开后超过{limit}项（{expression}）",
        "with the calcs it names written out, the expression has more than {limit} terms ({expression})",
    ),
    "aggregates-too-deep": (
        "error",
        "count、sum 这类函数嵌套超过{limit}层（{expression}）",
        "functions over collections stand more than {limit} deep in one another ({expression})",
    ),
}

EXPRESSION_WORDS: Final = {
    "type.table": ("表格", "a table"),
}
"""What else expressions say."""
