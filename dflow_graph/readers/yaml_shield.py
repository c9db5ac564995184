r"""Guards a text against what parsers of YAML 1.1 do to characters that JSON allows.

They fold U+0085, U+2028 and U+2029 as line breaks, skip U+FEFF, refuse U+007F and its like even in
quotes, and refuse or split pairs of `\uXXXX` escapes. Each such character, and the backslash of
each such escape, gives way to a character that the text does not have; offsets stay the same. Must
not import yaml, nor anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

__all__ = ["UNPRINTABLE", "Shield"]

# What YAML 1.2 allows in quotes only.
UNPRINTABLE = re.compile(r"[\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")

_MISREAD = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_HALF_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?=u[dD][89a-fA-F][0-9a-fA-F]{2})")
_NUMBERED_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))


class Shield:
    """A text that a YAML parser reads without loss, and the way back for its scalars."""

    __slots__ = ("_backslash", "_halves", "_originals", "text")

    def __init__(self, text: str) -> None:
        self._originals: dict[str, str] = {}
        self._backslash = ""
        has_halves = _HALF_ESCAPE.search(text) is not None
        misread = sorted(set(_MISREAD.findall(text)))
        if has_halves or misread:
            unused = _unused(text)
            for character, substitute in zip(misread, unused, strict=False):
                self._originals[substitute] = character
                text = text.replace(character, substitute)
            self._backslash = next(unused, "") if has_halves else ""
        if self._backslash:
            text = _HALF_ESCAPE.sub(rf"\1{self._backslash}", text)
            self._halves = re.compile(f"{self._backslash}u([0-9a-fA-F]{{4}})")
        self.text = text

    def restore(self, value: str, *, in_double_quotes: bool) -> str:
        """What a scalar of the parsed text says in the original one; lone halves are kept."""
        if self._backslash and self._backslash in value:
            if in_double_quotes:
                value = self._halves.sub(lambda match: chr(int(match[1], 16)), value)
                value = value.encode("utf-16-le", "surrogatepass").decode(
                    "utf-16-le", "surrogatepass"
                )
            value = value.replace(self._backslash, "\\")
        for substitute, character in self._originals.items():
            value = value.replace(substitute, character)
        return value


def _unused(text: str) -> Iterator[str]:
    """Characters that stand neither in the text nor behind one of its escapes."""
    used = set(map(ord, set(text)))
    used.update(int(four or eight, 16) for four, eight in _NUMBERED_ESCAPE.findall(text))
    return (chr(code) for code in chain(*_PRIVATE_USE) if code not in used)
