"""Durations of the format as whole seconds (clause TIM-1)."""

from __future__ import annotations

from dflow_graph.regex import regex

__all__ = ["seconds_of"]

_PART = regex(r"(\d+)([dhms])")
_WHOLE = regex(r"(?:\d+[dhms])+")
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def seconds_of(duration: int | str) -> int | None:
    """The seconds of a duration; None where it has tags, or fractions of a second."""
    if isinstance(duration, int):
        return duration
    if duration.isdecimal():
        return int(duration)
    if _WHOLE.fullmatch(duration) is None:
        return None
    return sum(int(found[1]) * _SECONDS[found[2]] for found in _PART.finditer(duration))
