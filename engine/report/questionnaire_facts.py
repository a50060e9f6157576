"""A questionnaire (plain data) → what is said of each sheet and question, as the terminal and Markdown both draw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from gongti.engine.report.phrases import Data
from gongti.engine.words import Language, say

LABELS: Final = (
    "answer", "part", "whole", "options", "column", "row", "definition", "when", "valid", "evidence", "office", "of",
    "used-by",
)  # fmt: skip
"""What is said of a question, in this order."""
_SHORT: Final = 30  # cells: an option that stands beside others on a line


@dataclass(frozen=True)
class Sheets:
    """The view as what is printed: headings, and of each question its facts, line by line."""

    view: Data
    lang: Language

    def say(self, code: str, **params: object) -> str:
        return say(f"ask.{code}", self.lang, **params)

    def facts(self, question: Data) -> Iterator[tuple[str, str]]:
        """(code of the label, words), in the order of ``LABELS``."""
        for code in LABELS:
            yield from ((code, words) for words in getattr(self, "_" + code.replace("-", "_"))(question) if words)

    def count(self, sheet: Data) -> str:
        return str(len(sheet["questions"]))

    def span(self, sheet: Data) -> str:
        numbers = [q["number"] for q in sheet["questions"]]
        if len(numbers) == 1:
            return str(numbers[0])
        return self.say("from-to", first=numbers[0], last=numbers[-1])

    def note(self) -> str:
        """What those must know who find themselves on several sheets."""
        several = sum(sheet["each"] for sheet in self.view["sheets"]) > 1
        return self.say("each-note") if several else ""

    def notes(self, sheet: Data) -> Iterator[str]:
        if sheet["kind"] == "assessor":
            yield self.say("assessor-note")
        elif sheet["each"]:
            yield self.say("each")

    def _answer(self, question: Data) -> Iterator[str]:
        yield question["answer"]

    def _part(self, question: Data) -> Iterator[str]:
        yield question["part"]

    def _whole(self, question: Data) -> Iterator[str]:
        yield question["whole"]

    def _options(self, question: Data) -> Iterator[str]:
        """On one line where they are short, else a line each."""
        boxes = [self.say("box", option=text) for text in question["options"].values()]
        if all(cell_len(box) <= _SHORT for box in boxes):
            boxes = ["  ".join(boxes)]
        yield from boxes

    def _column(self, question: Data) -> Iterator[str]:
        for column in question["columns"]:
            semicolon = say("report.semicolon", self.lang)
            about = [self.say(f"type.{column['type']}")]
            about[0] += self.say("unit", unit=column["unit"]) if column["unit"] else ""
            about += [f"{column['part']} / {column['whole']}"] if column["part"] else []
            about += ["  ".join(column["options"].values())] if column["options"] else []
            about += [self.say("required")] if column["required"] else []
            about += [self.say("unique")] if column["unique"] else []
            about += [column["definition"]] if column["definition"] else []
            yield column["label"] + say("report.brackets", self.lang, text=semicolon.join(about))

    def _row(self, question: Data) -> Iterator[str]:
        yield question["rows"] or ""

    def _definition(self, question: Data) -> Iterator[str]:
        yield question["definition"] or ""

    def _when(self, question: Data) -> Iterator[str]:
        yield question["ask_when"] or ""

    def _valid(self, question: Data) -> Iterator[str]:
        yield question["valid"] or ""

    def _evidence(self, question: Data) -> Iterator[str]:
        yield say("report.comma", self.lang).join(question["evidence"])

    def _office(self, question: Data) -> Iterator[str]:
        yield question["office"] or ""

    def _of(self, question: Data) -> Iterator[str]:
        yield question["of"] or ""

    def _used_by(self, question: Data) -> Iterator[str]:
        comma = say("report.comma", self.lang)
        for use in question["used_by"]:
            titles = [self.say("criterion", **c) for c in use["criteria"]]
            titles += [self.say("reconcile", **r) for r in use["reconcile"]]
            if use["questions"]:
                titles.append(self.say("decides", numbers=comma.join(map(str, use["questions"]))))
            titles += [self.say("rules")] if use["rules"] else []
            yield f"{use['pack']}{say('report.colon', self.lang)}{comma.join(titles) or self.say('not-read')}"
