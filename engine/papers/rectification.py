"""A view → 整改台账: a workbook with a row for each facility of a gap, to be filtered and filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from gongti.engine.papers.said import Said
from gongti.engine.papers.sheet import height, opened, put, put_day, put_number, set_print
from gongti.engine.report.phrases import Data
from gongti.engine.report.visible import visible

CODE: Final = "rectification-list"
_COLUMNS: Final = (
    ("number", 5), ("item", 16), ("list-facility", 13), ("list-problem", 27), ("basis", 30), ("list-distance", 10),
    ("list-points", 9), ("owner", 12), ("due", 11), ("status", 10), ("list-lacking", 14),
    ("list-progress", 10), ("list-measures", 18), ("list-finished", 11), ("list-proof", 12),
)  # fmt: skip
_FILLED_FROM: Final = 11
"""The first column that is filled in by hand."""
_PROGRESS: Final = ("todo", "doing", "done", "closed")
_BASE: Final = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1}
_COLOURS: Final = {
    "open": ("#FBE7BD", "#6B4300"),
    "unknown": ("#E3DBF2", "#4A2F7A"),
    "overdue": ("#F7CFC9", "#8A1616"),
    "explained": ("#D3E6F5", "#174A78"),
    "waived": ("#DFE9E8", "#264B48"),
}
"""Of each status: the cell's colour and the letters'; their contrast is at least 4.5 to 1."""
_DONE: Final = {"todo": ("#F7CFC9", "#8A1616"), "doing": ("#FBE7BD", "#6B4300"), "done": ("#D3E6F5", "#174A78")}
_DONE_CLOSED: Final = ("#D6ECDC", "#14532D")


def written(said: Said) -> bytes:
    """The workbook."""
    title = said.title_of(CODE)
    book, out = opened(title)
    _sheet(book, said, list(rows(said)))
    _about(book, said, title)
    book.close()
    return out.getvalue()


def rows(said: Said) -> Iterator[tuple[str, ...]]:
    """The words of each row, left of what is filled in; the gaps by points at stake, their facilities in order."""
    number = 0
    for gap in said.by_points():
        units = said.units_of(gap)
        for id_ in gap["facilities"] or ("consortium",):
            number += 1
            yield _row(said, number, gap, id_, units.get(id_))


def _row(said: Said, number: int, gap: Data, id_: str, unit: Data | None) -> tuple[str, ...]:
    distance = visible(gap["distance"]["text"]) if gap.get("distance") else ""
    if unit is not None and unit.get("distance") and gap.get("distance"):
        distance = said.word("own-distance", amount=unit["distance"], unit=gap["distance"]["unit"] or "")
    return (
        str(number),
        visible(said.gap_title(gap)),
        said.addressee(id_),
        "\n".join(map(visible, said.stands_at(gap, id_, unit))),
        "\n".join(said.clause(gap)),
        distance,
        gap["points_at_stake"],
        visible(gap["owner"] or ""),
        gap["due"] or "",
        said.gap_status(gap),
        said.join(gap["evidence_missing"]),
    )


def _sheet(book: Any, said: Said, found: list[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet(said.paper("list-sheet"))
    head = book.add_format({**_BASE, "bold": True, "valign": "vcenter", "align": "center", "bg_color": "#E8EDF1"})
    by_hand = book.add_format({**_BASE, "bold": True, "valign": "vcenter", "align": "center", "bg_color": "#FFF9DB"})
    text = book.add_format({**_BASE, "num_format": "@"})
    whole = book.add_format({**_BASE, "num_format": "0", "align": "center"})
    points = book.add_format({**_BASE, "num_format": "0.00", "align": "center"})
    day = book.add_format({**_BASE, "num_format": "yyyy-mm-dd", "align": "center"})
    for at, (code, width) in enumerate(_COLUMNS):
        sheet.set_column(at, at, width)
        put(sheet, 0, at, said.paper(code), by_hand if at >= _FILLED_FROM else head)
    sheet.set_row(0, 34)
    for number, words in enumerate(found, 1):
        for at, word in enumerate(words):
            if at in (0, 6) and put_number(sheet, number, at, word, whole, points):
                continue
            if at == 8 and put_day(sheet, number, at, word, day):
                continue
            put(sheet, number, at, word, text)
        for at in range(_FILLED_FROM, len(_COLUMNS)):
            sheet.write_blank(number, at, None, day if at == _FILLED_FROM + 2 else text)
        wide = [(word, _COLUMNS[at][1]) for at, word in enumerate(words)]
        sheet.set_row(number, height(wide, 30))
    if not found:
        sheet.merge_range(1, 0, 1, len(_COLUMNS) - 1, "", text)
        put(sheet, 1, 0, said.paper("list-none"), text)
    _to_fill(book, sheet, said, len(found))
    sheet.freeze_panes(1, 2)
    if found:
        sheet.autofilter(0, 0, len(found), len(_COLUMNS) - 1)
    set_print(sheet, 0, said.paper("page-of"))


def _to_fill(book: Any, sheet: Any, said: Said, count: int) -> None:
    """The lists that drop down, and the colours: they follow what is written, words say the same."""
    last = max(count, 1)
    progress = [said.paper(f"progress.{code}") for code in _PROGRESS]
    message = {"error_title": said.paper("list-progress"), "error_message": said.paper("choose")}
    options = {"validate": "list", "source": progress, "ignore_blank": True, **message}
    sheet.data_validation(1, _FILLED_FROM, last, _FILLED_FROM, options)
    message = {"error_title": said.paper("list-finished"), "error_message": said.paper("a-day")}
    options = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "ignore_blank": True, **message}
    sheet.data_validation(1, _FILLED_FROM + 2, last, _FILLED_FROM + 2, options)
    named = {said.paper(f"gap.{code}"): look for code, look in _COLOURS.items()}
    _coloured(book, sheet, 9, last, named)
    looks = {**_DONE, "closed": _DONE_CLOSED}
    _coloured(book, sheet, _FILLED_FROM, last, {said.paper(f"progress.{code}"): looks[code] for code in _PROGRESS})


def _coloured(book: Any, sheet: Any, column: int, last: int, named: dict[str, tuple[str, str]]) -> None:
    for words, (fill, ink) in named.items():
        look = book.add_format({"bg_color": fill, "font_color": ink})
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": look}
        sheet.conditional_format(1, column, last, column, rule)


def _about(book: Any, said: Said, title: str) -> None:
    sheet = book.add_worksheet(said.paper("list-facts"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    bold = book.add_format({**_BASE, "bold": True, "border": 0})
    plain = book.add_format({**_BASE, "border": 0})
    put(sheet, 0, 0, visible(title), book.add_format({"font_name": "宋体", "font_size": 14, "bold": True}))
    facts = [*said.particulars(), (said.say("coverage"), said.coverage())]
    basis = said.say("gaps_verified") if said.both else said.paper("one-side")
    facts += [(said.paper("how"), words) for words in (said.paper("list-note"), basis, *said.footing_words())]
    before = ""
    for row, (label, words) in enumerate(facts, 2):
        put(sheet, row, 0, "" if label == before else visible(label), bold)
        put(sheet, row, 1, visible(words), plain)
        sheet.set_row(row, height([(visible(words), 90)]))
        before = label
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
