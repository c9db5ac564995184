"""Makes the JSON Schemas (draft 2020-12) from the shapes of the model.

One schema for each object, each of them self-contained, and one bundle of all. A union is written
as an `enum` on `kind` with an `if`/`then` for each kind, never as `anyOf`, so that an error points
at the culprit. The same model gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import inspect as mi

from dflow_graph.schema.examples import EXAMPLES
from dflow_graph.schema.shapes import OBJECTS, UNIONS, Field, Shape, shape_of

__all__ = ["BUNDLE", "file_name", "object_schema", "union_name", "write_schemas"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BUNDLE = "dflow_graph.schema.json"
Schema = dict[str, Any]

_SCALARS: dict[type[mi.Type], str] = {
    mi.StrType: "string",
    mi.BoolType: "boolean",
    mi.FloatType: "number",
    mi.NoneType: "null",
}


def file_name(name: str) -> str:
    """The file of an object's schema: `PythonOPTemplate` is in `python_op_template.schema.json`."""
    name = name.replace("OPTemplate", "OpTemplate")
    words = re.findall(r"[A-Z]+[0-9]*(?![a-z0-9])|[A-Z][a-z0-9]*", name)
    return "_".join(words).lower() + ".schema.json"


def union_name(type_: mi.UnionType) -> str | None:
    """The name of a union in `UNIONS`, if it has one."""
    members = _member_names(type_)
    for name, union in UNIONS.items():
        known = mi.type_info(union)
        assert isinstance(known, mi.UnionType)
        if _member_names(known) == members:
            return name
    return None


def _member_names(type_: mi.UnionType) -> frozenset[str]:
    return frozenset(
        t.cls.__name__ if isinstance(t, mi.StructType) else type(t).__name__ for t in type_.types
    )


def _schema(type_: mi.Type, *, named: bool = True) -> Schema:
    """The schema of a type; unions that have a name are referred to by it if `named`."""
    if isinstance(type_, mi.Metadata):
        return {**_schema(type_.type, named=named), **(type_.extra_json_schema or {})}
    if isinstance(type_, mi.UnionType):
        name = union_name(type_) if named else None
        return {"$ref": f"#/$defs/{name}"} if name else _union(type_)
    if isinstance(type_, mi.StructType):
        return {"$ref": f"#/$defs/{type_.cls.__name__}"}
    if isinstance(type_, mi.DictType):
        return _with("additionalProperties", {"type": "object"}, _schema(type_.value_type))
    if isinstance(type_, mi.ListType):
        bounds = {"minItems": type_.min_length, "maxItems": type_.max_length}
        array = {"type": "array", **{k: v for k, v in bounds.items() if v is not None}}
        return _with("items", array, _schema(type_.item_type))
    if isinstance(type_, mi.LiteralType):
        return {"enum": sorted(type_.values, key=lambda v: (v is None, str(v)))}
    if isinstance(type_, mi.AnyType):
        return {}
    return _scalar(type_)


def _with(keyword: str, schema: Schema, content: Schema) -> Schema:
    return {**schema, keyword: content} if content else schema


def _scalar(type_: mi.Type) -> Schema:
    if isinstance(type_, (mi.IntType, mi.FloatType)):
        schema: Schema = {"type": "integer" if isinstance(type_, mi.IntType) else "number"}
        if type_.ge is not None:
            schema["minimum"] = type_.ge
        if type_.le is not None:
            schema["maximum"] = type_.le
        return schema
    return {"type": _SCALARS[type(type_)]}


def _union(type_: mi.UnionType) -> Schema:
    """A union as one flat schema; its parts speak of different JSON types, or of `kind`."""
    result: Schema = {"type": []}
    structs: list[mi.StructType] = []
    for member in type_.types:
        if isinstance(member, mi.StructType):
            structs.append(member)
            continue
        part = _schema(member)
        result["type"].append(part.pop("type"))
        result.update(part)
    if structs:
        result["type"].append("object")
        result.update(_tagged(structs))
    if len(result["type"]) == 1:
        result["type"] = result["type"][0]
    else:
        result["type"].sort()
    return result


def _tagged(structs: list[mi.StructType]) -> Schema:
    """The discriminated part of a union: `kind` says which schema holds."""
    return {
        "required": ["kind"],
        "properties": {"kind": {"enum": [s.tag for s in structs]}},
        "allOf": [
            {
                "if": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {"kind": {"const": s.tag}},
                },
                "then": {"$ref": f"#/$defs/{s.cls.__name__}"},
            }
            for s in structs
        ],
    }


def _field(field: Field) -> Schema:
    schema = _schema(field.type)
    schema["description"] = field.description
    if field.has_default:
        schema["default"] = field.default
    return schema


def _definition(shape: Shape) -> Schema:
    properties: Schema = {}
    required = []
    if shape.kind is not None:
        properties["kind"] = {"const": shape.kind, "description": "What the object is."}
        required.append("kind")
    for field in shape.fields:
        properties[field.name] = _field(field)
        if field.required:
            required.append(field.name)
    return {
        "title": shape.name,
        "description": shape.description,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "examples": EXAMPLES[shape.name],
    }


def _all_definitions() -> dict[str, Schema]:
    result = {name: _definition(shape_of(cls)) for name, cls in OBJECTS.items()}
    for name, union in UNIONS.items():
        result[name] = {"title": name, **_schema(mi.type_info(union), named=False)}
    return result


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "examples":
                continue
            if key == "$ref":
                yield str(value).removeprefix("#/$defs/")
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _references(item)


def _reachable(name: str, definitions: dict[str, Schema]) -> list[str]:
    found = {name}
    waiting = [name]
    while waiting:
        for other in _references(definitions[waiting.pop()]):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return sorted(found)


def object_schema(name: str, definitions: dict[str, Schema] | None = None) -> Schema:
    """The self-contained schema of one object, by the name of its Struct."""
    definitions = definitions or _all_definitions()
    return {
        "$schema": DIALECT,
        "$id": f"urn:dflow-graph:schema:v1:{file_name(name).removesuffix('.schema.json')}",
        "title": name,
        "$ref": f"#/$defs/{name}",
        "$defs": {other: definitions[other] for other in _reachable(name, definitions)},
    }


def _bundle(definitions: dict[str, Schema]) -> Schema:
    return {
        "$schema": DIALECT,
        "$id": "urn:dflow-graph:schema:v1",
        "title": "dflow-graph 1.0",
        "description": "A graph of the dflow-graph format; spec.md says what it means.",
        "$ref": "#/$defs/Workflow",
        "$defs": dict(sorted(definitions.items())),
    }


def schema_texts() -> dict[str, str]:
    """File name to text, for every schema file and the bundle."""
    definitions = _all_definitions()
    schemas = {file_name(name): object_schema(name, definitions) for name in (*OBJECTS, *UNIONS)}
    schemas[BUNDLE] = _bundle(definitions)
    return {
        name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in sorted(schemas.items())
    }


def write_schemas(folder: Path) -> list[str]:
    """Writes every schema file into a folder and removes those that no object has any more."""
    texts = schema_texts()
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.schema.json"):
        if stale.name not in texts:
            stale.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


if __name__ == "__main__":
    for written in write_schemas(Path(__file__).parents[2] / "schemas" / "v1"):
        print(written)
