"""Results of the samples and the pages made of them: takes a language, gives comparison, ranking and ledger as views.

``LARGE`` are the same with forty facilities, a hundred criteria and names of forty characters; ``hostile`` of
``report.html_views`` turns every free text of one into what nobody wants run.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from ledgers_made import whole, written
from report.html_views import CHINESE, CRITERIA, FACILITIES, LATIN, View

from gongti.engine import compare as comparing
from gongti.engine import ledger as ledgers
from gongti.engine import rank as ranking
from gongti.engine.assessment import assess, view
from gongti.engine.compare import sheet as compare_sheet
from gongti.engine.diagnostics import Problems
from gongti.engine.intake import read_reports
from gongti.engine.ledger import sheet as ledger_sheet
from gongti.engine.pack import load_pack
from gongti.engine.pack.choose import find_pack
from gongti.engine.rank import sheet as rank_sheet
from gongti.engine.report import render
from gongti.engine.results import Record, read_record
from gongti.engine.tables import Page
from gongti.engine.words import Language

SAMPLES: Final = Path(__file__).parents[2] / "samples"
SHEETS: Final[Mapping[str, Callable[[View, Language], Page]]] = {
    "compare": compare_sheet.page,
    "rank": rank_sheet.page,
    "ledger": ledger_sheet.page,
}


@cache
def assessed(
    name: str, pack: str, on: str, lang: Language, *, reviews: tuple[str, ...] = (), prior: str | None = None
) -> View:
    """The view of a sample: a folder or a report of it, by a pack's id or by its own pack's file."""
    submission, problems = read_reports(
        [str(SAMPLES / name)], reviews=[str(SAMPLES / review) for review in reviews], prior=prior
    )
    file = SAMPLES / pack if pack.endswith(".yaml") else find_pack(pack)[0]
    assert submission is not None and file is not None, problems
    bound, wrong = load_pack(file)
    assert bound is not None, wrong
    return view(assess(bound, submission, date.fromisoformat(on), "direct", problems), lang)


MENDING: Final = "mending/pack.yaml"
REVIEW: Final = ("mending/review.yaml",)


def rounds(lang: Language) -> tuple[View, View, View]:
    """March, May, and June with its review: one consortium that mends."""
    march = assessed("mending/march.yaml", MENDING, "2025-03-31", lang)
    may = assessed("mending/may.yaml", MENDING, "2025-05-31", lang)
    june = assessed("mending/may.yaml", MENDING, "2025-06-20", lang, reviews=REVIEW)
    return march, may, june


def record_of(shown: View, path: str) -> Record:
    """The result as it is read back from its JSON."""
    problems = Problems()
    found = read_record(render(shown, "zh", "json"), path, problems)
    assert found is not None, [p.line("en") for p in problems]
    return found


def comparison(lang: Language) -> View:
    march, may, june = (record_of(shown, f"{n}.json") for n, shown in enumerate(rounds(lang)))
    found, problems = comparing.compare(may, june, earlier=(march,))
    assert found is not None, problems
    return comparing.view(found)


def league(lang: Language) -> View:
    """The three rounds under three names: two that only claim, one that was verified."""
    names = ("甲县医共体", "乙县医共体", "丙县医共体")
    shown = []
    for number, (found, name) in enumerate(zip(rounds(lang), names, strict=True)):
        about = found["consortium"] | {"id": f"c{number}", "name": name}
        shown.append(record_of(found | {"consortium": about}, f"{name}.json"))
    found_rank, problems = ranking.rank(shown, None)
    assert found_rank is not None, problems
    return ranking.view(found_rank)


def ledger(lang: Language) -> View:
    march, may, june = (record_of(shown, f"{n}.json") for n, shown in enumerate(rounds(lang)))
    chain, state = whole(written([(march, "2025-03-31"), (may, "2025-06-01"), (june, "2025-06-20")]))
    found = ledgers.status(chain, state, date(2025, 6, 30), None, Problems())
    assert found is not None
    return found


SMALL: Final[Mapping[str, Callable[[Language], View]]] = {
    "compare": comparison,
    "rank": league,
    "ledger": ledger,
}


# ---- as large as they get


def _named(latin: bool) -> str:
    return LATIN if latin else CHINESE


def big_comparison(lang: Language, latin: bool = False) -> View:
    """Each of a hundred criteria open or closed at each of forty facilities."""
    made, name = copy.deepcopy(comparison(lang)), _named(latin)
    entries, criteria = made["entries"], made["criteria"]
    titles = {f"c{n}": name.format(n) for n in range(CRITERIA)}
    made["entries"] = []
    for n, (id_, title) in enumerate(titles.items()):
        for k in range(FACILITIES):
            row = entries[(n + k) % len(entries)]
            more = {"criterion": id_, "title": title, "owner": name.format(n % 7)}
            made["entries"].append({**row, **more, "facility": f"f{k}", "name": name.format(k)})
    made["criteria"] = [
        {**criteria[n % len(criteria)], "id": id_, "title": title} for n, (id_, title) in enumerate(titles.items())
    ]
    made["consortium"] = made["consortium"] | {"name": name.format(0)}
    made["old"] = made["old"] | {"path": f"{name.format(1)}.json"}
    return made


def big_league(lang: Language, latin: bool = False) -> View:
    """A hundred consortia and a hundred criteria."""
    made, name = copy.deepcopy(league(lang)), _named(latin)
    for part in made["leagues"]:
        places, gaps, criteria = part["places"], part["gaps"], part["criteria"]
        part["places"] = [
            {**places[0], "id": f"c{n}", "name": name.format(n), "first": n + 1, "last": n + 1 + n % 3}
            for n in range(CRITERIA)
        ]
        part["unranked"] = [{key: places[0][key] for key in UNRANKED} | {"name": name.format(0)}]
        for key, rows in (("gaps", gaps), ("criteria", criteria)):
            part[key] = [{**rows[n % len(rows)], "title": name.format(n)} for n in range(CRITERIA)]
    made["pack"] = made["pack"] | {"title": name.format(0)}
    made["by"] = {"id": "d", "title": name.format(1)}
    return made


UNRANKED: Final = ("id", "name", "period", "assessed_on", "path", "sha256")


def big_ledger(lang: Language, latin: bool = False) -> View:
    """Every state of a gap at forty facilities, and a history of sixty lines."""
    made, name = copy.deepcopy(ledger(lang)), _named(latin)
    entries, history = made["entries"], made["history"]
    made["entries"] = [
        {
            **entries[(n + k) % len(entries)],
            **{"criterion": f"c{n}", "title": name.format(n), "owner": name.format(n % 7)},
            **{"facility": f"f{k}", "name": name.format(k)},
        }
        for n in range(CRITERIA)
        for k in range(FACILITIES)
    ]
    made["history"] = [{**history[n % len(history)], "n": n + 1, "by": name.format(n)} for n in range(60)]
    made["consortium"] = made["consortium"] | {"name": name.format(0)}
    return made


LARGE: Final[Mapping[str, Callable[..., View]]] = {
    "compare": big_comparison,
    "rank": big_league,
    "ledger": big_ledger,
}
