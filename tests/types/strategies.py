"""Hypothesis strategies for types, for values of a type, and for values that are nearly of one."""

from __future__ import annotations

import base64
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dflow_graph.types.nodes import (
    ANY,
    SCALARS,
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
    literal_of,
    union_of,
)
from dflow_graph.types.problems import equality_key, is_tag

law = settings(deadline=None, suppress_health_check=list(HealthCheck))

PLAIN_TEXTS = st.one_of(
    st.sampled_from(["", "a", "1", "true", "None", "'", '"', "\\", "\n\r\t\x7f\u2028", "$value"]),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=4),
).filter(lambda text: "{{" not in text)
TEXTS = st.one_of(PLAIN_TEXTS, st.sampled_from(["{{x}}", "a {{=1}}", "{{"]))
CONSTANTS = st.one_of(TEXTS, st.integers(-3, 3), st.booleans(), st.none())
CLASSES = st.sampled_from(["a.A", "b.B", "Größe", "p._q.R"])
SMALL = st.one_of(st.integers(-3, 3), st.sampled_from([0.0, 1.0, 2.0, 1.5, -0.0, 1e300]))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), SMALL, PLAIN_TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(PLAIN_TEXTS, inner)),
    max_leaves=6,
)


def types(*, with_any: bool = True) -> st.SearchStrategy[Type]:
    leaves = [scalar for scalar in SCALARS.values() if with_any or scalar != ANY]
    return st.recursive(
        st.one_of(
            st.sampled_from(leaves),
            st.lists(CONSTANTS, min_size=1, max_size=3).map(literal_of),
            st.builds(ObjectType, CLASSES),
        ),
        lambda inner: st.one_of(
            st.builds(ListType, inner),
            st.builds(SetType, inner),
            st.builds(DictType, st.one_of(st.just(SCALARS["str"]), inner), inner),
            st.builds(TupleType, st.lists(inner, max_size=3).map(tuple)),
            st.builds(RepeatedTupleType, inner),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: union_of(*parts)),
        ),
        max_leaves=6,
    )


def tag(kind: str, **fields: Any) -> dict[str, Any]:
    return {"$value": {"kind": kind, **fields}}


BYTES = st.binary(max_size=5).map(lambda data: tag("bytes", base64=base64.b64encode(data).decode()))
INTS = st.integers(-(2**70), 2**70).map(lambda number: tag("int", decimal=str(number)))
FLOATS = st.sampled_from(["nan", "inf", "-inf"]).map(lambda name: tag("float", name=name))
OPAQUE = JSON.map(lambda data: tag("opaque", codec="jsonpickle", **{"class": "a.A"}, data=data))


def values(wanted: Type) -> st.SearchStrategy[Any]:
    """Values of a type, tagged ones among them, without templates."""
    literal = _in_literal(wanted).map(lambda value: tag("literal", value=value))
    return st.one_of(_values(wanted), literal)


def _values(wanted: Type) -> st.SearchStrategy[Any]:
    if isinstance(wanted, ScalarType):
        tagged = {"int": INTS, "float": st.one_of(INTS, FLOATS), "bytes": BYTES}
        plain = _plain_scalars(wanted.name).filter(lambda value: not is_tag(value))
        return st.one_of(plain, tagged.get(wanted.name, st.nothing()))
    if isinstance(wanted, LiteralType):
        fixed = [c for c in wanted.constants if not (isinstance(c, str) and "{{" in c)]
        return st.sampled_from(fixed) if fixed else st.nothing()
    if isinstance(wanted, ObjectType):
        return OPAQUE
    if isinstance(wanted, UnionType):
        return st.one_of(*map(values, wanted.parts))
    if isinstance(wanted, DictType):
        objects = _objects(_names(wanted.key), values(wanted.value))
        pair = st.tuples(values(wanted.key), values(wanted.value)).map(list)
        pairs = _lists(pair).map(lambda items: tag("dict", items=items))
        return st.one_of(objects.filter(lambda value: not is_tag(value)), pairs)
    items = _arrays(wanted, values)
    if isinstance(wanted, ListType):
        return items
    kind = "set" if isinstance(wanted, SetType) else "tuple"
    return st.one_of(items, items.map(lambda inner: tag(kind, items=inner)))


def _in_literal(wanted: Type) -> st.SearchStrategy[Any]:
    """Values of a type where nothing is tagged."""
    if isinstance(wanted, ScalarType):
        return TEXTS if wanted.name == "str" else _plain_scalars(wanted.name)
    if isinstance(wanted, LiteralType):
        return st.sampled_from(wanted.constants)
    if isinstance(wanted, ObjectType):
        return st.nothing()
    if isinstance(wanted, UnionType):
        return st.one_of(*map(_in_literal, wanted.parts))
    if isinstance(wanted, DictType):
        return _objects(_names(wanted.key), _in_literal(wanted.value))
    return _arrays(wanted, _in_literal)


def _plain_scalars(name: str) -> st.SearchStrategy[Any]:
    return {
        "any": JSON,
        "none": st.none(),
        "bool": st.booleans(),
        "int": st.one_of(st.integers(-3, 3), st.sampled_from([1.0, -0.0, 1e300])),
        "float": SMALL,
        "str": PLAIN_TEXTS,
        "bytes": st.nothing(),
    }[name]


def _names(key: Type) -> st.SearchStrategy[str]:
    parts = key.parts if isinstance(key, UnionType) else (key,)
    found: list[st.SearchStrategy[str]] = [st.nothing()]
    for part in parts:
        if part in (ANY, SCALARS["str"]):
            found.append(TEXTS)
        elif isinstance(part, LiteralType):
            texts = [c for c in part.constants if isinstance(c, str)]
            found += [st.sampled_from(texts)] if texts else []
    return st.one_of(*found)


def _arrays(wanted: Type, inner: Any) -> st.SearchStrategy[list[Any]]:
    if isinstance(wanted, TupleType):
        return st.tuples(*map(inner, wanted.items)).map(list)
    return _lists(inner(wanted.item), unique=isinstance(wanted, SetType))


def _lists(item: st.SearchStrategy[Any], *, unique: bool = False) -> st.SearchStrategy[list[Any]]:
    if item.is_empty:
        return st.just([])
    return st.lists(item, max_size=3, unique_by=equality_key if unique else None)


def _objects(
    names: st.SearchStrategy[str], inner: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    if names.is_empty or inner.is_empty:
        return st.just({})
    return st.dictionaries(names, inner, max_size=3)


_ODD = st.one_of(
    JSON,
    BYTES,
    INTS,
    OPAQUE,
    st.builds(
        lambda kind, content: {"$value": {"kind": kind, **content}},
        st.sampled_from(["literal", "set", "tuple", "dict", "int", "float", "bytes", "x", 1]),
        st.dictionaries(
            st.sampled_from(["items", "value", "decimal", "name", "base64", "extensions", "x"]),
            st.one_of(
                JSON, st.just([[1, 2]]), st.sampled_from(["nan", "-0", "1\n", "AB==", "AA=="])
            ),
            max_size=3,
        ),
    ),
    st.builds(lambda content: {"$value": content}, JSON),
)


@st.composite
def nearly(draw: st.DrawFn, whole: st.SearchStrategy[Any]) -> Any:
    """A value with some part of it replaced."""
    value = draw(whole)
    if draw(st.integers(0, 4)) == 0:
        return draw(_ODD)
    if isinstance(value, list) and value:
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], draw(nearly(st.just(value[index]))), *value[index + 1 :]]
    if isinstance(value, dict) and value:
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(nearly(st.just(value[name])))}
    return value


def without_templates(value: Any) -> bool:
    """Whether no text of a value holds `{{`, but for names and the inside of literals."""
    if isinstance(value, str):
        return "{{" not in value
    content = value["$value"] if is_tag(value) else None
    if isinstance(content, dict) and content.get("kind") in ("literal", "opaque"):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(map(without_templates, inner))
