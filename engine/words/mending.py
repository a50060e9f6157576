"""Words of comparisons (销号), ledgers (台账) and league tables (排名): code → (Chinese, English); said as ``mend.CODE``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gongti.engine.words.problems import Table

MENDING: Final[dict[str, tuple[str, str]]] = {
    # What all three share.
    "facts": ("说明", "About"),
    "became": ("{before} → {after}", "{before} → {after}"),
    "points": ("{points} / {of}", "{points} of {of}"),
    "plus": ("+{number}", "+{number}"),
    "nothing": ("无", "none"),
    "consortium": ("共体整体", "the consortium"),
    "region": ("县（市、区）", "the county or city"),
    "pack": ("评分包", "Pack"),
    "pack-is": ("{title}（{id} {version}，{sha256}）", "{title} ({id} {version}, {sha256})"),
    "result-is": (
        "{day} 评价，统计期 {period}，{basis}（{path}，{sha256}）",
        "assessed on {day}, period {period}, {basis} ({path}, {sha256})",
    ),
    "basis.claimed": ("按自报", "as claimed"),
    "basis.verified": ("经核验", "as verified"),
    # Columns of the table of gaps.
    "clause": ("条款", "Clause"),
    "problem": ("问题", "Problem"),
    "unit": ("单位", "Unit"),
    "owner": ("责任", "Owner"),
    "due": ("期限", "Due"),
    "state": ("状态", "State"),
    "proof": ("证明", "Proof"),
    "overdue": ("已逾期", "overdue"),
    # What proves an answer.
    "answer-became": ("{where}{label}：{before} → {after}", "{where}{label}: {before} → {after}"),
    "answer-is": ("{where}{label}：{after}", "{where}{label}: {after}"),
    "where": ("{name}，", "{name}, "),
    "not-answered": ("未填", "not answered"),
    "evidence": ("佐证：{papers}", "evidence: {papers}"),
    "evidence-until": ("{name}（有效至 {until}）", "{name} (good until {until})"),
    "evidence-none": ("无有效佐证", "no evidence that is good"),
    "evidence-missing": ("缺佐证：{text}", "Evidence missing: {text}"),
    "checked": ("核验：{text}", "checked: {text}"),
    "lapses": ("证明有效至 {day}", "proved until {day}"),
    "doubted": ("核验过不符，须再经核验", "a reviewer found it short: a reviewer must see it again"),
    "no-answer": ("没有可以作证的答案", "no answer that could prove it"),
    # Comparison.
    "compare": ("整改销号对照", "What closed and what did not"),
    "old": ("前一次", "Before"),
    "new": ("这一次", "Now"),
    "inspection": ("检查日", "Inspection"),
    "score.claimed": ("自报得分", "Score as claimed"),
    "score.verified": ("核验得分", "Score as verified"),
    "score-moved": ("{before} → {after}（变化 {difference}）", "{before} → {after} (change {difference})"),
    "not-assessed": ("未评价", "not assessed"),
    "no-side": ("没有", "none"),
    "counts": ("合计", "In all"),
    "count": ("{outcome} {count}", "{count} {outcome}"),
    "entries": ("销号表", "Gaps"),
    "entries-note": (
        "只有规则现在通过、所依据的答案又有有效佐证的，才算销号；核验过不符的，还须再经核验。自称已改的，这样的证明还没有，"
        "仍要整改；反弹的，曾凭证明销号，又未达标或证明已失效；暂可销号的，佐证到检查日已经过期。",
        "A gap is closed only where the rule now passes on answers that name evidence which is good; what a reviewer found "
        "short must be seen by a reviewer again. What is only claimed has no such proof and stays open; what reopened was "
        "closed by proof, and fails again or has lost it; what is prospective rests on evidence that is no longer good on "
        "the day of inspection.",
    ),
    "moved": ("得分有变化的评价项", "Criteria that moved"),
    "criterion": ("评价项", "Criterion"),
    "outcome.closed": ("已销号", "closed"),
    "outcome.prospective": ("暂可销号", "prospective"),
    "outcome.claimed": ("自称已改", "claimed, not proved"),
    "outcome.open": ("未销号", "open"),
    "outcome.reopened": ("反弹", "reopened"),
    "outcome.new": ("新增", "new"),
    "outcome.redefined": ("口径已变", "redefined"),
    "outcome.waived": ("已豁免", "waived"),
    "outcome.gone": ("不再适用", "no longer applicable"),
    "changed.force": ("约束力", "force"),
    "changed.target": ("目标", "target"),
    "changed.of": ("满分", "full marks"),
    "changed": ("定义已变：{what}", "definition changed: {what}"),
    "warning": ("注意", "Mind"),
    "warning.pack-differs": (
        "两次用的评分包不是同一份：逐项按编号对照，得分不能相减；结果里看得出定义有变化的已注明，看不出的请核对评分包",
        "the two results are by different versions of the pack: criteria are matched by id and points are not subtracted; "
        "where the results show that a definition changed it is marked, for the rest compare the packs",
    ),
    "warning.period-differs": (
        "两次的统计期不同（{old}，{new}）",
        "the two results are for different periods ({old}, {new})",
    ),
    "warning.basis-rises": (
        "前一次按自报，这一次经核验：变化里有核验带来的部分",
        "the first rests on what was claimed, the second on what was verified: part of the change is the review's",
    ),
    "warning.basis-falls": (
        "前一次经核验，这一次只是自报：这次的销号还没有人核过，核验过不符的不能凭自报销号",
        "the first was verified, the second is only claimed: nobody has checked what closed here, and what a reviewer "
        "found short is not closed by a claim",
    ),
    "warning.engine-differs": (
        "两次用的程序版本不同（{old}，{new}）",
        "the two results were made by different versions of the program ({old}, {new})",
    ),
    "warning.same-result": ("两个文件是同一份结果", "both files are the same result"),
    # Ledger.
    "ledger": ("整改台账", "Ledger of gaps"),
    "ledger-on": ("截至 {day}", "as of {day}"),
    "lines": ("记录", "Entries"),
    "lines-are": ("{count} 条，逐条相扣，完整", "{count}, each chained to the one before, whole"),
    "lines-later": (
        "{day} 以后另有 {count} 条，这里没有算进去",
        "{count} more were entered after {day}, and are not told here",
    ),
    "head": ("台账尾号", "Head"),
    "head-found": (
        "所给尾号是第 {line} 条，其后又记 {since} 条",
        "the head given is that of entry {line}; {since} were added since",
    ),
    "last": ("最近一次", "Last entry"),
    "last-is": ("{day}，{by} 记", "{day}, by {by}"),
    "last-result": ("所据结果", "Resting on"),
    "ledger-open": ("未销号", "Open"),
    "ledger-open-note": (
        "自称已改的，没有有效佐证，或核验过不符、还没有再核；佐证到期、豁免到期的，视同未销号。",
        "What is only claimed has no evidence that is good, or was found short by a reviewer and not seen again; what lost "
        "its evidence or its waiver is open again.",
    ),
    "ledger-closed": ("已销号", "Closed"),
    "ledger-aside": ("已豁免、不再适用", "Waived, no longer applicable"),
    "ledger-history": ("历次记录", "History"),
    "history-day": ("日期", "Day"),
    "history-by": ("记录人", "By"),
    "history-result": ("结果", "Result"),
    "history-events": ("变动", "Events"),
    "history-hash": ("尾号", "Head"),
    "since": ("起始", "Since"),
    "again": ("第 {count} 次出现", "opened {count} times"),
    "event.opened": ("新增", "opened"),
    "event.claimed": ("自称已改", "claimed"),
    "event.refuted": ("仍未达标", "still not met"),
    "event.closed": ("销号", "closed"),
    "event.renewed": ("佐证更新", "evidence renewed"),
    "event.reopened": ("反弹", "reopened"),
    "event.waived": ("豁免", "waived"),
    "event.gone": ("不再适用", "no longer applicable"),
    "state.open": ("未销号", "open"),
    "state.claimed": ("自称已改", "claimed, not proved"),
    "state.expired": ("佐证到期", "evidence expired"),
    "state.waiver-over": ("豁免到期", "waiver over"),
    "state.closed": ("已销号", "closed"),
    "state.waived": ("已豁免", "waived"),
    "state.gone": ("不再适用", "no longer applicable"),
    "waived-until": ("豁免至 {day}", "waived until {day}"),
    "why.result": ("结果显示又未达标", "a result shows it again"),
    "why.expired": ("佐证到期未续", "its evidence expired"),
    "why.proof": (
        "证明已失效：所据答案变了、佐证撤了，或经核验不算数",
        "its proof fell: another answer, no paper, or a reviewer's no",
    ),
    "why.waiver": ("豁免结束", "its waiver is over"),
    "why.not_applicable": ("不适用", "not applicable"),
    "why.not_due": ("未到期", "not due"),
    "why.watched": ("只监测", "only watched"),
    "why.absent": ("名单里已没有", "no longer on the list"),
    "why.redefined": ("口径已变", "another definition"),
    "added": ("已记第 {line} 条，变动 {count} 项", "Entry {line} added, {count} events"),
    "nothing-new": ("与台账最近一次相同，没有新记", "The same as the last entry: nothing added"),
    # League table.
    "rank": ("排名", "League table"),
    "rank-by": ("按{what}", "by {what}"),
    "rank-total": ("总得分率", "the total percent"),
    "league.verified": ("经核验的排名", "Verified"),
    "league.claimed": ("只有自报的排名", "Only claimed"),
    "league-note": (
        "区间重叠的分不出先后，名次写成范围；得分率完全相等的并列。",
        "Where intervals overlap no order is claimed, and a place is a range; equal percents share the better place.",
    ),
    "bases": ("依据", "Resting on"),
    "bases-are": (
        "经核验 {verified} 家，只有自报 {claimed} 家，分开排",
        "{verified} verified, {claimed} only claimed, ranked apart",
    ),
    "place": ("名次", "Place"),
    "name": ("共体", "Consortium"),
    "percent": ("得分率", "Percent"),
    "score": ("得分", "Score"),
    "assessed_on": ("评价日", "Assessed"),
    "place-range": ("{first}–{last}", "{first}–{last}"),
    "unranked": ("未评价，不排名", "Not assessed, not ranked"),
    "gaps-of": ("最常见的问题（{basis}）", "Commonest gaps ({basis})"),
    "gap-in": ("有此问题", "Have it"),
    "gap-maybe": ("可能有", "May have it"),
    "points-lost": ("共失分", "Points lost"),
    "passed-of": ("逐项通过率（{basis}）", "Pass rate by criterion ({basis})"),
    "passed": ("通过", "Pass"),
    "failed": ("未过", "Fail"),
    "unknown": ("未定", "Unknown"),
    "not-counted": ("不计", "Not counted"),
    "pass-rate": ("通过率", "Pass rate"),
    "rank-warning.period-differs": (
        "这些结果的统计期不全相同：{periods}",
        "these results are not all for one period: {periods}",
    ),
    "rank-warning.engine-differs": (
        "这些结果由不同版本的程序给出：{versions}",
        "these results were made by different versions of the program: {versions}",
    ),
    "rank-warning.rounded": (
        "有的结果只有取整后的数，已按可能的范围比较",
        "some results carry only rounded numbers: they are compared by the range these may stand for",
    ),
}

MENDING_PROBLEMS: Final[Table] = {
    # Evidence, and an earlier result
    "paper-unnamed": (
        "warning",
        "“{given}”不是佐证材料的名称，这一条不算佐证；材料有了再写上名称",
        "“{given}” is not what a paper is called, so it is no evidence: name the paper once there is one",
    ),
    "prior-not-earlier": (
        "warning",
        "--prior 给的是 {day} 评的结果，不早于这次的评价日 {on}：请核对是不是给错了文件",
        "the result given with --prior was assessed on {day}, not before this day, {on}: see whether it is the right file",
    ),
    "not-this-result": (
        "error",
        "这不是评价结果，或被改动过（看“{key}”）；要的是 gongti assess … --format json 的输出",
        "this is no result, or it was edited (see “{key}”): what `gongti assess … --format json` wrote is wanted",
    ),
    "results-two-consortia": (
        "error",
        "这份结果是“{one}”的，另一份是“{other}”的，不能放在一起",
        "this result is of “{one}”, the other of “{other}”: they cannot be put together",
    ),
    "results-two-packs": (
        "error",
        "这份结果用的评分包是“{one}”，另一份是“{other}”，不能放在一起",
        "this result is by the pack “{one}”, the other by “{other}”: they cannot be put together",
    ),
    "results-out-of-order": (
        "error",
        "这份结果（{one}）比另一份（{other}）晚，先后放反了",
        "this result ({one}) is later than the other ({other}): they are the wrong way round",
    ),
    "inspection-before-result": (
        "error",
        "检查日 {on} 早于结果的评价日 {day}",
        "the day of inspection, {on}, is before the day of the result, {day}",
    ),
    # Ledgers
    "ledger-not-a-line": (
        "error",
        "这一行不是台账记录，或被改动过（记录须原样保留，一个字符也不能动）",
        "this is no entry of a ledger, or it was changed: entries must stay as they were written, to the character",
    ),
    "ledger-cut": (
        "error",
        "最后一行不完整，写入时中断过，或被截断",
        "the last line is not whole: its writing was interrupted, or it was cut",
    ),
    "ledger-hash": (
        "error",
        "这一条的内容与它自己的校验值对不上，被改动过",
        "this entry does not match its own hash: it was changed",
    ),
    "ledger-order": (
        "error",
        "这里应是第 {wanted} 条，却是第 {found} 条：有记录被删除、插入、重复或调换",
        "entry {wanted} should stand here, not entry {found}: entries were removed, inserted, repeated or swapped",
    ),
    "ledger-chain": (
        "error",
        "这一条接的不是上面那一条：上面那一条被换过或重写过",
        "this entry does not follow the one above: that one was replaced or written anew",
    ),
    "ledger-two-consortia": (
        "error",
        "这一条是“{one}”的，台账是“{other}”的",
        "this entry is of “{one}”, the ledger of “{other}”",
    ),
    "ledger-day": (
        "error",
        "这一条的日期 {day} 早于上一条的 {before}",
        "the day of this entry, {day}, is before that of the one above, {before}",
    ),
    "ledger-result-day": (
        "error",
        "这一条所据结果的评价日 {day} 晚于记录日 {on}，或早于上一条的",
        "the result of this entry was assessed on {day}: after the day of the entry, {on}, or before that of the one above",
    ),
    "ledger-event": (
        "error",
        "这一条记的变动与前面的记录接不上，或没有它要的证明（{criterion}：{event}）",
        "an event of this entry does not follow from those before, or lacks the proof it needs ({criterion}: {event})",
    ),
    "ledger-head": (
        "error",
        "台账里没有尾号 {head}：台账被截短过，或被重写过",
        "no entry has the head {head}: the ledger was shortened or written anew",
    ),
    "ledger-head-form": (
        "error",
        "--head 要的是台账尾号：至少 16 位的十六进制数，这里是“{value}”",
        "--head takes the head of a ledger, 16 hexadecimal digits at least, not “{value}”",
    ),
    "ledger-begins-later": (
        "error",
        "台账从 {begun} 起记，{on} 还没有",
        "the ledger begins on {begun}: on {on} there was none",
    ),
    "ledger-other-consortium": (
        "error",
        "这份结果是“{one}”的，台账是“{other}”的",
        "this result is of “{one}”, the ledger of “{other}”",
    ),
    "ledger-other-pack": (
        "error",
        "这份结果用的评分包是“{one}”，台账用的是“{other}”",
        "this result is by the pack “{one}”, the ledger by “{other}”",
    ),
    "ledger-older-result": (
        "error",
        "这份结果（{one}）比台账里最近的一份（{other}）早",
        "this result ({one}) is earlier than the last one in the ledger ({other})",
    ),
    "ledger-older-day": (
        "error",
        "记录日 {on} 早于 {before}（台账最近一次，或结果的评价日）",
        "the day of the entry, {on}, is before {before} (that of the last entry, or of the result)",
    ),
    "ledger-busy": (
        "error",
        "台账正被别人写入（有“{lock}”）；确认没有人在写，再删去这个文件",
        "somebody is writing to the ledger (there is “{lock}”); if nobody is, delete that file",
    ),
    "ledger-moved-on": (
        "error",
        "台账在这期间被别人写过，请再来一次",
        "the ledger was written to in the meantime: try again",
    ),
    "ledger-by": ("error", "--by 要写记录人的姓名", "--by takes the name of who makes the entry"),
    "ledger-pack-changed": (
        "warning",
        "台账最近一次用的评分包版本是 {one}，这份结果是 {other}：定义有变化的不算整改",
        "the ledger's last entry is by version {one} of the pack, this result by {other}: what changed its definition "
        "does not count as mended",
    ),
    # League tables
    "rank-two-packs": (
        "error",
        "这份结果用的评分包（{one}）与第一份（{other}）不是同一份，不能放在一起排",
        "this result is by another pack ({one}) than the first ({other}): they cannot be ranked together",
    ),
    "rank-twice": (
        "error",
        "“{name}”有两份结果，另一份是 {first}",
        "“{name}” has two results; the other is {first}",
    ),
    "rank-by": (
        "error",
        "评分包里没有“{id}”这个维度。{near}",
        "the pack has no dimension “{id}”. {near}",
    ),
}
