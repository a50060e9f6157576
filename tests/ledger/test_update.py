"""Entries of a ledger: takes results in a row, gives what opened, closed, reopened, and where it stands on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ledgers_made import whole, written
from results_made import answer, criterion, failing, gap, record, result, reviewed

from gongti.engine.diagnostics import Problems
from gongti.engine.ledger import append, next_line, read_file, replay, schema, status
from gongti.engine.results import Record

PACK = {"id": "p", "title": "评分包", "grades": []}
NEWER = PACK | {"version": "1.1.0", "sha256": "b" * 64}
MARCH, MAY, JUNE, JULY = "2025-03-31", "2025-05-31", "2025-06-30", "2025-07-31"
PAPER = ("证", None)


def opened(day: str = MARCH, **changes: Any) -> tuple[Record, str]:
    return record(failing(assessed_on=day, **changes)), day


def met(day: str, *papers: tuple[str, str | None], **changes: Any) -> tuple[Record, str]:
    return record(result(assessed_on=day, answers=[answer("a", "true", *papers)], **changes)), day


def seen(status: str, value: str, *papers: tuple[str, str | None], on: str, **check: Any) -> tuple[Record, str]:
    return record(reviewed(status, value, *papers, on=on, **check)), on


def waived(day: str, until: str) -> tuple[Record, str]:
    shown = failing(criteria=[criterion("a", "waived")], gaps=[gap("a", "waived")], assessed_on=day)
    row = {"criterion": "a", "facility": None, "until": until, "reason": "x", "active": True}
    return record(shown | {"review": {"answers": [], "waivers": [row]}}), day


def events(*entries: tuple[Record, str]) -> list[list[str]]:
    """The events of each line."""
    chain, _ = whole(written(entries))
    return [[str(event["event"]) for event in line.events] for line in chain.lines]


def stands(on: str, *entries: tuple[Record, str]) -> dict[str, Any]:
    """The one gap, as it stands on a day."""
    chain, state = whole(written(entries))
    shown = status(chain, state, date.fromisoformat(on), None, Problems())
    assert shown is not None
    assert [e.message for e in Draft202012Validator(schema()).iter_errors(shown)] == []
    (entry,) = shown["entries"]
    return dict(entry)


def test_a_gap_opens_and_closes_by_proof() -> None:
    row = opened(), met(MAY, ("证", None))
    assert events(*row) == [["opened"], ["closed"]]
    entry = stands(MAY, *row)
    assert (entry["state"], entry["since"], entry["times"]) == ("closed", MAY, 1)
    assert entry["proof"][0]["old"] == "false" and entry["proof"][0]["new"] == "true"


def test_met_without_proof_is_claimed_and_stays_open() -> None:
    assert events(opened(), met(MAY), met(JUNE)) == [["opened"], ["claimed"], []]
    assert stands(MAY, opened(), met(MAY))["state"] == "claimed"


def test_a_claim_is_held_against_the_answer_it_was_opened_with() -> None:
    """The answer does not change between May and June, but it has changed since March."""
    assert events(opened(), met(MAY), met(JUNE, ("证", None))) == [["opened"], ["claimed"], ["closed"]]
    proof = stands(JUNE, opened(), met(MAY), met(JUNE, ("证", None)))["proof"]
    assert [(p["old"], p["new"]) for p in proof] == [("false", "true")]


def test_a_claim_that_does_not_hold_is_refuted() -> None:
    assert events(opened(), met(MAY), opened(JUNE)) == [["opened"], ["claimed"], ["refuted"]]
    assert stands(JUNE, opened(), met(MAY), opened(JUNE))["times"] == 1


def test_what_fails_again_reopens() -> None:
    row = opened(), met(MAY, ("证", None)), opened(JUNE)
    assert events(*row) == [["opened"], ["closed"], ["reopened"]]
    entry = stands(JUNE, *row)
    assert (entry["state"], entry["why"], entry["times"]) == ("open", "result", 2)


def test_evidence_that_expires_reopens_its_gap() -> None:
    row = opened(), met(MAY, ("证", "2025-06-10"))
    assert stands("2025-06-10", *row)["state"] == "closed"
    late = stands("2025-06-11", *row)
    assert (late["state"], late["overdue"]) == ("expired", False)  # due by 30 June all the same
    again = *row, met(JUNE, ("证", "2025-06-10"))
    assert events(*again)[-1] == ["reopened"]
    entry = stands(JUNE, *again)
    assert (entry["state"], entry["why"], entry["due"], entry["overdue"]) == ("open", "expired", "2025-06-10", True)


def test_the_same_result_may_be_entered_again_when_evidence_has_expired() -> None:
    found, _ = met(MAY, ("证", "2025-06-10"))
    assert events(opened(), (found, MAY), (found, JUNE))[-1] == ["reopened"]


def test_evidence_renewed_in_time_or_late_keeps_the_gap_closed() -> None:
    row = opened(), met(MAY, ("证", "2025-06-10")), met(JUNE, ("新证", "2026-06-10"))
    assert events(*row)[-1] == ["renewed"]
    assert stands("2025-12-31", *row)["state"] == "closed"


def test_evidence_renewed_before_it_expires_is_taken_at_once() -> None:
    row = opened(), met(MAY, ("证", "2025-07-10")), met(JUNE, ("新证", "2026-06-10"))
    assert events(*row)[-1] == ["renewed"]
    entry = stands(JULY, *row)
    assert (entry["state"], entry["since"], entry["lapses"]) == ("closed", MAY, "2026-06-10")
    sooner = opened(), met(MAY, PAPER), met(JUNE, ("短证", "2025-07-10"))
    assert stands(JULY, *sooner)["state"] == "expired"


# what closed stays closed only while its proof is good


def test_a_paper_withdrawn_reopens() -> None:
    row = opened(), met(MAY, PAPER), met(JUNE)
    assert events(*row)[-1] == ["reopened"]
    entry = stands(JUNE, *row)
    assert (entry["state"], entry["why"], entry["times"], entry["due"]) == ("open", "proof", 2, JUNE)
    assert [(p["new"], p["evidence"], p["proved"]) for p in entry["proof"]] == [("true", [], False)]
    assert events(*row, met(JULY, PAPER))[-1] == ["closed"]


def test_another_value_needs_a_paper_of_its_own() -> None:
    def of(day: str, value: str, *papers: tuple[str, str | None]) -> tuple[Record, str]:
        return record(result(assessed_on=day, answers=[answer("a", value, *papers)])), day

    first = opened(value="280/1200"), of(MAY, "420/1200", PAPER)
    assert stands(JUNE, *first, of(JUNE, "405/1200"))["why"] == "proof"
    again = *first, of(JUNE, "405/1200", PAPER)
    assert events(*again)[-1] == ["renewed"] and stands(JUNE, *again)["proof"][0]["new"] == "405/1200"


def test_evidence_a_reviewer_found_falsified_reopens_and_the_same_paper_does_not_close_again() -> None:
    """The pack has no adjustment for it, so the rule still passes."""
    row = opened(), met(MAY, PAPER), seen("met", "true", PAPER, on=JUNE, outcome="remark", evidence=["falsified"])
    assert events(*row)[-1] == ["reopened"]
    entry = stands(JUNE, *row)
    assert (entry["state"], entry["why"], entry["doubted"]) == ("open", "proof", True)
    assert events(*row, met(JULY, PAPER))[-1] == ["claimed"]
    only_claimed = opened(), met(MAY), row[-1], met(JULY, PAPER)
    assert events(*only_claimed)[1:] == [["claimed"], ["claimed"], []]
    dated = ("证", "2025-06-10")
    late = seen("met", "true", dated, on=JUNE, outcome="remark", evidence=["falsified"])
    assert events(opened(), met(MAY, dated), late, met(JULY, PAPER))[2:] == [["reopened"], ["claimed"]]


def test_what_a_reviewer_vouched_for_stands_while_its_answer_does() -> None:
    """His word is not the reporter's to take back: a later self-report need not repeat it."""
    row = opened(), seen("met", "true", on=MAY)
    assert events(*row, met(JUNE))[1:] == [["closed"], []]
    assert stands(JUNE, *row, met(JUNE))["state"] == "closed"
    changed = record(result(assessed_on=JUNE, answers=[answer("a", "other")])), JUNE
    assert stands(JUNE, *row, changed)["why"] == "proof"
    # Papers that ran out are no better for not being named any more.
    dated = opened(), seen("met", "true", ("证", "2025-06-10"), on=MAY), met(JUNE)
    assert events(*dated)[-1] == ["reopened"] and stands(JUNE, *dated)["why"] == "expired"


def test_a_reviewers_word_is_kept_when_it_comes_later() -> None:
    row = opened(), met(MAY, PAPER), seen("met", "true", PAPER, on=JUNE)
    assert events(*row, met(JULY))[2:] == [["renewed"], []]


# what a reviewer found short


def test_what_a_reviewer_found_short_only_a_reviewer_closes() -> None:
    no = seen("unmet", "false", PAPER, on=JUNE, outcome="changed")
    yes = seen("met", "true", PAPER, on="2025-08-31")
    for before in ((), (opened(),), (opened(), met(MAY)), (opened(), met(MAY, PAPER))):
        assert events(*before, no, met(JULY, PAPER))[-1] == ["claimed"]
        assert events(*before, no, met(JULY, PAPER), yes)[-1] == ["closed"]
    entry = stands(JULY, opened(), no, met(JULY, PAPER))
    assert (entry["state"], entry["doubted"], entry["proof"][0]["proved"]) == ("claimed", True, True)
    # Once a reviewer closed it, what comes after begins anew.
    later = opened("2025-09-30"), met("2025-10-31", PAPER)
    assert events(no, yes, *later)[-2:] == [["reopened"], ["closed"]]


def test_what_no_reviewer_looked_at_closes_on_paper() -> None:
    unseen = reviewed("unmet", "false", on=JUNE) | {"review": {"answers": [], "waivers": []}}
    assert events((record(unseen), JUNE), met(JULY, PAPER))[-1] == ["closed"]


def test_a_waiver_holds_to_its_last_day() -> None:
    row = opened(), waived(MAY, "2025-12-31")
    assert events(*row) == [["opened"], ["waived"]]
    assert stands("2025-12-31", *row)["state"] == "waived"
    assert stands("2026-01-01", *row)["state"] == "waiver-over"
    assert events(*row, opened(JUNE))[-1] == ["reopened"]
    assert stands(JUNE, *row, opened(JUNE))["why"] == "waiver"


@pytest.mark.parametrize("why", ["not_applicable", "not_due"])
def test_what_is_asked_no_more_is_gone_and_may_come_back(why: str) -> None:
    left = record(result(assessed_on=MAY, criteria=[criterion("a", why)])), MAY
    assert events(opened(), left, opened(JUNE)) == [["opened"], ["gone"], ["opened"]]
    assert stands(MAY, opened(), left)["why"] == why


def test_a_changed_definition_closes_nothing() -> None:
    other = met(MAY, ("证", None), pack=NEWER, criteria=[criterion("a", target="1/3")])
    assert events(opened(), other) == [["opened"], ["gone"]]
    assert stands(MAY, opened(), other)["why"] == "redefined"
    assert events(opened(), met(MAY, ("证", None), pack=NEWER)) == [["opened"], ["closed"]]


def test_the_first_due_day_stands() -> None:
    """A gap that is found again and again is due when it was due first."""
    later = opened(JUNE, gaps=[gap("a", due="2025-12-31")])
    entry = stands("2025-07-01", opened(), later)
    assert (entry["due"], entry["overdue"]) == ("2025-06-30", True)


@pytest.mark.parametrize(
    ("found", "on", "by", "code"),
    [
        (opened(MAY, consortium={"id": "x", "period": "2025"})[0], MAY, "王", "ledger-other-consortium"),
        (opened(MAY, pack=NEWER | {"id": "q"})[0], MAY, "王", "ledger-other-pack"),
        (opened("2025-03-30")[0], MAY, "王", "ledger-older-result"),
        (opened(MAY, consortium={"id": "lt", "period": "2024"})[0], MAY, "王", "ledger-older-result"),
        (opened(MAY)[0], MARCH, "王", "ledger-older-day"),
        (opened(MAY)[0], MAY, "  ", "ledger-by"),
    ],
)
def test_what_cannot_follow_is_refused(found: Record, on: str, by: str, code: str) -> None:
    chain, state = whole(written([opened()]))
    problems = Problems()
    assert next_line(chain, state, found, date.fromisoformat(on), by, problems) is None
    assert [p.code for p in problems] == [code]


def test_another_version_of_the_pack_is_said() -> None:
    chain, state = whole(written([opened()]))
    problems = Problems()
    assert next_line(chain, state, opened(MAY, pack=NEWER)[0], date.fromisoformat(MAY), "王", problems) is not None
    assert [(p.severity, p.code) for p in problems] == [("warning", "ledger-pack-changed")]


def test_the_same_result_twice_adds_nothing() -> None:
    chain, state = whole(written([opened()]))
    problems = Problems()
    assert next_line(chain, state, opened()[0], date.fromisoformat(MAY), "王", problems) is None and not len(problems)


# the file


def entered(path: Path, entry: tuple[Record, str]) -> Problems:
    problems = Problems()
    chain = read_file(str(path), problems, absent=True)
    assert chain is not None
    line = next_line(chain, replay(chain, problems), entry[0], date.fromisoformat(entry[1]), "王", problems)
    assert line is not None
    append(chain, line, problems)
    return problems


def test_a_file_is_only_added_to(tmp_path: Path) -> None:
    file = tmp_path / "l.jsonl"
    assert not len(entered(file, opened()))
    first = file.read_bytes()
    assert not len(entered(file, met(MAY)))
    assert file.read_bytes().startswith(first) and len(file.read_bytes().splitlines()) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["l.jsonl"]


def test_nobody_writes_while_somebody_writes(tmp_path: Path) -> None:
    file = tmp_path / "l.jsonl"
    (tmp_path / "l.jsonl.lock").touch()
    assert [p.code for p in entered(file, opened())] == ["ledger-busy"]
    assert not file.exists() and (tmp_path / "l.jsonl.lock").exists()


def test_a_file_that_moved_on_is_not_added_to(tmp_path: Path) -> None:
    file = tmp_path / "l.jsonl"
    entered(file, opened())
    problems = Problems()
    chain = read_file(str(file), problems)
    assert chain is not None
    line = next_line(chain, replay(chain, problems), met(MAY)[0], date.fromisoformat(MAY), "王", problems)
    entered(file, met(JUNE))
    before = file.read_bytes()
    assert line is not None and not append(chain, line, problems)
    assert [p.code for p in problems] == ["ledger-moved-on"] and file.read_bytes() == before


def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    file = tmp_path / "l.jsonl"
    entered(file, opened())
    before = file.read_bytes()
    write, calls = os.write, []

    def full(descriptor: int, data: Any) -> int:
        calls.append(len(data))
        if len(calls) > 1:
            raise OSError(28, "no space left")
        return write(descriptor, bytes(data)[:10])

    monkeypatch.setattr(os, "write", full)
    assert [p.code for p in entered(file, met(MAY))] == ["cannot-write"]
    monkeypatch.undo()
    assert file.read_bytes() == before and len(calls) == 2
    assert not len(entered(file, met(MAY)))


def test_a_first_write_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def full(descriptor: int, data: Any) -> int:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "write", full)
    assert [p.code for p in entered(tmp_path / "l.jsonl", opened())] == ["cannot-write"]
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_was_emptied_is_not_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").touch()
    problems = Problems()
    assert read_file(str(tmp_path / "l.jsonl"), problems, absent=True) is None
    assert [p.code for p in problems] == ["empty-file"]


# on a day before the last entry


def test_a_day_knows_nothing_of_later_entries() -> None:
    chain, state = whole(written([opened(), met(MAY, PAPER), opened(JUNE)]))
    for on, states in ((MARCH, ("open", 1, 2)), (MAY, ("closed", 2, 1)), ("2025-06-29", ("closed", 2, 1))):
        shown = status(chain, state, date.fromisoformat(on), None, Problems())
        assert shown is not None
        assert (shown["entries"][0]["state"], shown["lines"], shown["later"]) == states
        assert shown["head"] == chain.lines[shown["lines"] - 1].hash and len(shown["history"]) == shown["lines"]
    head = chain.lines[2].hash
    shown = status(chain, state, date.fromisoformat(MARCH), head, Problems())
    assert shown is not None and shown["head_found"] == {"given": head, "line": 3, "since": 0}


def test_before_its_first_entry_there_is_no_ledger() -> None:
    chain, state = whole(written([opened()]))
    problems = Problems()
    assert status(chain, state, date(2025, 3, 30), None, problems) is None
    assert [p.code for p in problems] == ["ledger-begins-later"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name, code in (("none", "no-such-file"), (".", "cannot-open"), ("empty", "empty-file")):
        problems = Problems()
        assert read_file(str(tmp_path / name), problems) is None
        assert [p.code for p in problems] == [code]
