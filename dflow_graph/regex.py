"""Regular expressions that are compiled when they are first used: most runs need few of them.

Imports the standard library alone.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["regex"]


class _Pattern:
    """Each method becomes, at its first use, as fast as that of the compiled expression itself."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self._text, self._flags)
        found = self.__dict__[name] = getattr(self._compiled, name)
        return found


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` makes, made later; a text that is no expression raises at its first use."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
