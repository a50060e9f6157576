"""Cases of a pack: two of one name are told apart by their lines, and neither is silently the other's base."""

from __future__ import annotations

from pathlib import Path

from program import gongti

PACK = Path(__file__).parent.parent / "bad" / "pack.yaml"
CASES = """\
format: 1
cases:
  - {name: 甲, on: 2024-12-31, period: 2024, report: {answers: {plan_issued: 是}}}
  - {name: 甲, base: 甲, answers: {plan_issued: 否}, expect: {criteria: {plan-issued: {status: unmet}}}}
"""


def test_two_cases_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(PACK.read_bytes())
    (tmp_path / "cases.yaml").write_text(CASES, "utf-8")
    outcome = gongti("pack", "test", "pack.yaml", cwd=tmp_path)
    assert outcome.status == 1
    told = [line for line in outcome.lines if ": duplicate-id: " in line]
    assert told == ["cases.yaml:4:12: error: duplicate-id: 编号“甲”在第3行已经用过"]
