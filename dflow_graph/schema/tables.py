"""Fills the field tables of spec.md from the model, between their markers.

`python -m dflow_graph.schema.tables` rewrites spec.md; a test holds that it is current.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from msgspec import inspect as mi

from dflow_graph.model.base import MAX_SAFE_INTEGER
from dflow_graph.schema.generate import file_name, union_name
from dflow_graph.schema.shapes import OBJECTS, Field, Shape, shape_of

__all__ = ["fill", "table"]

_MARKED = re.compile(r"(<!-- fields: (\w+) -->\n).*?(<!-- /fields -->)", re.DOTALL)


def fill(text: str) -> str:
    """The specification's text with every field table made anew."""
    return _MARKED.sub(lambda m: m[1] + table(shape_of(OBJECTS[m[2]])) + m[3], text)


def table(shape: Shape) -> str:
    """One object's fields as a Markdown table, below its description."""
    lines = [
        shape.description,
        "",
        f"Schema: [`{file_name(shape.name)}`](schemas/v1/{file_name(shape.name)}).",
        "",
        "| field | type | default | meaning | Argo |",
        "|---|---|---|---|---|",
    ]
    if shape.kind is not None:
        lines.append(f"| `kind` | `{json.dumps(shape.kind)}` | required | What the object is. | |")
    lines += [_row(field) for field in shape.fields]
    return "\n".join(lines) + "\n"


def _row(field: Field) -> str:
    meaning, _, argo = field.description.partition(" Argo:")
    if field.required:
        default = "required"
    elif field.has_default:
        default = f"`{json.dumps(field.default, ensure_ascii=False)}`"
    else:
        default = "none"
    cells = (f"`{field.name}`", _type(field.type), default, meaning, argo.strip().rstrip("."))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(type_: mi.Type) -> str:
    """A type as the specification writes it."""
    if isinstance(type_, mi.Metadata):
        return _type(type_.type)
    if isinstance(type_, mi.UnionType):
        name = union_name(type_)
        return name or " or ".join(_type(t) for t in type_.types)
    if isinstance(type_, mi.StructType):
        return f"[{type_.cls.__name__}](#{type_.cls.__name__.lower()})"
    if isinstance(type_, mi.DictType):
        inner = type_.value_type
        return "object" if isinstance(inner, mi.AnyType) else f"map of {_type(inner)}"
    if isinstance(type_, mi.ListType):
        return f"list of {_type(type_.item_type)}"
    if isinstance(type_, mi.LiteralType):
        return ", ".join(f"`{json.dumps(v)}`" for v in sorted(type_.values, key=str))
    return _scalar(type_)


def _scalar(type_: mi.Type) -> str:
    if isinstance(type_, (mi.IntType, mi.FloatType)):
        noun = "integer" if isinstance(type_, mi.IntType) else "number"
        low, high = type_.ge, type_.le
        if high is not None and abs(high) == MAX_SAFE_INTEGER:
            return noun if low == -high else f"{noun} ≥ {low}"
        return noun if low is None else f"{noun} {low} to {high}"
    names = {mi.StrType: "text", mi.BoolType: "true or false", mi.NoneType: "null"}
    return names.get(type(type_), "value")


if __name__ == "__main__":
    _SPEC = Path(__file__).parents[2] / "spec.md"
    _SPEC.write_text(fill(_SPEC.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
