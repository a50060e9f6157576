"""Tables: rows and fixed rows, their cells and columns, what is blank, twice, too few, too long, or no table at all."""

from __future__ import annotations

import time
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from measure.asked import NOTHING, Seen, asked, ends, pack_of, seen
from score.sheets import report

from gongti.engine.expression import TableValue

LIST = (
    "type: table, key: item, columns: {item: {type: text, label: 事项, required: true}, "
    "cost: {type: money, label: 费用, unit: 万元, required: true}, due: {type: date, label: 期限}, "
    "closed: {type: yesno, label: 已办结}}"
)
HUBS = "type: table, rows: hubs, columns: {people: {type: count, label: 人数, required: true}, head: {type: text}}"
OPTIONS = "options: {hubs: {lab: 检验, ecg: 心电, ct: 影像}}"
MEASURES = (
    "measure: count(x), score: {method: deduct, each: 1}",
    "measure: sum(x.cost), score: {method: deduct, each: 1}",
    "measure: every(x.closed)",
    "measure: any(x.closed)",
    "measure: complete(x)",
)
NEVER_MET = (None, None)


def _list(answer: Any, more: str = "") -> Seen:
    return asked(LIST + more, answer, *MEASURES)


def _hubs(answer: Any) -> Seen:
    measures = ("measure: complete(x)", "measure: sum(x.people), score: {method: deduct, each: 1}")
    return asked(HUBS, answer, *measures, more=OPTIONS)


def _row(item: str, **cells: Any) -> dict[str, Any]:
    return {"item": item, "cost": 10, **cells}


# ---- rows


def test_rows_are_read_by_their_columns_types() -> None:
    rows = [
        {"item": "统一药房", "cost": "200万元", "due": "2024年9月30日", "closed": "是"},
        {"item": "远程心电", "cost": "0.01亿元", "due": date(2024, 12, 31), "closed": "√"},
        {"item": "影像中心", "cost": 50, "closed": True},
    ]
    found = _list(rows)
    assert (found.codes, found.given.reason) == ([], None)
    assert found.measured("c0") == 3
    assert found.measured("c1") == 350  # 200 + 100 + 50
    assert [found.measured(f"c{n}") for n in (2, 3, 4)] == [True, True, True]
    assert [row.fields["due"] for row in found.value.rows] == [date(2024, 9, 30), date(2024, 12, 31), None]


def test_columns_may_be_called_by_their_labels() -> None:
    found = _list([{"事项": "统一药房", "费用": 200, " 已办结 ": "否"}])
    assert (found.codes, found.measured("c1"), found.measured("c2")) == ([], 200, False)


def test_the_value_may_stand_beside_its_evidence() -> None:
    found = _list({"value": [_row("甲")], "evidence": ["台账.xlsx"], "note": "按月"})
    assert (found.codes, found.measured("c0")) == ([], 1)


@pytest.mark.parametrize("blank", [None, "", NOTHING])
def test_a_blank_cell_that_is_required(blank: Any) -> None:
    cells = {} if blank is NOTHING else {"cost": blank}
    found = _list([_row("甲"), {"item": "乙", **cells}])
    assert (found.codes, found.given.reason, found.given.lacks) == (["blank-cell"], "partial", ("乙·费用",))
    assert found.measured("c0") == 2  # the row is there
    assert ends(found.measured("c1")) == (10, None)
    assert found.measured("c4") is False


def test_a_blank_cell_that_is_not_required_is_only_unknown() -> None:
    found = _list([_row("甲", closed="是"), _row("乙")])
    assert (found.codes, found.given.reason) == ([], None)
    assert [found.measured(f"c{n}") for n in (2, 3, 4)] == [None, True, True]


def test_a_refused_cell_is_unknown_and_the_table_not_complete() -> None:
    found = _list([_row("甲", closed="也许"), _row("乙", cost=-3)])
    assert found.codes == ["not-yesno", "negative-number"]
    assert ends(found.measured("c1")) == (10, None) and found.measured("c4") is False


def test_an_unknown_column_is_named_and_not_used() -> None:
    found = _list([_row("甲", costs=99)])
    assert (found.codes, found.measured("c1")) == (["unknown-key"], 10)
    assert "“costs”" in found.lines()[0] and "“cost”" in found.lines()[0]


# ---- no rows, few rows, the same row twice


@pytest.mark.parametrize("answer", [[], "无", "没有", "None", {"value": []}])
def test_a_table_that_may_be_empty_is_answered_by_nothing_in_it(answer: Any) -> None:
    found = _list(answer, ", may_be_empty: true")
    assert (found.codes, found.given.reason) == ([], None)
    assert [found.measured(f"c{n}") for n in range(5)] == [0, 0, True, False, True]


@pytest.mark.parametrize("answer", [[], None, {"value": []}, NOTHING])
def test_else_nothing_is_no_answer(answer: Any) -> None:
    found = _list(answer)
    assert (found.codes, found.given.reason) == ([], "unanswered")
    assert ends(found.measured("c0")) == ends(found.measured("c1")) == (0, None)
    assert [found.measured(f"c{n}") for n in (2, 3, 4)] == [None, None, None]


def test_none_where_it_may_not_be_empty_is_no_table() -> None:
    assert (_list("无").codes, _list("无").given.reason) == (["table-form"], "refused")


def test_fewer_rows_than_asked_for_count_but_are_not_complete() -> None:
    found = _list([_row("甲"), _row("乙")], ", min_rows: 3")
    assert (found.codes, found.given.reason, found.measured("c0")) == (["too-few-rows"], None, 2)
    assert found.measured("c4") is False
    enough = _list([_row("甲"), _row("乙"), _row("丙")], ", min_rows: 3")
    assert (enough.codes, enough.measured("c4")) == ([], True)


def test_an_unanswered_table_may_turn_out_shorter_than_asked_for() -> None:
    """Two rows of three are an answer, so nothing answered must leave room for them."""
    assert ends(_list(NOTHING, ", min_rows: 3").measured("c0")) == (0, None)


@pytest.mark.parametrize("twice", ["甲", " 甲 ", "甲\n"])
def test_a_key_twice_is_no_answer(twice: str) -> None:
    found = _list([_row("甲"), _row("乙"), _row(twice)])
    assert (found.codes, found.given.reason) == (["duplicate-row"], "refused")
    assert ends(found.measured("c0")) == (0, None)


def test_blank_keys_are_not_the_same_key() -> None:
    found = _list([{"cost": 1}, {"cost": 2}])
    assert found.codes == ["blank-cell", "blank-cell"] and found.measured("c0") == 2
    assert found.given.lacks == ("#1·事项", "#2·事项")


def test_without_a_key_rows_may_be_alike() -> None:
    found = asked(LIST.replace("key: item, ", ""), [_row("甲"), _row("甲")], *MEASURES)
    assert (found.codes, found.measured("c0")) == ([], 2)


@pytest.mark.parametrize("answer", [2, "甲", True, {"甲": {"cost": 1}}, ["甲", "乙"], [_row("甲"), 3], [[_row("甲")]]])
def test_what_is_no_table_is_refused_whole(answer: Any) -> None:
    found = _list(answer)
    assert set(found.codes) == {"table-form"} and found.given.reason == "refused"
    assert ends(found.measured("c0")) == (0, None)


# ---- fixed rows


def test_fixed_rows_are_answered_by_their_ids_or_names() -> None:
    found = _hubs({"lab": {"people": 4}, "心电": {"people": 2}, "ct": {"people": "1", "head": "某"}})
    assert (found.codes, found.measured("c0"), found.measured("c1")) == ([], True, 7)
    assert [row.id for row in found.value.rows] == ["lab", "ecg", "ct"]  # in the pack's order


@pytest.mark.parametrize("left_out", [{}, {"ct": None}])
def test_a_fixed_row_not_answered_is_a_row_of_unknown_cells(left_out: dict[str, Any]) -> None:
    found = _hubs({"lab": {"people": 4}, "ecg": {"people": 2}, **left_out})
    assert (found.codes, found.given.lacks) == (["blank-cell"], ("影像·人数",))
    assert len(found.value.rows) == 3
    assert (found.measured("c0"), ends(found.measured("c1"))) == (False, (6, None))


def test_a_row_that_is_not_asked_for_is_named_and_not_used() -> None:
    whole = {"lab": {"people": 4}, "ecg": {"people": 2}, "ct": {"people": 1}}
    found = _hubs({**whole, "mri": {"people": 9}, "evidence": ["名册.pdf"]})
    assert (found.codes, found.measured("c1")) == (["unknown-row"], 7)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([{"people": 4}], "fixed-table-form"),
        (7, "fixed-table-form"),
        ({"lab": 4}, "table-form"),
        ({"lab": {"people": 4}, "检验": {"people": 4}}, "duplicate-row"),
    ],
)
def test_what_are_no_fixed_rows(answer: Any, code: str) -> None:
    found = _hubs(answer)
    assert (found.codes, found.given.reason) == ([code], "refused")
    assert ends(found.measured("c1")) == (0, None)


@pytest.mark.parametrize("answer", [{}, None, {"note": "未统计"}])
def test_no_fixed_row_at_all_is_unanswered(answer: Any) -> None:
    found = _hubs(answer)
    assert (found.codes, found.given.reason) == ([], "unanswered")


def test_the_rows_of_a_role_are_its_facilities() -> None:
    pack = pack_of(
        "  x: {type: table, label: 拨付, asked_of: consortium, rows: members, "
        "columns: {paid: {type: money, unit: 万元, required: true}}}\n",
        ("measure: sum(x.paid), score: {method: deduct, each: 1}", "measure: complete(x)"),
    )
    members: dict[str, Any] = {"h": {}, "a": {}, "b": {}}
    both = seen(pack, report({"x": {"a": {"paid": 30}, "乙卫生院": {"paid": 20}}}, members))
    assert (both.codes, both.measured("c0"), both.measured("c1")) == ([], 50, True)
    one = seen(pack, report({"x": {"甲卫生院": {"paid": 30}}}, members))
    assert (one.codes, ends(one.measured("c0")), one.given.lacks) == (["blank-cell"], (30, None), ("乙卫生院·paid",))
    stranger = seen(pack, report({"x": {"a": {"paid": 30}, "b": {"paid": 20}, "h": {"paid": 9}}}, members))
    assert (stranger.codes, stranger.measured("c0")) == (["unknown-row"], 50)


# ---- hostile sizes


@pytest.mark.slow
def test_twenty_thousand_rows_are_read_and_one_more_is_not() -> None:
    rows = [_row(f"事项{n}") for n in range(20_000)]
    whole = _list(rows)
    assert (whole.codes, whole.measured("c0"), whole.measured("c1")) == ([], 20_000, 200_000)
    found = _list([*rows, _row("多一行")])
    assert (found.codes, found.given.reason) == (["table-too-long"], "refused")
    assert isinstance(found.value, TableValue) and found.value.rows == ()


def test_very_many_unknown_columns_end_in_bounded_time() -> None:
    started = time.monotonic()
    found = _list([{**_row("甲"), **{f"列{n}" * 20: n for n in range(3000)}}])
    assert set(found.codes) == {"unknown-key"} and found.measured("c1") == 10
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["\u202e甲", "甲\x85乙", "|`<b>", "长" * 200, "{0}", "#1"])
def test_a_hostile_key_stays_a_name(name: str) -> None:
    found = _list([{"item": name}])
    assert found.measured("c0") == 1
    assert ends(found.measured("c1")) == (Fraction(0), None)
    assert all(len(line) < 250 and "\n" not in line for line in found.lines())
