"""The written-out table of value fields equals what the Structs say."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import inspect as mi

from dflow_graph.model import Workflow
from dflow_graph.model.limits import MAX_VALUE_DEPTH, VALUE_FIELDS, deep_values, values_are_plain
from dflow_graph.schema.shapes import OBJECTS, shape_of

OUTSIDE = {
    "LiteralValue", "OpaqueValue", "BytesValue", "IntValue", "FloatValue", "TupleValue", "SetValue",
    "DictValue",
}  # fmt: skip


def holds(type_: mi.Type, wanted: type[mi.Type]) -> bool:
    if isinstance(type_, wanted):
        return True
    if isinstance(type_, mi.Metadata):
        return holds(type_.type, wanted)
    if isinstance(type_, mi.UnionType):
        return any(holds(t, wanted) for t in type_.types)
    if isinstance(type_, mi.DictType):
        return holds(type_.value_type, wanted)
    if isinstance(type_, mi.ListType):
        return holds(type_.item_type, wanted)
    return False


@pytest.mark.parametrize("name", sorted(set(OBJECTS) - OUTSIDE))
def test_table_of_value_fields_is_that_of_the_struct(name: str) -> None:
    values, objects = VALUE_FIELDS[name]
    fields = shape_of(OBJECTS[name]).fields
    assert set(values) == {f.attribute for f in fields if holds(f.type, mi.AnyType)}
    assert set(objects) == {
        f.attribute
        for f in fields
        if holds(f.type, mi.StructType) and not holds(f.type, mi.AnyType)
    }


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def graph(parameters: dict[str, Any]) -> Workflow:
    return Workflow.from_dict(
        {
            "dflow_graph": "1.0",
            "name": "a",
            "entrypoint": "m",
            "templates": {
                "m": {
                    "kind": "Steps",
                    "steps": [[{"name": "s", "template": "t", "parameters": parameters}]],
                }
            },
        }
    )


def test_lim4_accepts_values_of_the_greatest_depth() -> None:
    deepest = graph({"p": nested(MAX_VALUE_DEPTH - 1)})
    assert values_are_plain(deepest)
    assert not list(deep_values(deepest))


def test_lim4_names_the_first_list_that_is_too_deep() -> None:
    too_deep = graph({"p": nested(MAX_VALUE_DEPTH)})
    assert not values_are_plain(too_deep)
    (path,) = deep_values(too_deep)
    assert path[:7] == ("templates", "m", "steps", 0, 0, "parameters", "p")
    assert len(path) == 6 + MAX_VALUE_DEPTH


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**70])
def test_num2_is_not_plain_beyond_the_safe_integers(value: int) -> None:
    assert not values_are_plain(graph({"p": {"q": [value]}}))
    assert values_are_plain(graph({"p": {"q": [2**53 - 1]}}))
    assert not values_are_plain(graph({"p": value}))
    assert values_are_plain(graph({"p": 2**53 - 1}))


def test_lim4_holds_in_a_location_that_a_step_gives() -> None:
    artifact = {"kind": "s3", "key": "a", "extensions": {"x": nested(MAX_VALUE_DEPTH + 1)}}
    step = {"name": "s", "template": "m", "artifacts": {"f": artifact}}
    templates = {"m": {"kind": "Steps", "steps": [[step]]}}
    document = {"dflow_graph": "1.0", "name": "n", "entrypoint": "m", "templates": templates}
    assert not values_are_plain(Workflow.from_dict(document))
