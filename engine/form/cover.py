"""The first sheet: what the form is, whose and for when, how to fill it in, how far it is, who signs and seals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gongti.engine.form.done import EMPTY_BAR, bar
from gongti.engine.form.heights import height
from gongti.engine.form.items import day_rule, list_rule
from gongti.engine.form.making import Making
from gongti.engine.form.model import Cell, Column, Line, Rule, Sheet, address
from gongti.engine.form.question_sheet import Made
from gongti.engine.form.told import text_of
from gongti.engine.submission import form as keys
from gongti.engine.words.entries import KINDS, named

_WIDTHS: Final = (28, 36, 11, 11, 34)
_SIGNED: Final = ("filled", "phone", "checked", "head", "seal", "day")
_REVIEW_SIGNED: Final = ("reviewer", "leader", "reviewed", "day")
_SPAN: Final = len(_WIDTHS)
_WIDE: Final = sum(_WIDTHS)
_PERIOD: Final = (
    'IF(ISNUMBER(@),AND(@>=1900,@<=2999,@=INT(@)),'
    'AND(OR(LEN(@)=4,LEN(@)=7),ISNUMBER(VALUE(LEFT(@,4))),OR(LEN(@)=4,MID(@,5,1)="-")))'
)  # fmt: skip


def cover_sheet(making: Making, name: str, made: Sequence[Made]) -> Sheet:
    """The cover; of each sheet that has questions the progress."""
    say = making.say
    lines = [Line(), Line(cells={1: Cell(making.title, "title", columns=_SPAN)}, height=40)]
    lines += [_group(say("cover.packs")), *_packs(making), _group(say("cover.whose")), *_whose(making)]
    how = "review" if making.review else "how"
    lines += [_group(say("cover.how")), *(_wide(say(f"{how}.{n}")) for n in range(1, 6))]
    lines.append(_group(say(f"cover.progress.{making.given.kind}")))
    lines += list(_progress(making, made, len(lines)))
    lines += [_group(say("cover.sign")), *_sign(making)]
    columns = [Column("", 4), *(Column(keys.ANSWER if n == 1 else "", w) for n, w in enumerate(_WIDTHS))]
    return Sheet(name, f"{keys.MARK}cover", tuple(columns), tuple(lines), 2, 0, 0, portrait=True)


def _group(text: str) -> Line:
    return Line(cells={1: Cell(text, "group", columns=_SPAN)}, height=22)


def _wide(text: str) -> Line:
    return Line(cells={1: Cell(text, "plain", columns=_SPAN)}, height=height([(text, "", _WIDE)], 20))


def _packs(making: Making) -> Iterator[Line]:
    for pack in making.asked.packs:
        yield _wide(
            making.say("cover.pack", title=pack.model.title.said(making.lang), id=pack.id, version=pack.model.version)
        )


def _whose(making: Making) -> Iterator[Line]:
    """The consortium, the period and, of a review, who saw it and when: filled in where it is known."""
    given, known = making.given, making.given.consortium
    kinds = sorted({k for p in making.asked.packs for k in p.model.applies_to})
    kind = known.kind if known is not None and known.kind else kinds[0] if len(kinds) == 1 else None
    values = {
        "consortium_id": known.id if known is not None else None,
        "name": known.name if known is not None and known.name != known.id else None,
        "kind": named(KINDS, [kind], making.lang)[0] if kind else None,
        "region": known.region if known is not None else None,
        "period": given.period.text,
        "reviewer": None,
        "date": None,
    }
    period = Rule(making.say("error.period"), making.say("error.title"), valid=_PERIOD)
    rules = {
        "kind": list_rule(named(KINDS, kinds, making.lang), making.lang),
        "date": day_rule(making.lang),
        "period": period,
    }
    for name, value in values.items():
        theirs = name in ("reviewer", "date")
        is_open = theirs or not making.review
        style = ("reviewer-date" if name == "date" else "reviewer") if theirs else "answer-text" if is_open else "hint"
        text = text_of(value) if value is not None else None
        cell = Cell(text, style, is_open, rules.get(name), columns=_SPAN - 1)  # type: ignore[arg-type]
        cells = {1: Cell(making.say(f"field.{name}"), "label"), 2: cell}
        yield Line(f"@{name}", cells, height([(text or "", "", _WIDE - _WIDTHS[0])], 22))


def _progress(making: Making, made: Sequence[Made], first: int) -> Iterator[Line]:
    """A line a sheet, and their sum."""
    heads = {1: "cover.sheet", 3: "cover.answered", 4: "cover.asked", 5: "cover.share"}
    yield Line(
        cells={n: Cell(making.say(code), "head", columns=2 if n == 1 else 1) for n, code in heads.items()}, height=22
    )
    counted = [sheet for sheet in made if sheet.questions]
    line = first + 1
    for sheet in counted:
        name = sheet.sheet.name
        cells = {
            1: Cell(sheet.who, "link", to=name, columns=2),
            3: Cell(0, "count", formula=f"='{name}'!{sheet.answered}"),
            4: Cell(sheet.questions, "count", formula=f"='{name}'!{sheet.asked}"),
            5: Cell(EMPTY_BAR, "bar", formula=bar(address(line, 3), address(line, 4))),
        }
        yield Line(cells=cells, height=height([(sheet.who, "", _WIDTHS[0] + _WIDTHS[1])], 20))
        line += 1
    cells = {1: Cell(making.say("cover.total"), "head", columns=2)}
    for n, value in ((3, 0), (4, sum(sheet.questions for sheet in counted))):
        cells[n] = Cell(value, "count", formula=f"=SUM({address(first + 1, n)}:{address(line - 1, n)})")
    cells[5] = Cell(EMPTY_BAR, "bar", formula=bar(address(line, 3), address(line, 4)))
    yield Line(cells=cells, height=22)


def _sign(making: Making) -> Iterator[Line]:
    """Where people sign and seal, by hand or typed: beside the column of answers, for these are none."""
    for name in _REVIEW_SIGNED if making.review else _SIGNED:
        label = Cell(making.say(f"sign.{name}"), "label", columns=2)
        yield Line(cells={1: label, 3: Cell(None, "sign", True, columns=3)}, height=28)
