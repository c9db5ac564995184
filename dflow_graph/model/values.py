"""Values that JSON has no form for: the contents of `{"$value": ...}` (clauses VAL-2 to VAL-5)."""

from typing import Annotated, Any, Literal, Union

from msgspec import Meta, field

from dflow_graph.model.base import UNSET, Extensions, Json, Object, Opt

__all__ = [
    "BytesValue",
    "DictValue",
    "FloatValue",
    "IntValue",
    "LiteralValue",
    "OpaqueValue",
    "SetValue",
    "TaggedValue",
    "TupleValue",
]


class LiteralValue(Object, tag_field="kind", tag="literal", frozen=True, kw_only=True):
    """A JSON value taken to the letter: no tag or `$value` in it means anything."""

    value: Json
    """The value."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class OpaqueValue(Object, tag_field="kind", tag="opaque", frozen=True, kw_only=True):
    """A Python object in the form of some codec; no reader decodes it unasked (clause VAL-4)."""

    codec: str
    """Name of the codec: `jsonpickle`, `pickle+base64`, ..."""
    class_: str = field(name="class")
    """Qualified name of the object's class."""
    data: Json
    """What the codec wrote."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class BytesValue(Object, tag_field="kind", tag="bytes", frozen=True, kw_only=True):
    """Bytes."""

    base64: str
    """The bytes in base64 (RFC 4648, section 4), with padding."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class IntValue(Object, tag_field="kind", tag="int", frozen=True, kw_only=True):
    """An integer beyond those that a double holds exactly."""

    decimal: str
    """Its decimal digits, with a leading `-` where negative."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class FloatValue(Object, tag_field="kind", tag="float", frozen=True, kw_only=True):
    """A number that JSON cannot write."""

    name: Literal["nan", "inf", "-inf"]
    """Its name, as Python prints it."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class TupleValue(Object, tag_field="kind", tag="tuple", frozen=True, kw_only=True):
    """A tuple, where no type says so already."""

    items: list[Any]
    """Its items, as values."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class SetValue(Object, tag_field="kind", tag="set", frozen=True, kw_only=True):
    """A set, where no type says so already."""

    items: list[Any]
    """Its items, as values, each once."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class DictValue(Object, tag_field="kind", tag="dict", frozen=True, kw_only=True):
    """A dictionary whose keys are not all strings."""

    items: list[Annotated[list[Any], Meta(min_length=2, max_length=2)]]
    """Pairs of key and value, as values, each key once."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


TaggedValue = Union[
    LiteralValue,
    OpaqueValue,
    BytesValue,
    IntValue,
    FloatValue,
    TupleValue,
    SetValue,
    DictValue,
]
