"""Types and JSON values for property tests, such as Python can hold."""

from hypothesis import strategies as st

_SCALARS = st.sampled_from(
    [
        *("any", "none", "bool", "int", "float", "str", "bytes", "object[a.B]", "tuple[()]"),
        *("literal['a', 1, true]", "literal[none, 0]", "set[int]", "set[int | str]"),
        *("set[tuple[int, ...]]", "set[none | bool]"),
    ]
)
_KEYS = st.sampled_from(["str", "any", "int", "literal['a']", "str | int", "tuple[int, ...]"])


def _larger(types):
    return st.one_of(
        types.map("list[{}]".format),
        types.map("tuple[{}, ...]".format),
        st.tuples(_KEYS, types).map("dict[{0[0]}, {0[1]}]".format),
        st.lists(types, min_size=1, max_size=3).map(lambda items: f"tuple[{', '.join(items)}]"),
        st.lists(types, min_size=2, max_size=3).map(" | ".join),
    )


TYPES = st.recursive(_SCALARS, _larger, max_leaves=6)
"""Texts of types (TYP-1); sets have items that Python can compare."""

_PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([0.0, 1.0, 0.5, -1.5]),
    st.sampled_from(["a", "b", ""]),
)


def _tag(kind, **fields):
    return st.fixed_dictionaries(
        {"$value": st.fixed_dictionaries({"kind": st.just(kind), **fields})}
    )


_TAGGED = st.one_of(
    _tag("bytes", base64=st.just("YQ==")),
    _tag("int", decimal=st.just("12")),
    _tag("float", name=st.sampled_from(["inf", "nan"])),
    _tag("opaque", codec=st.just("c"), **{"class": st.just("a.B")}, data=st.none()),
    _tag("literal", value=_PLAIN),
)


def _nested(values):
    return st.one_of(
        st.lists(values, max_size=3),
        st.dictionaries(st.sampled_from("ab"), values, max_size=2),
        _tag("tuple", items=st.lists(values, max_size=3)),
        _tag("set", items=st.lists(values, max_size=2)),
        _tag("dict", items=st.lists(st.tuples(values, values).map(list), max_size=2)),
    )


VALUES = st.recursive(st.one_of(_PLAIN, _TAGGED), _nested, max_leaves=6)
"""JSON values, tagged ones among them, without templates."""
