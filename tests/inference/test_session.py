"""Guards of a session and its facts: what the library does without it, and that with it nothing happens.

What ends, hangs or corrupts a process is shown in one of its own. A guard is taken away by replacing the one
function or number that is it.
"""

import json
import os
import sys
from types import ModuleType
from typing import Any

import pytest

from gongti.engine.inference import (
    NetworkFault,
    Rule,
    Verdict,
    World,
    decide,
    durable_available,
    durable_missing,
    network,
    session,
)
from gongti.engine.inference.limits import Pattern
from gongti.engine.inference.session import Ids, Ruleset, Session
from inference.bare import (
    BARE,
    GUARDED,
    crashes,
    finding,
    needs_durable,
    needs_perturbing,
    printed,
    program,
    ran,
    unmet,
)

# -- Reaching the library ----------------------------------------------------------------------------------------------


def test_the_library_is_imported_only_to_decide_by_it() -> None:
    code = """
import sys
print(*sorted(m for m in sys.modules if m.startswith("durable")))
p = compile_program([Rule("r", (A,), (), Verdict("veto", 1))], 2)
print(decide(p, HOLDS, "direct"), *sorted(m for m in sys.modules if m.startswith("durable")))
"""
    assert "durable" not in printed(GUARDED + code)


def test_without_the_library_the_direct_evaluator_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable", None)
    assert not durable_available()
    assert "durable" in (durable_missing() or "")
    compiled = program(Rule("r", (unmet("a"),), (), Verdict("veto", 1)))
    outcome, evaluators = decide(compiled, World((finding("a"),), 0), "direct")
    assert (outcome.grade, evaluators) == (1, ("direct",))
    with pytest.raises(ImportError):
        decide(compiled, World((), 0), "both")


@pytest.mark.skipif(not hasattr(sys, "setdlopenflags"), reason="no dlopen flags on this platform")
def test_the_library_is_bound_lazily_and_the_flags_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    flags: list[int] = []
    before = sys.getdlopenflags()

    def found(name: str) -> ModuleType:
        flags.append(sys.getdlopenflags())
        if name != "durable":
            raise ImportError(name)
        return ModuleType(name)

    monkeypatch.setattr(session.importlib, "import_module", found)
    assert durable_missing() == "durable_rules_engine"
    assert flags[-1] & os.RTLD_LAZY
    assert not flags[-1] & os.RTLD_NOW
    assert sys.getdlopenflags() == before


@needs_durable
def test_no_dlopen_flags_are_needed_where_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "RTLD_LAZY", raising=False)
    assert durable_available()


@pytest.mark.skipif(sys.version_info < (3, 13), reason="the symbol is there before 3.13")
@needs_durable
def test_bound_at_once_it_cannot_be_imported() -> None:
    done = ran("import durable_rules_engine")
    assert done is not None
    assert "undefined symbol" in done.stderr


# -- Threads, sessions, interruptions ----------------------------------------------------------------------------------


@needs_durable
def test_no_thread_is_started() -> None:
    bare = "import threading, durable.engine; durable.engine.Host(); print(threading.active_count() > 1)"
    assert printed(BARE + bare) == "True"
    code = 'import threading\ndecided([Rule("r", (A,), (), Verdict("veto", 1))])\nprint(threading.active_count())'
    assert printed(GUARDED + code) == "1"


@needs_durable
def test_sessions_that_clash_share_their_facts(clash: tuple[str, str]) -> None:
    code = f"""
handle = made({{"r": {{"all": [{{"m": {{"kind": "a"}}}}]}}}})
library.assert_fact(handle, json.dumps({{"id": "1", "sid": "{clash[0]}", "kind": "a"}}))
print(library.get_facts(handle, "{clash[1]}"))
"""
    assert json.loads(printed(BARE + code))[0]["sid"] == clash[0]
    assert session.SID == "1"  # one for all worlds, so that there is none to clash with


@needs_durable
def test_nothing_of_one_world_is_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with program(Rule("r", (unmet("a"), unmet("b")), (), Verdict("veto", 1))) as compiled:
        for facts in [(finding("a"),), (finding("b"),), (finding("a"), finding("b"))]:
            assert len(decide(compiled, World(facts, 0), "both")[0].vetoes) == len(facts) - 1
        monkeypatch.setattr(Session, "_close", lambda _: session.LOCK.release())
        decide(compiled, World((finding("a"),), 0), "both")
        with pytest.raises(NetworkFault):
            decide(compiled, World((finding("b"),), 0), "both")


@needs_durable
@needs_perturbing
def test_the_sentinel_fires_before_a_session_is_deleted() -> None:
    code = """
for _ in range(3):
    print(decided([Rule("r", (A, Condition.of("check", id="c", holds="yes")), (), Verdict("note"))]).notes)
"""
    assert printed(GUARDED + code) == "()\n()\n()"
    unguarded = """
class Silent(Session):
    def _start(self):
        fact = json.dumps({"id": "0", "sid": session.SID, "kind": "other"})
        self._state, self._opened = self._library.assert_fact(self._handle, fact)[1], True
        return "", ""
    def __enter__(self):
        session.LOCK.acquire()
        self._start()
        return self
import json
with Silent(Ruleset({})):
    pass
"""
    assert crashes(GUARDED + unguarded)


INTERRUPTED = """
class Interrupted:
    def __init__(self, library):
        self.library, self.pressed = library, False
    def __getattr__(self, name):
        if name == WHERE and not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt
        return getattr(self.library, name)

p = compile_program([Rule("r", (A,), (), Verdict("veto", 1))], 2)
real, session.load_library = session.load_library, lambda: Interrupted(real())
{unguarded}
network = p.network
for ruleset in network._rulesets:
    ruleset.library.pressed = False
try:
    decide(p, HOLDS, "both")
except KeyboardInterrupt:
    print("interrupted", decide(p, HOLDS, "both")[0].grade)
"""


@needs_durable
@pytest.mark.parametrize(
    "where", ["assert_fact", "start_action_for_state", "complete_and_start_action", "assert_facts", "get_facts"]
)
def test_an_interruption_anywhere_is_passed_on_and_leaves_nothing(where: str) -> None:
    code = f"WHERE = {where!r}\n" + INTERRUPTED.format(unguarded="")
    assert printed(GUARDED + code) == "interrupted 1"


@needs_durable
@needs_perturbing
def test_an_interruption_while_opening_crashes_where_the_opening_is_not_made_up_for() -> None:
    unguarded = "Session._close = lambda s: (s._library.delete_state(s._handle, session.SID), session.LOCK.release())"
    assert crashes(GUARDED + "WHERE = 'start_action_for_state'\n" + INTERRUPTED.format(unguarded=unguarded))


@needs_durable
def test_the_librarys_own_actions_swallow_what_is_raised() -> None:
    code = """
from durable import engine

class Host(engine.Host):
    def _run(self): pass

def action(c): raise KeyboardInterrupt
host = Host({"r": {"rule": {"all": [{"m": {"kind": "a"}}], "run": action}}})
host.assert_fact("r", {"kind": "a"})
print("went on")
"""
    assert printed(BARE + code) == "went on"


@needs_durable
def test_an_exception_between_two_firings_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [Rule(f"r{i}", (unmet("a"),), (), Verdict("note")) for i in range(3)]
    with program(*rules) as compiled:
        with monkeypatch.context() as broken:
            broken.setattr(network._Run, "_fire", lambda *_: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                decide(compiled, World((finding("a"),), 0), "both")
        assert len(decide(compiled, World((finding("a"),), 0), "both")[0].notes) == 3


# -- Facts -------------------------------------------------------------------------------------------------------------


@needs_durable
def test_a_fact_that_no_rule_asks_about_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def send() -> None:
        with Session(Ruleset({})) as opened:
            opened.send([{"kind": "other"}])
            opened.check_held()

    send()
    never = (Pattern((("kind", "never"),)),)
    monkeypatch.setattr(session, "COMMON", (session.COMMON[0], never))
    with pytest.raises(NetworkFault, match="not taken"):
        send()


@needs_durable
def test_two_facts_whose_ids_clash_are_one(clash: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ["0", *clash]
    monkeypatch.setattr(session, "IDS", ids)
    with Session(Ruleset({})) as opened, pytest.raises(NetworkFault, match="taken for another"):
        opened.send([{"kind": "a"}, {"kind": "b"}])


def test_ids_that_clash_are_not_given(clash: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def given() -> tuple[str, str]:
        ids = Ids()
        ids._next = int(clash[0])
        first = ids[0]
        ids._next = int(clash[1])
        return first, ids[1]

    assert given() == (clash[0], str(int(clash[1]) + 1))
    monkeypatch.setattr(session, "fnv1a", lambda text: text)
    assert given() == clash


def test_the_sessions_own_id_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "fnv1a", {"sid-1": 7, "0": 1, "1": 7, "2": 2}.__getitem__)
    ids = Ids()
    assert (ids[0], ids[1]) == ("0", "2")


@needs_durable
@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("no kind", {"v": "1"}),
        ("an id", {"kind": "a", "id": "1"}),
        ("a session", {"kind": "a", "sid": "2"}),
        ("a float", {"kind": "a", "v": 1e-05}),
        ("a truth", {"kind": "a", "v": True}),
        ("nothing", {"kind": "a", "v": None}),
        ("a list", {"kind": "a", "v": ["1"]}),
        ("a large number", {"kind": "a", "v": 1 << 62}),
        ("a long text", {"kind": "a", "v": "x" * 4_000}),
        ("a long text in bytes", {"kind": "a", "v": "长" * 1_400}),
        ("a NUL", {"kind": "a", "v": "x\0"}),
        ("a Chinese name", {"kind": "a", "名": "x"}),
        ("an operator", {"kind": "a", "$s": "x"}),
    ],
)
def test_unfit_facts_are_refused(name: str, row: dict[str, Any]) -> None:
    with Session(Ruleset({})) as opened:
        opened.send([{"kind": "a", "v": "x" * 3_999, "w": (1 << 62) - 1}])
        with pytest.raises(NetworkFault):
            opened.send([row])
        opened.check_held()


@needs_durable
@pytest.mark.parametrize(
    ("held", "sent", "wrong"),
    [("1", "True", "1"), ("'x' * 66_000 + '1'", "'x' * 66_000 + '2'", "1"), (str(2**63), str(2**63 + 1), "1")],
    ids=["a truth is one", "long texts are equal", "large numbers are equal"],
)
def test_what_unfit_facts_would_do(held: str, sent: str, wrong: str) -> None:
    code = f"""
handle = made({{"r": {{"all": [{{"m": {{"$and": [{{"kind": "a"}}, {{"v": {held}}}]}}}}]}}}})
print(fired(handle, sent(handle, id="1", kind="a", v={sent})[1]))
"""
    assert printed(BARE + code) == wrong


@needs_durable
def test_an_empty_batch_is_not_sent() -> None:
    with Session(Ruleset({})) as opened:
        opened.send([])
        opened.check_held()
    bare = """
handle = made({"r": {"all": [{"m": {"kind": "a"}}]}})
library.start_action_for_state(handle, library.assert_facts(handle, "[]")[1])
"""
    done = ran(BARE + bare)
    assert done is not None
    assert done.returncode != 0


@needs_durable
@pytest.mark.parametrize("held", ['[{"id": "0"}]', "[]", '[{"id": "0"}, {"id": "1"}, {"id": "2"}]'])
def test_facts_lost_or_invented_are_noticed(held: str) -> None:
    class Forgetful:
        def __getattr__(self, name: str) -> Any:
            return getattr(session.load_library(), name)

        def get_facts(self, handle: int, sid: str) -> str:
            return held

    ruleset = Ruleset({})
    ruleset.library = Forgetful()
    with Session(ruleset) as opened:
        opened.send([{"kind": "a"}])
        with pytest.raises(NetworkFault, match="2 facts were sent"):
            opened.check_held()
