"""Forms made for other packs: takes what workbooks had been made for, tells how that differs from the pack assessed."""

from __future__ import annotations

from collections.abc import Sequence

from gongti.engine.diagnostics import Problems
from gongti.engine.pack import Pack, Question
from gongti.engine.submission import FormMade, Submission
from gongti.engine.words import Text, listed
from gongti.engine.words.entries import NOTHING


def tell_forms(pack: Pack, submission: Submission, problems: Problems) -> None:
    """One line for each version of the pack that forms were made for; a warning where they were made for others."""
    made = [form for form in submission.forms if form.packs]
    others = [form for form in made if all(id_ != pack.id for id_, _, _ in form.packs)]
    if others:
        names = listed(sorted({id_ for form in others for id_, _, _ in form.packs}))
        problems.add("form-other-pack", others[0].at, made=names, pack=pack.id)
    asked = frozenset(key for form in made for key in form.asked)
    told: set[str] = set()
    for form in made:
        for id_, version, sha256 in form.packs:
            if id_ == pack.id and version not in told and (version, sha256) != (pack.model.version, pack.sha256):
                told.add(version)
                _tell(pack, form, version, asked, problems)


def _tell(pack: Pack, form: FormMade, version: str, asked: frozenset[tuple[str, str, str]], problems: Problems) -> None:
    """The questions that are new since the form was made, and those that are no longer asked."""
    held = {indicator for _, _, indicator in asked}
    known = {q.id for q in pack.questions}
    new = [q.label for q in pack.questions if q.id not in held and _has_sheet(pack, q, asked)]
    gone = sorted(held - known) if len(form.packs) == 1 else []
    if version == pack.model.version and not new and not gone:
        return  # other words, the same questions
    none = Text(*NOTHING)
    problems.add(
        "form-differs",
        form.at,
        pack=pack.id,
        made=version,
        now=pack.model.version,
        new=_labels(new) if new else none,
        gone=listed(gone) if gone else none,
    )


def _labels(labels: Sequence[Text]) -> Text:
    """Labels in a row, each language by its own."""
    return Text(listed(label.said("zh") for label in labels).zh, listed(label.said("en") for label in labels).en)


def _has_sheet(pack: Pack, question: Question, asked: frozenset[tuple[str, str, str]]) -> bool:
    """Whether somebody of those who would be asked handed a sheet in: what nobody could answer yet is not new."""
    if question.assessor:
        return False
    office = question.filled_by.zh if question.filled_by is not None else ""
    if question.asked_of == "region":
        return any(kind == "region" and of in ("", office) for kind, of, _ in asked)
    if question.asked_of == "consortium":
        return any(kind == "consortium" for kind, _, _ in asked)
    same = {q.id for q in pack.questions if q.asked_of == question.asked_of}
    return any(kind == "facility" and indicator in same for kind, _, indicator in asked)
