"""The suites by name."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.suites import Settings
from benchmarks.suites.bad import bad
from benchmarks.suites.cold import cold
from benchmarks.suites.emit import emit
from benchmarks.suites.folder import folder
from benchmarks.suites.growth import growth
from benchmarks.suites.validate import memory, validate
from benchmarks.tables import Results

__all__ = ["SUITES"]

SUITES: dict[str, Callable[[Settings], Results]] = {
    "validate": validate,
    "memory": memory,
    "emit": emit,
    "cold": cold,
    "bad": bad,
    "folder": folder,
    "growth": growth,
}
"""In the order in which `all` runs them."""
