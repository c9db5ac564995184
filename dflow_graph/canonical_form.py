"""The canonical form of a graph and its digest (clauses CAN-1 to CAN-3).

Two texts of one meaning have one canonical form: members equal to their defaults are left out, as
is what has no effect on meaning, and the rest is written by RFC 8785.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import rfc8785

from dflow_graph.model import UNSET, Object, Workflow
from dflow_graph.schema.store import bundle

__all__ = ["canonical", "digest", "meaning"]

# CAN-1
_WITHOUT_EFFECT = frozenset({"$schema", "annotations", "extensions"})


@cache
def _fields(name: str, without_effect: bool) -> tuple[tuple[str, str, bool, Any], ...]:
    """(attribute, member name, has a default, default) of the fields that count, by object."""
    import dflow_graph.model as model  # noqa: PLC0415, PLR0402

    cls: type[Object] = getattr(model, name)
    properties = bundle()["$defs"][name]["properties"]
    pairs = zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True)
    return tuple(
        (attribute, member, "default" in properties[member], properties[member].get("default"))
        for attribute, member in pairs
        if without_effect or member not in _WITHOUT_EFFECT
    )


def meaning(part: Any, *, without_effect: bool = False) -> Any:
    """Plain data of what counts in a part of a model; also what does not, `without_effect`.

    Members that equal their defaults are left out either way.
    """
    if isinstance(part, Object):
        result: dict[str, Any] = {}
        config = part.__struct_config__
        if config.tag is not None and config.tag_field is not None:
            result[config.tag_field] = config.tag
        for attribute, member, has_default, default in _fields(type(part).__name__, without_effect):
            value = getattr(part, attribute)
            if value is UNSET:
                continue
            value = meaning(value, without_effect=without_effect)
            if not (has_default and value == default and type(value) is type(default)):
                result[member] = value
        return result
    if isinstance(part, dict):
        return {key: meaning(v, without_effect=without_effect) for key, v in part.items()}
    if isinstance(part, list):
        return [meaning(value, without_effect=without_effect) for value in part]
    return part


def canonical(workflow: Workflow) -> bytes:
    """The canonical form: UTF-8 text without a newline at its end."""
    return rfc8785.dumps(meaning(workflow))


def digest(workflow: Workflow) -> str:
    """`sha256:` and the hexadecimal digest of the canonical form."""
    return "sha256:" + hashlib.sha256(canonical(workflow)).hexdigest()
