"""Problems of files, reports and registers: code → severity, Chinese, English."""

from __future__ import annotations

from typing import Final, Literal

Severity = Literal["error", "warning", "info"]
Table = dict[str, tuple[Severity, str, str]]

PROBLEMS: Final[Table] = {
    # Files
    "no-such-file": ("error", "没有这个文件或文件夹", "there is no such file or folder"),
    "cannot-open": (
        "error",
        "打不开这个文件，请检查权限或是否正被占用",
        "the file cannot be opened: check rights, or whether it is in use",
    ),
    "file-too-large": (
        "error",
        "文件有{size}，超过上限{limit}，自评材料不会这么大，请检查是否选错文件",
        "the file has {size}, more than the limit of {limit}: is it the right one?",
    ),
    "unreadable-text": (
        "error",
        "不是文本文件，或编码认不出来，请另存为UTF-8",
        "this is not a text, or its encoding is unknown: save it as UTF-8",
    ),
    "not-utf8": ("warning", "不是UTF-8编码，已按GB18030读取", "not UTF-8: read as GB 18030"),
    "control-character": (
        "error",
        "有不可见的控制字符{character}，请删去",
        "holds the control character {character}: delete it",
    ),
    "empty-file": ("error", "文件是空的", "the file is empty"),
    "empty-folder": ("error", "文件夹里没有可读的自评文件", "the folder holds no report that can be read"),
    "ignored-file": (
        "info",
        "未读取（不是自评文件，或是隐藏、临时文件）",
        "not read (no report, or hidden or temporary)",
    ),
    "outside-folder": ("warning", "未读取：这是指到文件夹之外的链接", "not read: the link leads out of the folder"),
    "syntax": (
        "error",
        "格式有误，读到这里读不下去了。{hint}（{detail}）",
        "the text cannot be read past this point. {hint} ({detail})",
    ),
    "duplicate-key": (
        "error",
        "“{key}”在第{first}行已经写过一次，请只留一处",
        "“{key}” already stands in line {first}: keep one of the two",
    ),
    "comma-in-number": (
        "error",
        '括号里的“{number}”会被逗号拆成两截，请去掉逗号，或加引号写成 "{number}"',
        'inside braces the comma cuts “{number}” in two: leave it out, or write "{number}" in quotes',
    ),
    "alias": (
        "error",
        "不接受锚点、引用和合并（{name}），请把内容直接写出来",
        "anchors, aliases and merge keys are not taken ({name}): write the content out",
    ),
    "tag": ("error", "不接受YAML标签（{tag}），请删去", "YAML tags are not taken ({tag}): delete it"),
    "too-deep": ("error", "嵌套超过{limit}层", "nested more than {limit} deep"),
    "too-many-values": ("error", "内容超过{limit}项", "more than {limit} values"),
    "several-documents": (
        "error",
        "一个文件里有几份内容（---），请拆成几个文件",
        "several documents in one file (---): split it",
    ),
    "key-not-text": ("error", "键必须是文字，不能是列表或映射", "a key must be a text, not a list or a mapping"),
    # What a file is
    "not-a-report": (
        "error",
        "看不出这是自评、机构名册还是核验意见：自评要有 consortium，名册要有 facilities",
        "neither a report nor a register nor a review: a report has `consortium`, a register has `facilities`",
    ),
    "a-pack-not-a-report": (
        "error",
        "这是评分包，不是自评；评分包请用 --pack 指定",
        "this is a criteria pack, not a report: name it with --pack",
    ),
    "no-report": (
        "error",
        "没有自评报告；只有机构名册或核验意见，评不了",
        "there is no report: a register or a review alone cannot be assessed",
    ),
    "unknown-format": ("error", "format 应为 1，这里是“{found}”", "`format` should be 1, not “{found}”"),
    "key-missing": ("error", "缺少“{key}”", "“{key}” is missing"),
    "unknown-key": ("error", "没有“{key}”这个项。{near}", "“{key}” is not known here. {near}"),
    "unknown-word": (
        "error",
        "“{key}”不能是“{value}”，只能是：{allowed}。{near}",
        "“{key}” cannot be “{value}”; it is one of: {allowed}. {near}",
    ),
    "wrong-shape": (
        "error",
        "“{key}”写成了“{value}”，这里应当是{expected}",
        "“{key}” is “{value}”; here stands {expected}",
    ),
    "not-yet": (
        "error",
        "“{what}”是规则语言的一部分，但这个版本还不支持",
        "“{what}” is part of the language, but this version does not build it yet",
    ),
    "two-consortia": (
        "error",
        "这些文件分属两个医共体（{first}、{second}），一次只能评一个；多个请用 batch",
        "these files are of two consortia ({first}, {second}): use batch for several",
    ),
    "two-periods": (
        "error",
        "这些文件的统计期不同（{first}、{second}）",
        "these files are of two periods ({first}, {second})",
    ),
    "period-form": (
        "error",
        "统计期“{value}”认不出来，请写成 2024、2024-H1、2024-Q3 或 2024-06",
        "the period “{value}” is not one of the forms 2024, 2024-H1, 2024-Q3, 2024-06",
    ),
    "reserved-facility": (
        "error",
        "机构编码不能用“{id}”，这个词另有用途",
        "no facility may have the id “{id}”: the word is taken",
    ),
    "duplicate-facility": (
        "error",
        "机构“{id}”在第{first}行已经有了，同一文件里只能有一份",
        "facility “{id}” already stands in line {first}: one entry a file",
    ),
    "registers-differ": (
        "error",
        "“{facility}”的“{field}”这里是“{said}”，另一处名册（{first}）是“{other}”，请统一",
        "“{facility}”, {field}: “{said}” here and “{other}” in another place of the register ({first}): make them agree",
    ),
    "fields-differ": (
        "warning",
        "“{facility}”的“{field}”这里是“{said}”，另一处（{first}）是“{taken}”，采用另一处的",
        "“{facility}”, {field}: “{said}” here and “{taken}” elsewhere ({first}), which is taken",
    ),
    "explanations-differ": (
        "warning",
        "“{criterion}”有两条不同的说明，采用前一条",
        "“{criterion}” has two different explanations: the first is taken",
    ),
    # Register
    "no-register": (
        "warning",
        "没有机构名册，覆盖面只能以本报告所列机构为准",
        "there is no register: coverage rests on the facilities this report lists",
    ),
    "matched-by-name": (
        "warning",
        "编码“{facility}”不在名册中，按名称对上了名册里的“{id}”",
        "the id “{facility}” is not in the register: matched by name to “{id}”",
    ),
    "not-in-register": (
        "warning",
        "机构“{facility}”不在名册里，列出但不计入。{near}",
        "facility “{facility}” is not in the register: listed, not counted. {near}",
    ),
    "other-consortium": (
        "warning",
        "名册里机构“{facility}”属于别的医共体，列出但不计入。{near}",
        "in the register facility “{facility}” belongs to another consortium: listed, not counted. {near}",
    ),
    "not-reported": (
        "warning",
        "名册里的“{facility}”没有上报，它的各项都按未知计",
        "“{facility}” is in the register and did not report: all its answers are unknown",
    ),
    "id-and-name-differ": (
        "error",
        "编码“{id}”在名册里是“{name}”，这里的名称却是“{said}”（名册编码“{other}”）：不知道是哪家的，没有计入。请改对编码或名称",
        "the id “{id}” is “{name}” in the register, but the name here is “{said}” (whose id is “{other}”): whose answers these are cannot be told, and they do not count. Mend the id or the name",
    ),
    "register-differs": (
        "warning",
        "“{facility}”的“{field}”自报“{said}”，名册为“{listed}”，以名册为准",
        "“{facility}”, {field}: reported as “{said}”; the register says “{listed}”, which is taken",
    ),
    "role-unknown": (
        "warning",
        "“{facility}”的资料不全，定不了它是不是“{role}”，暂不计入该类",
        "it cannot be told whether “{facility}” is in the role “{role}”: it is left out of it",
    ),
    "role-not-one": (
        "error",
        "“{role}”应当恰好有一家，现在有{found}家",
        "the role “{role}” needs exactly one facility; there are {found}",
    ),
    "role-not-single": (
        "warning",
        "评价项“{criterion}”要“{role}”唯一一家的数，现在有{found}家，无法判定",
        "criterion “{criterion}” takes the value of the one facility in “{role}”; there are {found}: undetermined",
    ),
    "answer-not-used": (
        "info",
        "“{indicator}”已填，但没有任何评价项用到",
        "“{indicator}” is answered, but nothing uses it",
    ),
    "part-alone": (
        "error",
        "这是自评的一部分，没写 consortium 和 period，也没有别的文件写明",
        "this is part of a report, but neither it nor any other file names the consortium and the period",
    ),
    "empty-role": (
        "warning",
        "评价项“{criterion}”的对象“{role}”一家也没有，无法判定；确实没有这类机构时应写 applies_when",
        "criterion “{criterion}” goes over “{role}”, which nobody is: undetermined; "
        "write applies_when where that means not applicable",
    ),
    "parameter-not-in-force": (
        "warning",
        "参数“{name}”在{day}还没有生效的值，相关各项无法判定",
        "the parameter “{name}” has no value in force on {day}: what rests on it is undetermined",
    ),
    # Answers
    "unknown-indicator": (
        "warning",
        "评分包里没有“{indicator}”这个指标，这个回答没有用上。{near}",
        "the pack has no indicator “{indicator}”: this answer is not used. {near}",
    ),
    "unknown-explained": (
        "warning",
        "评分包里没有“{criterion}”这个评价项，这条说明没有用上。{near}",
        "the pack has no criterion “{criterion}”: this explanation is not used. {near}",
    ),
    "answer-not-asked": (
        "warning",
        "“{label}”不问这里，问的是“{of}”，这个回答没有用上",
        "“{label}” is not asked here but of “{of}”: this answer is not used",
    ),
    "answers-differ": (
        "error",
        "“{label}”有两个不同的回答（另一处在{first}），按未知计，请统一",
        "“{label}” has two different answers (the other at {first}): it counts as unknown until they agree",
    ),
    "unlisted-option": (
        "warning",
        "“{label}”的选项里没有{options}，列出但不计数",
        "“{label}” has no option {options}: listed, not counted",
    ),
    "rounded-percentage": (
        "warning",
        "“{label}”填的是{typed}，与标准{threshold}只差在四舍五入上，请填原始数（分子和分母）",
        "“{label}” is typed as {typed}; rounding alone separates it from {threshold}: give the two counts",
    ),
    "explanation-not-counted": (
        "warning",
        "“{criterion}”不是“原则上”的条款，说明不能抵分",
        "“{criterion}” is not a “should”: an explanation does not help it",
    ),
    "explanation-expired": (
        "warning",
        "“{criterion}”的说明到{until}为止，已过期，不再计",
        "the explanation of “{criterion}” ended on {until} and no longer counts",
    ),
    "thin-explanation": (
        "warning",
        "“{criterion}”的说明太短，或与别项雷同，核验时很可能不被采信",
        "the explanation of “{criterion}” is very short, or the same as others: a review may well refuse it",
    ),
    # The command line
    "no-pack": (
        "error",
        "没有适用于“{kind}”、在{day}有效的评分包，请用 --pack 指定",
        "no pack in force on {day} applies to “{kind}”: name one with --pack",
    ),
    "kind-missing": (
        "error",
        "报告没写 kind，选不了评分包；请在 consortium 里写 kind（{allowed}），或用 --pack 指定",
        "the report names no `kind`, so no pack can be chosen: give one in `consortium` ({allowed}), or use --pack",
    ),
    "several-packs": (
        "error",
        "有几个同样新的评分包都适用：{packs}，请用 --pack 指定一个",
        "several equally new packs apply: {packs}: choose one with --pack",
    ),
    "unknown-pack": (
        "error",
        "没有评分包“{id}”。{near}现有：{packs}",
        "there is no pack “{id}”. {near} There are: {packs}",
    ),
    "pack-not-in-force": (
        "warning",
        "评分包“{id}”在{day}不在有效期内（{from_} 至 {until}）",
        "the pack “{id}” is not in force on {day} (from {from_} to {until})",
    ),
    "pack-other-kind": (
        "warning",
        "评分包“{id}”用于{applies}，这份自评是“{kind}”",
        "the pack “{id}” is for {applies}; this report is of “{kind}”",
    ),
    "unknown-criterion-asked": (
        "error",
        "评分包里没有“{id}”这个评价项。{near}",
        "the pack has no criterion “{id}”. {near}",
    ),
    "engine-missing": (
        "error",
        "这里没有 durable-rules，不能用 --engine both；安装：{command}",
        "durable-rules is not to be had here, so --engine both cannot run; install it: {command}",
    ),
    "internal-disagreement": (
        "error",
        "内部错误：两个推理器（durable-rules 与直接推理）结论不一致，本次不出报告。{detail}",
        "internal error: the two evaluators (durable-rules and direct) disagree; no report is given. {detail}",
    ),
    "paper-output-missing": (
        "error",
        "文书是 Word 或 Excel 文件，请用 -o 写明放在哪里；整改通知书写文件夹",
        "a paper is a file of Word or Excel: say where it goes, -o FILE, or for notices -o FOLDER",
    ),
    "cannot-write": ("error", "写不了文件“{path}”", "the file “{path}” cannot be written"),
    "date-option": (
        "error",
        "--on 要写成 2024-12-01 这样的日期，这里是“{value}”",
        "--on takes a date such as 2024-12-01, not “{value}”",
    ),
}

HINTS: Final[dict[str, tuple[str, str]]] = {
    "hint.near": ("是不是“{word}”？", "Did you mean “{word}”?"),
    "hint.full-width-colon": (
        "这里像是用了全角冒号“：”，请改成半角“: ”",
        "There seems to be a full-width colon: write “: ”",
    ),
    "hint.tab": ("缩进请用空格，不要用制表符", "Indent with spaces, not with a tab"),
    "hint.brackets": (
        "括号没有配对；括号里带逗号、方括号或冒号的表达式请加引号",
        "The brackets do not balance; an expression with a comma, bracket or colon inside them stands in quotes",
    ),
    "hint.indent": ("请检查缩进、冒号后的空格和引号", "Check the indentation, the space after a colon, and quotes"),
    "shape.text": ("文字，或 {{zh:, en:}}", "a text, or {{zh:, en:}}"),
    "shape.expression": ("表达式", "an expression"),
    "shape.number": (
        "准确的数（整数、小数、分数或百分数）",
        "an exact number (whole, decimal, fraction or percentage)",
    ),
    "shape.date": ("日期，如 2024-12-01", "a date such as 2024-12-01"),
    "shape.string": ("文字", "a text"),
    "shape.whole": ("整数", "a whole number"),
    "shape.yesno": ("true 或 false", "true or false"),
    "shape.list": ("列表", "a list"),
    "shape.mapping": ("带键的映射", "a mapping with keys"),
    "shape.not-empty": ("至少一项", "at least one item"),
    "shape.range": ("范围内的数", "a number within its range"),
    "shape.other": ("别的写法（见规则语言说明）", "another form (see the pack language)"),
    "type.bool": ("是/否", "a truth value"),
    "type.number": ("数", "a number"),
    "type.date": ("日期", "a date"),
    "type.text": ("文字", "a text"),
    "type.set": ("多选集合", "a set"),
    "type.list": ("列表", "a list"),
    "monotone.unless": ("含有 unless", "it has `unless`"),
    "monotone.contradiction": ("依赖勾稽结果", "it rests on a contradiction"),
    "monotone.status": (
        "状态只能写 [unmet] 或 [unmet, partial]，档次只能从某一档一直写到最后一档",
        "statuses may only be [unmet] or [unmet, partial], levels from one down to the last",
    ),
    "monotone.check": ("check 里读了得分或结果", "its check reads points or results"),
    "monotone.conclusion": ("所依据的结论不单调", "a conclusion it rests on is not monotone"),
}
