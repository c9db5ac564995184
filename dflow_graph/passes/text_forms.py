"""The texts that a name can stand for, where its type or its nature says which (VAL-8)."""

from __future__ import annotations

import re

from dflow_graph.index import Node
from dflow_graph.passes.port_types import source_of
from dflow_graph.regex import regex
from dflow_graph.types.nodes import (
    SCALARS,
    Constant,
    LiteralType,
    ScalarType,
    Type,
    UnionType,
    literal_of,
)

__all__ = ["allowed_texts", "may_be_number", "may_be_text", "texts_of_name"]

_PHASES = ("Pending", "Running", "Succeeded", "Skipped", "Failed", "Error", "Omitted")
_STATUS = literal_of(_PHASES)
_WHOLE = regex(r"[-+]?[0-9]+", re.ASCII)
_NUMBER = regex(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_FORMS: dict[Type, re.Pattern[str]] = {SCALARS["int"]: _WHOLE, SCALARS["float"]: _NUMBER}
_TRUTHS = ("true", "false")
# Every port takes `None` (OP-11), and a file may be empty.
_ANYWHERE = ("null", "")
_FACTS = {
    "status": _STATUS,
    "exitCode": SCALARS["int"],
    "retries": SCALARS["int"],
    "duration": SCALARS["float"],
}


def texts_of_name(parts: tuple[str, ...], node: Node) -> Type | None:
    """The type whose text forms are all that a name in a template stands for; None if unknown."""
    match parts:
        case ("steps" | "tasks", _, "status" | "exitCode" as fact):
            return _FACTS[fact]
        case ("workflow", "status"):
            return _STATUS
        case ("retries",):
            return _FACTS["retries"]
        case ("lastRetry", "status" | "exitCode" | "duration" as fact):
            return _FACTS[fact]
    source = source_of(node, parts)
    if source is None:
        return None
    port, call = source
    if port.type is None or (port.is_big and not port.is_both):
        return None
    if call is not None and call.is_looped:
        return None  # the list of what all pieces gave
    return _known(port.type)


def _known(spelled: str) -> Type | None:
    """A type, if its values have few text forms."""
    from dflow_graph.types.grammar import TypeSyntaxError, parse_type

    try:
        type_ = SCALARS[spelled] if spelled in SCALARS else parse_type(spelled)
    except TypeSyntaxError:
        return None
    parts = type_.parts if isinstance(type_, UnionType) else (type_,)
    return type_ if all(_is_narrow(part) for part in parts) else None


def _is_narrow(type_: Type) -> bool:
    if isinstance(type_, ScalarType):
        return type_.name in ("none", "bool", "int", "float")
    return isinstance(type_, LiteralType)


def may_be_text(type_: Type, text: str) -> bool:
    """Whether a text is the text form of a value of a type that `texts_of_name` gives."""
    if text in _ANYWHERE:
        return True
    if isinstance(type_, UnionType):
        return any(may_be_text(part, text) for part in type_.parts)
    if isinstance(type_, LiteralType):
        return text in map(_text, type_.constants)
    if type_ == SCALARS["bool"]:
        return text in _TRUTHS
    form = _FORMS.get(type_)
    return form is not None and form.fullmatch(text) is not None


def may_be_number(type_: Type, number: float) -> bool:
    """Whether a value of a type may be this number where its text stands without quotes."""
    if isinstance(type_, UnionType):
        return any(may_be_number(part, number) for part in type_.parts)
    if isinstance(type_, LiteralType):
        texts = map(_text, type_.constants)
        return any(float(text) == number for text in texts if _NUMBER.fullmatch(text))
    if type_ == SCALARS["int"]:
        return number.is_integer()
    return type_ == SCALARS["float"]


def allowed_texts(type_: Type) -> list[str]:
    """The text forms of a type, where it has but a few."""
    if isinstance(type_, UnionType):
        return [text for part in type_.parts for text in allowed_texts(part)]
    if isinstance(type_, LiteralType):
        return [*map(_text, type_.constants)]
    return [*_TRUTHS] if type_ == SCALARS["bool"] else []


def _text(constant: Constant) -> str:
    if isinstance(constant, str):
        return constant
    if constant is None:
        return "null"
    return str(constant).lower()
