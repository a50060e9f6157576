"""Takes pytest's options, gives every test its settings: how many random examples, and which."""

import os

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
