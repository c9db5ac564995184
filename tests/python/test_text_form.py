"""Parameters travel as text (clauses VAL-8, VAL-9, BIG-1, SLC-24)."""

import json
from pathlib import Path
from typing import Any, Literal, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.python.errors import PortError, SliceError
from dflow_graph.python.opio import BigParameter, Parameter
from dflow_graph.python.text_form import text_form, value_of_text
from dflow_graph.python.utils import handle_input_parameter, handle_output_parameter
from dflow_graph.python.values import Opaque

ROUND = [
    (str, "12"),
    (str, "{{x}}"),
    (int, 12),
    (Optional[str], "a"),
    (Optional[int], None),
    (tuple[int, str], (1, "a")),
    (set[int], {1, 2}),
    (bytes, b"\x00"),
    (float, float("inf")),
    (list[tuple[int, int]], [(1, 2)]),
    (Any, {"a": {1: 2}}),
    (dict, {"$value": 1}),
]


@pytest.mark.parametrize(("annotation", "value"), ROUND, ids=str)
def test_a_value_arrives_as_it_left(annotation, value):
    assert value_of_text("p", text_form(value, annotation), annotation) == value


@given(st.text())
def test_a_text_arrives_letter_by_letter(text):
    assert value_of_text("p", text_form(text, str), str) == text


@pytest.mark.parametrize(
    ("text", "annotation", "value"),
    [
        ("words", Any, "words"),
        ("12", Any, 12),
        ("12", Optional[str], "12"),
        ("a", Literal["a", "b"], "a"),
        ("NaN", Any, "NaN"),
        ("[1, 2]", tuple[int, int], (1, 2)),
        ("2.0", int, 2),
        ("null", int, None),
        ("[" * 100_000, Any, "[" * 100_000),
    ],
)
def test_a_port_takes_text_as_its_type_admits(text, annotation, value):
    assert value_of_text("p", text, annotation) == value


def test_letters_of_any_language_are_written_as_they_are():
    assert text_form(["é"], list) == '["é"]'


def test_a_list_of_lists_is_no_stack_of_slices():
    assert handle_input_parameter("p", "[[5], [{}]]", list) == [[5], [{}]]


def test_text_that_is_no_json_is_refused_by_a_port_that_wants_json():
    with pytest.raises(PortError) as caught:
        value_of_text("p", "twelve", int)
    assert str(caught.value) == "port `p`: expected int, found a text that is no JSON: `twelve`"


def test_a_malformed_tag_is_refused_with_the_port():
    with pytest.raises(PortError, match="port `p` at"):
        value_of_text("p", '{"a": {"$value": {"kind": "bytes", "base64": 1}}}', dict)


def test_an_opaque_value_is_decoded_only_where_the_caller_says_so(tmp_path):
    (tmp_path / "inputs/parameters").mkdir(parents=True)
    text = text_form(Path("a"), Path)
    assert isinstance(handle_input_parameter("p", text, Path), Opaque)
    assert handle_input_parameter("p", text, Path, allow_opaque=True) == Path("a")


@pytest.mark.parametrize("value", ["text", 5, {"a": (1, 2)}])
def test_a_big_parameter_is_json_in_a_file_also_where_it_is_text(tmp_path, value):
    handle_output_parameter("p", value, BigParameter(Any), data_root=str(tmp_path))
    (tmp_path / "inputs").mkdir()
    (tmp_path / "outputs/parameters").rename(tmp_path / "inputs/parameters")
    assert (tmp_path / "inputs/parameters/p").read_text()[:1] in '"5{'
    assert handle_input_parameter("p", "", BigParameter(Any), data_root=str(tmp_path)) == value


def _stacked(tmp_path, pieces, sign=Parameter(int)):  # noqa: B008 - never changed
    texts = []
    for index, value in pieces:
        handle_output_parameter("p", value, sign, index, str(tmp_path))
        texts.append((tmp_path / "outputs/parameters/p").read_text())
    return texts


def test_slices_are_stacked_by_their_index_whatever_the_order(tmp_path):
    texts = _stacked(tmp_path, [(10, 3), (2, 2), (1, 1)])
    assert handle_input_parameter("p", json.dumps(texts), list[int]) == [1, 2, 3]
    assert handle_input_parameter("p", json.dumps(list(map(json.loads, texts))), list[int]) == [
        1,
        2,
        3,
    ]


def test_a_stacked_list_can_be_cut_again(tmp_path):
    texts = _stacked(tmp_path, [(1, 20), (0, 10)])
    assert handle_input_parameter("p", json.dumps(texts), int, 1) == 20


def test_lists_of_an_inner_loop_stay_lists_in_the_outer_one(tmp_path):
    inner = [
        json.dumps(_stacked(tmp_path, [(1, 20), (0, 10)])),
        json.dumps(_stacked(tmp_path, [(0, 30)])),
    ]
    assert handle_input_parameter("p", json.dumps(inner), list[list[int]]) == [[10, 20], [30]]


def test_a_text_that_speaks_of_slices_is_still_a_text():
    assert handle_input_parameter("p", "the dflow_list_item", str) == "the dflow_list_item"


def test_values_of_stacked_pieces_have_the_type_of_the_port(tmp_path):
    texts = _stacked(tmp_path, [(0, (1, 2))], Parameter(tuple[int, int]))
    assert handle_input_parameter("p", json.dumps(texts), list[tuple[int, int]]) == [(1, 2)]


@pytest.mark.parametrize(
    ("text", "slices", "error", "message"),
    [
        (
            "[1, 2]",
            5,
            SliceError,
            "input parameter `p`: the slice `5` leads to nothing: there are 2",
        ),
        ("5", 0, PortError, "expected a list, since the input is sliced, found int: 5"),
        ("five", 0, PortError, "expected list[int], found a text that is no JSON"),
    ],
)
def test_a_slice_that_leads_nowhere_is_named(text, slices, error, message):
    with pytest.raises(error) as caught:
        handle_input_parameter("p", text, int, slices)
    assert message in str(caught.value)


@pytest.mark.parametrize("value", [[1], "ab", None])
def test_a_group_gives_as_many_results_as_slices(tmp_path, value):
    with pytest.raises(SliceError, match="2 results were expected, in a list, but the OP gave"):
        handle_output_parameter("p", value, int, [0, 1], str(tmp_path))
    assert not (tmp_path / "outputs/parameters/p").exists()


def test_the_line_end_that_argo_takes_from_a_text_is_written_twice(tmp_path):
    handle_output_parameter("p", "a\n", str, data_root=str(tmp_path))
    assert (tmp_path / "outputs/parameters/p").read_bytes() == b"a\n\n"
