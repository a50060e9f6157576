"""Problems that lint finds in packs that load: code → severity, Chinese, English; place, mistake, likely remedy."""

from __future__ import annotations

from typing import Final

from gongti.engine.words.problems import Table

LINT_PROBLEMS: Final[Table] = {
    # Used by nothing
    "unused-indicator": (
        "error",
        "指标“{indicator}”没有任何评价项、勾稽用到，填了也白填；请用上它，或删去",
        "no criterion or reconciliation uses the indicator “{indicator}”: it would be answered for nothing; use it or delete it",
    ),
    "unused-parameter": (
        "warning",
        "参数“{name}”没有用到；请在计分里写它的名字代替那个数，或删去",
        "the parameter “{name}” is not used: write its name where its number stands, or delete it",
    ),
    "unused-role": (
        "warning",
        "对象“{name}”没有用到；请删去，或检查 over、asked_of 是不是写成了别的对象",
        "the role “{name}” is not used: delete it, or see whether `over` or `asked_of` names another",
    ),
    "unused-options": (
        "warning",
        "选项表“{name}”没有用到；请删去，或在指标里写 options: {name}",
        "the list of options “{name}” is not used: delete it, or write `options: {name}` at an indicator",
    ),
    "unused-document": (
        "warning",
        "文件“{id}”没有哪一条依据引用；请删去，或检查 cite 的 doc",
        "no citation names the document “{id}”: delete it, or see to the `doc` of the citations",
    ),
    # Points
    "points-do-not-sum": (
        "error",
        "{key} 声明的是{declared}分，实际加起来是{sum}；请改为{found}，或检查各项的分值",
        "`{key}` declares {declared} points, but they add up to {sum}: make it {found}, or see to the points of each",
    ),
    "max-never-reached": (
        "warning",
        "max 是{max}，可本维度各项加起来最多{most}分，起不了作用；请改小，或删去",
        "`max` is {max}, but all points here add up to {most}: it cuts nothing; make it smaller, or delete it",
    ),
    # Levels
    "level-never-full": (
        "error",
        "最高的一档只有{best}分，怎么做也得不到满分{points}分；最高一档请写 points: 100%",
        "the best level has {best} points, so nobody can have the full {points}: give the best level points: 100%",
    ),
    "full-out-of-range": (
        "error",
        "满分线是{bound}，衡量的值到不了（{range}），谁也得不到满分；请改到范围以内",
        "full points need {bound}, which the measure never reaches ({range}): choose a line within",
    ),
    "level-out-of-range": (
        "error",
        "第{number}档永远到不了：条件是“{bound}”，衡量的值只在这个范围：{range}；请改界限，或删去这一档",
        "level {number} can never be reached: it asks for “{bound}”, and the measure is {range}: change its bound, or delete it",
    ),
    "level-shadowed": (
        "error",
        "第{number}档永远到不了：前面的第{earlier}档（第{line}行）已经先取走了；取第一个成立的，请把要求高的一档写在前面",
        "level {number} can never be reached: level {earlier} before it (line {line}) takes all its values; the first that holds counts, so put the more demanding first",
    ),
    "level-gap": (
        "error",
        "第{one}档和第{other}档之间漏了一段：{hole}，落在这里的得0分；请把两档的界限接上，或最后加一档 otherwise",
        "between levels {one} and {other} values are left out: {hole}, which would have no points; let the two meet, or end with `otherwise`",
    ),
    "level-overlap": (
        "error",
        "第{number}档和第{earlier}档重叠：{shared}，只会算前面那一档；请把两档的界限错开，如 at_least 配 less_than",
        "levels {number} and {earlier} overlap: {shared}, where only the earlier counts; part them, such as at_least beside less_than",
    ),
    # Grades
    "grade-impossible": (
        "error",
        "等次“{id}”永远到不了：这个条件不可能成立，percent 连同加分最高{most}；请改界限",
        "grade “{id}” can never be reached: its condition cannot hold, percent goes to {most} with every bonus: change its bound",
    ),
    "grade-shadowed": (
        "error",
        "等次“{id}”永远到不了：够得上它的，都已先归入“{earlier}”（第{line}行）；等次从高到低写，请调整次序或界限",
        "grade “{id}” can never be reached: whatever has it has “{earlier}” first (line {line}); grades stand best first, so change their order or bounds",
    ),
    "grade-may-fall": (
        "warning",
        "等次“{id}”的条件在分数升高时可能反而不成立，区间两端之间的等次就不可靠",
        "the condition of grade “{id}” could fail as points rise: the grades between the two worlds would not be sure",
    ),
    # Days
    "due-out-of-force": (
        "error",
        "期限{due}不在有效期内（{from_}至{until}）；请检查年份，或改 in_force",
        "the deadline {due} is outside the dates in force ({from_} – {until}): see to its year, or to in_force",
    ),
    "parameter-begins-late": (
        "error",
        "参数“{name}”从{begins}才有值，评分包从{from_}就生效，这之前没有数可用；请把第一个 from 改为{from_}",
        "the parameter “{name}” has its first value from {begins}, but the pack is in force from {from_}: begin it on {from_}",
    ),
    "parameter-after-force": (
        "error",
        "参数“{name}”从{begins}起的值永远用不上，评分包到{until}为止；请检查年份，或删去",
        "the value of “{name}” from {begins} is never used, the pack ends on {until}: see to its year, or delete it",
    ),
    "document-after-force": (
        "warning",
        "文件“{id}”的日期{date}晚于生效日{from_}：生效时还没有这份文件；请检查两个日期",
        "the document “{id}” is of {date}, later than the first day in force, {from_}: see to both dates",
    ),
    # Sources
    "no-source": (
        "warning",
        "评价项“{id}”没有写依据；请加 cite，写明文件、条款和原话",
        "the criterion “{id}” has no source: add `cite` with document, clause and words",
    ),
    "quote-no-clause": (
        "error",
        "引了原话，却没有写在哪一条；请在旁边加 clause",
        "words are quoted, but not where they stand: add `clause` beside them",
    ),
    "quote-no-ref": (
        "error",
        "标为原文的话没有写对应的要求；请加 ref（含有这句话的：{fitting}），不是原话的标 seen: derived",
        "words marked original name no requirement: add `ref` (they stand in: {fitting}), or mark a reading seen: derived",
    ),
    "unknown-requirement": (
        "error",
        "requirements.yaml 里没有要求“{id}”。{near}",
        "requirements.yaml has no requirement “{id}”. {near}",
    ),
    "quote-differs": (
        "error",
        "这句话不在要求{id}的原文里，原文是“{words}”；请照原文改，省略处用“…”，自己的读法标 seen: derived",
        "these words do not stand in requirement {id}, which says “{words}”: quote it to the letter, with “…” where some are left out, or mark a reading seen: derived",
    ),
    "number-unsourced": (
        "warning",
        "“{name}”用的{number}不在所引的原话里；请引出写有这个数的原话，若是自己的读法，加一条 cite 标 seen: derived 说明",
        "the {number} of “{name}” stands in none of the words cited: quote the words that give it, or add a citation marked seen: derived that says how it is read",
    ),
    # Questions across packs
    "asked-twice": (
        "error",
        "“{indicator}”问的就是“{other}”（{where}）；同一件事只用一个编号：公共指标库里有的写 use: {other}，没有的请移进去",
        "“{indicator}” asks what “{other}” asks ({where}): one thing has one id; write `use: {other}` where the shared dictionary has it, else move it there",
    ),
}
