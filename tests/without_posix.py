"""Takes a command line, gives what Gongti does with it on a machine as Windows is to Python.

Modules that only POSIX has cannot be imported, functions that only POSIX has are not there, and durable-rules, which
has no wheel for Windows, is absent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WITHOUT_POSIX = """
import os, signal, sys

for name in ("curses", "fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty",
             "durable", "durable.engine", "durable.lang", "durable_rules_engine"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "getpgid", "getuid", "geteuid", "killpg", "posix_spawn", "register_at_fork", "setpgid",
             "setsid", "wait3", "wait4", *(name for name in dir(os) if name.startswith("RTLD_"))):
    vars(os).pop(name, None)
on_windows = {"SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM", "SIG_DFL", "SIG_IGN"}
for name in dir(signal):
    posix_signal = name.startswith(("SIG", "ITIMER")) and name.isupper() and name not in on_windows
    if posix_signal or name in ("alarm", "getitimer", "pause", "pthread_kill", "pthread_sigmask", "setitimer",
                                "siginterrupt", "sigpending", "sigtimedwait", "sigwait", "sigwaitinfo"):
        vars(signal).pop(name, None)
for name in ("getdlopenflags", "setdlopenflags"):
    vars(sys).pop(name, None)

import runpy
runpy.run_module("gongti", run_name="__main__", alter_sys=True)
"""


def gongti_without_posix(*words: str | Path, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``gongti WORDS`` there; ``path`` is searched for modules before anything else."""
    environment = {**os.environ, "PYTHONUTF8": "1"} | ({"PYTHONPATH": str(path)} if path is not None else {})
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
    )
