"""Durations of Go as durations of a graph (TIM-1): whole seconds, or a text with units."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dflow_graph.interop.argo.fields import as_text, wrong
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import Place
from dflow_graph.passes.finding import quoted
from dflow_graph.regex import regex

__all__ = ["duration", "seconds_or_duration"]

_PART = regex(r"(\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(h|ms|m|s|us|µs|ns)")
_WHOLE = regex(r"(?:(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:h|ms|m|s|us|µs|ns))+")
_PLAIN = regex(r"(?:[1-9]\d*h)?(?:[1-9]\d*m)?(?:[1-9]\d*s)?")
_SECONDS = {
    "h": Fraction(3600),
    "m": Fraction(60),
    "s": Fraction(1),
    "ms": Fraction(1, 1000),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9),
}


def duration(reading: Reading, value: Any, place: Place) -> Any:
    """A duration of Go, such as `90s` and `1h30m`."""
    written = as_text(value)
    if written is None or isinstance(value, (int, float)):
        return wrong(reading, place, "a duration with a unit must stand here", value)
    if "{{" in written or (written and _PLAIN.fullmatch(written)):
        return written
    if not _WHOLE.fullmatch(written):
        message = f"{quoted(written)} is no duration"
        return reading.fault("DG220", place, message, "Write numbers with units: `90s`, `1h30m`.")
    seconds = sum(Fraction(n) * _SECONDS[unit] for n, unit in _PART.findall(written))
    if seconds.denominator != 1 or not seconds:
        message = f"{quoted(written)} is no whole number of seconds greater than zero"
        return reading.fault("DG220", place, message, "Write whole seconds.")
    return f"{int(seconds)}s"


def seconds_or_duration(reading: Reading, value: Any, place: Place) -> Any:
    """A duration of which a number without a unit is in seconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:  # noqa: PLR2004
        return int(value)
    return duration(reading, value, place)
