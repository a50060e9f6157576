"""Cases: takes a pack's file, runs every case beside it, gives what differs and what no case reaches.

A case is a report with the numbers a person expects of it. Only what ``expect`` names is compared, against
the same view that every report prints.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from gongti.engine.assessment import Result, RulesRefused, assess, view
from gongti.engine.cases.compare import compare
from gongti.engine.cases.coverage import Branch, branches_of, reached
from gongti.engine.diagnostics import Place, Problem, Problems
from gongti.engine.document import Mapping, Sequence, near_hint, parse
from gongti.engine.intake.prior import read_prior
from gongti.engine.intake.report import read_report
from gongti.engine.intake.review import read_review
from gongti.engine.pack import Pack, load_pack
from gongti.engine.submission import PriorResult, Review, merge
from gongti.engine.words import Language, say

CASES_FILE = "cases.yaml"
CASE_KEYS = ("name", "on", "period", "report", "register", "review", "prior", "expect", "base", "answers", "note")


@dataclass(frozen=True, slots=True)
class CasesOutcome:
    """How the cases of one pack went."""

    pack: str
    count: int
    problems: tuple[Problem, ...]
    branches: tuple[Branch, ...]
    missed: tuple[Branch, ...]

    def status(self, *, coverage: bool) -> int:
        """1 where a case differs or, asked for coverage, where a branch is missed."""
        return int(any(p.severity == "error" for p in self.problems) or (coverage and bool(self.missed)))

    def lines(self, lang: Language, *, coverage: bool) -> Iterator[str]:
        """The outcome as lines for people."""
        for problem in self.problems:
            yield problem.line(lang)
        if coverage:
            for branch in self.missed:
                what = f"{branch.kind} {branch.id}: {branch.way}"
                yield f"{self.pack}: {say('problem.not-covered', lang, what=what)}"
            hit = len(self.branches) - len(self.missed)
            yield say("cases.coverage", lang, pack=self.pack, hit=hit, of=len(self.branches))
        else:
            failed = sum(p.severity == "error" for p in self.problems)
            yield say("cases.summary", lang, pack=self.pack, count=self.count, failed=failed)


def run_cases(file: Path, shown: str) -> CasesOutcome:
    """Load a pack and run the cases beside it. OSError is a problem of the outcome."""
    problems = Problems()
    name = file.parent.name
    pack: Pack | None = None
    try:
        pack, found = load_pack(file, shown)
        problems.extend(p for p in found if pack is None or p.severity != "info")
    except OSError:
        problems.add("cannot-open", Place(shown))
    if pack is None:
        return CasesOutcome(name, 0, problems.sorted(), (), ())
    name = pack.id
    branches = branches_of(pack)
    cases_file = file.parent / CASES_FILE
    cases_shown = shown[: -len(file.name)] + CASES_FILE
    try:
        data = cases_file.read_bytes()
    except OSError:
        problems.add("no-cases", Place(cases_shown))
        return CasesOutcome(name, 0, problems.sorted(), branches, branches)
    read = _read_cases(data, cases_shown, problems)
    if read is None:
        return CasesOutcome(name, 0, problems.sorted(), branches, branches)
    cases, known = read
    hit: set[Branch] = set()
    for case, at in zip(cases, cases.items_at, strict=True):
        if not isinstance(case, Mapping) or "name" not in case:
            problems.add("key-missing", at, key="name")
            continue
        result = _assessed(pack, case, known, problems)
        if result is not None:
            if isinstance(expect := case.get("expect"), Mapping):
                compare(str(case["name"]), expect, view(result, "zh"), problems)
            hit |= reached(result)
    missed = tuple(b for b in branches if b not in hit)
    return CasesOutcome(name, len(cases), problems.sorted(), branches, missed)


def case_results(file: Path, shown: str) -> Iterator[tuple[str, Result]]:
    """Every case that can be assessed, as (name, result). Raises OSError; a pack that cannot be used has none."""
    pack, _ = load_pack(file, shown)
    cases_file = file.parent / CASES_FILE
    read = _read_cases(cases_file.read_bytes(), shown[: -len(file.name)] + CASES_FILE, Problems())
    if pack is None or read is None:
        return
    cases, known = read
    for case in cases:
        result = _assessed(pack, case, known, Problems()) if isinstance(case, Mapping) and "name" in case else None
        if result is not None:
            yield str(case["name"]), result


def _read_cases(data: bytes, shown: str, problems: Problems) -> tuple[Sequence, dict[str, Any]] | None:
    """The list of cases, and the cases by name."""
    tree = parse(data, shown, problems)
    cases = tree.get("cases") if isinstance(tree, Mapping) else None
    if not isinstance(cases, Sequence):
        if tree is not None:
            problems.add("key-missing", Place(shown, 1, 1), key="cases")
        return None
    known: dict[str, Any] = {}
    for case in cases:
        if isinstance(case, Mapping) and "name" in case:
            name_of = str(case["name"])
            if name_of in known:
                first = known[name_of].values_at["name"].line
                problems.add("duplicate-id", case.values_at["name"], id=name_of, first=first)
            known.setdefault(name_of, case)
    return cases, known


def _assessed(pack: Pack, case: Mapping, known: dict[str, Any], problems: Problems) -> Result | None:
    """Assess one case; what cannot be read of it becomes a problem."""
    title = str(case["name"])
    for key in case:
        if key not in CASE_KEYS:
            hint = near_hint(key, CASE_KEYS)
            problems.add("unknown-key", case.keys_at[key], key=key, near=hint)
    full = _with_base(case, known, problems)
    if full is None:
        return None
    try:
        on = date.fromisoformat(str(full.get("on")))
    except ValueError:
        problems.add("case-report", case.at, case=title, detail="on")
        return None
    found = Problems()
    submission = read_report(_report(pack, full), str(case.at.path), "", found)
    merged = merge([submission], [], found) if submission is not None else None
    reviews, prior = _reviews(full, found), _prior(full, found)
    if merged is None or reviews is None or (prior is None and "prior" in full):
        problems.extend(found)
        detail = found.sorted()[0].text("zh") if len(found) else "?"
        problems.add("case-report", case.at, case=title, detail=detail)
        return None
    merged = replace(merged, reviews=(*merged.reviews, *reviews), prior=prior)
    try:
        return assess(pack, merged, on, "auto", found)
    except RulesRefused as refused:
        problems.extend(refused.problems)
        return None


def _with_base(case: Mapping, known: dict[str, Any], problems: Problems) -> Mapping | None:
    """The case with what it takes from its base, its own ``answers`` laid over the base's report."""
    if "base" not in case:
        return case
    seen: set[str] = set()
    chain = [case]
    while "base" in chain[-1]:
        name = str(chain[-1]["base"])
        if name not in known or name in seen:
            problems.add("case-base", case.values_at["base"], case=str(case["name"]), base=name)
            return None
        seen.add(name)
        chain.append(known[name])
    full = copy.deepcopy(chain[-1])
    for layer in reversed(chain[:-1]):
        for key in ("on", "period", "report", "register", "review", "prior"):
            if key in layer:
                full.put(key, copy.deepcopy(layer[key]), layer.values_at[key])
        patch = layer.get("answers")
        if isinstance(patch, Mapping):
            _patch(full, patch)
    return full


def _patch(full: Mapping, patch: Mapping) -> None:
    """Lay answers over a report: by unit (consortium, region, a facility's id), else the consortium's own."""
    report = _child(full, "report", full.at)
    facilities = {str(f.get("id")): f for f in report.get("facilities") or [] if isinstance(f, Mapping)}
    for key, value in patch.items():
        at = patch.values_at[key]
        if isinstance(value, Mapping) and (key in ("consortium", "region") or key in facilities):
            owner = facilities.get(key, report)
            if key == "region":
                owner = _child(report, "region", at)
            answers = _child(owner, "answers", at)
            for name, answer in value.items():
                answers.put(name, answer, value.values_at[name])
        else:
            _child(report, "answers", at).put(key, value, at)


def _child(tree: Mapping, key: str, at: Place) -> Mapping:
    if not isinstance(tree.get(key), Mapping):
        tree.put(key, Mapping(at), at)
    return tree[key]  # type: ignore[no-any-return]


def _report(pack: Pack, case: Mapping) -> Mapping:
    """The case's report as a whole report: what a case leaves out is filled in."""
    report = copy.deepcopy(case["report"]) if isinstance(case.get("report"), Mapping) else Mapping(case.at)
    if "format" not in report:
        report.put("format", 1, case.at)
    if "consortium" not in report:
        consortium = Mapping(case.at)
        for key, value in (("id", "case"), ("name", str(case["name"])), ("kind", pack.model.applies_to[0])):
            consortium.put(key, value, case.at)
        report.put("consortium", consortium, case.at)
    for key in ("period", "register"):
        if key in case:
            report.put(key, case[key], case.values_at[key])
    return report


def _reviews(case: Mapping, problems: Problems) -> tuple[Review, ...] | None:
    """The case's review, or several in a list; None where one cannot be used."""
    given = case.get("review")
    if given is None:
        return ()
    trees = given if isinstance(given, Sequence) else [given]
    reviews = [read_review(_whole_review(tree), problems) if isinstance(tree, Mapping) else None for tree in trees]
    return None if None in reviews else tuple(r for r in reviews if r is not None)


def _whole_review(tree: Mapping) -> Mapping:
    """What a case's review leaves out is filled in."""
    whole = copy.deepcopy(tree)
    for key, value in (("format", 1), ("reviewer", "reviewer")):
        if key not in whole:
            whole.put(key, value, tree.at)
    return whole


def _prior(case: Mapping, problems: Problems) -> PriorResult | None:
    """The earlier result that a case names by its file, beside the cases."""
    if "prior" not in case:
        return None
    at = case.values_at["prior"]
    name = str(case["prior"])
    folder = Path(at.path).parent if at.path else Path()
    try:
        return read_prior((folder / name).read_bytes(), name, problems)
    except (OSError, ValueError):
        problems.add("no-such-file", at)
        return None
