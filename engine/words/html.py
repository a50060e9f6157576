"""Words of the HTML report and of the charts: code → (Chinese, English); said as ``html.CODE``."""

from __future__ import annotations

from typing import Final

HTML: Final[dict[str, tuple[str, str]]] = {
    # The page.
    "title": ("{name}：评价报告", "{name}: assessment report"),
    "title-explained": ("{name}：{criterion}", "{name}: {criterion}"),
    "skip": ("跳到正文", "Skip to the report"),
    "contents": ("目录", "Contents"),
    "summary": ("要点", "What matters"),
    "footer": (
        "本报告由 gongti {version} 生成，是一个独立的文件：不联网，不含脚本。数字与同一次评价的 JSON 结果相同。",
        "Made by gongti {version} as one file that asks no network and holds no script. Its numbers are those of the "
        "JSON result of the same assessment.",
    ),
    # Three sentences of what matters.
    "sum.settled": (
        "得 {points} 分，满分 {of}，得分率 {percent}，等次为{grade}。",
        "{points} of {of} points, {percent}: {grade}.",
    ),
    "sum.settled-ungraded": (
        "得 {points} 分，满分 {of}，得分率 {percent}；本评分包不分等次。",
        "{points} of {of} points, {percent}; this pack has no grades.",
    ),
    "sum.open-one": (
        "得分在 {low} 与 {high} 之间，满分 {of}，得分率 {percent}；未定的答案不改变等次，都是{grade}。",
        "Between {low} and {high} of {of} points, {percent}; the open answers do not change the grade: {grade}.",
    ),
    "sum.open-several": (
        "得分在 {low} 与 {high} 之间，满分 {of}，得分率 {percent}，等次可能是{grades}；由未定的答案决定，"
        "影响最大的是{answer}，涉及 {points} 分。",
        "Between {low} and {high} of {of} points, {percent}, so the grade may be {grades}; open answers decide, above "
        "all {answer}, with {points} points at stake.",
    ),
    "sum.open-doubt": (
        "得分在 {low} 与 {high} 之间，满分 {of}，得分率 {percent}，等次可能是{grades}；由存疑和未定的评价项决定。",
        "Between {low} and {high} of {of} points, {percent}, so the grade may be {grades}; items in doubt decide.",
    ),
    "sum.open-ungraded": (
        "得分在 {low} 与 {high} 之间，满分 {of}，得分率 {percent}，取决于未定的答案。",
        "Between {low} and {high} of {of} points, {percent}; open answers decide.",
    ),
    "sum.nothing": (
        "现有材料不足以评分，结论为未评价。",
        "What was handed in is not enough for a score: not assessed.",
    ),
    "sum.watches": ("本评分包只监测，不评分、不分等次。", "This pack only watches: there is no score and no grade."),
    "sum.losses": ("失分最多的是：{list}。", "Most is lost on {list}."),
    "sum.no-losses": ("没有需要整改的失分。", "Nothing is lost that needs mending."),
    "sum.loss": ("{title}（{points} 分，{owner}）", "{title} ({points} points, {owner})"),
    "sum.loss-open": ("{title}（最多 {points} 分，{owner}）", "{title} (up to {points} points, {owner})"),
    "sum.owner": ("责任：{owner}", "owner: {owner}"),
    "sum.first": ("最先要整改的是“{title}”：{action}。", "Mend first “{title}”: {action}."),
    "sum.first-due": ("最先要整改的是“{title}”：{action}，{due} 前完成。", "Mend first “{title}”: {action}, by {due}."),
    "sum.unknown": (
        "有 {count} 个答案未定，先把它们填报或核实。",
        "{count} answers are open: give or check them first.",
    ),
    "sum.unknown-one": ("有 1 个答案未定，先把它填报或核实。", "One answer is open: give or check it first."),
    "sum.in-doubt": ("有 {count} 处勾稽不符，先行对账。", "{count} accounts disagree: settle them first."),
    "sum.in-doubt-one": ("有 1 处勾稽不符，先行对账。", "Two accounts disagree: settle them first."),
    "sum.known": ("没有未定的答案。", "No answer is open."),
    "answer-of": ("{name}的“{label}”", "“{label}” of {name}"),
    # Charts.
    "scale": ("得分率与等次线", "Percent and grade lines"),
    "scale.desc": ("{bars}。等次线：{lines}。", "{bars}. Grade lines: {lines}."),
    "scale.desc-bare": ("{bars}。没有等次线。", "{bars}. No grade lines."),
    "scale.line": ("{title} {at}", "{title} {at}"),
    "radar": ("各维度得分率", "Dimensions, percent"),
    "radar.desc": ("{series}：{values}。", "{series}: {values}."),
    "radar.value": ("{title} {value}", "{title} {value}"),
    "radar.open": ("{series}（虚线到高端）", "{series} (dashed: high end)"),
    "prior": ("上期 {period}（{side}）", "Last period {period} ({side})"),
    "prior-other": (
        "上期得分率按评分包的另一版本{version}算出，评价项和分值可能不同，只供对照。",
        "Last period's percents were scored by another version of the pack{version}, whose items and points may "
        "differ: they are for comparison only.",
    ),
    "heat": ("机构与评价项", "Facilities and criteria"),
    "heat.part": ("{title}（第 {part} 幅，共 {of} 幅）", "{title} (part {part} of {of})"),
    "heat.desc": (
        "每行一个评价项，第一列是整项的状态，其余每列一家机构；格内一字是状态。{counts}。同样的内容在“逐项核算”里逐条列出。",
        "A row for each criterion; the first column is its own status, each other column a facility; the letter in a "
        "cell is the status. {counts}. The same is listed row by row under “Criterion by criterion”.",
    ),
    "heat.note": (
        "格内的字是状态；空格是不问该机构的评价项。",
        "The letter in a cell is the status; an empty cell is a criterion that is not asked of that facility.",
    ),
    "heat.all": ("整项", "All"),
    "heat.key": ("机构编号", "Facilities by number"),
    "letter.met": ("达", "M"),
    "letter.partial": ("部", "P"),
    "letter.unmet": ("未", "U"),
    "letter.undetermined": ("?", "?"),
    "letter.contested": ("疑", "C"),
    "letter.explained": ("说", "E"),
    "letter.waived": ("免", "W"),
    "letter.not_applicable": ("不", "N"),
    "letter.not_due": ("期", "L"),
    "letter.not_reviewed": ("核", "R"),
    "letter.watched": ("监", "A"),
    "letter.none": ("·", "·"),
    "letter.none-means": ("计入合计，不单独判定", "counted, not judged alone"),
    "waterfall": ("从满分到得分", "From full marks to the score"),
    "waterfall.desc": (
        "满分 {of}；按失分从大到小：{steps}；得分 {score}。",
        "Full marks {of}; by largest loss: {steps}; score {score}.",
    ),
    "waterfall.full": ("满分", "Full marks"),
    "waterfall.score": ("得分", "Score"),
    "waterfall.rest": ("其余 {count} 项", "{count} more"),
    "waterfall.rest-one": ("其余 1 项", "one more"),
    "waterfall.other": ("折算", "Weighting"),
    "waterfall.loss": ("−{points}", "−{points}"),
    "waterfall.open": ("最多 −{points}", "up to −{points}"),
    "waterfall.note": (
        "实心是已定的失分，斜线是未定的部分。各项的分是该项自己的分。",
        "Solid is lost for certain, hatched is still open. Each item's points are its own.",
    ),
    # The ledger.
    "by-owner": ("按责任单位", "By owner"),
    "by-facility": ("按机构", "By facility"),
    "no-owner": ("未写明责任单位", "no owner named"),
    "whole": ("不分机构", "Of no single facility"),
    "number": ("序号", "No."),
    "own-value": ("本机构数值 {value}", "own value {value}"),
    "own-value-target": ("本机构数值 {value}，标准 {target}", "own value {value}, asked for {target}"),
    "own-distance": ("还差 {amount}{unit}", "{amount} {unit} short"),
    "where-and-distance": ("涉及机构与差距", "Facilities, distance"),
    "gap-is": ("问题", "Gap"),
    "how-it-stands": ("本机构情况与扣分理由", "How it stands here, and the reason"),
    # What is open.
    "why-open": ("为何未定", "Why it is open"),
    # Criterion by criterion.
    "traces": ("逐项核算", "Criterion by criterion"),
    "traces.note": (
        "点开一项，看它的扣分理由、依据、所用答案和判定。打印时全部展开。",
        "Open an item to see its reasons, clauses, answers and rules. All are open in print.",
    ),
    "target": ("标准", "Asked for"),
    "value": ("数值", "Value"),
    "level": ("档次", "Level"),
    "indicator": ("题目", "Question"),
    "units": ("各机构情况", "How the facilities stand"),
    "whose": ("机构（出处）", "Facility (place)"),
    # Provenance.
    "file": ("文件", "File"),
    "kind": ("种类", "Kind"),
    "code": ("代码", "Code"),
    "fingerprints": ("评分包与输入文件", "The pack and the files that were read"),
    "severity": ("级别", "Severity"),
    "problem": ("问题", "Problem"),
    "document-head": ("文件", "Document"),
    "issuer": ("发文单位", "Issued by"),
    "date": ("日期", "Date"),
    "seen": ("见过原文没有", "How it was seen"),
    "not-seen": ("待核原文的评价项", "Criteria whose words were not seen in the original"),
    "all-seen": (
        "各评价项所依据的文字都见过原文。",
        "The words every criterion rests on were seen in the original.",
    ),
    "some-not-seen": (
        "下列评价项所依据的文字没有见过原文，引用之前请先核对：",
        "The words these criteria rest on were not seen in the original; check them before quoting:",
    ),
}
