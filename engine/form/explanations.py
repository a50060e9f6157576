"""Criteria → the sheet of explanations: what should be and is not yet, with why and until when; rulings beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gongti.engine.form.heights import height, title_height
from gongti.engine.form.items import day_rule, list_rule
from gongti.engine.form.making import Making
from gongti.engine.form.model import Cell, Column, Line, Rule, Sheet
from gongti.engine.form.told import text_of
from gongti.engine.pack import BoundCriterion, Pack
from gongti.engine.submission import form as keys
from gongti.engine.words.entries import RULINGS, offered

LEAST: Final = 8
"""Characters of an explanation: fewer explain nothing."""
_FROZEN: Final = 5
_CLERK: Final = {"criterion": 62, keys.EXPLANATION: 62, keys.UNTIL: 16}
_REVIEWER: Final = {keys.RULING: 16, keys.INAPPLICABLE: 20, keys.WAIVER_UNTIL: 16, keys.WAIVER_REASON: 50}
_FIRST_OF_REVIEWER: Final = len(_CLERK) + 2


def should_be(making: Making) -> tuple[tuple[Pack, BoundCriterion], ...]:
    """The criteria that an explanation can meet; one of two packs with one id stands once."""
    return _once(making, lambda c: c.force == "should")


def explanations_sheet(making: Making, name: str) -> Sheet | None:
    """The sheet; None where nothing can be explained and nothing is to be ruled on."""
    should = should_be(making)
    others = _once(making, lambda c: c.force in ("must", "may")) if making.review else ()
    if not should and not others:
        return None
    lines = [Line(), *_heads(making, name)]
    lines += [_line(making, pack, criterion, explained=True) for pack, criterion in should]
    if others:
        text = making.say("group.criteria")
        cells = {1: Cell(text, "group", columns=len(_CLERK))}
        cells[_FIRST_OF_REVIEWER] = Cell("", "group", columns=len(_REVIEWER))
        lines.append(Line(cells=cells, height=22))
        lines += [_line(making, pack, criterion, explained=False) for pack, criterion in others]
    columns = [Column("", 4), *(Column("" if k == "criterion" else k, w) for k, w in _CLERK.items())]
    columns += [Column("", 2), *(Column(k, w) for k, w in _REVIEWER.items())]
    return Sheet(
        name, f"{keys.MARK}explanations", tuple(columns), tuple(lines), _FROZEN, _FROZEN, 1, _FIRST_OF_REVIEWER
    )


def _once(making: Making, wanted: object) -> tuple[tuple[Pack, BoundCriterion], ...]:
    found: dict[str, tuple[Pack, BoundCriterion]] = {}
    for pack in making.asked.packs:
        for criterion in pack.criteria:
            if wanted(criterion):  # type: ignore[operator]
                found.setdefault(criterion.id, (pack, criterion))
    return tuple(found.values())


def _heads(making: Making, name: str) -> Iterator[Line]:
    wide = sum(_CLERK.values())
    intro = making.say("explanations.intro")
    title = f"{making.title}　{name}"
    titles = {
        1: Cell(title, "title"),
        2: Cell(making.period, "period", columns=len(_CLERK) - 1),
    }
    yield Line(cells=titles, height=title_height(title, _CLERK["criterion"]))
    yield Line(cells={1: Cell(intro, "small", columns=len(_CLERK))}, height=height([(intro, "", wide)], 20))
    area = Cell(making.say("head.reviewer"), "head-reviewer", columns=len(_REVIEWER))
    yield Line(cells={_FIRST_OF_REVIEWER: area}, height=20)
    heads = {n: Cell(making.say(f"head.{k}"), "head") for n, k in enumerate(_CLERK, 1)}
    heads |= {n: Cell(making.say(f"head.{k}"), "head-reviewer") for n, k in enumerate(_REVIEWER, _FIRST_OF_REVIEWER)}
    texts = [(making.say(f"head.{k}"), "", w) for k, w in (*_CLERK.items(), *_REVIEWER.items())]
    yield Line(cells=heads, height=height(texts, 24))


def _line(making: Making, pack: Pack, criterion: BoundCriterion, *, explained: bool) -> Line:
    lang, claimed = making.lang, making.given.claimed
    title = criterion.title.said(lang)
    heading = next(d.title.said(lang) for d in pack.dimensions if d.id == criterion.dimension)
    quotes = [c.quote for c in criterion.cites if c.quote]
    small = "\n".join([heading, *(making.say("explanations.quote", quote=q) for q in quotes[:2])])
    given = claimed.explanations.get(criterion.id) if claimed is not None else None
    text = text_of(given.text) if given is not None else None
    until = given.until.isoformat() if given is not None and given.until is not None else None
    is_open = explained and not making.review
    right = Rule(making.say("error.explanation"), making.say("error.title"), valid=f"LEN(TRIM(@))>={LEAST}")
    cells = {
        1: Cell(title, "question", small=small),
        2: Cell(text, "answer-words" if is_open else "hint", is_open, right if is_open else None),
        3: Cell(until, "answer-date" if is_open else "hint", is_open, day_rule(lang) if is_open else None),
    }
    rulings = list_rule(offered(RULINGS, lang), lang)
    cells[_FIRST_OF_REVIEWER] = Cell(None, "reviewer", explained, rulings) if explained else Cell("", "plain")
    cells[_FIRST_OF_REVIEWER + 1] = Cell(None, "reviewer", True, rulings)
    cells[_FIRST_OF_REVIEWER + 2] = Cell(None, "reviewer-date", True, day_rule(lang))
    cells[_FIRST_OF_REVIEWER + 3] = Cell(None, "reviewer-words", True)
    texts = [(title, small, _CLERK["criterion"]), (text or "", "", _CLERK[keys.EXPLANATION])]
    return Line(criterion.id, cells, height(texts, 44 if is_open else 22))
