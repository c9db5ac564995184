"""Regular expressions that are compiled when they are first used: most runs need few of them.

Imports the standard library alone.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["regex"]


class _Pattern:
    """Becomes, at the first use of a method, as fast as the compiled expression itself."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._text, self._flags)
        self.__dict__.update(
            (method, getattr(compiled, method)) for method in dir(compiled) if method[0] != "_"
        )
        return getattr(compiled, name)


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` makes, made later; a text that is no expression raises at its first use."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
