"""Why a typed answer is not taken: code → severity, Chinese, English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gongti.engine.words.problems import Severity

TYPED_PROBLEMS: Final[dict[str, tuple[Severity, str, str]]] = {
    # Any type
    "dash-answer": (
        "error",
        "“{given}”看不出是“没有”还是“未填”：没有请写“无”，未填请留空",
        '"{given}" may mean "there is none" or "left blank": write "none", or leave it empty',
    ),
    "inapplicable-answer": (
        "error",
        "“{given}”不能当作答案填在这里：题目不适用的，这里留空，在“不适用的理由”一栏写明理由（文本文件里写 not_applicable: 理由）",
        '"{given}" is no answer: where the question does not apply, leave this empty and give the reason in the column '
        '"Why it does not apply" (in a text file, not_applicable: REASON)',
    ),
    "two-readings": (
        "error",
        "“{given}”看不出是{first}还是{second}，请写成其中一个",
        '"{given}" may be {first} or {second}: write the one that is meant',
    ),
    "date-for-number": (
        "error",
        "这里是一个日期（{given}），多半是表格软件把“1/3”之类的写法改成了日期；请把单元格设为文本后重填",
        "a date ({given}) stands here; a spreadsheet has probably turned something like 1/3 into one: "
        "format the cell as text and type it again",
    ),
    # Numbers
    "not-a-count": (
        "error",
        "“{given}”读不出个数，请填0、1、2……这样的整数，如“360”",
        '"{given}" is not a count: give a whole number such as "360"',
    ),
    "not-a-number": (
        "error",
        "“{given}”读不成一个数，请填“360”或“12.5”这样的数",
        '"{given}" is not a number: give one such as "360" or "12.5"',
    ),
    "not-a-whole-number": (
        "error",
        "“{given}”不是整数；这里问的是个数，请填0、1、2……这样的整数",
        '"{given}" is not a whole number: a count is 0, 1, 2 and so on',
    ),
    "negative-number": (
        "error",
        "“{given}”小于0；这里只能填0或更大的数",
        '"{given}" is below 0: only 0 or more can be given here',
    ),
    "number-too-long": (
        "error",
        "“{given}”位数太多，最多{limit}位；请核对",
        '"{given}" has too many digits (at most {limit}): check it',
    ),
    "approximate-number": (
        "error",
        "“{given}”是约数或范围；请填一个准确的数",
        '"{given}" is an estimate or a range: give one exact number',
    ),
    "misplaced-comma": (
        "error",
        "“{given}”的逗号不在千位上，看不出是{joined}还是{point}，请去掉逗号重写",
        '"{given}" has a comma that does not part thousands, so it may be {joined} or {point}: write it without the comma',
    ),
    "several-numbers": (
        "error",
        "“{given}”看不出是一个数{joined}还是几个数，请只填一个数，中间不留空格、逗号",
        '"{given}" may be the one number {joined} or several: give one number, without blanks or commas inside',
    ),
    "digit-pair": (
        "error",
        "“{given}”看不出是{whole}还是{first}到{second}，请用阿拉伯数字写",
        '"{given}" may be {whole}, or "{first} to {second}": write it in Arabic digits',
    ),
    "scientific-notation": (
        "error",
        "“{given}”是科学记数法，请写成“{number}”",
        '"{given}" is in scientific notation: write "{number}"',
    ),
    "unusual-digits": (
        "error",
        "“{given}”里有带圈数字、上标、分数符号或其他文字的数字，请只用0–9或一二三",
        '"{given}" holds circled, raised or foreign digits, or a one-character fraction: use 0-9 only',
    ),
    "plus-sign": (
        "error",
        "“{given}”看不出是{number}还是增加了{number}；请填统计期末的数，不带加号",
        '"{given}" may be {number} or an increase by {number}: give the number itself, without the plus sign',
    ),
    "other-unit": (
        "error",
        "“{given}”的单位是“{typed}”，这里问的是“{unit}”，请换算后只填数",
        '"{given}" is in "{typed}", but "{unit}" is asked for: convert it and give the number alone',
    ),
    "no-unit": (
        "error",
        "“{given}”后面的“{typed}”读不懂，请只填数",
        '"{given}" ends in "{typed}", which is not understood here: give the number alone',
    ),
    "magnitude-twice": (
        "error",
        "这里的单位已经是“{unit}”，看不出“{given}”是{better}还是{given}个“{unit}”，请写成“{better}”",
        'the unit here is already "{unit}", so "{given}" may be {better} or {given} times "{unit}": write "{better}"',
    ),
    # Shares
    "not-a-percent": (
        "error",
        "“{given}”读不成占比，请写成“33.3%”或“1/3”",
        '"{given}" is not a share: write it as "33.3%" or "1/3"',
    ),
    "bare-percent": (
        "error",
        "“{given}”看不出是{first}还是{second}，请写成“{first}”",
        '"{given}" may be {first} or {second}: write "{first}"',
    ),
    "bare-share": (
        "error",
        "“{given}”看不出是{first}还是{second}，请带百分号写，如“{first}”",
        '"{given}" may be {first} or {second}: write it with its percent sign, such as "{first}"',
    ),
    "over-100-percent": (
        "error",
        "“{given}”超过了100%；这里问的是占比，最大100%",
        '"{given}" is over 100%: a share is at most 100%',
    ),
    "zero-denominator": (
        "error",
        "“{given}”的分母是0，算不出数",
        '"{given}" divides by 0',
    ),
    "not-a-ratio": (
        "error",
        "“{given}”看不出哪个是分子、哪个是分母，请写成“400/1200”",
        '"{given}" does not show a part and a whole: write them as "400/1200"',
    ),
    "ratio-one-number": (
        "error",
        "“{given}”只有一个数，看不出是分子还是分母，请两个都填，写成“400/1200”",
        '"{given}" is one number, which may be the part or the whole: give both, as "400/1200"',
    ),
    "ratio-as-percent": (
        "error",
        "“{given}”只是比例，看不出原来的两个数；请写成“400/1200”",
        '"{given}" is only a share and hides the two counts: write them as "400/1200"',
    ),
    "part-over-whole": (
        "error",
        "分子{part}大于分母{whole}，部分不能比总数大；请核对，也许填反了",
        "the part {part} is more than the whole {whole}: check them, they may be exchanged",
    ),
    # Days
    "not-a-date": (
        "error",
        "“{given}”读不成日期，请写成“2023-08-31”这样；没有请写“无”",
        '"{given}" is not a day: write it like "2023-08-31", or "none" where there is none',
    ),
    "no-such-month": (
        "error",
        "“{given}”里的月份是{month}，月份只有1到12",
        '"{given}" names month {month}: months run from 1 to 12',
    ),
    "no-such-day": (
        "error",
        "没有“{given}”这一天：{year}年{month}月只有{days}天",
        'there is no day "{given}": month {month} of {year} has {days} days',
    ),
    "year-out-of-range": (
        "error",
        "“{given}”的年份是{year}，应在{first}到{last}之间；请核对",
        '"{given}" is of the year {year}, which is not between {first} and {last}: check it',
    ),
    "date-without-day": (
        "error",
        "“{given}”没有写到日，可以是{first}到{last}的任何一天，请写全",
        '"{given}" names no day and may be any from {first} to {last}: write the whole date',
    ),
    "date-without-year": (
        "error",
        "“{given}”没有写年份，看不出是哪一年的{month}月{day}日，请写全，如“{example}”",
        '"{given}" has no year, so month {month}, day {day} may be of any: write the whole date, such as "{example}"',
    ),
    "date-or-share": (
        "error",
        "“{given}”看不出是{month}月{day}日（缺年份）还是一个分数，日期请写全，如“{example}”",
        '"{given}" may be month {month}, day {day} (of which year?) or a fraction: '
        'write the whole date, such as "{example}"',
    ),
    "year-not-first": (
        "error",
        "“{given}”请按年、月、日的顺序写成“{better}”",
        'write "{given}" with the year first: "{better}"',
    ),
    "date-serial": (
        "error",
        "“{given}”像是表格软件里的日期序号，看不出是{first}还是{second}，请写成“2023-08-31”这样",
        '"{given}" looks like a spreadsheet\'s day number, which may be {first} or {second}: '
        'write the date like "2023-08-31"',
    ),
    # Words and options
    "not-yesno": (
        "error",
        "“{given}”看不出是“是”还是“否”，请填“是”或“否”（有/无、√/×也可以）",
        '"{given}" is neither yes nor no: write "yes" or "no"',
    ),
    "yesno-number": (
        "error",
        "“{given}”是个数，看不出是“是”“否”还是数量，请填“是”或“否”（有/无、√/×也可以）",
        '"{given}" is a number, which may be yes, no or a count: write "yes" or "no"',
    ),
    "cross-or-tick": (
        "error",
        "“{given}”看不出是打叉（否）还是勾选（是），请填“是”或“否”",
        '"{given}" may be a cross (no) or a mark in a box (yes): write "yes" or "no"',
    ),
    "unknown-option": (
        "error",
        "选项里没有“{given}”，请从这些里选：{allowed}",
        '"{given}" is not one of the options: {allowed}',
    ),
    "unknown-option-near": (
        "error",
        "选项里没有“{given}”，是不是“{near}”？请从这些里选：{allowed}",
        '"{given}" is not one of the options; did you mean "{near}"? The options: {allowed}',
    ),
    "not-an-option": (
        "error",
        "“{given}”不是一个选项的名称，请填一个选项",
        '"{given}" is not the name of an option: name one',
    ),
    "option-of-two": (
        "error",
        "“{given}”看不出是“{first}”还是“{second}”，请填选项的编号",
        '"{given}" may be "{first}" or "{second}": give the option\'s id',
    ),
    "option-twice": (
        "error",
        "“{option}”填了两次，前后不一（这一次写作“{given}”），请只留一个",
        '"{option}" is answered twice and differently (here as "{given}"): keep one of them',
    ),
    "not-options": (
        "error",
        "“{given}”看不出选了哪些项，请逐项列出，用顿号隔开；一项没有请写“无”，全部都有请写“全部”",
        '"{given}" does not say which options: list them with commas, or write "none" or "all"',
    ),
    "open-list": (
        "error",
        "“{given}”以“等”结尾，看不出是列完了还是还有别的，请列全并去掉“等”",
        '"{given}" ends in "etc.", so it may be complete or go on: list all, without "etc."',
    ),
    "not-text": (
        "error",
        "这里要填文字，“{given}”不是文字",
        'words are asked for here, and "{given}" is none',
    ),
    "control-characters": (
        "error",
        "“{given}”里有看不见的控制字符（{character}），请删去后重填",
        '"{given}" holds a control character ({character}): remove it',
    ),
}
