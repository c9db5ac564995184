"""JSON in the texts of a graph, as the pods read it (VAL-8).

Imports the standard library and msgspec alone.
"""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["value_of"]


def value_of(text: str, *, is_strict: bool = False) -> Any:
    """The value of a JSON text; NaN and infinities are none where it `is_strict`.

    Raises `ValueError` for what is none, and `RecursionError` for what is too deep.
    """
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        # It alone knows half characters, numbers beyond all floats and NaN; it takes a millisecond
        # to import.
        import json

        return json.loads(text, parse_constant=_refuse if is_strict else None)


def _refuse(name: str) -> None:
    raise ValueError(name)
