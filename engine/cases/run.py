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

from gongti.engine.assessment import RulesRefused, assess, view
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
    tree = parse(data, cases_shown, problems)
    cases = tree.get("cases") if isinstance(tree, Mapping) else None
    if not isinstance(cases, Sequence):
        if tree is not None:
            problems.add("key-missing", Place(cases_shown, 1, 1), key="cases")
        return CasesOutcome(name, 0, problems.sorted(), branches, branches)
    known: dict[str, Any] = {}
    for case in cases:
        if isinstance(case, Mapping) and "name" in case:
            name_of = str(case["name"])
            if name_of in known:
                first = known[name_of].values_at["name"].line
                problems.add("duplicate-id", case.values_at["name"], id=name_of, first=first)
            known.setdefault(name_of, case)
    hit: set[Branch] = set()
    for case, at in zip(cases, cases.items_at, strict=True):
        if not isinstance(case, Mapping) or "name" not in case:
            problems.add("key-missing", at, key="name")
            continue
        hit |= _run(pack, case, known, problems)
    missed = tuple(b for b in branches if b not in hit)
    return CasesOutcome(name, len(cases), problems.sorted(), branches, missed)


def _run(pack: Pack, case: Mapping, known: dict[str, Any], problems: Problems) -> frozenset[Branch]:
    """Run one case; what differs from its expectations becomes a problem at the expectation's line."""
    title = str(case["name"])
    for key in case:
        if key not in CASE_KEYS:
            hint = near_hint(key, CASE_KEYS)
            problems.add("unknown-key", case.keys_at[key], key=key, near=hint)
    full = _with_base(case, known, problems)
    if full is None:
        return frozenset()
    try:
        on = date.fromisoformat(str(full.get("on")))
    except ValueError:
        problems.add("case-report", case.at, case=title, detail="on")
        return frozenset()
    found = Problems()
    submission = read_report(_report(pack, full), str(case.at.path), "", found)
    merged = merge([submission], [], found) if submission is not None else None
    reviews, prior = _reviews(full, found), _prior(full, found)
    if merged is None or reviews is None or (prior is None and "prior" in full):
        problems.extend(found)
        detail = found.sorted()[0].text("zh") if len(found) else "?"
        problems.add("case-report", case.at, case=title, detail=detail)
        return frozenset()
    merged = replace(merged, reviews=(*merged.reviews, *reviews), prior=prior)
    try:
        result = assess(pack, merged, on, "auto", found)
    except RulesRefused as refused:
        problems.extend(refused.problems)
        return frozenset()
    expect = case.get("expect")
    if isinstance(expect, Mapping):
        _compare(title, expect, view(result, "zh"), problems)
    return reached(result)


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


def _compare(title: str, expect: Mapping, shown: dict[str, Any], problems: Problems) -> None:
    """Only what is named is compared; each difference is a problem where the expectation stands."""
    for key, wanted in expect.items():
        at = expect.values_at[key]
        if key in ("claimed", "verified", "register") and isinstance(wanted, Mapping):
            _compare_row(title, key, wanted, shown[key] or {}, problems)
        elif key in ("criteria", "dimensions", "facilities") and isinstance(wanted, Mapping):
            rows = {row["id"]: row for row in shown[key]}
            for name, fields in wanted.items():
                if name not in rows or not isinstance(fields, Mapping):
                    problems.add("case-unknown", wanted.keys_at[name], case=title, what=name)
                    continue
                _compare_row(title, name, fields, rows[name], problems)
        elif key in ("vetoes", "contradictions", "notes", "conclusions"):
            _compare_list(title, key, wanted, shown[key], at, problems)
        elif key == "problems":
            found = {p["code"] for p in shown["problems"]}
            serious = {p["code"] for p in shown["problems"] if p["severity"] != "info"}
            listed = {str(w) for w in wanted or []}
            if not listed <= found or (not listed and serious):
                _differs(title, key, sorted(listed), sorted(found), at, problems)
        else:
            problems.add("case-unknown", expect.keys_at[key], case=title, what=key)


def _compare_row(title: str, name: str, wanted: Mapping, row: dict[str, Any], problems: Problems) -> None:
    for field, value in wanted.items():
        at = wanted.values_at[field]
        if field not in row:
            problems.add("case-unknown", wanted.keys_at[field], case=title, what=f"{name}.{field}")
        elif field == "verified" and isinstance(value, Mapping):
            _compare_row(title, f"{name}.verified", value, row[field] or {}, problems)
        elif field == "facilities" and isinstance(value, Mapping):
            units = {u["id"]: u for u in row["facilities"]}
            for unit, fields in value.items():
                if unit in units and isinstance(fields, Mapping):
                    _compare_row(title, f"{name}.{unit}", fields, units[unit], problems)
                else:
                    problems.add("case-unknown", value.keys_at[unit], case=title, what=f"{name}.{unit}")
        elif not _same(value, row[field]):
            _differs(title, f"{name}.{field}", value, row[field], at, problems)


def _compare_list(title: str, key: str, wanted: Any, rows: list[dict[str, Any]], at: Place, problems: Problems) -> None:
    """Lists are compared as sets of ids; an entry that is a mapping compares what it names."""
    ident = {"contradictions": "id", "conclusions": "name"}.get(key, "rule")
    if key == "notes":
        rows = [r for r in rows if r["kind"] != "caps"] + [r for r in rows if r["kind"] == "caps"]
    entries = wanted or []
    names = {e.get(ident) if isinstance(e, Mapping) else str(e) for e in entries}
    found = {r[ident] for r in rows}
    if names != found:
        _differs(title, key, sorted(map(str, names)), sorted(found), at, problems)
        return
    for entry in entries:
        if isinstance(entry, Mapping) and not any(all(_same(v, r.get(k)) for k, v in entry.items()) for r in rows):
            _differs(title, key, dict(entry), [r for r in rows if r[ident] == entry.get(ident)], at, problems)


def _same(wanted: Any, found: Any) -> bool:
    """Equal as written: a number may be given bare, a text in quotes."""
    if isinstance(wanted, (list, dict)) or isinstance(found, (list, dict)) or wanted is None or found is None:
        return bool(wanted == found)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return bool(wanted == found)
    return str(wanted) == str(found)


def _differs(title: str, what: str, wanted: Any, found: Any, at: Place, problems: Problems) -> None:
    problems.add("case-differs", at, case=title, what=what, expected=_show(wanted), found=_show(found))


def _show(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_show(v) for v in value) + "]"
    return "null" if value is None else str(value)
