"""The stretches of a text in which a key may stand: without white space, quotes or brackets.

Imports the standard library alone. A long text has few stretches that are as long as a key, so that
no more than those are looked at for each of its forms.
"""

from __future__ import annotations

__all__ = ["IN_A_RUN", "SHORTEST_RUN", "long_runs"]

SHORTEST_RUN = 15
"""Characters of the shortest key of a known form: `xoxb-` and ten more."""
IN_A_RUN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%+/=:?&"
"""What the forms of keys are made of, and nothing else."""

_INSIDE, _OUTSIDE = b"x", b" "
_MARKS = bytes(_INSIDE[0] if chr(code) in IN_A_RUN else _OUTSIDE[0] for code in range(256))
_LONG = _INSIDE * SHORTEST_RUN


def long_runs(text: str) -> str:
    """Every run of `IN_A_RUN` that has `SHORTEST_RUN` characters or more, one a line."""
    data = text.encode("utf-8", "surrogatepass")
    marks = data.translate(_MARKS)
    runs = []
    start = marks.find(_LONG)
    while start >= 0:
        end = marks.find(_OUTSIDE, start)
        if end < 0:
            end = len(marks)
        runs.append(data[start:end])
        start = marks.find(_LONG, end)
    return b"\n".join(runs).decode("ascii")
