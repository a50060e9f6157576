"""Takes the table of words, proves it complete: both languages, one set of parameters, and nothing nobody says."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from program import gongti

import gongti as package
from gongti.engine.inference import Conclude, Rule, compile_program
from gongti.engine.values import typed
from gongti.engine.values.typed import Refusal
from gongti.engine.words import TABLE, Sentence, Text, say, sentence, severity_of
from gongti.engine.words.expressions import EXPRESSION_PROBLEMS
from gongti.engine.words.form import FORM_PROBLEMS
from gongti.engine.words.inference import INFERENCE_PROBLEMS
from gongti.engine.words.intake import INTAKE_PROBLEMS
from gongti.engine.words.language import LANGUAGE_PROBLEMS
from gongti.engine.words.lint import LINT_PROBLEMS
from gongti.engine.words.mending import MENDING_PROBLEMS
from gongti.engine.words.packs import PACK_PROBLEMS
from gongti.engine.words.papers import PAPER_PROBLEMS
from gongti.engine.words.problems import HINTS, PROBLEMS
from gongti.engine.words.questionnaire import QUESTIONNAIRE_PROBLEMS
from gongti.engine.words.typed import TYPED_PROBLEMS

ROOT = Path(package.__file__).parent
BAD = Path(__file__).parent / "bad"
TABLES = (
    PROBLEMS, INTAKE_PROBLEMS, PACK_PROBLEMS, LINT_PROBLEMS, LANGUAGE_PROBLEMS, EXPRESSION_PROBLEMS, TYPED_PROBLEMS,
    INFERENCE_PROBLEMS, QUESTIONNAIRE_PROBLEMS, MENDING_PROBLEMS,
    FORM_PROBLEMS, PAPER_PROBLEMS,
)  # fmt: skip
CODES = sorted({code for table in TABLES for code in table})

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
QUOTED = re.compile(r"[“\"][^”\"]*[”\"]|\{\{.*?\}\}")

# Composed in the source instead of written out; the tests of bad/ raise each of them.
COMPOSED = {"unknown-contradiction", "unknown-conclusion", "unknown-dimension"}


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


# the table


def _wrong(is_right: Callable[[str, str], bool], codes: Iterable[str] = TABLE) -> list[str]:
    """The codes whose two sentences are not as they must be."""
    return [code for code in sorted(codes) if not is_right(*TABLE[code])]


def test_both_languages_say_the_same() -> None:
    assert [c for c in _wrong(lambda zh, en: bool(zh.strip() and en.strip())) if not c.startswith("report.")] == []
    assert _wrong(lambda zh, en: _fields(zh) == _fields(en)) == []
    assert _wrong(lambda zh, en: all(name.isidentifier() for name in _fields(zh))) == []


def test_english_holds_chinese_only_where_it_quotes_some() -> None:
    assert _wrong(lambda zh, en: not CHINESE.search(QUOTED.sub("", en))) == []


def test_chinese_problems_are_chinese_and_punctuated_as_such() -> None:
    problems = [code for code in TABLE if code.startswith("problem.")]
    language = re.compile(r"[a-z]+\([^()]*\)")  # what is written in the language of packs
    half_width = re.compile(r"[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]")
    assert _wrong(lambda zh, en: bool(CHINESE.search(language.sub("", zh))), problems) == []
    assert _wrong(lambda zh, en: not half_width.search(language.sub("", zh)), problems) == []
    # The end of the sentence; the near name has its own.
    end = re.compile(r"[。；，、：]\Z")
    assert _wrong(lambda zh, en: not end.search(re.sub(r"\{near\}\Z", "", zh).removesuffix("。")), problems) == []


def test_no_code_stands_in_two_tables() -> None:
    assert sum(map(len, TABLES)) == len(CODES)


def test_a_parameter_is_said_in_the_language_of_the_sentence() -> None:
    near = sentence("hint.near", word="staff")
    assert say("problem.unknown-key", "zh", key="stuff", near=near) == "没有“stuff”这个项。是不是“staff”？"
    assert (
        say("problem.unknown-key", "en", key="stuff", near=near) == "“stuff” is not known here. Did you mean “staff”?"
    )
    assert Text("甲", "A").said("en") == "A" and Text("甲").said("en") == "甲"
    assert Sentence("hint.tab").said("zh") == HINTS["hint.tab"][0]


def test_braces_that_a_user_typed_are_only_text() -> None:
    assert "{0} {key}" in say("problem.unknown-key", "zh", key="{0} {key}", near="")


# what the source says is in the table, and the other way round


def _sources() -> list[Path]:
    folders = (path for name in ("commands", "engine") for path in sorted((ROOT / name).rglob("*.py")))
    return [ROOT / "cli.py", *(path for path in folders if "words" not in path.parts)]


def _strings(node: ast.expr) -> set[str]:
    """The texts an expression may be: a constant, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _strings(node.body) | _strings(node.orelse)
    return set()


def _raised() -> dict[str, str]:
    """Every problem code given to what records or raises a problem, with the file."""
    found: dict[str, str] = {}
    for file in _sources():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            adds = name == "add" and "problems" in ast.unparse(owner or node.func)
            if adds or name in ("SyntaxProblem", "refuse", "Refusal", "problem_of"):
                found.update(dict.fromkeys(_strings(node.args[0]), file.name))
    return found


def test_every_code_the_source_raises_is_in_the_table() -> None:
    raised = _raised()
    assert len(raised) > 100
    assert {code: file for code, file in raised.items() if code not in CODES} == {}


def test_every_code_of_the_table_stands_in_the_source() -> None:
    said = {
        node.value
        for file in _sources()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    dotted = {s.removeprefix("problem.") for s in said if s.startswith("problem.")}
    assert set(CODES) - said - dotted == COMPOSED


def test_every_hint_stands_in_the_source() -> None:
    source = "".join(file.read_text("utf-8") for file in _sources())
    for code in HINTS:
        kind, _, name = code.partition(".")
        assert f'"{code}"' in source or (f"{kind}.{{" in source and re.search(rf"['\"]{name}['\"]", source)), code


# every code is raised by a case: those of bad/, and these

OPTIONS = {"lab": ("lab", "检验", "Laboratory"), "imaging": ("imaging", "影像"), "ecg": ("ecg", "影像")}
TYPED: list[tuple[str, str, Any, tuple[Any, ...]]] = [
    ("two-readings", "percent", "1/3%", ()),
    ("date-for-number", "count", date(2024, 1, 3), ()),
    ("misplaced-comma", "count", "12,34", ()),
    ("several-numbers", "count", "12 34", ()),
    ("digit-pair", "count", "三五", ()),
    ("scientific-notation", "count", "1e3", ()),
    ("unusual-digits", "count", "①", ()),
    ("plus-sign", "count", "+5", ()),
    ("other-unit", "count", "5张", ("人",)),
    ("no-unit", "count", "5张", ()),
    ("magnitude-twice", "money", "5万", ("万元",)),
    ("not-a-percent", "percent", "多数", ()),
    ("bare-share", "percent", Decimal("0.45"), ()),
    ("zero-denominator", "number", "1/0", ()),
    ("not-a-ratio", "ratio", "多数", ()),
    ("ratio-one-number", "ratio", 400, ()),
    ("ratio-as-percent", "ratio", "33%", ()),
    ("not-a-date", "day", "去年", ()),
    ("year-out-of-range", "day", "1024-01-01", ()),
    ("date-without-day", "day", "2024-03", ()),
    ("date-without-year", "day", "3月5日", ()),
    ("year-not-first", "day", "31/8/2023", ()),
    ("date-serial", "day", 45000, ()),
    ("cross-or-tick", "yesno", "x", ()),
    ("unknown-option", "choice", "天气", (OPTIONS,)),
    ("unknown-option-near", "choice", "检验科", (OPTIONS,)),
    ("not-an-option", "choice", ["lab"], (OPTIONS,)),
    ("option-of-two", "choice", "影像", (OPTIONS,)),
    ("not-options", "options", 3, (OPTIONS,)),
    ("not-text", "text", ["a"], ()),
    ("inapplicable-answer", "yesno", "不适用", ()),
    ("control-characters", "text", "甲\x07乙", ()),
]
IN_A_SET = [("option-twice", {"lab": True, "检验": False}), ("open-list", "检验等")]


@pytest.mark.parametrize(("code", "kind", "raw", "more"), TYPED, ids=[t[0] for t in TYPED])
def test_refused_answer(code: str, kind: str, raw: Any, more: tuple[Any, ...]) -> None:
    refusal = getattr(typed, kind)(raw, *more)
    assert isinstance(refusal, Refusal) and refusal.code == code
    assert say(f"problem.{code}", "zh", **refusal.params) != say(f"problem.{code}", "en", **refusal.params)


@pytest.mark.parametrize(("code", "raw"), IN_A_SET)
def test_refused_entry_of_a_set(code: str, raw: Any) -> None:
    answer = typed.options(raw, OPTIONS)
    assert isinstance(answer, typed.SetAnswer) and [r.code for r in answer.refused] == [code]


REPORT, PACK = "report.yaml", "pack.yaml"
COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "no-such-file": (2, ("assess", "none.yaml")),
    "no-pack": (2, ("assess", REPORT, "--on", "1999-01-01")),
    "kind-missing": (2, ("assess", "no-kind.yaml")),
    "unknown-pack": (2, ("assess", REPORT, "--pack", "county-four-key")),
    "pack-not-in-force": (0, ("check", REPORT, "--pack", PACK, "--on", "2020-01-01")),
    "pack-other-kind": (0, ("check", REPORT, "--pack", "urban.yaml")),
    "unknown-criterion-asked": (2, ("explain", REPORT, "plan-isued", "--pack", PACK)),
    "paper-output-missing": (2, ("assess", REPORT, "--pack", PACK, "--format", "xlsx")),
    "cannot-write": (2, ("assess", REPORT, "--pack", PACK, "--engine", "direct", "-o", "none/report.json")),
    "prior-differs": (1, ("check", REPORT, "--pack", PACK, "--prior", "prior.json")),
    "prior-unreadable": (0, ("check", REPORT, "--pack", PACK, "--prior", "unreadable.json")),
    "prior-other-pack": (0, ("check", REPORT, "--pack", PACK, "--prior", "other-pack.json")),
    "prior-not-before": (0, ("check", REPORT, "--pack", PACK, "--prior", "not-before.json")),
    "date-option": (2, ("assess", REPORT, "--on", "2024-02-30")),
    "no-cases": (1, ("pack", "test", PACK)),
    "case-report": (1, ("pack", "test", "cases/pack.yaml")),
    "case-base": (1, ("pack", "test", "cases/pack.yaml")),
    "case-differs": (1, ("pack", "test", "cases/pack.yaml")),
    "case-unknown": (1, ("pack", "test", "cases/pack.yaml")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("words")
    pack = (BAD / PACK).read_text("utf-8")
    (made / PACK).write_text(pack, "utf-8")
    (made / REPORT).write_bytes((BAD / REPORT).read_bytes())
    (made / "no-kind.yaml").write_text("format: 1\nconsortium: {id: moxian}\nperiod: 2024\n", "utf-8")
    (made / "urban.yaml").write_text(pack.replace("county-consortium", "urban-group"), "utf-8")
    for name, value in (("prior.json", "240/1000"), ("unreadable.json", "about 240")):
        (made / name).write_text(PRIOR.replace("VALUE", value), "utf-8")
    same = PRIOR.replace("VALUE", "250/1000")
    (made / "other-pack.json").write_text(same.replace("bad-reports", "county"), "utf-8")
    (made / "not-before.json").write_text(same.replace('"2023"', '"2025"'), "utf-8")
    (made / "cases").mkdir()
    (made / "cases" / PACK).write_text(pack, "utf-8")
    (made / "cases" / "cases.yaml").write_text(CASES, "utf-8")
    return made


PRIOR = """\
{"format": 1, "assessed_on": "2023-12-31", "pack": {"id": "bad-reports"}, "claimed": {},
 "consortium": {"id": "moxian", "period": "2023"},
 "answers": [{"facility": "consortium", "indicator": "referred", "value": "VALUE"}]}
"""
CASES = """\
format: 1
cases:
  - {name: 无日期, report: {}}
  - {name: 无所本, base: 没有的用例}
  - name: 不相符
    on: 2024-12-31
    period: 2024
    report: {answers: {plan_issued: 是}}
    expect: {claimed: {points: "1.00"}, criteria: {no-such: {status: met}}}
"""


@pytest.mark.parametrize("code", COMMANDS)
def test_command(code: str, folder: Path) -> None:
    status, arguments = COMMANDS[code]
    for lang in ("zh", "en"):
        outcome = gongti(*arguments, "--lang", lang, cwd=folder)
        assert outcome.status == status
        lines = outcome.errors if status == 2 else outcome.lines
        (line,) = [line for line in lines if f": {code}: " in f": {line}"]
        assert f"{severity_of(code)}: {code}: " in line
        assert status != 2 or outcome.out == b""


def test_several_packs(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    packs = (folder / PACK, folder / "cases" / PACK)
    monkeypatch.setattr("gongti.engine.pack.choose.installed_packs", lambda: packs)
    outcome = gongti("assess", REPORT, cwd=folder)
    words = "有几个同样新的评分包都适用：bad-reports、bad-reports，请用 --pack 指定一个"
    assert (outcome.status, outcome.errors) == (2, [f"report.yaml:3:13: error: several-packs: {words}"])


def _assessing() -> ModuleType:
    """The module; its package gives the function of that name instead."""
    return import_module("gongti.engine.assessment.assess")


def test_engine_missing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(_assessing(), "durable_available", lambda: False)
    outcome = gongti("assess", REPORT, "--pack", PACK, "--engine", "both", cwd=folder)
    words = "这里没有 durable-rules，不能用 --engine both；安装：pip install durable-rules"
    assert (outcome.status, outcome.out, outcome.errors) == (2, b"", [f"error: engine-missing: {words}"])
    alone = gongti("assess", REPORT, "--pack", PACK, "--format", "json", cwd=folder)
    assert alone.status == 0 and b'"evaluators": ["direct"]' in alone.out.replace(b"\n", b"").replace(b"  ", b"")


def test_internal_disagreement(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    from gongti.engine.inference import NetworkFault

    def fault(*_: object) -> None:
        raise NetworkFault("simulated")

    monkeypatch.setattr(_assessing(), "decide", fault)
    outcome = gongti("assess", REPORT, "--pack", PACK, cwd=folder)
    assert (outcome.status, outcome.out) == (2, b"")
    assert outcome.errors[0].startswith("error: internal-disagreement: 内部错误：")


def test_not_covered(folder: Path) -> None:
    outcome = gongti("pack", "coverage", "cases/pack.yaml", cwd=folder)
    assert outcome.status == 1 and any("没有用例走到：" in line for line in outcome.lines)


def test_rule_without_when() -> None:
    refused = compile_program([Rule("one", (), (), Conclude("n"))], 0)
    assert refused == [("rule-without-when", "one", {})]


# In test_bad.py, since no file can hold them; the last four in measure/test_desk.py and intake/test_parts.py.
MADE_THERE = {"table-too-long", "file-too-large", "too-many-values", "outside-folder", "cannot-open", "rules-too-many"}
MADE_THERE |= {"answer-not-used", "role-not-single", "no-this", "part-alone"}
# In cases/test_lint_mistakes.py: what takes requirements, or a second pack, beside the pack.
MADE_THERE |= {"unknown-requirement", "quote-no-ref", "quote-differs", "asked-twice", "asked-two-ways"}
# In form/test_sources.py and form/test_command.py.
MADE_THERE |= {"form-writer-missing", "form-output-missing", "form-each-register", "form-which-consortium"}
MADE_THERE |= {"form-no-consortium", "form-kinds-differ", "form-period"}
# In assessment/test_register_gaps.py.
MADE_THERE |= {"field-missing"}
# In pack/test_questionnaire.py.
MADE_THERE |= {"asked-two-ways"}
# In intake/: what takes an option, a workbook or very many rows.
MADE_THERE |= {"file-left-out", "nothing-left", "not-a-review", "not-a-result", "prior-other-consortium"}
MADE_THERE |= {"cell-error", "formula-without-value", "register-too-long"}
MADE_THERE |= {"workbook-old", "workbook-other", "workbook-is-text", "workbook-open-now", "workbook-not-xlsx"}
MADE_THERE |= {"workbook-locked", "workbook-broken", "workbook-too-large", "workbook-reader-missing"}
# In intake/test_form.py and measure/test_claims.py.
MADE_THERE |= {"form-newer", "form-blank-consortium", "form-blank-period", "form-facility-unnamed"}
MADE_THERE |= {"form-id-differs", "form-word", "form-key-twice", "form-none-and-some", "form-whole-and-options"}
MADE_THERE |= {"form-merged", "form-until-alone", "form-not-read", "form-more-not-read"}
MADE_THERE |= {"form-sheet-not-read", "form-column-not-read", "form-reviewer-missing", "form-nothing-verified"}
MADE_THERE |= {"form-empty", "form-differs", "form-other-pack"}
MADE_THERE |= {"claimed-inapplicable", "answered-and-inapplicable", "inapplicable-without-reason", "mark-same-file"}
MADE_THERE |= {"form-marked-copy", "form-marked-copy-changed", "form-checked-part"}

# In results/, compare/, ledger/, rank/ and cli/test_results_commands.py: what takes results and a ledger.
MADE_THERE |= set(MENDING_PROBLEMS)
# In papers/, and cli/: what takes a paper and a template.
MADE_THERE |= set(PAPER_PROBLEMS)


def test_every_problem_is_raised_by_some_case() -> None:
    files = [p.read_text("utf-8").splitlines()[1:] for p in BAD.glob("*/*.expected")]
    raised = {
        m[1] for lines in files for line in lines if (m := re.search(r": (?:error|warning|info): ([a-z0-9-]+): ", line))
    }
    raised |= {t[0] for t in TYPED} | {c for c, _ in IN_A_SET} | set(COMMANDS) | MADE_THERE
    raised |= {"several-packs", "engine-missing", "internal-disagreement", "not-covered", "rule-without-when"}
    assert set(CODES) - raised == set()
    assert raised - set(CODES) == set()
