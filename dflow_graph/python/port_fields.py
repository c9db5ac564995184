"""How the fields of ports are written: types, references, expressions, packing.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Optional

from .errors import CallError
from .expressions import Port, expression_text, tag_text
from .graph_object import Field, text
from .type_text import artifact_type_text, type_text

__all__ = [
    "archive_of",
    "artifact_reference",
    "artifact_type",
    "expression_field",
    "parameter_reference",
    "value_type",
]


def value_type(annotation: Any) -> str:
    """The type of a parameter; a text is one already."""
    return annotation if isinstance(annotation, str) else type_text(annotation)


def artifact_type(annotation: Any) -> str:
    """The type of an artifact; a text is one already."""
    return annotation if isinstance(annotation, str) else artifact_type_text(annotation)


def parameter_reference(value: Any) -> str:
    """A reference to a parameter."""
    if getattr(value, "IS_ARTIFACT", False):
        raise TypeError(f"must be a parameter, and {value!r} is an artifact")
    return tag_text(value) if isinstance(value, Port) else text(value)


def artifact_reference(value: Any) -> str:
    """A reference to an artifact."""
    if isinstance(value, Port) and not getattr(value, "IS_ARTIFACT", False):
        raise TypeError(f"must be an artifact, and {value!r} is a parameter")
    return str(value) if isinstance(value, Port) else text(value)


def expression_without_braces(value: Any) -> str:
    """An expression without braces (clause EXPR-1)."""
    written = expression_text(value)
    if not isinstance(value, str) and not hasattr(value, "expr"):
        raise TypeError(f"must be an expression, not {type(value).__name__}")
    return written


def expression_field(name: str) -> Field:
    """A field for an expression without braces."""
    return Field(name, expression_without_braces)


def archive_of(archive: Optional[str]) -> Optional[str]:
    """How files are packed; `default` is `tar` (clause ART-5). Raises `CallError`."""
    if archive == "default":
        return "tar"
    if archive not in (None, "tar", "zip"):
        known = ["tar", "zip"]
        raise CallError("archive", f"it cannot be {archive!r}", str(archive), known)
    return archive
