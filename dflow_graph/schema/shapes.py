"""The model read as shapes: which objects and unions there are, and what each field says.

The Structs own the shape; this module only reads them (types by `msgspec.inspect`, the sentence
after each field by `ast`). Schema generation and the specification's tables are made from it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect as mi

from dflow_graph import model
from dflow_graph.model.execution import EnvironmentValue
from dflow_graph.model.signature import SignatureEntry
from dflow_graph.model.storage import ArtifactArgument, ArtifactSource, SaveLocation, SingleSource

__all__ = ["OBJECTS", "UNIONS", "Field", "Shape", "shape_of"]


def _objects() -> dict[str, type[model.Object]]:
    found: dict[str, type[model.Object]] = {}
    for name in model.__all__:
        value = getattr(model, name)
        if (
            isinstance(value, type)
            and issubclass(value, model.Object)
            and value is not model.Object
        ):
            found[name] = value
    return found


OBJECTS: dict[str, type[model.Object]] = _objects()
"""Every object of the format by its name."""

UNIONS: dict[str, Any] = {
    "Template": model.Template,
    "SignatureEntry": SignatureEntry,
    "ArtifactSource": ArtifactSource,
    "ArtifactArgument": ArtifactArgument,
    "SingleSource": SingleSource,
    "SaveLocation": SaveLocation,
    "EnvironmentValue": EnvironmentValue,
    "TaggedValue": model.TaggedValue,
}
"""Every union that has a name, by that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an object. `has_default` is false where an absent field means just absence."""

    name: str
    attribute: str
    type: mi.Type
    required: bool
    description: str
    has_default: bool
    default: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One object: its name, its `kind` where it has one, its description and its fields."""

    name: str
    kind: str | None
    description: str
    fields: tuple[Field, ...]


def _field_docs(cls: type) -> dict[str, str]:
    """The string that stands after each annotated field, of the class and its bases."""
    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__[: cls.__mro__.index(model.Object)]):
        tree = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        assert isinstance(tree, ast.ClassDef)
        previous = ""
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                previous = node.target.id
            elif previous and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                docs[previous] = " ".join(str(node.value.value).split())
                previous = ""
    return docs


def _without_unset(type_: mi.Type) -> mi.Type:
    if isinstance(type_, mi.UnionType):
        kept = tuple(t for t in type_.types if not _is_unset(t))
        return kept[0] if len(kept) == 1 else mi.UnionType(kept)
    return type_


def _is_unset(type_: mi.Type) -> bool:
    return isinstance(type_, mi.CustomType) and type_.cls is msgspec.UnsetType


def _default_of(type_: mi.Type) -> tuple[bool, Any]:
    """Whether an absent field of this type means some value, and which (clause OBJ-4)."""
    if isinstance(type_, mi.Metadata):
        extra = type_.extra_json_schema or {}
        if "default" in extra:
            return True, extra["default"]
        return _default_of(type_.type)
    if isinstance(type_, mi.DictType):
        return True, {}
    if isinstance(type_, mi.ListType):
        return True, []
    return False, None


@cache
def shape_of(cls: type[model.Object]) -> Shape:
    """The shape of an object's Struct."""
    info = mi.type_info(cls)
    assert isinstance(info, mi.StructType)
    docs = _field_docs(cls)
    fields = []
    for field in info.fields:
        type_ = _without_unset(field.type)
        has_default, default = (False, None) if field.required else _default_of(type_)
        fields.append(
            Field(
                name=field.encode_name,
                attribute=field.name,
                type=type_,
                required=field.required,
                description=docs.get(field.name, ""),
                has_default=has_default,
                default=default,
            )
        )
    return Shape(
        name=cls.__name__,
        kind=str(info.tag) if info.tag is not None else None,
        description=" ".join((cls.__doc__ or "").split("\n\n")[0].split()),
        fields=tuple(fields),
    )
