"""The fast way in: what it accepts, and what it leaves to the exact readers."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflow_graph import InvalidGraphError, load, loads, validate
from dflow_graph.codec import decode_json, decode_plain, model_of, tally
from dflow_graph.model import ModelError, Workflow
from dflow_graph.pipeline import read
from dflow_graph.source.document import Limits

GRAPH: dict[str, Any] = {
    "dflow_graph": "1.0",
    "name": "a",
    "entrypoint": "m",
    "templates": {"m": {"kind": "SuspendOPTemplate"}},
}
TEXT = json.dumps(GRAPH).encode()


def test_lim1_larger_text_is_left_to_the_reader_that_refuses_it() -> None:
    tight = Limits(max_bytes=len(TEXT) - 1)
    assert decode_json(TEXT, tight) is None
    with pytest.raises(ValueError, match="not proven"):
        decode_plain(TEXT, tight)
    assert [d.code for d in read(TEXT, limits=tight).report.diagnostics] == ["DG011"]
    assert read(TEXT, limits=Limits(max_bytes=len(TEXT))).report.valid


def test_lim3_more_nodes_are_left_to_the_reader_that_refuses_them() -> None:
    tight = Limits(max_nodes=6)
    assert decode_json(TEXT, tight) is None
    assert [d.code for d in read(TEXT, limits=tight).report.diagnostics] == ["DG011"]
    assert read(TEXT, limits=Limits(max_nodes=7)).report.valid


def nodes(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value
    return 1 + sum(map(nodes, inner)) if isinstance(value, (dict, list)) else 1


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from([0, 1, 70_000]),
)
def test_lim3_tally_has_no_fewer_values_than_a_text_and_its_quotes(value: Any, pad: int) -> None:
    """LIM-3: a reader MUST NOT take more nodes than the limit; it may count some twice."""
    text = json.dumps([value, " " * pad, value]).encode()
    counted = tally(text)
    assert counted.values >= nodes([value, "", value])
    assert counted.quotes == text.count(b'"')


def test_lim3_tally_counts_but_an_empty_list_twice_where_strings_have_no_marks() -> None:
    value = {"a": [1, {"b": None}, []], "c": ["x"] * 50_000}
    assert tally(json.dumps(value).encode()) == (nodes(value) + 1, 100_006)


def test_num4_a_whole_float_is_an_integer() -> None:
    """NUM-4: an integer field accepts 1.0, wherever it stands."""
    spelt = {**GRAPH, "parallelism": 2.0, "parameters": {"p": [1.0, {"q": 1.5}]}}
    workflow = loads(json.dumps(spelt))
    assert workflow.parallelism == 2
    assert workflow == model_of({**GRAPH, "parallelism": 2, "parameters": {"p": [1, {"q": 1.5}]}})


def test_model_of_plain_data_without_the_shape_says_why() -> None:
    with pytest.raises(ModelError, match=r"not a Workflow: .*parallelism"):
        model_of({**GRAPH, "parallelism": 1.5})
    with pytest.raises(ModelError, match=r"not a Workflow: .*entrypoint"):
        Workflow.from_dict({"dflow_graph": "1.0", "name": "a"})


@pytest.mark.parametrize("enabled", [True, False])
def test_reading_leaves_the_collector_as_it_was(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        assert read(TEXT).report.valid
        assert not read(TEXT.replace(b'"m"', b'"n"', 1)).report.valid
        assert gc.isenabled() is enabled
        assert decode_json(TEXT, Limits()) is not None
        assert decode_json(b"{", Limits()) is None
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("integer", [2**53, -(2**53)])
def test_num2_integer_that_loses_digits_is_not_proven(integer: int) -> None:
    with pytest.raises(ValueError, match="not proven"):
        decode_plain(json.dumps({"a": [integer]}).encode(), Limits())


def test_lim2_depth_is_counted_from_the_root() -> None:
    def nested(levels: int) -> bytes:
        return b"[" * levels + b"]" * levels

    assert decode_plain(nested(64), Limits()) is not None
    with pytest.raises(ValueError, match="not proven"):
        decode_plain(nested(65), Limits())


def test_validate_takes_path_bytes_data_and_model(tmp_path: Any) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(TEXT)
    for source in (path, str(path), TEXT, GRAPH, Workflow.from_dict(GRAPH)):
        assert validate(source).valid
    assert [d.code for d in validate({**GRAPH, "parameters": {"x": float("nan")}}).diagnostics] == [
        "DG008"
    ]
    with pytest.raises(OSError, match="nothing"):
        validate(tmp_path / "nothing.json")
    with pytest.raises(TypeError):
        validate({**GRAPH, "parameters": {"x": object()}})


def test_load_of_a_faulty_file_raises_with_the_whole_report(tmp_path: Any) -> None:
    path = tmp_path / "g.yaml"
    path.write_text("dflow_graph: '1.0'\nnam: a\nentrypont: m\ntemplates: {}\n")
    with pytest.raises(InvalidGraphError) as raised:
        load(path)
    assert [d.code for d in raised.value.report.diagnostics] == ["DG106", "DG106"]
    assert str(raised.value).startswith(f"{path}:2:1: DG106 ")
    assert str(raised.value).endswith("(and 1 more)")


def test_loads_of_half_a_character_is_a_finding() -> None:
    with pytest.raises(InvalidGraphError, match="DG001"):
        loads(json.dumps(GRAPH, ensure_ascii=False).replace('"a"', '"\ud800"'))
