"""Names that a mistyped one may have been meant for.

Must not import anything but the standard library.
"""

from __future__ import annotations

from typing import Iterable

__all__ = ["alternatives", "near_misses", "quoted"]

_LONGEST_QUOTE = 60
_MOST_SHOWN = 5
_FEW = 8


def near_misses(name: object, known: Iterable[str]) -> list[str]:
    """At most five of the known names that are close to a name, best first.

    Letters in capitals, `_` and `-` make no difference to closeness.
    """
    import difflib  # noqa: PLC0415 - only a wrong name pays for it

    if not isinstance(name, str):
        return []
    plain = {_plain(other): other for other in known}
    close = difflib.get_close_matches(_plain(name[:_LONGEST_QUOTE]), plain, _MOST_SHOWN, 0.6)
    return [plain[found] for found in close]


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def alternatives(name: object, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: near-misses, or all names where they are few.

    Begins with `; `, so that it can be put behind any message; empty where nothing helps.
    """
    names = list(known)
    near = near_misses(name, names)
    if near:
        return f"; did you mean {' or '.join(map(quoted, near))}?"
    if not names:
        return "; there are none"
    if len(names) <= _FEW:
        return f"; there are {', '.join(map(quoted, names))}"
    return ""


def quoted(text: object) -> str:
    """Text between backticks on one line, cut where it is long."""
    whole = str(text)
    cut = whole if len(whole) <= _LONGEST_QUOTE else whole[: _LONGEST_QUOTE - 1] + "…"
    return "`" + cut.replace("\n", "\\n") + "`"
