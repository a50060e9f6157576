"""The coverage of the policies: takes docs/coverage.md, gives it with the tables of what assesses each requirement.

Each entry of rules/requirements.yaml in a row: its words, how they were seen, and what assesses it, or why nothing
does. `make docs` writes it; tests/test_coverage.py proves that it is written and that nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from gongti.engine.pack import BoundCriterion, Pack, installed_packs, load_pack, rules_folder
from gongti.engine.pack.models import Document
from gongti.engine.pack.requirements import (
    REQUIREMENTS_FILE,
    Requirement,
    Requirements,
    assessing,
    load_requirements,
)
from gongti.engine.words import say

FILE: Final = Path(__file__).parent / "coverage.md"

_MADE: Final = re.compile(r"(<!-- coverage: all -->\n).*?(<!-- end -->)", re.DOTALL)

_COLUMNS: Final = ("编号 Id", "条款 Clause", "文字 Words", "见到 Seen", "评价项，或不评的理由 Assessed by, or why not")

By = Mapping[str, tuple[tuple[Pack, BoundCriterion], ...]]


def filled(text: str, requirements: Requirements, packs: Iterable[Pack]) -> str:
    """The document with what stands between its marks made anew."""
    body = "\n".join(_body(requirements, assessing(packs)))
    return _MADE.sub(lambda marks: f"{marks[1]}\n{body}\n{marks[2]}", text)


def _body(requirements: Requirements, by: By) -> Iterator[str]:
    groups = {name: requirements.of(name) for name in requirements.documents}
    parts = {
        part: {name: of for name, of in groups.items() if any(r.part == part for r in of)}
        for part in ("requirements", "standards")
    }
    yield "## 汇总 · Summary"
    yield ""
    yield _row(("文件 Document", "条目 Entries", "已评价 Assessed", "说明不评 Excused"))
    yield _row(("---", "--:", "--:", "--:"))
    for part in ("requirements", "standards"):
        for name, of in parts[part].items():
            yield _row((_title(requirements.documents[name]), *_counts(of, by)))
        if part == "requirements":
            every = [r for of in parts[part].values() for r in of]
            yield _row(("**合计 Total**", *(f"**{count}**" for count in _counts(every, by))))
    yield ""
    for part in ("requirements", "standards"):
        if part == "standards":
            yield "## 未见原文的标准 · Standards not seen in the original"
            yield ""
        for name, of in parts[part].items():
            yield from _document(requirements.documents[name], of, by, "###" if part == "standards" else "##")


def _document(document: Document, of: Iterable[Requirement], by: By, level: str) -> Iterator[str]:
    about = [document.issuer.zh] if document.issuer is not None else []
    about += [document.date.isoformat()] if document.date is not None else []
    about += [f"{say(f'report.seen.{document.seen}', 'zh')} {say(f'report.seen.{document.seen}', 'en')}"]
    yield f"{level} {_title(document)}"
    yield ""
    yield _plain(" · ".join(about))
    yield ""
    yield _row(
        ("编号 Id", "条款 Clause", "文字 Words", "见到 Seen", "由什么评价，或为什么不评 Assessed by, or why not")
    )
    yield _row("-----" for _ in range(5))
    yield from (_row(_cells(r, by)) for r in of)
    yield ""


def _counts(of: Iterable[Requirement], by: By) -> tuple[str, str, str]:
    found = list(of)
    assessed = sum(r.id in by for r in found)
    return str(len(found)), str(assessed), str(sum(r.not_assessed is not None for r in found))


def _cells(requirement: Requirement, by: By) -> tuple[str, ...]:
    last = "<br>".join(_link(pack, criterion) for pack, criterion in by.get(requirement.id, ()))
    if requirement.not_assessed is not None:
        reason = requirement.not_assessed
        last += _plain(f"不评价：{reason.zh}") + (f"<br>Not assessed: {_plain(reason.en)}" if reason.en else "")
    words = _plain(requirement.words)
    return f"`{requirement.id}`", _plain(requirement.clause), words, f"`{requirement.seen}`", last


def _link(pack: Pack, criterion: BoundCriterion) -> str:
    target = f"../rules/{pack.id}/pack.yaml"
    return f"[{pack.id}/{criterion.id}]({target}) {_plain(criterion.title.zh)} `{criterion.force}`"


def _title(document: Document) -> str:
    return _plain(f"《{document.title.zh}》")


def _plain(words: str) -> str:
    return " ".join(words.split()).replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def installed() -> tuple[Requirements, list[Pack]]:
    """The project's own requirements and packs. Raises ValueError, with every problem, where one does not load."""
    requirements, problems = load_requirements(rules_folder() / REQUIREMENTS_FILE, f"rules/{REQUIREMENTS_FILE}")
    packs = []
    for file in installed_packs():
        pack, more = load_pack(file)
        if pack is None:
            problems += more
        else:
            packs.append(pack)
    if requirements is None or len(packs) < len(installed_packs()):
        raise ValueError("\n".join(p.line("en") for p in problems))
    return requirements, packs


def main() -> None:
    """Write the document."""
    FILE.write_text(filled(FILE.read_text("utf-8"), *installed()), "utf-8")


if __name__ == "__main__":
    main()
