"""Problems of what comes in beside reports: reviews, earlier results, tables. Code → severity, Chinese, English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gongti.engine.words.problems import Table

INTAKE_PROBLEMS: Final[Table] = {
    # Parts that cannot be read
    "file-left-out": (
        "warning",
        "这个文件用不了，按 --partial 没有计入：里面的机构按没有上报算，里面若是名册或核验意见，也没有采用",
        "this file cannot be used and is left out under --partial: facilities in it count as not reported, "
        "and a register or a review in it is not used",
    ),
    "nothing-left": (
        "error",
        "留下的文件里没有一份完整的自评报告，--partial 也评不了",
        "among the files that are left there is no whole report: not even --partial can assess it",
    ),
    # Reviews
    "not-a-review": (
        "error",
        "--review 要的是核验意见（有 reviewer，以及 answers、criteria 或 objections），这个文件不是",
        "--review takes a review (`reviewer`, and `answers`, `criteria` or `objections`); this file is none",
    ),
    "waiver-without-until": (
        "error",
        "豁免要写明到哪一天为止（until），这条裁定没有采用",
        "a waiver needs its last day (`until`): this ruling is not taken",
    ),
    "waiver-without-reason": (
        "warning",
        "豁免没有写理由（reason）",
        "the waiver gives no `reason`",
    ),
    "objection-to-nothing": (
        "error",
        "异议没写是对哪一项，要有 criterion 或 indicator",
        "the objection names nothing it is against: give a `criterion` or an `indicator`",
    ),
    # Earlier results
    "not-a-result": (
        "error",
        "这不是评价结果（看“{key}”）；--prior 要的是 gongti assess … --format json 的输出",
        "this is no result (see “{key}”): --prior takes what `gongti assess … --format json` wrote",
    ),
    "a-result-not-a-report": (
        "warning",
        "没有读取：这是评价结果，不是自评；要作上期结果请用 --prior 指定",
        "not read: this is a result, not a report; name it with --prior if it is the earlier one",
    ),
    "prior-other-consortium": (
        "error",
        "上期结果是“{other}”的，这次评的是“{consortium}”",
        "the earlier result is of “{other}”; this report is of “{consortium}”",
    ),
    # Registers as tables
    "not-a-register": (
        "warning",
        "没有读取：这个表不是机构名册。名册前十行里要有一行表头，写有“编码”或“名称”，以及“角色”“所属医共体”或“类型”（类型列里是机构类型）",
        "not read: this table is no register. A register has, within its first ten rows, a heading with `id` or `name`, and with `role`, `consortium` or `type` (of facilities)",
    ),
    "register-column-unknown": (
        "warning",
        "名册里没有“{column}”这一列，没有用上。{near}",
        "a register has no column “{column}”: it is not used. {near}",
    ),
    "register-column-unused": (
        "info",
        "“{column}”这一列不参与评价",
        "the column “{column}” plays no part",
    ),
    "register-column-unnamed": (
        "warning",
        "“{value}”所在的列没有表头，没有用上",
        "the column of “{value}” has no heading: it is not used",
    ),
    "register-column-twice": (
        "error",
        "“{column}”与前面一列是同一项（{field}），请只留一列",
        "“{column}” means the same as a column before it ({field}): keep one",
    ),
    "register-id-blank": (
        "warning",
        "“{facility}”没有编码，用名称代替",
        "“{facility}” has no id: its name stands for it",
    ),
    "register-word-unknown": (
        "warning",
        "“{value}”对不上任何约定的“{field}”，照原样保留；评分包多半认不出它",
        "“{value}” is none of the known words for “{field}”: it is kept as it stands, and a pack will hardly know it",
    ),
    "register-total-row": (
        "warning",
        "“{value}”像是合计行，没有当作机构",
        "“{value}” looks like a row of totals: it is not taken for a facility",
    ),
    "register-too-long": (
        "error",
        "超过{limit}行；名册没有这么长，请检查是否选错文件，或删去远处的内容",
        "more than {limit} rows; no register is as long: is it the right file, or does something stand far below?",
    ),
    "quote-open": (
        "error",
        "引号没有闭合，从这里起分不清各列",
        "a quote opens here and does not close: the columns cannot be told from here on",
    ),
    # Cells
    "cell-error": (
        "warning",
        "单元格的公式出错（{value}），按没有填算",
        "the formula of the cell failed ({value}): it counts as blank",
    ),
    "formula-without-value": (
        "error",
        "单元格是公式，但没有存下结果；请用WPS或Excel打开，保存一次",
        "the cell is a formula without a kept result: open the workbook in WPS or Excel and save it once",
    ),
    "code-too-long": (
        "error",
        "“{value}”超过15位，表格软件会丢掉后面的数字；请把这一列设为文本后重填",
        "“{value}” has more than 15 digits, and a spreadsheet loses the rest: format the column as text and type it again",
    ),
    # Workbooks
    "workbook-locked": (
        "error",
        "工作簿加了密码，或是旧版 .xls；请去掉密码，另存为 .xlsx",
        "the workbook has a password, or is an old .xls: save it as .xlsx without one",
    ),
    "workbook-broken": (
        "error",
        "工作簿已损坏，或不是 .xlsx；请用WPS或Excel打开，另存一次",
        "the workbook is damaged, or is no .xlsx: open it in WPS or Excel and save it anew",
    ),
    "workbook-too-large": (
        "error",
        "工作簿展开后太大，不像是机构名册；请检查是否选错文件，或移出这个文件夹",
        "unpacked, the workbook is too large for a register: is it the right file? If not, move it out of the folder",
    ),
    "workbook-reader-missing": (
        "error",
        "读 .xlsx 要装 openpyxl：{command}",
        "an .xlsx takes openpyxl to read: {command}",
    ),
}
