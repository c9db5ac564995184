"""The text in which a parameter travels between steps (clauses VAL-8, VAL-9, BIG-1).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any, Mapping, NoReturn, Optional

from .conversion import converted
from .errors import MalformedValueError, PortError
from .near import quoted
from .type_check import conforms
from .type_text import type_text
from .values import from_value, to_value

__all__ = ["NO_JSON", "json_of_text", "json_text", "text_form", "value_of_text"]

NO_JSON = object()
"""What `json_of_text` gives where a text is no JSON."""


def json_text(value: Any) -> str:
    """A Python object as the JSON text of its value. Raises `UnserialisableError`."""
    return json.dumps(to_value(value), ensure_ascii=False, allow_nan=False)


def text_form(value: Any, annotation: Any) -> str:
    """A value as the text in which it leaves a port: itself at a `str`, else JSON (VAL-8)."""
    if isinstance(value, str) and type_text(annotation) == "str":
        return value
    return json_text(value)


def json_of_text(text: str) -> Any:
    """The JSON value that a text writes (RFC 8259), or `NO_JSON`."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return NO_JSON


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def value_of_text(
    port: str,
    text: str,
    annotation: Any,
    *,
    allow_opaque: bool = False,
    modules: Optional[Mapping[str, ModuleType]] = None,
) -> Any:
    """The Python object that a text says at a port of some type (VAL-9).

    A port of the type `str` takes the text; any other reads JSON, or takes the text where it is no
    JSON, or other JSON than the type admits, and the type admits the text. Raises `PortError`.
    """
    if type_text(annotation) == "str":
        return text
    data = json_of_text(text)
    if data is NO_JSON:
        if conforms(text, annotation):
            return text
        raise PortError(port, (), type_text(annotation), "a text that is no JSON", quoted(text))
    try:
        found = from_value(data, allow_opaque, modules=modules)
    except MalformedValueError as error:
        raise PortError(port, error.path, type_text(annotation), error.reason) from None
    found = converted(found, annotation)
    if found is not None and not conforms(found, annotation) and conforms(text, annotation):
        return text
    return found
