"""Takes a pack, a report and a review as texts; gives the desk and the findings of either side, without any rules run.

Only the stages below the verdict are used, so that a test of points fails for points alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongti.engine.diagnostics import Problems
from gongti.engine.gaps import reasons
from gongti.engine.intake import read_report_texts
from gongti.engine.measure import Desk, framed, inspect, measure, reconcile, set_up, units_of
from gongti.engine.pack import load_pack_text
from gongti.engine.score import Finding, Ledger, find, roll_up, usable_explanations

HEAD = """
format: 1
id: small
version: 1.0.0
title: 小
applies_to: county-consortium
documents: {plan: {title: 虚构方案, seen: derived}}
in_force: {from: 2020-01-01}
roles: {lead: {where: role == "lead", one: true}, members: role == "member"}
"""
LEAD = {"id": "h", "name": "牵头医院", "role": "lead", "type": "county-hospital"}
MEMBERS = tuple(
    {"id": id_, "name": name, "role": "member", "type": "township-health-centre"}
    for id_, name in (("a", "甲卫生院"), ("b", "乙卫生院"), ("c", "丙卫生院"))
)


@dataclass(frozen=True)
class Side:
    """One side of one assessment, up to the score."""

    desk: Desk
    findings: Mapping[str, Finding]
    ledger: Ledger
    problems: Problems

    def reasons(self, criterion: str, lang: str = "zh") -> list[str]:
        return [s.said(lang) for s in reasons(self.desk, self.findings[criterion])]  # type: ignore[arg-type]


def pack_text(indicators: str, criteria: str, more: str = "", dimension: str = "") -> str:
    """A pack of one dimension: every text is what stands below its key."""
    head = f"{HEAD}{more}\nindicators:\n{indicators}\n"
    return f"{head}dimensions:\n  - id: one\n    title: 一\n{dimension}    criteria:\n{criteria}"


def report(
    answers: Mapping[str, Any] | None = None,
    members: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A report for 2024: the consortium's own answers, and those of the lead (h) and of members a, b, c."""
    members = members or {}
    facilities = [{**f, "answers": members[str(f["id"])]} for f in (LEAD, *MEMBERS) if f["id"] in members]
    return {
        "format": 1,
        "consortium": {"id": "x", "name": "某医共体", "kind": "county-consortium"},
        "period": 2024,
        "answers": answers or {},
        "facilities": facilities,
        "register": [{k: v for k, v in f.items() if k != "answers"} for f in facilities],
        **more,
    }


def sides(
    pack: str, handed_in: Mapping[str, Any], review: Mapping[str, Any] | None = None, on: date = date(2024, 12, 1)
) -> tuple[Side, Side | None]:
    """The claimed side and, with a review, the verified one."""
    loaded, wrong = load_pack_text(pack)
    assert loaded is not None and not wrong, [p.line("zh") for p in wrong]
    texts = [("report.json", json.dumps(handed_in, default=str))]
    if review is not None:
        body = {"format": 1, "reviewer": "复核组", "date": "2024-11-20", **review}
        texts.append(("review.json", json.dumps(body, default=str)))
    submission, read = read_report_texts(texts)
    assert submission is not None, [p.line("zh") for p in read]
    problems = Problems(read)
    frame = framed(loaded, submission, on, problems)
    claimed = _side(set_up(frame, None, problems), problems)
    inspection = inspect(frame, problems)
    if inspection is None:
        return claimed, None
    more = Problems()
    return claimed, _side(set_up(inspection.frame, inspection.checks, more), more)


def claimed_side(pack: str, handed_in: Mapping[str, Any], on: date = date(2024, 12, 1)) -> Side:
    return sides(pack, handed_in, None, on)[0]


def verified_side(
    pack: str, handed_in: Mapping[str, Any], review: Mapping[str, Any], on: date = date(2024, 12, 1)
) -> Side:
    verified = sides(pack, handed_in, review, on)[1]
    assert verified is not None
    return verified


def _side(desk: Desk, problems: Problems) -> Side:
    contradictions = reconcile(desk)
    explanations = usable_explanations(desk, desk.on, problems)
    findings = {}
    for criterion in desk.pack.criteria:
        about = [c for c in contradictions if criterion.id in c.rule.doubts]
        own = {p.id for p in units_of(desk, criterion)}
        members = [c for c in about if c.party is not None and c.party.id in own]
        parties = frozenset(c.party.id for c in members if c.party is not None)
        measurement = measure(desk, criterion, problems, parties or None)
        whole = tuple(c.rule.id for c in about if c not in members)
        rules = tuple(sorted({c.rule.id for c in members}))
        findings[criterion.id] = find(desk, measurement, whole, rules, explanations.get(criterion.id))
    return Side(desk, findings, roll_up(desk.pack, list(findings.values())), problems)
