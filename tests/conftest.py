"""Takes pytest's options, gives every test its settings: how many random examples, and which; and prints figures."""

import os
from typing import Any

from hypothesis import settings

# A property that wants more or fewer examples than its neighbours scales the profile, so that both profiles hold:
# `@settings(max_examples=20 * settings.default.max_examples)`.
settings.register_profile("quick", max_examples=100, deadline=None, derandomize=True, print_blob=True)

# New examples at every run, except in CI, where a run must mean the same for everyone who repeats it.
settings.register_profile(
    "long",
    max_examples=int(os.environ.get("GONGTI_EXAMPLES", "1000")),
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.load_profile("quick")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the tests measured of hostile files, as a table at the end of the run."""
    reports = [report for group in ("passed", "failed") for report in terminalreporter.stats.get(group, ())]
    rows = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == "hostile"]
    if not rows:
        return
    terminalreporter.write_sep("-", "hostile files: gongti assess")
    terminalreporter.write_line(
        f"{'s':>6} {'cpu s':>6} {'MB':>5}  status  points         first problem              what"
    )
    for name, status, code, points, clock, seconds, megabytes in sorted(rows, key=lambda row: -row[5]):
        figures = f"{clock:6.2f} {seconds:6.2f} {megabytes:5.0f}  {status:>6}"
        terminalreporter.write_line(f"{figures}  {points:13}  {code:25}  {name}")
    worst = max(row[5] for row in rows), max(row[6] for row in rows)
    terminalreporter.write_line(f"{len(rows)} files; at most {worst[0]:.2f} s of the processor, {worst[1]:.0f} MB")
