"""Functions that are OPs: their signatures, and what a call of one does."""

import pickle
from pathlib import Path
from typing import Any, NamedTuple, Optional, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.python import OP, Artifact, BigParameter, Parameter, context_hook
from dflow_graph.python.errors import CallError, PortError, SignatureError, UnsupportedError
from dflow_graph.python.function_ops import get_sign_from_func
from dflow_graph.python.op import type2opiosign


class Typed(TypedDict):
    x: int
    y: "list[str]"


class Named(NamedTuple):
    x: int
    y: str = ""


@pytest.mark.parametrize(
    ("result", "outputs"),
    [
        (None, {}),
        (type(None), {}),
        (int, {"dflow_output": int}),
        (dict[str, int], {"dflow_output": dict[str, int]}),
        (Optional[int], {"dflow_output": Optional[int]}),
        (tuple[int, str], {"dflow_output_0": int, "dflow_output_1": str}),
        (tuple[int, ...], {"dflow_output": tuple[int, ...]}),
        ({"a": int, "b": str}, {"a": int, "b": str}),
        (Typed, {"x": int, "y": list[str]}),
        (Named, {"x": int, "y": str}),
    ],
)
def test_a_result_type_becomes_outputs(result, outputs):
    # OP-9
    assert dict(type2opiosign(result)[0]) == outputs


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (int, 3),
        (tuple[int, str], (1, "a")),
        (Named, Named(1, "a")),
        (Typed, {"x": 1, "y": []}),
        ({"a": int}, {"a": 1}),
        (None, None),
    ],
)
def test_outputs_become_the_result_again(kind, result):
    _, to_outputs, from_outputs = type2opiosign(kind)
    assert from_outputs(to_outputs(result)) == result


@given(st.lists(st.sampled_from([int, str, list[int], Any]), min_size=1, max_size=5), st.data())
def test_the_parts_of_any_tuple_come_back(types, data):
    sign, to_outputs, from_outputs = type2opiosign(tuple[tuple(types)])
    result = tuple(data.draw(st.integers()) for _ in types)
    assert list(sign.values()) == types
    assert from_outputs(to_outputs(result)) == result


@OP.function
def add(x: int, y: int = 2, *, names: "tuple[str, ...]" = ()) -> {"sum": int}:
    return {"sum": x + y}


@OP.function(image="python:3.8", retry_on_transient_error=2)
def split(text: str, conf: Artifact(Path) = None, rows: BigParameter(list[int]) = None) -> Named:
    return Named(len(text), text)


def test_the_parameters_of_a_function_are_inputs_with_their_defaults():
    inputs = add.get_input_sign()
    assert inputs["x"] is int
    assert (inputs["y"].type, inputs["y"].default) == (int, 2)
    assert isinstance(inputs["names"], Parameter)
    inputs = split.get_input_sign()
    assert inputs["conf"].optional
    assert inputs["rows"].default is None
    assert dict(split.get_output_sign()) == {"x": int, "y": str}


def test_a_shared_annotation_is_not_changed_by_a_default():
    shared = Artifact(Path)

    def func(a: shared = None, b: shared = None): ...

    assert get_sign_from_func(func).inputs["a"].optional
    assert not shared.optional


def test_an_annotation_may_name_what_the_function_around_it_has():
    def make():
        local = list[int]

        def func(a: "local"):
            return local

        return func

    assert get_sign_from_func(make()).inputs["a"] == list[int]


def test_a_call_outside_of_a_context_runs_the_function():
    assert add(1) == {"sum": 3}
    assert add(1, y=5) == {"sum": 6}
    assert add.use(key="k")(1) == {"sum": 3}
    assert split("abc") == {"x": 3, "y": "abc"}


@pytest.mark.parametrize(
    ("args", "kwargs", "fault"),
    [
        ((1, 2, [], 3), {}, "takes 3 arguments, 4 were given"),
        ((1,), {"x": 2}, "got two values for the argument `x`"),
        ((1,), {"nmaes": []}, "did you mean `names`?"),
    ],
)
def test_a_wrong_call_of_a_function_op_names_the_argument(args, kwargs, fault):
    with pytest.raises(CallError, match=fault):
        add(*args, **kwargs)


def test_a_value_of_a_wrong_type_names_the_port():
    with pytest.raises(PortError, match="port `x`: expected int, found str"):
        add("1")


@pytest.mark.parametrize(
    ("kind", "result", "fault"),
    [
        (tuple[int, int], (1, 2, 3), "returned 3 values, not 2"),
        (tuple[int, int], 1, "returned int, not 2 values"),
        ({"a": int}, [1], "returned list, not its outputs by name"),
    ],
)
def test_a_result_that_is_not_as_declared_is_an_error(kind, result, fault):
    with pytest.raises(CallError, match=fault):
        type2opiosign(kind)[1](result)


def test_a_signature_that_cannot_be_is_an_error_that_names_the_parameter():
    def stars(*xs: int): ...
    def unknown(x: "NoSuchName"): ...  # noqa: F821 - it is the point
    def artifact(f: Artifact(Path) = "a"): ...

    for func, port in ((stars, "xs"), (unknown, "x"), (artifact, "f")):
        with pytest.raises(SignatureError) as caught:
            OP.function(func)
        assert caught.value.port == port


def test_where_nothing_can_be_authored_a_superfunction_says_so_when_it_is_called(monkeypatch):
    monkeypatch.setattr(context_hook, "_registered", [])
    monkeypatch.setattr(context_hook, "_AUTHORING", "no_such_package.context_syntax")

    @OP.superfunction
    def whole(x: int) -> int:
        return x

    with pytest.raises(UnsupportedError, match="the superfunction whole cannot be called"):
        whole(1)


def test_a_function_op_is_pickled_by_its_name():
    assert pickle.loads(pickle.dumps(add))(2) == {"sum": 4}
    used = pickle.loads(pickle.dumps(add.use(key="k")))
    assert used.task_kwargs == {"key": "k"}


def test_the_graph_of_a_function_op_has_the_source_of_the_function():
    graph = split.convert_to_graph()
    assert graph["name"] == "split"
    assert '@OP.function(image="python:3.8"' in graph["source"]
    assert "class Named(NamedTuple)" in graph["source"]
    assert "def add" not in graph["source"]
    again = OP.from_graph(graph, allow_source=True)
    assert again.convert_to_graph() == graph
    assert again("ab") == {"x": 2, "y": "ab"}
