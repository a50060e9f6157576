"""A questionnaire (plain data) → Markdown, to be printed and handed round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from gongti.engine.report.markdown import plain, table
from gongti.engine.report.phrases import Data
from gongti.engine.report.questionnaire_facts import Sheets
from gongti.engine.words import Language, say


def render(view: Data, lang: Language) -> bytes:
    """The whole questionnaire in UTF-8, one line end at its end."""
    return ("\n".join(_lines(Sheets(view, lang))).rstrip("\n") + "\n").encode("utf-8")


def _lines(shown: Sheets) -> Iterator[str]:
    packs, sheets = shown.view["packs"], shown.view["sheets"]
    yield f"# {plain(shown.say('title'))}"
    yield ""
    yield plain(shown.say("counts", packs=len(packs), questions=shown.view["questions"]))
    yield ""
    yield from (f"- {plain(pack['title'])} `{pack['id']}`" for pack in packs)
    yield ""
    heads = [plain(shown.say(code)) for code in ("who", "count", "numbers")]
    yield from table(heads, ((plain(s["who"]), shown.count(s), shown.span(s)) for s in sheets))
    if shown.note():
        yield plain(shown.note())
        yield ""
    for sheet in sheets:
        yield f"## {plain(sheet['who'])}"
        yield ""
        for note in shown.notes(sheet):
            yield plain(note)
            yield ""
        for question in sheet["questions"]:
            yield from _question(question, shown)


def _question(question: Data, shown: Sheets) -> Iterator[str]:
    yield f"**{question['number']}\\. {plain(question['label'])}** `{question['id']}`"
    yield ""
    for code, facts in groupby(shown.facts(question), key=itemgetter(0)):
        label = f"- {plain(shown.say(code))}{say('report.colon', shown.lang)}"
        first, *more = (plain(words) for _, words in facts)
        if more:
            yield label.rstrip()
            yield from (f"  - {words}" for words in (first, *more))
        else:
            yield label + first
    yield ""
