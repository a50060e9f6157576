"""Problems of what comes in beside YAML reports: reviews, results, tables, forms. Code → severity, Chinese, English."""

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
        "工作簿加了密码；请用WPS或Excel打开，去掉密码，另存为 .xlsx",
        "the workbook has a password: open it in WPS or Excel, take the password off and save it as .xlsx",
    ),
    "workbook-open-now": (
        "warning",
        "“{name}”像是正在WPS或Excel里打开着；请先保存并关闭，再检查一遍",
        "“{name}” seems to be open in WPS or Excel: save and close it, then check once more",
    ),
    "workbook-not-xlsx": (
        "warning",
        "这个文件没有读取；如果是要交的表，请用WPS或Excel打开，另存为 .xlsx",
        "this file is not read: if it is to be handed in, open it in WPS or Excel and save it as .xlsx",
    ),
    "workbook-old": (
        "error",
        "这是旧版工作簿（.xls、.et 或 .xlsb）；请用WPS或Excel打开，另存为 .xlsx",
        "this is a workbook of another kind (.xls, .et or .xlsb): open it in WPS or Excel and save it as .xlsx",
    ),
    "workbook-other": (
        "error",
        "这不是工作簿，可能是改了后缀的文档或压缩包；请用原来的程序打开，把内容填进 .xlsx 表",
        "this is no workbook, perhaps a document or an archive under another name: put its content into an .xlsx",
    ),
    "workbook-is-text": (
        "error",
        "这是文本，只是后缀改成了 .xlsx；请用WPS或Excel打开，另存为 .xlsx",
        "this is a text that is only called .xlsx: open it in WPS or Excel and save it as .xlsx",
    ),
    "workbook-broken": (
        "error",
        "工作簿已损坏或没有传完；请用WPS或Excel打开，另存一次，打不开就请对方重新发一份",
        "the workbook is damaged or incomplete: open it in WPS or Excel and save it anew, or ask for it once more",
    ),
    "workbook-too-large": (
        "error",
        "工作簿展开后太大，不像是填报表或机构名册；请检查是否选错文件，或移出这个文件夹",
        "unpacked, the workbook is too large for a form or a register: is it the right file? If not, move it out",
    ),
    "workbook-reader-missing": (
        "error",
        "读 .xlsx 要装 openpyxl：{command}",
        "an .xlsx takes openpyxl to read: {command}",
    ),
    # Forms
    "form-newer": (
        "error",
        "这份填报表是更新版本的程序做的（格式{found}），请升级后再读",
        "the form was made by a newer version (format {found}): upgrade before reading it",
    ),
    "form-blank-consortium": (
        "error",
        "封面上没有填医共体（集团）的名称，不知道这是谁的填报表",
        "the cover does not name the consortium: whose form is it?",
    ),
    "form-blank-period": (
        "error",
        "封面上没有填统计期",
        "the cover lacks the period",
    ),
    "form-facility-unnamed": (
        "error",
        "这张表填了内容，却没有填机构的名称",
        "the sheet is filled in, but the facility has no name",
    ),
    "form-id-differs": (
        "error",
        "这张表是机构“{id}”的，这里写的编码却是“{found}”：不知道是哪家的，整张表都没有采用。请填到那家自己的表里，或者恢复编码",
        "the sheet is of facility “{id}”, but the id typed here is “{found}”: whose it is cannot be told, so nothing of the sheet is used. Fill in that facility's own sheet, or restore the id",
    ),
    "form-word": (
        "error",
        "“{value}”不能填在这里，只能填：{allowed}",
        "“{value}” cannot stand here; it is one of: {allowed}",
    ),
    "form-key-twice": (
        "error",
        "这一格与{first}是同一题，两处填得不一样，都没有采用，请只留一处",
        "this cell and {first} answer the same question differently: neither is taken, keep one of them",
    ),
    "form-none-and-some": (
        "error",
        "这里填了，“{some}”里也填了，对不上，没有采用，请改成一致",
        "something stands here and on “{some}” too, and they do not agree: not taken, make them agree",
    ),
    "form-whole-and-options": (
        "error",
        "这里填了“{typed}”，与{others}对不上，没有采用，请改成一致",
        "here stands “{typed}”, which does not agree with {others}: not taken, make them agree",
    ),
    "form-merged": (
        "warning",
        "合并了几道题的单元格（{cells}），只有左上角一格读得到，其余按没有填算；请取消合并，分别填写",
        "cells of several questions are merged ({cells}): only the first is read, the others count as blank; unmerge them",
    ),
    "form-until-alone": (
        "warning",
        "只写了到哪一天为止，没有写说明，没有采用",
        "a last day without an explanation: not used",
    ),
    "form-not-read": (
        "warning",
        "第{row}行的{cells}没有读取：这里不是填写的位置。请填到题目自己的格子里",
        "{cells} in row {row} is not read: nothing is asked there. Use the question's own cells",
    ),
    "form-more-not-read": (
        "warning",
        "下面还有{count}行没有读取",
        "{count} more rows below are not read",
    ),
    "form-sheet-not-read": (
        "warning",
        "工作表“{sheet}”没有读取：它不是填报表里的，或者隐藏的首行首列被删了；请填到原来的表里",
        "the sheet “{sheet}” is not read: it is none of the form's, or its hidden first row and column were deleted",
    ),
    "form-column-not-read": (
        "warning",
        "“{column}”这一列没有读取",
        "the column “{column}” is not read",
    ),
    "form-reviewer-missing": (
        "error",
        "填了核验内容，封面上却没有写核验人；核验意见没有采用",
        "there is something verified, and no reviewer on the cover: the review cannot be used",
    ),
    "form-checked-part": (
        "warning",
        "核验值只填了一部分：{cells}空着，按“不清楚”计，不照搬自报的值。请填全，或者填“无法核实”",
        "the verified value is filled in only in part: {cells} is blank and counts as not known, whatever was claimed. Fill in all of it, or say that it could not be confirmed",
    ),
    "form-nothing-verified": (
        "warning",
        "这份核验表还没有填，里面一条核验内容也没有",
        "nothing is filled in for the review: it holds no verified answer",
    ),
    "form-empty": (
        "warning",
        "这份填报表还没有填，里面一个答案也没有",
        "the form is not filled in: it holds no answer",
    ),
    "form-differs": (
        "info",
        "这份填报表按{pack} {made}做的，评价用的是{now}；现在新增、表里没有问的：{new}；已经取消的：{gone}",
        "the form was made for {pack} {made}, assessed is {now}; asked now and not in the form: {new}; no longer asked: {gone}",
    ),
    "form-other-pack": (
        "warning",
        "这份填报表是为{made}做的，评价用的是{pack}，只采用两者都问的题",
        "the form was made for {made}, assessed is {pack}: only what both ask is used",
    ),
    # Answers claimed not to apply
    "claimed-inapplicable": (
        "warning",
        "“{label}”报的是不适用：{reason}；没有核验认可之前，按未知算",
        "“{label}” is said not to apply: {reason}. Until a reviewer accepts that, it counts as unknown",
    ),
    "answered-and-inapplicable": (
        "error",
        "“{label}”既填了答案，又说不适用，没有采用，请只留一样",
        "“{label}” is both answered and said not to apply: not taken, keep one of the two",
    ),
    "inapplicable-without-reason": (
        "error",
        "“{label}”说不适用，要写明理由",
        "“{label}” is said not to apply: give the reason",
    ),
    # Marked copies
    "form-marked-copy": (
        "info",
        "这是“{original}”的标注副本，原表就在旁边，所以只读原表",
        "a marked copy of “{original}”, which is here too: only the original is read",
    ),
    "form-marked-copy-changed": (
        "error",
        "这是“{original}”的标注副本，标注以后又填过，而原表也在旁边，不知道以哪份为准。请把改动填进原表，删去副本；或者只交副本",
        "a marked copy of “{original}”, filled in since it was marked, and the original is here too: put the changes into the original and remove the copy, or hand in the copy alone",
    ),
    "mark-same-file": (
        "error",
        "--mark 要写到别处，不能盖掉原来的文件",
        "--mark writes a copy: name another place than the file itself",
    ),
}

MARKED: Final[dict[str, tuple[str, str]]] = {
    "sheet": ("问题", "Problems"),
    "title": (
        "下面这些地方要核对或修改。请在原来的文件里改好，再检查一遍；改在这一份上，就只交这一份。",
        "Look at these places and mend them in the original, then check once more; or mend this copy and hand in it alone.",
    ),
    "severity": ("轻重", "How grave"),
    "place": ("工作表", "Sheet"),
    "cell": ("单元格", "Cell"),
    "problem": ("问题", "Problem"),
    "error": ("错误", "error"),
    "warning": ("提醒", "warning"),
    "info": ("说明", "note"),
    "written": ("已标出问题的副本：{path}", "A copy with its problems marked: {path}"),
}
"""Words of a marked copy."""
