"""One report of many texts: takes texts with their paths, gives one submission; each is what its keys say it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import Mapping, Sequence, parse
from gongti.engine.intake.form import Form, read_form
from gongti.engine.intake.form_tree import Trees, trees
from gongti.engine.intake.guard import is_workbook, look
from gongti.engine.intake.prior import is_result, read_prior
from gongti.engine.intake.reading import errors, show
from gongti.engine.intake.report import read_register, read_report
from gongti.engine.intake.review import read_review
from gongti.engine.intake.table import is_table, read_table
from gongti.engine.submission import FormMade, PriorResult, Register, Review, Submission, merge

_OF_A_REPORT = frozenset({"region", "facilities", "facility", "register", "office", "explanations"})
_WHOSE_AND_WHEN = ("consortium", "period")
Each = Callable[[Iterable[tuple[str, bytes]]], Iterable[tuple[str, bytes]]]


def read_report_texts(
    texts: Iterable[tuple[str, str | bytes]],
    *,
    complete: bool = True,
    reviews: Iterable[tuple[str, str | bytes]] = (),
    prior: tuple[str, str | bytes] | None = None,
    partial: bool = False,
    unreadable: Iterable[str] = (),
    each: Each = tuple,
) -> tuple[Submission | None, tuple[Problem, ...]]:
    """One submission from texts with their paths; None where one of them cannot be used.

    ``complete`` is False where a file before these could already not be read: then nothing is assessed, but every
    problem of these is still named. With ``partial`` what cannot be used is left out and listed, as those files are
    that could not even be opened (``unreadable``). What is given in ``reviews`` must be reviews. ``each`` hands out the
    texts one by one, so that who waits for them can be shown how far it is.
    """
    desk = _Desk(complete, partial, unreadable)
    before = desk.prior(prior) if prior is not None else None
    for path, text in _in_order(reviews):
        desk.take(path, text, as_review=True)
    in_order = _in_order(texts)
    desk.beside = frozenset(PurePath(path) for path, _ in in_order)
    for path, text in each(in_order):
        desk.take(path, text)
    desk.take_loose()
    return desk.together(before), desk.problems.sorted()


def _in_order(texts: Iterable[tuple[str, str | bytes]]) -> list[tuple[str, bytes]]:
    plain = ((path, text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text) for path, text in texts)
    return sorted(plain)


class _Desk:
    """Where the texts of one report are sorted."""

    def __init__(self, complete: bool, partial: bool, unreadable: Iterable[str]) -> None:
        self.problems = Problems()
        self.usable = complete
        self.partial = partial
        self.left_out = set(unreadable) if partial else set()
        self.parts: list[Submission] = []
        self.registers: list[Register] = []
        self.reviews: list[tuple[str, Review]] = []
        self.loose: list[tuple[Mapping, str, str]] = []
        self.forms: list[FormMade] = []
        self.lacks: dict[str, tuple[tuple[str, Place], ...]] = {}
        self.blank: set[str] = set()
        self.inputs: set[tuple[str, str]] = set()
        self.paths: list[str] = []
        self.beside: frozenset[PurePath] = frozenset()
        for path in sorted(self.left_out):
            self.problems.add("file-left-out", Place(path))

    def prior(self, given: tuple[str, str | bytes]) -> PriorResult | None:
        """The earlier result. It is asked for by name, so that one which cannot be used is never left out."""
        ((path, data),) = _in_order([given])
        found = read_prior(data, path, self.problems)
        self.inputs.add((path, _sha256(data)))
        self.usable = self.usable and found is not None
        return found

    def take(self, path: str, data: bytes, *, as_review: bool = False) -> None:
        """Read one text and put it where it belongs."""
        sha256 = _sha256(data)
        if (path, sha256) in self.inputs:
            return
        self.inputs.add((path, sha256))
        self.paths.append(path)
        if is_workbook(data, path):
            looked = look(data, path, self.problems)
            before = errors(self.problems)
            found = Problems()
            form = read_form(data, path, looked, found) if looked is not None and looked.is_form else None
            if form is not None and not as_review and self.is_beside(form):
                # Its answers are the original's, as they were before anybody mended them there.
                code = "form-marked-copy" if form.content == form.copied else "form-marked-copy-changed"
                self.problems.add(code, Place(path), original=show(form.copy_of))
                self.inputs.discard((path, sha256))
                return
            self.problems.extend(found)
            if form is not None:
                self.form(form, sha256, as_review=as_review)
                return
            if looked is None or errors(self.problems) > before:
                self.unusable(path, sha256, asked_for=as_review)
                return
        if is_table(data, path):
            self.table(path, data, sha256, as_review=as_review)
            return
        tree = parse(data, path, self.problems)
        if tree is None:
            self.unusable(path, sha256, asked_for=as_review)
        elif not isinstance(tree, Mapping):
            self.problems.add("not-a-review" if as_review else "not-a-report", Place(path, 1, 1))
            self.unusable(path, sha256, asked_for=as_review)
        elif _is_review(tree):
            self.review(tree, path, sha256, asked_for=as_review)
        elif as_review:
            self.problems.add("not-a-review", tree.at)
            self.unusable(path, sha256, asked_for=as_review)
        elif is_result(tree):
            self.problems.add("a-result-not-a-report", tree.at)
            self.inputs.discard((path, sha256))
        elif is_part(tree):
            self.loose.append((tree, path, sha256))
        else:
            self.report(tree, path, sha256)

    def table(self, path: str, data: bytes, sha256: str, *, as_review: bool) -> None:
        """A register, or a table that is none and is not read."""
        if as_review:
            self.problems.add("not-a-review", Place(path))
        registers = read_table(data, path, self.problems) if not as_review else None
        if registers is None:
            self.unusable(path, sha256, asked_for=as_review)
        elif registers:
            self.registers += registers
        else:
            self.inputs.discard((path, sha256))

    def form(self, form: Form, sha256: str, *, as_review: bool) -> None:
        """A filled form: parts of a report and, where somebody verified them, a review."""
        found = trees(form, self.problems)
        if found is None:
            self.unusable(form.path, sha256, asked_for=as_review)
            return
        if found.review is not None:
            self.review(found.review, form.path, sha256, asked_for=as_review)
        elif as_review or form.kind == "review":
            self.problems.add("form-nothing-verified", Place(form.path))
        if not as_review and form.kind == "report":
            self.forms.append(found.made)
            self.blank |= found.blank
            for tree in found.parts:
                self.form_part(tree, found, form.path, sha256)

    def is_beside(self, form: Form) -> bool:
        """Whether it is a marked copy whose original is read too."""
        name = form.copy_of
        if name in ("", ".", "..") or PurePath(name).name != name:
            return False
        original = PurePath(form.path).with_name(name)
        return original in self.beside and original != PurePath(form.path)

    def form_part(self, tree: Mapping, found: Trees, path: str, sha256: str) -> None:
        """One sheet's part of a report."""
        if not found.lacks:
            self.report(tree, path, sha256)
        else:
            self.loose.append((tree, path, sha256))
            self.lacks.setdefault(path, found.lacks)

    def review(self, tree: Mapping, path: str, sha256: str, *, asked_for: bool) -> None:
        """A review; a copy of one is no second reviewer."""
        review = read_review(tree, self.problems)
        if review is None:
            self.unusable(path, sha256, asked_for=asked_for)
        elif all(sha256 != other for other, _ in self.reviews):
            self.reviews.append((sha256, review))

    def report(self, tree: Mapping, path: str, sha256: str) -> None:
        """A whole report, or a register."""
        if any(key in tree for key in (*_WHOSE_AND_WHEN, "answers")):
            part = read_report(tree, path, sha256, self.problems)
            if part is not None:
                self.parts.append(part)
                return
        elif "facilities" in tree:
            register = read_register(tree, self.problems)
            if register is not None:
                self.registers.append(register)
                return
        else:
            is_pack = "dimensions" in tree or "indicators" in tree
            self.problems.add("a-pack-not-a-report" if is_pack else "not-a-report", tree.at)
        self.unusable(path, sha256)

    def take_loose(self) -> None:
        """Parts that do not say whose they are take it from the first whole report."""
        whole = self.parts[0] if self.parts else None
        for tree, path, sha256 in self.loose:
            if whole is None and path in self.lacks:
                for code, at in self.lacks[path]:
                    self.problems.add(code, at)
                self.unusable(path, sha256)
                continue
            if whole is None and "consortium" not in tree:
                self.problems.add("part-alone", tree.at)
                self.unusable(path, sha256)
                continue
            found = Problems()
            part = read_report(_completed(tree, whole, found), path, sha256, self.problems)
            self.problems.extend(found)
            if part is None or found.has_errors:
                self.unusable(path, sha256)
            else:
                self.parts.append(part)

    def unusable(self, path: str, sha256: str, *, asked_for: bool = False) -> None:
        """A text that cannot be used ends it all or, under ``partial``, is left out and listed.

        A review that was ``asked_for`` by name is never left out: the claimed side alone would pass for a verified one.
        """
        self.inputs.discard((path, sha256))
        if asked_for or not self.partial:
            self.usable = False
        elif path not in self.left_out:
            self.left_out.add(path)
            self.problems.add("file-left-out", Place(path))

    def together(self, prior: PriorResult | None) -> Submission | None:
        """The one submission of all that was taken."""
        if not self.usable:
            return None
        if not self.parts:
            code = "nothing-left" if self.left_out else "no-report"
            self.problems.add(code, Place(min(self.paths, default="")))
            return None
        merged = merge(self.parts, self.registers, self.problems)
        if merged is None:
            return None
        if prior is not None and prior.consortium != merged.consortium.id:
            params = {"other": prior.consortium, "consortium": merged.consortium.id}
            self.problems.add("prior-other-consortium", prior.at, **params)
            return None
        reviews = [*merged.reviews, *(review for _, review in self.reviews)]
        return replace(
            _without_blank(merged, self.blank),
            inputs=tuple(sorted(self.inputs)),
            reviews=tuple(sorted(reviews, key=lambda r: (r.at, r.date or date.min, r.reviewer))),
            prior=prior,
            unreadable=tuple(sorted(self.left_out)),
            forms=tuple(sorted(self.forms, key=lambda form: form.at)),
        )


def _without_blank(merged: Submission, blank: set[str]) -> Submission:
    """A facility whose sheet nobody filled in has not reported; where no register lists it, it still counts."""
    listed = {entry.id for entry in merged.register.entries} if merged.register is not None else set()
    silent = {f.id for f in merged.facilities if f.id in blank and not f.answers}
    kept = (f for f in merged.facilities if f.id not in silent & listed)
    return replace(merged, facilities=tuple(replace(f, blank=True) if f.id in silent else f for f in kept))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_review(tree: Mapping) -> bool:
    """Whether a file is a review: somebody reviewed, or it holds only what reviews hold."""
    if _OF_A_REPORT & tree.keys() or "consortium" in tree:
        return False
    listed = any(isinstance(tree.get(key), Sequence) for key in ("answers", "criteria", "objections"))
    return "reviewer" in tree or (listed and "period" not in tree)


def is_part(tree: Mapping) -> bool:
    """Whether a file is a part of a report: one facility's, or one that does not itself say both whose and when."""
    if isinstance(tree.get("facility"), Mapping):
        return True
    if all(key in tree for key in _WHOSE_AND_WHEN):
        return False
    if "consortium" in tree or "office" in tree:
        return True
    rows = tree.get("facilities")
    answered = isinstance(rows, Sequence) and any(isinstance(row, Mapping) and "answers" in row for row in rows)
    return "period" not in tree and answered


def _completed(tree: Mapping, first: Submission | None, problems: Problems) -> Mapping:
    """A part of a report with what the first whole part says of consortium and period; its own word stands."""
    whole = Mapping(tree.at)
    if first is not None:
        consortium = Mapping(tree.at)
        consortium.put("id", first.consortium.id, tree.at)
        consortium.put("name", first.consortium.name, tree.at)
        whole.put("consortium", consortium, tree.at)
        whole.put("period", first.period.text, tree.at)
    facility = tree.get("facility")
    for key, value in tree.items():
        if isinstance(facility, Mapping) and key in ("facility", "answers"):
            continue
        whole.put(key, value, tree.values_at[key])
        whole.keys_at[key] = tree.keys_at[key]
    if isinstance(facility, Mapping):
        _put_facility(whole, facility, tree, problems)
    return whole


def _put_facility(whole: Mapping, facility: Mapping, tree: Mapping, problems: Problems) -> None:
    """The one facility whose part it is, with the answers below it and those beside it."""
    beside = tree.get("answers")
    answers = facility.get("answers")
    if isinstance(beside, Mapping) and isinstance(answers, Mapping):
        for name, value in beside.items():
            if name in answers:
                first = answers.keys_at[name].line
                problems.add("duplicate-key", beside.keys_at[name], key=name[:80], first=first)
            else:
                answers.put(name, value, beside.values_at[name])
    elif beside is not None:
        facility.put("answers", beside, tree.values_at["answers"])
    rows = Sequence(facility.at)
    others = whole.get("facilities")
    if isinstance(others, Sequence):
        rows += others
        rows.items_at += others.items_at
    rows.append(facility)
    rows.items_at.append(facility.at)
    whole.put("facilities", rows, facility.at)
