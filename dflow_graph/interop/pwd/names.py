"""Names that the format and Kubernetes take, made of names of Python and of files."""

from __future__ import annotations

import os
from collections.abc import Container

from dflow_graph.regex import regex

__all__ = ["RESULT", "fresh", "identifier", "object_name"]

RESULT = "dflow_output"
"""The output that is a function's whole result (clause OP-9)."""

_ODD = regex(r"[^a-z0-9]+")
_NO_PORT = regex(r"[^A-Za-z0-9_-]+")
_LONGEST = 60


def object_name(text: str) -> str:
    """A name for a workflow, template or task: lower-case letters, digits and hyphens."""
    stem = os.path.basename(text).partition(".")[0]
    name = _ODD.sub("-", stem.lower()).strip("-")[:_LONGEST].rstrip("-")
    return name if name[:1].isalpha() else f"w-{name}".rstrip("-")


def identifier(text: str) -> str:
    """A name for a port."""
    return _NO_PORT.sub("_", text) or "value"


def fresh(name: str, taken: Container[str], hyphen: str) -> str:
    """The name, or the name with the first number that makes it new."""
    if name not in taken:
        return name
    number = 2
    while f"{name}{hyphen}{number}" in taken:
        number += 1
    return f"{name}{hyphen}{number}"
