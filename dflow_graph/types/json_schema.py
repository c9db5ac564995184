"""JSON Schemas of types (clause TYP-2).

Must not import anything but the standard library.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.types.nodes import (
    ANY,
    DictType,
    ListType,
    LiteralType,
    ObjectType,
    RepeatedTupleType,
    ScalarType,
    SetType,
    TupleType,
    Type,
    UnionType,
)
from dflow_graph.types.tags import BASE64, DECIMAL, FLOAT_NAMES

__all__ = ["type_schema"]

Schema = dict[str, Any] | bool

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[str, Schema] = {
    "any": True,
    "none": {"type": "null"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "str": {"type": "string"},
    "bytes": False,
}


def type_schema(wanted: Type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a type, self-contained (TYP-2).

    It knows nothing of templates: a text with `{{` is a text. Its size grows with the type's.
    """
    schemas = _Schemas()
    body = schemas.valued(wanted)
    schema: dict[str, Any] = {"$schema": _DIALECT, "title": str(wanted)}
    schema |= body if isinstance(body, dict) else {}
    if schemas.definitions:
        schema["$defs"] = schemas.definitions
    return schema


class _Schemas:
    """Makes schemas; those of types with parts become definitions, each once."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self.names: dict[tuple[Type, bool], str] = {}

    def valued(self, wanted: Type) -> Schema:
        """The schema of a value, which may be tagged."""
        if wanted == ANY:
            return True
        if isinstance(wanted, UnionType):
            return self.plain(wanted, self.valued_part)
        options: list[Schema] = [
            _untagged(self.plain(wanted, self.valued_part)),
            *self.tags(wanted),
        ]
        to_the_letter = self.literal_part(wanted)
        if to_the_letter is not False:
            options.append(_tag("literal", value=to_the_letter))
        options = [option for option in options if option is not False]
        return options[0] if len(options) == 1 else {"anyOf": options}

    def valued_part(self, wanted: Type) -> Schema:
        if wanted == ANY:
            return True
        return self.reference(wanted, in_literal=False)

    def literal_part(self, wanted: Type) -> Schema:
        """The schema of what stands inside of a literal, where nothing is tagged."""
        if isinstance(wanted, (ScalarType, LiteralType, ObjectType)):
            return self.plain(wanted, self.literal_part)
        return self.reference(wanted, in_literal=True)

    def reference(self, wanted: Type, *, in_literal: bool) -> Schema:
        key = (wanted, in_literal)
        name = self.names.get(key)
        if name is None:
            name = f"{'literal' if in_literal else 'type'}-{len(self.names)}"
            self.names[key] = name
            self.definitions[name] = True  # keeps its place
            part = self.literal_part
            made = self.plain(wanted, part) if in_literal else self.valued(wanted)
            title = {"title": str(wanted)}
            self.definitions[name] = {**title, **made} if isinstance(made, dict) else made
        return {"$ref": f"#/$defs/{name}"}

    def plain(self, wanted: Type, part: Any) -> Schema:
        """The schema of the values of a type that have no tag, given that of its parts."""
        if isinstance(wanted, ScalarType):
            return _PLAIN[wanted.name]
        if isinstance(wanted, LiteralType):
            return {"enum": list(wanted.constants)}
        if isinstance(wanted, ObjectType):
            return False
        if isinstance(wanted, DictType):
            # Names are texts to the letter: no tag is replaced in them (VAL-1).
            names = self.literal_part(wanted.key)
            rest = {"additionalProperties": part(wanted.value)}
            return {"type": "object", "propertyNames": names, **rest}
        if isinstance(wanted, (ListType, SetType, TupleType, RepeatedTupleType)):
            return _array(wanted, part)
        return {"anyOf": [part(inner) for inner in wanted.parts]}

    def tags(self, wanted: Type) -> list[Schema]:
        """The schemas of the tagged values of a type, without literals."""
        if isinstance(wanted, ScalarType):
            names = {"int": ("int",), "float": ("float", "int"), "bytes": ("bytes",)}
            return [_SCALAR_TAGS[name] for name in names.get(wanted.name, ())]
        if isinstance(wanted, ObjectType):
            texts = {"codec": {"type": "string"}, "class": {"type": "string"}}
            return [_tag("opaque", **texts, data=True)]
        part = self.valued_part
        if isinstance(wanted, DictType):
            pair = [part(wanted.key), part(wanted.value)]
            pairs = {"type": "array", "prefixItems": pair, "minItems": 2, "items": False}
            return [_tag("dict", items={"type": "array", "items": pairs})]
        if isinstance(wanted, SetType):
            return [_tag("set", items=_array(wanted, part))]
        if isinstance(wanted, (TupleType, RepeatedTupleType)):
            return [_tag("tuple", items=_array(wanted, part))]
        return []


def _array(wanted: ListType | SetType | TupleType | RepeatedTupleType, part: Any) -> Schema:
    if isinstance(wanted, TupleType):
        if not wanted.items:
            return {"type": "array", "maxItems": 0}
        items = [part(item) for item in wanted.items]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "items": False}
    unique = {"uniqueItems": True} if isinstance(wanted, SetType) else {}
    return {"type": "array", "items": part(wanted.item), **unique}


def _tag(kind: str, **fields: Schema) -> dict[str, Any]:
    content = {
        "type": "object",
        "properties": {"kind": {"const": kind}, **fields, "extensions": {"type": "object"}},
        "required": ["kind", *fields],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"$value": content},
        "required": ["$value"],
        "additionalProperties": False,
    }


_SCALAR_TAGS: dict[str, Schema] = {
    "int": _tag("int", decimal={"type": "string", "pattern": DECIMAL}),
    "float": _tag("float", name={"enum": list(FLOAT_NAMES)}),
    "bytes": _tag("bytes", base64={"type": "string", "pattern": BASE64}),
}


def _untagged(schema: Schema) -> Schema:
    """Of objects, only those that are no tagged values (VAL-2)."""
    if isinstance(schema, dict) and schema.get("type") == "object":
        return {**schema, "not": {"required": ["$value"], "maxProperties": 1}}
    return schema
