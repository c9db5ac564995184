"""Settings of all tests: in CI the property tests take the same examples each time."""

from __future__ import annotations

import os

from hypothesis import settings

# A change is judged by what it changes; new examples are looked for on the developers' machines.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
