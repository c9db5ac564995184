import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph import (
    InputArtifact,
    InputParameter,
    Inputs,
    OutputParameter,
    Outputs,
    ShellOPTemplate,
    Step,
    Steps,
    argo_concat,
    argo_enumerate,
    argo_len,
    argo_range,
    argo_sequence,
    argo_sum,
)
from dflow_graph.authoring.argo_functions import ArgoSequence
from dflow_graph.expr.check import problems
from dflow_graph.model import Sequence
from dflow_graph.python.errors import CallError, GraphError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("{}'\"\\ab\né", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("{}'a"), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def n():
    return Inputs(parameters={"n": InputParameter()}).parameters["n"]


def test_a_range_takes_the_arguments_of_python():
    assert argo_range(4).expr == "toJson(sprig.untilStep(0, 4, 1))"
    assert argo_range(1, 4).expr == "toJson(sprig.untilStep(1, 4, 1))"
    assert argo_range(9, 1, -2).expr == "toJson(sprig.untilStep(9, 1, -2))"


def test_a_parameter_in_a_range_is_made_a_number(n):
    assert argo_range(n).expr == f"toJson(sprig.untilStep(0, sprig.atoi({n.expr}), 1))"


@pytest.mark.parametrize("arguments", [(), (1, 2, 3, 4), ("many",), (1.5,), (True,), ([1],)])
def test_a_range_of_anything_else_is_refused(arguments):
    with pytest.raises(CallError, match="argo_range: wants"):
        argo_range(*arguments)


def test_the_length_of_a_parameter_is_computed(n):
    assert argo_len(n).expr == f"len(sprig.fromJson({n.expr}))"


@pytest.mark.parametrize("items", [["a", "b"], ("a", "b"), {"a": 1, "b": 2}])
def test_the_length_of_known_items_is_a_number(items):
    assert argo_len(items).expr == "2"


def test_the_length_of_an_artifact_of_a_step_is_refused():
    artifact = Inputs(artifacts={"f": InputArtifact()}).artifacts["f"]
    with pytest.raises(CallError, match="give it as an output parameter"):
        argo_len(artifact)


@pytest.mark.parametrize("function", [argo_len, argo_sum, argo_concat, argo_enumerate])
def test_big_3_a_big_input_is_refused(function):
    big = Inputs(parameters={"p": InputParameter(save_as_artifact=True)}).parameters["p"]
    with pytest.raises(CallError, match="is a big parameter"):
        function(big)


def shell_with_big_output():
    big = OutputParameter(value_from_path="/tmp/names", save_as_artifact=True)
    outputs = Outputs(parameters={"names": big})
    return ShellOPTemplate(name="make", image="alpine:3", script="true", outputs=outputs)


@pytest.mark.parametrize("function", [argo_len, argo_sum, argo_concat, argo_enumerate])
def test_big_3_a_big_output_of_a_step_becomes_an_ordinary_one_too(function):
    template = shell_with_big_output()
    step = Step("make", template)
    function(step.outputs.parameters["names"])
    assert template.to_dict()["outputs"]["parameters"]["names"]["save_both"] is True


def test_big_3_so_do_the_outputs_that_it_is_taken_from():
    template = shell_with_big_output()
    make = Step("make", template)
    inner = Steps("inner", outputs=Outputs(parameters={"names": OutputParameter()}))
    inner.add(make)
    inner.outputs.parameters["names"].value_from_parameter = make.outputs.parameters["names"]
    argo_len(Step("inner", inner).outputs.parameters["names"])
    for of in (template, inner):
        assert of.to_dict()["outputs"]["parameters"]["names"]["save_both"] is True


def test_the_length_of_a_concatenation_needs_no_function_of_a_newer_argo(n):
    assert argo_concat(n).expr == f"flatten(sprig.fromJson({n.expr}))"
    assert argo_len(argo_concat(n)).expr == f"sum(map(sprig.fromJson({n.expr}), len(#)))"


def test_a_sum_adds_whole_numbers(n):
    assert argo_sum(n).expr == f"sum(map(sprig.fromJson({n.expr}), int(#)))"


def test_an_enumeration_names_its_lists(n):
    assert argo_enumerate(n).expr == (
        f"toJson(map(sprig.untilStep(0, len(sprig.fromJson({n.expr})), 1), "
        f"{{ {{'order': #, 'value': jsonpath({n.expr}, '$')[#]}} }}))"
    )
    both = argo_enumerate(n, ["x"]).expr
    assert "'value0'" in both
    assert "'value1': jsonpath('[ \"x\" ]', '$')[#]" in both
    assert "'word': " in argo_enumerate(word=n).expr


@pytest.mark.parametrize("lists", [{}, {"order": [1]}, {"a b": [1]}])
def test_an_enumeration_of_unnameable_lists_is_refused(lists):
    with pytest.raises(CallError, match="argo_enumerate"):
        argo_enumerate(**lists)


@given(st.lists(JSON, max_size=3))
def test_expr_7_literal_lists_have_no_two_closing_braces_and_keep_their_values(values):
    """An expression in `{{=…}}` MUST NOT contain `}}`."""
    text = argo_enumerate(values).expr
    assert "}}" not in text
    assert problems(text) == ()
    literal = text.split("jsonpath('", 1)[1].rsplit("', '$')", 1)[0]
    assert json.loads(literal.replace("\\'", "'").replace("\\\\", "\\")) == values


def test_a_sequence_is_the_object_of_the_format(n):
    graph = argo_sequence(n, start=1, format="%03d").to_dict()
    assert graph == {"count": f"{{{{={n.expr}}}}}", "start": 1, "format": "%03d"}
    assert Sequence.from_dict(graph).to_dict() == graph
    assert ArgoSequence.from_graph(graph).to_dict() == graph


def test_a_sequence_has_either_a_count_or_an_end():
    with pytest.raises(CallError, match="either `count` or `end`"):
        argo_sequence(3, end=4)
    with pytest.raises(CallError, match="either `count` or `end`"):
        argo_sequence(start=3)


def test_an_unknown_field_of_a_sequence_is_named():
    with pytest.raises(GraphError, match="count"):
        ArgoSequence.from_graph({"cuont": 3})
