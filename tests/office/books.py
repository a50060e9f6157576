"""The forms that the office tests fill, save and print: one for each pack, and those made otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from office.filling import Area, Filled, fill

from gongti.engine.form import forms, given_of, register_of, written
from gongti.engine.intake import read_report_texts
from gongti.engine.pack import Pack, installed_packs, load_pack
from gongti.engine.pack.bound import Question
from gongti.engine.pack.questionnaire import questionnaire
from gongti.engine.submission import Register, Submission

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = {"county-consortium": "qinghe", "urban-group": "binhai-group", "pilot-zone": "yunling-zone"}
PERIOD = "2024"
NAME = "自评表.xlsx"
"""What every workbook is called when it is read, so that places can be compared."""


@dataclass(frozen=True)
class Book:
    """One form: how it was made, what is filled in, and of which packs."""

    name: str
    packs: tuple[Pack, ...]
    empty: bytes
    areas: tuple[Area, ...]

    @cached_property
    def filled(self) -> Filled:
        return fill(self.empty, self.packs, *self.areas)

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for pack in self.packs for question in pack.questions}


def read(data: bytes) -> tuple[Submission | None, tuple[str, ...]]:
    """What a workbook says, and the codes of what is wrong with it."""
    submission, problems = read_report_texts([(NAME, data)])
    return submission, tuple(f"{p.at} {p.code}" for p in problems)


def installed() -> list[Pack]:
    found = [load_pack(file)[0] for file in installed_packs()]
    assert all(found)
    return [pack for pack in found if pack is not None]


def few(kind: str) -> Register:
    """The sample's register with one facility of each role and type: as many kinds of sheets, fewer of them."""
    register, _ = register_of((ROOT / "samples" / SAMPLES[kind] / "register.yaml").read_bytes(), "register.yaml")
    assert register is not None
    kinds = {
        (e.fields.get("consortium"), e.fields.get("role"), e.fields.get("type")): e for e in register.entries[::-1]
    }
    return Register(register.as_of, tuple(sorted(kinds.values(), key=lambda entry: entry.id)))


def made(
    packs: Sequence[Pack], *, register: Register | None, claimed: Submission | None = None, blank: int = 2
) -> bytes:
    """The one workbook of these packs."""
    asked, _ = questionnaire(packs)
    assert asked is not None
    name = claimed.consortium.id if claimed is not None else "qinghe"
    given, problems = given_of(
        asked, register=register, claimed=claimed, before=None, consortium=name, period=PERIOD, year=2024, blank=blank
    )
    assert given is not None, [problem.line("en") for problem in problems]
    (form,) = forms(asked, given, "zh")
    return written(form, "zh")


def owned(register: Register) -> Register:
    """A register all of which is of one consortium."""
    entries = tuple(type(e)(e.id, {**e.fields, "consortium": "qinghe"}, e.at) for e in register.entries)
    return Register(register.as_of, entries)


def books() -> Iterator[Book]:
    """A form for each pack; then of several packs at once, without a register, and for the review of a report."""
    packs = installed()
    for pack in packs:
        register = owned(few(pack.model.applies_to[0]))
        yield Book(pack.id, (pack,), made([pack], register=register), ("clerk", "reviewer"))
    county = [pack for pack in packs if pack.id in ("county-four-keys", "county-shandong-2018")]
    register = owned(few("county-consortium"))
    yield Book("two-packs", tuple(county), made(county, register=register), ("clerk",))
    yield Book("no-register", tuple(county[:1]), made(county[:1], register=None), ("clerk",))
    first = Book("", tuple(county[:1]), made(county[:1], register=register), ("clerk",))
    claimed, _ = read(first.filled.data)
    assert claimed is not None
    review = made(county[:1], register=register, claimed=claimed)
    yield Book("review", tuple(county[:1]), review, ("reviewer",))
