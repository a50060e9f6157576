"""Takes pack files and texts, finds the pack, its dated numbers, its dictionary, and the pack a report is due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongti.engine.diagnostics import Place
from gongti.engine.pack import Pack, find_dictionary, installed_packs, load_pack, load_pack_text, parameter_on
from gongti.engine.pack.choose import choose, find_pack, fits, shown_path
from gongti.engine.values.exact import divide

BAD = Path(__file__).parent.parent / "bad"
PACK = (BAD / "pack.yaml").read_text("utf-8")


def _load(text: str) -> Pack:
    pack, problems = load_pack_text(text)
    assert pack is not None and problems == ()
    return pack


AT = Place("r.yaml", 2, 13)
COUNTY = "county-consortium"


# what is bound


def test_questions_of_a_pack() -> None:
    pack = _load(PACK)
    assert [(q.id, q.type, q.asked_of) for q in pack.questions][:8] == [
        ("plan_issued", "yesno", "consortium"),
        ("staff", "count", "consortium"),
        ("score_given", "number", "consortium"),
        ("covered", "percent", "consortium"),
        ("centres", "set", "consortium"),
        ("paid_on", "date", "region"),
        ("slots", "ratio", "lead"),
        ("unified", "yesno", "members"),
    ]


def test_a_criterion_s_own_question() -> None:
    asked = "measure: plan_issued}"
    text = PACK.replace(asked, "ask: {type: yesno, asked_of: region, evidence: [方案]}}")
    text = text.replace("  plan_issued: {type: yesno, label: 已印发方案}\n", "")
    question = next(q for q in _load(text).questions if q.id == "plan_issued")  # hyphens become underscores
    assert (question.asked_of, question.label.zh, [e.zh for e in question.evidence]) == ("region", "印发方案", ["方案"])
    criterion = next(c for c in _load(text).criteria if c.id == "plan-issued")
    assert criterion.over.kind == "region"  # where the asked indicator lives


@pytest.mark.parametrize(
    ("criterion", "kind", "name"),
    [
        ("plan-issued", "consortium", "consortium"),
        ("slots-third", "role", "lead"),
        ("members-unified", "role", "members"),
    ],
)
def test_units_of_a_criterion(criterion: str, kind: str, name: str) -> None:
    over = next(c for c in _load(PACK).criteria if c.id == criterion).over
    assert (over.kind, over.name) == (kind, name)


def test_points_are_exact() -> None:
    text = PACK.replace("points: 10, measure: plan_issued", "points: 1/3, measure: plan_issued")
    assert next(c for c in _load(text).criteria if c.id == "plan-issued").points == divide(1, 3)
    text = PACK.replace("points: 10, measure: plan_issued", "points: 0.1, measure: plan_issued")
    assert next(c for c in _load(text).criteria if c.id == "plan-issued").points == divide(1, 10)


# dated parameters


DATED = PACK.replace(
    "[{from: 2023-06-16, value: 1/3}]",
    "[{from: 2025-01-01, value: 2/5}, {from: 2023-06-16, value: 1/3}, {from: 2024-01-01, value: 35%}]",
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2023, 6, 15), None),
        (date(2023, 6, 16), divide(1, 3)),
        (date(2023, 12, 31), divide(1, 3)),
        (date(2024, 1, 1), divide(7, 20)),
        (date(2024, 12, 31), divide(7, 20)),
        (date(2030, 1, 1), divide(2, 5)),
    ],
)
def test_parameter_on_a_day(day: date, value: object) -> None:
    found = parameter_on(_load(DATED).parameters["slot_share"], day)
    assert (found.value.term.value if found else None) == value


# the shared dictionary


USING = PACK.replace("staff: {type: count, label: 到岗人员, unit: 人}", "staff: {use: staff, label: 本地说法}")
SHARED = "format: 1\nindicators:\n  staff: {type: count, label: 到岗人员, unit: 人, definition: 期末在岗}\n"


def test_the_dictionary_beside_the_packs_comes_first(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    file = tmp_path / "here" / "pack.yaml"
    file.write_text(USING, "utf-8")
    pack, problems = load_pack(file)
    assert pack is None and "unknown-shared-indicator" in [p.code for p in problems]

    (tmp_path / "indicators.yaml").write_text(SHARED, "utf-8")
    pack, problems = load_pack(file)
    assert pack is not None and problems == ()
    question = next(q for q in pack.questions if q.id == "staff")
    assert question.definition is not None
    assert (question.label.zh, question.definition.zh, question.unit.zh) == ("本地说法", "期末在岗", "人")


def test_the_installed_dictionary_is_whole() -> None:
    dictionary, problems = find_dictionary(installed_packs()[0])
    assert problems == () and dictionary is not None and "slots" in dictionary.indicators


# which pack


def test_installed_packs_load_without_a_problem() -> None:
    assert [p.parent.name for p in installed_packs()] == [
        "county-four-keys",
        "county-monitoring-2024",
        "county-pilot-2019",
        "county-shandong-2018",
        "county-standard-2020",
        "pilot-zone-2021",
        "urban-group-liaoning-2023",
    ]
    for file in installed_packs():
        pack, problems = load_pack(file)
        assert pack is not None and problems == () and pack.id == file.parent.name


@pytest.mark.parametrize(
    ("kind", "day", "chosen"),
    [
        ("county-consortium", date(2022, 6, 20), "county-four-keys"),
        ("county-consortium", date(2018, 7, 18), None),
        ("county-consortium", date(2018, 7, 19), "county-shandong-2018"),
        ("county-consortium", date(2019, 8, 30), "county-pilot-2019"),
        ("county-consortium", date(2022, 6, 19), "county-standard-2020"),
        ("county-consortium", date(2024, 12, 31), "county-four-keys"),  # what only watches gives no verdict
        ("urban-group", date(2023, 6, 16), "urban-group-liaoning-2023"),
        ("urban-group", date(2025, 12, 31), "urban-group-liaoning-2023"),
        ("urban-group", date(2026, 1, 1), None),
        ("pilot-zone", date(2024, 1, 1), "pilot-zone-2021"),
        (None, date(2024, 1, 1), None),
    ],
)
def test_the_newest_in_force_that_applies(kind: str | None, day: date, chosen: str | None) -> None:
    pack, problems = choose(kind, AT, day)
    assert (pack.id if pack else None) == chosen
    assert [(p.at, p.code) for p in problems] == ([] if chosen else [(AT, "no-pack" if kind else "kind-missing")])


def test_the_newer_of_two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = []
    for name, start in (("old", "2023-06-16"), ("new", "2024-01-01"), ("later", "2025-01-01")):
        (tmp_path / name).mkdir()
        files.append(tmp_path / name / "pack.yaml")
        text = PACK.replace("bad-reports", name).replace("in_force: {from: 2023-06-16}", f"in_force: {{from: {start}}}")
        files[-1].write_text(text, "utf-8")
    monkeypatch.setattr("gongti.engine.pack.choose.installed_packs", lambda: tuple(files))
    for day, name in ((date(2023, 12, 31), "old"), (date(2024, 6, 1), "new"), (date(2025, 6, 1), "later")):
        pack, _ = choose(COUNTY, AT, day)
        assert pack is not None and pack.id == name


def test_what_only_watches_is_chosen_where_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [f for f in installed_packs() if f.parent.name == "county-monitoring-2024"]
    monkeypatch.setattr("gongti.engine.pack.choose.installed_packs", lambda: tuple(files))
    pack, _ = choose("county-consortium", AT, date(2024, 12, 31))
    assert pack is not None and pack.id == "county-monitoring-2024"


def test_a_pack_named_is_a_path_a_folder_or_an_id(tmp_path: Path) -> None:
    assert find_pack(str(BAD / "pack.yaml"))[0] == BAD / "pack.yaml"
    assert find_pack(str(installed_packs()[0].parent))[0] == installed_packs()[0]
    assert find_pack("county-four-keys")[0] == installed_packs()[0]
    for name in ("county-four", "", "\0", "x" * 5000, str(tmp_path)):
        found, problems = find_pack(name)
        assert found is None and [p.code for p in problems] == ["unknown-pack"]


def test_an_installed_pack_is_shown_without_the_place_it_is_installed_at() -> None:
    assert shown_path(installed_packs()[0]) == "rules/county-four-keys/pack.yaml"
    assert shown_path(Path("my/pack.yaml")) == "my/pack.yaml"


def test_fits() -> None:
    pack = _load(PACK)
    assert fits(pack, COUNTY, AT, date(2024, 1, 1)) == ()
    assert fits(pack, None, AT, date(2024, 1, 1)) == ()
    codes = [p.code for p in fits(pack, "urban-group", AT, date(2020, 1, 1))]
    assert sorted(codes) == ["pack-not-in-force", "pack-other-kind"]
