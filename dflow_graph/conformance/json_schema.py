"""Whether a value is valid for a JSON Schema: as much of draft 2020-12 as schemas of types need.

The suite judges the schema that an implementation makes of a type by what it accepts, so that any
spelling of it will do. A keyword that is not known here is an error and never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dflow_graph.conformance.judging import same_json

__all__ = ["KEYWORDS", "SchemaError", "accepts"]

_SILENT = frozenset(
    (
        *("$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples"),
        *("format", "contentEncoding", "deprecated", "readOnly", "writeOnly"),
    )
)
_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda v: v is None,
    "boolean": lambda v: isinstance(v, bool),
    "string": lambda v: isinstance(v, str),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "integer": lambda v: (
        not isinstance(v, bool)
        and (isinstance(v, int) or (isinstance(v, float) and v.is_integer()))
    ),
}


class SchemaError(ValueError):
    """A schema that cannot be judged: it is none, or has a keyword that is not known here."""


def accepts(schema: Any, value: Any) -> bool:
    """Whether `value` is valid for `schema`. Raises `SchemaError`."""
    try:
        return _Validator(schema).accepts(schema, value)
    except (LookupError, TypeError, AttributeError, re.error, RecursionError) as error:
        raise SchemaError(f"what it gave is no JSON Schema: {error}") from None


class _Validator:
    """A schema, in which `$ref` leads to places of it."""

    def __init__(self, root: Any) -> None:
        self._root = root

    def accepts(self, schema: Any, value: Any) -> bool:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            raise SchemaError(f"{schema!r} is no JSON Schema")
        unknown = [key for key in schema if key not in KEYWORDS and key not in _SILENT]
        if unknown:
            raise SchemaError(f"the suite does not know the keyword {unknown[0]!r} of JSON Schema")
        checks = (_CHECKS[key] for key in schema if key in _CHECKS)
        return all(check(self, schema, value) for check in checks)

    def target(self, reference: Any) -> Any:
        """What a reference into the schema itself leads to."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise SchemaError(f"the suite follows no `$ref` to {reference!r}")
        found = self._root
        for part in reference[1:].split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found


_Check = Callable[[_Validator, dict[str, Any], Any], bool]


def _type(_: _Validator, schema: dict[str, Any], value: Any) -> bool:
    wanted = schema["type"]
    names = wanted if isinstance(wanted, list) else [wanted]
    return any(_TYPES[name](value) for name in names)


def _items(of: _Validator, schema: dict[str, Any], value: Any) -> bool:
    if not isinstance(value, list):
        return True
    rest = value[len(schema.get("prefixItems", ())) :]
    return all(of.accepts(schema["items"], item) for item in rest)


def _prefix_items(of: _Validator, schema: dict[str, Any], value: Any) -> bool:
    if not isinstance(value, list):
        return True
    return all(map(of.accepts, schema["prefixItems"], value))


def _unique_items(_: _Validator, schema: dict[str, Any], value: Any) -> bool:
    if not schema["uniqueItems"] or not isinstance(value, list):
        return True
    return not any(same_json(a, b) for i, a in enumerate(value) for b in value[:i])


def _properties(of: _Validator, schema: dict[str, Any], value: Any) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema["properties"]
    return all(of.accepts(known[key], item) for key, item in value.items() if key in known)


def _additional(of: _Validator, schema: dict[str, Any], value: Any) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    rest = (item for key, item in value.items() if key not in known)
    return all(of.accepts(schema["additionalProperties"], item) for item in rest)


def _bound(keyword: str, kind: type, holds: Callable[[Any, Any], bool]) -> _Check:
    def check(_: _Validator, schema: dict[str, Any], value: Any) -> bool:
        return not isinstance(value, kind) or holds(value, schema[keyword])

    return check


def _if(of: _Validator, schema: dict[str, Any], value: Any) -> bool:
    branch = "then" if of.accepts(schema["if"], value) else "else"
    return of.accepts(schema.get(branch, True), value)


_CHECKS: dict[str, _Check] = {
    "type": _type,
    "const": lambda _, s, v: same_json(s["const"], v),
    "enum": lambda _, s, v: any(same_json(item, v) for item in s["enum"]),
    "items": _items,
    "prefixItems": _prefix_items,
    "uniqueItems": _unique_items,
    "minItems": _bound("minItems", list, lambda v, n: len(v) >= n),
    "maxItems": _bound("maxItems", list, lambda v, n: len(v) <= n),
    "minLength": _bound("minLength", str, lambda v, n: len(v) >= n),
    "maxLength": _bound("maxLength", str, lambda v, n: len(v) <= n),
    "pattern": _bound("pattern", str, lambda v, p: re.search(p, v) is not None),
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _bound("required", dict, lambda v, names: all(name in v for name in names)),
    "minProperties": _bound("minProperties", dict, lambda v, n: len(v) >= n),
    "maxProperties": _bound("maxProperties", dict, lambda v, n: len(v) <= n),
    "propertyNames": lambda of, s, v: (
        not isinstance(v, dict) or all(of.accepts(s["propertyNames"], key) for key in v)
    ),
    "allOf": lambda of, s, v: all(of.accepts(part, v) for part in s["allOf"]),
    "anyOf": lambda of, s, v: any(of.accepts(part, v) for part in s["anyOf"]),
    "oneOf": lambda of, s, v: sum(of.accepts(part, v) for part in s["oneOf"]) == 1,
    "not": lambda of, s, v: not of.accepts(s["not"], v),
    "if": _if,
    "$ref": lambda of, s, v: of.accepts(of.target(s["$ref"]), v),
}
KEYWORDS = frozenset((*_CHECKS, "then", "else"))
