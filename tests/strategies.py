"""Hypothesis strategies for plain data of every object, made from the shapes of the model."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect as mi

from dflow_graph.model.base import MAX_SAFE_INTEGER
from dflow_graph.schema.shapes import OBJECTS, shape_of

TEXTS = st.one_of(
    st.sampled_from(
        ["", "main", "{{item}}", "{{steps.a.outputs.parameters.x}}", "yes", "1e3", "~"]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)
NAMES = st.one_of(st.sampled_from(["a", "b", "x-1", "kind", "y"]), st.text("abc-_.~/", max_size=4))
INTEGERS = st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, FLOATS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=5,
)


def _of(type_: mi.Type, depth: int) -> st.SearchStrategy[Any]:
    if isinstance(type_, mi.Metadata):
        return _of(type_.type, depth)
    if isinstance(type_, mi.UnionType):
        return st.one_of([_of(t, depth) for t in type_.types])
    if isinstance(type_, mi.StructType):
        return st.deferred(lambda: objects(type_.cls.__name__, depth - 1))
    if isinstance(type_, mi.DictType):
        return st.dictionaries(NAMES, _of(type_.value_type, depth), max_size=max(0, min(2, depth)))
    if isinstance(type_, mi.ListType):
        if type_.min_length is not None:
            low, high = type_.min_length, type_.max_length
        else:
            low, high = 0, max(0, min(2, depth))
        return st.lists(_of(type_.item_type, depth), min_size=low, max_size=high)
    if isinstance(type_, mi.LiteralType):
        return st.sampled_from(sorted(type_.values, key=str))
    if isinstance(type_, mi.IntType):
        low = -MAX_SAFE_INTEGER if type_.ge is None else type_.ge
        return st.integers(low, MAX_SAFE_INTEGER if type_.le is None else type_.le)
    if isinstance(type_, mi.FloatType):
        return st.floats(type_.ge, type_.le, allow_nan=False, allow_infinity=False)
    simple = {
        mi.StrType: TEXTS,
        mi.BoolType: st.booleans(),
        mi.NoneType: st.none(),
        mi.AnyType: JSON,
    }
    return simple[type(type_)]


@cache
def objects(name: str, depth: int = 4) -> st.SearchStrategy[dict[str, Any]]:
    """Plain data of the object of this name, sound in shape; deeper objects are sparser."""
    shape = shape_of(OBJECTS[name])
    required = {f.name: _of(f.type, depth) for f in shape.fields if f.required}
    if name == "Workflow":
        required["dflow_graph"] = st.just("1.0")
    if shape.kind is not None:
        required["kind"] = st.just(shape.kind)
    optional = {f.name: _of(f.type, depth) for f in shape.fields if not f.required}

    @st.composite
    def build(draw: st.DrawFn) -> dict[str, Any]:
        chosen = draw(st.lists(st.sampled_from(sorted(optional)), max_size=3)) if optional else []
        if depth <= 0:
            chosen = []
        wanted = {**required, **{key: optional[key] for key in chosen}}
        return {key: draw(strategy) for key, strategy in wanted.items()}

    return build()


def workflows() -> st.SearchStrategy[dict[str, Any]]:
    """Plain data of whole graphs, sound in shape."""
    return objects("Workflow")
