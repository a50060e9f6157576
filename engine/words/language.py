"""Words of the pack room's later constructs: series, tables, calcs, deadlines, weights, adjustments; zh and en."""

from __future__ import annotations

from typing import Final

from gongti.engine.words.problems import Table

LANGUAGE_PROBLEMS: Final[Table] = {
    "money-unit": (
        "error",
        "金额的单位只能是元、万元或亿元，不能是“{unit}”",
        "money is in “元”, “万元” or “亿元”, not in “{unit}”",
    ),
    "fold-without-time": (
        "error",
        "fold 把一年里的几个数合成一个，要同时写 time: year、quarter 或 month",
        "`fold` makes one value of several: say `time: year`, `quarter` or `month` beside it",
    ),
    "fold-does-not-fit": (
        "error",
        "“{kind}”不能用 fold: {fold} 合成一个值",
        "`fold: {fold}` cannot make one value of a series of {kind}",
    ),
    "key-not-a-column": ("error", "表里没有“{key}”这一列。{near}", "the table has no column “{key}”. {near}"),
    "calc-cycle": (
        "error",
        "这些计算互相引用，算不出来：{names}",
        "these calculations rest on one another and cannot be worked out: {names}",
    ),
    "ask-when-cycle": (
        "error",
        "“{indicator}”是否要填，绕了一圈又取决于它自己",
        "whether “{indicator}” is asked depends, in a circle, on itself",
    ),
    "due-and-every": ("error", "due 与 every 只能写一个", "`due` and `every` exclude each other"),
    "due-with-across": (
        "error",
        "有期限的评价项逐家计分，不能再写 across",
        "a criterion with a deadline is scored unit by unit: no `across`",
    ),
    "due-score": (
        "error",
        "有期限的评价项只能用 {{method: pass, late_share: …}} 计分，或不写 score",
        "a criterion with a deadline is scored by {{method: pass, late_share: …}}, or has no `score`",
    ),
    "late-share-alone": (
        "error",
        "late_share 要与 due 或 every 一起写",
        "`late_share` belongs to a criterion with `due` or `every`",
    ),
    "share-out-of-range": ("error", "{key} 应在 0 与 100% 之间", "`{key}` lies between 0 and 100 %"),
    "weights-incomplete": (
        "error",
        "weight 要么每个维度都写，要么都不写",
        "`weight` stands on every dimension or on none",
    ),
    "weight-not-positive": ("error", "weight 应当大于0", "`weight` must be above 0"),
    "groups-too-deep": (
        "error",
        "维度以下最多分{limit}级",
        "groups stand at most {limit} levels below a dimension",
    ),
    "policy-twice": (
        "error",
        "不适用的处理办法写了两处：只留一处",
        "what to do with what does not apply is said twice: keep one",
    ),
    "times-not-share": (
        "error",
        "times 应在 0 与 100% 之间",
        "`times` lies between 0 and 100 %",
    ),
    "adjust-nothing": (
        "error",
        "调整要写 times 或 minus",
        "an adjustment has `times` or `minus`",
    ),
    "field-missing": (
        "warning",
        "没有“{facility}”的{field}，“{criterion}”要用到它，只能按未知算；请在名册里补上",
        "nothing says the {field} of “{facility}”, which “{criterion}” reads: it counts as unknown until the register "
        "says it",
    ),
    "assessor-answers": (
        "warning",
        "“{indicator}”由核验人员核查填写，自评填的不采用",
        "“{indicator}” is for the reviewer to answer: the self-report's answer is not used",
    ),
    "series-form": (
        "error",
        "“{label}”要分期填写，如 {{2024-Q1: 100, 2024-Q2: 120}}；这里的各期是：{periods}",
        "“{label}” is answered by period, as in {{2024-Q1: 100, 2024-Q2: 120}}; the periods here: {periods}",
    ),
    "outside-period": (
        "warning",
        "“{label}”的“{key}”不在本次评价的时段里，没有采用。{near}",
        "“{key}” of “{label}” lies outside the period and is not used. {near}",
    ),
    "table-form": (
        "error",
        "“{label}”是一张表：一行一项，各列是：{columns}",
        "“{label}” is a table: one row an entry, with the columns {columns}",
    ),
    "fixed-table-form": (
        "error",
        "“{label}”的行是定好的，按行名填写：{rows}",
        "the rows of “{label}” are given: answer by their names: {rows}",
    ),
    "table-too-long": (
        "error",
        "“{label}”超过{limit}行",
        "“{label}” has more than {limit} rows",
    ),
    "unknown-row": (
        "warning",
        "“{label}”没有“{row}”这一行，没有采用。{near}",
        "“{label}” has no row “{row}”: it is not used. {near}",
    ),
    "duplicate-row": (
        "error",
        "“{table}”里“{key}”出现了两次，分不清以哪一个为准",
        "“{key}” stands twice in “{table}”: which of them counts cannot be told",
    ),
    "blank-cell": (
        "warning",
        "“{table}”的“{row}”缺“{column}”",
        "“{row}” of “{table}” lacks “{column}”",
    ),
    "too-few-rows": (
        "warning",
        "“{table}”至少要填{least}行，现在是{found}行",
        "“{table}” wants at least {least} rows; it has {found}",
    ),
    "not-valid": (
        "error",
        "“{label}”的答案不合要求（{condition}），没有采用",
        "the answer to “{label}” is not valid ({condition}) and is not used",
    ),
    "answer-skipped": (
        "warning",
        "“{condition}”不成立，不必填“{label}”，填的没有采用",
        "“{label}” is not asked where “{condition}” does not hold: its answer is not used",
    ),
    "prior-differs": (
        "error",
        "“{label}”填的上期值与上期结果（{result}）不一致，上期值按未知处理",
        "last period's value stated for “{label}” is not that of the earlier result ({result}): it counts as unknown",
    ),
    "prior-other-pack": (
        "warning",
        "上期结果用的是评分包“{other}”，不是“{pack}”；编号相同的指标才能相比",
        "the earlier result is of the pack “{other}”, not “{pack}”: only indicators of the same id are compared",
    ),
    "prior-not-before": (
        "warning",
        "--prior 给的是{other}的结果，不早于本期{period}，没有用来比较",
        "the result given with --prior is of {other}, which is not before {period}: it is not compared with",
    ),
    "prior-unreadable": (
        "warning",
        "上期结果里“{label}”的值“{text}”读不出来，按未知处理",
        "the earlier result's value “{text}” for “{label}” cannot be read: it counts as unknown",
    ),
    "review-not-asked": (
        "warning",
        "“{facility}”不填“{label}”，核验记录里的这一条没有采用",
        "“{label}” is not asked of “{facility}”: the review's entry is not used",
    ),
    "review-nobody": (
        "error",
        "核验记录里的“{facility}”对不上任何机构。{near}",
        "the review names “{facility}”, which is none of the facilities. {near}",
    ),
    "review-stale": (
        "warning",
        "“{label}”在{reviewer}核查之后改过，这条核验记录不再采用",
        "“{label}” has changed since {reviewer} checked it: this entry no longer counts",
    ),
    "reviewers-differ": (
        "error",
        "对“{label}”，{reviewers}的核查结果不一致，按未定处理；只有一条写明 final: true 才能定",
        "on “{label}” {reviewers} found different values: undecided, until one entry alone says final: true",
    ),
    "upheld-without-value": (
        "warning",
        "对“{label}”的异议已经采纳，但没有新的核查结果，按未知处理",
        "the objection to “{label}” was upheld, but there is no new reviewed value: it counts as unknown",
    ),
    "waiver-expired": (
        "warning",
        "“{criterion}”的豁免到{until}为止，已经过期，不再采用",
        "the waiver of “{criterion}” ended on {until} and no longer counts",
    ),
    "review-after-day": (
        "warning",
        "核验记录的日期{date}晚于评价日{on}，仍按已核查计；请核对日期",
        "the review is dated {date}, after the day of the assessment {on}; it counts all the same: check the dates",
    ),
    "ruling-not-unit": (
        "warning",
        "“{criterion}”不评“{facility}”，对它的裁定没有用上",
        "“{criterion}” is not about “{facility}”: the ruling on it is not used",
    ),
    "ruling-no-explanation": (
        "warning",
        "“{criterion}”没有可以采纳的说明：没有人作说明，或者不是“原则上”的条款",
        "“{criterion}” has no explanation to accept: nobody gave one, or it is not a `should`",
    ),
    "unknown-ruled": (
        "warning",
        "评分包里没有“{criterion}”这个评价项，这条核验意见没有用上。{near}",
        "the pack has no criterion “{criterion}”: this part of the review is not used. {near}",
    ),
    "rulings-differ": (
        "error",
        "对“{criterion}”的裁定不一致，按未采纳处理",
        "the rulings on “{criterion}” disagree: nothing is granted",
    ),
}

ANSWER_TYPES: Final[dict[str, tuple[str, str]]] = {
    "answer.yesno": ("是否", "yes or no"),
    "answer.count": ("个数", "count"),
    "answer.number": ("数", "number"),
    "answer.money": ("金额", "money"),
    "answer.percent": ("百分比", "percent"),
    "answer.ratio": ("分子分母", "ratio"),
    "answer.date": ("日期", "date"),
    "answer.choice": ("单选", "choice"),
    "answer.set": ("多选", "set"),
    "answer.text": ("文字", "text"),
    "answer.table": ("表格", "table"),
    "word.contradiction-of": ("{name}：{text}", "{name}: {text}"),
    "word.as-written": ("“{text}”（无法采用）", "“{text}” (not usable)"),
    "shape.month-day": ("月-日，如 11-30", "a day of the year such as 11-30"),
}
